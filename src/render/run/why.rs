//! Why a run stopped, or why it is rounded, with the names of the file.

use crate::analysis::train::{MEGABYTES, Why};
use crate::expr::Graph;
use crate::render::words::runs::RunWords;
use crate::render::{conditions, text};

/// The reason in words.
pub fn why(graph: &Graph, why: &Why, words: &RunWords) -> String {
    match why {
        Why::DivisionByZero(node) => (words.division)(&text(graph, *node)),
        Why::Domain(node) => (words.domain)(&text(graph, *node)),
        Why::Irrational => words.irrational.into(),
        Why::TooLong => words.long.into(),
        Why::Rule(fault) => (words.rule)(*fault).into(),
        Why::Other(why) => why.clone(),
        Why::Broken(condition) => (words.needed)(&conditions::text(graph, condition)),
        Why::Undecided(node) => (words.undecided)(node.map(|node| text(graph, node)).as_deref()),
        Why::TooLarge => words.too_large.into(),
        Why::NotFinite => words.not_finite.into(),
        Why::Disconnected => words.disconnected.into(),
        Why::Time => words.time.into(),
        Why::Memory => (words.memory)(MEGABYTES),
    }
}
