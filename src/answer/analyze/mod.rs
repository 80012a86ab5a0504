//! `analyze`: what can be said of the functions of a file beyond their derivatives.
//!
//! Each finding is exact: derivatives that are 0 pass the exact zero test, invariances follow from how the rows of a
//! normalisation move, relations between derivatives are tested one by one. What is only suspected is told as undecided. What
//! this module does not do: training runs ([`crate::analysis`] has their parts), or words.

mod changes;
mod dead;
mod invariance;
mod rates;
mod redundant;

pub use changes::Searched;
pub use dead::Dead;
pub use invariance::{Invariance, Kind};
pub use rates::{LossRate, Rate};
pub use redundant::Redundancy;

use super::derive::nothing_to_derive;
use super::present::Presenter;
use crate::analysis::jacobian::{Jacobian, Shape, jacobian, shape};
use crate::analysis::{self, Kinks, Meeting, NoBound, StepBound, broken_by_data, step_bound};
use crate::calculus::{self, smoothness};
use crate::check::conditions::{needs_of, tidy, unique};
use crate::check::told::told;
use crate::diagnostic::Diagnostic;
use crate::eval::Point;
use crate::expr::{Condition, Graph, Label, NodeId};
use crate::model::{Meaning, Model, Question, Subnets};
use crate::name::Name;

/// The analysis of a file.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// One entry per function, in the order asked.
    pub functions: Vec<Analyzed>,
    /// Assumptions of the file that its start values break.
    pub broken_assumptions: Vec<Condition>,
    /// The rates of its training runs.
    pub rates: Vec<Rate>,
}

/// What was found about one function.
#[derive(Clone, Debug)]
pub struct Analyzed {
    /// The function, usually a named term.
    pub node: NodeId,
    /// What it was looked at in: parameters, or what `derive … by` names.
    pub by: Vec<NodeId>,
    /// Where the function and its derivatives have values, in the reader's terms.
    pub conditions: Vec<Condition>,
    /// Parameters with a derivative that is exactly 0, those with one reason together.
    pub dead: Vec<Dead>,
    /// Parameters whose derivative is 0 at every point tried, without a proof.
    pub perhaps_dead: Vec<NodeId>,
    /// Changes of the parameters that the function does not see.
    pub invariances: Vec<Invariance>,
    /// How far these were looked for.
    pub invariances_searched: Searched,
    /// Linear relations between derivatives that are not 0.
    pub redundancies: Vec<Redundancy>,
    /// Whether sums of several derivatives were looked for, or pairs alone.
    pub sums_searched: bool,
    /// What its normalisations do to their rows, those of one shape together.
    pub normalisations: Vec<Normalisation>,
    /// Parameters and arguments in it that have no start value.
    pub without_start: Vec<NodeId>,
    /// The subnets that its masks leave, or why they were not counted; `None` where it holds no mask.
    pub subnets: Option<Result<Subnets, Uncounted>>,
    /// Kinks met by the start values; `None` where some of these are missing.
    pub kinks: Option<Kinks>,
    /// Conditions that the start values break, or that no weights meet; undecided ones are listed where start values are
    /// given.
    pub meeting: Meeting,
    /// The rows of kinks and broken conditions.
    pub places: Vec<Place>,
    /// The largest stable rate of plain descent, where the function is quadratic.
    pub bound: Result<StepBound, NoBound>,
}

/// Subnets that were not counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncounted {
    /// The n masks of the function, so 2^n subnets.
    pub masks: Vec<NodeId>,
    /// Why the connected ones among them were not counted.
    pub why: String,
}

/// Which rows of a table a definition at arguments belongs to: `F(2)` to row 3 of `data`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The definition at its arguments.
    pub of: NodeId,
    /// The table.
    pub table: Name,
    /// Its rows, from 1.
    pub rows: Vec<usize>,
}

/// Normalisations of one shape.
#[derive(Clone, Debug)]
pub struct Normalisation {
    /// Their deviations.
    pub deviations: Vec<NodeId>,
    /// The shape.
    pub shape: Shape,
    /// The Jacobian; `None` where there are too many rows, or n − ddof is 0.
    pub jacobian: Option<Jacobian>,
}

/// Analyses every function that the file derives; where it derives nothing, its last definition without arguments.
///
/// # Errors
/// The faults of the questions.
///
/// ```
/// use normsym::answer;
/// use normsym::model::Model;
/// use normsym::render;
/// use normsym::source::Source;
/// let text = "param w, b, c\nfunction f\ndata (x, Y) = (-1, -1), (1, 1), (2, 0)\n\
///             F(x) = f(norm(w x + b) + c)\nL = sum[data] (F(x) - Y)^2\nderive L\n";
/// let mut model = Model::load(&Source::new("net.expr", text), &|_| Err("no files here".into()));
/// let analysis = answer::analyze(&mut model).unwrap();
/// let found = &analysis.functions[0];
/// let dead: Vec<_> = found.dead.iter().flat_map(|dead| &dead.by).map(|by| render::plain(&model.graph, *by)).collect();
/// assert_eq!(dead, ["w", "b"]); // the factor and the bias before a normalisation
/// assert_eq!(found.normalisations[0].jacobian.as_ref().unwrap().rank, Some(1)); // n − 2
/// assert!(found.bound.is_err()); // not quadratic
/// ```
pub fn analyze(model: &mut Model) -> Result<Analysis, Vec<Diagnostic>> {
    super::carry_out_runs(model);
    let (mut functions, mut faults) = (Vec::new(), Vec::new());
    for question in model.questions.clone() {
        let Question::Derive { target, by } = &question else { continue };
        match model.meaning(target).and_then(|meaning| Ok((meaning, model.variables(by)?))) {
            Ok((meaning, by)) => functions.push((meaning, unique(by))),
            Err(more) => faults.extend(more),
        }
    }
    if functions.is_empty() && faults.is_empty() {
        let node = model.last_scalar().ok_or_else(|| vec![nothing_to_derive()])?;
        let by = model.variables(&[])?;
        functions.push((Meaning { node, needs: Vec::new() }, unique(by)));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let start = analysis::start(model);
    let functions = functions.into_iter().map(|(meaning, by)| function(model, meaning, &by, &start)).collect();
    let assumptions = model.assumptions.clone();
    let broken = analysis::broken(&mut model.graph, &assumptions, &start).broken;
    let broken_assumptions = broken.into_iter().map(|broken| broken.condition).collect();
    Ok(Analysis { functions, broken_assumptions, rates: rates::rates(model) })
}

/// Analyses one function.
fn function(model: &mut Model, meaning: Meaning, by: &[NodeId], start: &Point) -> Analyzed {
    let assumptions = model.assumptions.clone();
    let mut presenter = Presenter::new(&assumptions);
    presenter.implied = model.implied_names();
    let graph = &mut model.graph;
    let function = calculus::resolve(graph, meaning.node);
    let mut invariances = invariance::invariances(graph, &mut presenter, function, by);
    let unseen = invariance::unseen(&invariances);
    let mut found = dead::zeros(graph, &mut presenter, function, by, &unseen);
    let redundant = redundant::redundancies(graph, &mut presenter, function, &found.derivatives);
    let (more, invariances_searched) =
        changes::changes(graph, &mut presenter, function, &found.derivatives, &redundant.shifts, &invariances);
    invariances.extend(more);
    let slopes = smoothness(graph, function, by);
    let needs: Vec<Condition> = needs_of(graph, &meaning.needs, &[function]).into_iter().chain(slopes.needs).collect();
    let conditions = told(graph, &needs);
    let (conditions, _) = tidy(graph, &conditions, &assumptions);
    let (needs, _) = tidy(graph, &needs, &[]);
    dead::tell_cancelled(graph, &mut found.dead, &conditions);
    let without_start = without_start(graph, function, start);
    let complete = without_start.is_empty();
    let kinks = Some(analysis::kinks(graph, function, by, start)).filter(|kinks| complete || kinks.looked_at == 0);
    let meeting = match complete {
        true => analysis::broken(graph, &needs, start),
        false => Meeting { broken: broken_by_data(graph, &needs), undecided: Vec::new() },
    };
    let meeting = meeting.located(graph, function);
    let of_kinks = kinks.iter().flat_map(|kinks| &kinks.met).filter_map(|kink| kink.within);
    let within: Vec<NodeId> = of_kinks.chain(meeting.broken.iter().filter_map(|broken| broken.within)).collect();
    let normalisations = normalisations(graph, function);
    let bound = step_bound(graph, function, by);
    let places = places(model, within);
    let subnets = subnets(model, function);
    Analyzed {
        node: function,
        by: by.to_vec(),
        conditions,
        dead: found.dead,
        perhaps_dead: redundant.perhaps_dead,
        invariances,
        invariances_searched,
        redundancies: redundant.list,
        sums_searched: redundant.sums,
        normalisations,
        without_start,
        kinks,
        meeting,
        bound,
        places,
        subnets,
    }
}

/// The rows that definitions at arguments belong to.
fn places(model: &Model, list: Vec<NodeId>) -> Vec<Place> {
    let place = |of: NodeId| {
        let args = model.graph.as_term(of).map(|term| model.graph.label_nodes(&term.label))?;
        model.rows_with(&args).map(|(table, rows)| Place { of, table, rows })
    };
    unique(list).into_iter().filter_map(place).collect()
}

/// The subnets of a function with masks, which is asked for by its name.
fn subnets(model: &mut Model, function: NodeId) -> Option<Result<Subnets, Uncounted>> {
    let reached = model.graph.reachable(&[function]);
    let masks = model.masks.iter().map(|mask| mask.node).filter(|mask| reached.contains(mask));
    let masks: Vec<NodeId> = masks.collect();
    if masks.is_empty() {
        return None;
    }
    let Label::Definition { name, .. } = &model.graph.as_term(function)?.label else { return None };
    let name = name.to_string();
    let first = |faults: Vec<Diagnostic>| faults.first().map(|fault| fault.message.clone()).unwrap_or_default();
    model.subnets(&name).map_err(|faults| Uncounted { masks, why: first(faults) }).transpose()
}

fn without_start(graph: &Graph, function: NodeId, start: &Point) -> Vec<NodeId> {
    let symbols = graph.reachable(&[function]).into_iter();
    symbols.filter(|id| graph.as_symbol(*id).is_some_and(|symbol| start.get(symbol).is_none())).collect()
}

/// The deviations of the function by their shapes.
fn normalisations(graph: &mut Graph, function: NodeId) -> Vec<Normalisation> {
    let mut found: Vec<Normalisation> = Vec::new();
    for deviation in graph.terms_of(&[function]) {
        let Some(shape) = shape(graph, deviation) else { continue };
        match found.iter_mut().find(|known| known.shape == shape) {
            Some(known) => known.deviations.push(deviation),
            None => {
                let jacobian = jacobian(&shape);
                found.push(Normalisation { deviations: vec![deviation], shape, jacobian });
            }
        }
    }
    found
}
