//! Where the two sides of a claim are defined, also below derivatives and values at a point.

use crate::calculus::{self, at_point, composed, smoothness};
use crate::expr::rewrite::Rewriter;
use crate::expr::{Condition, Graph, Node, NodeId};
use crate::functions::Need;
use rustc_hash::FxHashSet;

/// Where an expression is defined, and what is taken at the kinks that its points lie on.
#[derive(Clone, Debug, Default)]
pub struct Domain {
    /// What must hold.
    pub conditions: Vec<Condition>,
    /// `relu'(0) = 0`, where a derivative is asked for at a kink.
    pub conventions: Vec<&'static str>,
    /// Whether a derivative exists at its point although a part has a kink there, or the rules have no value.
    pub exists: bool,
}

/// What must hold for a node, as written, to have a value; derivatives also need the points where they exist, with kinks
/// left out.
pub fn conditions_of(graph: &mut Graph, root: NodeId) -> Vec<Condition> {
    domain_of(graph, root).conditions
}

/// The same with what is taken at kinks.
pub fn domain_of(graph: &mut Graph, root: NodeId) -> Domain {
    domain(graph, root, &[], true)
}

/// The same for a value alone: at a kink the convention gives one.
pub fn needs_of_value(graph: &mut Graph, root: NodeId) -> Vec<Condition> {
    domain(graph, root, &[], false).conditions
}

/// The domain where symbols have the values given. Only what is at a point itself counts; nesting is bounded by the parser.
fn domain(graph: &mut Graph, root: NodeId, values: &[(NodeId, NodeId)], with_kinks: bool) -> Domain {
    let list = graph.reachable_until(&[root], |id| !matches!(graph.node(id), Node::At { .. }));
    // Derivatives of derivatives are looked at with the outer one.
    let below: FxHashSet<NodeId> = list.iter().flat_map(|id| innards(graph, *id)).collect();
    let mut put_in = Rewriter::new(values.iter().copied());
    let mut found = Domain::default();
    for id in list {
        match graph.node(id).clone() {
            // The terms that it is made of stand in the list themselves.
            Node::Term(term) => {
                for condition in graph.term(term).needs.clone() {
                    found.conditions.push(match values {
                        [] => condition,
                        _ => {
                            let node = calculus::resolve(graph, condition.node);
                            Condition { node: put_in.apply(graph, node), ..condition }
                        }
                    });
                }
            }
            Node::Derivative { of, by, hold } if !values.is_empty() => {
                if below.contains(&id) {
                    continue;
                }
                let there = at_point(graph, (of, &by, &hold), values);
                found.conditions.extend(there.conditions);
                found.conditions.extend(there.kinks.into_iter().filter(|_| with_kinks));
                found.conventions.extend(there.conventions);
                found.exists |= there.exists;
            }
            Node::Derivative { of, by, .. } => {
                let of = calculus::resolve(graph, of);
                let slopes = smoothness(graph, of, &by);
                found.conditions.extend(slopes.needs);
                let kinks = slopes.kinks.into_iter().filter(|_| with_kinks);
                found.conditions.extend(kinks.map(|node| Condition { node, need: Need::NonZero }));
            }
            Node::At { of, values: own } => {
                let both = composed(graph, &own, values);
                let inner = domain(graph, of, &both, with_kinks);
                found.conditions.extend(inner.conditions);
                found.conventions.extend(inner.conventions);
                found.exists |= inner.exists;
            }
            _ => {}
        }
    }
    let mut seen: FxHashSet<Condition> = FxHashSet::default();
    found.conditions.retain(|condition| seen.insert(*condition));
    found.conventions = crate::expr::unique(found.conventions);
    found
}

/// The derivatives that a derivative is one of, one after another.
fn innards(graph: &Graph, id: NodeId) -> Vec<NodeId> {
    let mut found = Vec::new();
    let Node::Derivative { of, hold, .. } = graph.node(id) else { return found };
    let (mut inner, mut free) = (*of, hold.is_empty());
    while free {
        match graph.node(inner) {
            Node::Term(term) => inner = graph.term(*term).body,
            Node::Derivative { of, hold, .. } => {
                free = hold.is_empty();
                if free {
                    found.push(inner);
                }
                inner = *of;
            }
            _ => break,
        }
    }
    found
}
