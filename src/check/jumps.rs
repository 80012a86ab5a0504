//! Jumps: `sign` and `step` change their value where their argument is 0, which random points never meet.
//!
//! An equality that holds on both sides of a jump is tested on the jump itself: the argument is solved for a variable, which
//! is put in, and the exact zero test decides what is left; on it there may be further jumps. Where that is not possible,
//! numbers may refute, and nothing is proved. Points that stand alone are looked at as well: `√(x² (x − 1))` has a value for
//! x = 0.

use super::concrete;
use super::conditions::is_above_zero;
use super::decide::{Question, Witness};
use super::numbers::{Comparison, Sampler, with};
use super::places::{Place, Seeker};
use crate::expr::rewrite::Rewriter;
use crate::expr::zero::{self, Zero};
use crate::expr::{Callee, Condition, Graph, Node, NodeId, on_parts, power_of_need};
use crate::functions::Need;
use crate::model::Lowering;
use crate::number::Rational;

pub(super) enum Jumps {
    /// On every jump the sides agree, or one is undefined.
    Harmless,
    /// The sides differ there.
    Differ(Witness),
    /// A jump on which nothing is known; the node is what vanishes there.
    Unknown(NodeId),
}

/// Base points from which each jump is sought along each variable.
const BASES: usize = 6;

/// Jumps that meet: of so many at once.
const DEPTH: usize = 3;

/// Whether a claim that holds beside its jumps holds on them.
pub(super) fn look_at_jumps(graph: &mut Graph, question: &Question<'_>, sampler: &Sampler) -> Jumps {
    if let Some(witness) = look_at_isolated(graph, &[question.left, question.right], sampler) {
        return Jumps::Differ(witness);
    }
    let difference = graph.sub(question.left, question.right);
    let lowered = Lowering::default().apply(graph, difference);
    let facts: Vec<Condition> = question.assumptions.iter().chain(question.conditions).copied().collect();
    match unharmed(graph, lowered, &facts, DEPTH) {
        Ok(()) => Jumps::Harmless,
        Err(unknown) => match look_along(graph, sampler, unknown) {
            Some(witness) => Jumps::Differ(witness),
            None => Jumps::Unknown(unknown),
        },
    }
}

/// A point that stands alone and at which the sides differ: `√(x² (x − 1))` has a value for x = 0.
pub(super) fn look_at_isolated(graph: &mut Graph, sides: &[NodeId], sampler: &Sampler) -> Option<Witness> {
    for argument in root_arguments(graph, sides) {
        for factor in zero_factors(graph, argument) {
            if let Some(witness) = look_along(graph, sampler, factor) {
                return Some(witness);
            }
        }
    }
    None
}

/// A point with a base of 0 at which the sides differ: x^y is 0 for x = 0, y > 0, where exp(y ln x), which the exact test puts
/// in its place, has no value. `powers` says of each power that it has one.
pub(super) fn look_at_bases_of_zero(graph: &mut Graph, question: &Question<'_>, powers: &[Condition]) -> Option<Witness> {
    let above: Vec<Condition> = powers.iter().map(|power| on_parts(graph, *power)).collect();
    let others = question.conditions.iter().filter(|condition| !above.contains(condition));
    let conditions: Vec<Condition> = others.chain(powers).copied().collect();
    let sampler = Sampler::new(graph, &Question { conditions: &conditions, ..*question });
    powers.iter().find_map(|power| {
        let (base, _) = power_of_need(graph, *power)?;
        zero_factors(graph, base).into_iter().find_map(|factor| look_along(graph, &sampler, factor))
    })
}

/// Whether what is 0 beside its jumps is 0 on them; else what vanishes on one where that is not known.
fn unharmed(graph: &mut Graph, lowered: NodeId, facts: &[Condition], depth: usize) -> Result<(), NodeId> {
    let arguments = jump_arguments(graph, lowered);
    let all: Vec<NodeId> = arguments.iter().flat_map(|argument| zero_factors(graph, *argument)).collect();
    for argument in arguments {
        for factor in zero_factors(graph, argument) {
            let never = is_above_zero(graph, factor)
                || graph.as_number(factor).is_some_and(|value| !value.is_zero())
                || facts.iter().any(|fact| fact.need != Need::NonNegative && keeps_away(graph, fact.node, factor, &all));
            if never {
                continue;
            }
            if depth == 0 {
                return Err(factor);
            }
            // Where the expression is 0, it may be written as 0; that is enough where the variables need not be related.
            let mut as_zero = Rewriter::new([(factor, graph.integer(0))]);
            let written = as_zero.apply(graph, lowered);
            let options = zero::Options { assumptions: facts, ..zero::Options::default() };
            match zero::test(graph, written, &options) {
                Zero::Undefined => continue,
                Zero::Everywhere { covered: true, .. } => {
                    unharmed(graph, written, facts, depth - 1).map_err(|_| factor)?;
                    continue;
                }
                _ => {}
            }
            let Some(mut solved) = solved_for_a_variable(graph, factor) else { return Err(factor) };
            let there = solved.apply(graph, lowered);
            let facts: Vec<Condition> =
                facts.iter().map(|fact| Condition { node: solved.apply(graph, fact.node), ..*fact }).collect();
            let options = zero::Options { assumptions: &facts, ..zero::Options::default() };
            match zero::test(graph, there, &options) {
                Zero::Undefined => {}
                Zero::Everywhere { covered: true, .. } => unharmed(graph, there, &facts, depth - 1).map_err(|_| factor)?,
                _ => return Err(factor),
            }
        }
    }
    Ok(())
}

/// Puts the solution of `expression = 0` for one of its variables in the place of that variable; only for a variable that
/// stands alone as a summand.
pub(super) fn solved_for_a_variable(graph: &mut Graph, expression: NodeId) -> Option<Rewriter<'static>> {
    let (constant, terms): (Rational, Vec<(NodeId, Rational)>) = match graph.node(expression) {
        Node::Symbol(_) => (Rational::ZERO, vec![(expression, Rational::ONE)]),
        Node::Sum { constant, terms } => (constant.clone(), terms.to_vec()),
        _ => return None,
    };
    let (variable, coefficient) = terms.iter().find_map(|(id, coefficient)| {
        let symbol = graph.as_symbol(*id)?;
        let alone = terms.iter().all(|(other, _)| other == id || !graph.free_symbols(*other).contains(&symbol));
        alone.then(|| (*id, coefficient.clone()))
    })?;
    let scale = -&coefficient.recip()?;
    let others: Vec<_> =
        terms.into_iter().filter(|(id, _)| *id != variable).map(|(id, coefficient)| (id, &coefficient * &scale)).collect();
    let solution = graph.linear(&constant * &scale, &others);
    let symbol = graph.as_symbol(variable)?;
    (!graph.free_symbols(solution).contains(&symbol)).then(|| Rewriter::new([(variable, solution)]))
}

/// A point where the expression is exactly 0 and the sides differ.
fn look_along(graph: &mut Graph, sampler: &Sampler, expression: NodeId) -> Option<Witness> {
    let concrete = concrete::concretise(graph, expression, sampler.choice(0));
    let graph = &*graph;
    let nodes = [concrete];
    let seeker = Seeker::new(graph, &nodes);
    for base in 0..BASES {
        let start = sampler.start(graph, 0, base);
        for symbol in graph.free_symbols(concrete) {
            let places = seeker.zeros(&start, symbol).into_iter().flatten();
            let mut exact: Vec<Rational> =
                places.filter_map(|place| if let Place::Exact(value) = place { Some(value) } else { None }).collect();
            // The shortest first, for the reader.
            exact.sort_by_key(|value| (value.numerator().bits() + value.denominator().bits(), value.is_negative()));
            for value in exact {
                if let Comparison::Differ(witness) = sampler.glance_at(graph, 0, &with(&start, symbol, value)) {
                    return Some(*witness);
                }
            }
        }
    }
    None
}

/// Products under roots: where a factor is 0, a side may have a value at a single point.
fn root_arguments(graph: &mut Graph, roots: &[NodeId]) -> Vec<NodeId> {
    let mut found = Vec::new();
    for root in roots {
        for id in graph.reachable(&[*root]) {
            let Node::Product(factors) = graph.node(id) else { continue };
            for (base, _) in factors.iter().filter(|(_, e)| !e.is_integer()) {
                let (_, inner) = graph.split_coefficient(*base);
                if inner.is_some_and(|inner| matches!(graph.node(inner), Node::Product(_))) && !found.contains(base) {
                    found.push(*base);
                }
            }
        }
    }
    found
}

/// Arguments of `sign` and `step` below a lowered expression.
pub(super) fn jump_arguments(graph: &Graph, lowered: NodeId) -> Vec<NodeId> {
    let mut found = Vec::new();
    for id in graph.reachable(&[lowered]) {
        if let Node::Call { function: Callee::Known(function), args } = graph.node(id)
            && matches!(function.get().name, "sign" | "step")
            && !found.contains(&args[0])
            && !is_factor_of_argument(graph, lowered, id, args[0])
        {
            found.push(args[0]);
        }
    }
    found
}

/// `x step(x)` and `x sign(x)` do not jump: the call stands in products with its own argument alone.
fn is_factor_of_argument(graph: &Graph, root: NodeId, call: NodeId, argument: NodeId) -> bool {
    let (_, base) = graph.split_coefficient(argument);
    graph.reachable(&[root]).into_iter().all(|id| {
        let mut uses = false;
        graph.for_each_child(id, |child| uses |= child == call);
        !uses
            || matches!(graph.node(id), Node::Product(factors) if factors.iter().any(|(f, e)| Some(*f) == base && e.signum() > 0))
    }) && root != call
}

/// The factors of a product, any of which may be 0; else the expression itself.
pub(super) fn zero_factors(graph: &Graph, argument: NodeId) -> Vec<NodeId> {
    let (_, base) = graph.split_coefficient(argument);
    let base = base.unwrap_or(argument);
    match graph.node(base) {
        Node::Product(factors) => factors.iter().filter(|(_, e)| e.signum() > 0).map(|(factor, _)| *factor).collect(),
        _ => vec![base],
    }
}

/// Whether what is not 0 by a condition, or a factor of it, is 0 wherever the argument is.
pub(super) fn keeps_away(graph: &mut Graph, condition: NodeId, argument: NodeId, others: &[NodeId]) -> bool {
    zero_factors(graph, condition).into_iter().any(|factor| vanishes_with(graph, factor, argument, others))
}

/// Whether the condition's expression is 0 wherever the argument is: its square is a multiple of the argument's square, or
/// of that of the argument times one of the others: `S = |w| |f(1) − f(−1)|/2`.
fn vanishes_with(graph: &mut Graph, condition: NodeId, argument: NodeId, others: &[NodeId]) -> bool {
    // c²/a² that takes the same value at all points is constant: c = ± q a.
    let lowered = Lowering::default().apply(graph, condition);
    let one = graph.integer(1);
    std::iter::once(one).chain(others.iter().copied().filter(|other| *other != argument)).any(|other| {
        let powers = [(lowered, Rational::TWO), (argument, -&Rational::TWO), (other, -&Rational::TWO)];
        let quotient = graph.product(&powers);
        zero::is_constant(graph, quotient)
    })
}
