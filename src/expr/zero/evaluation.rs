//! The values of a graph's nodes at one point of the field: numbers, sums, products, roots.

use super::constants::{constants, residue};
use super::{DRAWS, Options};
use crate::expr::field::{Element, P, scramble};
use crate::expr::{Callee, Graph, Node, NodeId, TermKind};
use crate::functions::Need;
use crate::number::Rational;
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// The values of nodes at one point of the field.
pub(super) struct Evaluation<'a> {
    pub(super) graph: &'a Graph,
    nodes: &'a [NodeId],
    root: NodeId,
    pub(super) options: &'a Options<'a>,
    pub(super) values: FxHashMap<NodeId, Element>,
    positive: FxHashMap<NodeId, Need>,
    /// Algebraic numbers such as √2 − 3: no draw changes their value in the field, so their sign there would be a
    /// constant that says nothing of their real sign. It is drawn at random instead.
    /// Where the number is rational, its value is kept and its sign is the real one.
    pub(super) constants: FxHashMap<NodeId, Option<Rational>>,
    pub(super) seed: u64,
    /// Whether points are drawn again until every root is one of what plays a positive number.
    pub(super) picky: bool,
    /// Residues of fractions: an inverse costs as much as a hundred products.
    fractions: RefCell<FxHashMap<(i64, i64), Element>>,
    /// Inverses of nodes at the present point, for the same reason.
    inverses: RefCell<FxHashMap<NodeId, Element>>,
}

impl<'a> Evaluation<'a> {
    pub(super) fn new(graph: &'a Graph, nodes: &'a [NodeId], root: NodeId, options: &'a Options<'a>) -> Evaluation<'a> {
        let mut positive = FxHashMap::default();
        for fact in options.assumptions {
            // A fact about −w says that −w is positive.
            let (coefficient, base) = graph.split_coefficient(fact.node);
            if let Some(base) = base.filter(|base| graph.as_symbol(*base).is_some() && fact.need != Need::NonZero) {
                positive.insert(base, if coefficient.is_negative() { Need::NonZero } else { Need::Positive });
            }
        }
        Evaluation {
            graph,
            nodes,
            root,
            options,
            values: FxHashMap::default(),
            positive,
            constants: constants(graph, nodes),
            seed: 0,
            picky: true,
            fractions: RefCell::default(),
            inverses: RefCell::default(),
        }
    }

    /// The value at the point of that number, drawn again until there is one.
    pub(super) fn defined_value(&mut self, point: u64, root: NodeId) -> Option<Element> {
        let mut fallback = None;
        for draw in 0..DRAWS {
            self.seed = scramble(&[point, draw]);
            let mut outside = false;
            if self.run(&mut outside).is_some() {
                let value = self.values[&root];
                // Roots of what plays a negative number are honest values, but lose the laws of signs: prefer others.
                if !outside || !self.picky || draw >= DRAWS / 2 {
                    return Some(value);
                }
                fallback = Some(value);
            }
        }
        fallback
    }

    fn run(&mut self, outside: &mut bool) -> Option<()> {
        self.values.clear();
        self.inverses.get_mut().clear();
        for &id in self.nodes {
            let is_atom = id != self.root && self.options.atoms.is_some_and(|atoms| atoms(self.graph, id));
            let value = if is_atom { self.atom(id) } else { self.node(id, outside)? };
            self.values.insert(id, value);
        }
        Some(())
    }

    /// An independent value; positive for a deviation and for what is assumed positive.
    fn atom(&self, id: NodeId) -> Element {
        let value = Element::real(scramble(&[self.seed, 1, u64::from(id.0)]));
        let deviation = self.graph.as_term(id).is_some_and(|term| matches!(term.kind, TermKind::Deviation { .. }));
        match self.positive.get(&id) {
            _ if deviation => value.mul(value),
            Some(Need::Positive) => value.mul(value),
            Some(Need::NonZero) => value.mul(value).neg(),
            _ => value,
        }
    }

    pub(super) fn node(&self, id: NodeId, outside: &mut bool) -> Option<Element> {
        match self.graph.node(id) {
            Node::Number(value) => self.residue(value),
            Node::Symbol(_) => Some(self.atom(id)),
            Node::Term(term) => self.values.get(&self.graph.term(*term).body).copied(),
            Node::Sum { constant, terms } => {
                let mut sum = self.residue(constant)?;
                for (child, coefficient) in terms {
                    sum = sum.add(self.values[child].mul(self.residue(coefficient)?));
                }
                Some(sum)
            }
            Node::Product(factors) => {
                let mut product = Element::ONE;
                for (base, exponent) in factors {
                    product = product.mul(self.power(*base, exponent, outside)?);
                }
                Some(product)
            }
            Node::Call { function: Callee::Opaque { name, order }, args } => {
                let value = self.values[&args[0]];
                Some(Element::real(scramble(&[self.seed, 2, u64::from(name.0), u64::from(*order), value.re, value.im])))
            }
            Node::Call { function: Callee::Known(function), args } => self.known(function.get().name, args, outside),
            Node::Derivative { .. } | Node::At { .. } => None,
        }
    }

    pub(super) fn power(&self, base: NodeId, exponent: &Rational, outside: &mut bool) -> Option<Element> {
        let value = self.values[&base];
        let (n, d) = exponent.small_parts()?;
        if d == 1 {
            return self.whole_power(base, value, n);
        }
        if let (Some(Some(number)), 2, false) = (self.constants.get(&base), d, self.options.free_roots) {
            return Self::root_of_number(number)?.pow(n);
        }
        if self.options.free_roots || !(d as u64).is_power_of_two() {
            return self.hashed(&[3, d as u64], value).pow(n);
        }
        let mut root = value;
        let mut steps = d;
        while steps > 1 {
            *outside |= root.im != 0 || root.sign() != Element::ONE;
            root = root.sqrt()?;
            if self.constants.contains_key(&base) {
                root = root.mul(self.random_sign(root));
            }
            steps /= 2;
        }
        root.pow(n)
    }

    fn whole_power(&self, base: NodeId, value: Element, exponent: i64) -> Option<Element> {
        if exponent >= 0 {
            return value.pow(exponent);
        }
        let known = self.inverses.borrow().get(&base).copied();
        let inverse = match known {
            Some(inverse) => inverse,
            None => {
                let inverse = value.inverse()?;
                self.inverses.borrow_mut().insert(base, inverse);
                inverse
            }
        };
        inverse.pow(exponent.checked_neg()?)
    }

    /// A rational number in the field.
    pub(super) fn residue(&self, value: &Rational) -> Option<Element> {
        match value.small_parts() {
            Some((_, 1)) | None => residue(value),
            Some(parts) => {
                if let Some(known) = self.fractions.borrow().get(&parts) {
                    return Some(*known);
                }
                let element = residue(value)?;
                self.fractions.borrow_mut().insert(parts, element);
                Some(element)
            }
        }
    }

    /// √(a/b) as a product of roots of primes, so that √12 = 2 √3 and √2 √3 = √6. The positive root is taken, so that
    /// √(2x²) = √2 |x|.
    fn root_of_number(number: &Rational) -> Option<Element> {
        if number.is_negative() {
            return None;
        }
        let (n, d) = number.small_parts()?;
        let (mut rest, mut root) = (u128::from(n.unsigned_abs()) * u128::from(d.unsigned_abs()), Element::ONE);
        let mut prime = 2u128;
        while prime * prime <= rest && prime < 1 << 16 {
            while rest.is_multiple_of(prime * prime) {
                rest /= prime * prime;
                root = root.mul(Element::real(prime as u64));
            }
            if rest.is_multiple_of(prime) {
                rest /= prime;
                root = root.mul(Self::root_of_prime(prime)?);
            }
            prime += 1;
        }
        if rest > 1 {
            root = root.mul(Self::root_of_prime(rest)?);
        }
        Some(root.mul(Element::real(d.unsigned_abs() % P).inverse()?))
    }

    fn root_of_prime(prime: u128) -> Option<Element> {
        Element::real((prime % u128::from(P)) as u64).sqrt()
    }

    /// ±1 by the draw, opposite for v and −v.
    pub(super) fn random_sign(&self, value: Element) -> Element {
        let (hash, flipped) = self.canonical(&[11], value);
        if flipped == (hash.re % 2 == 0) { Element::ONE } else { Element::ONE.neg() }
    }
}
