//! `exp` and the points `cos x + i sin x` of the circle in the field: their arguments are taken apart, so that
//! `exp(a + b) = exp(a) exp(b)`, `exp(ln x) = x`, `exp(b ln(a c)) = exp(b ln a) exp(b ln c)` and the addition theorems hold.
//!
//! ```text
//! exp(2x − ln y) → e(x)^2 y^-1        sin(x + π/2): E(x) E(π)^(1/2), E(π) = −1        exp(logsumexp(a, b)) → exp a + exp b
//! ```

use super::evaluation::Evaluation;
use super::parts::Part;
use crate::expr::NodeId;
use crate::expr::field::Element;
use crate::number::Rational;

/// exp(q x) is a whole power of one value for every q whose denominator divides this; it is even, so that every such
/// power is a square, which plays a positive number.
const STEPS: i64 = 720_720;

impl Evaluation<'_> {
    /// `exp(Σ q_k v_k) = Π exp(v_k)^{q_k}`, `exp(ln x) = x` and `exp(logsumexp(a, b)) = exp a + exp b`.
    pub(super) fn exp(&self, arg: NodeId) -> Option<Element> {
        let mut product = self.field.one();
        for (part, scale) in self.parts(arg, true)? {
            let factor = match part {
                Part::Value(value) => self.exp_of(value, &scale)?,
                Part::Atan(base) => self.exp_of(self.known("atan", &[base])?, &scale)?,
                Part::Pi => self.exp_of(self.known("pi", &[])?, &scale)?,
                Part::Ln(base) => {
                    self.note_root(&scale);
                    self.power(base, &scale)?
                }
                Part::LogSumExp(args) => {
                    self.note_root(&scale);
                    let sum = self.exponentials(&args)?.into_iter().fold(Element::ZERO, |sum, one| self.field.add(sum, one));
                    self.power_of(None, sum, &scale)?
                }
            };
            product = self.field.mul(product, factor);
        }
        Some(product)
    }

    fn exp_of(&self, value: Element, scale: &Rational) -> Option<Element> {
        let mut product = self.field.one();
        if value.is_zero() || scale.is_zero() {
            return Some(product);
        }
        let exponent = self.exponent(value);
        let number = (self.field.one(), exponent.number);
        for (own, factor) in exponent.summands.into_iter().chain((!number.1.is_zero()).then_some(number)) {
            let scale = &factor * scale;
            let (base, flipped) = self.canonical(&[9], own);
            let power = match (&scale * &Rational::integer(STEPS)).to_i64() {
                Some(steps) => self.field.pow(base, if flipped { -steps } else { steps })?,
                None => self.hashed(&[10, self.residue(&scale)?.re], own),
            };
            self.learn_ln(power, self.field.mul(own, self.residue(&scale)?));
            product = self.field.mul(product, power);
        }
        Some(product)
    }

    /// `cos x + i sin x`: products for sums, and whole powers of i and of `(1 + i√3)/2` for parts of π.
    pub(super) fn circle(&self, arg: NodeId) -> Option<Element> {
        let mut product = self.field.one();
        for (part, scale) in self.parts(arg, false)? {
            let factor = match part {
                Part::Value(value) => self.circle_of(value, &scale)?,
                Part::Ln(base) => self.circle_of(self.ln(base)?, &scale)?,
                Part::LogSumExp(args) => self.circle_of(self.logsumexp(&args)?, &scale)?,
                Part::Pi => self.circle_of_pi(&scale)?,
                Part::Atan(base) => match scale.small_parts() {
                    Some((times, 1)) => self.circle_of_atan(self.values.get(base), times)?,
                    Some((times, 2)) => self.field.pow(self.half_circle_of_atan(self.values.get(base))?, times)?,
                    _ => self.circle_of(self.known("atan", &[base])?, &scale)?,
                },
            };
            product = self.field.mul(product, factor);
        }
        Some(product)
    }

    fn circle_of(&self, value: Element, scale: &Rational) -> Option<Element> {
        let field = self.field;
        let mut product = field.one();
        if value.is_zero() || scale.is_zero() {
            return Some(product);
        }
        let exponent = self.exponent(value);
        let number = (field.one(), exponent.number);
        for (own, factor) in exponent.summands.into_iter().chain((!number.1.is_zero()).then_some(number)) {
            let scale = &factor * scale;
            let (hash, flipped) = self.canonical(&[5], own);
            let point = match (&scale * &Rational::integer(STEPS)).to_i64() {
                Some(steps) => field.pow(field.on_circle(hash)?, if flipped { -steps } else { steps })?,
                None => field.on_circle(self.hashed(&[12, self.residue(&scale)?.re], own))?,
            };
            product = field.mul(product, point);
        }
        Some(product)
    }

    fn circle_of_pi(&self, scale: &Rational) -> Option<Element> {
        match (scale * &Rational::integer(12)).to_i64() {
            Some(twelfths) => self.field.pow(self.twelfth_of_pi()?, twelfths.rem_euclid(24)),
            None => self.circle_of(self.known("pi", &[])?, scale),
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

    /// `cos(k atan g) + i sin(k atan g) = ((1 + i g)/√(1 + g²))^k`; no root is needed for an even k.
    fn circle_of_atan(&self, g: Element, times: i64) -> Option<Element> {
        let field = self.field;
        let square = field.add(field.one(), field.mul(g, g));
        let top = field.add(field.one(), field.mul(g, Element { re: 0, im: field.one().re }));
        if times % 2 == 0 {
            return field.pow(field.mul(field.mul(top, top), field.inverse(square)?), times / 2);
        }
        self.refuse_negative(square)?;
        self.rooted.set(true);
        field.pow(field.mul(top, field.inverse(field.sqrt(square)?)?), times)
    }

    /// `E^½ = (1 + E)/√(2 + 2 cos)`, as the angle is less than π/2.
    fn half_circle_of_atan(&self, g: Element) -> Option<Element> {
        let field = self.field;
        let point = self.circle_of_atan(g, 1)?;
        let top = field.add(field.one(), point);
        let square = field.mul(field.mul(top, top), field.inverse(point)?);
        self.refuse_negative(square)?;
        Some(field.mul(top, field.inverse(field.sqrt(square)?)?))
    }

    /// A root that no power in the graph shows.
    fn note_root(&self, exponent: &Rational) {
        if !exponent.is_integer() {
            self.rooted.set(true);
        }
    }
}
