//! The plain spelling: what the language reads back as the same expression, in JSON and in files.

use super::line::{self, Glyphs};
use super::math::Math;

static PLAIN: Glyphs = Glyphs { minus: "-", dot: "·", typographic: false };

/// The expression on one line.
///
/// ```
/// use normsym::render::math::Math;
/// use normsym::render::plain;
/// let math = Math::Fraction { above: vec![Math::Number("3".into())], below: vec![Math::Number("2".into())] };
/// assert_eq!(plain::write(&math), "3/2");
/// ```
pub fn write(math: &Math) -> String {
    line::write(math, &PLAIN).text
}
