//! A power: `x²` for `x`, `√x` for `x`, `x³` for `x²`, the variance for the deviation.

use super::epsilon::{radicand, rooted};
use super::search::{Edit, Place, Search, bare, is_called, made, text};
use super::{Kind, Variant};
use crate::name::Name;
use crate::number::Rational;
use crate::syntax::ast::{Expr, Join, Kind as Shape};
use crate::syntax::bracketed;

pub(super) static KIND: Kind = Kind { name: "power", for_values: false, find };

fn find(search: &mut Search<'_>) -> Option<Variant> {
    search.at_each_place(edits)
}

fn edits(search: &Search<'_>, place: &Place<'_>) -> Vec<Edit> {
    let expr = place.expr;
    if is_called(search, place) || is_exponent(place) {
        return Vec::new();
    }
    let mut new: Vec<Expr> = Vec::new();
    match &expr.kind {
        Shape::Power(base, exponent) => {
            new.push((**base).clone());
            if let Shape::Number(value) = &bare(exponent).kind {
                let others = [Rational::TWO, Rational::integer(3), Rational::integer(4), &Rational::ZERO - value];
                new.extend(others.into_iter().filter(|other| other != value).map(|other| raised(base, other)));
            }
        }
        Shape::Over { operator, range, body, options } => {
            for (word, other) in [("std", "var"), ("var", "std")] {
                if operator.to_string() == word {
                    let kind = Shape::Over {
                        operator: Name::plain(other),
                        range: range.clone(),
                        body: body.clone(),
                        options: options.clone(),
                    };
                    return vec![Edit { new: made(expr, kind), wanted: other.into(), written: word.into() }];
                }
            }
        }
        Shape::Name(_) | Shape::Group(..) | Shape::Absolute(_) if !follows_a_call(search, place) => {
            new.push(raised(expr, Rational::TWO));
            new.push(rooted(expr.clone()));
        }
        _ => new.extend(radicand(expr).cloned()),
    }
    let said = |new: Expr| Edit { wanted: text(&new), written: text(expr), new };
    let whole = place.holder.is_none() && matches!(expr.kind, Shape::Sum(_) | Shape::Product(_));
    let around = if whole { vec![raised(expr, Rational::TWO), rooted(expr.clone())] } else { Vec::new() };
    new.into_iter().chain(around).map(said).collect()
}

fn raised(base: &Expr, exponent: Rational) -> Expr {
    let exponent = made(base, Shape::Number(exponent));
    made(base, Shape::Power(Box::new(bracketed(base.clone())), Box::new(exponent)))
}

fn is_exponent(place: &Place<'_>) -> bool {
    matches!(place.holder, Some(Expr { kind: Shape::Power(..), .. }) if place.number == 1)
}

/// Whether the place is the bracket of a call, which is no value by itself.
fn follows_a_call(search: &Search<'_>, place: &Place<'_>) -> bool {
    let Some(holder) = place.holder else { return false };
    match &holder.kind {
        Shape::Product(factors) => {
            place.number > 0
                && factors[place.number].0 == Join::Beside
                && matches!(&factors[place.number - 1].1.kind, Shape::Name(name) if !search.names.contains(name))
        }
        // The entries of a bracket are looked at by themselves where they are names or powers.
        _ => false,
    }
}
