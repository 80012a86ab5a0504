//! Families of parameters and start values: `param W[n, m]`, `start W_1 = [[1, 0], [0, 1]]`.

use super::{Entity, Model, Parameter, Reported, Scope};
use crate::diagnostic::Diagnostic;
use crate::expr::{NodeId, SymbolKind};
use crate::name::Name;
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{Bracket, Declared, Expr, Kind};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// The largest number of elements of a family, and of entries of a table.
const MAX_ELEMENTS: usize = 1_000_000;

/// A family with fixed sizes; the last index runs fastest.
#[derive(Clone, Debug)]
pub(super) struct Family {
    pub(super) sizes: Vec<usize>,
    pub(super) elements: Vec<NodeId>,
    /// The table, row and column that it stands in.
    pub(super) row: Option<(usize, usize, Name)>,
    /// What stands for the whole family in the brackets of names.
    pub(super) whole: Option<NodeId>,
}

impl Family {
    pub(super) fn new(sizes: Vec<usize>, elements: Vec<NodeId>) -> Family {
        Family { sizes, elements, row: None, whole: None }
    }
}

impl Model {
    pub(super) fn sizes(&mut self, declared: &Declared) -> Result<Vec<usize>, Reported> {
        let mut sizes = Vec::new();
        for size in &declared.sizes {
            match self.whole_number(size, &mut Scope::default())? {
                value if value >= 1 => sizes.push(value as usize),
                value => {
                    return self.report(Diagnostic::error(
                        "data::bad_size",
                        size.span,
                        format!("a size is at least 1, not {value}"),
                    ));
                }
            }
        }
        let count = sizes.iter().try_fold(1usize, |product, size| product.checked_mul(*size));
        if count.is_none_or(|count| count > MAX_ELEMENTS) {
            return self.report(Diagnostic::error("data::too_many", declared.span, format!("more than {MAX_ELEMENTS} elements")));
        }
        Ok(sizes)
    }

    pub(super) fn declare_family(&mut self, declared: &Declared) -> Result<(), Reported> {
        let sizes = self.sizes(declared)?;
        let count: usize = sizes.iter().product();
        let elements: Vec<NodeId> = (0..count)
            .map(|place| self.graph.element(declared.name.clone(), indices_of(place, &sizes), SymbolKind::Parameter))
            .collect();
        let whole = Some(self.graph.whole(declared.name.clone(), Box::default(), &elements));
        let family = Rc::new(Family { whole, ..Family::new(sizes, elements.clone()) });
        if self.enter(&declared.name, declared.span, Entity::Family(family)) {
            self.parameters.extend(elements.into_iter().map(|node| Parameter { node, start: None }));
        }
        Ok(())
    }

    pub(super) fn set_start(&mut self, name: &Name, span: Span, value: &Expr) -> Result<(), Reported> {
        let nodes = match self.entities.get(name) {
            Some(Entity::Symbol(node)) => vec![*node],
            Some(Entity::Family(family)) => family.elements.clone(),
            _ => {
                let fault = Diagnostic::error("names::no_parameter", span, format!("`{name}` is no parameter"));
                return self.report(fault.at("only parameters have start values").help(format!("declare it: `param {name}`")));
            }
        };
        if let (Some(Entity::Family(family)), true) =
            (self.entities.get(name), nesting(value).is_none_or(|sizes| sizes.len() > 1))
            && nesting(value).as_deref() != Some(&family.sizes)
        {
            let wanted: Vec<String> = family.sizes.iter().map(usize::to_string).collect();
            let message = format!("these lists have another shape than `{name}[{}]`", wanted.join(", "));
            let fault = Diagnostic::error("data::wrong_length", value.span, message);
            return self
                .report(fault.help("nest the lists as the sizes are, or write all values in one list, the last index fastest"));
        }
        let entries = flattened(value);
        if entries.len() != 1 && entries.len() != nodes.len() {
            let fault = Diagnostic::error(
                "data::wrong_length",
                value.span,
                format!("{} values for {} elements", entries.len(), nodes.len()),
            );
            return self
                .report(fault.help(format!("write {} values, the last index fastest, or one value for all", nodes.len())));
        }
        let mut numbers = Vec::with_capacity(entries.len());
        for entry in &entries {
            numbers.push(self.rational(entry)?);
        }
        let number = |place: usize| if numbers.len() == 1 { numbers[0].clone() } else { numbers[place].clone() };
        let values: FxHashMap<NodeId, Rational> = nodes.iter().enumerate().map(|(place, node)| (*node, number(place))).collect();
        for parameter in &mut self.parameters {
            if let Some(value) = values.get(&parameter.node) {
                parameter.start = Some(value.clone());
            }
        }
        for buffer in &mut self.buffers {
            if let Some(value) = values.get(&buffer.mean) {
                buffer.start_mean = value.clone();
            }
            if let Some(value) = values.get(&buffer.variance) {
                buffer.start_variance = value.clone();
            }
        }
        Ok(())
    }
}

/// Indices from 1 of the element at a place, the last running fastest.
pub(super) fn indices_of(place: usize, sizes: &[usize]) -> Box<[u32]> {
    let mut rest = place;
    let mut indices: Vec<u32> = sizes
        .iter()
        .rev()
        .map(|size| {
            let index = rest % size;
            rest /= size;
            index as u32 + 1
        })
        .collect();
    indices.reverse();
    indices.into()
}

/// The entries of nested square brackets from left to right, or the one expression.
fn flattened(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        Kind::Group(Bracket::Square, arguments) => arguments.iter().flat_map(|argument| flattened(&argument.value)).collect(),
        _ => vec![expr],
    }
}

/// The sizes of nested lists; `None` where lists of one level differ in length.
fn nesting(expr: &Expr) -> Option<Vec<usize>> {
    let Kind::Group(Bracket::Square, arguments) = &expr.kind else { return Some(Vec::new()) };
    let inner: Vec<Option<Vec<usize>>> = arguments.iter().map(|argument| nesting(&argument.value)).collect();
    let first = inner.first().cloned().flatten().unwrap_or_default();
    let alike = inner.iter().all(|sizes| sizes.as_ref() == Some(&first));
    alike.then(|| [&[arguments.len()], first.as_slice()].concat())
}
