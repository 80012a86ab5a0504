//! `train`: a run with what there is to say of its rate.

use crate::analysis::train::{Figure, Precision, Run, train as carry_out};
use crate::analysis::{StepBound, step_bound};
use crate::diagnostic::Diagnostic;
use crate::model::{Model, Training};
use std::rc::Rc;

/// A run and the step bounds that its rate is above.
#[derive(Debug)]
pub struct Trained {
    /// The run.
    pub run: Run,
    /// The losses on which steps with this rate diverge.
    pub too_fast: Vec<TooFast>,
}

/// A quadratic loss on which plain descent with the rate of the run diverges.
#[derive(Debug)]
pub struct TooFast {
    /// Its place in the list of losses.
    pub loss: usize,
    /// Its curvature and the bound.
    pub bound: StepBound,
    /// What it goes through in steps on it alone.
    pub values: Vec<Figure>,
}

/// Steps on a loss alone that show how it diverges.
const SHOWN: u64 = 4;

/// Above so many nodes times weights no curvature is looked for.
const BUDGET: usize = 2_000_000;

/// Carries a run out, the runs before it that its losses ask for first.
///
/// # Errors
/// What makes the run impossible.
pub fn train(
    model: &mut Model,
    training: &Rc<Training>,
    precision: Precision,
    go_on: &mut dyn FnMut(u64) -> bool,
) -> Result<Trained, Vec<Diagnostic>> {
    super::carry_out_runs(model);
    // Before the run: that ends itself when its time is over, this does not.
    let too_fast = if is_plain_descent(training) { too_fast(model, training) } else { Vec::new() };
    let run = carry_out(model, training, training.steps(), precision, go_on)?;
    Ok(Trained { run, too_fast })
}

/// Whether the rule is `w − rate g` with one rate.
pub(super) fn is_plain_descent(training: &Training) -> bool {
    let off = |part: &str| training.option(part).is_none_or(crate::number::Rational::is_zero);
    let plain = ["momentum", "weight_decay", "maximize"].into_iter().all(off);
    training.optimizer.name == "sgd" && plain && training.schedule.is_none() && training.max_norm.is_none()
}

fn too_fast(model: &mut Model, training: &Rc<Training>) -> Vec<TooFast> {
    let Some(rate) = training.option("rate").cloned() else { return Vec::new() };
    let weights: Vec<_> = model.parameters.iter().map(|parameter| parameter.node).collect();
    let mut found: Vec<TooFast> = Vec::new();
    for place in 0..training.losses.len() {
        if training.losses[..place]
            .iter()
            .any(|earlier| crate::syntax::plain(earlier) == crate::syntax::plain(&training.losses[place]))
        {
            continue;
        }
        let Ok(meaning) = model.loss_of_step(training, place as u64 + 1) else { continue };
        if model.graph.reachable(&[meaning.node]).len().saturating_mul(weights.len()) > BUDGET {
            continue;
        }
        let Ok(bound) = step_bound(&mut model.graph, meaning.node, &weights) else { continue };
        if bound.is_stable(&rate) == Some(false) {
            let values = values_alone(model, training, place);
            found.push(TooFast { loss: place, bound, values });
        }
    }
    found
}

/// The first values of a loss in steps on it alone.
fn values_alone(model: &mut Model, training: &Training, place: usize) -> Vec<Figure> {
    let Some(alone) = training.alone(place, SHOWN).map(Rc::new) else { return Vec::new() };
    let run = carry_out(model, &alone, SHOWN, Precision::Doubles, &mut |_| true);
    run.map(|run| run.steps.into_iter().map(|step| step.value).collect()).unwrap_or_default()
}
