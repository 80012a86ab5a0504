//! Whether the two sides of a line are equal, by the exact test alone.

use super::Line;
use crate::answer::opened::{DEEPEST, opened};
use crate::expr::zero::{self, Options, Zero};
use crate::expr::{Callee, Condition, Graph, Node, NodeId, SymbolKind};
use crate::functions;
use crate::model::Lowering;
use crate::name::Name;
use rustc_hash::{FxHashMap, FxHashSet};

/// The exact test with what it needs.
pub(super) struct Proof<'a> {
    lowering: Lowering,
    assumptions: &'a [Condition],
    /// Lines about derivatives of definitions, which several chains use.
    pub(super) lines: FxHashMap<NodeId, Line>,
}

impl<'a> Proof<'a> {
    pub(super) fn new(assumptions: &'a [Condition]) -> Proof<'a> {
        Proof { lowering: Lowering::default(), assumptions, lines: FxHashMap::default() }
    }

    /// Whether the two are shown to be equal wherever both have a value: first with all named terms taken as independent,
    /// then with more and more of them opened.
    pub(super) fn equal(&mut self, graph: &mut Graph, left: NodeId, right: NodeId) -> bool {
        let difference = graph.sub(left, right);
        if graph.as_number(difference).is_some_and(crate::number::Rational::is_zero) {
            return true;
        }
        let lowered = self.lowering.apply(graph, difference);
        let closed = FxHashSet::default();
        self.vanishes(graph, lowered, &closed)
            || (0..=DEEPEST).any(|depth| {
                let open = opened(graph, lowered, depth);
                !open.is_empty() && self.vanishes(graph, lowered, &open)
            })
    }

    /// Whether all the pairs are equal. Those that need definitions opened are tested together, each with a factor of its
    /// own: one by one, each would cost the size of the function.
    pub(super) fn all_equal(&mut self, graph: &mut Graph, pairs: &[(NodeId, NodeId)]) -> bool {
        let mut open = Vec::new();
        for (left, right) in pairs {
            let difference = graph.sub(*left, *right);
            let lowered = self.lowering.apply(graph, difference);
            let is_number = graph.as_number(difference).is_some_and(crate::number::Rational::is_zero);
            if !is_number && !self.vanishes(graph, lowered, &FxHashSet::default()) {
                open.push((*left, *right));
            }
        }
        let mut apart = Vec::new();
        for (left, right) in &open {
            let factor = graph.symbol(Name::plain("v"), SymbolKind::Variable);
            let difference = graph.sub(*left, *right);
            apart.push(graph.mul(&[factor, difference]));
        }
        let (sum, zero) = (graph.add(&apart), graph.integer(0));
        self.equal(graph, sum, zero) || (open.len() > 1 && open.iter().all(|(left, right)| self.equal(graph, *left, *right)))
    }

    fn vanishes(&self, graph: &Graph, root: NodeId, open: &FxHashSet<NodeId>) -> bool {
        let atoms = |graph: &Graph, id: NodeId| matches!(graph.node(id), Node::Term(_)) && !open.contains(&id);
        let plain = Options { atoms: Some(&atoms), assumptions: self.assumptions, ..Options::default() };
        match zero::test(graph, root, &plain) {
            Zero::Everywhere { covered: true, .. } => return true,
            // What is 0 nowhere is not 0 with roots taken as values of their own either; with exp so taken it may be.
            Zero::Nowhere if !has_exp(graph, root, &atoms) => return false,
            _ => {}
        }
        // What is 0 with roots taken as values of their own is 0 on every branch of them.
        let readings = [Options { free_roots: true, ..plain }, Options { plain_exp: true, ..plain }];
        readings.iter().any(|options| {
            (options.free_roots || zero::can_prove(graph, root, options))
                && matches!(zero::test(graph, root, options), Zero::Everywhere { covered: true, .. })
        })
    }
}

/// Whether an exponential stands in what the test opens.
fn has_exp(graph: &Graph, root: NodeId, atoms: &zero::Choose<'_>) -> bool {
    let exp = Callee::Known(functions::known("exp"));
    let list = graph.reachable_until(&[root], |id| id == root || !atoms(graph, id));
    list.into_iter().any(|id| matches!(graph.node(id), Node::Call { function, .. } if *function == exp))
}
