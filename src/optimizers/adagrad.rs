//! AdaGrad: each weight has its own rate, divided by the root of its gradients' squares so far.

use super::*;

/// `adagrad`: total ← total + g², w ← w − rate g/(√total + eps)
pub const ADAGRAD: Optimizer = Optimizer {
    name: "adagrad",
    about: "w − rate·g/(√(Σ g²) + eps)",
    options: &[
        rate(&["0.01"]),
        number("lr_decay", &["lr_decay"], &["0"], "divides the rate by 1 + (k − 1)·lr_decay at step k"),
        WEIGHT_DECAY,
        number("initial_accumulator_value", &["initial_accumulator_value"], &["0"], "what the sum of squares starts with"),
        number("eps", &["eps"], &["1e-10"], "added to the root"),
        EPS_IN_ROOT,
        MAXIMIZE,
    ],
    states: &[State { name: "total", start: "initial_accumulator_value" }],
    looks_at: None,
    lines: &[
        TURNED,
        DECAYED,
        line("total", "total + g^2"),
        line_when("root", "√(total) + eps", &[("eps_in_root", false)]),
        line_when("root", "√(total + eps)", &[("eps_in_root", true)]),
        line("w", "w - rate g/(1 + (k - 1) lr_decay)/root"),
    ],
};
