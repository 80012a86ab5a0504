//! The smooth maximum ln Σ exp x_i.

use super::*;

/// `logsumexp`: ln(exp x_1 + … + exp x_n)
pub const LOGSUMEXP: Function = Function {
    name: "logsumexp",
    latex: r"\operatorname{logsumexp}",
    arity: Arity::Any,
    exact: |x| if let [x] = x { Some(x.clone()) } else { None },
    value: |x| {
        // A NaN that max drops comes back through its own summand.
        let top = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        top + x.iter().map(|v| (v - top).exp()).sum::<f64>().ln()
    },
    derivative: &["exp(x_i - y)"],
    about: "ln(exp x_1 + … + exp x_n)",
    ..BLANK
};
