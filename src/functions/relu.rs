//! The rectified linear unit.

use super::*;
use crate::number::Rational;

/// `relu`: max(0, x); the derivative at 0 is taken as 0
pub const RELU: Function = Function {
    name: "relu",
    latex: r"\operatorname{relu}",
    definition: Some("x step(x)"),
    exact: |x| Some(if x[0].is_negative() { Rational::ZERO } else { x[0].clone() }),
    kinks: &["x"],
    convention: Some("relu'(0) = 0"),
    range: Range::NonNegative,
    value: |x| if x[0].is_nan() { f64::NAN } else { x[0].max(0.0) },
    derivative: &["step(x)"],
    about: "max(0, x); the derivative at 0 is taken as 0",
    ..BLANK
};
