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
pub(super) fn beside_branches(graph: &mut Graph, question: &Question<'_>, sampler: &Sampler) -> Vec<Point> {
    /// So many points are enough to meet both sides of a few branches.
    const ENOUGH: usize = 240;
    let sides = [question.left, question.right].map(|side| concrete::concretise(graph, side, sampler.choice()));
    let mut arguments = branch_arguments(graph, &sides);
    arguments.extend(sampler.borders());
    let graph = &*graph;
    let start = sampler.start(graph, 0);
    let mut points: Vec<Point> = sampler.symbols().iter().map(|symbol| with(&start, *symbol, Rational::ZERO)).collect();
    points.push(sampler.symbols().iter().map(|symbol| (*symbol, Rational::ZERO)).collect());
    if arguments.is_empty() {
        return points;
    }
    let seeker = Seeker::new(graph, &arguments);
    for symbol in sampler.symbols() {
        for base in 0..3 {
            let start = sampler.start(graph, base);
            let places: Vec<Place> = seeker.zeros(&start, *symbol).into_iter().flatten().collect();
            points.extend(beside(&places).into_iter().map(|value| with(&start, *symbol, value)));
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

/// What decides the branch of a sign, step, absolute value, maximum or minimum.
fn branch_arguments(graph: &mut Graph, roots: &[NodeId]) -> Vec<NodeId> {
    let mut found = Vec::new();
    for root in roots {
        let lowered = Lowering::default().apply(graph, *root);
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
