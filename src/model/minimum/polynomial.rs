//! Polynomials with rational coefficients in nodes that are taken as independent: sums, products, exact quotients, gcd.
//!
//! They are small: the coefficients of a quadratic loss in a few probabilities. Products, quotients and divisors spend a
//! [`Budget`], and are none where it is used up.

use crate::expr::{Graph, NodeId};
use crate::number::Rational;
use std::collections::BTreeMap;

/// Powers of nodes, ascending by node.
type Monomial = Vec<(NodeId, u32)>;

/// `Σ coefficient · Π node^power`; no coefficient is 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Polynomial(BTreeMap<Monomial, Rational>);

/// What the work with polynomials may still cost, in products of two coefficients.
#[derive(Debug)]
pub(super) struct Budget(u64);

impl Budget {
    pub(super) fn new(products: u64) -> Budget {
        Budget(products)
    }

    fn spend(&mut self, products: usize) -> Option<()> {
        self.0 = self.0.checked_sub(products as u64)?;
        Some(())
    }
}

/// The cost of a number: how many times it is as long as a machine word.
fn words(number: &Rational) -> usize {
    match number.small_parts() {
        Some(_) => 1,
        None => 2 + ((number.numerator().bits() + number.denominator().bits()) / 64) as usize,
    }
}

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

    /// What one pass over its summands costs.
    fn cost(&self) -> usize {
        self.0.values().map(words).sum()
    }

    /// `None` where the budget is used up.
    pub(super) fn times(&self, other: &Polynomial, budget: &mut Budget) -> Option<Polynomial> {
        budget.spend(self.cost() * other.cost())?;
        let mut product = Polynomial(BTreeMap::new());
        for (left, a) in &self.0 {
            for (right, b) in &other.0 {
                product.add_term(merged(left, right), &(a * b));
            }
        }
        Some(product)
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

    /// The quotient, where it goes in without rest; the inner `None` where it does not.
    pub(super) fn divided_by(&self, divisor: &Polynomial, budget: &mut Budget) -> Option<Option<Polynomial>> {
        budget.spend(self.cost())?;
        if let Some(number) = divisor.as_number() {
            return Some(number.recip().map(|inverse| self.scaled(&inverse)));
        }
        let Some(main) = divisor.main() else { return Some(None) };
        let (mut rest, lower) = (self.by_powers(main), divisor.by_powers(main));
        let mut quotient = Polynomial::number(Rational::ZERO);
        while let Some(top) = rest.len().checked_sub(lower.len()) {
            let (Some(first), Some(under)) = (rest.last(), lower.last()) else { break };
            let Some(leading) = first.divided_by(under, budget)? else { return Some(None) };
            for (place, coefficient) in lower.iter().enumerate() {
                rest[top + place] = rest[top + place].minus(&leading.times(coefficient, budget)?);
            }
            quotient = quotient.plus(&leading.times(&power_of(main, top as u32), budget)?);
            trim(&mut rest);
        }
        Some(rest.is_empty().then_some(quotient))
    }

    /// The greatest common divisor, up to a number; its leading coefficient is 1. `None` where the budget is used up.
    pub(super) fn gcd(&self, other: &Polynomial, budget: &mut Budget) -> Option<Polynomial> {
        budget.spend(self.cost() + other.cost())?;
        if self.is_zero() || other.is_zero() {
            return Some(if self.is_zero() { other.normal() } else { self.normal() });
        }
        let Some(main) = self.main().max(other.main()) else { return Some(Polynomial::number(Rational::ONE)) };
        let (mut left, mut right) = (self.by_powers(main), other.by_powers(main));
        let content = content_of(&left, budget)?.gcd(&content_of(&right, budget)?, budget)?;
        if left.len() < right.len() {
            std::mem::swap(&mut left, &mut right);
        }
        make_primitive(&mut left, budget)?;
        make_primitive(&mut right, budget)?;
        while right.len() > 1 {
            let mut rest = pseudo_rest(left, &right, budget)?;
            make_primitive(&mut rest, budget)?;
            left = std::mem::replace(&mut right, rest);
        }
        let common = if right.is_empty() { joined(&left, main, budget)? } else { Polynomial::number(Rational::ONE) };
        Some(common.times(&content, budget)?.normal())
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

fn joined(powers: &[Polynomial], node: NodeId, budget: &mut Budget) -> Option<Polynomial> {
    let mut sum = Polynomial::number(Rational::ZERO);
    for (power, part) in powers.iter().enumerate() {
        sum = sum.plus(&part.times(&power_of(node, power as u32), budget)?);
    }
    Some(sum)
}

fn trim(powers: &mut Vec<Polynomial>) {
    while powers.last().is_some_and(Polynomial::is_zero) {
        powers.pop();
    }
}

/// The common divisor of the coefficients.
fn content_of(powers: &[Polynomial], budget: &mut Budget) -> Option<Polynomial> {
    powers.iter().try_fold(Polynomial::number(Rational::ZERO), |so_far, part| so_far.gcd(part, budget))
}

fn make_primitive(powers: &mut Vec<Polynomial>, budget: &mut Budget) -> Option<()> {
    trim(powers);
    let content = content_of(powers, budget)?;
    for part in powers.iter_mut() {
        if let Some(quotient) = part.divided_by(&content, budget)? {
            *part = quotient;
        }
    }
    Some(())
}

/// The rest of `leading^k · left` divided by `right`.
fn pseudo_rest(mut left: Vec<Polynomial>, right: &[Polynomial], budget: &mut Budget) -> Option<Vec<Polynomial>> {
    let Some(leading) = right.last() else { return Some(left) };
    while let Some(top) = left.len().checked_sub(right.len()) {
        let Some(last) = left.last().cloned() else { break };
        for part in left.iter_mut() {
            *part = part.times(leading, budget)?;
        }
        for (place, coefficient) in right.iter().enumerate() {
            left[top + place] = left[top + place].minus(&last.times(coefficient, budget)?);
        }
        trim(&mut left);
    }
    Some(left)
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
        let (one, budget) = (Polynomial::number(Rational::ONE), &mut Budget::new(1000));
        let (sum, difference) = (x.plus(&y), x.minus(&y));
        let left = sum.times(&difference, budget).and_then(|product| product.times(&x, budget)).unwrap();
        let right = sum.times(&x.plus(&one), budget).unwrap();
        assert_eq!(left.gcd(&right, budget), Some(sum.normal()));
        assert_eq!(left.divided_by(&sum, budget), Some(difference.times(&x, budget)));
        assert_eq!(left.divided_by(&x.plus(&one), budget), Some(None));
        assert!(x.plus(&one).gcd(&y, budget).is_some_and(|common| common.is_one()));
    }

    #[test]
    fn work_beyond_the_budget_has_no_result() {
        let mut graph = Graph::new();
        let names = ["a", "b", "c", "d", "e", "f", "g"];
        let symbols = names.map(|name| Polynomial::node(graph.symbol(Name::plain(name), SymbolKind::Parameter)));
        let sum = symbols.iter().fold(Polynomial::number(Rational::ONE), |sum, symbol| sum.plus(symbol));
        let square = sum.times(&sum, &mut Budget::new(64)).unwrap();
        assert_eq!(sum.times(&sum, &mut Budget::new(63)), None);
        assert_eq!(square.gcd(&sum, &mut Budget::new(100)), None);
        assert_eq!(square.divided_by(&sum, &mut Budget::new(40)), None);
        assert_eq!(square.gcd(&sum, &mut Budget::new(100_000)), Some(sum.normal()));
    }
}
