//! Hyperbolic functions and the logistic one: `cosh² − sinh² = 1`, `1 − sigmoid(x) = sigmoid(−x)`.

use super::Rule;
use crate::functions::Need::NonZero;

/// The family.
pub static RULES: &[Rule] = &[
    Rule { name: "cosh² − sinh²", left: "cosh(x)^2 - sinh(x)^2", right: "1", when: &[], about: "the unit hyperbola" },
    Rule { name: "1 + sinh²", left: "1 + sinh(x)^2", right: "cosh(x)^2", when: &[], about: "the unit hyperbola" },
    Rule { name: "cosh² − 1", left: "cosh(x)^2 - 1", right: "sinh(x)^2", when: &[], about: "the unit hyperbola" },
    Rule { name: "sinh over cosh", left: "sinh(x)/cosh(x)", right: "tanh(x)", when: &[], about: "cosh is at least 1" },
    Rule {
        name: "cosh over sinh",
        left: "cosh(x)/sinh(x)",
        right: "1/tanh(x)",
        when: &[("x", NonZero)],
        about: "at 0 neither side exists",
    },
    Rule { name: "tanh times cosh", left: "tanh(x) cosh(x)", right: "sinh(x)", when: &[], about: "tanh = sinh/cosh" },
    Rule {
        name: "1 − tanh²",
        left: "1 - tanh(x)^2",
        right: "1/cosh(x)^2",
        when: &[],
        about: "cosh² − sinh² = 1, divided by cosh²",
    },
    Rule {
        name: "1/cosh²",
        left: "1/cosh(x)^2",
        right: "1 - tanh(x)^2",
        when: &[],
        about: "cosh² − sinh² = 1, divided by cosh²",
    },
    Rule { name: "cosh + sinh", left: "cosh(x) + sinh(x)", right: "exp(x)", when: &[], about: "by their definitions" },
    Rule { name: "cosh − sinh", left: "cosh(x) - sinh(x)", right: "exp(-x)", when: &[], about: "by their definitions" },
    Rule { name: "exp + exp", left: "exp(x) + exp(-x)", right: "2 cosh(x)", when: &[], about: "the definition of cosh" },
    Rule { name: "exp − exp", left: "exp(x) - exp(-x)", right: "2 sinh(x)", when: &[], about: "the definition of sinh" },
    Rule {
        name: "1 − sigmoid",
        left: "1 - sigmoid(x)",
        right: "sigmoid(-x)",
        when: &[],
        about: "the logistic function is symmetric about (0, ½)",
    },
    Rule {
        name: "sigmoid of a negative",
        left: "sigmoid(-x)",
        right: "1 - sigmoid(x)",
        when: &[],
        about: "the logistic function is symmetric about (0, ½)",
    },
    Rule {
        name: "sigmoid + sigmoid",
        left: "sigmoid(x) + sigmoid(-x)",
        right: "1",
        when: &[],
        about: "the logistic function is symmetric about (0, ½)",
    },
    Rule {
        name: "tanh from sigmoid",
        left: "2 sigmoid(2 x) - 1",
        right: "tanh(x)",
        when: &[],
        about: "the same curve, shifted and scaled",
    },
    Rule {
        name: "sigmoid from exp",
        left: "1/(1 + exp(-x))",
        right: "sigmoid(x)",
        when: &[],
        about: "the definition of sigmoid",
    },
    Rule {
        name: "sigmoid from exp over exp",
        left: "exp(x)/(1 + exp(x))",
        right: "sigmoid(x)",
        when: &[],
        about: "the definition of sigmoid, times exp(x)/exp(x)",
    },
    Rule {
        name: "sigmoid times exp",
        left: "sigmoid(x) exp(-x)",
        right: "1 - sigmoid(x)",
        when: &[],
        about: "exp(−x)/(1 + exp(−x)) = sigmoid(−x)",
    },
    Rule {
        name: "softplus from exp",
        left: "ln(1 + exp(x))",
        right: "softplus(x)",
        when: &[],
        about: "the definition of softplus",
    },
    Rule {
        name: "softplus − softplus",
        left: "softplus(x) - softplus(-x)",
        right: "x",
        when: &[],
        about: "ln((1 + exp(x))/(1 + exp(−x))) = ln(exp(x))",
    },
    Rule { name: "silu from sigmoid", left: "x sigmoid(x)", right: "silu(x)", when: &[], about: "the definition of silu" },
];
