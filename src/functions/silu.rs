//! The sigmoid linear unit (swish).

use super::*;
use crate::number::Rational;

/// `silu`: x sigmoid(x)
pub const SILU: Function = Function {
    name: "silu",
    latex: r"\operatorname{silu}",
    definition: Some("x sigmoid(x)"),
    exact: |x| x[0].is_zero().then_some(Rational::ZERO),
    value: |x| x[0] * (sigmoid::SIGMOID.value)(x),
    derivative: &["sigmoid(x) (1 + x - x sigmoid(x))"],
    about: "x sigmoid(x)",
    ..BLANK
};
