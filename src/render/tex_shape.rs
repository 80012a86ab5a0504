//! What LaTeX must know of a factor's shape: does it fall apart, is it tall, does it begin or end in a word.

use super::math::Math;
use super::tex_name;

/// Whether a factor must stand in brackets.
pub(super) fn falls_apart(factor: &Math) -> bool {
    matches!(factor, Math::Sum(_) | Math::Product(_) | Math::Fraction { .. })
}

/// Whether brackets around it must grow.
pub(super) fn tall(math: &Math) -> bool {
    let mut found = matches!(math, Math::Fraction { .. } | Math::Root(_) | Math::Partial { .. });
    if let Math::Power(base, _) = math {
        return tall(base);
    }
    math.for_each_part(|part| found = found || tall(part));
    found
}

pub(super) fn begins_with_word(math: &Math) -> bool {
    match math {
        Math::Name(name, _) => tex_name::is_word(name),
        Math::Power(base, _) => begins_with_word(base),
        _ => false,
    }
}

/// `2e` might go on as a number.
pub(super) fn begins_with_e(math: &Math) -> bool {
    match math {
        Math::Name(name, _) => matches!(name.base.as_str(), "e" | "E"),
        Math::Power(base, _) => begins_with_e(base),
        _ => false,
    }
}

pub(super) fn ends_in_word(math: &Math) -> bool {
    matches!(math, Math::Name(name, indices) if tex_name::is_word(name) && name.subscript.is_none() && indices.is_empty())
}
