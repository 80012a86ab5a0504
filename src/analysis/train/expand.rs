//! Sums and products of numbers made of roots, multiplied out where that leaves them as short as they were: what is
//! `a + b √2` stays two summands, however many steps it goes through.
//!
//! ```text
//! (1 + √2)(3 − √2) → 1 + 2√2        (√2 + √3)² is left alone
//! ```
//!
//! What this module does not do: bring roots out of denominators.

use crate::expr::{Graph, Node, NodeId};
use crate::number::Rational;

/// A sum with more summands than this is not taken apart.
const MOST_SUMMANDS: usize = 8;

/// The largest power that is multiplied out.
const MOST_FACTORS: i64 = 8;

/// `constant + Σ coefficient · node`, sums among the nodes taken apart.
pub(super) fn sum(graph: &mut Graph, constant: &Rational, terms: &[(NodeId, Rational)]) -> NodeId {
    let (mut constant, mut flat) = (constant.clone(), Vec::with_capacity(terms.len()));
    for (node, factor) in terms {
        match graph.node(*node) {
            Node::Sum { constant: own, terms } if terms.len() <= MOST_SUMMANDS => {
                constant = &constant + &(factor * own);
                flat.extend(terms.iter().map(|(term, coefficient)| (*term, factor * coefficient)));
            }
            _ => flat.push((*node, factor.clone())),
        }
    }
    graph.linear(constant, &flat)
}

/// `Π base^exponent`, multiplied out where the result has no more summands than one of the factors.
pub(super) fn product(graph: &mut Graph, factors: &[(NodeId, Rational)]) -> NodeId {
    multiplied_out(graph, factors).unwrap_or_else(|| graph.product(factors))
}

fn multiplied_out(graph: &mut Graph, factors: &[(NodeId, Rational)]) -> Option<NodeId> {
    let mut others: Vec<(NodeId, Rational)> = Vec::new();
    let mut sums: Vec<NodeId> = Vec::new();
    for (base, exponent) in factors {
        let times = exponent.to_i64().filter(|times| (1..=MOST_FACTORS).contains(times));
        match (graph.node(*base), times) {
            (Node::Sum { .. }, Some(times)) => sums.extend((0..times).map(|_| *base)),
            _ => others.push((*base, exponent.clone())),
        }
    }
    if sums.is_empty() || sums.len() > MOST_FACTORS as usize {
        return None;
    }
    let most = sums.iter().map(|node| summands(graph, *node).len()).max().filter(|most| *most <= MOST_SUMMANDS)?;
    let mut made = graph.product(&others);
    for next in sums {
        let (left, right) = (summands(graph, made), summands(graph, next));
        let mut terms = Vec::with_capacity(left.len() * right.len());
        for (a, one) in &left {
            for (b, other) in &right {
                let nodes: Vec<NodeId> = [a, b].into_iter().flatten().copied().collect();
                terms.push((graph.mul(&nodes), one * other));
            }
        }
        made = sum(graph, &Rational::ZERO, &terms);
        if summands(graph, made).len() > most {
            return None;
        }
    }
    Some(made)
}

/// The summands with their coefficients; the number among them has no node.
fn summands(graph: &Graph, node: NodeId) -> Vec<(Option<NodeId>, Rational)> {
    match graph.node(node) {
        Node::Number(value) => vec![(None, value.clone())],
        Node::Sum { constant, terms } => {
            let number = (!constant.is_zero()).then(|| (None, constant.clone()));
            number.into_iter().chain(terms.iter().map(|(term, factor)| (Some(*term), factor.clone()))).collect()
        }
        _ => vec![(Some(node), Rational::ONE)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::{Point, vanishes};
    use proptest::prelude::*;

    #[test]
    fn numbers_of_a_quadratic_field_stay_two_summands() {
        let mut graph = Graph::new();
        let two = graph.integer(2);
        let root = graph.sqrt(two);
        let [one, three] = [(1, 1), (3, -1)].map(|(a, b)| graph.linear(a.into(), &[(root, b.into())]));
        let found = product(&mut graph, &[(one, Rational::ONE), (three, Rational::ONE)]);
        assert_eq!(found, graph.linear(Rational::ONE, &[(root, 2.into())]));
        // (1 + √2)^4 (1 − √2)^4 = 1, and 0 where a factor is 0.
        let turned = graph.linear(Rational::ONE, &[(root, (-1).into())]);
        let found = product(&mut graph, &[(one, 4.into()), (turned, 4.into())]);
        assert_eq!(found, graph.integer(1));
        let six = graph.integer(6);
        let other = graph.sqrt(six);
        let long = graph.add(&[root, other]);
        let found = product(&mut graph, &[(long, Rational::TWO)]);
        let both = graph.mul(&[root, other]);
        assert_eq!(found, graph.linear(8.into(), &[(both, 2.into())]));
    }

    proptest! {
        #[test]
        fn what_is_multiplied_out_is_the_same_number(
            parts in prop::collection::vec((-5i64..6, -5i64..6, -5i64..6, 1i64..4), 1..4), constant in -3i64..4,
        ) {
            let mut graph = Graph::new();
            let roots = [2, 3].map(|value| graph.integer(value)).map(|number| graph.sqrt(number));
            let factors: Vec<(NodeId, Rational)> = parts
                .iter()
                .map(|(a, b, c, power)| {
                    let base = graph.linear((*a).into(), &[(roots[0], (*b).into()), (roots[1], (*c).into())]);
                    (base, Rational::integer(*power))
                })
                .collect();
            let (plain, found) = (graph.product(&factors), product(&mut graph, &factors));
            let terms = [(found, Rational::TWO), (roots[0], Rational::integer(constant))];
            let (flat, usual) = (sum(&mut graph, &Rational::ONE, &terms), graph.linear(Rational::ONE, &[(plain, Rational::TWO), (roots[0], constant.into())]));
            let difference = graph.sub(flat, usual);
            prop_assert!(vanishes(&graph, difference, &Point::new()));
        }
    }
}
