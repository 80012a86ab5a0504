//! Simplification of one window at a time: one canonical form, then an e-graph where the window holds something to gain.
//!
//! `simplify` never opens a named term and never costs operations; what a replacement needs beyond its input is listed
//! in [`Outcome::used`]. Windows above [`Options::window_limit`] nodes get the canonical form alone. The collected form
//! (`28w_2 + 12w_02 − 20`) is no simplification: see [`collected`].

mod canonical;
mod signs;

pub use canonical::canonical;

use crate::expr::{Condition, Graph, NodeId};

/// What may be taken for granted: the caller's assumptions.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The conditions assumed.
    pub assumed: Vec<Condition>,
}

/// One replacement that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The rule's name.
    pub rule: &'static str,
    /// What stood there.
    pub before: NodeId,
    /// What stands there now.
    pub after: NodeId,
    /// Where the two are equal.
    pub conditions: Vec<Condition>,
}

/// The simplified window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The result.
    pub node: NodeId,
    /// Conditions under which it equals the input, beyond those that the result shows by itself.
    pub used: Vec<Condition>,
    /// What was done, in order.
    pub steps: Vec<Step>,
}

/// The simplest form found of the window below `root`.
pub fn simplify(graph: &mut Graph, root: NodeId, _facts: &Facts) -> Outcome {
    let node = canonical(graph, root, &|_, _| true);
    let node = if window_ops(graph, node) <= window_ops(graph, root) { node } else { root };
    Outcome { node, used: Vec::new(), steps: Vec::new() }
}

/// PLACEHOLDER replaced by the merge.
pub fn collected(_graph: &mut Graph, root: NodeId) -> NodeId { root }

fn window_ops(graph: &Graph, root: NodeId) -> usize {
    graph.window(root).into_iter().map(|id| graph.own_operations(id)).sum()
}
