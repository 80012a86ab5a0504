//! Equality decided: proved by an exact test that every number agrees with, refuted at a point, else supported or undecided.
//!
//! A proof also needs one point where both sides are defined and the assumptions hold: of nothing, nothing is proved.

use super::beside::beside_branches;
use super::decide::{Decision, Question, Witness, blank};
use super::jumps::{Jumps, look_at_isolated, look_at_jumps};
use super::numbers::{Comparison, Sampler};
use super::proof::{self, Found};
use super::support::{by_numbers, proof_by_cases};
use super::verdict::Verdict;
use crate::expr::zero::Zero;
use crate::expr::{Condition, Graph};
use crate::functions::Need;

/// Points that a proof must stand.
const STANDING: usize = 12;

/// Points tried with numbers.
pub(super) const SAMPLES: usize = 40;

/// Points of those that are compared to many digits where doubles agree.
const EXACT_SAMPLES: usize = 8;

const DIFFER: &str = "the sides differ at a point, by exact or enclosed values";

/// `left = right`.
pub(super) fn equal(graph: &mut Graph, question: &Question<'_>) -> Decision {
    let sampler = Sampler::new(graph, question);
    let found = proof::seek(graph, question);
    if question.left != question.right && !found.proved() {
        return by_numbers(graph, question, &sampler, &found);
    }
    judged(graph, question, &sampler, found)
}

/// The decision on what is proved beside jumps; `None` for everything else.
pub(super) fn by_proof(graph: &mut Graph, question: &Question<'_>) -> Option<Decision> {
    let found = proof::seek(graph, question);
    if question.left != question.right && !found.proved() {
        let (words, assumed) = proof_by_cases(graph, question)?;
        let sampler = Sampler::new(graph, question);
        let alive = matches!(standing(graph, &sampler, STANDING), Standing::Alive);
        let holds = alive && isolated_points(graph, question, &sampler).is_none();
        return holds.then(|| Decision { assumed, ..blank(Verdict::Proved, &words) });
    }
    let sampler = Sampler::new(graph, question);
    Some(judged(graph, question, &sampler, found))
}

/// A proof must stand points, and hold on jumps.
fn judged(graph: &mut Graph, question: &Question<'_>, sampler: &Sampler, found: Found) -> Decision {
    if question.left == question.right {
        return match standing(graph, sampler, 1) {
            Standing::Alive => blank(Verdict::Proved, "both sides are the same expression"),
            // The same expression cannot differ from itself.
            Standing::Differ(_) | Standing::Nowhere => nowhere(graph, question, sampler),
        };
    }
    let leans_on_signs = !matches!(found.zero, Zero::Everywhere { branches: 0, .. });
    match standing(graph, sampler, if leans_on_signs { STANDING } else { 1 }) {
        Standing::Differ(witness) => return refuted(witness),
        Standing::Nowhere => return nowhere(graph, question, sampler),
        Standing::Alive => {}
    }
    let proof = Decision { assumed: found.used.clone(), ..blank(Verdict::Proved, &found.words()) };
    match look_at_jumps(graph, question, sampler) {
        Jumps::Harmless => proof,
        Jumps::Differ(witness) => Decision { witness: Some(witness), ..blank(Verdict::Refuted, "the sides differ at a jump") },
        Jumps::Unknown(jump) => {
            let numbers = by_numbers(graph, question, sampler, &found);
            match numbers.verdict {
                Verdict::Supported | Verdict::Undecided if numbers.points > 0 => Decision {
                    conditions: vec![Condition { node: jump, need: Need::NonZero }],
                    assumed: found.used,
                    ..blank(Verdict::Undecided, "equal beside the jumps of a sign or step; not decided on one of them")
                },
                _ => numbers,
            }
        }
    }
}

/// What points say about a proof.
enum Standing {
    Alive,
    Differ(Witness),
    /// No point was found where both sides are defined.
    Nowhere,
}

/// Signs of a finite field are not those of the real numbers: a proof that leans on them must stand a few points.
fn standing(graph: &Graph, sampler: &Sampler, wanted: usize) -> Standing {
    let mut alive = 0;
    for number in 0..SAMPLES {
        match sampler.glance(graph, number) {
            Comparison::Differ(witness) => return Standing::Differ(*witness),
            Comparison::Undefined => {}
            Comparison::Exact | Comparison::Close => alive += 1,
        }
        if alive >= wanted || (sampler.is_constant() && number == 0) || (alive > 0 && number + 1 >= STANDING) {
            break;
        }
    }
    if alive > 0 { Standing::Alive } else { Standing::Nowhere }
}

pub(super) fn refuted(witness: Witness) -> Decision {
    Decision { witness: Some(witness), points: 1, ..blank(Verdict::Refuted, DIFFER) }
}

/// Undecided, with what was tried.
pub(super) fn nowhere(graph: &Graph, question: &Question<'_>, sampler: &Sampler) -> Decision {
    if sampler.is_constant() && question.assumptions.is_empty() {
        return blank(Verdict::Undecided, "a side has no value, or none that could be enclosed");
    }
    let unmet = !question.assumptions.is_empty() && !(0..SAMPLES).any(|number| sampler.meets_assumptions(graph, number));
    let what = if unmet { "that meets the assumptions" } else { "where both sides are defined" };
    let words = format!("no point was found {what}; {} tried", counted(tries(sampler), "point"));
    Decision { assumed: if unmet { question.assumptions.to_vec() } else { Vec::new() }, ..blank(Verdict::Undecided, &words) }
}

/// A point at which a value stands alone and the sides differ.
pub(super) fn isolated_points(graph: &mut Graph, question: &Question<'_>, sampler: &Sampler) -> Option<Witness> {
    look_at_isolated(graph, &[question.left, question.right], sampler)
}

fn tries(sampler: &Sampler) -> usize {
    if sampler.is_constant() { 1 } else { SAMPLES }
}

/// `1 point`, `2 points`.
pub(super) fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// `left ≠ right` somewhere.
pub(super) fn not_equal(graph: &mut Graph, question: &Question<'_>) -> Decision {
    let sampler = Sampler::new(graph, question);
    let differ = |witness: Witness, points: usize| Decision { witness: Some(witness), points, ..blank(Verdict::Proved, DIFFER) };
    for number in 0..tries(&sampler) {
        if let Comparison::Differ(witness) = sampler.glance(graph, number) {
            return differ(*witness, number + 1);
        }
    }
    for (turn, point) in beside_branches(graph, question, &sampler) {
        if let Comparison::Differ(witness) = sampler.glance_at(graph, turn, &point) {
            return differ(*witness, 1);
        }
    }
    for number in 0..tries(&sampler).min(EXACT_SAMPLES) {
        if let Comparison::Differ(witness) = sampler.compare(graph, number) {
            return differ(*witness, number + 1);
        }
    }
    if matches!(standing(graph, &sampler, 1), Standing::Nowhere) {
        return nowhere(graph, question, &sampler);
    }
    let found = proof::seek(graph, question);
    let same = question.left == question.right;
    if !same && !found.proved() {
        if let Some(by_cases) = by_proof(graph, question) {
            return Decision {
                verdict: Verdict::Refuted,
                certificate: format!("equal wherever both are defined: {}", by_cases.certificate),
                ..by_cases
            };
        }
        return blank(Verdict::Undecided, "no point was found where the sides differ, and no proof that they are equal");
    }
    let equal = Decision {
        assumed: found.used,
        ..blank(Verdict::Refuted, "the sides are equal wherever both are defined (exact zero test)")
    };
    match look_at_jumps(graph, question, &sampler) {
        _ if same => equal,
        Jumps::Harmless => equal,
        Jumps::Differ(witness) => Decision { witness: Some(witness), ..blank(Verdict::Proved, "the sides differ at a jump") },
        Jumps::Unknown(_) => blank(Verdict::Undecided, "equal but perhaps where a sign or step jumps"),
    }
}
