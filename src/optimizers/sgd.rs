//! Gradient descent, `w ← w − rate g`, with PyTorch's options.

use super::*;

/// `sgd`: the buffer is g at the first step, then momentum·buffer + (1 − dampening) g
pub const SGD: Optimizer = Optimizer {
    name: "sgd",
    about: "w − rate·g; with `momentum` the mean of the gradients takes the place of g (PyTorch's SGD)",
    options: &[
        rate(&["0.001"]),
        number("momentum", &["momentum"], &["0"], "the share of the buffer that is kept"),
        number("dampening", &["dampening"], &["0"], "the share of the gradient that does not go into the buffer"),
        WEIGHT_DECAY,
        switch("nesterov", &["nesterov"], "takes g + momentum·buffer (PyTorch's form)"),
        MAXIMIZE,
    ],
    states: &[State { name: "buffer", start: "0" }],
    looks_at: None,
    lines: &[
        TURNED,
        DECAYED,
        Line { name: "buffer", is: "momentum buffer + (1 - dampening) g", first: Some("g"), when: &[("momentum", true)] },
        line_when("g", "g + momentum buffer", &[("momentum", true), ("nesterov", true)]),
        line_when("g", "buffer", &[("momentum", true), ("nesterov", false)]),
        line("w", "w - rate g"),
    ],
};
