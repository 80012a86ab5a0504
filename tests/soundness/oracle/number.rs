//! What the evaluator asks of its numbers: arithmetic with known errors, and the smooth functions with two derivatives.

use super::real::Result;
use normsym::number::Rational;

/// A smooth function of one argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Smooth {
    Exp,
    Ln,
    Sqrt,
    Sinh,
    Cosh,
    Tanh,
    Sigmoid,
    Softplus,
    Erf,
    Sin,
    Cos,
    Atan,
    /// The function that stands for the opaque one of that number.
    Opaque(usize),
}

/// The rates of `exp(a x) + cos(b x + c)`, which stands for an opaque function.
pub const RATES: [(f64, f64, f64); 3] = [(0.375, 0.75, 0.5), (-0.5, 0.625, 1.25), (0.25, 1.125, -0.75)];

/// A number that knows how far it may be from the true one.
pub trait Number: Clone {
    /// This very number.
    fn exact(value: f64) -> Self;
    /// The closest there is.
    fn of(value: &Rational) -> Self;
    fn pi() -> Self;
    /// The nearest double.
    fn near(&self) -> f64;
    /// Whether it is 0 for certain.
    fn is_zero(&self) -> bool;
    /// The whole number it is for certain.
    fn whole(&self) -> Option<i64>;
    /// -1, 0 or 1 where that is certain.
    fn sign(&self) -> Result<f64>;
    fn negative(&self) -> Self;
    fn add(&self, other: &Self) -> Result<Self>;
    fn mul(&self, other: &Self) -> Result<Self>;
    fn inverse(&self) -> Result<Self>;
    /// The derivative of that order (0, 1, 2) of a smooth function, inside its domain.
    fn smooth(&self, function: Smooth, order: u32) -> Result<Self>;
    /// What is 0 within the error, bent there: its value lies between those of the two branches.
    fn bent(&self, below: f64, above: f64) -> Result<Self>;
}
