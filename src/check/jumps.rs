//! Jumps: `sign` and `step` change their value at a single point, which random points never meet.
//!
//! An equality that holds on both sides of a jump is looked at on the jump itself: where the argument is 0 at a point that
//! can be found exactly and both sides have a value there, they are compared; where every such point lies outside the
//! domain of a side, the jump does no harm.

use super::concrete;
use super::decide::{Question, Witness};
use super::numbers::{Comparison, Sampler, with};
use super::sampling;
use crate::eval::{self, Point};
use crate::expr::{Callee, Graph, Node, NodeId, SymbolId};
use crate::number::Rational;

pub(super) enum Jumps {
    /// At every point found on a jump the sides agree or one is undefined.
    Harmless,
    /// The sides differ there.
    Differ(Witness),
    /// No point of that jump was found; the node is what vanishes there.
    Unknown(NodeId),
}

/// Base points from which each jump is sought along each variable.
const BASES: usize = 6;

pub(super) fn look_at_jumps(graph: &mut Graph, question: &Question<'_>) -> Jumps {
    let arguments = jump_arguments(graph, &[question.left, question.right]);
    if arguments.is_empty() {
        return Jumps::Harmless;
    }
    let sampler = Sampler::new(graph, question);
    let all = sampler.symbols().to_vec();
    for argument in arguments {
        let mut looked = false;
        for factor in zero_factors(graph, argument) {
            let choice = concrete::choose(graph, &[question.left, question.right, factor], 0);
            let concrete_factor = concrete::concretise(graph, factor, &choice);
            for base in 0..BASES {
                let start = sampling::meeting(graph, sampling::point(&all, base), question.assumptions);
                for symbol in graph.free_symbols(concrete_factor) {
                    let Some(point) = zero_along(graph, concrete_factor, &start, symbol) else { continue };
                    match sampler.compare_at(graph, 0, &point) {
                        Comparison::Differ(witness) => return Jumps::Differ(*witness),
                        Comparison::Undefined => looked |= sampler.lies_outside(graph, 0, &point),
                        Comparison::Exact | Comparison::Close(_) => looked = true,
                    }
                }
            }
        }
        if !looked
            && !never_zero(graph, argument)
            && !excluded_by_assumption(argument, question)
            && !question.conditions.iter().any(|c| vanishes_with(graph, c.node, argument))
        {
            return Jumps::Unknown(argument);
        }
    }
    Jumps::Harmless
}

/// Whether an assumption says that the argument is not 0.
fn excluded_by_assumption(argument: NodeId, question: &Question<'_>) -> bool {
    question.assumptions.iter().any(|fact| fact.node == argument && fact.need != crate::functions::Need::NonNegative)
}

/// Points around where an argument of a sign, step, absolute value, maximum or minimum vanishes, and around the borders of
/// the assumptions: a little to both sides of each, and between two that follow each other.
pub(super) fn beside_branches(graph: &mut Graph, question: &Question<'_>, sampler: &Sampler) -> Vec<Point> {
    /// So many points are enough to meet both sides of a few branches.
    const ENOUGH: usize = 240;
    let sides = [question.left, question.right];
    let choice = concrete::choose(graph, &sides, 0);
    let sides = sides.map(|side| concrete::concretise(graph, side, &choice));
    let mut arguments = branch_arguments(graph, &sides);
    if arguments.is_empty() {
        return Vec::new();
    }
    arguments.extend(sampler.facts().iter().map(|fact| fact.node));
    let mut points = Vec::new();
    for symbol in sampler.symbols() {
        for base in 0..3 {
            let start = sampling::meeting(graph, sampling::point(sampler.symbols(), base), question.assumptions);
            let zeros =
                arguments.iter().filter_map(|argument| zero_along(graph, *argument, &start, *symbol)?.get(*symbol).cloned());
            let mut places: Vec<Rational> = zeros.collect();
            places.sort();
            places.dedup();
            let between: Vec<Rational> = places.windows(2).map(|pair| &(&pair[0] + &pair[1]) * &Rational::HALF).collect();
            let near = [(0, 1), (1, 1), (-1, 1), (1, 1000), (-1, 1000)].map(|(n, d)| Rational::new(n, d));
            let beside = places.iter().flat_map(|place| near.iter().map(move |offset| place + offset));
            points.extend(beside.chain(between).map(|value| with(&start, *symbol, value)));
        }
        if points.len() > ENOUGH {
            break;
        }
    }
    points
}

/// What decides the branch of a sign, step, absolute value, maximum or minimum.
fn branch_arguments(graph: &mut Graph, roots: &[NodeId]) -> Vec<NodeId> {
    let mut found = Vec::new();
    for root in roots {
        let lowered = crate::model::Lowering::default().apply(graph, *root);
        for id in graph.reachable(&[lowered]) {
            let Node::Call { function: Callee::Known(function), args } = graph.node(id).clone() else { continue };
            let argument = match function.get().name {
                "sign" | "step" | "abs" => args[0],
                "max" | "min" => graph.sub(args[0], args[1]),
                _ => continue,
            };
            if !found.contains(&argument) {
                found.push(argument);
            }
        }
    }
    found
}

/// Arguments of `sign` and `step` (also inside functions that are written with them).
fn jump_arguments(graph: &mut Graph, roots: &[NodeId]) -> Vec<NodeId> {
    let mut found = Vec::new();
    for root in roots {
        let lowered = crate::model::Lowering::default().apply(graph, *root);
        for id in graph.reachable(&[lowered]) {
            if let Node::Call { function: Callee::Known(function), args } = graph.node(id)
                && matches!(function.get().name, "sign" | "step")
                && !found.contains(&args[0])
                && !is_factor_of_argument(graph, lowered, id, args[0])
            {
                found.push(args[0]);
            }
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
fn zero_factors(graph: &Graph, argument: NodeId) -> Vec<NodeId> {
    let (_, base) = graph.split_coefficient(argument);
    let base = base.unwrap_or(argument);
    match graph.node(base) {
        Node::Product(factors) => factors.iter().filter(|(_, e)| e.signum() > 0).map(|(factor, _)| *factor).collect(),
        _ => vec![base],
    }
}

/// A point where the expression is exactly 0, moving one variable from the start; only for what is linear in it.
fn zero_along(graph: &Graph, node: NodeId, start: &Point, symbol: SymbolId) -> Option<Point> {
    let value = |at: Rational| Some(eval::exact(graph, &[node], &with(start, symbol, at)).ok()?.swap_remove(0));
    let (zero, one, two) = (value(Rational::ZERO)?, value(Rational::ONE)?, value(Rational::TWO)?);
    let slope = &one - &zero;
    if slope.is_zero() || &two - &one != slope {
        return None;
    }
    let root = (-&zero).checked_div(&slope)?;
    let point = with(start, symbol, root);
    eval::exact(graph, &[node], &point).ok()?.first()?.is_zero().then_some(point)
}

/// Whether the expression is a number above or below 0, or positive by shape.
fn never_zero(graph: &Graph, node: NodeId) -> bool {
    graph.as_number(node).is_some_and(|value| !value.is_zero())
}

/// Whether the condition's expression is 0 wherever the argument is: its square is a multiple of the argument's square,
/// or it is built from the argument by |·|.
fn vanishes_with(graph: &mut Graph, condition: NodeId, argument: NodeId) -> bool {
    // c/|a| that takes the same value at all points of a probe on each of two scales is constant: c = q |a|.
    let lowered_condition = crate::model::Lowering::default().apply(graph, condition);
    let squares: Vec<NodeId> = [lowered_condition, argument].iter().map(|node| graph.pow(*node, &Rational::TWO)).collect();
    let quotient = graph.div(squares[0], squares[1]);
    crate::expr::zero::is_constant(graph, quotient)
}
