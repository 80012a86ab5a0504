//! `normsym derive FILE`: functions, their named terms, their partial derivatives, each checked.

use super::assume::Assume;
use super::common::{Common, Shell};
use super::input::Loaded;
use super::reply::{FAILED, FINE, Reply, UNUSABLE};
use super::{Command, diagnostics, json, targets, words};
use crate::answer::{self, Derivation};
use crate::check::verdict::Verdict;
use crate::diagnostic::Severity;
use crate::model::Question;
use crate::render::{self, formats};
use crate::source::Source;
use clap::{ArgMatches, Args, FromArgMatches};

/// The command.
pub(super) static COMMAND: Command = Command {
    name: "derive",
    about: "Derive what the file asks for: each partial derivative, simplified and checked",
    example: "Examples:\n  normsym derive net.expr\n  normsym derive net.expr --by w_1,w_2 --form collected\n  normsym derive net.expr --format latex --standalone > net.tex",
    arguments: Arguments::augment_args,
    run,
};

#[derive(Args, Debug)]
struct Arguments {
    /// The file; `-` is standard input
    file: String,
    /// Differentiate by these names, instead of those that the file gives
    #[arg(long, value_name = "NAMES")]
    by: Option<String>,
    /// How the answer is written (html: not yet)
    #[arg(long, value_parser = ["text", "latex", "markdown", "html", "json"], default_value = "text")]
    format: String,
    /// LaTeX as a whole document
    #[arg(long)]
    standalone: bool,
    /// Write named terms out, up to a size limit
    #[arg(long)]
    expand: bool,
    /// Keep the author's summands, or multiply out and collect
    #[arg(long, value_parser = ["author", "collected"], default_value = "author")]
    form: String,
    /// Show the derivative before simplification too
    #[arg(long)]
    raw: bool,
    /// The derivation step by step, as at the board
    #[arg(long)]
    steps: bool,
    #[command(flatten)]
    assume: Assume,
    #[command(flatten)]
    common: Common,
}

fn run(matches: &ArgMatches, shell: &Shell) -> Reply {
    match Arguments::from_arg_matches(matches) {
        Err(error) => shell.refused("call::usage", &error.to_string()),
        Ok(arguments) => answer(&arguments, shell).unwrap_or_else(|reply| reply),
    }
}

fn answer(arguments: &Arguments, shell: &Shell) -> Result<Reply, Reply> {
    let format = formats::find(&arguments.format);
    if format.is_some_and(|format| format.render.is_none()) {
        return Err(shell.refused("call::not_yet", &format!("`--format {}`: this version cannot write it yet", arguments.format)));
    }
    let mut loaded = arguments.assume.sound(&arguments.file, "targets", shell)?;
    let by = arguments.by.as_deref().map(|list| names(list, &mut loaded, shell)).transpose()?.unwrap_or_default();
    announce(&loaded, shell);
    let options = answer::Options {
        by,
        collected: arguments.form == "collected",
        expand: arguments.expand,
        steps: arguments.steps,
        ..answer::Options::default()
    };
    let derivation = answer::derive(&mut loaded.model, &options).map_err(|faults| {
        let list: Vec<_> = loaded.diagnostics().into_iter().chain(faults).collect();
        loaded.unusable(&list, "targets", shell)
    })?;
    let found = loaded.diagnostics();
    let colored = shell.color_out && arguments.format == "text";
    let look = render::Options {
        raw: arguments.raw,
        standalone: arguments.standalone,
        color: colored,
        words: shell.words,
        ..Default::default()
    };
    let out = targets::written(&loaded, &derivation, &arguments.format, &look);
    let alarm = alarm(&loaded, &derivation);
    let exit = if alarm.is_empty() && loaded.spoilt.is_empty() { FINE } else { FAILED };
    Ok(Reply {
        out,
        err: loaded.pictures(&found, shell) + &words::painted(&alarm, "31", shell.color_err && !alarm.is_empty()),
        exit,
    })
}

/// The names of `--by`, each understood by the model.
fn names(list: &str, loaded: &mut Loaded, shell: &Shell) -> Result<Vec<String>, Reply> {
    let names = listed(list);
    for name in &names {
        let understood = crate::syntax::parse_expression(name).and_then(|expr| loaded.model.variables(&[expr]));
        if let Err(faults) = understood {
            let source = Source::new("--by", name.as_str());
            let out = match shell.json {
                true => json::written(&serde_json::json!({
                    "file": loaded.source.name(), "targets": [], "errors": json::diagnostics(&faults, &source, Severity::Error),
                })),
                false => String::new(),
            };
            return Err(Reply {
                out,
                err: diagnostics::pictures(&faults, &source, shell.color_err, shell.quiet),
                exit: UNUSABLE,
            });
        }
    }
    Ok(names)
}

/// The parts of a list between its commas, those in brackets left alone: `w_1, W[1,2]`.
fn listed(list: &str) -> Vec<String> {
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for letter in list.chars() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        match parts.last_mut() {
            Some(last) if letter != ',' || depth > 0 => last.push(letter),
            _ => parts.push(String::new()),
        }
    }
    parts.iter().map(|part| part.trim().to_string()).collect()
}

/// Tells what is undecided should the time end.
fn announce(loaded: &Loaded, shell: &Shell) {
    let asked: Vec<String> = loaded
        .model
        .questions
        .iter()
        .filter_map(|question| match question {
            Question::Derive { target, .. } => Some(format!("derive {}", loaded.source.slice(target.span).trim())),
            Question::Show(expr) => Some(format!("show {}", loaded.source.slice(expr.span).trim())),
            Question::Claim(_) => None,
        })
        .collect();
    let asked = if asked.is_empty() { "the last definition".to_string() } else { asked.join(", ") };
    loaded.announce("targets", &asked, shell);
}

/// What is said loudly of derivatives that were not shown to be right.
fn alarm(loaded: &Loaded, derivation: &Derivation) -> String {
    let graph = &loaded.model.graph;
    let mut out = String::new();
    for target in &derivation.targets {
        for partial in &target.derivatives {
            let what = match partial.verdict {
                Verdict::Refuted | Verdict::IllFormed => "FAILED its own check",
                Verdict::Undecided => "could not be checked",
                Verdict::Proved | Verdict::Supported => continue,
            };
            let (of, by) = (render::text(graph, target.node), render::text(graph, partial.by));
            out.push_str(&format!("error: ∂({of})/∂({by}) {what}: {}\n", partial.certificate));
        }
    }
    out
}
