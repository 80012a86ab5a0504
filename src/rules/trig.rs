//! Circular functions: `sin² + cos² = 1`, `sin/cos = tan` where cos ≠ 0.

use super::Rule;
use crate::functions::Need::NonZero;

/// The family.
pub static RULES: &[Rule] = &[
    Rule { name: "sin² + cos²", left: "sin(x)^2 + cos(x)^2", right: "1", when: &[], about: "the unit circle" },
    Rule { name: "1 − sin²", left: "1 - sin(x)^2", right: "cos(x)^2", when: &[], about: "the unit circle" },
    Rule { name: "1 − cos²", left: "1 - cos(x)^2", right: "sin(x)^2", when: &[], about: "the unit circle" },
    Rule {
        name: "sin over cos",
        left: "sin(x)/cos(x)",
        right: "tan(x)",
        when: &[("cos(x)", NonZero)],
        about: "where cos x = 0 neither side exists",
    },
    Rule {
        name: "tan times cos",
        left: "tan(x) cos(x)",
        right: "sin(x)",
        when: &[("cos(x)", NonZero)],
        about: "where cos x = 0 the left side does not exist",
    },
    Rule {
        name: "1 + tan²",
        left: "1 + tan(x)^2",
        right: "1/cos(x)^2",
        when: &[("cos(x)", NonZero)],
        about: "where cos x = 0 neither side exists",
    },
    Rule { name: "double angle of sin", left: "2 sin(x) cos(x)", right: "sin(2 x)", when: &[], about: "the addition theorem" },
    Rule {
        name: "double angle of cos",
        left: "cos(x)^2 - sin(x)^2",
        right: "cos(2 x)",
        when: &[],
        about: "the addition theorem",
    },
    Rule {
        name: "tan of atan", left: "tan(atan(x))", right: "x", when: &[], about: "atan x lies strictly between −π/2 and π/2"
    },
];
