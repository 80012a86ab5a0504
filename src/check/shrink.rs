//! A small witness: the point that refutes a claim, with simpler coordinates wherever the sides still differ.
//!
//! Each coordinate in turn takes the simplest value at which both sides are defined and differ. Two values that print
//! alike get more digits.

use super::decide::{Question, Witness};
use super::numbers::{Comparison, Sampler};
use crate::eval::Point;
use crate::expr::Graph;
use crate::number::Rational;

/// Values in the order in which a reader likes to see them.
const SIMPLE: &[(i64, i64)] = &[(0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2), (3, 1), (-3, 1)];

/// The most comparisons for one witness.
const COMPARISONS: usize = 150;

/// Nodes visited by all comparisons together: a large claim keeps the point at which it was refuted.
const VISITS: usize = 200_000;

/// Digits of two values that print alike, tried in turn.
const DIGITS: [usize; 4] = [17, 40, 100, 300];

/// The simplest witness found near the given one.
pub(super) fn shrunk(graph: &mut Graph, question: &Question<'_>, witness: Witness) -> Witness {
    let mut room = COMPARISONS.min(VISITS / graph.reachable(&[question.left, question.right]).len().max(1));
    let sampler = Sampler::new(graph, question);
    let Some(turn) = sampler.turn_of(&witness.functions) else { return witness };
    let mut best = witness;
    for (symbol, _) in best.point.clone() {
        for (above, below) in SIMPLE {
            let value = Rational::new(*above, *below);
            let now = best.point.iter().find(|(other, _)| *other == symbol).map(|(_, value)| value.clone());
            if room == 0 || now.as_ref() == Some(&value) {
                break;
            }
            room -= 1;
            let mut point: Point = best.point.iter().cloned().collect();
            point.set(symbol, value);
            if let Comparison::Differ(found) = sampler.compare_at(graph, turn, &point) {
                best = *found;
                break;
            }
        }
    }
    told_apart(graph, &sampler, turn, best)
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
