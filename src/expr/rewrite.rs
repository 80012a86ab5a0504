//! Rebuilding a graph with some nodes replaced: the one loop behind substitution, lowering and inlining.

use super::{Callee, Graph, Label, Node, NodeId};
use crate::number::Rational;
use rustc_hash::FxHashMap;

/// A rewriting in progress; what was rewritten once is remembered.
pub struct Rewriter<'a> {
    /// Old node to new one; callers put in what is to be replaced.
    pub done: FxHashMap<NodeId, NodeId>,
    /// Whether named terms are rebuilt (with a new body under the same label) or left alone.
    pub through_terms: bool,
    /// Whether a named term that changes loses its name, which means what it was before.
    pub opens_terms: bool,
    /// Rebuilds a call from its new arguments, where the usual constructor is not wanted.
    #[allow(clippy::type_complexity)]
    pub call: Option<Box<dyn FnMut(&mut Graph, Callee, &[NodeId]) -> NodeId + 'a>>,
}

impl<'a> Rewriter<'a> {
    /// One that replaces by the pairs.
    pub fn new(replaced: impl IntoIterator<Item = (NodeId, NodeId)>) -> Rewriter<'a> {
        Rewriter { done: replaced.into_iter().collect(), through_terms: true, opens_terms: false, call: None }
    }

    /// The node with everything replaced.
    pub fn apply(&mut self, graph: &mut Graph, root: NodeId) -> NodeId {
        let through = self.through_terms;
        let list = graph.reachable_until(&[root], |id| {
            !self.done.contains_key(&id) && (through || id == root || !matches!(graph.node(id), Node::Term(_)))
        });
        for id in list {
            if !self.done.contains_key(&id) {
                let new = self.rebuild(graph, id);
                self.done.insert(id, new);
            }
        }
        self.done[&root]
    }

    fn get(&self, id: NodeId) -> NodeId {
        self.done.get(&id).copied().unwrap_or(id)
    }

    fn parts(&self, parts: &[(NodeId, Rational)]) -> Option<Vec<(NodeId, Rational)>> {
        parts.iter().any(|(id, _)| self.get(*id) != *id).then(|| parts.iter().map(|(id, c)| (self.get(*id), c.clone())).collect())
    }

    fn list(&self, list: &[NodeId]) -> Vec<NodeId> {
        list.iter().map(|id| self.get(*id)).collect()
    }

    fn rebuild(&mut self, graph: &mut Graph, id: NodeId) -> NodeId {
        match graph.node(id) {
            Node::Number(_) | Node::Symbol(_) => id,
            Node::Sum { constant, terms } => {
                let constant = constant.clone();
                self.parts(terms).map_or(id, |terms| graph.linear(constant, &terms))
            }
            Node::Product(factors) => self.parts(factors).map_or(id, |factors| graph.product(&factors)),
            Node::Call { function, args } => {
                let (function, args) = (*function, self.list(args));
                match &mut self.call {
                    Some(call) => call(graph, function, &args),
                    None => graph.call(function, &args),
                }
            }
            Node::Term(term) => {
                let term = *term;
                self.rebuild_term(graph, id, term)
            }
            Node::Derivative { of, by, hold } => {
                let node = Node::Derivative { of: self.get(*of), by: self.list(by).into(), hold: self.list(hold).into() };
                graph.intern(node)
            }
            Node::At { of, values } => {
                let values = values.iter().map(|(symbol, value)| (*symbol, self.get(*value))).collect();
                let node = Node::At { of: self.get(*of), values };
                graph.intern(node)
            }
        }
    }

    /// A named term with new body, arguments and rows. A term whose body became a number is that number.
    fn rebuild_term(&mut self, graph: &mut Graph, id: NodeId, term: super::TermId) -> NodeId {
        use super::TermKind::{Deviation, Mean, Normalised};
        let entry = graph.term(term);
        let body = self.get(entry.body);
        if !self.through_terms || body == entry.body {
            return id;
        }
        if self.opens_terms || graph.as_number(body).is_some() {
            return body;
        }
        let entry = entry.clone();
        let label = match entry.label {
            Label::Definition { name, indices, args, without, eval } => {
                let mut args = args.to_vec();
                for arg in &mut args {
                    *arg = self.apply(graph, *arg);
                }
                Label::Definition { name, indices, args: args.into(), without, eval }
            }
            other => other,
        };
        let kind = match entry.kind {
            Mean { rows } => Mean { rows: self.list(&rows).into() },
            Deviation { rows, mean, ddof, eps } => {
                Deviation { rows: self.list(&rows).into(), mean: self.get(mean), ddof, eps: self.get(eps) }
            }
            Normalised { row, mean, deviation } => {
                Normalised { row: self.get(row), mean: self.get(mean), deviation: self.get(deviation) }
            }
            other => other,
        };
        let mut needs = entry.needs.to_vec();
        for need in &mut needs {
            need.node = self.apply(graph, need.node);
        }
        graph.named(label, kind, body, needs)
    }
}
