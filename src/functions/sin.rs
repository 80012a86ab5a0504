//! The sine.

use super::*;
use crate::number::Rational;

/// `sin`: the sine, x in radians
pub const SIN: Function = Function {
    name: "sin",
    latex: r"\sin",
    exact: |x| x[0].is_zero().then_some(Rational::ZERO),
    parity: Parity::Odd,
    value: |x| x[0].sin(),
    derivative: &["cos(x)"],
    about: "the sine, x in radians",
    ..BLANK
};
