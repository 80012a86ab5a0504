//! Central differences: the derivative from values of the function alone, with a tolerance that comes from the
//! computation.
//!
//! `D(h) = (8 (F(+h) − F(−h)) − (F(+2h) − F(−2h)))/(12 h)` has an error of order h⁴; `D(h) − D(h/2)` measures it, and the
//! rounding errors of the values of F, divided by h, are added.

use super::concrete;
use super::sampling;
use crate::answer::FiniteDifference;
use crate::eval::Tape;
use crate::expr::{Condition, Graph, NodeId, SymbolId};
use crate::number::Rational;

/// Points at which each derivative is compared.
const POINTS: usize = 8;
/// Points tried until that many are found at which everything is defined and no kink is near.
const TRIES: usize = 64;
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
    let nothing = vec![None; derivatives.len()];
    let mut roots: Vec<NodeId> =
        std::iter::once(of).chain(derivatives.iter().map(|(_, d)| *d)).chain(kinks.iter().copied()).collect();
    let choice = concrete::choose(graph, &roots, 0);
    for root in &mut roots {
        *root = concrete::concretise(graph, *root, &choice);
    }
    let behind = 1 + derivatives.len();
    let (Ok(function), Ok(slopes)) = (tape(graph, &[&roots[..1], &roots[behind..]].concat()), tape(graph, &roots[1..behind]))
    else {
        return nothing;
    };
    let mut symbols: Vec<SymbolId> = function.inputs().iter().chain(slopes.inputs()).copied().collect();
    symbols.sort_unstable();
    symbols.dedup();
    let mut found: Vec<Option<FiniteDifference>> = nothing;
    for number in 0..TRIES {
        let point = sampling::meeting(graph, sampling::spread(&symbols, number), assumptions);
        let value = |symbol: &SymbolId| point.get(*symbol).map_or(f64::NAN, Rational::to_f64);
        let here: Vec<f64> = slopes.inputs().iter().map(value).collect();
        let start: Vec<f64> = function.inputs().iter().map(value).collect();
        let slopes_here = slopes.run_with_error(&here);
        for (place, (symbol, _)) in derivatives.iter().enumerate() {
            if found[place].is_some_and(|f| f.points >= POINTS) {
                continue;
            }
            let (slope, slope_error) = slopes_here[place];
            let Some(error) = one(&function, &start, *symbol, slope, slope_error) else { continue };
            let so_far = found[place].get_or_insert(FiniteDifference { points: 0, max_relative_error: 0.0, within_bound: true });
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

/// One derivative at one point; `None` where a value is missing or a kink is near.
fn one(function: &Tape, start: &[f64], symbol: SymbolId, slope: f64, slope_error: f64) -> Option<Error> {
    let Some(place) = function.inputs().iter().position(|input| *input == symbol) else {
        // The function does not depend on it: the difference is 0 by itself.
        return slope.is_finite().then_some(Error { relative: slope.abs(), within: slope.abs() <= slope_error });
    };
    let mut signs: Option<Vec<bool>> = None;
    let mut at = |offset: f64| -> Option<(f64, f64)> {
        let mut inputs = start.to_vec();
        inputs[place] += offset;
        let values = function.run_with_error(&inputs);
        let here: Vec<bool> = values[1..].iter().map(|(kink, _)| *kink > 0.0).collect();
        if *signs.get_or_insert_with(|| here.clone()) != here {
            return None;
        }
        let (value, error) = values[0];
        (value.is_finite() && error.is_finite()).then_some((value, error))
    };
    let mut stencil = |h: f64| -> Option<(f64, f64)> {
        let (near, near_error) = pair(&mut at, h)?;
        let (far, far_error) = pair(&mut at, 2.0 * h)?;
        Some(((8.0 * near - far) / (12.0 * h), (8.0 * near_error + far_error) / (12.0 * h)))
    };
    let scale = start[place].abs().max(0.25);
    // A power of two, so that the points of the stencil are exact.
    let h = STEP * scale.log2().floor().exp2();
    let (coarse, _) = stencil(h)?;
    let (fine, rounding) = stencil(h / 2.0)?;
    if !slope.is_finite() {
        return Some(Error { relative: f64::INFINITY, within: false });
    }
    let error = (fine - slope).abs();
    let bound = 2.0 * (coarse - fine).abs() + 2.0 * rounding + slope_error + f64::EPSILON * fine.abs();
    Some(Error { relative: error / slope.abs().max(1.0), within: error <= bound })
}

/// `F(+h) − F(−h)` and the error of the difference.
fn pair(at: &mut impl FnMut(f64) -> Option<(f64, f64)>, h: f64) -> Option<(f64, f64)> {
    let ((right, right_error), (left, left_error)) = (at(h)?, at(-h)?);
    Some((right - left, right_error + left_error))
}
