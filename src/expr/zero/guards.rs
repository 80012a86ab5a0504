//! What restricts the points of a test: assumed facts, signs that cannot meet, and what is positive by its shape.
//!
//! In the field `x + 1` may be positive where x is, or not: it knows no order. A point at which a sign is one that no real
//! number has there is drawn again.

use super::constants::constants;
use super::values::Values;
use super::{Options, functions};
use crate::expr::field::Field;
use crate::expr::{Callee, Graph, Node, NodeId};
use crate::functions::Need;
use rustc_hash::FxHashMap;

/// Restrictions of points, by the node that they wait for.
#[derive(Default)]
pub(super) struct Guards {
    /// Symbols drawn with a sign from the start.
    symbols: FxHashMap<NodeId, bool>,
    /// Nodes that are not negative.
    positive: Vec<NodeId>,
    /// Pairs of signs that cannot meet.
    apart: Vec<super::Apart>,
}

/// Each sum that must play a positive number halves the draws that may stand: of so many more no more are asked.
const SUMS: usize = 6;

impl Guards {
    /// With `everywhere`, sums that are positive by their shape play positive numbers also where no root or sign holds them.
    pub(super) fn new(graph: &Graph, root: NodeId, options: &Options<'_>, everywhere: bool) -> Guards {
        let mut guards = Guards::symbols(graph, options);
        if options.free_roots {
            return guards;
        }
        guards.positive = options
            .assumptions
            .iter()
            .filter(|fact| fact.need != Need::NonZero && can_be_evaluated(graph, fact.node, options))
            .map(|fact| fact.node)
            .collect();
        let nodes = super::tested_nodes(graph, &[root], root, options);
        for id in &nodes {
            guards.positive.extend(positive_factors(graph, *id));
        }
        if everywhere {
            // No draw changes what a number plays.
            let numbers = constants(graph, &nodes);
            let sums = nodes.iter().filter(|id| matches!(graph.node(**id), Node::Sum { .. }) && graph.is_positive(**id));
            guards.positive.extend(sums.filter(|id| !numbers.contains_key(id)).take(SUMS));
        }
        guards.positive.sort_unstable();
        guards.positive.dedup();
        guards.apart = options.apart.to_vec();
        guards
    }

    /// Only what is known of symbols.
    pub(super) fn symbols(graph: &Graph, options: &Options<'_>) -> Guards {
        let mut guards = Guards::default();
        for fact in options.assumptions {
            // A fact about −w says that −w is positive.
            let (coefficient, base) = graph.split_coefficient(fact.node);
            if let Some(base) = base.filter(|base| graph.as_symbol(*base).is_some() && fact.need != Need::NonZero) {
                guards.symbols.entry(base).or_insert(!coefficient.is_negative());
            }
        }
        guards
    }

    /// Everything that must be evaluated beside the root.
    pub(super) fn roots(&self, root: NodeId) -> Vec<NodeId> {
        let apart = self.apart.iter().flat_map(|pair| [pair.first.0, pair.second.0]);
        std::iter::once(root).chain(self.positive.iter().copied()).chain(apart).collect()
    }

    /// Whether a symbol is positive or negative.
    pub(super) fn positive(&self, id: NodeId) -> Option<bool> {
        self.symbols.get(&id).copied()
    }

    /// Whether the value of this node, the last one that was set, may stand.
    pub(super) fn allow(&self, field: Field, values: &Values, id: NodeId) -> bool {
        let sign = |id: NodeId| {
            let value = values.get(id);
            if value.is_zero() { 0 } else { if field.is_positive(value) { 1 } else { -1 } }
        };
        if self.positive.binary_search(&id).is_ok() && sign(id) < 0 {
            return false;
        }
        self.apart.iter().filter(|pair| pair.first.0.max(pair.second.0) == id).all(|pair| {
            let is = |(node, positive): (NodeId, bool)| sign(node) == if positive { 1 } else { -1 };
            !is(pair.first) || !is(pair.second)
        })
    }
}

/// Whether the field has a value for all that is below the node.
fn can_be_evaluated(graph: &Graph, node: NodeId, options: &Options<'_>) -> bool {
    super::tested_nodes(graph, &[node], node, options).into_iter().all(|id| match graph.node(id) {
        Node::Derivative { .. } | Node::At { .. } => false,
        Node::Call { function: Callee::Known(function), .. } => functions::is_known(function.get().name),
        _ => true,
    })
}

/// Factors of what stands under a root or in a sign that are positive by their shape, as x² + 1: they must play positive
/// numbers, or `√((x² + 1)²)` would not be `x² + 1`.
fn positive_factors(graph: &Graph, id: NodeId) -> Vec<NodeId> {
    let bases: Vec<NodeId> = match graph.node(id) {
        Node::Product(factors) => factors.iter().filter(|(_, e)| !e.is_integer()).map(|(base, _)| *base).collect(),
        Node::Call { function: Callee::Known(function), args } if matches!(function.get().name, "abs" | "sign" | "step") => {
            args.to_vec()
        }
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for base in bases {
        let base = graph.split_coefficient(base).1.unwrap_or(base);
        match graph.node(base) {
            Node::Product(factors) => found.extend(factors.iter().map(|(factor, _)| *factor)),
            _ => found.push(base),
        }
    }
    found.retain(|id| matches!(graph.node(*id), Node::Sum { .. }) && graph.is_positive(*id));
    found
}
