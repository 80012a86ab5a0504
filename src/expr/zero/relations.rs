//! Relations among logarithms and among exponents at one point: what is a product of powers of values whose logarithms are
//! known has a logarithm that follows from theirs, and a sum of known exponents likewise.
//!
//! ```text
//! ln(x² − y²) beside ln|x − y|, ln|x + y| → their sum        exp(x/(x + 1)) beside exp(1/(x + 1)) → e/exp(1/(x + 1))
//! ```
//!
//! At a random point of the field a relation of few values with small numbers is no chance. Only products of up to three
//! known values are tried, and few of them are remembered; what is not found is a value like any other.

use super::evaluation::Evaluation;
use crate::expr::field::Element;
use crate::number::Rational;

/// So many values are remembered.
const KNOWN: usize = 24;

/// With more than this, three at a time are not tried.
const FEW: usize = 12;

/// What is remembered at a point.
#[derive(Default)]
pub(super) struct Relations {
    /// Values with their inverses and logarithms.
    logarithms: Vec<Logarithm>,
    /// Exponents that are taken apart no further.
    exponents: Vec<Element>,
}

#[derive(Clone, Copy)]
struct Logarithm {
    of: Element,
    inverse: Element,
    value: Element,
}

/// `number · Π` of values, or `number + Σ` of them: each with a rational exponent or factor.
pub(super) struct Relation {
    /// The rational number, 1 or 0 where there is none.
    pub(super) number: Rational,
    /// The logarithms or exponents with their factors.
    pub(super) summands: Vec<(Element, Rational)>,
}

impl Relations {
    /// Forgets everything: at the next point values are others.
    pub(super) fn clear(&mut self) {
        self.logarithms.clear();
        self.exponents.clear();
    }
}

impl Evaluation<'_> {
    /// Remembers `ln|of| = value`.
    pub(super) fn learn_ln(&self, of: Element, value: Element) {
        let mut known = self.relations.borrow_mut();
        if self.related
            && known.logarithms.len() < KNOWN
            && known.logarithms.iter().all(|other| other.of != of)
            && let Some(inverse) = self.field.inverse(of)
        {
            known.logarithms.push(Logarithm { of, inverse, value });
        }
    }

    /// `of = number · Π known^e`.
    pub(super) fn known_ln(&self, of: Element) -> Option<Relation> {
        if !self.related {
            return None;
        }
        let known = &self.relations.borrow().logarithms;
        let field = self.field;
        let square = field.mul(of, of);
        let powers = |one: &Logarithm, exponents: &'static [i64]| {
            let one = *one;
            exponents.iter().filter_map(move |e| {
                // Divided by one^e.
                let value = field.pow(if *e > 0 { one.inverse } else { one.of }, e.abs())?;
                Some((value, one.value, *e))
            })
        };
        let found = |number: Rational, factors: &[(Element, i64)], over: i64| Relation {
            number,
            summands: factors.iter().map(|(value, e)| (*value, Rational::new(*e, over))).collect(),
        };
        if let Some(number) = self.rational(of) {
            return Some(found(number, &[], 1));
        }
        for one in known {
            for (power, value, e) in powers(one, &[1, -1, 2, -2, 3, -3, 4, -4]) {
                if let Some(number) = self.rational(field.mul(of, power)) {
                    return Some(found(number, &[(value, e)], 1));
                }
                // A number would need a root.
                let quotient = field.mul(square, power);
                if quotient == field.one() || quotient == field.minus_one() {
                    return Some(found(Rational::ONE, &[(value, e)], 2));
                }
            }
        }
        for (place, first) in known.iter().enumerate() {
            for (left, value, e) in powers(first, &[1, -1, 2, -2]) {
                let rest = field.mul(of, left);
                for second in &known[..place] {
                    for (right, other, f) in powers(second, &[1, -1, 2, -2]) {
                        if let Some(number) = self.rational(field.mul(rest, right)) {
                            return Some(found(number, &[(value, e), (other, f)], 1));
                        }
                    }
                }
            }
        }
        if known.len() > FEW {
            return None;
        }
        for (place, first) in known.iter().enumerate() {
            for (left, value, e) in powers(first, &[1, -1]) {
                for (middle, second) in known[..place].iter().enumerate() {
                    for (right, other, f) in powers(second, &[1, -1]) {
                        let rest = field.mul(field.mul(of, left), right);
                        for third in &known[..middle] {
                            for (last, another, g) in powers(third, &[1, -1]) {
                                if let Some(number) = self.rational(field.mul(rest, last)) {
                                    return Some(found(number, &[(value, e), (other, f), (another, g)], 1));
                                }
                            }
                        }
                    }
                }
            }
        }
        None
    }

    /// The exponent by others before it, `number + Σ q_k v_k`; remembered by itself where it does not follow from them.
    pub(super) fn exponent(&self, value: Element) -> Relation {
        let itself = |value: Element| Relation { number: Rational::ZERO, summands: vec![(value, Rational::ONE)] };
        if !self.related || value == self.field.one() {
            return itself(value);
        }
        let mut known = self.relations.borrow_mut();
        if let Some(found) = self.by_others(value, &known.exponents) {
            return found;
        }
        if known.exponents.len() < KNOWN {
            known.exponents.push(value);
        }
        itself(value)
    }

    fn by_others(&self, value: Element, known: &[Element]) -> Option<Relation> {
        let field = self.field;
        let factors = [(1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2)].map(|(n, d)| Rational::new(n, d));
        let number = |rest: Element| if rest.is_zero() { Some(Rational::ZERO) } else { self.rational(rest) };
        let mut multiples = Vec::new();
        for one in known {
            for factor in &factors {
                let multiple = field.mul(*one, self.residue(factor)?);
                if let Some(number) = number(field.sub(value, multiple)) {
                    return Some(Relation { number, summands: vec![(*one, factor.clone())] });
                }
                multiples.push((multiple, *one, factor));
            }
            if let Some(factor) = self.rational(field.mul(value, field.inverse(*one)?)) {
                return Some(Relation { number: Rational::ZERO, summands: vec![(*one, factor)] });
            }
        }
        for (place, (left, one, factor)) in multiples.iter().enumerate() {
            let rest = field.sub(value, *left);
            for (right, other, second) in multiples[..place].iter().filter(|(_, other, _)| other != one) {
                if let Some(number) = number(field.sub(rest, *right)) {
                    let summands = vec![(*one, (*factor).clone()), (*other, (*second).clone())];
                    return Some(Relation { number, summands });
                }
            }
        }
        None
    }
}
