//! The texts of the layer shelf, read: `input x[..., k]` becomes a pattern of dimensions, the last line a formula.
//!
//! What this module does not do: match shapes ([`super::shape`]) or work formulas out ([`super::plan`]).

use crate::layers;
use crate::name::Name;
use crate::syntax::ast::{Argument, Expr, Join, Kind};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

/// A layer of the shelf.
#[derive(Debug)]
pub(in crate::model) struct LayerSpec {
    pub(super) name: String,
    pub(super) options: Vec<OptionSpec>,
    /// The shape of one row that it takes.
    pub(super) input: Vec<Dim>,
    pub(super) weights: Vec<WeightSpec>,
    /// The shape that it gives.
    pub(super) output: Vec<Dim>,
    /// The indices of an output, one for each dimension of the formula.
    pub(super) indices: Vec<Name>,
    /// An output by its indices.
    pub(super) formula: Expr,
    /// What to do about a shape that does not fit.
    pub(super) hint: Option<String>,
}

/// An option of a layer.
#[derive(Debug)]
pub(super) struct OptionSpec {
    pub(super) name: String,
    /// `None`: it must be given.
    pub(super) default: Option<Expr>,
    /// `d...`: any number of values.
    pub(super) is_list: bool,
    /// The words that it may be, where it may be nothing else.
    pub(super) words: Vec<String>,
}

/// A family of weights that a layer declares.
#[derive(Debug)]
pub(super) struct WeightSpec {
    pub(super) name: Name,
    pub(super) dims: Vec<Dim>,
    /// Where it starts, and what stands for it where it is left out.
    pub(super) start: Option<Expr>,
    /// The option that leaves it out where it is `false`.
    pub(super) when: Option<String>,
}

/// One dimension of a shape.
#[derive(Clone, Debug)]
pub(super) enum Dim {
    /// A size.
    One(Expr),
    /// `...`.
    Rest,
    /// The sizes of an option that is a list.
    List(String),
    /// A product of two sizes, with an index for each.
    Split(Expr, Expr),
}

thread_local! {
    static READ: RefCell<FxHashMap<&'static str, Rc<LayerSpec>>> = RefCell::default();
}

impl LayerSpec {
    /// The layer of that name.
    ///
    /// # Panics
    /// Where its text does not read: a fault of the shelf, which a test over all its texts rules out.
    pub(super) fn of(name: &str) -> Option<Rc<LayerSpec>> {
        let layer = layers::find(name)?;
        Some(READ.with_borrow_mut(|read| {
            read.entry(layer.name)
                .or_insert_with(|| match read_spec(layer.text) {
                    Some(spec) => Rc::new(spec),
                    None => unreachable!("the layer `{}` of the shelf does not read", layer.name),
                })
                .clone()
        }))
    }

    /// A function of one argument as a layer: `y[s] = relu(x[s])`.
    pub(super) fn activation(name: &Name) -> Option<Rc<LayerSpec>> {
        let text = format!("layer {name}\ninput x[...]\noutput y[...]\ny[s] = {name}(x[s])");
        read_spec(&text).map(Rc::new)
    }

    /// Whether an output is one of the inputs, unchanged.
    pub(super) fn passes_on(&self) -> bool {
        matches!(&self.formula.kind, Kind::Product(factors) if factors.len() == 2
            && matches!(&factors[0].1.kind, Kind::Name(name) if *name == Name::plain("x")))
    }
}

fn read_spec(text: &str) -> Option<LayerSpec> {
    let mut spec = LayerSpec {
        name: String::new(),
        options: Vec::new(),
        input: Vec::new(),
        weights: Vec::new(),
        output: Vec::new(),
        indices: Vec::new(),
        formula: Expr { span: Default::default(), kind: Kind::Ellipsis },
        hint: None,
    };
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let (word, rest) = line.split_once(' ')?;
        match word {
            "layer" => {
                let (name, options) = head(rest)?;
                spec.name = name.to_string();
                spec.options = options.iter().map(option).collect::<Option<_>>()?;
            }
            "hint" => spec.hint = Some(rest.to_string()),
            "input" => spec.input = dims(&head(rest)?.1, &spec.options)?,
            "output" => spec.output = dims(&head(rest)?.1, &spec.options)?,
            "weight" => spec.weights.push(weight(rest, &spec.options)?),
            _ => {
                let (left, right) = line.split_once(" = ")?;
                spec.indices = head(left)?.1.iter().map(|index| name_of(&index.value)).collect::<Option<_>>()?;
                spec.formula = expression(right)?;
            }
        }
    }
    Some(spec)
}

/// `b[n] = 0 if bias`.
fn weight(text: &str, options: &[OptionSpec]) -> Option<WeightSpec> {
    let (text, when) = text.split_once(" if ").map_or((text, None), |(text, when)| (text, Some(when.trim().to_string())));
    let (declared, start) = text.split_once(" = ").map_or((text, None), |(declared, start)| (declared, Some(start)));
    let (name, sizes) = head(declared)?;
    let start = start.map_or(Some(None), |start| expression(start).map(Some))?;
    Some(WeightSpec { name, dims: dims(&sizes, options)?, start, when })
}

/// A name and what stands in the bracket behind it.
fn head(text: &str) -> Option<(Name, Vec<Argument>)> {
    let expr = expression(text)?;
    match expr.kind {
        Kind::Name(name) => Some((name, Vec::new())),
        Kind::Product(factors) => match factors.as_slice() {
            [(_, Expr { kind: Kind::Name(name), .. }), (Join::Beside, Expr { kind: Kind::Group(_, arguments), .. })] => {
                Some((name.clone(), arguments.clone()))
            }
            _ => None,
        },
        _ => None,
    }
}

fn expression(text: &str) -> Option<Expr> {
    crate::syntax::parse_expression(text).ok()
}

fn name_of(expr: &Expr) -> Option<Name> {
    if let Kind::Name(name) = &expr.kind { Some(name.clone()) } else { None }
}

/// `n`, `d...`, `bias = true`, `scaling = (inverted, original)`: the first of several words is the default.
fn option(argument: &Argument) -> Option<OptionSpec> {
    let spec = |name: &Name, default: Option<Expr>, words: &[&str]| {
        let words = words.iter().map(|word| word.to_string()).collect();
        OptionSpec { name: name.to_string(), default, is_list: false, words }
    };
    match (&argument.name, &argument.value.kind) {
        (Some((name, _)), Kind::Group(_, choices)) => {
            let words: Vec<String> =
                choices.iter().map(|choice| Some(name_of(&choice.value)?.to_string())).collect::<Option<_>>()?;
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            Some(spec(name, choices.first().map(|choice| choice.value.clone()), &words))
        }
        (Some((name, _)), Kind::Name(word)) if ["true", "false"].contains(&word.base.as_str()) => {
            Some(spec(name, Some(argument.value.clone()), &["true", "false"]))
        }
        (Some((name, _)), _) => Some(spec(name, Some(argument.value.clone()), &[])),
        (None, Kind::Name(name)) => Some(spec(name, None, &[])),
        (None, Kind::Product(factors)) => Some(OptionSpec { is_list: true, ..spec(&name_of(&factors.first()?.1)?, None, &[]) }),
        _ => None,
    }
}

fn dims(arguments: &[Argument], options: &[OptionSpec]) -> Option<Vec<Dim>> {
    let is_list = |name: &Name| options.iter().any(|option| option.is_list && option.name == name.to_string());
    let dim = |argument: &Argument| match &argument.value.kind {
        Kind::Ellipsis => Some(Dim::Rest),
        Kind::Name(name) if is_list(name) => Some(Dim::List(name.to_string())),
        Kind::Product(factors) => match factors.as_slice() {
            [(_, left), (Join::Beside, right)] => Some(Dim::Split(left.clone(), right.clone())),
            _ => Some(Dim::One(argument.value.clone())),
        },
        _ => Some(Dim::One(argument.value.clone())),
    };
    arguments.iter().map(dim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_of_the_shelf_reads() {
        for layer in layers::ALL {
            let spec = LayerSpec::of(layer.name).unwrap();
            assert_eq!(spec.name, layer.name);
            assert!(!spec.input.is_empty() && !spec.output.is_empty() && !spec.indices.is_empty(), "{}", layer.name);
            assert!(layer.text.starts_with("# "), "{} opens with what it is", layer.name);
            let switches = spec.weights.iter().filter_map(|weight| weight.when.as_deref());
            let known = |when: &str| spec.options.iter().any(|option| option.name == when);
            assert!(switches.into_iter().all(known), "{}", layer.name);
        }
    }
}
