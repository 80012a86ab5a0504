//! Walks over the tree of an expression: the names and the normalisations in it.

use crate::name::Name;
use crate::source::Span;
use crate::syntax::ast::{Argument, Expr, Kind, Point, Range, Sign};

/// Every name in an expression with its place, in order. Depth is bounded by the parser.
pub(super) fn names_in(expr: &Expr) -> Vec<(Name, Span)> {
    let mut names = Vec::new();
    visit(expr, &mut |part| {
        if let Kind::Name(name) = &part.kind {
            names.push((name.clone(), part.span));
        }
    });
    names
}

/// Every `norm( … )` in an expression, inner before outer: the place of the word and its arguments.
pub(super) fn norms_in(expr: &Expr) -> Vec<(Span, Vec<Argument>)> {
    calls_in(expr, &["norm"])
}

/// Every call of one of the words in an expression, inner before outer: its place and its arguments.
pub(super) fn calls_in(expr: &Expr, words: &[&str]) -> Vec<(Span, Vec<Argument>)> {
    let mut found = Vec::new();
    visit(expr, &mut |part| {
        let Kind::Product(factors) = &part.kind else { return };
        for pair in factors.windows(2) {
            let arguments = match &pair[1].1.kind {
                Kind::Group(_, arguments) => arguments,
                Kind::Power(base, _) => match &base.kind {
                    Kind::Group(_, arguments) => arguments,
                    _ => continue,
                },
                _ => continue,
            };
            if matches!(&pair[0].1.kind, Kind::Name(name) if words.contains(&name.to_string().as_str())) {
                found.push((pair[0].1.span.to(pair[1].1.span), arguments.clone()));
            }
        }
    });
    found
}

/// Calls `each` with every part of an expression, parts before the whole.
fn visit(expr: &Expr, each: &mut impl FnMut(&Expr)) {
    match &expr.kind {
        Kind::Number(_) | Kind::Name(_) | Kind::RootSign | Kind::Ellipsis => {}
        Kind::Sum(terms) => terms.iter().for_each(|(_, term): &(Sign, Expr)| visit(term, each)),
        Kind::Product(factors) => factors.iter().for_each(|(_, factor)| visit(factor, each)),
        Kind::Power(left, right) | Kind::Fraction(left, right) => {
            visit(left, each);
            visit(right, each);
        }
        Kind::Group(_, arguments) => arguments.iter().for_each(|argument| visit(&argument.value, each)),
        Kind::Absolute(inner) | Kind::Without(inner, _) | Kind::At(inner, _) | Kind::InEval(inner) => visit(inner, each),
        Kind::Root { degree, radicand } => {
            degree.iter().for_each(|degree| visit(degree, each));
            visit(radicand, each);
        }
        Kind::Partial { of, by } => {
            of.iter().for_each(|of| visit(of, each));
            by.iter().for_each(|(by, _)| visit(by, each));
        }
        Kind::Over { range, body, .. } => {
            if let Range::Index { from, to, .. } = range {
                visit(from, each);
                visit(to, each);
            }
            visit(body, each);
        }
    }
    each(expr);
}

/// Every point in an expression: that of each `e at POINT`.
pub(super) fn points_in(expr: &Expr) -> Vec<Point> {
    let mut points = Vec::new();
    visit(expr, &mut |part| {
        if let Kind::At(_, point) = &part.kind {
            points.push(point.clone());
        }
    });
    points
}
