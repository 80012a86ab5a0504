//! The spelling for a terminal: `−`, `²`, `√2`, broken at 80 columns.

use super::line::{self, Glyphs};
use super::math::Math;
use super::wrap;
use unicode_width::UnicodeWidthStr;

static TEXT: Glyphs = Glyphs { minus: "−", dot: "·", typographic: true };

/// The expression on one line.
///
/// ```
/// use normsym::name::Name;
/// use normsym::render::math::Math;
/// use normsym::render::text;
/// let x = Math::Name(Name::plain("x"), Box::new([]));
/// let square = Math::Power(x.into(), Math::Number("2".into()).into());
/// assert_eq!(text::write(&Math::Sum(vec![(true, square)])), "−x²");
/// ```
pub fn write(math: &Math) -> String {
    line::write(math, &TEXT).text
}

/// `left = right` in rows of the given width, broken at the outermost `+` and `−`, what follows standing behind `=`.
/// `column` is how wide the left side is padded to, so that several equations stand with their `=` below each other.
pub fn equation(left: &str, right: &Math, column: usize, margin: usize, width: usize) -> Vec<String> {
    let line = line::write(right, &TEXT);
    let pad = column.saturating_sub(left.width());
    let head = format!("{}{left}{} = ", " ".repeat(margin), " ".repeat(pad));
    // Behind a very long name the rows would have no room.
    let indent = if head.width() > width / 2 { margin + 4 } else { head.width() };
    let rows = wrap::rows(&line, width, head.width(), indent);
    let mut out = Vec::with_capacity(rows.len());
    for (k, row) in rows.into_iter().enumerate() {
        out.push(if k == 0 { format!("{head}{row}") } else { format!("{}{row}", " ".repeat(indent)) });
    }
    out
}

/// An expression that is called by nothing, in rows.
pub(super) fn alone(math: &Math, margin: usize, width: usize) -> Vec<String> {
    let rows = wrap::rows(&line::write(math, &TEXT), width, margin, margin + 2);
    let indented = rows.into_iter().enumerate();
    indented.map(|(k, row)| format!("{}{row}", " ".repeat(if k == 0 { margin } else { margin + 2 }))).collect()
}
