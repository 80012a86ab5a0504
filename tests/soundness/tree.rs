//! The parts of a parsed expression, one by one.

use normsym::syntax::ast::{Expr, Kind, Point, Range};

/// The expressions directly below this one.
pub fn children(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        Kind::Number(_) | Kind::Name(_) | Kind::RootSign | Kind::Ellipsis => Vec::new(),
        Kind::Sum(terms) => terms.iter().map(|(_, term)| term).collect(),
        Kind::Product(factors) => factors.iter().map(|(_, factor)| factor).collect(),
        Kind::Power(base, exponent) => vec![base, exponent],
        Kind::Group(_, args) => args.iter().map(|arg| &arg.value).collect(),
        Kind::Absolute(inner) | Kind::Without(inner, _) | Kind::InEval(inner) => vec![inner],
        Kind::Root { degree, radicand } => degree.iter().map(|d| &**d).chain([&**radicand]).collect(),
        Kind::Fraction(top, bottom) => vec![top, bottom],
        Kind::Partial { of, by } => of.iter().map(|of| &**of).chain(by.iter().map(|(by, _)| by)).collect(),
        Kind::Over { range, body, options, .. } => {
            let ends = if let Range::Index { from, to, .. } = range { vec![&**from, &**to] } else { Vec::new() };
            ends.into_iter().chain([&**body]).chain(options.iter().map(|arg| &arg.value)).collect()
        }
        Kind::At(inner, point) => {
            let values = if let Point::Values(pairs) = point { pairs.as_slice() } else { &[] };
            [&**inner].into_iter().chain(values.iter().flat_map(|(name, value)| [name, value])).collect()
        }
    }
}

/// The same, to be changed.
pub fn children_mut(expr: &mut Expr) -> Vec<&mut Expr> {
    match &mut expr.kind {
        Kind::Number(_) | Kind::Name(_) | Kind::RootSign | Kind::Ellipsis => Vec::new(),
        Kind::Sum(terms) => terms.iter_mut().map(|(_, term)| term).collect(),
        Kind::Product(factors) => factors.iter_mut().map(|(_, factor)| factor).collect(),
        Kind::Power(base, exponent) => vec![base, exponent],
        Kind::Group(_, args) => args.iter_mut().map(|arg| &mut arg.value).collect(),
        Kind::Absolute(inner) | Kind::Without(inner, _) | Kind::InEval(inner) => vec![inner],
        Kind::Root { degree, radicand } => degree.iter_mut().map(|d| &mut **d).chain([&mut **radicand]).collect(),
        Kind::Fraction(top, bottom) => vec![top, bottom],
        Kind::Partial { of, by } => of.iter_mut().map(|of| &mut **of).chain(by.iter_mut().map(|(by, _)| by)).collect(),
        Kind::Over { range, body, options, .. } => {
            let ends = if let Range::Index { from, to, .. } = range { vec![&mut **from, &mut **to] } else { Vec::new() };
            ends.into_iter().chain([&mut **body]).chain(options.iter_mut().map(|arg| &mut arg.value)).collect()
        }
        Kind::At(inner, point) => {
            let values = if let Point::Values(pairs) = point { pairs.iter_mut().collect() } else { Vec::new() };
            [&mut **inner].into_iter().chain(values.into_iter().flat_map(|(name, value)| [name, value])).collect()
        }
    }
}

/// The expression and everything below it, each before its parts.
pub fn all(expr: &Expr) -> Vec<&Expr> {
    let mut list = vec![expr];
    list.extend(children(expr).into_iter().flat_map(all));
    list
}

/// The same with the part of that number in [`all`] changed.
pub fn changed(expr: &Expr, number: usize, change: &mut dyn FnMut(&mut Expr)) -> Expr {
    let mut copy = expr.clone();
    descend(&mut copy, &mut { number }, change);
    copy
}

fn descend(expr: &mut Expr, left: &mut usize, change: &mut dyn FnMut(&mut Expr)) -> bool {
    if *left == 0 {
        change(expr);
        return true;
    }
    *left -= 1;
    children_mut(expr).into_iter().any(|child| descend(child, left, change))
}
