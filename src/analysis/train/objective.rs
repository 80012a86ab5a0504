//! The loss of a step ready to be evaluated: value, gradient, what it needs, its kinks, its masks, its batch statistics.

use super::arithmetic::Program;
use crate::calculus::{self, smoothness};
use crate::check::conditions::{needs_of, tidy, unique};
use crate::check::domain::needs_of_value;
use crate::diagnostic::Diagnostic;
use crate::expr::zero::{self, Zero};
use crate::expr::{Callee, Condition, Graph, Node, NodeId, SymbolKind};
use crate::model::{Intake, Lowering, Model, Training};
use crate::number::Rational;
use crate::source::Span;

/// A loss over a batch.
pub(super) struct Objective {
    /// The weights, the running averages and the masks.
    inputs: Vec<NodeId>,
    /// From these to the loss, the gradient, then the parts below.
    pub(super) program: Program,
    /// The number of weights.
    pub(super) weights: usize,
    /// Running averages that take in this batch: places in the model's list, once for each forward pass.
    pub(super) averaged: Vec<usize>,
    /// Running variances that cannot: of one row there is none by n − 1.
    pub(super) one_row: Vec<NodeId>,
    /// What must hold for the value and the gradient.
    pub(super) needs: Vec<Condition>,
    /// What is taken for the derivative there.
    pub(super) conventions: Vec<&'static str>,
    /// The masks with their probabilities of 0.
    pub(super) masks: Vec<(NodeId, f64)>,
}

impl Objective {
    /// The loss of step k, a function of these weights.
    pub(super) fn of(model: &mut Model, training: &Training, weights: &[NodeId], k: u64) -> Result<Objective, Vec<Diagnostic>> {
        let meaning = model.loss_of_step(training, k)?;
        let written = training.losses[training.loss_of(k)].span;
        let graph = &mut model.graph;
        let loss = calculus::resolve(graph, meaning.node);
        let slopes = smoothness(graph, loss, weights);
        let mut needs = needs_of(graph, &meaning.needs, &[loss]);
        needs.extend(needs_of_value(graph, meaning.node));
        needs.extend(slopes.needs);
        let needs: Vec<Condition> =
            needs.into_iter().map(|need| Condition { node: calculus::resolve(graph, need.node), ..need }).collect();
        let needs = tidy(graph, &unique(needs), &[]).0;
        let gradient = calculus::gradient(graph, loss, weights, &[], &mut |_, _, node| node).values;
        let gradient = with_zeros(graph, gradient);
        let Averages { places: averaged, statistics, one_row } = averages_in(model, training, k, loss);
        let mut roots = vec![loss];
        roots.extend(gradient.iter().copied().chain(statistics));
        roots.extend(needs.iter().map(|need| need.node).chain(slopes.kinks.iter().copied()));
        let masks = masks_in(model, &roots, written)?;
        if let Some(missing) = model.without_start(&roots) {
            return Err(vec![model.no_start(missing, training.span).at("a loss of this run holds it")]);
        }
        refuse_free_names(model, &roots, written)?;
        let buffers = model.buffers.iter().flat_map(|buffer| [buffer.mean, buffer.variance]);
        let inputs: Vec<NodeId> = weights.iter().copied().chain(buffers).chain(masks.iter().map(|(mask, _)| *mask)).collect();
        Ok(Objective {
            program: Program::new(&model.graph, &inputs, roots),
            inputs,
            weights: weights.len(),
            averaged,
            one_row,
            needs,
            conventions: slopes.conventions,
            masks,
        })
    }

    /// One condition alone, of the same inputs.
    pub(super) fn need(&self, graph: &Graph, place: usize) -> Program {
        Program::new(graph, &self.inputs, vec![self.needs[place].node])
    }
}

/// Above so many nodes times derivatives no derivative is tested for being 0.
const ZERO_BUDGET: usize = 400_000;

/// The derivatives, those that are 0 wherever they are defined as 0: in doubles they would be noise, and a rule that
/// divides by their size would follow it.
fn with_zeros(graph: &mut Graph, gradient: Vec<NodeId>) -> Vec<NodeId> {
    if graph.reachable(&gradient).len().saturating_mul(gradient.len()) > ZERO_BUDGET {
        return gradient;
    }
    let mut lowering = Lowering::default();
    let mut is_zero = |graph: &mut Graph, node: NodeId| {
        let lowered = lowering.apply(graph, node);
        graph.as_number(node).is_none()
            && matches!(zero::test(graph, lowered, &zero::Options::default()), Zero::Everywhere { covered: true, .. })
    };
    gradient.into_iter().map(|slope| if is_zero(graph, slope) { graph.integer(0) } else { slope }).collect()
}

/// The running averages of the layers that run in a step.
#[derive(Default)]
struct Averages {
    /// Their places in the model's list.
    places: Vec<usize>,
    /// What they take in: mean and variance in turn.
    statistics: Vec<NodeId>,
    /// The variances of those that a batch of one row leaves as they are.
    one_row: Vec<NodeId>,
}

fn averages_in(model: &mut Model, training: &Training, k: u64, loss: NodeId) -> Averages {
    let mut found = Averages::default();
    if model.buffers.is_empty() {
        return found;
    }
    let intakes = model.intakes_of_step(training, k);
    let used = if intakes.iter().all(|intake| intake.runs) { Vec::new() } else { model.graph.reachable(&[loss]) };
    for Intake { place, mean, variance, runs } in intakes {
        if !runs && used.binary_search(&mean).is_err() {
            continue;
        }
        if divides_by_zero(&model.graph, variance) {
            found.one_row.push(model.buffers[place].variance);
            continue;
        }
        found.places.push(place);
        found.statistics.extend([mean, variance]);
    }
    found
}

/// Whether a quotient stands there by 0 itself.
fn divides_by_zero(graph: &Graph, node: NodeId) -> bool {
    let zero = |part: NodeId| graph.as_number(part).is_some_and(Rational::is_zero);
    match graph.node(node) {
        Node::Product(factors) => factors.iter().any(|(part, exponent)| zero(*part) && exponent.is_negative()),
        Node::Sum { terms, .. } => terms.iter().any(|(part, _)| divides_by_zero(graph, *part)),
        _ => false,
    }
}

fn masks_in(model: &Model, roots: &[NodeId], written: Span) -> Result<Vec<(NodeId, f64)>, Vec<Diagnostic>> {
    if model.masks.is_empty() {
        return Ok(Vec::new());
    }
    let used = model.graph.reachable(roots);
    let used = model.masks.iter().filter(|mask| used.binary_search(&mask.node).is_ok());
    used.map(|mask| match model.graph.known_number(mask.drop_prob).map(Rational::to_f64) {
        Some(drop_prob) => Ok((mask.node, drop_prob)),
        None => {
            let fault = Diagnostic::error("train::unknown_probability", written, "a mask is drawn with a known probability");
            Err(vec![fault.at("the probability in this loss is not known").help("give it a number: `p = 1/2`")])
        }
    })
    .collect()
}

/// A loss of a run depends on weights, running averages and masks alone.
fn refuse_free_names(model: &Model, roots: &[NodeId], written: Span) -> Result<(), Vec<Diagnostic>> {
    let graph = &model.graph;
    for node in graph.reachable(roots) {
        let symbol = match graph.node(node) {
            Node::Symbol(symbol) => *symbol,
            Node::Call { function: Callee::Opaque { name, .. }, .. } => *name,
            _ => continue,
        };
        let entry = graph.symbol_entry(symbol);
        let name = &entry.name;
        let fault = |message: String| Diagnostic::error("train::free_name", written, message);
        match entry.kind {
            SymbolKind::Parameter | SymbolKind::Mask | SymbolKind::Buffer => {}
            SymbolKind::Function => {
                let fault = fault(format!("`{name}` is any function, so this loss has no value"));
                return Err(vec![fault.help(format!("declare which one it is: `function {name} = tanh`"))]);
            }
            SymbolKind::Variable => {
                let fault = fault(format!("`{name}` has no value in this loss"));
                return Err(vec![fault.help("a loss sums over the rows of a table: `L = sum[data] (F(x) - Y)^2`")]);
            }
        }
    }
    Ok(())
}
