//! Options of a layer as given or by default: the words that one may be, the sizes among them.
//!
//! ```text
//! linear(2, bias = false)   n = 2, bias = false, features = as the shape says
//! ```

use super::super::{Meant, Model, Scope};
use super::declare::MOST_ELEMENTS;
use super::shape::Sizes;
use super::spec::{Dim, LayerSpec, OptionSpec};
use crate::diagnostic::{Diagnostic, nearest};
use crate::name::Name;
use crate::syntax::ast::{Argument, Expr, Kind, LayerCall};
use rustc_hash::FxHashMap;

/// Options by name.
pub(super) type Options = FxHashMap<String, Expr>;

impl Model {
    /// The options as given or by default, and the sizes among them. `shape` is what the layer takes.
    pub(super) fn bind_options(&mut self, spec: &LayerSpec, call: &LayerCall, shape: &[usize]) -> Meant<(Options, Sizes)> {
        let (mut options, mut lists): (Options, FxHashMap<String, Vec<Expr>>) = Default::default();
        let mut places = spec.options.iter();
        for argument in &call.arguments {
            let Some(option) = option_of(spec, argument, &mut places) else { return self.no_option(spec, argument) };
            if option.is_list {
                lists.entry(option.name.clone()).or_default().push(argument.value.clone());
            } else if options.insert(option.name.clone(), argument.value.clone()).is_some() {
                let message = format!("`{}` is given twice", option.name);
                return self.report(Diagnostic::error("layers::option", argument.value.span, message).help("give it once"));
            }
        }
        let mut sizes = Sizes::default();
        for option in &spec.options {
            if option.is_list {
                let list = self.list_of_sizes(&lists.remove(&option.name).unwrap_or_default(), spec, shape)?;
                sizes.lists.insert(option.name.clone(), list);
                continue;
            }
            let by_default = !options.contains_key(&option.name);
            let Some(expr) = options.get(&option.name).cloned().or_else(|| option.default.clone()) else {
                let fault = Diagnostic::error("layers::option", call.span, format!("`{}` needs `{}`", spec.name, option.name));
                let example = format!("write `{}({} = …)` or `{}(…)`", spec.name, option.name, spec.name);
                return self.report(fault.at("an option is missing").help(example));
            };
            self.check_word(option, &expr)?;
            if is_size(spec, &option.name) && !is_name(&expr, "any") {
                let size = match sizes.whole(&expr).filter(|_| by_default) {
                    Some(size) => size,
                    None => self.size_of(&expr, option, spec)?,
                };
                sizes.known.insert(option.name.clone(), size);
            }
            options.insert(option.name.clone(), expr);
        }
        Ok((options, sizes))
    }

    fn no_option<T>(&mut self, spec: &LayerSpec, argument: &Argument) -> Meant<T> {
        let (place, what) = match &argument.name {
            Some((name, place)) => (*place, format!("`{name}`")),
            None => (argument.value.span, "one more value".to_string()),
        };
        let known: Vec<&str> = spec.options.iter().map(|option| option.name.as_str()).collect();
        let fault = Diagnostic::error("layers::option", place, format!("`{}` has no option for {what}", spec.name));
        self.report(fault.help(match known.as_slice() {
            [] => format!("`{}` takes no options", spec.name),
            _ => format!("its options are {}", known.join(", ")),
        }))
    }

    /// An option that is one of a few words must be one of them.
    fn check_word(&mut self, option: &OptionSpec, expr: &Expr) -> Meant<()> {
        if option.words.is_empty() || option.words.iter().any(|word| is_name(expr, word)) {
            return Ok(());
        }
        let written = crate::syntax::plain(expr);
        let fault = Diagnostic::error("layers::option", expr.span, format!("`{}` cannot be `{written}`", option.name));
        let help = match nearest(&written, option.words.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it is {}", option.words.join(" or ")),
        };
        self.report(fault.help(help))
    }

    /// The sizes of a list, or the last dimension where none are given.
    fn list_of_sizes(&mut self, given: &[Expr], spec: &LayerSpec, shape: &[usize]) -> Meant<Vec<usize>> {
        let mut list = Vec::with_capacity(given.len());
        for expr in given {
            list.push(self.bounded_size(expr, spec, 1)? as usize);
        }
        if list.is_empty() {
            list.extend(shape.last());
        }
        Ok(list)
    }

    /// A size; one that is 0 by default may be 0.
    fn size_of(&mut self, expr: &Expr, option: &OptionSpec, spec: &LayerSpec) -> Meant<i64> {
        let may_be_0 =
            matches!(option.default.as_ref().map(|default| &default.kind), Some(Kind::Number(value)) if value.is_zero());
        self.bounded_size(expr, spec, if may_be_0 { 0 } else { 1 })
    }

    fn bounded_size(&mut self, expr: &Expr, spec: &LayerSpec, least: i64) -> Meant<i64> {
        let size = self.whole_number(expr, &mut Scope::default())?;
        if (least..=MOST_ELEMENTS as i64).contains(&size) {
            return Ok(size);
        }
        let message = format!("this size of `{}` is at least {least} and at most {MOST_ELEMENTS}, not {size}", spec.name);
        self.report(Diagnostic::error("layers::option", expr.span, message))
    }
}

/// The option that an argument gives: by its name, or by its place.
fn option_of<'a>(
    spec: &'a LayerSpec,
    argument: &Argument,
    places: &mut impl Iterator<Item = &'a OptionSpec>,
) -> Option<&'a OptionSpec> {
    match &argument.name {
        Some((name, _)) => spec.options.iter().find(|option| option.name == name.to_string()),
        None => spec.options.first().filter(|first| first.is_list).or_else(|| places.next()),
    }
}

/// Whether an option stands in a shape of the layer.
fn is_size(spec: &LayerSpec, option: &str) -> bool {
    let name = Name::plain(option);
    let stands_in = |expr: &Expr| super::super::visit::names_in(expr).iter().any(|(found, _)| *found == name);
    let dims = spec.input.iter().chain(&spec.output).chain(spec.weights.iter().flat_map(|weight| &weight.dims));
    dims.into_iter().any(|dim| match dim {
        Dim::One(expr) => stands_in(expr),
        Dim::Split(first, second) => stands_in(first) || stands_in(second),
        Dim::Rest | Dim::List(_) => false,
    })
}

fn is_name(expr: &Expr, word: &str) -> bool {
    matches!(&expr.kind, Kind::Name(name) if *name == Name::plain(word))
}

/// Whether an option is that word.
pub(super) fn is_word(options: &Options, option: &str, word: &str) -> bool {
    options.get(option).is_some_and(|expr| is_name(expr, word))
}
