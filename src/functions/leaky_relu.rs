//! The leaky rectified linear unit.

use super::*;
use crate::number::Rational;

/// `leaky_relu`: x for x > 0, else x/100; the derivative at 0 is taken as 1/100
pub const LEAKY_RELU: Function = Function {
    name: "leaky_relu",
    latex: r"\operatorname{leaky\_relu}",
    definition: Some("x/100 + 99/100 x step(x)"),
    exact: |x| Some(if x[0].is_negative() { &x[0] * &Rational::new(1, 100) } else { x[0].clone() }),
    kinks: &["x"],
    convention: Some("leaky_relu'(0) = 1/100"),
    value: |x| if x[0] > 0.0 { x[0] } else { 0.01 * x[0] },
    derivative: &["1/100 + 99/100 step(x)"],
    about: "x for x > 0, else x/100; the derivative at 0 is taken as 1/100",
    ..BLANK
};
