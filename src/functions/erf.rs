//! The error function.

use super::*;
use crate::number::Rational;

/// `erf`: 2/√π times the integral of exp(−t²) from 0 to x
pub const ERF: Function = Function {
    name: "erf",
    latex: r"\operatorname{erf}",
    exact: |x| x[0].is_zero().then_some(Rational::ZERO),
    parity: Parity::Odd,
    value: |x| erf(x[0]),
    derivative: &["2 exp(-x^2)/√π"],
    about: "2/√π times the integral of exp(−t²) from 0 to x",
    ..BLANK
};

/// Chebyshev coefficients of e^(x²) erfc(x)/t in 2t − 1, where t = 2/(2 + x) maps x ≥ 0 to 0 < t ≤ 1: computed with 60
/// digits at 120 nodes; those left out are below 2·10^−18.
const COMPLEMENT: [f64; 28] = [
    0.5770337386164697,
    0.3554369212704985,
    0.06509515882878653,
    0.003671142395836639,
    -0.0011128447433526325,
    -0.0001607582991537808,
    3.278031574173137e-05,
    5.442441645505016e-06,
    -1.5154665553171482e-06,
    -1.4297608181169865e-07,
    8.234608827419493e-08,
    -1.2962846852306563e-09,
    -4.154721631015199e-09,
    6.347058278362811e-10,
    1.4320822712256225e-10,
    -6.160390105204585e-11,
    2.0612138554721698e-12,
    3.5714931488477042e-12,
    -8.586422843251796e-13,
    -6.14560021379063e-14,
    7.418725748596617e-14,
    -1.2895042755032325e-14,
    -2.358726385710632e-15,
    1.5729349381685912e-15,
    -2.2782966239546465e-16,
    -6.31233045075643e-17,
    3.5916763531814925e-17,
    -5.049809149847729e-18,
];

/// The error function in doubles, within a few units of the last place.
///
/// ```
/// use normsym::functions::erf::erf;
/// assert!((erf(0.5) - 0.520_499_877_813_046_5).abs() < 2e-16);
/// assert!(erf(f64::NAN).is_nan());
/// ```
pub fn erf(x: f64) -> f64 {
    let square = x * x;
    if square < 1.0 {
        // 2/√π Σ (−1)^n x^(2n+1)/(n! (2n+1)) (Abramowitz and Stegun 7.1.5), by Horner's rule in n.
        let (mut sum, mut n) = (0.0, 20.0);
        while n > 0.0 {
            sum = (1.0 / (2.0 * n + 1.0) + sum) * -square / n;
            n -= 1.0;
        }
        return std::f64::consts::FRAC_2_SQRT_PI * (x + x * sum);
    }
    if x < 0.0 { erfc(-x) - 1.0 } else { 1.0 - erfc(x) }
}

/// 1 − erf x without loss of digits for large x.
///
/// ```
/// use normsym::functions::erf::erfc;
/// assert!((erfc(10.0) / 2.088_487_583_762_544_8e-45 - 1.0).abs() < 1e-15); // 1 − erf(10) is 0 in doubles
/// ```
pub fn erfc(x: f64) -> f64 {
    if x < 0.5 { 1.0 - erf(x) } else { bell(x, 1.0) * scaled_complement(x) }
}

/// e^(−factor · x²) where factor is a power of 2: what rounding x² loses is put back.
pub(super) fn bell(x: f64, factor: f64) -> f64 {
    let square = x * x;
    let lost = x.mul_add(x, -square);
    let bell = (-factor * square).exp();
    // Beyond the range of doubles there is nothing to put back.
    if square.is_finite() { bell - bell * factor * lost } else { bell }
}

/// e^(x²) erfc(x) for x ≥ 0.
pub(super) fn scaled_complement(x: f64) -> f64 {
    let t = 2.0 / (2.0 + x);
    let place = 2.0 * (2.0 * t - 1.0);
    // Clenshaw's rule.
    let (mut first, mut second) = (0.0, 0.0);
    for coefficient in COMPLEMENT[1..].iter().rev() {
        (first, second) = (place * first - second + coefficient, first);
    }
    t * (COMPLEMENT[0] + place / 2.0 * first - second)
}
