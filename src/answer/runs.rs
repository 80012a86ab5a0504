//! Training runs that a file or an expression asks for values at: carried out once, kept in the model.
//!
//! What this module does not do: say what a rounded point shows (see [`super::certain`]).

use crate::analysis::train::{Precision, train};
use crate::model::{Claim, Model, Training, Trajectory};
use std::rc::Rc;

/// A run that is asked for once more, further on, is carried out twice as far, up to so many steps.
const FURTHER: u64 = 100_000;

/// Carries out what `derive` and `show` of the file need.
pub fn carry_out_runs(model: &mut Model) {
    let asked = model.asked_runs();
    carry_out(model, asked, Precision::Doubles);
}

/// Carries out what an expression from elsewhere needs, for a reader: points that are no longer rational are rounded.
pub fn carry_out_runs_for(model: &mut Model, text: &str) {
    carry_out_for(model, text, Precision::Doubles);
}

/// The same for its value: points that are short expressions of roots are those.
pub fn carry_out_runs_exactly(model: &mut Model, text: &str) {
    carry_out_for(model, text, Precision::Roots);
}

fn carry_out_for(model: &mut Model, text: &str, precision: Precision) {
    if let Ok(expr) = crate::syntax::parse_expression(text) {
        let asked = model.runs_in(&[expr]);
        carry_out(model, asked, precision);
    }
}

/// Carries out what a claim needs.
pub(super) fn carry_out_runs_of(model: &mut Model, claim: &Claim) {
    let asked = model.runs_of_claim(claim);
    carry_out(model, asked, Precision::Roots);
}

fn carry_out(model: &mut Model, asked: Vec<(Rc<Training>, u64)>, precision: Precision) {
    for (training, steps) in asked {
        if model.has_trajectory(&training.name, steps) {
            continue;
        }
        let again = model.has_trajectory(&training.name, 0);
        let steps = if again { further(steps, training.steps()) } else { steps };
        let trajectory = match train(model, &training, steps, precision, &mut |_| true) {
            Ok(run) => run.trajectory(),
            Err(faults) => {
                let why = faults.into_iter().next().map(|fault| fault.message);
                Trajectory { stopped: Some(why.unwrap_or_default()), ..Trajectory::default() }
            }
        };
        model.keep_trajectory(&training.name, trajectory);
    }
}

/// Twice as far, so that claims at one step after the other do not begin anew each time.
pub(super) fn further(steps: u64, all: u64) -> u64 {
    steps.max((2 * steps).min(FURTHER).min(all))
}
