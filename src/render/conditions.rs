//! What must hold for a formula to have a value, in the three spellings: `S_1 != 0`, `S_1 ≠ 0`, `S_1 \ne 0`; what is said
//! of a difference is said of its two parts, `u_1 ≠ u_2`.

use super::Options;
use super::layout::layout;
use super::math::Math;
use super::{latex as tex, plain as ascii, text as terminal};
use crate::expr::{Condition, Graph};
use crate::functions::Need;

/// The condition in the plain spelling, as JSON has it.
///
/// ```
/// use normsym::expr::{Condition, Graph, SymbolKind};
/// use normsym::functions::Need;
/// use normsym::name::Name;
/// use normsym::render::conditions;
/// let mut graph = Graph::new();
/// let node = graph.symbol(Name::plain("u"), SymbolKind::Variable);
/// let condition = Condition { node, need: Need::NonZero };
/// assert_eq!(conditions::plain(&graph, &condition), "u != 0");
/// assert_eq!(conditions::text(&graph, &condition), "u ≠ 0");
/// assert_eq!(conditions::latex(&graph, &condition), r"u \ne 0");
/// ```
pub fn plain(graph: &Graph, condition: &Condition) -> String {
    in_plain(&seen(graph, condition), condition.need)
}

/// The condition as a terminal shows it.
pub fn text(graph: &Graph, condition: &Condition) -> String {
    in_text(&seen(graph, condition), condition.need)
}

/// The condition in LaTeX.
pub fn latex(graph: &Graph, condition: &Condition) -> String {
    in_latex(&seen(graph, condition), condition.need)
}

fn seen(graph: &Graph, condition: &Condition) -> Math {
    layout(graph, condition.node, &Options::default()).math
}

pub(super) fn in_plain(math: &Math, need: Need) -> String {
    let relation = match need {
        Need::NonZero => "!=",
        Need::NonNegative => ">=",
        Need::Positive => ">",
    };
    let (left, right) = sides(math);
    format!("{} {relation} {}", ascii::write(&left), ascii::write(&right))
}

pub(super) fn in_text(math: &Math, need: Need) -> String {
    let relation = match need {
        Need::NonZero => "≠",
        Need::NonNegative => "≥",
        Need::Positive => ">",
    };
    let (left, right) = sides(math);
    format!("{} {relation} {}", terminal::write(&left), terminal::write(&right))
}

pub(super) fn in_latex(math: &Math, need: Need) -> String {
    let relation = match need {
        Need::NonZero => r"\ne",
        Need::NonNegative => r"\ge",
        Need::Positive => ">",
    };
    let (left, right) = sides(math);
    format!("{} {relation} {}", tex::write(&left), tex::write(&right))
}

/// The two sides of a relation to 0: `a − b ≠ 0` reads as `a ≠ b`.
fn sides(math: &Math) -> (Math, Math) {
    let Math::Sum(summands) = math else { return (math.clone(), Math::Number("0".into())) };
    match summands.as_slice() {
        [(false, left), (true, right)] | [(true, right), (false, left)] => (left.clone(), right.clone()),
        _ => (math.clone(), Math::Number("0".into())),
    }
}
