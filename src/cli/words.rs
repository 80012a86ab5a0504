//! Small words: numbers of things, seconds, wrapped lines, colours.

use std::time::Duration;
use unicode_width::UnicodeWidthStr;

/// The columns of text for a terminal.
pub(super) const WIDTH: usize = 80;

/// `1 error`, `2 errors`.
pub(super) fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// `60 s`, `0.2 s`.
pub(super) fn seconds(limit: Duration) -> String {
    format!("{} s", limit.as_secs_f64())
}

/// The words in rows of at most [`WIDTH`] columns behind a margin; each line of the text begins a row.
pub(super) fn wrapped(text: &str, margin: usize) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut row = " ".repeat(margin);
        for word in line.split(' ') {
            if row.width() > margin && row.width() + 1 + word.width() > WIDTH {
                out.push_str(&row);
                out.push('\n');
                row = " ".repeat(margin);
            } else if row.width() > margin {
                row.push(' ');
            }
            row.push_str(word);
        }
        out.push_str(row.trim_end());
        out.push('\n');
    }
    out
}

/// The text in a colour of the terminal, where it shows colours.
pub(super) fn painted(text: &str, code: &str, color: bool) -> String {
    if color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_string() }
}
