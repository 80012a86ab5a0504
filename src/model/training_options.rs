//! The options of a training run: those of its update rule, the schedule, batches, seed and the bound on weight vectors.

use super::training::{MaxNorm, Training};
use super::{Entity, Meant, Model, Reported, Scope};
use crate::diagnostic::{Diagnostic, nearest};
use crate::expr::{NodeId, SymbolKind};
use crate::name::Name;
use crate::number::Rational;
use crate::schedules::{self, Schedule};
use crate::source::Span;
use crate::syntax::ast::{Argument, Bracket, Expr, Kind};
use std::rc::Rc;

/// Options of every run, beside those of its rule.
const OF_THE_RUN: &[&str] =
    &["schedule", "batches", "seed", "max_norm", "max_norm_of", "max_norm_index", "max_norm_p", "max_norm_eps"];

/// The options about `max_norm` as they are read, each with its place.
#[derive(Default)]
struct Bound<'a> {
    limit: Option<(Rational, Span)>,
    of: Option<(&'a Expr, Span)>,
    index: Option<(u64, Span)>,
    p: Option<(Rational, Span)>,
    eps: Option<(Rational, Span)>,
}

impl Bound<'_> {
    /// The first option in the file that says more of a bound.
    fn first_place(&self) -> Option<Span> {
        let places = [
            self.of.as_ref().map(|(_, place)| *place),
            self.index.as_ref().map(|(_, place)| *place),
            self.p.as_ref().map(|(_, place)| *place),
            self.eps.as_ref().map(|(_, place)| *place),
        ];
        places.into_iter().flatten().min_by_key(|place| place.start)
    }
}

impl Model {
    /// Reads losses and options.
    pub(super) fn read_options(&mut self, training: &mut Training, arguments: &[Argument]) -> Meant<()> {
        let mut bound = Bound::default();
        for argument in arguments {
            match &argument.name {
                None => training.losses.push(argument.value.clone()),
                Some((name, place)) => self.read_option(training, &mut bound, name, *place, &argument.value)?,
            }
        }
        for option in training.optimizer.options {
            for (part, default) in option.parts.iter().zip(option.default) {
                if training.option(part).is_none() {
                    let value = Rational::parse_decimal(default).ok_or(Reported)?;
                    training.options.push((part, value));
                }
            }
        }
        training.max_norm = self.bound(bound)?;
        Ok(())
    }

    fn read_option<'a>(
        &mut self,
        training: &mut Training,
        bound: &mut Bound<'a>,
        name: &Name,
        place: Span,
        value: &'a Expr,
    ) -> Meant<()> {
        let text = name.to_string();
        let is = |known: &&crate::optimizers::Setting| {
            name_is(name, known.name) || known.alias.is_some_and(|alias| name_is(name, alias))
        };
        let of_the_rule = training.optimizer.options.iter().find(is);
        let full = of_the_rule.map_or(text.clone(), |option| option.name.to_string());
        if training.given.contains(&full) {
            let fault = Diagnostic::error("train::given_twice", place, format!("`{full}` is given twice"));
            return self.report(fault.help("give each option once"));
        }
        if let Some(option) = of_the_rule {
            let entries = entries(value);
            if entries.len() != option.parts.len() {
                let list = option.default.join(", ");
                let message = format!("`{full}` takes {} numbers, not {}", option.parts.len(), entries.len());
                let fault = Diagnostic::error("train::bad_option", value.span, message);
                return self.report(fault.help(format!("write `{full} = ({list})`")));
            }
            for (part, entry) in option.parts.iter().zip(entries) {
                let number = if option.switch { self.on_or_off(entry)? } else { self.option_number(entry)? };
                training.options.push((part, number));
            }
            training.given.push(full);
            return Ok(());
        }
        match text.as_str() {
            "schedule" => training.schedule = Some(self.schedule(value)?),
            "batches" => self.read_batches(training, value)?,
            "seed" => training.seed = self.count(value, 0, "a seed is 0, 1, 2, …")?,
            "max_norm" => bound.limit = Some((self.option_number(value)?, place)),
            "max_norm_of" => bound.of = Some((value, place)),
            "max_norm_index" => {
                bound.index = Some((self.count(value, 1, "an index of a family is the 1st, 2nd, …")?, place));
            }
            "max_norm_p" => bound.p = Some((self.option_number(value)?, place)),
            "max_norm_eps" => bound.eps = Some((self.option_number(value)?, place)),
            _ => {
                let own = training.optimizer.options.iter().map(|option| option.name);
                let known: Vec<&str> = own.chain(OF_THE_RUN.iter().copied()).collect();
                return self.unknown_option(name, place, training.optimizer.name, &known);
            }
        }
        training.given.push(text);
        Ok(())
    }

    /// A known number that is not negative.
    fn option_number(&mut self, expr: &Expr) -> Meant<Rational> {
        let node = self.expression(expr, &mut Scope::default())?;
        let fault = |message: &str| Diagnostic::error("train::bad_option", expr.span, message.to_string());
        match self.graph.known_number(node).cloned() {
            Some(value) if !value.is_negative() => Ok(value),
            Some(_) => self.report(fault("this option is at least 0").at("negative")),
            None => self.report(fault("this option is a known number").help("write it as 1/10, 0.9 or 1e-8")),
        }
    }

    /// `true` is 1, `false` is 0.
    fn on_or_off(&mut self, expr: &Expr) -> Meant<Rational> {
        match &expr.kind {
            Kind::Name(name) if name.to_string() == "true" => Ok(Rational::ONE),
            Kind::Name(name) if name.to_string() == "false" => Ok(Rational::ZERO),
            _ => self.report(
                Diagnostic::error("train::bad_option", expr.span, "this option is on or off").help("write `true` or `false`"),
            ),
        }
    }

    /// `exponential(0.9)`, `step(size = 2, gamma = 1/2)`.
    fn schedule(&mut self, expr: &Expr) -> Meant<(&'static Schedule, Vec<Rational>)> {
        let known = || schedules::ALL.iter().map(|schedule| schedule.name);
        let called = match &expr.kind {
            Kind::Product(factors) => match factors.as_slice() {
                [(_, Expr { kind: Kind::Name(name), span }), (_, Expr { kind: Kind::Group(Bracket::Round, arguments), .. })] => {
                    Some((name.to_string(), *span, arguments))
                }
                _ => None,
            },
            _ => None,
        };
        let Some((name, place, arguments)) = called else {
            let fault = Diagnostic::error("train::bad_option", expr.span, "a schedule is called with its numbers");
            return self.report(fault.help("write `schedule = exponential(0.9)` or `schedule = step(10, 0.5)`"));
        };
        let Some(schedule) = schedules::find(&name) else {
            let fault = Diagnostic::error("names::unknown_schedule", place, format!("there is no schedule `{name}`"));
            let near = nearest(&name, known()).map(|near| format!("did you mean `{near}`?"));
            return self.report(
                fault.help(near.unwrap_or_else(|| format!("schedules are: {}", known().collect::<Vec<_>>().join(", ")))),
            );
        };
        let mut values: Vec<Option<Rational>> = vec![None; schedule.arguments.len()];
        for (position, argument) in arguments.iter().enumerate() {
            let place = match &argument.name {
                None => position,
                Some((name, at)) => match schedule.arguments.iter().position(|known| name_is(name, known)) {
                    Some(place) => place,
                    None => return self.unknown_option(name, *at, schedule.name, schedule.arguments),
                },
            };
            let whole = schedule.every.is_some_and(|every| schedule.arguments.get(place) == Some(&every));
            let value = match whole {
                true => Rational::integer(self.count(&argument.value, 1, "the number of steps is 1, 2, 3, …")? as i64),
                false => self.option_number(&argument.value)?,
            };
            if let Some(slot) = values.get_mut(place) {
                *slot = Some(value);
            }
        }
        match values.into_iter().collect::<Option<Vec<_>>>().filter(|_| arguments.len() == schedule.arguments.len()) {
            Some(values) => Ok((schedule, values)),
            None => {
                let wanted = schedule.arguments.join(", ");
                let message = format!("`{}` takes {wanted}", schedule.name);
                self.report(Diagnostic::error("names::wrong_number_of_arguments", expr.span, message))
            }
        }
    }

    fn read_batches(&mut self, training: &mut Training, value: &Expr) -> Meant<()> {
        for entry in entries(value) {
            let Kind::Name(name) = &entry.kind else {
                let fault = Diagnostic::error("syntax::name_expected", entry.span, "the name of a batch is needed here");
                return self.report(fault.help("write `batches = (B_1, B_2)`"));
            };
            let rows = self.rows_of(name, entry.span)?;
            training.batches.push(name.clone());
            training.rows.push(Rc::new(rows));
        }
        Ok(())
    }

    fn bound(&mut self, bound: Bound<'_>) -> Meant<Option<MaxNorm>> {
        let first = bound.first_place();
        let Some((limit, limit_place)) = bound.limit else {
            let Some(place) = first else { return Ok(None) };
            let fault = Diagnostic::error("train::bad_option", place, "the bound itself is missing");
            return self.report(fault.help("write `max_norm = 3`"));
        };
        let (p, p_place) = bound.p.unwrap_or((Rational::TWO, limit_place));
        if p.is_zero() {
            let fault = Diagnostic::error("train::bad_option", p_place, "the p of a norm is above 0");
            return self.report(fault);
        }
        let (index, index_place) = bound.index.unwrap_or((1, limit_place));
        let index = index as usize;
        let vectors = match bound.of {
            Some((list, _)) => self.named_vectors(list, index, index_place)?,
            None => self.usual_vectors(index, (limit_place, index_place))?,
        };
        let eps = bound.eps.map_or(Rational::ZERO, |(eps, _)| eps);
        Ok(Some(MaxNorm { limit, vectors, p, eps }))
    }

    /// Families give their slices, single weights make one vector together.
    fn named_vectors(&mut self, list: &Expr, index: usize, place: Span) -> Meant<Vec<Vec<NodeId>>> {
        let (mut vectors, mut single) = (Vec::new(), Vec::new());
        for entry in entries(list) {
            let entity = match &entry.kind {
                Kind::Name(name) => self.entities.get(name).cloned(),
                _ => None,
            };
            match entity {
                Some(Entity::Symbol(node)) => single.push(node),
                Some(Entity::Family(family)) if self.is_of_weights(&family) => {
                    vectors.extend(self.slices(&family, index, place)?);
                }
                _ => {
                    let fault = Diagnostic::error("train::bad_option", entry.span, "a weight vector is made of parameters");
                    return self.report(fault.at("no parameter").help("write `max_norm_of = (w_1, w_2)`"));
                }
            }
        }
        vectors.extend((!single.is_empty()).then_some(single));
        Ok(vectors)
    }

    /// The rows of every family of weights with two or more indices; else the one family with one index.
    fn usual_vectors(&mut self, index: usize, (place, index_place): (Span, Span)) -> Meant<Vec<Vec<NodeId>>> {
        let families = self.entities.values().filter_map(|entity| match entity {
            Entity::Family(family) if self.is_of_weights(family) => Some(family.clone()),
            _ => None,
        });
        let mut families: Vec<_> = families.collect();
        families.sort_by_key(|family| family.elements.first().copied());
        let tables: Vec<_> = families.iter().filter(|family| family.sizes.len() > 1).collect();
        match (tables.as_slice(), families.as_slice()) {
            ([], [only]) => self.slices(only, index, index_place),
            ([], _) => {
                let fault = Diagnostic::error("train::which_vectors", place, "which weights make a vector?");
                let fault = fault.at("single weights have no rows");
                self.report(fault.help("name those that come into one neuron: `max_norm_of = (w_1, w_2)`"))
            }
            (tables, _) => {
                let mut vectors = Vec::new();
                for family in tables {
                    vectors.extend(self.slices(family, index, index_place)?);
                }
                Ok(vectors)
            }
        }
    }

    /// The vectors of a family: what is left of it where its index number `index` (from 1) is held; all of a list.
    fn slices(&mut self, family: &super::Family, index: usize, place: Span) -> Meant<Vec<Vec<NodeId>>> {
        if family.sizes.len() < 2 {
            return Ok(vec![family.elements.clone()]);
        }
        let Some(size) = family.sizes.get(index - 1).copied() else {
            let message = format!("a family with {} indices has no index number {index}", family.sizes.len());
            return self.report(Diagnostic::error("train::bad_option", place, message));
        };
        let behind: usize = family.sizes[index..].iter().product();
        let mut list = vec![Vec::new(); size];
        for (place, element) in family.elements.iter().enumerate() {
            list[place / behind % size].push(*element);
        }
        Ok(list)
    }

    fn is_of_weights(&self, family: &super::Family) -> bool {
        let first = family.elements.first().and_then(|node| self.graph.as_symbol(*node));
        first.is_some_and(|symbol| self.graph.symbol_entry(symbol).kind == SymbolKind::Parameter)
    }
}

/// The entries of `(a, b)`, or the one expression that is written.
fn entries(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        Kind::Group(Bracket::Round | Bracket::Square, arguments) => arguments.iter().map(|argument| &argument.value).collect(),
        _ => vec![expr],
    }
}

/// Whether a name (`γ` too) is that of an argument.
fn name_is(name: &Name, known: &str) -> bool {
    name.to_string() == known
        || matches!(crate::syntax::parse_expression(known).map(|expr| expr.kind), Ok(Kind::Name(parsed)) if parsed == *name)
}
