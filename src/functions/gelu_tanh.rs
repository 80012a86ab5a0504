//! The Gaussian error linear unit, the approximation by tanh.

use super::*;

/// `gelu_tanh`: x (1 + tanh(√(2/π) (x + 0.044715 x³)))/2
pub const GELU_TANH: Function = Function {
    name: "gelu_tanh",
    latex: r"\operatorname{gelu\_tanh}",
    definition: Some("x (1 + tanh(√(2/π) (x + 0.044715 x^3)))/2"),
    exact: |x| x[0].is_zero().then_some(crate::number::Rational::ZERO),
    value: |x| {
        let v = x[0];
        0.5 * v * (1.0 + (std::f64::consts::FRAC_2_PI.sqrt() * (v + 0.044715 * v * v * v)).tanh())
    },
    derivative: &[
        "(1 + tanh(√(2/π) (x + 0.044715 x^3)))/2 + x (1 - tanh(√(2/π) (x + 0.044715 x^3))^2) √(2/π) (1 + 0.134145 x^2)/2",
    ],
    about: "x (1 + tanh(√(2/π) (x + 0.044715 x³)))/2",
    ..BLANK
};
