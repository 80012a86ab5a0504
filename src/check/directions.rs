//! Central differences along random directions, against `Σ v_k ∂L/∂w_k`: a look at a whole gradient for the price of a few
//! derivatives.
//!
//! ```text
//! (L(w + h v) − L(w − h v))/(2h) ≈ v · ∇L        v_k = ±1 or ±1/2, divided by about √n
//! ```
//!
//! A derivative that is wrong by more than the bound moves the sum along every direction. What this module does not do: tell
//! which one is wrong.

use super::differences::{self, FiniteDifference, Move};
use super::sampling::Stream;
use crate::expr::{Condition, Graph, NodeId, SymbolId};
use crate::number::Rational;

/// Directions along which the symbols move, each tried at several points.
const DIRECTIONS: usize = 8;

/// Compares derivatives of `of` by symbols with differences along directions in which all of them move together. `None`
/// where no point was found for some direction.
pub fn compare(
    graph: &mut Graph,
    of: NodeId,
    derivatives: &[(SymbolId, NodeId)],
    kinks: &[NodeId],
    assumptions: &[Condition],
) -> Option<FiniteDifference> {
    let moves: Vec<Move> = (0..DIRECTIONS).map(|number| random(graph, derivatives, number)).collect();
    let found = differences::along(graph, of, &moves, kinks, assumptions).into_iter().collect::<Option<Vec<_>>>()?;
    found.into_iter().map(|one| FiniteDifference { directions: DIRECTIONS, ..one }).reduce(FiniteDifference::and)
}

/// The direction of that number, and the slope along it.
fn random(graph: &mut Graph, derivatives: &[(SymbolId, NodeId)], number: usize) -> Move {
    let mut stream = Stream::new(77_000 + number as u64);
    // A power of two near √n, so that the points of a stencil are exact.
    let mut length = 1i64;
    while (length * length) < derivatives.len() as i64 {
        length *= 2;
    }
    let speeds: Vec<Rational> = derivatives
        .iter()
        .map(|_| {
            let draw = stream.draw();
            let sign = if draw & 1 == 0 { 1 } else { -1 };
            Rational::new(sign, if draw & 2 == 0 { length } else { 2 * length })
        })
        .collect();
    let terms: Vec<(NodeId, Rational)> = derivatives.iter().map(|(_, slope)| *slope).zip(speeds.iter().cloned()).collect();
    let slope = graph.linear(Rational::ZERO, &terms);
    Move { direction: derivatives.iter().map(|(symbol, _)| *symbol).zip(speeds).collect(), slope }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calculus;
    use crate::expr::SymbolKind;
    use crate::name::Name;

    /// `Σ tanh(w_k w_{k+1}) + |w_1|` of many weights: its gradient, one part of it changed by `off`.
    fn found(off: Rational) -> FiniteDifference {
        let mut graph = Graph::new();
        let weights: Vec<NodeId> = (0..40).map(|_| graph.symbol(Name::plain("w"), SymbolKind::Parameter)).collect();
        let mut parts = Vec::new();
        for pair in weights.windows(2) {
            let product = graph.mul(pair);
            parts.push(graph.known("tanh", &[product]));
        }
        parts.push(graph.known("abs", &[weights[0]]));
        let of = graph.add(&parts);
        let mut slopes = calculus::gradient(&mut graph, of, &weights, &[], &mut |_, _, node| node).values;
        let wrong = graph.number(&Rational::ONE + &off);
        slopes[17] = graph.mul(&[slopes[17], wrong]);
        let symbols = weights.iter().filter_map(|weight| graph.as_symbol(*weight));
        let list: Vec<(SymbolId, NodeId)> = symbols.zip(slopes).collect();
        compare(&mut graph, of, &list, &weights[..1], &[]).unwrap()
    }

    #[test]
    fn a_right_gradient_agrees_along_every_direction() {
        let found = found(Rational::ZERO);
        assert!(found.within_bound && found.points == 8 && found.directions == DIRECTIONS, "{found:?}");
        assert!(found.max_relative_error < 1e-8, "{found:?}");
    }

    #[test]
    fn one_part_among_many_that_is_off_by_a_hundred_thousandth_is_seen() {
        assert!(!found(Rational::new(1, 100_000)).within_bound);
    }
}
