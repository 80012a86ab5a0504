//! The absolute value.

use super::*;

/// `abs`: the absolute value |x|
pub const ABS: Function = Function {
    name: "abs",
    latex: r"\left|x\right|",
    exact: |x| Some(x[0].abs()),
    kinks: &["x"],
    convention: Some("|x|' = 0 at x = 0"),
    range: Range::NonNegative,
    parity: Parity::Even,
    value: |x| x[0].abs(),
    derivative: &["sign(x)"],
    about: "the absolute value |x|",
    ..BLANK
};
