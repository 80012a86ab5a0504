//! Whether a value is exactly 0, where no enclosure can see it: `√2 √3 − √6`, `√(3 + 2√2) − 1 − √2`, `sin π`.
//!
//! Algebraic numbers: a value made of rationals by `+ · / ᵏ√` is a quotient of algebraic integers of degree ≤ D (the product
//! of the degrees of its roots) whose conjugates are at most u and l. If it is not 0, it is at least `u^(1−D)/l` (Burnikel,
//! Funke, Mehlhorn, Schirra, Schmitt 2001). For the rest the exact zero test is asked, of
//! sums of angles whether they are whole multiples of one that is larger than the value.

use super::{Point, enclose};
use crate::expr::rewrite::Rewriter;
use crate::expr::zero::{self, Options, Zero};
use crate::expr::{Callee, Graph, Node, NodeId};
use crate::model::Lowering;
use crate::number::Rational;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Bounds with more bits than this are not tried.
const MAX_BITS: f64 = 20_000.0;

/// The largest degree of one root.
const MAX_DEGREE: i64 = 1 << 20;

/// Expressions of more nodes than this are not looked at.
const MAX_NODES: usize = 2_000;

/// Whether the value of the expression at the point exists and is exactly 0; `false` where that is not known.
///
/// ```
/// use normsym::eval::{Point, vanishes};
/// use normsym::expr::Graph;
/// let mut graph = Graph::new();
/// let two = graph.integer(2);
/// let root = graph.sqrt(two);
/// let inner = graph.linear(3.into(), &[(root, 2.into())]);
/// let nested = graph.sqrt(inner); // √(3 + 2√2) = 1 + √2
/// let zero = graph.linear((-1).into(), &[(nested, 1.into()), (root, (-1).into())]);
/// assert!(vanishes(&graph, zero, &Point::new()));
/// assert!(!vanishes(&graph, nested, &Point::new()));
/// ```
pub fn vanishes(graph: &Graph, root: NodeId, point: &Point) -> bool {
    let nodes = graph.reachable(&[root]);
    if nodes.len() > MAX_NODES {
        return false;
    }
    // What certainly is not 0, or has no value, is not asked any further.
    let Ok(rough) = enclose(graph, &[root], point, 128) else { return false };
    if !rough[0].contains_zero() {
        return false;
    }
    if let Some(bits) = bound(graph, &nodes, root, point) {
        let Ok(found) = enclose(graph, &[root], point, bits as usize + 64) else { return false };
        return found[0].contains_zero() && found[0].width_is_below(-(bits as i32));
    }
    let mut graph = graph.clone();
    let values: Vec<(NodeId, NodeId)> = nodes
        .iter()
        .filter_map(|id| {
            let value = point.get(graph.as_symbol(*id)?)?.clone();
            Some((*id, graph.number(value)))
        })
        .collect();
    let put_in = Rewriter::new(values).apply(&mut graph, root);
    let lowered = Lowering::default().apply(&mut graph, put_in);
    let covered = |options: Options<'_>| matches!(zero::test(&graph, lowered, &options), Zero::Everywhere { covered: true, .. });
    if covered(Options::default()) || covered(Options { plain_exp: true, ..Options::default() }) {
        return true;
    }
    // A multiple of 2π/N that is nearer to 0 than the first.
    zero::turns(&mut graph, lowered, &[]).is_some_and(|number| rough[0].width() * number.to_f64() < 1.0)
}

/// So many bits that a number made of rationals by `+ · / ᵏ√`, if it is not 0, is at least 2^−bits; `None` for what is not
/// made so, or needs more bits than are tried.
///
/// ```
/// use normsym::eval::separation;
/// use normsym::expr::Graph;
/// let mut graph = Graph::new();
/// let two = graph.integer(2);
/// let root = graph.sqrt(two);
/// assert!(separation(&graph, root).is_some_and(|bits| bits < 10.0));
/// let exp = graph.known("exp", &[root]);
/// assert!(separation(&graph, exp).is_none());
/// ```
pub fn separation(graph: &Graph, root: NodeId) -> Option<f64> {
    let nodes = graph.reachable(&[root]);
    if nodes.len() > MAX_NODES { None } else { bound(graph, &nodes, root, &Point::new()) }
}

/// The binary logarithms of the bounds u and l.
#[derive(Clone, Copy)]
struct Size {
    upper: f64,
    lower: f64,
}

/// So many bits that a value which is not 0 is at least 2^−bits; `None` for what is not algebraic or has too large a bound.
fn bound(graph: &Graph, nodes: &[NodeId], root: NodeId, point: &Point) -> Option<f64> {
    let mut sizes: FxHashMap<NodeId, Size> = FxHashMap::default();
    // Of each number under roots one root generates all: √2 and 3 √2 are of one field.
    let mut degrees: BTreeMap<NodeId, i64> = BTreeMap::new();
    for id in nodes {
        let size = size_of(graph, *id, point, &sizes, &mut degrees)?;
        sizes.insert(*id, size);
    }
    let (size, degree) = (sizes[&root], degrees.values().map(|degree| *degree as f64).product::<f64>());
    // A little more for the rounding of the logarithms.
    let bits = (((degree - 1.0) * size.upper.max(0.0) + size.lower.max(0.0)) * 1.01 + 2.0).ceil();
    (bits <= MAX_BITS).then_some(bits)
}

fn size_of(
    graph: &Graph,
    id: NodeId,
    point: &Point,
    sizes: &FxHashMap<NodeId, Size>,
    degrees: &mut BTreeMap<NodeId, i64>,
) -> Option<Size> {
    Some(match graph.node(id) {
        Node::Number(value) => of_number(value),
        Node::Symbol(symbol) => of_number(point.get(*symbol)?),
        Node::Term(term) => sizes[&graph.term(*term).body],
        Node::Sum { constant, terms } => terms
            .iter()
            .fold(of_number(constant), |sum, (child, coefficient)| plus(sum, times(sizes[child], of_number(coefficient)))),
        Node::Product(factors) => {
            let mut product = Size { upper: 0.0, lower: 0.0 };
            for (base, exponent) in factors {
                let (n, d) = exponent.small_parts().filter(|(n, d)| n.abs() <= 1000 && *d <= 64)?;
                let root = root_of(sizes[base], d as f64);
                let degree = degrees.entry(*base).or_insert(1);
                *degree = num_integer::lcm(*degree, d);
                if *degree > MAX_DEGREE {
                    return None;
                }
                let root = if n < 0 { Size { upper: root.lower, lower: root.upper } } else { root };
                let power = n.unsigned_abs() as f64;
                product = times(product, Size { upper: root.upper * power, lower: root.lower * power });
            }
            product
        }
        Node::Call { function: Callee::Known(function), args } => {
            let args: Vec<Size> = args.iter().map(|arg| sizes[arg]).collect();
            match function.get().name {
                // ± one of the arguments, or a whole number from −1 to 1.
                "abs" | "relu" | "max" | "min" => {
                    args.into_iter().reduce(|a, b| Size { upper: a.upper.max(b.upper), lower: a.lower.max(b.lower) })?
                }
                "sign" | "step" => Size { upper: 0.0, lower: 0.0 },
                _ => return None,
            }
        }
        _ => return None,
    })
}

fn of_number(value: &Rational) -> Size {
    Size { upper: value.numerator().bits() as f64, lower: value.denominator().bits() as f64 }
}

fn times(a: Size, b: Size) -> Size {
    Size { upper: a.upper + b.upper, lower: a.lower + b.lower }
}

/// `U/L + V/M = (U M + V L)/(L M)`: a sum of two is at most twice the larger.
fn plus(a: Size, b: Size) -> Size {
    Size { upper: (a.upper + b.lower).max(b.upper + a.lower) + 1.0, lower: a.lower + b.lower }
}

/// `(U/L)^(1/k) = (U L^(k−1))^(1/k)/L`.
fn root_of(size: Size, k: f64) -> Size {
    if k == 1.0 { size } else { Size { upper: (size.upper + (k - 1.0) * size.lower) / k, lower: size.lower } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hair_is_not_nothing() {
        let mut graph = Graph::new();
        let [two, three, six] = [2, 3, 6].map(|value| graph.integer(value)).map(|number| graph.sqrt(number));
        let product = graph.mul(&[two, three]);
        let hair = Rational::new(1, 10).pow(60).unwrap();
        let zero = graph.sub(product, six);
        let near = graph.linear(hair, &[(zero, Rational::ONE)]);
        assert!(vanishes(&graph, zero, &Point::new()));
        assert!(!vanishes(&graph, near, &Point::new()));
        // √2 + √3 − √(5 + 2√6), and the same with another 5.
        let inner = graph.linear(5.into(), &[(six, 2.into())]);
        let nested = graph.sqrt(inner);
        let zero = graph.linear(Rational::ZERO, &[(two, 1.into()), (three, 1.into()), (nested, (-1).into())]);
        assert!(vanishes(&graph, zero, &Point::new()));
        let shifted = graph.linear(&Rational::integer(5) + &Rational::new(1, 10).pow(50).unwrap(), &[(six, 2.into())]);
        let nested = graph.sqrt(shifted);
        let near = graph.linear(Rational::ZERO, &[(two, 1.into()), (three, 1.into()), (nested, (-1).into())]);
        assert!(!vanishes(&graph, near, &Point::new()));
    }

    #[test]
    fn identities_of_functions_are_zeros_and_what_has_no_value_is_none() {
        let mut graph = Graph::new();
        let one = graph.integer(1);
        let pi = graph.known("pi", &[]);
        let sine = graph.known("sin", &[pi]);
        assert!(vanishes(&graph, sine, &Point::new()));
        let cosine = graph.known("cos", &[pi]);
        let zero = graph.linear(Rational::ONE, &[(cosine, Rational::ONE)]);
        assert!(vanishes(&graph, zero, &Point::new()));
        let (tanh, sinh, cosh) = (graph.known("tanh", &[one]), graph.known("sinh", &[one]), graph.known("cosh", &[one]));
        let quotient = graph.div(sinh, cosh);
        let zero = graph.sub(tanh, quotient);
        assert!(vanishes(&graph, zero, &Point::new()));
        let wrong = graph.sub(tanh, sinh);
        assert!(!vanishes(&graph, wrong, &Point::new()));
        let inverse = graph.div(one, zero);
        let nothing = graph.mul(&[zero, inverse]);
        assert!(!vanishes(&graph, nothing, &Point::new()));
    }
}
