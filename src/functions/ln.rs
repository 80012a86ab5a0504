//! The natural logarithm.

use super::*;
use crate::number::Rational;

/// `ln`: the natural logarithm, defined for x > 0
pub const LN: Function = Function {
    name: "ln",
    latex: r"\ln",
    aliases: &["log"],
    exact: |x| x[0].is_one().then_some(Rational::ZERO),
    domain: &[("x", Need::Positive)],
    value: |x| if x[0] > 0.0 { x[0].ln() } else { f64::NAN },
    derivative: &["1/x"],
    about: "the natural logarithm, defined for x > 0",
    ..BLANK
};
