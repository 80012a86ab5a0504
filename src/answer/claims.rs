//! `check`: every claim of a file, decided.

use crate::check::decide::{Decision, decide};
use crate::expr::NodeId;
use crate::expr::zero::{self, Zero};
use crate::model::{Claim, Lowering, Model, Question};

/// The largest written size of a correction: it is there to be read.
const READABLE: usize = 200;

/// A claim and what was found out about it.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The claim.
    pub claim: Claim,
    /// The decision.
    pub decision: Decision,
    /// For a refuted claim whose left side is a derivative or a value: the right side that would be true, where it is
    /// short enough to be read.
    pub correct: Option<NodeId>,
}

/// Decides every claim of the model, in its order.
pub fn check(model: &mut Model) -> Vec<Decided> {
    let claims: Vec<Claim> = model
        .questions
        .iter()
        .filter_map(|question| if let Question::Claim(claim) = question { Some((**claim).clone()) } else { None })
        .collect();
    claims.into_iter().map(|claim| check_one(model, claim)).collect()
}

/// Decides one claim.
pub fn check_one(model: &mut Model, claim: Claim) -> Decided {
    let decision = decide(model, &claim);
    let correct = decision.true_right.and_then(|node| correction(model, node));
    Decided { claim, decision, correct }
}

fn correction(model: &mut Model, node: NodeId) -> Option<NodeId> {
    let assumptions = model.assumptions.clone();
    let lowered = Lowering::default().apply(&mut model.graph, node);
    if matches!(zero::test(&model.graph, lowered, &zero::Options::default()), Zero::Everywhere { covered: true, .. }) {
        return Some(model.graph.integer(0));
    }
    let shown = super::shown(&mut model.graph, node, &assumptions);
    (model.graph.written_size(shown, READABLE) < READABLE).then_some(shown)
}
