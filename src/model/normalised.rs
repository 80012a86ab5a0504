//! Names for normalised values: `x̂_2(x) = (u_3(x) − C_2)/S_2` for a `norm` that stands inside something else.
//!
//! A definition that is a `norm` and nothing else is the normalised value itself, under the author's name.

use super::{Definition, Entity, Local, Model, Scope};
use crate::expr::NodeId;
use crate::name::{Accent, Name};
use crate::syntax::ast::{Expr, Join, Kind};
use std::rc::Rc;

impl Model {
    /// Finds or makes the definition that is the value of a site; `around` is the definition that the site stands in.
    pub(super) fn define_value(&mut self, site: usize, around: usize) {
        if is_norm_alone(&self.definitions[around].body) {
            self.definitions[around].value_of = Some(site);
            self.sites[site].value = Some(around);
            return;
        }
        let call = self.sites[site].call.clone();
        let mut args = Vec::new();
        for (name, span) in super::visit::names_in(&call.value) {
            let bound = call.formals.contains(&name) || self.is_column(&name);
            if bound && !args.iter().any(|(known, _)| *known == name) {
                args.push((name, span));
            }
        }
        if args.is_empty() {
            return;
        }
        let name = self.name_of_value(&self.sites[site].deviation);
        let index = self.definitions.len();
        let body = Rc::new(call.value.clone());
        let span = self.sites[site].span;
        self.definitions.push(Definition { name: name.clone(), args, body, span, value_of: Some(site), implied: true });
        self.entities.insert(name, Entity::Definition(index));
        self.sites[site].value = Some(index);
    }

    /// The names of definitions that are not the author's.
    pub fn implied_names(&self) -> Vec<Name> {
        self.definitions.iter().filter(|definition| definition.implied).map(|definition| definition.name.clone()).collect()
    }

    /// `x̂` with the subscript of the deviation, or the next number that is free.
    fn name_of_value(&self, deviation: &Name) -> Name {
        let hat = |subscript: Option<String>| Name { accent: Some(Accent::Hat), subscript, ..Name::plain("x") };
        let wanted = hat(deviation.subscript.clone());
        let numbered = (1u32..).map(|k| hat(Some(k.to_string())));
        let mut names = std::iter::once(wanted).chain(numbered);
        names.find(|name| !self.entities.contains_key(name)).unwrap_or_default()
    }

    /// The definition of a site's value and its arguments where the site stands; `None` where there is no such definition,
    /// in its own body, and where something else than its arguments is bound (the index of a sum).
    pub(super) fn value_arguments(&self, site: usize, scope: &Scope) -> Option<(usize, Vec<NodeId>)> {
        let index = self.sites[site].value?;
        let definition = &self.definitions[index];
        if !definition.implied {
            return None;
        }
        let used = super::visit::names_in(&definition.body);
        let index_used = used.iter().any(|(name, _)| matches!(scope.local(name), Some(Local::Index(_) | Local::Family(_))));
        if index_used {
            return None;
        }
        let value = |name: &Name| match scope.local(name) {
            Some(Local::Value(node)) => Some(*node),
            _ => None,
        };
        let args = definition.args.iter().map(|(name, _)| value(name)).collect::<Option<Vec<_>>>()?;
        Some((index, args))
    }
}

/// Whether the expression is `norm(…)` and nothing else.
fn is_norm_alone(body: &Expr) -> bool {
    let Kind::Product(factors) = &body.kind else { return false };
    match factors.as_slice() {
        [(_, head), (Join::Beside, group)] => {
            matches!(&head.kind, Kind::Name(name) if name.to_string() == "norm") && matches!(group.kind, Kind::Group(..))
        }
        _ => false,
    }
}
