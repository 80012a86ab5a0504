//! What can be said of a function beyond its derivatives: curvature and step bounds, ranks, kinks, training runs.
//!
//! Results are plain values, each exact where it says so. What this module does not do: derive and simplify for a reader
//! ([`crate::answer`] does), or find words.

mod broken;
pub mod degree;
mod eigenvalues;
pub mod jacobian;
mod kinks;
mod matrix;
mod signs;
mod step_bound;
pub mod train;

pub use crate::eval::Decimal;
pub use broken::{Broken, Meeting, broken, broken_by_data};
pub use eigenvalues::Eigenvalue;
pub use kinks::{Kink, Kinks, kinks, start};
pub use matrix::Inertia;
pub use step_bound::{Bound, MOST_WEIGHTS, NoBound, StepBound, step_bound};
