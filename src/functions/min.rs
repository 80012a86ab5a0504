//! The smaller of two.

use super::*;

/// `min`: the smaller of two; ½ of the derivative each at a tie
pub const MIN: Function = Function {
    name: "min",
    latex: r"\min",
    arity: Arity::Folded,
    exact: |x| Some(x[0].clone().min(x[1].clone())),
    kinks: &["x_1 - x_2"],
    convention: Some("½ each at a tie of min"),
    value: |x| if x[0].is_nan() || x[1].is_nan() { f64::NAN } else { x[0].min(x[1]) },
    derivative: &["(1 + sign(x_2 - x_1))/2", "(1 + sign(x_1 - x_2))/2"],
    about: "the smaller of two; ½ of the derivative each at a tie",
    ..BLANK
};
