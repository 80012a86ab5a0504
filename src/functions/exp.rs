//! The exponential function.

use super::*;
use crate::number::Rational;

/// `exp`: the exponential function
pub const EXP: Function = Function {
    name: "exp",
    latex: r"\exp",
    exact: |x| x[0].is_zero().then_some(Rational::ONE),
    range: Range::Positive,
    value: |x| x[0].exp(),
    derivative: &["y"],
    about: "the exponential function",
    ..BLANK
};
