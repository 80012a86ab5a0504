//! The derivative of one node by its children: the chain rule's links.
//!
//! A deviation is one link, `∂S/∂u_j = (u_j − C)/((n − ddof) S)`: the way through the mean is left out because
//! `Σ (u_j − C) = 0`. Where the normalised value of the row has a name, it stands for `(u_j − C)/S`.

use crate::expr::{Callee, Graph, Node, NodeId, TermKind};
use crate::functions::{Arity, Need};
use crate::model::Template;
use crate::number::Rational;

/// Calls `each` with every child on which the node's value depends smoothly, and the partial derivative by it.
pub(super) fn for_each_partial(graph: &mut Graph, id: NodeId, mut each: impl FnMut(&mut Graph, NodeId, NodeId)) {
    match graph.node(id).clone() {
        Node::Number(_) | Node::Symbol(_) | Node::Derivative { .. } | Node::At { .. } => {}
        Node::Sum { terms, .. } => {
            for (child, coefficient) in terms {
                let partial = graph.number(coefficient);
                each(graph, child, partial);
            }
        }
        Node::Product(factors) => product(graph, &factors, each),
        Node::Call { function: Callee::Opaque { name, order }, args } => {
            let partial = graph.call(Callee::Opaque { name, order: order + 1 }, &args);
            each(graph, args[0], partial);
        }
        Node::Call { function: Callee::Known(function), args } => {
            let entry = function.get();
            for (place, child) in args.iter().enumerate() {
                let text = if entry.arity == Arity::Any { entry.derivative.first() } else { entry.derivative.get(place) };
                let Some(text) = text else { continue };
                let partial = Template::of(text).instantiate_for(graph, &args, Some(id), Some(place));
                each(graph, *child, partial);
            }
        }
        Node::Term(term) => {
            let (body, kind) = (graph.term(term).body, graph.term(term).kind.clone());
            match kind {
                TermKind::Deviation { rows, mean, ddof, eps } => deviation(graph, id, &rows, mean, ddof, eps, each),
                TermKind::Normalised { row, mean, deviation } => normalised(graph, id, row, mean, deviation, each),
                _ => {
                    let one = graph.integer(1);
                    each(graph, body, one);
                }
            }
        }
    }
}

fn deviation(
    graph: &mut Graph,
    id: NodeId,
    rows: &[NodeId],
    mean: NodeId,
    ddof: u32,
    eps: NodeId,
    mut each: impl FnMut(&mut Graph, NodeId, NodeId),
) {
    let share = Rational::new(1, rows.len() as i64 - i64::from(ddof));
    for row in rows {
        let slope = match graph.normalised(*row, id) {
            Some(named) => named,
            None => {
                let centred = graph.sub(*row, mean);
                graph.div(centred, id)
            }
        };
        let partial = graph.scale(&share, slope);
        each(graph, *row, partial);
    }
    if graph.as_number(eps).is_none() {
        let one = graph.integer(1);
        let slope = graph.div(one, id);
        let partial = graph.scale(&Rational::HALF, slope);
        each(graph, eps, partial);
    }
}

/// `x̂ = (u − C)/S`: `∂x̂/∂u = 1/S`, `∂x̂/∂C = −1/S`, `∂x̂/∂S = −x̂/S`.
fn normalised(
    graph: &mut Graph,
    id: NodeId,
    row: NodeId,
    mean: NodeId,
    deviation: NodeId,
    mut each: impl FnMut(&mut Graph, NodeId, NodeId),
) {
    let one = graph.integer(1);
    let inverse = graph.div(one, deviation);
    each(graph, row, inverse);
    let opposite = graph.neg(inverse);
    each(graph, mean, opposite);
    let share = graph.div(id, deviation);
    let slope = graph.neg(share);
    each(graph, deviation, slope);
}

/// `∂(Π f^e)/∂f_i = e_i f_i^(e_i − 1) Π_{j≠i} f_j^{e_j}`; the other factors come from running products from both ends, so
/// that n factors cost O(n).
fn product(graph: &mut Graph, factors: &[(NodeId, Rational)], mut each: impl FnMut(&mut Graph, NodeId, NodeId)) {
    if factors.len() <= 4 {
        for place in 0..factors.len() {
            let mut parts = factors.to_vec();
            parts[place].1 = &parts[place].1 - &Rational::ONE;
            let partial = graph.product(&parts);
            let partial = graph.scale(&factors[place].1, partial);
            each(graph, factors[place].0, partial);
        }
        return;
    }
    let one = graph.integer(1);
    let mut behind = vec![one; factors.len() + 1];
    for place in (0..factors.len()).rev() {
        behind[place] = graph.product(&[factors[place].clone(), (behind[place + 1], Rational::ONE)]);
    }
    let mut before = one;
    for (place, (child, exponent)) in factors.iter().enumerate() {
        let own = graph.pow(*child, &(exponent - &Rational::ONE));
        let partial = graph.mul(&[before, own, behind[place + 1]]);
        let partial = graph.scale(exponent, partial);
        each(graph, *child, partial);
        before = graph.product(&[(before, Rational::ONE), (*child, exponent.clone())]);
    }
}

/// What a power with this exponent needs, beyond its value, to have a derivative.
pub(super) fn slope_need(exponent: &Rational) -> Option<Need> {
    (!exponent.is_integer() && *exponent < Rational::ONE && !exponent.is_negative()).then_some(Need::NonZero)
}
