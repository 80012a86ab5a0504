//! The rate times gamma after every `size` steps.

use super::*;

/// `step(size, gamma)`: rate·gamma^⌊(k − 1)/size⌋ at step k
pub const STEP: Schedule = Schedule {
    name: "step",
    arguments: &["size", "gamma"],
    every: Some("size"),
    next: "rate gamma",
    about: "the rate times gamma after every `size` steps (PyTorch's StepLR)",
};
