//! Relations between expressions: `a = b <= c`, claims, and the points `at` which they are taken.

use super::ast::{Chain, Expr, Kind, Point, Relation};
use super::build::{argument, side, sum};
use super::errors::missing_operand;
use super::factors;
use super::grammar::{Built, Pair, Pairs, Place, Rule, next};
use super::names;
use crate::source::Span;

/// The pieces of rule `formula`.
pub(super) fn formula(place: Place, mut pairs: Pairs<'_>) -> Built<Vec<Chain>> {
    chains(place, next(&mut pairs)?)
}

/// The pieces of rule `claim`.
pub(super) fn claim(place: Place, mut pairs: Pairs<'_>) -> Built<(Chain, Vec<Chain>)> {
    let claim = chain(place, next(&mut pairs)?)?;
    match pairs.find(|pair| pair.as_rule() == Rule::chains) {
        Some(assuming) => Ok((claim, chains(place, assuming)?)),
        None => Ok((claim, Vec::new())),
    }
}

/// Chains after commas.
fn chains(place: Place, pair: Pair<'_>) -> Built<Vec<Chain>> {
    pair.into_inner().map(|part| chain(place, part)).collect()
}

fn chain(place: Place, pair: Pair<'_>) -> Built<Chain> {
    let mut parts = pair.into_inner();
    let mut first = side(place, next(&mut parts)?)?;
    let (mut links, mut at) = (Vec::new(), None);
    for part in parts {
        if part.as_rule() == Rule::at {
            first = taken_at(place, first, part)?;
        } else {
            // A point in the middle of a chain belongs to the side before it, one at the end to the whole chain.
            if let (Some((point, span)), Some((_, last))) = (at.take(), links.last_mut()) {
                wrap(last, point, span);
            }
            at = link(place, part, &mut links)?;
        }
    }
    let span = links.last().map_or(first.span, |(_, last): &(Relation, Expr)| first.span.to(last.span));
    Ok(Chain { span, first, links, at: at.map(|(point, _)| point) })
}

fn taken_at(place: Place, expr: Expr, at: Pair<'_>) -> Built<Expr> {
    let span = expr.span.to(place.span(&at));
    Ok(Expr { span, kind: Kind::At(Box::new(expr), point(place, at)?) })
}

fn wrap(expr: &mut Expr, point: Point, span: Span) {
    let inner = std::mem::replace(expr, Expr { span: expr.span.to(span), kind: Kind::Ellipsis });
    expr.kind = Kind::At(Box::new(inner), point);
}

type Located = Option<(Point, Span)>;

/// Pushes one relation and its side; answers the point behind it.
fn link(place: Place, pair: Pair<'_>, links: &mut Vec<(Relation, Expr)>) -> Built<Located> {
    let span = place.span(&pair);
    let mut relation = Relation::Equal;
    let mut sides = Vec::new();
    let mut at = None;
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::near => relation = Relation::Near(None),
            Rule::relation => relation = relation_of(part)?,
            Rule::side => sides.push(side(place, part)?),
            Rule::at => at = Some((place.span(&part), part)),
            _ => {}
        }
    }
    if sides.len() == 2 {
        relation = Relation::Near(sides.pop().map(Box::new));
    }
    let side = sides.pop().ok_or_else(|| missing_operand(span, "this relation has no right side"))?;
    links.push((relation, side));
    at.map(|(span, part)| Ok((point(place, part)?, span))).transpose()
}

fn relation_of(pair: Pair<'_>) -> Built<Relation> {
    Ok(match next(&mut pair.into_inner())?.as_rule() {
        Rule::at_most => Relation::AtMost,
        Rule::at_least => Relation::AtLeast,
        Rule::not_equal => Relation::NotEqual,
        Rule::less => Relation::Less,
        Rule::greater => Relation::Greater,
        _ => Relation::Equal,
    })
}

/// `at start`, `at T[3]`, `at (w_1 = 1/2)`, `at argmin(L by w)`.
pub(super) fn point(place: Place, pair: Pair<'_>) -> Built<Point> {
    let mut parts = pair.into_inner().filter(|part| part.as_rule() != Rule::kw_at);
    let point = match parts.next() {
        Some(point) => point,
        None => return Err(missing_operand(Span::default(), "nothing stands behind `at`")),
    };
    let span = place.span(&point);
    match point.as_rule() {
        Rule::kw_start => Ok(Point::Start(span)),
        Rule::run => {
            let mut parts = point.into_inner();
            let run = names::name(place, next(&mut parts)?)?;
            Ok(Point::Run { run, step: Box::new(sum(place, next(&mut parts)?)?) })
        }
        Rule::lowest => {
            let mut arguments = Vec::new();
            for part in point.into_inner().filter(|part| part.as_rule() == Rule::argument) {
                argument(place, part, &mut arguments)?;
            }
            Ok(Point::Lowest(span, arguments))
        }
        _ => point.into_inner().map(|part| value(place, part)).collect::<Built<_>>().map(Point::Values),
    }
}

fn value(place: Place, pair: Pair<'_>) -> Built<(Expr, Expr)> {
    let mut parts = pair.into_inner().filter(|part| part.as_rule() != Rule::equal);
    match (parts.next(), parts.next()) {
        (Some(left), Some(right)) => Ok((factors::product(place, left)?, side(place, right)?)),
        _ => Err(missing_operand(Span::default(), "a value is missing")),
    }
}
