//! `|left − right| ≤ tolerance` decided: refuted by enclosures at points, near and far, proved by bounds or where the two
//! sides are equal; points alone are no support, since something may grow beyond them.

use super::beside::beside_branches;
use super::bounds::bounds;
use super::decide::{Decision, Question, blank};
use super::equality::{by_proof, counted};
use super::flat::flat;
use super::numbers::Sampler;
use super::verdict::Verdict;
use crate::calculus;
use crate::eval::Point;
use crate::expr::{Graph, NodeId, SymbolId};
use crate::number::Rational;

/// Points tried with numbers.
const SAMPLES: usize = 40;

/// Powers of ten that letters are taken to, upwards and downwards.
const POWERS: [i64; 9] = [1, 2, 3, 6, 9, 15, 40, 150, 400];

/// Letters that are taken far out one by one.
const ALONE: usize = 6;

/// Whether the sides are nowhere further apart than the tolerance.
pub(super) fn near(graph: &mut Graph, question: &Question<'_>, tolerance: NodeId) -> Decision {
    let tolerance = calculus::resolve(graph, tolerance);
    let difference = graph.sub(question.left, question.right);
    let size = graph.known("abs", &[difference]);
    let room = graph.sub(tolerance, size);
    let sampler = Sampler::new(graph, question);
    let constant = sampler.is_constant();
    let rounds = if constant { 1 } else { SAMPLES };
    let numbered: Vec<_> = (0..rounds).map(|number| (number, sampler.point(graph, number))).collect();
    let mut further = beside_branches(graph, question, &sampler);
    if !constant {
        for turn in sampler.sought() {
            further
                .extend(far_out(sampler.symbols()).into_iter().map(|point| (turn, sampler.moved_to_facts(graph, turn, point))));
        }
    }
    let mut points = 0;
    for (number, point) in numbered.into_iter().chain(further) {
        match sampler.sign_at(graph, room, number, &point) {
            Some(sign) if sign < 0 => {
                let witness = Some(sampler.witness_at(graph, number, &point));
                let words = "the sides are further apart at a point, by enclosed values";
                return Decision { witness, points: points + 1, ..blank(Verdict::Refuted, words) };
            }
            Some(_) => points += 1,
            None => {}
        }
    }
    if points > 0 && constant {
        return Decision { points, ..blank(Verdict::Proved, "the enclosed values lie within the tolerance") };
    }
    if points == 0 {
        return blank(Verdict::Undecided, "no enclosure of the two sides could be compared with the tolerance");
    }
    let known = graph.known_number(tolerance).cloned();
    if let Some(known) = known.as_ref().filter(|value| !value.is_negative()) {
        let facts: Vec<_> = question.assumptions.iter().chain(question.conditions).copied().collect();
        let flat = flat(graph, difference);
        let found = bounds(graph, flat, &facts);
        let within = |end: &Option<Rational>| end.as_ref().is_some_and(|end| end.abs() <= *known);
        if within(&found.low) && within(&found.high) {
            let assumed = question.assumptions.to_vec();
            return Decision {
                points,
                assumed,
                ..blank(Verdict::Proved, "the bounds of the difference lie within the tolerance")
            };
        }
        if let Some(same) = by_proof(graph, question)
            && same.verdict == Verdict::Proved
        {
            return same;
        }
    }
    let words = format!("within the tolerance at {}, but no bound was found for the others", counted(points, "point"));
    Decision { points, assumed: question.assumptions.to_vec(), ..blank(Verdict::Undecided, &words) }
}

/// Points with one letter, or all of them, far out or near 0, on both sides.
fn far_out(symbols: &[SymbolId]) -> Vec<Point> {
    let mut found = Vec::new();
    let sizes = POWERS.iter().flat_map(|power| [*power, -power]).filter_map(|power| Rational::integer(10).pow(power));
    for size in sizes {
        for sign in [Rational::ONE, Rational::MINUS_ONE] {
            let value = &size * &sign;
            found.push(symbols.iter().map(|symbol| (*symbol, value.clone())).collect());
            if symbols.len() > 1 {
                let turned = |place: usize| if place.is_multiple_of(2) { value.clone() } else { -&value };
                found.push(symbols.iter().enumerate().map(|(place, symbol)| (*symbol, turned(place))).collect());
                for far in symbols.iter().take(ALONE) {
                    let other = |symbol: &SymbolId| if symbol == far { value.clone() } else { Rational::ONE };
                    found.push(symbols.iter().map(|symbol| (*symbol, other(symbol))).collect());
                }
            }
        }
    }
    found
}
