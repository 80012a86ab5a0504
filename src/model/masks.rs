//! Random factors: `mask(p)` is 0 with probability p, else 1.
//!
//! What this module does not do: take expectations or draw.

use super::Model;
use crate::expr::{NodeId, SymbolKind};
use crate::name::Name;

/// A random factor, 0 or 1.
#[derive(Clone, Debug)]
pub struct Mask {
    /// Its symbol.
    pub node: NodeId,
    /// The probability that it is 0.
    pub drop_prob: NodeId,
}

impl Model {
    /// A new random factor with that name and indices.
    pub(super) fn new_mask(&mut self, name: Name, indices: Box<[u32]>, drop_prob: NodeId) -> NodeId {
        let node = self.graph.element(name, indices, SymbolKind::Mask);
        self.masks.push(Mask { node, drop_prob });
        node
    }
}

impl Model {
    /// Whether a draw of the masks leaves a path from an input to the output of what the node computes.
    pub fn keeps_a_path(&mut self, _: NodeId, _: &[(NodeId, bool)]) -> bool {
        true
    }
}
