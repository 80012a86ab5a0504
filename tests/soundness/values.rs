//! Random expressions over the whole list of functions at short points: values and slopes are those of the independent
//! evaluator, and what has no value there is never called equal to anything.

use crate::oracle::compare::Stream;
use crate::oracle::{Case as Claim, Evaluator, Fault, File, Real, Scope};
use crate::table::{decide, in_parallel};
use normsym::check::verdict::Verdict;
use normsym::render;
use normsym::syntax::parse_expression;

const ONE: &[&str] = &[
    "exp",
    "ln",
    "sqrt",
    "abs",
    "sign",
    "step",
    "sinh",
    "cosh",
    "tanh",
    "sigmoid",
    "relu",
    "leaky_relu",
    "softplus",
    "gelu",
    "gelu_tanh",
    "silu",
    "erf",
    "sin",
    "cos",
    "tan",
    "atan",
];
const TWO: &[&str] = &["max", "min", "logsumexp"];
const VALUES: &[&str] = &["0", "1", "-1", "1/2", "-2", "3", "-3/4", "5/2"];
const DECLARATIONS: &str = "param x, y\n";

/// An expression in x and y as text, every part in brackets.
fn grown(stream: &mut Stream, depth: u32) -> String {
    let mut pick = |list: &[&str]| list[(stream.draw() % list.len() as u64) as usize].to_string();
    if depth == 0 {
        return pick(&["x", "y", "x", "y", "2", "1/3", "0", "1", "3/2"]);
    }
    let kind = pick(&["+", "-", "*", "/", "^", "one", "one", "one", "one", "two"]);
    let (one, two, power) = (pick(ONE), pick(TWO), pick(&["2", "3", "-1", "-2", "(1/2)", "(1/3)", "(-1/2)"]));
    let left = grown(stream, depth - 1);
    match kind.as_str() {
        "one" => format!("{one}({left})"),
        "^" => format!("({left})^{power}"),
        "two" => format!("{two}({left}, {})", grown(stream, depth - 1)),
        sign => format!("(({left}) {sign} ({}))", grown(stream, depth - 1)),
    }
}

/// An expression with a point.
struct Case {
    text: String,
    at: [&'static str; 2],
}

/// The same on every run; `NORMSYM_SEED=7` looks at ten times as many others.
fn cases(count: u64) -> Vec<Case> {
    let seed: Option<u64> = std::env::var("NORMSYM_SEED").ok().and_then(|text| text.parse().ok());
    let (first, count) = seed.map_or((0, count), |seed| (seed * 1_000_000, count * 10));
    (first..first + count)
        .map(|number| {
            let mut stream = Stream(number * 101 + 17);
            let mut value = || VALUES[(stream.draw() % VALUES.len() as u64) as usize];
            let at = [value(), value()];
            let text = grown(&mut stream, 1 + number as u32 % 3);
            let text = if number % 4 == 3 { format!("diff({text}, x)") } else { text };
            Case { text, at }
        })
        .collect()
}

fn independent(case: &Case) -> Result<Real, Fault> {
    let file = File::read(DECLARATIONS);
    let number = |text: &str| {
        let (n, d) = text.split_once('/').unwrap_or((text, "1"));
        Real::exact(n.parse::<f64>().expect("a number") / d.parse::<f64>().expect("a number"))
    };
    let values = [("x".to_string(), number(case.at[0])), ("y".to_string(), number(case.at[1]))].into();
    let expr = parse_expression(&case.text).unwrap_or_else(|faults| panic!("{}: {faults:?}", case.text));
    Evaluator { file: &file, values }.value(&expr, &Scope::default()).map(|jet| jet.value())
}

/// What came out of a case: a fault, or whether the engine had a value to compare.
fn looked_at(case: &Case) -> Result<Option<bool>, String> {
    let at = format!("at (x = {}, y = {})", case.at[0], case.at[1]);
    let verdict = |claim: String| decide(DECLARATIONS, &claim).1.decision.verdict;
    let is_slope = case.text.starts_with("diff");
    match independent(case) {
        Ok(value) => {
            let room = 2.0 * value.error + 1e-9 * value.value.abs().max(1e-6);
            let near = |shift: f64| verdict(format!("{} ≈ {:e} ± {room:e} {at}", case.text, value.value + shift));
            match (near(0.0), near(3.0 * room)) {
                (Verdict::Proved, Verdict::Refuted) => Ok(Some(true)),
                (Verdict::Undecided | Verdict::IllFormed, Verdict::Undecided | Verdict::IllFormed) => Ok(Some(false)),
                found => Err(format!("{} {at} is {:e} ± {room:e}: {found:?}", case.text, value.value)),
            }
        }
        Err(Fault::Undefined) => {
            let found = ["0", "1", &case.text].map(|right| verdict(format!("{} = {right} {at}", case.text)));
            let told = |verdict: &Verdict| matches!(verdict, Verdict::Proved | Verdict::Supported | Verdict::Refuted);
            // At a kink a convention may give a slope all the same.
            let wrong = if is_slope { found[..2].iter().all(|v| *v == Verdict::Proved) } else { found.iter().any(told) };
            if wrong { Err(format!("{} {at} has no value: {found:?}", case.text)) } else { Ok(Some(true)) }
        }
        Err(_) => Ok(None),
    }
}

#[test]
fn values_at_points_are_those_of_the_independent_evaluator() {
    let list = cases(600);
    let found = in_parallel(&list, looked_at);
    let wrong: Vec<&String> = found.iter().filter_map(|one| one.as_ref().err()).collect();
    let agreed = found.iter().filter(|one| matches!(one, Ok(Some(true)))).count();
    let without = found.iter().filter(|one| matches!(one, Ok(Some(false)))).count();
    println!("{} expressions: {agreed} agree, {without} where only the independent evaluator has a value", list.len());
    assert!(wrong.is_empty(), "{}: {wrong:#?}", wrong.len());
    assert!(agreed * 4 >= list.len() * 3 && without * 20 <= list.len(), "{agreed} agree, {without} without a value");
}

/// What is wrong with the conditions of an expression: they hold at a point where it has no value.
fn conditions_fault(case: &Case) -> Option<String> {
    let claim = format!("{} = {} + y - y", case.text, case.text);
    let (model, decided) = decide(DECLARATIONS, &claim);
    if decided.decision.verdict != Verdict::Proved {
        return None;
    }
    let stated: Vec<String> = decided.decision.conditions.iter().map(|c| render::conditions::plain(&model.graph, c)).collect();
    let looked = Claim::read(DECLARATIONS, &claim).defined_inside(&stated);
    looked.err().map(|point| format!("{} has no value at {point}, where {stated:?} hold", case.text))
}

#[test]
fn conditions_of_an_expression_leave_out_every_point_without_a_value() {
    // A slope at a kink is a matter of convention.
    let list: Vec<Case> = cases(500).into_iter().filter(|case| !case.text.starts_with("diff")).collect();
    let wrong: Vec<String> = in_parallel(&list, conditions_fault).into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), list.len(), wrong.join("\n"));
}
