//! The answer of `analyze` for a terminal.

use super::analysis::pages;
use super::{Options, prose};
use crate::answer::Analysis;
use crate::expr::Graph;

/// Each function with what was found about it.
///
/// ```
/// use normsym::answer::Analysis;
/// use normsym::expr::Graph;
/// use normsym::render::{analysis_text, Options};
/// let nothing = Analysis { functions: vec![], broken_assumptions: vec![] };
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
            out.push('\n');
            let rows = block.beside.iter().flat_map(|beside| {
                let margin = block.headline.chars().count() + 2;
                let rows = prose::text_rows(beside, margin, options.width.max(margin + 24));
                rows.into_iter().map(move |row| row.get(margin..).unwrap_or_default().to_string())
            });
            let rows: Vec<String> = rows.collect();
            let colon = if rows.is_empty() { "" } else { ": " };
            let headline = painted(block.headline, "1", options);
            out.push_str(&format!("{}{colon}{}\n", headline.trim_end(), rows.join(&format!("\n{}", " ".repeat(4)))));
            for item in &block.items {
                for (k, row) in prose::text_rows(item, 4, options.width).into_iter().enumerate() {
                    let row = if k == 0 { row.get(2..).unwrap_or_default().to_string() } else { row };
                    out.push_str(&if item.alarm { painted(&row, "31", options) } else { format!("{row}\n") });
                }
            }
        }
    }
    out
}

fn painted(text: &str, code: &str, options: &Options) -> String {
    if options.color { format!("\u{1b}[{code}m{text}\u{1b}[0m\n") } else { format!("{text}\n") }
}
