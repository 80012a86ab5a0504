//! An optimizer's rule as formulas: what a weight and what it carries become, from the shelf's texts.

use super::arithmetic::{Arithmetic, Program};
use crate::eval::Undefined;
use crate::expr::{Graph, Node, NodeId, SymbolKind};
use crate::model::{Template, Training};
use crate::name::Name;
use crate::number::Rational;
use crate::optimizers::{Line, Optimizer};

/// A rule with its options put in.
pub(super) struct Rule {
    graph: Graph,
    /// At the first step, and from the second on.
    first: Program,
    later: Program,
    /// What these divide by, one by one.
    first_divisors: Vec<Program>,
    later_divisors: Vec<Program>,
    /// Where the gradient is taken, where that is not at the weights.
    look: Option<Program>,
    /// What becomes of the rate.
    next_rate: Option<(Program, u64)>,
    /// What each weight carries at the start.
    starts: Vec<Rational>,
}

/// A name of a formula with its node.
type Named = (&'static str, NodeId);

/// Symbols that every rule reads, before its states.
const INPUTS: [&str; 4] = ["w", "g", "rate", "k"];

impl Rule {
    pub(super) fn of(training: &Training) -> Rule {
        let optimizer = training.optimizer;
        let mut graph = Graph::new();
        let states = || optimizer.states.iter().map(|state| state.name);
        let mut names: Vec<Named> = INPUTS
            .into_iter()
            .chain(states())
            .map(|text| (text, graph.symbol(Name::plain(text), SymbolKind::Variable)))
            .collect();
        let inputs: Vec<NodeId> = names.iter().map(|(_, node)| *node).collect();
        let options = training.options.iter().filter(|(part, _)| *part != "rate");
        let options: Vec<Named> = options.map(|(part, value)| (*part, graph.number(value.clone()))).collect();
        let start = |state: &crate::optimizers::State| {
            let mut graph = graph.clone();
            let node = Template::of(state.start).fill(&mut graph, &options);
            graph.as_number(node).cloned().unwrap_or(Rational::ZERO)
        };
        let starts = optimizer.states.iter().map(start).collect();
        names.extend(options);
        let first = roots(&mut graph, optimizer, training, names.clone(), true);
        let later = roots(&mut graph, optimizer, training, names.clone(), false);
        let look = optimizer.looks_at.map(|text| Template::of(text).fill(&mut graph, &names));
        let next_rate = training.schedule.as_ref().map(|(schedule, values)| {
            let rate = inputs[2];
            let mut names: Vec<Named> = vec![("rate", rate)];
            names.extend(schedule.arguments.iter().zip(values).map(|(name, value)| (*name, graph.number(value.clone()))));
            let next = Template::of(schedule.next).fill(&mut graph, &names);
            let place = schedule.every.and_then(|every| schedule.arguments.iter().position(|name| *name == every));
            let every = place.and_then(|place| values[place].to_i64()).map_or(1, |every| every.max(1) as u64);
            (Program::new(&graph, &[rate], vec![next]), every)
        });
        let divisors = |roots: &[NodeId]| divisors_in(&graph, &inputs, roots);
        Rule {
            first_divisors: divisors(&first),
            later_divisors: divisors(&later),
            first: Program::new(&graph, &inputs, first),
            later: Program::new(&graph, &inputs, later),
            look: look.map(|node| Program::new(&graph, &inputs, vec![node])),
            next_rate,
            starts,
            graph,
        }
    }

    /// What so many weights carry before the first step.
    pub(super) fn start<A: Arithmetic>(&self, arithmetic: &A, weights: usize) -> Vec<Vec<A::Number>> {
        self.starts.iter().map(|start| vec![arithmetic.number(start); weights]).collect()
    }

    /// Where the gradient is taken; `None`: at the weights.
    pub(super) fn look<A: Arithmetic>(
        &self,
        arithmetic: &A,
        weights: &[A::Number],
        states: &[Vec<A::Number>],
        (rate, k): (&A::Number, u64),
    ) -> Result<Option<Vec<A::Number>>, Undefined> {
        let Some(look) = &self.look else { return Ok(None) };
        let none = vec![arithmetic.number(&Rational::ZERO); weights.len()];
        let columns = columns(arithmetic, weights, &none, states, (rate, k));
        Ok(arithmetic.many(&self.graph, look, &columns)?.pop())
    }

    /// The weights and what they carry after step k.
    #[allow(clippy::type_complexity)] // weights, and a list for each state
    pub(super) fn apply<A: Arithmetic>(
        &self,
        arithmetic: &A,
        weights: &[A::Number],
        gradient: &[A::Number],
        states: &[Vec<A::Number>],
        (rate, k): (&A::Number, u64),
    ) -> Result<(Vec<A::Number>, Vec<Vec<A::Number>>), Undefined> {
        let program = if k == 1 { &self.first } else { &self.later };
        let columns = columns(arithmetic, weights, gradient, states, (rate, k));
        let mut found = arithmetic.many(&self.graph, program, &columns)?;
        let states = found.split_off(1);
        Ok((found.pop().unwrap_or_default(), states))
    }

    /// What the rule divides by at step k, for each weight; without what has no value.
    pub(super) fn divisors<A: Arithmetic>(
        &self,
        arithmetic: &A,
        weights: &[A::Number],
        gradient: &[A::Number],
        states: &[Vec<A::Number>],
        (rate, k): (&A::Number, u64),
    ) -> Vec<A::Number> {
        let programs = if k == 1 { &self.first_divisors } else { &self.later_divisors };
        let columns = columns(arithmetic, weights, gradient, states, (rate, k));
        programs.iter().filter_map(|program| arithmetic.many(&self.graph, program, &columns).ok()).flatten().flatten().collect()
    }

    /// The rate after step k.
    pub(super) fn next_rate<A: Arithmetic>(&self, arithmetic: &A, rate: &A::Number, k: u64) -> Result<A::Number, Undefined> {
        match &self.next_rate {
            Some((program, every)) if k.is_multiple_of(*every) => {
                let found = arithmetic.values(&self.graph, program, std::slice::from_ref(rate))?;
                Ok(found.into_iter().next().unwrap_or_else(|| rate.clone()))
            }
            _ => Ok(rate.clone()),
        }
    }
}

/// A program for each divisor that is no number.
fn divisors_in(graph: &Graph, inputs: &[NodeId], roots: &[NodeId]) -> Vec<Program> {
    let mut found: Vec<NodeId> = Vec::new();
    for id in graph.reachable(roots) {
        let Node::Product(factors) = graph.node(id) else { continue };
        let divisors = factors.iter().filter(|(base, exponent)| exponent.is_negative() && graph.as_number(*base).is_none());
        found.extend(divisors.map(|(base, _)| *base));
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|base| Program::new(graph, inputs, vec![base])).collect()
}

fn columns<A: Arithmetic>(
    arithmetic: &A,
    weights: &[A::Number],
    gradient: &[A::Number],
    states: &[Vec<A::Number>],
    (rate, k): (&A::Number, u64),
) -> Vec<Vec<A::Number>> {
    let k = arithmetic.number(&Rational::integer(k as i64));
    let mut columns = vec![weights.to_vec(), gradient.to_vec(), vec![rate.clone(); weights.len()], vec![k; weights.len()]];
    columns.extend(states.iter().cloned());
    columns
}

/// The weight and the states after a step, in the symbols of the names.
fn roots(graph: &mut Graph, optimizer: &Optimizer, training: &Training, mut names: Vec<Named>, is_first: bool) -> Vec<NodeId> {
    for line in optimizer.lines.iter().filter(|line| counts(line, training)) {
        let text = line.first.filter(|_| is_first).unwrap_or(line.is);
        let node = Template::of(text).fill(graph, &names);
        names.retain(|(name, _)| *name != line.name);
        names.push((line.name, node));
    }
    let node = |wanted: &str| names.iter().find(|(name, _)| *name == wanted).map(|(_, node)| *node);
    std::iter::once("w").chain(optimizer.states.iter().map(|state| state.name)).filter_map(node).collect()
}

/// Whether the options let a line count.
fn counts(line: &Line, training: &Training) -> bool {
    line.when.iter().all(|(part, wanted)| training.option(part).is_some_and(|value| !value.is_zero()) == *wanted)
}

/// How a running average takes a batch in: `(1 − m) old + m new`.
pub(super) struct Average {
    graph: Graph,
    program: Program,
}

impl Average {
    pub(super) fn new() -> Average {
        let mut graph = Graph::new();
        let names = ["keep", "old", "m", "new"];
        let symbols = names.map(|text| (text, graph.symbol(Name::plain(text), SymbolKind::Variable)));
        let next = Template::of("keep old + m new").fill(&mut graph, &symbols);
        let program = Program::new(&graph, &symbols.map(|(_, node)| node), vec![next]);
        Average { graph, program }
    }

    /// The average after a batch, with its momentum m.
    pub(super) fn after<A: Arithmetic>(
        &self,
        arithmetic: &A,
        momentum: &Rational,
        old: &A::Number,
        new: &A::Number,
    ) -> Result<A::Number, Undefined> {
        // 1 − m is exact in every kind of numbers.
        let keep = &Rational::ONE - momentum;
        let inputs = [arithmetic.number(&keep), old.clone(), arithmetic.number(momentum), new.clone()];
        let found = arithmetic.values(&self.graph, &self.program, &inputs)?;
        Ok(found.into_iter().next().unwrap_or_else(|| old.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::arithmetic::{Doubles, Exact};
    use super::*;

    #[test]
    fn one_formula_takes_in_batches_of_every_momentum() {
        let average = Average::new();
        let (old, new) = (Rational::new(1, 2), Rational::integer(3));
        for momentum in [Rational::ZERO, Rational::new(1, 10), Rational::new(1, 3), Rational::ONE] {
            let expected = &(&(&Rational::ONE - &momentum) * &old) + &(&momentum * &new);
            assert_eq!(average.after(&Exact, &momentum, &old, &new).unwrap(), expected);
            let near = average.after(&Doubles, &momentum, &0.5, &3.0).unwrap();
            assert!((near - expected.to_f64()).abs() < 1e-15, "{near}");
        }
    }
}
