//! Commands that the language has and this version has not: each is in the help and refuses by name.

use super::Command;
use super::common::{Common, Shell};
use super::reply::Reply;
use clap::Args;

/// `analyze FILE`.
pub(super) static ANALYZE: Command = Command {
    name: "analyze",
    about: "(not yet) Dead parameters, invariances, ranks, masks",
    example: "Until then, `normsym derive FILE` names the derivatives that are exactly 0, and why.",
    arguments: Arguments::augment_args,
    run: |_, shell| refused("analyze", "`normsym derive FILE` names the derivatives that are exactly 0, and why", shell),
};

#[derive(Args, Debug)]
struct Arguments {
    /// What the command will take
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
    #[command(flatten)]
    common: Common,
}

fn refused(name: &str, instead: &str, shell: &Shell) -> Reply {
    shell.refused("call::not_yet", &format!("`normsym {name}` is not there yet in this version; until then, {instead}"))
}
