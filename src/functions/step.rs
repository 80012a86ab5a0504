//! The unit step: 0 up to and at 0, then 1.

use super::*;
use crate::number::Rational;

/// `step`: 1 for x > 0, else 0 (so 0 at 0); its derivative is taken as 0
pub const STEP: Function = Function {
    name: "step",
    latex: r"\operatorname{step}",
    exact: |x| Some(if x[0].signum() > 0 { Rational::ONE } else { Rational::ZERO }),
    kinks: &["x"],
    convention: Some("step' = 0, also at the jump x = 0"),
    range: Range::NonNegative,
    value: |x| if x[0].is_nan() { f64::NAN } else { f64::from(u8::from(x[0] > 0.0)) },
    derivative: &["0"],
    about: "1 for x > 0, else 0 (so 0 at 0); its derivative is taken as 0",
    ..BLANK
};
