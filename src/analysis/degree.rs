//! The degree of an expression in some symbols, as it is written: a bound from above, with what breaks it.
//!
//! ```text
//! (w x + b)² → 2 in w, b, 1 in x as a factor        tanh w → none        w³/w² → 1, since constructors fold it
//! ```
//!
//! What this module does not do: see that terms of a high degree cancel.

use crate::expr::{Graph, Node, NodeId};
use rustc_hash::FxHashMap;

/// What keeps an expression from being a polynomial of the degree asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The weights stand inside this function, root or quotient.
    Inside(NodeId),
    /// As written, this product or power has a degree above what was asked.
    Degree(NodeId, u32),
}

/// The degree of the root in the symbols, where it is at most `most`.
///
/// # Errors
/// The first obstacle, in the order of the graph.
pub fn degree(graph: &Graph, root: NodeId, symbols: &[NodeId], most: u32) -> Result<u32, Obstacle> {
    let mut degrees: FxHashMap<NodeId, u32> = FxHashMap::default();
    for id in graph.reachable(&[root]) {
        let mut depends = 0;
        graph.for_each_child(id, |child| depends = depends.max(degrees.get(&child).copied().unwrap_or(0)));
        let own = if symbols.contains(&id) { 1 } else { own_degree(graph, id, depends, &degrees)? };
        if own > most {
            return Err(Obstacle::Degree(id, own));
        }
        degrees.insert(id, own);
    }
    Ok(degrees.get(&root).copied().unwrap_or(0))
}

fn own_degree(graph: &Graph, id: NodeId, depends: u32, degrees: &FxHashMap<NodeId, u32>) -> Result<u32, Obstacle> {
    if depends == 0 {
        return Ok(0);
    }
    match graph.node(id) {
        Node::Sum { .. } => Ok(depends),
        Node::Term(term) => Ok(degrees.get(&graph.term(*term).body).copied().unwrap_or(0)),
        Node::Product(factors) => factors.iter().try_fold(0u32, |sum, (base, exponent)| {
            let own = degrees.get(base).copied().unwrap_or(0);
            let times = if own == 0 { Some(0) } else { exponent.to_i64().and_then(|times| u32::try_from(times).ok()) };
            Ok(sum.saturating_add(own.saturating_mul(times.ok_or(Obstacle::Inside(id))?)))
        }),
        _ => Err(Obstacle::Inside(id)),
    }
}
