//! Which expressions depend on each other linearly: ranks, and relations `Σ q_k e_k = 0` with rational q_k, from values at
//! random points of a finite field.
//!
//! ```text
//! b, w, 2w + b → columns of values; the third is twice the second and once the first at every point
//! ```
//!
//! A rank found here is at most the true one, and below it only by bad luck. A relation found here is a guess that the exact
//! test decides.

use super::{Options, Probe, first_field};
use crate::expr::field::{Element, Field};
use crate::expr::{Graph, NodeId};
use crate::number::Rational;
use rustc_hash::FxHashMap;

/// Points beyond the number of expressions.
const MORE_POINTS: usize = 3;

/// Points where expressions are only compared two by two.
const FEW_POINTS: usize = 3;

/// Points that are tried for each one that has values.
const TRIES: usize = 4;

/// The values of nodes that a search may compute.
const BUDGET: usize = 20_000_000;

/// Coefficients `n/d` that are told have at most this n and this d.
const LARGEST: i64 = 1_000;
const LARGEST_BELOW: i64 = 60;

/// One relation: places and coefficients, the last coefficient 1.
pub type Relation = Vec<(usize, Rational)>;

/// What was found, and whether more than pairs were looked at.
pub struct Relations {
    /// Each tells one expression by those before it; independent of each other.
    pub list: Vec<Relation>,
    /// Whether sums of several were looked for, too.
    pub sums: bool,
}

/// The relations that the expressions satisfy at random points; an expression that is 0 there satisfies one alone.
pub fn relations(graph: &Graph, nodes: &[NodeId], options: &Options<'_>) -> Relations {
    let size = graph.reachable(nodes).len();
    let points = nodes.len() + MORE_POINTS;
    let sums = points.saturating_mul(size).saturating_add(points.saturating_pow(3)) <= BUDGET;
    let wanted = if sums { points } else { FEW_POINTS };
    let rows = values(graph, nodes, options, wanted);
    if rows.len() < wanted {
        return Relations { list: Vec::new(), sums: false };
    }
    let coefficients = Coefficients::new(first_field());
    let list = if sums { by_elimination(rows, &coefficients) } else { by_pairs(&rows, &coefficients) };
    Relations { list, sums }
}

/// The rank of a matrix of expressions at a random point; `None` where none was found at which all have values.
///
/// ```
/// use normsym::expr::{Graph, SymbolKind, zero};
/// use normsym::name::Name;
/// let mut graph = Graph::new();
/// let [x, y] = ["x", "y"].map(|name| graph.symbol(Name::plain(name), SymbolKind::Variable));
/// let (two, xy, yy) = (graph.integer(2), graph.mul(&[x, y]), graph.mul(&[y, y]));
/// let twice = graph.mul(&[two, x]);
/// let options = zero::Options::default();
/// assert_eq!(zero::rank(&graph, &[vec![x, y], vec![xy, yy]], &options), Some(1)); // the second row is y times the first
/// assert_eq!(zero::rank(&graph, &[vec![x, y], vec![twice, y]], &options), Some(2));
/// ```
pub fn rank(graph: &Graph, matrix: &[Vec<NodeId>], options: &Options<'_>) -> Option<usize> {
    let width = matrix.first().map_or(0, Vec::len);
    let entries: Vec<NodeId> = matrix.iter().flatten().copied().collect();
    let values = values(graph, &entries, options, 1).pop()?;
    let mut rows: Vec<Vec<Element>> = values.chunks(width.max(1)).map(<[Element]>::to_vec).collect();
    Some(reduced(&mut rows, first_field()).len())
}

/// The values of the nodes at so many points, fewer where some have none.
fn values(graph: &Graph, nodes: &[NodeId], options: &Options<'_>, wanted: usize) -> Vec<Vec<Element>> {
    let mut rows = Vec::with_capacity(wanted);
    for number in 0..(wanted * TRIES) as u64 {
        if rows.len() == wanted {
            break;
        }
        let mut probe = Probe::new(1_000 + number);
        let row: Option<Vec<Element>> = nodes.iter().map(|node| probe.value(graph, *node, options)).collect();
        rows.extend(row);
    }
    rows
}

/// Brings the rows to reduced echelon form; returns the columns of the pivots, row by row.
fn reduced(rows: &mut [Vec<Element>], field: Field) -> Vec<usize> {
    let width = rows.first().map_or(0, Vec::len);
    let mut pivots = Vec::new();
    for column in 0..width {
        let at = pivots.len();
        let Some(found) = (at..rows.len()).find(|row| !rows[*row][column].is_zero()) else { continue };
        rows.swap(at, found);
        let Some(inverse) = field.inverse(rows[at][column]) else { continue };
        rows[at].iter_mut().for_each(|entry| *entry = field.mul(*entry, inverse));
        let pivot = rows[at].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(place, row)| *place != at && !row[column].is_zero()) {
            let factor = row[column];
            for (entry, other) in row.iter_mut().zip(&pivot).skip(column) {
                *entry = field.sub(*entry, field.mul(factor, *other));
            }
        }
        pivots.push(column);
    }
    pivots
}

fn by_elimination(mut rows: Vec<Vec<Element>>, coefficients: &Coefficients) -> Vec<Relation> {
    let width = rows.first().map_or(0, Vec::len);
    let pivots = reduced(&mut rows, coefficients.field);
    let told = |column: usize| -> Option<Relation> {
        let mut relation = Relation::new();
        for (row, pivot) in pivots.iter().enumerate().filter(|(row, _)| !rows[*row][column].is_zero()) {
            relation.push((*pivot, -&coefficients.rational(rows[row][column])?));
        }
        relation.push((column, Rational::ONE));
        Some(relation)
    };
    (0..width).filter(|column| !pivots.contains(column)).filter_map(told).collect()
}

/// Those that are a multiple of one before.
fn by_pairs(rows: &[Vec<Element>], coefficients: &Coefficients) -> Vec<Relation> {
    let field = coefficients.field;
    let mut first: FxHashMap<Vec<Element>, usize> = FxHashMap::default();
    let mut found = Vec::new();
    for column in 0..rows.first().map_or(0, Vec::len) {
        let own: Vec<Element> = rows.iter().map(|row| row[column]).collect();
        let Some(inverse) = own.first().and_then(|value| field.inverse(*value)) else {
            if own.iter().all(|value| value.is_zero()) {
                found.push(vec![(column, Rational::ONE)]);
            }
            continue;
        };
        let direction: Vec<Element> = own.iter().map(|value| field.mul(*value, inverse)).collect();
        let known = *first.entry(direction).or_insert(column);
        let factor = field.inverse(rows[0][known]).map(|below| field.mul(own[0], below));
        if known != column
            && let Some(factor) = factor.and_then(|factor| coefficients.rational(factor))
        {
            found.push(vec![(known, -&factor), (column, Rational::ONE)]);
        }
    }
    found
}

/// Which elements play small fractions.
struct Coefficients {
    field: Field,
    whole: FxHashMap<Element, i64>,
}

impl Coefficients {
    fn new(field: Field) -> Coefficients {
        let positive = (0..=LARGEST).map(|n| (field.integer(n.unsigned_abs()), n));
        let negative = (1..=LARGEST).map(|n| (field.neg(field.integer(n.unsigned_abs())), -n));
        Coefficients { field, whole: positive.chain(negative).collect() }
    }

    fn rational(&self, element: Element) -> Option<Rational> {
        (1..=LARGEST_BELOW).find_map(|below| {
            let above = self.field.mul(element, self.field.integer(below.unsigned_abs()));
            self.whole.get(&above).map(|above| Rational::new(*above, below))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::SymbolKind;
    use crate::name::Name;

    fn told(list: &[Relation]) -> Vec<String> {
        let one = |relation: &Relation| relation.iter().map(|(place, q)| format!("{q} e{place}")).collect::<Vec<_>>().join(" + ");
        list.iter().map(one).collect()
    }

    #[test]
    fn multiples_sums_and_zeros_are_found() {
        let mut graph = Graph::new();
        let [x, y] = ["x", "y"].map(|name| graph.symbol(Name::plain(name), SymbolKind::Variable));
        let exp = graph.known("exp", &[x]);
        let third = graph.linear(Rational::ZERO, &[(exp, Rational::new(-2, 3))]);
        let sum = graph.linear(Rational::ZERO, &[(exp, Rational::TWO), (y, Rational::MINUS_ONE)]);
        let square = graph.mul(&[y, y]);
        let zero = graph.integer(0);
        let nodes = [exp, third, y, sum, square, zero];
        let found = relations(&graph, &nodes, &Options::default());
        assert!(found.sums);
        assert_eq!(told(&found.list), ["2/3 e0 + 1 e1", "-2 e0 + 1 e2 + 1 e3", "1 e5"]);
        let rows = values(&graph, &nodes, &Options::default(), FEW_POINTS);
        let pairs = by_pairs(&rows, &Coefficients::new(first_field()));
        assert_eq!(told(&pairs), ["2/3 e0 + 1 e1", "1 e5"]);
    }
}
