//! What can be said of a function beyond its derivatives: curvature and step bounds, ranks, kinks, training runs.
//!
//! Results are plain values, each exact where it says so. What this module does not do: derive and simplify for a reader
//! ([`crate::answer`] does), or find words.

pub mod train;
