//! `normsym check FILE…`: every claim of the files, decided one by one.
//!
//! The report is shared with the watch over the time: what is decided when the time ends is reported, the rest is
//! undecided.

use super::assume::Assume;
use super::check_claim::decided;
use super::check_report::{FileReport, Look, first_report};
use super::common::{Common, Shell};
use super::input::{self, Loaded};
use super::reply::Reply;
use super::{Command, words};
use crate::answer;
use clap::{ArgMatches, Args, FromArgMatches};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The command.
pub(super) static COMMAND: Command = Command {
    name: "check",
    about: "Decide every claim of the files",
    example: "Examples:\n  normsym check net.expr\n  normsym check examples/*.expr --strict --format json",
    arguments: Arguments::augment_args,
    run,
};

#[derive(Args, Debug)]
struct Arguments {
    /// The files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Accept `proved` alone
    #[arg(long)]
    strict: bool,
    /// How the answer is written
    #[arg(long, value_parser = ["text", "json", "junit"], default_value = "text")]
    format: String,
    #[command(flatten)]
    assume: Assume,
    #[command(flatten)]
    common: Common,
}

fn run(matches: &ArgMatches, shell: &Shell) -> Reply {
    let arguments = match Arguments::from_arg_matches(matches) {
        Ok(arguments) => arguments,
        Err(error) => return shell.refused("call::usage", &error.to_string()),
    };
    let look = Look {
        json: shell.json,
        junit: arguments.format == "junit",
        color: shell.color_out,
        strict: arguments.strict,
        language: shell.words,
    };
    let reports = Arc::new(Mutex::new(arguments.files.iter().map(|file| FileReport::waiting(file)).collect::<Vec<_>>()));
    let (shared, limit) = (reports.clone(), words::seconds(shell.limit));
    shell.last_words.set(move || look.late(&locked(&shared), &limit));
    for (place, file) in arguments.files.iter().enumerate() {
        match input::load(file) {
            Ok(mut loaded) => match arguments.assume.put(&mut loaded.model) {
                Ok(()) => decide_file(loaded, shell, &reports, place),
                Err(faulty) => locked(&reports)[place] = FileReport::unusable(file, &faulty.list, &faulty.source, shell),
            },
            Err(unreadable) => {
                let name = unreadable.source.name().to_string();
                locked(&reports)[place] = FileReport::unusable(&name, &[unreadable.fault], &unreadable.source, shell);
            }
        }
    }
    look.reply(&locked(&reports))
}

fn locked(reports: &Mutex<Vec<FileReport>>) -> MutexGuard<'_, Vec<FileReport>> {
    reports.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Decides the claims of one file; each is put into the shared report at once.
fn decide_file(mut loaded: Loaded, shell: &Shell, reports: &Mutex<Vec<FileReport>>, place: usize) {
    let (claims, first) = first_report(&loaded, shell);
    let mut all = loaded.diagnostics();
    locked(reports)[place] = first;
    for (number, claim) in claims.into_iter().enumerate() {
        let found = answer::check_one(&mut loaded.model, claim);
        all.extend(found.decision.faults.iter().cloned());
        let change = decided(&loaded, &found, shell.words);
        if let Some(line) = locked(reports)[place].lines.iter_mut().find(|line| line.number == Some(number)) {
            line.take(change);
        }
    }
    // How a claim was read is known only now.
    for remark in loaded.diagnostics() {
        if !all.contains(&remark) {
            all.push(remark);
        }
    }
    locked(reports)[place].take_remarks(&loaded, &all, shell);
}
