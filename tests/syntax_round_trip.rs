//! What is printed reads back as the same tree, but for its places.

use normsym::number::Rational;
use normsym::source::Span;
use normsym::syntax::ast::{Accent, Argument, Bracket, Expr, Join, Kind, Name, Point, Range, Sign};
use normsym::syntax::{parse_expression, plain};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

fn expr(kind: Kind) -> Expr {
    Expr { span: Span::default(), kind }
}

/// The debug picture without places: the derived one, spans cut out.
fn shape(expr: &Expr) -> String {
    let text = format!("{expr:?}");
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find("Span {") {
        out.push_str(&rest[..at]);
        rest = rest[at..].split_once('}').map_or("", |(_, behind)| behind);
    }
    out + rest
}

fn name() -> impl Strategy<Value = Name> {
    let base = select(vec!["x", "w", "L", "upper", "w1", "σ", "γ2", "F", "e", "leaky"]);
    let subscript = select(vec![None, None, Some("1"), Some("01"), Some("NN"), Some("NN1"), Some("i,j"), Some("γ"), Some("1a")]);
    let accent = select(vec![None, None, None, Some(Accent::Hat), Some(Accent::Bar), Some(Accent::Tilde)]);
    (base, subscript, accent, 0..3u32).prop_map(|(base, subscript, accent, primes)| Name {
        base: base.into(),
        subscript: subscript.map(str::to_owned),
        accent,
        primes,
    })
}

fn number() -> impl Strategy<Value = Expr> {
    select(vec!["0", "2", "1.2", "0.001", "1e-30", "1e40", "12345678901234567890123"])
        .prop_map(|text| expr(Kind::Number(Rational::parse_decimal(text).expect("a number"))))
}

fn leaf() -> BoxedStrategy<Expr> {
    prop_oneof![name().prop_map(|name| expr(Kind::Name(name))), number(), Just(expr(Kind::Ellipsis))].boxed()
}

fn named(value: Expr, name: Option<Name>) -> Argument {
    Argument { name: name.map(|name| (name, Span::default())), value }
}

/// Whatever may stand between brackets.
fn any_expr() -> BoxedStrategy<Expr> {
    located(sum(leaf().prop_recursive(4, 40, 4, |inner| factor(located(sum(inner.boxed())))).boxed()))
}

/// An operand or a power of one, around inner expressions.
fn factor(inner: BoxedStrategy<Expr>) -> BoxedStrategy<Expr> {
    let group =
        (select(vec![Bracket::Round, Bracket::Square, Bracket::Curly]), vec((inner.clone(), proptest::option::of(name())), 1..3))
            .prop_map(|(bracket, list)| {
                expr(Kind::Group(bracket, list.into_iter().map(|(value, name)| named(value, name)).collect()))
            });
    let operand = prop_oneof![
        leaf(),
        group,
        inner.clone().prop_map(absolute),
        inner.clone().prop_map(|inner| expr(Kind::Root { degree: None, radicand: Box::new(inner) })),
        (name(), inner.clone()).prop_map(|(degree, inner)| expr(Kind::Root {
            degree: Some(Box::new(expr(Kind::Name(degree)))),
            radicand: Box::new(inner)
        })),
        (inner.clone(), inner.clone()).prop_map(|(above, below)| expr(Kind::Fraction(Box::new(above), Box::new(below)))),
        partial(inner.clone()),
    ]
    .boxed();
    prop_oneof![
        3 => operand.clone(),
        1 => (operand, inner).prop_map(|(base, exponent)| expr(Kind::Power(Box::new(base), Box::new(exponent)))),
    ]
    .boxed()
}

/// Bars right inside bars are spelt by no text; brackets keep them apart.
fn absolute(inner: Expr) -> Expr {
    let bars = plain(&inner).contains('|');
    expr(Kind::Absolute(Box::new(if bars { expr(Kind::Group(Bracket::Round, vec![named(inner, None)])) } else { inner })))
}

fn partial(inner: BoxedStrategy<Expr>) -> BoxedStrategy<Expr> {
    let call = (name(), inner.clone()).prop_map(|(name, inner)| {
        let group = expr(Kind::Group(Bracket::Round, vec![named(inner, None)]));
        expr(Kind::Product(vec![(Join::Beside, expr(Kind::Name(name))), (Join::Beside, group)]))
    });
    let target = prop_oneof![name().prop_map(|name| expr(Kind::Name(name))), call].boxed();
    let power =
        name().prop_map(|name| expr(Kind::Power(Box::new(expr(Kind::Name(name))), Box::new(expr(Kind::Number(Rational::TWO))))));
    let by = prop_oneof![3 => target.clone(), 1 => power];
    (proptest::option::of(target), vec((by, 1..3u32), 1..3))
        .prop_map(|(of, by)| expr(Kind::Partial { of: of.map(Box::new), by }))
        .boxed()
}

fn product(factor: BoxedStrategy<Expr>) -> BoxedStrategy<Expr> {
    let link = (select(vec![Join::Beside, Join::Beside, Join::Times, Join::Over]), any::<bool>(), factor.clone());
    (factor, any::<bool>(), vec(link, 0..4), name())
        .prop_map(|(first, rooted, links, table)| {
            let mut factors = vec![(Join::Beside, first)];
            for (join, minus, factor) in links {
                let signed = minus && join != Join::Beside;
                factors.push((join, if signed { expr(Kind::Sum(vec![(Sign::Minus, factor)])) } else { factor }));
            }
            if rooted {
                factors.insert(0, (Join::Beside, expr(Kind::RootSign)));
            }
            let whole = if factors.len() == 1 { factors.remove(0).1 } else { expr(Kind::Product(factors)) };
            let range = Range::Table(Name { primes: 0, ..table }, Span::default());
            if rooted {
                expr(Kind::Over { operator: Name::plain("sum"), range, body: Box::new(whole), options: vec![] })
            } else {
                whole
            }
        })
        .boxed()
}

fn sum(factor: BoxedStrategy<Expr>) -> BoxedStrategy<Expr> {
    vec((select(vec![Sign::Plus, Sign::Minus]), product(factor)), 1..3)
        .prop_map(|mut terms| match terms.as_slice() {
            [(Sign::Plus, _)] => terms.remove(0).1,
            _ => expr(Kind::Sum(terms)),
        })
        .boxed()
}

fn located(sum: BoxedStrategy<Expr>) -> BoxedStrategy<Expr> {
    let without = (sum.clone(), vec(name().prop_map(|name| (name, Span::default())), 1..3))
        .prop_map(|(sum, names)| expr(Kind::Without(Box::new(sum), names)));
    let start = sum.clone().prop_map(|sum| expr(Kind::At(Box::new(sum), Point::Start(Span::default()))));
    let eval = sum.clone().prop_map(|sum| expr(Kind::InEval(Box::new(sum))));
    prop_oneof![8 => sum, 1 => without, 1 => start, 1 => eval].boxed()
}

proptest! {
    #[test]
    fn printed_trees_read_back(tree in any_expr()) {
        let text = plain(&tree);
        match parse_expression(&text) {
            Ok(back) => prop_assert_eq!(shape(&back), shape(&tree), "{}", text),
            Err(errors) => prop_assert!(false, "{}: {:?}", text, errors),
        }
    }
}
