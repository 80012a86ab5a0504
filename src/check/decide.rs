//! Claims decided: proved by the exact test, refuted by values at a point, else supported or undecided.
//!
//! Here a claim is understood, its conditions are collected and its assumptions looked at; the verdict itself is found in
//! [`super::equality`] and [`super::tolerance`].

use super::conditions::tidy;
use super::domain::domain_of;
use super::verdict::Verdict;
use super::{equality, tolerance};
use crate::calculus;
use crate::diagnostic::Diagnostic;
use crate::expr::{Condition, Graph, Node, NodeId, SymbolId, is_broken, on_parts, power_of_need};
use crate::model::{Claim, Meaning, Model, Side, Tolerance};
use crate::name::Name;
use crate::number::Rational;
use std::collections::BTreeSet;

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
    /// The sides, worked out.
    pub sides: Option<(NodeId, NodeId)>,
    /// The training runs whose rounded points the sides were taken at.
    pub rounded: Vec<Name>,
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
        Ok(side) => Decision { rounded: side.rounded.clone(), ..decide_sides(&mut model.graph, &side) },
        Err(faults) => Decision { faults, ..blank(Verdict::IllFormed, "") },
    }
}

/// Decides what is claimed between two sides that are understood.
pub fn decide_sides(graph: &mut Graph, side: &Side) -> Decision {
    decided(graph, side, &equality::equal)
}

/// Whether what is claimed is proved; what is not is looked at no further.
pub fn is_proved(graph: &mut Graph, side: &Side) -> bool {
    decided(graph, side, &by_proof).verdict == Verdict::Proved
}

fn by_proof(graph: &mut Graph, question: &Question<'_>) -> Decision {
    equality::by_proof(graph, question).unwrap_or_else(|| blank(Verdict::Undecided, ""))
}

type Equal<'a> = &'a dyn Fn(&mut Graph, &Question<'_>) -> Decision;

/// The decision; where masks are free it is one for every value of them.
fn decided(graph: &mut Graph, side: &Side, equal: Equal<'_>) -> Decision {
    let masks = super::masks::free_masks(graph, side);
    if masks.is_empty() {
        return decided_at(graph, side, equal).unwrap_or_else(|broken| *broken);
    }
    // What holds for all real values holds for 0 and 1, where these have a value.
    if matches!(side.tolerance, Tolerance::Equal)
        && super::masks::may_be_drawn(graph, side, &masks)
        && let Ok(proof) = decided_at(graph, side, &by_proof)
        && proof.verdict == Verdict::Proved
        && !proof.conditions.iter().any(|condition| super::masks::holds_mask(graph, condition.node))
    {
        return proof;
    }
    let decision = super::masks::over_masks(graph, side, &masks, |graph, there| decided_at(graph, there, equal).ok());
    let left = calculus::resolve_for_reader(graph, side.left.node);
    let asks = decision.verdict == Verdict::Refuted && asks_for_a_value(graph, side.left.node);
    Decision { true_right: asks.then_some(left), ..decision }
}

/// The decision for names that take all real values; an error where a side has no value there.
fn decided_at(graph: &mut Graph, side: &Side, equal: Equal<'_>) -> Result<Decision, Box<Decision>> {
    let mut conditions: Vec<Condition> = Vec::new();
    let (mut conventions, mut exists) = (Vec::new(), false);
    for Meaning { node, needs } in [&side.left, &side.right] {
        for need in needs {
            let there = Condition { node: calculus::resolve(graph, need.node), ..*need };
            if is_broken(graph, there) {
                let condition = shown_of(graph, *need, there);
                return Err(Box::new(Decision {
                    conditions: vec![condition],
                    ..blank(Verdict::Undecided, "a side has no value at this point: the condition is not met")
                }));
            }
            conditions.push(there);
        }
        let domain = domain_of(graph, *node);
        conditions.extend(domain.conditions);
        conventions.extend(domain.conventions);
        exists |= domain.exists;
    }
    let (left, right) = (calculus::resolve(graph, side.left.node), calculus::resolve(graph, side.right.node));
    let mut assumptions = side.assumptions.clone();
    for fact in &mut assumptions {
        fact.node = calculus::resolve(graph, fact.node);
    }
    if let Some(broken) = assumptions.iter().find(|fact| is_broken(graph, **fact)) {
        let words = "an assumption is not met at this point";
        return Err(Box::new(Decision { assumed: vec![*broken], ..blank(Verdict::Undecided, words) }));
    }
    assumptions.retain(|fact| graph.as_number(fact.node).is_none());
    let powers: Vec<Condition> = conditions.iter().filter(|need| power_of_need(graph, **need).is_some()).copied().collect();
    let (conditions, assumed) = tidy(graph, &conditions, &assumptions);
    if let Some(broken) = conditions.iter().find(|c| is_broken(graph, **c)) {
        return Err(Box::new(Decision {
            conditions: vec![*broken],
            ..blank(Verdict::Undecided, "a side has no value here: the condition is not met")
        }));
    }
    let assumptions = relevant(graph, &[left, right], &conditions, assumptions);
    let question = Question { left, right, conditions: &conditions, assumptions: &assumptions };
    let mut decision = match &side.tolerance {
        Tolerance::Equal => equal(graph, &question),
        Tolerance::NotEqual => equality::not_equal(graph, &question),
        Tolerance::Near(tolerance) => tolerance::near(graph, &question, *tolerance),
    };
    if decision.verdict == Verdict::Proved
        && matches!(side.tolerance, Tolerance::Equal)
        && !powers.is_empty()
        && left != right
        && let Some(witness) = super::jumps::look_at_bases_of_zero(graph, &question, &powers)
    {
        let words = "the sides differ where the base of a power is 0";
        return Ok(Decision { witness: Some(witness), points: 1, sides: Some((left, right)), ..blank(Verdict::Refuted, words) });
    }
    if !matches!(side.tolerance, Tolerance::Near(_)) {
        decision.witness = decision.witness.map(|witness| super::shrink::shrunk(graph, &question, witness));
    }
    if decision.verdict == Verdict::Refuted && asks_for_a_value(graph, side.left.node) {
        decision.true_right = Some(calculus::resolve_for_reader(graph, side.left.node));
    }
    let shown = crate::check::conditions::unique(conditions.iter().copied().chain(decision.conditions));
    decision.conditions = super::told::told(graph, &shown);
    decision.sides = Some((left, right));
    decision.certificate.push_str(&at_kinks(&crate::check::conditions::unique(conventions), exists));
    decision.assumed = crate::check::conditions::unique(assumed.into_iter().chain(decision.assumed));
    Ok(decision)
}

/// What is said of derivatives at a kink.
fn at_kinks(conventions: &[&'static str], exists: bool) -> String {
    let mut words = String::new();
    if exists {
        words.push_str("; the derivative exists at this point, in spite of a kink or a hole in the rules");
    }
    if !conventions.is_empty() {
        words.push_str(&format!("; at a kink, where by convention {}", conventions.join(", ")));
    }
    words
}

/// A condition that is broken at a point as it is without the point; of a power, the part that breaks it.
fn shown_of(graph: &Graph, need: Condition, there: Condition) -> Condition {
    let node = graph.without_point(need.node);
    match (power_of_need(graph, Condition { node, ..need }), power_of_need(graph, there)) {
        (Some((base, exponent)), Some((_, exponent_there))) => {
            let broken = on_parts(graph, there);
            let part = if broken.node == exponent_there { exponent } else { base };
            Condition { node: part, need: broken.need }
        }
        _ => Condition { node, ..need },
    }
}

/// The assumptions on names that the sides and their conditions hold, or that other such assumptions hold.
fn relevant(graph: &Graph, sides: &[NodeId], conditions: &[Condition], assumptions: Vec<Condition>) -> Vec<Condition> {
    let nodes = sides.iter().copied().chain(conditions.iter().map(|condition| condition.node));
    let mut names: BTreeSet<SymbolId> = nodes.flat_map(|node| graph.free_symbols(node)).collect();
    let (mut kept, mut waiting) = (vec![false; assumptions.len()], true);
    while waiting {
        waiting = false;
        for (fact, kept) in assumptions.iter().zip(&mut kept) {
            let found = graph.free_symbols(fact.node);
            if !*kept && found.iter().any(|symbol| names.contains(symbol)) {
                names.extend(found);
                (*kept, waiting) = (true, true);
            }
        }
    }
    assumptions.into_iter().zip(kept).filter_map(|(fact, kept)| kept.then_some(fact)).collect()
}

/// What is to be decided.
pub(super) struct Question<'a> {
    pub(super) left: NodeId,
    pub(super) right: NodeId,
    pub(super) conditions: &'a [Condition],
    pub(super) assumptions: &'a [Condition],
}

pub(super) fn blank(verdict: Verdict, certificate: &str) -> Decision {
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
        sides: None,
        rounded: Vec::new(),
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
