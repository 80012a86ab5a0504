//! Where an expression is cut into parts with names of their own, so that what is written out stays bounded.
//!
//! A graph shares its parts, a page does not: `x_{k+1} = x_k² + x_k` is k nodes in a graph and 2^k on a page. An
//! expression that would be longer than the limit (or nested deeper than a reader, or our own parser, follows) gets
//! names `t_1`, `t_2`, … for what it shares. An expression within the limit is never touched.

use crate::expr::{Graph, Label, Node, NodeId};
use crate::name::Name;
use rustc_hash::{FxHashMap, FxHashSet};

/// The deepest nesting that is written out; each level may cost two brackets, and the parser reads 64.
const DEEPEST: usize = 28;
/// A part shorter than this is written out again rather than named.
const SHORTEST: usize = 4;
/// The largest limit that is taken, whatever is asked for.
const LARGEST: usize = 5_000;

/// The names given so far to parts of a graph's expressions.
pub(super) struct Cuts<'a> {
    graph: &'a Graph,
    limit: usize,
    base: Option<String>,
    named: FxHashMap<NodeId, Name>,
    fresh: Vec<NodeId>,
}

/// How long and how deep a node is when written out.
#[derive(Clone, Copy)]
struct Size {
    length: usize,
    depth: usize,
}

impl<'a> Cuts<'a> {
    /// No names yet.
    pub(super) fn new(graph: &'a Graph, limit: usize) -> Cuts<'a> {
        Cuts { graph, limit: limit.clamp(16, LARGEST), base: None, named: FxHashMap::default(), fresh: Vec::new() }
    }

    /// The name of a part, if it has one.
    pub(super) fn name(&self, id: NodeId) -> Option<&Name> {
        self.named.get(&id)
    }

    /// The parts named since the last call, each after those that it uses.
    pub(super) fn take_fresh(&mut self) -> Vec<NodeId> {
        std::mem::take(&mut self.fresh)
    }

    /// Names parts below the root until the root can be written out.
    pub(super) fn plan(&mut self, root: NodeId) {
        let list = self.shown(root);
        if self.fits(root, &list) {
            return;
        }
        let mut uses: FxHashMap<NodeId, usize> = FxHashMap::default();
        for &id in &list {
            self.for_each_shown(id, root, |child| *uses.entry(child).or_default() += 1);
        }
        let mut sizes = FxHashMap::default();
        for &id in &list {
            let mut size = self.size(id, root, &sizes);
            if size.length > self.limit {
                self.name_children(id, root, &mut sizes);
                size = self.size(id, root, &sizes);
            }
            let shared = uses.get(&id).is_some_and(|&uses| uses > 1) && size.length >= SHORTEST;
            if id != root && (shared || size.length >= self.limit / 4 || size.depth >= DEEPEST) {
                self.give_name(id);
                size = Size { length: 1, depth: 1 };
            }
            sizes.insert(id, size);
        }
    }

    /// Whether the root can be written out as it is.
    fn fits(&self, root: NodeId, list: &[NodeId]) -> bool {
        let mut sizes = FxHashMap::default();
        for &id in list {
            sizes.insert(id, self.size(id, root, &sizes));
        }
        sizes.get(&root).is_none_or(|size| size.length <= self.limit && size.depth <= DEEPEST)
    }

    /// A sum or product too long by itself: its longest parts are named.
    fn name_children(&mut self, id: NodeId, root: NodeId, sizes: &mut FxHashMap<NodeId, Size>) {
        let mut children = Vec::new();
        self.for_each_shown(id, root, |child| children.push(child));
        for child in children {
            let long = sizes.get(&child).is_some_and(|size| size.length >= 3 * SHORTEST);
            if long && !self.named.contains_key(&child) {
                self.give_name(child);
                sizes.insert(child, Size { length: 1, depth: 1 });
            }
        }
    }

    /// Everything that is seen when the root is written out, children before parents.
    fn shown(&self, root: NodeId) -> Vec<NodeId> {
        let mut seen: FxHashSet<NodeId> = FxHashSet::default();
        let mut stack = vec![root];
        seen.insert(root);
        while let Some(id) = stack.pop() {
            self.for_each_shown(id, root, |child| {
                if seen.insert(child) {
                    stack.push(child);
                }
            });
        }
        let mut list: Vec<NodeId> = seen.into_iter().collect();
        list.sort_unstable();
        list
    }

    /// Calls `visit` with each child that is seen: of a named term those in its label, of a part with a name none.
    fn for_each_shown(&self, id: NodeId, root: NodeId, visit: impl FnMut(NodeId)) {
        match self.graph.as_term(id) {
            _ if id != root && self.named.contains_key(&id) => {}
            Some(term) => self.graph.label_nodes(&term.label).into_iter().for_each(visit),
            None => self.graph.for_each_child(id, visit),
        }
    }

    fn size(&self, id: NodeId, root: NodeId, sizes: &FxHashMap<NodeId, Size>) -> Size {
        let mut size = Size { length: 1, depth: 0 };
        self.for_each_shown(id, root, |child| {
            let part = sizes.get(&child).copied().unwrap_or(Size { length: 1, depth: 1 });
            size.length = size.length.saturating_add(part.length);
            size.depth = size.depth.max(part.depth);
        });
        size.depth = size.depth.saturating_add(1);
        size
    }

    fn give_name(&mut self, id: NodeId) {
        let base = self.base.get_or_insert_with(|| free_base(self.graph)).clone();
        let name = Name { subscript: Some((self.named.len() + 1).to_string()), ..Name::plain(base) };
        self.named.insert(id, name);
        self.fresh.push(id);
    }
}

/// A letter that no name of the graph begins with.
fn free_base(graph: &Graph) -> String {
    let mut taken: FxHashSet<&str> = FxHashSet::default();
    for id in (0..graph.len() as u32).map(NodeId) {
        match graph.node(id) {
            Node::Symbol(symbol) => {
                taken.insert(&graph.symbol_entry(*symbol).name.base);
            }
            Node::Term(term) => {
                if let Label::Definition { name, .. } = &graph.term(*term).label {
                    taken.insert(&name.base);
                }
            }
            _ => {}
        }
    }
    let letters = ["t", "q", "v", "h"].into_iter().map(str::to_string);
    let words = (1..).map(|k| format!("part{k}"));
    letters.chain(words).find(|base| !taken.contains(base.as_str())).unwrap_or_default()
}
