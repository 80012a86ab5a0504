//! `normsym analyze FILE`: dead parameters and why, invariances, redundant parameters, ranks, kinks, conditions, step bounds.

use super::assume::Assume;
use super::common::{Common, Shell};
use super::reply::{FAILED, FINE, Reply};
use super::{Command, json, json_analysis};
use crate::answer;
use crate::diagnostic::Severity;
use crate::render;
use clap::{ArgMatches, Args, FromArgMatches};
use serde_json::json;

/// The command.
pub(super) static COMMAND: Command = Command {
    name: "analyze",
    about: "Dead parameters, invariances, redundant parameters, ranks, kinks, broken conditions, step bounds",
    example: "Examples:\n  normsym analyze net.expr\n  normsym analyze net.expr --assume 'w_1 > 0'\n  normsym analyze net.expr --format latex --standalone > analysis.tex",
    arguments: Arguments::augment_args,
    run,
};

#[derive(Args, Debug)]
struct Arguments {
    /// The file; `-` is standard input
    file: String,
    /// How the answer is written
    #[arg(long, value_parser = ["text", "latex", "json"], default_value = "text")]
    format: String,
    /// LaTeX as a whole document
    #[arg(long)]
    standalone: bool,
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
    let mut loaded = arguments.assume.sound(&arguments.file, "functions", shell)?;
    loaded.announce("functions", "the whole analysis", shell);
    let analysis = answer::analyze(&mut loaded.model).map_err(|faults| {
        let list: Vec<_> = loaded.diagnostics().into_iter().chain(faults).collect();
        loaded.unusable(&list, "functions", shell)
    })?;
    let found = loaded.diagnostics();
    let graph = &loaded.model.graph;
    let look = render::Options {
        standalone: arguments.standalone,
        color: shell.color_out && arguments.format == "text",
        words: shell.words,
        ..Default::default()
    };
    let out = match arguments.format.as_str() {
        "latex" => render::analysis_latex(graph, &analysis, &look),
        "json" => json::written(&json!({
            "file": loaded.source.name(),
            "functions": json_analysis::functions(graph, &analysis),
            "runs": json_analysis::runs(graph, &analysis),
            "errors": json::diagnostics(&found, &loaded.source, Severity::Error),
            "remarks": json::diagnostics(&found, &loaded.source, Severity::Remark),
        })),
        _ => render::analysis_text(graph, &analysis, &look),
    };
    let exit = if loaded.spoilt.is_empty() { FINE } else { FAILED };
    Ok(Reply { out, err: loaded.pictures(&found, shell), exit })
}
