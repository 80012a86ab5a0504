//! The list behind "where": every named term that an answer shows, each behind those that it uses.

use super::derive::Options;
use super::present::Presenter;
use super::{NamedTerm, Partial};
use crate::check::conditions::unique;
use crate::expr::{Graph, Label, NodeId, Term, TermKind};
use crate::model::Model;
use crate::name::Name;
use rustc_hash::{FxHashMap, FxHashSet};

/// The name of a definition with its indices, what is left out of it, and whether it is meant at inference.
type Family = (Name, Box<[u32]>, Box<[Name]>, bool);

/// Every named term that the answer shows, what is used before what uses it. Definitions with arguments stand once, at
/// their formal arguments.
pub(super) fn named_terms(
    model: &mut Model,
    presenter: &mut Presenter,
    (function, shown): (NodeId, NodeId),
    body: NodeId,
    derivatives: &[Partial],
    options: &Options,
) -> Vec<NamedTerm> {
    if options.expand {
        return Vec::new();
    }
    let mut formal: FxHashMap<(Name, Box<[u32]>), NodeId> = FxHashMap::default();
    for (name, instance) in model.formal_instances() {
        formal.entry((name, shown_indices(&model.graph, instance).into())).or_insert(instance);
    }
    let graph = &mut model.graph;
    let mut seen: FxHashSet<NodeId> = FxHashSet::default();
    let mut listed: Vec<(NodeId, NodeId)> = Vec::new();
    let mut families: FxHashSet<Family> = FxHashSet::default();
    let statistic = |id: &NodeId| {
        let kind = graph.as_term(*id).map(|term| &term.kind);
        matches!(kind, Some(TermKind::Mean { .. } | TermKind::Deviation { .. })) && *id != shown
    };
    // The statistics are listed also where the answer no longer needs them.
    let statistics: Vec<NodeId> =
        graph.terms_of(&[function]).into_iter().map(|id| presenter.known(id)).filter(statistic).collect();
    let mut waiting: Vec<NodeId> = std::iter::once(body).chain(derivatives.iter().map(|d| d.value)).collect();
    waiting.splice(0..0, statistics.iter().copied());
    while let Some(root) = waiting.pop() {
        for id in graph.window(root) {
            if id == shown || seen.contains(&id) {
                continue;
            }
            let Some(term) = graph.as_term(id).cloned() else { continue };
            seen.insert(id);
            if let Label::Definition { name, indices, args, without, eval } = &term.label
                && !args.is_empty()
            {
                let family = (name.clone(), indices.clone(), without.clone(), *eval);
                if families.contains(&family) {
                    continue;
                }
                let at_formal = formal.get(&(name.clone(), indices.clone())).copied().filter(|_| without.is_empty() && !eval);
                let general = at_formal.map(|instance| presenter.present(graph, instance, &[instance]));
                if let Some(instance_shown) = general
                    && (!presenter.reduced.contains(&id) || presenter.reduced.contains(&instance_shown))
                    && let Some(general) = graph.as_term(instance_shown).map(|term| term.body)
                {
                    families.insert(family);
                    seen.insert(instance_shown);
                    // Components of a network stand in the order of its layers, whichever row was met first.
                    let place = at_formal.filter(|_| !indices.is_empty()).unwrap_or(id);
                    listed.push((place, instance_shown));
                    waiting.push(general);
                    continue;
                }
            }
            listed.push((id, id));
            waiting.push(term.body);
        }
    }
    let within = graph.reachable(&[function]);
    let folded = presenter
        .folded
        .iter()
        .filter(|(term, _)| within.binary_search(term).is_ok())
        .map(|(term, body)| NamedTerm { node: *term, body: *body });
    folded.chain(in_order_of_use(graph, &listed)).collect()
}

/// The indices behind a term's name.
fn shown_indices(graph: &Graph, id: NodeId) -> &[u32] {
    match graph.as_term(id).map(|term| &term.label) {
        Some(Label::Definition { indices, .. }) => indices,
        _ => &[],
    }
}

/// The terms so that each stands behind those it uses; where that leaves a choice, in the order of the function itself
/// (derivatives behind it).
fn in_order_of_use(graph: &Graph, listed: &[(NodeId, NodeId)]) -> Vec<NamedTerm> {
    let family = |id: NodeId| match graph.as_term(id).map(|term| &term.label) {
        Some(Label::Definition { name, indices, args, without, eval }) if !args.is_empty() => {
            Some((name, indices, without, eval))
        }
        _ => None,
    };
    let rank = |id: NodeId| match graph.as_term(id) {
        Some(Term { label: Label::Derivative { by, .. }, .. }) => (1, *by),
        Some(Term { kind: TermKind::Derivative, .. }) => (1, id),
        _ => (0, id),
    };
    let entries: Vec<(NodeId, NodeId)> = unique(listed.iter().map(|(first, node)| (*node, *first)));
    let mut place_of: FxHashMap<NodeId, usize> = FxHashMap::default();
    let mut place_of_family = FxHashMap::default();
    for (place, (node, _)) in entries.iter().enumerate() {
        place_of.insert(*node, place);
        if let Some(family) = family(*node) {
            place_of_family.entry(family).or_insert(place);
        }
    }
    let uses = |place: usize| -> Vec<usize> {
        let Some(term) = graph.as_term(entries[place].0) else { return Vec::new() };
        let used = graph.window(term.body).into_iter().filter(|id| graph.as_term(*id).is_some());
        let places = used.filter_map(|id| place_of.get(&id).or_else(|| place_of_family.get(&family(id)?)).copied());
        unique(places.filter(|used| *used != place))
    };
    let mut open: Vec<usize> = (0..entries.len()).map(|place| uses(place).len()).collect();
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); entries.len()];
    for place in 0..entries.len() {
        for used in uses(place) {
            users[used].push(place);
        }
    }
    let mut ready: std::collections::BTreeSet<((u8, NodeId), usize)> =
        (0..entries.len()).filter(|place| open[*place] == 0).map(|place| (rank(entries[place].1), place)).collect();
    let mut ordered = Vec::new();
    while let Some((_, place)) = ready.pop_first() {
        ordered.push(place);
        for user in std::mem::take(&mut users[place]) {
            open[user] -= 1;
            if open[user] == 0 {
                ready.insert((rank(entries[user].1), user));
            }
        }
    }
    // Families may use each other at different rows; what such a ring leaves over follows in the order found.
    let done: FxHashSet<usize> = ordered.iter().copied().collect();
    let left: Vec<usize> = (0..entries.len()).filter(|place| !done.contains(place)).collect();
    ordered.extend(left);
    ordered
        .into_iter()
        .filter_map(|place| graph.as_term(entries[place].0).map(|term| NamedTerm { node: entries[place].0, body: term.body }))
        .collect()
}
