//! The answer of `analyze` for a terminal.

use super::analysis::{Block, pages};
use super::notes::{Bit, Note};
use super::{Options, prose};
use crate::answer::Analysis;
use crate::expr::Graph;

/// Each function with what was found about it.
///
/// ```
/// use normsym::answer::Analysis;
/// use normsym::expr::Graph;
/// use normsym::render::{analysis_text, Options};
/// let nothing = Analysis { functions: vec![], broken_assumptions: vec![], rates: vec![] };
/// assert_eq!(analysis_text(&Graph::new(), &nothing, &Options::default()), "");
/// ```
pub fn analysis_text(graph: &Graph, analysis: &Analysis, options: &Options) -> String {
    let mut out = String::new();
    for (k, page) in pages(graph, analysis, options).iter().enumerate() {
        if k > 0 {
            out.push('\n');
        }
        for row in prose::text_rows(&page.title, 0, options.width) {
            out.push_str(&painted(&row, "1", options));
        }
        for block in &page.blocks {
            for row in headline(block, options) {
                out.push_str(&format!("{row}\n"));
            }
            for item in &block.items {
                for (k, row) in hanging(item, options.width).into_iter().enumerate() {
                    let row = if k == 0 { format!("  {row}") } else { row };
                    out.push_str(&if item.alarm { painted(&row, "31", options) } else { format!("{row}\n") });
                }
            }
        }
    }
    out
}

/// The headline, with what stands beside it.
fn headline(block: &Block, options: &Options) -> Vec<String> {
    let bold = painted(block.headline, "1", options).trim_end().to_string();
    let Some(beside) = &block.beside else { return vec![bold] };
    let mut whole = beside.clone();
    whole.bits.insert(0, Bit::Words(format!("{}: ", block.headline)));
    let mut rows = hanging(&whole, options.width);
    if let Some(first) = rows.first_mut() {
        *first = first.replacen(block.headline, &bold, 1);
    }
    rows
}

/// A sentence in rows, those behind the first set in.
fn hanging(note: &Note, width: usize) -> Vec<String> {
    let mut rows = prose::text_rows(note, 4, width);
    if let Some(first) = rows.first_mut() {
        *first = first.trim_start().to_string();
    }
    rows
}

fn painted(text: &str, code: &str, options: &Options) -> String {
    if options.color { format!("\u{1b}[{code}m{text}\u{1b}[0m\n") } else { format!("{text}\n") }
}
