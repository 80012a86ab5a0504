//! The values of functions at one point of the field: those with laws of their own (`exp`, `sign`, `|x|`, `sin`) and those
//! that are random but fixed values of their argument.

use super::EXP_STEPS;
use super::constants::residue;
use super::evaluation::Evaluation;
use crate::expr::field::{Element, P, scramble};
use crate::expr::{Callee, Node, NodeId};
use crate::number::Rational;

impl Evaluation<'_> {
    pub(super) fn known(&self, name: &str, args: &[NodeId], outside: &mut bool) -> Option<Element> {
        let value = args.first().map_or(Element::ZERO, |arg| self.values[arg]);
        Some(match name {
            "pi" => Element::real(scramble(&[self.seed, 4])),
            "exp" => self.exp(args[0], outside)?,
            "sign" => self.sign(args[0]),
            "abs" => value.mul(self.sign(args[0])),
            "step" => self.step(value, args[0]),
            "max" | "min" => {
                let other = self.values[&args[1]];
                let difference = value.sub(other);
                let constant = args.iter().all(|arg| self.constants.contains_key(arg));
                let sign = if constant { self.random_sign(difference) } else { self.sign_of(difference) };
                let size = if difference.is_zero() { difference } else { difference.mul(sign) };
                let half = Element::real(P.div_ceil(2));
                let size = if name == "max" { size } else { size.neg() };
                value.add(other).add(size).mul(half)
            }
            "sin" | "cos" => {
                let (t, flipped) = self.canonical(&[5], value);
                let scale = Element::ONE.add(t.mul(t)).inverse()?;
                if value.is_zero() {
                    if name == "sin" { Element::ZERO } else { Element::ONE }
                } else if name == "cos" {
                    Element::ONE.sub(t.mul(t)).mul(scale)
                } else {
                    let sine = t.add(t).mul(scale);
                    if flipped { sine.neg() } else { sine }
                }
            }
            "logsumexp" => {
                let mut sum = Element::ZERO;
                for arg in args {
                    sum = sum.add(self.exp(*arg, outside)?);
                }
                self.hashed(&[6], sum)
            }
            "ln" => self.hashed(&[6], value),
            "erf" | "atan" => {
                let (hash, flipped) = self.canonical(&[7, name.len() as u64], value);
                if value.is_zero() {
                    Element::ZERO
                } else if flipped {
                    hash.neg()
                } else {
                    hash
                }
            }
            _ => return None,
        })
    }

    /// A value that depends on the argument alone.
    pub(super) fn hashed(&self, words: &[u64], value: Element) -> Element {
        let mut all = vec![self.seed];
        all.extend(words);
        all.extend([value.re, value.im]);
        Element::real(scramble(&all))
    }

    /// The same for both of ±value, and whether the value is the flipped one.
    pub(super) fn canonical(&self, words: &[u64], value: Element) -> (Element, bool) {
        let other = value.neg();
        let flipped = (other.re, other.im) < (value.re, value.im);
        (self.hashed(words, if flipped { other } else { value }), flipped)
    }

    fn sign_of(&self, value: Element) -> Element {
        if value.is_zero() {
            Element::ZERO
        } else if self.options.free_roots {
            let (hash, flipped) = self.canonical(&[8], value);
            if flipped { hash.neg() } else { hash }
        } else {
            value.sign()
        }
    }

    pub(super) fn sign(&self, arg: NodeId) -> Element {
        let value = self.values[&arg];
        if value.is_zero() {
            Element::ZERO
        } else if self.graph.is_positive(arg) {
            Element::ONE
        } else {
            match self.constants.get(&arg) {
                Some(Some(number)) if number.is_negative() => Element::ONE.neg(),
                Some(Some(_)) => Element::ONE,
                Some(None) => self.random_sign(value),
                None => self.sign_of(value),
            }
        }
    }

    /// `(1 + sign)/2`, and 0 at 0.
    fn step(&self, value: Element, arg: NodeId) -> Element {
        if value.is_zero() { Element::ZERO } else { Element::ONE.add(self.sign(arg)).mul(Element::real(P.div_ceil(2))) }
    }

    /// `exp(Σ q_k v_k) = Π exp(v_k)^{q_k}`, and `exp(ln x) = x`.
    fn exp(&self, arg: NodeId, outside: &mut bool) -> Option<Element> {
        if self.options.plain_exp {
            return self.exp_of(self.values[&arg], &Rational::ONE);
        }
        let mut product = Element::ONE;
        let mut waiting = vec![(arg, Rational::ONE, Element::ONE)];
        let mut parts = 0;
        while let Some((id, scale, others)) = waiting.pop() {
            parts += 1;
            // A long exponent is one value like any other: nothing false follows from that.
            if parts > 64 {
                return self.exp_of(self.values[&arg], &Rational::ONE);
            }
            match self.graph.node(id) {
                Node::Number(value) => product = product.mul(self.exp_of(others, &(&scale * value))?),
                Node::Term(term) if self.values.contains_key(&self.graph.term(*term).body) => {
                    waiting.push((self.graph.term(*term).body, scale, others));
                }
                Node::Sum { constant, terms } => {
                    if !constant.is_zero() {
                        product = product.mul(self.exp_of(others, &(&scale * constant))?);
                    }
                    waiting.extend(terms.iter().map(|(child, coefficient)| (*child, &scale * coefficient, others)));
                }
                Node::Product(factors) => {
                    let sum =
                        factors.iter().position(|(base, e)| e.is_one() && matches!(self.graph.node(*base), Node::Sum { .. }));
                    match sum {
                        Some(place) => {
                            let mut rest = others;
                            for (k, (base, exponent)) in factors.iter().enumerate() {
                                if k != place {
                                    rest = rest.mul(self.power(*base, exponent, outside)?);
                                }
                            }
                            waiting.push((factors[place].0, scale, rest));
                        }
                        None => product = product.mul(self.exp_of(others.mul(self.values[&id]), &scale)?),
                    }
                }
                Node::Call { function: Callee::Known(function), args }
                    if function.get().name == "ln" && others == Element::ONE =>
                {
                    product = product.mul(self.power(args[0], &scale, outside)?);
                }
                _ => product = product.mul(self.exp_of(others.mul(self.values[&id]), &scale)?),
            }
        }
        Some(product)
    }

    fn exp_of(&self, value: Element, scale: &Rational) -> Option<Element> {
        if value.is_zero() || scale.is_zero() {
            return Some(Element::ONE);
        }
        let steps = scale * &Rational::integer(EXP_STEPS);
        let (base, flipped) = self.canonical(&[9], value);
        match steps.to_i64() {
            Some(steps) => base.pow(if flipped { -steps } else { steps }),
            None => Some(self.hashed(&[10, residue(scale)?.re], value)),
        }
    }
}
