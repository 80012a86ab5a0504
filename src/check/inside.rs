//! Points inside a case: where all that holds in it certainly holds.
//!
//! ```text
//! 1 − x² − y² > 0, x + y − 7/5 > 0: from (1, 1) to (0.7, 0.71), along the gradient of what is broken, again and again
//! ```
//!
//! The start is what [`super::inequalities`] offers and points looked at before; a step repairs what is broken most, along its
//! gradient, a little beyond the border (relaxed projections: Agmon 1954, Motzkin and Schoenberg 1954). What this module does
//! not do: tell that there is no point.

use super::cases::Case;
use super::concrete;
use super::numbers::{Sampler, meets, sign, with};
use super::places::{Place, Seeker, shortest};
use super::sampling::{self, Stream};
use crate::eval::{self, Point, Tape};
use crate::expr::{Condition, Graph, NodeId, SymbolId};
use crate::functions::Need;
use crate::number::Rational;

/// Points that are enough for a case.
const WANTED: usize = 6;

/// Numbered points from which the search starts, beside those of the pool.
const STARTS: usize = 12;

/// Repairs of one start.
const REPAIRS: usize = 60;

/// Coordinates are rounded to this part of their size, the coarsest that stays inside.
const ROUNDED: [f64; 3] = [1e-2, 1e-5, 1e-9];

/// Starts from which a zero is sought exactly.
const ON_ZEROS: usize = 4;

/// Starts of the pool that are tried.
const POOL: usize = 40;

/// Points inside, with the values of the letters that follow from others; at most a few.
pub(super) fn inside(graph: &mut Graph, sampler: &Sampler, turn: usize, case: &Case, pool: &[Point]) -> Vec<Point> {
    let facts: Vec<Condition> = case
        .facts
        .iter()
        .map(|fact| Condition { node: concrete::concretise(graph, fact.node, sampler.choice(turn)), ..*fact })
        .collect();
    let zeros: Vec<NodeId> = case.zeros.iter().map(|node| concrete::concretise(graph, *node, sampler.choice(turn))).collect();
    let solved: Vec<(SymbolId, NodeId)> = case
        .solved
        .iter()
        .filter_map(|(letter, value)| {
            Some((graph.as_symbol(*letter)?, concrete::concretise(graph, *value, sampler.choice(turn))))
        })
        .collect();
    let graph = &*graph;
    let search = Search::new(graph, sampler.symbols(), &facts);
    let mut found: Vec<Point> = Vec::new();
    // Zeros that are not solved for a letter are dear to find.
    let most = if zeros.is_empty() { usize::MAX } else { ON_ZEROS };
    for start in starts(sampler, case, pool).into_iter().take(most) {
        for point in search.from(&start) {
            let Some(point) = on_zeros(graph, &zeros, point).and_then(|point| completed(graph, &solved, point)) else { continue };
            let there = facts.iter().all(|fact| meets(graph, *fact, &point))
                && zeros.iter().all(|zero| sign(graph, *zero, &point) == Some(0));
            if there && !found.contains(&point) && sampler.has_values_at(graph, turn, &point) {
                found.push(point);
                break;
            }
        }
        if found.len() >= WANTED {
            break;
        }
    }
    found
}

fn starts(sampler: &Sampler, case: &Case, pool: &[Point]) -> Vec<Point> {
    let symbols = sampler.symbols();
    let mut found = Vec::new();
    if let Some(hint) = &case.hint {
        for number in 0..3 {
            let mut point = sampling::point(symbols, number);
            hint.iter().for_each(|(symbol, value)| drop(point.set(*symbol, value.clone())));
            found.push(point);
        }
    }
    found.extend(pool.iter().take(POOL).cloned());
    found.extend((0..STARTS).map(|number| sampling::point(symbols, number)));
    found.extend((0..STARTS).map(|number| sampling::spread(symbols, number)));
    found
}

/// The point moved along one letter to where what must be 0 is exactly 0.
fn on_zeros(graph: &Graph, zeros: &[NodeId], point: Point) -> Option<Point> {
    match zeros {
        [] => Some(point),
        [zero] => {
            let seeker = Seeker::new(graph, zeros);
            graph.free_symbols(*zero).into_iter().find_map(|symbol| {
                let places = seeker.zeros(&point, symbol).into_iter().flatten();
                let exact = places.filter_map(|place| if let Place::Exact(value) = place { Some(value) } else { None });
                exact.map(|value| with(&point, symbol, value)).next()
            })
        }
        _ => None,
    }
}

/// The letters that follow from others, the last one put in first.
fn completed(graph: &Graph, solved: &[(SymbolId, NodeId)], mut point: Point) -> Option<Point> {
    for (letter, value) in solved.iter().rev() {
        let value = eval::exact(graph, &[*value], &point).ok()?.swap_remove(0);
        point.set(*letter, value);
    }
    Some(point)
}

/// The search for points above all borders.
struct Search<'a> {
    symbols: &'a [SymbolId],
    tape: Option<Tape>,
    count: usize,
}

impl<'a> Search<'a> {
    fn new(graph: &Graph, symbols: &'a [SymbolId], facts: &[Condition]) -> Search<'a> {
        let nodes: Vec<NodeId> = facts.iter().filter(|fact| fact.need != Need::NonZero).map(|fact| fact.node).collect();
        Search { symbols, tape: Tape::compile(graph, &nodes).ok(), count: nodes.len() }
    }

    /// The start moved inside, its coordinates rounded more and more finely; nothing where the way does not end.
    fn from(&self, start: &Point) -> Vec<Point> {
        let Some(tape) = &self.tape else { return Vec::new() };
        let mut at: Vec<f64> = self.symbols.iter().map(|symbol| start.get(*symbol).map_or(0.0, Rational::to_f64)).collect();
        if self.count == 0 || self.all_hold(tape, &at) {
            return vec![start.clone()];
        }
        let mut stream = Stream::new(77);
        for round in 0..REPAIRS {
            let values = self.values(tape, &at);
            let broken = (0..self.count).filter(|place| values[*place].is_nan() || values[*place] <= 0.0);
            let Some(worst) = broken.max_by(|a, b| size(values[*a]).total_cmp(&size(values[*b]))) else { break };
            let slopes: Vec<f64> = (0..at.len()).map(|place| self.slope(tape, &at, place, worst)).collect();
            let steepness: f64 = slopes.iter().map(|slope| slope * slope).sum();
            if !steepness.is_finite() || steepness == 0.0 || !values[worst].is_finite() {
                // Nothing to go by here: a step at random.
                at.iter_mut().for_each(|value| *value += (stream.below(2_001) as f64 - 1_000.0) / 500.0);
                continue;
            }
            // Beyond the border at first, nearer and nearer to it where borders are close to each other.
            let beyond = -values[worst] * (1.0 + 0.6 * 0.9f64.powi(round as i32)) + 1e-9 * steepness.sqrt();
            at.iter_mut().zip(&slopes).for_each(|(value, slope)| *value += beyond * slope / steepness);
        }
        if !self.all_hold(tape, &at) {
            return Vec::new();
        }
        let rounded = |part: f64| -> Option<Point> {
            let near = |value: &f64| {
                let room = part * value.abs().max(1e-6);
                shortest(value - room, value + room).or_else(|| Rational::from_f64(*value))
            };
            self.symbols.iter().zip(&at).map(|(symbol, value)| Some((*symbol, near(value)?))).collect()
        };
        ROUNDED.iter().filter_map(|part| rounded(*part)).filter(|point| self.all_hold(tape, &self.doubles(point))).collect()
    }

    fn doubles(&self, point: &Point) -> Vec<f64> {
        self.symbols.iter().map(|symbol| point.get(*symbol).map_or(f64::NAN, Rational::to_f64)).collect()
    }

    fn values(&self, tape: &Tape, at: &[f64]) -> Vec<f64> {
        let input = |symbol: &SymbolId| self.symbols.iter().position(|own| own == symbol).map_or(f64::NAN, |place| at[place]);
        let inputs: Vec<[f64; 1]> = tape.inputs().iter().map(|symbol| [input(symbol)]).collect();
        tape.run(&inputs).into_iter().map(|[value]| value).collect()
    }

    fn all_hold(&self, tape: &Tape, at: &[f64]) -> bool {
        self.values(tape, at).into_iter().all(|value| value > 0.0)
    }

    fn slope(&self, tape: &Tape, at: &[f64], place: usize, which: usize) -> f64 {
        let step = 1e-6 * at[place].abs().max(1e-3);
        let moved = |by: f64| {
            let mut there = at.to_vec();
            there[place] += by;
            self.values(tape, &there)[which]
        };
        (moved(step) - moved(-step)) / (2.0 * step)
    }
}

/// How much is broken; what has no value is broken most.
fn size(value: f64) -> f64 {
    if value.is_nan() { f64::INFINITY } else { value.abs() }
}
