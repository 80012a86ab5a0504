//! Points beside the branches of a claim: a little to both sides of where a sign changes.
//!
//! `relu(x − 1000)` is 0 at every point of ordinary size; 1000, 1001 and 999 tell.

use super::concrete;
use super::decide::Question;
use super::numbers::{Sampler, with};
use super::places::{Place, Seeker, shortest};
use crate::eval::Point;
use crate::expr::{Callee, Graph, Node, NodeId};
use crate::model::Lowering;
use crate::number::Rational;

/// Points around where an argument of a sign, step, absolute value, maximum or minimum vanishes, and around the borders of
/// the assumptions and conditions: a little to both sides of each, and between two that follow each other; also 0, for each
/// variable alone and for all.
///
/// Each point comes with the number of the turn whose functions it is meant for.
pub(super) fn beside_branches(graph: &mut Graph, question: &Question<'_>, sampler: &Sampler) -> Vec<(usize, Point)> {
    let mut points = Vec::new();
    for turn in sampler.sought() {
        let sides = [question.left, question.right].map(|side| concrete::concretise(graph, side, sampler.choice(turn)));
        let mut arguments = branch_arguments(graph, &sides);
        arguments.extend(sampler.borders(turn));
        points.extend(along(graph, sampler, turn, &arguments).into_iter().map(|point| (turn, point)));
    }
    points
}

fn along(graph: &Graph, sampler: &Sampler, turn: usize, arguments: &[NodeId]) -> Vec<Point> {
    /// So many points are enough to meet both sides of a few branches.
    const ENOUGH: usize = 240;
    let start = sampler.start(graph, turn, 0);
    let mut points: Vec<Point> = sampler.symbols().iter().map(|symbol| with(&start, *symbol, Rational::ZERO)).collect();
    points.push(sampler.symbols().iter().map(|symbol| (*symbol, Rational::ZERO)).collect());
    if arguments.is_empty() {
        return points;
    }
    let seeker = Seeker::new(graph, arguments);
    for symbol in sampler.symbols() {
        for base in 0..3 {
            let start = sampler.start(graph, turn, base);
            let mut places: Vec<Place> = seeker.zeros(&start, *symbol).into_iter().flatten().collect();
            if !places.is_empty() {
                places.push(Place::Exact(Rational::ZERO));
            }
            let values = beside(&places).into_iter();
            points.extend(values.map(|value| sampler.beside(graph, turn, with(&start, *symbol, value), *symbol)));
        }
        if points.len() > ENOUGH {
            break;
        }
    }
    points
}

/// Numbers at the places, to both sides of them, and between them.
fn beside(places: &[Place]) -> Vec<Rational> {
    let mut exact: Vec<Rational> =
        places.iter().filter_map(|place| if let Place::Exact(value) = place { Some(value.clone()) } else { None }).collect();
    exact.sort();
    exact.dedup();
    let between: Vec<Rational> = exact.windows(2).map(|pair| &(&pair[0] + &pair[1]) * &Rational::HALF).collect();
    let near = [(0, 1), (1, 1), (-1, 1), (1, 1000), (-1, 1000)].map(|(n, d)| Rational::new(n, d));
    let mut found: Vec<Rational> = exact.iter().flat_map(|place| near.iter().map(move |offset| place + offset)).collect();
    found.extend(between);
    for place in places {
        let Place::Near(low, high) = place else { continue };
        for reach in [0.1, 1.0, 1e-3, 1e-6] {
            let reach = reach * high.abs().max(low.abs()).max(1e-8);
            found.extend(shortest(low - 2.0 * reach, low - reach));
            found.extend(shortest(high + reach, high + 2.0 * reach));
        }
    }
    found
}

/// What decides the branch of a sign, step, absolute value, maximum or minimum, or of the root of a square.
fn branch_arguments(graph: &mut Graph, roots: &[NodeId]) -> Vec<NodeId> {
    let mut found = Vec::new();
    for root in roots {
        let lowered = Lowering::default().apply(graph, *root);
        for id in graph.reachable(&[lowered]) {
            let arguments = match graph.node(id).clone() {
                Node::Call { function: Callee::Known(function), args } => match function.get().name {
                    "sign" | "step" | "abs" => vec![args[0]],
                    "max" | "min" => vec![graph.sub(args[0], args[1])],
                    _ => Vec::new(),
                },
                Node::Product(factors) => squares_under_roots(graph, &factors),
                _ => Vec::new(),
            };
            for argument in arguments {
                if !found.contains(&argument) {
                    found.push(argument);
                }
            }
        }
    }
    found
}

/// u, for a factor √(… u² …).
fn squares_under_roots(graph: &Graph, factors: &[(NodeId, Rational)]) -> Vec<NodeId> {
    let bases = factors.iter().filter(|(_, exponent)| !exponent.is_integer()).map(|(base, _)| *base);
    let inner = bases.filter_map(|base| graph.split_coefficient(base).1);
    let mut found = Vec::new();
    for base in inner {
        if let Node::Product(factors) = graph.node(base) {
            found.extend(factors.iter().filter(|(_, exponent)| exponent.is_even()).map(|(factor, _)| *factor));
        }
    }
    found
}
