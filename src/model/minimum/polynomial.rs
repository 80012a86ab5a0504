//! Polynomials with rational coefficients in nodes that are taken as independent: sums, products, exact quotients, gcd.
//!
//! They are small: the coefficients of a quadratic loss in a few probabilities.

use crate::expr::{Graph, NodeId};
use crate::number::Rational;
use std::collections::BTreeMap;

/// Powers of nodes, ascending by node.
type Monomial = Vec<(NodeId, u32)>;

/// `Σ coefficient · Π node^power`; no coefficient is 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Polynomial(BTreeMap<Monomial, Rational>);

impl Polynomial {
    pub(super) fn number(value: Rational) -> Polynomial {
        let mut terms = BTreeMap::new();
        if !value.is_zero() {
            terms.insert(Vec::new(), value);
        }
        Polynomial(terms)
    }

    pub(super) fn node(node: NodeId) -> Polynomial {
        Polynomial(BTreeMap::from([(vec![(node, 1)], Rational::ONE)]))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn is_one(&self) -> bool {
        self.as_number().is_some_and(|value| value.is_one())
    }

    /// The number that it is, if it is one.
    pub(super) fn as_number(&self) -> Option<Rational> {
        match self.0.len() {
            0 => Some(Rational::ZERO),
            1 => self.0.get(&Vec::new()).cloned(),
            _ => None,
        }
    }

    pub(super) fn plus(&self, other: &Polynomial) -> Polynomial {
        let mut sum = self.clone();
        other.0.iter().for_each(|(monomial, coefficient)| sum.add_term(monomial.clone(), coefficient));
        sum
    }

    pub(super) fn scaled(&self, factor: &Rational) -> Polynomial {
        if factor.is_zero() {
            return Polynomial::number(Rational::ZERO);
        }
        Polynomial(self.0.iter().map(|(monomial, coefficient)| (monomial.clone(), coefficient * factor)).collect())
    }

    pub(super) fn minus(&self, other: &Polynomial) -> Polynomial {
        self.plus(&other.scaled(&Rational::MINUS_ONE))
    }

    pub(super) fn times(&self, other: &Polynomial) -> Polynomial {
        let mut product = Polynomial(BTreeMap::new());
        for (left, a) in &self.0 {
            for (right, b) in &other.0 {
                product.add_term(merged(left, right), &(a * b));
            }
        }
        product
    }

    fn add_term(&mut self, monomial: Monomial, coefficient: &Rational) {
        let sum = match self.0.get(&monomial) {
            Some(known) => known + coefficient,
            None => coefficient.clone(),
        };
        if sum.is_zero() {
            self.0.remove(&monomial);
        } else {
            self.0.insert(monomial, sum);
        }
    }

    /// The quotient, where it goes in without rest.
    pub(super) fn divided_by(&self, divisor: &Polynomial) -> Option<Polynomial> {
        if let Some(number) = divisor.as_number() {
            return number.recip().map(|inverse| self.scaled(&inverse));
        }
        let main = divisor.main()?;
        let (mut rest, lower) = (self.by_powers(main), divisor.by_powers(main));
        let mut quotient = Polynomial::number(Rational::ZERO);
        while let Some(top) = rest.len().checked_sub(lower.len()) {
            let leading = rest.last()?.divided_by(lower.last()?)?;
            for (place, coefficient) in lower.iter().enumerate() {
                rest[top + place] = rest[top + place].minus(&leading.times(coefficient));
            }
            quotient = quotient.plus(&leading.times(&power_of(main, top as u32)));
            trim(&mut rest);
        }
        rest.is_empty().then_some(quotient)
    }

    /// The greatest common divisor, up to a number; its leading coefficient is 1.
    pub(super) fn gcd(&self, other: &Polynomial) -> Polynomial {
        if self.is_zero() || other.is_zero() {
            return if self.is_zero() { other.normal() } else { self.normal() };
        }
        let Some(main) = self.main().max(other.main()) else { return Polynomial::number(Rational::ONE) };
        let (mut left, mut right) = (self.by_powers(main), other.by_powers(main));
        let content = content_of(&left).gcd(&content_of(&right));
        if left.len() < right.len() {
            std::mem::swap(&mut left, &mut right);
        }
        make_primitive(&mut left);
        make_primitive(&mut right);
        while right.len() > 1 {
            let mut rest = pseudo_rest(left, &right);
            make_primitive(&mut rest);
            left = std::mem::replace(&mut right, rest);
        }
        let common = if right.is_empty() { joined(&left, main) } else { Polynomial::number(Rational::ONE) };
        common.times(&content).normal()
    }

    /// Divided by its leading coefficient.
    fn normal(&self) -> Polynomial {
        match self.leading().recip() {
            Some(inverse) => self.scaled(&inverse),
            None => self.clone(),
        }
    }

    /// The coefficient of the last monomial, 0 of nothing.
    pub(super) fn leading(&self) -> Rational {
        self.0.last_key_value().map_or(Rational::ZERO, |(_, coefficient)| coefficient.clone())
    }

    /// The number that all coefficients share, with the sign of the first.
    pub(super) fn content(&self) -> Rational {
        let content = crate::number::content(self.0.values());
        let negative = self.0.values().next().is_some_and(Rational::is_negative);
        if negative { -&content } else { content }
    }

    /// The last of its nodes.
    fn main(&self) -> Option<NodeId> {
        self.0.keys().filter_map(|monomial| monomial.last().map(|(node, _)| *node)).max()
    }

    /// The coefficients of the powers of a node, from the constant on.
    fn by_powers(&self, node: NodeId) -> Vec<Polynomial> {
        let mut powers: Vec<Polynomial> = Vec::new();
        for (monomial, coefficient) in &self.0 {
            let power = monomial.iter().find(|(known, _)| *known == node).map_or(0, |(_, power)| *power as usize);
            let rest: Monomial = monomial.iter().filter(|(known, _)| *known != node).copied().collect();
            while powers.len() <= power {
                powers.push(Polynomial(BTreeMap::new()));
            }
            powers[power].add_term(rest, coefficient);
        }
        powers
    }

    /// The polynomial as a sum of products, the shortest monomials first.
    pub(super) fn written(&self, graph: &mut Graph) -> NodeId {
        let mut terms: Vec<(&Monomial, &Rational)> = self.0.iter().collect();
        terms.sort_by_key(|(monomial, _)| monomial.iter().map(|(_, power)| *power).sum::<u32>());
        let parts: Vec<(NodeId, Rational)> = terms
            .into_iter()
            .map(|(monomial, coefficient)| {
                let factors: Vec<(NodeId, Rational)> =
                    monomial.iter().map(|(node, power)| (*node, Rational::integer(i64::from(*power)))).collect();
                (graph.product(&factors), coefficient.clone())
            })
            .collect();
        graph.linear(Rational::ZERO, &parts)
    }
}

fn merged(left: &Monomial, right: &Monomial) -> Monomial {
    let mut powers: BTreeMap<NodeId, u32> = left.iter().copied().collect();
    right.iter().for_each(|(node, power)| *powers.entry(*node).or_default() += power);
    powers.into_iter().collect()
}

fn power_of(node: NodeId, power: u32) -> Polynomial {
    let monomial = if power == 0 { Vec::new() } else { vec![(node, power)] };
    Polynomial(BTreeMap::from([(monomial, Rational::ONE)]))
}

fn joined(powers: &[Polynomial], node: NodeId) -> Polynomial {
    let zero = Polynomial::number(Rational::ZERO);
    powers.iter().enumerate().fold(zero, |sum, (power, part)| sum.plus(&part.times(&power_of(node, power as u32))))
}

fn trim(powers: &mut Vec<Polynomial>) {
    while powers.last().is_some_and(Polynomial::is_zero) {
        powers.pop();
    }
}

/// The common divisor of the coefficients.
fn content_of(powers: &[Polynomial]) -> Polynomial {
    powers.iter().fold(Polynomial::number(Rational::ZERO), |so_far, part| so_far.gcd(part))
}

fn make_primitive(powers: &mut Vec<Polynomial>) {
    trim(powers);
    let content = content_of(powers);
    for part in powers.iter_mut() {
        if let Some(quotient) = part.divided_by(&content) {
            *part = quotient;
        }
    }
}

/// The rest of `leading^k · left` divided by `right`.
fn pseudo_rest(mut left: Vec<Polynomial>, right: &[Polynomial]) -> Vec<Polynomial> {
    let Some(leading) = right.last() else { return left };
    while let Some(top) = left.len().checked_sub(right.len()) {
        let Some(last) = left.last().cloned() else { break };
        for part in left.iter_mut() {
            *part = part.times(leading);
        }
        for (place, coefficient) in right.iter().enumerate() {
            left[top + place] = left[top + place].minus(&last.times(coefficient));
        }
        trim(&mut left);
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::SymbolKind;
    use crate::name::Name;

    #[test]
    fn common_factors_are_found_and_go_out() {
        let mut graph = Graph::new();
        let [x, y] = ["x", "y"].map(|name| Polynomial::node(graph.symbol(Name::plain(name), SymbolKind::Parameter)));
        let one = Polynomial::number(Rational::ONE);
        let (sum, difference) = (x.plus(&y), x.minus(&y));
        let (left, right) = (sum.times(&difference).times(&x), sum.times(&x.plus(&one)));
        assert_eq!(left.gcd(&right), sum.normal());
        assert_eq!(left.divided_by(&sum), Some(difference.times(&x)));
        assert_eq!(left.divided_by(&x.plus(&one)), None);
        assert!(x.plus(&one).gcd(&y).is_one());
    }
}
