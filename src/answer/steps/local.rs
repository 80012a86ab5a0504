//! The derivatives of one definition by the names that stand in it, its other names held constant.
//!
//! They are those that the walk over the whole graph uses; here each is worked out within its definition and gets the
//! names of its rules.

use super::proof::Proof;
use super::{Line, Rule};
use crate::calculus;
use crate::check::conditions::{tidy, unique};
use crate::expr::rewrite::Rewriter;
use crate::expr::{Callee, Condition, Graph, Label, Node, NodeId, TermKind};
use crate::functions::Need;
use crate::model::Template;
use crate::number::Rational;
use rustc_hash::FxHashSet;

/// `∂y/∂t` where t stands in y.
#[derive(Clone, Debug)]
pub(super) struct Partial {
    /// By what.
    pub(super) by: NodeId,
    /// The derivative under its name, with what is held.
    pub(super) name: NodeId,
    /// The derivative.
    pub(super) value: NodeId,
}

/// The names that stand in the node: named terms and the given variables, in the order of writing.
fn names_in(graph: &Graph, node: NodeId, variables: &[NodeId]) -> Vec<NodeId> {
    let (mut found, mut seen, mut stack) = (Vec::new(), FxHashSet::default(), vec![node]);
    while let Some(id) = stack.pop() {
        if !seen.insert(id) {
            continue;
        }
        if id != node && (graph.as_term(id).is_some() || variables.contains(&id)) {
            found.push(id);
            continue;
        }
        let start = stack.len();
        graph.for_each_child(id, |child| stack.push(child));
        stack[start..].reverse();
    }
    found
}

/// The window with products in products joined: `(w f) x` is `w f x`. The walk keeps what it multiplies apart; a reader
/// does not.
pub(super) fn joined(graph: &mut Graph, root: NodeId) -> NodeId {
    let mut joined = Rewriter::new([]);
    joined.through_terms = false;
    for id in graph.reachable_until(&[root], |id| graph.as_term(id).is_none()) {
        let new = joined.apply(graph, id);
        let new = match graph.node(new) {
            Node::Product(factors) => {
                let mut flat = Vec::with_capacity(factors.len());
                for (base, exponent) in factors.iter() {
                    match graph.node(*base) {
                        Node::Product(inner) if exponent.is_one() => flat.extend(inner.iter().cloned()),
                        _ => flat.push((*base, exponent.clone())),
                    }
                }
                if flat.len() > factors.len() { graph.product(&flat) } else { new }
            }
            _ => new,
        };
        joined.done.insert(id, new);
    }
    joined.done.get(&root).copied().unwrap_or(root)
}

/// The share of a deviation through its mean, `∂S/∂C = −Σ (u_j − C)/(n S) = 0`: two lines, which say why no other line
/// goes that way. None where the mean is a number.
pub(super) fn through_mean(graph: &mut Graph, proof: &mut Proof<'_>, of: NodeId) -> Vec<Line> {
    let Some(TermKind::Deviation { rows, mean, ddof, .. }) = graph.as_term(of).map(|term| term.kind.clone()) else {
        return Vec::new();
    };
    let Some(body) = graph.as_term(of).map(|term| term.body).filter(|_| graph.as_term(mean).is_some()) else {
        return Vec::new();
    };
    let centred: Vec<NodeId> = rows.iter().map(|row| graph.sub(*row, mean)).collect();
    let parts: Vec<(NodeId, Rational)> = centred.into_iter().map(|part| (part, Rational::ONE)).collect();
    let sum = graph.linear(Rational::ZERO, &parts);
    let slope = graph.div(sum, of);
    let share = Rational::new(-1, rows.len() as i64 - i64::from(ddof));
    let slope = graph.scale(&share, slope);
    let zero = graph.integer(0);
    let label = Label::Derivative { of, by: mean, hold: Box::new([]) };
    let name = graph.named(label, TermKind::Derivative, zero, Vec::new());
    let again = calculus::gradient(graph, body, &[mean], &[mean], &mut |_, _, value| value).values[0];
    let conditions = conditions(graph, of, mean);
    let line = |before, after, rule, proved| Line { before, after, rules: vec![rule], conditions: Vec::new(), proved };
    let first = Line { conditions, ..line(name, slope, Rule::Deviation, proof.equal(graph, again, slope)) };
    vec![first, line(slope, zero, Rule::Centred, proof.equal(graph, slope, zero))]
}

/// Every derivative of the node by a name in it that is not 0.
pub(super) fn partials(graph: &mut Graph, node: NodeId, variables: &[NodeId]) -> Vec<Partial> {
    let names = names_in(graph, node, variables);
    let below: Vec<Vec<NodeId>> = names.iter().map(|name| graph.reachable(&[*name])).collect();
    let values = calculus::gradient(graph, node, &names, &names, &mut |_, _, value| value).values;
    let mut found = Vec::new();
    // The rule of a deviation takes the way through the mean into account: it is not held.
    let own_rule = is_deviation(graph, node);
    for (by, value) in names.iter().copied().zip(values) {
        // A derivative that was long enough got a name of its own; here its body is wanted.
        let value = match graph.as_term(value) {
            Some(term) if matches!(&term.label, Label::Derivative { of, by: known, .. } if (*of, *known) == (node, by)) => {
                term.body
            }
            _ => value,
        };
        if graph.as_number(value).is_some_and(Rational::is_zero) {
            continue;
        }
        let value = joined(graph, value);
        // The other names that move with this one are held.
        let moved = names.iter().zip(&below).filter(|(other, below)| **other != by && below.binary_search(&by).is_ok());
        let hold = moved.map(|(other, _)| *other).filter(|other| !own_rule || !is_statistic(graph, *other)).collect();
        let name = graph.named(Label::Derivative { of: node, by, hold }, TermKind::Derivative, value, Vec::new());
        found.push(Partial { by, name, value });
    }
    found
}

pub(super) fn is_statistic(graph: &Graph, id: NodeId) -> bool {
    graph.as_term(id).is_some_and(|term| matches!(term.kind, TermKind::Mean { .. } | TermKind::Deviation { .. }))
}

fn is_deviation(graph: &Graph, node: NodeId) -> bool {
    graph.as_term(node).is_some_and(|term| matches!(term.kind, TermKind::Deviation { .. }))
}

/// The line `∂y/∂t = …`, shown equal to the derivative of what y stands for.
pub(super) fn line(graph: &mut Graph, proof: &mut Proof<'_>, of: NodeId, partial: &Partial) -> Line {
    if let Some(known) = proof.lines.get(&partial.name) {
        return known.clone();
    }
    let line = new_line(graph, proof, of, partial);
    proof.lines.insert(partial.name, line.clone());
    line
}

fn new_line(graph: &mut Graph, proof: &mut Proof<'_>, of: NodeId, partial: &Partial) -> Line {
    let body = graph.as_term(of).map_or(of, |term| term.body);
    // The body of a deviation is differentiated as it stands, the mean in it too: the rule of its kind is not used.
    let hold = match graph.as_term(partial.name).map(|term| &term.label) {
        Some(Label::Derivative { hold, .. }) => hold.to_vec(),
        _ => Vec::new(),
    };
    let again = match body == partial.by {
        true => graph.integer(1),
        false => calculus::gradient(graph, body, &[partial.by], &hold, &mut |_, _, value| value).values[0],
    };
    let proved = proof.equal(graph, again, partial.value);
    Line {
        before: partial.name,
        after: partial.value,
        rules: rules(graph, of, partial.by),
        conditions: conditions(graph, of, partial.by),
        proved,
    }
}

/// The nodes between the definition and the name that stand for its dependence, outermost first.
fn between(graph: &Graph, of: NodeId, by: NodeId) -> Vec<NodeId> {
    let mut moved: Vec<NodeId> = vec![by];
    for id in graph.window(of) {
        let inner = id != of && graph.as_term(id).is_some();
        let mut moves = false;
        graph.for_each_child(id, |child| moves |= moved.contains(&child));
        if moves && !inner && id != by {
            moved.push(id);
        }
    }
    moved.remove(0);
    moved.reverse();
    moved
}

/// Which rules of the school the derivative takes, the outermost first. Sums and constant factors are named only where
/// there is nothing else to name.
pub(super) fn rules(graph: &Graph, of: NodeId, by: NodeId) -> Vec<Rule> {
    match graph.as_term(of).map(|term| &term.kind) {
        Some(TermKind::Mean { .. }) => return vec![Rule::Mean],
        Some(TermKind::Deviation { .. }) => return vec![Rule::Deviation],
        Some(TermKind::Normalised { .. }) => return vec![Rule::Normalised],
        _ => {}
    }
    let path = between(graph, of, by);
    let moves = |id: &NodeId| *id == by || path.contains(id);
    let mut found = Vec::new();
    for id in &path {
        match graph.node(*id) {
            Node::Sum { .. } => found.push(match summands(graph, *id) {
                1 => Rule::ConstantFactor,
                _ => Rule::Sum,
            }),
            Node::Product(factors) => {
                let moving: Vec<&(NodeId, Rational)> = factors.iter().filter(|(base, _)| moves(base)).collect();
                let below = moving.iter().any(|(_, exponent)| exponent.is_negative());
                let inner = moving.iter().any(|(base, exponent)| *base != by && !exponent.is_one());
                found.push(match moving.as_slice() {
                    _ if below => Rule::Quotient,
                    [(_, exponent)] if exponent.is_one() => Rule::ConstantFactor,
                    [(_, exponent)] if *exponent == Rational::HALF => Rule::Root,
                    [_] => Rule::Power,
                    _ => Rule::Product,
                });
                if inner && !below {
                    found.push(Rule::Chain);
                }
            }
            Node::Call { function, args } => {
                if let Callee::Known(function) = function {
                    found.push(Rule::Function(*function));
                }
                if args.iter().any(|arg| *arg != by && moves(arg)) || matches!(function, Callee::Opaque { .. }) {
                    found.push(Rule::Chain);
                }
            }
            _ => {}
        }
    }
    let found = unique(found);
    let plain = |rule: &Rule| matches!(rule, Rule::Sum | Rule::ConstantFactor);
    match found.iter().all(plain) {
        true => found,
        false => found.into_iter().filter(|rule| !plain(rule)).collect(),
    }
}

fn summands(graph: &Graph, sum: NodeId) -> usize {
    match graph.node(sum) {
        Node::Sum { terms, constant } => terms.len() + usize::from(!constant.is_zero()),
        _ => 0,
    }
}

/// Where the derivative needs something: bases below a line, roots away from 0, no kink.
fn conditions(graph: &mut Graph, of: NodeId, by: NodeId) -> Vec<Condition> {
    if is_deviation(graph, of) {
        let own = Condition { node: of, need: Need::NonZero };
        return tidy(graph, &[own], &[]).0;
    }
    let mut found = Vec::new();
    for id in between(graph, of, by) {
        match graph.node(id).clone() {
            Node::Product(factors) => {
                for (base, exponent) in factors {
                    if exponent.is_negative() {
                        found.push(Condition { node: base, need: Need::NonZero });
                    } else if !exponent.is_integer() {
                        found.push(Condition { node: base, need: Need::Positive });
                    }
                }
            }
            Node::Call { function: Callee::Known(function), args } => {
                for text in function.get().kinks {
                    let node = Template::of(text).instantiate(graph, &args, None);
                    found.push(Condition { node, need: Need::NonZero });
                }
            }
            _ => {}
        }
    }
    tidy(graph, &found, &[]).0
}
