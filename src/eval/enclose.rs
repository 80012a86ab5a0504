//! Enclosures of the values of a graph: exact as long as they are rational, intervals from there on.
//!
//! ```text
//! √2 − 7/5 → [0.0142135…, 0.0142135…]        sign(1/3 − 1/3) → 0, exactly
//! ```
//!
//! What this module does not do: decide whether a value that comes out of irrational numbers is exactly 0. A sign or
//! step of it stays an interval; a division by it, or its root or logarithm, ends as [`Undefined::NotCertain`].

use super::interval::{Arithmetic, Interval, Trouble};
use super::{Point, Undefined, exact};
use crate::expr::{Callee, Graph, Node, NodeId, SymbolId};
use crate::functions::{Arity, Function};
use crate::number::Rational;
use rustc_hash::FxHashMap;

/// Rational values with more bits than this go on as intervals.
const EXACT_BITS: u64 = 1 << 12;

/// A value under way.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Exact(Rational),
    Within(Interval),
}

/// Enclosures of the values of the roots, computed with about `bits` bits: more where that is too few to see that a
/// divisor is not 0 or an argument is inside its domain, up to a limit of 16 times as many and 4096.
///
/// ```
/// use normsym::eval::{Point, Undefined, enclose};
/// use normsym::expr::Graph;
/// let mut graph = Graph::new();
/// let two = graph.integer(2);
/// let root = graph.sqrt(two);
/// let found = enclose(&graph, &[root], &Point::new(), 100).unwrap();
/// let (lo, hi) = found[0].ends();
/// assert!(&lo * &lo < 2.into() && &hi * &hi > 2.into() && found[0].width() < 1e-29);
/// let minus = graph.integer(-2);
/// let logarithm = graph.known("ln", &[minus]);
/// assert_eq!(enclose(&graph, &[logarithm], &Point::new(), 100).err(), Some(Undefined::Domain(logarithm)));
/// ```
pub fn enclose(graph: &Graph, roots: &[NodeId], point: &Point, bits: usize) -> Result<Vec<Interval>, Undefined> {
    let limit = bits.saturating_mul(16).saturating_add(4096);
    let mut working = bits.max(32);
    loop {
        match values(graph, roots, point, working) {
            Err(Undefined::NotCertain { .. }) if working < limit => working = working.saturating_mul(2).min(limit),
            Err(why) => return Err(why),
            Ok(values) => {
                let failed = |place: usize| move |trouble| undefined(roots[place], trouble);
                let mut arithmetic = arithmetic(roots.first().copied(), working)?;
                return values
                    .iter()
                    .enumerate()
                    .map(|(place, value)| interval(&mut arithmetic, value).map_err(failed(place)))
                    .collect();
            }
        }
    }
}

/// Enclosures of everything that the roots come to while each symbol lies between its two ends.
///
/// ```
/// use normsym::eval::enclose_between;
/// use normsym::expr::{Graph, SymbolKind};
/// use normsym::name::Name;
/// let mut graph = Graph::new();
/// let x = graph.symbol(Name::plain("x"), SymbolKind::Variable);
/// let symbol = graph.as_symbol(x).unwrap();
/// let square = graph.pow(x, &2.into());
/// let found = enclose_between(&graph, &[square], &|_| Some((2.into(), 3.into())), 64).unwrap();
/// let (lo, hi) = found[0].ends();
/// assert!(lo <= 4.into() && hi >= 9.into() && found[0].width() < 5.001);
/// ```
///
/// # Errors
/// Where something has no value, or not for all of these numbers.
pub fn enclose_between(
    graph: &Graph,
    roots: &[NodeId],
    ends: &dyn Fn(SymbolId) -> Option<(Rational, Rational)>,
    bits: usize,
) -> Result<Vec<Interval>, Undefined> {
    let mut arithmetic = arithmetic(roots.first().copied(), bits)?;
    let mut between: FxHashMap<SymbolId, Value> = FxHashMap::default();
    for id in graph.reachable(roots) {
        let Some(symbol) = graph.as_symbol(id) else { continue };
        let (lo, hi) = ends(symbol).ok_or(Undefined::Unbound(symbol))?;
        let value = if lo == hi {
            Value::Exact(lo)
        } else {
            let end = |arithmetic: &mut Arithmetic, end: &Rational| arithmetic.rational(end).map_err(|why| undefined(id, why));
            Value::Within(end(&mut arithmetic, &lo)?.hull(&end(&mut arithmetic, &hi)?))
        };
        between.insert(symbol, value);
    }
    let found = values_of(graph, roots, &|symbol| between.get(&symbol).cloned(), bits)?;
    let pairs = roots.iter().zip(&found);
    pairs.map(|(root, value)| interval(&mut arithmetic, value).map_err(|why| undefined(*root, why))).collect()
}

/// The values of the roots with so many bits.
pub(super) fn values(graph: &Graph, roots: &[NodeId], point: &Point, bits: usize) -> Result<Vec<Value>, Undefined> {
    values_of(graph, roots, &|symbol| point.get(symbol).cloned().map(Value::Exact), bits)
}

/// The value of a symbol.
type Known<'a> = &'a dyn Fn(SymbolId) -> Option<Value>;

fn values_of(graph: &Graph, roots: &[NodeId], known: Known<'_>, bits: usize) -> Result<Vec<Value>, Undefined> {
    let mut arithmetic = arithmetic(roots.first().copied(), bits)?;
    let mut values: FxHashMap<NodeId, Value> = FxHashMap::default();
    // Something not certain here may be certainly undefined further on: that is the better answer.
    let mut failures: FxHashMap<NodeId, Undefined> = FxHashMap::default();
    for id in graph.reachable(roots) {
        let mut failed = None;
        graph.for_each_child(id, |child| {
            if failed.is_none() {
                failed = failures.get(&child).cloned();
            }
        });
        match failed.map_or_else(|| node_value(graph, id, known, &values, &mut arithmetic), Err) {
            Ok(value) => drop(values.insert(id, value)),
            Err(why @ Undefined::NotCertain { .. }) => drop(failures.insert(id, why)),
            Err(why) => return Err(why),
        }
    }
    roots.iter().map(|root| values.get(root).cloned().ok_or_else(|| failures[root].clone())).collect()
}

fn arithmetic(root: Option<NodeId>, bits: usize) -> Result<Arithmetic, Undefined> {
    Arithmetic::new(bits).ok_or(Undefined::TooLarge(root.unwrap_or(NodeId(0))))
}

fn undefined(id: NodeId, trouble: Trouble) -> Undefined {
    match trouble {
        Trouble::DivisionByZero => Undefined::DivisionByZero(id),
        Trouble::Domain => Undefined::Domain(id),
        Trouble::TooLarge => Undefined::TooLarge(id),
        Trouble::Unsure => Undefined::NotCertain { node: id, certain: String::new() },
    }
}

fn interval(arithmetic: &mut Arithmetic, value: &Value) -> Result<Interval, Trouble> {
    match value {
        Value::Exact(value) => arithmetic.rational(value),
        Value::Within(interval) => Ok(interval.clone()),
    }
}

fn node_value(
    graph: &Graph,
    id: NodeId,
    known: Known<'_>,
    values: &FxHashMap<NodeId, Value>,
    arithmetic: &mut Arithmetic,
) -> Result<Value, Undefined> {
    match graph.node(id) {
        Node::Number(value) => return Ok(Value::Exact(value.clone())),
        Node::Symbol(symbol) => return known(*symbol).ok_or(Undefined::Unbound(*symbol)),
        Node::Term(term) => return Ok(values[&graph.term(*term).body].clone()),
        Node::Call { function: Callee::Opaque { name, .. }, .. } => return Err(Undefined::Opaque(*name)),
        Node::Derivative { .. } | Node::At { .. } => return Err(Undefined::Unresolved(id)),
        Node::Sum { .. } | Node::Product(_) | Node::Call { .. } => {}
    }
    match exact_value(graph, id, values) {
        Some(Ok(value)) => return Ok(Value::Exact(value)),
        Some(Err(why @ (Undefined::DivisionByZero(_) | Undefined::Domain(_)))) => return Err(why),
        Some(Err(_)) | None => {}
    }
    enclosed(graph, id, values, arithmetic).map(Value::Within).map_err(|trouble| undefined(id, trouble))
}

/// The exact value of a node all of whose arguments are exact; `None` where one is not.
fn exact_value(graph: &Graph, id: NodeId, values: &FxHashMap<NodeId, Value>) -> Option<Result<Rational, Undefined>> {
    let known = |node: &NodeId| match &values[node] {
        Value::Exact(value) => Some(value),
        Value::Within(_) => None,
    };
    let value = match graph.node(id) {
        Node::Sum { constant, terms } => {
            let mut sum = constant.clone();
            for (node, coefficient) in terms {
                sum = &sum + &(coefficient * known(node)?);
            }
            sum
        }
        Node::Product(factors) => {
            let bases: Option<Vec<_>> = factors.iter().map(|(node, exponent)| Some((known(node)?, exponent))).collect();
            match exact::product(id, bases?.into_iter()) {
                Ok(value) => value,
                Err(why) => return Some(Err(why)),
            }
        }
        Node::Call { function: Callee::Known(function), args } => {
            let args: Option<Vec<Rational>> = args.iter().map(|arg| known(arg).cloned()).collect();
            match exact::call(id, function.get(), &args?) {
                Ok(value) => value,
                Err(why) => return Some(Err(why)),
            }
        }
        _ => return None,
    };
    (exact::bits(&value) <= EXACT_BITS).then_some(Ok(value))
}

fn enclosed(graph: &Graph, id: NodeId, values: &FxHashMap<NodeId, Value>, a: &mut Arithmetic) -> Result<Interval, Trouble> {
    match graph.node(id) {
        Node::Sum { constant, terms } => {
            let mut sum = a.rational(constant)?;
            for (node, coefficient) in terms {
                let value = interval(a, &values[node])?;
                let term = a.mul(&a.rational(coefficient)?, &value)?;
                sum = a.add(&sum, &term)?;
            }
            Ok(sum)
        }
        Node::Product(factors) => {
            // A factor that is exactly 0 must not hide another one that has no value: all powers are taken first.
            let mut product = Interval::integer(1);
            for (node, exponent) in factors {
                let base = interval(a, &values[node])?;
                let power = a.power(&base, exponent)?;
                product = a.mul(&product, &power)?;
            }
            Ok(product)
        }
        Node::Call { function: Callee::Known(function), args } => {
            let args: Result<Vec<Interval>, Trouble> = args.iter().map(|arg| interval(a, &values[arg])).collect();
            call(a, function.get(), &args?)
        }
        _ => Err(Trouble::Unsure),
    }
}

/// A function of the shelf at intervals.
fn call(a: &mut Arithmetic, function: &Function, args: &[Interval]) -> Result<Interval, Trouble> {
    if function.arity == Arity::Folded && args.len() > 2 {
        let mut folded = args[0].clone();
        for arg in &args[1..] {
            folded = call(a, function, &[folded, arg.clone()])?;
        }
        return Ok(folded);
    }
    match (function.name, args) {
        ("exp", [x]) => a.exp(x),
        ("ln", [x]) => a.ln(x),
        ("abs", [x]) => Ok(x.abs()),
        ("sign", [x]) => Ok(signs(x, -1)),
        ("step", [x]) => Ok(signs(x, 0)),
        ("sinh", [x]) => a.sinh(x),
        ("cosh", [x]) => a.cosh(x),
        ("tanh", [x]) => a.tanh(x),
        ("sigmoid", [x]) => a.sigmoid(x),
        ("relu", [x]) => Ok(x.max(&Interval::integer(0))),
        ("leaky_relu", [x]) => {
            let slope = a.rational(&Rational::new(1, 100))?;
            Ok(x.max(&a.mul(x, &slope)?))
        }
        ("softplus", [x]) => a.softplus(x),
        ("silu", [x]) => {
            let gate = a.sigmoid(x)?;
            a.mul(x, &gate)
        }
        ("gelu", [x]) => {
            let gate = a.normal(x)?;
            a.mul(x, &gate)
        }
        ("gelu_tanh", [x]) => gelu_tanh(a, x),
        ("erf", [x]) => a.erf(x),
        ("sin", [x]) => a.sin(x),
        ("cos", [x]) => a.cos(x),
        ("tan", [x]) => a.tan(x),
        ("atan", [x]) => a.atan(x),
        ("max", [x, y]) => Ok(x.max(y)),
        ("min", [x, y]) => Ok(x.min(y)),
        ("logsumexp", args) => a.logsumexp(args),
        ("pi", []) => a.pi(),
        ("pow", [x, y]) => a.real_power(x, y),
        // A new entry of the shelf that nobody has written here yet has no enclosure.
        _ => Err(Trouble::Unsure),
    }
}

/// sign (with −1 below 0) or step (with 0 below 0).
fn signs(x: &Interval, below: i64) -> Interval {
    match x.sign() {
        Some(1) => Interval::integer(1),
        Some(0) => Interval::integer(0),
        Some(_) => Interval::integer(below),
        None => Interval::integer(below).hull(&Interval::integer(1)),
    }
}

/// x (1 + tanh u)/2 = x sigmoid(2u) with u = √(2/π) (x + 0.044715 x³).
fn gelu_tanh(a: &mut Arithmetic, x: &Interval) -> Result<Interval, Trouble> {
    let cube = a.whole_power(x, 3)?;
    let small = a.mul(&cube, &a.rational(&Rational::new(44_715, 1_000_000))?)?;
    let inner = a.add(x, &small)?;
    let pi = a.pi()?;
    let slope = a.div(&Interval::integer(8), &pi)?;
    let slope = a.sqrt(&slope)?;
    let gate = a.mul(&slope, &inner)?;
    let gate = a.sigmoid(&gate)?;
    a.mul(x, &gate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::SymbolKind;
    use crate::functions::{ALL, FunctionId, Parity};
    use crate::name::Name;

    /// Enclosures at several precisions: all must meet, and contain (up to doubles) the value of the shelf.
    #[test]
    fn every_function_of_the_shelf_has_enclosures_that_shrink_onto_its_value() {
        let places = ["-30", "-4", "-1.5", "-1e-9", "-0", "0.3", "1", "2.75", "12", "40"];
        for (place, entry) in ALL.iter().enumerate() {
            let count = match entry.arity {
                Arity::Exactly(count) => count,
                _ => 2,
            };
            for text in places {
                let mut graph = Graph::new();
                let args = ["x", "y"].map(|name| graph.symbol(Name::plain(name), SymbolKind::Variable));
                let value = Rational::parse_decimal(text.trim_start_matches('-')).unwrap();
                let value = if text.starts_with('-') { -&value } else { value };
                let values = [value, Rational::new(-5, 3)];
                let call = graph.call(Callee::Known(FunctionId(place as u16)), &args[..count]);
                let point: Point = args.iter().map(|arg| graph.as_symbol(*arg).unwrap()).zip(values.clone()).collect();
                let floats = values.each_ref().map(Rational::to_f64);
                let expected = (entry.value)(&floats[..count]);
                let found = [40, 200, 1000].map(|bits| enclose(&graph, &[call], &point, bits));
                if expected.is_nan() {
                    assert!(
                        matches!(found[0], Err(Undefined::Domain(_) | Undefined::DivisionByZero(_))),
                        "{} at {text}",
                        entry.name
                    );
                    continue;
                }
                let found = found.map(|found| found.unwrap()[0].clone());
                assert!(
                    !super::super::certainly_differ(&found[0], &found[1])
                        && !super::super::certainly_differ(&found[1], &found[2])
                );
                assert!(found[0].width() >= found[1].width() && found[1].width() >= found[2].width());
                let (lo, hi) = found[2].ends();
                assert!(lo <= hi);
                let error = (lo.to_f64() - expected).abs();
                // What the shelf's own formula loses is its matter; see tests/functions.rs.
                assert!(error <= 4e-15 * expected.abs(), "{} at {text}: {expected} for {}", entry.name, lo.to_f64());
            }
        }
    }

    #[test]
    fn wide_arguments_are_enclosed_as_a_whole() {
        let mut a = Arithmetic::new(64).unwrap();
        for (place, entry) in ALL.iter().enumerate() {
            if entry.arity != Arity::Exactly(1) || entry.name == "tan" {
                continue;
            }
            for (lo, hi) in [(-3i64, 2i64), (1, 4), (-5, -1), (0, 7), (-40, 40)] {
                let wide = Interval::integer(lo).hull(&Interval::integer(hi));
                let Ok(image) = call(&mut a, FunctionId(place as u16).get(), &[wide]) else {
                    assert!(entry.name == "ln" && lo <= 0);
                    continue;
                };
                let (least, most) = image.ends();
                for step in 0..=50 {
                    let x = lo as f64 + (hi - lo) as f64 * f64::from(step) / 50.0;
                    let y = (entry.value)(&[x]);
                    let slack = 1e-13 * y.abs();
                    assert!(least.to_f64() - slack <= y && y <= most.to_f64() + slack, "{} at {x}", entry.name);
                }
                if entry.parity == Parity::Even {
                    assert!(entry.name == "cos" || !least.is_negative());
                }
            }
        }
    }

    #[test]
    fn a_zero_factor_does_not_hide_a_part_without_value() {
        let mut graph = Graph::new();
        let x = graph.symbol(Name::plain("x"), SymbolKind::Variable);
        let y = graph.symbol(Name::plain("y"), SymbolKind::Variable);
        let (ln, exp) = (graph.known("ln", &[y]), graph.known("exp", &[y]));
        let root = graph.mul(&[x, ln, exp]);
        let point =
            Point::from([(graph.as_symbol(x).unwrap(), Rational::ZERO), (graph.as_symbol(y).unwrap(), Rational::MINUS_ONE)]);
        assert_eq!(enclose(&graph, &[root], &point, 64).err(), Some(Undefined::Domain(ln)));
    }
}
