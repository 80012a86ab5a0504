//! The formula of a layer with its sizes put in, ready to be worked out for each output: indices are slots, sums are loops.
//!
//! ```text
//! y[i] = sum[j = 1..3] W[i, j] x[j] + b[i]   →   one sum of 4 terms for each i
//! ```

use super::shape::Sizes;
use super::spec::LayerSpec;
use crate::expr::Callee;
use crate::functions;
use crate::name::Name;
use crate::number::Rational;
use crate::syntax::ast::{Argument, Bracket, Expr, Join, Kind, Range, Sign};

/// A formula of a layer, or a part of one.
#[derive(Debug)]
pub(super) enum Plan {
    Constant(Rational),
    Element(Source, Vec<Place>),
    Sum(Vec<(Rational, Plan)>),
    Product(Vec<Plan>),
    /// A sum over a slot.
    Over {
        slot: usize,
        from: Place,
        to: Place,
        body: Box<Plan>,
    },
    Call(Callee, Box<Plan>),
    /// The normalised value of an element of the input.
    Norm(Box<Plan>),
    Dropout(Box<Plan>),
}

impl Plan {
    /// Whether something is dropped in it.
    pub(super) fn drops(&self) -> bool {
        match self {
            Plan::Dropout(_) => true,
            Plan::Sum(parts) => parts.iter().any(|(_, part)| part.drops()),
            Plan::Product(parts) => parts.iter().any(Plan::drops),
            Plan::Over { body, .. } | Plan::Call(_, body) | Plan::Norm(body) => body.drops(),
            Plan::Constant(_) | Plan::Element(..) => false,
        }
    }
}

/// Where an element comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Input,
    Weight(usize),
}

/// An index: `constant + Σ factor · slot`.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    constant: i64,
    slots: Vec<(i64, usize)>,
}

impl Place {
    pub(super) fn at(&self, slots: &[i64]) -> i64 {
        self.slots.iter().fold(self.constant, |sum, (factor, slot)| sum + factor * slots[*slot])
    }
}

/// What a `norm` of the shelf says beside its value.
#[derive(Clone, Debug, Default)]
pub(super) struct NormText {
    /// Whether the statistics go over the rows of the batch.
    pub(super) over_rows: bool,
    /// The slots that they go over.
    pub(super) over: Vec<usize>,
    /// Whether the mean is subtracted.
    pub(super) centred: bool,
}

/// Reads the formula of a layer.
pub(super) struct Planner<'a> {
    spec: &'a LayerSpec,
    sizes: &'a Sizes,
    slots: Vec<Name>,
    /// The activation, where the layer is one.
    activation: Option<Callee>,
    /// The `norm` that was met.
    pub(super) norm: Option<NormText>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(spec: &'a LayerSpec, sizes: &'a Sizes, activation: Option<Callee>) -> Planner<'a> {
        Planner { spec, sizes, slots: spec.indices.clone(), activation, norm: None }
    }

    /// The plan of the formula and the number of slots it needs; `None` for a fault of the shelf.
    pub(super) fn plan(&mut self) -> Option<(Plan, usize)> {
        let plan = self.part(&self.spec.formula)?;
        Some((plan, self.slots.len()))
    }

    fn part(&mut self, expr: &Expr) -> Option<Plan> {
        match &expr.kind {
            Kind::Number(value) => Some(Plan::Constant(value.clone())),
            Kind::Sum(terms) => {
                let parts = terms.iter().map(|(sign, term)| {
                    let sign = if *sign == Sign::Plus { Rational::ONE } else { Rational::MINUS_ONE };
                    Some((sign, self.part(term)?))
                });
                parts.collect::<Option<_>>().map(Plan::Sum)
            }
            Kind::Product(factors) => self.product(factors),
            Kind::Group(Bracket::Round, arguments) if arguments.len() == 1 => self.part(&arguments[0].value),
            Kind::Over { range: Range::Index { index, from, to }, body, .. } => {
                let (from, to) = (self.place(from)?, self.place(to)?);
                let slot = self.slots.len();
                self.slots.push(index.0.clone());
                Some(Plan::Over { slot, from, to, body: Box::new(self.part(body)?) })
            }
            _ => self.sizes.whole(expr).map(|size| Plan::Constant(Rational::integer(size))),
        }
    }

    fn product(&mut self, factors: &[(Join, Expr)]) -> Option<Plan> {
        let mut parts = Vec::new();
        let mut at = 0;
        while let Some((join, factor)) = factors.get(at) {
            let bracket = match factors.get(at + 1) {
                Some((Join::Beside, Expr { kind: Kind::Group(_, arguments), .. })) => Some(arguments),
                _ => None,
            };
            let (part, used) = match (&factor.kind, bracket) {
                (Kind::Name(name), Some(arguments)) if self.sizes.whole(factor).is_none() => (self.headed(name, arguments)?, 2),
                (Kind::Power(base, exponent), _) => {
                    let (base, exponent) = (self.sizes.whole(base)?, self.sizes.whole(exponent)?);
                    (Plan::Constant(Rational::integer(base).pow(exponent)?), 1)
                }
                _ => (self.part(factor)?, 1),
            };
            parts.push(match (join, part) {
                (Join::Over, Plan::Constant(value)) => Plan::Constant(value.recip()?),
                (Join::Over, _) => return None,
                (_, part) => part,
            });
            at += used;
        }
        Some(Plan::Product(parts))
    }

    /// `x[i, j]`, `norm(…)`, `relu(…)`.
    fn headed(&mut self, name: &Name, arguments: &[Argument]) -> Option<Plan> {
        let value = |arguments: &[Argument]| arguments.first().map(|argument| argument.value.clone());
        match name.to_string().as_str() {
            "x" => Some(Plan::Element(Source::Input, self.places(arguments)?)),
            "norm" => {
                self.norm = Some(self.norm_text(arguments)?);
                Some(Plan::Norm(Box::new(self.part(&value(arguments)?)?)))
            }
            "dropout" => Some(Plan::Dropout(Box::new(self.part(&value(arguments)?)?))),
            text => match self.spec.weights.iter().position(|weight| weight.name == *name) {
                Some(number) => Some(Plan::Element(Source::Weight(number), self.places(arguments)?)),
                None => {
                    let function = self.activation.or_else(|| functions::find(text).map(Callee::Known))?;
                    Some(Plan::Call(function, Box::new(self.part(&value(arguments)?)?)))
                }
            },
        }
    }

    fn norm_text(&self, arguments: &[Argument]) -> Option<NormText> {
        let named = |word: &str| {
            arguments.iter().find(|argument| argument.name.as_ref().is_some_and(|(name, _)| name.to_string() == word))
        };
        let over = match &named("over")?.value.kind {
            Kind::Group(_, list) => list.iter().map(|argument| &argument.value).collect(),
            _ => vec![&named("over")?.value],
        };
        let mut text = NormText { centred: named("mean").is_none(), ..NormText::default() };
        for expr in over {
            match &expr.kind {
                Kind::Name(name) if name.to_string() == "rows" => text.over_rows = true,
                Kind::Name(name) => text.over.push(self.slot(name)?),
                _ => return None,
            }
        }
        Some(text)
    }

    fn slot(&self, name: &Name) -> Option<usize> {
        self.slots.iter().rposition(|slot| slot == name)
    }

    fn places(&self, arguments: &[Argument]) -> Option<Vec<Place>> {
        arguments.iter().map(|argument| self.place(&argument.value)).collect()
    }

    fn place(&self, expr: &Expr) -> Option<Place> {
        if let Some(constant) = self.sizes.whole(expr) {
            return Some(Place { constant, slots: Vec::new() });
        }
        match &expr.kind {
            Kind::Name(name) => Some(Place { constant: 0, slots: vec![(1, self.slot(name)?)] }),
            Kind::Group(_, arguments) if arguments.len() == 1 => self.place(&arguments[0].value),
            Kind::Sum(terms) => terms.iter().try_fold(Place::default(), |mut sum, (sign, term)| {
                let (term, sign) = (self.place(term)?, if *sign == Sign::Plus { 1 } else { -1 });
                sum.constant += sign * term.constant;
                sum.slots.extend(term.slots.iter().map(|(factor, slot)| (sign * factor, *slot)));
                Some(sum)
            }),
            Kind::Product(factors) => {
                let (mut scale, mut found) = (1, None);
                for (_, factor) in factors {
                    match self.sizes.whole(factor) {
                        Some(size) => scale *= size,
                        None => found = Some(self.place(factor)?),
                    }
                }
                let mut place = found?;
                place.constant *= scale;
                place.slots.iter_mut().for_each(|(factor, _)| *factor *= scale);
                Some(place)
            }
            _ => None,
        }
    }
}
