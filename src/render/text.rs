//! The spelling for a terminal: `−`, `²`, `√2`, broken at 80 columns.

use super::line::{self, Glyphs};
use super::math::Math;
use super::wrap::{self, Room};
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
    let pad = column.saturating_sub(left.width());
    let head = format!("{}{left}{} = ", " ".repeat(margin), " ".repeat(pad));
    // Behind a very long name the rows would have no room.
    let indent = if head.width() > width / 2 { margin + 4 } else { head.width() };
    broken(&head, right, indent, width)
}

/// An expression that is called by nothing, in rows.
pub(super) fn alone(math: &Math, margin: usize, width: usize) -> Vec<String> {
    broken(&" ".repeat(margin), math, margin + 2, width)
}

fn broken(head: &str, math: &Math, indent: usize, width: usize) -> Vec<String> {
    let room = Room { width, used: head.width(), indent, step: 2 };
    let rows = wrap::rows(&line::write(math, &TEXT), room);
    let mut out = Vec::with_capacity(rows.len());
    for (k, row) in rows.into_iter().enumerate() {
        let sign = if row.factor { "· " } else { "" };
        out.push(match k {
            0 => format!("{head}{}", row.text),
            _ => format!("{}{sign}{}", " ".repeat(indent + room.step * row.level), row.text),
        });
    }
    out
}
