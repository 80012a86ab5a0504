//! The largest stable rate of gradient descent on a quadratic loss: `2/λ`, λ the largest eigenvalue of its Hessian.
//!
//! ```text
//! L = Σ (w x + b − Y)², x = 1, 2, 3:   H = (28 12; 12 6), λ = 17 ± √265, rates below 2/(17 + √265) = 0.0600983 are stable
//! ```
//!
//! A loss is taken for quadratic where it is so as written. What this module does not do: losses that are quadratic only
//! near a minimum, or rates of other methods than plain descent.

use super::degree::{Obstacle, degree};
use super::eigenvalues::{Eigenvalue, eigenvalues};
use super::matrix::{self, Inertia, Matrix};
use crate::calculus;
use crate::eval::{self, Decimal, Point, Undefined};
use crate::expr::{Graph, NodeId};
use crate::number::Rational;

/// More weights than this are not looked at.
pub const MOST_WEIGHTS: usize = 400;

/// The largest matrix of which it is decided exactly whether a rate is at its bound.
const EXACT_SIGNS: usize = 64;

/// Bits of entries that are not rational.
const BITS: usize = 160;

/// Digits that are told at most.
const DIGITS: usize = 6;

/// The curvature of a quadratic loss and what it allows.
#[derive(Clone, Debug)]
pub struct StepBound {
    /// The weights that the loss is quadratic in, those of the rows of the Hessian.
    pub by: Vec<NodeId>,
    /// The second derivatives.
    pub hessian: Vec<Vec<NodeId>>,
    /// Its eigenvalues, the largest first.
    pub eigenvalues: Vec<Eigenvalue>,
    /// How many are negative, 0 and positive; `None` where that is not certain.
    pub inertia: Option<Inertia>,
    /// The bound; `None` where some eigenvalue is negative or may be, or all are 0.
    pub bound: Option<Bound>,
    matrix: Matrix,
    is_exact: bool,
}

/// A number with its exact form, where that is known.
#[derive(Clone, Debug)]
pub struct Bound {
    /// `2/(17 + √265)`.
    pub exact: Option<NodeId>,
    /// Numbers between which it lies.
    pub between: (Rational, Rational),
}

/// Why there is no step bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoBound {
    /// More weights than [`MOST_WEIGHTS`].
    TooMany(usize),
    /// As written, the loss is not quadratic in the weights.
    NotQuadratic(Obstacle),
    /// The loss does not move with any weight, or only along a line.
    NoCurvature,
    /// The curvature depends on this name, which has no number.
    Depends(NodeId),
    /// A second derivative has no value.
    NoValue(Undefined),
    /// The numbers are too large, or the iteration found no end.
    NotFound,
}

/// The Hessian of a loss that is quadratic in the weights, its eigenvalues and the largest stable rate.
///
/// # Errors
/// The reason where there is no such bound.
///
/// ```
/// use normsym::analysis::step_bound;
/// use normsym::model::Model;
/// use normsym::number::Rational;
/// use normsym::render;
/// use normsym::source::Source;
/// let text = "param w, b\ndata (x, Y) = (1, 3), (2, 2), (3, 1)\nL = sum[data] (w x + b - Y)^2\nK = sum[data] (tanh(w x) - Y)^2\n";
/// let mut model = Model::load(&Source::new("net.expr", text), &|_| Err("no files here".into()));
/// let by: Vec<_> = model.parameters.iter().map(|parameter| parameter.node).collect();
/// let loss = model.meaning_of("L").unwrap().node;
/// let found = step_bound(&mut model.graph, loss, &by).unwrap();
/// let bound = found.bound.as_ref().unwrap();
/// assert_eq!(render::plain(&model.graph, bound.exact.unwrap()), "2/(√(265) + 17)");
/// assert_eq!(bound.digits().unwrap().to_string(), "0.0600983");
/// assert_eq!(found.is_stable(&Rational::new(1, 10)), Some(false));
/// assert_eq!(found.is_stable(&Rational::new(1, 20)), Some(true));
/// // tanh has curvature, but not the same everywhere.
/// let other = model.meaning_of("K").unwrap().node;
/// assert!(step_bound(&mut model.graph, other, &by).is_err());
/// ```
pub fn step_bound(graph: &mut Graph, loss: NodeId, by: &[NodeId]) -> Result<StepBound, NoBound> {
    if by.len() > MOST_WEIGHTS {
        return Err(NoBound::TooMany(by.len()));
    }
    let loss = calculus::resolve(graph, loss);
    if degree(graph, loss, by, 2).map_err(NoBound::NotQuadratic)? < 2 {
        return Err(NoBound::NoCurvature);
    }
    let hessian = hessian(graph, loss, by);
    let (matrix, radius) = values(graph, &hessian)?;
    let eigenvalues = eigenvalues(graph, &matrix, &radius).ok_or(NoBound::NotFound)?;
    let is_exact = radius.is_zero();
    let exactly = is_exact.then(|| matrix::inertia(&matrix)).flatten();
    let inertia = exactly.or_else(|| by_enclosures(&eigenvalues));
    let safe = inertia.is_some_and(|found| found.negative == 0 && found.positive > 0);
    let bound = largest(&eigenvalues).filter(|_| safe).and_then(|largest| bound(graph, &largest));
    Ok(StepBound { by: by.to_vec(), hessian, eigenvalues, inertia, bound, matrix, is_exact })
}

/// The second derivatives. Where the function is of degree 2 as written, none of them holds a weight.
fn hessian(graph: &mut Graph, loss: NodeId, by: &[NodeId]) -> Vec<Vec<NodeId>> {
    let slopes = calculus::gradient(graph, loss, by, &[], &mut |_, _, node| node).values;
    slopes.into_iter().map(|slope| calculus::gradient(graph, slope, by, &[], &mut |_, _, node| node).values).collect()
}

/// The numbers of the Hessian and a bound of their error.
fn values(graph: &Graph, hessian: &[Vec<NodeId>]) -> Result<(Matrix, Rational), NoBound> {
    let entries: Vec<NodeId> = hessian.iter().flatten().copied().collect();
    let size = hessian.len();
    match eval::exact(graph, &entries, &Point::new()) {
        Ok(found) => return Ok((found.chunks(size).map(<[Rational]>::to_vec).collect(), Rational::ZERO)),
        Err(Undefined::Irrational(_)) => {}
        Err(Undefined::Unbound(_)) => return Err(depends(graph, &entries)),
        Err(why) => return Err(NoBound::NoValue(why)),
    }
    let found = eval::enclose(graph, &entries, &Point::new(), BITS).map_err(|why| match why {
        Undefined::Unbound(_) => depends(graph, &entries),
        why => NoBound::NoValue(why),
    })?;
    let middle = |(low, high): (Rational, Rational)| &(&low + &high) * &Rational::HALF;
    let middles: Vec<Rational> = found.iter().map(|entry| middle(entry.ends())).collect();
    let widths: Rational = found.iter().map(|entry| entry.ends()).map(|(low, high)| &high - &low).sum();
    // Both halves hold the same numbers, each in an enclosure of its own.
    let symmetric = |row: usize, column: usize| middles[row.min(column) * size + row.max(column)].clone();
    let matrix: Matrix = (0..size).map(|row| (0..size).map(|column| symmetric(row, column)).collect()).collect();
    Ok((matrix, &widths * &Rational::TWO))
}

fn depends(graph: &Graph, entries: &[NodeId]) -> NoBound {
    let symbol = graph.reachable(entries).into_iter().find(|id| graph.as_symbol(*id).is_some());
    symbol.map_or(NoBound::NotFound, NoBound::Depends)
}

fn by_enclosures(list: &[Eigenvalue]) -> Option<Inertia> {
    let mut found = Inertia { negative: 0, zero: 0, positive: 0 };
    for own in list {
        match (own.between.0.signum(), own.between.1.signum()) {
            (1, _) => found.positive += 1,
            (_, -1) => found.negative += 1,
            (0, 0) => found.zero += 1,
            _ => return None,
        }
    }
    Some(found)
}

/// The largest eigenvalue. Its exact form is known where no other one may be larger.
fn largest(list: &[Eigenvalue]) -> Option<Eigenvalue> {
    let first = list.first()?;
    let lowest = list.iter().map(|own| &own.between.0).max()?;
    let rivals = list.iter().filter(|own| own.between.1 > first.between.0);
    let exact = first.exact.filter(|_| rivals.into_iter().all(|own| own.exact == first.exact));
    Some(Eigenvalue { exact, between: (lowest.clone(), first.between.1.clone()) })
}

/// `2/λ`.
fn bound(graph: &mut Graph, largest: &Eigenvalue) -> Option<Bound> {
    let over = |value: &Rational| value.recip().map(|value| &value * &Rational::TWO);
    let between = (over(&largest.between.1)?, over(&largest.between.0).filter(|_| largest.between.0.signum() > 0)?);
    let two = graph.integer(2);
    Some(Bound { exact: largest.exact.map(|exact| graph.div(two, exact)), between })
}

impl StepBound {
    /// Whether descent with this rate stays bounded: the rate is not above the bound. `None` where that is not certain.
    pub fn is_stable(&self, rate: &Rational) -> Option<bool> {
        let bound = self.bound.as_ref()?;
        if *rate < bound.between.0 {
            return Some(true);
        }
        if *rate > bound.between.1 {
            return Some(false);
        }
        // rate ≤ 2/λ for the largest λ, where no eigenvalue of 2/rate − H is negative.
        self.beside(rate).map(|signs| signs.negative == 0)
    }

    /// Whether the rate is known to be the bound itself: along the largest curvature, steps neither shrink nor grow.
    pub fn is_at_bound(&self, rate: &Rational) -> bool {
        let near = |bound: &Bound| *rate >= bound.between.0 && *rate <= bound.between.1;
        let near = self.bound.as_ref().is_some_and(near);
        near && self.beside(rate).is_some_and(|signs| signs.negative == 0 && signs.zero > 0)
    }

    /// The signs of the eigenvalues of `2/rate − H`, where H is known exactly and small.
    fn beside(&self, rate: &Rational) -> Option<Inertia> {
        let shift = &rate.recip()? * &Rational::TWO;
        if !self.is_exact || self.by.len() > EXACT_SIGNS {
            return None;
        }
        let mut shifted: Matrix = self.matrix.iter().map(|row| row.iter().map(|entry| -entry).collect()).collect();
        (0..shifted.len()).for_each(|place| shifted[place][place] = &shifted[place][place] + &shift);
        matrix::inertia(&shifted)
    }

    /// Whether [`StepBound::numbers`] are exact.
    pub fn is_exact(&self) -> bool {
        self.is_exact
    }

    /// The numbers of the Hessian, exact where its entries are rational.
    pub fn numbers(&self) -> &[Vec<Rational>] {
        &self.matrix
    }
}

impl Bound {
    /// The digits that are certain, six at most.
    pub fn digits(&self) -> Option<Decimal> {
        digits(&self.between)
    }
}

impl Eigenvalue {
    /// The digits that are certain, six at most; `None` where not even the sign is.
    pub fn digits(&self) -> Option<Decimal> {
        digits(&self.between)
    }
}

/// The digits that both ends have.
fn digits((low, high): &(Rational, Rational)) -> Option<Decimal> {
    (1..=DIGITS).rev().find_map(|digits| {
        let (low, high) = (Decimal::round(low, digits), Decimal::round(high, digits));
        (low.to_string() == high.to_string()).then_some(low)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;
    use crate::render;
    use crate::source::Source;

    fn found(text: &str) -> (Model, Result<StepBound, NoBound>) {
        let mut model = Model::load(&Source::new("net.expr", text), &|_| Err("no files here".into()));
        let by: Vec<NodeId> = model.parameters.iter().map(|parameter| parameter.node).collect();
        let loss = model.meaning_of("L").unwrap().node;
        let found = step_bound(&mut model.graph, loss, &by);
        (model, found)
    }

    fn check(text: &str, expected: &str) {
        let (model, found) = found(text);
        let told = match found {
            Err(why) => format!("{why:?}").split('(').next().unwrap_or_default().to_string(),
            Ok(found) => match &found.bound {
                None => format!("{:?}", found.inertia.unwrap()),
                Some(bound) => match bound.exact {
                    Some(exact) => render::plain(&model.graph, exact),
                    None => format!("≈ {}", bound.digits().unwrap()),
                },
            },
        };
        assert_eq!(told, expected, "{text}");
    }

    #[test]
    fn quadratic_losses_have_a_bound() {
        check("param w\nL = (3w - 1)^2", "1/9");
        check("param w, v\nL = w^2 + v^2/2", "1");
        check("param a, b, c\nL = (a + b)^2 + (b + c)^2 + c^2 + a", "≈ 0.307979");
        check("param w\nL = √2 w^2", "≈ 0.707107");
    }

    #[test]
    fn others_say_why_not() {
        check("param w, v\nL = (w v - 1)^2", "NotQuadratic");
        check("param w\nL = (tanh(w) - 1)^2", "NotQuadratic");
        check("param w\nL = 3w + 1", "NoCurvature");
        check("param w, v\nL = w^2 - v^2", "Inertia { negative: 1, zero: 0, positive: 1 }");
    }

    #[test]
    fn curvature_may_depend_on_what_is_not_moved() {
        let (mut model, _) = found("param w, u\nL = (w u - 1)^2\n");
        let loss = model.meaning_of("L").unwrap().node;
        let [w, u] = [0, 1].map(|place| model.parameters[place].node);
        assert_eq!(step_bound(&mut model.graph, loss, &[w]).err(), Some(NoBound::Depends(u)));
    }

    #[test]
    fn a_rate_at_the_bound_is_not_above_it() {
        let (_, found) = found("param w, v\nL = (w + v)^2 + (w - 2v)^2\n");
        let found = found.unwrap();
        // H = (4 −2; −2 10), λ = 7 ± √13.
        assert_eq!(found.is_stable(&Rational::new(188_580, 1_000_000)), Some(true));
        assert_eq!(found.is_stable(&Rational::new(188_581, 1_000_000)), Some(false));
        let (_, found) = super::tests::found("param w\nL = (3w - 1)^2\n");
        assert_eq!(found.as_ref().unwrap().is_stable(&Rational::new(1, 9)), Some(true));
        assert!(found.as_ref().unwrap().is_at_bound(&Rational::new(1, 9)));
        assert!(!found.as_ref().unwrap().is_at_bound(&Rational::new(1, 10)));
    }
}
