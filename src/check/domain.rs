//! Where the two sides of a claim are defined, also below derivatives and values at a point.

use super::conditions::needs_of;
use crate::calculus::{self, smoothness};
use crate::expr::rewrite::Rewriter;
use crate::expr::{Condition, Graph, Node, NodeId};
use crate::functions::Need;

/// What must hold for a node, as written, to have a value; derivatives also need the points where they exist, with kinks
/// left out.
pub fn conditions_of(graph: &mut Graph, root: NodeId) -> Vec<Condition> {
    let list = graph.reachable_until(&[root], |id| !matches!(graph.node(id), Node::At { .. }));
    let mut conditions = Vec::new();
    for id in list {
        match graph.node(id).clone() {
            Node::Term(_) => {
                conditions.extend(needs_of(graph, &[], &[id]).into_iter().filter(|c| !conditions.contains(c)).collect::<Vec<_>>())
            }
            Node::Derivative { of, by, .. } => {
                let of = calculus::resolve(graph, of);
                let found = smoothness(graph, of, &by);
                conditions.extend(found.needs);
                conditions.extend(found.kinks.into_iter().map(|node| Condition { node, need: Need::NonZero }));
            }
            Node::At { of, values } => {
                // Only what is at the point itself counts; nesting is bounded by the parser.
                let inner = conditions_of(graph, of);
                let mut put_in = Rewriter::new(values.iter().copied());
                for condition in inner {
                    let resolved = calculus::resolve(graph, condition.node);
                    conditions.push(Condition { node: put_in.apply(graph, resolved), ..condition });
                }
            }
            _ => {}
        }
    }
    super::conditions::unique(conditions)
}
