//! RMSProp: AdaGrad that forgets, by a running mean of the squares.

use super::*;

/// `rmsprop`: v ← alpha v + (1 − alpha) g², w ← w − rate g/(√v + eps)
pub const RMSPROP: Optimizer = Optimizer {
    name: "rmsprop",
    about: "w − rate·g/(√v + eps), v the running mean of g²; `centered` takes the variance",
    options: &[
        rate(&["0.01"]),
        number("alpha", &["alpha"], &["0.99"], "the share of the running means that is kept"),
        number("eps", &["eps"], &["1e-8"], "added to the root"),
        WEIGHT_DECAY,
        number("momentum", &["momentum"], &["0"], "the share of the buffer that is kept"),
        switch("centered", &["centered"], "takes the running variance of g instead of the mean of g²"),
        EPS_IN_ROOT,
        MAXIMIZE,
    ],
    states: &[State { name: "v", start: "0" }, State { name: "m", start: "0" }, State { name: "buffer", start: "0" }],
    looks_at: None,
    lines: &[
        TURNED,
        DECAYED,
        line("v", "alpha v + (1 - alpha) g^2"),
        line_when("m", "alpha m + (1 - alpha) g", &[("centered", true)]),
        line_when("s", "v - m^2", &[("centered", true)]),
        line_when("s", "v", &[("centered", false)]),
        line_when("root", "√(s) + eps", &[("eps_in_root", false)]),
        line_when("root", "√(s + eps)", &[("eps_in_root", true)]),
        line("u", "g/root"),
        line_when("buffer", "momentum buffer + u", &[("momentum", true)]),
        line_when("u", "buffer", &[("momentum", true)]),
        line("w", "w - rate u"),
    ],
};
