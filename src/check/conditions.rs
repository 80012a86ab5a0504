//! Where an expression has a value: what its definitions need, rid of what always holds.

use crate::expr::{Callee, Condition, Graph, Node, NodeId, TermKind};
pub use crate::expr::{needs_of, unique};
use crate::functions::Need;
use crate::number::Rational;

/// The conditions without repetitions and without those that hold anyway, by shape or by assumption. The second list
/// holds the assumptions that made a condition unnecessary.
pub fn tidy(graph: &mut Graph, conditions: &[Condition], assumptions: &[Condition]) -> (Vec<Condition>, Vec<Condition>) {
    let (mut kept, mut used): (Vec<Condition>, Vec<Condition>) = (Vec::new(), Vec::new());
    for condition in conditions {
        let condition = plain(graph, *condition);
        if holds(graph, condition) || kept.contains(&condition) {
            continue;
        }
        match assumptions.iter().find(|fact| implies(graph, **fact, condition)) {
            Some(fact) => {
                if !used.contains(fact) {
                    used.push(*fact);
                }
            }
            None => kept.push(condition),
        }
    }
    let weaker = |a: &Condition| kept.iter().any(|b| a.node == b.node && b.need == Need::Positive && a.need != Need::Positive);
    let strict: Vec<Condition> = kept
        .iter()
        .filter(|c| !weaker(c))
        .map(|c| {
            // `e ≥ 0` and `e ≠ 0` together are `e > 0`.
            let both = kept.iter().any(|d| d.node == c.node && d.need != c.need);
            if both && c.need != Need::Positive { Condition { node: c.node, need: Need::Positive } } else { *c }
        })
        .collect();
    (unique(strict), used)
}

/// A condition on a multiple or a power is one on the base, `|x| ≠ 0` and `x² > 0` are `x ≠ 0`.
fn plain(graph: &Graph, condition: Condition) -> Condition {
    let Condition { mut node, mut need } = condition;
    loop {
        let (coefficient, base) = graph.split_coefficient(node);
        let Some(base) = base else { return Condition { node, need } };
        if base != node && (need == Need::NonZero || coefficient.signum() > 0) {
            node = base;
            continue;
        }
        match graph.node(base) {
            Node::Product(factors) if factors.len() == 1 && need == Need::NonZero => node = factors[0].0,
            Node::Product(factors) if factors.len() == 1 && need == Need::Positive && factors[0].1.is_even() => {
                (node, need) = (factors[0].0, Need::NonZero);
            }
            Node::Call { function: Callee::Known(function), args }
                if function.get().name == "abs" && matches!(need, Need::NonZero | Need::Positive) =>
            {
                (node, need) = (args[0], Need::NonZero);
            }
            _ => return Condition { node, need },
        }
    }
}

/// Whether a condition holds wherever its expression has a value.
fn holds(graph: &Graph, condition: Condition) -> bool {
    match graph.as_number(condition.node) {
        Some(value) => condition.need.is_met_by(value),
        None => match condition.need {
            Need::NonNegative => graph.is_positive(condition.node),
            Need::NonZero | Need::Positive => is_above_zero(graph, condition.node),
        },
    }
}

/// Whether the value is above 0, not only at least 0, by its shape.
pub(super) fn is_above_zero(graph: &Graph, id: NodeId) -> bool {
    match graph.node(id) {
        Node::Number(value) => value.signum() > 0,
        Node::Sum { constant, terms } => {
            let none_below =
                !constant.is_negative() && terms.iter().all(|(term, c)| !c.is_negative() && graph.is_positive(*term));
            none_below && (constant.signum() > 0 || terms.iter().any(|(term, _)| is_above_zero(graph, *term)))
        }
        Node::Term(term) => match &graph.term(*term).kind {
            TermKind::Deviation { eps, .. } => graph.known_number(*eps).is_some_and(|eps| eps.signum() > 0),
            _ => is_above_zero(graph, graph.term(*term).body),
        },
        Node::Product(factors) => factors.iter().all(|(base, _)| is_above_zero(graph, *base)),
        Node::Call { function: Callee::Known(f), .. } => f.get().range == crate::functions::Range::Positive,
        _ => false,
    }
}

/// Whether one fact makes the other true: the same expression (or a positive multiple), at least as strong; also a sum of
/// what is at least 0 and what is assumed positive.
fn implies(graph: &mut Graph, fact: Condition, wanted: Condition) -> bool {
    let strong = matches!(
        (fact.need, wanted.need),
        (Need::Positive, _) | (Need::NonNegative, Need::NonNegative) | (Need::NonZero, Need::NonZero)
    );
    if !strong {
        return false;
    }
    if fact.node == wanted.node {
        return true;
    }
    if let Some(TermKind::Deviation { eps, .. }) = graph.as_term(wanted.node).map(|term| &term.kind)
        && *eps == fact.node
        && fact.need == Need::Positive
    {
        return true;
    }
    let rest = graph.sub(wanted.node, fact.node);
    let rest = crate::simplify::canonical(graph, rest, &|_, _| true);
    let directed = wanted.need != Need::NonZero || fact.need == Need::Positive;
    if directed && (graph.as_number(rest).is_some_and(|n| !n.is_negative()) || graph.is_positive(rest)) {
        return true;
    }
    let opposite = graph.scale(&Rational::MINUS_ONE, fact.node);
    wanted.need == Need::NonZero && opposite == wanted.node
}
