//! Reverse mode: the whole gradient in one walk from the function down to its variables.
//!
//! `adjoint(child) = Σ over parents: adjoint(parent) · ∂parent/∂child`. The adjoint of a named term is a named term
//! itself, `∂L/∂S_1`, so that every answer is written in named terms, each once.

use super::Polish;
use super::local::for_each_partial;
use crate::expr::{Graph, Label, Node, NodeId, TermKind};
use crate::number::Rational;
use rustc_hash::{FxHashMap, FxHashSet};

/// A gradient.
pub struct Gradient {
    /// The derivative by each variable, in the order asked.
    pub values: Vec<NodeId>,
}

/// The derivatives of `of` by each of `by` (symbols or named terms), `hold` taken as constants. `polish` may rewrite each
/// derivative by a named term, and each result, before it is used.
pub fn gradient(graph: &mut Graph, of: NodeId, by: &[NodeId], hold: &[NodeId], polish: &mut Polish<'_>) -> Gradient {
    let wanted: FxHashSet<NodeId> = by.iter().copied().collect();
    let active = active_nodes(graph, of, &wanted, hold);
    let is_active: FxHashSet<NodeId> = active.iter().copied().collect();
    let one = graph.integer(1);
    let mut waiting: FxHashMap<NodeId, Parts> = FxHashMap::default();
    let mut results: FxHashMap<NodeId, NodeId> = FxHashMap::default();
    waiting.insert(of, Parts { direct: vec![(one, Rational::ONE)], through_statistics: vec![] });
    for id in active.into_iter().rev() {
        let Some(parts) = waiting.remove(&id) else { continue };
        let sum = graph.linear(Rational::ZERO, &parts.in_order());
        let is_term = matches!(graph.node(id), Node::Term(_)) && id != of;
        let mut adjoint = if is_term || wanted.contains(&id) { polish(graph, id, sum) } else { sum };
        if is_term {
            adjoint = named_adjoint(graph, of, id, hold, adjoint);
        }
        if wanted.contains(&id) {
            results.insert(id, adjoint);
        }
        if hold.contains(&id) || graph.as_number(adjoint).is_some_and(Rational::is_zero) {
            continue;
        }
        let statistic = is_statistic(graph, id);
        for_each_partial(graph, id, |graph, child, partial| {
            if is_active.contains(&child) {
                let part = link(graph, adjoint, partial);
                let parts = waiting.entry(child).or_default();
                if statistic { parts.through_statistics.push(part) } else { parts.direct.push(part) }
            }
        });
    }
    let zero = graph.integer(0);
    Gradient { values: by.iter().map(|id| results.get(id).copied().unwrap_or(zero)).collect() }
}

/// What the parents of a node give to its derivative. Parents come in descending order.
#[derive(Default)]
struct Parts {
    direct: Vec<(NodeId, Rational)>,
    through_statistics: Vec<(NodeId, Rational)>,
}

impl Parts {
    /// As the reader expects: in the order of writing, then what comes through deviation and mean,
    /// `g_i/S − x̂_i T/(m S) − G/(m S)`.
    fn in_order(mut self) -> Vec<(NodeId, Rational)> {
        self.direct.reverse();
        self.direct.append(&mut self.through_statistics);
        self.direct
    }
}

fn is_statistic(graph: &Graph, id: NodeId) -> bool {
    graph.as_term(id).is_some_and(|term| matches!(term.kind, TermKind::Mean { .. } | TermKind::Deviation { .. }))
}

/// `adjoint · partial`, the partial's own factors side by side with the adjoint, and the number in front of it: that a long
/// sum is made of scaled parts needs no node for each.
fn link(graph: &mut Graph, adjoint: NodeId, partial: NodeId) -> (NodeId, Rational) {
    let (coefficient, base) = graph.split_coefficient(partial);
    let Some(base) = base else { return (adjoint, coefficient) };
    let mut factors = vec![(adjoint, Rational::ONE)];
    match graph.node(base) {
        Node::Product(inner) => factors.extend(inner.iter().cloned()),
        _ => factors.push((base, Rational::ONE)),
    }
    (graph.product(&factors), coefficient)
}

/// Whether the walk goes on with the derivative by a named term itself rather than under its name: where it is as short as
/// one.
pub fn is_used_itself(graph: &Graph, by: NodeId, adjoint: NodeId) -> bool {
    let (_, base) = graph.split_coefficient(adjoint);
    let leaf = |id: NodeId| matches!(graph.node(id), Node::Symbol(_) | Node::Term(_));
    let normalised = graph.as_term(by).is_some_and(|term| matches!(term.kind, TermKind::Normalised { .. }));
    let statistic = normalised || is_statistic(graph, by);
    base.is_none_or(|base| match graph.node(base) {
        // `−γ T/S` or `γ g_1`: what goes down to the rows meets the like there.
        Node::Product(factors) if statistic => factors.iter().all(|(factor, _)| leaf(*factor)),
        _ => leaf(base),
    })
}

/// The adjoint under its name, unless it is as short as a name.
fn named_adjoint(graph: &mut Graph, of: NodeId, by: NodeId, hold: &[NodeId], adjoint: NodeId) -> NodeId {
    if is_used_itself(graph, by, adjoint) {
        return adjoint;
    }
    // A held term that does not depend on it makes no difference: ∂L/∂F is ∂L/∂F.
    let above = |held: NodeId| held > by && graph.reachable_until(&[held], |id| id > by).binary_search(&by).is_ok();
    let hold = hold.iter().copied().filter(|held| above(*held)).collect();
    graph.named(Label::Derivative { of, by, hold }, TermKind::Derivative, adjoint, Vec::new())
}

/// The nodes between `of` and the variables, children before parents: those that depend on a variable.
fn active_nodes(graph: &Graph, of: NodeId, wanted: &FxHashSet<NodeId>, hold: &[NodeId]) -> Vec<NodeId> {
    let list = graph.reachable_until(&[of], |id| id == of || !hold.contains(&id));
    let mut active: FxHashSet<NodeId> = FxHashSet::default();
    list.into_iter()
        .filter(|&id| {
            let mut depends = wanted.contains(&id);
            if !depends && (id == of || !hold.contains(&id)) {
                graph.for_each_child(id, |child| depends |= active.contains(&child));
            }
            if depends {
                active.insert(id);
            }
            depends
        })
        .collect()
}
