//! The exponential function.

use super::*;

/// `exp`: the exponential function
pub const EXP: Function = Function {
    name: "exp",
    latex: r"\exp",
    exact: |x| x[0].is_zero().then_some(crate::number::Rational::ONE),
    range: Range::Positive,
    value: |x| x[0].exp(),
    derivative: &["y"],
    about: "the exponential function",
    ..BLANK
};
