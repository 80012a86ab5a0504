//! The opposite sign of the whole right side.

use super::search::{Search, made};
use super::{Kind, Variant};
use crate::number::Rational;
use crate::syntax::ast::{Kind as Shape, Sign};

pub(super) static KIND: Kind = Kind { name: "sign", for_values: true, find };

fn find(search: &mut Search<'_>) -> Option<Variant> {
    let written = search.written();
    let opposite = made(written, Shape::Sum(vec![(Sign::Minus, written.clone())]));
    search.holds_with(&opposite).then_some(Variant::Factor(Rational::MINUS_ONE))
}
