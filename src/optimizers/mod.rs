//! The shelf of update rules: one file per optimizer, one list, [`ALL`].
//!
//! A rule says, for one weight `w` with gradient `g` at step `k` (from 1) and learning rate `rate`, what becomes of `w`,
//! line by line in our own language. Options carry PyTorch's names and defaults. Nothing here reads a formula, computes or
//! prints.
//!
//! ```
//! use normsym::optimizers;
//! let adam = optimizers::find("adam").unwrap();
//! assert!(adam.options.iter().any(|option| option.name == "betas" && option.parts == ["beta_1", "beta_2"]));
//! assert!(optimizers::find("lbfgs").is_none());
//! ```

pub mod adagrad;
pub mod adam;
pub mod adamw;
pub mod momentum;
pub mod nesterov;
pub mod rmsprop;
pub mod sgd;

/// Every optimizer.
pub static ALL: &[&Optimizer] =
    &[&sgd::SGD, &momentum::MOMENTUM, &nesterov::NESTEROV, &adagrad::ADAGRAD, &rmsprop::RMSPROP, &adam::ADAM, &adamw::ADAMW];

/// One update rule.
#[derive(Debug)]
pub struct Optimizer {
    /// Its name in `train T = name(…)`.
    pub name: &'static str,
    /// One sentence for help texts.
    pub about: &'static str,
    /// What may be given, with the values taken otherwise.
    pub options: &'static [Setting],
    /// What each weight carries from step to step, with the start value, in the options' names.
    pub states: &'static [State],
    /// Where the gradient is taken instead of at `w`, in `w`, the states and the options.
    pub looks_at: Option<&'static str>,
    /// What is done, in turn. A name on the left is set anew for the lines below; states and `w` are kept.
    pub lines: &'static [Line],
}

/// One option.
#[derive(Debug)]
pub struct Setting {
    /// Its name in the call.
    pub name: &'static str,
    /// Another name for the same.
    pub alias: Option<&'static str>,
    /// The names that formulas call its values by: itself, or several for a list.
    pub parts: &'static [&'static str],
    /// What holds where it is not given, one text for each part; `0` and `1` for a switch.
    pub default: &'static [&'static str],
    /// Whether it is a switch, `true` or `false`.
    pub switch: bool,
    /// What it is, in a few words.
    pub about: &'static str,
}

/// Something that a weight carries.
#[derive(Debug)]
pub struct State {
    /// Its name in the formulas.
    pub name: &'static str,
    /// Its value before the first step.
    pub start: &'static str,
}

/// `name = is`, where the options allow.
#[derive(Debug)]
pub struct Line {
    /// What is set.
    pub name: &'static str,
    /// To what.
    pub is: &'static str,
    /// To what at the first step, where that is different.
    pub first: Option<&'static str>,
    /// Parts of options that must be other than 0 (`true`) or 0 (`false`) for the line to count.
    pub when: &'static [(&'static str, bool)],
}

/// The optimizer of that name.
pub fn find(name: &str) -> Option<&'static Optimizer> {
    ALL.iter().copied().find(|optimizer| optimizer.name == name)
}

/// A line that always counts.
const fn line(name: &'static str, is: &'static str) -> Line {
    Line { name, is, first: None, when: &[] }
}

/// A line that counts under conditions.
const fn line_when(name: &'static str, is: &'static str, when: &'static [(&'static str, bool)]) -> Line {
    Line { name, is, first: None, when }
}

/// An option of one number.
const fn number(
    name: &'static str,
    parts: &'static [&'static str],
    default: &'static [&'static str],
    about: &'static str,
) -> Setting {
    Setting { name, alias: None, parts, default, switch: false, about }
}

/// An option that is on or off.
const fn switch(name: &'static str, parts: &'static [&'static str], about: &'static str) -> Setting {
    Setting { name, alias: None, parts, default: &["0"], switch: true, about }
}

/// The learning rate.
const fn rate(default: &'static [&'static str]) -> Setting {
    Setting { name: "rate", alias: Some("lr"), parts: &["rate"], default, switch: false, about: "the learning rate" }
}

const WEIGHT_DECAY: Setting = number("weight_decay", &["weight_decay"], &["0"], "adds weight_decay·w to the gradient");
const MAXIMIZE: Setting = switch("maximize", &["maximize"], "goes up instead of down");
const EPS_IN_ROOT: Setting = switch("eps_in_root", &["eps_in_root"], "adds eps under the root, as optax does, not behind it");

const TURNED: Line = line_when("g", "-g", &[("maximize", true)]);
const DECAYED: Line = line_when("g", "g + weight_decay w", &[("weight_decay", true)]);
