//! Roots: `√(x²) = |x|`, `√x √y = √(x y)` for x, y ≥ 0.

use super::Rule;
use crate::functions::Need::{NonNegative, Positive};

/// The family.
pub static RULES: &[Rule] = &[
    Rule { name: "root of a square", left: "sqrt(x^2)", right: "abs(x)", when: &[], about: "the root is never negative" },
    Rule {
        name: "square of a root",
        left: "sqrt(x)^2",
        right: "x",
        when: &[("x", NonNegative)],
        about: "below 0 the root does not exist",
    },
    Rule {
        name: "product of roots",
        left: "sqrt(x) sqrt(y)",
        right: "sqrt(x y)",
        when: &[("x", NonNegative), ("y", NonNegative)],
        about: "for two negative numbers only the right side exists",
    },
    Rule {
        name: "quotient of roots",
        left: "sqrt(x)/sqrt(y)",
        right: "sqrt(x/y)",
        when: &[("x", NonNegative), ("y", Positive)],
        about: "for two negative numbers only the right side exists",
    },
    Rule {
        name: "square under a root",
        left: "sqrt(x^2 y)",
        right: "abs(x) sqrt(y)",
        when: &[("y", NonNegative)],
        about: "for x = 0 and y < 0 only the left side exists",
    },
    Rule {
        name: "square under a root, below the line",
        left: "sqrt(y/x^2)",
        right: "sqrt(y)/abs(x)",
        when: &[("y", NonNegative), ("x^2", Positive)],
        about: "for x = 0 neither side exists, for y < 0 neither",
    },
    Rule {
        name: "number over its root",
        left: "x/sqrt(x)",
        right: "sqrt(x)",
        when: &[("x", Positive)],
        about: "at 0 only the right side exists",
    },
];
