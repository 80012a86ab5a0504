//! Two names put in the place of one another, or one name wrong wherever it stands.

use super::search::{Search, made, text};
use super::{Kind, Variant};
use crate::name::Name;
use crate::syntax::ast::{Expr, Kind as Shape};
use crate::syntax::{parts, replaced};

pub(super) static KIND: Kind = Kind { name: "transposed names", for_values: false, find };

/// The most names of one right side that change places.
const NAMES: usize = 9;

fn find(search: &mut Search<'_>) -> Option<Variant> {
    let mut used: Vec<Name> = Vec::new();
    for part in search.parts() {
        if let Shape::Name(name) = &part.expr.kind
            && search.names.contains(name)
            && !used.contains(name)
            && used.len() < NAMES
        {
            used.push(name.clone());
        }
    }
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
    None
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
