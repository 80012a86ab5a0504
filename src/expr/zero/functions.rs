//! The values of functions at one point of the field: those with laws of their own (`sign`, `|x|`, `exp`, `sin`, `ln`) and
//! those that are random but fixed values of their argument.

use super::evaluation::Evaluation;
use crate::expr::NodeId;
use crate::expr::field::Element;

/// Whether the field has values for the function; those with a definition are expected to be written out by it.
pub(super) fn is_known(name: &str) -> bool {
    matches!(name, "pi" | "exp" | "ln" | "sign" | "abs" | "step" | "max" | "min" | "sin" | "cos" | "logsumexp" | "erf" | "atan")
}

impl Evaluation<'_> {
    pub(super) fn known(&self, name: &str, args: &[NodeId]) -> Option<Element> {
        let field = self.field;
        let value = args.first().map_or(Element::ZERO, |arg| self.values.get(*arg));
        Some(match name {
            "pi" => field.random(&[self.seed, 4]),
            "exp" => self.exp(args[0])?,
            "sign" => self.sign(args[0]),
            "abs" => field.mul(value, self.sign(args[0])),
            "step" => self.step(value, args[0]),
            "max" | "min" => self.larger(name == "max", args[0], args[1]),
            "sin" | "cos" => {
                let point = self.circle(args[0])?;
                let (sum, other) = (field.half(), field.inverse(point)?);
                if name == "cos" {
                    field.mul(sum, field.add(point, other))
                } else {
                    // (E − 1/E)/(2i).
                    let minus_i = Element { re: 0, im: field.minus_one().re };
                    field.mul(field.mul(sum, minus_i), field.sub(point, other))
                }
            }
            "logsumexp" => self.logsumexp(args)?,
            "ln" => self.ln(args[0])?,
            "erf" | "atan" => {
                let (hash, flipped) = self.canonical(&[7, name.len() as u64], value);
                if value.is_zero() {
                    Element::ZERO
                } else if flipped {
                    field.neg(hash)
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
        self.field.random(&all)
    }

    /// The same for both of ±value, and whether the value is the flipped one.
    pub(super) fn canonical(&self, words: &[u64], value: Element) -> (Element, bool) {
        let other = self.field.neg(value);
        let flipped = other < value;
        (self.hashed(words, if flipped { other } else { value }), flipped)
    }

    fn sign_of(&self, of: Option<NodeId>, value: Element) -> Element {
        if value.is_zero() {
            Element::ZERO
        } else if self.options.free_roots && !self.options.lawful_signs {
            let (hash, flipped) = self.canonical(&[8], value);
            if flipped { self.field.neg(hash) } else { hash }
        } else {
            self.decided(of, self.field.sign(value) == self.field.one())
        }
    }

    pub(super) fn sign(&self, arg: NodeId) -> Element {
        let (field, value) = (self.field, self.values.get(arg));
        if value.is_zero() {
            Element::ZERO
        } else if self.graph.is_positive(arg) {
            field.one()
        } else {
            match self.constants.get(&arg) {
                Some(Some(number)) if number.is_negative() => field.minus_one(),
                Some(Some(_)) => field.one(),
                Some(None) => self.random_sign(Some(arg), value),
                None => self.sign_of(Some(arg), value),
            }
        }
    }

    /// `(1 + sign)/2`, and 0 at 0.
    fn step(&self, value: Element, arg: NodeId) -> Element {
        let field = self.field;
        if value.is_zero() { Element::ZERO } else { field.mul(field.add(field.one(), self.sign(arg)), field.half()) }
    }

    /// `(a + b ± |a − b|)/2`.
    fn larger(&self, larger: bool, a: NodeId, b: NodeId) -> Element {
        let field = self.field;
        let (left, right) = (self.values.get(a), self.values.get(b));
        let difference = field.sub(left, right);
        let constant = self.constants.contains_key(&a) && self.constants.contains_key(&b);
        let sign = if constant { self.random_sign(None, difference) } else { self.sign_of(None, difference) };
        let size = field.mul(difference, sign);
        let size = if larger { size } else { field.neg(size) };
        field.mul(field.add(field.add(left, right), size), field.half())
    }
}
