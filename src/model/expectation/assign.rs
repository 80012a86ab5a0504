//! Which masks an expression holds, and the expression with values put in for them.
//!
//! Named terms with masks inside are opened, because their names mean the random value. A derivative by a symbol is
//! taken of the function with the values put in; what cannot be moved inside becomes `… at (m_1 = 0)`.

use super::super::Mask;
use super::super::masks::complement;
use super::affine::InMasks;
use super::{MAX_MASKS, MAX_NODES, Refusal};
use crate::expr::rewrite::Rewriter;
use crate::expr::{Graph, Node, NodeId, draws};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// What a node is for one draw of its masks.
pub(super) struct Drawn {
    /// Which masks are 1.
    pub(super) kept: Vec<bool>,
    pub(super) node: NodeId,
}

/// The masks of a file and which of them each node holds.
pub(in crate::model) struct Draws {
    drop_probs: FxHashMap<NodeId, NodeId>,
    sets: FxHashMap<NodeId, Rc<[NodeId]>>,
    none: Rc<[NodeId]>,
    pub(super) means: FxHashMap<NodeId, NodeId>,
    /// The nodes that were asked for as polynomials in masks; `None` for those that are none.
    pub(super) polynomials: FxHashMap<NodeId, Option<Rc<InMasks>>>,
    /// Points (`… at (…)`) with values put in for the masks.
    points: FxHashMap<(NodeId, Box<[(NodeId, bool)]>), NodeId>,
    /// Nodes that the graph had at the start.
    before: usize,
}

impl Draws {
    pub(super) fn new(graph: &Graph, masks: &[Mask], roots: &[NodeId]) -> Draws {
        let drop_probs = masks.iter().map(|mask| (mask.node, mask.drop_prob)).collect();
        let mut draws = Draws {
            drop_probs,
            sets: FxHashMap::default(),
            none: Rc::new([]),
            means: FxHashMap::default(),
            polynomials: FxHashMap::default(),
            points: FxHashMap::default(),
            before: graph.len(),
        };
        roots.iter().for_each(|root| draws.look(graph, *root));
        draws
    }

    /// The probability that a mask is 0.
    pub(in crate::model) fn drop_prob(&self, mask: NodeId) -> NodeId {
        self.drop_probs.get(&mask).copied().unwrap_or(mask)
    }

    /// The masks that the value of a node depends on, in the order in which they were met; the node must have been looked at.
    pub(in crate::model) fn masks(&self, node: NodeId) -> &[NodeId] {
        self.sets.get(&node).unwrap_or(&self.none)
    }

    /// Finds the masks of a node and of all below it.
    pub(super) fn look(&mut self, graph: &Graph, root: NodeId) {
        for id in graph.reachable_until(&[root], |id| !self.sets.contains_key(&id)) {
            if self.sets.contains_key(&id) {
                continue;
            }
            let found = match graph.node(id) {
                Node::Symbol(_) if self.drop_probs.contains_key(&id) => Rc::new([id]),
                Node::At { of, values } => {
                    let moved = |mask: &NodeId| values.iter().any(|(symbol, _)| symbol == mask);
                    let inner: Vec<NodeId> = self.masks(*of).iter().copied().filter(|mask| !moved(mask)).collect();
                    self.union(&[&inner], values.iter().map(|(_, value)| *value))
                }
                _ => {
                    let mut children = Vec::new();
                    graph.for_each_child(id, |child| children.push(child));
                    self.union(&[], children.into_iter())
                }
            };
            self.sets.insert(id, found);
        }
    }

    fn union(&self, lists: &[&[NodeId]], nodes: impl Iterator<Item = NodeId>) -> Rc<[NodeId]> {
        let mut first: Option<&Rc<[NodeId]>> = None;
        let mut all: Vec<NodeId> = lists.iter().flat_map(|list| list.iter().copied()).collect();
        for node in nodes {
            let Some(set) = self.sets.get(&node).filter(|set| !set.is_empty()) else { continue };
            match first {
                None => first = Some(set),
                Some(known) if Rc::ptr_eq(known, set) => continue,
                _ => {}
            }
            all.extend(set.iter().copied());
        }
        all.sort_unstable();
        all.dedup();
        match first {
            Some(known) if **known == *all => known.clone(),
            _ if all.is_empty() => self.none.clone(),
            _ => all.into(),
        }
    }

    /// The node for every value of its masks, all kept first.
    pub(super) fn each_value(&mut self, graph: &mut Graph, node: NodeId) -> Result<Vec<Drawn>, Refusal> {
        let masks = self.masks(node).to_vec();
        let mut list = Vec::new();
        for kept in bearable_draws(masks.len())? {
            let node = self.assigned(graph, node, &masks, &kept)?;
            list.push(Drawn { kept, node });
        }
        Ok(list)
    }

    /// The probability of these values.
    pub(super) fn weight(&self, graph: &mut Graph, masks: &[NodeId], kept: &[bool]) -> NodeId {
        let factors: Vec<NodeId> = masks
            .iter()
            .zip(kept)
            .map(|(mask, kept)| {
                let drop_prob = self.drop_prob(*mask);
                if *kept { complement(graph, drop_prob) } else { drop_prob }
            })
            .collect();
        graph.mul(&factors)
    }

    /// The node with these values put in for the masks.
    pub(super) fn assigned(
        &mut self,
        graph: &mut Graph,
        root: NodeId,
        masks: &[NodeId],
        kept: &[bool],
    ) -> Result<NodeId, Refusal> {
        if graph.len() > self.before + MAX_NODES {
            return Err(Refusal::TooLarge);
        }
        let [zero, one] = [graph.integer(0), graph.integer(1)];
        let values: Vec<(NodeId, NodeId)> =
            masks.iter().zip(kept).map(|(mask, kept)| (*mask, if *kept { one } else { zero })).collect();
        let mut rewriter = Rewriter::new(values.iter().copied());
        let random: Vec<NodeId> = graph
            .reachable_until(&[root], |id| !self.masks(id).is_empty())
            .into_iter()
            .filter(|id| {
                if self.masks(*id).is_empty() {
                    rewriter.done.insert(*id, *id);
                }
                !rewriter.done.contains_key(id)
            })
            .collect();
        for id in random {
            let value = match graph.node(id).clone() {
                Node::Term(term) => rewriter.apply(graph, graph.term(term).body),
                Node::Derivative { of, by, hold } => {
                    let plain = hold.is_empty() && by.iter().all(|by| graph.as_symbol(*by).is_some());
                    if plain {
                        let of = rewriter.apply(graph, of);
                        graph.intern(Node::Derivative { of, by, hold })
                    } else {
                        graph.intern(Node::At { of: id, values: values.clone().into() })
                    }
                }
                Node::At { of, values: inner } => {
                    let draw = (id, masks.iter().copied().zip(kept.iter().copied()).collect());
                    match self.points.get(&draw) {
                        Some(known) => *known,
                        None => {
                            let there = self.assigned_at(graph, (of, &inner), masks, kept)?;
                            self.points.insert(draw, there);
                            there
                        }
                    }
                }
                _ => rewriter.apply(graph, id),
            };
            rewriter.done.insert(id, value);
        }
        Ok(rewriter.apply(graph, root))
    }

    /// `of at (…)` with values put in for the masks that the point does not move.
    fn assigned_at(
        &mut self,
        graph: &mut Graph,
        (of, point): (NodeId, &[(NodeId, NodeId)]),
        masks: &[NodeId],
        kept: &[bool],
    ) -> Result<NodeId, Refusal> {
        for mask in self.masks(of).to_vec() {
            self.refuse_moved(graph, mask, point)?;
        }
        let left: Vec<(NodeId, bool)> = masks
            .iter()
            .copied()
            .zip(kept.iter().copied())
            .filter(|(mask, _)| !point.iter().any(|(symbol, _)| symbol == mask))
            .collect();
        let (inner_masks, inner_kept): (Vec<NodeId>, Vec<bool>) = left.into_iter().unzip();
        let of = self.assigned(graph, of, &inner_masks, &inner_kept)?;
        let mut values = Vec::with_capacity(point.len());
        for (symbol, value) in point {
            values.push((*symbol, self.assigned(graph, *value, masks, kept)?));
        }
        Ok(graph.intern(Node::At { of, values: values.into() }))
    }

    /// A point inside a mean may not move the probability of a mask.
    fn refuse_moved(&self, graph: &Graph, mask: NodeId, point: &[(NodeId, NodeId)]) -> Result<(), Refusal> {
        let below = graph.reachable(&[self.drop_prob(mask)]);
        let moves = point.iter().any(|(symbol, _)| below.contains(symbol));
        if moves { Err(Refusal::MovedProbability) } else { Ok(()) }
    }
}

/// Every value of so many masks, if they are few enough.
pub(super) fn bearable_draws(count: usize) -> Result<impl Iterator<Item = Vec<bool>>, Refusal> {
    if count > MAX_MASKS { Err(Refusal::TooManyMasks(count)) } else { Ok(draws(count)) }
}
