//! Simplification of one window at a time: one canonical form, then an e-graph where the window holds something to gain.
//!
//! `g_1 (−(u_1 − C)/S²) + g_2 (−(u_2 − C)/S²) → −(g_1 (u_1 − C) + g_2 (u_2 − C))/S²`. Named terms are never opened, and
//! no result costs more operations than its input. Windows above [`Options::window_limit`] nodes get the canonical form
//! alone. The collected form (`28w_2 + 12w_02 − 20`) is no simplification: see [`collected()`].

mod canonical;
mod collected;
mod egraph;
mod extract;
mod factoring;
mod line;
mod matching;
mod needs;
mod pattern;
pub(crate) mod polynomial;
mod ring;
mod saturate;
mod shelf;
mod signfacts;
mod signs;
#[cfg(test)]
mod tests;

pub use canonical::canonical;
pub use collected::{COLLECTED_LIMIT, Collected, collected};
pub use line::{Linear, line};
pub use shelf::Shelf;

use crate::expr::{Condition, Graph, Node, NodeId};
use crate::functions::Need;

/// What may be taken for granted: the caller's assumptions. That a deviation is never negative is known without.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The conditions assumed.
    pub assumed: Vec<Condition>,
}

impl Facts {
    /// Nothing assumed.
    pub fn none() -> Facts {
        Facts::default()
    }

    /// The fact that the expression meets the need, beside those there are.
    pub fn with(mut self, node: NodeId, need: Need) -> Facts {
        self.assumed.push(Condition { node, need });
        self
    }
}

/// One replacement that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The rule's name, or `canonical form`, `common factor`, `ring laws`.
    pub rule: &'static str,
    /// What stood there.
    pub before: NodeId,
    /// What stands there now.
    pub after: NodeId,
    /// Where the two are equal, beyond where `after` shows it.
    pub conditions: Vec<Condition>,
}

/// The simplified window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The result.
    pub node: NodeId,
    /// Conditions under which it equals the input, beyond those that it shows by itself: what the input showed and the
    /// result no longer does (`x ≠ 0` of `x y/x`), and assumptions without which it would not have been found.
    pub used: Vec<Condition>,
    /// What was done, inner parts first.
    pub steps: Vec<Step>,
    /// Whether the search ended at a limit, so that the result is the best form found so far.
    pub stopped: bool,
}

/// A judge of replacements: whether `after` may stand for `before`.
pub type Judge<'a> = &'a mut dyn FnMut(&Graph, NodeId, NodeId) -> bool;

/// Limits, rules and the judge. All limits are counts, so the same input gives the same result on every machine.
pub struct Options<'a> {
    /// The rules to use.
    pub shelf: &'a Shelf,
    /// Asked before any replacement is accepted; without one every replacement is.
    pub judge: Option<Judge<'a>>,
    /// Windows with more nodes get the canonical form alone.
    pub window_limit: usize,
    /// The most nodes of the e-graph.
    pub node_limit: usize,
    /// The most rounds of the e-graph.
    pub rounds: usize,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options { shelf: Shelf::all(), judge: None, window_limit: 400, node_limit: 10_000, rounds: 12 }
    }
}

/// The simplest form found of the window below `root`.
///
/// ```
/// use normsym::expr::{Graph, SymbolKind};
/// use normsym::functions::Need;
/// use normsym::name::Name;
/// use normsym::simplify::{Facts, simplify};
/// let mut graph = Graph::new();
/// let [w, x] = ["w", "x"].map(|name| graph.symbol(Name::plain(name), SymbolKind::Parameter));
/// let absolute = graph.known("abs", &[w]);
/// let product = graph.mul(&[w, x]);
/// let quotient = graph.div(product, absolute);
/// let outcome = simplify(&mut graph, quotient, &Facts::none());
/// let sign = graph.known("sign", &[w]);
/// assert_eq!(outcome.node, graph.mul(&[sign, x]));
/// assert_eq!((outcome.used[0].node, outcome.used[0].need), (w, Need::NonZero)); // 0 x/|0| has no value
/// ```
pub fn simplify(graph: &mut Graph, root: NodeId, facts: &Facts) -> Outcome {
    simplify_with(graph, root, facts, &mut Options::default())
}

/// The same with other rules, limits or a judge.
pub fn simplify_with(graph: &mut Graph, root: NodeId, facts: &Facts, options: &mut Options) -> Outcome {
    let mut outcome = Outcome { node: root, used: Vec::new(), steps: Vec::new(), stopped: false };
    if matches!(graph.node(root), Node::Number(_) | Node::Symbol(_) | Node::Term(_)) {
        return outcome;
    }
    // Splitting |x y| helps to cancel; where nothing cancels, the unsplit form is the shorter one.
    let split = canonical::canonical_with(graph, root, &|_, _| true, true);
    let plain = canonical::canonical_with(graph, root, &|_, _| true, false);
    let mut best = root;
    for candidate in [plain, split] {
        let cheaper = operations(graph, candidate) < operations(graph, best);
        let settled = best == root && candidate == plain && operations(graph, candidate) == operations(graph, best);
        if (cheaper || settled) && accept(graph, root, candidate, options) {
            best = candidate;
        }
    }
    if best != root {
        outcome.steps.push(Step { rule: "canonical form", before: root, after: best, conditions: Vec::new() });
    }
    let mut assumed = Vec::new();
    let search = saturate::search(graph, root, [best, plain, split], facts, options);
    outcome.stopped = search.stopped;
    if let Some((found, steps, used)) = search.found
        && operations(graph, found) < operations(graph, best)
        && accept(graph, root, found, options)
    {
        outcome.steps.extend(steps);
        best = found;
        assumed = used;
    }
    outcome.node = best;
    for step in &mut outcome.steps {
        let also = std::mem::take(&mut step.conditions);
        step.conditions = lost(graph, step.before, step.after);
        // Conditions stand in primitive form: `x − y ≠ 0` speaks of `y − x` as well.
        let inside: Vec<NodeId> = window(graph, step.before).into_iter().map(|id| signs::primitive(graph, id).1).collect();
        for condition in also {
            let about = signs::primitive(graph, condition.node).1;
            if inside.contains(&about) && !needs::given(&step.conditions, condition) {
                step.conditions.push(condition);
            }
        }
    }
    if best != root {
        outcome.used = lost(graph, root, best);
        for condition in assumed {
            if !needs::given(&outcome.used, condition) {
                outcome.used.push(condition);
            }
        }
    }
    outcome
}

/// A condition in its simplest parts: `|x| y^2 ≠ 0` is x ≠ 0 and y ≠ 0; none where it holds anyway.
pub fn parts(graph: &mut Graph, condition: Condition) -> Vec<Condition> {
    let mut found = Vec::new();
    needs::reduce(graph, condition, &mut found);
    found
}

/// The single gate that every replacement passes.
fn accept(graph: &Graph, before: NodeId, after: NodeId, options: &mut Options) -> bool {
    before == after || options.judge.as_mut().is_none_or(|judge| judge(graph, before, after))
}

/// The needs of one side that the other does not show.
fn lost(graph: &mut Graph, before: NodeId, after: NodeId) -> Vec<Condition> {
    let (old, new) = (needs::needs(graph, before), needs::needs(graph, after));
    let only = |one: &[Condition], other: &[Condition]| -> Vec<Condition> {
        one.iter().copied().filter(|condition| !needs::given(other, *condition)).collect()
    };
    let mut conditions = only(&old, &new);
    conditions.extend(only(&new, &old));
    conditions
}

/// What stands below the root down to named terms, which are not opened, even where the root is one.
fn window(graph: &Graph, root: NodeId) -> Vec<NodeId> {
    graph.reachable_until(&[root], |id| !matches!(graph.node(id), Node::Term(_)))
}

/// Operations of the window alone: named terms are free.
fn operations(graph: &Graph, root: NodeId) -> usize {
    window(graph, root).into_iter().map(|id| graph.own_operations(id)).sum()
}
