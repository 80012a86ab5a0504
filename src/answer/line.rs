//! Statistics of rows on a line put in where they stand: `(u_1 − C)/S` of two rows is `sign(u_1 − u_2)`.
//!
//! Each replacement passes the exact test.

use super::present::Presenter;
use crate::check::conditions::unique;
use crate::expr::rewrite::Rewriter;
use crate::expr::{Graph, Label, Node, NodeId, TermKind};
use crate::simplify::{self, Linear};

/// So many operations more a window may have in which a factor that all rows share acts by its sign.
const ROOM: usize = 5;

/// The same where rows have no factor in common: `−sign(u_1 − u_2)/√2`.
const ROOM_OF_A_DIFFERENCE: usize = 2;
/// How often the window is simplified.
const ROUNDS: usize = 3;

impl Presenter {
    /// The deviations of which some values were put in although the answers name a derivative by them or by their mean: a
    /// total one, which goes through all the values.
    pub(super) fn half_put_in(&self, graph: &Graph, answers: &[NodeId]) -> Vec<Label> {
        let used = graph.terms_of(answers);
        let of_label = |id: &NodeId| match graph.as_term(*id).map(|term| &term.label) {
            Some(Label::Derivative { by, .. }) => Some(*by),
            _ => None,
        };
        let sums = self.folded_sums.iter().filter(|(_, sum)| used.binary_search(sum).is_ok()).map(|(by, _)| *by);
        let named: Vec<NodeId> = used.iter().filter_map(of_label).chain(sums).collect();
        let moved = |id: NodeId| match graph.as_term(id).map(|term| &term.kind) {
            Some(TermKind::Deviation { mean, .. }) => named.contains(&id) || named.contains(mean),
            _ => false,
        };
        let labels = self.put_in.iter().filter(|id| moved(**id)).filter_map(|id| Some(graph.as_term(*id)?.label.clone()));
        unique(labels)
    }

    /// The body of a deviation whose rows, in the form shown, lie on a line, and whether its direction is a single term;
    /// `None` for other terms.
    pub(super) fn deviation_on_a_line(&mut self, graph: &mut Graph, kind: &TermKind) -> Option<(NodeId, bool)> {
        let (direction, spread) = simplify::line(graph, kind)?;
        let size = graph.known("abs", &[direction]);
        let body = graph.mul(&[size, spread]);
        let single = !matches!(graph.node(direction), Node::Sum { .. });
        Some((self.simplified(graph, body), single))
    }

    /// The window with the statistics of rows on a line put in, where that is no longer to read: `(w_1 x − C)/S` is
    /// `sign(w_1) x`.
    pub(super) fn reduced(&mut self, graph: &mut Graph, window: NodeId) -> Option<NodeId> {
        let list = graph.window(window);
        let barred = |id: NodeId| graph.as_term(id).is_some_and(|term| self.barred.contains(&term.label));
        let on_a_line = |id: &NodeId| *id != window && self.on_a_line.contains_key(id) && !barred(*id);
        let deviations: Vec<NodeId> = list.iter().copied().filter(on_a_line).collect();
        if deviations.is_empty() {
            return None;
        }
        // `sign(w_1) (3x − 2)/√14` is longer than `(w_1 x − C)/S`, but says all.
        let room = if deviations.iter().all(|id| self.on_a_line.get(id) == Some(&true)) { ROOM } else { ROOM_OF_A_DIFFERENCE };
        let means: Vec<NodeId> = deviations
            .iter()
            .filter_map(|id| match graph.as_term(*id)?.kind {
                TermKind::Deviation { mean, .. } => Some(mean),
                _ => None,
            })
            .collect();
        let body = |graph: &Graph, id: NodeId| graph.as_term(id).map(|term| term.body);
        let mut put_in = Rewriter::new([]);
        put_in.through_terms = false;
        for id in list {
            if deviations.contains(&id) {
                put_in.done.extend(body(graph, id).map(|body| (id, body)));
            } else if let Node::Sum { terms, .. } = graph.node(id)
                && terms.iter().any(|(term, _)| means.contains(term))
            {
                let centred = Linear::of(graph, id, &means).node(graph);
                put_in.done.insert(id, centred);
            }
        }
        let opened = put_in.apply(graph, window);
        // What was factored out cancels in the next round.
        let mut found = self.simplified(graph, opened);
        for _ in 1..ROUNDS {
            found = self.simplified(graph, found);
        }
        let shorter = operations(graph, found) <= operations(graph, window) + room;
        if found == window || !shorter || !self.equal_with_statistics(graph, window, found) {
            return None;
        }
        self.put_in.extend(deviations);
        Some(found)
    }
}

/// Operations of the window: named terms are free.
fn operations(graph: &Graph, root: NodeId) -> usize {
    graph
        .window(root)
        .into_iter()
        .filter(|id| *id == root || graph.as_term(*id).is_none())
        .map(|id| graph.own_operations(id))
        .sum()
}
