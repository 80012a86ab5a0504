//! The natural logarithm.

use super::*;

/// `ln`: the natural logarithm, defined for x > 0
pub const LN: Function = Function {
    name: "ln",
    latex: r"\ln",
    aliases: &["log"],
    exact: |x| x[0].is_one().then_some(crate::number::Rational::ZERO),
    domain: &[("x", Need::Positive)],
    value: |x| x[0].ln(),
    derivative: &["1/x"],
    about: "the natural logarithm, defined for x > 0",
    ..BLANK
};
