//! The error function.

use super::*;

/// `erf`: 2/√π times the integral of exp(−t²) from 0 to x
pub const ERF: Function = Function {
    name: "erf",
    latex: r"\operatorname{erf}",
    exact: |x| x[0].is_zero().then_some(crate::number::Rational::ZERO),
    parity: Parity::Odd,
    value: |x| erf(x[0]),
    derivative: &["2 exp(-x^2)/√π"],
    about: "2/√π times the integral of exp(−t²) from 0 to x",
    ..BLANK
};

/// The error function in doubles: its Maclaurin series up to 3, then the continued fraction of the complement; within a
/// few units of the last place.
pub fn erf(x: f64) -> f64 {
    let size = x.abs();
    if x.is_nan() {
        return f64::NAN;
    }
    if size < 3.0 {
        // erf x = 2/√π e^(−x²) Σ 2^n x^(2n+1)/(2n+1)!!, all terms positive (Abramowitz and Stegun 7.1.6).
        let (mut term, mut sum, mut n) = (size, size, 1.0);
        while term > sum * 1e-18 {
            term *= 2.0 * size * size / (2.0 * n + 1.0);
            sum += term;
            n += 1.0;
        }
        return (std::f64::consts::FRAC_2_SQRT_PI * (-size * size).exp() * sum).copysign(x);
    }
    if size > 6.0 {
        return 1.0f64.copysign(x);
    }
    // erfc x = e^(−x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))) (Abramowitz and Stegun 7.1.14).
    let fraction = (1..60).rev().fold(size, |below, k| size + f64::from(k) / 2.0 / below);
    (1.0 - (-size * size).exp() * std::f64::consts::FRAC_2_SQRT_PI / 2.0 / fraction).copysign(x)
}
