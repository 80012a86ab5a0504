//! The logistic function.

use super::*;
use crate::number::Rational;

/// `sigmoid`: 1/(1 + exp(−x))
pub const SIGMOID: Function = Function {
    name: "sigmoid",
    latex: r"\sigma",
    definition: Some("1/(1 + exp(-x))"),
    exact: |x| x[0].is_zero().then_some(Rational::HALF),
    range: Range::Positive,
    value: |x| {
        if x[0] >= 0.0 {
            1.0 / (1.0 + (-x[0]).exp())
        } else {
            let e = x[0].exp();
            e / (1.0 + e)
        }
    },
    derivative: &["y (1 - y)"],
    about: "1/(1 + exp(−x))",
    ..BLANK
};
