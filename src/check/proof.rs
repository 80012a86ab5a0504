//! Proofs: the exact zero test of the difference of two sides, read in several ways.
//!
//! Where a sign or root chooses a branch, the test is told what is known of the order: the assumptions, the conditions under
//! which the sides are defined, and what follows from them. What one reading shows is shown.

use super::decide::Question;
use super::numbers::sign;
use super::order::order;
use crate::eval::{self, Point};
use crate::expr::rewrite::Rewriter;
use crate::expr::zero::{self, Options, Zero};
use crate::expr::{Callee, Condition, Graph, Node, NodeId};
use crate::functions::FunctionId;
use crate::model::Lowering;
use crate::number::Rational;
use crate::simplify;
use rustc_hash::FxHashSet;

/// With named terms written out, an expression of more nodes than this is not brought into canonical form.
const OPENED: usize = 400;

/// What the tests found.
pub(super) struct Found {
    /// The answer of the test that proved, else of the first.
    pub(super) zero: Zero,
    /// How the proof was found, for the certificate: all of it where there were no points, else what is added.
    pub(super) way: &'static str,
    /// The assumptions without which there is no proof.
    pub(super) used: Vec<Condition>,
}

impl Found {
    /// Whether the difference is 0 on every branch.
    pub(super) fn proved(&self) -> bool {
        is_proof(&self.zero)
    }

    /// The proof in words.
    pub(super) fn words(&self) -> String {
        let Zero::Everywhere { points, branches, .. } = self.zero else { return String::new() };
        if points == 0 {
            return self.way.to_string();
        }
        let patterns = match branches {
            0 => String::new(),
            1 => ", both branches of a sign or root".to_string(),
            _ => format!(", every pattern of {branches} signs and roots"),
        };
        format!("exact zero test: 0 at {points} random points of a finite field{patterns}{}", self.way)
    }
}

fn is_proof(zero: &Zero) -> bool {
    matches!(zero, Zero::Everywhere { covered: true, .. })
}

/// Tests whether the two sides are equal.
pub(super) fn seek(graph: &mut Graph, question: &Question<'_>) -> Found {
    let lowered = lowered_difference(graph, question);
    let (mut zero, mut way) = test(graph, lowered, question.conditions, question.assumptions);
    if !is_proof(&zero) && eval::vanishes(graph, lowered, &Point::new()) {
        (zero, way) = (
            Zero::Everywhere { points: 0, branches: 0, covered: true },
            "the difference is an algebraic number smaller than any that is not 0",
        );
    }
    let mut used = Vec::new();
    if is_proof(&zero) {
        // Assumptions are left out one by one, as long as the proof stands.
        used = question.assumptions.to_vec();
        for fact in question.assumptions {
            let fewer: Vec<Condition> = used.iter().copied().filter(|other| other != fact).collect();
            if is_proof(&test(graph, lowered, question.conditions, &fewer).0) {
                used = fewer;
            }
        }
    }
    Found { zero, way, used }
}

/// The readings in turn.
fn test(graph: &mut Graph, lowered: NodeId, conditions: &[Condition], assumptions: &[Condition]) -> (Zero, &'static str) {
    let facts = lowered_facts(graph, conditions, assumptions);
    let plain = Options { assumptions: &facts, ..Options::default() };
    let first = zero::test(graph, lowered, &plain);
    if is_proof(&first) {
        return (first, "");
    }
    let readings = [Options { free_roots: true, ..plain }, Options { plain_exp: true, ..plain }];
    for options in readings {
        let found = zero::test(graph, lowered, &options);
        if is_proof(&found) {
            return (found, "");
        }
    }
    if let Some(found) = ordered(graph, lowered, &facts) {
        return (found, ", the order among them minded");
    }
    if let Some(found) = super::angles::settled(graph, lowered, &facts) {
        return (found, "the difference is a whole multiple of an angle, and less than one");
    }
    // In canonical form numbers meet that were apart: |(x − 65) − (x + 66)| is 131.
    if graph.reachable(&[lowered]).len() <= OPENED {
        let opened = simplify::canonical(graph, lowered, &|_, _| false);
        if opened != lowered {
            if graph.as_number(opened).is_some_and(Rational::is_zero) {
                return (Zero::Everywhere { points: 0, branches: 0, covered: true }, "the canonical form of the difference is 0");
            }
            let found = zero::test(graph, opened, &plain);
            if is_proof(&found) {
                return (found, ", in canonical form");
            }
            if let Some(found) = ordered(graph, opened, &facts) {
                return (found, ", in canonical form, the order among them minded");
            }
        }
    }
    (first, "")
}

/// Whether an expression is 0 whatever the signs in it are, also where they jump; roots count as real ones.
pub(super) fn is_zero_beside_signs(graph: &mut Graph, node: NodeId, facts: &[Condition], jumps: bool) -> bool {
    if let Some(value) = graph.as_number(node) {
        return value.is_zero();
    }
    let has_roots = graph
        .reachable(&[node])
        .into_iter()
        .any(|id| matches!(graph.node(id), Node::Product(factors) if factors.iter().any(|(_, exponent)| !exponent.is_integer())));
    // Facts cost draws, and only roots ask for them once the signs are decided.
    let facts = if has_roots { facts } else { &[] };
    let lowered = lowered(graph, node);
    let written: Vec<Condition> = facts.iter().map(|fact| Condition { node: self::lowered(graph, fact.node), ..*fact }).collect();
    let plain = Options { assumptions: &written, ..Options::default() };
    let free = Options { free_roots: true, ..plain };
    let readings = [free, Options { plain_exp: true, ..free }, plain, Options { plain_exp: true, ..plain }];
    // A sign with its laws is 1 or −1 at the points of a test, and 0 where it jumps.
    let count = if has_roots && !jumps { 4 } else { 2 };
    readings[..count].iter().any(|options| is_proof(&zero::test(graph, lowered, options)))
}

fn ordered(graph: &Graph, lowered: NodeId, facts: &[Condition]) -> Option<Zero> {
    let known = order(graph, lowered, facts);
    if known.facts.is_empty() && known.apart.is_empty() {
        return None;
    }
    let facts: Vec<Condition> = facts.iter().copied().chain(known.facts).collect();
    let options = Options { assumptions: &facts, apart: &known.apart, ..Options::default() };
    Some(zero::test(graph, lowered, &options)).filter(is_proof)
}

/// `left − right`, written out by definitions.
pub(super) fn lowered_difference(graph: &mut Graph, question: &Question<'_>) -> NodeId {
    let difference = graph.sub(question.left, question.right);
    lowered(graph, difference)
}

/// The conditions and assumptions, written out by definitions.
fn lowered_facts(graph: &mut Graph, conditions: &[Condition], assumptions: &[Condition]) -> Vec<Condition> {
    let all: Vec<Condition> = conditions.iter().chain(assumptions).copied().collect();
    all.into_iter().map(|fact| Condition { node: lowered(graph, fact.node), ..fact }).collect()
}

/// `left − right` with what has branches written out by signs, and the rest as it stands.
pub(super) fn branched_difference(graph: &mut Graph, question: &Question<'_>) -> NodeId {
    let difference = graph.sub(question.left, question.right);
    branched(graph, difference)
}

/// The conditions and assumptions, written likewise.
pub(super) fn branched_facts(graph: &mut Graph, conditions: &[Condition], assumptions: &[Condition]) -> Vec<Condition> {
    let all: Vec<Condition> = conditions.iter().chain(assumptions).copied().collect();
    all.into_iter().map(|fact| Condition { node: branched(graph, fact.node), ..fact }).collect()
}

fn branched(graph: &mut Graph, node: NodeId) -> NodeId {
    let mut rewriter = Rewriter::new([]);
    rewriter.call = Some(Box::new(|graph, function, args| match (function, args) {
        (Callee::Known(id), [a, b]) if is_larger_or_smaller(id) => by_bars(graph, id, *a, *b),
        (Callee::Known(id), _) if !id.get().kinks.is_empty() || id.get().name == "pow" => {
            let call = graph.call(function, args);
            Lowering::keeping(args).apply(graph, call)
        }
        _ => graph.call(function, args),
    }));
    let branched = rewriter.apply(graph, node);
    drop(rewriter);
    signs_of_numbers(graph, branched)
}

fn is_larger_or_smaller(id: FunctionId) -> bool {
    matches!(id.get().name, "max" | "min")
}

/// `max(a, b) = (a + b + |a − b|)/2`, and min likewise.
fn by_bars(graph: &mut Graph, id: FunctionId, a: NodeId, b: NodeId) -> NodeId {
    let difference = graph.sub(a, b);
    let size = graph.known("abs", &[difference]);
    let sign = if id.get().name == "max" { Rational::HALF } else { -&Rational::HALF };
    graph.linear(Rational::ZERO, &[(a, Rational::HALF), (b, Rational::HALF), (size, sign)])
}

/// Written out by definitions, with `max(a, b) = (a + b + |a − b|)/2` and min likewise.
fn lowered(graph: &mut Graph, node: NodeId) -> NodeId {
    let lowered = Lowering::default().apply(graph, node);
    let mut rewriter = Rewriter::new([]);
    rewriter.call = Some(Box::new(|graph, function, args| match (function, args) {
        (Callee::Known(id), [a, b]) if is_larger_or_smaller(id) => by_bars(graph, id, *a, *b),
        _ => graph.call(function, args),
    }));
    let lowered = rewriter.apply(graph, lowered);
    drop(rewriter);
    signs_of_numbers(graph, lowered)
}

/// `|√2 − 3|` is `3 − √2`: the sign of a number is read from its enclosure.
fn signs_of_numbers(graph: &mut Graph, root: NodeId) -> NodeId {
    let mut numbers: FxHashSet<NodeId> = FxHashSet::default();
    let mut rewriter = Rewriter::new([]);
    let mut found = false;
    for id in graph.reachable(&[root]) {
        let (mut constant, mut leaf) = (true, true);
        graph.for_each_child(id, |child| (constant, leaf) = (constant && numbers.contains(&child), false));
        if !constant || (leaf && graph.as_number(id).is_none() && !matches!(graph.node(id), Node::Call { .. })) {
            continue;
        }
        numbers.insert(id);
        if let Node::Call { function: Callee::Known(function), args } = graph.node(id).clone()
            && matches!(function.get().name, "abs" | "sign" | "step")
            && graph.as_number(args[0]).is_none()
            && let Some(sign) = sign(graph, args[0], &Point::new())
        {
            let arg = rewriter.apply(graph, args[0]);
            let value = match (function.get().name, sign) {
                ("abs", sign) => graph.scale(&Rational::integer(i64::from(sign)), arg),
                ("step", sign) => graph.integer(i64::from(sign.max(0))),
                (_, sign) => graph.integer(i64::from(sign)),
            };
            rewriter.done.insert(id, value);
            found = true;
        }
    }
    if found { rewriter.apply(graph, root) } else { root }
}
