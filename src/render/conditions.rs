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
/// let node = graph.neg(node);
/// let below = Condition { node, need: Need::Positive };
/// assert_eq!(conditions::text(&graph, &below), "u < 0");
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
    written(math, need, ascii::write, ["!=", ">=", ">", "<=", "<"])
}

pub(super) fn in_text(math: &Math, need: Need) -> String {
    written(math, need, terminal::write, ["≠", "≥", ">", "≤", "<"])
}

pub(super) fn in_latex(math: &Math, need: Need) -> String {
    written(math, need, tex::write, [r"\ne", r"\ge", ">", r"\le", "<"])
}

/// A relation to 0: `a − b ≠ 0` reads as `a ≠ b`, `1 − a > 0` as `a < 1`, `−a > 0` as `a < 0`.
fn written(math: &Math, need: Need, write: fn(&Math) -> String, signs: [&str; 5]) -> String {
    let [unequal, at_least, above, at_most, below] = signs;
    let (relation, opposite) = match need {
        Need::NonZero => (unequal, unequal),
        Need::NonNegative => (at_least, at_most),
        Need::Positive => (above, below),
    };
    let zero = Math::Number("0".into());
    let (left, relation, right) = match math {
        Math::Sum(summands) => match summands.as_slice() {
            // `p ≤ 1` rather than `1 ≥ p`.
            [(false, left @ Math::Number(_)), (true, right)] => (right, opposite, left),
            [(false, left), (true, right)] | [(true, right), (false, left)] => (left, relation, right),
            [(true, only)] => (only, opposite, &zero),
            _ => (math, relation, &zero),
        },
        _ => (math, relation, &zero),
    };
    format!("{} {relation} {}", write(left), write(right))
}
