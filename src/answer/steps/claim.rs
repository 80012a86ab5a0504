//! The steps of a claim `A = B`: each side simplified step by step, then the exact test of what is left.

use super::Rule;
use super::proof::Proof;
use crate::answer::expanded;
use crate::calculus;
use crate::expr::rewrite::Rewriter;
use crate::expr::{Condition, Graph, Node, NodeId};
use crate::model::{Claim, Model};
use crate::simplify::{self, Facts, Options};

/// A side of a claim at one stage.
#[derive(Clone, Debug)]
pub struct Form {
    /// The side.
    pub expression: NodeId,
    /// The rule that made it from the form before; `None` for the side as written.
    pub rule: Option<Rule>,
    /// The conditions of that rule.
    pub conditions: Vec<Condition>,
}

/// Both sides from the form as written to the simplest one found. Each form was shown equal to the one before it by the
/// exact test; one that was not is left out.
#[derive(Clone, Debug)]
pub struct ClaimSteps {
    /// The left side.
    pub left: Vec<Form>,
    /// The right side.
    pub right: Vec<Form>,
    /// Whether the difference of the last two forms is 0 by the exact test, which does not look at points where a sign or
    /// step jumps.
    pub equal: bool,
}

/// The steps of a claim; `None` where it is ill-formed. They tell how the sides look, not whether the claim holds: that is
/// for [`crate::check::decide::decide`].
///
/// ```
/// use normsym::answer::steps;
/// use normsym::model::{Model, Question};
/// use normsym::render;
/// use normsym::source::Source;
/// let mut model = Model::load(&Source::new("a.expr", "param w\nassume w > 0\nexpect w √(w^2)/w = w\n"), &|_| Err("no files".into()));
/// let Some(Question::Claim(claim)) = model.questions.first().cloned() else { panic!() };
/// let steps = steps::of_claim(&mut model, &claim).unwrap();
/// assert!(steps.equal);
/// let last = steps.left.last().unwrap();
/// assert_eq!(render::plain(&model.graph, last.expression), "w");
/// ```
pub fn of_claim(model: &mut Model, claim: &Claim) -> Option<ClaimSteps> {
    let side = model.understand(claim).ok()?;
    let graph = &mut model.graph;
    let mut assumptions = side.assumptions.clone();
    for fact in &mut assumptions {
        fact.node = calculus::resolve(graph, fact.node);
    }
    assumptions.retain(|fact| graph.as_number(fact.node).is_none());
    let mut proof = Proof::new(&assumptions);
    let facts = Facts { assumed: assumptions.clone() };
    let mut left = Walk::from(side.left.node);
    let mut right = Walk::from(side.right.node);
    for walk in [&mut left, &mut right] {
        walk.worked_out(graph);
        walk.simplified(graph, &mut proof, &facts);
    }
    if left.last() != right.last() && !is_settled(graph, left.last(), right.last()) {
        for walk in [&mut left, &mut right] {
            walk.written_out(graph, &mut proof);
            walk.simplified(graph, &mut proof, &facts);
        }
    }
    let equal = proof.equal(graph, left.last(), right.last());
    Some(ClaimSteps { left: left.forms, right: right.forms, equal })
}

/// Whether the two are plainly the same, so that nothing needs to be written out.
fn is_settled(graph: &mut Graph, left: NodeId, right: NodeId) -> bool {
    let difference = graph.sub(left, right);
    graph.as_number(difference).is_some()
}

/// One side on its way.
struct Walk {
    forms: Vec<Form>,
}

impl Walk {
    fn from(node: NodeId) -> Walk {
        Walk { forms: vec![Form { expression: node, rule: None, conditions: Vec::new() }] }
    }

    fn last(&self) -> NodeId {
        self.forms[self.forms.len() - 1].expression
    }

    fn push(&mut self, expression: NodeId, rule: Rule, conditions: Vec<Condition>) {
        if expression != self.last() {
            self.forms.push(Form { expression, rule: Some(rule), conditions });
        }
    }

    /// Derivatives and points: what they are is not for the exact test to show.
    fn worked_out(&mut self, graph: &mut Graph) {
        let last = self.last();
        if graph.reachable(&[last]).into_iter().any(|id| matches!(graph.node(id), Node::Derivative { .. } | Node::At { .. })) {
            let worked_out = calculus::resolve(graph, last);
            self.push(worked_out, Rule::WorkedOut, Vec::new());
        }
    }

    fn written_out(&mut self, graph: &mut Graph, proof: &mut Proof<'_>) {
        let last = self.last();
        let written = expanded(graph, last);
        if proof.equal(graph, last, written) {
            self.push(written, Rule::WrittenOut, Vec::new());
        }
    }

    fn simplified(&mut self, graph: &mut Graph, proof: &mut Proof<'_>, facts: &Facts) {
        let before = self.last();
        let outcome = simplify::simplify_with(graph, before, facts, &mut Options::default());
        if outcome.node == before || !proof.equal(graph, before, outcome.node) {
            return;
        }
        for step in &outcome.steps {
            let last = self.last();
            let mut replaced = Rewriter::new([(step.before, step.after)]);
            replaced.through_terms = false;
            let next = replaced.apply(graph, last);
            if next == outcome.node || next != last && proof.equal(graph, last, next) {
                self.push(next, Rule::Simplified(step.rule), step.conditions.clone());
            }
        }
        // Where the recorded replacements do not lead to the result, it is one step of its own.
        let rule = outcome.steps.last().map_or("canonical form", |step| step.rule);
        self.push(outcome.node, Rule::Simplified(rule), outcome.used);
    }
}
