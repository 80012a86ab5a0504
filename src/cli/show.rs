//! `normsym show FILE NAME`: one definition, statistic or derivative, written out.

use super::assume::Assume;
use super::common::{Common, Shell};
use super::reply::{FAILED, FINE, Reply, UNUSABLE};
use super::{Command, diagnostics, json, targets};
use crate::answer::{self, Derivation};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Meaning, Model, NetworkSummary};
use crate::render;
use crate::source::Source;
use clap::{ArgMatches, Args, FromArgMatches};

/// The command.
pub(super) static COMMAND: Command = Command {
    name: "show",
    about: "Write out one definition, statistic or derivative",
    example: "Examples:\n  normsym show net.expr S_2\n  normsym show net.expr '∂L/∂w_1' --format latex\n  normsym show net.expr C_1 --expand",
    arguments: Arguments::augment_args,
    run,
};

#[derive(Args, Debug)]
struct Arguments {
    /// The file; `-` is standard input
    file: String,
    /// A name, or an expression
    name: String,
    /// Write named terms out, up to a size limit
    #[arg(long)]
    expand: bool,
    /// How the answer is written
    #[arg(long, value_parser = ["text", "latex", "markdown", "json"], default_value = "text")]
    format: String,
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
    let mut loaded = arguments.assume.sound(&arguments.file, "targets", shell)?;
    let options = answer::Options { expand: arguments.expand, ..answer::Options::default() };
    answer::carry_out_runs_for(&mut loaded.model, &arguments.name);
    let network = loaded.model.network_summaries().into_iter().find(|found| found.name.to_string() == arguments.name.trim());
    let targets = meanings(&mut loaded.model, &arguments.name, network.as_ref())
        .and_then(|meanings| {
            let targets = meanings.into_iter().map(|meaning| answer::target_of(&mut loaded.model, meaning, &[], &options));
            targets.collect::<Result<Vec<_>, _>>()
        })
        .map_err(|faults| unknown(&faults, loaded.source.name(), &arguments.name, shell))?;
    let found = loaded.diagnostics();
    let look = render::Options { color: shell.color_out && arguments.format == "text", words: shell.words, ..Default::default() };
    let table = network.as_ref().map(|network| table(network, &arguments.format)).unwrap_or_default();
    let answer = targets::written(&loaded, &Derivation { targets }, &arguments.format, &look);
    let gap = if table.is_empty() || answer.trim().is_empty() { "" } else { "\n" };
    let out = format!("{table}{gap}{answer}");
    let exit = if loaded.spoilt.is_empty() { FINE } else { FAILED };
    Ok(Reply { out, err: loaded.pictures(&found, shell), exit })
}

/// A network in figures; JSON holds it in `networks` of every command that reads one.
fn table(network: &NetworkSummary, format: &str) -> String {
    match format {
        "text" => render::network_text(network),
        "latex" => render::network_latex(network),
        "markdown" => render::network_markdown(network),
        _ => String::new(),
    }
}

/// What is asked for; of a network every output, where these are few enough to be written.
fn meanings(model: &mut Model, text: &str, network: Option<&NetworkSummary>) -> Result<Vec<Meaning>, Vec<Diagnostic>> {
    match network {
        Some(network) => {
            let outputs = model.network_outputs(&network.name);
            Ok(outputs.into_iter().map(|node| Meaning { node, needs: Vec::new() }).collect())
        }
        None => meanings_of_name(model, text),
    }
}

/// What is asked for; a definition with arguments may be named alone, a layer with several outputs shows all of them.
fn meanings_of_name(model: &mut Model, text: &str) -> Result<Vec<Meaning>, Vec<Diagnostic>> {
    let formal = model.formal_instances().into_iter().filter(|(name, _)| name.to_string() == text.trim());
    let formal: Vec<Meaning> = formal.map(|(_, node)| Meaning { node, needs: Vec::new() }).collect();
    if formal.is_empty() { model.meaning_of(text).map(|meaning| vec![meaning]) } else { Ok(formal) }
}

fn unknown(faults: &[Diagnostic], file: &str, text: &str, shell: &Shell) -> Reply {
    let source = Source::new("NAME", text);
    let value = serde_json::json!({ "file": file, "targets": [], "errors": json::diagnostics(faults, &source, Severity::Error) });
    let out = if shell.json { json::written(&value) } else { String::new() };
    Reply { out, err: diagnostics::pictures(faults, &source, shell.color_err, shell.quiet), exit: UNUSABLE }
}
