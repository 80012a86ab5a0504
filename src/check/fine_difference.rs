//! A central difference with a tiny step in many digits: the arbiter where doubles see a derivative disagree.
//!
//! Near a deviation of 0 a function may turn many times within the smallest step that doubles allow. With a step of 10^−25
//! and values enclosed to 90 digits, `(F(+h) − F(−h))/(2h)` is off by h²·F‴/6 alone.

use crate::eval::{self, Point};
use crate::expr::{Graph, NodeId, SymbolId};
use crate::number::Rational;

/// Digits of the values.
const DIGITS: usize = 90;
/// The step is one over ten to this.
const STEP: i64 = 25;
/// The relative error that a right derivative stays below, unless its third derivative is beyond 10^35 times it.
const BOUND: f64 = 1e-12;

/// The relative error of a slope at a point; `None` where a value cannot be enclosed.
pub(super) fn relative_error(
    graph: &Graph,
    of: NodeId,
    slope: NodeId,
    direction: &[(SymbolId, Rational)],
    point: &Point,
) -> Option<f64> {
    let step = Rational::integer(10).pow(-STEP)?;
    let value = |node: NodeId, way: Rational| {
        let mut there = point.clone();
        for (symbol, speed) in direction {
            there.set(*symbol, point.get(*symbol)? + &(&way * speed));
        }
        let text = eval::digits(graph, node, &there, DIGITS).ok()?.to_string();
        let (sign, size) = match text.strip_prefix('-') {
            Some(size) => (Rational::MINUS_ONE, size),
            None => (Rational::ONE, text.as_str()),
        };
        Some(&sign * &Rational::parse_decimal(size)?)
    };
    let rise = &value(of, step.clone())? - &value(of, -&step)?;
    let difference = rise.checked_div(&(&step * &Rational::TWO))?;
    let slope = value(slope, Rational::ZERO)?;
    Some((&difference - &slope).to_f64().abs() / slope.to_f64().abs().max(1.0))
}

/// Whether the slope is right at the point, as far as many digits tell.
pub(super) fn is_right(error: f64) -> bool {
    error <= BOUND
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::SymbolKind;
    use crate::name::Name;

    #[test]
    fn a_wrong_slope_is_far_off_and_a_right_one_is_not() {
        let mut graph = Graph::new();
        let x = graph.symbol(Name::plain("x"), SymbolKind::Variable);
        let fast = graph.scale(&Rational::integer(1_000_000), x);
        let function = graph.known("sin", &[fast]);
        let cos = graph.known("cos", &[fast]);
        let right = graph.scale(&Rational::integer(1_000_000), cos);
        let wrong = graph.scale(&Rational::integer(1_000_001), cos);
        let symbol = graph.as_symbol(x).unwrap();
        let point: Point = [(symbol, Rational::new(3, 7))].into_iter().collect();
        let error = |slope: NodeId| relative_error(&graph, function, slope, &[(symbol, Rational::ONE)], &point).unwrap();
        assert!(is_right(error(right)), "{}", error(right));
        assert!(!is_right(error(wrong)), "{}", error(wrong));
    }
}
