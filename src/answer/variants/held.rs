//! Statistics held constant: the derivative through C and S was forgotten.
//!
//! Each derivative on the left side is taken anew with named terms as constants: with all its statistics, else with all
//! definitions without arguments that it passes, else with one pair or one of them alone.

use super::search::Search;
use super::{Kind, Variant};
use crate::calculus;
use crate::expr::rewrite::Rewriter;
use crate::expr::{Graph, Label, Node, NodeId, TermKind};
use crate::model::{Meaning, Side, Tolerance};

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
    choices.into_iter().find_map(|choice| {
        let side = with(search, &derivatives, &choice);
        // Where nothing is left to move, more than statistics was held.
        let left = calculus::resolve(&mut search.model.graph, side.left.node);
        let trivial = !statistics.contains(&choice[0]) && search.model.graph.as_number(left).is_some();
        if trivial || !search.may_hold(&side) {
            return None;
        }
        let fewest = fewest(search, &derivatives, &choice);
        [fewest, choice].into_iter().find(|hold| holds(search, &derivatives, hold)).map(Variant::Held)
    })
}

fn holds(search: &mut Search<'_>, derivatives: &[NodeId], hold: &[NodeId]) -> bool {
    let side = with(search, derivatives, hold);
    search.holds(side)
}

/// The terms that seem to be needed: pairs without which the claim still may hold are left out. (Where the claim is about
/// nearness, nothing can be told without a decision.)
fn fewest(search: &mut Search<'_>, derivatives: &[NodeId], hold: &[NodeId]) -> Vec<NodeId> {
    let mut kept = hold.to_vec();
    if !matches!(search.side.tolerance, Tolerance::Equal) {
        return kept;
    }
    for pair in hold.chunks(2) {
        let fewer: Vec<NodeId> = kept.iter().copied().filter(|term| !pair.contains(term)).collect();
        let side = with(search, derivatives, &fewer);
        if !fewer.is_empty() && search.may_hold(&side) {
            kept = fewer;
        }
    }
    kept
}

/// The claim with these terms held constant in its derivatives.
fn with(search: &mut Search<'_>, derivatives: &[NodeId], hold: &[NodeId]) -> Side {
    let graph = &mut search.model.graph;
    let mut rewriter = Rewriter::new([]);
    for id in derivatives {
        if let Node::Derivative { of, by, .. } = graph.node(*id).clone() {
            let held = graph.intern(Node::Derivative { of, by, hold: hold.into() });
            rewriter.done.insert(*id, held);
        }
    }
    let left = Meaning { node: rewriter.apply(graph, search.side.left.node), needs: search.side.left.needs.clone() };
    Side { left, ..search.side.clone() }
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
