//! Assumptions at the points of a run: the run takes its numbers without them, so a false one is only told.

use super::figure::{Assumption, Figure, Run};
use super::walk::Walk;
use crate::analysis::broken;
use crate::eval::Point;
use crate::expr::{Condition, NodeId, SymbolId};
use crate::model::Model;
use crate::number::Rational;

/// The assumptions that hold so far.
pub(super) struct Assumed {
    pending: Vec<Condition>,
}

impl Assumed {
    pub(super) fn of(model: &Model) -> Assumed {
        // Of letters that have no value in a run there is nothing to be seen.
        let letters: Vec<NodeId> = model.parameters.iter().filter(|p| p.start.is_none()).map(|p| p.node).collect();
        let is_letter = |symbol: &SymbolId| letters.iter().any(|node| model.graph.as_symbol(*node) == Some(*symbol));
        let is_seen = |condition: &Condition| {
            let names = model.graph.free_symbols(condition.node);
            names.is_empty() || !names.iter().all(is_letter)
        };
        Assumed { pending: model.assumptions.iter().copied().filter(is_seen).collect() }
    }
}

impl Walk<'_> {
    /// Looks at the point of the run that was reached last, and keeps which assumptions do not hold there.
    pub(super) fn look_at_assumptions(&mut self) {
        if self.assumed.pending.is_empty() {
            return;
        }
        let k = self.run.steps.last().map_or(0, |step| step.k);
        let point = last_point(&self.run).and_then(|point| self.as_point(point));
        let told: Vec<(Condition, bool)> = match point {
            Some(point) => {
                let found = broken(&mut self.model.graph, &self.assumed.pending, &point);
                let undecided = found.undecided.into_iter().map(|(condition, _)| (condition, false));
                found.broken.into_iter().map(|broken| (broken.condition, true)).chain(undecided).collect()
            }
            None => self.assumed.pending.iter().map(|condition| (*condition, false)).collect(),
        };
        for (condition, is_broken) in told {
            self.run.assumptions.push(Assumption { condition, k, is_broken });
            self.assumed.pending.retain(|pending| *pending != condition);
        }
    }

    fn as_point(&self, numbers: Vec<(NodeId, Rational)>) -> Option<Point> {
        let symbol = |(node, value): (NodeId, Rational)| Some((self.model.graph.as_symbol(node)?, value));
        numbers.into_iter().map(symbol).collect()
    }

    /// Looks at all assumptions again from a step on.
    pub(super) fn forget_assumptions_from(&mut self, k: u64) {
        let (known, forgotten): (Vec<_>, Vec<_>) = self.run.assumptions.drain(..).partition(|told| told.k < k);
        self.run.assumptions = known;
        self.assumed.pending.extend(forgotten.into_iter().map(|told| told.condition));
    }
}

/// The weights and running averages that the run is at; `None` where one of them has no digits.
fn last_point(run: &Run) -> Option<Vec<(NodeId, Rational)>> {
    let (point, buffers) = match run.steps.last() {
        Some(step) => (&step.point, &step.buffers),
        None => (&run.start, &run.start_buffers),
    };
    let nodes = run.weights.iter().chain(&run.buffers);
    nodes.zip(point.iter().chain(buffers)).map(|(node, figure)| Some((*node, number(figure)?))).collect()
}

fn number(figure: &Figure) -> Option<Rational> {
    match figure {
        Figure::Exact(value) => Some(value.clone()),
        Figure::Double(value) => Rational::from_f64(*value),
        Figure::Digits(decimal) => {
            let text = decimal.to_string();
            match text.strip_prefix(['-', '−']) {
                Some(size) => Rational::parse_decimal(size).map(|size| -&size),
                None => Rational::parse_decimal(&text),
            }
        }
        Figure::Below(_) => None,
    }
}
