//! Claims decided: proved by the exact test, refuted by values at a point, else supported or undecided.
//!
//! Equality: the difference of the two sides is tested for 0 in a finite field; what is 0 on every sign pattern is
//! proved. A claim is refuted only by exact or enclosed values at a point where both sides are defined.

use super::conditions::tidy;
use super::domain::conditions_of;
use super::numbers::{Comparison, Sampler};
use super::verdict::Verdict;
use crate::calculus;
use crate::diagnostic::Diagnostic;
use crate::expr::zero::{self, Zero};
use crate::expr::{Condition, Graph, Node, NodeId, SymbolId};
use crate::functions::Need;
use crate::model::{Claim, Lowering, Meaning, Model, Side, Tolerance};
use crate::number::Rational;

/// What was found out about a claim.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The verdict.
    pub verdict: Verdict,
    /// Where the sides are defined.
    pub conditions: Vec<Condition>,
    /// Assumptions of the file or the claim that the answer uses.
    pub assumed: Vec<Condition>,
    /// How the verdict was reached.
    pub certificate: String,
    /// How many points were tried with numbers.
    pub points: usize,
    /// The largest relative error at those points, for a claim that is supported.
    pub max_relative_error: Option<f64>,
    /// A point where the sides differ.
    pub witness: Option<Witness>,
    /// The right side that would be true, not simplified, where the left side is a derivative or a value at a point.
    pub true_right: Option<NodeId>,
    /// Why the claim is ill-formed.
    pub faults: Vec<Diagnostic>,
}

/// A point where both sides are defined and differ.
#[derive(Clone, Debug)]
pub struct Witness {
    /// Values of the variables.
    pub point: Vec<(SymbolId, Rational)>,
    /// Known functions in the place of opaque ones.
    pub functions: Vec<(SymbolId, &'static str)>,
    /// The value of the left side, exact or to 17 digits.
    pub left: String,
    /// The value of the right side.
    pub right: String,
}

/// Decides one claim.
///
/// ```
/// use normsym::check::{decide::decide, verdict::Verdict};
/// use normsym::model::{Model, Question};
/// use normsym::source::Source;
/// let text = "param x\nexpect √(x^2) = |x|\nexpect √(x^2) = x\n";
/// let mut model = Model::load(&Source::new("a.expr", text), &|_| Err("no files here".into()));
/// let claims: Vec<_> = model.questions.iter().filter_map(|q| if let Question::Claim(c) = q { Some(c.clone()) } else { None }).collect();
/// assert_eq!(decide(&mut model, &claims[0]).verdict, Verdict::Proved);
/// let second = decide(&mut model, &claims[1]);
/// assert_eq!(second.verdict, Verdict::Refuted); // by x = −1
/// assert_eq!(second.witness.unwrap().point[0].1.to_string(), "-1");
/// ```
pub fn decide(model: &mut Model, claim: &Claim) -> Decision {
    match model.understand(claim) {
        Ok(side) => decide_sides(&mut model.graph, &side),
        Err(faults) => Decision { faults, ..blank(Verdict::IllFormed, "") },
    }
}

/// Decides what is claimed between two sides that are understood.
pub fn decide_sides(graph: &mut Graph, side: &Side) -> Decision {
    let mut conditions: Vec<Condition> = Vec::new();
    for Meaning { node, needs } in [&side.left, &side.right] {
        for need in needs {
            let there = Condition { node: calculus::resolve(graph, need.node), ..*need };
            if is_broken(graph, there) {
                let condition = Condition { node: graph.without_point(need.node), ..*need };
                return Decision {
                    conditions: vec![condition],
                    ..blank(Verdict::Undecided, "a side has no value at this point: the condition is not met")
                };
            }
            conditions.push(there);
        }
        conditions.extend(conditions_of(graph, *node));
    }
    let (left, right) = (calculus::resolve(graph, side.left.node), calculus::resolve(graph, side.right.node));
    let mut assumptions = side.assumptions.clone();
    for fact in &mut assumptions {
        fact.node = calculus::resolve(graph, fact.node);
    }
    if let Some(broken) = assumptions.iter().find(|fact| is_broken(graph, **fact)) {
        return Decision { assumed: vec![*broken], ..blank(Verdict::Undecided, "an assumption is not met at this point") };
    }
    assumptions.retain(|fact| graph.as_number(fact.node).is_none());
    let (conditions, assumed) = tidy(graph, &conditions, &assumptions);
    if let Some(broken) = conditions.iter().find(|c| is_broken(graph, **c)) {
        return Decision {
            conditions: vec![*broken],
            ..blank(Verdict::Undecided, "a side has no value here: the condition is not met")
        };
    }
    let question = Question { left, right, conditions: &conditions, assumptions: &assumptions };
    let mut decision = match &side.tolerance {
        Tolerance::Equal => equal(graph, &question),
        Tolerance::NotEqual => not_equal(graph, &question),
        Tolerance::Near(tolerance) => near(graph, &question, *tolerance),
    };
    if !matches!(side.tolerance, Tolerance::Near(_)) {
        decision.witness = decision.witness.map(|witness| super::shrink::shrunk(graph, &question, witness));
    }
    if decision.verdict == Verdict::Refuted && asks_for_a_value(graph, side.left.node) {
        decision.true_right = Some(left);
    }
    let all_used = assumed.is_empty() && uses_assumptions(graph, &question, decision.verdict);
    decision.conditions = crate::check::conditions::unique(conditions.iter().copied().chain(decision.conditions));
    decision.assumed = if all_used { assumptions } else { assumed };
    decision
}

pub(super) struct Question<'a> {
    pub(super) left: NodeId,
    pub(super) right: NodeId,
    pub(super) conditions: &'a [Condition],
    pub(super) assumptions: &'a [Condition],
}

fn blank(verdict: Verdict, certificate: &str) -> Decision {
    Decision {
        verdict,
        conditions: Vec::new(),
        assumed: Vec::new(),
        certificate: certificate.to_string(),
        points: 0,
        max_relative_error: None,
        witness: None,
        true_right: None,
        faults: Vec::new(),
    }
}

/// Whether a condition on a number is not met.
fn is_broken(graph: &Graph, condition: Condition) -> bool {
    graph.as_number(condition.node).is_some_and(|value| match condition.need {
        Need::NonZero => value.is_zero(),
        Need::NonNegative => value.is_negative(),
        Need::Positive => value.signum() <= 0,
    })
}

/// The exact test of `left − right`.
fn exact_test(graph: &mut Graph, question: &Question<'_>, assumptions: &[Condition]) -> Zero {
    let difference = graph.sub(question.left, question.right);
    let lowered = Lowering::default().apply(graph, difference);
    zero::test(graph, lowered, &zero::Options { assumptions, ..zero::Options::default() })
}

fn uses_assumptions(graph: &mut Graph, question: &Question<'_>, verdict: Verdict) -> bool {
    verdict == Verdict::Proved
        && !question.assumptions.is_empty()
        && !matches!(exact_test(graph, question, &[]), Zero::Everywhere { covered: true, .. })
}

fn equal(graph: &mut Graph, question: &Question<'_>) -> Decision {
    if question.left == question.right {
        return constant_with_value(graph, question)
            .unwrap_or_else(|| blank(Verdict::Proved, "both sides are the same expression"));
    }
    let tested = exact_test(graph, question, question.assumptions);
    let mut sampler = Sampler::new(graph, question);
    match tested {
        Zero::Everywhere { branches, covered: true, .. }
            if branches > 0
                && let Some(refuted) = by_a_few_numbers(graph, &mut sampler) =>
        {
            refuted
        }
        Zero::Everywhere { points, branches, covered: true } => match super::jumps::look_at_jumps(graph, question) {
            super::jumps::Jumps::Harmless => {
                let patterns = match branches {
                    0 => String::new(),
                    1 => ", both branches of a sign or root".to_string(),
                    _ => format!(", every pattern of {branches} signs and roots"),
                };
                blank(Verdict::Proved, &format!("exact zero test: 0 at {points} random points of a finite field{patterns}"))
            }
            super::jumps::Jumps::Differ(witness) => {
                Decision { witness: Some(witness), ..blank(Verdict::Refuted, "the sides differ at a jump") }
            }
            super::jumps::Jumps::Unknown(jump) => Decision {
                max_relative_error: Some(0.0),
                points,
                conditions: vec![Condition { node: jump, need: Need::NonZero }],
                ..blank(Verdict::Supported, "0 in the exact zero test; not decided where a sign or step jumps")
            },
        },
        _ => match beyond_branches(graph, question, &sampler) {
            Some(refuted) => refuted,
            None => by_numbers(graph, &mut sampler, tested),
        },
    }
}

/// Points on both sides of where a sign changes: `relu(x − 1000)` is not 0 for x = 1001.
fn beyond_branches(graph: &mut Graph, question: &Question<'_>, sampler: &Sampler) -> Option<Decision> {
    let points = super::jumps::beside_branches(graph, question, sampler);
    points.iter().enumerate().find_map(|(number, point)| match sampler.compare_at(graph, 0, point) {
        Comparison::Differ(witness) => Some(Decision {
            witness: Some(*witness),
            points: number + 1,
            ..blank(Verdict::Refuted, "the sides differ at a point, by exact or enclosed values")
        }),
        _ => None,
    })
}

/// Where no name is left free, a side that has no value at all must not be called equal to itself.
fn constant_with_value(graph: &mut Graph, question: &Question<'_>) -> Option<Decision> {
    if !graph.free_symbols(question.left).is_empty() {
        return None;
    }
    match Sampler::new(graph, question).compare(graph, 0) {
        Comparison::Undefined => Some(blank(Verdict::Undecided, "neither side has a value")),
        _ => None,
    }
}

/// Signs of a finite field are not those of the real numbers: a proof that leans on them must also stand a few points.
fn by_a_few_numbers(graph: &mut Graph, sampler: &mut Sampler) -> Option<Decision> {
    (0..STANDING).find_map(|number| match sampler.compare(graph, number) {
        Comparison::Differ(witness) => Some(Decision {
            witness: Some(*witness),
            points: number + 1,
            ..blank(Verdict::Refuted, "the sides differ at a point, by exact or enclosed values")
        }),
        _ => None,
    })
}

fn by_numbers(graph: &mut Graph, sampler: &mut Sampler, tested: Zero) -> Decision {
    let (mut points, mut worst) = (0, 0.0f64);
    let rounds = if sampler.is_constant() { 1 } else { SAMPLES };
    for number in 0..rounds {
        match sampler.compare(graph, number) {
            Comparison::Undefined => {}
            Comparison::Exact => points += 1,
            Comparison::Close(error) => {
                points += 1;
                worst = worst.max(error);
            }
            Comparison::Differ(witness) => {
                return Decision {
                    witness: Some(*witness),
                    points: points + 1,
                    ..blank(Verdict::Refuted, "the sides differ at a point, by exact or enclosed values")
                };
            }
        }
    }
    if points == 0 {
        return blank(Verdict::Undecided, "no point was found where both sides are defined");
    }
    if sampler.is_constant() && worst == 0.0 {
        return Decision { points, ..blank(Verdict::Proved, "both sides have the same exact value") };
    }
    let why = match tested {
        Zero::Everywhere { .. } => "0 in the exact test, but not every sign pattern was met",
        Zero::Mixed => "the exact test depends on the branch of a root or a sign",
        Zero::Nowhere | Zero::Undefined => "the exact test found no proof",
    };
    Decision { points, max_relative_error: Some(worst), ..blank(Verdict::Supported, &format!("equal at {points} points; {why}")) }
}

/// Points that a proof which leans on signs must stand.
const STANDING: usize = 12;

/// Points tried with numbers.
const SAMPLES: usize = 40;

fn not_equal(graph: &mut Graph, question: &Question<'_>) -> Decision {
    let mut sampler = Sampler::new(graph, question);
    for number in 0..SAMPLES {
        if let Comparison::Differ(witness) = sampler.compare(graph, number) {
            return Decision {
                witness: Some(*witness),
                points: number + 1,
                ..blank(Verdict::Proved, "the sides differ at a point, by exact or enclosed values")
            };
        }
    }
    match exact_test(graph, question, question.assumptions) {
        Zero::Everywhere { covered: true, .. } => match super::jumps::look_at_jumps(graph, question) {
            super::jumps::Jumps::Harmless => {
                blank(Verdict::Refuted, "the sides are equal wherever both are defined (exact zero test)")
            }
            super::jumps::Jumps::Differ(witness) => {
                Decision { witness: Some(witness), ..blank(Verdict::Proved, "the sides differ at a jump") }
            }
            super::jumps::Jumps::Unknown(_) => blank(Verdict::Undecided, "equal but perhaps where a sign or step jumps"),
        },
        _ => blank(Verdict::Undecided, "no point was found where the sides differ, and no proof that they are equal"),
    }
}

/// `|left − right| ≤ tolerance`.
fn near(graph: &mut Graph, question: &Question<'_>, tolerance: NodeId) -> Decision {
    let tolerance = calculus::resolve(graph, tolerance);
    let difference = graph.sub(question.left, question.right);
    let size = graph.known("abs", &[difference]);
    let room = graph.sub(tolerance, size);
    let mut sampler = Sampler::new(graph, question);
    let beside = super::jumps::beside_branches(graph, question, &sampler);
    let beside = beside.iter().find(|point| sampler.sign_at(graph, room, 0, point).is_some_and(|sign| sign < 0));
    if let Some(witness) = beside.and_then(|point| sampler.witness_at(graph, 0, point)) {
        let words = "the sides are further apart at a point, by enclosed values";
        return Decision { witness: Some(witness), points: 1, ..blank(Verdict::Refuted, words) };
    }
    let rounds = if sampler.is_constant() { 1 } else { SAMPLES };
    let mut points = 0;
    for number in 0..rounds {
        match sampler.sign_of(graph, room, number) {
            Some(sign) if sign < 0 => {
                let witness = sampler.witness(graph, number);
                return Decision {
                    witness,
                    points: points + 1,
                    ..blank(Verdict::Refuted, "the sides are further apart at a point, by enclosed values")
                };
            }
            Some(_) => points += 1,
            None => {}
        }
    }
    match (points, sampler.is_constant()) {
        (0, _) => blank(Verdict::Undecided, "no enclosure of the two sides could be compared with the tolerance"),
        (_, true) => Decision { points, ..blank(Verdict::Proved, "the enclosed values lie within the tolerance") },
        _ => Decision {
            points,
            max_relative_error: None,
            ..blank(Verdict::Supported, &format!("within the tolerance at {points} points"))
        },
    }
}

fn asks_for_a_value(graph: &Graph, node: NodeId) -> bool {
    match graph.node(node) {
        // With terms held constant, the names of the answer would be read as total derivatives.
        Node::Derivative { hold, .. } => hold.is_empty(),
        Node::At { of, .. } => !matches!(graph.node(*of), Node::Derivative { hold, .. } if !hold.is_empty()),
        _ => false,
    }
}
