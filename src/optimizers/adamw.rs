//! AdamW: Adam whose weight decay shrinks the weight itself and does not enter the gradient.

use super::adam::{AMSGRAD, BETAS, M, MOVED, POWER_1, POWER_2, ROOT, S, S_MAX, STATES, V, V_MAX};
use super::*;

/// `adamw`: first w ← w (1 − rate weight_decay), then Adam's step
pub const ADAMW: Optimizer = Optimizer {
    name: "adamw",
    about: "first w·(1 − rate·weight_decay), then the step of adam",
    options: &[
        rate(&["0.001"]),
        BETAS,
        number("eps", &["eps"], &["1e-8"], "added to the root"),
        number("weight_decay", &["weight_decay"], &["0.01"], "the share of the weight that each step takes away, times the rate"),
        AMSGRAD,
        MAXIMIZE,
    ],
    states: STATES,
    looks_at: None,
    lines: &[TURNED, line("w", "w - rate weight_decay w"), POWER_1, POWER_2, M, V, V_MAX, S_MAX, S, ROOT, MOVED],
};
