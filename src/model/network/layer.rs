//! What a layer in its place knows of itself: options, whether it behaves otherwise at inference, names.

use super::super::{Family, Meant, Model, Scope};
use super::plan::{Plan, Source};
use super::{LayerUse, NetworkPart};
use crate::expr::NodeId;
use crate::name::Name;
use crate::syntax::ast::{Expr, Kind};
use std::rc::Rc;

impl LayerUse {
    /// The name on the shelf.
    pub(super) fn spec_name(&self) -> &str {
        &self.spec.name
    }

    pub(super) fn option(&self, name: &str) -> Option<&Expr> {
        self.options.get(name)
    }

    /// The word that an option is, `inverted`.
    pub(super) fn option_name(&self, name: &str) -> Option<Name> {
        match self.option(name).map(|expr| &expr.kind) {
            Some(Kind::Name(name)) => Some(name.clone()),
            _ => None,
        }
    }

    pub(super) fn has_word(&self, option: &str, word: &str) -> bool {
        self.option_name(option).is_some_and(|name| name == Name::plain(word))
    }

    /// Whether it is another function at inference.
    pub(super) fn tells_modes_apart(&self) -> bool {
        self.dropout.is_some() || self.norm.as_ref().is_some_and(|norm| norm.buffers.is_some())
    }

    /// What a normalisation without scale and shift normalises.
    pub(super) fn norm_alone(&self) -> Option<&Plan> {
        let affine = self.weights.iter().any(|weight| weight.name.is_some());
        if affine { None } else { self.normalised_plan() }
    }

    /// What stands inside `norm(…)`.
    pub(super) fn normalised_plan(&self) -> Option<&Plan> {
        inside_norm(&self.plan)
    }

    /// How many weights it has.
    pub(super) fn weight_count(&self) -> usize {
        self.declared().map(|(_, family)| family.elements.len()).sum()
    }

    /// The families that it declares, with their names.
    pub(super) fn declared(&self) -> impl Iterator<Item = (&Name, &Rc<Family>)> {
        self.weights.iter().filter_map(|weight| Some((weight.name.as_ref()?, &weight.family)))
    }
}

fn inside_norm(plan: &Plan) -> Option<&Plan> {
    match plan {
        Plan::Norm(value) => Some(value),
        Plan::Sum(parts) => parts.iter().find_map(|(_, part)| inside_norm(part)),
        Plan::Product(parts) => parts.iter().find_map(inside_norm),
        Plan::Over { body, .. } | Plan::Call(_, body) | Plan::Dropout(body) => inside_norm(body),
        Plan::Constant(_) | Plan::Element(Source::Input | Source::Weight(_), _) => None,
    }
}

impl NetworkPart {
    pub(in crate::model) fn network(self) -> usize {
        self.place().0
    }

    fn place(self) -> (usize, usize) {
        match self {
            NetworkPart::Value { network, layer }
            | NetworkPart::Normalised { network, layer }
            | NetworkPart::Mean { network, layer }
            | NetworkPart::Deviation { network, layer }
            | NetworkPart::Sum { network, layer, .. }
            | NetworkPart::Mask { network, layer } => (network, layer),
        }
    }

    fn used(self, model: &Model) -> Rc<LayerUse> {
        let (network, layer) = self.place();
        model.networks.list[network].layers[layer].clone()
    }

    /// Whether a bracket with an argument stands behind it.
    pub(super) fn takes_argument(self, model: &Model) -> bool {
        match self {
            NetworkPart::Value { .. } | NetworkPart::Normalised { .. } => true,
            NetworkPart::Mean { .. } | NetworkPart::Deviation { .. } | NetworkPart::Sum { .. } => {
                self.used(model).norm.as_ref().is_some_and(|norm| !norm.text.over_rows)
            }
            NetworkPart::Mask { .. } => false,
        }
    }

    /// Whether its network is another function at inference, and whether it draws masks.
    pub(in crate::model) fn nature(self, model: &Model) -> (bool, bool) {
        let layers = &model.networks.list[self.network()].layers;
        (layers.iter().any(|used| used.tells_modes_apart()), layers.iter().any(|used| used.dropout.is_some()))
    }

    /// The names of mean and deviation of its layer.
    pub(super) fn statistics(self, model: &Model) -> (Name, Name) {
        let used = self.used(model);
        used.norm.as_ref().map(|norm| (norm.mean.clone(), norm.deviation.clone())).unwrap_or_default()
    }

    /// What it is called.
    pub(in crate::model) fn name(self, model: &Model) -> Name {
        let used = self.used(model);
        let norm = |pick: fn(&super::LayerNorm) -> &Name| used.norm.as_ref().map(|norm| pick(norm).clone()).unwrap_or_default();
        match self {
            NetworkPart::Value { .. } => used.value.clone(),
            NetworkPart::Normalised { .. } => norm(|norm| &norm.value),
            NetworkPart::Mean { .. } => norm(|norm| &norm.mean),
            NetworkPart::Deviation { .. } => norm(|norm| &norm.deviation),
            NetworkPart::Sum { products, .. } => sum_name(&norm(|norm| &norm.deviation), products),
            NetworkPart::Mask { .. } => used.dropout.as_ref().map(|dropout| dropout.mask.clone()).unwrap_or_default(),
        }
    }
}

/// `T_k` or `G_k` for the deviation `S_k`.
fn sum_name(deviation: &Name, products: bool) -> Name {
    Name { subscript: deviation.subscript.clone(), ..Name::plain(if products { "T" } else { "G" }) }
}

impl Model {
    /// The names of mean and deviation of every normalisation of the networks, with its place.
    pub(in crate::model) fn network_statistics(&self) -> Vec<(Name, Name, (usize, usize))> {
        let mut found = Vec::new();
        for (network, entry) in self.networks.list.iter().enumerate() {
            for (layer, used) in entry.layers.iter().enumerate() {
                if let Some(norm) = used.norm.as_ref().filter(|norm| norm.text.centred) {
                    found.push((norm.mean.clone(), norm.deviation.clone(), (network, layer)));
                }
            }
        }
        found
    }

    /// What `T_k` or `G_k` is where it belongs to a layer of a network.
    pub(in crate::model) fn network_sum(&self, name: &Name) -> Option<NetworkPart> {
        if !matches!(name.base.as_str(), "T" | "G") || self.networks.list.is_empty() {
            return None;
        }
        let site = self.sum_names().into_iter().find(|site| site.products == *name || site.values == *name)?;
        let (_, _, (network, layer)) = self.network_statistics().into_iter().find(|(_, known, _)| *known == site.deviation)?;
        Some(NetworkPart::Sum { network, layer, products: site.products == *name })
    }

    /// The number or expression that an option is.
    pub(super) fn layer_option(&mut self, used: &LayerUse, option: &str) -> Meant<NodeId> {
        match used.option(option).cloned() {
            Some(expr) => self.expression(&expr, &mut Scope::default()),
            None => Ok(self.graph.integer(0)),
        }
    }

    /// The family that a name of a network is, at an argument.
    pub(super) fn network_family(&mut self, part: NetworkPart, input: Option<usize>, scope: &Scope) -> Meant<Rc<Family>> {
        let (network, layer) = part.place();
        let used = part.used(self);
        match (part, input) {
            (NetworkPart::Value { .. }, Some(input)) => self.layer_value(network, Some(layer), input, scope),
            (NetworkPart::Normalised { .. }, Some(input)) => self.normalised_family(network, layer, &used, input, scope),
            (NetworkPart::Mean { .. } | NetworkPart::Deviation { .. } | NetworkPart::Sum { .. }, _) => {
                self.statistics_family(part, (network, layer), &used, input, scope)
            }
            _ => self.mask_family(network, layer, &used),
        }
    }

    fn normalised_family(
        &mut self,
        network: usize,
        layer: usize,
        used: &LayerUse,
        input: usize,
        scope: &Scope,
    ) -> Meant<Rc<Family>> {
        let before = self.layer_value(network, layer.checked_sub(1), input, scope)?;
        let slots = vec![0; used.slots];
        let mut spot = super::value::Spot { network, layer, used, input, before, slots };
        let (mut elements, mut own) = (Vec::new(), scope.inner());
        for view in super::shape::indices(&used.output.view) {
            spot.slots[..view.len()].copy_from_slice(&view);
            let Some(value) = used.normalised_plan() else { continue };
            let node = self.factor_of_norm(value, &mut spot, &mut own)?;
            elements.push(node);
        }
        let sizes: Vec<usize> = used.output.view.iter().copied().filter(|size| *size > 1).collect();
        Ok(Rc::new(Family::new(sizes, elements)))
    }

    fn factor_of_norm(&mut self, value: &Plan, spot: &mut super::value::Spot<'_>, scope: &mut Scope) -> Meant<NodeId> {
        self.layer_normalised(value, spot, scope).map(|(node, _)| node)
    }

    fn statistics_family(
        &mut self,
        part: NetworkPart,
        (network, layer): (usize, usize),
        used: &LayerUse,
        input: Option<usize>,
        scope: &Scope,
    ) -> Meant<Rc<Family>> {
        let Some(norm) = &used.norm else { return Err(super::super::Reported) };
        let outside: Vec<usize> = used
            .output
            .view
            .iter()
            .enumerate()
            .filter(|(slot, _)| !norm.text.over.contains(slot))
            .map(|(_, size)| *size)
            .collect();
        let own = Scope { eval: scope.eval && norm.buffers.is_none(), ..scope.inner() };
        let mut elements = Vec::new();
        for group in super::shape::indices(&outside) {
            let statistics = self.group_statistics(network, layer, group, input, &own)?;
            elements.push(match part {
                NetworkPart::Mean { .. } => statistics.mean,
                NetworkPart::Sum { products: true, .. } => self.sum_of(statistics.deviation, statistics.deviation, scope)?,
                NetworkPart::Sum { products: false, .. } => self.sum_of(statistics.mean, statistics.deviation, scope)?,
                _ => statistics.deviation,
            });
        }
        let sizes: Vec<usize> = outside.into_iter().filter(|size| *size > 1).collect();
        Ok(Rc::new(Family::new(sizes, elements)))
    }
}
