//! The derivation as at the board: which rule, what stood there, what stands there now, under which condition.
//!
//! `∂L/∂u = ∂L/∂F ∂F/∂u + ∂L/∂S ∂S/∂u` (chain rule), then the derivatives of the definitions put in, then the simplified
//! form. The lines are those of the walk that made the answer, and each is shown equal once more by the exact test.
//! Nothing here is words.

mod chain;
mod claim;
mod local;
mod proof;
mod reduced;
mod rows;

pub(super) use chain::of_target;
pub use claim::{ClaimSteps, Form, of_claim};

use super::ZeroReason;
use crate::expr::{Condition, NodeId};
use crate::functions::FunctionId;

/// One replacement that simplification made in a derivative, as the presenter logs it.
#[derive(Clone, Debug)]
pub struct Logged {
    /// By which named term or variable.
    pub by: NodeId,
    /// The sum of what comes from the users, as the chain rule gives it.
    pub raw: NodeId,
    /// What it was replaced by.
    pub after: NodeId,
    /// The names of the rules that were used, in the order of use, each once.
    pub rules: Vec<&'static str>,
    /// The conditions that were used.
    pub conditions: Vec<Condition>,
}

/// The rule behind a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// `f(g(x))′ = f′(g(x)) g′(x)`, and its sum over all terms that use a name.
    Chain,
    /// `(u v)′`.
    Product,
    /// `(u/v)′`.
    Quotient,
    /// `(uⁿ)′`.
    Power,
    /// `(√u)′`.
    Root,
    /// The derivative of an entry of the shelf.
    Function(FunctionId),
    /// `(c u)′ = c u′`.
    ConstantFactor,
    /// `(u + v)′`.
    Sum,
    /// `∂C/∂u_j = 1/n`.
    Mean,
    /// `∂S/∂u_j = (u_j − C)/(n S) = x̂_j/n`.
    Deviation,
    /// `x̂ = (u − C)/S`: `∂x̂/∂u = 1/S`, `∂x̂/∂C = −1/S`, `∂x̂/∂S = −x̂/S`.
    Normalised,
    /// `S = |u_1 − u_2|/2`: the deviation of two rows.
    DeviationOfTwo,
    /// `S = |g| std(c)`: the deviation of rows `u_1 + c_j g`.
    DeviationOnALine,
    /// `(u_1 − C)/S = sign(u_1 − u_2)`: of two rows.
    SignOfTwo,
    /// `(u_j − C)/S = sign(g) (c_j − c̄)/std(c)`: of rows `u_1 + c_j g`.
    SignOnALine,
    /// `Σ (u_j − C) = 0`.
    Centred,
    /// The derivatives of the definitions put into the chain rule.
    PutIn,
    /// A sum over the rows called by its name: `−G/S`.
    Named,
    /// An abbreviation made on the way.
    Abbreviation,
    /// A rule of simplification, by its name.
    Simplified(&'static str),
    /// Multiplied out and collected, as asked.
    Collected,
    /// Named terms written out.
    WrittenOut,
    /// Derivatives and points worked out.
    WorkedOut,
    /// Exactly 0 by the exact test, on every branch of roots and signs.
    ExactZero,
}

/// `before = after`.
#[derive(Clone, Debug)]
pub struct Line {
    /// What stood there.
    pub before: NodeId,
    /// What stands there now.
    pub after: NodeId,
    /// By which rules.
    pub rules: Vec<Rule>,
    /// Under which conditions, beyond those of the function itself.
    pub conditions: Vec<Condition>,
    /// Whether the exact test showed the two to be equal. A line without that is not shown as an equation.
    pub proved: bool,
}

/// The derivatives of one definition by the names in it, its other names held constant.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The definition, at its formal arguments where that covers every row.
    pub term: NodeId,
    /// What it stands for.
    pub body: NodeId,
    /// `∂y/∂t = …`, one line per name.
    pub lines: Vec<Line>,
}

/// The derivative of the function by one named term or variable.
#[derive(Clone, Debug)]
pub struct Derived {
    /// The derivative under its name, `∂L/∂t`.
    pub name: NodeId,
    /// By what.
    pub by: NodeId,
    /// From the name to the result; empty where the function does not move with it at all.
    pub lines: Vec<Line>,
    /// The derivatives of definitions that stand in the chain rule under their names.
    pub shares: Vec<NodeId>,
    /// The result.
    pub value: NodeId,
    /// Why it is 0, where it is.
    pub zero_because: Option<ZeroReason>,
    /// The place, in [`Steps::derived`], of the same derivation for another row.
    pub like: Option<usize>,
}

/// The steps of one target.
#[derive(Clone, Debug, Default)]
pub struct Steps {
    /// Statistics and normalised values of rows on a line, which come down to signs.
    pub reduced: Vec<Line>,
    /// The derivatives of the definitions, from the function down.
    pub definitions: Vec<Definition>,
    /// The derivatives of the function, from the terms next to it down to the variables.
    pub derived: Vec<Derived>,
}

impl Derived {
    /// Whether every line was shown to be right.
    pub fn is_proved(&self) -> bool {
        self.lines.iter().all(|line| line.proved)
    }
}

impl Steps {
    /// Every line in order.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        let definitions = self.definitions.iter().flat_map(|definition| &definition.lines);
        self.reduced.iter().chain(definitions).chain(self.derived.iter().flat_map(|derived| &derived.lines))
    }
}
