//! Where the two sides of a claim are defined, also below derivatives and values at a point.

use crate::calculus::{self, smoothness};
use crate::expr::rewrite::Rewriter;
use crate::expr::{Condition, Graph, Node, NodeId};
use crate::functions::Need;
use rustc_hash::FxHashSet;

/// What must hold for a node, as written, to have a value; derivatives also need the points where they exist, with kinks
/// left out.
pub fn conditions_of(graph: &mut Graph, root: NodeId) -> Vec<Condition> {
    conditions(graph, root, true)
}

/// The same for a value alone: at a kink the convention gives one.
pub fn needs_of_value(graph: &mut Graph, root: NodeId) -> Vec<Condition> {
    conditions(graph, root, false)
}

fn conditions(graph: &mut Graph, root: NodeId, with_kinks: bool) -> Vec<Condition> {
    let list = graph.reachable_until(&[root], |id| !matches!(graph.node(id), Node::At { .. }));
    let mut found = Vec::new();
    for id in list {
        match graph.node(id).clone() {
            // The terms that it is made of stand in the list themselves.
            Node::Term(term) => found.extend(graph.term(term).needs.iter().copied()),
            Node::Derivative { of, by, .. } => {
                let of = calculus::resolve(graph, of);
                let slopes = smoothness(graph, of, &by);
                found.extend(slopes.needs);
                let kinks = slopes.kinks.into_iter().filter(|_| with_kinks);
                found.extend(kinks.map(|node| Condition { node, need: Need::NonZero }));
            }
            Node::At { of, values } => {
                // Only what is at the point itself counts; nesting is bounded by the parser.
                let inner = conditions(graph, of, with_kinks);
                let mut put_in = Rewriter::new(values.iter().copied());
                for condition in inner {
                    let resolved = calculus::resolve(graph, condition.node);
                    found.push(Condition { node: put_in.apply(graph, resolved), ..condition });
                }
            }
            _ => {}
        }
    }
    let mut seen: FxHashSet<Condition> = FxHashSet::default();
    found.retain(|condition| seen.insert(*condition));
    found
}
