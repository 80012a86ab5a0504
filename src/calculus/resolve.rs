//! Working out what an expression asks for: its derivatives and its values at points, inside out.

use super::pointwise::value_at;
use super::reverse::gradient;
use crate::expr::rewrite::Rewriter;
use crate::expr::{Graph, Node, NodeId};

/// The expression with every `∂ … /∂ …` and `… at (…)` in it worked out; also inside named terms. A named term that a point
/// changes keeps its name and what it needs.
pub fn resolve(graph: &mut Graph, root: NodeId) -> NodeId {
    resolve_with(graph, root, false)
}

/// The same for a reader: a named term that a point changes is written out, because its name means the general value.
pub fn resolve_for_reader(graph: &mut Graph, root: NodeId) -> NodeId {
    resolve_with(graph, root, true)
}

fn resolve_with(graph: &mut Graph, root: NodeId, opens_terms: bool) -> NodeId {
    let mut rewriter = Rewriter::new([]);
    for id in graph.reachable(&[root]) {
        let worked_out = match graph.node(id).clone() {
            Node::Derivative { of, by, hold } => {
                let of = rewriter.apply(graph, of);
                let by: Vec<NodeId> = by.iter().map(|id| rewriter.apply(graph, *id)).collect();
                let hold: Vec<NodeId> = hold.iter().map(|id| rewriter.apply(graph, *id)).collect();
                by.iter()
                    .fold(of, |so_far, variable| gradient(graph, so_far, &[*variable], &hold, &mut |_, _, node| node).values[0])
            }
            Node::At { of: written, values } => {
                let of = rewriter.apply(graph, written);
                let values: Vec<(NodeId, NodeId)> =
                    values.iter().map(|(symbol, value)| (*symbol, rewriter.apply(graph, *value))).collect();
                // What the rules say is the general derivative; on a kink or in a hole it may be another.
                if of != written
                    && let Some(value) = value_at(graph, written, &values)
                {
                    rewriter.done.insert(id, value);
                    continue;
                }
                Rewriter { opens_terms, ..Rewriter::new(values) }.apply(graph, of)
            }
            _ => continue,
        };
        rewriter.done.insert(id, worked_out);
    }
    rewriter.apply(graph, root)
}
