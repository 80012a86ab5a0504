//! Options that every command takes, and what they come to on this terminal.

use super::reply::Reply;
use super::watch::LastWords;
use crate::render::words::{self, Words};
use clap::{ArgMatches, Args, FromArgMatches};
use std::io::IsTerminal;
use std::time::Duration;

/// Options of every command.
#[derive(Args, Clone, Debug)]
pub(super) struct Common {
    /// Colours on the terminal (NO_COLOR is honoured)
    #[arg(long, value_name = "WHEN", value_parser = ["auto", "always", "never"], default_value = "auto")]
    color: String,
    /// No remarks on standard error
    #[arg(long)]
    quiet: bool,
    /// The language of the words (errors, remarks and JSON stay English)
    #[arg(long, value_parser = ["en", "ru"], default_value = "en")]
    lang: String,
    /// End after this time; what is then undecided is reported as undecided
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    time_limit: Duration,
}

/// What a command knows of its surroundings.
pub(super) struct Shell {
    /// Whether standard output shows colours.
    pub(super) color_out: bool,
    /// Whether standard error shows colours.
    pub(super) color_err: bool,
    /// Whether remarks are left out.
    pub(super) quiet: bool,
    /// Whether standard output is JSON.
    pub(super) json: bool,
    /// The words of the answers.
    pub(super) words: &'static Words,
    /// The time limit of the whole command.
    pub(super) limit: Duration,
    /// What is said where the time ends first.
    pub(super) last_words: LastWords,
}

impl Shell {
    /// The surroundings that the options ask for.
    ///
    /// # Errors
    /// The reply to an option that this version refuses.
    pub(super) fn new(matches: &ArgMatches) -> Result<Shell, Reply> {
        let json = matches.try_get_one::<String>("format").ok().flatten().is_some_and(|format| format == "json");
        let common =
            Common::from_arg_matches(matches).map_err(|error| Reply::refused("call::usage", &error.to_string(), json))?;
        Ok(Shell {
            color_out: colored(&common.color, std::io::stdout().is_terminal()),
            color_err: colored(&common.color, std::io::stderr().is_terminal()),
            quiet: common.quiet,
            json,
            words: words::find(&common.lang).unwrap_or(&words::ENGLISH),
            limit: common.time_limit,
            last_words: LastWords::default(),
        })
    }

    /// Refuses the call.
    pub(super) fn refused(&self, code: &'static str, message: &str) -> Reply {
        Reply::refused(code, message, self.json)
    }
}

/// Whether a stream shows colours.
pub(super) fn colored(when: &str, terminal: bool) -> bool {
    match when {
        "always" => true,
        "never" => false,
        _ => terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let refused = || format!("`{text}` is no number of seconds above 0");
    let value: f64 = text.parse().map_err(|_| refused())?;
    if value <= 0.0 {
        return Err(refused());
    }
    Duration::try_from_secs_f64(value.min(1e9)).map_err(|_| refused())
}
