//! One line for all rows: a definition with arguments is differentiated at its formal arguments, and derivations that
//! differ in the row alone are found.

use super::chain::Link;
use super::local::{self, Partial};
use super::proof::Proof;
use super::{Definition, Derived, Line};
use crate::answer::present::Presenter;
use crate::expr::rewrite::Rewriter;
use crate::expr::{Graph, Label, NodeId};
use crate::name::Name;
use rustc_hash::FxHashMap;

/// What the rows of a definition with arguments share.
pub(super) type Family = (Name, Box<[u32]>, Box<[Name]>);

/// A term with its derivatives by the names in it.
type Member = (NodeId, Vec<Partial>);

pub(super) fn family(graph: &Graph, id: NodeId) -> Option<(Family, Vec<NodeId>)> {
    match &graph.as_term(id)?.label {
        Label::Definition { name, indices, args, without, eval: false } if !args.is_empty() => {
            Some(((name.clone(), indices.clone(), without.clone()), args.to_vec()))
        }
        _ => None,
    }
}

/// Whether a formal instance is that of the component with these indices.
pub(super) fn is_formal_of(graph: &Graph, instance: NodeId, indices: &[u32]) -> bool {
    matches!(graph.as_term(instance).map(|term| &term.label), Some(Label::Definition { indices: own, .. }) if **own == *indices)
}

/// The derivatives of each definition, those with arguments once where the formal lines give those of every row.
pub(super) fn definitions(
    graph: &mut Graph,
    presenter: &mut Presenter,
    proof: &mut Proof<'_>,
    formal: &[(Name, NodeId)],
    users: Vec<Member>,
    variables: &[NodeId],
) -> Vec<Definition> {
    let mut groups: Vec<(Option<Family>, Vec<Member>)> = Vec::new();
    for (user, partials) in users {
        let own = family(graph, user).map(|(family, _)| family);
        match groups.iter_mut().find(|(known, _)| own.is_some() && *known == own) {
            Some((_, members)) => members.push((user, partials)),
            None => groups.push((own, vec![(user, partials)])),
        }
    }
    let mut found = Vec::new();
    for (family, members) in groups {
        let general = family.and_then(|(name, indices, without)| {
            let (_, instance) = formal
                .iter()
                .find(|(known, node)| *known == name && is_formal_of(graph, *node, &indices) && without.is_empty())?;
            let shown = presenter.present(graph, *instance, &[*instance]);
            // Rows that came down to signs are not told by a line that did not.
            let shorter = |id: NodeId| presenter.reduced.contains(&id);
            if members.iter().any(|(row, _)| shorter(*row)) && !shorter(shown) {
                return None;
            }
            covering(graph, proof, shown, &members, variables)
        });
        for (term, partials) in general.map_or(members, |one| vec![one]) {
            let body = graph.as_term(term).map_or(term, |entry| entry.body);
            let mut lines: Vec<Line> = partials.iter().map(|partial| local::line(graph, proof, term, partial)).collect();
            lines.extend(local::through_mean(graph, proof, term));
            found.push(Definition { term, body, lines });
        }
    }
    found
}

/// The formal definition with those of its derivatives that rows use; `None` where some row's are not among them.
fn covering(
    graph: &mut Graph,
    proof: &mut Proof<'_>,
    shown: NodeId,
    members: &[Member],
    variables: &[NodeId],
) -> Option<(NodeId, Vec<Partial>)> {
    let (_, arguments) = family(graph, shown)?;
    let general = local::partials(graph, shown, variables);
    let mut used = vec![false; general.len()];
    let mut pairs = Vec::new();
    for (row, partials) in members {
        let (_, values) = family(graph, *row)?;
        let mut put = Rewriter::new(graph.replacements(&arguments, &values));
        let bys: Vec<NodeId> = general.iter().map(|partial| put.apply(graph, partial.by)).collect();
        for partial in partials {
            let place = bys.iter().position(|by| *by == partial.by)?;
            pairs.push((put.apply(graph, general[place].value), partial.value));
            used[place] = true;
        }
    }
    if !proof.all_equal(graph, &pairs) {
        return None;
    }
    let partials = general.into_iter().zip(used).filter(|(_, used)| *used).map(|(partial, _)| partial).collect();
    Some((shown, partials))
}

/// What rows and components share: `F_3(data[2])[1]` and `F_3(data[1])[2]`, `W_1[1,1]` and `W_1[2,1]`.
fn kin(graph: &Graph, id: NodeId) -> Option<(Name, Box<[Name]>)> {
    if let Some(symbol) = graph.as_symbol(id) {
        let entry = graph.symbol_entry(symbol);
        return (!entry.indices.is_empty()).then(|| (entry.name.clone(), Box::default()));
    }
    match &graph.as_term(id)?.label {
        Label::Definition { name, indices, args, without, eval: false } if !args.is_empty() || !indices.is_empty() => {
            Some((name.clone(), without.clone()))
        }
        _ => None,
    }
}

/// Marks derivations that go as an earlier one: of another row or component, by the same rules from the same definitions,
/// or 0 for the same reason.
pub(super) fn find_alike(graph: &Graph, links: &FxHashMap<NodeId, Vec<Link>>, derived: &mut [Derived]) {
    for place in 1..derived.len() {
        let same = |known: &Derived| known.lines.is_empty() && known.zero_because == derived[place].zero_because;
        derived[place].like = derived[..place].iter().position(same).filter(|_| derived[place].lines.is_empty());
    }
    let shape = |found: &Derived| {
        let own = kin(graph, found.by)?;
        let rules: Vec<_> = found.lines.iter().map(|line| (line.rules.clone(), line.proved, line.conditions.len())).collect();
        let user = |link: &Link| kin(graph, link.user).ok_or(link.user);
        let users: Vec<Result<_, NodeId>> = links.get(&found.by)?.iter().map(user).collect();
        Some((own, rules, users))
    };
    let shapes: Vec<_> = derived.iter().map(shape).collect();
    for place in 1..derived.len() {
        if shapes[place].is_some() {
            derived[place].like = shapes[..place].iter().position(|known| *known == shapes[place]);
        }
    }
}
