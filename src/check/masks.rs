//! Claims that hold free masks: each mask is 0 or 1, so a claim is decided for every value of them.
//!
//! What is proved for all real m holds for 0 and 1. Nothing is refuted at a point where a mask is neither.

use super::conditions::unique;
use super::decide::{Decision, blank};
use super::verdict::Verdict;
use crate::calculus;
use crate::expr::{Condition, Graph, Node, NodeId, draws};
use crate::functions::Need;
use crate::model::{Meaning, Side, Tolerance};
use crate::number::Rational;

/// The largest number of free masks whose values are run through.
const MAX_MASKS: usize = 6;

/// The masks that a claim holds once its points are put in, ascending.
pub(super) fn free_masks(graph: &mut Graph, side: &Side) -> Vec<NodeId> {
    let mut found = Vec::new();
    for meaning in [&side.left, &side.right] {
        for node in meaning.needs.iter().map(|need| need.node).chain([meaning.node]) {
            // Most claims hold no mask, so that nothing need be worked out.
            if holds_mask(graph, node) {
                let worked_out = calculus::resolve(graph, node);
                found.extend(graph.reachable(&[worked_out]).into_iter().filter(|id| graph.is_mask(*id)));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether a mask stands anywhere in the node.
pub(super) fn holds_mask(graph: &Graph, node: NodeId) -> bool {
    graph.reachable(&[node]).into_iter().any(|id| graph.is_mask(id))
}

/// The decision over all values of the masks; `decide` tells for one of them, `None` where a side has no value there.
pub(super) fn over_masks(
    graph: &mut Graph,
    side: &Side,
    masks: &[NodeId],
    mut decide: impl FnMut(&mut Graph, &Side) -> Option<Decision>,
) -> Decision {
    if masks.len() > MAX_MASKS {
        let words = format!("{} free masks; the values of at most {MAX_MASKS} are run through", masks.len());
        return blank(Verdict::Undecided, &words);
    }
    let probabilities = probabilities(graph, side, masks);
    let (mut decisions, mut possible) = (Vec::new(), 0);
    for kept in draws(masks.len()) {
        let Some(needs) = possible_draw(graph, &probabilities, &kept) else { continue };
        possible += 1;
        let mut there = put_in(graph, side, masks, &kept);
        there.left.needs.extend(needs.iter().copied());
        let Some(mut decision) = decide(graph, &there) else { continue };
        // That a draw may happen is no condition of a claim about all that happen.
        decision.conditions.retain(|condition| !needs.contains(condition));
        if let Some(witness) = &mut decision.witness {
            let values = masks.iter().zip(&kept).filter_map(|(mask, kept)| {
                graph.as_symbol(*mask).map(|symbol| (symbol, if *kept { Rational::ONE } else { Rational::ZERO }))
            });
            witness.point.extend(values);
        }
        let settles = match side.tolerance {
            Tolerance::NotEqual => decision.verdict == Verdict::Proved,
            _ => decision.verdict == Verdict::Refuted,
        };
        if settles {
            return decision;
        }
        decisions.push(decision);
    }
    joined(graph, masks, decisions, possible)
}

/// The probabilities that the masks are 0 and that they are 1.
fn probabilities(graph: &mut Graph, side: &Side, masks: &[NodeId]) -> Vec<Option<(NodeId, NodeId)>> {
    let one_of = |graph: &mut Graph, mask: &NodeId| {
        let (_, p) = side.drop_probs.iter().find(|(known, _)| known == mask)?;
        let p = calculus::resolve(graph, *p);
        let keep = graph.linear(Rational::ONE, &[(p, Rational::MINUS_ONE)]);
        Some((p, keep))
    };
    masks.iter().map(|mask| one_of(graph, mask)).collect()
}

/// Whether no probability is a number below 0 or above 1.
pub(super) fn may_be_drawn(graph: &mut Graph, side: &Side, masks: &[NodeId]) -> bool {
    let is_negative = |graph: &Graph, node: NodeId| graph.known_number(node).is_some_and(Rational::is_negative);
    let all = probabilities(graph, side, masks);
    all.into_iter().flatten().all(|(drop, keep)| !is_negative(graph, drop) && !is_negative(graph, keep))
}

/// What must be above 0 for a draw to happen at all; `None` where it never does.
fn possible_draw(graph: &Graph, probabilities: &[Option<(NodeId, NodeId)>], kept: &[bool]) -> Option<Vec<Condition>> {
    let mut needs = Vec::new();
    for (pair, kept) in probabilities.iter().zip(kept) {
        let Some((drop, keep)) = pair else { continue };
        let (node, other) = if *kept { (*keep, *drop) } else { (*drop, *keep) };
        if graph.known_number(other).is_some_and(Rational::is_negative) {
            return None;
        }
        match graph.known_number(node) {
            Some(value) if value.signum() <= 0 => return None,
            Some(_) => {}
            None => needs.push(Condition { node, need: Need::Positive }),
        }
    }
    Some(needs)
}

/// What all values say together: no better than the worst of them.
fn joined(graph: &Graph, masks: &[NodeId], decisions: Vec<Decision>, all: usize) -> Decision {
    let rank = |decision: &Decision| match decision.verdict {
        Verdict::Undecided | Verdict::IllFormed => 0,
        Verdict::Supported => 1,
        Verdict::Proved | Verdict::Refuted => 2,
    };
    let Some(worst) = decisions.iter().min_by_key(|decision| rank(decision)).cloned() else {
        return blank(Verdict::Undecided, "a side has no value, whatever the masks are");
    };
    let names: Vec<String> = masks.iter().map(|mask| graph.symbol_text(*mask)).collect();
    let (met, list) = (decisions.len(), names.join(", "));
    let where_defined = format!("{met} of {all} values of {list} that leave both sides a value");
    let possible = if all < 1 << masks.len() { " possible" } else { "" };
    let values = if met == all { format!("each of {all}{possible} values of {list}") } else { where_defined };
    let certificate = format!("for {values}: {}", worst.certificate);
    Decision {
        conditions: unique(decisions.iter().flat_map(|decision| decision.conditions.clone())),
        assumed: unique(decisions.iter().flat_map(|decision| decision.assumed.clone())),
        certificate,
        ..worst
    }
}

/// The claim with values for the masks.
fn put_in(graph: &mut Graph, side: &Side, masks: &[NodeId], kept: &[bool]) -> Side {
    let [zero, one] = [graph.integer(0), graph.integer(1)];
    let values: Box<[(NodeId, NodeId)]> =
        masks.iter().zip(kept).map(|(mask, kept)| (*mask, if *kept { one } else { zero })).collect();
    let mut at = |node: NodeId| match graph.as_number(node) {
        Some(_) => node,
        None => graph.intern(Node::At { of: node, values: values.clone() }),
    };
    let mut meaning = |meaning: &Meaning| Meaning {
        node: at(meaning.node),
        needs: meaning.needs.iter().map(|need| Condition { node: at(need.node), ..*need }).collect(),
    };
    let (left, right) = (meaning(&side.left), meaning(&side.right));
    let tolerance = match side.tolerance {
        Tolerance::Near(node) => Tolerance::Near(at(node)),
        ref other => other.clone(),
    };
    let assumptions = side.assumptions.iter().map(|fact| Condition { node: at(fact.node), ..*fact }).collect();
    Side { left, right, tolerance, assumptions, ..side.clone() }
}
