//! Polynomials with rational exponents over atoms: `Σ coefficient · Π atom^exponent`.
//!
//! The form decides equality as far as ring laws go; it is never shown, except by the collected form.

use crate::number::Rational;
use std::collections::BTreeMap;

/// `Π atom^exponent`, atoms ascending, no exponent 0.
pub(crate) type Monomial<K> = Vec<(K, Rational)>;

/// `Σ coefficient · monomial`, no coefficient 0.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Polynomial<K: Ord>(pub BTreeMap<Monomial<K>, Rational>);

impl<K: Ord + Copy> Polynomial<K> {
    pub(crate) fn number(value: Rational) -> Self {
        Self::term(Vec::new(), value)
    }

    pub(crate) fn atom(atom: K) -> Self {
        Self::term(vec![(atom, Rational::ONE)], Rational::ONE)
    }

    pub(crate) fn term(monomial: Monomial<K>, coefficient: Rational) -> Self {
        let mut map = BTreeMap::new();
        if !coefficient.is_zero() {
            map.insert(monomial, coefficient);
        }
        Polynomial(map)
    }

    /// The only term, where there is one.
    pub(crate) fn as_term(&self) -> Option<(&Monomial<K>, &Rational)> {
        if self.0.len() == 1 { self.0.iter().next() } else { None }
    }

    pub(crate) fn add_scaled(&mut self, other: &Self, factor: &Rational) {
        for (monomial, coefficient) in &other.0 {
            let sum = self.0.entry(monomial.clone()).or_default();
            *sum = &*sum + &(coefficient * factor);
        }
        self.0.retain(|_, c| !c.is_zero());
    }

    pub(crate) fn scaled(&self, factor: &Rational) -> Self {
        let mut result = Polynomial(BTreeMap::new());
        result.add_scaled(self, factor);
        result
    }

    /// The product, `None` where it has more than `cap` terms.
    pub(crate) fn times(&self, other: &Self, cap: usize) -> Option<Self> {
        if self.0.len().saturating_mul(other.0.len()) > cap.saturating_mul(8) {
            return None;
        }
        let mut result: BTreeMap<Monomial<K>, Rational> = BTreeMap::new();
        for (left, a) in &self.0 {
            for (right, b) in &other.0 {
                let sum = result.entry(multiply(left, right)).or_default();
                *sum = &*sum + &(a * b);
            }
        }
        result.retain(|_, c| !c.is_zero());
        (result.len() <= cap).then_some(Polynomial(result))
    }

    /// A whole power above 0.
    pub(crate) fn power(&self, exponent: i64, cap: usize) -> Option<Self> {
        if !(1..=16).contains(&exponent) {
            return None;
        }
        let mut result = self.clone();
        for _ in 1..exponent {
            result = result.times(self, cap)?;
        }
        Some(result)
    }

    /// This as number times a polynomial whose first coefficient is 1.
    pub(crate) fn primitive(&self) -> (Rational, Self) {
        let lead = self.0.values().next().cloned().unwrap_or(Rational::ONE);
        let inverse = lead.recip().unwrap_or(Rational::ONE);
        (lead, self.scaled(&inverse))
    }
}

pub(crate) fn multiply<K: Ord + Copy>(left: &Monomial<K>, right: &Monomial<K>) -> Monomial<K> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut i, mut j) = (0, 0);
    while i < left.len() || j < right.len() {
        let take_left = j == right.len() || (i < left.len() && left[i].0 <= right[j].0);
        let take_right = i == left.len() || (j < right.len() && right[j].0 <= left[i].0);
        if take_left && take_right {
            let sum = &left[i].1 + &right[j].1;
            if !sum.is_zero() {
                merged.push((left[i].0, sum));
            }
        } else if take_left {
            merged.push(left[i].clone());
        } else {
            merged.push(right[j].clone());
        }
        i += usize::from(take_left);
        j += usize::from(take_right);
    }
    merged
}
