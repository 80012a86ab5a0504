//! `normsym eval FILE EXPR`: a value, exact where it can be, else to as many correct digits as asked for.

use super::assume::Assume;
use super::common::{Common, Shell};
use super::input::{self, Loaded};
use super::reply::{FINE, Reply, UNUSABLE};
use super::{Command, diagnostics, json, needs};
use crate::calculus;
use crate::check::conditions::needs_of;
use crate::check::domain::needs_of_value;
use crate::diagnostic::{Diagnostic, Severity};
use crate::eval::{self, Point, Undefined};
use crate::expr::{Condition, Graph, Node, NodeId, SymbolId, on_parts, power_of_need};
use crate::model::{Meaning, Model, Training};
use crate::render;
use crate::source::{Source, Span};
use crate::syntax::ast::Kind;
use clap::{ArgMatches, Args, FromArgMatches};
use serde_json::json;
use std::rc::Rc;

/// The command.
pub(super) static COMMAND: Command = Command {
    name: "eval",
    about: "A value: exact where it can be, else to N correct digits",
    example: "Examples:\n  normsym eval net.expr 'L at start'\n  normsym eval net.expr '∂L/∂w_2' --at 'w_1=1/2, w_2=0' --digits 30",
    arguments: Arguments::augment_args,
    run,
};

#[derive(Args, Debug)]
struct Arguments {
    /// The file; `-` is standard input
    file: String,
    /// The expression, with the file's names
    #[arg(allow_hyphen_values = true)]
    expr: String,
    /// The point: `w_1=1/2, w_2=0`, `start` or `T[2]`
    #[arg(long, value_name = "POINT")]
    at: Option<String>,
    /// The number of significant digits
    #[arg(long, value_name = "N", default_value = "17", value_parser = clap::value_parser!(u32).range(1..=1000))]
    digits: u32,
    /// How the answer is written
    #[arg(long, value_parser = ["text", "json"], default_value = "text")]
    format: String,
    #[command(flatten)]
    assume: Assume,
    #[command(flatten)]
    common: Common,
}

/// What stands before the point where it is read as part of an expression.
const AT: &str = "0 at ";

/// Faults with the text they are in.
struct Faulty(Source, Vec<Diagnostic>);

/// An expression put at its point, with what must hold there: as shown, and put at the point.
struct Placed {
    node: NodeId,
    needs: Vec<needs::Placed>,
    /// The assumptions at the point.
    assumed: Vec<Condition>,
}

fn run(matches: &ArgMatches, shell: &Shell) -> Reply {
    match Arguments::from_arg_matches(matches) {
        Err(error) => shell.refused("call::usage", &error.to_string()),
        Ok(arguments) => answer(&arguments, shell).unwrap_or_else(|reply| reply),
    }
}

fn answer(arguments: &Arguments, shell: &Shell) -> Result<Reply, Reply> {
    let mut loaded = load(arguments, shell)?;
    let found = value(&mut loaded.model, arguments).map_err(|Faulty(source, faults)| {
        let out = if shell.json { refused(arguments, &faults, &source) } else { String::new() };
        Reply { out, err: diagnostics::pictures(&faults, &source, shell.color_err, shell.quiet), exit: UNUSABLE }
    })?;
    let err = loaded.pictures(&loaded.model.diagnostics, shell);
    let remarks = json::diagnostics(&loaded.model.diagnostics, &loaded.source, Severity::Remark);
    let out = if shell.json { report(Some(&found), arguments.digits, json!([]), remarks) } else { found.text() };
    Ok(Reply { out, err, exit: FINE })
}

fn load(arguments: &Arguments, shell: &Shell) -> Result<Loaded, Reply> {
    let faulty = |source: &Source, list: &[Diagnostic]| {
        let out = if shell.json { refused(arguments, list, source) } else { String::new() };
        Reply { out, err: diagnostics::pictures(list, source, shell.color_err, shell.quiet), exit: UNUSABLE }
    };
    let loaded =
        input::load(&arguments.file).map_err(|unreadable| faulty(&unreadable.source, std::slice::from_ref(&unreadable.fault)))?;
    if loaded.model.has_errors() { Err(faulty(&loaded.source, &loaded.diagnostics())) } else { Ok(loaded) }
}

fn refused(arguments: &Arguments, faults: &[Diagnostic], source: &Source) -> String {
    report(None, arguments.digits, json::diagnostics(faults, source, Severity::Error), json!([]))
}

fn report(found: Option<&Found>, digits: u32, errors: serde_json::Value, remarks: serde_json::Value) -> String {
    json::written(&json!({
        "exact": found.and_then(|found| found.exact.clone()),
        "decimal": found.map(|found| found.decimal.clone()),
        "digits": digits,
        "errors": errors,
        "remarks": remarks,
        "assumed": found.map_or(Vec::new(), |found| found.assumed.clone()),
    }))
}

/// A value in words.
struct Found {
    exact: Option<String>,
    decimal: String,
    /// Whether the decimal is the whole value.
    whole: bool,
    /// The facts of `--assume`.
    assumed: Vec<String>,
}

impl Found {
    fn text(&self) -> String {
        match &self.exact {
            Some(exact) if *exact == self.decimal => format!("{exact}\n"),
            Some(exact) => format!("{exact} {} {}\n", if self.whole { '=' } else { '≈' }, self.decimal),
            None => format!("{}\n", self.decimal),
        }
    }
}

fn value(model: &mut Model, arguments: &Arguments) -> Result<Found, Faulty> {
    let in_expr = |faults: Vec<Diagnostic>| Faulty(Source::new("EXPR", arguments.expr.as_str()), faults);
    crate::answer::carry_out_runs_exactly(model, &arguments.expr);
    if let Some(at) = &arguments.at {
        crate::answer::carry_out_runs_exactly(model, &format!("{AT}{at}"));
    }
    let own = model.assumptions.len();
    arguments.assume.put(model).map_err(|faulty| Faulty(faulty.source, faulty.list))?;
    let facts = model.assumptions.split_off(own);
    let mut meaning = model.meaning_of(&arguments.expr).map_err(in_expr)?;
    // A point at which an assumption does not hold has no value under it.
    meaning.needs.extend(&facts);
    let point = match &arguments.at {
        Some(text) => point(model, text).map_err(|faults| Faulty(Source::new("--at", text.as_str()), faults))?,
        None => Vec::new(),
    };
    let assumed = [model.assumptions.as_slice(), &facts].concat();
    let rounded = rounded(model, arguments);
    let placed = placed(&mut model.graph, &meaning, &assumed, &point);
    let whole = Span::new(0, arguments.expr.len());
    let stop = |fault: Diagnostic| in_expr(vec![fault]);
    bound(&model.graph, placed.node, whole).map_err(stop)?;
    let found = if rounded.is_empty() {
        needs::broken(&model.graph, &placed.needs, whole).map_err(stop)?;
        found(&model.graph, placed.node, arguments, &facts, whole).map_err(stop)?
    } else {
        at_rounded(model, &rounded, arguments, &facts, whole).map_err(stop)?
    };
    needs::unsettled(&mut model.graph, &placed.needs, &placed.assumed, whole, name).map_err(stop)?;
    Ok(found)
}

fn found(graph: &Graph, node: NodeId, arguments: &Arguments, facts: &[Condition], whole: Span) -> Result<Found, Diagnostic> {
    let digits = arguments.digits as usize;
    let assumed = facts.iter().map(|fact| render::conditions::plain(graph, fact)).collect();
    let exact = eval::exact(graph, &[node], &Point::new()).ok().and_then(|values| values.into_iter().next());
    match eval::digits(graph, node, &Point::new(), digits) {
        Ok(decimal) => {
            let (exact, whole) = (exact.map(|value| value.to_string()), decimal.is_exact());
            Ok(Found { exact, whole, decimal: decimal.to_string(), assumed })
        }
        Err(why) => Err(no_value(graph, &why, whole, digits)),
    }
}

/// The runs at whose rounded points the value is taken, each with the last step.
fn rounded(model: &mut Model, arguments: &Arguments) -> Vec<(Rc<Training>, u64)> {
    let at = arguments.at.as_ref().map(|at| format!("{AT}{at}"));
    let texts = [Some(arguments.expr.clone()), at].into_iter().flatten();
    let exprs: Vec<_> = texts.filter_map(|text| crate::syntax::parse_expression(&text).ok()).collect();
    model.rounded_in(&exprs)
}

/// A value at rounded points: as many digits as asked for, each confirmed, or none.
fn at_rounded(
    model: &mut Model,
    asked: &[(Rc<Training>, u64)],
    arguments: &Arguments,
    facts: &[Condition],
    whole: Span,
) -> Result<Found, Diagnostic> {
    let make = |model: &mut Model| {
        let mut meaning = model.meaning_of(&arguments.expr).ok()?;
        meaning.needs.extend(facts);
        let point = arguments.at.as_ref().map_or(Ok(Vec::new()), |text| point(model, text)).ok()?;
        let placed = placed(&mut model.graph, &meaning, &[], &point);
        Some((placed.node, placed.needs.into_iter().map(|(need, node)| Condition { node, ..need }).collect()))
    };
    let digits = arguments.digits as usize;
    let decimal = crate::answer::certain_value(model, asked, digits, make).map_err(|why| {
        let message = format!("{digits} digits cannot be told for certain: {why}");
        let names: Vec<String> = asked.iter().map(|(training, _)| format!("`{}`", training.name)).collect();
        Diagnostic::error("eval::not_certain", whole, message)
            .at(format!("at a rounded point of {}", names.join(", ")))
            .help("ask for fewer digits: `--digits 6`; `normsym train FILE` shows the run as doubles have it")
    })?;
    let assumed = facts.iter().map(|fact| render::conditions::plain(&model.graph, fact)).collect();
    Ok(Found { exact: None, whole: false, decimal: decimal.to_string(), assumed })
}

/// The pairs of `--at`, the start values where it says `start`.
fn point(model: &mut Model, text: &str) -> Result<Vec<(NodeId, NodeId)>, Vec<Diagnostic>> {
    let run = text.trim().ends_with(']') && !text.contains('=');
    let (before, after) = if text.trim() == "start" || run { (AT.to_string(), "") } else { (format!("{AT}("), ")") };
    let back =
        |faults: Vec<Diagnostic>| faults.into_iter().map(|fault| moved_back(fault, before.len(), text.len())).collect::<Vec<_>>();
    match crate::syntax::parse_expression(&format!("{before}{text}{after}")).map_err(back)?.kind {
        Kind::At(_, point) => model.point(&point).map_err(back),
        _ => Ok(Vec::new()),
    }
}

/// The diagnostic with its places in the text behind the first `by` bytes.
fn moved_back(mut fault: Diagnostic, by: usize, length: usize) -> Diagnostic {
    for label in &mut fault.labels {
        let at = |offset: u32| (offset as usize).saturating_sub(by).min(length);
        label.span = Span::new(at(label.span.start), at(label.span.end));
    }
    fault
}

/// The expression and its needs at the point; a point that the expression ends with (`e at start`) comes first.
fn placed(graph: &mut Graph, meaning: &Meaning, assumed: &[Condition], point: &[(NodeId, NodeId)]) -> Placed {
    let own = match graph.node(meaning.node).clone() {
        Node::At { of, values } => Some((of, values.to_vec())),
        _ => None,
    };
    let inner = own.as_ref().map_or(meaning.node, |(of, _)| *of);
    let mut points: Vec<Vec<(NodeId, NodeId)>> = own.into_iter().map(|(_, values)| values).collect();
    points.push(point.to_vec());
    let put = |graph: &mut Graph, node: NodeId| {
        let node = calculus::resolve(graph, node);
        points.iter().filter(|values| !values.is_empty()).fold(node, |node, values| {
            let at = graph.intern(Node::At { of: node, values: values.clone().into() });
            calculus::resolve(graph, at)
        })
    };
    let resolved = calculus::resolve(graph, inner);
    let mut needs = needs_of(graph, &meaning.needs, &[resolved]);
    let (whole, own) = (pointed(graph, inner, &points), needs.len());
    // A derivative that came out as 0 has forgotten of what it is one.
    needs.extend(needs_of_value(graph, inner));
    // What the rules of a derivative need is not needed where it exists without them.
    let there: Vec<Condition> = needs_of_value(graph, whole);
    let is_asked: Vec<bool> = needs
        .iter()
        .enumerate()
        .map(|(place, need)| place < own || there.contains(&Condition { node: put(graph, need.node), ..*need }))
        .collect();
    let needs = needs
        .into_iter()
        .zip(is_asked)
        .filter_map(|(need, is_asked)| is_asked.then_some(need))
        .map(|need| {
            let shown = Condition { node: graph.without_point(need.node), ..need };
            let (Some((base, exponent)), node) = (power_of_need(graph, shown), put(graph, need.node)) else {
                return (shown, put(graph, need.node));
            };
            // Of a power the part is told that breaks it.
            match power_of_need(graph, Condition { node, ..need }) {
                Some((_, exponent_there)) => {
                    let there = on_parts(graph, Condition { node, ..need });
                    let part = if there.node == exponent_there { exponent } else { base };
                    (Condition { node: part, need: there.need }, there.node)
                }
                None => (shown, node),
            }
        })
        .collect();
    let assumed = assumed.iter().map(|fact| Condition { node: put(graph, fact.node), ..*fact }).collect();
    Placed { node: calculus::resolve(graph, whole), needs, assumed }
}

/// The expression at its points, one after the other, not yet worked out.
fn pointed(graph: &mut Graph, node: NodeId, points: &[Vec<(NodeId, NodeId)>]) -> NodeId {
    points
        .iter()
        .filter(|values| !values.is_empty())
        .fold(node, |node, values| graph.intern(Node::At { of: node, values: values.clone().into() }))
}

fn name(graph: &Graph, symbol: SymbolId) -> String {
    let entry = graph.symbol_entry(symbol);
    let indices: Vec<String> = entry.indices.iter().map(u32::to_string).collect();
    if indices.is_empty() { entry.name.to_string() } else { format!("{}[{}]", entry.name, indices.join(",")) }
}

/// Every name of the expression has a value.
fn bound(graph: &Graph, node: NodeId, whole: Span) -> Result<(), Diagnostic> {
    let names: Vec<String> = graph.free_symbols(node).into_iter().map(|symbol| name(graph, symbol)).collect();
    if names.is_empty() {
        return Ok(());
    }
    let list: Vec<String> = names.iter().take(6).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > 6 { ", …" } else { "" };
    let have = if names.len() == 1 { "has" } else { "have" };
    let pairs: Vec<String> = names.iter().map(|name| format!("{name}=…")).collect();
    let fault = Diagnostic::error("eval::unbound", whole, format!("{}{more} {have} no value here", list.join(", ")));
    Err(fault.help(format!("give it: --at '{}', or take the start values: --at start", pairs.join(", "))))
}

fn no_value(graph: &Graph, why: &Undefined, whole: Span, digits: usize) -> Diagnostic {
    let fault = |message: String| Diagnostic::error("eval::undefined", whole, message);
    let shown = |node: NodeId| render::text(graph, node);
    match why {
        Undefined::Opaque(symbol) => {
            let name = name(graph, *symbol);
            Diagnostic::error("eval::opaque", whole, format!("`{name}` is any function, so there is no value"))
                .help(format!("declare which one it is: `function {name} = tanh`"))
        }
        Undefined::DivisionByZero(node) => fault(format!("there is no value: {} divides by 0 at this point", shown(*node))),
        Undefined::Domain(node) => {
            fault(format!("there is no value: {} is asked outside its domain at this point", shown(*node)))
        }
        Undefined::TooLarge(_) => fault("the value has too many digits to be worked out".into()),
        Undefined::NotCertain { certain, .. } => {
            let known =
                if certain.is_empty() { "not even its sign is certain".into() } else { format!("only {certain} is certain") };
            Diagnostic::error("eval::not_certain", whole, format!("{digits} digits cannot be told for certain: {known}"))
                .help("ask for fewer digits, or whether the value is 0: `expect … = 0`")
        }
        other => fault(format!("there is no value: {other}")),
    }
}
