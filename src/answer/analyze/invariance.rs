//! Invariances by construction: weights that feed a normalisation without ε may be multiplied by a common factor, what shifts
//! all its rows alike may be shifted.
//!
//! ```text
//! û_i = (u_i − C)/S,  u_i(c w) = c u_i(w)      → û_i(c w) = û_i(w) for c > 0
//!                     u_i(b + t) = u_i(b) + k t → û_i(b + t) = û_i(b), with ε as well
//! ```
//!
//! Told where the weights act through the normalised values alone, so exactly, wherever S ≠ 0. What this module does not do:
//! invariances that have another cause.

use super::super::present::Presenter;
use super::super::relations::{is_homogeneous, outer_symbols};
use crate::analysis::degree::degree;
use crate::calculus;
use crate::expr::{Graph, Node, NodeId, TermKind};
use crate::number::Rational;
use rustc_hash::FxHashSet;

/// The most weights of one group.
const MOST: usize = 256;

/// A change of some weights that the function does not see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invariance {
    /// The weights, changed together.
    pub weights: Vec<NodeId>,
    /// How they are changed.
    pub kind: Kind,
    /// The deviations of the normalisations that do not see it.
    pub deviations: Vec<NodeId>,
}

/// How weights are changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// All multiplied by one factor c > 0.
    Scale,
    /// As [`Kind::Scale`], were it not for this ε under the root.
    ScaleButFor(NodeId),
    /// Shifted by any number.
    Shift,
}

/// The invariances that the normalisations of the function give.
pub(super) fn invariances(graph: &mut Graph, presenter: &mut Presenter, function: NodeId, by: &[NodeId]) -> Vec<Invariance> {
    let mut found: Vec<Invariance> = Vec::new();
    let wanted: FxHashSet<NodeId> = by.iter().copied().collect();
    for deviation in graph.terms_of(&[function]) {
        let Some(TermKind::Deviation { rows, mean, eps, .. }) = graph.as_term(deviation).map(|term| term.kind.clone()) else {
            continue;
        };
        let of_mean = graph.as_term(mean).is_some_and(|term| matches!(term.kind, TermKind::Mean { .. }));
        if !of_mean && !graph.known_number(mean).is_some_and(|mean| mean.is_zero()) {
            continue;
        }
        let (outside, rows) = around(graph, function, (mean, deviation), &rows);
        let weights: Vec<NodeId> = outer_symbols(graph, &rows)
            .into_iter()
            .filter(|weight| wanted.contains(weight) && !outside.contains(weight))
            .collect();
        if weights.is_empty() || weights.len() > MOST {
            continue;
        }
        let is_zero = graph.known_number(eps).is_some_and(|eps| eps.is_zero());
        let scale = if is_zero { Kind::Scale } else { Kind::ScaleButFor(eps) };
        for group in homogeneous_groups(graph, presenter, &rows, &weights) {
            add(&mut found, Invariance { weights: group, kind: scale, deviations: vec![deviation] });
        }
        if of_mean {
            for weight in weights {
                if shifts_alike(graph, presenter, &rows, weight) {
                    add(&mut found, Invariance { weights: vec![weight], kind: Kind::Shift, deviations: vec![deviation] });
                }
            }
        }
    }
    found
}

/// One entry for each change: several normalisations may take no notice of it.
fn add(found: &mut Vec<Invariance>, new: Invariance) {
    match found.iter_mut().find(|known| known.weights == new.weights && known.kind == new.kind) {
        Some(known) => known.deviations.extend(new.deviations),
        None => found.push(new),
    }
}

/// What the function reaches without going through a value normalised by this deviation, and the rows of those values: of the
/// batch, and others that are normalised by its statistics.
fn around(
    graph: &mut Graph,
    function: NodeId,
    (mean, deviation): (NodeId, NodeId),
    batch: &[NodeId],
) -> (FxHashSet<NodeId>, Vec<NodeId>) {
    let mut seen: FxHashSet<NodeId> = [function].into_iter().collect();
    let (mut waiting, mut distances, mut rows) = (vec![function], Vec::new(), batch.to_vec());
    while let Some(id) = waiting.pop() {
        let mut next = Vec::new();
        match (graph.node(id), graph.as_term(id).map(|term| &term.kind)) {
            (_, Some(TermKind::Normalised { row, deviation: own, .. })) if *own == deviation => rows.push(*row),
            (Node::Product(factors), _) => match distance(graph, factors, mean, deviation) {
                Some(distance) => {
                    distances.push(distance);
                    next.extend(factors.iter().map(|(base, _)| *base).filter(|base| *base != distance && *base != deviation));
                }
                None => graph.for_each_child(id, |child| next.push(child)),
            },
            _ => graph.for_each_child(id, |child| next.push(child)),
        }
        waiting.extend(next.into_iter().filter(|child| seen.insert(*child)));
    }
    distances.sort_unstable();
    rows.extend(distances.into_iter().map(|distance| graph.add(&[distance, mean])));
    rows.sort_unstable();
    rows.dedup();
    (seen, rows)
}

/// `u − C` of a product that holds `(u − C) S⁻¹`.
fn distance(graph: &Graph, factors: &[(NodeId, Rational)], mean: NodeId, deviation: NodeId) -> Option<NodeId> {
    let below = factors.iter().any(|(base, exponent)| *base == deviation && *exponent == Rational::MINUS_ONE);
    let centred = |(base, exponent): &&(NodeId, Rational)| match graph.node(*base) {
        Node::Sum { terms, .. } => exponent.is_one() && terms.iter().any(|(term, c)| *term == mean && *c == Rational::MINUS_ONE),
        _ => false,
    };
    factors.iter().find(centred).filter(|_| below).map(|(base, _)| *base)
}

/// All weights together, or each one that is a factor of all rows by itself.
fn homogeneous_groups(graph: &mut Graph, presenter: &mut Presenter, rows: &[NodeId], weights: &[NodeId]) -> Vec<Vec<NodeId>> {
    // Of degree 1 and homogeneous: the row is `Σ a_i w_i`, so that no jump is in the way from w to c w.
    let mut all = |graph: &mut Graph, group: &[NodeId]| {
        rows.iter().all(|row| degree(graph, *row, group, 1).is_ok() && is_homogeneous(graph, presenter, *row, group))
    };
    if all(graph, weights) {
        return vec![weights.to_vec()];
    }
    if weights.len() == 1 {
        return Vec::new();
    }
    weights.iter().filter(|weight| all(graph, &[**weight])).map(|weight| vec![*weight]).collect()
}

/// Whether all rows move by the same amount, whatever the weight is.
fn shifts_alike(graph: &mut Graph, presenter: &mut Presenter, rows: &[NodeId], weight: NodeId) -> bool {
    if rows.iter().any(|row| degree(graph, *row, &[weight], 1).is_err()) {
        return false;
    }
    let slopes: Vec<NodeId> =
        rows.iter().map(|row| calculus::gradient(graph, *row, &[weight], &[], &mut |_, _, node| node).values[0]).collect();
    let Some(first) = slopes.first().copied() else { return false };
    let moves = !graph.as_number(first).is_some_and(|slope| slope.is_zero());
    moves
        && slopes.iter().all(|slope| {
            let difference = graph.sub(first, *slope);
            match graph.node(difference) {
                Node::Number(value) => value.is_zero(),
                _ => presenter.is_zero(graph, difference),
            }
        })
}
