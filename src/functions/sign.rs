//! The sign: −1, 0 or 1.

use super::*;
use crate::number::Rational;

/// `sign`: −1, 0 or 1; its derivative is taken as 0
pub const SIGN: Function = Function {
    name: "sign",
    latex: r"\operatorname{sign}",
    exact: |x| Some(Rational::integer(x[0].signum().into())),
    kinks: &["x"],
    convention: Some("sign' = 0, also at the jump x = 0"),
    parity: Parity::Odd,
    value: |x| {
        if x[0].is_nan() {
            f64::NAN
        } else if x[0] == 0.0 {
            0.0
        } else {
            x[0].signum()
        }
    },
    derivative: &["0"],
    about: "−1, 0 or 1; its derivative is taken as 0",
    ..BLANK
};
