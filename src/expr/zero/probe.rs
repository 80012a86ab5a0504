//! One point of the field that grows with the graph: tells cheaply what is certainly not shown to be 0.
//!
//! Each node is evaluated once, however many expressions are asked about. A root of a root often has no value in the field:
//! then what stands under it alone is drawn again. What this module does not do: prove that anything is 0.

use super::evaluation::Evaluation;
use super::values::Values;
use super::{Options, first_field};
use crate::expr::field::{Element, scramble};
use crate::expr::{Graph, Node, NodeId};
use rustc_hash::{FxHashMap, FxHashSet};

/// So often symbols are drawn again: each time costs a walk over all that was evaluated.
const REDRAWS: usize = 64;

/// A point of the field.
pub struct Probe {
    seed: u64,
    values: Values,
    undefined: FxHashSet<NodeId>,
    /// Roots that have a value: what stands under them stays.
    roots: Vec<NodeId>,
    /// How often a symbol was drawn again.
    redrawn: FxHashMap<NodeId, u64>,
    redraws: usize,
}

impl Probe {
    /// The probe of that number; different numbers are different points.
    pub fn new(number: u64) -> Probe {
        Probe {
            seed: scramble(&[number, 99]),
            values: Values::default(),
            undefined: FxHashSet::default(),
            roots: Vec::new(),
            redrawn: FxHashMap::default(),
            redraws: 0,
        }
    }

    /// Whether the expression is 0 at this point; `None` where it has no value there.
    pub fn vanishes(&mut self, graph: &Graph, root: NodeId, options: &Options<'_>) -> Option<bool> {
        self.value(graph, root, options).map(|value| value.is_zero())
    }

    /// The value at this point.
    pub(super) fn value(&mut self, graph: &Graph, root: NodeId, options: &Options<'_>) -> Option<Element> {
        let nodes = graph.reachable_until(&[root], |id| !self.values.has(id) && !self.undefined.contains(&id));
        let mut evaluation = Evaluation::bare(graph, options, first_field());
        evaluation.seed = self.seed;
        evaluation.values = std::mem::take(&mut self.values);
        evaluation.redrawn = std::mem::take(&mut self.redrawn);
        evaluation.values.reserve(graph.len());
        for &id in &nodes {
            if evaluation.values.has(id) || self.undefined.contains(&id) {
                continue;
            }
            if !self.evaluate(&mut evaluation, id) && is_root(graph, id) {
                while self.redraw(&mut evaluation, id) && !self.evaluate(&mut evaluation, id) {}
            }
            if !evaluation.values.has(id) {
                self.undefined.insert(id);
            } else if is_root(graph, id) {
                self.roots.push(id);
            }
        }
        self.values = evaluation.values;
        self.redrawn = evaluation.redrawn;
        self.values.found(root)
    }

    /// Gives a node its value, if it has one.
    fn evaluate(&self, evaluation: &mut Evaluation<'_>, id: NodeId) -> bool {
        let mut complete = true;
        evaluation.graph.for_each_child(id, |child| complete &= evaluation.values.has(child));
        let value = if complete { evaluation.node(id) } else { None };
        if let Some(value) = value {
            evaluation.values.set(id, value);
        }
        value.is_some()
    }

    /// Draws the symbols below a root again that stand below no other root, and evaluates all that was known once more.
    /// False where there are none, or too many were drawn.
    fn redraw(&mut self, evaluation: &mut Evaluation<'_>, root: NodeId) -> bool {
        let graph = evaluation.graph;
        let settled: FxHashSet<NodeId> = graph.reachable(&self.roots).into_iter().collect();
        let below = graph.reachable(&[root]);
        let symbols: Vec<NodeId> =
            below.into_iter().filter(|id| graph.as_symbol(*id).is_some() && !settled.contains(id)).collect();
        if symbols.is_empty() || self.redraws == REDRAWS {
            return false;
        }
        self.redraws += 1;
        symbols.into_iter().for_each(|symbol| *evaluation.redrawn.entry(symbol).or_default() += 1);
        evaluation.forget_inverses();
        for id in evaluation.values.take_known() {
            if !self.evaluate(evaluation, id) {
                self.undefined.insert(id);
            }
        }
        true
    }
}

fn is_root(graph: &Graph, id: NodeId) -> bool {
    matches!(graph.node(id), Node::Product(factors) if factors.iter().any(|(_, exponent)| !exponent.is_integer()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::SymbolKind;
    use crate::name::Name;
    use crate::number::Rational;

    #[test]
    fn roots_of_roots_have_values_where_their_own_symbols_can_be_drawn_again() {
        let mut graph = Graph::new();
        let mut symbol = || graph.symbol(Name::plain("x"), SymbolKind::Variable);
        let first: Vec<NodeId> = (0..8).map(|_| symbol()).collect();
        let second: Vec<NodeId> = (0..8).map(|_| symbol()).collect();
        let inner: Vec<NodeId> = first.iter().map(|x| graph.sqrt(*x)).collect();
        let mut outer = Vec::new();
        for y in &second {
            let parts: Vec<(NodeId, Rational)> = inner.iter().map(|root| (*root, Rational::ONE)).collect();
            let sum = graph.linear(Rational::ZERO, &[parts, vec![(*y, Rational::ONE)]].concat());
            outer.push(graph.sqrt(sum));
        }
        let whole = graph.add(&outer);
        for number in 0..8 {
            let mut probe = Probe::new(number);
            assert_eq!(probe.vanishes(&graph, whole, &Options::default()), Some(false));
        }
    }
}
