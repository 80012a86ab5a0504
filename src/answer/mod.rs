//! What a question's answer holds: plain values, no words yet.

mod analyze;
mod assumed;
mod certain;
mod claims;
mod derive;
mod expand;
mod line;
mod normalised;
mod opened;
mod present;
mod relations;
mod runs;
pub mod steps;
mod terms;
mod train;
pub mod variants;
mod zero_reason;

pub use analyze::{
    Analysis, Analyzed, Dead, Invariance, Kind as InvarianceKind, LossRate, Normalisation, Place, Rate, Redundancy, Searched,
    Uncounted, analyze,
};
pub use certain::certain_value;
pub use claims::{Decided, check, check_one};
pub use derive::{Options, derive, target_of};
pub use expand::{EXPAND_LIMIT, expanded};
pub use runs::{carry_out_runs, carry_out_runs_exactly, carry_out_runs_for};
pub use train::{TooFast, Trained, train};

pub use crate::check::differences::FiniteDifference;

use crate::check::verdict::Verdict;
use crate::expr::{Condition, NodeId};

/// The answer to `derive`: each target with its named terms and partial derivatives.
#[derive(Clone, Debug)]
pub struct Derivation {
    /// One entry per target, in the order asked.
    pub targets: Vec<Target>,
}

/// One function with its derivatives.
#[derive(Clone, Debug)]
pub struct Target {
    /// What was asked for, usually a named term.
    pub node: NodeId,
    /// What it stands for, as shown behind `=`.
    pub body: NodeId,
    /// Every named term that the body or a derivative shows, once each, what is used standing before what uses it.
    /// A definition with arguments stands once, at its formal arguments.
    pub terms: Vec<NamedTerm>,
    /// Where the function itself has a value and the form shown equals it; derivatives have conditions of their own.
    pub conditions: Vec<Condition>,
    /// The partial derivatives in the order asked.
    pub derivatives: Vec<Partial>,
    /// The derivation step by step, where it was asked for.
    pub steps: Option<steps::Steps>,
    /// How many expressions are shown in the best form found before a limit was reached; 0 where none was.
    pub stopped: usize,
    /// What the assumptions changed.
    pub changes: Vec<Change>,
    /// What some of them satisfy together, proved.
    pub relations: Vec<Relation>,
}

/// A part of the answer that an assumption made shorter.
#[derive(Clone, Debug)]
pub struct Change {
    /// The assumption.
    pub assumption: Condition,
    /// What would stand without it.
    pub before: NodeId,
    /// What stands.
    pub after: NodeId,
}

/// `Σ w ∂L/∂w = 0` over weights whose common factor a normalisation does not see.
#[derive(Clone, Debug)]
pub struct Relation {
    /// The weights.
    pub weights: Vec<NodeId>,
    /// The sum, written with the names of the derivatives.
    pub sum: NodeId,
    /// The deviation of that normalisation.
    pub deviation: NodeId,
}

/// `term = body` in the list behind "where".
#[derive(Clone, Debug)]
pub struct NamedTerm {
    /// The named term (`C_1`, `u_2(x)`, `∂L/∂S_1`).
    pub node: NodeId,
    /// What it stands for.
    pub body: NodeId,
}

/// One partial derivative.
#[derive(Clone, Debug)]
pub struct Partial {
    /// By which symbol or named term.
    pub by: NodeId,
    /// The simplified derivative.
    pub value: NodeId,
    /// The derivative as the chain rule gives it, before simplification.
    pub raw: NodeId,
    /// Operations of the simplified derivative with all named terms it uses, each once.
    pub operations: usize,
    /// The same before simplification.
    pub operations_raw: usize,
    /// Where it holds.
    pub conditions: Vec<Condition>,
    /// Conventions that act in it, such as `relu'(0) = 0`.
    pub conventions: Vec<&'static str>,
    /// Whether it was shown to be the derivative.
    pub verdict: Verdict,
    /// How that was shown.
    pub certificate: String,
    /// For a derivative that is exactly 0: why.
    pub zero_because: Option<ZeroReason>,
    /// Comparison with central differences; `None` where no point was found at which the function is defined.
    pub finite_difference: Option<FiniteDifference>,
}

/// Why a derivative is exactly 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZeroReason {
    /// The variable does not occur in the function.
    Absent,
    /// What comes from the rows adds up to 0, on every branch of the roots.
    Cancels,
    /// The function is written with the variable, which cancels out: `w − w²/w`.
    CancelsOut,
    /// The function depends on the variable by signs alone, if at all.
    BySigns,
    /// The derivatives by these named terms are 0, and the variable acts through them alone.
    Through(Vec<NodeId>),
}

/// An expression in the form shown to readers, in the author's names alone: where it stands by itself, nothing says what
/// `x̂_1` is.
pub fn shown(model: &mut crate::model::Model, node: NodeId, assumptions: &[Condition]) -> NodeId {
    let mut presenter = present::Presenter::new(assumptions);
    presenter.implied = model.implied_names();
    presenter.kept = Some(Vec::new());
    presenter.present(&mut model.graph, node, &[])
}
