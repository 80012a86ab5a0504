//! The cheapest form of a class: operations of the graph form, ties to what stood there before.
//!
//! A function that the window does not use counts one more: it must save more than one operation. Sharing inside a window is not seen here; the caller counts the graph before it accepts.

use super::egraph::{Class, Enode, Op, Room};
use super::{Step, window};
use crate::expr::{Callee, Graph, Node, NodeId};
use crate::number::Rational;
use rustc_hash::{FxHashMap, FxHashSet};

/// Operations, then nodes that did not stand in the window, then all nodes: what holds a class costs more than the class,
/// although 1/x is no operation of its own.
type Cost = (u64, u64, u64);

/// The cheapest form of the class in the graph, with the replacements that lead there.
pub(super) fn extract(graph: &mut Graph, room: &Room, root: Class) -> Option<(NodeId, Vec<Step>)> {
    let origins = room.origins();
    let chosen = choose(room, &origins);
    let root = room.find(root);
    let first = room.first_of_class();
    let mut built: FxHashMap<Class, NodeId> = FxHashMap::default();
    let path = build_all(graph, room, &chosen, root, &mut built)?;
    let mut steps = Vec::new();
    for class in &path {
        let (class, (_, node), id) = (*class, chosen.get(class)?, *built.get(class)?);
        if let Some(before) = first.get(&class)
            && origins.get(node) != Some(before)
            && *before != id
        {
            let rules = room.reasons.iter().filter(|(other, _)| room.find(*other) == class).map(|(_, rule)| *rule);
            let rule = rules.min_by_key(|rule| (matches!(*rule, "folding" | "ring laws"), *rule == "common factor"));
            steps.push(Step { rule: rule.unwrap_or("ring laws"), before: *before, after: id, conditions: Vec::new() });
        }
    }
    let found = *built.get(&root)?;
    let mut all = swallowed(graph, room, &chosen, (*first.get(&root)?, found), &path);
    all.extend(steps);
    Some((found, all))
}

/// Builds the chosen form of a class and of all that it holds; returns the classes built, children before parents. A
/// chosen form never holds its own class, because it costs more than its parts.
fn build_all(
    graph: &mut Graph,
    room: &Room,
    chosen: &FxHashMap<Class, (Cost, Enode)>,
    root: Class,
    built: &mut FxHashMap<Class, NodeId>,
) -> Option<Vec<Class>> {
    let mut path = Vec::new();
    let mut stack = vec![(room.find(root), false)];
    let mut seen = FxHashSet::default();
    while let Some((class, ready)) = stack.pop() {
        let (_, node) = chosen.get(&class)?;
        if !ready {
            if !built.contains_key(&class) && seen.insert(class) {
                stack.push((class, true));
                stack.extend(node.children.iter().rev().map(|child| (room.find(*child), false)));
            }
            continue;
        }
        let children: Option<Vec<NodeId>> = node.children.iter().map(|child| built.get(&room.find(*child)).copied()).collect();
        let id = build(graph, node, &children?);
        built.insert(class, id);
        path.push(class);
    }
    Some(path)
}

/// Rules whose result was folded into what holds it: `a (1 − tanh²)` became `a/cosh²`, where `1/cosh²` stands nowhere. They
/// are known by a function that came or went with them.
fn swallowed(
    graph: &mut Graph,
    room: &Room,
    chosen: &FxHashMap<Class, (Cost, Enode)>,
    (root, found): (NodeId, NodeId),
    path: &[Class],
) -> Vec<Step> {
    let first = room.first_of_class();
    let (old, new) = (calls(graph, root), calls(graph, found));
    let mut built: FxHashMap<Class, NodeId> = FxHashMap::default();
    let mut steps: Vec<Step> = Vec::new();
    for (class, rule) in &room.reasons {
        let class = room.find(*class);
        let Some(before) = first.get(&class).copied().filter(|_| !path.contains(&class)) else { continue };
        if matches!(*rule, "folding" | "ring laws" | "common factor" | "canonical form")
            || steps.iter().any(|step| step.before == before)
        {
            continue;
        }
        for node in room.nodes(class) {
            let mut children = Vec::new();
            for child in &node.children {
                let child = room.find(*child);
                if build_all(graph, room, chosen, child, &mut built).is_some() {
                    children.extend(built.get(&child).copied());
                }
            }
            if children.len() < node.children.len() {
                continue;
            }
            let after = build(graph, node, &children);
            let (left, right) = (calls(graph, before), calls(graph, after));
            let came: Vec<&Callee> = right.iter().filter(|call| new.contains(call) && !old.contains(call)).collect();
            let went = left.iter().any(|call| !new.contains(call) && !right.contains(call)) && right.is_subset(&new);
            // What holds something that was replaced already says nothing new.
            let inside = window(graph, before);
            let known = steps
                .iter()
                .any(|step| inside.contains(&step.before) && came.iter().all(|call| calls(graph, step.after).contains(call)));
            if after != before && !known && (!came.is_empty() || went) {
                steps.push(Step { rule, before, after, conditions: Vec::new() });
                break;
            }
        }
    }
    steps
}

/// The functions of a window.
fn calls(graph: &Graph, root: NodeId) -> FxHashSet<Callee> {
    let call = |id: NodeId| match graph.node(id) {
        Node::Call { function, .. } => Some(*function),
        _ => None,
    };
    window(graph, root).into_iter().filter_map(call).collect()
}

fn choose(room: &Room, origins: &FxHashMap<Enode, NodeId>) -> FxHashMap<Class, (Cost, Enode)> {
    let classes = room.classes();
    let known: FxHashSet<&Op> = origins.keys().filter(|node| matches!(node.op, Op::Call(_))).map(|node| &node.op).collect();
    let mut best: FxHashMap<Class, (Cost, Enode)> = FxHashMap::default();
    loop {
        let mut changed = false;
        for class in &classes {
            for node in room.nodes(*class) {
                let Some(mut cost) = cost(room, node, origins, &best) else { continue };
                if matches!(node.op, Op::Call(_)) && !known.contains(&node.op) {
                    cost.0 = cost.0.saturating_add(1);
                }
                if best.get(class).is_none_or(|(known, _)| cost < *known) {
                    best.insert(*class, (cost, node.clone()));
                    changed = true;
                }
            }
        }
        if !changed {
            return best;
        }
    }
}

fn cost(room: &Room, node: &Enode, origins: &FxHashMap<Enode, NodeId>, best: &FxHashMap<Class, (Cost, Enode)>) -> Option<Cost> {
    let own = match &node.op {
        Op::Number(_) | Op::Atom(_) => 0,
        Op::Call(_) => node.children.len().max(1),
        Op::Product(exponents) => exponents.len() - 1 + exponents.iter().filter(|e| !e.abs().is_one()).count(),
        Op::Sum(constant, terms) => {
            let negated = terms.len() == 1 && constant.is_zero() && terms[0] == Rational::MINUS_ONE;
            terms.len() - 1
                + usize::from(!constant.is_zero())
                + usize::from(negated)
                + terms.iter().filter(|c| !c.abs().is_one()).count()
        }
    } as u64;
    let mut total = (own, u64::from(!origins.contains_key(node)), 1u64);
    for child in &node.children {
        let ((operations, new, size), _) = best.get(&room.find(*child))?;
        total = (total.0.saturating_add(*operations), total.1.saturating_add(*new), total.2.saturating_add(*size));
    }
    Some(total)
}

fn build(graph: &mut Graph, node: &Enode, children: &[NodeId]) -> NodeId {
    let parts = |numbers: &[Rational]| children.iter().copied().zip(numbers.iter().cloned()).collect::<Vec<_>>();
    match &node.op {
        Op::Number(value) => graph.number(value.clone()),
        Op::Atom(id) => *id,
        Op::Call(function) => graph.call(*function, children),
        Op::Sum(constant, numbers) => graph.linear(constant.clone(), &parts(numbers)),
        Op::Product(numbers) => graph.product(&parts(numbers)),
    }
}
