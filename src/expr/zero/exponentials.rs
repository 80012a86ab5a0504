//! `exp`, `ln` and the points `cos x + i sin x` of the circle in the field: their arguments are taken apart, so that
//! `exp(a + b) = exp(a) exp(b)`, `ln(a b) = ln|a| + ln|b|` and the addition theorems hold.
//!
//! ```text
//! exp(2x − ln y) → e(x)^2 y^-1        sin(x + π/2): E(x) E(π)^(1/2), E(π) = −1        ln(2 + 2 exp w) → ln 2 + ln(1 + exp w)
//! ```

use super::evaluation::Evaluation;
use crate::expr::field::Element;
use crate::expr::{Callee, Node, NodeId};
use crate::number::Rational;

/// exp(q x) is a whole power of one value for every q whose denominator divides this; it is even, so that every such
/// power is a square, which plays a positive number.
const STEPS: i64 = 720_720;

/// The longest argument that is taken apart.
const PARTS: usize = 64;

/// The most summands that a logarithm's argument is divided by in turn.
const PIVOTS: usize = 12;

/// A summand of an argument, without its rational factor.
enum Part {
    Value(Element),
    Ln(NodeId),
    Atan(NodeId),
    Pi,
}

impl Evaluation<'_> {
    /// The summands of an argument with their factors; a long argument is one value like any other.
    fn parts(&self, arg: NodeId) -> Option<Vec<(Part, Rational)>> {
        let field = self.field;
        let whole = || vec![(Part::Value(self.values.get(arg)), Rational::ONE)];
        if self.options.plain_exp {
            return Some(whole());
        }
        let mut found = Vec::new();
        let mut waiting = vec![(arg, Rational::ONE, field.one())];
        let mut steps = 0;
        while let Some((id, scale, others)) = waiting.pop() {
            steps += 1;
            if steps > PARTS {
                return Some(whole());
            }
            let plain = |id: NodeId| Part::Value(field.mul(others, self.values.get(id)));
            match self.graph.node(id) {
                Node::Number(value) => found.push((Part::Value(others), &scale * value)),
                Node::Term(term) if self.values.has(self.graph.term(*term).body) => {
                    waiting.push((self.graph.term(*term).body, scale, others));
                }
                Node::Sum { constant, terms } => {
                    if !constant.is_zero() {
                        found.push((Part::Value(others), &scale * constant));
                    }
                    waiting.extend(terms.iter().map(|(child, coefficient)| (*child, &scale * coefficient, others)));
                }
                Node::Product(factors) => {
                    let is_sum = |id: NodeId| matches!(self.graph.node(id), Node::Sum { .. });
                    match factors.iter().position(|(base, e)| e.is_one() && is_sum(*base)) {
                        Some(place) => {
                            let mut rest = others;
                            for (base, exponent) in factors[..place].iter().chain(&factors[place + 1..]) {
                                rest = field.mul(rest, self.power(*base, exponent)?);
                            }
                            waiting.push((factors[place].0, scale, rest));
                        }
                        None => found.push((plain(id), scale)),
                    }
                }
                Node::Call { function: Callee::Known(function), args } if others == field.one() => {
                    let part = match function.get().name {
                        "ln" => Part::Ln(args[0]),
                        "atan" => Part::Atan(args[0]),
                        "pi" => Part::Pi,
                        _ => plain(id),
                    };
                    found.push((part, scale));
                }
                _ => found.push((plain(id), scale)),
            }
        }
        Some(found)
    }

    /// `exp(Σ q_k v_k) = Π exp(v_k)^{q_k}`, and `exp(ln x) = x`.
    pub(super) fn exp(&self, arg: NodeId) -> Option<Element> {
        let mut product = self.field.one();
        for (part, scale) in self.parts(arg)? {
            let factor = match part {
                Part::Ln(base) => self.power(base, &scale)?,
                Part::Value(value) => self.exp_of(value, &scale)?,
                Part::Atan(base) => self.exp_of(self.known("atan", &[base])?, &scale)?,
                Part::Pi => self.exp_of(self.known("pi", &[])?, &scale)?,
            };
            product = self.field.mul(product, factor);
        }
        Some(product)
    }

    fn exp_of(&self, value: Element, scale: &Rational) -> Option<Element> {
        if value.is_zero() || scale.is_zero() {
            return Some(self.field.one());
        }
        let (base, flipped) = self.canonical(&[9], value);
        match (scale * &Rational::integer(STEPS)).to_i64() {
            Some(steps) => self.field.pow(base, if flipped { -steps } else { steps }),
            None => Some(self.hashed(&[10, self.residue(scale)?.re], value)),
        }
    }

    /// `cos x + i sin x`: products for sums, and whole powers of i and of `(1 + i√3)/2` for parts of π.
    pub(super) fn circle(&self, arg: NodeId) -> Option<Element> {
        let mut product = self.field.one();
        for (part, scale) in self.parts(arg)? {
            let factor = match part {
                Part::Value(value) => self.circle_of(value, &scale)?,
                Part::Ln(base) => self.circle_of(self.ln(base)?, &scale)?,
                Part::Pi => match (&scale * &Rational::integer(12)).to_i64() {
                    Some(twelfths) => self.field.pow(self.twelfth_of_pi()?, twelfths.rem_euclid(24))?,
                    None => self.circle_of(self.known("pi", &[])?, &scale)?,
                },
                Part::Atan(base) => match scale.to_i64() {
                    Some(times) => self.field.pow(self.circle_of_atan(self.values.get(base))?, times)?,
                    None => self.circle_of(self.known("atan", &[base])?, &scale)?,
                },
            };
            product = self.field.mul(product, factor);
        }
        Some(product)
    }

    fn circle_of(&self, value: Element, scale: &Rational) -> Option<Element> {
        let field = self.field;
        if value.is_zero() || scale.is_zero() {
            return Some(field.one());
        }
        let (hash, flipped) = self.canonical(&[5], value);
        match (scale * &Rational::integer(STEPS)).to_i64() {
            Some(steps) => field.pow(field.on_circle(hash)?, if flipped { -steps } else { steps }),
            None => field.on_circle(self.hashed(&[12, self.residue(scale)?.re], value)),
        }
    }

    /// The point at the angle π/12: that at π/3, `(1 + i√3)/2`, over that at π/4, `(1 + i)/√2`.
    fn twelfth_of_pi(&self) -> Option<Element> {
        let field = self.field;
        let (half, one) = (field.half(), field.one().re);
        let third = Element { re: half.re, im: field.mul(field.sqrt(field.integer(3))?, half).re };
        let quarter = field.mul(Element { re: one, im: one }, field.inverse(field.sqrt(field.integer(2))?)?);
        Some(field.mul(third, field.inverse(quarter)?))
    }

    /// `cos(atan g) + i sin(atan g) = (1 + i g)/√(1 + g²)`.
    fn circle_of_atan(&self, g: Element) -> Option<Element> {
        let field = self.field;
        let square = field.add(field.one(), field.mul(g, g));
        self.refuse_negative(square)?;
        let top = field.add(field.one(), field.mul(g, Element { re: 0, im: field.one().re }));
        Some(field.mul(top, field.inverse(field.sqrt(square)?)?))
    }

    /// `ln|x|`, taken apart along products, powers, `exp` and `|·|`.
    pub(super) fn ln(&self, arg: NodeId) -> Option<Element> {
        let field = self.field;
        let mut sum = Element::ZERO;
        let mut waiting = vec![(arg, Rational::ONE)];
        let mut steps = 0;
        while let Some((id, scale)) = waiting.pop() {
            steps += 1;
            let own = match self.graph.node(id) {
                _ if steps > PARTS => return self.ln_of(self.values.get(arg)),
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
                    let (value, left) = self.ln_of_sum(self.values.get(id), constant, terms)?;
                    waiting.extend(left.map(|id| (id, scale.clone())));
                    value
                }
                Node::Call { function: Callee::Known(function), args } => match function.get().name {
                    "exp" => self.values.get(args[0]),
                    "abs" => {
                        waiting.push((args[0], scale));
                        continue;
                    }
                    _ => self.ln_of(self.values.get(id))?,
                },
                _ => self.ln_of(self.values.get(id))?,
            };
            sum = field.add(sum, field.mul(own, self.residue(&scale)?));
        }
        Some(sum)
    }

    /// A value of ln|v|: the same for v and −v, opposite for 1/v, 0 for 1, none for 0.
    fn ln_of(&self, value: Element) -> Option<Element> {
        let field = self.field;
        let square = field.mul(value, value);
        let inverse = field.inverse(square).or_else(|| self.no_value())?;
        if square == field.one() {
            return Some(Element::ZERO);
        }
        let hash = self.hashed(&[6], square.min(inverse));
        Some(if inverse < square { field.neg(hash) } else { hash })
    }

    /// Along the small prime factors.
    fn ln_of_number(&self, number: &Rational) -> Option<Element> {
        let field = self.field;
        let Some((n, d)) = number.small_parts().filter(|(n, _)| *n != 0) else { return self.ln_of(self.residue(number)?) };
        let mut sum = Element::ZERO;
        for factor in small_factors(n.unsigned_abs()) {
            sum = field.add(sum, self.ln_of(field.integer(factor))?);
        }
        for factor in small_factors(d.unsigned_abs()) {
            sum = field.sub(sum, self.ln_of(field.integer(factor))?);
        }
        Some(sum)
    }

    /// `ln|s| = ln|c| + ln|t| + ln|s/(c t)|` for a summand c t, chosen by its value, so that `1 + exp w` and
    /// `exp w (1 + exp(−w))` are taken apart alike. The node is what is left to be taken apart.
    fn ln_of_sum(&self, value: Element, constant: &Rational, terms: &[(NodeId, Rational)]) -> Option<(Element, Option<NodeId>)> {
        let field = self.field;
        if let ([(child, coefficient)], true) = (terms, constant.is_zero()) {
            return Some((self.ln_of_number(coefficient)?, Some(*child)));
        }
        if terms.len() > PIVOTS {
            return Some((self.ln_of(value)?, None));
        }
        let mut summands: Vec<(Element, Element, Option<NodeId>)> = Vec::new();
        if !constant.is_zero() {
            summands.push((self.residue(constant)?, self.ln_of_number(constant)?, None));
        }
        for (child, coefficient) in terms {
            let summand = field.mul(self.values.get(*child), self.residue(coefficient)?);
            summands.push((summand, self.ln_of_number(coefficient)?, Some(*child)));
        }
        let values: Vec<Element> = summands.iter().map(|(summand, ..)| *summand).collect();
        match self.pivot(value, &values) {
            Some((place, quotient)) => {
                let (_, ln, left) = summands[place];
                Some((field.add(ln, self.ln_of(quotient)?), left))
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
    pub(super) fn logsumexp(&self, args: &[NodeId]) -> Option<Element> {
        let values: Vec<Element> = args.iter().map(|arg| self.exp(*arg)).collect::<Option<_>>()?;
        let sum = values.iter().fold(Element::ZERO, |sum, value| self.field.add(sum, *value));
        let (place, quotient) = self.pivot(sum, &values)?;
        Some(self.field.add(self.values.get(args[place]), self.ln_of(quotient)?))
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
