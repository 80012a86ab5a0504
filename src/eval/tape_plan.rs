//! From a graph to a tape: one operation for each sum, product and call, and a slot for each value.
//!
//! ```text
//! u = x y;  v = u + 1;  w = v²     →  s ← x·y;  s ← s + 1;  s ← s²      (u and v are used up where they are read)
//! ```
//!
//! What this module does not do: run a tape, or change the order of operations.

use super::Undefined;
use super::tape::{Kind, Op, Power, Tape};
use crate::expr::{Callee, Graph, Node, NodeId};
use crate::number::Rational;
use rustc_hash::FxHashMap;

/// The tape of what the roots need.
pub(super) fn compile(graph: &Graph, roots: &[NodeId]) -> Result<Tape, Undefined> {
    let list = graph.reachable(roots);
    let mut plan = Plan::new(graph, roots, &list)?;
    for (place, &id) in list.iter().enumerate() {
        plan.write(graph, id, place)?;
    }
    Ok(plan.finish(roots))
}

/// A tape being written.
struct Plan {
    tape: Tape,
    /// The slot of each value that is still needed.
    slot: FxHashMap<NodeId, u32>,
    /// The place in the list where a value is needed last; roots are needed for ever.
    last: FxHashMap<NodeId, usize>,
    free: Vec<u32>,
}

impl Plan {
    fn new(graph: &Graph, roots: &[NodeId], list: &[NodeId]) -> Result<Plan, Undefined> {
        let mut plan = Plan { tape: Tape::default(), slot: FxHashMap::default(), last: FxHashMap::default(), free: Vec::new() };
        for &id in list {
            if let Node::Symbol(symbol) = graph.node(id) {
                plan.slot.insert(id, plan.tape.inputs.len() as u32);
                plan.tape.inputs.push(*symbol);
            }
        }
        for (place, &id) in list.iter().enumerate() {
            match graph.node(id) {
                Node::Number(value) => {
                    let slot = (plan.tape.inputs.len() + plan.tape.constants.len()) as u32;
                    plan.slot.insert(id, slot);
                    plan.tape.constants.push(value.to_f64());
                }
                Node::Derivative { .. } | Node::At { .. } => return Err(Undefined::Unresolved(id)),
                _ => graph.for_each_child(id, |child| {
                    plan.last.insert(child, place);
                }),
            }
        }
        // A named term is its body: both are needed as long as either is. Parents come first here.
        plan.last.extend(roots.iter().map(|root| (*root, usize::MAX)));
        for &id in list.iter().rev() {
            if let Node::Term(term) = graph.node(id) {
                let (body, own) = (graph.term(*term).body, plan.last.get(&id).copied().unwrap_or(0));
                let last = plan.last.entry(body).or_insert(own);
                *last = own.max(*last);
            }
        }
        plan.tape.slots = plan.tape.inputs.len() + plan.tape.constants.len();
        Ok(plan)
    }

    /// Writes the operation of one node.
    fn write(&mut self, graph: &Graph, id: NodeId, place: usize) -> Result<(), Undefined> {
        let tape = &mut self.tape;
        let slot = |id: &NodeId| self.slot[id];
        let (from, kind, to) = match graph.node(id) {
            Node::Number(_) | Node::Symbol(_) => return Ok(()),
            Node::Derivative { .. } | Node::At { .. } => return Err(Undefined::Unresolved(id)),
            Node::Term(term) => {
                self.slot.insert(id, slot(&graph.term(*term).body));
                return Ok(());
            }
            Node::Sum { constant, terms } => {
                let from = tape.terms.len();
                tape.terms.extend(terms.iter().map(|(node, coefficient)| (slot(node), coefficient.to_f64())));
                (from, Kind::Sum(constant.to_f64()), tape.terms.len())
            }
            Node::Product(factors) => {
                let from = tape.factors.len();
                let (below, above): (Vec<_>, Vec<_>) = factors.iter().partition(|(_, exponent)| exponent.is_negative());
                tape.factors.extend(above.iter().map(|(node, exponent)| (slot(node), power(exponent))));
                let middle = tape.factors.len() as u32;
                tape.factors.extend(below.iter().map(|(node, exponent)| (slot(node), power(&exponent.abs()))));
                (from, Kind::Product(middle), tape.factors.len())
            }
            Node::Call { function, args } => {
                let from = tape.args.len();
                tape.args.extend(args.iter().map(slot));
                let kind = match *function {
                    Callee::Known(function) => Kind::Known(function),
                    Callee::Opaque { name, order } if args.len() == 1 => Kind::Opaque(name, order),
                    Callee::Opaque { name, .. } => return Err(Undefined::Opaque(name)),
                };
                (from, kind, tape.args.len())
            }
        };
        self.release(graph, id, place);
        let target = self.free.pop().unwrap_or_else(|| {
            self.tape.slots += 1;
            self.tape.slots as u32 - 1
        });
        self.slot.insert(id, target);
        self.tape.ops.push(Op { target, from: from as u32, to: to as u32, kind });
        Ok(())
    }

    /// Frees the slots of arguments that are needed here for the last time: an operation reads all before it writes.
    fn release(&mut self, graph: &Graph, id: NodeId, place: usize) {
        let fixed = (self.tape.inputs.len() + self.tape.constants.len()) as u32;
        let mut freed: Vec<u32> = Vec::new();
        graph.for_each_child(id, |child| {
            // The body of a named term and the term share a slot; both end at the same place or the body's end is later.
            if let Some(&slot) = self.slot.get(&child)
                && slot >= fixed
                && !freed.contains(&slot)
                && self.ends(graph, child, place)
            {
                freed.push(slot);
            }
        });
        self.free.extend(freed);
    }

    /// Whether the value of the node, under all its names, is needed no more after the place.
    fn ends(&self, graph: &Graph, id: NodeId, place: usize) -> bool {
        let mut id = id;
        loop {
            if self.last.get(&id).is_some_and(|last| *last > place) {
                return false;
            }
            match graph.node(id) {
                Node::Term(term) => id = graph.term(*term).body,
                _ => return true,
            }
        }
    }

    fn finish(mut self, roots: &[NodeId]) -> Tape {
        self.tape.outputs = roots.iter().map(|root| self.slot[root]).collect();
        self.tape
    }
}

/// A positive exponent as the tape computes it.
fn power(exponent: &Rational) -> Power {
    match exponent.small_parts() {
        Some((n, 1)) if n <= 1024 => Power::Whole(n as u32),
        Some((n, 2)) if n <= 1024 => Power::Halves(n as u32),
        _ => Power::Real(exponent.to_f64()),
    }
}
