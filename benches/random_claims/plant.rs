//! What is planted into true claims, tolerances about bounded functions, and slopes by the rules of a first lecture.

use crate::grow::{Choice, grown};
use crate::make::{DECLARED, Pair};
use crate::oracle::Case;
use crate::term::Term;

/// A summand that is 0, tiny or lost in doubles at ordinary points, and a point where it is not.
const SUMMANDS: &[(&str, &str)] = &[
    ("1e-12", ""),
    ("1e-40", ""),
    ("1e-200", ""),
    ("1e-300", ""),
    ("1e-25 * x", "x = 1"),
    ("1e-90 * exp(y)", ""),
    ("1e-18 * relu(y - 3)", "y = 4"),
    ("1e-60 * |x - 2|", "x = 1"),
    ("relu(x - 1000)", "x = 1001"),
    ("relu(y - 50)", "y = 51"),
    ("(|x - 40| - 40 + x)", "x = 41"),
    ("step(y - 300)", "y = 301"),
    ("max(x - 90, 0)", "x = 91"),
    ("exp(-(10^6 * (x - 5))^2)", "x = 5"),
    ("1e-9 * exp(-(10^4 * (y - 7/4))^2)", "y = 7/4"),
    ("relu(1 - 1000 * |x - 11/4|)", "x = 11/4"),
    ("exp(-600 - x^2)", ""),
    ("(1 - tanh(30 + y^2))", ""),
    ("(1 - sigmoid(200 + x^2))", ""),
    ("softplus(-100 - y^2)", ""),
    ("(1 - erf(9 + x^2))", ""),
    ("relu(x - 5) * relu(6 - x) * relu(y - 5) * relu(6 - y)", "x = 11/2, y = 11/2"),
    ("step(x + y - 3/2) * step(1 - x) * step(1 - y)", "x = 7/8, y = 15/16"),
    ("relu(1 - x^2 - y^2) * relu(x + y - 7/5)", "x = 45/64, y = 45/64"),
    ("relu(1 - (x - 8)^2 - (y + 3)^2)", "x = 8, y = -3"),
    ("relu(1/4 - |x - 3| - |y - 3|)", "x = 3, y = 3"),
    ("(tanh(10^6 * x) - sign(x))", "x = 10^-6"),
    ("(erf(100 * y) - erf(50 * y))", "y = 1/100"),
    ("(sigmoid(10^5 * x) - sigmoid(10^6 * x))", "x = 10^-5"),
    ("(step(x) - step(x - 1e-30))", "x = 1e-31"),
    ("(gelu(10^6 * y) - relu(10^6 * y))", "y = 10^-6"),
];

/// Short values for the names that a point leaves open.
const VALUES: &[&str] = &["1", "1/2", "-1", "2", "3/4", "-3/2", "1/8", "3"];

/// A point that holds what is told, and short values for all other names.
fn point(choice: &mut Choice, told: &str) -> String {
    let mut parts: Vec<String> = if told.is_empty() { Vec::new() } else { vec![told.to_string()] };
    for name in ["x", "y", "z", "w", "a", "b", "c", "t", "X"] {
        if !told.split(", ").any(|part| part.starts_with(&format!("{name} = "))) {
            parts.push(format!("{name} = {}", choice.of(VALUES)));
        }
    }
    parts.join(", ")
}

fn fails(prelude: &str, claim: &str, at: &str) -> bool {
    std::panic::catch_unwind(|| Case::read(prelude, claim).fails_at(at) == Ok(true)).unwrap_or(false)
}

/// The claim with something planted on one side; `None` where no point shows that it is false.
pub fn planted(choice: &mut Choice, pair: &Pair) -> Option<String> {
    let (summand, at) = SUMMANDS[choice.below(SUMMANDS.len())];
    let mut left = match choice.below(8) {
        0 => format!("({}) * (1 + {summand})", pair.left.text()),
        1 => format!("({}) - {summand}", pair.left.text()),
        2 => format!("10^20 * x + ({}) + {summand} - 10^20 * x", pair.left.text()),
        _ => format!("({}) + {summand}", pair.left.text()),
    };
    left = format!("{left} = {}", pair.right.text());
    if !pair.conditions.is_empty() {
        left.push_str(&format!(" assuming {}", pair.conditions.join(", ")));
    }
    (0..6).any(|_| fails(&pair.prelude, &left, &point(choice, at))).then_some(left)
}

/// A bounded term with its least and greatest value in halves, and whether both are reached or neared.
fn bounded(choice: &mut Choice, depth: usize) -> (String, i64, i64) {
    let inner = {
        let depth = choice.below(2);
        grown(choice, depth, &["x", "y", "z"]).text()
    };
    if depth > 0 {
        let ((a, low, high), (b, low_b, high_b)) = (bounded(choice, depth - 1), bounded(choice, depth - 1));
        return match choice.below(5) {
            0 => (format!("{a} + {b}"), low + low_b, high + high_b),
            1 => (format!("{a} - ({b})"), low - high_b, high - low_b),
            2 => (format!("3 * ({a})"), 3 * low, 3 * high),
            3 => (format!("max({a}, {b})"), low.max(low_b), high.max(high_b)),
            _ => {
                let ends = [low * low_b, low * high_b, high * low_b, high * high_b];
                let (least, most) = (ends.iter().min().copied().unwrap_or(0), ends.iter().max().copied().unwrap_or(0));
                // Products of halves are quarters: only whole bounds are kept.
                if least % 2 != 0 || most % 2 != 0 { (a, low, high) } else { (format!("({a}) * ({b})"), least / 2, most / 2) }
            }
        };
    }
    match choice.below(9) {
        0 => (format!("tanh({inner})"), -2, 2),
        1 => (format!("sigmoid({inner})"), 0, 2),
        2 => (format!("sin({inner})"), -2, 2),
        3 => (format!("cos({inner})"), -2, 2),
        4 => (format!("erf({inner})"), -2, 2),
        5 => (format!("exp(-({inner})^2)"), 0, 2),
        6 => (format!("1/(1 + ({inner})^2)"), 0, 2),
        7 => (format!("|tanh({inner})|"), 0, 2),
        _ => (format!("step({inner})"), 0, 2),
    }
}

/// Terms that leave every bound, and a point far out.
const GROWING: &[(&str, &str)] = &[
    ("x", "x = T + 1"),
    ("x^2 - y", "x = T"),
    ("exp(x)", "x = T"),
    ("x * y", "x = T, y = 2"),
    ("|x| + tanh(y)", "x = -T - 2"),
    ("softplus(x)", "x = T + 1"),
    ("ln(x)", "x = exp(T + 1)"),
    ("1/x", "x = 1/(T + 1)"),
    ("x * sigmoid(x)", "x = T + 2"),
    ("max(x, y)", "x = T + 1"),
    ("f(x) + x^3", "x = -T"),
    ("sinh(x) * y", "x = T, y = 1"),
    ("gelu(x) - sin(y)", "x = T + 2"),
    ("√(x^2 + y^2)", "x = T, y = T"),
];

/// `e ≈ c ± t`, true by the bounds of its parts, or false at a point.
pub fn tolerance(choice: &mut Choice) -> Option<(bool, String)> {
    let places = choice.of(&["1000", "10", "100", "250", "2000"]);
    if choice.percent(30) {
        let (of, at) = GROWING[choice.below(GROWING.len())];
        let claim = format!("{of} ≈ 0 ± {places}");
        let at = point(choice, &at.replace('T', places));
        return fails(DECLARED, &claim, &at).then_some((false, claim));
    }
    let depth = choice.below(2);
    let (of, low, high) = bounded(choice, depth);
    let (middle, room) = (format!("{}/4", low + high), high - low);
    if choice.percent(50) {
        return Some((true, format!("{of} ≈ {middle} ± {room}/4")));
    }
    // A little too narrow: false where the ends are reached or neared.
    let less = choice.of(&["9/10", "0.99", "0.9999", "0.9999999"]);
    let claim = format!("{of} ≈ {middle} ± {less} * {room}/4");
    const ENDS: &[&str] = &["0", "40", "-40", "pi/2", "-pi/2", "pi", "1", "9", "-9", "100"];
    let found = (0..30).any(|_| {
        let at = ["x", "y", "z"].map(|name| format!("{name} = {}", choice.of(ENDS))).join(", ");
        fails(DECLARED, &claim, &at)
    });
    found.then_some((false, claim))
}

/// The slope by the rules of a first lecture; `None` where a rule is not among them.
pub fn slope(term: &Term, by: &str) -> Option<Term> {
    let number = Term::number;
    let over = |a: Term, b: Term| Term::Quotient(Box::new(a), Box::new(b));
    let less = |a: Term, b: Term| Term::Difference(Box::new(a), Box::new(b));
    let raised = |a: &Term, power: &str| Term::Power(Box::new(a.clone()), Box::new(number(power)));
    Some(match term {
        Term::Number(_) => number("0"),
        Term::Name(name) => number(if name == by { "1" } else { "0" }),
        Term::Negative(a) => Term::Negative(Box::new(slope(a, by)?)),
        Term::Sum(a, b) => Term::sum(slope(a, by)?, slope(b, by)?),
        Term::Difference(a, b) => less(slope(a, by)?, slope(b, by)?),
        Term::Product(a, b) => {
            Term::sum(Term::product(slope(a, by)?, (**b).clone()), Term::product((**a).clone(), slope(b, by)?))
        }
        Term::Quotient(a, b) => {
            let top = less(Term::product(slope(a, by)?, (**b).clone()), Term::product((**a).clone(), slope(b, by)?));
            over(top, raised(b, "2"))
        }
        Term::Power(a, power) => match &**power {
            Term::Number(text) if ["2", "3"].contains(&text.as_str()) => {
                let lower = if text == "2" { (**a).clone() } else { raised(a, "2") };
                Term::product(Term::product(number(text), lower), slope(a, by)?)
            }
            _ => return None,
        },
        Term::Call(function, args) if args.len() == 1 => {
            let x = &args[0];
            let of = |function: &str| Term::call(function, x.clone());
            let outer = match function.as_str() {
                "exp" => of("exp"),
                "ln" => over(number("1"), x.clone()),
                "sqrt" => over(number("1"), Term::product(number("2"), of("sqrt"))),
                "abs" => of("sign"),
                "relu" => of("step"),
                "sinh" => of("cosh"),
                "cosh" => of("sinh"),
                "tanh" => less(number("1"), raised(&of("tanh"), "2")),
                "sigmoid" => Term::product(of("sigmoid"), less(number("1"), of("sigmoid"))),
                "softplus" => of("sigmoid"),
                "silu" => {
                    let rest = less(number("1"), of("sigmoid"));
                    Term::sum(of("sigmoid"), Term::product(Term::product(x.clone(), of("sigmoid")), rest))
                }
                "sin" => of("cos"),
                "cos" => Term::Negative(Box::new(of("sin"))),
                "tan" => Term::sum(number("1"), raised(&of("tan"), "2")),
                "atan" => over(number("1"), Term::sum(number("1"), raised(x, "2"))),
                "erf" => {
                    let bell = Term::call("exp", Term::Negative(Box::new(raised(x, "2"))));
                    over(Term::product(number("2"), bell), Term::call("sqrt", Term::name("pi")))
                }
                "f" => of("f'"),
                "g" => of("g'"),
                "f'" => of("f''"),
                _ => return None,
            };
            Term::product(outer, slope(x, by)?)
        }
        _ => return None,
    })
}
