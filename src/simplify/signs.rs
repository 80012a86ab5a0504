//! Absolute values and signs in one form: `|2a − 2b| = 2|b − a|`, `|x y| = |x| |y|`, `P |P|^-1 = sign(P)`.
//!
//! Every `P^a |P|^b sign(P)^c` with whole exponents is `sign(P)^(a+c) |P|^(a+b)`, of which the shortest spelling is
//! taken. Fractional powers of P are left alone.

use crate::expr::{Callee, Graph, Node, NodeId};
use crate::functions::{self, Range};
use crate::number::{Rational, content};

/// The call, with absolute values and signs in their form.
pub(super) fn call(graph: &mut Graph, function: Callee, args: &[NodeId], split: bool) -> NodeId {
    match (name_of(function), args) {
        (Some("abs"), [arg]) => absolute(graph, *arg, split),
        (Some("sign"), [arg]) => sign(graph, *arg, split),
        _ => graph.call(function, args),
    }
}

fn name_of(function: Callee) -> Option<&'static str> {
    match function {
        Callee::Known(id) => Some(id.get().name),
        Callee::Opaque { .. } => None,
    }
}

/// The function and argument of `|P|` or `sign(P)`.
fn split_call(graph: &Graph, id: NodeId) -> Option<(&'static str, NodeId)> {
    match graph.node(id) {
        Node::Call { function, args } if args.len() == 1 => {
            name_of(*function).filter(|name| matches!(*name, "abs" | "sign")).map(|name| (name, args[0]))
        }
        _ => None,
    }
}

/// P of `|P|` and `sign(P)`, else the node itself.
pub(super) fn argument(graph: &Graph, id: NodeId) -> NodeId {
    split_call(graph, id).map_or(id, |(_, arg)| arg)
}

fn range(graph: &Graph, id: NodeId) -> Range {
    match graph.node(id) {
        Node::Call { function: Callee::Known(id), .. } => id.get().range,
        _ => Range::Any,
    }
}

/// A node as number times primitive node: a sum loses its content, and its earliest node gets a positive coefficient.
pub(super) fn primitive(graph: &mut Graph, node: NodeId) -> (Rational, NodeId) {
    let (own, base) = graph.split_coefficient(node);
    let Some(base) = base else { return (own, graph.integer(1)) };
    let Node::Sum { constant, terms } = graph.node(base) else { return (own, base) };
    let mut divisor = content(terms.iter().map(|(_, c)| c).chain([constant]));
    let first = terms.iter().min_by_key(|(id, _)| *id).map(|(_, c)| c.is_negative()).unwrap_or(false);
    if first {
        divisor = -&divisor;
    }
    let Some(inverse) = divisor.recip().filter(|_| !divisor.is_one()) else { return (own, base) };
    let constant = constant * &inverse;
    let mut terms: Vec<_> = terms.iter().map(|(id, c)| (*id, c * &inverse)).collect();
    if first {
        // `−b + a` reads as `a − b`.
        let place = terms.iter().position(|(_, c)| !c.is_negative()).unwrap_or(0);
        terms[..=place].rotate_right(1);
    }
    let sum = graph.linear(constant, &terms);
    (&own * &divisor, sum)
}

/// `|node|`.
pub(super) fn absolute(graph: &mut Graph, node: NodeId, split: bool) -> NodeId {
    let (number, base) = primitive(graph, node);
    let parts = match graph.node(base) {
        Node::Product(factors) if split || factors.len() == 1 => factors.to_vec(),
        _ => vec![(base, Rational::ONE)],
    };
    let mut factors = Vec::with_capacity(parts.len());
    for (base, exponent) in parts {
        let known = exponent.is_even() || !exponent.is_integer() || range(graph, base) != Range::Any;
        let base = match split_call(graph, base) {
            _ if known => base,
            // |sign(P)| = sign(P)².
            Some(("sign", _)) => {
                factors.push((base, &exponent * &Rational::TWO));
                continue;
            }
            _ => graph.known("abs", &[base]),
        };
        factors.push((base, exponent));
    }
    let product = graph.product(&factors);
    graph.scale(&number.abs(), product)
}

/// `sign(node)`.
fn sign(graph: &mut Graph, node: NodeId, split: bool) -> NodeId {
    let (number, base) = primitive(graph, node);
    let parts = match graph.node(base) {
        Node::Product(factors) if split || factors.len() == 1 => factors.to_vec(),
        _ => vec![(base, Rational::ONE)],
    };
    let mut factors = Vec::with_capacity(parts.len());
    for (base, exponent) in parts {
        let even = exponent.is_even();
        let (base, even) = match split_call(graph, base) {
            Some(("abs", inner)) => (graph.known("sign", &[inner]), true),
            Some(_) => (base, even),
            None if range(graph, base) == Range::Positive => continue,
            None => (graph.known("sign", &[base]), even),
        };
        factors.push((base, if even { Rational::TWO } else { Rational::ONE }));
    }
    let product = graph.product(&factors);
    graph.scale(&Rational::integer(number.signum().into()), product)
}

/// Rewrites factors that share a P as `P`, `|P|` and `sign(P)` do.
pub(super) fn combine(graph: &mut Graph, factors: &mut Vec<(NodeId, Rational)>) {
    let mut keys: Vec<NodeId> = Vec::new();
    for (base, _) in factors.iter() {
        if let Some((_, key)) = split_call(graph, *base)
            && !keys.contains(&key)
        {
            keys.push(key);
        }
    }
    for key in keys {
        combine_one(graph, key, factors);
    }
}

fn combine_one(graph: &mut Graph, key: NodeId, factors: &mut Vec<(NodeId, Rational)>) {
    let (mut power, mut absolute, mut signs) = (Rational::ZERO, Rational::ZERO, Rational::ZERO);
    let (mut first, mut members, mut number) = (None, Vec::new(), Vec::new());
    for (place, (base, exponent)) in factors.clone().into_iter().enumerate() {
        let slot = match split_call(graph, base) {
            Some(("abs", arg)) if arg == key => &mut absolute,
            Some(("sign", arg)) if arg == key => &mut signs,
            _ if base == key => &mut power,
            _ if exponent.is_integer() && matches!(graph.node(base), Node::Sum { .. }) => {
                let (content, inner) = primitive(graph, base);
                if inner != key {
                    continue;
                }
                let content = graph.number(content);
                number.push((content, exponent.clone()));
                &mut power
            }
            _ => continue,
        };
        if !exponent.is_integer() {
            return;
        }
        *slot = &*slot + &exponent;
        first = first.or(Some(place));
        members.push(place);
    }
    let Some(first) = first else { return };
    let odd = !(&power + &signs).is_even();
    let total = &power + &absolute;
    let indicator = total.is_zero() && !odd && power.is_zero() && absolute.is_zero() && signs.signum() > 0;
    let abs = graph.call(Callee::Known(functions::known("abs")), &[key]);
    let sgn = graph.call(Callee::Known(functions::known("sign")), &[key]);
    let parts = match (odd, total.is_even()) {
        _ if indicator => vec![(sgn, Rational::TWO)],
        (false, true) | (true, false) => vec![(key, total)],
        (false, false) => vec![(abs, total)],
        (true, true) if total.is_zero() => vec![(sgn, Rational::ONE)],
        (true, true) if total.signum() > 0 => vec![(key, Rational::ONE), (abs, &total - &Rational::ONE)],
        (true, true) => vec![(sgn, Rational::ONE), (key, total)],
    };
    let mut new: Vec<(NodeId, Rational)> = Vec::with_capacity(factors.len());
    for (place, factor) in std::mem::take(factors).into_iter().enumerate() {
        if place == first {
            new.append(&mut number);
            new.extend(parts.iter().cloned());
        } else if !members.contains(&place) {
            new.push(factor);
        }
    }
    *factors = new;
}
