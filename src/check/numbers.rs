//! Both sides of a claim at points: in doubles with error bounds first, exactly or enclosed where that must be certain.

use super::concrete::{self, Choice};
use super::decide::{Question, Witness};
use super::flat::flat;
use super::meeting;
use super::sampling;
use crate::eval::{self, Point, Tape, Undefined};
use crate::expr::{Condition, Graph, NodeId, SymbolId};
use crate::functions::Need;
use crate::number::Rational;

/// The two sides at one point.
pub enum Comparison {
    /// Some side, or something that it needs, has no value.
    Undefined,
    /// Equal, exactly.
    Exact,
    /// Not told apart.
    Close,
    /// Different for certain.
    Differ(Box<Witness>),
}

/// Bits of the enclosures that tell sides apart, tried in turn.
const PRECISIONS: [usize; 2] = [128, 512];

/// More bits for two numbers, of which there is no second point to look at: softplus(800) is not 800.
const FINER: [usize; 2] = [2048, 8192];

/// Doubles say that two sides are equal only where their errors are below this, relative to the sides.
const LOOSE: f64 = 1e-6;

/// Compares sides at numbered points, with concrete functions for opaque ones.
pub struct Sampler {
    symbols: Vec<SymbolId>,
    turns: Vec<Turn>,
    /// Where there are opaque functions: such that take every value.
    unbounded: Option<Turn>,
}

/// The number of points at which opaque functions are such that take every value.
pub(super) const UNBOUNDED: usize = usize::MAX;

struct Turn {
    choice: Choice,
    left: NodeId,
    right: NodeId,
    /// The difference of the sides as one sum: what both hold is gone, and does not drown what is left.
    difference: NodeId,
    conditions: Vec<Condition>,
    facts: Vec<Condition>,
    /// The sides, their difference, then the conditions and the facts; none where something has no value in doubles.
    tape: Option<Tape>,
}

/// What doubles say.
enum Glance {
    Undefined,
    Agree,
    Differ,
    Unsure,
}

impl Sampler {
    pub(super) fn new(graph: &mut Graph, question: &Question<'_>) -> Sampler {
        let mut roots = vec![question.left, question.right];
        roots.extend(question.conditions.iter().chain(question.assumptions).map(|c| c.node));
        let mut symbols: Vec<SymbolId> = roots.iter().flat_map(|root| graph.free_symbols(*root)).collect();
        symbols.sort_unstable();
        symbols.dedup();
        let opaque = !concrete::choose(graph, &roots, 0).is_empty();
        let count = if opaque { concrete::STAND_INS.len() } else { 1 };
        let turns = (0..count).map(|turn| Turn::new(graph, question, concrete::choose(graph, &roots, turn))).collect();
        let unbounded = opaque.then(|| {
            let choice = concrete::choose_unbounded(graph, &roots);
            Turn::new(graph, question, choice)
        });
        Sampler { symbols, turns, unbounded }
    }

    /// Whether nothing is free: there is one value to compare.
    pub(super) fn is_constant(&self) -> bool {
        self.symbols.is_empty() && self.turns.len() == 1
    }

    /// The point of that number, moved to where the assumptions hold and the sides are defined, as far as that is found.
    pub(super) fn point(&self, graph: &Graph, number: usize) -> Point {
        let turn = self.turn(number);
        self.met(graph, sampling::point(&self.symbols, number), turn, number)
    }

    fn turn(&self, number: usize) -> &Turn {
        match &self.unbounded {
            Some(turn) if number == UNBOUNDED => turn,
            _ => &self.turns[number % self.turns.len()],
        }
    }

    /// The turns for which places are sought, by the numbers of their points.
    pub(super) fn sought(&self) -> Vec<usize> {
        if self.unbounded.is_some() { vec![0, UNBOUNDED] } else { vec![0] }
    }

    /// The point moved along other variables than this one to where the assumptions hold.
    pub(super) fn beside(&self, graph: &Graph, number: usize, point: Point, held: SymbolId) -> Point {
        meeting::moved(graph, point, &self.turn(number).facts, 0, Some(held))
    }

    /// The point moved to where the assumptions of a turn hold.
    pub(super) fn moved_to_facts(&self, graph: &Graph, number: usize, point: Point) -> Point {
        meeting::meeting(graph, point, &self.turn(number).facts, 0)
    }

    fn met(&self, graph: &Graph, point: Point, turn: &Turn, number: usize) -> Point {
        let wanted: Vec<Condition> = turn.facts.iter().chain(&turn.conditions).copied().collect();
        meeting::meeting(graph, point, &wanted, number)
    }

    /// A point from which places are sought, for the functions of the given turn.
    pub(super) fn start(&self, graph: &Graph, turn: usize, base: usize) -> Point {
        self.met(graph, sampling::point(&self.symbols, base), self.turn(turn), base)
    }

    /// Everything that is free in the sides, the conditions and the assumptions.
    pub(super) fn symbols(&self) -> &[SymbolId] {
        &self.symbols
    }

    /// The assumptions and conditions with the concrete functions of a turn.
    pub(super) fn borders(&self, turn: usize) -> Vec<NodeId> {
        self.turn(turn).facts.iter().chain(&self.turn(turn).conditions).map(|condition| condition.node).collect()
    }

    /// The concrete functions of a turn.
    pub(super) fn choice(&self, turn: usize) -> &Choice {
        &self.turn(turn).choice
    }

    /// Looks at the numbered point; equality in doubles is enough.
    pub(super) fn glance(&self, graph: &Graph, number: usize) -> Comparison {
        let point = self.point(graph, number);
        self.glance_at(graph, number, &point)
    }

    /// The same at a given point; `number` chooses the concrete functions.
    pub(super) fn glance_at(&self, graph: &Graph, number: usize, point: &Point) -> Comparison {
        self.glance_within(graph, number, point, &mut usize::MAX.clone())
    }

    /// The same as long as there is room for points that doubles leave open; one less for each that stays open.
    pub(super) fn glance_within(&self, graph: &Graph, number: usize, point: &Point, room: &mut usize) -> Comparison {
        match self.turn(number).glance(point) {
            Glance::Agree => Comparison::Close,
            Glance::Undefined => Comparison::Undefined,
            Glance::Unsure if *room == 0 => Comparison::Undefined,
            Glance::Differ | Glance::Unsure => {
                let found = self.compare_at(graph, number, point);
                if matches!(found, Comparison::Close | Comparison::Undefined) {
                    *room = room.saturating_sub(1);
                }
                found
            }
        }
    }

    /// Compares at the point of that number, to many digits.
    pub(super) fn compare(&self, graph: &Graph, number: usize) -> Comparison {
        let point = self.point(graph, number);
        self.compare_at(graph, number, &point)
    }

    /// The sides at a given point, to many digits; `number` chooses the concrete functions.
    pub(super) fn compare_at(&self, graph: &Graph, number: usize, point: &Point) -> Comparison {
        let turn = self.turn(number);
        if matches!(turn.glance(point), Glance::Undefined)
            || !turn.conditions.iter().chain(&turn.facts).all(|condition| meets(graph, *condition, point))
        {
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
        let mut close = false;
        let finer: &[usize] = if self.symbols.is_empty() { &FINER } else { &[] };
        for bits in PRECISIONS.iter().chain(finer).copied() {
            let Ok(sides) = eval::enclose(graph, &[turn.left, turn.right, turn.difference], point, bits) else { continue };
            if eval::certainly_differ(&sides[0], &sides[1]) || matches!(sides[2].sign(), Some(-1 | 1)) {
                return self.differ(turn, point, text(graph, turn.left, point), text(graph, turn.right, point));
            }
            close = true;
        }
        if close { Comparison::Close } else { Comparison::Undefined }
    }

    /// Whether both sides and all that they need certainly have a value at a point, and the assumptions hold there.
    pub(super) fn has_values_at(&self, graph: &Graph, number: usize, point: &Point) -> bool {
        let turn = self.turn(number);
        turn.conditions.iter().chain(&turn.facts).all(|condition| meets(graph, *condition, point))
    }

    /// Whether both sides have an enclosed value at a point, with the functions of the first turn.
    pub(super) fn sides_exist(&self, graph: &Graph, point: &Point) -> bool {
        let turn = self.turn(0);
        eval::enclose(graph, &[turn.left, turn.right], point, PRECISIONS[0]).is_ok()
    }

    /// Whether facts with the concrete functions of the first turn, and all that the sides need, certainly hold at a point.
    pub(super) fn is_inside(&self, graph: &Graph, facts: &[Condition], point: &Point) -> bool {
        facts.iter().all(|fact| meets(graph, *fact, point)) && self.has_values_at(graph, 0, point)
    }

    fn differ(&self, turn: &Turn, point: &Point, left: String, right: String) -> Comparison {
        let point = point.iter().map(|(symbol, value)| (symbol, value.clone())).collect();
        Comparison::Differ(Box::new(Witness { point, functions: turn.choice.clone(), left, right }))
    }

    /// The sign of an expression over the same symbols at a given point, where it is certain and both sides are defined.
    pub(super) fn sign_at(&self, graph: &mut Graph, node: NodeId, number: usize, point: &Point) -> Option<i32> {
        let turn = self.turn(number);
        let node = concrete::concretise(graph, node, &turn.choice);
        let there = turn.conditions.iter().chain(&turn.facts).all(|condition| meets(graph, *condition, point));
        if there { sign(graph, node, point) } else { None }
    }

    /// The two values at a given point.
    pub(super) fn witness_at(&self, graph: &Graph, number: usize, point: &Point) -> Witness {
        let turn = self.turn(number);
        let (left, right) = (text(graph, turn.left, point), text(graph, turn.right, point));
        let point = point.iter().map(|(symbol, value)| (symbol, value.clone())).collect();
        Witness { point, functions: turn.choice.clone(), left, right }
    }

    /// The number of the turn that uses these functions.
    pub(super) fn turn_of(&self, functions: &Choice) -> Option<usize> {
        self.turns.iter().position(|turn| turn.choice == *functions)
    }

    /// The sides of a turn, then what must hold there.
    pub(super) fn sides_of(&self, number: usize) -> ([NodeId; 2], Vec<Condition>) {
        let turn = self.turn(number);
        ([turn.left, turn.right], turn.conditions.iter().chain(&turn.facts).copied().collect())
    }

    /// The two values at a point to so many digits.
    pub(super) fn digits_at(&self, graph: &Graph, number: usize, point: &Point, digits: usize) -> Option<(String, String)> {
        let turn = self.turn(number);
        let text = |node: NodeId| eval::digits(graph, node, point, digits).map(|value| value.to_string()).ok();
        Some((text(turn.left)?, text(turn.right)?))
    }

    /// Whether the assumptions hold at a numbered point.
    pub(super) fn meets_assumptions(&self, graph: &Graph, number: usize) -> bool {
        let point = self.point(graph, number);
        self.turn(number).facts.iter().all(|fact| meets(graph, *fact, &point))
    }
}

impl Turn {
    fn new(graph: &mut Graph, question: &Question<'_>, choice: Choice) -> Turn {
        let mut put_in = |node: NodeId| concrete::concretise(graph, node, &choice);
        let (left, right) = (put_in(question.left), put_in(question.right));
        let mut all = |list: &[Condition]| -> Vec<Condition> {
            list.iter().map(|condition| Condition { node: put_in(condition.node), ..*condition }).collect()
        };
        let (conditions, facts) = (all(question.conditions), all(question.assumptions));
        let difference = graph.sub(left, right);
        let difference = flat(graph, difference);
        let mut roots = vec![left, right, difference];
        roots.extend(conditions.iter().chain(&facts).map(|condition| condition.node));
        let tape = Tape::compile(graph, &roots).ok();
        Turn { choice, left, right, difference, conditions, facts, tape }
    }

    /// The point in doubles, with bounds of their errors.
    fn glance(&self, point: &Point) -> Glance {
        let Some(tape) = &self.tape else { return Glance::Unsure };
        let inputs: Vec<f64> = tape.inputs().iter().map(|s| point.get(*s).map_or(f64::NAN, Rational::to_f64)).collect();
        let values = tape.run_with_error(&inputs);
        let (mut sure, mut broken) = (true, false);
        for ((value, error), condition) in values[3..].iter().zip(self.conditions.iter().chain(&self.facts)) {
            let certain = value.abs() > 4.0 * error;
            sure &= certain;
            broken |= certain && *value < 0.0 && condition.need != Need::NonZero;
        }
        if broken {
            return Glance::Undefined;
        }
        let ((left, left_error), (right, right_error)) = (values[0], values[1]);
        let (size, errors) = (left.abs().max(right.abs()).max(1.0), left_error + right_error);
        let gap = (left - right).abs();
        let (difference, its_error) = values[2];
        if sure && difference.abs() > 4.0 * its_error && its_error.is_finite() {
            return Glance::Differ;
        }
        if !sure || !(gap + errors).is_finite() || errors > LOOSE * size {
            Glance::Unsure
        } else if gap <= errors {
            Glance::Agree
        } else {
            Glance::Differ
        }
    }
}

/// A value as a reader sees it: exact, or to 17 digits.
fn text(graph: &Graph, node: NodeId, point: &Point) -> String {
    if let Ok(values) = eval::exact(graph, &[node], point) {
        return values[0].to_string();
    }
    match eval::digits(graph, node, point, 17) {
        Ok(value) => value.to_string(),
        // What is 0 by cancellation of irrational numbers: its bound.
        Err(Undefined::NotCertain { certain, .. }) if !certain.is_empty() => certain,
        Err(_) => "not certain".to_string(),
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
