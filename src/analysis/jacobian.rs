//! The Jacobian of a normalisation and its rank: `û_i = (u_i − C)/S` of n rows loses the direction of a common shift, and
//! without ε that of a common factor.
//!
//! The matrix is derived for independent u_1, …, u_n. Its rank at a random point bounds the rank from below, directions that it
//! proves to be lost bound it from above; it is told where the two meet. What this module does not do: the rank at rows that
//! a network cannot send apart.

use crate::calculus;
use crate::expr::zero::{self, Zero};
use crate::expr::{Condition, Graph, NodeId, SymbolKind, TermKind};
use crate::functions::Need;
use crate::model::Lowering;
use crate::name::Name;
use crate::number::Rational;

/// More rows than this are not looked at.
pub const MOST_ROWS: usize = 64;

/// What a normalisation does to its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jacobian {
    /// How many rows.
    pub rows: usize,
    /// Its rank wherever S ≠ 0; `None` where the two bounds do not meet.
    pub rank: Option<usize>,
    /// Whether `J·1 = 0` is proved: a common shift is lost.
    pub loses_shift: bool,
    /// Whether `J·(u − C) = 0` is proved: a common factor is lost.
    pub loses_scale: bool,
    /// Whether `J·(u − C) = ε/S² · û` is proved.
    pub keeps_scale_by_eps: bool,
}

/// The shape that a Jacobian depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// How many rows.
    pub rows: usize,
    /// 0: divided by n, 1: by n − 1.
    pub ddof: u32,
    /// Whether a mean is subtracted.
    pub centred: bool,
    /// What stands under the root: a number, or something that is above 0.
    pub eps: Option<Rational>,
}

/// The shape of a deviation; `None` for other terms.
pub fn shape(graph: &mut Graph, deviation: NodeId) -> Option<Shape> {
    let TermKind::Deviation { rows, mean, ddof, eps } = graph.as_term(deviation)?.kind.clone() else { return None };
    let centred = graph.as_term(mean).is_some_and(|term| matches!(term.kind, TermKind::Mean { .. })) || {
        let parts: Vec<(NodeId, Rational)> = rows.iter().map(|row| (*row, Rational::ONE)).collect();
        let sum = graph.linear(Rational::ZERO, &parts);
        let whole = graph.scale(&Rational::integer(rows.len() as i64), mean);
        let difference = graph.sub(sum, whole);
        vanishes(graph, difference, &[])
    };
    Some(Shape { rows: rows.len(), ddof, centred, eps: graph.known_number(eps).cloned() })
}

/// The Jacobian of a normalisation of that shape; `None` for too many rows or too few.
///
/// ```
/// use normsym::analysis::jacobian::{Shape, jacobian};
/// use normsym::number::Rational;
/// let shape = |rows, eps| Shape { rows, ddof: 0, centred: true, eps: Some(eps) };
/// assert_eq!(jacobian(&shape(4, Rational::ZERO)).unwrap().rank, Some(2)); // n − 2
/// assert_eq!(jacobian(&shape(4, Rational::new(1, 1000))).unwrap().rank, Some(3)); // n − 1
/// assert!(jacobian(&shape(1000, Rational::ZERO)).is_none()); // not looked at
/// ```
pub fn jacobian(shape: &Shape) -> Option<Jacobian> {
    let divisor = shape.rows.checked_sub(shape.ddof as usize).filter(|divisor| *divisor > 0)?;
    if shape.rows > MOST_ROWS {
        return None;
    }
    let mut graph = Graph::new();
    let rows: Vec<NodeId> = (0..shape.rows).map(|_| graph.symbol(Name::plain("u"), SymbolKind::Variable)).collect();
    let eps = match &shape.eps {
        Some(eps) => graph.number(eps.clone()),
        None => graph.symbol(Name::plain("ε"), SymbolKind::Variable),
    };
    let facts = [Condition { node: eps, need: Need::Positive }];
    let facts: &[Condition] = if shape.eps.is_none() { &facts } else { &[] };
    let distances = distances(&mut graph, &rows, shape.centred);
    let squares: Vec<(NodeId, Rational)> =
        distances.iter().map(|distance| (graph.mul(&[*distance, *distance]), Rational::new(1, divisor as i64))).collect();
    let variance = graph.linear(Rational::ZERO, &squares);
    let square = graph.add(&[variance, eps]);
    let deviation = graph.sqrt(square);
    let values: Vec<NodeId> = distances.iter().map(|distance| graph.div(*distance, deviation)).collect();
    let matrix: Vec<Vec<NodeId>> =
        values.iter().map(|value| calculus::gradient(&mut graph, *value, &rows, &[], &mut |_, _, node| node).values).collect();
    let options = zero::Options { assumptions: facts, ..zero::Options::default() };
    let at_least = zero::rank(&graph, &matrix, &options)?;

    let one = graph.integer(1);
    let zeros = vec![graph.integer(0); rows.len()];
    let ones = vec![one; rows.len()];
    let loses_shift = shape.centred && maps(&mut graph, &matrix, &ones, &zeros, facts);
    let share = graph.div(eps, square);
    let left_over: Vec<NodeId> = values.iter().map(|value| graph.mul(&[share, *value])).collect();
    let follows_eps = maps(&mut graph, &matrix, &distances, &left_over, facts);
    let loses_scale = follows_eps && shape.eps.as_ref().is_some_and(Rational::is_zero);
    // u − C and 1 are independent: the sum of u − C is 0, and not all of it where S ≠ 0.
    let at_most = shape.rows - usize::from(loses_shift) - usize::from(loses_scale);
    let rank = (at_least == at_most).then_some(at_most);
    Some(Jacobian { rows: shape.rows, rank, loses_shift, loses_scale, keeps_scale_by_eps: follows_eps && !loses_scale })
}

fn distances(graph: &mut Graph, rows: &[NodeId], centred: bool) -> Vec<NodeId> {
    if !centred {
        return rows.to_vec();
    }
    let share = Rational::new(-1, rows.len() as i64);
    let distance = |graph: &mut Graph, row: NodeId| {
        let mut parts: Vec<(NodeId, Rational)> = vec![(row, Rational::ONE)];
        parts.extend(rows.iter().map(|other| (*other, share.clone())));
        graph.linear(Rational::ZERO, &parts)
    };
    rows.iter().map(|row| distance(graph, *row)).collect()
}

/// Whether the matrix sends the vector to the image: tested for all rows at once, each with a factor of its own.
fn maps(graph: &mut Graph, matrix: &[Vec<NodeId>], vector: &[NodeId], image: &[NodeId], facts: &[Condition]) -> bool {
    let mut parts = Vec::with_capacity(matrix.len());
    for (row, target) in matrix.iter().zip(image) {
        let products: Vec<NodeId> = row.iter().zip(vector).map(|(entry, own)| graph.mul(&[*entry, *own])).collect();
        let sum = graph.add(&products);
        let difference = graph.sub(sum, *target);
        let factor = graph.symbol(Name::plain("v"), SymbolKind::Variable);
        parts.push(graph.mul(&[factor, difference]));
    }
    let whole = graph.add(&parts);
    vanishes(graph, whole, facts)
}

/// Whether the exact test shows that it is 0 everywhere.
fn vanishes(graph: &mut Graph, node: NodeId, assumptions: &[Condition]) -> bool {
    if let Some(number) = graph.as_number(node) {
        return number.is_zero();
    }
    let lowered = Lowering::default().apply(graph, node);
    let options = zero::Options { assumptions, ..zero::Options::default() };
    matches!(zero::test(graph, lowered, &options), Zero::Everywhere { covered: true, .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: usize, ddof: u32, eps: Option<Rational>, expected: usize) {
        let found = jacobian(&Shape { rows, ddof, centred: true, eps: eps.clone() }).unwrap();
        assert_eq!(found.rank, Some(expected), "{rows} rows, ddof {ddof}, eps {eps:?}");
        assert!(found.loses_shift);
        assert_eq!(found.loses_scale, !found.keeps_scale_by_eps);
    }

    #[test]
    fn without_eps_two_directions_are_lost_and_with_it_one() {
        for rows in [2, 3, 4, 7, 16] {
            for ddof in [0, 1] {
                check(rows, ddof, Some(Rational::ZERO), rows - 2);
                check(rows, ddof, Some(Rational::new(1, 100_000)), rows - 1);
                check(rows, ddof, None, rows - 1);
            }
        }
    }

    #[test]
    fn without_a_mean_only_the_factor_is_lost() {
        let shape = |eps| Shape { rows: 5, ddof: 0, centred: false, eps: Some(eps) };
        let found = jacobian(&shape(Rational::ZERO)).unwrap();
        assert_eq!((found.rank, found.loses_shift, found.loses_scale), (Some(4), false, true));
        assert_eq!(jacobian(&shape(Rational::ONE)).unwrap().rank, Some(5));
    }

    #[test]
    fn one_row_has_no_direction_left() {
        assert_eq!(jacobian(&Shape { rows: 1, ddof: 0, centred: true, eps: Some(Rational::ONE) }).unwrap().rank, Some(0));
        assert!(jacobian(&Shape { rows: 1, ddof: 1, centred: true, eps: None }).is_none());
    }
}
