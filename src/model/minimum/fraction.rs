//! Quotients of polynomials, always in lowest terms, and the nodes that they are.

use super::polynomial::{Budget, Polynomial};
use crate::expr::{Graph, Node, NodeId};
use crate::number::Rational;
use rustc_hash::FxHashMap;

/// The largest number of summands of a polynomial on the way.
const MAX_SUMMANDS: usize = 400;

/// `top/bottom`, without common factors, the leading coefficient of the bottom being 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fraction {
    pub(super) top: Polynomial,
    pub(super) bottom: Polynomial,
}

impl Fraction {
    pub(super) fn number(value: Rational) -> Fraction {
        Fraction { top: Polynomial::number(value), bottom: Polynomial::number(Rational::ONE) }
    }

    fn reduced(top: Polynomial, bottom: Polynomial, budget: &mut Budget) -> Option<Fraction> {
        if top.len() > MAX_SUMMANDS || bottom.len() > MAX_SUMMANDS {
            return None;
        }
        let whole = bottom.as_number().is_some();
        let common = if whole { Polynomial::number(Rational::ONE) } else { top.gcd(&bottom, budget)? };
        let (top, bottom) = (top.divided_by(&common, budget)??, bottom.divided_by(&common, budget)??);
        let scale = bottom.leading().recip()?;
        Some(Fraction { top: top.scaled(&scale), bottom: bottom.scaled(&scale) })
    }

    pub(super) fn is_zero(&self) -> bool {
        self.top.is_zero()
    }

    /// The number that it is, if it is one.
    pub(super) fn as_number(&self) -> Option<Rational> {
        if self.bottom.is_one() { self.top.as_number() } else { None }
    }

    pub(super) fn plus(&self, other: &Fraction, budget: &mut Budget) -> Option<Fraction> {
        if self.bottom == other.bottom {
            return Fraction::reduced(self.top.plus(&other.top), self.bottom.clone(), budget);
        }
        let top = self.top.times(&other.bottom, budget)?.plus(&other.top.times(&self.bottom, budget)?);
        Fraction::reduced(top, self.bottom.times(&other.bottom, budget)?, budget)
    }

    pub(super) fn times(&self, other: &Fraction, budget: &mut Budget) -> Option<Fraction> {
        Fraction::reduced(self.top.times(&other.top, budget)?, self.bottom.times(&other.bottom, budget)?, budget)
    }

    pub(super) fn negated(&self) -> Fraction {
        Fraction { top: self.top.scaled(&Rational::MINUS_ONE), bottom: self.bottom.clone() }
    }

    /// `None` where the divisor is 0 or the quotient too long.
    pub(super) fn over(&self, divisor: &Fraction, budget: &mut Budget) -> Option<Fraction> {
        if divisor.is_zero() {
            return None;
        }
        Fraction::reduced(self.top.times(&divisor.bottom, budget)?, self.bottom.times(&divisor.top, budget)?, budget)
    }

    /// The fraction that a node is; what is no sum, product or whole power is taken as independent. `None` where it is too long.
    pub(super) fn of(graph: &Graph, node: NodeId, budget: &mut Budget) -> Option<Fraction> {
        let mut known: FxHashMap<NodeId, Fraction> = FxHashMap::default();
        for id in graph.reachable_until(&[node], |id| is_rational(graph, id)) {
            let fraction = Fraction::of_node(graph, id, &known, budget)?;
            known.insert(id, fraction);
        }
        known.remove(&node)
    }

    fn of_node(graph: &Graph, node: NodeId, known: &FxHashMap<NodeId, Fraction>, budget: &mut Budget) -> Option<Fraction> {
        match graph.node(node) {
            Node::Number(value) => Some(Fraction::number(value.clone())),
            Node::Term(term) => known.get(&graph.term(*term).body).cloned(),
            Node::Sum { constant, terms } => terms.iter().try_fold(Fraction::number(constant.clone()), |sum, (term, c)| {
                let part = known.get(term)?;
                sum.plus(&Fraction { top: part.top.scaled(c), bottom: part.bottom.clone() }, budget)
            }),
            Node::Product(factors) if is_rational(graph, node) => {
                factors.iter().try_fold(Fraction::number(Rational::ONE), |product, (base, exponent)| {
                    let (base, times) = (known.get(base)?, exponent.to_i64()?);
                    (0..times.abs()).try_fold(product, |so_far, _| {
                        if times > 0 { so_far.times(base, budget) } else { so_far.over(base, budget) }
                    })
                })
            }
            _ => Some(Fraction { top: Polynomial::node(node), bottom: Polynomial::number(Rational::ONE) }),
        }
    }

    /// The node that it is, a common number in front.
    pub(super) fn written(&self, graph: &mut Graph) -> NodeId {
        let (above, below) = (self.top.content(), self.bottom.content());
        let (Some(over), Some(under)) = (above.recip(), below.recip()) else { return graph.number(Rational::ZERO) };
        let (top, bottom) = (self.top.scaled(&over).written(graph), self.bottom.scaled(&under).written(graph));
        let quotient = graph.div(top, bottom);
        graph.scale(&(&above * &under), quotient)
    }
}

/// Whether a node is made of its parts by sums, products and small whole powers.
fn is_rational(graph: &Graph, id: NodeId) -> bool {
    match graph.node(id) {
        Node::Number(_) | Node::Term(_) | Node::Sum { .. } => true,
        Node::Product(factors) => factors.iter().all(|(_, exponent)| is_small(exponent)),
        _ => false,
    }
}

fn is_small(exponent: &Rational) -> bool {
    exponent.to_i64().is_some_and(|n| n.abs() <= 8)
}
