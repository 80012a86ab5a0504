//! What rows on a line make of statistics and normalised values: `S = |u_1 − u_2|/2`, `(u_1 − C)/S = sign(u_1 − u_2)`.

use super::proof::Proof;
use super::rows::family;
use super::{Line, Rule};
use crate::answer::line::Reduction;
use crate::answer::present::Presenter;
use crate::check::conditions::unique;
use crate::expr::rewrite::Rewriter;
use crate::expr::{Condition, Graph, NodeId, TermKind};
use crate::functions::Need;
use crate::name::Name;

/// The lines of the function, deviations and values as they are used; rows that go as one line for all rows are told by
/// that line.
pub(super) fn reduced(
    graph: &mut Graph,
    presenter: &mut Presenter,
    proof: &mut Proof<'_>,
    formal: &[(Name, NodeId)],
) -> Vec<Line> {
    let rows = presenter.reductions.clone();
    let mut found: Vec<Line> = Vec::new();
    for row in &rows {
        let general = general(graph, presenter, proof, row, formal);
        let line = line(graph, proof, general.as_ref().unwrap_or(row));
        // The function itself needs no line where nothing but its parts became shorter.
        if line.proved && !found.iter().any(|known| (known.before, known.after) == (line.before, line.after)) {
            found.push(line);
        }
    }
    found
}

/// What was done at the formal arguments, where that gives what was done to this row.
fn general(
    graph: &mut Graph,
    presenter: &mut Presenter,
    proof: &mut Proof<'_>,
    row: &Reduction,
    formal: &[(Name, NodeId)],
) -> Option<Reduction> {
    let ((name, indices, without), values) = family(graph, row.of)?;
    let (_, instance) = formal
        .iter()
        .find(|(known, node)| *known == name && super::rows::is_formal_of(graph, *node, &indices) && without.is_empty())?;
    presenter.present(graph, *instance, &[*instance]);
    let general = presenter.reductions.iter().find(|known| known.of == *instance)?.clone();
    let (_, arguments) = family(graph, *instance)?;
    let mut put = Rewriter::new(graph.replacements(&arguments, &values));
    let there = put.apply(graph, general.after);
    proof.equal(graph, there, row.after).then_some(general)
}

fn line(graph: &mut Graph, proof: &mut Proof<'_>, reduction: &Reduction) -> Line {
    let Reduction { before, after, deviations, .. } = reduction;
    let kind = |id: &NodeId| graph.as_term(*id).map(|term| &term.kind);
    let two = |id: &NodeId| matches!(kind(id), Some(TermKind::Deviation { rows, .. }) if rows.len() == 2);
    let all_two = deviations.iter().all(two);
    let deviation = matches!(kind(before), Some(TermKind::Deviation { .. }));
    let rule = match (deviation, all_two) {
        (true, true) => Rule::DeviationOfTwo,
        (true, false) => Rule::DeviationOnALine,
        (false, true) => Rule::SignOfTwo,
        (false, false) => Rule::SignOnALine,
    };
    // A deviation may be 0; what is divided by it then has no value.
    let needed = unique(deviations.iter().copied().filter(|_| !deviation));
    let conditions = needed.into_iter().map(|node| Condition { node, need: Need::NonZero }).collect();
    let proved = proof.equal(graph, *before, *after);
    Line { before: *before, after: *after, rules: vec![rule], conditions, proved }
}
