//! Signs that the shape of an expression shows: squares, roots, exponentials, deviations.

use super::{Callee, Graph, Node, NodeId, TermKind};
use crate::functions::Range;

impl Graph {
    /// Whether the expression is above 0 wherever it has a value and is not 0, by its shape alone.
    pub fn is_positive(&self, id: NodeId) -> bool {
        self.sign_by_shape(id, 8)
    }

    fn sign_by_shape(&self, id: NodeId, depth: u32) -> bool {
        if depth == 0 {
            return false;
        }
        match self.node(id) {
            Node::Number(value) => value.signum() > 0,
            Node::Term(term) => {
                matches!(self.term(*term).kind, TermKind::Deviation { .. })
                    || self.sign_by_shape(self.term(*term).body, depth - 1)
            }
            Node::Sum { constant, terms } => {
                !constant.is_negative() && terms.iter().all(|(t, c)| !c.is_negative() && self.sign_by_shape(*t, depth - 1))
            }
            Node::Product(factors) => {
                factors.iter().all(|(f, e)| e.is_even() || !e.is_integer() || self.sign_by_shape(*f, depth - 1))
            }
            Node::Call { function: Callee::Known(function), .. } => function.get().range != Range::Any,
            _ => false,
        }
    }
}
