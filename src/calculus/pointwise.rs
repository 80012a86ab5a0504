//! Derivatives at a point that lies on a kink or in a hole of the rules: the derivative itself where it exists, `(x|x|)′ = 0`
//! at 0 and `(√(x² + y²)²)′ = 0` at 0; the convention of the function that has the kink, `relu′(0) = 0`, where it does not.
//!
//! Whether it exists is read from the expansions on both sides of the point. A derivative from one side alone counts where
//! the other side has no value. What is not known is not decided: the kink stays a condition.

use super::expansion::{Expansion, Failure, Walk};
use super::{Smoothness, gradient, resolve, smoothness};
use crate::expr::rewrite::Rewriter;
use crate::expr::{Callee, Condition, Graph, Node, NodeId, is_broken};
use crate::functions::Need;
use crate::number::Rational;
use rustc_hash::FxHashMap;

/// How far beyond the order of a derivative the expansions go, in turn.
const BEYOND: [i64; 2] = [2, 6];

/// What the derivative at a point is and needs.
#[derive(Clone, Debug, Default)]
pub struct Pointwise {
    /// The derivative itself, where the rules do not give it.
    pub value: Option<NodeId>,
    /// Whether the derivative exists in spite of a kink in a part.
    pub exists: bool,
    /// What must hold at the point, the kinks that it does not lie on among it.
    pub conditions: Vec<Condition>,
    /// Those of the conditions that say that the point lies on no kink.
    pub kinks: Vec<Condition>,
    /// What is taken at the kinks it lies on.
    pub conventions: Vec<&'static str>,
}

/// The derivative of `of` (by the variables, with terms held) where symbols have the values given.
pub fn at_point(graph: &mut Graph, (of, by, hold): (NodeId, &[NodeId], &[NodeId]), values: &[(NodeId, NodeId)]) -> Pointwise {
    let Function { inner, by, slopes } = opened(graph, of, by, hold);
    let mut found = Pointwise::default();
    if slopes.needs.is_empty() && slopes.kinks.is_empty() {
        return found;
    }
    let mut put_in = Rewriter::new(values.iter().copied());
    let needs: Vec<Condition> =
        slopes.needs.iter().map(|need| Condition { node: put_in.apply(graph, need.node), ..*need }).collect();
    let kinks: Vec<Condition> =
        slopes.kinks.iter().map(|kink| Condition { node: put_in.apply(graph, *kink), need: Need::NonZero }).collect();
    let in_hole = needs.iter().any(|need| is_broken(graph, *need));
    let on_kink = kinks.iter().any(|kink| is_broken(graph, *kink));
    if !in_hole && !on_kink {
        (found.conditions, found.kinks) = (needs, kinks);
        return found;
    }
    let along = if hold.is_empty() { derivative(graph, inner, &by, values) } else { Along::Unknown };
    let kept = |graph: &Graph, list: Vec<Condition>| -> Vec<Condition> {
        list.into_iter().filter(|condition| !is_broken(graph, *condition)).collect()
    };
    let met = slopes.calls.iter().filter(|call| {
        let kink = Condition { node: put_in.done.get(&call.kink).copied().unwrap_or(call.kink), need: Need::NonZero };
        is_broken(graph, kink)
    });
    let met: Vec<_> = met.copied().collect();
    let convention = match along {
        Along::Exists(value) => {
            (found.value, found.exists) = (Some(value), true);
            (found.conditions, found.kinks) = (kept(graph, needs), kept(graph, kinks));
            return found;
        }
        Along::Not => true,
        // One kink alone, in a function that is smooth in it: either its slope does not matter, or there is no derivative.
        Along::Unknown => {
            let mut calls: Vec<NodeId> = met.iter().map(|call| call.call).collect();
            calls.dedup();
            calls.len() == 1 && by.len() == 1 && !in_hole && !met[0].jumps
        }
    };
    found.conditions = needs;
    if convention {
        for call in met {
            if let Some(text) = call.convention.filter(|text| !found.conventions.contains(text)) {
                found.conventions.push(text);
            }
        }
        found.kinks = kept(graph, kinks);
    } else {
        found.kinks = kinks;
    }
    found
}

/// A function under derivatives that follow one another, with what all of them need.
struct Function {
    inner: NodeId,
    by: Vec<NodeId>,
    slopes: Smoothness,
}

/// `∂/∂x (∂f/∂x)` as the second derivative of f.
fn opened(graph: &mut Graph, of: NodeId, by: &[NodeId], hold: &[NodeId]) -> Function {
    let (mut inner, mut all) = (of, by.to_vec());
    loop {
        match graph.node(inner).clone() {
            Node::Term(term) if names_a_derivative(graph, graph.term(term).body) => inner = graph.term(term).body,
            Node::Derivative { of, by, hold: held } if held.is_empty() && hold.is_empty() => {
                all = by.iter().copied().chain(all).collect();
                inner = of;
            }
            _ => break,
        }
    }
    let inner = resolve(graph, inner);
    let (mut slopes, mut so_far) = (Smoothness::default(), inner);
    for (place, variable) in all.iter().enumerate() {
        let own = smoothness(graph, so_far, &[*variable]);
        slopes.join(own);
        if place + 1 < all.len() {
            so_far = gradient(graph, so_far, &[*variable], hold, &mut |_, _, node| node).values[0];
        }
    }
    Function { inner, by: all, slopes }
}

/// Whether a derivative stands behind names that merely stand for another.
fn names_a_derivative(graph: &Graph, mut node: NodeId) -> bool {
    while let Some(term) = graph.as_term(node) {
        node = term.body;
    }
    matches!(graph.node(node), Node::Derivative { .. })
}

enum Along {
    Exists(NodeId),
    /// It certainly does not exist.
    Not,
    Unknown,
}

/// The derivative by one variable, as often as it stands in the list, from the expansions on both sides.
fn derivative(graph: &mut Graph, of: NodeId, by: &[NodeId], values: &[(NodeId, NodeId)]) -> Along {
    let Some(variable) = by.first().copied() else { return Along::Unknown };
    if graph.as_symbol(variable).is_none() || by.iter().any(|other| *other != variable) {
        return Along::Unknown;
    }
    let there = Rewriter::new(values.iter().copied()).apply(graph, of);
    let map: FxHashMap<NodeId, NodeId> = values.iter().copied().collect();
    for beyond in BEYOND {
        let order = Rational::integer(by.len() as i64 + beyond);
        let mut side = |direction: i64| {
            Walk { graph: &mut *graph, values: &map, moves: (variable, direction), order: order.clone() }.expansion(of)
        };
        let (right, left) = (side(1), side(-1));
        let found = compared(graph, there, by.len() as i64, right, left);
        if !matches!(found, Along::Unknown) {
            return found;
        }
    }
    Along::Unknown
}

/// Whether both sides go on as one function with so many derivatives.
fn compared(
    graph: &mut Graph,
    there: NodeId,
    order: i64,
    right: Result<Expansion, Failure>,
    left: Result<Expansion, Failure>,
) -> Along {
    let sides: Vec<(Expansion, i64)> = match (right, left) {
        (Ok(right), Ok(left)) => vec![(right, 1), (left, -1)],
        (Ok(right), Err(Failure::Undefined)) => vec![(right, 1)],
        (Err(Failure::Undefined), Ok(left)) => vec![(left, -1)],
        _ => return Along::Unknown,
    };
    let highest = Rational::integer(order);
    let mut slopes = Vec::new();
    for (side, direction) in &sides {
        if side.below.as_ref().is_some_and(|below| *below <= highest) {
            return Along::Unknown;
        }
        let rough =
            side.terms.iter().find(|(exponent, _)| *exponent <= highest && (!exponent.is_integer() || exponent.is_negative()));
        if let Some((_, coefficient)) = rough {
            return if graph.as_number(*coefficient).is_some() { Along::Not } else { Along::Unknown };
        }
        let mut powers = Vec::new();
        for k in 0..=order {
            let exponent = Rational::integer(k);
            let own = side.terms.iter().find(|(known, _)| *known == exponent).map(|(_, coefficient)| *coefficient);
            let own = own.unwrap_or_else(|| graph.integer(0));
            let sign = if k % 2 == 1 { *direction } else { 1 };
            powers.push(graph.scale(&Rational::integer(sign), own));
        }
        slopes.push(powers);
    }
    // The function itself goes through its value; its slopes below the last one agree as well.
    let mut pairs: Vec<(NodeId, NodeId)> = slopes.iter().map(|powers| (powers[0], there)).collect();
    if let [right, left] = slopes.as_slice() {
        pairs.extend(right.iter().copied().zip(left.iter().copied()));
    }
    let mut differ = false;
    for (one, other) in pairs {
        match are_equal(graph, one, other) {
            Some(true) => {}
            Some(false) => differ = true,
            None => return Along::Unknown,
        }
    }
    if differ {
        return Along::Not;
    }
    let factorial = (1..=order).fold(Rational::ONE, |product, k| &product * &Rational::integer(k));
    Along::Exists(graph.scale(&factorial, slopes[0][order as usize]))
}

/// Whether two values are equal, where numbers or the same expression show it.
fn are_equal(graph: &mut Graph, one: NodeId, other: NodeId) -> Option<bool> {
    if one == other {
        // `0^-1 = 0^-1` says nothing.
        return Some(true).filter(|_| !divides_by_zero(graph, one));
    }
    let difference = graph.sub(one, other);
    graph.as_number(difference).map(Rational::is_zero)
}

/// Whether 0 stands below a bar or in `ln` somewhere.
fn divides_by_zero(graph: &Graph, node: NodeId) -> bool {
    let zero = |id: NodeId| graph.as_number(id).is_some_and(|value| value.signum() <= 0);
    graph.reachable(&[node]).into_iter().any(|id| match graph.node(id) {
        Node::Product(factors) => factors
            .iter()
            .any(|(base, exponent)| graph.as_number(*base).is_some_and(|value| value.is_zero()) && exponent.signum() <= 0),
        Node::Call { function: Callee::Known(f), args } => !f.get().domain.is_empty() && args.first().is_some_and(|x| zero(*x)),
        _ => false,
    })
}

/// The value of an expression at a point, where a derivative in it is one that the rules do not give there; `None` where
/// they do.
pub(super) fn value_at(graph: &mut Graph, of: NodeId, values: &[(NodeId, NodeId)]) -> Option<NodeId> {
    let list = graph.reachable_until(&[of], |id| !matches!(graph.node(id), Node::Derivative { .. } | Node::At { .. }));
    let mut special: Vec<(NodeId, NodeId)> = Vec::new();
    let mut others: Vec<NodeId> = Vec::new();
    for id in list {
        let found = match graph.node(id).clone() {
            Node::Derivative { of, by, hold } => at_point(graph, (of, &by, &hold), values).value,
            Node::At { of, values: own } => {
                let both = composed(graph, &own, values);
                value_at(graph, of, &both)
            }
            _ => continue,
        };
        match found {
            Some(value) => special.push((id, value)),
            None => others.push(id),
        }
    }
    if special.is_empty() {
        return None;
    }
    for id in others {
        let worked_out = resolve(graph, id);
        special.push((id, Rewriter::new(values.iter().copied()).apply(graph, worked_out)));
    }
    Some(Rewriter::new(values.iter().copied().chain(special)).apply(graph, of))
}

/// `(e at own) at outer` as one point.
pub fn composed(graph: &mut Graph, own: &[(NodeId, NodeId)], outer: &[(NodeId, NodeId)]) -> Vec<(NodeId, NodeId)> {
    let mut put_in = Rewriter::new(outer.iter().copied());
    let mut both: Vec<(NodeId, NodeId)> = Vec::with_capacity(own.len() + outer.len());
    for (symbol, value) in own {
        let value = resolve(graph, *value);
        both.push((*symbol, put_in.apply(graph, value)));
    }
    both.extend(outer.iter().filter(|(symbol, _)| !own.iter().any(|(known, _)| known == symbol)));
    both
}
