//! Networks at their formal arguments: faults found at once, and what stands behind "where" in answers.

use super::super::expectation::{Formal, NO_TABLE};
use super::super::{Model, Scope};
use super::NetworkPart;
use crate::diagnostic::Diagnostic;
use crate::expr::NodeId;
use crate::name::Name;
use crate::number::Rational;
use crate::syntax::ast::{Argument, Bracket, Expr, Join, Kind};
use rustc_hash::FxHashMap;

/// Networks with more outputs and weights than this are not written out at a formal argument.
const MOST_WRITTEN: usize = 1000;

/// So many outputs are shown at once.
const MOST_SHOWN: usize = 64;

impl Model {
    /// The shape of the argument of that name of some network.
    pub(in crate::model) fn network_argument(&self, name: &Name) -> Option<Vec<usize>> {
        let network = self.networks.list.iter().find(|network| network.formal == *name)?;
        Some(network.dims.clone()).filter(|dims| !dims.is_empty())
    }

    /// The formal argument of a network.
    fn formal_input(&mut self, network: usize) -> Option<usize> {
        let (formal, span) = (self.networks.list[network].formal.clone(), self.networks.list[network].span);
        let argument = Argument { name: None, value: Expr { span, kind: Kind::Name(formal) } };
        self.network_input(network, &[argument], span, &mut Scope::default()).ok()
    }

    /// For the masks of rows those of the formal arguments, at the same places.
    pub(in crate::model) fn formal_network_masks(&mut self) -> FxHashMap<NodeId, Formal> {
        let inputs: Vec<Option<usize>> = (0..self.networks.list.len()).map(|network| self.formal_input(network)).collect();
        let networks = &self.networks;
        let formal = |((network, layer, input, place), mask): (&(usize, usize, usize, usize), &NodeId)| {
            let formal = networks.masks.get(&(*network, *layer, inputs[*network]?, *place))?;
            // An argument that is no row of a table has masks of its own, as a row has.
            Some((*mask, (networks.inputs.get(*input).row.unwrap_or((NO_TABLE, *input)), *formal)))
        };
        networks.masks.iter().filter_map(formal).collect()
    }

    /// Makes every network once at its formal argument, so that its faults are found at once.
    pub(in crate::model) fn examine_networks(&mut self) {
        for network in 0..self.networks.list.len() {
            for layer in self.networks.list[network].layers.clone() {
                // A fault is reported where it is met.
                let _ = self.check_fixed_masks(&layer);
            }
            let span = self.networks.list[network].span;
            let found = self.quietly(span, |model| {
                let before = model.diagnostics.len();
                model.formal_outputs(network);
                if model.diagnostics.len() > before { Err(super::super::Reported) } else { Ok(()) }
            });
            // Masks that are fixed row by row say nothing of an argument that is no row; and who asks at inference alone, or
            // for the shapes, needs no table.
            let later = ["layers::mask", "data::no_table", "data::which_batch"];
            self.diagnostics.extend(found.err().into_iter().flatten().filter(|fault| !later.contains(&fault.code)));
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
            let used = self.networks.list[network].layers[layer].clone();
            let mut parts = vec![NetworkPart::Value { network, layer }];
            if let Some(norm) = &used.norm {
                parts.push(NetworkPart::Normalised { network, layer });
                if !norm.text.over_rows {
                    parts.extend([NetworkPart::Mean { network, layer }, NetworkPart::Deviation { network, layer }]);
                }
            }
            for part in parts {
                match self.network_family(part, Some(input), &Scope::default()) {
                    Ok(family) => found.extend(family.elements.iter().copied()),
                    Err(_) => return found,
                }
            }
        }
        found
    }

    /// What `show F` asks of a network: every output at the formal argument. `None` where it is no network.
    pub(in crate::model) fn components_shown(&mut self, expr: &Expr) -> Option<Vec<Expr>> {
        let Kind::Name(name) = &expr.kind else { return None };
        let network = self.networks.list.iter().find(|network| network.name == *name)?;
        let sizes = network.layers.last()?.output.dims.clone();
        let count: usize = sizes.iter().product();
        if count > MOST_SHOWN {
            let message = format!("`{name}` has {count} outputs; at most {MOST_SHOWN} are shown at once");
            let fault = Diagnostic::error("data::too_many", expr.span, message);
            let _: Result<(), super::super::Reported> =
                self.report(fault.help(format!("show one of them: `show {name}({})[1]`", "x")));
            return Some(Vec::new());
        }
        let argument = Expr { span: expr.span, kind: Kind::Name(network.formal.clone()) };
        let bracket = |kind, values: Vec<Expr>| {
            let arguments = values.into_iter().map(|value| Argument { name: None, value }).collect();
            (Join::Beside, Expr { span: expr.span, kind: Kind::Group(kind, arguments) })
        };
        let output = |place: usize| {
            let mut factors = vec![(Join::Beside, expr.clone()), bracket(Bracket::Round, vec![argument.clone()])];
            let indices = super::super::families::indices_of(place, &sizes);
            let number = |index: &u32| Expr { span: expr.span, kind: Kind::Number(Rational::integer(i64::from(*index))) };
            if count > 1 {
                factors.push(bracket(Bracket::Square, indices.iter().map(number).collect()));
            }
            Expr { span: expr.span, kind: Kind::Product(factors) }
        };
        Some((0..count).map(output).collect())
    }

    /// The outputs of the network of that name at its formal argument; none where the network is too large to be written.
    pub fn network_outputs(&mut self, name: &Name) -> Vec<NodeId> {
        let Some(network) = self.networks.list.iter().position(|network| network.name == *name) else { return Vec::new() };
        if self.formal_outputs(network).is_empty() {
            return Vec::new();
        }
        let Some(input) = self.formal_input(network) else { return Vec::new() };
        let last = self.networks.list[network].layers.len().checked_sub(1);
        self.layer_value(network, last, input, &Scope::default()).map(|family| family.elements.clone()).unwrap_or_default()
    }

    fn holds_a_mask(&self, id: NodeId) -> bool {
        self.graph.reachable(&[id]).into_iter().any(|node| self.graph.is_mask(node))
    }

    /// The named terms of every network at its formal argument.
    pub(in crate::model) fn formal_network_terms(&mut self) -> Vec<NodeId> {
        let networks: Vec<usize> = (0..self.networks.list.len()).collect();
        let mut found = Vec::new();
        for network in networks {
            let span = self.networks.list[network].span;
            let outputs = self.quietly(span, |model| Ok(model.formal_outputs(network))).unwrap_or_default();
            // Draws belong to rows: with them the rows are not alike.
            found.extend(outputs.into_iter().filter(|id| self.graph.as_term(*id).is_some() && !self.holds_a_mask(*id)));
        }
        found
    }
}
