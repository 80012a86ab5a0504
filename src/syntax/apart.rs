//! Runs of letters as TeX readers take them: `xw_1` is `x w_1`, `ab^2` is `a b^2`, `wf(x)` is `w f(x)`.

use super::ast::{Chain, Expr, Join, Kind, Name, Point, Relation};
use super::parts::{bracketed, parts_mut};

/// Spells the names of a chain apart into single letters, but for those that are `known`.
///
/// ```
/// use normsym::syntax::{parse_claim, plain, spell_apart};
/// let (mut chain, _) = parse_claim(r"\tanh(xw_1) = ab^2").unwrap();
/// spell_apart(&mut chain, &|name| name.to_string() == "tanh");
/// assert_eq!((plain(&chain.first), plain(&chain.links[0].1)), ("tanh(x w_1)".into(), "a b^2".into()));
/// ```
pub fn spell_apart(chain: &mut Chain, known: &dyn Fn(&Name) -> bool) {
    expression(&mut chain.first, known);
    for (relation, side) in &mut chain.links {
        expression(side, known);
        if let Relation::Near(Some(tolerance)) = relation {
            expression(tolerance, known);
        }
    }
    if let Some(Point::Values(values)) = &mut chain.at {
        values.iter_mut().for_each(|(_, value)| expression(value, known));
    }
}

/// Depth is bounded by the parser.
fn expression(expr: &mut Expr, known: &dyn Fn(&Name) -> bool) {
    if let Kind::Product(factors) = &mut expr.kind {
        *factors = std::mem::take(factors).into_iter().flat_map(|(join, factor)| spelt(join, factor, known)).collect();
    } else if let [_, _, ..] = letters(expr, known).as_slice() {
        expr.kind = Kind::Product(spelt(Join::Beside, expr.clone(), known));
    }
    parts_mut(expr).into_iter().for_each(|part| expression(part, known));
}

/// The factors that a run of letters is; below a bar, `1/ab`, they stay together.
fn spelt(join: Join, factor: Expr, known: &dyn Fn(&Name) -> bool) -> Vec<(Join, Expr)> {
    let names = letters(&factor, known);
    let Some((last, first)) = names.split_last().filter(|(_, first)| !first.is_empty()) else { return vec![(join, factor)] };
    let span = factor.span;
    let named = |name: &Name| Expr { span, kind: Kind::Name(name.clone()) };
    let end = match factor.kind {
        Kind::Power(_, exponent) => Expr { span, kind: Kind::Power(Box::new(named(last)), exponent) },
        _ => named(last),
    };
    let all: Vec<(Join, Expr)> = first.iter().map(named).chain([end]).map(|letter| (Join::Beside, letter)).collect();
    match join {
        Join::Over => vec![(join, bracketed(Expr { span, kind: Kind::Product(all) }))],
        _ => all
            .into_iter()
            .enumerate()
            .map(|(number, (_, letter))| (if number == 0 { join } else { Join::Beside }, letter))
            .collect(),
    }
}

/// The single letters of an unknown word, its subscript at the last; also of one that is raised.
fn letters(expr: &Expr, known: &dyn Fn(&Name) -> bool) -> Vec<Name> {
    let name = match &expr.kind {
        Kind::Name(name) => name,
        Kind::Power(base, _) => match &base.kind {
            Kind::Name(name) => name,
            _ => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    let count = name.base.chars().count();
    if count < 2 || known(name) || name.accent.is_some() || !name.base.chars().all(char::is_alphabetic) {
        return Vec::new();
    }
    let letter = |(number, letter): (usize, char)| match number + 1 == count {
        true => Name { base: letter.to_string(), ..name.clone() },
        false => Name::plain(letter.to_string()),
    };
    name.base.chars().enumerate().map(letter).collect()
}
