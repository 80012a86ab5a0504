//! A lost summand: what is missing on the right side, where that is short.

use super::search::Search;
use super::{Kind, Variant};
use crate::expr::NodeId;
use crate::model::{Meaning, Side};

pub(super) static KIND: Kind = Kind { name: "summand", for_values: false, find };

/// The largest written size of a summand that is easily lost.
const SHORT: usize = 12;

fn find(search: &mut Search<'_>) -> Option<Variant> {
    let assumptions = search.side.assumptions.clone();
    let graph = &mut search.model.graph;
    let missing = graph.sub(search.left, search.right);
    let missing = crate::answer::shown(graph, missing, &assumptions);
    let own = graph.written_size(search.right, 4 * SHORT);
    // What is as long as the right side itself is another formula, not a slip.
    if graph.written_size(missing, SHORT + 1) > SHORT || graph.written_size(missing, SHORT + 1) > own {
        return None;
    }
    let right = Meaning { node: sum(search, missing), needs: search.side.right.needs.clone() };
    search.holds(Side { right, ..search.side.clone() }).then_some(Variant::Added(missing))
}

fn sum(search: &mut Search<'_>, missing: NodeId) -> NodeId {
    search.model.graph.add(&[search.side.right.node, missing])
}
