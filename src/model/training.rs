//! `train T = sgd(L_1, L_2; rate = 1/10) repeat 3`: what a training run is asked to do.
//!
//! Step k minimises the k-th loss of the list, which is taken n times; `T[0]` is the start. What this module does not do:
//! carry the run out ([`crate::analysis`] does).

use super::{Batch, Coordinates, Meaning, Meant, Model, Scope};
use crate::diagnostic::{Diagnostic, nearest};
use crate::expr::NodeId;
use crate::name::Name;
use crate::number::Rational;
use crate::optimizers::{self, Optimizer};
use crate::schedules::Schedule;
use crate::source::Span;
use crate::syntax::ast::{Argument, Expr, Kind, Point};
use std::rc::Rc;

/// The largest number of steps of a run.
pub const MAX_STEPS: u64 = 10_000_000;

/// A `train` statement, understood.
#[derive(Clone, Debug)]
pub struct Training {
    /// Its name.
    pub name: Name,
    /// Its statement.
    pub span: Span,
    /// The update rule.
    pub optimizer: &'static Optimizer,
    /// The value of every part of every option of the rule, in the shelf's order.
    pub options: Vec<(&'static str, Rational)>,
    /// The names of the options that the file gives, of the rule and of the run.
    pub given: Vec<String>,
    /// The losses, as written.
    pub losses: Vec<Expr>,
    /// How often the list of losses is taken.
    pub repeat: u64,
    /// How the rate changes, with the values of the schedule's arguments.
    pub schedule: Option<(&'static Schedule, Vec<Rational>)>,
    /// Where the drawing of masks begins.
    pub seed: u64,
    /// The bound on the length of weight vectors.
    pub max_norm: Option<MaxNorm>,
    /// The names of the batches that statistics use, step by step in turn.
    pub batches: Vec<Name>,
    pub(super) rows: Vec<Rc<Batch>>,
}

/// `max_norm = c`: after each step a weight vector that is longer than c is shortened to c.
#[derive(Clone, Debug)]
pub struct MaxNorm {
    /// c.
    pub limit: Rational,
    /// The vectors.
    pub vectors: Vec<Vec<NodeId>>,
    /// The p of the norm, 2 unless given.
    pub p: Rational,
    /// Added to the norm where it divides: 0 unless given, 1e-7 in PyTorch's renorm.
    pub eps: Rational,
}

impl Training {
    /// The number of steps.
    pub fn steps(&self) -> u64 {
        self.losses.len() as u64 * self.repeat
    }

    /// The place in the list of the loss of step k, from 1.
    pub fn loss_of(&self, k: u64) -> usize {
        (k.saturating_sub(1) % self.losses.len().max(1) as u64) as usize
    }

    /// The place in the list of the batch of step k; `None` where no batches are given.
    pub fn batch_of(&self, k: u64) -> Option<usize> {
        (!self.rows.is_empty()).then(|| (k.saturating_sub(1) % self.rows.len() as u64) as usize)
    }

    /// The same method on one of its losses alone, so many steps; `None` where it has no loss at that place.
    pub fn alone(&self, place: usize, steps: u64) -> Option<Training> {
        let loss = self.losses.get(place)?.clone();
        Some(Training { losses: vec![loss], repeat: steps, ..self.clone() })
    }

    /// The value of a part of an option.
    pub fn option(&self, part: &str) -> Option<&Rational> {
        self.options.iter().find(|(name, _)| *name == part).map(|(_, value)| value)
    }

    /// The losses in the plain spelling.
    pub fn losses_text(&self) -> Vec<String> {
        self.losses.iter().map(crate::syntax::plain).collect()
    }
}

impl Model {
    /// Takes a `train` statement in.
    pub(super) fn declare_training(
        &mut self,
        name: &(Name, Span),
        method: &(Name, Span),
        arguments: &[Argument],
        repeat: Option<&Expr>,
        span: Span,
    ) -> Meant<()> {
        let optimizer = self.optimizer(method)?;
        let mut training = Training {
            name: name.0.clone(),
            span,
            optimizer,
            options: Vec::new(),
            given: Vec::new(),
            losses: Vec::new(),
            repeat: 1,
            schedule: None,
            seed: 0,
            max_norm: None,
            batches: Vec::new(),
            rows: Vec::new(),
        };
        self.read_options(&mut training, arguments)?;
        if training.losses.is_empty() {
            let fault = Diagnostic::error("train::no_loss", method.1, "a training run needs a loss to make smaller");
            return self.report(fault.help(format!("write `train {} = {}(L; rate = 1/10)`", name.0, method.0)));
        }
        if let Some(repeat) = repeat {
            training.repeat = self.count(repeat, 1, "the losses are taken 1, 2, 3, … times")?;
        }
        if training.losses.len() as u64 * training.repeat.min(MAX_STEPS + 1) > MAX_STEPS {
            let fault = Diagnostic::error("train::too_many_steps", span, format!("a run has at most {MAX_STEPS} steps"));
            return self.report(fault.help("repeat less often"));
        }
        for loss in training.losses.clone() {
            if let Some(Point::Run { run, .. }) =
                super::visit::points_in(&loss).into_iter().find(|p| matches!(p, Point::Run { .. }))
            {
                let fault = Diagnostic::error("train::run_in_loss", run.1, "a loss does not hold points of a run");
                return self.report(fault.at("a point of a run").help("write the weights' values out: `at (w = 1/2)`"));
            }
            self.expression(&loss, &mut Scope::default())?;
        }
        self.trainings.push(Rc::new(training));
        Ok(())
    }

    fn optimizer(&mut self, method: &(Name, Span)) -> Meant<&'static Optimizer> {
        let text = method.0.to_string();
        if let Some(found) = optimizers::find(&text) {
            return Ok(found);
        }
        let known = || optimizers::ALL.iter().map(|optimizer| optimizer.name);
        let help = match nearest(&text, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("methods are: {}", known().collect::<Vec<_>>().join(", ")),
        };
        let fault = Diagnostic::error("names::unknown_method", method.1, format!("there is no training method `{text}`"));
        self.report(fault.at("unknown method").help(help))
    }

    /// A known whole number that is at least `least`.
    pub(super) fn count(&mut self, expr: &Expr, least: i64, message: &str) -> Meant<u64> {
        match self.whole_number(expr, &mut Scope::default())? {
            value if value >= least => Ok(value as u64),
            _ => self.report(Diagnostic::error("train::bad_option", expr.span, message.to_string()).at("out of range")),
        }
    }

    /// The loss of a step, over the batch of that step.
    ///
    /// # Errors
    /// The faults of the loss.
    pub fn loss_of_step(&mut self, training: &Training, k: u64) -> Result<Meaning, Vec<Diagnostic>> {
        let loss = &training.losses[training.loss_of(k)];
        let batch = training.batch_of(k).map(|place| training.rows[place].clone());
        self.quietly(loss.span, |model| {
            let mut scope = Scope { batch, ..Scope::default() };
            let node = model.expression(loss, &mut scope)?;
            model.settle(node, &mut scope);
            Ok(Meaning { node, needs: scope.needs })
        })
    }

    /// What the running averages take in at a step, over the batch of that step: mean and variance for each of
    /// [`Model::buffers`].
    pub fn batch_statistics_of_step(&mut self, training: &Training, k: u64) -> Vec<(NodeId, NodeId)> {
        let batch = training.batch_of(k).map(|place| training.rows[place].clone());
        let without = match &training.losses[training.loss_of(k)].kind {
            Kind::Without(_, names) => Some(names.iter().map(|(name, _)| name.clone()).collect()),
            _ => None,
        };
        let usual = batch.is_none() && without.is_none();
        let buffers: Vec<_> = self.buffers.iter().map(|buffer| (buffer.mean, buffer.batch_mean, buffer.batch_variance)).collect();
        let statistics = |model: &mut Model, (symbol, mean, variance): (NodeId, NodeId, NodeId)| {
            if usual {
                return (mean, variance);
            }
            let site = model.sites.iter().position(|site| site.buffer.is_some_and(|(mean, _)| mean == symbol));
            let mut scope = Scope { batch: batch.clone(), without: without.clone(), ..Scope::default() };
            // A fault of the batch is told with the loss itself.
            let found = model.quietly(training.span, |model| match site {
                Some(site) => model.batch_statistics(site, &mut scope),
                None => model.network_batch_statistics(symbol, &scope).ok_or(super::Reported),
            });
            let found = found.ok();
            found.unwrap_or((mean, variance))
        };
        buffers.into_iter().map(|buffer| statistics(self, buffer)).collect()
    }

    /// The place of a run among [`Model::trainings`].
    pub(super) fn training_named(&self, name: &Name) -> Option<usize> {
        self.trainings.iter().position(|training| training.name == *name)
    }

    /// The runs that the file asks for values at, each with the last step that is asked for.
    pub fn asked_runs(&mut self) -> Vec<(Rc<Training>, u64)> {
        let mut exprs: Vec<Expr> = self.definitions.iter().map(|definition| Expr::clone(&definition.body)).collect();
        for question in &self.questions {
            match question {
                super::Question::Derive { target, .. } => exprs.push(target.clone()),
                super::Question::Show(shown) => exprs.push(shown.clone()),
                super::Question::Claim(claim) => exprs.extend(claim.written()),
            }
        }
        self.runs_in(&exprs)
    }

    /// The runs that these expressions ask for values at, each with the last step that is asked for.
    pub fn runs_in(&mut self, exprs: &[Expr]) -> Vec<(Rc<Training>, u64)> {
        let mut steps: Vec<Option<u64>> = vec![None; self.trainings.len()];
        for (index, asked) in self.points_of_runs(exprs) {
            steps[index] = Some(steps[index].map_or(asked, |known| known.max(asked)));
        }
        let asked = self.trainings.iter().cloned().zip(steps);
        asked.filter_map(|(training, steps)| Some((training, steps?))).collect()
    }

    /// The runs whose rounded points these expressions are taken at, through all definitions that they name.
    pub fn rounded_in(&mut self, exprs: &[Expr]) -> Vec<Name> {
        if self.trainings.is_empty() {
            return Vec::new();
        }
        let all = self.through_definitions(exprs);
        let mut found = Vec::new();
        for (index, step) in self.points_of_runs(&all) {
            let point = self.trajectories.get(&index).and_then(|trajectory| trajectory.points.get(step as usize));
            let name = &self.trainings[index].name;
            if matches!(point, Some(Coordinates::Rounded(_))) && !found.contains(name) {
                found.push(name.clone());
            }
        }
        found
    }

    /// Each `at T[k]` in the expressions: the place of the run and the step.
    fn points_of_runs(&mut self, exprs: &[Expr]) -> Vec<(usize, u64)> {
        let mut found = Vec::new();
        for point in exprs.iter().flat_map(super::visit::points_in).collect::<Vec<_>>() {
            let Point::Run { run, step } = point else { continue };
            let Some(index) = self.training_named(&run.0) else { continue };
            let all = self.trainings[index].steps();
            // A step that is no known number is told where the value is asked for.
            let asked = self.quietly(step.span, |model| model.whole_number(&step, &mut Scope::default()));
            found.push((index, asked.ok().and_then(|step| u64::try_from(step).ok()).unwrap_or(all).min(all)));
        }
        found
    }

    /// The expressions with the bodies of all definitions that they name, directly or not.
    fn through_definitions(&self, exprs: &[Expr]) -> Vec<Expr> {
        let (mut all, mut seen) = (exprs.to_vec(), rustc_hash::FxHashSet::default());
        let mut next = 0;
        while let Some(expr) = all.get(next) {
            next += 1;
            for (name, _) in super::visit::names_in(expr) {
                let entity = self.entities.get(&name).or_else(|| self.entities.get(&name.unprimed()));
                if let Some(super::Entity::Definition(index)) = entity
                    && seen.insert(*index)
                {
                    all.push(Expr::clone(&self.definitions[*index].body));
                }
            }
        }
        all
    }
}
