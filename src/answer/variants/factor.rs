//! A lost or extra constant factor: on the right side, on one of its summands, under a root. −1 is a sign, 0 a summand too
//! many.
//!
//! The factor is read off: with `e` for a part of the right side, `right = A + B e`, so `(left − A)/B e` must be the same
//! number at two points. Where a part stands otherwise, a few common factors are tried.

use super::search::{Search, made, place_of};
use super::{Kind, Variant};
use crate::calculus;
use crate::number::Rational;
use crate::syntax::ast::{Bracket, Expr, Join, Kind as Shape, Sign};
use crate::syntax::{Part, bracketed, replaced};

pub(super) static KIND: Kind = Kind { name: "factor", for_values: true, find };

/// The same on one part; after a lost name, which is the likelier slip.
pub(super) static PART: Kind = Kind { name: "factor on a part", for_values: false, find: on_a_part };

/// The last guess, because two multiples of one thing always have a ratio.
pub(super) static RATIO: Kind = Kind { name: "ratio", for_values: false, find: any_ratio };

/// The largest denominator of a factor that a slip explains.
const LARGEST: i64 = 64;

fn find(search: &mut Search<'_>) -> Option<Variant> {
    let whole = ratio(search);
    let common = common(search);
    if let Some(found) = whole.filter(|factor| common.contains(factor)).and_then(|factor| on_all(search, factor)) {
        return Some(found);
    }
    if search.is_about_values() {
        return None;
    }
    // A sign, or a summand too many, before any other factor.
    on_parts(search, |factor| factor.is_zero() || *factor == Rational::MINUS_ONE)
}

/// A factor that is often lost, on a part.
fn on_a_part(search: &mut Search<'_>) -> Option<Variant> {
    let common = common(search);
    on_parts(search, |factor| common.contains(factor))
}

/// Any number on a part or on the whole.
fn any_ratio(search: &mut Search<'_>) -> Option<Variant> {
    if search.is_about_values() {
        return None;
    }
    let factor = ratio(search);
    on_parts(search, |_| true).or_else(|| on_all(search, factor?))
}

/// The first part on which such a factor makes the claim true.
fn on_parts(search: &mut Search<'_>, wanted: impl Fn(&Rational) -> bool) -> Option<Variant> {
    let parts = search.parts();
    parts.iter().filter(|part| takes_a_factor(&parts, part)).find_map(|part| on_part(search, part, &wanted))
}

fn on_all(search: &mut Search<'_>, factor: Rational) -> Option<Variant> {
    if factor.is_zero() {
        return None;
    }
    let changed = multiplied(search.written(), &factor);
    search.holds_with(&changed).then_some(Variant::Factor(factor))
}

/// `left/right`, where it is a number.
pub(super) fn ratio(search: &mut Search<'_>) -> Option<Rational> {
    let doubles = search.doubles.as_ref()?;
    same_number([0, 1].map(|lane| doubles.left[lane] / doubles.right[lane]))
}

fn on_part(search: &mut Search<'_>, part: &Part, wanted: &impl Fn(&Rational) -> bool) -> Option<Variant> {
    let whole = search.written();
    let zero = made(&part.expr, Shape::Number(Rational::ZERO));
    let without = replaced(whole, &part.path, zero);
    let mut factors: Vec<Rational> = read_off(search, &without).into_iter().collect();
    if factors.is_empty() && !is_summand_of(whole, part) {
        factors = common(search);
    }
    factors.into_iter().filter(wanted).find_map(|factor| {
        let changed = if factor.is_zero() { without.clone() } else { with_factor(whole, part, &factor) };
        let worth = !factor.is_one() && search.holds_with(&changed);
        worth.then(|| told(whole, part, factor))
    })
}

/// A number times the factor is another number.
fn told(whole: &Expr, part: &Part, factor: Rational) -> Variant {
    match &part.expr.kind {
        Shape::Number(value) if factor.signum() > 0 => {
            Variant::Replaced { wanted: (value * &factor).to_string(), written: value.to_string(), within: None }
        }
        _ => Variant::FactorOn { factor, part: place_of(whole, part) },
    }
}

fn with_factor(whole: &Expr, part: &Part, factor: &Rational) -> Expr {
    replaced(whole, &part.path, multiplied(&part.expr, factor))
}

/// `(left − A)/(right − A)`.
fn read_off(search: &mut Search<'_>, without: &Expr) -> Option<Rational> {
    let rest = search.understood(without)?.node;
    let graph = &mut search.model.graph;
    let rest = calculus::resolve(graph, rest);
    // A right side that is 0 without the part says nothing of the part.
    if graph.as_number(rest).is_some_and(Rational::is_zero) {
        return None;
    }
    let doubles = search.doubles.as_ref()?;
    let rest = doubles.value(graph, rest);
    same_number([0, 1].map(|lane| (doubles.left[lane] - rest[lane]) / (doubles.right[lane] - rest[lane])))
}

/// Factors that are often lost: 2, ½, the numbers of rows and what is made of them.
fn common(search: &Search<'_>) -> Vec<Rational> {
    let mut list = vec![Rational::MINUS_ONE, Rational::TWO, Rational::HALF];
    for rows in search.model.row_counts() {
        let n = rows as i64;
        if n > 1 {
            let pairs = [(n, 1), (1, n), (n - 1, 1), (1, n - 1), (n, n - 1), (n - 1, n), (2, n), (n, 2)];
            list.extend(pairs.map(|(above, below)| Rational::new(above, below)));
        }
    }
    list.retain(|factor| !factor.is_one());
    let mut kept: Vec<Rational> = Vec::new();
    list.into_iter().for_each(|factor| {
        if !kept.contains(&factor) {
            kept.push(factor);
        }
    });
    kept
}

/// Summands, what stands under a root, and what is raised or grouped as a sum.
fn takes_a_factor(parts: &[Part], part: &Part) -> bool {
    let Some(holder) = part.parent.map(|holder| &parts[holder].expr) else { return false };
    let number = part.path.last().copied().unwrap_or(0);
    match &holder.kind {
        Shape::Sum(_) => true,
        Shape::Root { .. } | Shape::Absolute(_) => true,
        Shape::Power(..) => number == 0 && matches!(part.expr.kind, Shape::Group(..)),
        Shape::Group(Bracket::Round | Bracket::Curly, arguments) => arguments.len() == 1,
        _ => false,
    }
}

/// Whether the part is a summand of the right side itself, so that its factor is read off for certain.
fn is_summand_of(whole: &Expr, part: &Part) -> bool {
    matches!(whole.kind, Shape::Sum(_)) && part.path.len() == 1
}

/// The one small rational number that both values are, to within rounding.
pub(super) fn same_number([first, second]: [f64; 2]) -> Option<Rational> {
    if !first.is_finite() || !near(first, second) {
        return None;
    }
    let found = (1..=LARGEST).find(|below| {
        let above = first * *below as f64;
        above.abs() < 1e6 && near(above, above.round())
    })?;
    Some(Rational::new((first * found as f64).round() as i64, found))
}

/// Nearer than any two of the numbers sought.
fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-7 * a.abs().max(b.abs()).max(1.0)
}

/// `factor · (e)`.
fn multiplied(expr: &Expr, factor: &Rational) -> Expr {
    let size = made(expr, Shape::Number(factor.abs()));
    let product = match factor.abs().is_one() {
        true => expr.clone(),
        false => made(expr, Shape::Product(vec![(Join::Beside, size), (Join::Times, bracketed(expr.clone()))])),
    };
    if factor.is_negative() { made(expr, Shape::Sum(vec![(Sign::Minus, product)])) } else { product }
}
