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
    /// The calls that the kinks belong to.
    pub calls: Vec<KinkedCall>,
}

/// A call of a function with a kink or jump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KinkedCall {
    /// What vanishes at the kink.
    pub kink: NodeId,
    /// The call.
    pub call: NodeId,
    /// What is taken there.
    pub convention: Option<&'static str>,
    /// Whether the value itself jumps, as that of `sign` and `step`.
    pub jumps: bool,
}

impl Smoothness {
    /// Takes in what another derivative needs.
    pub(super) fn join(&mut self, other: Smoothness) {
        other.needs.into_iter().for_each(|need| push(&mut self.needs, need));
        other.kinks.into_iter().for_each(|kink| push(&mut self.kinks, kink));
        other.conventions.into_iter().for_each(|convention| push(&mut self.conventions, convention));
        other.calls.into_iter().for_each(|call| push(&mut self.calls, call));
    }
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
                    // A root that does not move is a factor like any other.
                    if let Some(need) = slope_need(&exponent).filter(|_| !deviation && depends.contains(&base)) {
                        push(&mut found.needs, Condition { node: name.unwrap_or(base), need });
                    }
                }
            }
            Node::Call { function: Callee::Known(function), args } => {
                let entry = function.get();
                if entry.name == "pow" {
                    // x^(a − 1) and ln x: at the base 0 the rules say nothing.
                    push(&mut found.needs, Condition { node: args[0], need: Need::Positive });
                }
                let mut kinked = false;
                for text in entry.kinks {
                    let kink = Template::of(text).instantiate(graph, &args, None);
                    // Two arguments that are the same everywhere are no tie: `max(x, x)` is x.
                    if graph.as_number(kink).is_some() {
                        continue;
                    }
                    kinked = true;
                    push(&mut found.kinks, kink);
                    let jumps = matches!(entry.name, "sign" | "step");
                    push(&mut found.calls, KinkedCall { kink, call: id, convention: entry.convention, jumps });
                }
                if let Some(convention) = entry.convention.filter(|_| kinked) {
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
