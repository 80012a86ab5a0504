//! What a definition is made of, through all names: whether it is another function at inference, whether its rows have
//! draws of their own. Only names are looked at; nothing is elaborated.

use super::{Entity, Instance, Model};
use crate::syntax::ast::Expr;
use rustc_hash::FxHashSet;

/// What a definition or statistic holds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Nature {
    /// A normalisation or a random factor: it is another function in eval.
    pub(super) changes_in_eval: bool,
    /// A random factor with a draw for each row.
    pub(super) draws_by_row: bool,
}

impl Model {
    /// The nature of a definition or statistic; each is looked at once, after those that it names.
    pub(super) fn nature(&mut self, what: Instance) -> Nature {
        if let Some(known) = self.natures.get(&what) {
            return *known;
        }
        let (mut stack, mut opened) = (vec![what], FxHashSet::default());
        while let Some(next) = stack.last().copied() {
            if self.natures.contains_key(&next) {
                stack.pop();
                continue;
            }
            let (mut nature, mut named) = (Nature::default(), Vec::new());
            match next {
                Instance::Definition(index) => {
                    let definition = &self.definitions[index];
                    nature.changes_in_eval = definition.value_of.is_some();
                    self.look_at(&definition.body, &mut nature, &mut named);
                }
                Instance::Mean(site) | Instance::Deviation(site) => {
                    nature.changes_in_eval = true;
                    self.look_at(&self.sites[site].call.value, &mut nature, &mut named);
                }
                Instance::Sum(_) => {}
            }
            // What is opened again stands in a circle, which is refused elsewhere.
            if opened.insert(next) {
                let unknown = named.iter().filter(|other| !self.natures.contains_key(*other) && !opened.contains(*other));
                stack.extend(unknown.copied());
                continue;
            }
            for known in named.iter().filter_map(|other| self.natures.get(other)) {
                nature.changes_in_eval |= known.changes_in_eval;
                nature.draws_by_row |= known.draws_by_row;
            }
            self.natures.insert(next, nature);
            stack.pop();
        }
        self.natures.get(&what).copied().unwrap_or_default()
    }

    fn look_at(&self, body: &Expr, nature: &mut Nature, waiting: &mut Vec<Instance>) {
        for (_, arguments) in super::visit::calls_in(body, &["norm", "mask", "dropout"]) {
            nature.changes_in_eval = true;
            nature.draws_by_row |= arguments.iter().any(|a| a.name.as_ref().is_some_and(|(n, _)| n.to_string() == "each"));
        }
        for (name, _) in super::visit::names_in(body) {
            match self.entities.get(&name.unprimed()).or_else(|| self.entities.get(&name)) {
                Some(Entity::Definition(index)) => waiting.push(Instance::Definition(*index)),
                Some(Entity::Statistic { site, .. }) => waiting.push(Instance::Mean(*site)),
                Some(Entity::Network(part)) => {
                    let (changes, draws) = part.nature(self);
                    nature.changes_in_eval |= changes;
                    nature.draws_by_row |= draws;
                }
                Some(
                    Entity::Symbol(_)
                    | Entity::Family(_)
                    | Entity::Function(_)
                    | Entity::Known(_)
                    | Entity::Table(_)
                    | Entity::Batch(_)
                    | Entity::Run,
                )
                | None => {}
            }
        }
    }
}
