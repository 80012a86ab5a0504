//! `p` for `1 − p`, and the other way round: the probability to drop taken for that to keep.

use super::search::{Edit, Place, Search, bare, is_called, made, text};
use super::{Kind, Variant};
use crate::number::Rational;
use crate::syntax::ast::{Expr, Kind as Shape, Sign};
use crate::syntax::{parts, replaced};

pub(super) static KIND: Kind = Kind { name: "complement", for_values: true, find };

fn find(search: &mut Search<'_>) -> Option<Variant> {
    everywhere(search).or_else(|| search.at_each_place(edits))
}

fn edits(search: &Search<'_>, place: &Place<'_>) -> Vec<Edit> {
    let exponent = matches!(place.holder, Some(Expr { kind: Shape::Power(..), .. }) if place.number == 1);
    match complement(place.expr) {
        Some(new) if !exponent && !is_called(search, place) => vec![Edit::of(place.expr, new)],
        _ => Vec::new(),
    }
}

/// A name taken for its complement wherever it stands.
fn everywhere(search: &mut Search<'_>) -> Option<Variant> {
    let names = search.written_names();
    let whole = search.written();
    names.into_iter().find_map(|name| {
        let own = made(whole, Shape::Name(name));
        let other = complement(&own)?;
        let places = parts(whole).into_iter().filter(|part| part.expr.kind == own.kind);
        let changed = places.fold(whole.clone(), |so_far, part| replaced(&so_far, &part.path, other.clone()));
        let found = Variant::Replaced { wanted: text(&other), written: text(&own), within: None };
        search.holds_with(&changed).then_some(found)
    })
}

/// `1 − e` for a name or a number between 0 and 1, `e` for `1 − e`.
fn complement(expr: &Expr) -> Option<Expr> {
    match &bare(expr).kind {
        Shape::Name(_) => {
            let one = made(expr, Shape::Number(Rational::ONE));
            Some(made(expr, Shape::Sum(vec![(Sign::Plus, one), (Sign::Minus, expr.clone())])))
        }
        Shape::Number(value) => {
            let rest = &Rational::ONE - value;
            (value.signum() > 0 && rest.signum() > 0).then(|| made(expr, Shape::Number(rest)))
        }
        Shape::Sum(terms) => match terms.as_slice() {
            [(Sign::Plus, one), (Sign::Minus, rest)] if one.kind == Shape::Number(Rational::ONE) => Some(rest.clone()),
            _ => None,
        },
        _ => None,
    }
}
