//! The Gaussian error linear unit, exact form.

use super::*;

/// `gelu`: x Φ(x), Φ the distribution function of the normal law
pub const GELU: Function = Function {
    name: "gelu",
    latex: r"\operatorname{gelu}",
    definition: Some("x (1 + erf(x/√2))/2"),
    exact: |x| x[0].is_zero().then_some(crate::number::Rational::ZERO),
    value: |x| 0.5 * x[0] * (1.0 + super::erf::erf(x[0] * std::f64::consts::FRAC_1_SQRT_2)),
    derivative: &["(1 + erf(x/√2))/2 + x exp(-x^2/2)/√(2π)"],
    about: "x Φ(x), Φ the distribution function of the normal law",
    ..BLANK
};
