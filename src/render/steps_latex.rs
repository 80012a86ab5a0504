//! Steps in LaTeX and Markdown: one `aligned` per block, what was done on the right.

use super::notes::{Bit, Note};
use super::steps::{Row, StepRows};
use super::words::Words;
use super::wrap::{self, Room};
use super::{conditions, latex, prose};

/// What the names of rules take of a page's width, in half points; formulas have the rest.
const RULES: usize = 220;

/// How what was done is set.
#[derive(Clone, Copy)]
enum Side {
    /// In a box of its own that breaks its lines.
    Box,
    /// As text between formulas, which every previewer knows.
    Text,
}

/// The steps as a part of a LaTeX document.
pub(super) fn in_latex(steps: &StepRows, words: &Words) -> String {
    let mut out = format!("\\paragraph{{{}.}}\n", words.steps.headline);
    for (headline, blocks) in steps.parts(words.steps) {
        out.push_str(&format!("{headline}:\n"));
        for block in blocks.iter().filter(|block| !block.is_empty()) {
            out.push_str(&format!("\\[\n{}\n\\]\n", aligned(block, Side::Box)));
        }
        out.push('\n');
    }
    out
}

/// The steps as a part of a Markdown document.
pub(super) fn in_markdown(steps: &StepRows, words: &Words) -> String {
    let mut out = format!("**{}**\n\n", words.steps.headline);
    for (headline, blocks) in steps.parts(words.steps) {
        out.push_str(&format!("{headline}:\n\n"));
        for block in blocks.iter().filter(|block| !block.is_empty()) {
            out.push_str(&format!("$$\n{}\n$$\n\n", aligned(block, Side::Text)));
        }
    }
    out
}

fn aligned(block: &[Row], side: Side) -> String {
    let lefts: Vec<(String, usize)> = block
        .iter()
        .map(|row| {
            row.left.as_ref().map(|left| latex::line(left, None)).map_or_else(Default::default, |line| (line.text, line.width))
        })
        .collect();
    let column = lefts.iter().map(|(_, width)| *width).max().unwrap_or(0);
    let room = Room { width: latex::PAGE - RULES, used: column + 30, indent: column + 50, step: 20 };
    let mut rows = Vec::new();
    for (row, (left, _)) in block.iter().zip(lefts) {
        let line = latex::line(&row.right, Some(room.width.saturating_sub(room.indent)));
        for (k, part) in wrap::rows(&line, room).into_iter().enumerate() {
            let sign = if part.factor { r"\cdot " } else { "" };
            rows.push(match k {
                0 => format!("{left} &= {}{}", part.text, note(&row.note, side)),
                _ => format!("&{} {sign}{}", r"\quad".repeat(1 + part.level), part.text),
            });
        }
    }
    format!("\\begin{{aligned}}\n{}\n\\end{{aligned}}", rows.join(" \\\\\n"))
}

fn note(note: &Note, side: Side) -> String {
    let words = prose::in_tex(note);
    match side {
        _ if words.is_empty() => String::new(),
        Side::Box => format!(" && \\parbox[t]{{0.25\\linewidth}}{{\\raggedright\\footnotesize {words}}}"),
        Side::Text => format!(" && {}", note.bits.iter().map(as_text).collect::<String>()),
    }
}

/// Words as `\text{ … }`, formulas as they are.
fn as_text(bit: &Bit) -> String {
    match bit {
        Bit::Words(_) | Bit::Foreign(_) | Bit::Figure(_) | Bit::Matrix(_) | Bit::Both { .. } => {
            let words = prose::in_tex(&Note { bits: vec![bit.clone()], alarm: false });
            format!("\\text{{{words}}}")
        }
        Bit::Formula(math) => latex::write(math),
        Bit::Condition(math, need) => conditions::in_latex(math, *need),
    }
}
