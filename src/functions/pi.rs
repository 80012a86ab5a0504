//! The number π.

use super::*;

/// `pi`: the number π
pub const PI: Function = Function {
    name: "pi",
    latex: r"\pi",
    aliases: &["π"],
    arity: Arity::Exactly(0),
    range: Range::Positive,
    value: |_| std::f64::consts::PI,
    derivative: &[],
    about: "the number π",
    ..BLANK
};
