//! Statistics of rows on a line put in where they stand: `(u_1 − C)/S` of two rows is `sign(u_1 − u_2)`.
//!
//! Each replacement passes the exact test.

use super::present::Presenter;
use crate::expr::rewrite::Rewriter;
use crate::expr::{Graph, Node, NodeId, TermKind};
use crate::simplify::{self, Linear};

/// So many operations more a window may have in which a factor that all rows share acts by its sign.
const ROOM: usize = 5;

/// The same where rows have no factor in common: `−sign(u_1 − u_2)/√2`.
const ROOM_OF_A_DIFFERENCE: usize = 2;
/// How often the window is simplified.
const ROUNDS: usize = 3;

/// What rows on a line made of a deviation or of a window that holds one.
#[derive(Clone, Debug)]
pub(super) struct Reduction {
    /// The named term as written.
    pub(super) of: NodeId,
    /// The deviation in full under its name, or the window.
    pub(super) before: NodeId,
    /// What stands there now.
    pub(super) after: NodeId,
    /// The deviations, in the form shown.
    pub(super) deviations: Vec<NodeId>,
}

impl Presenter {
    /// The deviations of rows on a line that stand in a window.
    pub(super) fn deviations_on_a_line(&self, graph: &Graph, window: NodeId) -> Vec<NodeId> {
        graph.window(window).into_iter().filter(|id| *id != window && self.on_a_line.contains_key(id)).collect()
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
        let deviations = self.deviations_on_a_line(graph, window);
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
        // What still moves with a statistic on another way would lose a part of its derivative by it.
        let statistics: Vec<NodeId> = deviations.into_iter().chain(means).filter(|id| graph.as_term(*id).is_some()).collect();
        let lowest = statistics.iter().min().copied().unwrap_or(found);
        // Ids ascend from children to parents.
        let settled = !graph.reachable_until(&[found], |id| id > lowest).iter().any(|id| statistics.contains(id));
        (found != window && shorter && settled && self.equal_with_statistics(graph, window, found)).then_some(found)
    }

    /// What the derivative by a mean or deviation holds constant because it was reduced to signs, where not all rows were:
    /// those outside the batch go through the statistics still.
    pub(super) fn held(&self, graph: &Graph, by: NodeId) -> Vec<NodeId> {
        let kind = |id: NodeId| graph.as_term(id).map(|term| &term.kind);
        let belongs = |deviation: &NodeId| {
            *deviation == by || matches!(kind(*deviation), Some(TermKind::Deviation { mean, .. }) if *mean == by)
        };
        let values = self.reductions.iter().filter(|known| !matches!(kind(known.before), Some(TermKind::Deviation { .. })));
        values.filter(|known| known.deviations.iter().any(belongs)).map(|known| known.of).collect()
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
