//! The arc tangent.

use super::*;
use crate::number::Rational;

/// `atan`: the arc tangent, between −π/2 and π/2
pub const ATAN: Function = Function {
    name: "atan",
    latex: r"\arctan",
    aliases: &["arctan"],
    exact: |x| x[0].is_zero().then_some(Rational::ZERO),
    parity: Parity::Odd,
    value: |x| x[0].atan(),
    derivative: &["1/(1 + x^2)"],
    about: "the arc tangent, between −π/2 and π/2",
    ..BLANK
};
