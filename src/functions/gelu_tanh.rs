//! The Gaussian error linear unit, the approximation by tanh.

use super::*;
use crate::number::Rational;

/// `gelu_tanh`: x (1 + tanh(√(2/π) (x + 0.044715 x³)))/2
pub const GELU_TANH: Function = Function {
    name: "gelu_tanh",
    latex: r"\operatorname{gelu\_tanh}",
    definition: Some("x (1 + tanh(√(2/π) (x + 0.044715 x^3)))/2"),
    exact: |x| x[0].is_zero().then_some(Rational::ZERO),
    value: |x| {
        let v = x[0];
        // (1 + tanh u)/2 = sigmoid(2u), which loses nothing where tanh is near −1.
        v * (sigmoid::SIGMOID.value)(&[2.0 * std::f64::consts::FRAC_2_PI.sqrt() * (v + 0.044715 * v * v * v)])
    },
    derivative: &[
        "(1 + tanh(√(2/π) (x + 0.044715 x^3)))/2 + x (1 - tanh(√(2/π) (x + 0.044715 x^3))^2) √(2/π) (1 + 0.134145 x^2)/2",
    ],
    about: "x (1 + tanh(√(2/π) (x + 0.044715 x³)))/2",
    ..BLANK
};
