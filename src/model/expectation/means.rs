//! The mean and the variance of one node, by the shape of it.

use super::affine::is_affine;
use super::assign::{Drawn, Draws};
use super::{MAX_MASKS, Refusal};
use crate::expr::{Graph, Node, NodeId};
use crate::number::Rational;

/// Up to so many masks their values are run through even where multiplying out would do: it reads better.
const FEW: usize = 3;

/// The largest number of products that a product of sums is taken apart into.
const MOST_PRODUCTS: usize = 2500;

/// A factor of a product with its exponent.
type Factor = (NodeId, Rational);

impl Draws {
    /// The mean of a node over all its masks.
    pub(super) fn mean(&mut self, graph: &mut Graph, node: NodeId) -> Result<NodeId, Refusal> {
        self.look(graph, node);
        if self.masks(node).is_empty() {
            return Ok(node);
        }
        if let Some(known) = self.means.get(&node) {
            return Ok(*known);
        }
        let mean = stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.mean_by_shape(graph, node))?;
        self.means.insert(node, mean);
        Ok(mean)
    }

    fn mean_by_shape(&mut self, graph: &mut Graph, node: NodeId) -> Result<NodeId, Refusal> {
        match graph.node(node).clone() {
            Node::Symbol(_) => Ok(self.weight(graph, &[node], &[true])),
            Node::Term(term) => {
                let body = graph.term(term).body;
                self.mean(graph, body)
            }
            Node::Sum { constant, terms } => {
                let mut parts = Vec::with_capacity(terms.len());
                for (term, coefficient) in terms {
                    parts.push((self.mean(graph, term)?, coefficient));
                }
                Ok(graph.linear(constant, &parts))
            }
            Node::Product(factors) => {
                let mut parts = Vec::new();
                for group in self.groups(&factors) {
                    parts.push(self.mean_of_group(graph, &group)?);
                }
                Ok(graph.mul(&parts))
            }
            Node::Derivative { of, by, hold } if self.may_go_inside(graph, of, &by, &hold) => {
                let of = self.mean(graph, of)?;
                Ok(graph.intern(Node::Derivative { of, by, hold }))
            }
            // At another point the masks have the probabilities of that point.
            Node::At { of, values } if values.iter().all(|(symbol, value)| self.is_fixed(*symbol) && self.is_fixed(*value)) => {
                let of = self.mean(graph, of)?;
                Ok(graph.intern(Node::At { of, values }))
            }
            _ => self.mean_by_draws(graph, node),
        }
    }

    fn is_fixed(&self, node: NodeId) -> bool {
        self.masks(node).is_empty()
    }

    /// Whether the mean of a derivative is the derivative of the mean: by symbols that no probability depends on.
    fn may_go_inside(&self, graph: &Graph, of: NodeId, by: &[NodeId], hold: &[NodeId]) -> bool {
        let probabilities: Vec<NodeId> = self.masks(of).iter().map(|mask| self.drop_prob(*mask)).collect();
        let below = graph.reachable(&probabilities);
        hold.is_empty() && by.iter().all(|by| graph.as_symbol(*by).is_some() && self.is_fixed(*by) && !below.contains(by))
    }

    /// Factors that share masks, together.
    fn groups(&self, factors: &[Factor]) -> Vec<Vec<Factor>> {
        let mut groups: Vec<(Vec<NodeId>, Vec<Factor>)> = Vec::new();
        for (factor, exponent) in factors {
            let mut masks = self.masks(*factor).to_vec();
            let mut members = Vec::new();
            let mut place = None;
            for number in (0..groups.len()).rev() {
                if groups[number].0.iter().any(|mask| masks.contains(mask)) {
                    let (more, mut earlier) = groups.remove(number);
                    masks.extend(more);
                    earlier.append(&mut members);
                    members = earlier;
                    place = Some(number);
                }
            }
            members.push((*factor, exponent.clone()));
            groups.insert(place.unwrap_or(groups.len()), (masks, members));
        }
        groups.into_iter().map(|(_, members)| members).collect()
    }

    /// The mean of a product whose factors hang together.
    fn mean_of_group(&mut self, graph: &mut Graph, group: &[Factor]) -> Result<NodeId, Refusal> {
        let node = graph.product(group);
        self.look(graph, node);
        if self.is_fixed(node) {
            return Ok(node);
        }
        if let [(factor, exponent)] = group {
            if exponent.is_one() {
                return self.mean(graph, *factor);
            }
            // m^2 = m; a mask below a bar has been refused.
            if graph.as_symbol(*factor).is_some() && exponent.signum() > 0 {
                return self.mean(graph, *factor);
            }
        }
        if let Some(pair) = pair_of(group)
            && let (Some(left), Some(right)) = (self.in_masks(graph, pair.0), self.in_masks(graph, pair.1))
            && is_affine(&left)
            && is_affine(&right)
        {
            let means = [self.mean(graph, pair.0)?, self.mean(graph, pair.1)?];
            let (product, rest) = (graph.mul(&means), self.covariance(graph, &left, &right));
            return Ok(graph.add(&[product, rest]));
        }
        if self.masks(node).len() > FEW
            && let Some(polynomial) = self.in_masks(graph, node)
        {
            return Ok(self.mean_in_masks(graph, &polynomial));
        }
        if self.masks(node).len() > MAX_MASKS
            && let Some((left, right)) = pair_of(group)
            && let Some(mean) = self.mean_of_products(graph, left, right)?
        {
            return Ok(mean);
        }
        self.mean_by_draws(graph, node)
    }

    /// `E(u v)` product by product, where u or v is a sum: each of these holds fewer masks.
    fn mean_of_products(&mut self, graph: &mut Graph, left: NodeId, right: NodeId) -> Result<Option<NodeId>, Refusal> {
        let (left, right) = (summands(graph, left), summands(graph, right));
        if left.len() * right.len() <= 1 || left.len() * right.len() > MOST_PRODUCTS {
            return Ok(None);
        }
        let mut parts = Vec::with_capacity(left.len() * right.len());
        for (term, coefficient) in &left {
            for (other, factor) in &right {
                let product = graph.mul(&[*term, *other]);
                parts.push((self.mean(graph, product)?, coefficient * factor));
            }
        }
        Ok(Some(graph.linear(Rational::ZERO, &parts)))
    }

    /// `Σ P(m) e(m)` over all values of the masks.
    fn mean_by_draws(&mut self, graph: &mut Graph, node: NodeId) -> Result<NodeId, Refusal> {
        let masks = self.masks(node).to_vec();
        let parts: Vec<NodeId> = self
            .each_value(graph, node)?
            .into_iter()
            .map(|Drawn { kept, node }| {
                let weight = self.weight(graph, &masks, &kept);
                graph.mul(&[weight, node])
            })
            .collect();
        Ok(graph.add(&parts))
    }

    /// The variance of a node over all its masks.
    pub(super) fn variance(&mut self, graph: &mut Graph, node: NodeId) -> Result<NodeId, Refusal> {
        self.look(graph, node);
        if self.is_fixed(node) {
            return Ok(graph.integer(0));
        }
        if let Some(polynomial) = self.in_masks(graph, node)
            && is_affine(&polynomial)
        {
            return Ok(self.covariance(graph, &polynomial, &polynomial));
        }
        let square = graph.pow(node, &Rational::TWO);
        let mean_square = self.mean(graph, square)?;
        let mean = self.mean(graph, node)?;
        let squared_mean = graph.pow(mean, &Rational::TWO);
        Ok(graph.sub(mean_square, squared_mean))
    }
}

/// The summands of a node, its name opened.
fn summands(graph: &mut Graph, node: NodeId) -> Vec<Factor> {
    let mut node = node;
    while let Some(term) = graph.as_term(node) {
        node = term.body;
    }
    let Node::Sum { constant, terms } = graph.node(node).clone() else { return vec![(node, Rational::ONE)] };
    let one = graph.integer(1);
    let constant = (!constant.is_zero()).then_some((one, constant));
    terms.iter().cloned().chain(constant).collect()
}

/// The two factors of `u v` or `u²`.
fn pair_of(group: &[Factor]) -> Option<(NodeId, NodeId)> {
    match group {
        [(factor, exponent)] if *exponent == Rational::TWO => Some((*factor, *factor)),
        [(left, one), (right, other)] if one.is_one() && other.is_one() => Some((*left, *right)),
        _ => None,
    }
}
