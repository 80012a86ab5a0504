//! Words and formulas: an expression in the plain spelling, for a terminal and in LaTeX, and whole answers.
//!
//! [`layout`] decides what is to be seen (fractions, roots, names), the spellings write it: [`plain`] reads back as the
//! same expression, [`text`] is for a terminal, [`latex`] for a page. Nothing here changes a formula.

mod analysis;
mod analysis_bound;
mod analysis_invariance;
mod analysis_latex;
mod analysis_text;
pub mod conditions;
mod cut;
mod derivation_latex;
mod derivation_markdown;
mod derivation_text;
pub mod formats;
pub mod latex;
pub mod layout;
mod line;
pub mod math;
mod network;
mod notes;
mod page;
pub mod plain;
mod prose;
pub mod run;
pub mod steps;
mod steps_latex;
mod steps_text;
mod tex_name;
mod tex_shape;
pub mod text;
pub mod variants;
pub mod words;
mod wrap;

#[cfg(test)]
mod tests;

pub use analysis_latex::analysis_latex;
pub use analysis_text::analysis_text;
pub use derivation_latex::derivation_latex;
pub use derivation_markdown::derivation_markdown;
pub use derivation_text::derivation_text;
pub use formats::{FORMATS, Format};
pub use network::{network_latex, network_markdown, network_text};
pub use steps_text::claim as claim_steps;

use crate::expr::{Graph, NodeId};
use layout::{Laid, layout};

/// How an answer is written.
#[derive(Clone, Debug)]
pub struct Options {
    /// The length of an expression (in nodes, written out) from which on its parts get names of their own.
    pub limit: usize,
    /// The columns of the terminal.
    pub width: usize,
    /// Whether the terminal shows colours.
    pub color: bool,
    /// Whether derivatives are shown before simplification too.
    pub raw: bool,
    /// Whether LaTeX is a whole document.
    pub standalone: bool,
    /// Whether a sum may begin with a later summand, so as not to begin with a minus: in what the author did not write.
    pub positive_first: bool,
    /// The language of the words.
    pub words: &'static words::Words,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            limit: 400,
            width: 80,
            color: false,
            raw: false,
            standalone: false,
            positive_first: false,
            words: &words::ENGLISH,
        }
    }
}

/// The expression in the plain spelling, which reads back as the same expression.
///
/// One too long to be written out comes after lines `t_1 = …` that name its parts.
///
/// ```
/// use normsym::expr::{Graph, SymbolKind};
/// use normsym::name::Name;
/// let mut graph = Graph::new();
/// let x = graph.symbol(Name::plain("x"), SymbolKind::Variable);
/// let one = graph.integer(1);
/// let sum = graph.add(&[x, one]);
/// let half = graph.number(normsym::number::Rational::HALF);
/// let root = graph.mul(&[half, sum]);
/// assert_eq!(normsym::render::plain(&graph, root), "(x + 1)/2");
/// ```
pub fn plain(graph: &Graph, node: NodeId) -> String {
    lines(&layout(graph, node, &Options::default()), plain::write)
}

/// The expression as a terminal shows it, on one line.
pub fn text(graph: &Graph, node: NodeId) -> String {
    lines(&layout(graph, node, &Options::default()), text::write)
}

/// The expression in LaTeX, on one line.
pub fn latex(graph: &Graph, node: NodeId) -> String {
    lines(&layout(graph, node, &Options::default()), latex::write)
}

/// A derivative in the plain spelling: no sum in it begins with a minus that need not.
pub fn plain_derivative(graph: &Graph, node: NodeId) -> String {
    lines(&layout(graph, node, &Options { positive_first: true, ..Options::default() }), plain::write)
}

/// A derivative in LaTeX.
pub fn latex_derivative(graph: &Graph, node: NodeId) -> String {
    lines(&layout(graph, node, &Options { positive_first: true, ..Options::default() }), latex::write)
}

fn lines(laid: &Laid, write: fn(&math::Math) -> String) -> String {
    let mut out = String::new();
    for (name, part) in &laid.parts {
        out.push_str(&format!("{} = {}\n", write(&math::Math::Name(name.clone(), Box::new([]))), write(part)));
    }
    out.push_str(&write(&laid.math));
    out
}
