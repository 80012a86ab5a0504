//! Training runs: as a table for a terminal, as CSV, as a picture. The numbers are those of the run; of its own this module
//! computes lengths of gradients that are too long for a line, and scales of pictures.
//!
//! What this module does not do: carry a run out ([`crate::analysis::train`] does).

mod spreadsheet;
mod svg;
mod text;
mod why;

pub use spreadsheet::csv;
pub use svg::{Path, svg};
pub use text::{notes, text};
pub use why::why;

use super::words::runs::RunWords;
use crate::expr::{Graph, NodeId};

/// How a run is written.
pub struct Options<'a> {
    /// The statement as the file has it.
    pub heading: &'a str,
    /// The names of the losses, as written.
    pub losses: &'a [String],
    /// Digits of what is not shown exactly; `None`: as many as are read with ease.
    pub digits: Option<usize>,
    /// The words.
    pub words: &'static RunWords,
}

/// The names of some weights, masks or averages.
fn names(graph: &Graph, nodes: &[NodeId]) -> Vec<String> {
    nodes.iter().map(|node| super::plain(graph, *node)).collect()
}
