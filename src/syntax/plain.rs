//! A tree back to text, in the plain spelling, so that it reads back as the same tree.
//!
//! It does not make formulas handsome; that is the printer's work, which knows what the names mean.

use super::ast::{Argument, Bracket, Expr, Join, Kind, LayerCall, Name, Point, Range, Sign};
use crate::number::Rational;

/// The plain spelling of an expression. What [`super::parse_expression`] answers reads back alike, but for its places;
/// trees that no text spells (a negative number, a sum as a factor) get brackets.
///
/// ```
/// use normsym::syntax::{parse_expression, plain};
/// let text = |formula| plain(&parse_expression(formula).unwrap());
/// assert_eq!(text(r"w_{01} \cdot f(x)^{-1} + \sum_{i=1}^{m} x_i"), "w_01*f(x)^{-1} + sum[i = 1..m] x_i");
/// assert_eq!(text(r"\frac{\partial^2 L}{\partial w \partial v}"), "∂^2 L/∂w ∂v");
/// ```
pub fn plain(expr: &Expr) -> String {
    match &expr.kind {
        Kind::At(inner, point) => format!("{}{}", side(inner), point_text(point)),
        _ => side(expr),
    }
}

/// A layer of a network as it is written: `linear(2, bias = false)`.
pub fn plain_layer(layer: &LayerCall) -> String {
    if layer.arguments.is_empty() { layer.name.to_string() } else { format!("{}({})", layer.name, list(&layer.arguments)) }
}

/// What may stand before `at`.
fn side(expr: &Expr) -> String {
    match &expr.kind {
        Kind::Without(inner, names) => {
            let names: Vec<String> = names.iter().map(|(name, _)| name.to_string()).collect();
            format!("{} without {}", side(inner), names.join(", "))
        }
        Kind::InEval(inner) => format!("{} in eval", side(inner)),
        _ => sum(expr),
    }
}

fn sum(expr: &Expr) -> String {
    let Kind::Sum(terms) = &expr.kind else { return product(expr) };
    let mut text = String::new();
    for (at, (sign, term)) in terms.iter().enumerate() {
        text.push_str(match (at, sign) {
            (0, Sign::Plus) => "",
            (0, Sign::Minus) => "-",
            (_, Sign::Plus) => " + ",
            (_, Sign::Minus) => " - ",
        });
        text.push_str(&product(term));
    }
    text
}

fn product(expr: &Expr) -> String {
    let Kind::Product(factors) = &expr.kind else { return factor(expr) };
    let mut text = String::new();
    let mut before: Option<&Expr> = None;
    for (join, one) in factors {
        text.push_str(match (before, join) {
            (None, _) => "",
            (_, Join::Times) => "*",
            (_, Join::Over) => "/",
            (Some(before), Join::Beside) => gap(before, one),
        });
        let signed = before.is_some() && *join != Join::Beside;
        text.push_str(&match &one.kind {
            Kind::Sum(terms) if signed && matches!(terms.as_slice(), [(Sign::Minus, _)]) => format!("-{}", factor(&terms[0].1)),
            // `∂/∂x ∂y/∂/∂w` would take the `∂y` for the upper half of a third derivative.
            Kind::Partial { of, by } if *join == Join::Over => partial_fraction(of.as_deref(), by),
            _ => factor(one),
        });
        before = Some(one);
    }
    text
}

/// What keeps two factors apart: nothing where they read as two anyway.
fn gap(before: &Expr, after: &Expr) -> &'static str {
    let after = match &after.kind {
        Kind::Power(base, _) => &base.kind,
        kind => kind,
    };
    match (&before.kind, after) {
        (Kind::RootSign, _) => "",
        (Kind::Name(_) | Kind::Group(..) | Kind::Power(..), Kind::Group(bracket, _)) if *bracket != Bracket::Curly => "",
        (Kind::Number(_), Kind::Group(Bracket::Round, _)) => "",
        (Kind::Number(_), Kind::Name(name)) if !name.base.starts_with(['e', 'E']) => "",
        _ => " ",
    }
}

fn factor(expr: &Expr) -> String {
    match &expr.kind {
        Kind::Number(value) => number(value),
        Kind::Name(name) => name.to_string(),
        Kind::Power(base, exponent) => format!("{}^{}", base_text(base), exponent_text(exponent)),
        Kind::Group(bracket, arguments) => group(*bracket, arguments),
        Kind::Absolute(inner) => absolute(&plain(inner)),
        Kind::RootSign => "√".into(),
        Kind::Root { degree: None, radicand } => format!("\\sqrt{{{}}}", plain(radicand)),
        Kind::Root { degree: Some(degree), radicand } => format!("\\sqrt[{}]{{{}}}", sum(degree), plain(radicand)),
        Kind::Fraction(above, below) => format!("\\frac{{{}}}{{{}}}", plain(above), plain(below)),
        Kind::Partial { of, by } => partial(of.as_deref(), by),
        Kind::Over { operator, range, body, options } => over(operator, range, body, options),
        Kind::Ellipsis => "…".into(),
        Kind::Sum(_) | Kind::Product(_) | Kind::Without(..) | Kind::At(..) | Kind::InEval(_) => format!("({})", plain(expr)),
    }
}

/// Bars around a text; bars right inside need brackets, or the first of them would close.
fn absolute(inner: &str) -> String {
    let mut depth = 0;
    let bar = inner.chars().any(|c| {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        c == '|' && depth == 0
    });
    if bar { format!("|({inner})|") } else { format!("|{inner}|") }
}

/// The base of a power; a derivative needs its fraction bar, or its last name would take the exponent.
fn base_text(base: &Expr) -> String {
    match &base.kind {
        Kind::Partial { of, by } => partial_fraction(of.as_deref(), by),
        Kind::Power(..) | Kind::RootSign => format!("({})", plain(base)),
        Kind::Over { options, .. } if options.is_empty() => format!("({})", plain(base)),
        _ => factor(base),
    }
}

fn exponent_text(exponent: &Expr) -> String {
    match &exponent.kind {
        Kind::Number(_) | Kind::Name(_) => factor(exponent),
        Kind::Group(bracket, _) if *bracket != Bracket::Curly => factor(exponent),
        _ => format!("{{{}}}", plain(exponent)),
    }
}

fn group(bracket: Bracket, arguments: &[Argument]) -> String {
    let (open, close) = match bracket {
        Bracket::Round => ('(', ')'),
        Bracket::Square => ('[', ']'),
        Bracket::Curly => ('{', '}'),
    };
    format!("{open}{}{close}", list(arguments))
}

fn list(arguments: &[Argument]) -> String {
    let word = |place: usize| arguments[place].name.as_ref().map(|(name, _)| name.to_string()).unwrap_or_default();
    let mut text = String::new();
    for (at, argument) in arguments.iter().enumerate() {
        let own = word(at);
        // `given …` and the first name behind `by` follow without a comma.
        let behind = own == "given" || own == "by" && (at == 0 || word(at - 1) != "by");
        if at > 0 {
            // Behind `L without a` a comma would begin the next name to leave out.
            let names = matches!(arguments[at - 1].value.kind, Kind::Without(..));
            text.push_str(if behind {
                " "
            } else if names {
                "; "
            } else {
                ", "
            });
        }
        match own.as_str() {
            "given" => text.push_str("given "),
            "by" if behind => text.push_str("by "),
            "by" | "" => {}
            _ => text.push_str(&format!("{own} = ")),
        }
        text.push_str(&plain(&argument.value));
    }
    text
}

fn over(operator: &Name, range: &Range, body: &Expr, options: &[Argument]) -> String {
    let range = match range {
        Range::Table(table, _) => table.to_string(),
        Range::Index { index, from, to } => format!("{} = {}..{}", index.0, plain(from), sum(to)),
    };
    if options.is_empty() {
        return format!("{operator}[{range}] {}", product(body));
    }
    let between = if matches!(body.kind, Kind::Without(..)) { ";" } else { "," };
    format!("{operator}[{range}]({}{between} {})", plain(body), list(options))
}

/// `∂L/∂w` where the parts can stand so, else with a fraction bar.
fn partial(of: Option<&Expr>, by: &[(Expr, u32)]) -> String {
    let (sign, below) = partial_parts(by);
    match of {
        None => format!("{sign}/{below}"),
        Some(of) => match &of.kind {
            Kind::Power(base, _) if is_target(base) => format!("{sign} {}/{below}", factor(of)),
            _ if is_target(of) => format!("{sign}{}{}/{below}", if sign.len() > '∂'.len_utf8() { " " } else { "" }, product(of)),
            _ => partial_fraction(Some(of), by),
        },
    }
}

fn partial_fraction(of: Option<&Expr>, by: &[(Expr, u32)]) -> String {
    let (sign, below) = partial_parts(by);
    format!("\\frac{{{sign}{}{}}}{{{below}}}", if of.is_some() { " " } else { "" }, of.map(product).unwrap_or_default())
}

/// `∂^2` and `∂w ∂v`.
fn partial_parts(by: &[(Expr, u32)]) -> (String, String) {
    let total: u64 = by.iter().map(|(_, order)| u64::from(*order)).sum();
    let sign = if total == 1 { "∂".to_owned() } else { format!("∂^{total}") };
    let below = by.iter().map(|(of, order)| {
        // One square below one `∂` reads as the power it is; elsewhere `∂w^2` is an order.
        let alone = total == 1 && matches!(&of.kind, Kind::Power(base, two) if matches!(base.kind, Kind::Name(_)) && two.kind == Kind::Number(Rational::TWO));
        let target = if alone {
            factor(of)
        } else if is_target(of) && !matches!(of.kind, Kind::Group(Bracket::Round, _)) {
            product(of)
        } else {
            format!("({})", plain(of))
        };
        if *order == 1 { format!("∂{target}") } else { format!("∂{target}^{order}") }
    });
    (sign, below.collect::<Vec<_>>().join(" "))
}

/// What may stand right behind a `∂`: a name with its brackets, or one bracket.
fn is_target(expr: &Expr) -> bool {
    let bracket = |expr: &Expr| matches!(expr.kind, Kind::Group(Bracket::Round | Bracket::Square, _));
    match &expr.kind {
        Kind::Name(_) | Kind::Group(..) => true,
        Kind::Product(factors) => {
            matches!(factors[0].1.kind, Kind::Name(_))
                && factors[1..].iter().all(|(join, factor)| *join == Join::Beside && bracket(factor))
        }
        _ => false,
    }
}

/// ` at start`, ` at (w = 1)`: a point behind what is taken there.
pub fn point_text(point: &Point) -> String {
    match point {
        Point::Start(_) => " at start".into(),
        Point::Run { run, step } => format!(" at {}[{}]", run.0, sum(step)),
        Point::Lowest(_, arguments) => format!(" at argmin({})", list(arguments)),
        Point::Values(values) => {
            let values: Vec<String> = values.iter().map(|(left, right)| format!("{} = {}", product(left), side(right))).collect();
            format!(" at ({})", values.join(", "))
        }
    }
}

/// A decimal literal where the number has one, else a fraction in brackets.
fn number(value: &Rational) -> String {
    if value.is_negative() {
        return format!("(-{})", number(&value.abs()));
    }
    let ten = Rational::integer(10);
    let (mut scaled, mut places) = (value.clone(), 0usize);
    // A decimal of n places has a denominator of at least n bits.
    let limit = value.denominator().bits();
    while !scaled.is_integer() && (places as u64) < limit {
        scaled = &scaled * &ten;
        places += 1;
    }
    if !scaled.is_integer() {
        return format!("({}/{})", value.numerator(), value.denominator());
    }
    decimal(&scaled.numerator().to_string(), places)
}

/// Digits with a point before the last `places`; short numbers written out, long ones with an exponent.
fn decimal(digits: &str, places: usize) -> String {
    let mantissa = digits.trim_end_matches('0');
    let zeros = digits.len() - mantissa.len();
    match places {
        0 if zeros > 20 => format!("{mantissa}e{zeros}"),
        0 => digits.to_owned(),
        1..=20 if digits.len() > places => format!("{}.{}", &digits[..digits.len() - places], &digits[digits.len() - places..]),
        1..=20 => format!("0.{digits:0>places$}"),
        _ => format!("{digits}e-{places}"),
    }
}
