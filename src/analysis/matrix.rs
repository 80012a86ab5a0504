//! Symmetric matrices of rational numbers: parts that do not meet, inertia, characteristic polynomial. All exact.
//!
//! What this module does not do: eigenvalues (see [`super::eigenvalues`]).

use crate::number::Rational;

/// A square matrix, row by row.
pub(super) type Matrix = Vec<Vec<Rational>>;

/// Entries that a search for signs may compute.
const WORK: usize = 2_000_000;

/// How many eigenvalues are below, at and above 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inertia {
    /// Negative ones.
    pub negative: usize,
    /// Zeros.
    pub zero: usize,
    /// Positive ones.
    pub positive: usize,
}

/// The sets of places that hang together by entries that are not 0, each ascending.
pub(super) fn parts(matrix: &Matrix) -> Vec<Vec<usize>> {
    let mut seen = vec![false; matrix.len()];
    let mut found = Vec::new();
    for first in 0..matrix.len() {
        if std::mem::replace(&mut seen[first], true) {
            continue;
        }
        let (mut part, mut next) = (vec![first], 0);
        while let Some(&row) = part.get(next) {
            next += 1;
            for (column, entry) in matrix[row].iter().enumerate() {
                if !entry.is_zero() && !std::mem::replace(&mut seen[column], true) {
                    part.push(column);
                }
            }
        }
        part.sort_unstable();
        found.push(part);
    }
    found
}

/// The rows and columns at these places.
pub(super) fn part(matrix: &Matrix, places: &[usize]) -> Matrix {
    places.iter().map(|row| places.iter().map(|column| matrix[*row][*column].clone()).collect()).collect()
}

/// Sylvester's law: steps `P ← Aᵀ P A` bring the matrix to a diagonal whose signs are those of the eigenvalues.
///
/// `None` where that is too much work: a large matrix of high rank.
pub(super) fn inertia(matrix: &Matrix) -> Option<Inertia> {
    let mut rest = matrix.clone();
    let mut found = Inertia { negative: 0, zero: 0, positive: 0 };
    let mut work = 0;
    while !rest.is_empty() {
        let size = rest.len();
        work += size * size;
        if work > WORK {
            return None;
        }
        let pivot = match (0..size).find(|place| !rest[*place][*place].is_zero()) {
            Some(place) => place,
            None => match first_entry(&rest) {
                None => return Some(Inertia { zero: size, ..found }),
                // The diagonal is 0: row and column j added to row and column i make 2 h_ij of it.
                Some((row, column)) => {
                    add_cross(&mut rest, row, column);
                    row
                }
            },
        };
        let value = rest[pivot][pivot].clone();
        if value.is_negative() {
            found.negative += 1
        } else {
            found.positive += 1
        }
        rest = eliminated(&rest, pivot, &value);
    }
    Some(found)
}

fn first_entry(matrix: &Matrix) -> Option<(usize, usize)> {
    matrix.iter().enumerate().find_map(|(row, entries)| Some((row, entries.iter().position(|entry| !entry.is_zero())?)))
}

fn add_cross(matrix: &mut Matrix, to: usize, from: usize) {
    let row = matrix[from].clone();
    matrix[to].iter_mut().zip(&row).for_each(|(entry, more)| *entry = &*entry + more);
    for entries in matrix.iter_mut() {
        entries[to] = &entries[to] + &entries[from];
    }
}

/// What is left once the row and column of the pivot are cleared and taken out.
fn eliminated(matrix: &Matrix, pivot: usize, value: &Rational) -> Matrix {
    let others: Vec<usize> = (0..matrix.len()).filter(|place| *place != pivot).collect();
    let row = |place: usize| {
        let factor = matrix[place][pivot].checked_div(value).unwrap_or(Rational::ZERO);
        let entry = |column: &usize| match factor.is_zero() {
            true => matrix[place][*column].clone(),
            false => &matrix[place][*column] - &(&factor * &matrix[pivot][*column]),
        };
        others.iter().map(entry).collect()
    };
    others.iter().map(|place| row(*place)).collect()
}

/// `det(x − M)` by Faddeev and LeVerrier, the coefficients of `x^0, x^1, …, x^n = 1`.
pub(super) fn characteristic(matrix: &Matrix) -> Vec<Rational> {
    let size = matrix.len();
    let mut coefficients = vec![Rational::ONE];
    let mut product: Matrix = vec![vec![Rational::ZERO; size]; size];
    for step in 1..=size {
        let last = coefficients[step - 1].clone();
        (0..size).for_each(|place| product[place][place] = &product[place][place] + &last);
        product = times(matrix, &product);
        let trace = (0..size).fold(Rational::ZERO, |sum, place| &sum + &product[place][place]);
        coefficients.push(&trace * &Rational::new(-1, step as i64));
    }
    coefficients.reverse();
    coefficients
}

fn times(left: &Matrix, right: &Matrix) -> Matrix {
    let size = right.len();
    let entry = |row: &Vec<Rational>, column: usize| {
        row.iter().zip(right).fold(Rational::ZERO, |sum, (factor, other)| &sum + &(factor * &other[column]))
    };
    left.iter().map(|row| (0..size).map(|column| entry(row, column)).collect()).collect()
}

/// The quotient of two polynomials (lowest power first, the divisor's highest coefficient 1) where nothing is left over.
pub(super) fn quotient(dividend: &[Rational], divisor: &[Rational]) -> Option<Vec<Rational>> {
    let mut rest = dividend.to_vec();
    let mut found = vec![Rational::ZERO; (dividend.len() + 1).checked_sub(divisor.len())?];
    for place in (0..found.len()).rev() {
        let factor = rest[place + divisor.len() - 1].clone();
        for (offset, coefficient) in divisor.iter().enumerate() {
            rest[place + offset] = &rest[place + offset] - &(&factor * coefficient);
        }
        found[place] = factor;
    }
    rest.iter().all(Rational::is_zero).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: &[&[i64]]) -> Matrix {
        rows.iter().map(|row| row.iter().map(|value| Rational::integer(*value)).collect()).collect()
    }

    fn check(rows: &[&[i64]], negative: usize, zero: usize, positive: usize) {
        assert_eq!(inertia(&matrix(rows)), Some(Inertia { negative, zero, positive }));
    }

    #[test]
    fn signs_of_eigenvalues_are_counted() {
        check(&[&[28, 12], &[12, 6]], 0, 0, 2);
        check(&[&[0, 1], &[1, 0]], 1, 0, 1);
        check(&[&[1, 1], &[1, 1]], 0, 1, 1);
        check(&[&[0, 0], &[0, 0]], 0, 2, 0);
        check(&[&[0, 2, 0], &[2, 0, 0], &[0, 0, -3]], 2, 0, 1);
    }

    #[test]
    fn the_characteristic_polynomial_is_that_of_the_textbook() {
        let found = characteristic(&matrix(&[&[28, 12], &[12, 6]]));
        assert_eq!(found, [24, -34, 1].map(Rational::integer)); // x² − 34 x + 24
        let root = [Rational::integer(-2), Rational::ONE];
        assert_eq!(quotient(&[6, -5, 1].map(Rational::integer), &root), Some([-3, 1].map(Rational::integer).to_vec()));
        assert_eq!(quotient(&found, &root), None);
    }

    #[test]
    fn what_does_not_meet_falls_apart() {
        let apart = matrix(&[&[1, 0, 2], &[0, 0, 0], &[2, 0, 5]]);
        assert_eq!(parts(&apart), vec![vec![0, 2], vec![1]]);
        assert_eq!(part(&apart, &[0, 2]), matrix(&[&[1, 2], &[2, 5]]));
    }
}
