//! `ln` and `logsumexp` in the field: `ln(a b) = ln|a| + ln|b|`, `ln(exp w) = w`.
//!
//! ```text
//! ln(6 x² exp w) → ln 2 + ln 3 + 2 ln x + w        ln(2 + 2 exp w) → ln 2 + ln(1 + exp w)
//! ```

use super::evaluation::Evaluation;
use crate::expr::field::Element;
use crate::expr::{Callee, Node, NodeId};
use crate::number::Rational;

/// The most factors into which an argument is taken apart.
const FACTORS: usize = 64;

/// The most summands that a logarithm's argument is divided by in turn.
const PIVOTS: usize = 12;

/// A summand of a logarithm, without its rational factor.
pub(super) enum LogPart {
    /// The logarithm of what is taken apart no further.
    Value(Element),
    /// The argument of an exponential.
    Argument(NodeId),
}

/// Summands with their factors.
type LogParts = Vec<(LogPart, Rational)>;

impl Evaluation<'_> {
    /// `ln|x|`.
    pub(super) fn ln(&self, arg: NodeId) -> Option<Element> {
        let parts = self.ln_parts(arg)?;
        self.total(&parts)
    }

    /// `ln Σ exp(x_k)`.
    pub(super) fn logsumexp(&self, args: &[NodeId]) -> Option<Element> {
        let parts = self.logsumexp_parts(args)?;
        self.total(&parts)
    }

    fn total(&self, parts: &LogParts) -> Option<Element> {
        let mut sum = Element::ZERO;
        for (part, scale) in parts {
            let value = match part {
                LogPart::Value(value) => *value,
                LogPart::Argument(node) => self.values.get(*node),
            };
            sum = self.field.add(sum, self.field.mul(value, self.residue(scale)?));
        }
        Some(sum)
    }

    /// `ln|x|`, taken apart along products, powers, `exp` and `|·|`.
    pub(super) fn ln_parts(&self, arg: NodeId) -> Option<LogParts> {
        let mut found = Vec::new();
        let mut waiting = vec![(arg, Rational::ONE)];
        let mut steps = 0;
        while let Some((id, scale)) = waiting.pop() {
            steps += 1;
            if steps > FACTORS {
                return self.ln_of(self.values.get(arg));
            }
            let own = match self.graph.node(id) {
                Node::Number(value) => self.ln_of_number(value)?,
                Node::Term(term) if self.values.has(self.graph.term(*term).body) => {
                    waiting.push((self.graph.term(*term).body, scale));
                    continue;
                }
                Node::Product(factors) => {
                    waiting.extend(factors.iter().map(|(base, exponent)| (*base, &scale * exponent)));
                    continue;
                }
                Node::Sum { constant, terms } => {
                    let (own, left) = self.ln_of_sum(self.values.get(id), constant, terms)?;
                    waiting.extend(left.map(|id| (id, scale.clone())));
                    own
                }
                Node::Call { function: Callee::Known(function), args } => match function.get().name {
                    "exp" => vec![(LogPart::Argument(args[0]), Rational::ONE)],
                    "abs" => {
                        waiting.push((args[0], scale));
                        continue;
                    }
                    _ => self.ln_of(self.values.get(id))?,
                },
                _ => self.ln_of(self.values.get(id))?,
            };
            found.extend(own.into_iter().map(|(part, own)| (part, &own * &scale)));
        }
        Some(found)
    }

    /// A value of ln|v|: the same for v and −v, opposite for 1/v, 0 for 1, none for 0.
    fn ln_of(&self, value: Element) -> Option<LogParts> {
        let field = self.field;
        let square = field.mul(value, value);
        if square.is_zero() {
            return self.no_value();
        }
        if square == field.one() {
            return Some(Vec::new());
        }
        if let Some(known) = self.known_ln(value) {
            let mut found = Vec::new();
            for (part, scale) in known.summands {
                found.push((LogPart::Value(part), scale));
            }
            if !known.number.abs().is_one() {
                found.extend(self.ln_of_number(&known.number)?);
            }
            return Some(found);
        }
        let own = self.fresh_ln(value)?;
        self.learn_ln(value, own);
        Some(vec![(LogPart::Value(own), Rational::ONE)])
    }

    /// The same by the value alone.
    fn fresh_ln(&self, value: Element) -> Option<Element> {
        let field = self.field;
        let square = field.mul(value, value);
        let inverse = field.inverse(square)?;
        let hash = self.hashed(&[6], square.min(inverse));
        Some(if inverse < square { field.neg(hash) } else { hash })
    }

    /// Along the small prime factors.
    fn ln_of_number(&self, number: &Rational) -> Option<LogParts> {
        let field = self.field;
        let Some((n, d)) = number.small_parts().filter(|(n, _)| *n != 0) else { return self.ln_of(self.residue(number)?) };
        let mut found = Vec::new();
        for (factors, scale) in [(n, Rational::ONE), (d, Rational::MINUS_ONE)] {
            for factor in small_factors(factors.unsigned_abs()) {
                found.extend((factor > 1).then_some((LogPart::Value(self.fresh_ln(field.integer(factor))?), scale.clone())));
            }
        }
        Some(found)
    }

    /// `ln|s| = ln|c| + ln|t| + ln|s/(c t)|` for a summand c t, chosen by its value, so that `1 + exp w` and
    /// `exp w (1 + exp(−w))` are taken apart alike. The node is what is left to be taken apart.
    fn ln_of_sum(&self, value: Element, constant: &Rational, terms: &[(NodeId, Rational)]) -> Option<(LogParts, Option<NodeId>)> {
        let field = self.field;
        if let ([(child, coefficient)], true) = (terms, constant.is_zero()) {
            return Some((self.ln_of_number(coefficient)?, Some(*child)));
        }
        if terms.len() > PIVOTS || self.related {
            return Some((self.ln_of(value)?, None));
        }
        let mut summands: Vec<(Element, &Rational, Option<NodeId>)> = Vec::new();
        if !constant.is_zero() {
            summands.push((self.residue(constant)?, constant, None));
        }
        for (child, coefficient) in terms {
            summands.push((field.mul(self.values.get(*child), self.residue(coefficient)?), coefficient, Some(*child)));
        }
        let values: Vec<Element> = summands.iter().map(|(summand, ..)| *summand).collect();
        match self.pivot(value, &values) {
            Some((place, quotient)) => {
                let (_, coefficient, left) = &summands[place];
                let mut found = self.ln_of_number(coefficient)?;
                found.extend(self.ln_of(quotient)?);
                Some((found, *left))
            }
            None => Some((self.ln_of(value)?, None)),
        }
    }

    /// The summand by which a sum is divided, and the quotient: the one whose quotient has the least square.
    fn pivot(&self, sum: Element, summands: &[Element]) -> Option<(usize, Element)> {
        let field = self.field;
        let quotient = |summand: &Element| Some(field.mul(sum, field.inverse(*summand)?));
        let quotients = summands.iter().enumerate().filter_map(|(place, summand)| Some((place, quotient(summand)?)));
        quotients.min_by_key(|(_, quotient)| field.mul(*quotient, *quotient))
    }

    /// `ln Σ exp(x_k) = x_j + ln Σ exp(x_k − x_j)`, the j chosen as in a sum.
    pub(super) fn logsumexp_parts(&self, args: &[NodeId]) -> Option<LogParts> {
        let values = self.exponentials(args)?;
        let sum = values.iter().fold(Element::ZERO, |sum, value| self.field.add(sum, *value));
        if self.related {
            return self.ln_of(sum);
        }
        let (place, quotient) = self.pivot(sum, &values)?;
        let mut found = self.ln_of(quotient)?;
        found.push((LogPart::Argument(args[place]), Rational::ONE));
        Some(found)
    }

    /// `exp x_k` of each.
    pub(super) fn exponentials(&self, args: &[NodeId]) -> Option<Vec<Element>> {
        args.iter().map(|arg| self.exp(*arg)).collect()
    }
}

/// The factors of a number with those below 2^10 split.
fn small_factors(number: u64) -> Vec<u64> {
    let (mut rest, mut factor, mut found) = (number, 2, Vec::new());
    while factor * factor <= rest && factor < 1 << 10 {
        if rest.is_multiple_of(factor) {
            found.push(factor);
            rest /= factor;
        } else {
            factor += 1;
        }
    }
    found.extend((rest > 1).then_some(rest));
    found
}
