//! Numbers in the exact test: their residues, and which nodes are numbers.

use crate::expr::field::{Element, P};
use crate::expr::{Callee, Graph, Node, NodeId};
use crate::number::Rational;
use num_traits::ToPrimitive;
use rustc_hash::FxHashMap;

/// The nodes made of rational numbers, roots and signs alone, with their value where it is rational by plain arithmetic.
pub(super) fn constants(graph: &Graph, nodes: &[NodeId]) -> FxHashMap<NodeId, Option<Rational>> {
    let mut found: FxHashMap<NodeId, Option<Rational>> = FxHashMap::default();
    for id in nodes {
        let mut all = true;
        graph.for_each_child(*id, |child| all &= found.contains_key(&child));
        if !all {
            continue;
        }
        let value = match graph.node(*id) {
            Node::Number(value) => Some(value.clone()),
            Node::Term(term) => found[&graph.term(*term).body].clone(),
            Node::Sum { constant, terms } => terms
                .iter()
                .try_fold(constant.clone(), |sum, (child, coefficient)| Some(&sum + &(found[child].as_ref()? * coefficient))),
            Node::Product(factors) => factors.iter().try_fold(Rational::ONE, |product, (child, exponent)| {
                Some(&product * &found[child].as_ref()?.pow(exponent.to_i64()?)?)
            }),
            Node::Call { function: Callee::Known(function), .. }
                if matches!(function.get().name, "abs" | "sign" | "step" | "max" | "min") =>
            {
                None
            }
            _ => continue,
        };
        found.insert(*id, value);
    }
    found
}

/// A rational number in F_p; `None` where p divides the denominator.
pub(super) fn residue(value: &Rational) -> Option<Element> {
    let reduce = |n: i64| if n < 0 { P - n.unsigned_abs() % P } else { n as u64 % P };
    let (top, bottom) = match value.small_parts() {
        Some((n, d)) => (reduce(n) % P, reduce(d)),
        None => {
            let modulus = num_bigint::BigInt::from(P);
            let reduce = |n: num_bigint::BigInt| ((n % &modulus + &modulus) % &modulus).to_u64();
            (reduce(value.numerator())?, reduce(value.denominator())?)
        }
    };
    if bottom == 1 { Some(Element::real(top)) } else { Some(Element::real(top).mul(Element::real(bottom).inverse()?)) }
}
