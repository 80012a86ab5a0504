//! Definitions and statistics at given arguments, each made once and kept as a named term.

use super::{Entity, Instance, InstanceKey, Local, Meant, Model, Reported, Scope};
use crate::diagnostic::Diagnostic;
use crate::expr::{Label, NodeId, TermKind};
use crate::name::Name;
use crate::source::Span;

/// How many definitions may stand inside each other. The stack grows as needed; this ends runaway input.
const MAX_NESTING: usize = 20_000;

impl Model {
    /// The named term of a definition or statistic. `scope` tells what is left out.
    pub(super) fn instantiate(&mut self, what: Instance, args: Vec<NodeId>, scope: &mut Scope, span: Span) -> Meant<NodeId> {
        let without = scope.without();
        if let Instance::Definition(index) = what
            && without.contains(&self.definitions[index].name)
        {
            return Ok(self.graph.integer(0));
        }
        let nature = self.nature(what);
        let row = scope.row.filter(|_| nature.draws_by_row);
        let eval = scope.eval && nature.changes_in_eval;
        let key = InstanceKey { what, args, without, eval, batch: scope.batch.clone(), row };
        let open = (what, key.without.clone(), key.eval, key.batch.clone());
        if let Some(known) = self.instances.get(&key) {
            scope.mentioned.extend(*known);
            return known.ok_or(Reported);
        }
        // Nothing in the language branches, so a definition that comes back inside its own body never ends.
        if !self.open.insert(open.clone()) {
            return self.cycle(what, span);
        }
        if self.in_progress.len() >= MAX_NESTING {
            self.open.remove(&open);
            let fault = Diagnostic::error(
                "names::too_deep",
                span,
                format!("definitions stand inside each other more than {MAX_NESTING} deep"),
            );
            return self.report(fault);
        }
        self.in_progress.push(what);
        let result = stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.build_instance(&key));
        self.in_progress.pop();
        self.open.remove(&open);
        self.instances.insert(key, result.ok());
        scope.mentioned.extend(result.ok());
        result
    }

    fn build_instance(&mut self, key: &InstanceKey) -> Meant<NodeId> {
        let left_out = (!key.without.is_empty()).then(|| key.without.clone());
        let mut scope = key.scope();
        scope.without = left_out;
        // A part of the network that the missing neurons do not reach is the part that everybody knows.
        if scope.without.is_some() {
            let mut whole = key.scope();
            let args = key.args.clone();
            let plain = self.without_run(|model| model.instantiate(key.what, args, &mut whole, Span::default()))?;
            let changed = self.instance_term(key, &mut scope)?;
            let body = |model: &Model, node| model.graph.as_term(node).map(|term| term.body);
            return Ok(if body(self, plain) == body(self, changed) { plain } else { changed });
        }
        self.instance_term(key, &mut scope)
    }

    fn instance_term(&mut self, key: &InstanceKey, scope: &mut Scope) -> Meant<NodeId> {
        let index = match key.what {
            Instance::Mean(site) if key.eval => return self.running_mean(site),
            Instance::Deviation(site) if key.eval => return self.running_deviation(site, scope),
            Instance::Mean(site) => return self.site_mean(site, scope),
            Instance::Deviation(site) => return self.site_deviation(site, scope),
            // The sums of a backward pass are made where they are asked for; they have no value of their own.
            Instance::Sum(_) => return Err(Reported),
            Instance::Definition(index) => index,
        };
        let definition = self.definitions[index].clone();
        let values = definition.args.iter().map(|(name, _)| name.clone()).zip(key.args.iter().map(|node| Local::Value(*node)));
        scope.locals.extend(values);
        let before = std::mem::replace(&mut self.origin, 0);
        let body = match definition.value_of {
            Some(site) => self.normalised(site, scope),
            None => self.expression(&definition.body, scope).map(|body| (body, TermKind::Definition)),
        };
        self.origin = before;
        let label = Label::Definition {
            name: definition.name,
            indices: Box::new([]),
            args: key.args.clone().into(),
            without: key.without.to_vec().into(),
            eval: key.eval,
        };
        let (body, kind) = body?;
        // `m = mask(p)`: the author's name is the name of the random factor itself.
        if super::masks::is_mask_alone(&definition.body) && definition.args.is_empty() && !key.eval {
            return Ok(body);
        }
        self.settle(body, scope);
        Ok(self.graph.named(label, kind, body, std::mem::take(&mut scope.needs)))
    }

    /// Whether a definition is a single value: it has no arguments, or only names them (`L(w) = …` of weights).
    pub(super) fn is_scalar(&self, index: usize) -> bool {
        let definition = &self.definitions[index];
        if definition.implied {
            return false;
        }
        definition.args.is_empty() || {
            let used = super::visit::names_in(&definition.body);
            !definition.args.iter().any(|(arg, _)| {
                used.iter().any(|(name, _)| name == arg || name.base.contains(arg.base.as_str()) && name.base != arg.base)
            })
        }
    }

    /// The last definition without arguments, which `derive` takes where the file asks nothing.
    pub fn last_scalar(&mut self) -> Option<NodeId> {
        self.last_scalar_in(&mut Scope::default())
    }

    /// The same with what the scope leaves out.
    pub(super) fn last_scalar_in(&mut self, scope: &mut Scope) -> Option<NodeId> {
        let index = (0..self.definitions.len()).rev().find(|index| self.is_scalar(*index))?;
        let args = self.formal_arguments(index);
        self.instantiate(Instance::Definition(index), args, scope, self.definitions[index].span).ok()
    }

    /// What stands behind `=` in it.
    pub(super) fn last_scalar_body(&self) -> Option<crate::syntax::ast::Expr> {
        let index = (0..self.definitions.len()).rev().find(|index| self.is_scalar(*index))?;
        Some((*self.definitions[index].body).clone())
    }

    /// The arguments of a definition as variables.
    pub(super) fn formal_arguments(&mut self, index: usize) -> Vec<NodeId> {
        let names: Vec<_> = self.definitions[index].args.iter().map(|(name, _)| name.clone()).collect();
        names.iter().map(|name| self.variable(name)).collect()
    }

    /// A definition at its formal arguments, meant for all values.
    pub(super) fn formal_instance(&mut self, index: usize) -> Meant<NodeId> {
        let args = self.formal_arguments(index);
        self.instantiate(Instance::Definition(index), args, &mut Scope::default(), self.definitions[index].span)
    }

    /// The definitions with arguments that the file makes, each at its formal arguments, in the file's order; behind them
    /// the outputs and normalised values of the networks, each component by itself.
    pub fn formal_instances(&mut self) -> Vec<(Name, NodeId)> {
        let mut list = Vec::new();
        for index in 0..self.definitions.len() {
            // Where each row has a draw of its own, no row is an instance of the others.
            let draws = self.nature(Instance::Definition(index)).draws_by_row;
            if self.definitions[index].args.is_empty() || draws {
                continue;
            }
            if let Ok(node) = self.formal_instance(index) {
                list.push((self.definitions[index].name.clone(), node));
            }
        }
        for node in self.formal_network_terms() {
            if let Some(Label::Definition { name, .. }) = self.graph.as_term(node).map(|term| &term.label) {
                list.push((name.clone(), node));
            }
        }
        list
    }

    /// Every definition without arguments that has a value.
    pub fn plain_definitions(&mut self) -> Vec<NodeId> {
        let plain: Vec<usize> = (0..self.definitions.len()).filter(|index| self.definitions[*index].args.is_empty()).collect();
        plain.into_iter().filter_map(|index| self.formal_instance(index).ok()).collect()
    }

    /// Makes every definition once at its formal arguments, so that all faults are found at once.
    pub(super) fn examine_definitions(&mut self) {
        for index in 0..self.definitions.len() {
            // Faults are reported where they are met.
            let _ = self.formal_instance(index);
        }
    }

    /// Makes the sum of a backward pass of that name, unless it is being made already: the function that the file derives
    /// must not be made of its own derivatives.
    pub(super) fn unless_asked<T>(
        &mut self,
        (name, span): (&Name, Span),
        scope: &Scope,
        make: impl FnOnce(&mut Model) -> Meant<T>,
    ) -> Meant<T> {
        let known = self.sums_asked.iter().position(|asked| asked == name);
        let place = known.unwrap_or_else(|| {
            self.sums_asked.push(name.clone());
            self.sums_asked.len() - 1
        });
        let what = Instance::Sum(place);
        let open = (what, scope.without(), false, scope.batch.clone());
        if !self.open.insert(open.clone()) {
            return self.cycle(what, span);
        }
        self.in_progress.push(what);
        let made = stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || make(self));
        self.in_progress.pop();
        self.open.remove(&open);
        made
    }

    fn cycle<T>(&mut self, what: Instance, span: Span) -> Meant<T> {
        let start = self.in_progress.iter().position(|open| *open == what).unwrap_or(0);
        let circle: Vec<Instance> = self.in_progress[start..].iter().copied().chain([what]).collect();
        let mut names: Vec<String> = circle.iter().map(|open| self.instance_name(*open)).collect();
        names.dedup();
        let name = self.instance_name(what);
        let place = match what {
            Instance::Definition(index) => self.definitions[index].span,
            Instance::Mean(site) | Instance::Deviation(site) => self.sites[site].span,
            Instance::Sum(_) => span,
        };
        let sum = circle.iter().find(|open| matches!(open, Instance::Sum(_))).map(|sum| self.instance_name(*sum));
        let mut fault = Diagnostic::error("names::cycle", place, format!("`{name}` is defined by itself"))
            .at(format!("{} depends on itself", names.join(" → ")))
            .help(match sum {
                Some(sum) => format!(
                    "`{sum}` is read as a derivative of the function that the file derives, so that function cannot hold it: \
                     define `{sum} = …`, or derive another function"
                ),
                None => "a definition may only use what does not depend on it".to_string(),
            });
        if span != place && span != Span::default() {
            fault = fault.label(span, "used here");
        }
        self.report(fault)
    }

    fn instance_name(&self, what: Instance) -> String {
        match what {
            Instance::Definition(index) => self.definitions[index].name.to_string(),
            Instance::Mean(site) => self.sites[site].mean.to_string(),
            Instance::Deviation(site) => self.sites[site].deviation.to_string(),
            Instance::Sum(place) => self.sums_asked[place].to_string(),
        }
    }

    /// The index of a definition by its name.
    pub(super) fn definition_named(&self, name: &crate::name::Name) -> Option<usize> {
        match self.entities.get(name) {
            Some(Entity::Definition(index)) => Some(*index),
            _ => None,
        }
    }
}
