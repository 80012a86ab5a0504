//! Polynomials of degree 2 that never change their sign: `x² + x + 1 = (x + 1/2)² + 3/4`, `a² − 2ab + b² = (a − b)²`.
//!
//! Squares are completed one variable after the other (L D Lᵀ of the quadratic form, exactly): the form is at least 0 where
//! every pivot is above 0 or stands in a row of zeros, and above 0 where the number that is left is. What the polynomial is
//! made of counts as variables, `exp(x)` as any other. Polynomials of a higher degree are not looked at.

use crate::expr::{Graph, Node, NodeId};
use crate::number::Rational;

/// The largest number of variables.
const VARIABLES: usize = 12;
/// The largest number of products that are multiplied out.
const PRODUCTS: usize = 400;

/// What is known of the sign of a polynomial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Definite {
    /// Above 0 everywhere.
    Positive,
    /// At least 0 everywhere.
    NonNegative,
    /// Nothing.
    Unknown,
}

/// The sign of so many times an expression that is a polynomial of degree 2 (or less) in what it is made of.
pub(super) fn definite(graph: &Graph, node: NodeId, scale: &Rational) -> Definite {
    let mut form = Form::default();
    if form.add(graph, node, scale).is_none() { Definite::Unknown } else { form.sign() }
}

/// `Σ m_jk v_j v_k`, v_0 being 1; kept as a full symmetric matrix.
#[derive(Default)]
struct Form {
    variables: Vec<NodeId>,
    /// The coefficient of `v_j v_k` for j ≤ k.
    terms: Vec<(usize, usize, Rational)>,
}

/// A linear expression: the number first, then variables by place.
type Linear = Vec<(usize, Rational)>;

impl Form {
    /// Adds `scale · node`; `None` where that is not of degree 2.
    fn add(&mut self, graph: &Graph, node: NodeId, scale: &Rational) -> Option<()> {
        match graph.node(node) {
            Node::Sum { constant, terms } => {
                self.put(0, 0, scale * constant);
                terms.iter().try_for_each(|(term, coefficient)| self.add(graph, *term, &(scale * coefficient)))
            }
            Node::Number(value) => {
                self.put(0, 0, scale * value);
                Some(())
            }
            Node::Product(factors) => {
                let whole = |exponent: &Rational| exponent.to_i64().filter(|n| (1..=2).contains(n)).map(|n| n as usize);
                let degrees: Option<Vec<usize>> = factors.iter().map(|(_, exponent)| whole(exponent)).collect();
                let sides: Vec<NodeId> = match degrees {
                    Some(degrees) if degrees.iter().sum::<usize>() == 2 => {
                        factors.iter().zip(&degrees).flat_map(|((base, _), degree)| vec![*base; *degree]).collect()
                    }
                    // `√x`, `x³`, `1/x`: a variable of its own.
                    _ => return self.linear(graph, node).map(|variable| self.times(&variable, &vec![(0, Rational::ONE)], scale)),
                };
                let (left, right) = (self.linear(graph, sides[0])?, self.linear(graph, sides[1])?);
                self.times(&left, &right, scale);
                (self.terms.len() <= PRODUCTS).then_some(())
            }
            _ => self.linear(graph, node).map(|variable| self.times(&variable, &vec![(0, Rational::ONE)], scale)),
        }
    }

    /// The node as a linear expression in variables.
    fn linear(&mut self, graph: &Graph, node: NodeId) -> Option<Linear> {
        match graph.node(node) {
            Node::Number(value) => Some(vec![(0, value.clone())]),
            Node::Sum { constant, terms } => {
                let mut found = vec![(0, constant.clone())];
                for (term, coefficient) in terms {
                    found.push((self.variable(*term)?, coefficient.clone()));
                }
                Some(found)
            }
            _ => Some(vec![(self.variable(node)?, Rational::ONE)]),
        }
    }

    fn variable(&mut self, node: NodeId) -> Option<usize> {
        let place = self.variables.iter().position(|known| *known == node).unwrap_or_else(|| {
            self.variables.push(node);
            self.variables.len() - 1
        });
        (place < VARIABLES).then_some(place + 1)
    }

    fn times(&mut self, left: &Linear, right: &Linear, scale: &Rational) {
        for (j, a) in left {
            for (k, b) in right {
                self.put(*j, *k, scale * &(a * b));
            }
        }
    }

    fn put(&mut self, j: usize, k: usize, value: Rational) {
        self.terms.push((j.min(k), j.max(k), value));
    }

    /// Completes the squares.
    fn sign(&self) -> Definite {
        let size = self.variables.len() + 1;
        let mut matrix = vec![vec![Rational::ZERO; size]; size];
        for (j, k, value) in &self.terms {
            let share = if j == k { value.clone() } else { value * &Rational::HALF };
            matrix[*j][*k] = &matrix[*j][*k] + &share;
            if j != k {
                matrix[*k][*j] = &matrix[*k][*j] + &share;
            }
        }
        for pivot in (1..size).rev() {
            let head = matrix[pivot][pivot].clone();
            if head.is_negative() || (head.is_zero() && matrix[pivot][..pivot].iter().any(|value| !value.is_zero())) {
                return Definite::Unknown;
            }
            let Some(inverse) = head.recip() else { continue };
            let pivot_row = matrix[pivot].clone();
            for row in &mut matrix[..pivot] {
                let share = &row[pivot] * &inverse;
                for (value, above) in row.iter_mut().zip(&pivot_row).take(pivot) {
                    *value = &*value - &(&share * above);
                }
            }
        }
        match matrix[0][0].signum() {
            1 => Definite::Positive,
            0 => Definite::NonNegative,
            _ => Definite::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;
    use crate::source::Source;

    fn check(text: &str, expected: Definite) {
        let mut model = Model::load(&Source::new("a.expr", "param x, y, z, a, b\n"), &|_| Err("no files here".into()));
        let node = model.meaning_of(text).unwrap().node;
        assert_eq!(definite(&model.graph, node, &Rational::ONE), expected, "{text}");
    }

    #[test]
    fn completed_squares_show_what_never_changes_its_sign() {
        for text in ["x^2 + 1", "x^2 + x + 1", "1 + (x - y)^2 + y^2", "x^2 + x y + y^2 + 1/1000", "2x^2 - 2x y + y^2 - 2x + 2"] {
            check(text, Definite::Positive);
        }
        for text in ["exp(x)^2 + exp(x) + 1", "a^2 - a sin(x) + sin(x)^2 + 1", "5", "(x + 1)^2 + (x - 1)^2"] {
            check(text, Definite::Positive);
        }
        for text in
            ["a^2 - 2 a b + b^2", "x^2", "x^2 + 2x + 1", "(x + y)^2 + (x - y)^2", "x^2 + y^2 + z^2 + 2x y + 2y z + 2x z", "0"]
        {
            check(text, Definite::NonNegative);
        }
    }

    #[test]
    fn near_neighbours_are_not_taken_for_definite() {
        for text in
            ["x^2 + 2x + 999/1000", "x^2 + 2.001x + 1", "a^2 - 2.001 a b + b^2", "x^2 - y^2", "x", "x y", "x^2 + y", "-x^2 - 1"]
        {
            check(text, Definite::Unknown);
        }
        for text in ["x^3 + 1", "x^4 + 1/x", "x y + 1", "x^2 + x y", "exp(x) - 1", "√x + 1", "x^2 + 2x y + y^2 - 1/10^9"] {
            check(text, Definite::Unknown);
        }
    }
}
