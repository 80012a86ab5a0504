//! Which normalisations run in a step of training: those that the loss, as it is written, calls for, whatever it makes of
//! what they give.
//!
//! ```text
//! L = sum[data] F(x)[1]    a network that is named runs whole: every channel of every layer takes its batch in
//! L = 0 F(x)[1]            likewise; L = w² does not run F at all, and neither does F(x) in eval
//! ```
//!
//! A neuron that is left out does not run. `e at start` asks for other weights, and so is no run with those of the step.
//! The mean over all masks is no draw of them: what is normalised behind a mask takes nothing in there. What this module
//! does not do: tell what a batch comes to ([`super::running`] does), or update anything.

use super::{InstanceKey, Meant, Model, Scope, Training, Without};
use crate::expr::NodeId;
use crate::syntax::ast::{Expr, Point};
use rustc_hash::{FxHashMap, FxHashSet};

/// What keeps running averages: a `norm`, or all layers of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Layers {
    Site(usize),
    Network(usize),
}

/// A forward pass through layers with some neurons left out; `expected`: within a mean over masks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Pass {
    pub(super) layers: Layers,
    pub(super) without: Without,
    pub(super) expected: bool,
}

/// The passes of a loss that is being read.
#[derive(Debug, Default)]
pub(super) struct Forward {
    found: Vec<Pass>,
    known: FxHashSet<Pass>,
    /// What is being read: 0 what runs, 1 what a mean over masks is taken of, 2 what is no run at all.
    mode: usize,
    /// What was made of definitions in the other modes: what is known in one is no run in another.
    made: [FxHashMap<InstanceKey, Option<NodeId>>; 3],
}

/// What a running average takes in at a step.
#[derive(Clone, Copy, Debug)]
pub struct Intake {
    /// The place of the average in [`Model::buffers`].
    pub place: usize,
    /// The mean of the batch.
    pub mean: NodeId,
    /// Its variance.
    pub variance: NodeId,
    /// Whether the layer runs; where not, it counts only if the loss holds this mean.
    pub runs: bool,
}

impl Model {
    /// Notes that these layers run.
    pub(super) fn note_run(&mut self, layers: Layers, scope: &Scope) {
        let Some(forward) = self.forward.as_mut().filter(|forward| forward.mode < 2 && !scope.eval) else { return };
        let pass = Pass { layers, without: scope.without(), expected: forward.mode == 1 };
        if forward.known.insert(pass.clone()) {
            forward.found.push(pass);
        }
    }

    /// Does what is no run with the weights of the step.
    pub(super) fn without_run<T>(&mut self, work: impl FnOnce(&mut Model) -> T) -> T {
        self.in_mode(2, work)
    }

    /// Does what is taken over all masks.
    pub(super) fn in_expectation<T>(&mut self, work: impl FnOnce(&mut Model) -> T) -> T {
        self.in_mode(1, work)
    }

    fn in_mode<T>(&mut self, wanted: usize, work: impl FnOnce(&mut Model) -> T) -> T {
        let before = self.forward.as_ref().map_or(0, |forward| forward.mode);
        self.change_mode(before.max(wanted));
        let result = work(self);
        self.change_mode(before);
        result
    }

    fn change_mode(&mut self, mode: usize) {
        let Some(forward) = self.forward.as_mut().filter(|forward| forward.mode != mode) else { return };
        let made = std::mem::replace(&mut self.instances, std::mem::take(&mut forward.made[mode]));
        forward.made[forward.mode] = made;
        forward.mode = mode;
    }

    /// Whether a point gives parameters other values than those of the step.
    pub(super) fn moves_weights(&mut self, point: &Point, scope: &mut Scope) -> bool {
        let Point::Values(pairs) = point else { return true };
        let targets: Vec<Option<NodeId>> = pairs.iter().map(|(target, _)| self.expression(target, scope).ok()).collect();
        self.parameters.iter().any(|parameter| targets.contains(&Some(parameter.node)))
    }

    /// The forward passes of a loss.
    fn passes(&mut self, loss: &Expr, mut scope: Scope) -> Vec<Pass> {
        // What is known already is read anew, so that nothing that runs inside is missed.
        let kept = std::mem::take(&mut self.instances);
        self.forward = Some(Forward::default());
        // A fault is told with the loss itself.
        let _: Result<NodeId, _> = self.quietly(loss.span, |model| model.expression(loss, &mut scope));
        self.instances = kept;
        let mut found = self.forward.take().unwrap_or_default().found;
        let known: FxHashSet<Pass> = found.iter().cloned().collect();
        found.retain(|pass| !(pass.expected && known.contains(&Pass { expected: false, ..pass.clone() })));
        found
    }

    /// What the running averages take in at a step, over the batch of that step, in their order.
    pub fn intakes_of_step(&mut self, training: &Training, k: u64) -> Vec<Intake> {
        if self.buffers.is_empty() {
            return Vec::new();
        }
        let scope = Scope { batch: training.batch_of(k).map(|place| training.rows[place].clone()), ..Scope::default() };
        let passes = self.passes(&training.losses[training.loss_of(k)], scope.clone());
        let layers = self.layers_of_buffers();
        let mut found: Vec<Intake> = Vec::new();
        for (place, layers) in layers.into_iter().enumerate() {
            let own: Vec<&Pass> = passes.iter().filter(|pass| Some(pass.layers) == layers).collect();
            if own.is_empty() {
                found.extend(self.intake(place, &scope, training).map(|intake| Intake { runs: false, ..intake }));
            }
            for pass in own {
                let without = Some(pass.without.clone()).filter(|names| !names.is_empty());
                let Some(intake) = self.intake(place, &Scope { without, ..scope.clone() }, training) else { continue };
                let runs = !pass.expected || !self.holds_mask(&[intake.mean, intake.variance]);
                // Where what is left out does not reach a layer, its pass is the one that everybody knows.
                if !found.iter().any(|known| (known.place, known.mean) == (place, intake.mean)) {
                    found.push(Intake { runs, ..intake });
                }
            }
        }
        found
    }

    /// What a running average takes in; `None` where the batch has no mean, of which the loss tells.
    fn intake(&mut self, place: usize, scope: &Scope, training: &Training) -> Option<Intake> {
        let buffer = &self.buffers[place];
        let (symbol, mean, variance) = (buffer.mean, buffer.batch_mean, buffer.batch_variance);
        if scope.batch.is_none() && scope.without.is_none() {
            return Some(Intake { place, mean, variance, runs: true });
        }
        let site = self.sites.iter().position(|site| site.buffer.is_some_and(|(mean, _)| mean == symbol));
        let mut scope = scope.clone();
        let found: Meant<(NodeId, NodeId)> = self
            .quietly(training.span, |model| match site {
                Some(site) => model.batch_statistics(site, &mut scope),
                None => model.network_batch_statistics(symbol, &scope).ok_or(super::Reported),
            })
            .map_err(|_| super::Reported);
        let (mean, variance) = found.ok()?;
        Some(Intake { place, mean, variance, runs: true })
    }

    /// To which layers each of [`Model::buffers`] belongs.
    fn layers_of_buffers(&self) -> Vec<Option<Layers>> {
        let sites = self.sites.iter().enumerate().filter_map(|(site, entry)| Some((entry.buffer?.0, Layers::Site(site))));
        let mut known: FxHashMap<NodeId, Layers> = sites.collect();
        known.extend(self.network_means().into_iter().map(|(mean, network)| (mean, Layers::Network(network))));
        self.buffers.iter().map(|buffer| known.get(&buffer.mean).copied()).collect()
    }

    fn holds_mask(&self, nodes: &[NodeId]) -> bool {
        !self.masks.is_empty() && self.graph.reachable(nodes).into_iter().any(|node| self.graph.is_mask(node))
    }
}
