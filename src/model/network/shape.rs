//! Shapes of layers: what a pattern asks of an input, the sizes that follow, and how a shape is told.
//!
//! ```text
//! conv2d(3, 5): x[c, h, w] and 1×28×28 give c = 1, h = w = 28, so y is 3×24×24
//! ```
//!
//! A view has one size for each index of the formula: `...` is one index, a product of sizes two. The order of the
//! elements is the same in a shape and in its view.

use super::spec::Dim;
use crate::syntax::ast::{Bracket, Expr, Join, Kind, Sign};
use rustc_hash::FxHashMap;

/// The sizes that are known by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Sizes {
    pub(super) known: FxHashMap<String, i64>,
    pub(super) lists: FxHashMap<String, Vec<usize>>,
    /// The dimensions behind `...`.
    pub(super) rest: Vec<usize>,
}

/// A shape with the sizes of its view.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    pub(super) dims: Vec<usize>,
    pub(super) view: Vec<usize>,
}

impl Sizes {
    /// A whole number made of known sizes; `/` drops the remainder.
    pub(super) fn whole(&self, expr: &Expr) -> Option<i64> {
        match &expr.kind {
            Kind::Number(value) => value.to_i64(),
            Kind::Name(name) => match name.to_string().as_str() {
                "rest" => i64::try_from(self.rest.iter().product::<usize>()).ok(),
                text => self.known.get(text).copied(),
            },
            Kind::Group(Bracket::Round, arguments) => match arguments.as_slice() {
                [only] => self.whole(&only.value),
                _ => None,
            },
            Kind::Sum(terms) => terms.iter().try_fold(0i64, |sum, (sign, term)| {
                let term = self.whole(term)?;
                if *sign == Sign::Plus { sum.checked_add(term) } else { sum.checked_sub(term) }
            }),
            Kind::Product(factors) => factors.iter().try_fold(1i64, |product, (join, factor)| {
                let factor = self.whole(factor)?;
                if *join == Join::Over { product.checked_div_euclid(factor) } else { product.checked_mul(factor) }
            }),
            _ => None,
        }
    }

    /// What `input` asks of a shape: new names are bound, known ones must agree.
    ///
    /// # Errors
    /// What is wrong, as a sentence.
    pub(super) fn take(&mut self, pattern: &[Dim], dims: &[usize]) -> Result<Shape, String> {
        let fixed = |dim: &Dim| match dim {
            Dim::Rest => 0,
            Dim::List(name) => self.lists.get(name).map_or(0, Vec::len),
            _ => 1,
        };
        let (least, open) = (pattern.iter().map(fixed).sum::<usize>(), pattern.iter().any(|dim| matches!(dim, Dim::Rest)));
        if dims.len() < least || !open && dims.len() > least {
            let wanted = if open { format!("at least {least}") } else { least.to_string() };
            let plural = if least == 1 { "dimension" } else { "dimensions" };
            return Err(format!("takes {wanted} {plural}, not {} ({})", dims.len(), told(dims)));
        }
        let (mut at, mut view) = (0, Vec::new());
        for dim in pattern {
            match dim {
                Dim::Rest => {
                    self.rest = dims[at..at + dims.len() - least].to_vec();
                    at += self.rest.len();
                    view.push(self.rest.iter().product());
                }
                Dim::List(name) => {
                    let list = self.lists.get(name).cloned().unwrap_or_default();
                    if dims[at..at + list.len()] != list {
                        return Err(format!("normalises {}, and the last dimensions are {}", told(&list), told(&dims[at..])));
                    }
                    at += list.len();
                    view.push(list.iter().product());
                }
                Dim::One(expr) => {
                    self.bind(expr, dims[at])?;
                    view.push(dims[at]);
                    at += 1;
                }
                Dim::Split(first, second) => {
                    let groups = self.whole(first).and_then(|groups| usize::try_from(groups).ok()).filter(|groups| *groups > 0);
                    let groups = groups.filter(|groups| dims[at].is_multiple_of(*groups));
                    let groups = groups.ok_or_else(|| {
                        format!("cannot part {} channels into {} equal groups", dims[at], self.whole(first).unwrap_or(0))
                    })?;
                    self.bind(second, dims[at] / groups)?;
                    view.extend([groups, dims[at] / groups]);
                    at += 1;
                }
            }
        }
        Ok(Shape { dims: dims.to_vec(), view })
    }

    fn bind(&mut self, expr: &Expr, size: usize) -> Result<(), String> {
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        match (self.whole(expr), &expr.kind) {
            (Some(known), _) if known == size => Ok(()),
            (Some(known), Kind::Name(name)) => Err(format!("wants {name} = {known}, and the shape gives {size}")),
            (Some(known), _) => Err(format!("wants a size of {known}, and the shape gives {size}")),
            (None, Kind::Name(name)) => {
                self.known.insert(name.to_string(), size);
                Ok(())
            }
            (None, _) => Err("has a size that is not known".to_string()),
        }
    }

    /// The shape that a pattern of known sizes gives.
    ///
    /// # Errors
    /// What is wrong, as a sentence.
    pub(super) fn give(&self, pattern: &[Dim]) -> Result<Shape, String> {
        let mut shape = Shape::default();
        let size = |expr: &Expr| match self.whole(expr) {
            Some(size) if size >= 1 => Ok(size as usize),
            Some(_) => Err("leaves nothing: its window is larger than what it is laid on".to_string()),
            None => Err("has a size that is not known".to_string()),
        };
        for dim in pattern {
            let (dims, view) = match dim {
                Dim::Rest => (self.rest.clone(), vec![self.rest.iter().product()]),
                Dim::List(name) => {
                    let list = self.lists.get(name).cloned().unwrap_or_default();
                    let product = list.iter().product();
                    (list, vec![product])
                }
                Dim::One(expr) => (vec![size(expr)?], vec![size(expr)?]),
                Dim::Split(first, second) => (vec![size(first)? * size(second)?], vec![size(first)?, size(second)?]),
            };
            shape.dims.extend(dims);
            shape.view.extend::<Vec<usize>>(view);
        }
        Ok(shape)
    }
}

/// `3×24×24`.
pub(super) fn told(dims: &[usize]) -> String {
    if dims.is_empty() {
        return "1".to_string();
    }
    dims.iter().map(usize::to_string).collect::<Vec<_>>().join("×")
}

/// Every index of a view, from 1, the last running fastest.
pub(super) fn indices(view: &[usize]) -> Vec<Vec<i64>> {
    let mut list = vec![Vec::new()];
    for size in view {
        list = list.iter().flat_map(|before| (1..=*size as i64).map(move |k| [before.as_slice(), &[k]].concat())).collect();
    }
    list
}
