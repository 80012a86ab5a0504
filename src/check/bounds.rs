//! Bounds of an expression over all values of its letters: `−1 ≤ tanh(x) ≤ 1`, `0 ≤ x²`, `2 ≤ x + 1` where `x ≥ 1`.
//!
//! Interval arithmetic with infinite ends: functions that rise are taken at the ends of their argument, others by their range.
//! What this module does not do: see that two parts hold the same letter, so that `x − x²` has no bound below 1 here.

use crate::eval::{self, Point};
use crate::expr::{Callee, Condition, Graph, Node, NodeId};
use crate::functions::{Need, Range};
use crate::number::Rational;
use rustc_hash::FxHashMap;

/// Bits of the ends.
const BITS: usize = 96;

/// Two ends, `None` for one that is infinite or not known.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bounds {
    pub(super) low: Option<Rational>,
    pub(super) high: Option<Rational>,
}

impl Bounds {
    const ALL: Bounds = Bounds { low: None, high: None };

    fn point(value: &Rational) -> Bounds {
        Bounds { low: Some(value.clone()), high: Some(value.clone()) }
    }

    fn between(low: i64, high: i64) -> Bounds {
        Bounds { low: Some(Rational::integer(low)), high: Some(Rational::integer(high)) }
    }

    fn from(low: Rational) -> Bounds {
        Bounds { low: Some(low), high: None }
    }

    fn plus(&self, other: &Bounds) -> Bounds {
        let sum = |a: &Option<Rational>, b: &Option<Rational>| Some(a.as_ref()? + b.as_ref()?);
        Bounds { low: sum(&self.low, &other.low), high: sum(&self.high, &other.high) }
    }

    fn scaled(&self, factor: &Rational) -> Bounds {
        let end = |end: &Option<Rational>| end.as_ref().map(|end| end * factor);
        let (low, high) = (end(&self.low), end(&self.high));
        match factor.signum() {
            0 => Bounds::point(&Rational::ZERO),
            1 => Bounds { low, high },
            _ => Bounds { low: high, high: low },
        }
    }

    fn never_negative(&self) -> bool {
        self.low.as_ref().is_some_and(|low| !low.is_negative())
    }

    fn never_positive(&self) -> bool {
        self.high.as_ref().is_some_and(|high| high.signum() <= 0)
    }

    fn times(&self, other: &Bounds) -> Bounds {
        if self.never_positive() {
            return self.scaled(&Rational::MINUS_ONE).times(other).scaled(&Rational::MINUS_ONE);
        }
        if other.never_positive() {
            return self.times(&other.scaled(&Rational::MINUS_ONE)).scaled(&Rational::MINUS_ONE);
        }
        let product = |a: &Option<Rational>, b: &Option<Rational>| Some(a.as_ref()? * b.as_ref()?);
        if self.never_negative() && other.never_negative() {
            return Bounds { low: product(&self.low, &other.low), high: product(&self.high, &other.high) };
        }
        let ends = [(&self.low, &other.low), (&self.low, &other.high), (&self.high, &other.low), (&self.high, &other.high)];
        let Some(products) = ends.into_iter().map(|(a, b)| product(a, b)).collect::<Option<Vec<_>>>() else { return Bounds::ALL };
        Bounds { low: products.iter().min().cloned(), high: products.into_iter().max() }
    }

    fn size(&self) -> Bounds {
        if self.never_negative() {
            return self.clone();
        }
        if self.never_positive() {
            return self.scaled(&Rational::MINUS_ONE);
        }
        let high = || Some(self.low.as_ref()?.abs().max(self.high.as_ref()?.abs()));
        Bounds { low: Some(Rational::ZERO), high: high() }
    }

    fn power(&self, exponent: i64) -> Bounds {
        if exponent < 0 {
            return self.power(-exponent).inverse();
        }
        let base = if exponent % 2 == 0 { self.size() } else { self.clone() };
        let end = |end: &Option<Rational>| end.as_ref()?.pow(exponent);
        Bounds { low: end(&base.low), high: end(&base.high) }
    }

    /// 1 over it, which has a value.
    fn inverse(&self) -> Bounds {
        let over = |end: &Option<Rational>| end.as_ref().and_then(Rational::recip);
        if self.never_negative() {
            return Bounds { low: Some(over(&self.high).unwrap_or(Rational::ZERO)), high: over(&self.low) };
        }
        if self.never_positive() {
            return self.scaled(&Rational::MINUS_ONE).inverse().scaled(&Rational::MINUS_ONE);
        }
        Bounds::ALL
    }
}

/// Bounds that hold wherever the expression has a value and the facts hold.
pub(super) fn bounds(graph: &mut Graph, root: NodeId, facts: &[Condition]) -> Bounds {
    let mut known: FxHashMap<NodeId, Bounds> = FxHashMap::default();
    for id in graph.reachable(&[root]) {
        let bounds = match graph.node(id).clone() {
            Node::Number(value) => Bounds::point(&value),
            Node::Symbol(_) => of_letter(graph, id, facts),
            Node::Term(term) => known[&graph.term(term).body].clone(),
            Node::Sum { constant, terms } => {
                terms.iter().fold(Bounds::point(&constant), |sum, (child, c)| sum.plus(&known[child].scaled(c)))
            }
            Node::Product(factors) => factors
                .iter()
                .fold(Bounds::between(1, 1), |product, (base, exponent)| product.times(&power(graph, &known[base], exponent))),
            Node::Call { function: Callee::Known(function), args } => {
                let args: Vec<Bounds> = args.iter().map(|arg| known[arg].clone()).collect();
                call(graph, function.get().name, function.get().range, &args)
            }
            Node::Call { .. } | Node::Derivative { .. } | Node::At { .. } => Bounds::ALL,
        };
        known.insert(id, bounds);
    }
    known.remove(&root).unwrap_or(Bounds::ALL)
}

/// What facts of the form `c x + d ≥ 0` say of a letter.
fn of_letter(graph: &Graph, letter: NodeId, facts: &[Condition]) -> Bounds {
    let mut bounds = Bounds::ALL;
    for fact in facts.iter().filter(|fact| fact.need != Need::NonZero) {
        let (constant, coefficient) = match graph.node(fact.node) {
            Node::Symbol(_) if fact.node == letter => (Rational::ZERO, Rational::ONE),
            Node::Sum { constant, terms } => match &**terms {
                [(only, coefficient)] if *only == letter => (constant.clone(), coefficient.clone()),
                _ => continue,
            },
            _ => continue,
        };
        let Some(border) = (-&constant).checked_div(&coefficient) else { continue };
        if coefficient.signum() > 0 {
            bounds.low = Some(bounds.low.map_or(border.clone(), |low| low.max(border)));
        } else {
            bounds.high = Some(bounds.high.map_or(border.clone(), |high| high.min(border)));
        }
    }
    bounds
}

fn power(graph: &mut Graph, base: &Bounds, exponent: &Rational) -> Bounds {
    if let Some(size) = exponent.to_i64() {
        return if size.abs() <= 64 { base.power(size) } else { Bounds::ALL };
    }
    // A root rises from 0.
    let zero = Rational::ZERO;
    let low = base.low.clone().filter(|low| !low.is_negative()).unwrap_or(zero);
    let from_zero = Bounds { low: Some(low), high: base.high.clone() };
    let size = exponent.abs();
    let at = |graph: &mut Graph, value: &Rational| {
        let node = graph.number(value.clone());
        let root = graph.pow(node, &size);
        ends(graph, root)
    };
    let low = from_zero.low.as_ref().and_then(|end| at(graph, end)).map_or(Rational::ZERO, |(low, _)| low.max(Rational::ZERO));
    let high = from_zero.high.as_ref().filter(|end| !end.is_negative()).and_then(|end| at(graph, end)).map(|(_, high)| high);
    let rising = Bounds { low: Some(low), high };
    if exponent.is_negative() { rising.inverse() } else { rising }
}

/// An enclosure of a number.
fn ends(graph: &Graph, node: NodeId) -> Option<(Rational, Rational)> {
    if let Some(value) = graph.as_number(node) {
        return Some((value.clone(), value.clone()));
    }
    Some(eval::enclose(graph, &[node], &Point::new(), BITS).ok()?.first()?.ends())
}

fn call(graph: &mut Graph, name: &'static str, range: Range, args: &[Bounds]) -> Bounds {
    let all = match name {
        "tanh" | "erf" | "sin" | "cos" | "sign" => Bounds::between(-1, 1),
        "sigmoid" | "step" => Bounds::between(0, 1),
        "cosh" => Bounds::from(Rational::ONE),
        "atan" => Bounds::between(-2, 2),
        // The least values are −0.2785 and −0.1700.
        "silu" => Bounds::from(Rational::new(-28, 100)),
        "gelu" | "gelu_tanh" => Bounds::from(Rational::new(-18, 100)),
        _ if range != Range::Any => Bounds::from(Rational::ZERO),
        _ => Bounds::ALL,
    };
    match (name, args) {
        ("abs", [x]) => x.size(),
        ("max", [first, rest @ ..]) => rest.iter().fold(first.clone(), |a, b| {
            let low = match (&a.low, &b.low) {
                (Some(a), Some(b)) => Some(a.clone().max(b.clone())),
                (one, other) => one.clone().or_else(|| other.clone()),
            };
            Bounds { low, high: a.high.zip(b.high.clone()).map(|(a, b)| a.max(b)) }
        }),
        ("min", args) => {
            let turned: Vec<Bounds> = args.iter().map(|arg| arg.scaled(&Rational::MINUS_ONE)).collect();
            call(graph, "max", range, &turned).scaled(&Rational::MINUS_ONE)
        }
        (
            "exp" | "ln" | "tanh" | "erf" | "sigmoid" | "step" | "sign" | "atan" | "sinh" | "softplus" | "relu" | "leaky_relu",
            [x],
        ) => {
            let at = |graph: &mut Graph, value: &Rational| {
                let node = graph.number(value.clone());
                let value = graph.known(name, &[node]);
                ends(graph, value)
            };
            let low = x.low.as_ref().and_then(|end| at(graph, end)).map(|(low, _)| low);
            let high = x.high.as_ref().and_then(|end| at(graph, end)).map(|(_, high)| high);
            Bounds { low: low.or(all.low), high: high.or(all.high) }
        }
        _ => all,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::SymbolKind;
    use crate::name::Name;

    #[test]
    fn values_at_points_lie_within_the_bounds() {
        let mut graph = Graph::new();
        let x = graph.symbol(Name::plain("x"), SymbolKind::Variable);
        let letter = graph.as_symbol(x).unwrap();
        let square = graph.mul(&[x, x]);
        let one_more = graph.linear(Rational::ONE, &[(square, Rational::ONE)]);
        let names = ["tanh", "sigmoid", "silu", "gelu", "gelu_tanh", "cosh", "atan", "relu", "softplus", "exp", "sin", "abs"];
        let mut nodes: Vec<NodeId> = names.iter().map(|name| graph.known(name, &[x])).collect();
        nodes.extend([graph.pow(one_more, &Rational::MINUS_ONE), graph.pow(one_more, &-&Rational::HALF)]);
        let (a, b) = (nodes[0], nodes[1]);
        nodes.push(graph.linear(Rational::integer(3), &[(a, Rational::integer(-2)), (b, Rational::HALF)]));
        nodes.push(graph.mul(&[a, b]));
        nodes.push(graph.known("max", &[a, square]));
        nodes.push(graph.known("min", &[b, x]));
        for (facts, values) in
            [(vec![], vec![-9i64, -1, 0, 1, 2, 40]), (vec![(1, -1)], vec![1, 2, 7]), (vec![(-1, 3)], vec![-8, 0, 3])]
        {
            let facts: Vec<Condition> = facts
                .into_iter()
                .map(|(c, d)| {
                    let node = graph.linear(Rational::integer(d), &[(x, Rational::integer(c))]);
                    Condition { node, need: Need::NonNegative }
                })
                .collect();
            for node in &nodes {
                let found = bounds(&mut graph, *node, &facts);
                for value in &values {
                    let point = Point::from([(letter, Rational::integer(*value))]);
                    let (low, high) = eval::enclose(&graph, &[*node], &point, 64).unwrap()[0].ends();
                    assert!(found.low.as_ref().is_none_or(|end| *end <= high), "{found:?} at {value}");
                    assert!(found.high.as_ref().is_none_or(|end| low <= *end), "{found:?} at {value}");
                }
            }
        }
    }

    #[test]
    fn bounds_are_as_tight_as_the_functions_are() {
        let mut graph = Graph::new();
        let x = graph.symbol(Name::plain("x"), SymbolKind::Variable);
        let tanh = graph.known("tanh", &[x]);
        let square = graph.mul(&[tanh, tanh]);
        let slope = graph.linear(Rational::ONE, &[(square, Rational::MINUS_ONE)]);
        assert_eq!(bounds(&mut graph, slope, &[]), Bounds::between(0, 1));
        assert_eq!(bounds(&mut graph, tanh, &[]), Bounds::between(-1, 1));
        assert_eq!(bounds(&mut graph, x, &[]), Bounds::ALL);
        let cube = graph.pow(tanh, &Rational::integer(3));
        assert_eq!(bounds(&mut graph, cube, &[]), Bounds::between(-1, 1));
    }
}
