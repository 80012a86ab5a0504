//! Claims decided: proved by the exact test, refuted by values at a point, else supported or undecided.

use super::verdict::Verdict;
use crate::diagnostic::Diagnostic;
use crate::expr::{Condition, NodeId, SymbolId};
use crate::model::{Claim, Model};
use crate::number::Rational;

/// What was found out about a claim.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The verdict.
    pub verdict: Verdict,
    /// Where the sides are defined.
    pub conditions: Vec<Condition>,
    /// Assumptions of the file or the claim that the answer uses.
    pub assumed: Vec<Condition>,
    /// How the verdict was reached.
    pub certificate: String,
    /// How many points were tried with numbers.
    pub points: usize,
    /// The largest relative error at those points, for a claim that is supported.
    pub max_relative_error: Option<f64>,
    /// A point where the sides differ.
    pub witness: Option<Witness>,
    /// Why the claim is ill-formed.
    pub faults: Vec<Diagnostic>,
}

/// A point where both sides are defined and differ.
#[derive(Clone, Debug)]
pub struct Witness {
    /// Values of the variables.
    pub point: Vec<(SymbolId, Rational)>,
    /// Known functions in the place of opaque ones.
    pub functions: Vec<(SymbolId, &'static str)>,
    /// The value of the left side, exact or to 17 digits.
    pub left: String,
    /// The value of the right side.
    pub right: String,
    /// The right-hand side that would be true, where one side is a derivative or a value.
    pub correct: Option<NodeId>,
}

/// Decides one claim.
pub fn decide(model: &mut Model, claim: &Claim) -> Decision {
    match model.understand(claim) {
        Err(faults) => Decision {
            verdict: Verdict::IllFormed,
            conditions: Vec::new(),
            assumed: Vec::new(),
            certificate: String::new(),
            points: 0,
            max_relative_error: None,
            witness: None,
            faults,
        },
        Ok(_) => todo!(),
    }
}
