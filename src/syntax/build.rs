//! Pieces of the grammar to expressions: signs, powers, groups, operands.
//!
//! Products are put together in [`super::factors`], derivatives in [`super::derivative`].

use super::ast::{Argument, Bracket, Expr, Kind, Sign};
use super::chain;
use super::errors::missing_operand;
use super::grammar::{Built, Pair, Pairs, Place, Rule, next};
use super::names;
use super::scan::MAX_DEPTH;
use super::{derivative, factors};
use crate::diagnostic::Diagnostic;
use crate::number::Rational;
use crate::source::Span;

/// An expression that may end in `at POINT`.
pub(super) fn located(place: Place, pair: Pair<'_>) -> Built<Expr> {
    let span = place.span(&pair);
    let mut parts = pair.into_inner();
    let expr = side(place, next(&mut parts)?)?;
    match parts.next() {
        Some(at) => Ok(Expr { span, kind: Kind::At(Box::new(expr), chain::point(place, at)?) }),
        None => Ok(expr),
    }
}

/// An expression with `without …` and `in eval` behind it.
pub(super) fn side(place: Place, pair: Pair<'_>) -> Built<Expr> {
    let mut parts = pair.into_inner();
    let mut expr = sum(place, next(&mut parts)?)?;
    for (depth, suffix) in parts.enumerate() {
        let span = expr.span.to(place.span(&suffix));
        check_depth(depth, span)?;
        let kind = match suffix.as_rule() {
            Rule::without => {
                let names = suffix.into_inner().filter(|part| part.as_rule() == Rule::name);
                Kind::Without(Box::new(expr), names.map(|part| names::name(place, part)).collect::<Built<_>>()?)
            }
            _ => Kind::InEval(Box::new(expr)),
        };
        expr = Expr { span, kind };
    }
    Ok(expr)
}

/// Nesting that no bracket bounds (powers of powers, sums of sums) is bounded here.
pub(super) fn check_depth(depth: usize, span: Span) -> Built<()> {
    if depth < MAX_DEPTH {
        return Ok(());
    }
    Err(Diagnostic::error("syntax::too_deep", span, format!("this is nested more than {MAX_DEPTH} deep"))
        .help("give an inner part a name of its own: `u = …`, and use `u` here"))
}

/// Signed products; several signs in a row are multiplied.
pub(super) fn sum(place: Place, pair: Pair<'_>) -> Built<Expr> {
    let span = place.span(&pair);
    let mut terms = Vec::new();
    let mut sign = Sign::Plus;
    for part in pair.into_inner() {
        if part.as_rule() == Rule::sign {
            sign = times(sign, &part);
        } else {
            terms.push((sign, factors::product(place, part)?));
            sign = Sign::Plus;
        }
    }
    match (terms.len(), terms.pop()) {
        (1, Some((Sign::Plus, only))) => Ok(only),
        (_, Some(last)) => {
            terms.push(last);
            Ok(Expr { span, kind: Kind::Sum(terms) })
        }
        _ => Err(missing_operand(span, "an expression is missing")),
    }
}

/// The product of a sign and the one that `pair` spells.
pub(super) fn times(sign: Sign, pair: &Pair<'_>) -> Sign {
    match (pair.as_str().trim() == "+", sign) {
        (true, sign) => sign,
        (false, Sign::Plus) => Sign::Minus,
        (false, Sign::Minus) => Sign::Plus,
    }
}

/// `-x` as a sum of one summand, `x` itself where the sign is plus.
pub(super) fn signed(sign: Sign, start: Span, expr: Expr) -> Expr {
    match sign {
        Sign::Plus => expr,
        Sign::Minus => Expr { span: start.to(expr.span), kind: Kind::Sum(vec![(Sign::Minus, expr)]) },
    }
}

/// The exponents behind an operand, folded from the right: `b^c` of `a^b^c`.
pub(super) fn exponent(place: Place, powers: Pairs<'_>) -> Built<Option<Expr>> {
    let powers: Vec<Pair<'_>> = powers.collect();
    let span = powers.first().map_or(Span::default(), |first| place.span(first));
    check_depth(powers.len().saturating_sub(1), span)?;
    let mut folded: Option<Expr> = None;
    for power in powers.into_iter().rev() {
        let (sign, start, base) = one_exponent(place, power)?;
        let whole = raised(base, folded);
        folded = Some(signed(sign, start, whole));
    }
    Ok(folded)
}

/// `base^exponent`, or the base alone.
pub(super) fn raised(base: Expr, exponent: Option<Expr>) -> Expr {
    match exponent {
        Some(exponent) => Expr { span: base.span.to(exponent.span), kind: Kind::Power(Box::new(base), Box::new(exponent)) },
        None => base,
    }
}

fn one_exponent(place: Place, power: Pair<'_>) -> Built<(Sign, Span, Expr)> {
    let start = place.span(&power);
    let mut sign = Sign::Plus;
    for part in power.into_inner() {
        match part.as_rule() {
            Rule::sign => sign = times(sign, &part),
            Rule::superscript => return superscript(place, &part),
            _ => return Ok((sign, start, exponent_value(place, part)?)),
        }
    }
    Err(super::errors::missing_exponent(start))
}

/// What stands behind `^`: braces of TeX group and leave no trace.
pub(super) fn exponent_value(place: Place, pair: Pair<'_>) -> Built<Expr> {
    let inner = next(&mut pair.into_inner())?;
    if inner.as_rule() == Rule::braced { braced(place, inner) } else { operand(place, inner) }
}

fn superscript(place: Place, pair: &Pair<'_>) -> Built<(Sign, Span, Expr)> {
    let span = place.span(pair);
    let sign = if pair.as_str().starts_with('⁻') { Sign::Minus } else { Sign::Plus };
    let digits: String =
        pair.as_str().chars().filter_map(|c| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|d| d == c)).map(|d| d.to_string()).collect();
    Ok((sign, span, number(&digits, span)?))
}

/// `{ … }` of TeX.
pub(super) fn braced(place: Place, pair: Pair<'_>) -> Built<Expr> {
    located(place, next(&mut pair.into_inner())?)
}

/// A single operand; `∂…` and `\sum_{…}^{…}` are no operands alone and are handled by [`super::factors`].
pub(super) fn operand(place: Place, pair: Pair<'_>) -> Built<Expr> {
    let span = place.span(&pair);
    let kind = match pair.as_rule() {
        Rule::group => return group(place, pair),
        Rule::number => return number(pair.as_str(), span),
        Rule::absolute => Kind::Absolute(Box::new(braced(place, pair)?)),
        Rule::fraction => return derivative::fraction(place, pair),
        Rule::root => root(place, pair)?,
        Rule::ellipsis => Kind::Ellipsis,
        Rule::name => Kind::Name(names::name(place, pair)?.0),
        Rule::differential => return Err(derivative::lone(span)),
        _ => {
            return Err(
                missing_operand(span, "a sum needs something to sum").help("put the sum in brackets: `x^(sum[i = 1..m] i)`")
            );
        }
    };
    Ok(Expr { span, kind })
}

/// A decimal literal, `0{,}5` among them.
pub(super) fn number(text: &str, span: Span) -> Built<Expr> {
    match Rational::parse_decimal(&text.replace("{,}", ".")) {
        Some(value) => Ok(Expr { span, kind: Kind::Number(value) }),
        None => Err(Diagnostic::error("syntax::number_too_large", span, "this number has too many digits to be kept exactly")
            .at(format!("more than {} digits", crate::number::MAX_DIGITS))
            .help("give it a name instead, and assume what is needed of it")),
    }
}

/// Brackets with their arguments.
pub(super) fn group(place: Place, pair: Pair<'_>) -> Built<Expr> {
    let span = place.span(&pair);
    let bracket = match pair.as_str().chars().next() {
        Some('[') => Bracket::Square,
        Some('{') => Bracket::Curly,
        _ => Bracket::Round,
    };
    let mut arguments = Vec::new();
    for part in pair.into_inner() {
        argument(place, part, &mut arguments)?;
    }
    Ok(Expr { span, kind: Kind::Group(bracket, arguments) })
}

/// One argument; `given …` behind it is one more, named `given`, and so is each name behind `by`.
pub(super) fn argument(place: Place, pair: Pair<'_>, arguments: &mut Vec<Argument>) -> Built<()> {
    let mut named = None;
    for part in pair.into_inner() {
        let span = place.span(&part);
        match part.as_rule() {
            Rule::name => named = Some(names::name(place, part)?),
            Rule::located => arguments.push(Argument { name: named.take(), value: located(place, part)? }),
            Rule::given => {
                let given = Some((super::ast::Name::plain("given"), span));
                arguments.push(Argument { name: given, value: braced(place, part)? });
            }
            Rule::moved => {
                for name in part.into_inner() {
                    let by = Some((super::ast::Name::plain("by"), span));
                    arguments.push(Argument { name: by, value: sum(place, name)? });
                }
            }
            Rule::sum => {
                return Err(Diagnostic::error("syntax::unexpected", span, "a range `1..m` has no meaning in these brackets")
                    .at("no range is meant here")
                    .help("ranges stand behind sum, prod, mean, var, std, max, min: `sum[i = 1..m] …`"));
            }
            _ => {}
        }
    }
    Ok(())
}

fn root(place: Place, pair: Pair<'_>) -> Built<Kind> {
    let mut degree = None;
    let mut radicand = Err(missing_operand(place.span(&pair), "nothing stands under the root"));
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::degree => degree = Some(Box::new(sum(place, next(&mut part.into_inner())?)?)),
            Rule::tex_argument => radicand = tex_argument(place, part),
            _ => {}
        }
    }
    Ok(Kind::Root { degree, radicand: Box::new(radicand?) })
}

/// `{…}`, or the one digit or letter that TeX takes.
pub(super) fn tex_argument(place: Place, pair: Pair<'_>) -> Built<Expr> {
    let inner = next(&mut pair.into_inner())?;
    let span = place.span(&inner);
    match inner.as_rule() {
        Rule::braced => braced(place, inner),
        Rule::digit => number(inner.as_str(), span),
        _ => Ok(Expr { span, kind: Kind::Name(names::letter(inner.as_str())) }),
    }
}
