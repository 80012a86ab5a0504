//! Signs of many expressions at one point: doubles first, exact values for what is close to 0.
//!
//! What this module does not do: choose the point.

use crate::eval::{self, Point, Tape, Undefined};
use crate::expr::{Graph, NodeId};

/// A value in doubles that is so many times larger than its rounding error has its sign.
const MARGIN: f64 = 1e6;

/// Bits of an enclosure.
const BITS: usize = 200;

/// The sign of each expression at the point: −1, 0 or 1.
///
/// # Errors
/// Each expression has its own reason for having none; [`Undefined::NotCertain`] where only the search ended.
pub(super) fn signs(graph: &Graph, nodes: &[NodeId], point: &Point) -> Vec<Result<i32, Undefined>> {
    let rough = in_doubles(graph, nodes, point).unwrap_or_else(|| vec![None; nodes.len()]);
    nodes.iter().zip(rough).map(|(node, rough)| rough.map_or_else(|| sign(graph, *node, point), Ok)).collect()
}

/// The signs that doubles show.
fn in_doubles(graph: &Graph, nodes: &[NodeId], point: &Point) -> Option<Vec<Option<i32>>> {
    let tape = Tape::compile(graph, nodes).ok()?;
    let inputs: Option<Vec<f64>> = tape.inputs().iter().map(|symbol| Some(point.get(*symbol)?.to_f64())).collect();
    let seen = |(value, error): (f64, f64)| {
        let certain = value.is_finite() && error.is_finite() && value.abs() > 1e-250 && value.abs() > MARGIN * error;
        certain.then_some(if value > 0.0 { 1 } else { -1 })
    };
    Some(tape.run_with_error(&inputs?).into_iter().map(seen).collect())
}

/// The sign of one expression, exactly.
pub(super) fn sign(graph: &Graph, node: NodeId, point: &Point) -> Result<i32, Undefined> {
    match eval::exact(graph, &[node], point) {
        Ok(values) => return Ok(values.first().map_or(0, |value| value.signum())),
        Err(Undefined::Irrational(_) | Undefined::TooLarge(_)) => {}
        Err(why) => return Err(why),
    }
    let found = eval::enclose(graph, &[node], point, BITS)?;
    let seen = found.first().and_then(|interval| interval.sign());
    match seen {
        Some(sign) => Ok(sign),
        None if eval::vanishes(graph, node, point) => Ok(0),
        None => Err(Undefined::NotCertain { node, certain: String::new() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Rational;

    #[test]
    fn what_doubles_do_not_see_is_decided_exactly() {
        let mut graph = Graph::new();
        let [two, eight] = [2, 8].map(|value| graph.integer(value)).map(|value| graph.sqrt(value));
        let zero = graph.linear(Rational::ZERO, &[(two, Rational::TWO), (eight, Rational::MINUS_ONE)]);
        let hair = Rational::new(1, 10).pow(40).unwrap();
        let near = graph.linear(-&hair, &[(zero, Rational::ONE)]);
        let inverse = graph.pow(zero, &Rational::MINUS_ONE);
        let found = signs(&graph, &[zero, near, two, inverse], &Point::new());
        assert_eq!(found[..3], [Ok(0), Ok(-1), Ok(1)]);
        assert!(found[3].is_err());
    }
}
