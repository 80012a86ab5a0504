//! Why derivatives are exactly 0: the variable is absent, its parts cancel, or all it acts through has the derivative 0.
//!
//! What is known of the function and of the derivatives found to be 0 is looked up once for all variables. What this module
//! does not do: find out that a derivative is 0.

use super::ZeroReason;
use crate::expr::{Callee, Graph, Node, NodeId};
use crate::number::Rational;
use rustc_hash::{FxHashMap, FxHashSet};

/// What the reasons are read from.
pub(super) struct ZeroReasons {
    /// What the function holds.
    within: FxHashSet<NodeId>,
    /// What the form shown holds outside of signs.
    smooth: FxHashSet<NodeId>,
    /// The terms and variables whose derivative was found to be 0 although its parts are not.
    vanished: FxHashSet<NodeId>,
    /// Those of them above which there is no other.
    top: Vec<NodeId>,
}

impl ZeroReasons {
    /// Of a function, the form shown, and what vanished.
    pub(super) fn new(graph: &Graph, (of, shown): (NodeId, NodeId), vanished: &[NodeId]) -> ZeroReasons {
        let is_sign =
            |id: NodeId| matches!(graph.node(id), Node::Call { function: Callee::Known(f), .. } if f.get().name == "sign");
        let smooth = graph.reachable_until(&[shown], |id| !is_sign(id)).into_iter().filter(|id| !is_sign(*id)).collect();
        let mut below = Vec::new();
        vanished.iter().for_each(|id| graph.for_each_child(*id, |child| below.push(child)));
        let below: FxHashSet<NodeId> = graph.reachable(&below).into_iter().collect();
        let mut top: Vec<NodeId> = vanished.iter().copied().filter(|id| !below.contains(id)).collect();
        top.sort_unstable();
        let within = graph.reachable(&[of]).into_iter().collect();
        ZeroReasons { within, smooth, vanished: vanished.iter().copied().collect(), top }
    }

    /// The reason for each variable whose derivative is the number 0.
    pub(super) fn of(&self, graph: &Graph, by: &[NodeId], values: &[NodeId]) -> Vec<Option<ZeroReason>> {
        let is_zero = |value: NodeId| graph.as_number(value).is_some_and(Rational::is_zero);
        let mut found: Vec<Option<ZeroReason>> =
            by.iter().zip(values).map(|(by, value)| is_zero(*value).then(|| self.own(*by))).collect();
        let open: Vec<usize> = (0..by.len()).filter(|place| matches!(found[*place], Some(ZeroReason::Through(_)))).collect();
        for tops in self.top.chunks(64).filter(|_| !open.is_empty()) {
            let mut above = FxHashMap::default();
            graph.for_each_reached(tops, |id, tops| {
                above.insert(id, tops);
            });
            for place in &open {
                let by_tops: u64 = above.get(&by[*place]).copied().unwrap_or(0);
                if let Some(ZeroReason::Through(terms)) = &mut found[*place] {
                    terms.extend((0..tops.len()).filter(|k| by_tops >> k & 1 == 1).map(|k| tops[k]));
                }
            }
        }
        for reason in found.iter_mut().flatten() {
            if *reason == ZeroReason::Through(Vec::new()) {
                *reason = ZeroReason::Cancels;
            }
        }
        found
    }

    /// The reason as far as the variable alone tells; what it acts through is left open.
    fn own(&self, by: NodeId) -> ZeroReason {
        if !self.within.contains(&by) {
            ZeroReason::Absent
        } else if !self.smooth.contains(&by) {
            ZeroReason::BySigns
        } else if self.vanished.contains(&by) {
            ZeroReason::Cancels
        } else {
            ZeroReason::Through(Vec::new())
        }
    }
}
