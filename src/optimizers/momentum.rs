//! Inertia: `v ← momentum v − rate g`, `w ← w + v`.

use super::*;

/// `momentum`: as it stands in lectures, the rate inside the velocity
pub const MOMENTUM: Optimizer = Optimizer {
    name: "momentum",
    about: "v = momentum·v − rate·g, then w + v",
    options: &[
        rate(&["0.001"]),
        number("momentum", &["momentum"], &["0.9"], "the share of the velocity that is kept"),
        WEIGHT_DECAY,
        MAXIMIZE,
    ],
    states: &[State { name: "v", start: "0" }],
    looks_at: None,
    lines: &[TURNED, DECAYED, line("v", "momentum v - rate g"), line("w", "w + v")],
};
