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
use crate::syntax::ast::{Argument, Expr, Point};
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
            self.refuse_run_in(&loss)?;
            self.expression(&loss, &mut Scope::default())?;
        }
        self.trainings.push(Rc::new(training));
        Ok(())
    }

    /// A loss is known before any run is: it holds no point of one, and neither do the definitions that it names.
    fn refuse_run_in(&mut self, loss: &Expr) -> Meant<()> {
        for part in self.through_definitions(std::slice::from_ref(loss)) {
            for point in super::visit::points_in(&part) {
                let Point::Run { run, .. } = point else { continue };
                let fault = Diagnostic::error("train::run_in_loss", run.1, "a loss does not hold points of a run");
                let fault = fault.at("a point of a run").help("write the weights' values out: `at (w = 1/2)`");
                let within = loss.span.start <= run.1.start && run.1.end <= loss.span.end;
                return self.report(if within { fault } else { fault.label(loss.span, "this loss uses it") });
            }
        }
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

    /// The place of a run among [`Model::trainings`].
    pub(super) fn training_named(&self, name: &Name) -> Option<usize> {
        self.trainings.iter().position(|training| training.name == *name)
    }

    /// The runs that `derive` and `show` of the file ask for values at, each with the last step that is asked for.
    pub fn asked_runs(&mut self) -> Vec<(Rc<Training>, u64)> {
        let mut exprs: Vec<Expr> = Vec::new();
        let mut derives = false;
        for question in &self.questions {
            match question {
                super::Question::Derive { target, .. } => {
                    derives = true;
                    exprs.push(target.clone());
                }
                super::Question::Show(shown) => exprs.push(shown.clone()),
                super::Question::Claim(_) => {}
            }
        }
        if !derives {
            exprs.extend(self.last_scalar_body());
        }
        self.runs_in(&exprs)
    }

    /// The runs that a claim asks for values at, each with the last step that is asked for.
    pub fn runs_of_claim(&mut self, claim: &super::Claim) -> Vec<(Rc<Training>, u64)> {
        self.runs_in(&claim.written())
    }

    /// The runs that these expressions ask for values at, through all definitions that they name, each with the last step
    /// that is asked for.
    pub fn runs_in(&mut self, exprs: &[Expr]) -> Vec<(Rc<Training>, u64)> {
        if self.trainings.is_empty() {
            return Vec::new();
        }
        let all = self.through_definitions(exprs);
        let points = self.points_of_runs(&all);
        self.last_steps(points)
    }

    /// The runs whose rounded points these expressions are taken at, each with the last such step.
    pub fn rounded_in(&mut self, exprs: &[Expr]) -> Vec<(Rc<Training>, u64)> {
        self.runs_where(exprs, |point| matches!(point, Coordinates::Rounded(_)))
    }

    fn runs_where(&mut self, exprs: &[Expr], wanted: impl Fn(&Coordinates) -> bool) -> Vec<(Rc<Training>, u64)> {
        if self.trainings.is_empty() {
            return Vec::new();
        }
        let all = self.through_definitions(exprs);
        let mut points = self.points_of_runs(&all);
        points.retain(|(index, step)| {
            let point = self.trajectories.get(index).and_then(|trajectory| trajectory.points.get(*step as usize));
            point.is_some_and(&wanted)
        });
        self.last_steps(points)
    }

    /// Whether a claim is taken at points of runs that are expressions of roots.
    pub fn is_at_roots(&mut self, claim: &super::Claim) -> bool {
        !self.runs_where(&claim.written(), |point| matches!(point, Coordinates::Roots(_))).is_empty()
    }

    /// The runs whose rounded points a claim is taken at, each with the last such step.
    pub fn rounded_of_claim(&mut self, claim: &super::Claim) -> Vec<(Rc<Training>, u64)> {
        self.rounded_in(&claim.written())
    }

    /// Each run once, with its last step of these.
    fn last_steps(&self, points: Vec<(usize, u64)>) -> Vec<(Rc<Training>, u64)> {
        let mut steps: Vec<Option<u64>> = vec![None; self.trainings.len()];
        for (index, step) in points {
            steps[index] = Some(steps[index].map_or(step, |known| known.max(step)));
        }
        let asked = self.trainings.iter().cloned().zip(steps);
        asked.filter_map(|(training, steps)| Some((training, steps?))).collect()
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
    pub(super) fn through_definitions(&self, exprs: &[Expr]) -> Vec<Expr> {
        let (mut all, mut seen) = (exprs.to_vec(), rustc_hash::FxHashSet::default());
        let mut next = 0;
        while let Some(expr) = all.get(next) {
            next += 1;
            for (name, _) in super::visit::names_in(expr) {
                let entity = self.entities.get(&name).or_else(|| self.entities.get(&name.unprimed()));
                match entity {
                    Some(super::Entity::Definition(index)) if seen.insert((true, *index)) => {
                        all.push(Expr::clone(&self.definitions[*index].body));
                    }
                    Some(super::Entity::Statistic { site, .. }) if seen.insert((false, *site)) => {
                        all.push(self.sites[*site].call.value.clone());
                    }
                    _ => {}
                }
            }
        }
        all
    }
}
