//! What the suites share: a file understood, an expression's node, values at a point, numbers as text.

// Each suite uses some of these.
#![allow(dead_code)]

use normsym::answer::{self, Derivation, Target};
use normsym::calculus;
use normsym::check::verdict::Verdict;
use normsym::eval::{self, Point, Tape};
use normsym::expr::zero::{self, Zero};
use normsym::expr::{Graph, NodeId, SymbolId};
use normsym::model::{Lowering, Model};
use normsym::number::Rational;
use normsym::source::Source;

/// The file understood, with whatever faults it has.
pub fn load(text: &str) -> Model {
    Model::load(&Source::new("test.expr", text), &|name| Err(format!("{name} is not to be read here")))
}

/// The file understood; it must have no fault.
pub fn model(text: &str) -> Model {
    let model = load(text);
    assert!(!model.has_errors(), "{:#?}\n{text}", model.diagnostics);
    model
}

/// The node of an expression, its derivatives worked out.
pub fn node(model: &mut Model, text: &str) -> NodeId {
    let meaning = model.meaning_of(text).unwrap_or_else(|faults| panic!("{text}: {faults:#?}"));
    calculus::resolve(&mut model.graph, meaning.node)
}

/// The symbol of a name.
pub fn symbol(model: &mut Model, name: &str) -> SymbolId {
    let node = node(model, name);
    model.graph.as_symbol(node).unwrap_or_else(|| panic!("{name} is no free name"))
}

/// A point from names and values.
pub fn point<'a>(model: &mut Model, values: impl IntoIterator<Item = (&'a str, &'a str)>) -> Point {
    values.into_iter().map(|(name, value)| (symbol(model, name), number(value))).collect()
}

/// `-7/5`, `0.001`, `1e-8` exactly.
pub fn number(text: &str) -> Rational {
    let unsigned = text.trim_start_matches('-');
    let (top, bottom) = unsigned.split_once('/').unwrap_or((unsigned, "1"));
    let part = |text| Rational::parse_decimal(text).unwrap_or_else(|| panic!("{text} is no number"));
    let size = part(top).checked_div(&part(bottom)).expect("no divisor is 0");
    if text.starts_with('-') { -&size } else { size }
}

/// `1,2,3` for the place in a shape, indices from 1.
pub fn index(place: usize, sizes: &[usize]) -> String {
    let mut rest = place;
    let mut indices: Vec<String> = Vec::new();
    for size in sizes.iter().rev() {
        indices.push((rest % size + 1).to_string());
        rest /= size;
    }
    indices.reverse();
    indices.join(",")
}

/// The value to so many digits, as an exact number.
pub fn digits(graph: &Graph, node: NodeId, point: &Point, count: usize) -> Rational {
    match eval::digits(graph, node, point, count) {
        Ok(decimal) => number(&decimal.to_string()),
        Err(why) => panic!("{}: {why}", normsym::render::text(graph, node)),
    }
}

/// The values in doubles.
pub fn doubles(graph: &Graph, nodes: &[NodeId], point: &Point) -> Vec<f64> {
    let tape = Tape::compile(graph, nodes).unwrap_or_else(|why| panic!("{why}"));
    let inputs: Vec<[f64; 1]> = tape.inputs().iter().map(|s| [point.get(*s).map_or(f64::NAN, Rational::to_f64)]).collect();
    tape.run(&inputs).into_iter().map(|[value]| value).collect()
}

/// Whether the node is 0 wherever it is defined, shown by the exact test: whatever its roots are, or on every sign pattern.
pub fn is_zero(graph: &mut Graph, node: NodeId) -> bool {
    let lowered = Lowering::default().apply(graph, node);
    [true, false].into_iter().any(|free_roots| {
        let options = zero::Options { free_roots, ..zero::Options::default() };
        matches!(zero::test(graph, lowered, &options), Zero::Everywhere { covered: true, .. })
    })
}

/// Whether two expressions are equal by the exact test.
pub fn are_equal(graph: &mut Graph, left: NodeId, right: NodeId) -> bool {
    let difference = graph.sub(left, right);
    is_zero(graph, difference)
}

/// The answers to the file's questions.
pub fn derivation(model: &mut Model) -> Derivation {
    answer::derive(model, &answer::Options::default()).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// Every derivative was proved and, where points were found, agrees with central differences.
pub fn assert_proved(model: &Model, target: &Target) {
    for partial in &target.derivatives {
        let name =
            format!("∂{}/∂{}", normsym::render::text(&model.graph, target.node), normsym::render::text(&model.graph, partial.by));
        assert_eq!(partial.verdict, Verdict::Proved, "{name}: {}", partial.certificate);
        let difference = partial.finite_difference.unwrap_or_else(|| panic!("{name}: no point for central differences"));
        assert!(difference.within_bound && difference.points >= 4, "{name}: {difference:?}");
    }
}

/// The verdicts on the file's claims, one word each.
pub fn verdicts(text: &str) -> String {
    let mut model = load(text);
    let decided = answer::check(&mut model);
    decided.iter().map(|d| d.decision.verdict.to_string()).collect::<Vec<_>>().join(" ")
}

/// The names of the parameters whose derivatives are not exactly 0.
pub fn moving(model: &Model, target: &Target) -> String {
    let graph = &model.graph;
    let moving = target.derivatives.iter().filter(|p| !graph.as_number(p.value).is_some_and(Rational::is_zero));
    moving.map(|p| normsym::render::plain(graph, p.by)).collect::<Vec<_>>().join(" ")
}
