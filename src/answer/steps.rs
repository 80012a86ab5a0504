//! The simplifications of both sides of a claim, step by step, each shown to be right before it is told.

use crate::calculus;
use crate::expr::zero::{self, Zero};
use crate::expr::{Graph, NodeId};
use crate::model::{Claim, Lowering, Model};
use crate::simplify::{self, Facts};

/// One replacement in a side of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Simplification {
    /// The rule that was used.
    pub rule: &'static str,
    /// What stood there.
    pub before: NodeId,
    /// What stands there now.
    pub after: NodeId,
}

/// How both sides of a claim simplify, the left side first. A step that the exact test does not confirm is left out, with
/// all that follow it.
pub fn simplifications(model: &mut Model, claim: &Claim) -> Vec<Simplification> {
    let Ok(side) = model.understand(claim) else { return Vec::new() };
    let facts = Facts { assumed: side.assumptions.clone() };
    let mut list = Vec::new();
    for node in [side.left.node, side.right.node] {
        let node = calculus::resolve(&mut model.graph, node);
        let outcome = simplify::simplify(&mut model.graph, node, &facts);
        for step in outcome.steps {
            if !is_shown(&mut model.graph, step.before, step.after, &facts) {
                break;
            }
            list.push(Simplification { rule: step.rule, before: step.before, after: step.after });
        }
    }
    list
}

fn is_shown(graph: &mut Graph, before: NodeId, after: NodeId, facts: &Facts) -> bool {
    let difference = graph.sub(before, after);
    let lowered = Lowering::default().apply(graph, difference);
    let options = zero::Options { assumptions: &facts.assumed, ..zero::Options::default() };
    graph.as_number(lowered).is_some_and(crate::number::Rational::is_zero)
        || matches!(zero::test(graph, lowered, &options), Zero::Everywhere { covered: true, .. })
}
