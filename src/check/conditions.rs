//! Where an expression has a value: what its definitions need, rid of what always holds.

use super::definite::{Definite, definite};
use crate::expr::{Callee, Condition, Graph, Node, NodeId, TermKind, on_parts};
pub use crate::expr::{needs_of, unique};
use crate::functions::Need;
use crate::number::Rational;

/// Sums and products in each other are looked into so deep.
const NESTED: usize = 3;

/// The conditions without repetitions and without those that hold anyway, by shape or by assumption. The second list
/// holds the assumptions that made a condition unnecessary.
pub fn tidy(graph: &mut Graph, conditions: &[Condition], assumptions: &[Condition]) -> (Vec<Condition>, Vec<Condition>) {
    let (mut kept, mut used): (Vec<Condition>, Vec<Condition>) = (Vec::new(), Vec::new());
    for condition in conditions {
        let condition = plain(graph, *condition);
        let opened = opened(graph, condition);
        if holds(graph, condition) || holds(graph, opened) || kept.contains(&condition) {
            continue;
        }
        match implied(graph, assumptions, condition).or_else(|| implied(graph, assumptions, opened)) {
            Some(facts) => facts.into_iter().for_each(|fact| {
                if !used.contains(&fact) {
                    used.push(fact);
                }
            }),
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
    let Condition { mut node, mut need } = on_parts(graph, condition);
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

/// The same condition on what a name stands for: `rms ≠ 0` is one on what stands under its root.
fn opened(graph: &Graph, condition: Condition) -> Condition {
    let mut condition = condition;
    while let Some(term) = graph.as_term(condition.node) {
        condition = plain(graph, Condition { node: term.body, ..condition });
    }
    condition
}

/// Whether a condition holds wherever its expression has a value.
fn holds(graph: &Graph, condition: Condition) -> bool {
    match graph.as_number(condition.node) {
        Some(value) => condition.need.is_met_by(value),
        None => match condition.need {
            Need::NonNegative => {
                graph.is_positive(condition.node) || definite(graph, condition.node, &Rational::ONE) != Definite::Unknown
            }
            Need::Positive => {
                is_above_zero(graph, condition.node) || definite(graph, condition.node, &Rational::ONE) == Definite::Positive
            }
            Need::NonZero => {
                is_above_zero(graph, condition.node)
                    || definite(graph, condition.node, &Rational::ONE) == Definite::Positive
                    || definite(graph, condition.node, &Rational::MINUS_ONE) == Definite::Positive
            }
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
        // A power is 0 for the base 0 alone.
        Node::Call { function: Callee::Known(f), args } if f.get().name == "pow" => is_above_zero(graph, args[0]),
        Node::Call { function: Callee::Known(f), .. } => f.get().range == crate::functions::Range::Positive,
        _ => false,
    }
}

/// The facts that make the condition true, if some do.
fn implied(graph: &mut Graph, facts: &[Condition], wanted: Condition) -> Option<Vec<Condition>> {
    if let Some(fact) = facts.iter().find(|fact| implies(graph, **fact, wanted)) {
        return Some(vec![*fact]);
    }
    let mut used = Vec::new();
    let strict = wanted.need != Need::NonNegative;
    let above = !facts.is_empty() && is_above_zero_by(graph, (facts, NESTED), wanted.node, strict, &mut used);
    above.then_some(used)
}

/// Whether sums and products of what is assumed to be above 0 (or at least 0) are; the facts used are added.
fn is_above_zero_by(
    graph: &Graph,
    (facts, depth): (&[Condition], usize),
    id: NodeId,
    strict: bool,
    used: &mut Vec<Condition>,
) -> bool {
    if is_above_zero(graph, id) || (!strict && graph.is_positive(id)) {
        return true;
    }
    let enough =
        |fact: &&Condition| fact.node == id && (fact.need == Need::Positive || (!strict && fact.need == Need::NonNegative));
    if let Some(fact) = facts.iter().find(enough) {
        used.push(*fact);
        return true;
    }
    match graph.node(id) {
        _ if depth == 0 => false,
        Node::Sum { constant, terms } if !constant.is_negative() && terms.iter().all(|(_, c)| c.signum() > 0) => {
            // One summand above 0 is enough, where no other is below.
            let by = |strict: bool, term: NodeId, used: &mut Vec<Condition>| {
                is_above_zero_by(graph, (facts, depth - 1), term, strict, used)
            };
            let first = terms.iter().position(|(term, _)| by(true, *term, &mut Vec::new()));
            if strict && constant.is_zero() && first.is_none() {
                return false;
            }
            let strictly = if strict && constant.is_zero() { first } else { None };
            terms.iter().enumerate().all(|(place, (term, _))| by(Some(place) == strictly, *term, used))
        }
        Node::Product(factors) => factors.iter().all(|(base, exponent)| {
            (!strict && exponent.is_even()) || is_above_zero_by(graph, (facts, depth - 1), *base, strict, used)
        }),
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
    if strong && fact.node == wanted.node {
        return true;
    }
    if let Some(TermKind::Deviation { eps, .. }) = graph.as_term(wanted.node).map(|term| &term.kind)
        && *eps == fact.node
        && strong
        && fact.need == Need::Positive
    {
        return true;
    }
    if fact.need != Need::NonZero {
        // wanted = c · fact + rest for a c above 0.
        let own = match graph.node(wanted.node) {
            Node::Sum { terms, .. } => {
                terms.iter().find(|(term, c)| *term == fact.node && c.signum() > 0).map(|(_, c)| c.clone())
            }
            _ => None,
        };
        let rest = graph.linear(Rational::ZERO, &[(wanted.node, Rational::ONE), (fact.node, -&own.unwrap_or(Rational::ONE))]);
        let rest = crate::simplify::canonical(graph, rest, &|_, _| true);
        let sign = definite(graph, rest, &Rational::ONE);
        let at_least = sign != Definite::Unknown || graph.is_positive(rest);
        let above = sign == Definite::Positive || is_above_zero(graph, rest);
        if (strong && at_least) || above {
            return true;
        }
    }
    let opposite = graph.scale(&Rational::MINUS_ONE, fact.node);
    strong && wanted.need == Need::NonZero && opposite == wanted.node
}
