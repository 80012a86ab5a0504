//! A summand inside or outside of a root: `√(v + ε)` against `√v + ε`, and `√(S² + ε)` against `S + ε`.

use super::search::{Edit, Place, Search, bare, made};
use super::{Kind, Variant};
use crate::number::Rational;
use crate::syntax::ast::{Expr, Join, Kind as Shape, Sign};
use crate::syntax::bracketed;

pub(super) static KIND: Kind = Kind { name: "inside or outside of a root", for_values: false, find };

fn find(search: &mut Search<'_>) -> Option<Variant> {
    search.at_each_place(edits)
}

fn edits(_: &Search<'_>, place: &Place<'_>) -> Vec<Edit> {
    match &bare(place.expr).kind {
        Shape::Sum(terms) => put_inside(place.expr, terms),
        _ => radicand(place.expr).map_or_else(Vec::new, |inner| taken_outside(place.expr, inner)),
    }
}

/// `√v + e` becomes `√(v + e)`; a name `S` becomes `√(S² + e)`.
fn put_inside(whole: &Expr, terms: &[(Sign, Expr)]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (number, (sign, term)) in terms.iter().enumerate() {
        let inner = match (radicand(term), &bare(term).kind) {
            (Some(inner), _) => inner.clone(),
            (None, Shape::Name(_) | Shape::Over { .. }) => {
                let two = made(term, Shape::Number(Rational::TWO));
                made(term, Shape::Power(Box::new(bracketed(term.clone())), Box::new(two)))
            }
            _ => continue,
        };
        if *sign == Sign::Plus {
            let others = terms.iter().enumerate().filter(|(other, _)| *other != number).map(|(_, term)| term.clone());
            let inside: Vec<(Sign, Expr)> = std::iter::once((Sign::Plus, inner)).chain(others).collect();
            edits.push(Edit::of(whole, rooted(made(whole, Shape::Sum(inside)))));
        }
    }
    edits
}

/// `√(v + e)` becomes `√v + e`, for each summand.
fn taken_outside(whole: &Expr, inner: &Expr) -> Vec<Edit> {
    let Shape::Sum(terms) = &bare(inner).kind else { return Vec::new() };
    if terms.len() < 2 {
        return Vec::new();
    }
    let without = |number: usize| {
        let rest: Vec<(Sign, Expr)> = terms.iter().enumerate().filter(|(k, _)| *k != number).map(|(_, t)| t.clone()).collect();
        let root = rooted(made(inner, Shape::Sum(rest)));
        Edit::of(whole, made(whole, Shape::Sum(vec![(Sign::Plus, root), terms[number].clone()])))
    };
    (0..terms.len()).map(without).collect()
}

/// What stands under a square root, however it is spelt.
pub(super) fn radicand(expr: &Expr) -> Option<&Expr> {
    match &bare(expr).kind {
        Shape::Root { degree: None, radicand } => Some(radicand),
        Shape::Power(base, exponent) if exponent_is_half(exponent) => Some(base),
        Shape::Product(factors) => match factors.as_slice() {
            [(_, root), (Join::Beside, inner)] => {
                let sqrt = matches!(&root.kind, Shape::Name(name) if name.to_string() == "sqrt");
                (sqrt || root.kind == Shape::RootSign).then_some(inner)
            }
            _ => None,
        },
        _ => None,
    }
}

fn exponent_is_half(exponent: &Expr) -> bool {
    match &bare(exponent).kind {
        Shape::Number(value) => *value == Rational::HALF,
        Shape::Product(factors) => match factors.as_slice() {
            [(_, one), (Join::Over, two)] => one.kind == Shape::Number(Rational::ONE) && two.kind == Shape::Number(Rational::TWO),
            _ => false,
        },
        _ => false,
    }
}

/// `√(e)`.
pub(super) fn rooted(inner: Expr) -> Expr {
    let at = inner.clone();
    made(&at, Shape::Product(vec![(Join::Beside, made(&at, Shape::RootSign)), (Join::Beside, bracketed(inner))]))
}
