//! `check`: every claim of a file, decided.

use super::variants::{Variant, near_variants};
use crate::check::decide::{Decision, decide};
use crate::check::verdict::Verdict;
use crate::expr::rewrite::Rewriter;
use crate::expr::zero::{self, Zero};
use crate::expr::{Graph, NodeId, TermKind};
use crate::model::{Claim, Lowering, Model};

/// The largest written size of a correction: it is there to be read.
const READABLE: usize = 200;

/// The same where it is made of the roots of a run.
const READABLE_ROOTS: usize = 60;

/// A claim and what was found out about it.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The claim.
    pub claim: Claim,
    /// The decision.
    pub decision: Decision,
    /// For a refuted claim whose left side is a derivative or a value: the right side that would be true, where it is
    /// short enough to be read.
    pub correct: Option<NodeId>,
    /// For a refuted claim: what would make it true, the nearest slip first.
    pub variants: Vec<Variant>,
}

/// Decides every claim of the model, in its order.
pub fn check(model: &mut Model) -> Vec<Decided> {
    model.claims().into_iter().map(|claim| check_one(model, claim)).collect()
}

/// Decides one claim.
pub fn check_one(model: &mut Model, claim: Claim) -> Decided {
    super::runs::carry_out_runs_of(model, &claim);
    let mut decision = decide(model, &claim);
    super::certain::weigh_rounding(model, &claim, &mut decision);
    let at_roots = decision.verdict == Verdict::Refuted && model.is_at_roots(&claim);
    let correct = decision.true_right.and_then(|node| match at_roots {
        // What roots of roots come to is not made shorter by any rule.
        true => (model.graph.written_size(node, READABLE_ROOTS) < READABLE_ROOTS).then_some(node),
        false => correction(model, node),
    });
    if let (Some(witness), Some(value)) = (&mut decision.witness, correct.and_then(|node| model.graph.as_number(node))) {
        // Shown to be this number wherever it is defined: no bound of an enclosure says it better.
        witness.left = value.to_string();
    }
    // A variant would be weighed by the rounded values alone.
    let variants = if decision.rounded.is_empty() { near_variants(model, &claim, &decision) } else { Vec::new() };
    Decided { claim, decision, correct, variants }
}

/// The true right side, simplified: with the names of its derivatives written out where that is short enough to be read.
fn correction(model: &mut Model, node: NodeId) -> Option<NodeId> {
    let assumptions = model.assumptions.clone();
    let graph = &mut model.graph;
    if is_zero(graph, node) {
        return Some(graph.integer(0));
    }
    let written = derivatives_written_out(graph, node);
    // What is long before it is simplified is not worth the search.
    let short = graph.written_size(written, 2 * READABLE) < 2 * READABLE;
    [Some(written).filter(|_| short), Some(node)].into_iter().flatten().find_map(|form| {
        let shown = super::shown(model, form, &assumptions);
        let graph = &mut model.graph;
        let difference = graph.sub(shown, node);
        (graph.written_size(shown, READABLE) < READABLE && is_zero(graph, difference)).then_some(shown)
    })
}

fn is_zero(graph: &mut Graph, node: NodeId) -> bool {
    if let Some(value) = graph.as_number(node) {
        return value.is_zero();
    }
    let lowered = Lowering::default().apply(graph, node);
    matches!(zero::test(graph, lowered, &zero::Options::default()), Zero::Everywhere { covered: true, .. })
}

/// The expression with `∂L/∂F(1)` and the like replaced by what they are.
fn derivatives_written_out(graph: &mut Graph, node: NodeId) -> NodeId {
    let mut written = Rewriter::new([]);
    for id in graph.terms_of(&[node]) {
        if let Some(term) = graph.as_term(id)
            && term.kind == TermKind::Derivative
        {
            let body = written.apply(graph, term.body);
            written.done.insert(id, body);
        }
    }
    written.apply(graph, node)
}
