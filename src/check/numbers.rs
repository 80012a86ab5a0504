//! Both sides of a claim at points: exactly where that is possible, else enclosed.

use super::concrete::{self, Choice};
use super::decide::{Question, Witness};
use super::sampling;
use crate::eval::{self, Point, Undefined};
use crate::expr::{Condition, Graph, NodeId, SymbolId};
use crate::functions::Need;
use crate::number::Rational;

/// The two sides at one point.
pub enum Comparison {
    /// Some side, or something that it needs, has no value.
    Undefined,
    /// Equal, exactly.
    Exact,
    /// Not told apart by enclosures; the relative width that is left.
    Close(f64),
    /// Different for certain.
    Differ(Box<Witness>),
}

/// Bits of the enclosures that tell sides apart, tried in turn.
const PRECISIONS: [usize; 2] = [128, 512];

/// Compares sides at numbered points, with concrete functions for opaque ones.
pub struct Sampler {
    symbols: Vec<SymbolId>,
    turns: Vec<Turn>,
    assumptions: Vec<Condition>,
}

struct Turn {
    choice: Choice,
    left: NodeId,
    right: NodeId,
    conditions: Vec<Condition>,
    facts: Vec<Condition>,
}

impl Sampler {
    pub(super) fn new(graph: &mut Graph, question: &Question<'_>) -> Sampler {
        let mut roots = vec![question.left, question.right];
        roots.extend(question.conditions.iter().map(|c| c.node));
        roots.extend(question.assumptions.iter().map(|c| c.node));
        let count = if concrete::choose(graph, &roots, 0).is_empty() { 1 } else { concrete::STAND_INS.len() };
        let mut turns = Vec::new();
        for turn in 0..count {
            let choice = concrete::choose(graph, &roots, turn);
            let mut put_in = |node: NodeId| concrete::concretise(graph, node, &choice);
            let (left, right) = (put_in(question.left), put_in(question.right));
            let conditions = question.conditions.iter().map(|c| Condition { node: put_in(c.node), ..*c }).collect();
            let facts = question.assumptions.iter().map(|c| Condition { node: put_in(c.node), ..*c }).collect();
            turns.push(Turn { choice: choice.clone(), left, right, conditions, facts });
        }
        let mut symbols: Vec<SymbolId> = turns
            .iter()
            .flat_map(|turn| {
                let mut found = graph.free_symbols(turn.left);
                found.extend(graph.free_symbols(turn.right));
                found.extend(turn.conditions.iter().chain(&turn.facts).flat_map(|c| graph.free_symbols(c.node)));
                found
            })
            .collect();
        symbols.sort_unstable();
        symbols.dedup();
        Sampler { symbols, turns, assumptions: question.assumptions.to_vec() }
    }

    /// Whether nothing is free: there is one value to compare.
    pub(super) fn is_constant(&self) -> bool {
        self.symbols.is_empty() && self.turns.len() == 1
    }

    fn point(&self, graph: &Graph, number: usize) -> Point {
        sampling::meeting(graph, sampling::point(&self.symbols, number), &self.assumptions)
    }

    /// Everything that is free in the sides, the conditions and the assumptions.
    pub(super) fn symbols(&self) -> &[SymbolId] {
        &self.symbols
    }

    /// The assumptions, with the concrete functions of the first turn.
    pub(super) fn facts(&self) -> &[Condition] {
        &self.turns[0].facts
    }

    pub(super) fn compare(&mut self, graph: &mut Graph, number: usize) -> Comparison {
        let point = self.point(graph, number);
        self.compare_at(graph, number, &point)
    }

    /// Whether a point meets the assumptions but lies outside the domain of a side.
    pub(super) fn lies_outside(&self, graph: &Graph, number: usize, point: &Point) -> bool {
        let turn = &self.turns[number % self.turns.len()];
        turn.facts.iter().all(|fact| meets(graph, *fact, point))
            && matches!(self.compare_at(graph, number, point), Comparison::Undefined)
    }

    /// The sides at a given point; `number` chooses the concrete functions.
    pub(super) fn compare_at(&self, graph: &Graph, number: usize, point: &Point) -> Comparison {
        let turn = &self.turns[number % self.turns.len()];
        if !turn.conditions.iter().chain(&turn.facts).all(|condition| meets(graph, *condition, point)) {
            return Comparison::Undefined;
        }
        match eval::exact(graph, &[turn.left, turn.right], point) {
            Ok(values) if values[0] == values[1] => return Comparison::Exact,
            Ok(values) => return self.differ(turn, point, values[0].to_string(), values[1].to_string()),
            Err(Undefined::DivisionByZero(_) | Undefined::Domain(_) | Undefined::Opaque(_) | Undefined::Unbound(_)) => {
                return Comparison::Undefined;
            }
            Err(_) => {}
        }
        let mut close = None;
        for bits in PRECISIONS {
            let Ok(sides) = eval::enclose(graph, &[turn.left, turn.right], point, bits) else { continue };
            if eval::certainly_differ(&sides[0], &sides[1]) {
                let text = |node: NodeId| match eval::digits(graph, node, point, 17) {
                    Ok(value) => value.to_string(),
                    // What is 0 by cancellation of irrational numbers: its bound.
                    Err(Undefined::NotCertain { certain, .. }) if !certain.is_empty() => certain,
                    Err(_) => "not certain".to_string(),
                };
                return self.differ(turn, point, text(turn.left), text(turn.right));
            }
            let (low, high) = sides[0].ends();
            let size = low.abs().max(high.abs()).to_f64().max(1.0);
            close = Some((sides[0].width() + sides[1].width()) / size);
        }
        close.map_or(Comparison::Undefined, Comparison::Close)
    }

    fn differ(&self, turn: &Turn, point: &Point, left: String, right: String) -> Comparison {
        let point = point.iter().map(|(symbol, value)| (symbol, value.clone())).collect();
        Comparison::Differ(Box::new(Witness { point, functions: turn.choice.clone(), left, right }))
    }

    /// The sign of an expression over the same symbols at a numbered point, where it is certain.
    pub(super) fn sign_of(&mut self, graph: &mut Graph, node: NodeId, number: usize) -> Option<i32> {
        let point = self.point(graph, number);
        self.sign_at(graph, node, number, &point)
    }

    /// The same at a given point.
    pub(super) fn sign_at(&self, graph: &mut Graph, node: NodeId, number: usize, point: &Point) -> Option<i32> {
        let turn = &self.turns[number % self.turns.len()];
        let node = concrete::concretise(graph, node, &turn.choice);
        let there = turn.conditions.iter().chain(&turn.facts).all(|condition| meets(graph, *condition, point));
        if there { sign(graph, node, point) } else { None }
    }

    /// The number of the turn that uses these functions.
    pub(super) fn turn_of(&self, functions: &Choice) -> Option<usize> {
        self.turns.iter().position(|turn| turn.choice == *functions)
    }

    /// The sides of a turn, then what must hold there.
    pub(super) fn turn(&self, number: usize) -> ([NodeId; 2], Vec<Condition>) {
        let turn = &self.turns[number % self.turns.len()];
        ([turn.left, turn.right], turn.conditions.iter().chain(&turn.facts).copied().collect())
    }

    /// The two values at a point to so many digits.
    pub(super) fn digits_at(&self, graph: &Graph, number: usize, point: &Point, digits: usize) -> Option<(String, String)> {
        let turn = &self.turns[number % self.turns.len()];
        let text = |node: NodeId| eval::digits(graph, node, point, digits).map(|value| value.to_string()).ok();
        Some((text(turn.left)?, text(turn.right)?))
    }

    /// The two values at a numbered point.
    pub(super) fn witness(&mut self, graph: &mut Graph, number: usize) -> Option<Witness> {
        let point = self.point(graph, number);
        self.witness_at(graph, number, &point)
    }

    /// The two values at a given point.
    pub(super) fn witness_at(&self, graph: &Graph, number: usize, point: &Point) -> Option<Witness> {
        let turn = &self.turns[number % self.turns.len()];
        let text = |node: NodeId| match eval::exact(graph, &[node], point) {
            Ok(values) => Some(values[0].to_string()),
            Err(_) => eval::digits(graph, node, point, 17).map(|value| value.to_string()).ok(),
        };
        let (left, right) = (text(turn.left)?, text(turn.right)?);
        let point = point.iter().map(|(symbol, value)| (symbol, value.clone())).collect();
        Some(Witness { point, functions: turn.choice.clone(), left, right })
    }
}

/// The sign of a value where it is certain.
pub(super) fn sign(graph: &Graph, node: NodeId, point: &Point) -> Option<i32> {
    if let Ok(values) = eval::exact(graph, &[node], point) {
        return Some(values[0].signum());
    }
    PRECISIONS.iter().find_map(|bits| eval::enclose(graph, &[node], point, *bits).ok()?.first()?.sign())
}

/// Whether a condition certainly holds at a point.
pub(super) fn meets(graph: &Graph, condition: Condition, point: &Point) -> bool {
    match (sign(graph, condition.node, point), condition.need) {
        (Some(sign), Need::NonZero) => sign != 0,
        (Some(sign), Need::NonNegative) => sign >= 0,
        (Some(sign), Need::Positive) => sign > 0,
        (None, _) => false,
    }
}

/// A rational number as a point's coordinate.
pub(super) fn with(point: &Point, symbol: SymbolId, value: Rational) -> Point {
    let mut point = point.clone();
    point.set(symbol, value);
    point
}
