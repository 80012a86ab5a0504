//! `x` for `|x|`, and the other way round.

use super::search::{Edit, Place, Search, bare, is_called, made};
use super::{Kind, Variant};
use crate::syntax::ast::{Expr, Kind as Shape};

pub(super) static KIND: Kind = Kind { name: "absolute value", for_values: false, find };

fn find(search: &mut Search<'_>) -> Option<Variant> {
    search.at_each_place(edits)
}

fn edits(search: &Search<'_>, place: &Place<'_>) -> Vec<Edit> {
    let argument = matches!(place.holder, Some(Expr { kind: Shape::Absolute(_), .. }));
    match &place.expr.kind {
        Shape::Absolute(inner) => vec![Edit::of(place.expr, (**inner).clone())],
        Shape::Name(_) if argument || is_called(search, place) => Vec::new(),
        Shape::Name(_) | Shape::Group(..) if bare(place.expr).kind == place.expr.kind || !is_list(place.expr) => {
            let inner = Box::new(bare(place.expr).clone());
            vec![Edit::of(place.expr, made(place.expr, Shape::Absolute(inner)))]
        }
        _ if place.holder.is_none() => {
            vec![Edit::of(place.expr, made(place.expr, Shape::Absolute(Box::new(place.expr.clone()))))]
        }
        _ => Vec::new(),
    }
}

/// Brackets with several entries, or with named ones.
fn is_list(expr: &Expr) -> bool {
    matches!(&expr.kind, Shape::Group(_, arguments) if arguments.len() != 1 || arguments[0].name.is_some())
}
