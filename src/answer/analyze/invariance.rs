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
    /// The deviations of the normalisations that do not see it; empty where linear relations show it.
    pub deviations: Vec<NodeId>,
    /// For [`Kind::Powers`] the exponent of c for each weight.
    pub exponents: Vec<i64>,
}

/// How weights are changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// All multiplied by one factor c > 0.
    Scale,
    /// As [`Kind::Scale`], were it not for this ε under the root.
    ScaleButFor(NodeId),
    /// Each multiplied by a power of one c > 0: one by c, another by 1/c.
    Powers,
    /// All shifted by one number, whatever it is.
    Shift,
}

/// The weights whose derivative is 0 by an invariance of theirs alone.
pub(super) fn unseen(list: &[Invariance]) -> FxHashSet<NodeId> {
    let alone = list.iter().filter(|own| own.weights.len() == 1 && matches!(own.kind, Kind::Scale | Kind::Shift));
    alone.flat_map(|own| own.weights.iter().copied()).collect()
}

/// One normalisation of the function.
struct Site {
    mean: NodeId,
    deviation: NodeId,
    eps: NodeId,
    /// Whether a mean is subtracted, or 0.
    centred: bool,
    /// The rows of the batch, and others that are normalised by its statistics.
    rows: Vec<NodeId>,
    /// The weights that the rows reach without going through another normalisation.
    weights: FxHashSet<NodeId>,
}

/// The invariances that the normalisations of the function give.
pub(super) fn invariances(graph: &mut Graph, presenter: &mut Presenter, function: NodeId, by: &[NodeId]) -> Vec<Invariance> {
    let mut sites = sites(graph, function);
    // A weight that is reached otherwise, or stands in an ε, acts by its size, whatever the normalisations do.
    let otherwise: Vec<NodeId> = [function].into_iter().chain(sites.iter().map(|site| site.eps)).collect();
    let outside = reached(graph, &mut sites, &otherwise);
    let count = |sites: &[Site]| sites.iter().map(|site| site.rows.len()).sum::<usize>();
    let mut known = 0;
    while known != count(&sites) {
        known = count(&sites);
        for place in 0..sites.len() {
            let roots = sites[place].rows.clone();
            let reached = reached(graph, &mut sites, &roots);
            sites[place].weights = by.iter().copied().filter(|weight| reached.contains(weight)).collect();
        }
    }
    let mut found: Vec<Invariance> = Vec::new();
    for site in &sites {
        let free = |weight: &NodeId| site.weights.contains(weight) && !outside.contains(weight);
        let weights: Vec<NodeId> = outer_symbols(graph, &site.rows).into_iter().filter(free).collect();
        if weights.is_empty() || weights.len() > MOST {
            continue;
        }
        for group in homogeneous_groups(graph, presenter, &site.rows, &weights) {
            let all = users(&sites, &group);
            if all.iter().all(|other| other.deviation == site.deviation || is_linear(graph, presenter, &other.rows, &group)) {
                let eps = all.iter().map(|other| other.eps).find(|eps| !graph.known_number(*eps).is_some_and(Rational::is_zero));
                add(&mut found, group, eps.map_or(Kind::Scale, Kind::ScaleButFor), &all);
            }
        }
        for weight in weights {
            let all = users(&sites, &[weight]);
            if all.iter().all(|other| other.centred && shifts_alike(graph, presenter, &other.rows, weight)) {
                add(&mut found, vec![weight], Kind::Shift, &all);
            }
        }
    }
    found
}

/// The normalisations whose rows hold one of the weights.
fn users<'a>(sites: &'a [Site], weights: &[NodeId]) -> Vec<&'a Site> {
    sites.iter().filter(|site| weights.iter().any(|weight| site.weights.contains(weight))).collect()
}

/// One entry for each change: several normalisations may take no notice of it.
fn add(found: &mut Vec<Invariance>, weights: Vec<NodeId>, kind: Kind, sites: &[&Site]) {
    let deviations = sites.iter().map(|site| site.deviation).collect();
    let new = Invariance { weights, kind, deviations, exponents: Vec::new() };
    if !found.contains(&new) {
        found.push(new);
    }
}

/// The normalisations of the function that subtract a mean or 0.
fn sites(graph: &Graph, function: NodeId) -> Vec<Site> {
    let mut found = Vec::new();
    for deviation in graph.terms_of(&[function]) {
        let Some(TermKind::Deviation { rows, mean, eps, .. }) = graph.as_term(deviation).map(|term| &term.kind) else { continue };
        let (mean, eps) = (*mean, *eps);
        let centred = graph.as_term(mean).is_some_and(|term| matches!(term.kind, TermKind::Mean { .. }));
        if centred || graph.known_number(mean).is_some_and(Rational::is_zero) {
            let weights = FxHashSet::default();
            found.push(Site { mean, deviation, eps, centred, rows: rows.to_vec(), weights });
        }
    }
    found
}

/// What the roots reach without going through a normalised value. Rows met on the way that are not of the batch are added to
/// their normalisation.
fn reached(graph: &mut Graph, sites: &mut [Site], roots: &[NodeId]) -> FxHashSet<NodeId> {
    let mut seen: FxHashSet<NodeId> = roots.iter().copied().collect();
    let mut waiting = roots.to_vec();
    while let Some(id) = waiting.pop() {
        let mut next = Vec::new();
        match (graph.node(id), graph.as_term(id).map(|term| &term.kind)) {
            (_, Some(TermKind::Normalised { row, deviation, .. })) => {
                match sites.iter_mut().find(|site| site.deviation == *deviation) {
                    Some(site) => add_row(site, *row),
                    None => graph.for_each_child(id, |child| next.push(child)),
                }
            }
            (Node::Product(factors), _) => match distance(graph, factors, sites) {
                Some((place, distance)) => {
                    let cut = [distance, sites[place].deviation];
                    next.extend(factors.iter().map(|(base, _)| *base).filter(|base| !cut.contains(base)));
                    let row = graph.add(&[distance, sites[place].mean]);
                    add_row(&mut sites[place], row);
                }
                None => graph.for_each_child(id, |child| next.push(child)),
            },
            _ => graph.for_each_child(id, |child| next.push(child)),
        }
        waiting.extend(next.into_iter().filter(|child| seen.insert(*child)));
    }
    seen
}

fn add_row(site: &mut Site, row: NodeId) {
    if !site.rows.contains(&row) {
        site.rows.push(row);
    }
}

/// `u − C` of a product that holds `(u − C) S⁻¹`, and of which normalisation.
fn distance(graph: &Graph, factors: &[(NodeId, Rational)], sites: &[Site]) -> Option<(usize, NodeId)> {
    let below = |site: &Site| factors.iter().any(|(base, e)| *base == site.deviation && *e == Rational::MINUS_ONE);
    let place = sites.iter().position(|site| site.centred && below(site))?;
    let centred = |(base, exponent): &&(NodeId, Rational)| match graph.node(*base) {
        Node::Sum { terms, .. } => {
            exponent.is_one() && terms.iter().any(|(term, c)| *term == sites[place].mean && *c == Rational::MINUS_ONE)
        }
        _ => false,
    };
    factors.iter().find(centred).map(|(base, _)| (place, *base))
}

/// All weights together, or each one that is a factor of all rows by itself.
fn homogeneous_groups(graph: &mut Graph, presenter: &mut Presenter, rows: &[NodeId], weights: &[NodeId]) -> Vec<Vec<NodeId>> {
    let mut all = |graph: &mut Graph, group: &[NodeId]| is_linear(graph, presenter, rows, group);
    if all(graph, weights) {
        return vec![weights.to_vec()];
    }
    if weights.len() == 1 {
        return Vec::new();
    }
    weights.iter().filter(|weight| all(graph, &[**weight])).map(|weight| vec![*weight]).collect()
}

/// Whether each row is `Σ a_i w_i`: of degree 1 and homogeneous, so that no jump is in the way from w to c w.
fn is_linear(graph: &mut Graph, presenter: &mut Presenter, rows: &[NodeId], group: &[NodeId]) -> bool {
    rows.iter().all(|row| degree(graph, *row, group, 1).is_ok() && is_homogeneous(graph, presenter, *row, group))
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
