//! Where a window has a value: bases below a line are not 0, what stands under a root is not negative, domains.
//!
//! A simplification may lose what its input shows (`x y/x` shows x ≠ 0, `y` does not); the difference of the needs of
//! input and result is what the answer must list. Named terms are not opened: they carry their own needs.

use super::pattern::{self, Pattern};
use super::signs;
use super::window;
use crate::expr::{Callee, Condition, Graph, Node, NodeId, TermKind};
use crate::functions::{Need, Range};
use crate::number::Rational;
use rustc_hash::FxHashSet;

/// The conditions under which the window has a value, each once and in simplest form, in the window's order.
pub(super) fn needs(graph: &mut Graph, root: NodeId) -> Vec<Condition> {
    let mut found = Vec::new();
    for id in window(graph, root) {
        match graph.node(id) {
            Node::Product(factors) => {
                let factors = factors.to_vec();
                for (base, exponent) in factors {
                    let need = match (exponent.is_integer(), exponent.is_negative()) {
                        (true, false) => continue,
                        (true, true) => Need::NonZero,
                        (false, false) => Need::NonNegative,
                        (false, true) => Need::Positive,
                    };
                    reduce(graph, Condition { node: base, need }, &mut found);
                }
            }
            Node::Call { function: Callee::Known(function), args } => {
                let args = args.to_vec();
                for (text, need) in function.get().domain {
                    if let Some(node) = domain_node(graph, text, &args) {
                        reduce(graph, Condition { node, need: *need }, &mut found);
                    }
                }
            }
            _ => {}
        }
    }
    let mut seen = FxHashSet::default();
    found.retain(|condition| seen.insert(*condition));
    found
}

/// The expression of a domain (`x`, `x_1`, `cos(x)`) at the arguments.
fn domain_node(graph: &mut Graph, text: &str, args: &[NodeId]) -> Option<NodeId> {
    match text {
        "x" | "x_1" => args.first().copied(),
        "x_2" => args.get(1).copied(),
        _ => match pattern::read(text).ok()? {
            Pattern::Call(function, inner) if inner == [Pattern::Variable('x')] => {
                Some(graph.call(Callee::Known(function), args))
            }
            _ => None,
        },
    }
}

/// Appends the condition in its simplest parts: `|x| y^2 ≠ 0` is x ≠ 0 and y ≠ 0; what always holds is dropped.
pub(super) fn reduce(graph: &mut Graph, condition: Condition, found: &mut Vec<Condition>) {
    let mut stack = vec![condition];
    while let Some(Condition { node, need }) = stack.pop() {
        if holds(graph, node, need) {
            continue;
        }
        let (own, base) = graph.split_coefficient(node);
        match (base.map(|base| (base, graph.node(base))), need) {
            (Some((base, _)), _) if base != node && (need == Need::NonZero || own.signum() > 0) => {
                stack.push(Condition { node: base, need });
            }
            (Some((_, Node::Product(factors))), Need::NonZero) => {
                stack.extend(factors.iter().rev().map(|(base, _)| Condition { node: *base, need }));
            }
            (Some((_, Node::Call { function: Callee::Known(id), args })), Need::NonZero | Need::Positive)
                if id.get().name == "abs"
                    || (need == Need::NonZero && matches!(id.get().name, "sign" | "tanh" | "sinh" | "atan")) =>
            {
                stack.push(Condition { node: args[0], need: Need::NonZero });
            }
            (Some((_, Node::Product(factors))), Need::Positive) if matches!(&**factors, [(_, e)] if e.is_even()) => {
                stack.push(Condition { node: factors[0].0, need: Need::NonZero });
            }
            (_, Need::NonZero) => {
                // `b − a ≠ 0` and `a − b ≠ 0` are one condition.
                let (_, node) = signs::primitive(graph, node);
                found.push(Condition { node, need });
            }
            _ => found.push(Condition { node, need }),
        }
    }
}

/// Whether the need is met by the form of the expression alone, wherever it has a value.
pub(super) fn holds(graph: &Graph, node: NodeId, need: Need) -> bool {
    let (nonnegative, nonzero) = shape(graph, node, 4);
    match need {
        Need::NonZero => nonzero,
        Need::NonNegative => nonnegative,
        Need::Positive => nonnegative && nonzero,
    }
}

/// Never negative, never 0; `depth` bounds the look inside.
fn shape(graph: &Graph, node: NodeId, depth: usize) -> (bool, bool) {
    match graph.node(node) {
        _ if depth == 0 => (false, false),
        Node::Number(value) => (!value.is_negative(), !value.is_zero()),
        Node::Term(term) => (matches!(graph.term(*term).kind, TermKind::Deviation { .. }), false),
        Node::Call { function: Callee::Known(id), .. } => (id.get().range != Range::Any, id.get().range == Range::Positive),
        Node::Product(factors) => factors.iter().fold((true, true), |(nonnegative, nonzero), (base, exponent)| {
            let (sign, zero) = shape(graph, *base, depth - 1);
            let root = !exponent.is_integer() || exponent.is_even();
            (nonnegative && (sign || root), nonzero && (zero || exponent.is_negative()))
        }),
        Node::Sum { constant, terms } => {
            let mut all = !constant.is_negative();
            let mut some = constant.signum() > 0;
            for (term, coefficient) in terms {
                let (sign, zero) = shape(graph, *term, depth - 1);
                all &= sign && coefficient.signum() > 0;
                some |= sign && zero;
            }
            let alone = constant.is_zero() && terms.len() == 1 && *coefficient_of(terms) != Rational::ZERO;
            (all, (all && some) || (alone && shape(graph, terms[0].0, depth - 1).1))
        }
        _ => (false, false),
    }
}

fn coefficient_of(terms: &[(NodeId, Rational)]) -> &Rational {
    terms.first().map_or(&Rational::ZERO, |(_, c)| c)
}

/// Whether one of the conditions gives the wanted one.
pub(super) fn given(conditions: &[Condition], wanted: Condition) -> bool {
    conditions.iter().any(|known| {
        known.node == wanted.node
            && (known.need == wanted.need || (known.need == Need::Positive && wanted.need != Need::Positive))
    })
}
