//! Walks: children, what is reachable, counts. All are loops; none recurses.

use super::{Graph, Label, Node, NodeId, SymbolId, TermKind};
use rustc_hash::{FxHashMap, FxHashSet};

impl Graph {
    /// Calls `visit` with each child of a node in the order of writing; the body is the child of a named term,
    /// and the rows, mean and eps of a deviation are as well.
    pub fn for_each_child(&self, id: NodeId, mut visit: impl FnMut(NodeId)) {
        match self.node(id) {
            Node::Number(_) | Node::Symbol(_) => {}
            Node::Sum { terms: parts, .. } | Node::Product(parts) => parts.iter().for_each(|(child, _)| visit(*child)),
            Node::Call { args, .. } => args.iter().copied().for_each(visit),
            Node::Term(term) => {
                let term = self.term(*term);
                visit(term.body);
                // A deviation is differentiated by its rows as written (`−w_1`), which its body may hold in another form.
                match &term.kind {
                    TermKind::Deviation { rows, mean, eps, .. } => rows.iter().chain([mean, eps]).copied().for_each(visit),
                    TermKind::Normalised { row, mean, deviation } => [row, mean, deviation].into_iter().copied().for_each(visit),
                    _ => {}
                }
            }
            Node::Derivative { of, by, hold } => [*of].iter().chain(&**by).chain(&**hold).copied().for_each(visit),
            Node::At { of, values } => {
                visit(*of);
                values.iter().for_each(|(symbol, value)| {
                    visit(*symbol);
                    visit(*value);
                });
            }
        }
    }

    /// Everything reachable from the roots, children before parents; what `enter` refuses is listed but not entered.
    ///
    /// Time and memory are linear (up to a sort) in what is listed, not in the size of the arena.
    pub fn reachable_until(&self, roots: &[NodeId], enter: impl Fn(NodeId) -> bool) -> Vec<NodeId> {
        let mut seen: FxHashSet<NodeId> = roots.iter().copied().collect();
        let mut stack: Vec<NodeId> = seen.iter().copied().collect();
        while let Some(id) = stack.pop() {
            if enter(id) {
                self.for_each_child(id, |child| {
                    if seen.insert(child) {
                        stack.push(child);
                    }
                });
            }
        }
        let mut list: Vec<NodeId> = seen.into_iter().collect();
        list.sort_unstable();
        list
    }

    /// Everything reachable from the roots, children before parents.
    pub fn reachable(&self, roots: &[NodeId]) -> Vec<NodeId> {
        self.reachable_until(roots, |_| true)
    }

    /// The window of a node: reachable without entering named terms (the node itself is entered).
    pub fn window(&self, root: NodeId) -> Vec<NodeId> {
        self.reachable_until(&[root], |id| id == root || !matches!(self.node(id), Node::Term(_)))
    }

    /// The symbols that the node depends on, ascending.
    pub fn free_symbols(&self, root: NodeId) -> Vec<SymbolId> {
        self.reachable(&[root]).into_iter().filter_map(|id| self.as_symbol(id)).collect()
    }

    /// The name of a symbol with its indices, `m_1[2]`; empty for any other node.
    pub fn symbol_text(&self, id: NodeId) -> String {
        let Some(symbol) = self.as_symbol(id).map(|id| self.symbol_entry(id)) else { return String::new() };
        let indices: Vec<String> = symbol.indices.iter().map(u32::to_string).collect();
        if indices.is_empty() { symbol.name.to_string() } else { format!("{}[{}]", symbol.name, indices.join(",")) }
    }

    /// Whether the node is a random factor.
    pub fn is_mask(&self, id: NodeId) -> bool {
        self.as_symbol(id).is_some_and(|id| self.symbol_entry(id).kind == super::SymbolKind::Mask)
    }

    /// The named terms reachable from the roots, each after those in its body.
    pub fn terms_of(&self, roots: &[NodeId]) -> Vec<NodeId> {
        self.reachable(roots).into_iter().filter(|id| matches!(self.node(*id), Node::Term(_))).collect()
    }

    /// Operations of the graph below the roots: each sum of n nodes counts n−1, each product likewise, each
    /// coefficient other than ±1 one, each power other than 1 one, each call one; shared nodes count once, names are free.
    pub fn operations(&self, roots: &[NodeId]) -> usize {
        self.reachable(roots).into_iter().map(|id| self.own_operations(id)).sum()
    }

    /// Operations of one node without those of its children.
    pub fn own_operations(&self, id: NodeId) -> usize {
        match self.node(id) {
            Node::Number(_) | Node::Symbol(_) | Node::Term(_) => 0,
            Node::Sum { constant, terms } => {
                let scaled = terms.iter().filter(|(_, c)| !c.abs().is_one()).count();
                let negated =
                    usize::from(terms.len() == 1 && constant.is_zero() && terms[0].1 == crate::number::Rational::MINUS_ONE);
                terms.len() - 1 + usize::from(!constant.is_zero()) + scaled + negated
            }
            Node::Product(factors) => factors.len() - 1 + factors.iter().filter(|(_, e)| !e.abs().is_one()).count(),
            Node::Call { args, .. } => args.len().max(1),
            Node::Derivative { .. } | Node::At { .. } => 1,
        }
    }

    /// The number of nodes of the expression written out as a tree down to named terms, at most `limit`.
    pub fn written_size(&self, root: NodeId, limit: usize) -> usize {
        let mut sizes: FxHashMap<NodeId, usize> = FxHashMap::default();
        for id in self.window(root) {
            let mut size = 1usize;
            if id == root || !matches!(self.node(id), Node::Term(_)) {
                self.for_each_child(id, |child| size = size.saturating_add(sizes.get(&child).copied().unwrap_or(1)));
            }
            sizes.insert(id, size.min(limit));
        }
        sizes.get(&root).copied().unwrap_or(1)
    }

    /// The nodes that a label shows.
    pub fn label_nodes(&self, label: &Label) -> Vec<NodeId> {
        match label {
            Label::Definition { args, .. } => args.to_vec(),
            Label::Derivative { of, by, hold } => [*of, *by].iter().chain(hold).copied().collect(),
        }
    }
}
