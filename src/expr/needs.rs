//! Lists of conditions and of draws: what an expression and its named terms need, each item once, every value of so many
//! factors that are 0 or 1. Whether a condition holds is not told here.

use super::{Condition, Graph, NodeId};
use rustc_hash::FxHashSet;
use std::hash::Hash;

/// What must hold for the expression to have a value: its own needs and those of every named term in it.
///
/// ```
/// use normsym::expr::{Graph, needs_of};
/// let graph = Graph::new();
/// assert!(needs_of(&graph, &[], &[]).is_empty());
/// ```
pub fn needs_of(graph: &Graph, own: &[Condition], roots: &[NodeId]) -> Vec<Condition> {
    let mut needs: Vec<Condition> = own.to_vec();
    for id in graph.terms_of(roots) {
        if let Some(term) = graph.as_term(id) {
            needs.extend(term.needs.iter().copied());
        }
    }
    needs
}

/// Whether a condition is one on a number that does not meet it: `1/w` at w = 0 needs `0 ≠ 0`.
///
/// ```
/// use normsym::expr::{Condition, Graph, is_broken};
/// use normsym::functions::Need;
/// let mut graph = Graph::new();
/// let [zero, one] = [graph.integer(0), graph.integer(1)];
/// assert!(is_broken(&graph, Condition { node: zero, need: Need::NonZero }));
/// assert!(!is_broken(&graph, Condition { node: one, need: Need::NonZero }));
/// ```
pub fn is_broken(graph: &Graph, condition: Condition) -> bool {
    graph.as_number(condition.node).is_some_and(|value| !condition.need.is_met_by(value))
}

/// The items in order, each once.
///
/// ```
/// assert_eq!(normsym::expr::unique([2, 1, 2]), [2, 1]);
/// ```
pub fn unique<T: Eq + Hash + Clone>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = FxHashSet::default();
    items.into_iter().filter(|item| seen.insert(item.clone())).collect()
}

/// Every value of so many masks (at most 31), all kept first, the last one changing fastest.
///
/// ```
/// let draws: Vec<Vec<bool>> = normsym::expr::draws(2).collect();
/// assert_eq!(draws, [[true, true], [true, false], [false, true], [false, false]]);
/// ```
pub fn draws(count: usize) -> impl Iterator<Item = Vec<bool>> {
    (0..1u32 << count.min(31)).map(move |number| (0..count).map(|place| number >> (count - 1 - place) & 1 == 0).collect())
}
