//! The smooth rectifier.

use super::*;

/// `softplus`: ln(1 + exp x)
pub const SOFTPLUS: Function = Function {
    name: "softplus",
    latex: r"\operatorname{softplus}",
    definition: Some("ln(1 + exp(x))"),
    range: Range::Positive,
    value: |x| if x[0] > 0.0 { x[0] + (-x[0]).exp().ln_1p() } else { x[0].exp().ln_1p() },
    derivative: &["sigmoid(x)"],
    about: "ln(1 + exp x)",
    ..BLANK
};
