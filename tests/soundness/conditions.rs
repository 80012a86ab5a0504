//! Answers and where they hold: the shown derivative equals the raw one and the independent evaluator's wherever its
//! conditions are met, and a point that breaks a condition is named as outside.

use crate::nets::{self, Net};
use crate::oracle::compare::Stream;
use crate::oracle::{Evaluator, Fault, File, Real, Scope};
use crate::table::in_parallel;
use normsym::answer::{self, Options, Partial, Target};
use normsym::eval::{Point, Tape};
use normsym::expr::{Graph, NodeId};
use normsym::functions::Need;
use normsym::model::Model;
use normsym::number::Rational;
use normsym::render;
use normsym::source::Source;
use normsym::syntax::parse_expression;
use std::io::Write;
use std::process::{Command, Stdio};

/// Points at which each answer is looked at.
const POINTS: u64 = 12;

fn derived(net: &Net) -> (Model, Vec<Target>) {
    let mut model = Model::load(&Source::new(&net.name, &net.text), &|name| Err(format!("{name} is not to be read here")));
    assert!(!model.has_errors(), "{}: {:?}\n{}", net.name, model.diagnostics, net.text);
    let targets =
        answer::derive(&mut model, &Options::default()).unwrap_or_else(|faults| panic!("{faults:?}\n{}", net.text)).targets;
    (model, targets)
}

/// Values of the free symbols: few digits, so that the independent evaluator reads the same numbers.
fn point(graph: &Graph, nodes: &[NodeId], number: u64) -> Point {
    let mut stream = Stream(number * 7919 + 3);
    let mut symbols: Vec<_> = nodes.iter().flat_map(|node| graph.free_symbols(*node)).collect();
    symbols.sort_unstable();
    symbols.dedup();
    let draw = |stream: &mut Stream| match (stream.draw() % 2048) as i64 - 1024 {
        0 => 3,
        drawn => drawn,
    };
    symbols.into_iter().map(|symbol| (symbol, Rational::new(draw(&mut stream), 512))).collect()
}

fn with_error(graph: &Graph, nodes: &[NodeId], point: &Point) -> Vec<(f64, f64)> {
    let tape = Tape::compile(graph, nodes).expect("no opaque function is left");
    let inputs: Vec<f64> = tape.inputs().iter().map(|s| point.get(*s).map_or(f64::NAN, Rational::to_f64)).collect();
    tape.run_with_error(&inputs)
}

fn is_met(need: Need, (value, error): (f64, f64)) -> bool {
    match need {
        Need::NonZero => value.abs() > error,
        Need::Positive => value > error,
        Need::NonNegative => value >= error,
    }
}

fn title(model: &Model, target: &Target, partial: &Partial) -> String {
    format!("∂{}/∂{}", render::plain(&model.graph, target.node), render::plain(&model.graph, partial.by))
}

/// The value by the independent evaluator, which differentiates by itself.
fn independent(file: &File, model: &Model, text: &str, at: &Point) -> Result<Real, Fault> {
    let name = |symbol| render_symbol(&model.graph, symbol);
    let values = at.iter().map(|(symbol, value)| (name(symbol), Real::exact(value.to_f64()))).collect();
    let expr = parse_expression(text).map_err(|_| Fault::Beyond(text.to_string()))?;
    Evaluator { file, values }.value(&expr, &Scope::default()).map(|jet| jet.value())
}

fn render_symbol(graph: &Graph, symbol: normsym::expr::SymbolId) -> String {
    graph.symbol_entry(symbol).name.to_string()
}

/// How many comparisons a net allowed: raw against shown, and with the independent evaluator.
fn compared(net: &Net) -> (usize, usize) {
    let (model, targets) = derived(net);
    let file = File::read(&net.text);
    let (mut raw_pairs, mut told) = (0, 0);
    for target in &targets {
        for partial in &target.derivatives {
            let title = title(&model, target, partial);
            let conditions: Vec<NodeId> = partial.conditions.iter().map(|c| c.node).collect();
            let nodes = [&[partial.raw, partial.value, target.body][..], &conditions].concat();
            let mut own = 0;
            for number in 0..POINTS {
                let at = point(&model.graph, &nodes, number);
                let values = with_error(&model.graph, &nodes, &at);
                let met = partial.conditions.iter().zip(&values[3..]).all(|(c, value)| is_met(c.need, *value));
                let [(raw, raw_error), (shown, error)] = [values[0], values[1]];
                if !met || !raw_error.is_finite() {
                    continue;
                }
                assert!(
                    shown.is_finite() && raw.is_finite(),
                    "{}: {title} = {shown}, raw {raw}, where all conditions are met",
                    net.name
                );
                let room = raw_error + error + 1e-12 * raw.abs();
                assert!((raw - shown).abs() <= room, "{}: {title} is {shown:e}, raw {raw:e} (± {room:e}) at {at:?}", net.name);
                own += 1;
                if let Ok(other) = independent(&file, &model, &title, &at) {
                    let room = 2.0 * (error + other.error) + 1e-10 * other.value.abs();
                    assert!(
                        (other.value - shown).abs() <= room,
                        "{}: {title} is {shown:e}, not {:e} at {at:?}",
                        net.name,
                        other.value
                    );
                    told += 1;
                }
            }
            assert!(own >= 3, "{}: {title} was compared at {own} points", net.name);
            raw_pairs += own;
        }
    }
    (raw_pairs, told)
}

#[test]
fn answers_of_the_lecture_equal_the_raw_derivatives_where_they_hold() {
    let found = in_parallel(&nets::lecture(), compared);
    let (raw, told) = found.iter().fold((0, 0), |(a, b), (c, d)| (a + c, b + d));
    println!("lecture: {raw} comparisons with the raw derivative, {told} with the independent evaluator");
    assert!(raw >= 600 && told * 2 >= raw, "{raw} and {told}");
}

#[test]
fn answers_of_generated_nets_equal_the_raw_derivatives_where_they_hold() {
    let found = in_parallel(&nets::generated(24), compared);
    let (raw, told) = found.iter().fold((0, 0), |(a, b), (c, d)| (a + c, b + d));
    println!("generated nets: {raw} comparisons with the raw derivative, {told} with the independent evaluator");
    assert!(raw >= 600 && told * 2 >= raw, "{raw} and {told}");
}

/// A point where a condition is exactly broken: one symbol 0, two equal, or all 0.
fn breaking(graph: &Graph, nodes: &[NodeId], condition: usize, need: Need) -> Option<Point> {
    let start = point(graph, nodes, 1);
    let symbols: Vec<_> = start.iter().map(|(symbol, _)| symbol).collect();
    let changed = |changes: &[(usize, Rational)]| {
        let mut at = start.clone();
        changes.iter().for_each(|(place, value)| drop(at.set(symbols[*place], value.clone())));
        at
    };
    let value_of = |place: usize| start.get(symbols[place]).cloned().unwrap_or(Rational::ZERO);
    let zeros = (0..symbols.len()).map(|place| changed(&[(place, Rational::ZERO)]));
    let minus = (0..symbols.len()).map(|place| changed(&[(place, Rational::integer(-1))]));
    let equal = (1..symbols.len()).map(|place| changed(&[(place, value_of(place - 1))]));
    let all = [(0..symbols.len()).map(|place| (place, Rational::ZERO)).collect::<Vec<_>>()];
    let all = all.iter().map(|changes| changed(changes));
    zeros.chain(minus).chain(equal).chain(all).find(|at| match with_error(graph, &nodes[condition..=condition], at)[0] {
        (value, error) if error.is_finite() => match need {
            Need::NonZero => value == 0.0,
            Need::Positive => value <= 0.0 && value <= -error,
            Need::NonNegative => value < -error,
        },
        _ => false,
    })
}

/// What `normsym eval` says at a point.
fn evaluated(net: &Net, model: &Model, title: &str, at: &Point) -> (Option<i32>, String) {
    let pairs: Vec<String> =
        at.iter().map(|(symbol, value)| format!("{}={value}", render_symbol(&model.graph, symbol))).collect();
    let mut child = Command::new(env!("CARGO_BIN_EXE_normsym"))
        .args(["eval", "-", title, "--at", &pairs.join(", ")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    child.stdin.take().expect("piped").write_all(net.text.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    (output.status.code(), format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
}

/// The conditions that a point was found to break; each must be named as outside.
fn broken(net: &Net) -> (usize, Vec<String>) {
    let (model, targets) = derived(net);
    let (mut tried, mut wrong) = (0, Vec::new());
    for target in &targets {
        for partial in &target.derivatives {
            let title = title(&model, target, partial);
            let conditions: Vec<NodeId> = partial.conditions.iter().map(|c| c.node).collect();
            let nodes = [&[partial.raw, partial.value][..], &conditions].concat();
            for (number, condition) in partial.conditions.iter().enumerate() {
                let Some(at) = breaking(&model.graph, &nodes, 2 + number, condition.need) else { continue };
                tried += 1;
                let (code, said) = evaluated(net, &model, &title, &at);
                if code != Some(2) || !said.contains("there is no value") {
                    let stated = render::conditions::plain(&model.graph, condition);
                    wrong.push(format!("{}: {title} needs {stated}, but at {at:?} eval says {said}", net.name));
                }
            }
        }
    }
    (tried, wrong)
}

#[test]
fn a_point_that_breaks_a_condition_is_named_as_outside() {
    let list: Vec<Net> = nets::lecture().into_iter().chain(nets::generated(8)).collect();
    let found = in_parallel(&list, broken);
    let tried: usize = found.iter().map(|(tried, _)| tried).sum();
    let wrong: Vec<String> = found.into_iter().flat_map(|(_, wrong)| wrong).collect();
    println!("{tried} conditions broken at a point");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried >= 60, "{tried}");
}
