//! Dead parameters: their derivative is exactly 0, and why.
//!
//! The walk is that of `derive`, without its simplification: a derivative by a named term is 0 or stays as it is.

use super::super::ZeroReason;
use super::super::present::Presenter;
use super::super::zero_reason::ZeroReasons;
use crate::calculus;
use crate::expr::{Condition, Graph, NodeId};
use rustc_hash::FxHashSet;

/// Functions of more nodes than this are looked at as they are written, not in the form that readers see.
const PRESENTED: usize = 20_000;

/// Parameters that have no effect for one reason.
#[derive(Clone, Debug)]
pub struct Dead {
    /// The parameters.
    pub by: Vec<NodeId>,
    /// The reason.
    pub reason: ZeroReason,
}

/// The gradient, each component 0 where it is exactly 0.
pub(super) struct Zeros {
    /// Parameter and derivative.
    pub(super) derivatives: Vec<(NodeId, NodeId)>,
    /// Those that are 0.
    pub(super) dead: Vec<Dead>,
}

/// The derivatives of the function, those that vanish found. Those by `unseen` weights are known to be 0.
pub(super) fn zeros(
    graph: &mut Graph,
    presenter: &mut Presenter,
    function: NodeId,
    by: &[NodeId],
    unseen: &FxHashSet<NodeId>,
) -> Zeros {
    let kept: Vec<NodeId> = by.iter().copied().chain([function]).collect();
    let large = graph.reachable(&[function]).len() > PRESENTED;
    let shown = if large { function } else { presenter.present(graph, function, &kept) };
    let shown_by: Vec<NodeId> = by.iter().map(|id| if large { *id } else { presenter.shown(graph, *id) }).collect();
    presenter.vanished.clear();
    let values = calculus::gradient(graph, shown, &shown_by, &[], &mut |graph, by, node| {
        presenter.zero_or_itself(graph, by, node, unseen)
    });
    let mut found = Zeros { derivatives: Vec::new(), dead: Vec::new() };
    let reasons = ZeroReasons::new(graph, (function, shown), &presenter.vanished).of(graph, &shown_by, &values.values);
    for ((variable, value), reason) in by.iter().zip(values.values).zip(reasons) {
        found.derivatives.push((*variable, value));
        let Some(reason) = reason else { continue };
        match found.dead.iter_mut().find(|known| known.reason == reason) {
            Some(known) => known.by.push(*variable),
            None => found.dead.push(Dead { by: vec![*variable], reason }),
        }
    }
    found
}

/// A parameter that the function is written with, but that cancels out of it, is left in the conditions: `w − w²/w`.
pub(super) fn tell_cancelled(graph: &Graph, dead: &mut Vec<Dead>, conditions: &[Condition]) {
    let needed = graph.reachable(&conditions.iter().map(|condition| condition.node).collect::<Vec<_>>());
    let mut cancelled = Vec::new();
    for own in dead.iter_mut().filter(|own| own.reason == ZeroReason::Absent) {
        let (out, absent) = own.by.iter().partition::<Vec<NodeId>, _>(|by| needed.contains(by));
        cancelled.extend(out);
        own.by = absent;
    }
    dead.retain(|own| !own.by.is_empty());
    if !cancelled.is_empty() {
        dead.push(Dead { by: cancelled, reason: ZeroReason::CancelsOut });
    }
}

impl Presenter {
    /// 0 where the derivative is exactly 0, else the derivative as it is.
    fn zero_or_itself(&mut self, graph: &mut Graph, by: NodeId, node: NodeId, unseen: &FxHashSet<NodeId>) -> NodeId {
        if graph.as_number(node).is_some() || !(unseen.contains(&by) || self.is_zero(graph, node)) {
            return node;
        }
        self.vanished.push(by);
        graph.integer(0)
    }
}
