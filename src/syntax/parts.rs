//! The parts of a tree one by one, and the tree with one part replaced: what a slip of the pen is undone with.
//!
//! It knows the shapes and not what they mean. Depth is bounded by the parser.

use super::ast::{Bracket, Expr, Join, Kind, Range};

/// One part of a tree.
#[derive(Clone, Debug)]
pub struct Part {
    /// Which part of which part it is, from the root on.
    pub path: Vec<usize>,
    /// The part.
    pub expr: Expr,
    /// The number of the part that holds it in the list of [`parts`]; the root is in none.
    pub parent: Option<usize>,
}

/// Every part of an expression, the whole first, each before its own parts.
///
/// ```
/// use normsym::syntax::{parse_expression, parts, plain};
/// let whole = parse_expression("2x + |y|").unwrap();
/// let list: Vec<String> = parts(&whole).iter().map(|part| plain(&part.expr)).collect();
/// assert_eq!(list, ["2x + |y|", "2x", "2", "x", "|y|", "y"]);
/// ```
pub fn parts(expr: &Expr) -> Vec<Part> {
    let mut list = Vec::new();
    collect(&mut expr.clone(), Vec::new(), None, &mut list);
    list
}

fn collect(expr: &mut Expr, path: Vec<usize>, parent: Option<usize>, list: &mut Vec<Part>) {
    let own = list.len();
    list.push(Part { path: path.clone(), expr: expr.clone(), parent });
    for (number, part) in parts_mut(expr).into_iter().enumerate() {
        let mut path = path.clone();
        path.push(number);
        collect(part, path, Some(own), list);
    }
}

/// The expression with the part at that place replaced; a sum or product gets brackets where it becomes a factor.
///
/// ```
/// use normsym::syntax::{parse_expression, parts, plain, replaced};
/// let (whole, new) = (parse_expression("p x").unwrap(), parse_expression("1 - p").unwrap());
/// let place = &parts(&whole)[1].path;
/// assert_eq!(plain(&replaced(&whole, place, new)), "(1 - p) x");
/// ```
pub fn replaced(expr: &Expr, path: &[usize], new: Expr) -> Expr {
    let mut whole = expr.clone();
    let (mut place, mut in_sum_or_bracket) = (&mut whole, true);
    for number in path {
        in_sum_or_bracket = matches!(place.kind, Kind::Sum(_) | Kind::Group(..) | Kind::Absolute(_) | Kind::Root { .. });
        match parts_mut(place).into_iter().nth(*number) {
            Some(part) => place = part,
            None => return expr.clone(),
        }
    }
    let span = place.span;
    *place = if in_sum_or_bracket { new } else { bracketed(new) };
    place.span = span;
    whole
}

/// The same as one factor: a sum or product in round brackets.
pub fn bracketed(expr: Expr) -> Expr {
    match expr.kind {
        Kind::Sum(_) | Kind::Product(_) | Kind::Without(..) | Kind::At(..) | Kind::InEval(_) => {
            let span = expr.span;
            Expr { span, kind: Kind::Group(Bracket::Round, vec![super::ast::Argument { name: None, value: expr }]) }
        }
        _ => expr,
    }
}

/// The expression without the commands of TeX: `√(x)` for `\sqrt{x}`, `a/b` for `\frac{a}{b}`.
pub fn without_commands(expr: &Expr) -> Expr {
    let mut expr = expr.clone();
    undo_commands(&mut expr);
    expr
}

fn undo_commands(expr: &mut Expr) {
    parts_mut(expr).into_iter().for_each(undo_commands);
    let span = expr.span;
    expr.kind = match std::mem::replace(&mut expr.kind, Kind::Ellipsis) {
        Kind::Root { degree: None, radicand } => {
            let root = Expr { span, kind: Kind::RootSign };
            Kind::Product(vec![(Join::Beside, root), (Join::Beside, bracketed(*radicand))])
        }
        Kind::Fraction(above, below) => Kind::Product(vec![(Join::Beside, bracketed(*above)), (Join::Over, bracketed(*below))]),
        other => other,
    };
    // A product of one factor more does not need the brackets of the fraction.
    if let Kind::Product(factors) = &mut expr.kind
        && let Some((Join::Beside, Expr { kind: Kind::Product(inner), .. })) = factors.first()
    {
        let inner = inner.clone();
        factors.splice(..1, inner);
    }
}

/// The parts of one node, in the order of writing.
pub(super) fn parts_mut(expr: &mut Expr) -> Vec<&mut Expr> {
    match &mut expr.kind {
        Kind::Number(_) | Kind::Name(_) | Kind::RootSign | Kind::Ellipsis => Vec::new(),
        Kind::Sum(terms) => terms.iter_mut().map(|(_, term)| term).collect(),
        Kind::Product(factors) => factors.iter_mut().map(|(_, factor)| factor).collect(),
        Kind::Power(left, right) | Kind::Fraction(left, right) => vec![left, right],
        Kind::Group(_, arguments) => arguments.iter_mut().map(|argument| &mut argument.value).collect(),
        Kind::Absolute(inner) | Kind::Without(inner, _) | Kind::At(inner, _) | Kind::InEval(inner) => vec![inner],
        Kind::Root { degree, radicand } => degree.as_deref_mut().into_iter().chain([&mut **radicand]).collect(),
        Kind::Partial { of, by } => of.as_deref_mut().into_iter().chain(by.iter_mut().map(|(by, _)| by)).collect(),
        Kind::Over { range, body, .. } => {
            let bounds = match range {
                Range::Index { from, to, .. } => vec![&mut **from, &mut **to],
                Range::Table(..) => Vec::new(),
            };
            bounds.into_iter().chain([&mut **body]).collect()
        }
    }
}
