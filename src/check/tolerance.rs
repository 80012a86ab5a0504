//! `|left − right| ≤ tolerance` decided: by enclosures at points, and for every point where the two sides are equal.

use super::beside::beside_branches;
use super::decide::{Decision, Question, blank};
use super::equality::{counted, equal};
use super::numbers::Sampler;
use super::verdict::Verdict;
use crate::calculus;
use crate::expr::{Graph, NodeId};

/// Points tried with numbers.
const SAMPLES: usize = 40;

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
    let beside = beside_branches(graph, question, &sampler);
    let mut points = 0;
    for (number, point) in numbered.into_iter().chain(beside) {
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
    let never_negative = graph.known_number(tolerance).is_some_and(|value| !value.is_negative());
    if never_negative {
        let same = equal(graph, question);
        if same.verdict == Verdict::Proved {
            return same;
        }
    }
    if points == 0 {
        return blank(Verdict::Undecided, "no enclosure of the two sides could be compared with the tolerance");
    }
    let words = format!("within the tolerance at {}; that proves nothing for the others", counted(points, "point"));
    Decision { points, assumed: question.assumptions.to_vec(), ..blank(Verdict::Supported, &words) }
}
