//! A small witness: the point that refutes a claim, with simpler coordinates wherever the sides still differ.
//!
//! Each coordinate in turn takes the simplest value at which both sides are defined and differ. Where exact comparisons of
//! the claim are dear, the way is found in doubles and its end compared exactly. Two values that print alike get more
//! digits.

use super::decide::{Question, Witness};
use super::numbers::{Comparison, Sampler};
use crate::eval::{Point, Tape};
use crate::expr::{Condition, Graph};
use crate::functions::Need;
use crate::number::Rational;

/// Values in the order in which a reader likes to see them.
const SIMPLE: &[(i64, i64)] = &[(0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2), (3, 1), (-3, 1)];

/// The most nodes of a claim whose points are all compared exactly.
const SMALL: usize = 150;

/// The most exact comparisons for one witness of a small claim.
const COMPARISONS: usize = 150;

/// Points at the end of a way in doubles that are compared exactly, the last first.
const ENDS: usize = 3;

/// Sides whose doubles are nearer than this part of their size are not told apart by doubles; the rounding of a formula of
/// ordinary size stays far below it.
const CLEAR: f64 = 1e-6;

/// Digits of two values that print alike, tried in turn.
const DIGITS: [usize; 5] = [17, 40, 100, 300, 1_500];

/// The simplest witness found on the way from the given one.
pub(super) fn shrunk(graph: &mut Graph, question: &Question<'_>, witness: Witness) -> Witness {
    let sampler = Sampler::new(graph, question);
    let Some(found) = sampler.turn_of(&witness.functions) else { return witness };
    let (mut turn, mut best) = (found, witness);
    let start: Point = best.point.iter().cloned().collect();
    // The first functions of the list are the ones that readers know best.
    for other in 0..found {
        if let Comparison::Differ(found) = sampler.compare_at(graph, other, &start) {
            (turn, best) = (other, *found);
            break;
        }
    }
    let simple = if graph.reachable(&[question.left, question.right]).len() <= SMALL {
        exactly(graph, &sampler, turn, best)
    } else {
        by_doubles(graph, &sampler, turn, best)
    };
    told_apart(graph, &sampler, turn, simple)
}

/// Moves one coordinate after the other to the simplest value that is `taken`.
fn simplest(start: &Point, mut taken: impl FnMut(&Point) -> bool) {
    let mut point = start.clone();
    for (symbol, value) in start.iter() {
        for simple in SIMPLE.iter().map(|(above, below)| Rational::new(*above, *below)) {
            if simple == *value {
                break;
            }
            let mut moved = point.clone();
            moved.set(symbol, simple);
            if taken(&moved) {
                point = moved;
                break;
            }
        }
    }
}

fn exactly(graph: &Graph, sampler: &Sampler, turn: usize, witness: Witness) -> Witness {
    let start: Point = witness.point.iter().cloned().collect();
    let (mut best, mut room) = (witness, COMPARISONS);
    simplest(&start, |point| {
        room = room.saturating_sub(1);
        match if room > 0 { sampler.compare_at(graph, turn, point) } else { Comparison::Undefined } {
            Comparison::Differ(found) if is_readable(&found) => {
                best = *found;
                true
            }
            _ => false,
        }
    });
    best
}

fn by_doubles(graph: &Graph, sampler: &Sampler, turn: usize, witness: Witness) -> Witness {
    let (sides, needs) = sampler.sides_of(turn);
    let roots: Vec<_> = sides.into_iter().chain(needs.iter().map(|need| need.node)).collect();
    let Ok(tape) = Tape::compile(graph, &roots) else { return witness };
    let start: Point = witness.point.iter().cloned().collect();
    let mut way: Vec<Point> = Vec::new();
    simplest(&start, |point| {
        let inputs: Vec<[f64; 1]> =
            tape.inputs().iter().map(|symbol| [point.get(*symbol).map_or(f64::NAN, Rational::to_f64)]).collect();
        let values: Vec<f64> = tape.run(&inputs).into_iter().map(|[value]| value).collect();
        let differ = clearly_differ(&values, &needs);
        if differ {
            way.push(point.clone());
        }
        differ
    });
    let ends = way.iter().rev().take(ENDS);
    let found = ends.filter_map(|point| match sampler.compare_at(graph, turn, point) {
        Comparison::Differ(found) if is_readable(&found) => Some(*found),
        _ => None,
    });
    found.into_iter().next().unwrap_or(witness)
}

/// Whether both values are numbers; of what is 0 by the cancelling of roots only a bound is known.
fn is_readable(witness: &Witness) -> bool {
    [&witness.left, &witness.right].iter().all(|text| text.starts_with(|c: char| c.is_ascii_digit() || c == '-'))
}

/// Whether the first two values differ, and the others clearly meet their needs.
fn clearly_differ(values: &[f64], needs: &[Condition]) -> bool {
    let (left, right) = (values[0], values[1]);
    let met = |(value, need): (&f64, &Condition)| match need.need {
        Need::NonZero => value.abs() > CLEAR,
        Need::NonNegative => *value >= 0.0,
        Need::Positive => *value > CLEAR,
    };
    let apart = (left - right).abs() > CLEAR * (1.0 + left.abs() + right.abs());
    apart && left.is_finite() && right.is_finite() && values[2..].iter().zip(needs).all(met)
}

/// The witness with as many digits as tell the sides apart.
fn told_apart(graph: &Graph, sampler: &Sampler, turn: usize, mut witness: Witness) -> Witness {
    let point: Point = witness.point.iter().cloned().collect();
    for digits in DIGITS {
        if witness.left != witness.right {
            break;
        }
        if let Some((left, right)) = sampler.digits_at(graph, turn, &point, digits) {
            (witness.left, witness.right) = (left, right);
        }
    }
    witness
}
