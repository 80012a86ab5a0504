//! `normsym prove 'A = B'`: one claim without a file.
//!
//! Its free names are parameters, and what is called like a function that nobody declared is an unspecified one; the answer
//! says which. The links of a chain are decided one by one; the worst verdict decides the exit code.

use super::assume::Assume;
use super::check_claim::{Decided, claim_text, decided, ill_formed, undecided};
use super::common::{Common, Shell};
use super::input::Loaded;
use super::reply::{FAILED, FINE, Reply};
use super::{Command, diagnostics, json, json_steps, words};
use crate::answer;
use crate::check::verdict::Verdict;
use crate::model::{Claim, Model};
use crate::name::Name;
use crate::render::{self, words::Words};
use crate::source::Source;
use clap::{ArgMatches, Args, FromArgMatches};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The command.
pub(super) static COMMAND: Command = Command {
    name: "prove",
    about: "Decide one claim, without a file",
    example: "Examples:\n  normsym prove '√(w^2) = w' --assume 'w > 0'\n  normsym prove '(a + b)^2 = a^2 + 2a b + b^2' --steps\n  normsym prove --tex '\\frac{ab}{b} = a'\n\nEvery link of a chain `a = b = c` is decided, and all must hold.\nIn JSON a chain is an array with one claim per link.",
    arguments: Arguments::augment_args,
    run,
};

#[derive(Args, Debug)]
struct Arguments {
    /// The claim: `A = B`, `A != B`, `A ≈ B ± 1e-9`, perhaps `at (w = 1)` and `assuming w > 0`
    #[arg(allow_hyphen_values = true)]
    claim: String,
    /// Read runs of letters as TeX does: products of single letters
    #[arg(long)]
    tex: bool,
    /// Show how both sides were simplified
    #[arg(long)]
    steps: bool,
    /// Accept `proved` alone
    #[arg(long)]
    strict: bool,
    /// How the answer is written
    #[arg(long, value_parser = ["text", "json"], default_value = "text")]
    format: String,
    #[command(flatten)]
    assume: Assume,
    #[command(flatten)]
    common: Common,
}

/// What is known so far, for a reply at any time.
#[derive(Clone)]
struct Report {
    /// Each link as written, with what was found out.
    links: Vec<(String, Decided)>,
    /// The names that were taken as parameters, and those taken as functions.
    taken: (Vec<String>, Vec<String>),
    pictures: String,
    json: bool,
    color: bool,
    strict: bool,
    language: &'static Words,
}

fn run(matches: &ArgMatches, shell: &Shell) -> Reply {
    match Arguments::from_arg_matches(matches) {
        Err(error) => shell.refused("call::usage", &error.to_string()),
        Ok(arguments) => answer(&arguments, shell).unwrap_or_else(|reply| reply),
    }
}

fn answer(arguments: &Arguments, shell: &Shell) -> Result<Reply, Reply> {
    let source = Source::new("CLAIM", arguments.claim.as_str());
    let blank = |links| Report {
        links,
        taken: Default::default(),
        pictures: String::new(),
        json: shell.json,
        color: shell.color_out,
        strict: arguments.strict,
        language: shell.words,
    };
    let model = match Model::of_claim(&arguments.claim, arguments.tex) {
        Ok(model) => model,
        Err(faults) => {
            let pictures = diagnostics::pictures(&faults, &source, shell.color_err, shell.quiet);
            let link = (claim_text(&arguments.claim), ill_formed(&faults, &source));
            return Ok(Report { pictures, ..blank(vec![link]) }.reply());
        }
    };
    let mut loaded = Loaded { source, model, spoilt: Vec::new(), names: Vec::new() };
    arguments.assume.put_freely(&mut loaded.model).map_err(|faulty| faulty.reply(json!({}), shell))?;
    let claims = loaded.model.claims();
    let texts: Vec<String> = claims.iter().map(|claim| text(claim, &arguments.claim, claims.len())).collect();
    let waiting = texts.iter().map(|text| (text.clone(), undecided("not reached"))).collect();
    let report = Arc::new(Mutex::new(blank(waiting)));
    let (shared, limit) = (report.clone(), words::seconds(shell.limit));
    shell.last_words.set(move || late(&locked(&shared), &limit));
    for (number, claim) in claims.into_iter().enumerate() {
        let found = answer::check_one(&mut loaded.model, claim);
        let mut link = decided(&loaded, &found, shell.words);
        if let Some(mut steps) = arguments.steps.then(|| answer::steps::of_claim(&mut loaded.model, &found.claim)).flatten() {
            // The exact test knows nothing of points where a sign jumps; the decision does.
            steps.equal &= link.verdict == Verdict::Proved;
            link.details["steps"] = json_steps::claim(&loaded.model.graph, &steps);
            link.notes.extend(render::claim_steps(&loaded.model.graph, &steps, shell.words));
        }
        let mut report = locked(&report);
        report.links[number].1 = link;
        report.taken = taken(&loaded.model);
        report.pictures += &diagnostics::pictures(&found.decision.faults, &loaded.source, shell.color_err, shell.quiet);
    }
    let reply = locked(&report).reply();
    Ok(reply)
}

fn locked(report: &Mutex<Report>) -> MutexGuard<'_, Report> {
    report.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The claim as written where it is one link without TeX, else link by link.
fn text(claim: &Claim, written: &str, links: usize) -> String {
    if links > 1 || written.contains(['\\', '$']) { claim.text() } else { claim_text(written) }
}

fn taken(model: &Model) -> (Vec<String>, Vec<String>) {
    let words = |names: Vec<Name>| names.iter().map(Name::to_string).collect::<Vec<_>>();
    let (parameters, functions) = model.taken_names();
    (words(parameters), words(functions))
}

fn late(report: &Report, limit: &str) -> Reply {
    let why = format!("the time limit of {limit} was reached");
    let mut report = report.clone();
    let waiting = |link: &&mut (String, Decided)| link.1.notes == ["not reached"];
    report.links.iter_mut().filter(waiting).for_each(|link| link.1 = undecided(&why));
    let mut reply = report.reply();
    reply.exit = reply.exit.max(FAILED);
    reply.err.push_str(&format!("error: {why}\n"));
    reply
}

impl Report {
    fn reply(&self) -> Reply {
        let failed = self.links.iter().any(|(_, link)| link.fails(self.strict));
        let out = if self.json { self.json() } else { self.text() };
        Reply { out, err: self.pictures.clone(), exit: if failed { FAILED } else { FINE } }
    }

    fn json(&self) -> String {
        let mut values: Vec<Value> = self.links.iter().map(|(text, link)| self.link(text, link)).collect();
        json::written(&if values.len() == 1 { values.remove(0) } else { Value::Array(values) })
    }

    fn link(&self, text: &str, link: &Decided) -> Value {
        let mut value = link.value(1, text);
        for (key, blank) in [("steps", json!([])), ("errors", json!([]))] {
            if value.get(key).is_none() {
                value[key] = blank;
            }
        }
        (value["parameters"], value["functions"]) = (json!(self.taken.0), json!(self.taken.1));
        value
    }

    fn text(&self) -> String {
        let mut out: String = self.links.iter().map(|(text, link)| link.text("", text, self.color, self.language)).collect();
        let taken = (self.language.taken)(&self.taken.0, &self.taken.1);
        if !taken.is_empty() {
            out.push_str(&words::wrapped(&taken, 2));
        }
        out
    }
}
