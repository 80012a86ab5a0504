//! The hyperbolic cosine.

use super::*;
use crate::number::Rational;

/// `cosh`: (exp x + exp(−x))/2
pub const COSH: Function = Function {
    name: "cosh",
    latex: r"\cosh",
    definition: Some("(exp(x) + exp(-x))/2"),
    exact: |x| x[0].is_zero().then_some(Rational::ONE),
    range: Range::Positive,
    parity: Parity::Even,
    value: |x| x[0].cosh(),
    derivative: &["sinh(x)"],
    about: "(exp x + exp(−x))/2",
    ..BLANK
};
