//! A node as a quadratic form of some names: `c + Σ l_i w_i + Σ a_ij w_i w_j`, the coefficients being nodes.

use crate::expr::{Graph, Node, NodeId};
use crate::number::Rational;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Coefficients by the places of the names that they stand with, at most two, ascending.
pub(super) type Quadratic = BTreeMap<Vec<usize>, NodeId>;

/// Why a node is no quadratic form.
pub(super) enum NotQuadratic {
    /// The names stand in it with a higher power.
    Power,
    /// They stand inside a function, a root, or below a bar.
    Inside(NodeId),
}

/// The quadratic form of a node, whose derivatives and points are worked out.
pub(super) fn quadratic(graph: &mut Graph, root: NodeId, names: &[NodeId]) -> Result<Quadratic, NotQuadratic> {
    let places: FxHashMap<NodeId, usize> = names.iter().enumerate().map(|(place, name)| (*name, place)).collect();
    let mut moved: FxHashSet<NodeId> = FxHashSet::default();
    let mut forms: FxHashMap<NodeId, Quadratic> = FxHashMap::default();
    for id in graph.reachable(&[root]) {
        let mut depends = places.contains_key(&id);
        graph.for_each_child(id, |child| depends |= moved.contains(&child));
        if depends {
            moved.insert(id);
            let form = form_of(graph, id, &places, &forms)?;
            forms.insert(id, form);
        }
    }
    Ok(get(&forms, root))
}

fn form_of(
    graph: &mut Graph,
    id: NodeId,
    places: &FxHashMap<NodeId, usize>,
    forms: &FxHashMap<NodeId, Quadratic>,
) -> Result<Quadratic, NotQuadratic> {
    match graph.node(id).clone() {
        Node::Symbol(_) => {
            let one = graph.integer(1);
            Ok(places.get(&id).map(|place| (vec![*place], one)).into_iter().collect())
        }
        Node::Term(term) => Ok(get(forms, graph.term(term).body)),
        Node::Sum { constant, terms } => {
            let constant = graph.number(constant);
            let mut sum: BTreeMap<Vec<usize>, Vec<(NodeId, Rational)>> =
                BTreeMap::from([(vec![], vec![(constant, Rational::ONE)])]);
            for (term, coefficient) in terms {
                for (names, value) in get(forms, term) {
                    sum.entry(names).or_default().push((value, coefficient.clone()));
                }
            }
            Ok(sum.into_iter().map(|(names, parts)| (names, graph.linear(Rational::ZERO, &parts))).collect())
        }
        Node::Product(factors) => {
            let mut product = BTreeMap::from([(Vec::new(), graph.integer(1))]);
            for (factor, exponent) in factors {
                let power = if forms.contains_key(&factor) { exponent.to_i64() } else { Some(0) };
                let factor = match power {
                    Some(0) => (BTreeMap::from([(Vec::new(), graph.pow(factor, &exponent))]), 1),
                    Some(times) if times > 2 => return Err(NotQuadratic::Power),
                    Some(times) if times > 0 => (get(forms, factor), times),
                    _ => return Err(NotQuadratic::Inside(id)),
                };
                for _ in 0..factor.1 {
                    product = times(graph, &product, &factor.0)?;
                }
            }
            Ok(product)
        }
        _ => Err(NotQuadratic::Inside(id)),
    }
}

/// The form of a part; a part without the names is its own constant.
fn get(forms: &FxHashMap<NodeId, Quadratic>, id: NodeId) -> Quadratic {
    forms.get(&id).cloned().unwrap_or_else(|| BTreeMap::from([(Vec::new(), id)]))
}

fn times(graph: &mut Graph, left: &Quadratic, right: &Quadratic) -> Result<Quadratic, NotQuadratic> {
    let mut sum: BTreeMap<Vec<usize>, Vec<NodeId>> = BTreeMap::new();
    for (names, coefficient) in left {
        for (others, other) in right {
            let product = graph.mul(&[*coefficient, *other]);
            if graph.as_number(product).is_some_and(Rational::is_zero) {
                continue;
            }
            let mut all: Vec<usize> = names.iter().chain(others).copied().collect();
            if all.len() > 2 {
                return Err(NotQuadratic::Power);
            }
            all.sort_unstable();
            sum.entry(all).or_default().push(product);
        }
    }
    Ok(sum.into_iter().map(|(names, parts)| (names, graph.add(&parts))).collect())
}
