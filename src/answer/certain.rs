//! What is certain at rounded points of a training run: the run is carried out with confirmed digits, and a value is
//! enclosed for every number that the confirmed digits leave.
//!
//! ```text
//! w at T[90] = 0.98056… (30 digits agree) → w ≈ 0.0483 ± 1e-4 is refuted, w ≈ 0.980565917739 ± 1e-9 supported
//! ```
//!
//! Two runs that agree are no proof, so nothing is proved here. What this module does not do: carry steps out (see
//! [`crate::analysis::train`]).

use super::runs::further;
use crate::analysis::train::{Figure, Precision, Run, train};
use crate::calculus;
use crate::check::decide::{Decision, Witness, is_proved};
use crate::check::domain::conditions_of;
use crate::check::verdict::Verdict;
use crate::eval::{Decimal, Interval, certain_digits, enclose_between};
use crate::expr::{Condition, NodeId, SymbolId};
use crate::functions::Need;
use crate::model::{Claim, Confirmed, Ends, Meaning, Model, Side, Tolerance, Training};
use crate::number::Rational;
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// Digits that a run is confirmed to where a claim asks for a point of it.
const DIGITS: usize = 30;

/// Digits of a value that are told.
const TOLD: usize = 17;

/// Digits that may be lost on the way from the weights to a value.
const SPARE: usize = 10;

/// Above so many steps times nodes of the loss, a run is not confirmed.
const BUDGET: usize = 100_000;

/// So many times as much may be spent where digits are missing at first.
const AGAIN: usize = 3;

/// Fewer agreeing digits than this may agree by chance: behind such a step nothing is confirmed.
const FEWEST: usize = 6;

/// Why nothing is certain.
const NOT_CERTAIN: &str = "the digits of the run are not certain";

/// The verdict on a claim at rounded points, from what is certain there.
pub(super) fn weigh_rounding(model: &mut Model, claim: &Claim, decision: &mut Decision) {
    let Some(run) = decision.rounded.first() else { return };
    let told = format!("the points of `{run}` are rounded");
    if !matches!(decision.verdict, Verdict::Undecided | Verdict::IllFormed) {
        let found = weighed(model, claim, decision).unwrap_or_else(|why| Weighed::undecided(&why));
        (decision.verdict, decision.certificate, decision.witness) = (found.verdict, found.certificate, found.witness);
        (decision.true_right, decision.max_relative_error) = (None, None);
    }
    decision.certificate = if decision.certificate.is_empty() { told } else { format!("{}; {told}", decision.certificate) };
}

struct Weighed {
    verdict: Verdict,
    certificate: String,
    witness: Option<Witness>,
}

impl Weighed {
    fn undecided(why: &str) -> Weighed {
        Weighed { verdict: Verdict::Undecided, certificate: why.to_string(), witness: None }
    }
}

fn weighed(model: &mut Model, claim: &Claim, decision: &Decision) -> Result<Weighed, String> {
    let asked = model.rounded_of_claim(claim);
    confirm(model, &asked, DIGITS)?;
    let unknown = || NOT_CERTAIN.to_string();
    let side = model.with_open_points(|model| model.understand(claim)).map_err(|_| unknown())?;
    let mut ends = model.ends_of_open_points();
    let open: FxHashSet<SymbolId> = ends.keys().copied().collect();
    // The point that refutes gives the other names their values.
    let witness = decision.witness.as_ref().filter(|_| decision.verdict == Verdict::Refuted);
    ends.extend(witness.iter().flat_map(|found| &found.point).map(|(symbol, value)| (*symbol, (value.clone(), value.clone()))));
    let graph = &mut model.graph;
    let [left, right] = [&side.left, &side.right].map(|side| calculus::resolve(graph, side.node));
    let difference = graph.sub(left, right);
    certainly_defined(model, &side, &ends)?;
    let supported = |words: &str| Weighed { verdict: Verdict::Supported, certificate: words.to_string(), witness: None };
    let enclosed = |model: &Model, nodes: &[NodeId]| between(model, nodes, &ends, DIGITS);
    let Some(found) = enclosed(model, &[left, right, difference]) else {
        return match &side.tolerance {
            Tolerance::NotEqual => Err(unknown()),
            _ if is_proved(&mut model.graph, &side) => Ok(supported("the sides are equal at every point")),
            _ => Err(unknown()),
        };
    };
    let told = [left, right].map(|node| model.graph.as_number(node).map(Rational::to_string));
    let [left, right] = [0, 1].map(|place: usize| told[place].clone().unwrap_or_else(|| digits_of(&found[place])));
    let refuted = |words: &str| Weighed {
        verdict: Verdict::Refuted,
        certificate: words.to_string(),
        witness: Some(Witness {
            point: witness.map(|witness| witness.point.clone()).unwrap_or_default(),
            functions: Vec::new(),
            left: left.clone(),
            right: right.clone(),
        }),
    };
    let everywhere = model.graph.free_symbols(difference).iter().all(|symbol| open.contains(symbol));
    match &side.tolerance {
        Tolerance::Equal if !found[2].contains_zero() => Ok(refuted("the confirmed digits differ")),
        Tolerance::Equal if everywhere && found[2].sign() == Some(0) => Ok(supported("the sides are equal")),
        Tolerance::Equal if is_proved(&mut model.graph, &side) => Ok(supported("the sides are equal at every point")),
        Tolerance::NotEqual if !found[2].contains_zero() => Ok(supported("the confirmed digits differ")),
        Tolerance::Near(tolerance) => {
            let room = calculus::resolve(&mut model.graph, *tolerance);
            let size = model.graph.known("abs", &[difference]);
            let room = model.graph.sub(room, size);
            let sign = enclosed(model, &[room]).and_then(|found| ends_of_sign(&found[0]));
            match sign {
                Some(true) if everywhere => Ok(supported("the confirmed digits lie within the tolerance")),
                Some(false) => Ok(refuted("the confirmed digits are further apart than the tolerance")),
                _ => Err(unknown()),
            }
        }
        _ => Err(unknown()),
    }
}

/// Whether everything in it is at least 0, or everything below; `None` where it is neither.
fn ends_of_sign(interval: &Interval) -> Option<bool> {
    let (lo, hi) = interval.ends();
    if !lo.is_negative() { Some(true) } else { hi.is_negative().then_some(false) }
}

/// An enclosed value with the digits that are certain.
fn digits_of(interval: &Interval) -> String {
    match certain_digits(interval, TOLD) {
        Some(decimal) => decimal.to_string(),
        None if interval.sign() == Some(0) => "0".into(),
        None => format!("0 ± {:.0e}", interval.width()),
    }
}

/// Refuses sides whose conditions are not certainly met.
fn certainly_defined(model: &mut Model, side: &Side, ends: &FxHashMap<SymbolId, Ends>) -> Result<(), String> {
    let mut needs: Vec<Condition> = side.assumptions.clone();
    for Meaning { node, needs: own } in [&side.left, &side.right] {
        needs.extend(own);
        needs.extend(conditions_of(&mut model.graph, *node));
    }
    if are_met(model, &needs, ends) { Ok(()) } else { Err(format!("a condition is not certain here: {NOT_CERTAIN}")) }
}

/// Whether conditions on what is known are certainly met; those on other names are told elsewhere.
fn are_met(model: &mut Model, needs: &[Condition], ends: &FxHashMap<SymbolId, Ends>) -> bool {
    needs.iter().all(|need| {
        let node = calculus::resolve(&mut model.graph, need.node);
        if !model.graph.free_symbols(node).iter().all(|symbol| ends.contains_key(symbol)) {
            return true;
        }
        between(model, &[node], ends, DIGITS).is_some_and(|found| match need.need {
            Need::NonZero => !found[0].contains_zero(),
            Need::Positive => found[0].ends().0.signum() > 0,
            Need::NonNegative => !found[0].ends().0.is_negative(),
        })
    })
}

fn between(model: &Model, nodes: &[NodeId], ends: &FxHashMap<SymbolId, Ends>, digits: usize) -> Option<Vec<Interval>> {
    // 3.33 bits for each digit, and some to lose.
    enclose_between(&model.graph, nodes, &|symbol| ends.get(&symbol).cloned(), digits.saturating_mul(7) + 192).ok()
}

/// The value of an expression at rounded points of these runs to so many digits, with what it needs; `make` understands it.
///
/// # Errors
/// Why so many digits are not certain.
pub fn certain_value(
    model: &mut Model,
    asked: &[(Rc<Training>, u64)],
    digits: usize,
    make: impl FnOnce(&mut Model) -> Option<(NodeId, Vec<Condition>)>,
) -> Result<Decimal, String> {
    confirm(model, asked, digits + SPARE)?;
    let (node, needs) = model.with_open_points(make).ok_or(NOT_CERTAIN)?;
    let ends = model.ends_of_open_points();
    if !are_met(model, &needs, &ends) {
        return Err(format!("a condition is not certain here: {NOT_CERTAIN}"));
    }
    let found = between(model, &[node], &ends, digits + SPARE).ok_or(NOT_CERTAIN)?;
    if found[0].sign() == Some(0) {
        return Ok(Decimal::round(&Rational::ZERO, digits));
    }
    match certain_digits(&found[0], digits) {
        Some(decimal) if decimal.is_exact() || decimal.digits().len() >= digits => Ok(decimal),
        Some(decimal) => Err(format!("only {decimal} is certain")),
        None => Err(format!("only |value| < {:.0e} is certain", found[0].width())),
    }
}

/// Carries the runs out with so many confirmed digits up to the steps asked for.
fn confirm(model: &mut Model, asked: &[(Rc<Training>, u64)], digits: usize) -> Result<(), String> {
    for (training, steps) in asked {
        let known = model.confirmed(training).map(|known| (known.digits, known.steps));
        if !known.is_some_and(|(known, far)| known >= digits && far >= *steps) {
            let steps = if known.is_some() { further(*steps, training.steps()) } else { *steps };
            let points = confirmed(model, training, steps, digits);
            model.keep_confirmed(training, Confirmed { digits, steps, points });
        }
        if model.confirmed(training).is_none_or(|known| known.points.len() as u64 <= *steps) {
            return Err(NOT_CERTAIN.into());
        }
    }
    Ok(())
}

/// The points of a run between the ends that its confirmed digits leave, as far as these are confirmed.
fn confirmed(model: &mut Model, training: &Rc<Training>, steps: u64, digits: usize) -> Vec<Vec<Ends>> {
    let Ok(loss) = model.loss_of_step(training, 1) else { return Vec::new() };
    let size = model.graph.reachable(&[loss.node]).len() + model.parameters.len();
    if (steps as usize).saturating_mul(size) > BUDGET {
        return Vec::new();
    }
    let mut left = AGAIN * BUDGET;
    let mut go_on = |_| {
        left = left.saturating_sub(size);
        left > 0
    };
    match train(model, training, steps, Precision::Digits(digits), &mut go_on) {
        Ok(run) => points(&run),
        Err(_) => Vec::new(),
    }
}

fn points(run: &Run) -> Vec<Vec<Ends>> {
    let start = (&run.start, &run.start_buffers);
    let all = std::iter::once(start).chain(run.steps.iter().map(|step| (&step.point, &step.buffers)));
    let ends = |(point, buffers): (&Vec<Figure>, &Vec<Figure>)| point.iter().chain(buffers).map(ends).collect();
    all.map_while(ends).collect()
}

/// Between which numbers a figure lies; `None` where its digits are too few to be more than chance.
fn ends(figure: &Figure) -> Option<Ends> {
    let ten = |power: i64| Rational::integer(10).pow(power);
    let around = |value: Rational, by: Rational| (&value - &by, &value + &by);
    match figure {
        Figure::Exact(value) => Some((value.clone(), value.clone())),
        Figure::Double(_) => None,
        Figure::Below(power) => {
            ((-100_000..=-(FEWEST as i64)).contains(power)).then(|| ten(*power)).flatten().map(|by| around(Rational::ZERO, by))
        }
        Figure::Digits(decimal) => {
            let unit = ten(decimal.exponent() + 1 - decimal.digits().len() as i64)?;
            let size = &Rational::parse_decimal(decimal.digits())? * &unit;
            let value = if decimal.is_negative() { -&size } else { size };
            match decimal.is_exact() {
                true => Some((value.clone(), value)),
                false => (decimal.digits().len() >= FEWEST).then(|| around(value, unit)),
            }
        }
    }
}
