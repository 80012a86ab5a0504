//! Operators over a range: `sum[data]`, `std[B]`, `\sum_{i=1}^{m}`.
//!
//! Their bodies are found in [`super::factors`].

use super::ast::{Expr, Name, Range};
use super::build::{exponent_value, located, sum};
use super::grammar::{Built, Pair, Place, Rule, next};
use super::names;
use crate::diagnostic::Diagnostic;

/// The operators that take a range.
const OPERATORS: [&str; 7] = ["sum", "prod", "mean", "var", "std", "max", "min"];

/// The operator and range of the factors `sum` and `[data]` or `[i = 1..m]`, `None` where the two are no such thing.
pub(super) fn bracket_head(place: Place, operator: &Pair<'_>, range: &Pair<'_>) -> Built<Option<(Name, Range)>> {
    let word = word(operator.as_str().trim());
    if !OPERATORS.contains(&word) || range.as_rule() != Rule::factor || !range.as_str().starts_with('[') {
        return Ok(None);
    }
    let mut inner = range.clone().into_inner();
    let (Some(group), None) = (inner.next(), inner.next()) else { return Ok(None) };
    let mut arguments = group.into_inner();
    let (Some(argument), None) = (arguments.next(), arguments.next()) else { return Ok(None) };
    let parts: Vec<Pair<'_>> = argument.into_inner().filter(|part| part.as_rule() != Rule::equal).collect();
    let range = match <[Pair<'_>; 3]>::try_from(parts) {
        Ok([index, from, to]) if to.as_rule() == Rule::sum => {
            let (from, to) = (located(place, from)?, sum(place, to)?);
            Range::Index { index: names::name(place, index)?, from: Box::new(from), to: Box::new(to) }
        }
        Ok(_) => return Ok(None),
        Err(parts) => match parts.as_slice() {
            [table] => match only_name(table) {
                Some(table) => names::name(place, table).map(|(name, span)| Range::Table(name, span))?,
                None => return Ok(None),
            },
            _ => return Ok(None),
        },
    };
    Ok(Some((Name::plain(word), range)))
}

/// The name inside an argument that is a name and nothing else.
fn only_name<'a>(argument: &Pair<'a>) -> Option<Pair<'a>> {
    let mut pair = argument.clone();
    while pair.as_rule() != Rule::name {
        let mut inner = pair.into_inner();
        pair = inner.next()?;
        if inner.next().is_some() || matches!(pair.as_rule(), Rule::group | Rule::absolute) {
            return None;
        }
    }
    Some(pair)
}

/// The operator and range of `\sum_{i=1}^{m}`, in either order of the bounds.
pub(super) fn head(place: Place, pair: Pair<'_>) -> Built<(Name, Range)> {
    let span = place.span(&pair);
    let mut operator = Name::default();
    let (mut lower, mut upper) = (None, None);
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::big_word | Rule::big_symbol => operator = Name::plain(word(part.as_str())),
            Rule::big_table => {
                let (table, span) = names::name(place, next(&mut part.into_inner())?)?;
                return Ok((operator, Range::Table(table, span)));
            }
            Rule::lower => lower = Some(lower_bound(place, part)?),
            _ => upper = Some(exponent_value(place, part)?),
        }
    }
    match (lower, upper) {
        (Some((index, from)), Some(to)) => Ok((operator, Range::Index { index, from: Box::new(from), to: Box::new(to) })),
        _ => Err(Diagnostic::error("syntax::missing_operand", span, "this sum needs both bounds")
            .help("write `\\sum_{i=1}^{m}` or `sum[i = 1..m]`")),
    }
}

/// The operator that a sign or a word stands for.
fn word(text: &str) -> &str {
    match text.trim_start_matches('\\') {
        "∑" | "Σ" => "sum",
        "∏" | "Π" => "prod",
        word => word,
    }
}

type Index = (Name, crate::source::Span);

fn lower_bound(place: Place, pair: Pair<'_>) -> Built<(Index, Expr)> {
    let mut parts = pair.into_inner().filter(|part| part.as_rule() != Rule::equal);
    let index = parts.next();
    let from = parts.next();
    match (index, from) {
        (Some(index), Some(from)) => Ok((names::name(place, index)?, sum(place, from)?)),
        _ => Err(Diagnostic::error("syntax::unexpected", crate::source::Span::default(), "this sum cannot be read")),
    }
}
