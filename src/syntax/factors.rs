//! The flat list of factors of a product, and what is put together from neighbours in it: `∂L/∂w` and `sum[data] e`.
//!
//! A derivative is `∂…` over `∂…`; an operator with a range takes the rest of the list for its body. All else stays a
//! list, since what is a call is not known here.

use super::ast::{Argument, Bracket, Expr, Join, Kind, Name, Range, Sign};
use super::big;
use super::build::{check_depth, exponent, operand, raised, signed, times};
use super::derivative::{self, Differential};
use super::errors::missing_operand;
use super::grammar::{Built, Pair, Place, Rule, next};
use crate::source::Span;

/// A factor with what stands before it.
pub(super) struct Item {
    pub join: Join,
    pub sign: Sign,
    /// From the sign to the end.
    pub span: Span,
    pub part: Part,
}

/// What a factor is before neighbours are put together.
pub(super) enum Part {
    /// An ordinary factor.
    Plain(Expr),
    /// `∂L`, half of a derivative.
    Half(Differential),
    /// `\sum_{i=1}^{m}` or `sum[data]`, which waits for its body.
    Head(Name, Range),
}

/// The product that a piece of rule `product` spells.
pub(super) fn product(place: Place, pair: Pair<'_>) -> Built<Expr> {
    flat(gather(derivative::join_halves(items(place, pair)?)?)?)
}

/// The factors of a piece of rule `product`; only `sum` and its `[data]` are put together.
pub(super) fn items(place: Place, pair: Pair<'_>) -> Built<Vec<Item>> {
    let mut items = Vec::new();
    let (mut join, mut sign, mut start) = (Join::Beside, Sign::Plus, None);
    let mut parts = pair.into_inner().peekable();
    while let Some(part) = parts.next() {
        let span = place.span(&part);
        match part.as_rule() {
            Rule::join => {
                let over = matches!(part.as_str(), "/" | "÷" | "\\div");
                join = if over { Join::Over } else { Join::Times };
            }
            Rule::sign => {
                sign = times(sign, &part);
                start.get_or_insert(span);
            }
            Rule::factor => {
                let mut span = start.take().unwrap_or(span).to(span);
                let head = match parts.peek() {
                    Some(range) => big::bracket_head(place, &part, range)?,
                    None => None,
                };
                let part = match head {
                    Some((operator, range)) => {
                        span = parts.next().map_or(span, |range| span.to(place.span(&range)));
                        Part::Head(operator, range)
                    }
                    None => factor(place, part)?,
                };
                items.push(Item { join, sign, span, part });
                (join, sign) = (Join::Beside, Sign::Plus);
            }
            _ => {}
        }
    }
    Ok(items)
}

/// An operand with its powers.
fn factor(place: Place, pair: Pair<'_>) -> Built<Part> {
    let mut parts = pair.into_inner();
    let first = next(&mut parts)?;
    let span = place.span(&first);
    match first.as_rule() {
        Rule::root_sign => Ok(Part::Plain(Expr { span, kind: Kind::RootSign })),
        Rule::differential => derivative::half(place, first, exponent(place, parts)?).map(Part::Half),
        Rule::big => match parts.next() {
            None => big::head(place, first).map(|(operator, range)| Part::Head(operator, range)),
            Some(power) => Err(missing_operand(place.span(&power), "this exponent belongs to nothing")
                .help("put the sum in brackets: `(sum[i = 1..m] x_i)^2`")),
        },
        _ => Ok(Part::Plain(raised(operand(place, first)?, exponent(place, parts)?))),
    }
}

/// Gives every head its body, from the right.
fn gather(items: Vec<Item>) -> Built<Vec<Item>> {
    let mut depth = 0;
    let mut rest: Vec<Item> = Vec::new(); // the factors behind, in reverse
    for item in items.into_iter().rev() {
        let Item { join, sign, span, part } = item;
        let part = match part {
            Part::Head(operator, range) => {
                let behind = rest.len();
                let whole = over(operator, range, span, &mut rest)?;
                // Only a body that took all that follows holds the operators behind.
                depth += usize::from(rest.is_empty() && behind > 0);
                check_depth(depth, span)?;
                whole
            }
            other => other,
        };
        let span = if let Part::Plain(expr) = &part { span.to(expr.span) } else { span };
        rest.push(Item { join, sign, span, part });
    }
    rest.reverse();
    Ok(rest)
}

/// An operator with a range over its body: the brackets behind it where they name options, else all that follows.
fn over(operator: Name, range: Range, head: Span, rest: &mut Vec<Item>) -> Built<Part> {
    let missing = || {
        missing_operand(head, format!("nothing stands behind this {operator}"))
            .help(format!("write what it is taken of: `{operator}[data] (F(x) - Y)^2`"))
    };
    let Some(Item { join: Join::Beside, sign: Sign::Plus, span, part: Part::Plain(first) }) = rest.pop() else {
        return Err(missing());
    };
    let (base, exponent) = match first.kind {
        Kind::Power(base, exponent) => (*base, Some(*exponent)),
        kind => (Expr { span: first.span, kind }, None),
    };
    let (base_span, mut options) = match base {
        Expr { span, kind: Kind::Group(Bracket::Round, arguments) } if names_options(&arguments) => (span, arguments),
        base => {
            let mut body = vec![Item { join: Join::Beside, sign: Sign::Plus, span, part: Part::Plain(raised(base, exponent)) }];
            body.extend(rest.drain(..).rev());
            let body = flat(body)?;
            let span = head.to(body.span);
            let kind = Kind::Over { operator, range, body: Box::new(body), options: Vec::new() };
            return Ok(Part::Plain(Expr { span, kind }));
        }
    };
    let body = Box::new(options.remove(0).value);
    let kind = Kind::Over { operator, range, body, options };
    Ok(Part::Plain(raised(Expr { span: head.to(base_span), kind }, exponent)))
}

/// Whether arguments are an expression and at least one option: `(e, ddof = 1)`.
fn names_options(arguments: &[Argument]) -> bool {
    arguments.len() >= 2 && arguments[0].name.is_none() && arguments[1..].iter().all(|argument| argument.name.is_some())
}

/// The items as one expression.
pub(super) fn flat(items: Vec<Item>) -> Built<Expr> {
    let mut factors: Vec<(Join, Expr)> = Vec::with_capacity(items.len());
    for Item { join, sign, span, part } in items {
        let Part::Plain(expr) = part else { return Err(derivative::lone(span)) };
        if let Some((_, Expr { span: root, kind: Kind::RootSign })) = factors.last()
            && join != Join::Beside
        {
            return Err(bare_root(*root));
        }
        factors.push((join, signed(sign, span, expr)));
    }
    match factors.pop() {
        Some((_, Expr { span, kind: Kind::RootSign })) => Err(bare_root(span)),
        Some((_, only)) if factors.is_empty() => Ok(only),
        Some(last) => {
            factors.push(last);
            let span = factors.iter().fold(factors[0].1.span, |span, (_, factor)| span.to(factor.span));
            Ok(Expr { span, kind: Kind::Product(factors) })
        }
        None => Err(missing_operand(Span::default(), "an expression is missing")),
    }
}

fn bare_root(span: Span) -> crate::diagnostic::Diagnostic {
    missing_operand(span, "nothing stands under this root").help("write what it is of: `√2`, `√(x + 1)`")
}
