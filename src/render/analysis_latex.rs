//! The answer of `analyze` in LaTeX: a list with an entry for each headline, to be pasted under amsmath as it stands.

use super::analysis::pages;
use super::{Options, prose};
use crate::answer::Analysis;
use crate::expr::Graph;

/// The analysis as a fragment, or as a document where `options.standalone` is set.
///
/// ```
/// use normsym::answer::Analysis;
/// use normsym::expr::Graph;
/// use normsym::render::{analysis_latex, Options};
/// let nothing = Analysis { functions: vec![], broken_assumptions: vec![], rates: vec![] };
/// let options = Options { standalone: true, ..Options::default() };
/// assert!(analysis_latex(&Graph::new(), &nothing, &options).starts_with(r"\documentclass"));
/// ```
pub fn analysis_latex(graph: &Graph, analysis: &Analysis, options: &Options) -> String {
    let mut out = String::new();
    for page in pages(graph, analysis, options) {
        out.push_str(&format!("\\subsection*{{{}}}\n\n", prose::in_tex(&page.title)));
        out.push_str("\\begin{description}\n");
        for block in &page.blocks {
            out.push_str(&format!("\\item[{}.]", block.headline));
            if let Some(beside) = &block.beside {
                out.push_str(&format!(" {}.\n", prose::capital(&prose::in_tex(beside))));
                continue;
            }
            let items = block.items.iter().map(|item| format!("  \\item {}\n", prose::in_tex(item)));
            out.push_str(&format!("\\leavevmode\n  \\begin{{itemize}}\n{}  \\end{{itemize}}\n", items.collect::<String>()));
        }
        out.push_str("\\end{description}\n\n");
    }
    if !options.standalone {
        return out;
    }
    let language = options.words.tex_head;
    let head = format!(
        "\\documentclass[a4paper]{{article}}\n{language}\\usepackage{{amsmath}}\n\\setlength{{\\parindent}}{{0pt}}\n\\raggedright\n"
    );
    format!("{head}\\begin{{document}}\n\n{out}\\end{{document}}\n")
}
