//! Which named terms a proof opens, layer by layer.

use crate::expr::{Graph, Label, Node, NodeId, TermKind};
use rustc_hash::FxHashSet;

/// How many layers of definitions are opened in search of a proof.
pub(super) const DEEPEST: usize = 3;

/// The named terms that are opened at a depth: means, deviations and derivatives by them always, other terms up to so many
/// inside each other. What stays closed is taken as independent, which keeps a proof short in a deep network.
pub(super) fn opened(graph: &Graph, root: NodeId, depth: usize) -> FxHashSet<NodeId> {
    let mut opened: FxHashSet<NodeId> = FxHashSet::default();
    let mut layer = vec![root];
    for level in 0..=depth {
        let mut next = Vec::new();
        while let Some(node) = layer.pop() {
            for id in graph.window(node) {
                if id == node || opened.contains(&id) || !matches!(graph.node(id), Node::Term(_)) {
                    continue;
                }
                if is_statistic(graph, id) {
                    opened.insert(id);
                    layer.push(id);
                } else if level < depth {
                    opened.insert(id);
                    next.push(id);
                }
            }
        }
        layer = next;
    }
    opened
}

/// A mean, a deviation (also one that the author wrote out), or the derivative by one.
pub(super) fn is_statistic(graph: &Graph, id: NodeId) -> bool {
    let Some(term) = graph.as_term(id) else { return false };
    match (&term.kind, &term.label) {
        (TermKind::Mean { .. } | TermKind::Deviation { .. } | TermKind::Normalised { .. }, _) => true,
        (TermKind::Derivative, Label::Derivative { by, .. }) => is_statistic(graph, *by),
        // A sum in the derivative by a statistic that got a name.
        (TermKind::Derivative, Label::Definition { .. }) => true,
        _ => is_statistic_like(graph, term.body),
    }
}

/// A definition that is written as a mean or a root of sums (the author's own C and S).
fn is_statistic_like(graph: &Graph, body: NodeId) -> bool {
    match graph.node(body) {
        Node::Product(factors) => factors.len() == 1 && factors[0].1 == crate::number::Rational::HALF,
        Node::Sum { terms, .. } => {
            terms.len() == 1 && !terms[0].1.is_integer() && matches!(graph.node(terms[0].0), Node::Sum { .. })
        }
        _ => false,
    }
}
