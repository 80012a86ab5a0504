//! The rate times gamma after every step.

use super::*;

/// `exponential(gamma)`: rate·gamma^(k − 1) at step k
pub const EXPONENTIAL: Schedule = Schedule {
    name: "exponential",
    arguments: &["gamma"],
    every: None,
    next: "rate gamma",
    about: "the rate times gamma after every step (PyTorch's ExponentialLR)",
};
