//! The cosine.

use super::*;
use crate::number::Rational;

/// `cos`: the cosine, x in radians
pub const COS: Function = Function {
    name: "cos",
    latex: r"\cos",
    exact: |x| x[0].is_zero().then_some(Rational::ONE),
    parity: Parity::Even,
    value: |x| x[0].cos(),
    derivative: &["-sin(x)"],
    about: "the cosine, x in radians",
    ..BLANK
};
