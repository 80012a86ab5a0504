//! Named terms written out on request: the `S_2` that nobody writes.

use crate::expr::{Graph, NodeId};
use rustc_hash::FxHashMap;

/// The largest written size to which `--expand` writes named terms out.
pub const EXPAND_LIMIT: usize = 20_000;

/// The expression with named terms written out, where that stays within [`EXPAND_LIMIT`]; else as it is.
pub fn expanded(graph: &mut Graph, node: NodeId) -> NodeId {
    let mut rewriter = crate::expr::rewrite::Rewriter::new([]);
    let mut sizes: FxHashMap<NodeId, usize> = FxHashMap::default();
    for id in graph.reachable(&[node]) {
        let mut size = 1usize;
        graph.for_each_child(id, |child| size = size.saturating_add(sizes[&child]));
        sizes.insert(id, size);
        if size > EXPAND_LIMIT {
            return node;
        }
        if let Some(term) = graph.as_term(id) {
            let body = term.body;
            let body = rewriter.apply(graph, body);
            rewriter.done.insert(id, body);
        }
    }
    let written = rewriter.apply(graph, node);
    crate::simplify::canonical(graph, written, &|_, _| true)
}
