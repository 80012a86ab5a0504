//! Kinks: `relu(x) = x step(x)`, `relu(x) − relu(−x) = x`, `max(x, y) + min(x, y) = x + y`; step(0) = 0.

use super::Rule;
use crate::functions::Need::{NonNegative, NonZero, Positive};

/// The family.
pub static RULES: &[Rule] = &[
    Rule {
        name: "relu of what is never negative",
        left: "relu(x)",
        right: "x",
        when: &[("x", NonNegative)],
        about: "below 0 it is 0",
    },
    Rule {
        name: "relu of what is never positive",
        left: "relu(x)",
        right: "0",
        when: &[("-x", NonNegative)],
        about: "above 0 it is x",
    },
    Rule { name: "relu − relu", left: "relu(x) - relu(-x)", right: "x", when: &[], about: "one of the two is 0" },
    Rule { name: "relu + relu", left: "relu(x) + relu(-x)", right: "abs(x)", when: &[], about: "one of the two is 0" },
    Rule { name: "relu times relu", left: "relu(x) relu(-x)", right: "0", when: &[], about: "one of the two is 0" },
    Rule { name: "relu times step", left: "relu(x) step(x)", right: "relu(x)", when: &[], about: "where step is 0, relu is 0" },
    Rule { name: "number times step", left: "x step(x)", right: "relu(x)", when: &[], about: "the definition of relu" },
    Rule { name: "relu of relu", left: "relu(relu(x))", right: "relu(x)", when: &[], about: "relu is never negative" },
    Rule {
        name: "step of relu",
        left: "step(relu(x))",
        right: "step(x)",
        when: &[],
        about: "relu is positive where its argument is",
    },
    Rule { name: "square of step", left: "step(x)^2", right: "step(x)", when: &[], about: "step is 0 or 1" },
    Rule { name: "step + step", left: "step(x) + step(-x)", right: "1", when: &[("x", NonZero)], about: "at 0 both are 0" },
    Rule { name: "step times step", left: "step(x) step(-x)", right: "0", when: &[], about: "one of the two is 0" },
    Rule { name: "step − step", left: "step(x) - step(-x)", right: "sign(x)", when: &[], about: "at 0 both are 0" },
    Rule { name: "step of a positive number", left: "step(x)", right: "1", when: &[("x", Positive)], about: "else it is 0" },
    Rule {
        name: "step of what is never positive",
        left: "step(x)",
        right: "0",
        when: &[("-x", NonNegative)],
        about: "above 0 it is 1",
    },
    Rule {
        name: "sign times step",
        left: "sign(x) step(x)",
        right: "step(x)",
        when: &[],
        about: "where step is 1, the sign is 1",
    },
    Rule { name: "max + min", left: "max(x, y) + min(x, y)", right: "x + y", when: &[], about: "one is x, the other y" },
    Rule { name: "max − min", left: "max(x, y) - min(x, y)", right: "abs(x - y)", when: &[], about: "one is x, the other y" },
    Rule { name: "max of a number and itself", left: "max(x, x)", right: "x", when: &[], about: "both are x" },
    Rule { name: "min of a number and itself", left: "min(x, x)", right: "x", when: &[], about: "both are x" },
    Rule { name: "max with 0", left: "max(x, 0)", right: "relu(x)", when: &[], about: "the definition of relu" },
    Rule { name: "max with 0 first", left: "max(0, x)", right: "relu(x)", when: &[], about: "the definition of relu" },
    Rule {
        name: "max of a number and its negative",
        left: "max(x, -x)",
        right: "abs(x)",
        when: &[],
        about: "the larger of the two is |x|",
    },
];
