//! Partial derivatives: `∂L/∂w`, `∂²L/∂w∂v`, `\frac{\partial L}{\partial w}`, and the operator `∂/∂w`.
//!
//! The grammar sees `∂L` and `∂w` as factors; here they become one derivative, and orders are counted. Nothing is
//! differentiated.

use super::ast::{Bracket, Expr, Join, Kind, Sign};
use super::build::{exponent_value, group, number, raised, tex_argument};
use super::errors::missing_operand;
use super::factors::{Item, Part, flat, items};
use super::grammar::{Built, Pair, Place, Rule};
use super::names;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use std::collections::VecDeque;

/// `∂L`: half of a derivative.
pub(super) struct Differential {
    pub span: Span,
    /// The `2` of `∂²L`.
    order: Option<u32>,
    /// What stands behind the `∂`, with its brackets, without its power.
    of: Option<Expr>,
    /// The `2` of `∂w²`: an order below the line, a power of the name above it.
    power: Option<Expr>,
}

/// The highest order that is read.
const MAX_ORDER: i64 = 64;

/// The half that a piece of rule `differential` and the exponent behind it spell.
pub(super) fn half(place: Place, pair: Pair<'_>, power: Option<Expr>) -> Built<Differential> {
    let span = place.span(&pair);
    let (mut order, mut of) = (None, None);
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::power => order = Some(order_above(place, part)?),
            Rule::differential_of => of = Some(target(place, part)?),
            _ => {}
        }
    }
    let span = power.as_ref().map_or(span, |power| span.to(power.span));
    Ok(Differential { span, order, of, power })
}

fn order_above(place: Place, power: Pair<'_>) -> Built<u32> {
    let span = place.span(&power);
    let value = match power.into_inner().next() {
        Some(part) if part.as_rule() == Rule::exponent => exponent_value(place, part)?,
        Some(part) if part.as_rule() == Rule::superscript => {
            let digits: String =
                part.as_str().chars().filter_map(|c| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|d| d == c)).map(|d| d.to_string()).collect();
            number(&digits, span)?
        }
        _ => return Err(wrong_order(span, "an order is a whole number")),
    };
    order(&value).ok_or_else(|| wrong_order(span, "an order is a whole number from 1 to 64"))
}

/// A literal order.
fn order(expr: &Expr) -> Option<u32> {
    match &expr.kind {
        Kind::Number(value) => {
            value.to_i64().filter(|order| (1..=MAX_ORDER).contains(order)).and_then(|order| u32::try_from(order).ok())
        }
        _ => None,
    }
}

fn wrong_order(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error("syntax::derivative_order", span, "the order of this derivative cannot be read")
        .at(text)
        .help("the order above is the sum of those below: `∂²L/∂w²`, `∂²L/∂w∂v`")
}

/// `L`, `u_2(1)`, `(a + b)` behind a `∂`.
fn target(place: Place, pair: Pair<'_>) -> Built<Expr> {
    let mut parts = Vec::new();
    for part in pair.into_inner() {
        let span = place.span(&part);
        let expr = if part.as_rule() == Rule::name {
            Expr { span, kind: Kind::Name(names::name(place, part)?.0) }
        } else {
            group(place, part)?
        };
        parts.push(Item { join: Join::Beside, sign: Sign::Plus, span, part: Part::Plain(expr) });
    }
    flat(parts)
}

/// A `∂…` that is no part of a derivative.
pub(super) fn lone(span: Span) -> Diagnostic {
    Diagnostic::error("syntax::lone_partial", span, "a `∂` stands above or below another one")
        .at("this one stands alone")
        .help("write `∂L/∂w`, `\\frac{\\partial L}{\\partial w}` or `diff(L, w)`")
}

/// Joins `∂L` over `∂w` (and `∂v` …) in a list of factors.
pub(super) fn join_halves(list: Vec<Item>) -> Built<Vec<Item>> {
    if !list.iter().any(is_half) {
        return Ok(list);
    }
    let mut joined = Vec::with_capacity(list.len());
    let mut rest = VecDeque::from(list);
    while let Some(item) = rest.pop_front() {
        let Item { join, sign, span, part: Part::Half(top) } = item else {
            joined.push(item);
            continue;
        };
        let mut below = Vec::new();
        while stands_below(&rest, below.len()) {
            if let Some(Item { part: Part::Half(half), .. }) = rest.pop_front() {
                below.push(half);
            }
        }
        if below.is_empty() {
            return Err(lone(top.span));
        }
        let expr = derivative(top, below, None)?;
        joined.push(Item { join, sign, span: span.to(expr.span), part: Part::Plain(expr) });
    }
    Ok(joined)
}

/// Whether the next factor is a `∂…` below the line, where `count` others are already. In `∂L/∂v ∂v/∂w`, a product,
/// the third stands above the fourth.
fn stands_below(rest: &VecDeque<Item>, count: usize) -> bool {
    let above_another = || rest.get(1).is_some_and(|after| is_half(after) && after.join == Join::Over);
    match rest.front() {
        Some(next) if count == 0 => is_half(next) && next.join == Join::Over,
        Some(next) => is_half(next) && next.join == Join::Beside && !above_another(),
        None => false,
    }
}

fn is_half(item: &Item) -> bool {
    matches!(item.part, Part::Half(_)) && (item.join != Join::Over || item.sign == Sign::Plus)
}

/// The derivative of `top` (times `more`, in a fraction) by the halves below.
fn derivative(top: Differential, below: Vec<Differential>, more: Option<Expr>) -> Built<Expr> {
    let span = below.iter().fold(top.span, |span, half| span.to(half.span));
    let total = top.order.unwrap_or(1);
    let mut by = Vec::with_capacity(below.len());
    for half in below {
        if half.order.is_some() {
            return Err(wrong_order(half.span, "below, the order stands behind the name: `∂w²`"));
        }
        let Some(of) = half.of else {
            return Err(missing_operand(half.span, "nothing stands behind this `∂`").help("write what to derive by: `∂L/∂w`"));
        };
        by.push((ungrouped(of), half.power));
    }
    let by = orders(total, by).ok_or_else(|| wrong_order(span, &format!("of order {total} above, but not below")))?;
    let of = match (top.of.map(|of| raised(of, top.power)), more) {
        (Some(of), None) => Some(Box::new(of)),
        (Some(of), Some(more)) => Some(Box::new(product_of(of, more))),
        (None, _) => None,
    };
    Ok(Expr { span, kind: Kind::Partial { of, by } })
}

/// Reads the powers below as orders where their sum is the order above, else as powers: `∂L/∂σ²` is by σ².
fn orders(total: u32, by: Vec<(Expr, Option<Expr>)>) -> Option<Vec<(Expr, u32)>> {
    let read: Option<Vec<u32>> = by.iter().map(|(_, power)| power.as_ref().map_or(Some(1), order)).collect();
    if let Some(read) = read
        && read.iter().map(|order| u64::from(*order)).sum::<u64>() == u64::from(total)
    {
        return Some(by.into_iter().map(|(of, _)| of).zip(read).collect());
    }
    (by.len() as u64 == u64::from(total)).then(|| by.into_iter().map(|(of, power)| (raised(of, power), 1)).collect())
}

/// `σ^2` of `(σ^2)`.
fn ungrouped(expr: Expr) -> Expr {
    match expr.kind {
        Kind::Group(Bracket::Round, mut arguments) if arguments.len() == 1 && arguments[0].name.is_none() => {
            arguments.remove(0).value
        }
        kind => Expr { span: expr.span, kind },
    }
}

fn product_of(first: Expr, more: Expr) -> Expr {
    let span = first.span.to(more.span);
    let mut factors = match first.kind {
        Kind::Product(factors) => factors,
        kind => vec![(Join::Beside, Expr { span: first.span, kind })],
    };
    match more.kind {
        Kind::Product(rest) => factors.extend(rest),
        kind => factors.push((Join::Beside, Expr { span: more.span, kind })),
    }
    Expr { span, kind: Kind::Product(factors) }
}

/// `\frac{a}{b}`, or a derivative where a `∂…` stands above and only `∂…` below.
pub(super) fn fraction(place: Place, pair: Pair<'_>) -> Built<Expr> {
    let span = place.span(&pair);
    let mut parts = pair.into_inner().filter(|part| part.as_rule() == Rule::tex_argument);
    let (above, below) = (next_argument(&mut parts, span)?, next_argument(&mut parts, span)?);
    if let (Some(top), Some(bottom)) = (half_product(&above), half_product(&below)) {
        let (top, bottom) = (items(place, top)?, items(place, bottom)?);
        if !top.get(1).is_some_and(|item| is_half(item) && item.join == Join::Over)
            && !bottom.get(1).is_some_and(|item| item.join == Join::Over)
        {
            return Ok(Expr { span, ..fraction_derivative(top, bottom)? });
        }
    }
    let (above, below) = (tex_argument(place, above)?, tex_argument(place, below)?);
    Ok(Expr { span, kind: Kind::Fraction(Box::new(above), Box::new(below)) })
}

fn next_argument<'a>(parts: &mut impl Iterator<Item = Pair<'a>>, span: Span) -> Built<Pair<'a>> {
    parts.next().ok_or_else(|| missing_operand(span, "a fraction has two parts"))
}

/// The product inside a braced argument, where it is one product that begins with `∂`.
fn half_product<'a>(argument: &Pair<'a>) -> Option<Pair<'a>> {
    let mut pair = argument.clone();
    for rule in [Rule::braced, Rule::located, Rule::side, Rule::sum, Rule::product] {
        let mut inner = pair.into_inner();
        pair = inner.next()?;
        if pair.as_rule() != rule || inner.next().is_some() {
            return None;
        }
    }
    let first = pair.clone().into_inner().next()?.into_inner().next()?;
    (first.as_rule() == Rule::differential).then_some(pair)
}

fn fraction_derivative(mut top: Vec<Item>, bottom: Vec<Item>) -> Built<Expr> {
    let more: Vec<Item> = top.drain(1..).collect();
    let more = if more.is_empty() { None } else { Some(flat(more)?) };
    let Some(Item { part: Part::Half(above), .. }) = top.pop() else { return Err(lone(Span::default())) };
    let mut halves: Vec<Differential> = Vec::new();
    for Item { part, span, .. } in bottom {
        match (part, halves.last_mut()) {
            (Part::Half(half), _) => halves.push(half),
            // `\partial u_2 (1)`: inside a fraction a space before the bracket says nothing.
            (Part::Plain(bracket @ Expr { kind: Kind::Group(..), .. }), Some(half))
                if half.of.is_some() && half.power.is_none() =>
            {
                half.span = half.span.to(span);
                half.of = half.of.take().map(|of| product_of(of, bracket));
            }
            _ => {
                return Err(Diagnostic::error("syntax::lone_partial", span, "below a derivative stand only `∂…`")
                    .help("write `\\frac{\\partial^2 L}{\\partial w \\partial v}`"));
            }
        }
    }
    derivative(above, halves, more)
}
