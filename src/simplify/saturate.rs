//! The search: rounds of folding, ring laws, facts, rules and factoring, until nothing is new or a count is reached.

use super::egraph::{Class, Op, Room};
use super::extract::extract;
use super::matching::Found;
use super::needs;
use super::pattern::Pattern;
use super::shelf::Compiled;
use super::{Facts, Options, Step, operations, window};
use crate::expr::{Callee, Condition, Graph, Node, NodeId};
use crate::number::Rational;
use rustc_hash::FxHashSet;

/// The most places where one rule is applied in one round.
const PLACES: usize = 400;
/// The largest assumed expression that is looked at.
const FACT_LIMIT: usize = 60;
/// The e-graph may have so many nodes, and so many more per node that it starts with.
const GROWTH: (usize, usize) = (400, 40);
/// The most assumptions that are tried for being dispensable.
const TRIED: usize = 8;

/// What a search came to.
#[derive(Default)]
pub(super) struct Search {
    /// The cheapest form found, how, and which assumptions it takes; `None` where nothing is cheaper.
    pub found: Option<(NodeId, Vec<Step>, Vec<Condition>)>,
    /// Whether it ended at a limit.
    pub stopped: bool,
}

/// Looks for a cheaper form.
pub(super) fn search(graph: &mut Graph, root: NodeId, forms: [NodeId; 3], facts: &Facts, options: &Options) -> Search {
    let [best, ..] = forms;
    let shown = needs::needs(graph, root);
    let assumed = relevant(graph, best, facts);
    if !promising(graph, best, &assumed) {
        return Search::default();
    }
    if window(graph, best).len() > options.window_limit {
        return Search { found: None, stopped: true };
    }
    let mut stopped = false;
    let first = run(graph, &forms, &shown, &assumed, options, &mut stopped);
    let Some((mut found, mut steps)) = first else { return Search { found: None, stopped } };
    let cost = operations(graph, found);
    if cost >= operations(graph, best) {
        return Search { found: None, stopped };
    }
    // An assumption without which the same is found was not used.
    let mut used = assumed;
    if used.len() <= TRIED {
        let mut place = 0;
        while place < used.len() {
            let mut fewer = used.clone();
            fewer.remove(place);
            match run(graph, &forms, &shown, &fewer, options, &mut stopped) {
                Some((again, others)) if operations(graph, again) <= cost => {
                    (found, steps, used) = (again, others, fewer);
                }
                _ => place += 1,
            }
        }
    }
    Search { found: Some((found, steps, used)), stopped }
}

/// The assumptions about what stands in the window.
fn relevant(graph: &Graph, root: NodeId, facts: &Facts) -> Vec<Condition> {
    if facts.assumed.is_empty() {
        return Vec::new();
    }
    let inside: FxHashSet<NodeId> = window(graph, root).into_iter().collect();
    let leaf = |id: &NodeId| matches!(graph.node(*id), Node::Symbol(_) | Node::Term(_));
    let known = |condition: &&Condition| {
        let list = window(graph, condition.node);
        list.len() <= FACT_LIMIT && list.iter().filter(|id| leaf(id)).all(|id| inside.contains(id))
    };
    facts.assumed.iter().filter(known).copied().collect()
}

/// Whether rules or factoring could gain anything: a known function, a root, a base that stands in two terms.
fn promising(graph: &Graph, root: NodeId, assumed: &[Condition]) -> bool {
    window(graph, root).into_iter().any(|id| match graph.node(id) {
        Node::Call { function: Callee::Known(_), .. } => true,
        Node::Product(factors) => factors.iter().any(|(_, e)| !e.is_integer()) && (factors.len() > 1 || !assumed.is_empty()),
        Node::Sum { terms, .. } if terms.len() > 1 => {
            let mut seen = FxHashSet::default();
            terms.iter().any(|(term, _)| match graph.node(*term) {
                Node::Product(factors) => !factors.iter().all(|(base, _)| seen.insert(*base)),
                Node::Sum { terms, .. } => !terms.iter().all(|(base, _)| seen.insert(*base)),
                _ => !seen.insert(*term),
            })
        }
        _ => false,
    })
}

fn run(
    graph: &mut Graph,
    forms: &[NodeId],
    shown: &[Condition],
    assumed: &[Condition],
    options: &Options,
    stopped: &mut bool,
) -> Option<(NodeId, Vec<Step>)> {
    let mut room = Room::new();
    let root = room.enter(graph, forms[0]);
    for form in &forms[1..] {
        let other = room.enter(graph, *form);
        room.unite(root, other, "canonical form");
    }
    for condition in shown.iter().chain(assumed) {
        if window(graph, condition.node).len() <= FACT_LIMIT {
            let class = room.enter(graph, condition.node);
            room.given.push((class, condition.need));
        }
    }
    room.rebuild();
    // A small window that grows large runs in circles.
    let node_limit = options.node_limit.min(GROWTH.0 + GROWTH.1 * room.size());
    for _ in 0..options.rounds {
        let mut changed = room.fold(node_limit);
        changed |= room.unite_equal_polynomials();
        room.find_signs();
        changed |= apply_rules(&mut room, &options.shelf.0, node_limit);
        room.rebuild();
        changed |= room.factor_sums(node_limit);
        room.rebuild();
        if !changed || room.size() > node_limit {
            break;
        }
    }
    *stopped |= room.size() > node_limit;
    room.fold(node_limit);
    room.unite_equal_polynomials();
    let (found, mut steps) = extract(graph, &room, root)?;
    for step in &mut steps {
        // Which facts a step rests on is not traced: all that speak of what stood there are listed.
        step.conditions = shown.iter().chain(assumed).copied().collect();
    }
    Some((found, steps))
}

fn apply_rules(room: &mut Room, rules: &[Compiled], node_limit: usize) -> bool {
    let classes = room.classes();
    let (mut calls, mut sums, mut products) = (Vec::new(), Vec::new(), Vec::new());
    for class in classes {
        for node in room.nodes(class) {
            match node.op {
                Op::Call(_) => calls.push((class, node.clone())),
                Op::Sum(..) => sums.push((class, node.clone())),
                Op::Product(_) => products.push((class, node.clone())),
                Op::Number(_) | Op::Atom(_) => {}
            }
        }
    }
    let functions: FxHashSet<Callee> = calls
        .iter()
        .filter_map(|(_, node)| match node.op {
            Op::Call(function) => Some(function),
            _ => None,
        })
        .collect();
    let mut matches: Vec<(usize, Found)> = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        if !possible(&rule.left, &functions) || !at_home(&rule.right, &functions) {
            continue;
        }
        let candidates: &[(Class, _)] = match rule.left {
            Pattern::Call(..) => &calls,
            Pattern::Sum(..) => &sums,
            Pattern::Product(_) => &products,
            Pattern::Number(_) | Pattern::Variable(_) => continue,
        };
        let mut found = Vec::new();
        for (class, node) in candidates {
            room.find_rule(rule, *class, node, &mut found);
            if found.len() > PLACES {
                break;
            }
        }
        found.retain(|found| room.conditions_hold(&rule.when, &found.bindings));
        matches.extend(found.into_iter().map(|found| (index, found)));
    }
    let mut changed = false;
    for (index, found) in matches {
        if room.size() > node_limit {
            break;
        }
        changed |= room.apply_rule(&rules[index], &found);
    }
    changed
}

/// Whether a reader expects the functions of the pattern: who wrote tanh expects `1 − tanh²`, not `1/cosh²`.
fn at_home(pattern: &Pattern, functions: &FxHashSet<Callee>) -> bool {
    match pattern {
        Pattern::Number(_) | Pattern::Variable(_) => true,
        Pattern::Call(id, args) => {
            let strange = matches!(id.get().name, "cosh" | "sinh") && !functions.contains(&Callee::Known(*id));
            !strange && args.iter().all(|arg| at_home(arg, functions))
        }
        Pattern::Sum(_, parts) | Pattern::Product(parts) => parts.iter().all(|(part, _)| at_home(part, functions)),
    }
}

/// Whether every function of the pattern stands somewhere.
fn possible(pattern: &Pattern, functions: &FxHashSet<Callee>) -> bool {
    match pattern {
        Pattern::Number(_) | Pattern::Variable(_) => true,
        Pattern::Call(id, args) => functions.contains(&Callee::Known(*id)) && args.iter().all(|arg| possible(arg, functions)),
        Pattern::Sum(_, parts) | Pattern::Product(parts) => {
            parts.iter().all(|(part, exponent): &(Pattern, Rational)| !exponent.is_zero() && possible(part, functions))
        }
    }
}
