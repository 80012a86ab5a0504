//! Commands that the language has and this version has not: each is in the help and refuses by name.

use super::Command;
use super::common::{Common, Shell};
use super::reply::Reply;
use clap::Args;

/// `train FILE`.
pub(super) static TRAIN: Command = Command {
    name: "train",
    about: "(not yet) The trajectories of training runs",
    example: "Until then, write a step by hand: w_1 - h ∂L/∂w_1 at start.",
    arguments: Arguments::augment_args,
    run: |_, shell| refused("train", "write a step by hand: `w_1 - h ∂L/∂w_1 at start`", shell),
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
