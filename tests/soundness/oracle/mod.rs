//! An evaluator of its own for the texts of the language: it shares the parser with the engine under test and nothing
//! else, so that it can tell true claims from false ones independently.
//!
//! Values are doubles with an error bound, or numbers of twelve hundred digits with one; derivatives are carried along as
//! infinitesimals. It proves nothing; it only tells a clear difference from agreement at many points.

mod certain;
pub mod compare;
mod digits;
mod elementary;
pub mod evaluate;
mod file;
mod jet;
pub mod number;
mod operators;
mod real;
mod shelf;

pub use compare::{Case, Told};
pub use evaluate::{Evaluator, Scope};
pub use file::File;
pub use real::{Fault, Real};
