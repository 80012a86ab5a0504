//! `f` for `f'`, or one prime too many.

use super::search::{Edit, Place, Search, is_called, made};
use super::{Kind, Variant};
use crate::name::Name;
use crate::syntax::ast::Kind as Shape;

pub(super) static KIND: Kind = Kind { name: "prime", for_values: false, find };

fn find(search: &mut Search<'_>) -> Option<Variant> {
    search.at_each_place(edits)
}

fn edits(search: &Search<'_>, place: &Place<'_>) -> Vec<Edit> {
    let Shape::Name(name) = &place.expr.kind else { return Vec::new() };
    if !is_called(search, place) {
        return Vec::new();
    }
    let counts = [name.primes.checked_add(1), name.primes.checked_sub(1)];
    let names = counts.into_iter().flatten().map(|primes| Name { primes, ..name.clone() });
    names.map(|other| Edit::of(place.expr, made(place.expr, Shape::Name(other)))).collect()
}
