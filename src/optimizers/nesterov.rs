//! Nesterov's momentum: the gradient is taken where the velocity alone would lead, `w + momentum v`.

use super::*;

/// `nesterov`: the form of the lecture; PyTorch's is `sgd(…; momentum = 0.9, nesterov = true)`
pub const NESTEROV: Optimizer = Optimizer {
    name: "nesterov",
    about: "as momentum, with the gradient at w + momentum·v (PyTorch's form is an option of sgd)",
    options: &[
        rate(&["0.001"]),
        number("momentum", &["momentum"], &["0.9"], "the share of the velocity that is kept"),
        WEIGHT_DECAY,
        MAXIMIZE,
    ],
    states: &[State { name: "v", start: "0" }],
    looks_at: Some("w + momentum v"),
    lines: &[
        TURNED,
        line_when("g", "g + weight_decay (w + momentum v)", &[("weight_decay", true)]),
        line("v", "momentum v - rate g"),
        line("w", "w + v"),
    ],
};
