//! Symbols that stand for whole families in the brackets of names: `x` in `F(x)[1]`, `data[3]` in `F(data[3])[1]`.
//!
//! Such a symbol stands in labels alone, never in an expression.

use super::{Graph, NodeId, SymbolKind};
use crate::name::Name;

impl Graph {
    /// A symbol that stands for a family in the brackets of names: `x` in `F(x)`, `data[3]`.
    pub fn whole(&mut self, name: Name, indices: Box<[u32]>, elements: &[NodeId]) -> NodeId {
        let symbol = self.element(name, indices, SymbolKind::Variable);
        self.wholes.insert(symbol, elements.into());
        symbol
    }

    /// What replaces what where arguments are replaced by others: a family's elements go with it.
    pub fn replacements(&self, from: &[NodeId], to: &[NodeId]) -> Vec<(NodeId, NodeId)> {
        let mut pairs: Vec<(NodeId, NodeId)> = from.iter().copied().zip(to.iter().copied()).collect();
        for place in 0..pairs.len() {
            if let (Some(old), Some(new)) = (self.wholes.get(&pairs[place].0), self.wholes.get(&pairs[place].1)) {
                pairs.extend(old.iter().copied().zip(new.iter().copied()));
            }
        }
        pairs
    }
}
