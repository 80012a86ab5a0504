//! An index slip: `w_2` for `w_1`, `u(1)` for `u(2)`, one sibling name for another.

use super::search::{Edit, Place, Search, is_called, made};
use super::{Kind, Variant};
use crate::name::Name;
use crate::syntax::ast::{Expr, Kind as Shape};

pub(super) static KIND: Kind = Kind { name: "index", for_values: false, find };

/// The most siblings of one name, and numbers of the tables, that are put in.
const SIBLINGS: usize = 8;

fn find(search: &mut Search<'_>) -> Option<Variant> {
    search.at_each_place(edits)
}

fn edits(search: &Search<'_>, place: &Place<'_>) -> Vec<Edit> {
    match &place.expr.kind {
        Shape::Name(name) => {
            let called = is_called(search, place);
            let known = if called { search.model.function_names() } else { search.names.clone() };
            let near = known.into_iter().filter(|other| are_siblings(name, other)).take(SIBLINGS);
            near.map(|other| Edit::of(place.expr, made(place.expr, Shape::Name(other)))).collect()
        }
        Shape::Number(value) if is_argument(place) => {
            let others = search.model.table_numbers(SIBLINGS).into_iter().filter(|other| other != value);
            others.map(|other| Edit::of(place.expr, made(place.expr, Shape::Number(other)))).collect()
        }
        _ => Vec::new(),
    }
}

/// The same letter with another index.
fn are_siblings(name: &Name, other: &Name) -> bool {
    name != other && name.base == other.base && name.accent == other.accent && name.primes == other.primes
}

/// Whether a number stands alone in round brackets, as in `u(2)`.
fn is_argument(place: &Place<'_>) -> bool {
    matches!(place.holder, Some(Expr { kind: Shape::Group(..), .. }))
}
