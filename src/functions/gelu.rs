//! The Gaussian error linear unit, exact form.

use super::*;
use crate::number::Rational;

/// `gelu`: x Φ(x), Φ the distribution function of the normal law
pub const GELU: Function = Function {
    name: "gelu",
    latex: r"\operatorname{gelu}",
    definition: Some("x (1 + erf(x/√2))/2"),
    exact: |x| x[0].is_zero().then_some(Rational::ZERO),
    value: |x| {
        let (v, scaled) = (x[0], x[0] * std::f64::consts::FRAC_1_SQRT_2);
        if v < -1.0 {
            // 1 + erf would lose all digits, and x²/2 keeps those that (x/√2)² loses.
            0.5 * v * erf::bell(v, 0.5) * erf::scaled_complement(-scaled)
        } else {
            0.5 * v * (1.0 + erf::erf(scaled))
        }
    },
    derivative: &["(1 + erf(x/√2))/2 + x exp(-x^2/2)/√(2π)"],
    about: "x Φ(x), Φ the distribution function of the normal law",
    ..BLANK
};
