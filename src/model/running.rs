//! Networks at inference: `F in eval` normalises by running averages, `(u − running_mean_1)/√(running_var_1 + eps)`.
//!
//! Every `norm` has two running averages, numbered as its statistics; they start at 0 and 1 (`start running_mean_1 = …`
//! says otherwise). The options of `norm` tell how a batch is taken in, as PyTorch does: `momentum = 0.1` is
//! `new = 0.9 old + 0.1 batch` and the default, `momentum = cumulative` the plain average of all batches;
//! `running = unbiased` (the default) takes the variance by n − 1, `running = biased` by n. Nothing is updated here.

use super::{Buffer, Entity, Meant, Model, NormCall, Scope};
use crate::diagnostic::Diagnostic;
use crate::expr::{NodeId, SymbolKind};
use crate::functions::Need;
use crate::name::Name;
use crate::number::Rational;
use crate::syntax::ast::{Expr, Kind};

/// The options of one `norm` about its running averages.
#[derive(Clone, Debug, Default)]
pub(super) struct RunningOptions {
    pub(super) momentum: Option<Expr>,
    pub(super) running: Option<Expr>,
}

impl Model {
    /// `e in eval`.
    pub(super) fn in_eval(&mut self, inner: &Expr, scope: &mut Scope) -> Meant<NodeId> {
        let outer = std::mem::replace(&mut scope.eval, true);
        let value = self.expression(inner, scope);
        scope.eval = outer;
        value
    }

    /// `(e − running mean)/√(running variance + eps)` of a site.
    pub(super) fn normalised_in_eval(&mut self, site: usize, scope: &mut Scope) -> Meant<NodeId> {
        let value = self.expression(&self.sites[site].call.clone().value, scope)?;
        let (mean, deviation) = (self.running_mean(site)?, self.running_deviation(site, scope)?);
        let centred = self.graph.sub(value, mean);
        Ok(self.graph.div(centred, deviation))
    }

    /// The running mean of a site, which is its mean in eval.
    pub(super) fn running_mean(&mut self, site: usize) -> Meant<NodeId> {
        self.buffer_of(site).map(|(mean, _)| mean)
    }

    /// `√(running variance + eps)` of a site, its deviation in eval.
    pub(super) fn running_deviation(&mut self, site: usize, scope: &mut Scope) -> Meant<NodeId> {
        let (_, variance) = self.buffer_of(site)?;
        let radicand = match self.sites[site].call.clone().eps.as_ref() {
            Some(eps) => {
                let eps = self.expression(eps, scope)?;
                self.graph.add(&[variance, eps])
            }
            None => variance,
        };
        scope.need(radicand, Need::Positive);
        Ok(self.graph.sqrt(radicand))
    }

    fn buffer_of(&mut self, site: usize) -> Meant<(NodeId, NodeId)> {
        match self.sites[site].buffer {
            Some(buffer) => Ok(buffer),
            None => {
                let fault = Diagnostic::error("names::no_running", self.sites[site].span, "this `norm` has no running averages");
                self.report(fault.at("their names are taken").help("rename what is called `running_mean_…` or `running_var_…`"))
            }
        }
    }

    /// Makes the two running averages of a site known under their names, where these are free.
    pub(super) fn enter_buffers(&mut self, site: usize) {
        let subscript = self.sites[site].deviation.subscript.clone();
        let (mean_name, variance_name) = (buffer_name("mean", &subscript), buffer_name("var", &subscript));
        if [&mean_name, &variance_name].into_iter().any(|name| self.entities.contains_key(name)) {
            return;
        }
        let [mean, variance] = [mean_name, variance_name].map(|name| {
            let node = self.graph.symbol(name.clone(), SymbolKind::Buffer);
            self.places.insert(name.clone(), self.sites[site].span);
            self.entities.insert(name, Entity::Symbol(node));
            node
        });
        self.sites[site].buffer = Some((mean, variance));
        self.enter_buffer(mean, variance);
    }

    /// Enters two running averages; what they take in is filled in once all tables are known.
    pub(super) fn enter_buffer(&mut self, mean: NodeId, variance: NodeId) {
        self.buffers.push(Buffer {
            mean,
            variance,
            start_mean: Rational::ZERO,
            start_variance: Rational::ONE,
            momentum: None,
            batch_mean: mean,
            batch_variance: variance,
        });
    }

    /// The running averages with their start values.
    pub(super) fn buffer_starts(&mut self) -> Vec<(NodeId, NodeId)> {
        let starts: Vec<(NodeId, Rational)> =
            self.buffers.iter().flat_map(|b| [(b.mean, b.start_mean.clone()), (b.variance, b.start_variance.clone())]).collect();
        starts.into_iter().map(|(node, value)| (node, self.graph.number(value))).collect()
    }

    /// Fills in what the running averages take in, once all tables and definitions are known.
    pub(super) fn complete_buffers(&mut self) {
        for site in 0..self.sites.len() {
            // A site with a fault has said so; its averages are never updated.
            if self.complete_buffer(site).is_err() {
                let mean = self.sites[site].buffer.map(|(mean, _)| mean);
                self.buffers.retain(|buffer| Some(buffer.mean) != mean);
            }
        }
    }

    fn complete_buffer(&mut self, site: usize) -> Meant<()> {
        let Some((mean, _)) = self.sites[site].buffer else { return Ok(()) };
        let momentum = self.momentum(&self.sites[site].call.clone())?;
        let (batch_mean, batch_variance) = self.batch_statistics(site, &mut Scope::default())?;
        if let Some(buffer) = self.buffers.iter_mut().find(|buffer| buffer.mean == mean) {
            (buffer.momentum, buffer.batch_mean, buffer.batch_variance) = (momentum, batch_mean, batch_variance);
        }
        Ok(())
    }

    /// The mean and the variance of a batch as the running averages of a site take them in.
    pub(super) fn batch_statistics(&mut self, site: usize, scope: &mut Scope) -> Meant<(NodeId, NodeId)> {
        let unbiased = match &self.sites[site].call.clone().options.running {
            Some(word) => self.word_option(word, &["unbiased", "biased"])? == 0,
            None => true,
        };
        let rows = self.site_rows(site, scope)?;
        let batch_mean = self.instantiate(super::Instance::Mean(site), Vec::new(), scope, self.sites[site].span)?;
        let squares: Vec<NodeId> = rows
            .iter()
            .map(|row| {
                let centred = self.graph.sub(*row, batch_mean);
                self.graph.pow(centred, &Rational::TWO)
            })
            .collect();
        let (sum, count) = (self.graph.add(&squares), rows.len() as i64 - i64::from(unbiased));
        // Of one row there is no unbiased variance: the quotient stays and has no value.
        let count = self.graph.integer(count);
        Ok((batch_mean, self.graph.div(sum, count)))
    }

    fn momentum(&mut self, call: &NormCall) -> Meant<Option<Rational>> {
        match &call.options.momentum {
            None => Ok(Some(Rational::new(1, 10))),
            Some(Expr { kind: Kind::Name(name), .. }) if name.to_string() == "cumulative" => Ok(None),
            Some(value) => self.rational(value).map(Some),
        }
    }
}

/// `running_mean_1`, `running_var_1`; without a number `running_mean`.
fn buffer_name(what: &str, subscript: &Option<String>) -> Name {
    match subscript {
        Some(number) => Name { subscript: Some(number.clone()), ..Name::plain(format!("running_{what}")) },
        None => Name { subscript: Some(what.to_string()), ..Name::plain("running") },
    }
}
