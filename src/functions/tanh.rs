//! The hyperbolic tangent.

use super::*;
use crate::number::Rational;

/// `tanh`: the hyperbolic tangent, 1 − 2/(exp(2x) + 1)
pub const TANH: Function = Function {
    name: "tanh",
    latex: r"\tanh",
    definition: Some("1 - 2/(exp(2x) + 1)"),
    exact: |x| x[0].is_zero().then_some(Rational::ZERO),
    parity: Parity::Odd,
    value: |x| x[0].tanh(),
    derivative: &["1 - y^2"],
    about: "the hyperbolic tangent, 1 − 2/(exp(2x) + 1)",
    ..BLANK
};
