//! Sums of sums as one sum: `x^9 − (x^9 + relu(y)) → −relu(y)`.
//!
//! The constructors look one level deep, and the canonical form keeps the author's summands; where values are compared, what
//! both sides hold must go, or it drowns what is left.

use crate::expr::rewrite::Rewriter;
use crate::expr::{Graph, Node, NodeId};
use crate::number::Rational;
use crate::simplify;

/// Larger expressions stay as they are.
const SMALL: usize = 400;

/// Sums of more parts are not put into others.
const PARTS: usize = 64;

/// The expression with named terms opened, sums in sums written as one, and the rest in canonical form.
pub(super) fn flat(graph: &mut Graph, root: NodeId) -> NodeId {
    if graph.reachable(&[root]).len() > SMALL {
        return root;
    }
    let canonical = simplify::canonical(graph, root, &|_, _| false);
    let mut put_in = Rewriter::new([]);
    for id in graph.reachable(&[canonical]) {
        let flat = match graph.node(id).clone() {
            Node::Sum { constant, terms } => flat_sum(graph, &put_in, constant, &terms),
            Node::Term(term) => put_in.apply(graph, term_body(graph, term)),
            _ => {
                // Children are done, so this rebuilds one node.
                put_in.apply(graph, id)
            }
        };
        put_in.done.insert(id, flat);
    }
    put_in.done[&canonical]
}

fn term_body(graph: &Graph, term: crate::expr::TermId) -> NodeId {
    graph.term(term).body
}

fn flat_sum(graph: &mut Graph, done: &Rewriter<'_>, mut constant: Rational, terms: &[(NodeId, Rational)]) -> NodeId {
    let mut parts: Vec<(NodeId, Rational)> = Vec::new();
    for (child, coefficient) in terms {
        let child = done.done.get(child).copied().unwrap_or(*child);
        match graph.node(child) {
            Node::Sum { constant: inner, terms } if terms.len() <= PARTS && parts.len() <= PARTS => {
                constant = &constant + &(coefficient * inner);
                parts.extend(terms.iter().map(|(part, own)| (*part, coefficient * own)));
            }
            _ => parts.push((child, coefficient.clone())),
        }
    }
    graph.linear(constant, &parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::SymbolKind;
    use crate::name::Name;

    #[test]
    fn what_both_sides_hold_goes_at_any_depth() {
        let mut graph = Graph::new();
        let [x, y] = ["x", "y"].map(|name| graph.symbol(Name::plain(name), SymbolKind::Variable));
        let sum = graph.add(&[x, y]);
        let half = graph.linear(Rational::ONE, &[(sum, Rational::HALF)]);
        let all = graph.linear(Rational::ZERO, &[(x, Rational::HALF), (y, Rational::HALF), (half, Rational::MINUS_ONE)]);
        assert_eq!(flat(&mut graph, all), graph.integer(-1));
        let inside = graph.known("exp", &[all]);
        let minus = graph.integer(-1);
        assert_eq!(flat(&mut graph, inside), graph.known("exp", &[minus]));
    }
}
