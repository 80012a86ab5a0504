//! Two names put in the place of one another, or one name wrong wherever it stands.

use super::search::{Edit, Place, Search, made, text};
use super::{Kind, Variant};
use crate::name::Name;
use crate::syntax::ast::{Expr, Kind as Shape};
use crate::syntax::{parts, replaced};

pub(super) static KIND: Kind = Kind { name: "transposed names", for_values: false, find };

/// The most names of one right side that change places.
const NAMES: usize = 9;

fn find(search: &mut Search<'_>) -> Option<Variant> {
    let mut used = search.written_names();
    used.truncate(NAMES);
    let whole = search.written();
    for (number, one) in used.iter().enumerate() {
        for other in &used[number + 1..] {
            if search.holds_with(&exchanged(whole, one, other)) {
                return Some(Variant::Swapped(one.to_string(), other.to_string()));
            }
        }
    }
    let unused: Vec<Name> = search.names.iter().filter(|name| !used.contains(name)).take(2 * NAMES).cloned().collect();
    for one in &used {
        for other in &unused {
            if search.holds_with(&exchanged(whole, one, other)) {
                let [wanted, written] = [other, one].map(|name| text(&made(whole, Shape::Name(name.clone()))));
                return Some(Variant::Replaced { wanted, written, within: None });
            }
        }
    }
    search.at_each_place(other_names)
}

/// A name at one place that should be another one of that side.
fn other_names(search: &Search<'_>, place: &Place<'_>) -> Vec<Edit> {
    let Shape::Name(name) = &place.expr.kind else { return Vec::new() };
    if !search.names.contains(name) {
        return Vec::new();
    }
    let others = search.written_names().into_iter().filter(|other| other != name).take(NAMES);
    others.map(|other| Edit::of(place.expr, made(place.expr, Shape::Name(other)))).collect()
}

/// The expression with the two names in the place of one another.
fn exchanged(whole: &Expr, one: &Name, other: &Name) -> Expr {
    let mut changed = whole.clone();
    for part in parts(whole) {
        if let Shape::Name(name) = &part.expr.kind {
            let new = if name == one {
                other
            } else if name == other {
                one
            } else {
                continue;
            };
            changed = replaced(&changed, &part.path, made(&part.expr, Shape::Name(new.clone())));
        }
    }
    changed
}
