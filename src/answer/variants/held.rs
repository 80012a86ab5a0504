//! Statistics held constant: the derivative through C and S was forgotten.
//!
//! Each derivative on the left side is taken anew with named terms as constants: with all its statistics, else with all
//! definitions without arguments that it passes, else with one pair or one of them alone.

use super::search::Search;
use super::{Kind, Variant};
use crate::expr::rewrite::Rewriter;
use crate::expr::{Graph, Label, Node, NodeId, TermKind};
use crate::model::{Meaning, Side};

pub(super) static KIND: Kind = Kind { name: "statistics held constant", for_values: true, find };

/// The most terms that are held one by one.
const SINGLE: usize = 12;

fn find(search: &mut Search<'_>) -> Option<Variant> {
    let root = search.side.left.node;
    let graph = &search.model.graph;
    let derivatives: Vec<NodeId> = graph
        .reachable(&[root])
        .into_iter()
        .filter(|id| matches!(graph.node(*id), Node::Derivative { hold, .. } if hold.is_empty()))
        .collect();
    if derivatives.is_empty() {
        return None;
    }
    let below = graph.terms_of(&derivatives);
    let statistics: Vec<NodeId> = below.iter().copied().filter(|id| is_statistic(graph, *id)).collect();
    let scalars: Vec<NodeId> = below.iter().copied().filter(|id| is_scalar(graph, *id, &derivatives)).collect();
    let mut choices: Vec<Vec<NodeId>> = vec![statistics.clone(), scalars.clone()];
    for list in [&statistics, &scalars] {
        choices.extend(list.chunks(2).take(SINGLE).map(<[NodeId]>::to_vec));
        choices.extend(list.iter().take(SINGLE).map(|term| vec![*term]));
    }
    choices.retain(|choice| !choice.is_empty());
    choices.into_iter().find(|choice| holds(search, &derivatives, choice)).map(Variant::Held)
}

fn holds(search: &mut Search<'_>, derivatives: &[NodeId], hold: &[NodeId]) -> bool {
    let graph = &mut search.model.graph;
    let mut rewriter = Rewriter::new([]);
    for id in derivatives {
        if let Node::Derivative { of, by, .. } = graph.node(*id).clone() {
            let held = graph.intern(Node::Derivative { of, by, hold: hold.into() });
            rewriter.done.insert(*id, held);
        }
    }
    let left = Meaning { node: rewriter.apply(graph, search.side.left.node), needs: search.side.left.needs.clone() };
    search.holds(Side { left, ..search.side.clone() })
}

fn is_statistic(graph: &Graph, id: NodeId) -> bool {
    graph.as_term(id).is_some_and(|term| matches!(term.kind, TermKind::Mean { .. } | TermKind::Deviation { .. }))
}

/// A definition without arguments that is neither derived nor derived by: an author's own C or S.
fn is_scalar(graph: &Graph, id: NodeId, derivatives: &[NodeId]) -> bool {
    let asked = |derivative: &NodeId| match graph.node(*derivative) {
        Node::Derivative { of, by, .. } => *of == id || by.contains(&id),
        _ => false,
    };
    let bare = graph.as_term(id).is_some_and(|term| {
        matches!(&term.label, Label::Definition { args, .. } if args.is_empty()) && term.kind == TermKind::Definition
    });
    bare && !derivatives.iter().any(asked)
}
