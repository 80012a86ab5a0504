//! Which bars open and which close: `||x| - |y||`, `\left| x \right|`.
//!
//! A bar where a value must begin opens also inside another one; right behind a value it closes, so that `|a||b|` is a
//! product.

use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Behind these, and behind a bar that opens, a value must begin.
const OPERATORS: &str = "+-−*/·×÷^=<>≤≥≠≈±,√";
/// The same in TeX.
const COMMANDS: [&str; 2] = ["\\cdot", "\\times"];
/// With none of these does a value begin.
const NO_BEGINNING: &str = "+*/·×÷^=<>≤≥≠≈±,)]}";
/// The longest of the commands, in bytes.
const TAIL: usize = 6;

/// Whether the text before a bar, blanks skipped, asks for a value.
pub(super) fn value_is_due(before: &[u8], opening_bar: u8) -> bool {
    let Some(last) = before.iter().rposition(|byte| !byte.is_ascii_whitespace()) else { return false };
    let tail = String::from_utf8_lossy(&before[(last + 1).saturating_sub(TAIL)..=last]);
    before[last] == opening_bar
        || tail.ends_with(|letter| OPERATORS.contains(letter))
        || COMMANDS.iter().any(|command| tail.ends_with(command))
}

/// So many bytes behind a bar are looked at: brackets do not nest as deep, and long runs of bars must not cost their square.
const AHEAD: usize = 512;

/// Whether a value begins behind a bar, further bars skipped.
pub(super) fn value_begins(rest: &str) -> bool {
    let end = (0..=AHEAD.min(rest.len())).rev().find(|end| rest.is_char_boundary(*end)).unwrap_or(0);
    let mut rest = &rest[..end];
    loop {
        let shorter = rest.trim_start().trim_start_matches("\\left").trim_start_matches('|');
        if shorter.len() == rest.len() {
            return rest.chars().next().is_some_and(|letter| !NO_BEGINNING.contains(letter));
        }
        rest = shorter;
    }
}

/// Whether the bar from `at` to `next` is a right one: `\right|`, `\rvert`.
pub(super) fn is_right(text: &str, at: usize, next: usize) -> bool {
    text[..at].trim_end().ends_with("\\right") || text[at..next].starts_with("\\r")
}

/// The fault of a bar that stays open.
pub(super) fn never_closed(at: usize) -> Diagnostic {
    Diagnostic::error("syntax::unbalanced", Span::new(at, at + 1), "this `|` is never closed")
        .at("opens here")
        .help("an absolute value has two bars: `|x|`; inside another one, put brackets around it: `|2 (|x|)|`")
}

/// The fault of two bars with nothing between them.
pub(super) fn empty(from: usize, to: usize) -> Diagnostic {
    Diagnostic::error("syntax::empty_brackets", Span::new(from, to), "a value is missing between these bars")
        .at("nothing stands inside")
        .help("a bar right behind a value closes: inside another one, put brackets around it, `|2 (|x|)|`")
}
