//! Arguments taken apart: a sum of products becomes summands, each with a rational factor, as far as a counted limit goes.
//!
//! ```text
//! (b + 1) ln a → b · ln a + ln a        π (T − k)/T → π − k · π/T        (x + y)² → x² + 2 · x y + y²
//! ```
//!
//! A product is a value of the field, however it is written; a factor that is a rational number there is one. What this
//! module does not do: bring sums to a common denominator (see [`super::relations`]).

use super::evaluation::Evaluation;
use super::logarithms::LogPart;
use crate::expr::field::Element;
use crate::expr::{Callee, Node, NodeId};
use crate::number::Rational;

/// The most steps in which an argument is taken apart.
const STEPS: usize = 192;

/// The largest power of a sum that is multiplied out.
const POWER: i64 = 4;

/// A summand of an argument, without its rational factor.
pub(super) enum Part {
    /// Any value.
    Value(Element),
    /// ln of an expression.
    Ln(NodeId),
    /// ln Σ exp of expressions.
    LogSumExp(Box<[NodeId]>),
    /// The angle whose tangent is the expression.
    Atan(NodeId),
    /// π.
    Pi,
}

/// A product on its way: `scale · known · angle · Π logs · Π waiting`.
#[derive(Clone)]
struct Product {
    scale: Rational,
    known: Element,
    /// π or atan of something: a call that stands in the product once.
    angle: Option<NodeId>,
    /// Calls of ln and logsumexp.
    logs: Vec<NodeId>,
    waiting: Vec<(NodeId, Rational)>,
}

/// What a factor turned out to be.
enum Step {
    One(Product),
    /// The product is a sum of several.
    Many(Vec<Product>),
}

impl Evaluation<'_> {
    /// The summands of an argument with their factors; a long argument is one value like any other. With `whole_logs`, ln of
    /// an expression times a rational number stays what it is, else it is taken apart like all others.
    pub(super) fn parts(&self, arg: NodeId, whole_logs: bool) -> Option<Vec<(Part, Rational)>> {
        let whole = || vec![(Part::Value(self.values.get(arg)), Rational::ONE)];
        if self.options.plain_exp {
            return Some(whole());
        }
        let mut found = Vec::new();
        let first = Product {
            scale: Rational::ONE,
            known: self.field.one(),
            angle: None,
            logs: Vec::new(),
            waiting: vec![(arg, Rational::ONE)],
        };
        let (mut products, mut steps) = (vec![first], 0);
        while let Some(mut product) = products.pop() {
            steps += 1;
            if steps > STEPS {
                return Some(whole());
            }
            match product.waiting.pop() {
                Some((base, exponent)) => match self.factor(product, base, exponent)? {
                    Step::One(product) => products.push(product),
                    Step::Many(list) => products.extend(list),
                },
                None => match self.settled(&product, whole_logs)? {
                    Some(part) => found.push(part),
                    None => products.extend(self.spread(product)?),
                },
            }
        }
        Some(found)
    }

    /// Multiplies by one factor.
    fn factor(&self, mut product: Product, base: NodeId, exponent: Rational) -> Option<Step> {
        let whole = exponent.to_i64();
        match self.graph.node(base) {
            Node::Number(value) if whole.is_some_and(|whole| value.pow(whole).is_some()) => {
                product.scale = &product.scale * &value.pow(whole?)?;
            }
            Node::Term(term) if self.values.has(self.graph.term(*term).body) => {
                product.waiting.push((self.graph.term(*term).body, exponent));
            }
            Node::Product(factors) if whole.is_some() => {
                product.waiting.extend(factors.iter().map(|(base, own)| (*base, own * &exponent)));
            }
            Node::Sum { constant, terms } => match (&**terms, whole) {
                ([(child, coefficient)], Some(whole)) if constant.is_zero() => {
                    product.scale = &product.scale * &coefficient.pow(whole)?;
                    product.waiting.push((*child, exponent));
                }
                (terms, Some(whole)) if (1..=POWER).contains(&whole) => {
                    product.waiting.extend((whole > 1).then(|| (base, &exponent - &Rational::ONE)));
                    let mut list = Vec::with_capacity(terms.len() + 1);
                    for (child, coefficient) in terms {
                        let mut one = product.clone();
                        one.scale = &one.scale * coefficient;
                        one.waiting.push((*child, Rational::ONE));
                        list.push(one);
                    }
                    if !constant.is_zero() {
                        list.push(Product { scale: &product.scale * constant, ..product });
                    }
                    return Some(Step::Many(list));
                }
                _ => product.known = self.field.mul(product.known, self.power(base, &exponent)?),
            },
            Node::Call { function: Callee::Known(function), .. } if exponent.is_one() => match function.get().name {
                "ln" | "logsumexp" => product.logs.push(base),
                "pi" | "atan" if product.angle.is_none() => product.angle = Some(base),
                _ => product.known = self.field.mul(product.known, self.values.get(base)),
            },
            _ => product.known = self.field.mul(product.known, self.power(base, &exponent)?),
        }
        Some(Step::One(product))
    }

    /// The part that a product is; none where a logarithm in it is still to be taken apart.
    fn settled(&self, product: &Product, whole_logs: bool) -> Option<Option<(Part, Rational)>> {
        let field = self.field;
        let Product { scale, known, angle, logs, .. } = product;
        if logs.is_empty() {
            return Some(Some(match (angle, self.rational(*known)) {
                (Some(angle), Some(factor)) => (self.call(*angle)?, scale * &factor),
                (None, Some(factor)) => (Part::Value(field.one()), scale * &factor),
                (Some(angle), None) => (Part::Value(field.mul(*known, self.values.get(*angle))), scale.clone()),
                (None, None) => (Part::Value(*known), scale.clone()),
            }));
        }
        if !whole_logs {
            return Some(None);
        }
        for (place, log) in logs.iter().enumerate() {
            let others = logs.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, log)| log).chain(angle);
            let rest = others.fold(*known, |rest, other| field.mul(rest, self.values.get(*other)));
            if let Some(factor) = self.rational(rest) {
                return Some(Some((self.call(*log)?, scale * &factor)));
            }
        }
        Some(None)
    }

    fn call(&self, id: NodeId) -> Option<Part> {
        let Node::Call { function: Callee::Known(function), args } = self.graph.node(id) else { return None };
        Some(match function.get().name {
            "ln" => Part::Ln(args[0]),
            "logsumexp" => Part::LogSumExp(args.clone()),
            "atan" => Part::Atan(args[0]),
            _ => Part::Pi,
        })
    }

    /// The product with its first logarithm taken apart.
    fn spread(&self, mut product: Product) -> Option<Vec<Product>> {
        let log = product.logs.pop()?;
        let parts = match self.call(log)? {
            Part::Ln(arg) => self.ln_parts(arg)?,
            Part::LogSumExp(args) => self.logsumexp_parts(&args)?,
            _ => return None,
        };
        let of_part = |(part, scale): (LogPart, Rational)| {
            let mut one = Product { scale: &product.scale * &scale, ..product.clone() };
            match part {
                LogPart::Value(value) => one.known = self.field.mul(one.known, value),
                LogPart::Argument(node) => one.waiting.push((node, Rational::ONE)),
            }
            one
        };
        Some(parts.into_iter().map(of_part).collect())
    }

    /// The rational number that a value plays, if it is a small one: n/d with d a divisor of 720720.
    pub(super) fn rational(&self, value: Element) -> Option<Rational> {
        /// Denominators.
        const BELOW: i64 = 720_720;
        /// The largest numerator over it, 1000: with so many, chance finds one in one of 2^30 values.
        const ABOVE: i64 = 1_000 * BELOW;
        let field = self.field;
        if value == field.one() {
            return Some(Rational::ONE);
        }
        let above = field.small_integer(field.mul(value, field.integer(BELOW.unsigned_abs())), ABOVE)?;
        (above != 0).then(|| Rational::new(above, BELOW))
    }
}
