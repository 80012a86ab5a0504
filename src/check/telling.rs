//! Places where a claim may tell: arguments of functions that are 0 or of order 1, and terms of one size.
//!
//! ```text
//! erf(100x): x = 0, ±1/100       exp(−(10^6 (y − 5))²): y = 5, 5 ± 10^−6       x² against 10^9 x: x = ±10^9
//! ```
//!
//! At a point of ordinary size the values of steep functions are those far out, and small terms drown.

use super::concrete;
use super::numbers::{Sampler, with};
use super::places::Seeker;
use crate::eval::Point;
use crate::expr::{Callee, Graph, Node, NodeId};
use crate::functions::Parity;
use crate::number::Rational;
use rustc_hash::FxHashSet;

/// The most expressions whose places are sought.
const SOUGHT: usize = 36;

/// The most points.
const POINTS: usize = 120;

/// Base points from which places are sought along each variable.
const BASES: usize = 2;

/// Points from which the other variables are moved in turn, so that two arguments are of order 1 at once.
const SECOND: usize = 6;

/// Points at which single parts of an expression are of order 1 or 0, or of one size.
pub(super) fn telling_points(graph: &mut Graph, sampler: &Sampler, turn: usize, root: NodeId) -> Vec<Point> {
    let root = concrete::concretise(graph, root, sampler.choice(turn));
    let nodes = telling_parts(graph, root);
    if nodes.is_empty() {
        return Vec::new();
    }
    let seeker = Seeker::new(graph, &nodes);
    let mut points: Vec<Point> = Vec::new();
    for base in 0..BASES {
        let start = sampler.start(graph, turn, base);
        points.extend(along(&seeker, sampler, &start));
    }
    let first: Vec<Point> = spread(&points, SECOND);
    for start in first {
        points.extend(along(&seeker, sampler, &start));
    }
    spread(&points, POINTS)
}

/// So many of the points, from the whole list, each once.
fn spread(points: &[Point], count: usize) -> Vec<Point> {
    let mut seen = FxHashSet::default();
    let single: Vec<&Point> = points.iter().filter(|point| seen.insert(*point)).collect();
    let step = single.len().div_ceil(count).max(1);
    single.into_iter().step_by(step).cloned().collect()
}

fn along(seeker: &Seeker<'_>, sampler: &Sampler, start: &Point) -> Vec<Point> {
    let mut points = Vec::new();
    for symbol in sampler.symbols() {
        points.extend(seeker.rough_zeros(start, *symbol).into_iter().map(|value| with(start, *symbol, value)));
    }
    points
}

/// Expressions that are 0 at the places.
fn telling_parts(graph: &mut Graph, root: NodeId) -> Vec<NodeId> {
    let mut found = Vec::new();
    let mut push = |graph: &Graph, node: NodeId| {
        if found.len() < SOUGHT && !graph.free_symbols(node).is_empty() && !found.contains(&node) {
            found.push(node);
        }
    };
    for id in graph.reachable(&[root]) {
        match graph.node(id).clone() {
            Node::Call { function: Callee::Known(function), args } if !is_of_lines(function.get().name) => {
                let even = function.get().parity == Parity::Even;
                for arg in args {
                    push(graph, arg);
                    for shift in if even { &[1][..] } else { &[1, -1] } {
                        let shifted = graph.linear(Rational::integer(*shift), &[(arg, Rational::ONE)]);
                        push(graph, shifted);
                    }
                }
            }
            Node::Product(factors) => factors.iter().for_each(|(base, _)| {
                if matches!(graph.node(*base), Node::Sum { .. }) {
                    push(graph, *base);
                }
            }),
            Node::Sum { constant, terms } => {
                let mut parts: Vec<NodeId> = terms.iter().take(6).map(|(child, c)| graph.scale(c, *child)).collect();
                if !constant.is_zero() {
                    parts.push(graph.number(constant));
                }
                for (place, left) in parts.iter().enumerate() {
                    for right in &parts[place + 1..] {
                        let (sum, difference) = (graph.add(&[*left, *right]), graph.sub(*left, *right));
                        push(graph, sum);
                        push(graph, difference);
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// Functions that are straight lines beside a border: places beside it are looked at elsewhere.
fn is_of_lines(name: &str) -> bool {
    matches!(name, "abs" | "sign" | "step" | "relu" | "leaky_relu" | "max" | "min" | "pi")
}
