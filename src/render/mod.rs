//! Words and formulas: an expression in the plain spelling, for a terminal and in LaTeX, and whole answers.
//!
//! [`layout`] decides what is to be seen (fractions, roots, names), the spellings write it: [`plain`] reads back as the
//! same expression, [`text`] is for a terminal, [`latex`] for a page. Nothing here changes a formula.

mod cut;
pub mod latex;
pub mod layout;
mod line;
pub mod math;
pub mod plain;
mod tex_name;
pub mod text;
mod wrap;

#[cfg(test)]
mod tests;

use crate::expr::{Graph, NodeId};
use layout::{Laid, Options, layout};

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

fn lines(laid: &Laid, write: fn(&math::Math) -> String) -> String {
    let mut out = String::new();
    for (name, part) in &laid.parts {
        out.push_str(&format!("{} = {}\n", write(&math::Math::Name(name.clone(), Box::new([]))), write(part)));
    }
    out.push_str(&write(&laid.math));
    out
}
