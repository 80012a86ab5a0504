//! Relations between derivatives that follow from an invariance: the weights of a layer that feeds a normalisation without
//! ε satisfy `Σ w_i ∂L/∂w_i = 0`, because a common factor acts by its sign alone.
//!
//! A relation is looked for where the rows of a normalisation are homogeneous in some weights, and told only where the
//! exact test shows it for the derivatives themselves.

use super::present::Presenter;
use super::{Partial, Relation};
use crate::calculus;
use crate::expr::{Graph, Label, Node, NodeId, TermKind};
use rustc_hash::FxHashMap;

/// The most weights of one relation that is looked for: a longer one would not be read, and costs its length for each row.
const MOST: usize = 64;

/// The relations between the derivatives by symbols, each with at least two that are not 0.
pub(super) fn relations(
    graph: &mut Graph,
    presenter: &mut Presenter,
    of: NodeId,
    by: &[NodeId],
    derivatives: &[Partial],
) -> Vec<Relation> {
    let mut found: Vec<Relation> = Vec::new();
    let places: FxHashMap<NodeId, usize> = by.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    for deviation in graph.terms_of(&[of]) {
        let Some(TermKind::Deviation { rows, eps, .. }) = graph.as_term(deviation).map(|term| term.kind.clone()) else {
            continue;
        };
        if !graph.known_number(eps).is_some_and(|eps| eps.is_zero()) {
            continue;
        }
        let weights: Vec<NodeId> = outer_symbols(graph, &rows).into_iter().filter(|id| places.contains_key(id)).collect();
        if !(2..=MOST).contains(&weights.len()) || !rows.iter().all(|row| is_homogeneous(graph, presenter, *row, &weights)) {
            continue;
        }
        let moving: Vec<&Partial> = weights
            .iter()
            .filter_map(|weight| derivatives.get(*places.get(weight)?))
            .filter(|partial| graph.as_number(partial.value).is_none_or(|value| !value.is_zero()))
            .collect();
        let weights: Vec<NodeId> = moving.iter().map(|partial| partial.by).collect();
        if weights.len() < 2 || found.iter().any(|known| known.weights == weights) {
            continue;
        }
        let parts: Vec<NodeId> = moving.iter().map(|partial| graph.mul(&[partial.by, partial.value])).collect();
        let sum = graph.add(&parts);
        if !presenter.is_zero(graph, sum) {
            continue;
        }
        let terms: Vec<NodeId> = moving
            .iter()
            .map(|partial| {
                let label = Label::Derivative { of, by: partial.by, hold: Box::new([]) };
                let named = graph.named(label, TermKind::Derivative, partial.value, Vec::new());
                graph.mul(&[partial.by, named])
            })
            .collect();
        found.push(Relation { weights, sum: graph.add(&terms), deviation });
    }
    found
}

/// The symbols that stand in the rows outside of functions and normalised values, in the order of declaration.
pub(super) fn outer_symbols(graph: &Graph, rows: &[NodeId]) -> Vec<NodeId> {
    let open = |id: NodeId| match graph.node(id) {
        Node::Call { .. } => false,
        Node::Term(term) => graph.term(*term).kind == TermKind::Definition,
        _ => true,
    };
    let list = graph.reachable_until(rows, open);
    list.into_iter().filter(|id| graph.as_symbol(*id).is_some()).collect()
}

/// Whether `Σ w ∂u/∂w = u`.
pub(super) fn is_homogeneous(graph: &mut Graph, presenter: &mut Presenter, row: NodeId, weights: &[NodeId]) -> bool {
    let slopes = calculus::gradient(graph, row, weights, &[], &mut |_, _, node| node).values;
    let mut parts: Vec<NodeId> = weights.iter().zip(slopes).map(|(weight, slope)| graph.mul(&[*weight, slope])).collect();
    parts.push(graph.neg(row));
    let difference = graph.add(&parts);
    graph.as_number(difference).is_some_and(|value| value.is_zero()) || presenter.is_zero(graph, difference)
}
