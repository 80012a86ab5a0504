//! False neighbours of true claims, made by rule: each rule changes one place of the parsed claim.

use crate::tree::{all, changed};
use normsym::number::Rational;
use normsym::syntax::ast::{Chain, Expr, Join, Kind, Name, Point, Relation, Sign};
use normsym::syntax::{parse_claim, plain};

/// One changed claim.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// The rule that made it.
    pub rule: &'static str,
    /// The claim as text.
    pub text: String,
}

/// What may stand in the place of a function.
const NEIGHBOURS: &[(&str, &str)] = &[
    ("tanh", "sinh"),
    ("sinh", "cosh"),
    ("cosh", "sinh"),
    ("sin", "cos"),
    ("cos", "sin"),
    ("tan", "sin"),
    ("atan", "tan"),
    ("max", "min"),
    ("min", "max"),
    ("relu", "abs"),
    ("leaky_relu", "relu"),
    ("abs", "relu"),
    ("sign", "step"),
    ("step", "sign"),
    ("exp", "cosh"),
    ("ln", "sqrt"),
    ("sqrt", "abs"),
    ("sigmoid", "tanh"),
    ("softplus", "relu"),
    ("silu", "gelu"),
    ("gelu", "silu"),
    ("gelu_tanh", "gelu"),
    ("erf", "tanh"),
    ("logsumexp", "max"),
    ("var", "std"),
    ("std", "var"),
    ("mean", "sum"),
    ("sum", "mean"),
    ("norm", "tanh"),
];

/// Every mutant of a claim, rule by rule in turn, so that the first ones are of different kinds.
pub fn mutants(claim: &str, names: &[Vec<String>]) -> Vec<Mutant> {
    let (chain, assuming) = parse_claim(claim).unwrap_or_else(|faults| panic!("{claim}: {faults:?}"));
    let mut kinds: Vec<Vec<Mutant>> = vec![without_assumption(&chain, &assuming)];
    for rule in RULES {
        let mut made = Vec::new();
        for side in 0..=chain.links.len() {
            let expr = part(&chain, side);
            for place in 0..all(expr).len() {
                for change in (rule.changes)(all(expr)[place], names) {
                    let mut mutated = chain.clone();
                    *part_mut(&mut mutated, side) = changed(expr, place, &mut |target| target.kind = change.clone());
                    made.push(Mutant { rule: rule.name, text: text(&mutated, &assuming) });
                }
            }
        }
        kinds.push(made);
    }
    kinds.push(swapped(&chain, &assuming, names));
    kinds.push(doubled_sides(&chain, &assuming));
    kinds.push(moved_points(&chain, &assuming));
    let original = text(&chain, &assuming);
    let mut list: Vec<Mutant> = Vec::new();
    for turn in 0..kinds.iter().map(Vec::len).max().unwrap_or(0) {
        // The places of a rule are taken from different parts of the claim.
        for (number, kind) in kinds.iter().enumerate().filter(|(_, kind)| turn < kind.len()) {
            let step = [1, 3, 5, 7].into_iter().rev().find(|step| kind.len() % step != 0).unwrap_or(1);
            let mutant = &kind[(turn * step + number) % kind.len()];
            if mutant.text != original && list.iter().all(|known| known.text != mutant.text) && is_statement(&mutant.text) {
                list.push(mutant.clone());
            }
        }
    }
    list
}

fn part(chain: &Chain, side: usize) -> &Expr {
    if side == 0 { &chain.first } else { &chain.links[side - 1].1 }
}

fn part_mut(chain: &mut Chain, side: usize) -> &mut Expr {
    if side == 0 { &mut chain.first } else { &mut chain.links[side - 1].1 }
}

/// The claim as text that reads back.
pub fn text(chain: &Chain, assuming: &[Chain]) -> String {
    let mut written = links(chain);
    if let Some(point) = &chain.at {
        let zero = Expr { span: chain.span, kind: Kind::Number(Rational::ZERO) };
        let at = Expr { span: chain.span, kind: Kind::At(Box::new(zero), point.clone()) };
        written.push_str(plain(&at).strip_prefix('0').expect("0 at …"));
    }
    if !assuming.is_empty() {
        written.push_str(" assuming ");
        written.push_str(&assuming.iter().map(links).collect::<Vec<_>>().join(", "));
    }
    written
}

fn links(chain: &Chain) -> String {
    let mut written = plain(&chain.first);
    for (relation, right) in &chain.links {
        let sign = match relation {
            Relation::Equal => "=",
            Relation::NotEqual => "!=",
            Relation::Less => "<",
            Relation::AtMost => "<=",
            Relation::Greater => ">",
            Relation::AtLeast => ">=",
            Relation::Near(_) => "≈",
        };
        written.push_str(&format!(" {sign} {}", plain(right)));
    }
    written
}

/// Whether a text reads, and differentiates by names alone.
fn is_statement(text: &str) -> bool {
    let by_names = |expr: &Expr| match &expr.kind {
        Kind::Partial { by, .. } => by.iter().all(|(by, _)| is_variable(by)),
        Kind::Product(factors) => factors.windows(2).all(|pair| match (&pair[0].1.kind, &pair[1].1.kind) {
            (Kind::Name(name), Kind::Group(_, args)) if name.base == "diff" => {
                args[1..].iter().filter(|arg| arg.name.is_none()).all(|arg| is_variable(&arg.value))
            }
            _ => true,
        }),
        _ => true,
    };
    parse_claim(text)
        .is_ok_and(|(chain, _)| (0..=chain.links.len()).all(|side| all(part(&chain, side)).into_iter().all(by_names)))
}

fn is_variable(expr: &Expr) -> bool {
    match &expr.kind {
        Kind::Name(_) => true,
        Kind::Product(factors) => matches!(&factors[0].1.kind, Kind::Name(_)) && factors.len() == 2,
        _ => false,
    }
}

/// A rule: what the expression may become.
struct MutationRule {
    name: &'static str,
    changes: fn(&Expr, &[Vec<String>]) -> Vec<Kind>,
}

const RULES: &[MutationRule] = &[
    MutationRule { name: "sign of a term", changes: flipped_sign },
    MutationRule { name: "number", changes: other_number },
    MutationRule { name: "function", changes: other_function },
    MutationRule { name: "factor", changes: other_factor },
    MutationRule { name: "dropped term", changes: dropped_term },
    MutationRule { name: "bars", changes: dropped_bars },
    MutationRule { name: "name", changes: other_name },
    MutationRule { name: "power", changes: other_power },
];

fn flipped_sign(expr: &Expr, _: &[Vec<String>]) -> Vec<Kind> {
    let Kind::Sum(terms) = &expr.kind else { return Vec::new() };
    (0..terms.len())
        .map(|place| {
            let mut terms = terms.clone();
            terms[place].0 = if terms[place].0 == Sign::Plus { Sign::Minus } else { Sign::Plus };
            Kind::Sum(terms)
        })
        .collect()
}

fn dropped_term(expr: &Expr, _: &[Vec<String>]) -> Vec<Kind> {
    let Kind::Sum(terms) = &expr.kind else { return Vec::new() };
    if terms.len() < 2 {
        return Vec::new();
    }
    (0..terms.len())
        .map(|place| {
            let mut terms = terms.clone();
            terms.remove(place);
            Kind::Sum(terms)
        })
        .collect()
}

fn other_number(expr: &Expr, _: &[Vec<String>]) -> Vec<Kind> {
    let Kind::Number(value) = &expr.kind else { return Vec::new() };
    [1, -1].into_iter().map(|step| value + &Rational::integer(step)).map(Kind::Number).collect()
}

fn other_function(expr: &Expr, _: &[Vec<String>]) -> Vec<Kind> {
    let neighbour =
        |name: &Name| NEIGHBOURS.iter().find(|(known, _)| name.to_string() == *known).map(|(_, other)| Name::plain(*other));
    match &expr.kind {
        Kind::Name(name) => neighbour(name).map(Kind::Name).into_iter().collect(),
        Kind::Over { operator, range, body, options } => neighbour(operator)
            .map(|operator| Kind::Over { operator, range: range.clone(), body: body.clone(), options: options.clone() })
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

/// A term twice, or half.
fn other_factor(expr: &Expr, _: &[Vec<String>]) -> Vec<Kind> {
    let with = |term: &Expr, join: Join| {
        let two = Expr { span: term.span, kind: Kind::Number(Rational::integer(2)) };
        let product = matches!(term.kind, Kind::Over { .. } | Kind::Sum(_) | Kind::Without(..) | Kind::At(..));
        let term = if product { in_brackets(term) } else { term.clone() };
        let mut factors = match term.kind {
            Kind::Product(factors) => factors,
            _ => vec![(Join::Beside, term)],
        };
        // In front of what there is, so that `sum[…] e/2` is no question.
        factors[0].0 = if join == Join::Over { Join::Times } else { Join::Beside };
        let mut front = vec![(Join::Beside, two)];
        if join == Join::Over {
            let one = Expr { span: expr.span, kind: Kind::Number(Rational::integer(1)) };
            front = vec![(Join::Beside, one), (Join::Over, front.remove(0).1)];
        }
        front.extend(factors);
        Expr { span: expr.span, kind: Kind::Product(front) }
    };
    match &expr.kind {
        Kind::Sum(terms) => (0..terms.len())
            .map(|place| {
                let mut terms = terms.clone();
                terms[place].1 = with(&terms[place].1, if place % 2 == 0 { Join::Over } else { Join::Beside });
                Kind::Sum(terms)
            })
            .collect(),
        Kind::Product(_) | Kind::Partial { .. } => vec![with(expr, Join::Beside).kind],
        _ => Vec::new(),
    }
}

fn in_brackets(expr: &Expr) -> Expr {
    let argument = normsym::syntax::ast::Argument { name: None, value: expr.clone() };
    Expr { span: expr.span, kind: Kind::Group(normsym::syntax::ast::Bracket::Round, vec![argument]) }
}

fn dropped_bars(expr: &Expr, _: &[Vec<String>]) -> Vec<Kind> {
    let Kind::Absolute(inner) = &expr.kind else { return Vec::new() };
    vec![in_brackets(inner).kind]
}

/// A name of the same kind; those of the same base come first: an index that slips.
fn other_name(expr: &Expr, names: &[Vec<String>]) -> Vec<Kind> {
    let Kind::Name(name) = &expr.kind else { return Vec::new() };
    let Some(group) = names.iter().find(|group| group.contains(&name.to_string())) else { return Vec::new() };
    let place = group.iter().position(|known| *known == name.to_string()).expect("found above");
    let turned = (1..group.len()).map(|step| &group[(place + step) % group.len()]);
    let read = |text: &String| normsym::syntax::parse_expression(text).ok().map(|expr| expr.kind);
    let (same, other): (Vec<_>, Vec<_>) = turned.partition(|other| other.starts_with(name.base.as_str()));
    same.into_iter().chain(other).take(3).filter_map(read).collect()
}

fn other_power(expr: &Expr, names: &[Vec<String>]) -> Vec<Kind> {
    match &expr.kind {
        Kind::Power(base, _) if matches!(base.kind, Kind::Group(..)) => vec![base.kind.clone()],
        Kind::Name(name) if names.first().is_some_and(|params| params.contains(&name.to_string())) => squared(expr),
        Kind::Absolute(_) | Kind::Root { .. } => squared(expr),
        Kind::Product(factors) => match factors.as_slice() {
            [(_, Expr { kind: Kind::Name(_), .. }), (join, group)] if matches!(group.kind, Kind::Group(..)) => {
                let mut raised = factors.clone();
                raised[1] = (*join, Expr { span: group.span, kind: squared(group).remove(0) });
                vec![Kind::Product(raised)]
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn squared(expr: &Expr) -> Vec<Kind> {
    let two = Expr { span: expr.span, kind: Kind::Number(Rational::integer(2)) };
    vec![Kind::Power(Box::new(expr.clone()), Box::new(two))]
}

fn without_assumption(chain: &Chain, assuming: &[Chain]) -> Vec<Mutant> {
    let fewer = |place: usize| {
        let mut rest = assuming.to_vec();
        rest.remove(place);
        Mutant { rule: "assumption", text: text(chain, &rest) }
    };
    (0..assuming.len()).map(fewer).collect()
}

/// Two weights of one side change places.
fn swapped(chain: &Chain, assuming: &[Chain], names: &[Vec<String>]) -> Vec<Mutant> {
    let mut made = Vec::new();
    for side in 0..=chain.links.len() {
        let expr = part(chain, side);
        let leaves: Vec<(usize, Kind)> = all(expr)
            .into_iter()
            .enumerate()
            .filter(|(_, part)| matches!(&part.kind, Kind::Name(name) if names[0].contains(&name.to_string())))
            .map(|(place, part)| (place, part.kind.clone()))
            .collect();
        for (number, (place, kind)) in leaves.iter().enumerate() {
            let Some((other, other_kind)) = leaves[number + 1..].iter().find(|(_, found)| found != kind) else { continue };
            let once = changed(expr, *place, &mut |target| target.kind = other_kind.clone());
            let twice = changed(&once, *other, &mut |target| target.kind = kind.clone());
            let mut mutated = chain.clone();
            *part_mut(&mut mutated, side) = twice;
            made.push(Mutant { rule: "two names", text: text(&mutated, assuming) });
        }
    }
    made
}

/// A whole side twice, or half, or one more.
fn doubled_sides(chain: &Chain, assuming: &[Chain]) -> Vec<Mutant> {
    let number = |n: i64, d: i64| Expr { span: chain.span, kind: Kind::Number(Rational::new(n, d)) };
    let mut made = Vec::new();
    for side in 0..=chain.links.len() {
        let whole = in_brackets(part(chain, side));
        let product = |n, d| Kind::Product(vec![(Join::Beside, number(n, d)), (Join::Times, whole.clone())]);
        let more = Kind::Sum(vec![(Sign::Plus, whole.clone()), (Sign::Plus, number(1, 1))]);
        // Twice 0 is 0.
        let zero = |expr: &Expr| matches!(&expr.kind, Kind::Number(value) if value.is_zero());
        let about_zero = (0..=chain.links.len()).any(|side| zero(part(chain, side)));
        for kind in [product(2, 1), more, product(1, 2)] {
            if about_zero && matches!(kind, Kind::Product(_)) {
                continue;
            }
            let mut mutated = chain.clone();
            part_mut(&mut mutated, side).kind = kind;
            made.push(Mutant { rule: "factor of a side", text: text(&mutated, assuming) });
        }
    }
    made
}

/// A value of the point changed by one, or left out.
fn moved_points(chain: &Chain, assuming: &[Chain]) -> Vec<Mutant> {
    let Some(Point::Values(pairs)) = &chain.at else { return Vec::new() };
    let with = |pairs: Vec<(Expr, Expr)>| {
        let at = (!pairs.is_empty()).then_some(Point::Values(pairs));
        Mutant { rule: "point", text: text(&Chain { at, ..chain.clone() }, assuming) }
    };
    let mut made = Vec::new();
    for place in 0..pairs.len() {
        let mut other = pairs.clone();
        let one = Expr { span: chain.span, kind: Kind::Number(Rational::integer(1)) };
        other[place].1.kind = Kind::Sum(vec![(Sign::Plus, in_brackets(&pairs[place].1)), (Sign::Plus, one)]);
        made.push(with(other));
        let mut fewer = pairs.clone();
        fewer.remove(place);
        made.push(with(fewer));
    }
    made
}
