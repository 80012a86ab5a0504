//! The larger of two.

use super::*;

/// `max`: the larger of two; ½ of the derivative each at a tie
pub const MAX: Function = Function {
    name: "max",
    latex: r"\max",
    arity: Arity::Folded,
    exact: |x| Some(x[0].clone().max(x[1].clone())),
    kinks: &["x_1 - x_2"],
    convention: Some("½ each at a tie of max"),
    value: |x| if x[0].is_nan() || x[1].is_nan() { f64::NAN } else { x[0].max(x[1]) },
    derivative: &["(1 + sign(x_1 - x_2))/2", "(1 + sign(x_2 - x_1))/2"],
    about: "the larger of two; ½ of the derivative each at a tie",
    ..BLANK
};
