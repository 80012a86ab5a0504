//! `n` for `n − 1`, a bound that is one too many, the other divisor of a variance (`ddof`).

use super::search::{Edit, Place, Search, is_called, made};
use super::{Kind, Variant};
use crate::name::Name;
use crate::number::Rational;
use crate::syntax::ast::{Argument, Bracket, Expr, Kind as Shape, Range, Sign};

pub(super) static KIND: Kind = Kind { name: "count", for_values: false, find };

fn find(search: &mut Search<'_>) -> Option<Variant> {
    // A bound is the likelier slip than a factor that makes up for it.
    search
        .at_each_place(|search, place| if is_bound(place) { edits(search, place) } else { Vec::new() })
        .or_else(|| search.at_each_place(edits))
}

fn is_one(expr: &Expr) -> bool {
    expr.kind == Shape::Number(Rational::ONE)
}

fn is_bound(place: &Place<'_>) -> bool {
    matches!(place.holder, Some(Expr { kind: Shape::Over { .. }, .. }))
}

fn edits(search: &Search<'_>, place: &Place<'_>) -> Vec<Edit> {
    let expr = place.expr;
    match &expr.kind {
        Shape::Number(value) if value.is_integer() => {
            let near = [value - &Rational::ONE, value + &Rational::ONE];
            // Where a 1 or 0 would stand for the number, the factor or summand itself is the slip.
            let index = matches!(place.holder, Some(Expr { kind: Shape::Group(Bracket::Square, _), .. }));
            let bound = index || is_bound(place);
            let near = near.into_iter().filter(|other| other.signum() > 0 && !other.is_one() || bound);
            near.map(|other| Edit::of(expr, made(expr, Shape::Number(other)))).collect()
        }
        Shape::Name(_) if !is_called(search, place) => [Sign::Minus, Sign::Plus]
            .map(|sign| {
                let one = made(expr, Shape::Number(Rational::ONE));
                Edit::of(expr, made(expr, Shape::Sum(vec![(Sign::Plus, expr.clone()), (sign, one)])))
            })
            .into(),
        // `m − 1` for m, before m + 1 for m would give the same.
        Shape::Sum(terms) => match terms.as_slice() {
            [(Sign::Plus, count), (_, one)] if is_one(one) && matches!(count.kind, Shape::Name(_)) => {
                vec![Edit::of(expr, count.clone())]
            }
            _ => Vec::new(),
        },
        Shape::Over { operator, range, body, options } if matches!(operator.to_string().as_str(), "std" | "var") => {
            vec![other_divisor(expr, operator, range, body, options)]
        }
        _ => Vec::new(),
    }
}

/// `ddof = 1` where there is none, and none where there is one.
fn other_divisor(expr: &Expr, operator: &Name, range: &Range, body: &Expr, options: &[Argument]) -> Edit {
    let is_ddof = |argument: &&Argument| argument.name.as_ref().is_some_and(|(name, _)| name.to_string() == "ddof");
    let had = options.iter().any(|argument| is_ddof(&argument));
    let mut options: Vec<Argument> = options.iter().filter(|argument| !is_ddof(argument)).cloned().collect();
    if !had {
        let one = made(expr, Shape::Number(Rational::ONE));
        options.push(Argument { name: Some((Name::plain("ddof"), expr.span)), value: one });
    }
    let new = Shape::Over { operator: operator.clone(), range: range.clone(), body: Box::new(body.clone()), options };
    let (wanted, written) = if had { ("ddof = 0", "ddof = 1") } else { ("ddof = 1", "ddof = 0") };
    Edit { new: made(expr, new), wanted: wanted.into(), written: written.into() }
}
