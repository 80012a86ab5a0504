//! The values of a graph's nodes at one point of the field: numbers, sums, products, roots.

use super::constants::{constants, residue};
use super::guards::Guards;
use super::relations::Relations;
use super::values::Values;
use super::{Effort, Options, Spent};
use crate::expr::field::{Element, Field, scramble};
use crate::expr::{Callee, Graph, Node, NodeId, TermKind};
use crate::number::Rational;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{Cell, RefCell};

/// Draws per point that have no value (divisors that are 0) until none is expected.
const DRAWS: u32 = 64;

/// Draws that are refused until no better one is expected: enough for about ten independent roots.
const REFUSALS: u32 = 4096;

/// The values of nodes at one point of the field.
pub(super) struct Evaluation<'a> {
    pub(super) graph: &'a Graph,
    nodes: Vec<NodeId>,
    root: Option<NodeId>,
    pub(super) options: &'a Options<'a>,
    pub(super) values: Values,
    guards: Guards,
    /// Algebraic numbers such as √2 − 3: no draw changes their value in the field, so their sign there would be a
    /// constant that says nothing of their real sign. It is drawn at random instead.
    /// Where the number is rational, its value is kept and its sign is the real one.
    pub(super) constants: FxHashMap<NodeId, Option<Rational>>,
    pub(super) field: Field,
    pub(super) seed: u64,
    /// Whether roots of what plays a negative number are refused.
    strict: bool,
    /// Whether no point inside is expected any more.
    pub(super) hopeless: bool,
    /// Whether the present draw was refused, rather than without a value.
    refused: Cell<bool>,
    /// Whether the present draw has no value for a reason that real numbers share.
    impossible: Cell<bool>,
    /// The signs decided at the present point.
    signs: RefCell<Vec<bool>>,
    /// What these are signs of.
    signed: RefCell<FxHashSet<NodeId>>,
    /// Residues of fractions: an inverse costs as much as a hundred products.
    fractions: RefCell<FxHashMap<(u64, i64, i64), Element>>,
    /// How often symbols were drawn again, apart from the rest.
    pub(super) redrawn: FxHashMap<NodeId, u64>,
    /// Inverses of nodes at the present point, for the same reason.
    inverses: RefCell<FxHashMap<NodeId, Element>>,
    /// Whether relations among logarithms and among exponents are looked for.
    pub(super) related: bool,
    /// What was found of them at the present point.
    pub(super) relations: RefCell<Relations>,
    /// Whether a root was taken that no power in the graph shows, as in `exp(ln(x)/2)`.
    pub(super) rooted: Cell<bool>,
}

/// The value at a point.
pub(super) enum Drawn {
    /// Every root is one of a positive number and every fact holds.
    Inside(Element),
    /// A value, but for the laws of signs the point does not count.
    Outside(Element),
    /// No value was found: always because of a division by 0, a root or logarithm outside its domain, or not.
    Nothing {
        /// Whether that is so for real numbers too.
        certain: bool,
    },
}

impl<'a> Evaluation<'a> {
    pub(super) fn new(graph: &'a Graph, root: NodeId, options: &'a Options<'a>, field: Field, effort: Effort) -> Evaluation<'a> {
        let guards = Guards::new(graph, root, options, effort.positive);
        let nodes = super::tested_nodes(graph, &guards.roots(root), root, options);
        let bare = Evaluation::bare(graph, options, field);
        let mut evaluation = Evaluation { constants: constants(graph, &nodes), related: effort.related, ..bare };
        evaluation.values.reserve_some(nodes.len(), graph.len());
        (evaluation.nodes, evaluation.root, evaluation.guards) = (nodes, Some(root), guards);
        evaluation
    }

    /// Without nodes to run through: for single nodes, whose children's values are given.
    pub(super) fn bare(graph: &'a Graph, options: &'a Options<'a>, field: Field) -> Evaluation<'a> {
        Evaluation {
            graph,
            nodes: Vec::new(),
            root: None,
            options,
            values: Values::default(),
            guards: Guards::symbols(graph, options),
            constants: FxHashMap::default(),
            field,
            seed: 0,
            strict: false,
            hopeless: false,
            refused: Cell::new(false),
            impossible: Cell::new(false),
            signs: RefCell::default(),
            signed: RefCell::default(),
            redrawn: FxHashMap::default(),
            fractions: RefCell::default(),
            inverses: RefCell::default(),
            related: false,
            relations: RefCell::default(),
            rooted: Cell::new(false),
        }
    }

    /// The numbers that are written in what is tested, and those that follow by plain arithmetic.
    pub(super) fn numbers(&self) -> impl Iterator<Item = &Rational> {
        let written = self.nodes.iter().flat_map(|id| -> Box<dyn Iterator<Item = &Rational>> {
            match self.graph.node(*id) {
                Node::Number(value) => Box::new(std::iter::once(value)),
                Node::Sum { constant, terms } => Box::new(std::iter::once(constant).chain(terms.iter().map(|(_, c)| c))),
                _ => Box::new(std::iter::empty()),
            }
        });
        let values = self.nodes.iter().filter_map(|id| self.constants.get(id)?.as_ref());
        written.chain(values).filter(|number| !number.is_zero())
    }

    /// The value at the point of that number, drawn again until there is one where every root is of a positive number; as
    /// long as the work spent allows.
    pub(super) fn draw(&mut self, point: u64, spent: &mut Spent) -> Drawn {
        let mut certain = true;
        for strict in [true, false] {
            if strict && self.hopeless {
                continue;
            }
            let (mut without, mut refused) = (0, 0);
            self.strict = strict;
            for number in 0.. {
                if without == DRAWS || refused == REFUSALS || (strict && spent.is_over()) {
                    break;
                }
                self.seed = scramble(&[point, number]);
                match (self.run(spent), strict) {
                    (Some(value), true) => return Drawn::Inside(value),
                    (Some(value), false) => return Drawn::Outside(value),
                    (None, true) if self.refused.get() => refused += 1,
                    (None, _) => {
                        without += 1;
                        certain &= self.impossible.get();
                    }
                }
            }
            self.hopeless |= strict;
        }
        Drawn::Nothing { certain }
    }

    /// The signs that were decided at the last point, in their order.
    pub(super) fn signs(&self) -> Vec<bool> {
        self.signs.borrow().clone()
    }

    /// Where values have changed: what was known of them goes.
    pub(super) fn forget_inverses(&mut self) {
        self.inverses.get_mut().clear();
    }

    fn run(&mut self, spent: &mut Spent) -> Option<Element> {
        self.refused.set(false);
        self.impossible.set(false);
        self.signs.get_mut().clear();
        self.signed.get_mut().clear();
        self.inverses.get_mut().clear();
        self.relations.get_mut().clear();
        for place in 0..self.nodes.len() {
            let id = self.nodes[place];
            spent.add(1);
            let is_atom = Some(id) != self.root && self.options.atoms.is_some_and(|atoms| atoms(self.graph, id));
            let value = if is_atom { self.atom(id) } else { self.node(id)? };
            self.values.set(id, value);
            if self.strict && !self.guards.allow(self.field, &self.values, id) {
                self.refused.set(true);
                return None;
            }
        }
        self.values.found(self.root?)
    }

    /// An independent value; positive for a deviation and for what is assumed positive.
    fn atom(&self, id: NodeId) -> Element {
        let value = match self.redrawn.get(&id) {
            Some(times) => self.field.random(&[self.seed, 1, u64::from(id.0), *times]),
            None => self.field.random(&[self.seed, 1, u64::from(id.0)]),
        };
        let deviation = self.graph.as_term(id).is_some_and(|term| matches!(term.kind, TermKind::Deviation { .. }));
        let square = self.field.mul(value, value);
        match self.guards.positive(id) {
            _ if deviation => square,
            Some(true) => square,
            Some(false) => self.field.neg(square),
            None => value,
        }
    }

    pub(super) fn node(&self, id: NodeId) -> Option<Element> {
        let field = self.field;
        match self.graph.node(id) {
            Node::Number(value) => self.residue(value),
            Node::Symbol(_) => Some(self.atom(id)),
            Node::Term(term) => self.values.found(self.graph.term(*term).body),
            Node::Sum { constant, terms } => {
                let mut sum = self.residue(constant)?;
                for (child, coefficient) in terms {
                    let value = self.values.get(*child);
                    let term = if coefficient.is_one() { value } else { field.mul(value, self.residue(coefficient)?) };
                    sum = field.add(sum, term);
                }
                Some(sum)
            }
            Node::Product(factors) => {
                let mut product = field.one();
                for (base, exponent) in factors {
                    product = field.mul(product, self.power(*base, exponent)?);
                }
                Some(product)
            }
            Node::Call { function: Callee::Opaque { name, order }, args } => {
                let value = self.values.get(args[0]);
                Some(field.random(&[self.seed, 2, u64::from(name.0), u64::from(*order), value.re, value.im]))
            }
            Node::Call { function: Callee::Known(function), args } => self.known(function.get().name, args),
            Node::Derivative { .. } | Node::At { .. } => None,
        }
    }

    pub(super) fn power(&self, base: NodeId, exponent: &Rational) -> Option<Element> {
        self.power_of(Some(base), self.values.get(base), exponent)
    }

    /// A value to a power; `base` is the node that has it, if there is one.
    pub(super) fn power_of(&self, base: Option<NodeId>, value: Element, exponent: &Rational) -> Option<Element> {
        let (n, d) = exponent.small_parts()?;
        match (d, base) {
            (1, Some(base)) => self.whole_power(base, value, n),
            (1, None) => self.field.pow(value, n).or_else(|| self.no_value()),
            _ if self.options.free_roots => self.field.pow(self.hashed(&[3, d as u64], value), n),
            _ => self.field.pow(self.root(base, value, d as u64)?, n).or_else(|| self.no_value()),
        }
    }

    /// The root of that degree; negative numbers have none.
    fn root(&self, base: Option<NodeId>, value: Element, degree: u64) -> Option<Element> {
        let constant = base.and_then(|base| self.constants.get(&base));
        if let Some(Some(number)) = constant
            && number.is_negative()
        {
            return self.no_value();
        }
        self.refuse_negative(value)?;
        let twos = degree.trailing_zeros();
        let odd = degree >> twos;
        let mut root = if odd == 1 {
            value
        } else {
            // A high or unknown root is a value like any other.
            (odd <= 127).then(|| self.field.odd_root(value, odd)).flatten().unwrap_or_else(|| self.hashed(&[3, odd], value))
        };
        for _ in 0..twos {
            root = self.field.sqrt(root)?;
            if matches!(constant, Some(None)) {
                root = self.field.mul(root, self.random_sign(base, root));
            }
        }
        Some(root)
    }

    /// `None` where a root of this value takes the point out of what counts.
    pub(super) fn refuse_negative(&self, value: Element) -> Option<()> {
        let refused = self.strict && !value.is_zero() && !self.field.is_positive(value);
        self.refused.set(self.refused.get() || refused);
        (!refused).then_some(())
    }

    /// `None` for what has no value for real numbers either.
    pub(super) fn no_value<T>(&self) -> Option<T> {
        self.impossible.set(true);
        None
    }

    fn whole_power(&self, base: NodeId, value: Element, exponent: i64) -> Option<Element> {
        if exponent >= 0 {
            return self.field.pow(value, exponent);
        }
        let known = self.inverses.borrow().get(&base).copied();
        let inverse = match known {
            Some(inverse) => inverse,
            None => {
                let inverse = self.field.inverse(value).or_else(|| self.no_value())?;
                self.inverses.borrow_mut().insert(base, inverse);
                inverse
            }
        };
        self.field.pow(inverse, exponent.checked_neg()?)
    }

    /// A rational number in the field.
    pub(super) fn residue(&self, value: &Rational) -> Option<Element> {
        match value.small_parts() {
            Some((_, 1)) | None => residue(self.field, value),
            Some((n, d)) => {
                let key = (self.field.modulus(), n, d);
                if let Some(known) = self.fractions.borrow().get(&key) {
                    return Some(*known);
                }
                let element = residue(self.field, value)?;
                self.fractions.borrow_mut().insert(key, element);
                Some(element)
            }
        }
    }

    /// ±1 by the draw, opposite for v and −v.
    pub(super) fn random_sign(&self, of: Option<NodeId>, value: Element) -> Element {
        let (hash, flipped) = self.canonical(&[11], value);
        self.decided(of, flipped == (hash.re % 2 == 0))
    }

    /// The sign, noted as one that chooses a branch; once for a node and its multiples, which have the same sign or the
    /// opposite one for real numbers as well.
    pub(super) fn decided(&self, of: Option<NodeId>, positive: bool) -> Element {
        let of = of.map(|of| self.graph.split_coefficient(of).1.unwrap_or(of));
        if of.is_none_or(|of| self.signed.borrow_mut().insert(of)) {
            self.signs.borrow_mut().push(positive);
        }
        if positive { self.field.one() } else { self.field.minus_one() }
    }
}
