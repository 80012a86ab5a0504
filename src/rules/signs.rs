//! Absolute values and signs: `|x| sign(x) = x`, `x/|x| = sign(x)` for x ≠ 0; sign(0) = 0.

use super::Rule;
use crate::functions::Need::{NonNegative, NonZero, Positive};

/// The family.
pub static RULES: &[Rule] = &[
    Rule { name: "absolute value times sign", left: "abs(x) sign(x)", right: "x", when: &[], about: "at 0 both are 0" },
    Rule { name: "number times its sign", left: "x sign(x)", right: "abs(x)", when: &[], about: "at 0 both are 0" },
    Rule {
        name: "product of absolute values",
        left: "abs(x) abs(y)",
        right: "abs(x y)",
        when: &[],
        about: "|·| is multiplicative",
    },
    Rule {
        name: "quotient of absolute values",
        left: "abs(x)/abs(y)",
        right: "abs(x/y)",
        when: &[("y", NonZero)],
        about: "for y = 0 neither side exists",
    },
    Rule {
        name: "product of signs",
        left: "sign(x) sign(y)",
        right: "sign(x y)",
        when: &[],
        about: "sign is multiplicative, also at 0",
    },
    Rule {
        name: "square of an absolute value",
        left: "abs(x)^2",
        right: "x^2",
        when: &[],
        about: "the square does not see the sign",
    },
    Rule { name: "absolute value of a square", left: "abs(x^2)", right: "x^2", when: &[], about: "a square is never negative" },
    Rule { name: "cube of a sign", left: "sign(x)^3", right: "sign(x)", when: &[], about: "the sign is −1, 0 or 1" },
    Rule { name: "square of a sign", left: "sign(x)^2", right: "1", when: &[("x", NonZero)], about: "sign(0)² = 0" },
    Rule {
        name: "sign below the line",
        left: "1/sign(x)",
        right: "sign(x)",
        when: &[("x", NonZero)],
        about: "1/sign(0) does not exist",
    },
    Rule {
        name: "number over its absolute value",
        left: "x/abs(x)",
        right: "sign(x)",
        when: &[("x", NonZero)],
        about: "0/|0| does not exist",
    },
    Rule {
        name: "absolute value over its number",
        left: "abs(x)/x",
        right: "sign(x)",
        when: &[("x", NonZero)],
        about: "|0|/0 does not exist",
    },
    Rule {
        name: "sign over its number",
        left: "sign(x)/x",
        right: "1/abs(x)",
        when: &[("x", NonZero)],
        about: "sign(0)/0 does not exist",
    },
    Rule { name: "sign of an absolute value", left: "sign(abs(x))", right: "1", when: &[("x", NonZero)], about: "sign(|0|) = 0" },
    Rule { name: "sign of a sign", left: "sign(sign(x))", right: "sign(x)", when: &[], about: "the sign is −1, 0 or 1" },
    Rule { name: "absolute value twice", left: "abs(abs(x))", right: "abs(x)", when: &[], about: "|x| is never negative" },
    Rule {
        name: "absolute value of a sign",
        left: "abs(sign(x))",
        right: "sign(x)^2",
        when: &[],
        about: "both are 1, and 0 at 0",
    },
    Rule {
        name: "absolute value of what is never negative",
        left: "abs(x)",
        right: "x",
        when: &[("x", NonNegative)],
        about: "below 0 it is −x",
    },
    Rule {
        name: "absolute value of what is never positive",
        left: "abs(x)",
        right: "-x",
        when: &[("-x", NonNegative)],
        about: "above 0 it is x",
    },
    Rule {
        name: "sign of a positive number",
        left: "sign(x)",
        right: "1",
        when: &[("x", Positive)],
        about: "else it is 0 or −1",
    },
    Rule {
        name: "sign of a negative number",
        left: "sign(x)",
        right: "-1",
        when: &[("-x", Positive)],
        about: "else it is 0 or 1",
    },
];
