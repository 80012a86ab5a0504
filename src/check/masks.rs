//! Claims that hold free masks: each mask is 0 or 1, so a claim is decided for every value of them.
//!
//! What is proved for all real m holds for 0 and 1. Nothing is refuted at a point where a mask is neither.

use super::conditions::unique;
use super::decide::{Decision, blank};
use super::verdict::Verdict;
use crate::calculus;
use crate::expr::{Condition, Graph, Node, NodeId, draws};
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
    let mut decisions = Vec::new();
    for kept in draws(masks.len()) {
        let there = put_in(graph, side, masks, &kept);
        let Some(mut decision) = decide(graph, &there) else { continue };
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
    joined(graph, masks, decisions)
}

/// What all values say together: no better than the worst of them.
fn joined(graph: &Graph, masks: &[NodeId], decisions: Vec<Decision>) -> Decision {
    let rank = |decision: &Decision| match decision.verdict {
        Verdict::Undecided | Verdict::IllFormed => 0,
        Verdict::Supported => 1,
        Verdict::Proved | Verdict::Refuted => 2,
    };
    let Some(worst) = decisions.iter().min_by_key(|decision| rank(decision)).cloned() else {
        return blank(Verdict::Undecided, "a side has no value, whatever the masks are");
    };
    let names: Vec<String> = masks.iter().map(|mask| graph.symbol_text(*mask)).collect();
    let (all, met, list) = (1usize << masks.len(), decisions.len(), names.join(", "));
    let where_defined = format!("{met} of {all} values of {list} that leave both sides a value");
    let values = if met == all { format!("each of {all} values of {list}") } else { where_defined };
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
    Side { left, right, tolerance, assumptions, rounded: side.rounded.clone() }
}
