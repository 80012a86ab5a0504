//! Files: read, checked, understood. A table from a csv file is looked for beside the file that names it.

use super::common::Shell;
use super::reply::{FAILED, Reply, UNUSABLE};
use super::{diagnostics, json, words};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Model;
use crate::name::Name;
use crate::source::{Source, Span};
use crate::syntax;
use serde_json::{Value, json};
use std::io::{ErrorKind, Read};
use std::path::Path;

/// The largest table file in bytes.
const MAX_TABLE_BYTES: u64 = 64 << 20;

/// A file understood.
pub(super) struct Loaded {
    pub(super) source: Source,
    /// Its diagnostics are those outside claims.
    pub(super) model: Model,
    /// The claims that do not parse.
    pub(super) spoilt: Vec<Spoilt>,
    /// The names of values that the text itself gives.
    pub(super) names: Vec<Name>,
}

/// A claim that does not parse.
pub(super) struct Spoilt {
    pub(super) span: Span,
    pub(super) faults: Vec<Diagnostic>,
}

/// A text that cannot be read at all, with what is wrong with it.
pub(super) struct Unreadable {
    pub(super) source: Source,
    pub(super) fault: Diagnostic,
}

impl Loaded {
    /// Tells what is undecided should the time end before anything is written; `key` is what the command's report holds.
    pub(super) fn announce(&self, key: &'static str, undecided: &str, shell: &Shell) {
        let message = format!("the time limit of {} was reached; undecided: {undecided}", words::seconds(shell.limit));
        let (file, json) = (self.source.name().to_string(), shell.json);
        shell.last_words.set(move || {
            let fault = serde_json::json!({
                "line": null, "column": null, "code": "limit::time", "message": message, "help": "give more time: --time-limit 600",
            });
            let value = serde_json::json!({ "file": file, key: [], "errors": [fault] });
            let out = if json { json::written(&value) } else { String::new() };
            Reply { out, err: format!("error: {file}: {message}\n"), exit: FAILED }
        });
    }

    /// Every diagnostic: those outside claims, and those of claims that do not parse.
    pub(super) fn diagnostics(&self) -> Vec<Diagnostic> {
        let claims = self.spoilt.iter().flat_map(|claim| claim.faults.iter());
        self.model.diagnostics.iter().chain(claims).cloned().collect()
    }

    /// The pictures of these diagnostics.
    pub(super) fn pictures(&self, list: &[Diagnostic], shell: &Shell) -> String {
        diagnostics::pictures(list, &self.source, shell.color_err, shell.quiet)
    }

    /// The file's name, errors and remarks, with the answer between them.
    pub(super) fn report(&self, key: &str, answer: Value, list: &[Diagnostic]) -> String {
        let mut value = json!({
            "file": self.source.name(),
            key: answer,
            "errors": json::diagnostics(list, &self.source, Severity::Error),
            "remarks": json::diagnostics(list, &self.source, Severity::Remark),
        });
        let networks: Vec<Value> = self.model.network_summaries().iter().map(json::network).collect();
        if !networks.is_empty() {
            value["networks"] = Value::Array(networks);
        }
        json::written(&value)
    }

    /// The reply to a file with faults, or to faults found later; `key` is the command's own, left empty.
    pub(super) fn unusable(&self, list: &[Diagnostic], key: &str, shell: &Shell) -> Reply {
        let out = if shell.json { self.report(key, Value::Array(Vec::new()), list) } else { String::new() };
        Reply { out, err: self.pictures(list, shell), exit: UNUSABLE }
    }
}

impl Unreadable {
    /// The reply to a file that cannot be read.
    pub(super) fn reply(&self, key: &str, shell: &Shell) -> Reply {
        let list = std::slice::from_ref(&self.fault);
        let value =
            json!({ "file": self.source.name(), key: [], "errors": json::diagnostics(list, &self.source, Severity::Error) });
        let out = if shell.json { json::written(&value) } else { String::new() };
        Reply { out, err: diagnostics::pictures(list, &self.source, shell.color_err, shell.quiet), exit: UNUSABLE }
    }
}

/// Reads and understands a file; `-` is standard input.
///
/// # Errors
/// Where there is no text to understand.
pub(super) fn load(path: &str) -> Result<Loaded, Box<Unreadable>> {
    let source = read(path)?;
    let folder = Path::new(path).parent().filter(|_| path != "-").unwrap_or(Path::new("")).to_path_buf();
    let mut model = Model::load(&source, &|name: &str| read_table(&folder.join(name)));
    let spoilt = take_claims(&source, &mut model);
    let names = model.value_names();
    Ok(Loaded { source, model, spoilt, names })
}

/// Reads and understands a file without faults.
///
/// # Errors
/// The reply to a file with faults; `key` is what the command's report holds.
pub(super) fn sound(path: &str, key: &str, shell: &Shell) -> Result<Loaded, Reply> {
    let loaded = load(path).map_err(|unreadable| unreadable.reply(key, shell))?;
    match loaded.model.has_errors() {
        true => Err(loaded.unusable(&loaded.diagnostics(), key, shell)),
        false => Ok(loaded),
    }
}

fn read(path: &str) -> Result<Source, Box<Unreadable>> {
    let name = if path == "-" { "<stdin>" } else { path };
    let unreadable = |fault: Diagnostic| Box::new(Unreadable { source: Source::new(name, ""), fault });
    let limit = syntax::MAX_BYTES as u64 + 1;
    let bytes = match path {
        "-" => bytes_of(std::io::stdin().lock(), limit),
        _ => std::fs::File::open(path).and_then(|file| bytes_of(file, limit)),
    };
    let bytes = bytes.map_err(|error| unreadable(no_file(&error)))?;
    if bytes.len() > syntax::MAX_BYTES {
        let message = format!("the text has more than {} bytes; more are not read", syntax::MAX_BYTES);
        let fault = Diagnostic::error("input::too_large", Span::default(), message);
        return Err(unreadable(fault.help("cut it into several files")));
    }
    syntax::read_utf8(name, bytes).map_err(unreadable)
}

fn bytes_of(reader: impl Read, limit: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn no_file(error: &std::io::Error) -> Diagnostic {
    let fault = |message: String| Diagnostic::error("input::no_file", Span::default(), message);
    match error.kind() {
        ErrorKind::NotFound => {
            fault("there is no such file".into()).help("give the path of a `.expr` file, or `-` for standard input")
        }
        _ => fault(format!("the file cannot be read: {}", reason(error))),
    }
}

/// What the system says, without its number.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".into(),
        ErrorKind::PermissionDenied => "reading it is not permitted".into(),
        ErrorKind::IsADirectory => "it is a directory".into(),
        _ => error.to_string(),
    }
}

fn read_table(path: &Path) -> Result<String, String> {
    let bytes = std::fs::File::open(path).and_then(|file| bytes_of(file, MAX_TABLE_BYTES + 1)).map_err(|error| reason(&error))?;
    if bytes.len() as u64 > MAX_TABLE_BYTES {
        return Err(format!("it has more than {MAX_TABLE_BYTES} bytes"));
    }
    let text = String::from_utf8(bytes).map_err(|_| "it is no UTF-8 text".to_string())?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_string).unwrap_or(text))
}

/// Moves the faults of `expect` statements from the model's list to the claims they spoil.
fn take_claims(source: &Source, model: &mut Model) -> Vec<Spoilt> {
    let statements: Vec<Span> = syntax::statements(source).into_iter().map(|(span, _)| span).collect();
    let mut spoilt: Vec<Spoilt> = Vec::new();
    for diagnostic in std::mem::take(&mut model.diagnostics) {
        let start = diagnostic.span().start;
        let claim = statements.iter().find(|span| span.start <= start && start <= span.end).filter(|span| {
            diagnostic.code.starts_with("syntax::") && diagnostic.severity == Severity::Error && asks(source.slice(**span))
        });
        match (claim, spoilt.last_mut()) {
            (None, _) => model.diagnostics.push(diagnostic),
            (Some(span), Some(last)) if last.span == *span => last.faults.push(diagnostic),
            (Some(span), _) => spoilt.push(Spoilt { span: *span, faults: vec![diagnostic] }),
        }
    }
    spoilt
}

/// Whether the statement is a claim.
fn asks(text: &str) -> bool {
    text.strip_prefix("expect").is_some_and(|rest| rest.starts_with(|c: char| !c.is_alphanumeric() && c != '_'))
}
