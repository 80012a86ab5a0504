//! What assumptions change in an answer: `|w_1|` became `w_1` because of `w_1 > 0`.
//!
//! A change is found by simplifying once more without the assumptions: what then stands where it no longer stood.

use super::Change;
use super::present::Presenter;
use crate::expr::{Callee, Condition, Graph, Node, NodeId};
use crate::simplify::{self, Facts};

/// So many changes are kept; an answer is no list of all its steps.
const MOST: usize = 8;

impl Presenter {
    /// Remembers what the assumptions among `used` changed in a window that was simplified.
    pub(super) fn note_changes(&mut self, graph: &mut Graph, window: NodeId, used: &[Condition]) {
        let assumed: Vec<Condition> = used.iter().copied().filter(|fact| self.assumptions.contains(fact)).collect();
        if assumed.is_empty() || self.changes.len() >= MOST {
            return;
        }
        let without = simplify::simplify(graph, window, &Facts::none()).node;
        for id in graph.window(without) {
            let branching = match graph.node(id) {
                Node::Call { function: Callee::Known(_), .. } => true,
                Node::Product(factors) => factors.iter().any(|(_, exponent)| !exponent.is_integer()),
                _ => false,
            };
            if !branching || self.changes.iter().any(|change| change.before == id) {
                continue;
            }
            for fact in &assumed {
                let after = simplify::simplify(graph, id, &Facts { assumed: vec![*fact] }).node;
                let smaller = self.changes.iter().any(|change| graph.window(id).contains(&change.before));
                if after != id && !smaller {
                    self.changes.push(Change { assumption: *fact, before: id, after });
                    break;
                }
            }
        }
    }
}
