//! What a run touches: the parameters that its losses name, and the assumptions on them.
//!
//! A parameter that no loss names, itself or through definitions, networks and tables, is left alone by every rule, as
//! PyTorch leaves a parameter without a gradient; one that a loss names and then loses (`L without upper`) is not.
//! `assume n > 1` says nothing of `w at T[1]` where neither the claim nor a loss of the run holds n, whatever n starts at.
//! What this module does not do: decide whether an assumption holds at the point ([`crate::check`] does).

use super::names::Found;
use super::{Meaning, Model, Scope, Training};
use crate::expr::{Condition, NodeId, SymbolId};
use crate::name::Name;
use crate::syntax::ast::Point;
use std::collections::BTreeSet;

impl Model {
    /// The file's assumptions on names that a claim at this point holds, or the losses of its run, or other such
    /// assumptions; all of them at a point that is written out, which gives its own values.
    pub(super) fn touched_assumptions(&mut self, at: Option<&Point>, sides: [&Meaning; 2]) -> Vec<Condition> {
        let run = match at {
            Some(Point::Start(_)) => None,
            Some(Point::Run { run, .. }) => self.training_named(&run.0),
            _ => return self.assumptions.clone(),
        };
        if self.assumptions.is_empty() {
            return Vec::new();
        }
        let mut nodes: Vec<NodeId> = sides.iter().map(|side| side.node).collect();
        nodes.extend(sides.iter().flat_map(|side| &side.needs).map(|need| need.node));
        // The point itself holds every weight of the file.
        nodes.iter_mut().for_each(|node| *node = self.graph.without_point(*node));
        if let Some(training) = run.map(|run| self.trainings[run].clone()) {
            let losses = 1..=training.losses.len() as u64;
            nodes.extend(losses.filter_map(|k| Some(self.loss_of_step(&training, k).ok()?.node)));
        }
        let mut names: BTreeSet<SymbolId> = nodes.into_iter().flat_map(|node| self.graph.free_symbols(node)).collect();
        let (mut kept, mut waiting): (Vec<Condition>, Vec<Condition>) = (Vec::new(), self.assumptions.clone());
        loop {
            let (touched, other): (Vec<Condition>, Vec<Condition>) = waiting.into_iter().partition(|fact| {
                let found = self.graph.free_symbols(fact.node);
                found.is_empty() || found.iter().any(|symbol| names.contains(symbol))
            });
            if touched.is_empty() {
                return self.assumptions.iter().filter(|fact| kept.contains(fact)).copied().collect();
            }
            names.extend(touched.iter().flat_map(|fact| self.graph.free_symbols(fact.node)));
            kept.extend(touched);
            waiting = other;
        }
    }

    /// Whether each parameter of the list is named by a loss of the run.
    pub fn are_named_by(&self, training: &Training, parameters: &[NodeId]) -> Vec<bool> {
        // Whatever stands in a table may stand in a loss that goes over its rows.
        let mut nodes: Vec<NodeId> = self.tables.iter().flat_map(|table| table.rows.iter().flatten()).copied().collect();
        for expr in self.through_definitions(&training.losses) {
            super::visit::names_in(&expr).iter().for_each(|(name, _)| self.nodes_named(name, &mut nodes));
        }
        let reached = self.graph.reachable(&nodes);
        parameters.iter().map(|parameter| reached.binary_search(parameter).is_ok()).collect()
    }

    fn nodes_named(&self, name: &Name, nodes: &mut Vec<NodeId>) {
        let scope = Scope::default();
        let found = self.find(name, &scope).or_else(|| self.element_by_subscript(name, &scope).flatten());
        match found {
            Some(Found::Value(node)) => nodes.push(node),
            Some(Found::Family(family)) => nodes.extend(&family.elements),
            Some(Found::Network(part)) => nodes.extend(self.weights_of_network(part.network())),
            Some(_) => {}
            None => self.split(name, &scope).iter().flatten().for_each(|piece| {
                if piece != name {
                    self.nodes_named(piece, nodes);
                }
            }),
        }
    }
}
