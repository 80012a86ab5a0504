//! Expressions as polynomials in masks with `m² = m`: `u = c_0 + Σ c_m m + Σ c_mn m n + …`.
//!
//! The means of such polynomials need no list of draws. What holds a mask inside a function has no such form here.

use super::super::masks::complement;
use super::assign::Draws;
use crate::expr::{Graph, Node, NodeId};
use crate::number::Rational;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The largest number of summands of a polynomial in masks.
const MAX_SUMMANDS: usize = 4096;

/// The largest power that is multiplied out.
const MAX_POWER: i64 = 4;

/// Coefficients by the masks that they stand with; the empty list is the constant.
pub(super) type InMasks = BTreeMap<Vec<NodeId>, NodeId>;

impl Draws {
    /// The polynomial that a node is, where it is one of bearable length; each node is worked out once.
    pub(super) fn in_masks(&mut self, graph: &mut Graph, node: NodeId) -> Option<Rc<InMasks>> {
        if let Some(known) = self.polynomials.get(&node) {
            return known.clone();
        }
        let found = stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.polynomial(graph, node));
        self.polynomials.insert(node, found.clone());
        found
    }

    fn polynomial(&mut self, graph: &mut Graph, node: NodeId) -> Option<Rc<InMasks>> {
        if self.masks(node).is_empty() {
            return Some(Rc::new(BTreeMap::from([(Vec::new(), node)])));
        }
        match graph.node(node).clone() {
            Node::Symbol(_) => Some(Rc::new(BTreeMap::from([(vec![node], graph.integer(1))]))),
            Node::Term(term) => {
                let body = graph.term(term).body;
                self.in_masks(graph, body)
            }
            Node::Sum { constant, terms } => {
                let mut sum: BTreeMap<Vec<NodeId>, Vec<(NodeId, Rational)>> = BTreeMap::new();
                let constant = graph.number(constant);
                sum.insert(Vec::new(), vec![(constant, Rational::ONE)]);
                for (term, coefficient) in terms {
                    for (masks, value) in self.in_masks(graph, term)?.iter() {
                        sum.entry(masks.clone()).or_default().push((*value, coefficient.clone()));
                    }
                    if sum.len() > MAX_SUMMANDS {
                        return None;
                    }
                }
                let sum = sum.into_iter().map(|(masks, parts)| (masks, graph.linear(Rational::ZERO, &parts)));
                Some(Rc::new(sum.collect()))
            }
            Node::Product(factors) => {
                let mut product = BTreeMap::from([(Vec::new(), graph.integer(1))]);
                for (factor, exponent) in factors {
                    let (base, times) = match exponent.to_i64().filter(|n| (1..=MAX_POWER).contains(n)) {
                        Some(times) => (self.in_masks(graph, factor)?, times),
                        None if self.masks(factor).is_empty() => {
                            let power = graph.pow(factor, &exponent);
                            (Rc::new(BTreeMap::from([(Vec::new(), power)])), 1)
                        }
                        None => return None,
                    };
                    for _ in 0..times {
                        product = times_in_masks(graph, &product, &base)?;
                    }
                }
                Some(Rc::new(product))
            }
            _ => None,
        }
    }

    /// The mean of a polynomial: `Σ c Π (1 − p)`.
    pub(super) fn mean_in_masks(&self, graph: &mut Graph, polynomial: &InMasks) -> NodeId {
        let parts: Vec<NodeId> = polynomial
            .iter()
            .map(|(masks, coefficient)| {
                let keep = self.weight(graph, masks, &vec![true; masks.len()]);
                graph.mul(&[keep, *coefficient])
            })
            .collect();
        graph.add(&parts)
    }

    /// `Σ p (1 − p) u_m v_m` of two expressions that are linear in the masks.
    pub(super) fn covariance(&self, graph: &mut Graph, left: &InMasks, right: &InMasks) -> NodeId {
        let mut parts = Vec::new();
        for (masks, coefficient) in left {
            let ([mask], Some(other)) = (masks.as_slice(), right.get(masks)) else { continue };
            let drop_prob = self.drop_prob(*mask);
            let keep_prob = complement(graph, drop_prob);
            parts.push(graph.mul(&[drop_prob, keep_prob, *coefficient, *other]));
        }
        graph.add(&parts)
    }
}

/// Whether no two masks stand together.
pub(super) fn is_affine(polynomial: &InMasks) -> bool {
    polynomial.keys().all(|masks| masks.len() <= 1)
}

fn times_in_masks(graph: &mut Graph, left: &InMasks, right: &InMasks) -> Option<InMasks> {
    if left.len() * right.len() > 64 * MAX_SUMMANDS {
        return None;
    }
    let mut sum: BTreeMap<Vec<NodeId>, Vec<NodeId>> = BTreeMap::new();
    for (masks, coefficient) in left {
        for (others, other) in right {
            let mut all: Vec<NodeId> = masks.iter().chain(others).copied().collect();
            all.sort_unstable();
            all.dedup();
            let product = graph.mul(&[*coefficient, *other]);
            sum.entry(all).or_default().push(product);
        }
        if sum.len() > MAX_SUMMANDS {
            return None;
        }
    }
    Some(sum.into_iter().map(|(masks, parts)| (masks, graph.add(&parts))).collect())
}
