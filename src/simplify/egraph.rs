//! The e-graph's room: nodes that mirror the graph's, classes of equal ones. The only place that imports `egg`.
//!
//! Sums and products stay n-ary and in the author's order; that two of them are equal by ring laws is found by
//! [`super::ring`], not by rules for associativity and commutativity. No node is made here that no caller asked for.

use super::polynomial::Polynomial;
use super::signfacts::Sign;
use super::window;
use crate::expr::{Callee, Graph, Node, NodeId};
use crate::functions::Need;
use crate::number::Rational;
use rustc_hash::FxHashMap;

/// A class of equal nodes.
pub(super) type Class = egg::Id;

/// What a node does with its children.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Op {
    /// A number.
    Number(Rational),
    /// What is not looked into: a symbol, a named term, an open derivative.
    Atom(NodeId),
    /// A function.
    Call(Callee),
    /// `Π child^exponent`.
    Product(Box<[Rational]>),
    /// `constant + Σ coefficient · child`.
    Sum(Rational, Box<[Rational]>),
}

/// A node of the e-graph.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Enode {
    pub op: Op,
    pub children: Box<[Class]>,
}

impl egg::Language for Enode {
    type Discriminant = std::mem::Discriminant<Op>;

    fn discriminant(&self) -> Self::Discriminant {
        std::mem::discriminant(&self.op)
    }

    fn matches(&self, other: &Self) -> bool {
        self.op == other.op && self.children.len() == other.children.len()
    }

    fn children(&self) -> &[Class] {
        &self.children
    }

    fn children_mut(&mut self) -> &mut [Class] {
        &mut self.children
    }
}

impl Enode {
    /// The children of a sum or product with their coefficients or exponents.
    pub fn parts(&self) -> Vec<(Class, Rational)> {
        match &self.op {
            Op::Sum(_, numbers) | Op::Product(numbers) => self.children.iter().copied().zip(numbers.iter().cloned()).collect(),
            _ => Vec::new(),
        }
    }
}

/// The e-graph of one window with what is known of its classes.
pub(super) struct Room {
    egraph: egg::EGraph<Enode, ()>,
    /// Which rule united which class, in order.
    pub reasons: Vec<(Class, &'static str)>,
    /// The polynomial of each class; renewed by [`Room::unite_equal_polynomials`].
    pub polynomials: FxHashMap<Class, Polynomial<Class>>,
    /// The class of each polynomial seen.
    pub by_polynomial: FxHashMap<Polynomial<Class>, Class>,
    /// What is known of the sign of each class; renewed by [`Room::find_signs`].
    pub signs: FxHashMap<Class, Sign>,
    /// What may be taken for granted.
    pub given: Vec<(Class, Need)>,
    /// Classes of named terms that are never negative.
    pub deviations: Vec<Class>,
    origins: Vec<(Enode, NodeId)>,
    places: FxHashMap<NodeId, Class>,
}

impl Room {
    pub fn new() -> Room {
        Room {
            egraph: egg::EGraph::new(()),
            reasons: Vec::new(),
            polynomials: FxHashMap::default(),
            by_polynomial: FxHashMap::default(),
            signs: FxHashMap::default(),
            given: Vec::new(),
            deviations: Vec::new(),
            origins: Vec::new(),
            places: FxHashMap::default(),
        }
    }

    /// Takes in the window below `root`.
    pub fn enter(&mut self, graph: &Graph, root: NodeId) -> Class {
        for id in window(graph, root) {
            if self.places.contains_key(&id) {
                continue;
            }
            let get = |id: &NodeId| self.places[id];
            let (op, children): (Op, Vec<Class>) = match graph.node(id) {
                Node::Number(value) => (Op::Number(value.clone()), Vec::new()),
                Node::Sum { constant, terms } => (
                    Op::Sum(constant.clone(), terms.iter().map(|(_, c)| c.clone()).collect()),
                    terms.iter().map(|(t, _)| get(t)).collect(),
                ),
                Node::Product(factors) => {
                    (Op::Product(factors.iter().map(|(_, e)| e.clone()).collect()), factors.iter().map(|(f, _)| get(f)).collect())
                }
                Node::Call { function, args } => (Op::Call(*function), args.iter().map(get).collect()),
                Node::Symbol(_) | Node::Term(_) | Node::Derivative { .. } | Node::At { .. } => (Op::Atom(id), Vec::new()),
            };
            let enode = Enode { op, children: children.into() };
            let class = self.egraph.add(enode.clone());
            if graph.as_term(id).is_some_and(|term| matches!(term.kind, crate::expr::TermKind::Deviation { .. })) {
                self.deviations.push(class);
            }
            self.origins.push((enode, id));
            self.places.insert(id, class);
        }
        self.egraph.rebuild();
        self.places[&root]
    }

    pub fn find(&self, class: Class) -> Class {
        self.egraph.find(class)
    }

    /// The class of that very node, where there is one.
    pub fn lookup(&self, node: &Enode) -> Option<Class> {
        self.egraph.lookup(node.clone())
    }

    /// The number of nodes.
    pub fn size(&self) -> usize {
        self.egraph.total_size()
    }

    /// The nodes of a class.
    pub fn nodes(&self, class: Class) -> &[Enode] {
        &self.egraph[class].nodes
    }

    /// All classes, ascending.
    pub fn classes(&self) -> Vec<Class> {
        let mut classes: Vec<Class> = self.egraph.classes().map(|class| class.id).collect();
        classes.sort_unstable();
        classes
    }

    /// Unites two classes for a reason; whether they were not one yet.
    pub fn unite(&mut self, left: Class, right: Class, reason: &'static str) -> bool {
        let new = self.egraph.union(left, right);
        if new {
            self.reasons.push((left, reason));
        }
        new
    }

    /// Restores the invariants after unions.
    pub fn rebuild(&mut self) {
        self.egraph.rebuild();
    }

    /// Nodes that came from the window, with what they were there.
    pub fn origins(&self) -> FxHashMap<Enode, NodeId> {
        let mut map = FxHashMap::default();
        for (enode, id) in &self.origins {
            let mut enode = enode.clone();
            enode.children.iter_mut().for_each(|child| *child = self.find(*child));
            map.entry(enode).or_insert(*id);
        }
        map
    }

    /// For each class the first node of the window in it.
    pub fn first_of_class(&self) -> FxHashMap<Class, NodeId> {
        let mut map = FxHashMap::default();
        for (_, id) in &self.origins {
            map.entry(self.find(self.places[id])).or_insert(*id);
        }
        map
    }

    pub fn number_of(&self, class: Class) -> Option<Rational> {
        self.nodes(class).iter().find_map(|node| match &node.op {
            Op::Number(value) => Some(value.clone()),
            _ => None,
        })
    }

    /// A class as coefficient times class.
    fn split(&self, class: Class) -> (Rational, Class) {
        for node in self.nodes(class) {
            if let Op::Sum(constant, coefficients) = &node.op
                && constant.is_zero()
                && coefficients.len() == 1
            {
                return (coefficients[0].clone(), self.find(node.children[0]));
            }
        }
        (Rational::ONE, self.find(class))
    }

    pub fn number(&mut self, value: Rational) -> Class {
        self.egraph.add(Enode { op: Op::Number(value), children: Box::new([]) })
    }

    pub fn call(&mut self, function: Callee, args: Vec<Class>) -> Class {
        if let Callee::Known(id) = function
            && let Some(numbers) = args.iter().map(|arg| self.number_of(*arg)).collect::<Option<Vec<_>>>()
            && !numbers.is_empty()
            && let Some(value) = (id.get().exact)(&numbers)
        {
            return self.number(value);
        }
        let children = args.into_iter().map(|arg| self.find(arg)).collect();
        self.egraph.add(Enode { op: Op::Call(function), children })
    }

    /// `constant + Σ coefficient · class`, one level folded as the graph's constructors do.
    pub fn sum(&mut self, constant: Rational, terms: &[(Class, Rational)]) -> Class {
        let mut constant = constant;
        let mut collected: Vec<(Class, Rational)> = Vec::with_capacity(terms.len());
        for (class, coefficient) in terms {
            if let Some(value) = self.number_of(*class) {
                constant = &constant + &(&value * coefficient);
                continue;
            }
            let (own, class) = self.split(*class);
            let coefficient = &own * coefficient;
            match collected.iter_mut().find(|(known, _)| *known == class) {
                Some((_, sum)) => *sum = &*sum + &coefficient,
                None => collected.push((class, coefficient)),
            }
        }
        collected.retain(|(_, c)| !c.is_zero());
        match collected.as_slice() {
            [] => self.number(constant),
            [(class, c)] if c.is_one() && constant.is_zero() => *class,
            _ => {
                let (children, numbers): (Vec<_>, Vec<_>) = collected.into_iter().unzip();
                self.egraph.add(Enode { op: Op::Sum(constant, numbers.into()), children: children.into() })
            }
        }
    }

    /// `Π class^exponent`, one level folded, inner powers opened.
    pub fn product(&mut self, factors: &[(Class, Rational)]) -> Class {
        let mut number = Rational::ONE;
        let mut collected: Vec<(Class, Rational)> = Vec::with_capacity(factors.len());
        let mut stack: Vec<(Class, Rational, bool)> = factors.iter().rev().map(|(c, e)| (*c, e.clone(), true)).collect();
        while let Some((class, exponent, open)) = stack.pop() {
            if let Some(n) = exponent.to_i64() {
                if let Some(value) = self.number_of(class).and_then(|value| value.pow(n)) {
                    number = &number * &value;
                    continue;
                }
                let (own, inner) = self.split(class);
                // Once alone: a class may be −1 times another that is −1 times it.
                if open
                    && !own.is_one()
                    && let Some(value) = own.pow(n)
                {
                    number = &number * &value;
                    stack.push((inner, exponent, false));
                    continue;
                }
                let own = self.find(class);
                // step(x)² = step(x) holds itself, and would be opened for ever.
                let product = self.nodes(class).iter().find(|node| {
                    matches!(node.op, Op::Product(_)) && !node.children.iter().any(|child| self.find(*child) == own)
                });
                if let Some(product) = product.filter(|_| open) {
                    // One level alone: a class may hold a product that contains the class itself.
                    stack.extend(product.parts().into_iter().rev().map(|(c, e)| (c, &e * &exponent, false)));
                    continue;
                }
            }
            let class = self.find(class);
            match collected.iter_mut().find(|(known, _)| *known == class) {
                Some((_, sum)) => *sum = &*sum + &exponent,
                None => collected.push((class, exponent)),
            }
        }
        collected.retain(|(_, e)| !e.is_zero());
        if number.is_zero() {
            return self.number(number);
        }
        let product = match collected.as_slice() {
            [] => return self.number(number),
            [(class, e)] if e.is_one() => *class,
            _ => {
                let (children, numbers): (Vec<_>, Vec<_>) = collected.into_iter().unzip();
                self.egraph.add(Enode { op: Op::Product(numbers.into()), children: children.into() })
            }
        };
        if number.is_one() { product } else { self.sum(Rational::ZERO, &[(product, number)]) }
    }

    /// Adds the folded form of sums and products whose children turned out to be numbers, equal, scaled or products.
    pub fn fold(&mut self, node_limit: usize) -> bool {
        let mut changed = false;
        for class in self.classes() {
            if self.size() > node_limit {
                break;
            }
            for node in self.nodes(class).to_vec() {
                let folded = match &node.op {
                    Op::Sum(constant, _) if node.children.len() > 1 || !constant.is_zero() => {
                        self.sum(constant.clone(), &node.parts())
                    }
                    Op::Product(_) => self.product(&node.parts()),
                    _ => continue,
                };
                changed |= self.unite(class, folded, "folding");
            }
        }
        self.rebuild();
        changed
    }
}
