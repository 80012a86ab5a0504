//! Values above 0 by their shape alone: `e`, `1 + √2`, `cosh(1)/π`. What no shape shows is not decided here.

use crate::expr::{Callee, Graph, Node, NodeId};

/// Whether a value is above 0, not only at least 0, by its shape.
pub(super) fn above_zero(graph: &Graph, id: NodeId, depth: usize) -> bool {
    match graph.node(id) {
        _ if depth == 0 => false,
        Node::Number(value) => value.signum() > 0,
        Node::Sum { constant, terms } => {
            !constant.is_negative() && terms.iter().all(|(term, c)| c.signum() > 0 && above_zero(graph, *term, depth - 1))
        }
        Node::Product(factors) => factors.iter().all(|(base, _)| above_zero(graph, *base, depth - 1)),
        Node::Call { function: Callee::Known(f), .. } => f.get().range == crate::functions::Range::Positive,
        Node::Term(term) => above_zero(graph, graph.term(*term).body, depth - 1),
        _ => false,
    }
}
