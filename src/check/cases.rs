//! Proof by cases: what signs, steps and bars may be together, one case after the other.
//!
//! ```text
//! max(x, y) − x − relu(y − x):   y > x: y − x − (y − x) = 0      y < x: x − x − 0 = 0      y = x: no jump, so by continuity
//! relu(x − 5) relu(6 − x):       x > 5, x < 6: (x − 5)(6 − x), not 0: open, a point inside is 11/2
//! ```
//!
//! The innermost argument of a sign is taken above and below 0, and 0 where something jumps. Cases that cannot be are left
//! out ([`super::inequalities`]), in those that may be the exact test decides what is left. What this module does not do:
//! find points in open cases ([`super::inside`]).

use super::flat::flat;
use super::inequalities::{Bound, Forms, Together};
use super::jumps::{jump_arguments, keeps_away, solved_for_a_variable, zero_factors};
use super::linear_program::Relation;
use super::proof::is_zero_beside_signs;
use crate::expr::rewrite::Rewriter;
use crate::expr::{Callee, Condition, Graph, Node, NodeId, SymbolId, is_broken};
use crate::functions::Need;
use crate::number::Rational;

/// The most cases that are looked at, those on the way included.
const CASES: usize = 400;

/// The most nodes that are looked at in all of them.
const WORK: usize = 60_000;

/// One combination of signs.
#[derive(Clone, Debug)]
pub(super) struct Case {
    /// What holds in it, the facts that hold everywhere first.
    pub(super) facts: Vec<Condition>,
    /// What is 0 in it.
    pub(super) zeros: Vec<NodeId>,
    /// Letters that follow from what is 0, in the order in which they were put in.
    pub(super) solved: Vec<(NodeId, NodeId)>,
    /// The difference, without the signs that are decided.
    pub(super) difference: NodeId,
    /// A point at which it may be.
    pub(super) hint: Option<Vec<(SymbolId, Rational)>>,
}

/// What became of the cases.
#[derive(Debug, Default)]
pub(super) struct Cases {
    /// In these the difference is not shown to be 0.
    pub(super) open: Vec<Case>,
    /// So many were shown to be 0.
    pub(super) closed: usize,
    /// Whether the limit was reached: then there are more.
    pub(super) cut: bool,
}

impl Cases {
    /// Whether the difference is 0 in every case.
    pub(super) fn are_closed(&self) -> bool {
        self.open.is_empty() && !self.cut && self.closed > 0
    }
}

/// Takes a difference apart by the signs in it.
pub(super) fn cases(graph: &mut Graph, difference: NodeId, facts: &[Condition]) -> Cases {
    let mut found = Cases::default();
    let mut forms = Forms::default();
    let mut work = 0;
    let first = Case { facts: facts.to_vec(), zeros: Vec::new(), solved: Vec::new(), difference, hint: None };
    let mut waiting = vec![first];
    let mut looked = 0;
    while let Some(mut case) = waiting.pop() {
        let size = graph.reachable(&[case.difference]).len();
        (looked, work) = (looked + 1, work + size);
        if looked > CASES || work > WORK {
            found.cut = true;
            break;
        }
        case.difference = flat(graph, case.difference);
        let jumps = jump_arguments(graph, case.difference);
        // The sign of what is never negative is 1 in the exact test, also where it is 0.
        let hidden = jumps.iter().any(|argument| graph.is_positive(*argument));
        if !hidden && is_zero_beside_signs(graph, case.difference, &case.facts, !jumps.is_empty()) {
            found.closed += 1;
            continue;
        }
        match innermost(graph, case.difference) {
            Some(argument) => waiting.extend(branches(graph, &mut forms, &case, argument).into_iter().rev()),
            None => match forms.together(graph, &bounds(&case), true) {
                Together::Never => {}
                Together::Perhaps(hint) => found.open.push(Case { hint: hint.or(case.hint.take()), ..case }),
            },
        }
    }
    found
}

/// What is compared with 0 in a case.
fn bounds(case: &Case) -> Vec<Bound> {
    let zeros = case.zeros.iter().map(|node| Bound { node: *node, relation: Relation::Equal });
    case.facts.iter().filter_map(Bound::of).chain(zeros).collect()
}

/// The cases of one argument that may be.
fn branches(graph: &mut Graph, forms: &mut Forms, case: &Case, argument: NodeId) -> Vec<Case> {
    // Where nothing jumps, what holds on both sides holds between them; facts that allow 0, and what is 0 without being solved
    // for a letter, may leave only the border.
    let border = !case.zeros.is_empty()
        || case.facts.iter().any(|fact| fact.need == Need::NonNegative)
        || !jump_arguments(graph, case.difference).is_empty();
    let signs: &[i64] = if border { &[1, -1, 0] } else { &[1, -1] };
    let mut found = Vec::new();
    for sign in signs {
        let part = match sign {
            0 => on_the_border(graph, case, argument),
            _ => Some(beside_the_border(graph, case, argument, *sign)),
        };
        let Some(mut part) = part else { continue };
        if part.facts.iter().any(|fact| is_broken(graph, *fact)) {
            continue;
        }
        match forms.together(graph, &bounds(&part), false) {
            Together::Never => {}
            Together::Perhaps(hint) => {
                part.hint = hint;
                found.push(part);
            }
        }
    }
    found
}

fn beside_the_border(graph: &mut Graph, case: &Case, argument: NodeId, sign: i64) -> Case {
    let mut part = case.clone();
    let node = if sign > 0 { argument } else { graph.neg(argument) };
    decide(graph, &mut part, argument, sign);
    part.facts.push(Condition { node, need: Need::Positive });
    part
}

/// The case in which the argument is 0; `None` where it never is.
fn on_the_border(graph: &mut Graph, case: &Case, argument: NodeId) -> Option<Case> {
    let factors = zero_factors(graph, argument);
    let away = |graph: &mut Graph, fact: &Condition| {
        fact.need != Need::NonNegative && factors.len() == 1 && keeps_away(graph, fact.node, factors[0], &factors)
    };
    if case.facts.iter().any(|fact| away(graph, fact)) {
        return None;
    }
    let mut part = case.clone();
    decide(graph, &mut part, argument, 0);
    let solution = if factors.len() == 1 { solved_for_a_variable(graph, factors[0]) } else { None };
    match solution {
        Some(mut put_in) => {
            let (letter, value) = put_in.done.iter().next().map(|(letter, value)| (*letter, *value))?;
            part.difference = put_in.apply(graph, part.difference);
            for fact in &mut part.facts {
                let node = put_in.apply(graph, fact.node);
                fact.node = flat(graph, node);
            }
            part.zeros.iter_mut().for_each(|zero| *zero = put_in.apply(graph, *zero));
            part.solved.push((letter, value));
            Some(part)
        }
        None => {
            part.zeros.push(argument);
            Some(part)
        }
    }
}

/// Puts the signs of the argument, and of its multiples, into all that the case holds.
fn decide(graph: &mut Graph, case: &mut Case, argument: NodeId, sign: i64) {
    let (coefficient, base) = graph.split_coefficient(argument);
    let mut put_in = Rewriter::new([]);
    let roots: Vec<NodeId> =
        case.facts.iter().map(|fact| fact.node).chain(case.zeros.iter().copied()).chain([case.difference]).collect();
    for id in graph.reachable(&roots) {
        let Node::Call { function: Callee::Known(function), args } = graph.node(id) else { continue };
        let (name, arg) = (function.get().name, args.first().copied());
        let Some(arg) = arg.filter(|_| decides(name)) else { continue };
        let (own, other) = graph.split_coefficient(arg);
        if other != base {
            continue;
        }
        let sign = sign * i64::from((&own * &coefficient).signum());
        let value = match name {
            "abs" => graph.scale(&Rational::integer(sign), arg),
            "step" => graph.integer(sign.max(0)),
            _ => graph.integer(sign),
        };
        put_in.done.insert(id, value);
    }
    if put_in.done.is_empty() {
        return;
    }
    case.difference = put_in.apply(graph, case.difference);
    case.zeros.iter_mut().for_each(|zero| *zero = put_in.apply(graph, *zero));
    for fact in &mut case.facts {
        let node = put_in.apply(graph, fact.node);
        if node != fact.node {
            fact.node = flat(graph, node);
        }
    }
}

fn decides(name: &str) -> bool {
    matches!(name, "abs" | "sign" | "step")
}

/// An argument of a sign in which there is no other sign.
fn innermost(graph: &Graph, difference: NodeId) -> Option<NodeId> {
    graph.reachable(&[difference]).into_iter().find_map(|id| match graph.node(id) {
        Node::Call { function: Callee::Known(function), args } if decides(function.get().name) => {
            (graph.as_number(args[0]).is_none()).then_some(args[0])
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::SymbolKind;
    use crate::name::Name;

    fn letters(graph: &mut Graph) -> [NodeId; 2] {
        ["x", "y"].map(|name| graph.symbol(Name::plain(name), SymbolKind::Variable))
    }

    #[test]
    fn cases_that_cannot_be_are_left_out_and_those_that_may_be_stay_open() {
        let mut graph = Graph::new();
        let [x, y] = letters(&mut graph);
        // |x + y| + |−x − y| − 2 |2x + 2y|/2 is 0 in both cases; |x| − x is not for x < 0.
        let sum = graph.add(&[x, y]);
        let twice = graph.scale(&Rational::TWO, sum);
        let [one, two] = [sum, twice].map(|arg| graph.known("abs", &[arg]));
        let zero = graph.linear(Rational::ZERO, &[(one, Rational::TWO), (two, Rational::MINUS_ONE)]);
        assert!(cases(&mut graph, zero, &[]).are_closed());
        let size = graph.known("abs", &[x]);
        let half = graph.sub(size, x);
        let found = cases(&mut graph, half, &[]);
        assert_eq!((found.open.len(), found.closed, found.cut), (1, 1, false));
        assert!(cases(&mut graph, half, &[Condition { node: x, need: Need::Positive }]).are_closed());
    }

    #[test]
    fn a_single_point_that_is_left_by_what_is_0_is_no_gap() {
        let mut graph = Graph::new();
        let [x, y] = letters(&mut graph);
        let squares = [x, y].map(|letter| graph.mul(&[letter, letter]));
        let radius = graph.add(&squares);
        let (step, size) = (graph.known("step", &[radius]), graph.known("abs", &[x]));
        let rest = graph.linear(Rational::ONE, &[(step, Rational::MINUS_ONE)]);
        let other = graph.linear(Rational::ONE, &[(size, Rational::ONE)]);
        // (1 − step(x² + y²))(1 + |x|) is 1 at the origin.
        let difference = graph.mul(&[rest, other]);
        assert!(!cases(&mut graph, difference, &[]).are_closed());
    }
}
