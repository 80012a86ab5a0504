//! The rates of training runs against the step bounds of their losses.
//!
//! A bound is for plain descent on one loss alone. What this module does not do: carry runs out, or judge other methods.

use super::super::train::is_plain_descent;
use crate::analysis::{NoBound, StepBound, step_bound};
use crate::expr::NodeId;
use crate::model::{Model, Training};
use crate::name::Name;
use crate::number::Rational;
use std::rc::Rc;

/// The rate of one run.
#[derive(Clone, Debug)]
pub struct Rate {
    /// The run.
    pub run: Name,
    /// Its method.
    pub method: &'static str,
    /// Its rate.
    pub rate: Rational,
    /// Whether it is plain descent, which the bounds are for.
    pub is_plain: bool,
    /// Its losses, each once; empty for other methods.
    pub losses: Vec<LossRate>,
}

/// A rate on one loss.
#[derive(Clone, Debug)]
pub struct LossRate {
    /// The loss.
    pub loss: NodeId,
    /// Its curvature, or why there is no bound.
    pub bound: Result<StepBound, NoBound>,
    /// Whether the rate is not above the bound; `None` where there is none, or that is not certain.
    pub is_stable: Option<bool>,
    /// Whether the rate is the bound itself: some steps neither shrink nor grow.
    pub is_at_bound: bool,
}

/// The rates of all runs of the file.
pub(super) fn rates(model: &mut Model) -> Vec<Rate> {
    let trainings = model.trainings.clone();
    trainings.iter().filter_map(|training| rate(model, training)).collect()
}

fn rate(model: &mut Model, training: &Rc<Training>) -> Option<Rate> {
    let rate = training.option("rate")?.clone();
    let is_plain = is_plain_descent(training);
    let mut losses: Vec<LossRate> = Vec::new();
    for place in 0..if is_plain { training.losses.len() } else { 0 } {
        let Ok(meaning) = model.loss_of_step(training, place as u64 + 1) else { continue };
        if losses.iter().any(|known| known.loss == meaning.node) {
            continue;
        }
        let weights: Vec<NodeId> = model.parameters.iter().map(|parameter| parameter.node).collect();
        let bound = step_bound(&mut model.graph, meaning.node, &weights);
        let is_stable = bound.as_ref().ok().and_then(|bound| bound.is_stable(&rate));
        let is_at_bound = bound.as_ref().is_ok_and(|bound| bound.is_at_bound(&rate));
        losses.push(LossRate { loss: meaning.node, bound, is_stable, is_at_bound });
    }
    Some(Rate { run: training.name.clone(), method: training.optimizer.name, rate, is_plain, losses })
}
