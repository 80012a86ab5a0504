//! The tangent.

use super::*;
use crate::number::Rational;

/// `tan`: sin x / cos x, defined where cos x ≠ 0
pub const TAN: Function = Function {
    name: "tan",
    latex: r"\tan",
    definition: Some("sin(x)/cos(x)"),
    exact: |x| x[0].is_zero().then_some(Rational::ZERO),
    domain: &[("cos(x)", Need::NonZero)],
    parity: Parity::Odd,
    value: |x| x[0].tan(),
    derivative: &["1 + y^2"],
    about: "sin x / cos x, defined where cos x ≠ 0",
    ..BLANK
};
