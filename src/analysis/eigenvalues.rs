//! Eigenvalues of symmetric matrices (the door to `nalgebra`): enclosed with a proved radius, exact where the characteristic
//! polynomial falls into factors of degree 1 and 2.
//!
//! With a nearly orthogonal Q, `B = QᵀMQ` has the eigenvalues θ_i λ_i, θ_i within `1 ± ‖QᵀQ − 1‖` (Ostrowski), and those of B
//! are within `‖B − diag B‖` of its diagonal (Weyl). Both norms are bounded with the rounding of doubles counted in.

use super::matrix::{self, Matrix};
use crate::eval::{self, Point};
use crate::expr::{Graph, NodeId};
use crate::number::Rational;
use nalgebra::{DMatrix, SymmetricEigen};
use num_bigint::BigInt;
use num_integer::Integer;

/// The largest part whose characteristic polynomial is looked at.
const EXACT: usize = 10;

/// Rounds of the iteration for each row.
const ROUNDS: usize = 200;

/// The largest prime whose square is taken out of a root.
const SQUARES: u64 = 10_000;

/// Bits of the enclosure of an exact form.
const BITS: usize = 128;

/// One eigenvalue.
#[derive(Clone, Debug)]
pub struct Eigenvalue {
    /// Its exact form, where one is known: `17 + √265`.
    pub exact: Option<NodeId>,
    /// Numbers between which it lies.
    pub between: (Rational, Rational),
}

/// The eigenvalues of a symmetric matrix, the largest first; `None` where doubles do not hold it. The entries are known up to
/// `radius` (in the Frobenius norm).
pub(super) fn eigenvalues(graph: &mut Graph, of: &Matrix, radius: &Rational) -> Option<Vec<Eigenvalue>> {
    let mut found = Vec::with_capacity(of.len());
    if radius.is_zero() {
        for places in matrix::parts(of) {
            let part = matrix::part(of, &places);
            let mut own = enclosures(&part, radius)?;
            if part.len() <= EXACT {
                put_in_exact_forms(graph, &part, &mut own);
            }
            found.append(&mut own);
        }
    } else {
        found = enclosures(of, radius)?;
    }
    found.sort_by(|a, b| (&b.between.1, &b.between.0).cmp(&(&a.between.1, &a.between.0)));
    Some(found)
}

/// Enclosures of all eigenvalues, each with its number of times.
fn enclosures(of: &Matrix, radius: &Rational) -> Option<Vec<Eigenvalue>> {
    let size = of.len();
    if let ([row], true) = (of.as_slice(), radius.is_zero()) {
        return Some(vec![Eigenvalue { exact: None, between: (row[0].clone(), row[0].clone()) }]);
    }
    let doubles = DMatrix::from_fn(size, size, |row, column| of[row][column].to_f64());
    let norm = doubles.norm();
    if !norm.is_finite() || norm > 1e150 || (norm != 0.0 && norm < 1e-150) {
        return None;
    }
    let solved = SymmetricEigen::try_new(doubles.clone(), f64::EPSILON, size.saturating_mul(ROUNDS))?;
    let turn = solved.eigenvectors;
    let turned = turn.transpose() * &doubles * &turn;
    let skew = (turn.transpose() * &turn - DMatrix::identity(size, size)).norm();
    // γ_n of a product of matrices is below 1.1 n u; two products, and the entries themselves were rounded.
    let gamma = 1.1 * size as f64 * f64::EPSILON;
    let turn_square = turn.norm().powi(2) * (1.0 + gamma) + gamma;
    let skew = 1.01 * skew + 2.0 * gamma * turn_square;
    let mut beside = turned.clone();
    beside.fill_diagonal(0.0);
    let off = 1.01 * beside.norm() + 4.0 * gamma * turn_square * norm;
    let radius = radius.to_f64() * 1.01;
    if !(skew < 0.5 && off.is_finite() && radius.is_finite()) {
        return None;
    }
    let mut found = Vec::with_capacity(size);
    for middle in turned.diagonal().iter() {
        let reach = 1.01 * (off + skew * middle.abs()) / (1.0 - skew) + 4.0 * f64::EPSILON * norm + radius + f64::MIN_POSITIVE;
        let (middle, reach) = (Rational::from_f64(*middle)?, Rational::from_f64(reach)?);
        found.push(Eigenvalue { exact: None, between: (&middle - &reach, &middle + &reach) });
    }
    found.sort_by(|a, b| b.between.cmp(&a.between));
    Some(found)
}

/// Puts exact forms in the place of enclosures: where as many exact eigenvalues lie in a run of enclosures that overlap as
/// there are enclosures in it, they are its eigenvalues.
fn put_in_exact_forms(graph: &mut Graph, part: &Matrix, list: &mut [Eigenvalue]) {
    let mut exact = exact_forms(graph, part, list);
    let mut first = 0;
    while first < list.len() {
        let (mut lowest, mut end) = (list[first].between.0.clone(), first + 1);
        while end < list.len() && list[end].between.1 >= lowest {
            lowest = lowest.min(list[end].between.0.clone());
            end += 1;
        }
        let highest = list[first..end].iter().map(|own| own.between.1.clone()).max().unwrap_or(Rational::ZERO);
        let inside = |own: &Eigenvalue| own.between.0 >= lowest && own.between.1 <= highest;
        let (mut within, rest): (Vec<Eigenvalue>, Vec<Eigenvalue>) = exact.into_iter().partition(inside);
        if within.len() == end - first {
            within.sort_by(|a, b| b.between.cmp(&a.between));
            within.into_iter().zip(&mut list[first..end]).for_each(|(exact, own)| *own = exact);
        }
        (exact, first) = (rest, end);
    }
}

/// The roots of the characteristic polynomial that factors of degree 1 and 2 give, guided by the enclosures. Of a whole matrix
/// they are algebraic integers, so that the factors have whole coefficients.
fn exact_forms(graph: &mut Graph, part: &Matrix, list: &[Eigenvalue]) -> Vec<Eigenvalue> {
    let denominators = part.iter().flatten().map(Rational::denominator);
    let scale = Rational::from_big(denominators.fold(BigInt::from(1), |lcm, own| lcm.lcm(&own)).into());
    let whole: Matrix = part.iter().map(|row| row.iter().map(|entry| entry * &scale).collect()).collect();
    let mut rest = matrix::characteristic(&whole);
    let middles: Vec<f64> = list.iter().map(|own| (&own.between.0 + &own.between.1).to_f64() / 2.0 * scale.to_f64()).collect();
    let mut open: Vec<bool> = vec![true; middles.len()];
    let mut found = Vec::new();
    for place in 0..middles.len() {
        let Some(root) = nearest(middles[place]) else { continue };
        if let Some(quotient) = matrix::quotient(&rest, &[-&root, Rational::ONE]) {
            (rest, open[place]) = (quotient, false);
            let value = root.checked_div(&scale).unwrap_or(Rational::ZERO);
            found.push(Eigenvalue { exact: Some(graph.number(value.clone())), between: (value.clone(), value) });
        }
    }
    if let [product, minus_sum, _] = rest.as_slice() {
        // What doubles cannot tell apart is told by the formula for two.
        let both = roots(graph, &-minus_sum, product, &scale);
        found.extend(both.into_iter().flatten());
        return found;
    }
    for (first, second) in pairs(middles.len()) {
        let (Some(sum), Some(product)) = (nearest(middles[first] + middles[second]), nearest(middles[first] * middles[second]))
        else {
            continue;
        };
        if !(open[first] && open[second]) {
            continue;
        }
        if let Some(quotient) = matrix::quotient(&rest, &[product.clone(), -&sum, Rational::ONE])
            && let Some(both) = roots(graph, &sum, &product, &scale)
        {
            (rest, open[first], open[second]) = (quotient, false, false);
            found.extend(both);
        }
    }
    found
}

fn pairs(size: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..size).flat_map(move |first| (first + 1..size).map(move |second| (first, second)))
}

/// The nearest whole number, where doubles tell it.
fn nearest(value: f64) -> Option<Rational> {
    (value.abs() < 1e15).then(|| Rational::from_f64(value.round())).flatten()
}

/// Both roots of `x² − sum x + product`, divided by the scale: `sum/2 ± √(sum²/4 − product)`.
fn roots(graph: &mut Graph, sum: &Rational, product: &Rational, scale: &Rational) -> Option<[Eigenvalue; 2]> {
    let half = sum * &Rational::HALF;
    let radicand = &(&half * &half) - product;
    let down = scale.recip()?;
    let middle = &half * &down;
    let (short, (outside, inside)) = match surd(&radicand) {
        Some(parts) => (true, parts),
        None => (false, (Rational::ONE, radicand)),
    };
    let root = graph.number(inside);
    let root = graph.sqrt(root);
    let factor = &outside * &down;
    let [upper, lower] = [factor.clone(), -&factor].map(|factor| graph.linear(middle.clone(), &[(root, factor)]));
    // A root of a number that fills the line is no exact form that anybody reads.
    let told = |own: Eigenvalue| Eigenvalue { exact: own.exact.filter(|_| short), ..own };
    Some([told(enclosed(graph, upper)?), told(enclosed(graph, lower)?)])
}

/// An exact form with its enclosure.
fn enclosed(graph: &Graph, exact: NodeId) -> Option<Eigenvalue> {
    let between = eval::enclose(graph, &[exact], &Point::new(), BITS).ok()?.first()?.ends();
    Some(Eigenvalue { exact: Some(exact), between })
}

/// `√r` as `a √b` with a whole b that has no small square factor; `None` where r is negative or large.
fn surd(radicand: &Rational) -> Option<(Rational, Rational)> {
    let (top, bottom) = radicand.small_parts().filter(|(top, _)| *top >= 0)?;
    let mut inside = u64::try_from(top.checked_mul(bottom)?).ok()?;
    let mut outside = 1u64;
    let mut factor = 2;
    while factor <= SQUARES && factor * factor <= inside {
        if inside.is_multiple_of(factor * factor) {
            inside /= factor * factor;
            outside *= factor;
        } else {
            factor += 1;
        }
    }
    let [outside, inside] = [outside, inside].map(|value| i64::try_from(value).map(Rational::integer));
    Some((outside.ok()?.checked_div(&Rational::integer(bottom))?, inside.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render;

    fn check(rows: &[&[i64]], expected: &[&str]) {
        let mut graph = Graph::new();
        let of: Matrix = rows.iter().map(|row| row.iter().map(|value| Rational::integer(*value)).collect()).collect();
        let found = eigenvalues(&mut graph, &of, &Rational::ZERO).unwrap();
        let told = |own: &Eigenvalue| match own.exact {
            Some(exact) => render::plain(&graph, exact),
            None => format!("{:.6}", own.between.0.to_f64()),
        };
        assert_eq!(found.iter().map(told).collect::<Vec<_>>(), expected);
        for own in &found {
            let (low, high) = &own.between;
            assert!(low <= high && (high - low).to_f64() < 1e-10);
        }
    }

    #[test]
    fn small_matrices_have_exact_eigenvalues() {
        check(&[&[7]], &["7"]);
        check(&[&[28, 12], &[12, 6]], &["√(265) + 17", "17 - √(265)"]);
        check(&[&[2, 0, 0], &[0, 3, 1], &[0, 1, 3]], &["4", "2", "2"]);
        check(&[&[0, 0], &[0, 0]], &["0", "0"]);
    }

    #[test]
    fn double_and_zero_eigenvalues_are_found_as_often_as_they_occur() {
        // The same net twice, side by side in one sum: each entry of the small matrix four times.
        let twice: [&[i64]; 4] = [&[28, 12, 28, 12], &[12, 6, 12, 6], &[28, 12, 28, 12], &[12, 6, 12, 6]];
        check(&twice, &["2√(265) + 34", "34 - 2√(265)", "0", "0"]);
        // Two equal blocks, mixed by a third that keeps the eigenvalues: (x² − 4x + 1)².
        let mixed: [&[i64]; 4] = [&[1, 1, 0, 0], &[1, 3, 0, 0], &[0, 0, 1, 1], &[0, 0, 1, 3]];
        check(&mixed, &["√(2) + 2", "√(2) + 2", "2 - √(2)", "2 - √(2)"]);
    }

    #[test]
    fn two_eigenvalues_far_apart_are_both_told() {
        let mut graph = Graph::new();
        let [a, b, d] = [(1, 1_000_000_007), (1, 7), (2_000_000_000, 1)].map(|(n, d)| Rational::new(n, d));
        let found = eigenvalues(&mut graph, &vec![vec![a, b.clone()], vec![b, d]], &Rational::ZERO).unwrap();
        // λ_2 = det/λ_1.
        assert!((found[1].between.0.to_f64() / (0.999_999_993e-9 - 1.0 / 49.0 / 2e9) - 1.0).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn a_cubic_is_enclosed() {
        // x³ − 5x² + 6x − 1 has the roots 4 cos²(k π/7).
        check(&[&[1, 1, 0], &[1, 2, 1], &[0, 1, 2]], &["3.246980", "1.554958", "0.198062"]);
    }
}
