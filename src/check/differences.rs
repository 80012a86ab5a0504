//! Central differences: the derivative from values of the function alone, with a tolerance that comes from the
//! computation.
//!
//! `D(h) = (8 (F(+h) − F(−h)) − (F(+2h) − F(−2h)))/(12 h)` has an error of order h⁴; `D(h) − D(h/2)` measures it, and the
//! rounding errors of the values of F, divided by h, are added.

use super::concrete;
use super::fine_difference;
use super::meeting::meeting;
use super::sampling;
use crate::eval::Tape;
use crate::eval::tape::Memory;
use crate::expr::{Condition, Graph, NodeId, SymbolId};
use crate::number::Rational;

/// A comparison with central differences.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FiniteDifference {
    /// The number of random points.
    pub points: usize,
    /// The largest relative error.
    pub max_relative_error: f64,
    /// Whether every error was within the bound derived from the computation.
    pub within_bound: bool,
    /// 0 where the variable moved alone; else along how many random directions all of them moved together.
    pub directions: usize,
}

impl FiniteDifference {
    /// Two comparisons as one: the fewest points, the largest error. A NaN stays.
    pub fn and(self, other: FiniteDifference) -> FiniteDifference {
        let first = self.max_relative_error.is_nan() || other.max_relative_error <= self.max_relative_error;
        FiniteDifference {
            points: self.points.min(other.points),
            max_relative_error: if first { self.max_relative_error } else { other.max_relative_error },
            within_bound: self.within_bound && other.within_bound,
            directions: self.directions.max(other.directions),
        }
    }
}

/// How the variables move, and the slope of the function that is claimed for it.
pub(super) struct Move {
    /// Which symbols move, and how fast.
    pub direction: Vec<(SymbolId, Rational)>,
    /// The claimed slope.
    pub slope: NodeId,
}

impl Move {
    fn is_alone(&self) -> bool {
        self.direction.len() == 1
    }
}

/// Points at which each derivative is compared.
const POINTS: usize = 8;
/// Points tried until that many are found at which everything is defined and no kink is near.
const TRIES: usize = 64;
/// An error of doubles above this is looked at again in many digits.
const LOOSE: f64 = 1e-7;
/// So often many digits are asked for where many variables move; such a function is large, and points are enough.
const ASKED: usize = 4;
/// The step: h⁴ and the rounding error divided by h are both near 1e-12 then.
const STEP: f64 = 1.0 / 1024.0;

/// Compares derivatives of `of` by symbols with central differences. `kinks` are expressions that vanish at kinks: their
/// signs must not change within a step. `None` for a derivative where no point was found.
pub fn compare(
    graph: &mut Graph,
    of: NodeId,
    derivatives: &[(SymbolId, NodeId)],
    kinks: &[NodeId],
    assumptions: &[Condition],
) -> Vec<Option<FiniteDifference>> {
    let alone = |(symbol, slope): &(SymbolId, NodeId)| Move { direction: vec![(*symbol, Rational::ONE)], slope: *slope };
    let moves: Vec<Move> = derivatives.iter().map(alone).collect();
    along(graph, of, &moves, kinks, assumptions)
}

/// The same for any moves.
pub(super) fn along(
    graph: &mut Graph,
    of: NodeId,
    moves: &[Move],
    kinks: &[NodeId],
    assumptions: &[Condition],
) -> Vec<Option<FiniteDifference>> {
    let nothing = vec![None; moves.len()];
    let mut roots: Vec<NodeId> =
        std::iter::once(of).chain(moves.iter().map(|one| one.slope)).chain(kinks.iter().copied()).collect();
    let choice = concrete::choose(graph, &roots, 0);
    concrete::concretise_all(graph, &mut roots, &choice);
    let behind = 1 + moves.len();
    let (Ok(function), Ok(slopes)) = (tape(graph, &[&roots[..1], &roots[behind..]].concat()), tape(graph, &roots[1..behind]))
    else {
        return nothing;
    };
    let mut symbols: Vec<SymbolId> = function.inputs().iter().chain(slopes.inputs()).copied().collect();
    symbols.sort_unstable();
    symbols.dedup();
    let mut found: Vec<Option<FiniteDifference>> = nothing.clone();
    let (mut memory, mut asked) = (function.memory::<8>(), 0);
    for number in 0..TRIES {
        let point = meeting(graph, sampling::spread(&symbols, number), assumptions, number);
        let value = |symbol: &SymbolId| point.get(*symbol).map_or(f64::NAN, Rational::to_f64);
        let here: Vec<f64> = slopes.inputs().iter().map(value).collect();
        let start: Vec<f64> = function.inputs().iter().map(value).collect();
        let slopes_here = slopes.run_with_error(&here);
        let Some((value, rounding)) = function.first_with_error(&start) else { return nothing };
        if !value.is_finite() || !rounding.is_finite() {
            continue;
        }
        for (place, one) in moves.iter().enumerate() {
            if found[place].is_some_and(|f| f.points >= POINTS) {
                continue;
            }
            let slope = slopes_here[place];
            let Some(mut error) = compared(&function, &mut memory, &start, rounding, one, slope) else { continue };
            if !error.within || error.relative > LOOSE {
                if !one.is_alone() && asked == ASKED {
                    continue;
                }
                asked += usize::from(!one.is_alone());
                if let Some(relative) = fine_difference::relative_error(graph, roots[0], roots[1 + place], &one.direction, &point)
                {
                    error = Error { relative, within: fine_difference::is_right(relative) };
                }
            }
            let so_far = found[place].get_or_insert(FiniteDifference {
                points: 0,
                max_relative_error: 0.0,
                within_bound: true,
                directions: 0,
            });
            so_far.points += 1;
            so_far.max_relative_error = so_far.max_relative_error.max(error.relative);
            so_far.within_bound &= error.within;
        }
        if found.iter().all(|f| f.is_some_and(|f| f.points >= POINTS)) {
            break;
        }
    }
    found
}

fn tape(graph: &Graph, roots: &[NodeId]) -> Result<Tape, crate::eval::Undefined> {
    Tape::compile(graph, roots)
}

struct Error {
    relative: f64,
    within: bool,
}

/// Inputs that move, and how fast.
type Direction = Vec<(usize, f64)>;

/// Offsets of the eight points of a stencil, in steps of h/2: the coarse difference takes ±2 and ±4, the fine one ±1, ±2.
const OFFSETS: [f64; 8] = [-4.0, -2.0, -1.0, 1.0, 2.0, 4.0, 0.0, 0.0];

/// The steps tried: a wrong slope stays wrong when the step is smaller; a function that turns faster than the step, such as
/// `sin(tan(x))` near a pole, does not.
const FINER: [f64; 3] = [1.0, 1.0 / 64.0, 1.0 / 4096.0];

/// A comparison whose bound is above this, relative to the slope, shows nothing.
const VOID: f64 = 0.01;

/// One slope at one point; `rounding` bounds the error of a value of the function near it. `None` where a value is missing
/// or a kink is near.
fn compared(
    function: &Tape,
    memory: &mut Memory<8>,
    start: &[f64],
    rounding: f64,
    one: &Move,
    slope: (f64, f64),
) -> Option<Error> {
    let (slope, slope_error) = slope;
    let speed = |(symbol, speed): &(SymbolId, Rational)| Some((function.inputs().binary_search(symbol).ok()?, speed.to_f64()));
    let direction: Direction = one.direction.iter().filter_map(speed).collect();
    let Some((first, _)) = direction.first() else {
        // The function does not depend on it: the difference is 0 by itself.
        return slope.is_finite().then_some(Error { relative: slope.abs(), within: slope.abs() <= slope_error });
    };
    // Below 0, √(relu(x)) is constant, but its derivative by the chain rule is 0/0: nothing is claimed there, nor where
    // the error of a slope has no bound.
    if !slope.is_finite() || !slope_error.is_finite() {
        return None;
    }
    // A power of two, so that the points of the stencil are exact.
    let size = if one.is_alone() { start[*first].abs().max(0.25).log2().floor().exp2() } else { 1.0 };
    let step = STEP * size;
    let mut found = None;
    for finer in FINER {
        let half = step * finer / 2.0;
        let Some((coarse, fine)) = differences(function, memory, start, &direction, half) else {
            // Where many move, a kink is often near; less so within a smaller step.
            if one.is_alone() { return None } else { continue }
        };
        let error = (fine - slope).abs();
        // 18 values meet in the difference.
        let bound = |rounding: f64| {
            2.0 * (coarse - fine).abs() + 2.0 * 18.0 * rounding / (12.0 * half) + slope_error + f64::EPSILON * fine.abs()
        };
        // The rounding error at the centre mostly stands for the stencil; near a deviation of 0 it grows within a step.
        let near = bound(rounding);
        let bound = if error <= near { near } else { bound(largest_rounding(function, start, &direction, half)) };
        let within = error <= bound;
        let size = slope.abs().max(1.0);
        // Where rounding hides the function itself, agreement says nothing: a deviation of equal rows, 1e-17 instead of 0.
        found = Some(Error { relative: error / size, within }).filter(|_| !within || bound <= VOID * size);
        if within {
            break;
        }
    }
    found
}

/// The largest bound of the rounding errors at the points of a stencil.
fn largest_rounding(function: &Tape, start: &[f64], direction: &Direction, half: f64) -> f64 {
    let mut inputs = start.to_vec();
    let mut rounding_at = |offset: f64| {
        direction.iter().for_each(|(place, speed)| inputs[*place] = start[*place] + offset * half * speed);
        function.first_with_error(&inputs).map_or(f64::NAN, |(_, rounding)| rounding)
    };
    OFFSETS.into_iter().map(&mut rounding_at).fold(0.0, f64::max)
}

/// The difference of step 2 `half` and that of step `half`; `None` where a value is missing or a kink is near.
fn differences(function: &Tape, memory: &mut Memory<8>, start: &[f64], direction: &Direction, half: f64) -> Option<(f64, f64)> {
    let mut inputs: Vec<[f64; 8]> = start.iter().map(|value| [*value; 8]).collect();
    for (place, speed) in direction {
        inputs[*place] = OFFSETS.map(|offset| start[*place] + offset * half * speed);
    }
    function.run_with(memory, &inputs, &|_, _, _| f64::NAN);
    let mut rows = function.outputs(memory);
    let values = rows.next()?;
    let near_a_kink = rows.any(|kink| kink.iter().any(|value| (*value > 0.0) != (kink[0] > 0.0) || *value == 0.0));
    if near_a_kink || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let [far_left, left, near_left, near_right, right, far_right, ..] = values;
    let coarse = (8.0 * (right - left) - (far_right - far_left)) / (24.0 * half);
    let fine = (8.0 * (near_right - near_left) - (right - left)) / (12.0 * half);
    Some((coarse, fine))
}
