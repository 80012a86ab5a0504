//! Exponential and logarithm: `exp(x) exp(y) = exp(x + y)`, `exp(ln x) = x` for x > 0.

use super::Rule;
use crate::functions::Need::{NonZero, Positive};

/// The family.
pub static RULES: &[Rule] = &[
    Rule { name: "exp of ln", left: "exp(ln(x))", right: "x", when: &[("x", Positive)], about: "ln is defined for x > 0 alone" },
    Rule { name: "ln of exp", left: "ln(exp(x))", right: "x", when: &[], about: "exp is positive, and ln undoes it" },
    Rule { name: "product of exponentials", left: "exp(x) exp(y)", right: "exp(x + y)", when: &[], about: "exponents add" },
    Rule { name: "quotient of exponentials", left: "exp(x)/exp(y)", right: "exp(x - y)", when: &[], about: "exponents subtract" },
    Rule { name: "square of an exponential", left: "exp(x)^2", right: "exp(2 x)", when: &[], about: "exponents multiply" },
    Rule { name: "cube of an exponential", left: "exp(x)^3", right: "exp(3 x)", when: &[], about: "exponents multiply" },
    Rule { name: "root of an exponential", left: "sqrt(exp(x))", right: "exp(x/2)", when: &[], about: "exponents multiply" },
    Rule { name: "exponential below the line", left: "1/exp(x)", right: "exp(-x)", when: &[], about: "exp is never 0" },
    Rule {
        name: "sum of logarithms",
        left: "ln(x) + ln(y)",
        right: "ln(x y)",
        when: &[("x", Positive), ("y", Positive)],
        about: "for two negative numbers only the right side exists",
    },
    Rule {
        name: "difference of logarithms",
        left: "ln(x) - ln(y)",
        right: "ln(x/y)",
        when: &[("x", Positive), ("y", Positive)],
        about: "for two negative numbers only the right side exists",
    },
    Rule {
        name: "logarithm of a reciprocal",
        left: "ln(1/x)",
        right: "-ln(x)",
        when: &[("x", Positive)],
        about: "for x ≤ 0 neither side exists",
    },
    Rule {
        name: "logarithm of a square",
        left: "ln(x^2)",
        right: "2 ln(abs(x))",
        when: &[("x", NonZero)],
        about: "at 0 neither side exists",
    },
    Rule {
        name: "logarithm of a root",
        left: "ln(sqrt(x))",
        right: "ln(x)/2",
        when: &[("x", Positive)],
        about: "for x ≤ 0 neither side exists",
    },
    Rule {
        name: "logarithm of a product with an exponential",
        left: "ln(x exp(y))",
        right: "ln(x) + y",
        when: &[("x", Positive)],
        about: "for x ≤ 0 neither side exists",
    },
];
