//! The words of `check`: files, a line per claim, the summary.

use super::check_claim::{Decided, claim_text, ill_formed, undecided};
use super::common::Shell;
use super::input::Loaded;
use super::reply::{FAILED, FINE, Reply, UNUSABLE};
use super::{diagnostics, json, junit, words};
use crate::check::verdict::Verdict;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Claim;
use crate::render::words::Words;
use crate::source::{Source, Span};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// One file.
#[derive(Clone, Debug)]
pub(super) struct FileReport {
    pub(super) file: String,
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

    /// Puts in all that is to be said beside the claims.
    pub(super) fn take_remarks(&mut self, loaded: &Loaded, all: &[Diagnostic], shell: &Shell) {
        self.remarks = json::diagnostics(all, &loaded.source, Severity::Remark);
        self.pictures = loaded.pictures(all, shell);
    }

    /// A file that cannot be used: the faults, which may stand in another text.
    pub(super) fn unusable(file: &str, faults: &[Diagnostic], source: &Source, shell: &Shell) -> FileReport {
        FileReport {
            errors: json::diagnostics(faults, source, Severity::Error),
            pictures: diagnostics::pictures(faults, source, shell.color_err, shell.quiet),
            unusable: true,
            waiting: false,
            ..FileReport::waiting(file)
        }
    }
}

/// One claim, in words.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Its number among the claims that parse.
    pub(super) number: Option<usize>,
    pub(super) line: usize,
    pub(super) claim: String,
    pub(super) decided: Decided,
}

impl Line {
    /// Puts in what was found out.
    pub(super) fn take(&mut self, decided: Decided) {
        self.decided = decided;
    }
}

/// The claims of a file that parse, and its report before any of them is decided.
pub(super) fn first_report(loaded: &Loaded, shell: &Shell) -> (Vec<Claim>, FileReport) {
    let claims = loaded.model.claims();
    let texts: HashMap<Span, String> = crate::syntax::statements(&loaded.source).into_iter().collect();
    let line = |number: Option<usize>, span: Span, decided: Decided| {
        let written = claim_text(texts.get(&span).map_or(loaded.source.slice(span), String::as_str));
        // The commands of TeX say nothing on a terminal.
        let claim = match number.and_then(|number| claims.get(number)) {
            Some(claim) if written.contains(['\\', '$']) => claim.text(),
            _ => written,
        };
        Line { number, line: loaded.source.position(span.start).line, claim, decided }
    };
    let asked =
        claims.iter().enumerate().map(|(number, claim)| (claim.span, line(Some(number), claim.span, undecided("not reached"))));
    let spoilt =
        loaded.spoilt.iter().map(|claim| (claim.span, line(None, claim.span, ill_formed(&claim.faults, &loaded.source))));
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
            line.claim = format!("{} (link {link} of {links})", line.claim);
        }
        line
    });
    numbered.collect()
}

/// How the report is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    pub(super) json: bool,
    pub(super) junit: bool,
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
        let out = match (self.json, self.junit) {
            (true, _) => self.json(reports),
            (_, true) => junit::written(reports, self.strict),
            _ => self.text(reports),
        };
        let err = reports.iter().map(|report| report.pictures.as_str()).collect();
        let failed = reports.iter().flat_map(|report| &report.lines).any(|line| line.decided.fails(self.strict));
        let exit = match reports.iter().any(|report| report.unusable) {
            true => UNUSABLE,
            false if failed => FAILED,
            false => FINE,
        };
        Reply { out, err, exit }
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
                let label = format!("{}  ", (self.language.line)(line.line, digits));
                out.push_str(&line.decided.text(&label, &line.claim, self.color, self.language));
            }
            // What was not read makes no claims that could be counted.
            if !report.unusable || !report.lines.is_empty() {
                out.push_str(&format!("{}\n", summary(report, self.language)));
            }
        }
        out
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
    let claims: Vec<Value> = report.lines.iter().map(|line| line.decided.value(line.line, &line.claim)).collect();
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
