//! Training runs: from the start values step by step, exactly as long as the numbers stay rational and short, then in
//! doubles or with confirmed digits.
//!
//! ```text
//! step k: loss and gradient at T[k−1] (masks drawn, statistics over the step's batch) → the optimizer's rule → T[k]
//! ```
//!
//! What this module does not do: read the statement ([`crate::model`] does) or write the run down.

mod arithmetic;
mod assumed;
mod confirm;
mod draw;
mod expand;
mod figure;
mod masks;
mod memory;
mod objective;
mod projection;
mod roots;
mod rule;
mod state;
mod walk;

pub use figure::{Assumption, Figure, RuleFault, Run, Step, Stop, Why};
pub use memory::MEGABYTES;
pub use walk::{Precision, train};
