//! One claim in words: its verdict, its conditions, its certificate, or the point that refutes it and what would be true.

use super::input::Loaded;
use super::{json, words};
use crate::answer;
use crate::check::conditions::unique;
use crate::check::decide::{Decision, Witness};
use crate::check::verdict::Verdict;
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::{Graph, Label, Node, NodeId, SymbolId, TermKind, is_broken};
use crate::render;
use crate::render::words::{ENGLISH, Words};
use crate::source::Source;
use serde_json::{Map, Value, json};

/// What begins `(link 1 of 2)` behind a claim.
const LINK: &str = " (link ";

/// What was found out about a claim, in words.
#[derive(Clone, Debug)]
pub(super) struct Decided {
    pub(super) verdict: Verdict,
    /// The JSON of the claim, behind its verdict.
    pub(super) details: Value,
    /// What stands below it.
    pub(super) notes: Vec<String>,
}

impl Decided {
    /// The claim in JSON.
    pub(super) fn value(&self, line: usize, claim: &str) -> Value {
        let mut value = json!({ "line": line, "claim": claim, "verdict": self.verdict.to_string() });
        if let (Some(value), Some(details)) = (value.as_object_mut(), self.details.as_object()) {
            value.extend(details.clone());
        }
        value
    }

    /// Whether the verdict is a failure; `supported` is one where claims are taken strictly.
    pub(super) fn fails(&self, strict: bool) -> bool {
        match self.verdict {
            Verdict::Proved => false,
            Verdict::Supported => strict,
            Verdict::Refuted | Verdict::IllFormed | Verdict::Undecided => true,
        }
    }

    /// The verdict and the claim, and below it what is to be said, behind a margin.
    pub(super) fn text(&self, label: &str, claim: &str, color: bool, language: &Words) -> String {
        let paint = match self.verdict {
            Verdict::Proved => "32",
            Verdict::Supported => "33",
            Verdict::Refuted | Verdict::IllFormed | Verdict::Undecided => "31",
        };
        let verdict = format!("{:<width$}", (language.verdict)(self.verdict), width = language.verdict_width);
        let claim = match claim.rsplit_once(LINK) {
            Some((claim, link)) => format!("{claim} {}", (language.foreign)(&format!("{}{link}", LINK.trim_start()))),
            None => claim.to_string(),
        };
        let mut out = format!("{label}{}  {claim}\n", words::painted(&verdict, paint, color));
        for note in &self.notes {
            out.push_str(&words::wrapped(note, label.chars().count() + 2));
        }
        out
    }
}

/// The claim as written, on one line, without the word before it.
pub(super) fn claim_text(statement: &str) -> String {
    let words: Vec<&str> = statement.split_whitespace().collect();
    let text = words.join(" ");
    text.strip_prefix("expect ").map(str::to_string).unwrap_or(text)
}

/// A claim that was not decided, and why.
pub(super) fn undecided(why: &str) -> Decided {
    Decided { verdict: Verdict::Undecided, details: details(json!([]), why, 0, Value::Null), notes: vec![why.to_string()] }
}

/// A claim without a meaning.
pub(super) fn ill_formed(faults: &[Diagnostic], source: &Source) -> Decided {
    let mut details = details(json!([]), "", 0, Value::Null);
    details["errors"] = json::diagnostics(faults, source, Severity::Error);
    let notes = faults.iter().map(|fault| match &fault.help {
        Some(help) => format!("{}; {help}", fault.message),
        None => fault.message.clone(),
    });
    Decided { verdict: Verdict::IllFormed, details, notes: notes.collect() }
}

/// The keys of a claim that every verdict has.
fn details(conditions: Value, certificate: &str, points: usize, error: Value) -> Value {
    json!({
        "conditions": conditions,
        "certificate": certificate,
        "points": points,
        "max_relative_error": error,
        "witness": null,
    })
}

/// What was found out about a claim, in words.
pub(super) fn decided(loaded: &Loaded, found: &answer::Decided, language: &Words) -> Decided {
    let (decision, correct) = (&found.decision, found.correct);
    let variant = render::variants::phrases(&loaded.model.graph, &found.variants);
    if decision.verdict == Verdict::IllFormed {
        return ill_formed(&decision.faults, &loaded.source);
    }
    let graph = &loaded.model.graph;
    let error = decision.max_relative_error.map_or(Value::Null, json::rounded);
    let mut details = details(json::conditions(graph, &decision.conditions), &decision.certificate, decision.points, error);
    details["assumed"] = json::conditions(graph, &decision.assumed);
    let own = own_statistics(loaded, decision);
    if !own.is_empty() {
        let pairs = own.iter().map(|id| (render::plain(graph, *id), statistic(graph, *id, render::plain, &ENGLISH).into()));
        details["where"] = pairs.collect::<Map<String, Value>>().into();
    }
    if let Some(witness) = &decision.witness {
        details["witness"] = witness_value(graph, witness, correct, variant.as_deref());
    }
    let mut notes = notes(graph, decision, correct, variant, language);
    if !own.is_empty() {
        let told =
            own.iter().map(|id| format!("{} = {}", render::text(graph, *id), statistic(graph, *id, render::text, language)));
        notes.insert(1, format!("{} {}", language.where_, told.collect::<Vec<_>>().join(", ")));
    }
    Decided { verdict: decision.verdict, details, notes }
}

/// Statistics in the conditions that the claim itself brought: no reader of the file knows their names.
fn own_statistics(loaded: &Loaded, decision: &Decision) -> Vec<NodeId> {
    let graph = &loaded.model.graph;
    let nodes: Vec<NodeId> = decision.conditions.iter().map(|condition| condition.node).collect();
    let shown = graph.reachable_until(&nodes, |id| !matches!(graph.node(id), Node::Term(_)));
    let own = shown.into_iter().filter(|id| {
        graph.as_term(*id).is_some_and(|term| match (&term.kind, &term.label) {
            (TermKind::Mean { .. } | TermKind::Deviation { .. }, Label::Definition { name, .. }) => !loaded.names.contains(name),
            _ => false,
        })
    });
    unique(own)
}

/// Rows of a statistic that are written before the dots.
const ROWS: usize = 4;

/// What a statistic is taken of. (The mean in a deviation written out would have a name that nobody knows either.)
fn statistic(graph: &Graph, id: NodeId, write: fn(&Graph, NodeId) -> String, language: &Words) -> String {
    let (what, rows) = match graph.as_term(id).map(|term| &term.kind) {
        Some(TermKind::Mean { rows }) => (language.mean_of, rows),
        Some(TermKind::Deviation { rows, .. }) => (language.deviation_of, rows),
        _ => return write(graph, id),
    };
    let written: Vec<String> = rows.iter().take(ROWS).map(|row| write(graph, *row)).collect();
    let more = if rows.len() > ROWS { ", …" } else { "" };
    format!("{what}{}{more}", written.join(", "))
}

fn name(graph: &Graph, symbol: SymbolId) -> String {
    let entry = graph.symbol_entry(symbol);
    let indices: Vec<String> = entry.indices.iter().map(u32::to_string).collect();
    if indices.is_empty() { entry.name.to_string() } else { format!("{}[{}]", entry.name, indices.join(",")) }
}

fn witness_value(graph: &Graph, witness: &Witness, correct: Option<NodeId>, variant: Option<&str>) -> Value {
    let point: Map<String, Value> =
        witness.point.iter().map(|(symbol, value)| (name(graph, *symbol), value.to_string().into())).collect();
    let functions: Map<String, Value> =
        witness.functions.iter().map(|(symbol, known)| (name(graph, *symbol), (*known).into())).collect();
    json!({
        "point": point,
        "functions": functions,
        "left": witness.left,
        "right": witness.right,
        "correct": correct.map(|node| render::plain(graph, node)),
        "variant": variant,
    })
}

fn notes(graph: &Graph, decision: &Decision, correct: Option<NodeId>, variant: Option<String>, language: &Words) -> Vec<String> {
    let list = |conditions: &[crate::expr::Condition]| {
        // One name may stand for a statistic at two points: it is said once.
        unique(conditions.iter().map(|condition| render::conditions::text(graph, condition))).join(", ")
    };
    let mut notes = Vec::new();
    let (broken, open): (Vec<_>, Vec<_>) =
        decision.conditions.iter().copied().partition(|condition| is_broken(graph, *condition));
    for (before, conditions) in [(language.no_value_for, broken), (language.for_, open)] {
        if !conditions.is_empty() {
            notes.push(format!("{before}{}", list(&conditions)));
        }
    }
    if !decision.assumed.is_empty() {
        notes.push(format!("{}{}", language.assuming, list(&decision.assumed)));
    }
    if !decision.certificate.is_empty() {
        notes.push((language.foreign)(&decision.certificate));
    }
    // Where all values are exactly equal, the certificate says so.
    if let Some(error) = decision.max_relative_error.filter(|error| *error > 0.0) {
        notes.push(format!("{}{error:.1e}", (language.worst)(decision.points)));
    }
    if let Some(witness) = &decision.witness {
        let functions = witness.functions.iter().map(|(symbol, known)| format!("{} = {known}", name(graph, *symbol)));
        let point = witness.point.iter().map(|(symbol, value)| format!("{} = {value}", name(graph, *symbol)));
        let place: Vec<String> = functions.chain(point).collect();
        let place = if place.is_empty() { String::new() } else { format!("{}{}: ", language.at, place.join(", ")) };
        notes.push(format!("{place}{}", (language.sides)(&witness.left, &witness.right)));
    }
    if let Some(node) = correct {
        notes.push(format!("{}{}", language.correct, render::text(graph, node)));
    }
    notes.extend(variant);
    notes
}
