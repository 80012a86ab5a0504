//! The hyperbolic sine.

use super::*;
use crate::number::Rational;

/// `sinh`: (exp x − exp(−x))/2
pub const SINH: Function = Function {
    name: "sinh",
    latex: r"\sinh",
    definition: Some("(exp(x) - exp(-x))/2"),
    exact: |x| x[0].is_zero().then_some(Rational::ZERO),
    parity: Parity::Odd,
    value: |x| x[0].sinh(),
    derivative: &["cosh(x)"],
    about: "(exp x − exp(−x))/2",
    ..BLANK
};
