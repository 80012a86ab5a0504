//! Forward mode: how the function moves when its variables move by given amounts. Used as an independent check.
//!
//! `tangent(node) = Σ over children: ∂node/∂child · tangent(child)`.

use super::local::for_each_partial;
use crate::expr::{Graph, NodeId};
use rustc_hash::FxHashMap;

/// The tangent of `of` for variables that move by the given amounts; `hold` are taken as constants.
pub fn tangent(graph: &mut Graph, of: NodeId, moves: &[(NodeId, NodeId)], hold: &[NodeId]) -> NodeId {
    let mut tangents: FxHashMap<NodeId, NodeId> = FxHashMap::default();
    let moved: FxHashMap<NodeId, NodeId> = moves.iter().copied().collect();
    for id in graph.reachable(&[of]) {
        let mut parts = Vec::new();
        if id == of || !hold.contains(&id) {
            for_each_partial(graph, id, |graph, child, partial| {
                if let Some(tangent) = tangents.get(&child) {
                    parts.push(graph.mul(&[partial, *tangent]));
                }
            });
        }
        parts.extend(moved.get(&id).copied());
        if !parts.is_empty() {
            let tangent = graph.add(&parts);
            tangents.insert(id, tangent);
        }
    }
    tangents.get(&of).copied().unwrap_or_else(|| graph.integer(0))
}
