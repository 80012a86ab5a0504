//! Walks: children, what is reachable, counts. All are loops; none recurses.

use super::{Graph, Label, Node, NodeId, SymbolId, TermKind};
use crate::number::Rational;
use rustc_hash::{FxHashMap, FxHashSet};

impl Graph {
    /// What stands before `at …`, for a reader who knows the point.
    pub fn without_point(&self, id: NodeId) -> NodeId {
        let mut id = id;
        while let Node::At { of, .. } = self.node(id) {
            id = *of;
        }
        id
    }

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
    /// Time is linear (up to a sort) in what is listed, not in the size of the arena; where much is listed, memory is a bit
    /// for each node of it.
    pub fn reachable_until(&self, roots: &[NodeId], enter: impl Fn(NodeId) -> bool) -> Vec<NodeId> {
        let mut seen = Seen::default();
        let mut stack: Vec<NodeId> = Vec::with_capacity(roots.len());
        stack.extend(roots.iter().filter(|root| seen.insert(**root)));
        while let Some(id) = stack.pop() {
            if enter(id) {
                self.for_each_child(id, |child| {
                    if seen.insert(child) {
                        stack.push(child);
                    }
                });
            }
            seen.grow(self.len());
        }
        seen.list()
    }

    /// Visits everything reachable from up to 64 roots, parents before children; bit k tells whether root k reaches the
    /// node.
    pub fn for_each_reached(&self, roots: &[NodeId], mut visit: impl FnMut(NodeId, u64)) {
        let mut reached = vec![0u64; roots.iter().map(|root| root.0 as usize + 1).max().unwrap_or(0)];
        for (place, root) in roots.iter().enumerate() {
            reached[root.0 as usize] |= 1 << place;
        }
        for place in (0..reached.len()).rev() {
            let by = reached[place];
            if by != 0 {
                let id = NodeId(place as u32);
                visit(id, by);
                self.for_each_child(id, |child| reached[child.0 as usize] |= by);
            }
        }
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

    /// Operations below each of the roots by itself: what two of them share counts for both.
    ///
    /// That no pass over the graph tells for all roots at once; one tells it for 64 of them.
    pub fn operations_of_each(&self, roots: &[NodeId]) -> Vec<usize> {
        let mut counts = vec![0; roots.len()];
        for (roots, counts) in roots.chunks(64).zip(counts.chunks_mut(64)) {
            self.for_each_reached(roots, |id, mut by| {
                let own = self.own_operations(id);
                while own > 0 && by != 0 {
                    counts[by.trailing_zeros() as usize] += own;
                    by &= by - 1;
                }
            });
        }
        counts
    }

    /// Operations of one node without those of its children.
    pub fn own_operations(&self, id: NodeId) -> usize {
        match self.node(id) {
            Node::Number(_) | Node::Symbol(_) | Node::Term(_) => 0,
            Node::Sum { constant, terms } => {
                let scaled = terms.iter().filter(|(_, c)| !is_unit(c)).count();
                let negated = usize::from(terms.len() == 1 && constant.is_zero() && terms[0].1 == Rational::MINUS_ONE);
                terms.len() - 1 + usize::from(!constant.is_zero()) + scaled + negated
            }
            Node::Product(factors) => factors.len() - 1 + factors.iter().filter(|(_, e)| !is_unit(e)).count(),
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

/// Whether a number is 1 or −1.
fn is_unit(value: &Rational) -> bool {
    value.is_one() || *value == Rational::MINUS_ONE
}

/// A set of nodes: a table as long as it is small beside the graph, then a bit for each node.
#[derive(Default)]
struct Seen {
    few: FxHashSet<NodeId>,
    bits: Vec<u64>,
}

impl Seen {
    /// The share of a graph's nodes from which bits are taken.
    const SHARE: usize = 128;

    fn insert(&mut self, id: NodeId) -> bool {
        if self.bits.is_empty() {
            return self.few.insert(id);
        }
        let (word, bit) = (&mut self.bits[id.0 as usize / 64], 1 << (id.0 % 64));
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    /// Goes on with bits where the set is no longer small in a graph of that size.
    fn grow(&mut self, size: usize) {
        if self.bits.is_empty() && self.few.len() > size / Seen::SHARE {
            self.bits = vec![0; size / 64 + 1];
            for id in std::mem::take(&mut self.few) {
                self.insert(id);
            }
        }
    }

    fn list(self) -> Vec<NodeId> {
        if self.bits.is_empty() {
            let mut list: Vec<NodeId> = self.few.into_iter().collect();
            list.sort_unstable();
            return list;
        }
        let mut list = Vec::with_capacity(self.bits.iter().map(|word| word.count_ones() as usize).sum());
        for (place, mut word) in self.bits.into_iter().enumerate() {
            while word != 0 {
                list.push(NodeId(place as u32 * 64 + word.trailing_zeros()));
                word &= word - 1;
            }
        }
        list
    }
}
