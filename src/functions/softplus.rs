//! The smooth rectifier.

use super::*;

/// `softplus`: ln(1 + exp x)
pub const SOFTPLUS: Function = Function {
    name: "softplus",
    latex: r"\operatorname{softplus}",
    definition: Some("ln(1 + exp(x))"),
    range: Range::Positive,
    value: |x| x[0].max(0.0) + (-x[0].abs()).exp().ln_1p() + 0.0 * x[0],
    derivative: &["sigmoid(x)"],
    about: "ln(1 + exp x)",
    ..BLANK
};
