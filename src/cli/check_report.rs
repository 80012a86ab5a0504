//! The words of `check`: a line per claim with its conditions, its certificate or the point that refutes it.

use super::common::Shell;
use super::input::Loaded;
use super::reply::{FAILED, FINE, Reply, UNUSABLE};
use super::{json, words};
use crate::answer;
use crate::check::conditions::unique;
use crate::check::decide::{Decision, Witness};
use crate::check::verdict::Verdict;
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::{Graph, NodeId, SymbolId};
use crate::model::{Claim, Question};
use crate::render;
use crate::render::words::{ENGLISH, Words};
use crate::source::Span;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use unicode_width::UnicodeWidthStr;

/// One file.
#[derive(Clone, Debug)]
pub(super) struct FileReport {
    file: String,
    pub(super) lines: Vec<Line>,
    pub(super) errors: Value,
    remarks: Value,
    pub(super) pictures: String,
    /// Whether something outside claims is wrong.
    pub(super) unusable: bool,
    /// Whether the file was not reached yet.
    pub(super) waiting: bool,
}

impl FileReport {
    /// A file that was not reached yet.
    pub(super) fn waiting(file: &str) -> FileReport {
        let none = Value::Array(Vec::new());
        FileReport {
            file: file.to_string(),
            lines: Vec::new(),
            errors: none.clone(),
            remarks: none,
            pictures: String::new(),
            unusable: false,
            waiting: true,
        }
    }
}

/// One claim, in words.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Its number among the claims that parse.
    pub(super) number: Option<usize>,
    line: usize,
    claim: String,
    /// Which link it is, of how many, in a chain.
    link: Option<(usize, usize)>,
    decided: Decided,
}

impl Line {
    /// The claim as written, and which link of a chain it is.
    fn claim(&self, language: &Words) -> String {
        match self.link {
            Some((link, links)) => format!("{} {}", self.claim, (language.link)(link, links)),
            None => self.claim.clone(),
        }
    }

    /// Puts in what was found out.
    pub(super) fn take(&mut self, decided: Decided) {
        self.decided = decided;
    }
}

/// What was found out about a claim, in words.
#[derive(Clone, Debug)]
pub(super) struct Decided {
    verdict: Verdict,
    /// The JSON of the claim, behind its verdict.
    details: Value,
    /// What stands below it.
    notes: Vec<String>,
}

/// The claims of a file that parse, and its report before any of them is decided.
pub(super) fn first_report(loaded: &Loaded, shell: &Shell) -> (Vec<Claim>, FileReport) {
    let claims: Vec<Claim> = loaded
        .model
        .questions
        .iter()
        .filter_map(|question| if let Question::Claim(claim) = question { Some((**claim).clone()) } else { None })
        .collect();
    let texts: HashMap<Span, String> = crate::syntax::statements(&loaded.source).into_iter().collect();
    let line = |number: Option<usize>, span: Span, decided: Decided| Line {
        number,
        line: loaded.source.position(span.start).line,
        link: None,
        claim: claim_text(texts.get(&span).map_or(loaded.source.slice(span), String::as_str)),
        decided,
    };
    let asked =
        claims.iter().enumerate().map(|(number, claim)| (claim.span, line(Some(number), claim.span, undecided("not reached"))));
    let spoilt = loaded.spoilt.iter().map(|claim| (claim.span, line(None, claim.span, ill_formed(loaded, &claim.faults))));
    let mut lines: Vec<(Span, Line)> = asked.chain(spoilt).collect();
    lines.sort_by_key(|(span, line)| (span.start, line.number));
    let all = loaded.diagnostics();
    let report = FileReport {
        lines: number_links(lines),
        errors: json::diagnostics(&loaded.model.diagnostics, &loaded.source, Severity::Error),
        remarks: json::diagnostics(&all, &loaded.source, Severity::Remark),
        pictures: loaded.pictures(&all, shell),
        unusable: loaded.model.has_errors(),
        waiting: false,
        ..FileReport::waiting(loaded.source.name())
    };
    (claims, report)
}

/// The lines; the links of a chain `a = b = c`, which stand in one statement, are told apart.
fn number_links(lines: Vec<(Span, Line)>) -> Vec<Line> {
    let spans: Vec<Span> = lines.iter().map(|(span, _)| *span).collect();
    let numbered = lines.into_iter().enumerate().map(|(place, (span, mut line))| {
        let links = spans.iter().filter(|other| **other == span).count();
        if links > 1 {
            let link = spans[..=place].iter().filter(|other| **other == span).count();
            line.link = Some((link, links));
        }
        line
    });
    numbered.collect()
}

/// The claim as written, on one line, without the word before it.
fn claim_text(statement: &str) -> String {
    let words: Vec<&str> = statement.split_whitespace().collect();
    let text = words.join(" ");
    text.strip_prefix("expect ").map(str::to_string).unwrap_or(text)
}

fn undecided(why: &str) -> Decided {
    Decided { verdict: Verdict::Undecided, details: details(json!([]), why, 0, Value::Null), notes: vec![why.to_string()] }
}

fn ill_formed(loaded: &Loaded, faults: &[Diagnostic]) -> Decided {
    let mut details = details(json!([]), "", 0, Value::Null);
    details["errors"] = json::diagnostics(faults, &loaded.source, Severity::Error);
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
    if decision.verdict == Verdict::IllFormed {
        return ill_formed(loaded, &decision.faults);
    }
    let graph = &loaded.model.graph;
    let error = decision.max_relative_error.map_or(Value::Null, json::rounded);
    let mut details = details(json::conditions(graph, &decision.conditions), &decision.certificate, decision.points, error);
    details["assumed"] = json::conditions(graph, &decision.assumed);
    if let Some(witness) = &decision.witness {
        details["witness"] = witness_value(graph, witness, correct);
    }
    Decided { verdict: decision.verdict, details, notes: notes(graph, decision, correct, language) }
}

fn name(graph: &Graph, symbol: SymbolId) -> String {
    let entry = graph.symbol_entry(symbol);
    let indices: Vec<String> = entry.indices.iter().map(u32::to_string).collect();
    if indices.is_empty() { entry.name.to_string() } else { format!("{}[{}]", entry.name, indices.join(",")) }
}

fn witness_value(graph: &Graph, witness: &Witness, correct: Option<NodeId>) -> Value {
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
        "variant": null,
    })
}

fn notes(graph: &Graph, decision: &Decision, correct: Option<NodeId>, language: &Words) -> Vec<String> {
    let list = |conditions: &[crate::expr::Condition]| {
        // One name may stand for a statistic at two points: it is said once.
        unique(conditions.iter().map(|condition| render::conditions::text(graph, condition))).join(", ")
    };
    let mut notes = Vec::new();
    if !decision.conditions.is_empty() {
        notes.push(format!("{}{}", language.for_, list(&decision.conditions)));
    }
    if !decision.assumed.is_empty() {
        notes.push(format!("{}{}", language.assuming, list(&decision.assumed)));
    }
    if !decision.certificate.is_empty() {
        notes.push((language.foreign)(&decision.certificate));
    }
    if let Some(error) = decision.max_relative_error {
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
    notes
}

/// How the report is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    pub(super) json: bool,
    pub(super) color: bool,
    /// Whether `supported` fails.
    pub(super) strict: bool,
    /// The words of the report.
    pub(super) language: &'static Words,
}

impl Look {
    /// The reply where the time ended first.
    pub(super) fn late(self, reports: &[FileReport], limit: &str) -> Reply {
        let why = format!("the time limit of {limit} was reached");
        let mut reports = reports.to_vec();
        for report in &mut reports {
            let waiting = |line: &&mut Line| line.decided.notes == ["not reached"];
            report.lines.iter_mut().filter(waiting).for_each(|line| line.decided = undecided(&why));
            if report.waiting {
                let error = json!({ "line": null, "column": null, "code": "limit::time", "message": why, "help": null });
                report.errors = Value::Array(vec![error]);
            }
        }
        let mut reply = self.reply(&reports);
        reply.exit = reply.exit.max(FAILED);
        let left: usize =
            reports.iter().flat_map(|report| &report.lines).filter(|line| line.decided.verdict == Verdict::Undecided).count();
        let files: Vec<&str> = reports.iter().filter(|report| report.waiting).map(|report| report.file.as_str()).collect();
        let files = if files.is_empty() { String::new() } else { format!("; not read: {}", files.join(", ")) };
        reply.err.push_str(&format!("error: {why}; undecided: {}{files}\n", words::count(left, "claim")));
        reply
    }

    /// The reply to a report.
    pub(super) fn reply(self, reports: &[FileReport]) -> Reply {
        let out = if self.json { self.json(reports) } else { self.text(reports) };
        let err = reports.iter().map(|report| report.pictures.as_str()).collect();
        let failed = reports.iter().flat_map(|report| &report.lines).any(|line| self.fails(line.decided.verdict));
        let exit = match reports.iter().any(|report| report.unusable) {
            true => UNUSABLE,
            false if failed => FAILED,
            false => FINE,
        };
        Reply { out, err, exit }
    }

    fn fails(self, verdict: Verdict) -> bool {
        match verdict {
            Verdict::Proved => false,
            Verdict::Supported => self.strict,
            Verdict::Refuted | Verdict::IllFormed | Verdict::Undecided => true,
        }
    }

    fn json(self, reports: &[FileReport]) -> String {
        let mut values: Vec<Value> = reports.iter().map(file_value).collect();
        let whole = if values.len() == 1 { values.remove(0) } else { Value::Array(values) };
        json::written(&whole)
    }

    fn text(self, reports: &[FileReport]) -> String {
        let mut out = String::new();
        for report in reports {
            if reports.len() > 1 {
                let gap = if out.is_empty() { "" } else { "\n" };
                out.push_str(&format!("{gap}{}\n", report.file));
            }
            let digits = report.lines.iter().map(|line| line.line.to_string().len()).max().unwrap_or(1);
            for line in &report.lines {
                let verdict = words::painted(
                    &format!("{:<width$}", (self.language.verdict)(line.decided.verdict), width = self.language.verdict_width),
                    self.paint(line.decided.verdict),
                    self.color,
                );
                let place = (self.language.line)(line.line, digits);
                out.push_str(&format!("{place}  {verdict}  {}\n", line.claim(self.language)));
                for note in &line.decided.notes {
                    out.push_str(&words::wrapped(note, place.width() + 4));
                }
            }
            out.push_str(&format!("{}\n", summary(report, self.language)));
        }
        out
    }

    fn paint(self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Proved => "32",
            Verdict::Supported => "33",
            Verdict::Refuted | Verdict::IllFormed | Verdict::Undecided => "31",
        }
    }
}

fn counted(report: &FileReport, verdict: Verdict) -> usize {
    report.lines.iter().filter(|line| line.decided.verdict == verdict).count()
}

fn summary(report: &FileReport, language: &Words) -> String {
    let parts: Vec<String> = Verdict::ALL
        .iter()
        .map(|verdict| (counted(report, *verdict), verdict))
        .filter(|(count, _)| *count > 0)
        .map(|(count, verdict)| (language.counted)(count, *verdict))
        .collect();
    if parts.is_empty() {
        language.no_claims.to_string()
    } else {
        format!("{}: {}", (language.claims)(report.lines.len()), parts.join(", "))
    }
}

fn file_value(report: &FileReport) -> Value {
    let claims: Vec<Value> = report.lines.iter().map(line_value).collect();
    let summary: Map<String, Value> =
        Verdict::ALL.iter().map(|verdict| (verdict.to_string(), counted(report, *verdict).into())).collect();
    json!({
        "file": report.file,
        "claims": claims,
        "errors": report.errors,
        "remarks": report.remarks,
        "summary": summary,
    })
}

fn line_value(line: &Line) -> Value {
    let mut value = json!({ "line": line.line, "claim": line.claim(&ENGLISH), "verdict": line.decided.verdict.to_string() });
    if let (Some(value), Some(details)) = (value.as_object_mut(), line.decided.details.as_object()) {
        value.extend(details.clone());
    }
    value
}
