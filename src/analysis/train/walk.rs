//! The whole run: exactly as far as that goes, then rounded; what was computed is kept, whatever ends it.

use super::arithmetic::{Arithmetic, Doubles, Exact, Rounded};
use super::assumed::Assumed;
use super::confirm;
use super::draw::Draws;
use super::figure::{Figure, Run, Step, Stop, Why};
use super::masks::Drawn;
use super::memory::{self, MEGABYTES};
use super::objective::Objective;
use super::projection::{Projection, bounded};
use super::roots;
use super::rule::{Average, Rule};
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
    /// In doubles, and points beside that as expressions of roots, as long as these are short.
    Roots,
    /// With so many digits, each confirmed by a second run with more.
    Digits(usize),
}

/// A run under way.
pub(super) struct Walk<'a> {
    pub(super) model: &'a mut Model,
    pub(super) training: Rc<Training>,
    pub(super) rule: Rule,
    projection: Option<Projection>,
    momenta: Vec<Option<Rational>>,
    average: Average,
    objectives: FxHashMap<(usize, Option<usize>), Rc<Objective>>,
    /// What tells the draws that cut a loss, by the place of the loss.
    pub(super) connections: FxHashMap<usize, Option<Connection>>,
    pub(super) draws: Draws,
    /// The masks of the step that is under way.
    pub(super) drawn: Option<Drawn>,
    /// The memory that the steps take, and that they may take.
    bytes: (u64, u64),
    pub(super) assumed: Assumed,
    /// Whether the rule moves each weight: no loss names the others.
    moves: Vec<bool>,
    pub(super) run: Run,
}

/// A place in a run that it can go back to.
pub(super) struct Mark {
    steps: usize,
    bytes: u64,
    draws: Draws,
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
    train_within(MEGABYTES * 1_000_000, model, training, steps, precision, go_on)
}

/// The same with so many bytes for the steps.
fn train_within(
    bytes: u64,
    model: &mut Model,
    training: &Rc<Training>,
    steps: u64,
    precision: Precision,
    go_on: &mut dyn FnMut(u64) -> bool,
) -> Result<Run, Vec<Diagnostic>> {
    let steps = steps.min(training.steps());
    let (mut walk, mut state) = Walk::begin(model, training, bytes)?;
    let mut rounded: Option<State<f64>> = None;
    for k in 1..=steps {
        if let Some(why) = walk.ends_before(k, go_on) {
            walk.stop(k, why);
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
            if precision == Precision::Roots && roots::may_follow(&walk.run) {
                walk.run.roots = roots::points(&mut walk, &state, (k, steps), go_on);
                walk.draw(&objective, k);
            }
        }
        let before = rounded.take().unwrap_or_else(|| state.converted(Rational::to_f64));
        match walk.step(&Doubles, &objective, &before, k, &mut Edges::new()) {
            Ok((next, found)) => {
                walk.push(&objective, &next, found, k, &|value: &f64| Figure::Double(*value));
                rounded = Some(next);
            }
            Err(why) => {
                let why = walk.explained(why, &objective, &before);
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
    fn begin(model: &'a mut Model, training: &Rc<Training>, bytes: u64) -> Result<(Walk<'a>, State<Rational>), Vec<Diagnostic>> {
        // What no loss holds needs no start value, and is no weight of the run; the losses are looked at one by one.
        let (weights, values): (Vec<NodeId>, Vec<Rational>) = model.start_point().into_iter().unzip();
        let rule = Rule::of(training);
        let place: FxHashMap<NodeId, usize> = weights.iter().enumerate().map(|(place, weight)| (*weight, place)).collect();
        let bound = training.max_norm.as_ref().map(|bound| bounded(model, bound, training.span)).transpose()?;
        let projection = bound.map(|bound| Projection::of(&bound, |weight| place.get(&weight).copied()));
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
            roots: Vec::new(),
            stopped: None,
            assumptions: Vec::new(),
            conventions: Vec::new(),
            one_row: Vec::new(),
            masks_as_drawn: false,
        };
        let momenta = model.buffers.iter().map(|buffer| buffer.momentum.clone()).collect();
        let draws = Draws::new(training.seed);
        let assumed = Assumed::of(model);
        let moves = model.are_named_by(training, &run.weights);
        let mut walk = Walk {
            model,
            training: training.clone(),
            rule,
            projection,
            momenta,
            average: Average::new(),
            objectives: FxHashMap::default(),
            connections: FxHashMap::default(),
            draws,
            drawn: None,
            bytes: (0, bytes),
            assumed,
            moves,
            run,
        };
        walk.look_at_assumptions();
        Ok((walk, state))
    }

    /// Why step k is not begun: no time or no memory is left.
    pub(super) fn ends_before(&self, k: u64, go_on: &mut dyn FnMut(u64) -> bool) -> Option<Why> {
        match self.bytes {
            (taken, most) if taken >= most => Some(Why::Memory),
            _ => (!go_on(k - 1)).then_some(Why::Time),
        }
    }

    /// Where the run is now, before the step that was drawn last.
    pub(super) fn mark(&self) -> Mark {
        let draws = self.drawn.as_ref().map_or(&self.draws, |drawn| &drawn.before);
        Mark { steps: self.run.steps.len(), bytes: self.bytes.0, draws: draws.clone() }
    }

    /// Goes back to there; the masks of its steps will be the same again.
    pub(super) fn go_back(&mut self, mark: &Mark) {
        self.run.steps.truncate(mark.steps);
        self.run.stopped = None;
        self.forget_assumptions_from(mark.steps as u64 + 1);
        self.bytes.0 = mark.bytes;
        self.draws = mark.draws.clone();
        self.drawn = None;
    }

    /// The loss of step k, made ready once.
    pub(super) fn objective(&mut self, k: u64) -> Result<Rc<Objective>, Vec<Diagnostic>> {
        let key = (self.training.loss_of(k), self.training.batch_of(k));
        if let Some(known) = self.objectives.get(&key) {
            return Ok(known.clone());
        }
        let made = Rc::new(Objective::of(self.model, &self.training, &self.run.weights, k)?);
        for variance in &made.one_row {
            if !self.run.one_row.contains(variance) {
                self.run.one_row.push(*variance);
            }
        }
        // What has a derivative is moved, whatever was seen of names.
        let slopes = made.program.roots.iter().skip(1).zip(&mut self.moves);
        for (slope, moves) in slopes {
            *moves |= !self.model.graph.as_number(*slope).is_some_and(Rational::is_zero);
        }
        self.objectives.insert(key, made.clone());
        Ok(made)
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
        let moved: Option<Vec<usize>> = self.moves.contains(&false).then(|| {
            let places = self.moves.iter().enumerate();
            places.filter_map(|(place, moves)| moves.then_some(place)).collect()
        });
        let masks: Vec<bool> = self.masks().iter().map(|(_, kept)| *kept).collect();
        let means = Means {
            graph: &self.model.graph,
            objective,
            rule: &self.rule,
            projection: self.projection.as_ref(),
            moved: moved.as_deref(),
            masks: &masks,
            momenta: &self.momenta,
            average: &self.average,
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
        let (masks, redrawn) = self.drawn.take().map_or((Vec::new(), 0), |drawn| (drawn.masks, drawn.redrawn));
        if found.at_kink {
            for convention in &objective.conventions {
                if !self.run.conventions.contains(convention) {
                    self.run.conventions.push(convention);
                }
            }
        }
        let step = Step {
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
        };
        self.bytes.0 += memory::bytes(&step);
        self.run.steps.push(step);
        self.look_at_assumptions();
    }

    pub(super) fn stop(&mut self, k: u64, why: Why) {
        self.run.stopped = Some(Stop { k, why });
    }

    /// Why doubles came to no number: what has no value there, if something has none.
    fn explained(&self, why: Why, objective: &Objective, state: &State<f64>) -> Why {
        if !matches!(why, Why::NotFinite) {
            return why;
        }
        let masks = self.masks().iter().map(|(_, kept)| f64::from(u8::from(*kept)));
        let numbers = state.weights.iter().chain(&state.buffers).copied().chain(masks).map(Rational::from_f64);
        let Some(numbers) = numbers.collect::<Option<Vec<Rational>>>() else { return Why::NotFinite };
        let point: Point = objective.program.inputs.iter().copied().zip(numbers).collect();
        let enclosed = eval::enclose(&self.model.graph, &objective.program.roots[..=objective.weights], &point, 64);
        if let Err(why @ (Undefined::DivisionByZero(_) | Undefined::Domain(_))) = enclosed {
            return Why::from(why);
        }
        let exact = state.converted(|value| Rational::from_f64(*value).unwrap_or(Rational::ZERO));
        match self.step(
            &Rounded { bits: 64 },
            objective,
            &exact,
            self.drawn.as_ref().map_or(1, |drawn| drawn.k),
            &mut Edges::new(),
        ) {
            Err(why @ Why::Rule(_)) => why,
            _ => Why::NotFinite,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn within(bytes: u64, text: &str, precision: Precision) -> Run {
        let mut model = Model::load(&Source::new("run.expr", text), &|_| Err("no files here".into()));
        let training = model.trainings[0].clone();
        train_within(bytes, &mut model, &training, training.steps(), precision, &mut |_| true).unwrap()
    }

    const MASKED: &str = "param w_1, w_2 = 0\ndata (x, Y) = (1, 3), (2, 2)\nF(x) = mask(1/2) w_1 x + mask(1/2) w_2 x\n\
                          L = sum[data] (F(x) - √2 Y)^2\ntrain T = sgd(L; rate = 1/50, seed = 5) repeat 200\n";

    #[test]
    fn a_run_that_fills_its_memory_ends_and_keeps_its_steps() {
        for precision in [Precision::Doubles, Precision::Digits(20)] {
            let (all, some) = (within(1 << 30, MASKED, precision), within(50_000, MASKED, precision));
            assert!(all.stopped.is_none() && all.steps.len() == 200);
            assert!(some.steps.len() > 10 && some.steps.len() < 200, "{}", some.steps.len());
            let stop = some.stopped.unwrap();
            assert!(matches!(stop.why, Why::Memory) && stop.k == some.steps.len() as u64 + 1);
            for (one, other) in some.steps.iter().zip(&all.steps) {
                assert_eq!((&one.masks, &one.point), (&other.masks, &other.point));
            }
            let taken: u64 = some.steps.iter().map(memory::bytes).sum();
            assert!((50_000..60_000).contains(&taken), "{taken}");
        }
    }

    #[test]
    fn long_exact_numbers_count_as_long() {
        let text = "param w = 1/3\nL = (w^2 - 2)^2\ntrain T = sgd(L; rate = 1/40) repeat 5\n";
        let steps = within(1 << 30, text, Precision::Doubles).steps;
        assert!(memory::bytes(&steps[4]) > memory::bytes(&steps[0]) + 200);
    }

    #[test]
    fn confirmed_digits_have_the_draws_of_doubles() {
        let masks = |precision| within(1 << 30, MASKED, precision).steps.into_iter().map(|step| step.masks).collect::<Vec<_>>();
        // So many digits take several rounds.
        assert_eq!(masks(Precision::Doubles), masks(Precision::Digits(60)));
    }
}
