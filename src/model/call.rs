//! Calls: functions of the shelf, opaque functions and definitions at their arguments, and their derivatives `f'`.

use super::{Instance, Meant, Model, Scope};
use crate::diagnostic::Diagnostic;
use crate::expr::{Callee, Node, NodeId, SymbolKind};
use crate::functions::{Arity, FunctionId};
use crate::name::Name;
use crate::source::Span;
use crate::syntax::ast::Argument;

/// A function at the head of a call.
pub(super) enum Head {
    Known(FunctionId, u32),
    Opaque(NodeId, u32),
    Definition(usize, u32),
    Operator(&'static str),
}

impl Model {
    pub(super) fn call(&mut self, head: &Head, arguments: &[Argument], span: Span, scope: &mut Scope) -> Meant<NodeId> {
        if let Head::Operator(word) = head {
            return self.operator(word, arguments, span, scope);
        }
        let mut nodes = Vec::new();
        let mut failed = None;
        for argument in arguments {
            if let Some((name, place)) = &argument.name {
                let fault = Diagnostic::error("names::unknown_option", *place, format!("there is no option `{name}` here"));
                failed = self.report::<()>(fault).err();
                continue;
            }
            match self.expression(&argument.value, scope) {
                Ok(node) => nodes.push(node),
                Err(reported) => failed = Some(reported),
            }
        }
        match failed {
            Some(reported) => Err(reported),
            None => self.apply(head, &nodes, span, scope),
        }
    }

    /// A function at its arguments, with its domain; the number of arguments is checked.
    pub(super) fn apply(&mut self, head: &Head, args: &[NodeId], span: Span, scope: &mut Scope) -> Meant<NodeId> {
        match head {
            Head::Known(id, primes) => {
                let entry = id.get();
                let fits = match entry.arity {
                    Arity::Exactly(count) => args.len() == count,
                    Arity::Folded => args.len() >= 2,
                    Arity::Any => !args.is_empty(),
                };
                if !fits || (*primes > 0 && args.len() != 1) {
                    return self.wrong_count(entry.name, &arity_words(entry.arity), args.len(), span);
                }
                let value = self.known_at(*id, args, scope)?;
                match (primes, args) {
                    (0, _) => Ok(value),
                    (_, [argument]) => {
                        Ok(self.prime(*primes, *argument, |model, x| Ok(model.graph.call(Callee::Known(*id), &[x])))?)
                    }
                    _ => Ok(value),
                }
            }
            Head::Opaque(symbol, primes) => {
                let [argument] = args else {
                    let name = self.symbol_name(*symbol);
                    return self.wrong_count(&name, "one argument", args.len(), span);
                };
                let Node::Symbol(name) = *self.graph.node(*symbol) else { return Err(super::Reported) };
                Ok(self.graph.call(Callee::Opaque { name, order: *primes }, &[*argument]))
            }
            Head::Definition(index, primes) => {
                let (name, count) = (self.definitions[*index].name.to_string(), self.definitions[*index].args.len());
                if args.len() != count || (*primes > 0 && count != 1) {
                    let words = if count == 1 { "one argument".to_string() } else { format!("{count} arguments") };
                    return self.wrong_count(&name, &words, args.len(), span);
                }
                if *primes == 0 {
                    return self.instantiate(Instance::Definition(*index), args.to_vec(), scope, span);
                }
                let mut inner = Scope { needs: Vec::new(), ..scope.clone() };
                self.prime(*primes, args[0], |model, x| {
                    model.instantiate(Instance::Definition(*index), vec![x], &mut inner, span)
                })
            }
            Head::Operator(_) => Err(super::Reported),
        }
    }

    pub(super) fn wrong_count<T>(&mut self, name: &str, wanted: &str, given: usize, span: Span) -> Meant<T> {
        self.report(
            Diagnostic::error("names::wrong_number_of_arguments", span, format!("`{name}` takes {wanted}, not {given}"))
                .at(format!("{given} given")),
        )
    }

    /// A function of the shelf, with what its domain asks of the arguments.
    fn known_at(&mut self, id: FunctionId, args: &[NodeId], scope: &mut Scope) -> Meant<NodeId> {
        let entry = id.get();
        for (text, need) in entry.domain {
            let node = super::Template::of(text).instantiate(&mut self.graph, args, None);
            // What a number meets need not be said; what it does not meet must be: `ln(0)` has no value anywhere.
            if !self.graph.as_number(node).is_some_and(|value| need.is_met_by(value)) {
                scope.need(node, *need);
            }
        }
        if entry.arity == Arity::Folded {
            let mut rest = args.iter().copied();
            let first = rest.next().ok_or(super::Reported)?;
            return Ok(rest.fold(first, |so_far, next| self.graph.call(Callee::Known(id), &[so_far, next])));
        }
        Ok(self.graph.call(Callee::Known(id), args))
    }

    /// The derivative of a function of one variable at an argument: taken at a fresh variable, then put in.
    fn prime(
        &mut self,
        order: u32,
        argument: NodeId,
        mut function: impl FnMut(&mut Model, NodeId) -> Meant<NodeId>,
    ) -> Meant<NodeId> {
        let fresh = self.graph.symbol(Name::plain("x"), SymbolKind::Variable);
        let value = function(self, fresh)?;
        let by = vec![fresh; order as usize].into();
        let derivative = self.graph.intern(Node::Derivative { of: value, by, hold: Box::new([]) });
        Ok(self.graph.intern(Node::At { of: derivative, values: Box::new([(fresh, argument)]) }))
    }
}

fn arity_words(arity: Arity) -> String {
    match arity {
        Arity::Exactly(1) => "one argument".to_string(),
        Arity::Exactly(count) => format!("{count} arguments"),
        Arity::Folded => "two or more arguments".to_string(),
        Arity::Any => "one or more arguments".to_string(),
    }
}
