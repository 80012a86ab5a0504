//! Training runs that a file or an expression asks for values at: carried out once, kept in the model.

use crate::analysis::train::{Precision, train};
use crate::check::decide::Decision;
use crate::check::verdict::Verdict;
use crate::eval::{self, Point};
use crate::model::{Claim, Model, Training, Trajectory};
use crate::number::Rational;
use std::rc::Rc;

/// Carries out what the file's own questions need.
pub fn carry_out_runs(model: &mut Model) {
    if !model.trainings.is_empty() {
        let asked = model.asked_runs();
        carry_out(model, asked);
    }
}

/// Carries out what an expression from elsewhere needs, and the definitions that it may name.
pub fn carry_out_runs_for(model: &mut Model, text: &str) {
    if model.trainings.is_empty() {
        return;
    }
    if let Ok(expr) = crate::syntax::parse_expression(text) {
        let asked = model.runs_in(&[expr]);
        carry_out(model, asked);
    }
    carry_out_runs(model);
}

fn carry_out(model: &mut Model, asked: Vec<(Rc<Training>, u64)>) {
    for (training, steps) in asked {
        if model.has_trajectory(&training.name, steps) {
            continue;
        }
        let trajectory = match train(model, &training, steps, Precision::Doubles, &mut |_| true) {
            Ok(run) => run.trajectory(),
            Err(faults) => {
                let why = faults.into_iter().next().map(|fault| fault.message);
                Trajectory { stopped: Some(why.unwrap_or_default()), ..Trajectory::default() }
            }
        };
        model.keep_trajectory(&training.name, trajectory);
    }
}

/// What is nearer than this, relatively, may differ by the rounding of a run.
const ROUNDING: f64 = 1e-9;

/// What is nearer than this, however small, may do so too.
const NOISE: f64 = 1e-12;

/// Takes back what a rounded point cannot show: there, nothing is proved equal, and a small difference refutes nothing.
pub(super) fn weigh_rounding(model: &Model, claim: &Claim, decision: &mut Decision) {
    let Some(run) = decision.rounded.first() else { return };
    let told = format!("the points of `{run}` are rounded to doubles");
    let near = differ_by_rounding(model, decision);
    match (decision.verdict, claim.claims_difference()) {
        (Verdict::Proved | Verdict::Refuted, true) if near => take_back(decision, Verdict::Undecided),
        (Verdict::Refuted, false) if near => take_back(decision, Verdict::Supported),
        (Verdict::Proved, _) => decision.verdict = Verdict::Supported,
        _ => {}
    }
    decision.certificate = if decision.certificate.is_empty() { told } else { format!("{}; {told}", decision.certificate) };
}

fn take_back(decision: &mut Decision, verdict: Verdict) {
    decision.verdict = verdict;
    (decision.witness, decision.true_right) = (None, None);
    decision.certificate = "the sides differ by no more than rounding".into();
}

fn differ_by_rounding(model: &Model, decision: &Decision) -> bool {
    let value = |node| {
        let exact = eval::exact(&model.graph, &[node], &Point::new()).ok().and_then(|values| values.into_iter().next());
        exact
            .map(|value: Rational| value.to_f64())
            .or_else(|| eval::digits(&model.graph, node, &Point::new(), 17).ok()?.to_string().parse().ok())
    };
    match decision.sides.map(|(left, right)| (value(left), value(right))) {
        Some((Some(left), Some(right))) => (left - right).abs() <= (ROUNDING * left.abs().max(right.abs())).max(NOISE),
        _ => true,
    }
}
