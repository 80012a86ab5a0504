//! Before reading: bytes to text, the size of an input, the delimiters around a formula.
//!
//! It does not look inside formulas.

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

/// The largest input in bytes.
pub const MAX_BYTES: usize = 4 << 20;

/// Makes a source of bytes: UTF-8, perhaps behind a byte order mark.
///
/// ```
/// use normsym::syntax::read_utf8;
/// assert_eq!(read_utf8("a.expr", b"\xEF\xBB\xBFa = 1".to_vec()).unwrap().text(), "a = 1");
/// assert!(read_utf8("a.expr", b"a = 1\nb = \xFF".to_vec()).unwrap_err().message.contains("line 2"));
/// ```
pub fn read_utf8(name: &str, bytes: Vec<u8>) -> Result<Source, Diagnostic> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes()[..offset].iter().filter(|byte| **byte == b'\n').count();
        let message = format!("this is no UTF-8 text: byte {offset}, in line {line}, begins no character");
        Diagnostic::error("input::not_utf8", Span::new(offset, offset + 1), message).help("save the file as UTF-8")
    })?;
    Ok(Source::new(name, text.strip_prefix('\u{feff}').unwrap_or(&text)))
}

/// Refuses what is larger than [`MAX_BYTES`].
pub(super) fn check_size(text: &str) -> Result<(), Diagnostic> {
    if text.len() <= MAX_BYTES {
        return Ok(());
    }
    let message = format!("this text has {} bytes; more than {MAX_BYTES} are not read", text.len());
    Err(Diagnostic::error("syntax::too_large", Span::new(0, 0), message).help("cut it into several files"))
}

/// The text with `$ $`, `$$ $$`, `\[ \]` or `\( \)` around it blanked, and whether they were there.
pub(super) fn undelimited(text: &str) -> (String, bool) {
    let inner = text.trim();
    let start = text.len() - text.trim_start().len();
    for (left, right) in [("$$", "$$"), ("$", "$"), ("\\[", "\\]"), ("\\(", "\\)")] {
        if inner.len() >= left.len() + right.len() && inner.starts_with(left) && inner.ends_with(right) {
            let middle = &inner[left.len()..inner.len() - right.len()];
            let before = " ".repeat(start + left.len());
            return (format!("{before}{middle}{}", " ".repeat(text.len() - before.len() - middle.len())), true);
        }
    }
    (text.to_owned(), false)
}

/// Blanks the `.`, `,` or `;` of the sentence around a formula, at its end.
pub(super) fn without_full_stop(mut text: String) -> String {
    let end = text.trim_end().len();
    let stops = text[..end].ends_with(['.', ',', ';']) && !text[..end].ends_with("..");
    if stops {
        text.replace_range(end - 1..end, " ");
    }
    text
}
