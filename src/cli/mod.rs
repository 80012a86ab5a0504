//! The command line: one command per file, all of them in [`COMMANDS`].
//!
//! Here, and nowhere else, files, streams, the environment and the clock are touched. A command turns its arguments
//! into a [`Reply`] and does not print; nothing here derives, decides or typesets.

mod analyze;
mod assume;
mod check;
mod check_claim;
mod check_report;
mod common;
mod derive;
mod diagnostics;
mod eval;
mod input;
mod json;
mod json_analysis;
mod json_steps;
mod json_train;
mod junit;
mod needs;
mod prove;
mod reply;
mod show;
mod targets;
mod train;
mod watch;
mod words;

use clap::ArgMatches;
use common::Shell;
use reply::Reply;
use std::ffi::OsString;
use std::io::IsTerminal;

/// One command of the program.
pub struct Command {
    /// What it is called.
    pub name: &'static str,
    /// What it does, one line.
    pub about: &'static str,
    /// Calls to learn from, shown below its help.
    pub example: &'static str,
    /// Adds its arguments.
    arguments: fn(clap::Command) -> clap::Command,
    /// Does the work.
    run: fn(&ArgMatches, &Shell) -> Reply,
}

/// Every command, in the order of the help.
pub static COMMANDS: &[&Command] =
    &[&derive::COMMAND, &check::COMMAND, &eval::COMMAND, &show::COMMAND, &prove::COMMAND, &train::COMMAND, &analyze::COMMAND];

/// Runs the program with these arguments (the first is its own name) and returns the exit code.
pub fn run(arguments: Vec<OsString>) -> u8 {
    let reply = match program().try_get_matches_from(&arguments) {
        Ok(matches) => dispatch(&matches),
        Err(error) => usage(&error, wants_json(&arguments)),
    };
    reply.write()
}

fn program() -> clap::Command {
    let program = clap::Command::new("normsym")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Derives, simplifies, verifies and typesets the formulas of normalised neural networks")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .after_help(
            "Exit codes: 0 all is well; 1 a claim or a derivative failed or is undecided; 2 the input or the call is unusable.",
        );
    COMMANDS.iter().fold(program, |program, command| {
        let sub = (command.arguments)(clap::Command::new(command.name));
        program.subcommand(sub.about(command.about).after_help(command.example))
    })
}

fn dispatch(matches: &ArgMatches) -> Reply {
    let found = matches.subcommand().and_then(|(name, rest)| Some((COMMANDS.iter().find(|command| command.name == name)?, rest)));
    match found {
        Some((command, rest)) => watch::watched(command, rest.clone()),
        None => Reply::refused("call::usage", "a command is missing", false),
    }
}

/// What the argument parser says: help and version on standard output, faults on standard error.
fn usage(error: &clap::Error, json: bool) -> Reply {
    let rendered = error.render();
    let colored = |terminal: bool| common::colored("auto", terminal);
    let text = |color: bool| if color { rendered.ansi().to_string() } else { rendered.to_string() };
    if !error.use_stderr() {
        return Reply { out: text(colored(std::io::stdout().is_terminal())), err: String::new(), exit: reply::FINE };
    }
    let message = rendered.to_string();
    let first = message.lines().next().unwrap_or_default().trim_start_matches("error: ").to_string();
    let out = if json { json::written(&json::only_error("call::usage", &first, None)) } else { String::new() };
    Reply { out, err: text(colored(std::io::stderr().is_terminal())), exit: reply::UNUSABLE }
}

/// Whether a call that cannot be read asks for JSON.
fn wants_json(arguments: &[OsString]) -> bool {
    let pairs = arguments.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "json");
    pairs || arguments.iter().any(|argument| argument == "--format=json")
}
