//! Common factors: `a x + b x + c → (a + b) x + c`, `g/S + h/S³ → (g + h/S²)/S`.
//!
//! A number alone is no common factor: `2a + 2b` stays as the author wrote it, but goes along with one.

use super::egraph::{Class, Op, Room};
use crate::number::{Rational, content};

/// Factors of a term; several spellings of it are tried.
type Factors = Vec<(Class, Rational)>;
/// The most spellings of one term as a product.
const SPELLINGS: usize = 3;
/// The most terms of a sum that is looked at.
const TERMS: usize = 128;

impl Room {
    /// Adds the factored forms of every sum; whether anything is new.
    pub fn factor_sums(&mut self, node_limit: usize) -> bool {
        let mut changed = false;
        for class in self.classes() {
            for node in self.nodes(class).to_vec() {
                let Op::Sum(constant, _) = &node.op else { continue };
                if node.children.len() < 2 || node.children.len() > TERMS || self.size() > node_limit {
                    continue;
                }
                let terms = node.parts();
                let spellings: Vec<Vec<Factors>> = terms.iter().map(|(child, _)| self.spellings(*child)).collect();
                for (base, exponent) in common_bases(&spellings) {
                    changed |= self.factor_out(class, constant, &terms, &spellings, base, &exponent);
                }
            }
        }
        changed
    }

    /// A class as products: the class itself, and the products in it.
    fn spellings(&self, class: Class) -> Vec<Factors> {
        let class = self.find(class);
        let mut spellings = vec![vec![(class, Rational::ONE)]];
        for node in self.nodes(class) {
            if matches!(node.op, Op::Product(_)) && spellings.len() < SPELLINGS {
                spellings.push(node.parts().into_iter().map(|(child, e)| (self.find(child), e)).collect());
            }
        }
        spellings
    }

    /// Factors `base^exponent`, and all that its terms have in common beside it, out of the terms that hold it.
    fn factor_out(
        &mut self,
        class: Class,
        constant: &Rational,
        terms: &[(Class, Rational)],
        spellings: &[Vec<Factors>],
        base: Class,
        exponent: &Rational,
    ) -> bool {
        let chosen: Vec<Option<&Factors>> =
            spellings.iter().map(|list| list.iter().find(|factors| exponent_in(factors, base, exponent).is_some())).collect();
        let mut common: Option<Factors> = None;
        for factors in chosen.iter().flatten() {
            common = Some(match common {
                None => (*factors).clone(),
                Some(common) => {
                    common.into_iter().filter_map(|(base, e)| exponent_in(factors, base, &e).map(|own| (base, own))).collect()
                }
            });
        }
        let Some(common) = common.filter(|common| !common.is_empty()) else { return false };
        let (mut inside, mut outside, mut place) = (Vec::new(), Vec::new(), 0);
        for ((child, coefficient), factors) in terms.iter().zip(&chosen) {
            let Some(factors) = factors else {
                outside.push((*child, coefficient.clone()));
                continue;
            };
            if inside.is_empty() {
                place = outside.len();
            }
            let mut rest: Factors = (*factors).clone();
            for (base, own) in &common {
                if let Some((_, e)) = rest.iter_mut().find(|(known, _)| known == base) {
                    *e = &*e - own;
                }
            }
            rest.retain(|(_, e)| !e.is_zero());
            inside.push((self.product(&rest), coefficient.clone()));
        }
        let mut number = content(inside.iter().map(|(_, c)| c));
        if inside.iter().all(|(_, c)| c.is_negative()) {
            number = -&number;
        }
        let inverse = number.recip().unwrap_or(Rational::ONE);
        let mut changed = false;
        // −(a + b)/S, never (−a − b)/S.
        let mut numbers = vec![if number.is_negative() { Rational::MINUS_ONE } else { Rational::ONE }];
        if !number.abs().is_one() {
            numbers.push(inverse);
        }
        for scale in numbers {
            let scaled: Vec<_> = inside.iter().map(|(child, c)| (*child, c * &scale)).collect();
            let sum = self.sum(Rational::ZERO, &scaled);
            let mut factors = common.clone();
            factors.push((sum, Rational::ONE));
            let product = self.product(&factors);
            let mut all = outside.clone();
            all.insert(place, (product, scale.recip().unwrap_or(Rational::ONE)));
            let new = self.sum(constant.clone(), &all);
            changed |= self.unite(class, new, "common factor");
        }
        changed
    }
}

/// How much of `base^exponent` stands in the factors: the smaller power, both of one sign.
fn exponent_in(factors: &Factors, base: Class, exponent: &Rational) -> Option<Rational> {
    let (_, own) = factors.iter().find(|(known, _)| *known == base)?;
    if own == exponent {
        return Some(own.clone());
    }
    let whole = own.is_integer() && exponent.is_integer() && own.signum() == exponent.signum();
    whole.then(|| if own.abs() < exponent.abs() { own.clone() } else { exponent.clone() })
}

/// Bases that stand in two terms or more, with the exponent of the first; above and below the line are two.
fn common_bases(spellings: &[Vec<Factors>]) -> Vec<(Class, Rational)> {
    let mut seen: Vec<(Class, Rational, usize, usize)> = Vec::new();
    for (term, list) in spellings.iter().enumerate() {
        for (base, exponent) in list.iter().flatten() {
            match seen.iter_mut().find(|(known, e, ..)| {
                known == base && (e == exponent || (e.is_integer() && exponent.is_integer() && e.signum() == exponent.signum()))
            }) {
                Some((_, _, last, count)) => {
                    if *last != term {
                        *last = term;
                        *count += 1;
                    }
                }
                None => seen.push((*base, exponent.clone(), term, 1)),
            }
        }
    }
    seen.into_iter().filter(|(.., count)| *count > 1).map(|(base, exponent, ..)| (base, exponent)).collect()
}
