//! The tree of meaning: a hash-consed graph of expressions without places.
//!
//! A graph is an arena; children always stand before their parents, so every pass is a loop over ascending ids. The
//! constructors normalise one level (fold numbers, collect like terms) and never look through another sum, product or
//! named term; see [`build`]. Sums and products keep the order in which they were first written, because that is the
//! order a reader expects; two that differ in order alone are one node.

pub mod build;
mod field;
mod needs;
mod primes;
pub mod rewrite;
mod sign;
mod walk;
mod whole;
pub mod zero;

use crate::functions::{FunctionId, Need};
use crate::name::Name;
use crate::number::Rational;
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

pub use needs::{draws, is_broken, needs_of, on_parts, power_of_need, unique};

/// A node of a [`Graph`]. Ids ascend from children to parents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(crate) u32);

/// A free variable of a [`Graph`]: a parameter, a column, an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SymbolId(pub(crate) u32);

/// A named term of a [`Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TermId(pub(crate) u32);

/// One expression; its parts are other nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// An exact number.
    Number(Rational),
    /// A free variable.
    Symbol(SymbolId),
    /// `constant + Σ coefficient · node`. One scaled node `c·x` is a sum of one. No node is a number or itself scaled.
    Sum {
        /// The number.
        constant: Rational,
        /// Distinct nodes with non-zero coefficients, in the order first written.
        terms: Box<[(NodeId, Rational)]>,
    },
    /// `Π node^exponent` with no number in front. Square roots are exponents 1/2.
    Product(Box<[(NodeId, Rational)]>),
    /// A function at its arguments.
    Call {
        /// Which function.
        function: Callee,
        /// Its arguments.
        args: Box<[NodeId]>,
    },
    /// A named term: a barrier that keeps the author's name.
    Term(TermId),
    /// A derivative that nobody has worked out yet: of a node, by symbols or named terms one after another, the held
    /// terms taken as constants. [`crate::calculus::resolve()`] replaces it.
    Derivative {
        /// What is differentiated.
        of: NodeId,
        /// By what, in turn.
        by: Box<[NodeId]>,
        /// Named terms taken as constants.
        hold: Box<[NodeId]>,
    },
    /// A node with symbols replaced, after derivatives inside are worked out.
    At {
        /// The node.
        of: NodeId,
        /// Symbol and its replacement.
        values: Box<[(NodeId, NodeId)]>,
    },
}

/// Which function a call calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Callee {
    /// An entry of the shelf.
    Known(FunctionId),
    /// An unspecified smooth function of one variable, differentiated `order` times.
    Opaque {
        /// The symbol that carries its name.
        name: SymbolId,
        /// 0 for f, 1 for f′, …
        order: u32,
    },
}

/// What a symbol is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SymbolKind {
    /// What `derive` differentiates by.
    Parameter,
    /// An argument, a column, anything meant for all values.
    Variable,
    /// The name of an opaque function.
    Function,
    /// A random factor, 0 or 1.
    Mask,
    /// A running average that a normalisation keeps for inference.
    Buffer,
}

/// A free variable.
#[derive(Clone, Debug)]
pub struct Symbol {
    /// Its name, an element of a family as `W[1,2]`.
    pub name: Name,
    /// The indices of an element of a family, from 1.
    pub indices: Box<[u32]>,
    /// What it is for.
    pub kind: SymbolKind,
}

/// How a reader calls a named term.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Label {
    /// `C_1`, `u_2(−1)`, `F(1) without upper`.
    Definition {
        /// The author's name.
        name: Name,
        /// Indices from 1, for an element of a family.
        indices: Box<[u32]>,
        /// The arguments it is taken at.
        args: Box<[NodeId]>,
        /// The neurons and inputs that are left out.
        without: Box<[Name]>,
        /// Whether it is meant at inference: `F(1) in eval`.
        eval: bool,
    },
    /// `∂L/∂S_1`: of a node by a named term or symbol.
    Derivative {
        /// Of what.
        of: NodeId,
        /// By what.
        by: NodeId,
        /// Named terms that depend on it and are taken as constants.
        hold: Box<[NodeId]>,
    },
}

/// What a named term is, as far as special rules need to know.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TermKind {
    /// A definition of the author.
    Definition,
    /// The mean of the rows.
    Mean {
        /// The values that it is the mean of.
        rows: Box<[NodeId]>,
    },
    /// `√(Σ (row − mean)²/(n − ddof) + eps)`.
    Deviation {
        /// The values.
        rows: Box<[NodeId]>,
        /// The term of their mean (or a number).
        mean: NodeId,
        /// 0: divided by n, 1: by n − 1.
        ddof: u32,
        /// Under the root.
        eps: NodeId,
    },
    /// `(row − mean)/deviation`, exactly as its body is written.
    Normalised {
        /// The value that is normalised.
        row: NodeId,
        /// The mean (or a number).
        mean: NodeId,
        /// The term of the deviation.
        deviation: NodeId,
    },
    /// A derivative, worked out, or a part of some that got a name of its own.
    Derivative,
}

/// A named term: `label = body`.
#[derive(Clone, Debug)]
pub struct Term {
    /// How it is called.
    pub label: Label,
    /// What it is.
    pub kind: TermKind,
    /// What it stands for.
    pub body: NodeId,
    /// Where the body is defined, apart from what its own named terms need.
    pub needs: Box<[Condition]>,
}

/// Something that must hold for an expression to have a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Condition {
    /// The expression.
    pub node: NodeId,
    /// What it must meet.
    pub need: Need,
}

/// The arena of expressions, their symbols and named terms.
///
/// ```
/// use normsym::expr::{Graph, SymbolKind};
/// use normsym::name::Name;
/// let mut graph = Graph::new();
/// let x = graph.symbol(Name::plain("x"), SymbolKind::Parameter);
/// let (one, two) = (graph.integer(1), graph.integer(2));
/// let twice = graph.add(&[x, x]);
/// assert_eq!(twice, graph.mul(&[two, x]));
/// let next = graph.add(&[x, one]);
/// assert_ne!(next, graph.add(&[twice, one]));
/// ```
#[derive(Clone, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    hashes: Vec<u64>,
    table: HashTable<u32>,
    symbols: Vec<Symbol>,
    terms: Vec<Term>,
    term_nodes: Vec<NodeId>,
    term_index: rustc_hash::FxHashMap<Label, Vec<TermId>>,
    /// The normalised value of a row by a deviation, where it has a name.
    normalised: rustc_hash::FxHashMap<(NodeId, NodeId), NodeId>,
    /// The elements of a family, where one symbol stands for all of them in the brackets of names.
    wholes: rustc_hash::FxHashMap<NodeId, Box<[NodeId]>>,
}

impl Graph {
    /// An empty graph.
    pub fn new() -> Graph {
        Graph::default()
    }

    /// The number of nodes.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no node yet.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The symbol's entry.
    pub fn symbol_entry(&self, id: SymbolId) -> &Symbol {
        &self.symbols[id.0 as usize]
    }

    /// The named term's entry.
    pub fn term(&self, id: TermId) -> &Term {
        &self.terms[id.0 as usize]
    }

    /// The node of a named term.
    pub fn term_node(&self, id: TermId) -> NodeId {
        self.term_nodes[id.0 as usize]
    }

    /// The named term that this node is, if it is one.
    pub fn as_term(&self, id: NodeId) -> Option<&Term> {
        match self.node(id) {
            Node::Term(term) => Some(self.term(*term)),
            _ => None,
        }
    }

    /// The number that this node is, if it is one.
    pub fn as_number(&self, id: NodeId) -> Option<&Rational> {
        match self.node(id) {
            Node::Number(value) => Some(value),
            _ => None,
        }
    }

    /// The number that this node is, also under a name (`ε = 1/1000`).
    pub fn known_number(&self, id: NodeId) -> Option<&Rational> {
        let mut id = id;
        while let Some(term) = self.as_term(id) {
            id = term.body;
        }
        self.as_number(id)
    }

    /// The symbol that this node is, if it is one.
    pub fn as_symbol(&self, id: NodeId) -> Option<SymbolId> {
        match self.node(id) {
            Node::Symbol(symbol) => Some(*symbol),
            _ => None,
        }
    }

    /// A new symbol: each call makes another one, also under the same name.
    pub fn symbol(&mut self, name: Name, kind: SymbolKind) -> NodeId {
        self.element(name, Box::new([]), kind)
    }

    /// A new symbol that is an element of a family.
    pub fn element(&mut self, name: Name, indices: Box<[u32]>, kind: SymbolKind) -> NodeId {
        let id = SymbolId(self.symbols.len() as u32);
        self.symbols.push(Symbol { name, indices, kind });
        self.intern(Node::Symbol(id))
    }

    /// The named term `label = body`; the same label with the same body is the same term.
    pub fn named(&mut self, label: Label, kind: TermKind, body: NodeId, needs: Vec<Condition>) -> NodeId {
        if let Some(same) = self.term_index.get(&label)
            && let Some(id) = same.iter().find(|id| self.term(**id).body == body && self.term(**id).kind == kind)
        {
            return self.term_node(*id);
        }
        let id = TermId(self.terms.len() as u32);
        self.term_index.entry(label.clone()).or_default().push(id);
        let normalised = if let TermKind::Normalised { row, deviation, .. } = kind { Some((row, deviation)) } else { None };
        self.terms.push(Term { label, kind, body, needs: needs.into() });
        let node = self.intern(Node::Term(id));
        self.term_nodes.push(node);
        if let Some(key) = normalised {
            self.normalised.entry(key).or_insert(node);
        }
        node
    }

    /// The named term `(row − mean)/deviation`, where there is one.
    pub fn normalised(&self, row: NodeId, deviation: NodeId) -> Option<NodeId> {
        self.normalised.get(&(row, deviation)).copied()
    }

    /// The id of a node, which is made where it is new. Callers outside use the constructors.
    pub(crate) fn intern(&mut self, node: Node) -> NodeId {
        let hash = shape_hash(&node);
        let nodes = &self.nodes;
        if let Some(found) = self.table.find(hash, |&id| same(&nodes[id as usize], &node)) {
            return NodeId(*found);
        }
        let id = self.nodes.len() as u32;
        self.nodes.push(node);
        self.hashes.push(hash);
        let hashes = &self.hashes;
        self.table.insert_unique(hash, id, |&id| hashes[id as usize]);
        NodeId(id)
    }
}

/// A hash that does not see the order of summands and factors.
fn shape_hash(node: &Node) -> u64 {
    let one = |value: &dyn Fn(&mut FxHasher)| {
        let mut hasher = FxHasher::default();
        value(&mut hasher);
        // FxHash is weak in its high bits, which a sum of hashes and the table both use.
        hasher.finish().wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(26)
    };
    let bag =
        |parts: &[(NodeId, Rational)]| parts.iter().fold(0u64, |sum, part| sum.wrapping_add(one(&|hasher| part.hash(hasher))));
    match node {
        Node::Sum { constant, terms } => one(&|h| (2u8, constant).hash(h)).wrapping_add(bag(terms)),
        Node::Product(factors) => one(&|h| 3u8.hash(h)).wrapping_add(bag(factors)),
        Node::Number(value) => one(&|h| (0u8, value).hash(h)),
        Node::Symbol(symbol) => one(&|h| (1u8, symbol).hash(h)),
        Node::Call { function, args } => one(&|h| (4u8, function, args).hash(h)),
        Node::Term(term) => one(&|h| (5u8, term).hash(h)),
        Node::Derivative { of, by, hold } => one(&|h| (6u8, of, by, hold).hash(h)),
        Node::At { of, values } => one(&|h| (7u8, of, values).hash(h)),
    }
}

fn same(left: &Node, right: &Node) -> bool {
    match (left, right) {
        (Node::Sum { constant: a, terms: left }, Node::Sum { constant: b, terms: right }) => a == b && same_bag(left, right),
        (Node::Product(left), Node::Product(right)) => same_bag(left, right),
        _ => left == right,
    }
}

fn same_bag(left: &[(NodeId, Rational)], right: &[(NodeId, Rational)]) -> bool {
    if left.len() != right.len() || left == right {
        return left == right;
    }
    let sorted = |parts: &[(NodeId, Rational)]| {
        let mut parts = parts.to_vec();
        parts.sort_unstable_by_key(|(id, _)| *id);
        parts
    };
    sorted(left) == sorted(right)
}
