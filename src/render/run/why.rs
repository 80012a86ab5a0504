//! Why a run stopped, or why it is rounded, with the names of the file.

use crate::analysis::train::Why;
use crate::eval::Undefined;
use crate::expr::Graph;
use crate::render::words::runs::RunWords;
use crate::render::{conditions, text};

/// The reason in words.
pub fn why(graph: &Graph, why: &Why, words: &RunWords) -> String {
    match why {
        Why::Undefined(Undefined::DivisionByZero(node)) => (words.division)(&text(graph, *node)),
        Why::Undefined(Undefined::Domain(node)) => (words.domain)(&text(graph, *node)),
        Why::Undefined(Undefined::Irrational(_)) => words.irrational.into(),
        Why::Undefined(Undefined::TooLarge(_)) => words.long.into(),
        Why::Undefined(other) => other.to_string(),
        Why::Broken(condition) => (words.needed)(&conditions::text(graph, condition)),
        Why::NotFinite => words.not_finite.into(),
        Why::Disconnected => words.disconnected.into(),
        Why::Time => words.time.into(),
    }
}
