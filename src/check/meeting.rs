//! Points at which facts hold: `x > 100`, `x ≥ y`, `2x + 1 > 0`.
//!
//! A point that breaks a fact is moved along one variable to where it holds; nothing is promised.

use super::numbers::{meets, with};
use super::sampling;
use crate::eval::{Point, Tape};
use crate::expr::{Callee, Condition, Graph, Node, NodeId, SymbolId};
use crate::functions::Need;
use crate::number::Rational;

/// How often a point is moved.
const MOVES: usize = 8;

/// Steps from a border, and sizes of any number.
const STEPS: [(i64, i64); 6] = [(1, 1), (2, 1), (1, 2), (5, 1), (1, 10), (30, 1)];

/// Points that are tried before facts are said to hold nowhere.
const TRIES: usize = 24;

/// Whether a point was found at which all the facts hold; what is said of an unspecified function may hold.
pub fn can_hold(graph: &Graph, facts: &[Condition]) -> bool {
    let opaque = |id: &NodeId| matches!(graph.node(*id), Node::Call { function: Callee::Opaque { .. }, .. });
    let roots: Vec<NodeId> = facts.iter().map(|fact| fact.node).collect();
    if graph.reachable(&roots).iter().any(opaque) {
        return true;
    }
    let mut symbols: Vec<SymbolId> = facts.iter().flat_map(|fact| graph.free_symbols(fact.node)).collect();
    symbols.sort_unstable();
    symbols.dedup();
    let zero: Point = symbols.iter().map(|symbol| (*symbol, Rational::ZERO)).collect();
    let points = (0..TRIES).map(|number| meeting(graph, sampling::point(&symbols, number), facts, number));
    points.chain([zero]).any(|point| facts.iter().all(|fact| meets(graph, *fact, &point)))
}

/// The point, moved to where the facts hold as far as that is found; `number` makes different points different.
pub(super) fn meeting(graph: &Graph, point: Point, facts: &[Condition], number: usize) -> Point {
    let point = sampling::meeting(graph, point, facts);
    moved(graph, point, facts, number, None)
}

/// The same with one variable left where it is.
pub(super) fn moved(graph: &Graph, point: Point, facts: &[Condition], number: usize, held: Option<SymbolId>) -> Point {
    let facts: Vec<Condition> = facts.iter().copied().filter(|fact| fact.need != Need::NonZero).collect();
    if facts.is_empty() {
        return point;
    }
    let roots: Vec<_> = facts.iter().map(|fact| fact.node).collect();
    let Ok(tape) = Tape::compile(graph, &roots) else { return point };
    let mut point = point;
    for round in 0..MOVES {
        let values = values(&tape, &point);
        let Some(place) = values.iter().position(|value| !holds(*value)) else { break };
        let mut better: Vec<Point> = Vec::new();
        // Only moves that do the other facts the least harm: else two facts would move a point to and fro.
        let mut most = 0;
        for symbol in graph.free_symbols(roots[place]).into_iter().filter(|symbol| Some(*symbol) != held) {
            for moved in candidates(&tape, place, &point, symbol) {
                let values = self::values(&tape, &moved);
                let met = values.iter().filter(|value| holds(**value)).count();
                if !holds(values[place]) || met < most {
                    continue;
                }
                if met > most {
                    better.clear();
                }
                most = met;
                better.push(moved);
            }
        }
        if better.is_empty() {
            break;
        }
        point = better.swap_remove((number + round) % better.len());
    }
    point
}

/// Above 0 for certain, as far as doubles go.
fn holds(value: f64) -> bool {
    value > 0.0
}

fn values(tape: &Tape, point: &Point) -> Vec<f64> {
    let inputs: Vec<[f64; 1]> = tape.inputs().iter().map(|s| [point.get(*s).map_or(f64::NAN, Rational::to_f64)]).collect();
    tape.run(&inputs).into_iter().map(|[value]| value).collect()
}

/// Where the point may move along a variable: to both sides of where the fact's expression would vanish if it were linear,
/// and to numbers of every size.
fn candidates(tape: &Tape, place: usize, point: &Point, symbol: SymbolId) -> Vec<Point> {
    let at = |value: Rational| values(tape, &with(point, symbol, value))[place];
    let (zero, one) = (at(Rational::ZERO), at(Rational::ONE));
    let root = (zero / (zero - one)).round();
    let mut found = Vec::new();
    if root.is_finite() && root.abs() < 1e15 {
        let border = Rational::integer(root as i64);
        for (n, d) in STEPS {
            found.extend([Rational::new(n, d), Rational::new(-n, d)].map(|step| &border + &step));
        }
    }
    for size in [(1, 2), (3, 1), (20, 1), (1000, 1), (1, 100)] {
        found.extend([Rational::new(size.0, size.1), Rational::new(-size.0, size.1)]);
    }
    found.into_iter().map(|value| with(point, symbol, value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::numbers::meets;
    use crate::expr::SymbolKind;
    use crate::name::Name;

    #[test]
    fn points_are_moved_to_where_bounds_and_orders_hold() {
        let mut graph = Graph::new();
        let nodes = ["x", "y"].map(|name| graph.symbol(Name::plain(name), SymbolKind::Variable));
        let symbols = nodes.map(|node| graph.as_symbol(node).unwrap());
        let [x, y] = nodes;
        let bound = graph.linear(Rational::integer(-100), &[(x, Rational::ONE)]);
        let order = graph.sub(y, x);
        let product = graph.mul(&[x, y]);
        let cap = graph.linear(Rational::integer(1_000_000), &[(product, Rational::MINUS_ONE)]);
        let facts = [bound, order, cap].map(|node| Condition { node, need: Need::Positive });
        for number in 0..20 {
            let point = meeting(&graph, sampling::point(&symbols, number), &facts, number);
            assert!(facts.iter().all(|fact| meets(&graph, *fact, &point)), "{point:?}");
        }
    }
}
