//! Small questions about the shape of what is shown: sums inside sums, other names for the same, short polynomials.

use crate::expr::rewrite::Rewriter;
use crate::expr::{Graph, Label, Node, NodeId, Term, TermKind};
use crate::number::Rational;

/// The largest written size of a polynomial definition that stands written out in answers.
const SMALL: usize = 24;

/// The window with sums inside sums joined: `(a + b) − 1` is `a + b − 1`.
pub(super) fn flattened(graph: &mut Graph, root: NodeId) -> NodeId {
    let mut joined = Rewriter::new([]);
    joined.through_terms = false;
    for id in graph.reachable_until(&[root], |id| !matches!(graph.node(id), Node::Term(_))) {
        let new = joined.apply(graph, id);
        let new = match graph.node(new) {
            Node::Sum { constant, terms } => {
                let (mut constant, mut flat) = (constant.clone(), Vec::with_capacity(terms.len()));
                for (part, coefficient) in terms.iter() {
                    match graph.node(*part) {
                        Node::Sum { constant: inner, terms } if *coefficient == Rational::ONE => {
                            constant = &constant + inner;
                            flat.extend(terms.iter().cloned());
                        }
                        _ => flat.push((*part, coefficient.clone())),
                    }
                }
                if flat.len() > terms.len() { graph.linear(constant, &flat) } else { new }
            }
            _ => new,
        };
        joined.done.insert(id, new);
    }
    joined.done.get(&root).copied().unwrap_or(root)
}

/// `L_1 = L without upper`: one name for another.
pub(super) fn is_alias(graph: &Graph, label: &Label, body: NodeId) -> bool {
    let Label::Definition { without, .. } = label else { return false };
    let other = graph.as_term(body).map(|term| &term.label);
    !without.is_empty() && matches!(other, Some(Label::Definition { .. }))
}

/// A polynomial in symbols, short enough to be written out wherever it is used.
pub(super) fn is_small(graph: &Graph, term: &Term, body: NodeId) -> bool {
    if term.kind != TermKind::Definition || graph.written_size(body, SMALL + 1) > SMALL {
        return false;
    }
    graph.window(body).into_iter().all(|id| match graph.node(id) {
        Node::Number(_) | Node::Symbol(_) | Node::Sum { .. } => true,
        Node::Product(factors) => factors.iter().all(|(_, exponent)| exponent.is_integer() && !exponent.is_negative()),
        _ => false,
    })
}
