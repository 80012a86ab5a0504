//! `L without upper, x_1`: neurons or inputs taken as 0 through all definitions, with the lecture's rule that some
//! path from an input to the output must be left.

use super::names::Found;
use super::{Entity, Instance, Meant, Model, Scope, Without};
use crate::diagnostic::Diagnostic;
use crate::expr::NodeId;
use crate::name::Name;
use crate::source::Span;
use crate::syntax::ast::Expr;

impl Model {
    pub(super) fn without(&mut self, inner: &Expr, names: &[(Name, Span)], span: Span, scope: &mut Scope) -> Meant<NodeId> {
        let mut left_out: Vec<Name> = scope.without().to_vec();
        for (name, place) in names {
            self.check_leaving_out(name, *place, scope)?;
            left_out.push(name.clone());
        }
        left_out.sort();
        left_out.dedup();
        let left_out: Without = left_out.into();
        self.without_run(|model| model.check_connected(inner, &left_out, names, span))?;
        let outer = scope.without.replace(left_out);
        let result = self.expression(inner, scope);
        scope.without = outer;
        result
    }

    /// Neurons (definitions) and inputs (arguments, columns) can be left out.
    fn check_leaving_out(&mut self, name: &Name, place: Span, scope: &Scope) -> Meant<()> {
        match self.find(name, scope) {
            Some(Found::Definition(_)) => Ok(()),
            None | Some(Found::Value(_)) if self.is_input(name) => Ok(()),
            None => self.lookup(name, place, scope, None).map(|_| ()),
            Some(_) => self.report(
                Diagnostic::error("names::cannot_leave_out", place, format!("`{name}` is no neuron and no input"))
                    .at("cannot be left out")
                    .help("neurons are definitions, inputs are arguments or columns; a weight can be put to 0 with `at (w = 0)`"),
            ),
        }
    }

    fn is_input(&self, name: &Name) -> bool {
        self.definitions.iter().any(|d| d.args.iter().any(|(arg, _)| arg == name))
            || self.tables.iter().any(|t| t.columns.iter().any(|c| c.name == *name))
    }

    /// At least one of the outermost functions of the expression must still depend on an input.
    fn check_connected(&mut self, expr: &Expr, left_out: &Without, names: &[(Name, Span)], span: Span) -> Meant<()> {
        let functions = self.outermost_functions(expr);
        let mut reached_before = false;
        for index in functions {
            if !self.reaches_an_input(index, None)? {
                continue;
            }
            reached_before = true;
            if self.reaches_an_input(index, Some(left_out))? {
                return Ok(());
            }
        }
        if !reached_before {
            return Ok(());
        }
        let list = names.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        self.report(
            Diagnostic::error("math::disconnected", span, format!("without {list} no path from an input to the output is left"))
                .at("the output no longer depends on any input")
                .help("such a draw is thrown away and drawn again: leave fewer out"),
        )
    }

    fn reaches_an_input(&mut self, index: usize, left_out: Option<&Without>) -> Meant<bool> {
        let formals: Vec<Name> = self.definitions[index].args.iter().map(|(name, _)| name.clone()).collect();
        let args: Vec<NodeId> = formals
            .iter()
            .map(
                |name| {
                    if left_out.is_some_and(|list| list.contains(name)) { self.graph.integer(0) } else { self.variable(name) }
                },
            )
            .collect();
        let mut scope = Scope { without: left_out.cloned(), ..Scope::default() };
        let node = self.instantiate(Instance::Definition(index), args.clone(), &mut scope, self.definitions[index].span)?;
        let free = self.graph.free_symbols(node);
        Ok(args.iter().any(|arg| self.graph.as_symbol(*arg).is_some_and(|symbol| free.contains(&symbol))))
    }

    /// Functions that the expression calls, also through names without arguments, but not those inside functions.
    pub(super) fn outermost_functions(&self, expr: &Expr) -> Vec<usize> {
        let (mut found, mut seen) = (Vec::new(), Vec::new());
        let mut waiting: Vec<Name> = super::visit::names_in(expr).into_iter().map(|(name, _)| name).collect();
        while let Some(name) = waiting.pop() {
            let Some(Entity::Definition(index)) = self.entities.get(&name) else { continue };
            if seen.contains(index) {
                continue;
            }
            seen.push(*index);
            let definition = &self.definitions[*index];
            if definition.args.is_empty() {
                waiting.extend(super::visit::names_in(&definition.body).into_iter().map(|(name, _)| name));
            } else {
                found.push(*index);
            }
        }
        found.sort_unstable();
        found
    }
}
