//! The real power with a variable exponent.

use super::*;
use crate::number::Rational;

/// `pow`: x_1 to the power x_2, written x_1^x_2, defined for x_1 > 0
pub const POW: Function = Function {
    name: "pow",
    latex: r"\operatorname{pow}",
    arity: Arity::Exactly(2),
    definition: Some("exp(x_2 ln(x_1))"),
    domain: &[("x_1", Need::Positive)],
    exact: |x| {
        let (n, d) = x[1].small_parts()?;
        match x[0].signum() {
            1 => x[0].exact_root(u32::try_from(d).ok().filter(|d| *d <= 64)?)?.pow(n),
            0 if n > 0 => Some(Rational::ZERO),
            _ => None,
        }
    },
    range: Range::NonNegative,
    value: |x| {
        if x[0] > 0.0 {
            x[0].powf(x[1])
        } else if x[0] == 0.0 && x[1] > 0.0 {
            0.0
        } else {
            f64::NAN
        }
    },
    derivative: &["x_2 pow(x_1, x_2 - 1)", "ln(x_1) y"],
    about: "x_1 to the power x_2, written x_1^x_2, defined for x_1 > 0",
    ..BLANK
};
