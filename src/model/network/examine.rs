//! Networks at their formal arguments: faults found at once, and what stands behind "where" in answers.

use super::super::{Model, Scope};
use super::NetworkPart;
use crate::expr::NodeId;
use crate::name::Name;
use crate::syntax::ast::Argument;

/// Networks with more numbers than this are not written out at a formal argument.
const MOST_WRITTEN: usize = 4096;

impl Model {
    /// The shape of the argument of that name of some network.
    pub(in crate::model) fn network_argument(&self, name: &Name) -> Option<Vec<usize>> {
        let network = self.networks.list.iter().find(|network| network.formal == *name)?;
        Some(network.dims.clone()).filter(|dims| !dims.is_empty())
    }

    /// The formal argument of a network.
    fn formal_input(&mut self, network: usize) -> Option<usize> {
        let (formal, span) = (self.networks.list[network].formal.clone(), self.networks.list[network].span);
        let kind = crate::syntax::ast::Kind::Name(formal);
        let argument = Argument { name: None, value: crate::syntax::ast::Expr { span, kind } };
        self.network_input(network, &[argument], span, &mut Scope::default()).ok()
    }

    /// Makes every network once at its formal argument, so that its faults are found at once.
    pub(in crate::model) fn examine_networks(&mut self) {
        for network in 0..self.networks.list.len() {
            self.formal_outputs(network);
        }
    }

    /// The outputs of every layer of a network at its formal argument, where they are few enough to be written.
    fn formal_outputs(&mut self, network: usize) -> Vec<NodeId> {
        let entry = &self.networks.list[network];
        let count: usize = entry.layers.iter().map(|used| used.output.dims.iter().product::<usize>() + used.weight_count()).sum();
        if count > MOST_WRITTEN {
            return Vec::new();
        }
        let Some(input) = self.formal_input(network) else { return Vec::new() };
        let mut found = Vec::new();
        for layer in 0..self.networks.list[network].layers.len() {
            let parts = [NetworkPart::Value { network, layer }, NetworkPart::Normalised { network, layer }];
            let named = self.networks.list[network].layers[layer].norm.as_ref().is_some_and(|norm| !norm.value.base.is_empty());
            for part in parts.into_iter().take(1 + usize::from(named)) {
                match self.network_family(part, Some(input), &Scope::default()) {
                    Ok(family) => found.extend(family.elements.iter().copied()),
                    Err(_) => return found,
                }
            }
        }
        found
    }

    /// The named terms of every network at its formal argument.
    pub(in crate::model) fn formal_network_terms(&mut self) -> Vec<NodeId> {
        let networks: Vec<usize> = (0..self.networks.list.len()).collect();
        let outputs: Vec<NodeId> = networks.into_iter().flat_map(|network| self.formal_outputs(network)).collect();
        outputs.into_iter().filter(|id| self.graph.as_term(*id).is_some()).collect()
    }
}
