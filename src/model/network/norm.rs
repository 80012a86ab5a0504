//! The statistics of a layer's normalisation: means and deviations of groups, the normalised value, the running averages.
//!
//! A group is what the indices outside `over` tell apart: a channel for batch normalisation, a row for layer
//! normalisation. `C_1[2]` is the mean of the second channel, `C_1(data[3])` that of the third row.

use super::super::forward::Layers;
use super::super::{Batch, Family, Meant, Model, Reported, Scope, Without};
use super::plan::Plan;
use super::value::{Spot, indices_shown};
use super::{LayerNorm, LayerUse};
use crate::diagnostic::Diagnostic;
use crate::expr::{Label, NodeId, TermKind};
use crate::functions::Need;
use crate::name::Name;
use crate::number::Rational;
use std::rc::Rc;

/// The statistics of a group that were made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::model) struct GroupKey {
    network: usize,
    layer: usize,
    group: Vec<i64>,
    /// The argument, where each has statistics of its own.
    input: Option<usize>,
    without: Without,
    eval: bool,
    batch: Option<Rc<Batch>>,
}

/// What a group is normalised by.
#[derive(Clone, Copy, Debug)]
pub(in crate::model) struct Statistics {
    /// The mean's term, or 0.
    pub(super) mean: NodeId,
    /// The deviation's term.
    pub(super) deviation: NodeId,
}

impl Model {
    /// The normalised value at the slots as they stand, and what kind of term it is.
    pub(super) fn layer_normalised(&mut self, value: &Plan, spot: &mut Spot<'_>, scope: &mut Scope) -> Meant<(NodeId, TermKind)> {
        let used = spot.used;
        let Some(norm) = &used.norm else { return Err(Reported) };
        let row = self.worked_out(value, spot, scope)?;
        if scope.eval
            && let Some(buffers) = &norm.buffers
        {
            return self.running(row, buffers, spot, scope);
        }
        let group = norm.group(&spot.slots);
        let input = (!norm.text.over_rows).then_some(spot.input);
        let Statistics { mean, deviation } = self.group_statistics(spot.network, spot.layer, group, input, scope)?;
        if !self.is_surely_positive(deviation) {
            scope.need(deviation, Need::NonZero);
        }
        let centred = self.graph.sub(row, mean);
        let (body, kind) = (self.graph.div(centred, deviation), TermKind::Normalised { row, mean, deviation });
        if used.norm_alone().is_some() {
            return Ok((body, kind));
        }
        let label = Label::Definition {
            name: norm.value.clone(),
            indices: indices_shown(&shown(&spot.slots, &used.output.view, |_| true)),
            args: self.networks.inputs.get(spot.input).shown.clone(),
            without: scope.without().to_vec().into(),
            eval: scope.eval,
        };
        let node = self.graph.named(label, kind.clone(), body, std::mem::take(&mut scope.needs));
        Ok((node, kind))
    }

    /// `(u − running mean)/√(running variance + eps)`.
    fn running(
        &mut self,
        row: NodeId,
        (mean, variance): &(Rc<Family>, Rc<Family>),
        spot: &Spot<'_>,
        scope: &mut Scope,
    ) -> Meant<(NodeId, TermKind)> {
        let channel = spot.slots[0] as usize - 1;
        let (mean, variance) = (mean.elements[channel], variance.elements[channel]);
        let eps = self.layer_option(spot.used, "eps")?;
        let inside = self.graph.add(&[variance, eps]);
        scope.need(inside, Need::Positive);
        let root = self.graph.sqrt(inside);
        let centred = self.graph.sub(row, mean);
        Ok((self.graph.div(centred, root), TermKind::Definition))
    }

    /// Mean and deviation of a group.
    pub(super) fn group_statistics(
        &mut self,
        network: usize,
        layer: usize,
        group: Vec<i64>,
        input: Option<usize>,
        scope: &Scope,
    ) -> Meant<Statistics> {
        self.note_run(Layers::Network(network), scope);
        let batch = scope.batch.clone();
        let key = GroupKey { network, layer, group, input, without: scope.without(), eval: scope.eval, batch };
        if let Some(known) = self.networks.statistics.get(&key) {
            return known.ok_or(Reported);
        }
        let span = self.networks.list[network].layers[layer].span;
        let found = self.unless_open(super::OpenKey::Group(key.clone()), span, |model| model.make_statistics(&key, scope));
        self.networks.statistics.insert(key, found.as_ref().ok().copied());
        found
    }

    fn make_statistics(&mut self, key: &GroupKey, scope: &Scope) -> Meant<Statistics> {
        let used = self.networks.list[key.network].layers[key.layer].clone();
        let (Some(norm), Some(value)) = (&used.norm, used.normalised_plan()) else { return Err(Reported) };
        let inputs = match key.input {
            Some(input) => vec![input],
            None => self.batch_inputs(key.network, &used, scope)?,
        };
        let mut own = scope.inner();
        let over: Vec<usize> = norm.text.over.iter().map(|slot| used.output.view[*slot]).collect();
        let mut rows = Vec::new();
        for input in inputs {
            let before = self.layer_value(key.network, key.layer.checked_sub(1), input, scope)?;
            let mut spot =
                Spot { network: key.network, layer: key.layer, used: &used, input, before, slots: vec![0; used.slots] };
            norm.set_group(&mut spot.slots, &key.group);
            for place in super::shape::indices(&over) {
                norm.text.over.iter().zip(&place).for_each(|(slot, k)| spot.slots[*slot] = *k);
                rows.push(self.worked_out(value, &mut spot, &mut own)?);
            }
        }
        self.name_statistics(key, &used, norm, rows, &own)
    }

    fn name_statistics(
        &mut self,
        key: &GroupKey,
        used: &LayerUse,
        norm: &LayerNorm,
        rows: Vec<NodeId>,
        scope: &Scope,
    ) -> Meant<Statistics> {
        let eps = self.layer_option(used, "eps")?;
        if rows.len() < 2 && norm.text.centred && norm.text.over_rows {
            let fault = Diagnostic::error("layers::one_value", used.span, "this normalises one value for each channel alone");
            return self.report(fault.at("its deviation is 0 whatever the value").help("take a batch of two or more rows"));
        }
        let mut slots = vec![0; used.slots];
        norm.set_group(&mut slots, &key.group);
        let indices = indices_shown(&shown(&slots, &used.output.view, |slot| !norm.text.over.contains(&slot)));
        let args: Box<[NodeId]> = key.input.map(|input| self.networks.inputs.get(input).shown.clone()).unwrap_or_default();
        let label = |name: &Name| Label::Definition {
            name: name.clone(),
            indices: indices.clone(),
            args: args.clone(),
            without: scope.without().to_vec().into(),
            eval: scope.eval,
        };
        let mean = match norm.text.centred {
            true => {
                let body = self.mean_of(&rows);
                self.graph.named(label(&norm.mean), TermKind::Mean { rows: rows.clone().into() }, body, Vec::new())
            }
            false => self.graph.integer(0),
        };
        let variance = self.variance_of(&rows, mean, 0, eps);
        self.refuse_zero_deviation((&rows, mean), variance, eps, used.span)?;
        let mut needs = Scope::default();
        if self.graph.known_number(eps).is_none_or(Rational::is_negative) {
            needs.need(variance, Need::Positive);
        }
        let body = self.graph.sqrt(variance);
        let kind = TermKind::Deviation { rows: rows.into(), mean, ddof: 0, eps };
        let deviation = self.graph.named(label(&norm.deviation), kind, body, needs.needs);
        Ok(Statistics { mean, deviation })
    }

    /// The rows that a layer's statistics go over.
    fn batch_inputs(&mut self, network: usize, used: &LayerUse, scope: &Scope) -> Meant<Vec<usize>> {
        let batch: Batch = match (used.option_name("batch"), &scope.batch) {
            // A step of a training run takes its statistics over another batch.
            (_, Some(batch)) => Batch::clone(batch),
            (Some(name), None) if name != Name::plain("all") => self.rows_of(&name, used.span)?,
            _ => self.only_batch(used.span, used.spec_name())?,
        };
        batch.rows.iter().map(|row| self.row_input(network, batch.table, *row, used.span)).collect()
    }

    /// Fills in what the running averages of the networks take in.
    pub(in crate::model) fn complete_network_buffers(&mut self) {
        for network in 0..self.networks.list.len() {
            for layer in 0..self.networks.list[network].layers.len() {
                let used = self.networks.list[network].layers[layer].clone();
                let Some(LayerNorm { buffers: Some(buffers), .. }) = &used.norm else { continue };
                // A layer with a fault has said so; its averages are never updated.
                if !self.tables.is_empty() && self.complete_layer_buffers(network, layer, &used, buffers).is_err() {
                    self.buffers.retain(|buffer| !buffers.0.elements.contains(&buffer.mean));
                }
            }
        }
    }

    fn complete_layer_buffers(
        &mut self,
        network: usize,
        layer: usize,
        used: &LayerUse,
        buffers: &(Rc<Family>, Rc<Family>),
    ) -> Meant<()> {
        let momentum = match used.option_name("momentum") {
            Some(word) if word == Name::plain("cumulative") => None,
            _ => {
                let node = self.layer_option(used, "momentum")?;
                match self.graph.known_number(node).cloned() {
                    Some(value) => Some(value),
                    None => return self.report(layer_fault(used, "the momentum is a number, or `cumulative`")),
                }
            }
        };
        for (channel, mean_symbol) in buffers.0.elements.iter().enumerate() {
            let (mean, variance) = self.layer_batch_statistics((network, layer, channel), used, &Scope::default())?;
            if let Some(buffer) = self.buffers.iter_mut().find(|buffer| buffer.mean == *mean_symbol) {
                (buffer.momentum, buffer.batch_mean, buffer.batch_variance) = (momentum.clone(), mean, variance);
            }
        }
        Ok(())
    }

    /// The mean and the variance of a channel over a batch as its running averages take them in.
    fn layer_batch_statistics(
        &mut self,
        (network, layer, channel): (usize, usize, usize),
        used: &LayerUse,
        scope: &Scope,
    ) -> Meant<(NodeId, NodeId)> {
        let ddof = u32::from(!used.has_word("running", "biased"));
        // Where each row has statistics of its own, their means over the rows.
        let by_row = used.norm.as_ref().is_some_and(|norm| !norm.text.over_rows);
        let inputs = if by_row { self.batch_inputs(network, used, scope)?.into_iter().map(Some).collect() } else { vec![None] };
        let (mut means, mut variances) = (Vec::new(), Vec::new());
        for input in inputs {
            let statistics = self.group_statistics(network, layer, vec![channel as i64 + 1], input, scope)?;
            let kind = self.graph.as_term(statistics.deviation).map(|term| term.kind.clone());
            let Some(TermKind::Deviation { rows, mean, .. }) = kind else { return Err(Reported) };
            if rows.len() <= ddof as usize {
                let fault = layer_fault(used, "a running variance by n − 1 needs two values or more");
                return self.report(fault.help("take `running = biased`, or `track = false`"));
            }
            let zero = self.graph.integer(0);
            means.push(mean);
            variances.push(self.variance_of(&rows, mean, ddof, zero));
        }
        match (means.as_slice(), variances.as_slice()) {
            ([mean], [variance]) => Ok((*mean, *variance)),
            _ => Ok((self.mean_of(&means), self.mean_of(&variances))),
        }
    }

    /// All weights of a network.
    pub(in crate::model) fn weights_of_network(&self, network: usize) -> Vec<NodeId> {
        let weights = self.networks.list[network].layers.iter().flat_map(|used| &used.weights);
        weights.flat_map(|weight| weight.family.elements.iter().copied()).collect()
    }

    /// The running means of each network.
    pub(in crate::model) fn network_means(&self) -> Vec<(NodeId, usize)> {
        let layers = self
            .networks
            .list
            .iter()
            .enumerate()
            .flat_map(|(place, network)| network.layers.iter().map(move |used| (place, used)));
        let means = layers.filter_map(|(place, used)| Some((place, &used.norm.as_ref()?.buffers.as_ref()?.0)));
        means.flat_map(|(place, means)| means.elements.iter().map(move |mean| (*mean, place))).collect()
    }

    /// The same for the channel with this running mean, where a network has it.
    pub(in crate::model) fn network_batch_statistics(&mut self, running_mean: NodeId, scope: &Scope) -> Option<(NodeId, NodeId)> {
        for network in 0..self.networks.list.len() {
            for layer in 0..self.networks.list[network].layers.len() {
                let used = self.networks.list[network].layers[layer].clone();
                let Some(LayerNorm { buffers: Some(buffers), .. }) = &used.norm else { continue };
                if let Some(channel) = buffers.0.elements.iter().position(|mean| *mean == running_mean) {
                    return self.layer_batch_statistics((network, layer, channel), &used, scope).ok();
                }
            }
        }
        None
    }
}

/// A fault of a layer's options.
pub(super) fn layer_fault(used: &LayerUse, message: &str) -> Diagnostic {
    Diagnostic::error("layers::option", used.span, message.to_string()).at(used.written.clone())
}

/// The slots of the view that tell more than one element apart, and that `wanted` wants.
fn shown(slots: &[i64], view: &[usize], wanted: impl Fn(usize) -> bool) -> Vec<i64> {
    let kept = view.iter().enumerate().filter(|(slot, size)| **size > 1 && wanted(*slot));
    kept.map(|(slot, _)| slots[slot]).collect()
}

impl LayerNorm {
    /// The slots outside `over`, in their order.
    fn group(&self, slots: &[i64]) -> Vec<i64> {
        let outside = slots.iter().enumerate().filter(|(slot, _)| !self.text.over.contains(slot));
        outside.map(|(_, k)| *k).collect()
    }

    /// Puts a group back into the slots.
    fn set_group(&self, slots: &mut [i64], group: &[i64]) {
        let outside = slots.iter_mut().enumerate().filter(|(slot, _)| !self.text.over.contains(slot));
        outside.zip(group).for_each(|((_, slot), k)| *slot = *k);
    }
}
