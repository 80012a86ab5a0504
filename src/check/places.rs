//! Where expressions vanish along one variable: exactly where they are linear in it, else by scanning numbers of every size
//! for a change of sign and halving the interval.
//!
//! ```text
//! x − 1000 → 1000        exp(x) − 1 → 0, exactly        exp(x) − 10^9 → between 20.72 and 20.73
//! ```
//!
//! Two zeros between neighbours of the scan stay unseen, and doubles may see a change of sign where there is none: what is
//! found here is a place to look at, and decides nothing.

use super::numbers::{sign, with};
use crate::eval::{self, Point, Tape};
use crate::expr::{Graph, NodeId, SymbolId};
use crate::number::Rational;

/// A zero along a variable.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Place {
    /// Exactly here.
    Exact(Rational),
    /// Somewhere between these.
    Near(f64, f64),
}

/// Scanned sizes: these times the powers of ten from 10^−8 to 10^12, with both signs, and 0.
const SIZES: [f64; 4] = [1.0, 2.0, 3.0, 5.0];

/// How often an interval is halved.
const HALVINGS: usize = 60;

/// Denominators of exact zeros that are tried.
const SHORT: i64 = 1 << 16;

/// Expressions whose zeros are sought.
pub(super) struct Seeker<'a> {
    graph: &'a Graph,
    nodes: &'a [NodeId],
    tape: Option<Tape>,
}

impl<'a> Seeker<'a> {
    pub(super) fn new(graph: &'a Graph, nodes: &'a [NodeId]) -> Seeker<'a> {
        Seeker { graph, nodes, tape: Tape::compile(graph, nodes).ok() }
    }

    /// The zeros of each expression, moving the variable from the start.
    pub(super) fn zeros(&self, start: &Point, symbol: SymbolId) -> Vec<Vec<Place>> {
        let linear: Vec<Linear> = self.nodes.iter().map(|node| linear_zero(self.graph, *node, start, symbol)).collect();
        if linear.iter().all(|zero| !matches!(zero, Linear::Unknown)) {
            return linear.into_iter().map(Linear::places).collect();
        }
        let mut scanned = self.scan(start, symbol);
        let merged = linear.into_iter().enumerate().map(|(place, zero)| match zero {
            Linear::Unknown => std::mem::take(&mut scanned[place]),
            known => known.places(),
        });
        merged.collect()
    }

    /// The same without any certainty: where doubles are 0 or change their sign, each expression's first few.
    pub(super) fn rough_zeros(&self, start: &Point, symbol: SymbolId) -> Vec<Rational> {
        /// So many of one expression are enough.
        const FEW: usize = 4;
        let Some(tape) = &self.tape else { return Vec::new() };
        let grid = grid();
        let rows: Vec<Vec<f64>> = grid.iter().map(|value| row(tape, start, symbol, *value)).collect();
        let mut found = Vec::new();
        for which in 0..self.nodes.len() {
            let values: Vec<f64> = rows.iter().map(|row| row[which]).collect();
            let mut own: Vec<f64> = Vec::new();
            for (k, value) in grid.iter().enumerate() {
                // A run of zeros is one place.
                if values[k] == 0.0 && (k == 0 || values[k - 1] != 0.0) {
                    own.push(*value);
                }
                if k > 0 && values[k - 1] * values[k] < 0.0 {
                    own.push(halved(|value| row(tape, start, symbol, value)[which], grid[k - 1], *value).0);
                }
            }
            let near = |value: f64| {
                shortest(value - 1e-9 * value.abs(), value + 1e-9 * value.abs()).or_else(|| Rational::from_f64(value))
            };
            let step = own.len().div_ceil(FEW).max(1);
            found.extend(own.into_iter().step_by(step).filter_map(near));
        }
        found
    }

    fn scan(&self, start: &Point, symbol: SymbolId) -> Vec<Vec<Place>> {
        let mut found = vec![Vec::new(); self.nodes.len()];
        let Some(tape) = &self.tape else { return found };
        let grid = grid();
        let rows: Vec<Vec<f64>> = grid.iter().map(|value| row(tape, start, symbol, *value)).collect();
        for (which, places) in found.iter_mut().enumerate() {
            for (k, value) in grid.iter().enumerate() {
                if rows[k][which] == 0.0 {
                    places.extend(self.exact(which, start, symbol, *value, *value));
                }
                if k > 0 && rows[k - 1][which] * rows[k][which] < 0.0 {
                    let f = |value: f64| row(tape, start, symbol, value)[which];
                    let (low, high) = halved(f, grid[k - 1], *value);
                    places.push(self.exact(which, start, symbol, low, high).unwrap_or(Place::Near(low, high)));
                }
            }
        }
        found
    }

    /// Whether the doubles there leave 0 possible: enclosures are dear.
    fn may_vanish(&self, which: usize, start: &Point, symbol: SymbolId, value: &Rational) -> bool {
        let Some(tape) = &self.tape else { return true };
        let at = with(start, symbol, value.clone());
        let inputs: Vec<f64> = tape.inputs().iter().map(|s| at.get(*s).map_or(f64::NAN, Rational::to_f64)).collect();
        let (found, error) = tape.run_with_error(&inputs)[which];
        // A NaN or an infinite bound leaves everything possible.
        found.abs() <= error || found.is_nan() || error.is_nan()
    }

    /// The shortest number between the two, where it is a zero for certain.
    fn exact(&self, which: usize, start: &Point, symbol: SymbolId, low: f64, high: f64) -> Option<Place> {
        let room = (low.abs().max(high.abs())) * 1e-12;
        let value = shortest(low - room, high + room)?;
        let short = value.small_parts().is_some_and(|(_, d)| d <= SHORT);
        let zero = short
            && self.may_vanish(which, start, symbol, &value)
            && sign(self.graph, self.nodes[which], &with(start, symbol, value.clone())) == Some(0);
        zero.then_some(Place::Exact(value))
    }
}

/// What exact values at 0, 1 and 2 say.
enum Linear {
    /// It has this zero, or none.
    Zero(Option<Rational>),
    /// It is not linear, or its values are not rational.
    Unknown,
}

impl Linear {
    fn places(self) -> Vec<Place> {
        match self {
            Linear::Zero(zero) => zero.into_iter().map(Place::Exact).collect(),
            Linear::Unknown => Vec::new(),
        }
    }
}

fn linear_zero(graph: &Graph, node: NodeId, start: &Point, symbol: SymbolId) -> Linear {
    let value = |at: Rational| Some(eval::exact(graph, &[node], &with(start, symbol, at)).ok()?.swap_remove(0));
    let (Some(zero), Some(one)) = (value(Rational::ZERO), value(Rational::ONE)) else { return Linear::Unknown };
    let slope = &one - &zero;
    let on_the_line = |at: Rational| value(at.clone()).is_some_and(|value| value == &zero + &(&slope * &at));
    if ![Rational::TWO, Rational::integer(-7), Rational::new(5, 3)].into_iter().all(on_the_line) {
        return Linear::Unknown;
    }
    let Some(root) = (-&zero).checked_div(&slope) else { return Linear::Zero(None) };
    match value(root.clone()) {
        Some(value) if value.is_zero() => Linear::Zero(Some(root)),
        _ => Linear::Unknown,
    }
}

fn grid() -> Vec<f64> {
    let sizes: Vec<f64> = (-8..=12).flat_map(|power| SIZES.map(|size| size * 10f64.powi(power))).collect();
    let below = sizes.iter().rev().map(|size| -size);
    below.chain([0.0]).chain(sizes.iter().copied()).collect()
}

fn row(tape: &Tape, start: &Point, symbol: SymbolId, value: f64) -> Vec<f64> {
    let input = |s: &SymbolId| if *s == symbol { value } else { start.get(*s).map_or(f64::NAN, Rational::to_f64) };
    let inputs: Vec<[f64; 1]> = tape.inputs().iter().map(|s| [input(s)]).collect();
    tape.run(&inputs).into_iter().map(|[value]| value).collect()
}

/// The interval in which the sign changes, halved again and again.
fn halved(f: impl Fn(f64) -> f64, low: f64, high: f64) -> (f64, f64) {
    let (mut low, mut high) = (low, high);
    let below = f(low) < 0.0;
    for _ in 0..HALVINGS {
        let middle = low / 2.0 + high / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if (f(middle) < 0.0) == below { low = middle } else { high = middle }
    }
    (low, high)
}

/// The number with the smallest denominator between two (Stern and Brocot), none where it does not fit.
pub(super) fn shortest(low: f64, high: f64) -> Option<Rational> {
    if !(low.is_finite() && high.is_finite() && low <= high) || low.abs().max(high.abs()) >= 1e15 {
        return None;
    }
    if low <= 0.0 && high >= 0.0 {
        return Some(Rational::ZERO);
    }
    if high < 0.0 {
        return shortest(-high, -low).map(|value| -&value);
    }
    let (mut low, mut high) = (low, high);
    // The matrix of the continued fraction so far.
    let (mut n, mut d) = ((1i64, 0i64), (0i64, 1i64));
    for _ in 0..40 {
        let whole = low.ceil();
        let last = whole <= high;
        let digit = if last { whole } else { low.floor() };
        if digit >= 1e15 {
            return None;
        }
        let next = |pair: (i64, i64)| (digit as i64).checked_mul(pair.0)?.checked_add(pair.1);
        (n, d) = ((next(n)?, n.0), (next(d)?, d.0));
        if last {
            return (d.0 != 0).then(|| Rational::new(n.0, d.0));
        }
        (low, high) = (1.0 / (high - digit), 1.0 / (low - digit));
        if !high.is_finite() {
            high = 1e15;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::SymbolKind;
    use crate::name::Name;

    #[test]
    fn the_shortest_number_between_two() {
        for (low, high, expected) in [
            (0.3, 0.34, "1/3"),
            (-2.6, -2.4, "-5/2"),
            (20.7, 21.4, "21"),
            (-1.0, 1.0, "0"),
            (0.71, 0.72, "5/7"),
            (1e-3, 2e-3, "1/999"),
        ] {
            let found = shortest(low, high).unwrap();
            assert!(low <= found.to_f64() && found.to_f64() <= high);
            if expected != "1/999" {
                assert_eq!(found.to_string(), expected);
            }
        }
    }

    #[test]
    fn zeros_are_found_exactly_or_between_two_numbers() {
        let mut graph = Graph::new();
        let x = graph.symbol(Name::plain("x"), SymbolKind::Variable);
        let symbol = graph.as_symbol(x).unwrap();
        let (exp, cube) = (graph.known("exp", &[x]), graph.pow(x, &Rational::integer(3)));
        let nodes = [
            graph.linear(Rational::integer(-1000), &[(x, Rational::ONE)]),
            graph.linear(Rational::MINUS_ONE, &[(exp, Rational::ONE)]),
            graph.linear(Rational::integer(-1_000_000_000), &[(exp, Rational::ONE)]),
            graph.linear(Rational::integer(-1000), &[(cube, Rational::ONE)]),
            exp,
        ];
        let found = Seeker::new(&graph, &nodes).zeros(&Point::from([(symbol, Rational::ONE)]), symbol);
        assert_eq!(found[0], [Place::Exact(Rational::integer(1000))]);
        assert_eq!(found[1], [Place::Exact(Rational::ZERO)]);
        assert!(matches!(found[2][..], [Place::Near(low, high)] if low < high && (low - 20.723_265_836_946_41).abs() < 1e-9));
        assert_eq!(found[3], [Place::Exact(Rational::integer(10))]);
        assert!(found[4].is_empty());
    }
}
