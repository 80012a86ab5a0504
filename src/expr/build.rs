//! The constructors: numbers, sums, products, powers, calls. Each normalises one level and no more.
//!
//! Sums fold numbers and collect like terms; products do the same with equal bases, so `x · x^-1` is 1. That loses
//! `x ≠ 0`, which is why whoever writes a quotient, a root or a logarithm first records what it needs as a
//! [`super::Condition`]; the constructors do not.

use super::{Callee, Graph, Node, NodeId};
use crate::functions::{self, FunctionId, Parity};
use crate::number::Rational;
use rustc_hash::FxHashMap;

/// Up to so many summands are searched one by one.
const SHORT: usize = 12;

impl Graph {
    /// An exact number.
    pub fn number(&mut self, value: Rational) -> NodeId {
        self.intern(Node::Number(value))
    }

    /// A whole number.
    pub fn integer(&mut self, value: i64) -> NodeId {
        self.number(Rational::integer(value))
    }

    /// The sum of the nodes.
    pub fn add(&mut self, nodes: &[NodeId]) -> NodeId {
        let terms: Vec<_> = nodes.iter().map(|&node| (node, Rational::ONE)).collect();
        self.linear(Rational::ZERO, &terms)
    }

    /// `left − right`.
    pub fn sub(&mut self, left: NodeId, right: NodeId) -> NodeId {
        self.linear(Rational::ZERO, &[(left, Rational::ONE), (right, Rational::MINUS_ONE)])
    }

    /// `−node`.
    pub fn neg(&mut self, node: NodeId) -> NodeId {
        self.scale(&Rational::MINUS_ONE, node)
    }

    /// `constant + Σ coefficient · node`: numbers folded, like terms collected, zeros dropped.
    pub fn linear(&mut self, constant: Rational, terms: &[(NodeId, Rational)]) -> NodeId {
        let mut constant = constant;
        let mut collected: Vec<(NodeId, Rational)> = Vec::with_capacity(terms.len());
        // Short sums are searched; long ones keep the places of their nodes.
        let mut places: Option<FxHashMap<NodeId, usize>> = (terms.len() > SHORT).then(FxHashMap::default);
        for (node, coefficient) in terms {
            let (own, base) = self.split_coefficient(*node);
            let coefficient = coefficient * &own;
            match base {
                None => constant = &constant + &coefficient,
                Some(base) => {
                    let place = match &mut places {
                        Some(places) => *places.entry(base).or_insert(collected.len()),
                        None => collected.iter().position(|(known, _)| *known == base).unwrap_or(collected.len()),
                    };
                    match collected.get_mut(place) {
                        Some((_, sum)) => *sum = &*sum + &coefficient,
                        None => collected.push((base, coefficient)),
                    }
                }
            }
        }
        collected.retain(|(_, coefficient)| !coefficient.is_zero());
        match collected.as_slice() {
            [] => self.number(constant),
            [(node, coefficient)] if constant.is_zero() => {
                let (node, coefficient) = (*node, coefficient.clone());
                self.scale(&coefficient, node)
            }
            _ => self.intern(Node::Sum { constant, terms: collected.into() }),
        }
    }

    /// `coefficient · node`.
    pub fn scale(&mut self, coefficient: &Rational, node: NodeId) -> NodeId {
        let (own, base) = self.split_coefficient(node);
        let coefficient = coefficient * &own;
        match base {
            None => self.number(coefficient),
            Some(_) if coefficient.is_zero() => self.number(Rational::ZERO),
            Some(base) if coefficient.is_one() => base,
            Some(base) => self.intern(Node::Sum { constant: Rational::ZERO, terms: Box::new([(base, coefficient)]) }),
        }
    }

    /// A node as `coefficient · base`; the base of a number is `None`.
    pub fn split_coefficient(&self, node: NodeId) -> (Rational, Option<NodeId>) {
        match self.node(node) {
            Node::Number(value) => (value.clone(), None),
            Node::Sum { constant, terms } if constant.is_zero() && terms.len() == 1 => (terms[0].1.clone(), Some(terms[0].0)),
            _ => (Rational::ONE, Some(node)),
        }
    }

    /// The product of the nodes.
    pub fn mul(&mut self, nodes: &[NodeId]) -> NodeId {
        let factors: Vec<_> = nodes.iter().map(|&node| (node, Rational::ONE)).collect();
        self.product(&factors)
    }

    /// `left / right`. Division by 0 stays as written and has no value.
    pub fn div(&mut self, left: NodeId, right: NodeId) -> NodeId {
        self.product(&[(left, Rational::ONE), (right, Rational::MINUS_ONE)])
    }

    /// `√node`.
    pub fn sqrt(&mut self, node: NodeId) -> NodeId {
        self.pow(node, &Rational::HALF)
    }

    /// `node^exponent`.
    pub fn pow(&mut self, node: NodeId, exponent: &Rational) -> NodeId {
        self.product(&[(node, exponent.clone())])
    }

    /// `Π node^exponent`: numbers folded, equal bases collected, zero exponents dropped.
    pub fn product(&mut self, factors: &[(NodeId, Rational)]) -> NodeId {
        let mut coefficient = Rational::ONE;
        let mut collected: Vec<(NodeId, Rational)> = Vec::with_capacity(factors.len());
        for (node, exponent) in factors {
            let (number, base) = self.split_power(*node, exponent);
            coefficient = &coefficient * &number;
            let Some((base, exponent)) = base else { continue };
            match collected.iter_mut().find(|(known, _)| *known == base) {
                Some((_, sum)) => *sum = &*sum + &exponent,
                None => collected.push((base, exponent)),
            }
        }
        // Equal numbers under roots may have met: √2 · √2.
        let mut rest = Vec::with_capacity(collected.len());
        for (base, exponent) in collected {
            match self.as_number(base) {
                Some(value) if exponent.is_integer() => match fold_power(value, &exponent) {
                    Some(folded) => coefficient = &coefficient * &folded,
                    None => rest.push((base, exponent)),
                },
                _ if exponent.is_zero() => {}
                _ => rest.push((base, exponent)),
            }
        }
        if coefficient.is_zero() && !rest.iter().any(|(base, _)| self.as_number(*base).is_some_and(Rational::is_zero)) {
            return self.number(Rational::ZERO);
        }
        let product = match rest.as_slice() {
            [] => return self.number(coefficient),
            [(base, exponent)] if exponent.is_one() => *base,
            _ => self.intern(Node::Product(rest.into())),
        };
        self.scale(&coefficient, product)
    }

    /// `node^exponent` as a number times at most one power, looking one level into numbers, scaled nodes and powers.
    fn split_power(&mut self, node: NodeId, exponent: &Rational) -> (Rational, Option<(NodeId, Rational)>) {
        if exponent.is_zero() {
            return (Rational::ONE, None);
        }
        if let Node::Number(value) = self.node(node) {
            return match fold_power(value, exponent) {
                Some(folded) => (folded, None),
                None => (Rational::ONE, Some((node, exponent.clone()))),
            };
        }
        let (own, base) = self.split_coefficient(node);
        if !own.is_one() && exponent.is_integer() {
            if let (Some(number), Some(base)) = (fold_power(&own, exponent), base) {
                let (inner, rest) = self.split_power(base, exponent);
                return (&number * &inner, rest);
            }
        } else if exponent.is_integer()
            && let Node::Product(factors) = self.node(node)
            && let [(base, inner)] = &**factors
        {
            // (x^a)^n = x^(a n) for whole n wherever the left side is defined.
            return (Rational::ONE, Some((*base, inner * exponent)));
        }
        (Rational::ONE, Some((node, exponent.clone())))
    }

    /// A function at its arguments; exact values that the shelf knows are folded, and a minus in front of the argument
    /// of an odd or even function is moved out or dropped.
    pub fn call(&mut self, function: Callee, args: &[NodeId]) -> NodeId {
        let Callee::Known(id) = function else {
            return self.intern(Node::Call { function, args: args.into() });
        };
        let entry = id.get();
        let numbers: Option<Vec<Rational>> = args.iter().map(|&arg| self.as_number(arg).cloned()).collect();
        if let Some(value) = numbers.filter(|n| !n.is_empty()).and_then(|numbers| (entry.exact)(&numbers)) {
            return self.number(value);
        }
        if entry.parity != Parity::None
            && let [arg] = args
            && let (own, Some(_)) = self.split_coefficient(*arg)
            && own.is_negative()
        {
            let flipped = self.neg(*arg);
            let value = self.intern(Node::Call { function, args: Box::new([flipped]) });
            return if entry.parity == Parity::Odd { self.neg(value) } else { value };
        }
        self.intern(Node::Call { function, args: args.into() })
    }

    /// A known function at its arguments.
    pub fn known(&mut self, name: &'static str, args: &[NodeId]) -> NodeId {
        let id: FunctionId = functions::known(name);
        self.call(Callee::Known(id), args)
    }
}

/// A number to a rational power, where the result is rational (and of bearable size).
fn fold_power(value: &Rational, exponent: &Rational) -> Option<Rational> {
    let (n, d) = exponent.small_parts()?;
    if d == 1 {
        return value.pow(n);
    }
    value.exact_root(u32::try_from(d).ok()?)?.pow(n)
}

#[cfg(test)]
mod tests {
    use crate::expr::{Graph, Node, SymbolKind};
    use crate::name::Name;
    use crate::number::Rational;

    fn symbols(graph: &mut Graph) -> [crate::expr::NodeId; 3] {
        ["x", "y", "z"].map(|name| graph.symbol(Name::plain(name), SymbolKind::Variable))
    }

    #[test]
    fn order_of_writing_does_not_matter_for_meaning_but_is_kept_for_the_reader() {
        let mut graph = Graph::new();
        let [x, y, z] = symbols(&mut graph);
        let first = graph.add(&[z, x, y]);
        assert_eq!(first, graph.add(&[x, y, z]));
        let Node::Sum { terms, .. } = graph.node(first) else { panic!("a sum") };
        assert_eq!(terms[0].0, z);
    }

    #[test]
    fn like_terms_and_equal_bases_are_collected() {
        let mut graph = Graph::new();
        let [x, y, _] = symbols(&mut graph);
        let square = graph.mul(&[x, x]);
        assert_eq!(square, graph.pow(x, &Rational::TWO));
        let difference = graph.sub(square, square);
        assert_eq!(graph.as_number(difference), Some(&Rational::ZERO));
        let three = graph.integer(3);
        let left = graph.mul(&[three, x, y]);
        let xy = graph.mul(&[x, y]);
        assert_eq!(left, graph.scale(&Rational::integer(3), xy));
    }

    #[test]
    fn the_root_of_a_square_is_not_folded() {
        let mut graph = Graph::new();
        let [x, ..] = symbols(&mut graph);
        let square = graph.pow(x, &Rational::TWO);
        assert_ne!(graph.sqrt(square), x);
        let root = graph.sqrt(x);
        assert_eq!(graph.pow(root, &Rational::TWO), x);
    }

    #[test]
    fn roots_of_numbers_meet() {
        let mut graph = Graph::new();
        let two = graph.integer(2);
        let root = graph.sqrt(two);
        assert_eq!(graph.mul(&[root, root]), two);
        let four = graph.integer(4);
        assert_eq!(graph.sqrt(four), two);
    }

    #[test]
    fn division_by_zero_stays_and_is_not_a_number() {
        let mut graph = Graph::new();
        let [x, ..] = symbols(&mut graph);
        let zero = graph.integer(0);
        let quotient = graph.div(x, zero);
        assert!(graph.as_number(quotient).is_none());
    }

    #[test]
    fn signs_leave_odd_and_even_functions() {
        let mut graph = Graph::new();
        let [x, ..] = symbols(&mut graph);
        let minus = graph.neg(x);
        let (left, right) = (graph.known("tanh", &[minus]), graph.known("tanh", &[x]));
        assert_eq!(left, graph.neg(right));
        assert_eq!(graph.known("abs", &[minus]), graph.known("abs", &[x]));
    }
}
