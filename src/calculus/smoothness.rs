//! Where a function has a derivative, beyond where it has a value: roots away from 0, kinks with their conventions.

use super::local::slope_need;
use crate::expr::{Callee, Condition, Graph, Node, NodeId, TermKind};
use crate::functions::Need;
use crate::model::Template;

/// What the derivative of a function needs and assumes.
#[derive(Clone, Debug, Default)]
pub struct Smoothness {
    /// Conditions for the derivative beyond those for the value.
    pub needs: Vec<Condition>,
    /// Expressions that vanish at a kink or jump.
    pub kinks: Vec<NodeId>,
    /// What is taken at the kinks: `relu'(0) = 0`.
    pub conventions: Vec<&'static str>,
}

/// The conditions and conventions of the derivative of `of` by the variables.
pub fn smoothness(graph: &mut Graph, of: NodeId, by: &[NodeId]) -> Smoothness {
    let mut found = Smoothness::default();
    let mut depends: rustc_hash::FxHashSet<NodeId> = by.iter().copied().collect();
    let nodes = graph.reachable(&[of]);
    // A root that has a name is told by it: `S ≠ 0`.
    let mut named_roots: rustc_hash::FxHashMap<NodeId, NodeId> = rustc_hash::FxHashMap::default();
    for id in &nodes {
        if let Some(term) = graph.as_term(*id) {
            named_roots.insert(term.body, *id);
        }
    }
    for id in nodes {
        let mut moved = depends.contains(&id);
        graph.for_each_child(id, |child| moved |= depends.contains(&child));
        if !moved {
            continue;
        }
        depends.insert(id);
        match graph.node(id).clone() {
            Node::Product(factors) => {
                let name = named_roots.get(&id).filter(|_| factors.len() == 1).copied();
                let deviation =
                    name.and_then(|name| graph.as_term(name)).is_some_and(|t| matches!(t.kind, TermKind::Deviation { .. }));
                for (base, exponent) in factors {
                    if let Some(need) = slope_need(&exponent).filter(|_| !deviation) {
                        push(&mut found.needs, Condition { node: name.unwrap_or(base), need });
                    }
                }
            }
            Node::Call { function: Callee::Known(function), args } => {
                let entry = function.get();
                for text in entry.kinks {
                    let kink = Template::of(text).instantiate(graph, &args, None);
                    push(&mut found.kinks, kink);
                }
                if let Some(convention) = entry.convention {
                    push(&mut found.conventions, convention);
                }
            }
            Node::Term(term) => {
                if let TermKind::Deviation { eps, .. } = &graph.term(term).kind
                    && graph.known_number(*eps).is_none_or(|eps| eps.signum() <= 0)
                {
                    push(&mut found.needs, Condition { node: id, need: Need::NonZero });
                }
            }
            _ => {}
        }
    }
    found
}

fn push<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
