//! Steps for a terminal: rows below each other, what was done in brackets at the right edge.

use super::steps::{Row, StepRows};
use super::words::Words;
use super::{conditions, prose, text};
use crate::answer::steps::ClaimSteps;
use crate::expr::Graph;
use unicode_width::UnicodeWidthStr;

/// The indent of rows.
const MARGIN: usize = 2;
/// The widest left side below which rows that go on are aligned.
const WIDEST: usize = 22;

/// The steps of a claim, a sentence per form: `left side: w x/|w|`, `= sign(w) x [number over its absolute value; w ≠ 0]`.
pub fn claim(graph: &Graph, steps: &ClaimSteps, words: &Words) -> Vec<String> {
    let mut out = Vec::new();
    for (forms, side) in [(&steps.left, words.steps.left), (&steps.right, words.steps.right)] {
        for form in forms {
            let shown = super::text(graph, form.expression);
            let Some(rule) = form.rule else {
                out.push(format!("{side}{shown}"));
                continue;
            };
            let conditions: Vec<String> = form.conditions.iter().map(|c| conditions::text(graph, c)).collect();
            let conditions = if conditions.is_empty() { String::new() } else { format!("; {}", conditions.join(", ")) };
            out.push(format!("= {shown} [{}{conditions}]", super::steps::rule(rule, words)));
        }
    }
    if steps.equal {
        out.push(words.steps.equal.to_string());
    }
    out
}

/// The rows of the steps with their headlines; an empty row is a gap.
pub(super) fn written(steps: &StepRows, words: &Words, width: usize) -> Vec<String> {
    let mut out = vec![words.steps.headline.to_string()];
    for (headline, blocks) in steps.parts(words.steps) {
        out.push(String::new());
        let headline = super::notes::Note { bits: vec![super::notes::Bit::Words(format!("{headline}:"))], alarm: false };
        out.extend(prose::text_rows(&headline, 0, width));
        for block in blocks.iter().filter(|block| !block.is_empty()) {
            out.push(String::new());
            out.extend(block_rows(block, width));
        }
    }
    out
}

fn block_rows(block: &[Row], width: usize) -> Vec<String> {
    let lefts: Vec<Option<String>> = block.iter().map(|row| row.left.as_ref().map(text::write)).collect();
    let column = lefts.iter().flatten().map(|left| left.width()).filter(|width| *width <= WIDEST).max().unwrap_or(MARGIN);
    let mut out = Vec::new();
    for (row, left) in block.iter().zip(lefts) {
        let mut rows = text::equation(left.as_deref().unwrap_or(""), &row.right, column, MARGIN, width);
        put_note(&mut rows, row, width);
        out.extend(rows);
    }
    out
}

/// The note at the right edge of the last row, or below it where there is no room.
fn put_note(rows: &mut Vec<String>, row: &Row, width: usize) {
    let note = prose::text_rows(&row.note, 0, usize::MAX).join(" ");
    if note.is_empty() {
        return;
    }
    let note = format!("[{note}]");
    let filled = rows.last().map_or(0, |last| last.width());
    if filled + 2 + note.width() <= width {
        let gap = " ".repeat(width - filled - note.width());
        if let Some(last) = rows.last_mut() {
            last.push_str(&format!("{gap}{note}"));
        }
        return;
    }
    let words = super::notes::Note { bits: vec![super::notes::Bit::Words(note)], alarm: false };
    let wrapped = prose::text_rows(&words, 0, width - 3 * MARGIN);
    let widest = wrapped.iter().map(|row| row.width()).max().unwrap_or(0);
    rows.extend(wrapped.into_iter().map(|row| format!("{}{row}", " ".repeat(width - widest))));
}
