//! Concrete functions in the place of opaque ones: what holds for every smooth f holds for tanh.

use crate::calculus;
use crate::expr::rewrite::Rewriter;
use crate::expr::{Callee, Graph, Node, NodeId, SymbolId, SymbolKind};
use crate::functions;
use crate::name::Name;
use rustc_hash::FxHashMap;

/// Known smooth functions that stand in for opaque ones, in turn; none is odd, even and bounded all at once, so that a
/// claim which is true by a symmetry of one is tried on another.
pub const STAND_INS: &[&str] = &["tanh", "exp", "sigmoid", "sin"];

/// A stand-in that takes every value, for claims that fail only at large ones: `max(f(x), -10^6) = f(x)`.
pub const UNBOUNDED: &str = "sinh";

/// Which known function stands for which opaque one.
pub type Choice = Vec<(SymbolId, &'static str)>;

/// The opaque functions below the roots, each with a known one; `turn` chooses among the lists.
pub fn choose(graph: &Graph, roots: &[NodeId], turn: usize) -> Choice {
    let names = opaque(graph, roots);
    names.into_iter().enumerate().map(|(k, name)| (name, STAND_INS[(k + turn) % STAND_INS.len()])).collect()
}

/// The opaque functions below the roots, each with one that takes every value.
pub fn choose_unbounded(graph: &Graph, roots: &[NodeId]) -> Choice {
    opaque(graph, roots).into_iter().map(|name| (name, UNBOUNDED)).collect()
}

fn opaque(graph: &Graph, roots: &[NodeId]) -> Vec<SymbolId> {
    let mut found: Vec<SymbolId> = Vec::new();
    for id in graph.reachable(roots) {
        if let Node::Call { function: Callee::Opaque { name, .. }, .. } = graph.node(id)
            && !found.contains(name)
        {
            found.push(*name);
        }
    }
    found.sort_unstable();
    found
}

/// The expression with its opaque functions replaced.
pub fn concretise(graph: &mut Graph, root: NodeId, choice: &Choice) -> NodeId {
    let mut roots = [root];
    concretise_all(graph, &mut roots, choice);
    roots[0]
}

/// The same for several at once: what they share is rewritten once.
pub fn concretise_all(graph: &mut Graph, roots: &mut [NodeId], choice: &Choice) {
    if choice.is_empty() {
        return;
    }
    let mut patterns: FxHashMap<(SymbolId, u32), (NodeId, NodeId)> = FxHashMap::default();
    for id in graph.reachable(roots) {
        if let Node::Call { function: Callee::Opaque { name, order }, .. } = *graph.node(id)
            && let Some((_, known)) = choice.iter().find(|(symbol, _)| *symbol == name)
            && !patterns.contains_key(&(name, order))
        {
            patterns.insert((name, order), pattern(graph, known, order));
        }
    }
    let mut rewriter = Rewriter::new([]);
    rewriter.call = Some(Box::new(move |graph, function, args| match function {
        Callee::Opaque { name, order } if patterns.contains_key(&(name, order)) => {
            let (variable, value) = patterns[&(name, order)];
            Rewriter::new([(variable, args[0])]).apply(graph, value)
        }
        _ => graph.call(function, args),
    }));
    for root in roots {
        *root = rewriter.apply(graph, *root);
    }
}

/// A fresh variable and the derivative of that order of a known function at it.
fn pattern(graph: &mut Graph, known: &'static str, order: u32) -> (NodeId, NodeId) {
    let variable = graph.symbol(Name::plain("u"), SymbolKind::Variable);
    let mut value = graph.call(Callee::Known(functions::known(known)), &[variable]);
    for _ in 0..order {
        value = calculus::gradient(graph, value, &[variable], &[], &mut |_, _, node| node).values[0];
    }
    (variable, value)
}
