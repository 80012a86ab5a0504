//! Adam: running means of the gradient and of its square, each divided by what it still lacks from its start at 0.

use super::*;

/// `adam`: w ← w − rate (m/(1 − β₁ᵏ))/(√(v/(1 − β₂ᵏ)) + eps)
pub const ADAM: Optimizer = Optimizer {
    name: "adam",
    about: "w − rate·m̂/(√v̂ + eps), m̂ and v̂ the corrected running means of g and g²",
    options: &[rate(&["0.001"]), BETAS, number("eps", &["eps"], &["1e-8"], "added to the root"), WEIGHT_DECAY, AMSGRAD, MAXIMIZE],
    states: STATES,
    looks_at: None,
    lines: &[TURNED, DECAYED, POWER_1, POWER_2, M, V, V_MAX, S_MAX, S, ROOT, MOVED],
};

pub(super) const BETAS: Setting =
    number("betas", &["beta_1", "beta_2"], &["0.9", "0.999"], "the shares of m and v that are kept");
pub(super) const AMSGRAD: Setting = switch("amsgrad", &["amsgrad"], "takes the largest v so far");

/// The powers of β₁ and β₂ go along as numbers: β^k of a late step would be a fraction of k digits.
pub(super) const STATES: &[State] = &[
    State { name: "m", start: "0" },
    State { name: "v", start: "0" },
    State { name: "v_max", start: "0" },
    State { name: "power_1", start: "1" },
    State { name: "power_2", start: "1" },
];

pub(super) const POWER_1: Line = line("power_1", "power_1 beta_1");
pub(super) const POWER_2: Line = line("power_2", "power_2 beta_2");
pub(super) const M: Line = line("m", "beta_1 m + (1 - beta_1) g");
pub(super) const V: Line = line("v", "beta_2 v + (1 - beta_2) g^2");
pub(super) const V_MAX: Line = line_when("v_max", "max(v_max, v)", &[("amsgrad", true)]);
pub(super) const S_MAX: Line = line_when("s", "v_max", &[("amsgrad", true)]);
pub(super) const S: Line = line_when("s", "v", &[("amsgrad", false)]);
pub(super) const ROOT: Line = line("root", "√(s/(1 - power_2)) + eps");
pub(super) const MOVED: Line = line("w", "w - rate m/(1 - power_1)/root");
