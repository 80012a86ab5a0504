//! The exact rational value of a graph: `(√(4/9) + |−1|)/5 = 1/3`.
//!
//! Every operation must stay rational: roots are perfect, functions have a rational value that the shelf knows. What
//! this module does not do: numbers in extensions of the rationals (√2 · √2 in two nodes of one product is 2, but
//! (1 + √2) (1 − √2) is [`Undefined::Irrational`]).

use super::{Point, Undefined};
use crate::expr::{Callee, Graph, Node, NodeId};
use crate::functions::{Arity, Function};
use crate::number::Rational;
use rustc_hash::FxHashMap;

/// The largest number of bits of a numerator or denominator.
pub const MAX_BITS: u64 = 1 << 17;

/// The largest common denominator of the exponents of one product.
const MAX_DEGREE: i64 = 64;

/// The exact values of the roots at the point.
///
/// ```
/// use normsym::eval::{Point, Undefined, exact};
/// use normsym::expr::{Graph, SymbolKind};
/// use normsym::name::Name;
/// use normsym::number::Rational;
/// let mut graph = Graph::new();
/// let x = graph.symbol(Name::plain("x"), SymbolKind::Parameter);
/// let root = graph.sqrt(x);
/// let at = |value| Point::from([(graph.as_symbol(x).unwrap(), value)]);
/// assert_eq!(exact(&graph, &[root], &at(Rational::new(4, 9))), Ok(vec![Rational::new(2, 3)]));
/// assert_eq!(exact(&graph, &[root], &at(Rational::TWO)), Err(Undefined::Irrational(root)));
/// assert_eq!(exact(&graph, &[root], &at(Rational::MINUS_ONE)), Err(Undefined::Domain(root)));
/// ```
pub fn exact(graph: &Graph, roots: &[NodeId], point: &Point) -> Result<Vec<Rational>, Undefined> {
    let mut values: FxHashMap<NodeId, Rational> = FxHashMap::default();
    let mut failures: FxHashMap<NodeId, Undefined> = FxHashMap::default();
    for id in graph.reachable(roots) {
        // What comes out irrational first may hide a division by 0 further on: look at everything that can be seen.
        let mut failed = None;
        graph.for_each_child(id, |child| {
            if failed.is_none() {
                failed = failures.get(&child).cloned();
            }
        });
        match failed.map_or_else(|| node_value(graph, id, point, &values), Err) {
            Ok(value) => drop(values.insert(id, value)),
            Err(why @ Undefined::Irrational(_)) => drop(failures.insert(id, why)),
            Err(why) => return Err(why),
        }
    }
    roots.iter().map(|root| values.get(root).cloned().ok_or_else(|| failures[root].clone())).collect()
}

fn node_value(graph: &Graph, id: NodeId, point: &Point, values: &FxHashMap<NodeId, Rational>) -> Result<Rational, Undefined> {
    let value = match graph.node(id) {
        Node::Number(value) => return Ok(value.clone()),
        Node::Symbol(symbol) => return point.get(*symbol).cloned().ok_or(Undefined::Unbound(*symbol)),
        Node::Term(term) => return Ok(values[&graph.term(*term).body].clone()),
        Node::Sum { constant, terms } => {
            let mut sum = constant.clone();
            for (node, coefficient) in terms {
                sum = &sum + &(coefficient * &values[node]);
            }
            sum
        }
        Node::Product(factors) => product(id, factors.iter().map(|(node, exponent)| (&values[node], exponent)))?,
        Node::Call { function: Callee::Opaque { name, .. }, .. } => return Err(Undefined::Opaque(*name)),
        Node::Call { function: Callee::Known(function), args } => {
            let args: Vec<Rational> = args.iter().map(|arg| values[arg].clone()).collect();
            call(id, function.get(), &args)?
        }
        Node::Derivative { .. } | Node::At { .. } => return Err(Undefined::Unresolved(id)),
    };
    if bits(&value) > MAX_BITS { Err(Undefined::TooLarge(id)) } else { Ok(value) }
}

/// `Π base^exponent`. Roots that are irrational one by one may have a rational product.
pub(super) fn product<'a>(
    id: NodeId,
    factors: impl Iterator<Item = (&'a Rational, &'a Rational)>,
) -> Result<Rational, Undefined> {
    let mut value = Rational::ONE;
    let mut surds: Vec<(&Rational, i64, i64)> = Vec::new();
    for (base, exponent) in factors {
        check_power(id, base, exponent)?;
        let (n, d) = exponent.small_parts().ok_or(Undefined::TooLarge(id))?;
        match rational_power(base, n, d) {
            Some(power) => value = &value * &power,
            None if d == 1 => return Err(Undefined::TooLarge(id)),
            None => surds.push((base, n, d)),
        }
    }
    if surds.is_empty() || value.is_zero() {
        return Ok(value);
    }
    // Π b^(n/d) = (Π b^(n D/d))^(1/D) for the common denominator D.
    let degree = surds.iter().fold(1i64, |degree, (_, _, d)| num_integer::lcm(degree.min(MAX_DEGREE), (*d).min(MAX_DEGREE + 1)));
    if degree > MAX_DEGREE {
        return Err(Undefined::Irrational(id));
    }
    let mut radicand = Rational::ONE;
    for (base, n, d) in surds {
        let power = n.checked_mul(degree / d).and_then(|exponent| base.pow(exponent)).ok_or(Undefined::TooLarge(id))?;
        radicand = &radicand * &power;
    }
    let root = radicand.exact_root(degree as u32).ok_or(Undefined::Irrational(id))?;
    Ok(&value * &root)
}

/// Refuses 0 to a negative power and a fractional power of a negative number.
fn check_power(id: NodeId, base: &Rational, exponent: &Rational) -> Result<(), Undefined> {
    if base.is_zero() && exponent.is_negative() {
        Err(Undefined::DivisionByZero(id))
    } else if base.is_negative() && !exponent.is_integer() {
        Err(Undefined::Domain(id))
    } else {
        Ok(())
    }
}

/// `base^(n/d)` where it is rational and of bearable size.
fn rational_power(base: &Rational, n: i64, d: i64) -> Option<Rational> {
    if d == 1 {
        return base.pow(n);
    }
    if base.is_zero() || base.is_one() {
        return Some(base.clone());
    }
    // A root of higher degree than the number has bits is none: the root of 2^k alone needs k bits.
    let degree = u32::try_from(d).ok().filter(|degree| u64::from(*degree) <= bits(base))?;
    base.exact_root(degree)?.pow(n)
}

pub(super) fn call(id: NodeId, function: &Function, args: &[Rational]) -> Result<Rational, Undefined> {
    let one = |args: &[Rational]| match (function.exact)(args) {
        Some(value) => Ok(value),
        None => Err(outside(id, function.name, args).unwrap_or(Undefined::Irrational(id))),
    };
    if function.arity != Arity::Folded {
        return one(args);
    }
    let (first, rest) = args.split_first().ok_or(Undefined::Domain(id))?;
    rest.iter().try_fold(first.clone(), |folded, arg| one(&[folded, arg.clone()]))
}

/// Whether a function without a known value here is asked outside its domain.
fn outside(id: NodeId, name: &str, args: &[Rational]) -> Option<Undefined> {
    match (name, args) {
        ("ln", [x]) if x.signum() <= 0 => Some(Undefined::Domain(id)),
        ("pow", [base, exponent]) if base.is_zero() && exponent.is_negative() => Some(Undefined::DivisionByZero(id)),
        ("pow", [base, _]) if base.signum() <= 0 => Some(Undefined::Domain(id)),
        ("logsumexp", []) => Some(Undefined::Domain(id)),
        _ => None,
    }
}

/// The bits of the longer part of a number.
pub(super) fn bits(value: &Rational) -> u64 {
    match value.small_parts() {
        Some((n, d)) => u64::from(64 - n.unsigned_abs().max(d.unsigned_abs()).leading_zeros()),
        None => {
            let value = value.to_big();
            value.numer().bits().max(value.denom().bits())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::{Label, SymbolKind, TermKind};
    use crate::name::Name;

    fn symbols(graph: &mut Graph) -> [NodeId; 2] {
        ["x", "y"].map(|name| graph.symbol(Name::plain(name), SymbolKind::Variable))
    }

    fn at(graph: &Graph, values: &[(NodeId, Rational)]) -> Point {
        values.iter().map(|(node, value)| (graph.as_symbol(*node).unwrap(), value.clone())).collect()
    }

    /// Value of the node where x and y are these numbers.
    fn check(build: impl FnOnce(&mut Graph, NodeId, NodeId) -> NodeId, xy: (i64, i64), expected: &str) {
        let mut graph = Graph::new();
        let [x, y] = symbols(&mut graph);
        let root = build(&mut graph, x, y);
        let point = at(&graph, &[(x, Rational::integer(xy.0)), (y, Rational::integer(xy.1))]);
        let found = match exact(&graph, &[root], &point) {
            Ok(values) => values[0].to_string(),
            Err(why) => why.to_string(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn arithmetic_stays_exact() {
        check(|g, x, y| g.div(x, y), (1, 3), "1/3");
        check(|g, x, y| g.product(&[(x, Rational::integer(-2)), (y, Rational::new(3, 2))]), (-2, 4), "2");
        check(|g, x, _| g.known("abs", &[x]), (-7, 0), "7");
        check(|g, x, y| g.known("max", &[x, y]), (-7, -9), "-7");
        check(|g, x, _| g.known("exp", &[x]), (0, 0), "1");
    }

    #[test]
    fn roots_that_are_irrational_alone_may_have_a_rational_product() {
        check(|g, x, y| g.product(&[(x, Rational::HALF), (y, Rational::HALF)]), (2, 8), "4");
        check(|g, x, y| g.product(&[(x, Rational::new(1, 3)), (y, Rational::new(-1, 6))]), (2, 4), "1");
        check(|g, x, y| g.product(&[(x, Rational::HALF), (y, Rational::HALF)]), (2, 3), "the value is not known to be rational");
        check(|g, x, y| g.product(&[(x, Rational::HALF), (y, Rational::ONE)]), (2, 0), "0");
    }

    #[test]
    fn what_has_no_value_says_why() {
        check(|g, x, y| g.div(x, y), (1, 0), "division by 0");
        check(|g, x, y| g.div(x, y), (0, 0), "division by 0");
        check(|g, x, _| g.pow(x, &Rational::new(1, 3)), (-8, 0), "outside the domain of a root or function");
        check(|g, x, _| g.pow(x, &Rational::new(-1, 2)), (0, 0), "division by 0");
        check(|g, x, _| g.known("ln", &[x]), (0, 0), "outside the domain of a root or function");
        check(|g, x, _| g.known("ln", &[x]), (2, 0), "the value is not known to be rational");
        check(|g, x, _| g.pow(x, &Rational::integer(1 << 40)), (2, 0), "a number is too large");
        check(|g, x, y| g.known("pow", &[x, y]), (0, 0), "outside the domain of a root or function");
        check(|g, x, y| g.known("pow", &[x, y]), (0, -1), "division by 0");
    }

    #[test]
    fn a_part_without_value_counts_even_behind_an_irrational_one_and_times_zero() {
        let build = |g: &mut Graph, x, y| {
            let (exp, inverse) = (g.known("exp", &[x]), g.pow(y, &Rational::MINUS_ONE));
            g.add(&[exp, inverse])
        };
        check(build, (1, 0), "division by 0");
        let build = |g: &mut Graph, x, y| {
            let ln = g.known("ln", &[y]);
            g.mul(&[x, ln])
        };
        check(build, (0, -1), "outside the domain of a root or function");
    }

    #[test]
    fn repeated_squaring_meets_the_limit_of_size() {
        let mut graph = Graph::new();
        let [x, one] = [graph.symbol(Name::plain("x"), SymbolKind::Variable), graph.integer(1)];
        let mut node = x;
        for _ in 0..60 {
            let next = graph.add(&[node, one]);
            node = graph.pow(next, &Rational::TWO);
        }
        let point = at(&graph, &[(x, Rational::TWO)]);
        assert!(matches!(exact(&graph, &[node], &point), Err(Undefined::TooLarge(_))));
    }

    #[test]
    fn unbound_opaque_and_unresolved_are_named() {
        let mut graph = Graph::new();
        let [x, f] = symbols(&mut graph);
        let (sx, sf) = (graph.as_symbol(x).unwrap(), graph.as_symbol(f).unwrap());
        let call = graph.call(Callee::Opaque { name: sf, order: 1 }, &[x]);
        let label =
            Label::Definition { name: Name::plain("u"), indices: [].into(), args: [].into(), without: [].into(), eval: false };
        let term = graph.named(label, TermKind::Definition, call, vec![]);
        let derivative = graph.intern(Node::Derivative { of: x, by: [x].into(), hold: [].into() });
        assert_eq!(exact(&graph, &[term], &Point::new()), Err(Undefined::Unbound(sx)));
        let point = Point::from([(sx, Rational::ONE)]);
        assert_eq!(exact(&graph, &[term], &point), Err(Undefined::Opaque(sf)));
        assert_eq!(exact(&graph, &[derivative], &point), Err(Undefined::Unresolved(derivative)));
    }
}
