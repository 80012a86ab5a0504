//! `--assume 'w_1 > 0'`: facts from the command line, beside those that the file assumes.

use super::common::Shell;
use super::input::{self, Loaded};
use super::reply::{Reply, UNUSABLE};
use super::{diagnostics, json};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Model;
use crate::source::Source;
use clap::Args;
use serde_json::json;

/// The option, which may be given several times.
#[derive(Args, Clone, Debug)]
pub(super) struct Assume {
    /// A fact that the answers may use, as `w_1 > 0`; may be given again
    #[arg(long = "assume", value_name = "FACT", allow_hyphen_values = true)]
    facts: Vec<String>,
}

/// A text with the faults in it.
pub(super) struct Faulty {
    pub(super) source: Source,
    pub(super) list: Vec<Diagnostic>,
}

impl Assume {
    /// The file, which must be sound, with the facts added; `key` is the command's own in JSON, left empty in a refusal.
    ///
    /// # Errors
    /// The reply to a file with faults, or to the first fact with one.
    pub(super) fn sound(&self, file: &str, key: &str, shell: &Shell) -> Result<Loaded, Reply> {
        let mut loaded = input::sound(file, key, shell)?;
        let own = json!({ "file": loaded.source.name(), key: [] });
        self.put(&mut loaded.model).map_err(|faulty| faulty.reply(own, shell))?;
        Ok(loaded)
    }

    /// Adds the facts to those of a file.
    ///
    /// # Errors
    /// The first fact with a fault.
    pub(super) fn put(&self, model: &mut Model) -> Result<(), Faulty> {
        self.add(model, false)
    }

    /// The same where free names are parameters.
    ///
    /// # Errors
    /// The first fact with a fault.
    pub(super) fn put_freely(&self, model: &mut Model) -> Result<(), Faulty> {
        self.add(model, true)
    }

    fn add(&self, model: &mut Model, new_names: bool) -> Result<(), Faulty> {
        for fact in &self.facts {
            let faulty = |list| Faulty { source: Source::new("--assume", fact.as_str()), list };
            model.assume(fact, new_names).map_err(faulty)?;
        }
        Ok(())
    }
}

impl Faulty {
    /// The reply to it; `value` is the command's own report, which gets the errors.
    pub(super) fn reply(&self, mut value: serde_json::Value, shell: &Shell) -> Reply {
        value["errors"] = json::diagnostics(&self.list, &self.source, Severity::Error);
        let out = if shell.json { json::written(&value) } else { String::new() };
        Reply { out, err: diagnostics::pictures(&self.list, &self.source, shell.color_err, shell.quiet), exit: UNUSABLE }
    }
}
