//! The whole run: exactly as far as that goes, then rounded; what was computed is kept, whatever ends it.

use super::arithmetic::{Arithmetic, Doubles, Exact, Rounded, as_fraction};
use super::confirm;
use super::draw::Draws;
use super::figure::{Figure, Run, Step, Stop, Why};
use super::objective::Objective;
use super::projection::Projection;
use super::rule::Rule;
use super::state::{Edges, Found, Means, State, Stepped};
use crate::diagnostic::Diagnostic;
use crate::eval::{self, Point, Undefined};
use crate::expr::NodeId;
use crate::model::{Connection, Model, Training};
use crate::number::Rational;
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// How numbers are kept once they are no longer exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// In doubles.
    Doubles,
    /// With so many digits, each confirmed by a second run with more.
    Digits(usize),
}

/// The largest number of figures that a run may keep: weights, derivatives and running averages of every step.
const MAX_FIGURES: u64 = 40_000_000;

/// How often masks are drawn anew before a step is given up.
const MAX_DRAWS: u32 = 10_000;

/// A run under way.
pub(super) struct Walk<'a> {
    pub(super) model: &'a mut Model,
    pub(super) training: Rc<Training>,
    pub(super) rule: Rule,
    projection: Option<Projection>,
    momenta: Vec<Option<Rational>>,
    objectives: FxHashMap<(usize, Option<usize>), Rc<Objective>>,
    /// What tells the draws that cut a loss, by the place of the loss.
    connections: FxHashMap<usize, Option<Connection>>,
    draws: Draws,
    /// The draw of each step so far, and how many were thrown away before it.
    drawn: Vec<(Vec<(NodeId, bool)>, u32)>,
    pub(super) run: Run,
}

/// Carries the first `steps` steps of a run out. `go_on` is asked before each step, with the number of those done.
///
/// ```
/// use normsym::analysis::train::{Figure, Precision, train};
/// use normsym::model::Model;
/// use normsym::number::Rational;
/// use normsym::source::Source;
/// let text = "param w = 1\nL = w^2\ntrain T = momentum(L; rate = 0.1) repeat 3\n";
/// let mut model = Model::load(&Source::new("run.expr", text), &|_| Err("no files here".into()));
/// let training = model.trainings[0].clone();
/// let run = train(&mut model, &training, 3, Precision::Doubles, &mut |_| true).unwrap();
/// let last = &run.steps[2].point[0];
/// assert_eq!(*last, Figure::Exact(Rational::new(31, 500)));
/// ```
///
/// # Errors
/// What makes the run impossible: a weight without a start value, a loss with an opaque function.
pub fn train(
    model: &mut Model,
    training: &Rc<Training>,
    steps: u64,
    precision: Precision,
    go_on: &mut dyn FnMut(u64) -> bool,
) -> Result<Run, Vec<Diagnostic>> {
    let steps = steps.min(training.steps());
    let (mut walk, mut state) = Walk::begin(model, training)?;
    let width = 2 * (walk.run.weights.len() + walk.run.buffers.len()) as u64;
    if steps.saturating_mul(width) > MAX_FIGURES {
        let most = MAX_FIGURES / width.max(1);
        let fault = Diagnostic::error("train::too_many_steps", training.span, "this run has more figures than are kept");
        return Err(vec![fault.at(format!("with so many weights at most {most} steps")).help("repeat less often")]);
    }
    let mut rounded: Option<State<f64>> = None;
    for k in 1..=steps {
        if !go_on(k - 1) {
            walk.stop(k, Why::Time);
            break;
        }
        let objective = walk.objective(k)?;
        if !walk.draw(&objective, k) {
            walk.stop(k, Why::Disconnected);
            break;
        }
        if rounded.is_none() {
            match walk.step(&Exact, &objective, &state, k, &mut Edges::new()) {
                Ok((next, found)) => {
                    walk.push(&objective, &next, found, k, &|value: &Rational| Figure::Exact(value.clone()));
                    state = next;
                    continue;
                }
                Err(why) if goes_on_rounded(&why) => walk.run.rounded_from = Some(Stop { k, why }),
                Err(why) => {
                    walk.stop(k, why);
                    break;
                }
            }
            if let Precision::Digits(digits) = precision {
                return confirm::rest(walk, state, (k, steps), digits, go_on);
            }
        }
        let before = rounded.take().unwrap_or_else(|| state.converted(Rational::to_f64));
        match walk.step(&Doubles, &objective, &before, k, &mut Edges::new()) {
            Ok((next, found)) => {
                walk.push(&objective, &next, found, k, &|value: &f64| Figure::Double(*value));
                rounded = Some(next);
            }
            Err(why) => {
                let why = walk.explained(why, &objective, &before, k);
                walk.stop(k, why);
                break;
            }
        }
    }
    Ok(walk.run)
}

/// Whether what ended the exact part lets the run go on in other numbers.
fn goes_on_rounded(why: &Why) -> bool {
    matches!(why, Why::Irrational | Why::TooLong)
}

impl<'a> Walk<'a> {
    fn begin(model: &'a mut Model, training: &Rc<Training>) -> Result<(Walk<'a>, State<Rational>), Vec<Diagnostic>> {
        let start = model.start_point().map_err(|missing| vec![no_start(model, missing, training)])?;
        let (weights, values): (Vec<NodeId>, Vec<Rational>) = start.into_iter().unzip();
        let rule = Rule::of(training);
        let place: FxHashMap<NodeId, usize> = weights.iter().enumerate().map(|(place, weight)| (*weight, place)).collect();
        let projection = training.max_norm.as_ref().map(|bound| Projection::of(bound, |weight| place.get(&weight).copied()));
        let state = State {
            carried: rule.start(&Exact, weights.len()),
            rate: training.option("rate").cloned().unwrap_or(Rational::ZERO),
            buffers: model.buffers.iter().flat_map(|b| [b.start_mean.clone(), b.start_variance.clone()]).collect(),
            seen: vec![0; model.buffers.len()],
            weights: values,
        };
        let figures = |list: &[Rational]| list.iter().cloned().map(Figure::Exact).collect::<Vec<_>>();
        let run = Run {
            training: training.clone(),
            weights,
            buffers: model.buffers.iter().flat_map(|buffer| [buffer.mean, buffer.variance]).collect(),
            start: figures(&state.weights),
            start_buffers: figures(&state.buffers),
            steps: Vec::new(),
            rounded_from: None,
            stopped: None,
            conventions: Vec::new(),
            one_row: Vec::new(),
        };
        let momenta = model.buffers.iter().map(|buffer| buffer.momentum.clone()).collect();
        let draws = Draws::new(training.seed);
        let walk = Walk {
            model,
            training: training.clone(),
            rule,
            projection,
            momenta,
            objectives: FxHashMap::default(),
            connections: FxHashMap::default(),
            draws,
            drawn: Vec::new(),
            run,
        };
        Ok((walk, state))
    }

    /// The loss of step k, made ready once.
    pub(super) fn objective(&mut self, k: u64) -> Result<Rc<Objective>, Vec<Diagnostic>> {
        let key = (self.training.loss_of(k), self.training.batch_of(k));
        if let Some(known) = self.objectives.get(&key) {
            return Ok(known.clone());
        }
        let made = Rc::new(Objective::of(self.model, &self.training, k)?);
        for variance in &made.one_row {
            if !self.run.one_row.contains(variance) {
                self.run.one_row.push(*variance);
            }
        }
        self.objectives.insert(key, made.clone());
        Ok(made)
    }

    /// Draws the masks of step k, again where a draw cuts every path from an input to the output; `false` where every draw
    /// does. A step that is carried out once more has its masks.
    pub(super) fn draw(&mut self, objective: &Objective, k: u64) -> bool {
        if (self.drawn.len() as u64) >= k {
            return true;
        }
        for thrown_away in 0..MAX_DRAWS {
            let masks = self.draws.draw(&objective.masks);
            if masks.is_empty() || self.keeps_a_path(&masks, k) {
                self.drawn.push((masks, thrown_away));
                return true;
            }
        }
        false
    }

    fn keeps_a_path(&mut self, masks: &[(NodeId, bool)], k: u64) -> bool {
        let place = self.training.loss_of(k);
        if !self.connections.contains_key(&place) {
            let connection = self.model.connection(&self.training.losses[place]);
            self.connections.insert(place, connection);
        }
        match self.connections.get_mut(&place) {
            Some(Some(connection)) => self.model.keeps_a_path(connection, masks),
            _ => true,
        }
    }

    /// Carries step k out in these numbers.
    pub(super) fn step<A: Arithmetic>(
        &self,
        arithmetic: &A,
        objective: &Objective,
        state: &State<A::Number>,
        k: u64,
        edges: &mut Edges<A::Number>,
    ) -> Stepped<A::Number> {
        let masks: Vec<bool> = self.drawn[k as usize - 1].0.iter().map(|(_, kept)| *kept).collect();
        let means = Means {
            graph: &self.model.graph,
            objective,
            rule: &self.rule,
            projection: self.projection.as_ref(),
            masks: &masks,
            momenta: &self.momenta,
        };
        state.step(arithmetic, &means, k, edges)
    }

    /// Keeps what a step came to.
    pub(super) fn push<N>(
        &mut self,
        objective: &Objective,
        after: &State<N>,
        found: Found<N>,
        k: u64,
        figure: &dyn Fn(&N) -> Figure,
    ) {
        let list = |numbers: &[N]| numbers.iter().map(figure).collect::<Vec<_>>();
        let (masks, redrawn) = self.drawn[k as usize - 1].clone();
        if found.at_kink {
            for convention in &objective.conventions {
                if !self.run.conventions.contains(convention) {
                    self.run.conventions.push(convention);
                }
            }
        }
        self.run.steps.push(Step {
            k,
            loss: self.training.loss_of(k),
            batch: self.training.batch_of(k),
            rate: figure(&found.rate),
            value: figure(&found.value),
            gradient: list(&found.gradient),
            point: list(&after.weights),
            buffers: list(&after.buffers),
            masks,
            redrawn,
            at_kink: found.at_kink,
            shortened: found.shortened,
        });
    }

    pub(super) fn stop(&mut self, k: u64, why: Why) {
        self.run.stopped = Some(Stop { k, why });
    }

    /// Why doubles came to no number: what has no value there, if something has none.
    fn explained(&self, why: Why, objective: &Objective, state: &State<f64>, k: u64) -> Why {
        if !matches!(why, Why::NotFinite) {
            return why;
        }
        let masks = self.drawn[k as usize - 1].0.iter().map(|(_, kept)| f64::from(u8::from(*kept)));
        let numbers = state.weights.iter().chain(&state.buffers).copied().chain(masks).map(as_fraction);
        let point: Point = objective.program.inputs.iter().copied().zip(numbers).collect();
        match eval::enclose(&self.model.graph, &objective.program.roots[..=objective.weights], &point, 64) {
            Err(why @ (Undefined::DivisionByZero(_) | Undefined::Domain(_))) => return Why::from(why),
            _ => {}
        }
        match self.step(&Rounded { bits: 64 }, objective, &state.converted(|value| as_fraction(*value)), k, &mut Edges::new()) {
            Err(why @ Why::Rule(_)) => why,
            _ => Why::NotFinite,
        }
    }
}

fn no_start(model: &Model, missing: NodeId, training: &Training) -> Diagnostic {
    let graph = &model.graph;
    let name = graph.as_symbol(missing).map(|id| graph.symbol_entry(id).name.to_string()).unwrap_or_default();
    Diagnostic::error("data::no_start", training.span, format!("`{name}` has no start value"))
        .at("a run needs one for every weight")
        .help(format!("write `param {name} = 0` or `start {name} = 0`"))
}
