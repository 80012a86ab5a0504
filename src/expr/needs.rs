//! Lists of conditions and of draws: what an expression and its named terms need, each item once, every value of so many
//! factors that are 0 or 1. Whether a condition holds is not told here.

use super::{Callee, Condition, Graph, Node, NodeId};
use crate::functions::Need;
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
    let Condition { node, need } = on_parts(graph, condition);
    graph.as_number(node).is_some_and(|value| !need.is_met_by(value))
}

/// Base and exponent, where the condition says that a power has a value. Such a condition is kept as `x^a ≥ 0`, because what
/// it asks depends on both: a base above 0, or the base 0 and an exponent above 0.
pub fn power_of_need(graph: &Graph, condition: Condition) -> Option<(NodeId, NodeId)> {
    match graph.node(condition.node) {
        Node::Call { function: Callee::Known(function), args } if function.get().name == "pow" => {
            (condition.need == Need::NonNegative).then(|| (args[0], args[1]))
        }
        _ => None,
    }
}

/// The condition as one on base or exponent, where it says that a power has a value; any other as it is. For an exponent
/// that is no number the base is asked to be above 0, which leaves out `0^a` for a > 0.
///
/// ```
/// use normsym::expr::{Condition, Graph, SymbolKind, on_parts};
/// use normsym::functions::Need;
/// use normsym::name::Name;
/// let mut graph = Graph::new();
/// let [x, a] = ["x", "a"].map(|name| graph.symbol(Name::plain(name), SymbolKind::Parameter));
/// let zero = graph.integer(0);
/// let (power, of_zero) = (graph.known("pow", &[x, a]), graph.known("pow", &[zero, a]));
/// let has_value = |node| Condition { node, need: Need::NonNegative };
/// assert_eq!(on_parts(&graph, has_value(power)), Condition { node: x, need: Need::Positive });
/// assert_eq!(on_parts(&graph, has_value(of_zero)), Condition { node: a, need: Need::Positive });
/// ```
pub fn on_parts(graph: &Graph, condition: Condition) -> Condition {
    let Some((base, exponent)) = power_of_need(graph, condition) else { return condition };
    if graph.known_number(base).is_some_and(|value| value.is_zero()) {
        return Condition { node: exponent, need: Need::Positive };
    }
    let above = graph.known_number(exponent).is_some_and(|value| value.signum() > 0);
    Condition { node: base, need: if above { Need::NonNegative } else { Need::Positive } }
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
