//! One form for one window: `(a + b) + c → a + b + c`, `(x y)² z → x² y² z`, `√(w²/4) → |w|/2`, `P/|P| → sign(P)`.
//!
//! Sums are flattened only where a sum stands once, as a summand with coefficient 1, so the author's summands
//! (`2(a + b)`) stay and a chain of sums costs no more than its length. Nothing is multiplied out here, and nothing is
//! factored. Cancelling needs that bases are not 0; [`super::needs`] finds out what was lost.

use super::signs;
use crate::expr::{Graph, Node, NodeId};
use crate::number::Rational;
use rustc_hash::{FxHashMap, FxHashSet};

/// The canonical form of the window below `root`; named terms for which `keep` is false, and those that are numbers,
/// are replaced by their bodies.
///
/// ```
/// use normsym::expr::{Graph, SymbolKind};
/// use normsym::name::Name;
/// use normsym::number::Rational;
/// let mut graph = Graph::new();
/// let w = graph.symbol(Name::plain("w"), SymbolKind::Parameter);
/// let square = graph.pow(w, &Rational::TWO);
/// let root = graph.sqrt(square);
/// let canonical = normsym::simplify::canonical(&mut graph, root, &|_, _| true);
/// assert_eq!(canonical, graph.known("abs", &[w]));
/// ```
pub fn canonical(graph: &mut Graph, root: NodeId, keep: &dyn Fn(&Graph, NodeId) -> bool) -> NodeId {
    canonical_with(graph, root, keep, true)
}

/// The canonical form, with or without `|x y| → |x| |y|` and `sign(x y) → sign(x) sign(y)` (which help to cancel but
/// cost operations where nothing cancels).
pub(super) fn canonical_with(graph: &mut Graph, root: NodeId, keep: &dyn Fn(&Graph, NodeId) -> bool, split: bool) -> NodeId {
    let list = graph.reachable_until(&[root], |id| match graph.as_term(id) {
        Some(term) => graph.as_number(term.body).is_some() || !keep(graph, id),
        None => true,
    });
    let uses = Uses::of(graph, root, &list, keep);
    let mut pass = Pass { done: FxHashMap::default(), uses, split };
    for id in list {
        if !pass.uses.merged.contains(&id) {
            let new = pass.rebuild(graph, id);
            pass.done.insert(id, new);
        }
    }
    pass.done.get(&root).copied().unwrap_or(root)
}

/// How often the nodes of a window stand in it.
struct Uses {
    /// Named terms that are replaced, with what they stand for.
    alias: FxHashMap<NodeId, NodeId>,
    count: FxHashMap<NodeId, usize>,
    /// Sums and products that stand once, directly in another one: their only user takes their parts.
    merged: FxHashSet<NodeId>,
}

impl Uses {
    fn of(graph: &Graph, root: NodeId, list: &[NodeId], keep: &dyn Fn(&Graph, NodeId) -> bool) -> Uses {
        let mut alias = FxHashMap::default();
        for &id in list {
            if let Some(term) = graph.as_term(id)
                && (graph.as_number(term.body).is_some() || !keep(graph, id))
            {
                // The body stands before the term, so its own alias is known.
                let target = alias.get(&term.body).copied().unwrap_or(term.body);
                alias.insert(id, target);
            }
        }
        let resolve = |id: NodeId| alias.get(&id).copied().unwrap_or(id);
        let mut count: FxHashMap<NodeId, usize> = FxHashMap::default();
        *count.entry(resolve(root)).or_default() += 1;
        let mut inside = FxHashSet::default();
        for &id in list {
            match graph.node(id) {
                Node::Term(_) => continue,
                Node::Sum { terms, .. } => inside
                    .extend(terms.iter().filter(|(_, c)| c.is_one()).map(|(t, _)| resolve(*t)).filter(|t| is_sum(graph, *t))),
                Node::Product(factors) => inside.extend(
                    factors.iter().filter(|(_, e)| e.is_integer()).map(|(f, _)| resolve(*f)).filter(|f| is_product(graph, *f)),
                ),
                _ => {}
            }
            graph.for_each_child(id, |child| *count.entry(resolve(child)).or_default() += 1);
        }
        let merged = inside.into_iter().filter(|id| count.get(id) == Some(&1)).collect();
        Uses { alias, count, merged }
    }

    fn resolve(&self, id: NodeId) -> NodeId {
        self.alias.get(&id).copied().unwrap_or(id)
    }

    fn once(&self, id: NodeId) -> bool {
        self.count.get(&id).is_none_or(|count| *count <= 1)
    }
}

fn is_sum(graph: &Graph, id: NodeId) -> bool {
    matches!(graph.node(id), Node::Sum { constant, terms } if terms.len() > 1 || !constant.is_zero())
}

fn is_product(graph: &Graph, id: NodeId) -> bool {
    matches!(graph.node(id), Node::Product(_))
}

struct Pass {
    done: FxHashMap<NodeId, NodeId>,
    uses: Uses,
    split: bool,
}

impl Pass {
    fn get(&self, id: NodeId) -> NodeId {
        let id = self.uses.resolve(id);
        self.done.get(&id).copied().unwrap_or(id)
    }

    fn rebuild(&self, graph: &mut Graph, id: NodeId) -> NodeId {
        match graph.node(id) {
            Node::Number(_) | Node::Symbol(_) | Node::Derivative { .. } | Node::At { .. } => id,
            Node::Term(_) => self.get(id),
            Node::Sum { constant, terms } => {
                let (constant, terms) = (constant.clone(), terms.to_vec());
                self.sum(graph, constant, &terms)
            }
            Node::Product(factors) => {
                let factors = factors.to_vec();
                self.product(graph, &factors)
            }
            Node::Call { function, args } => {
                let (function, args) = (*function, args.iter().map(|arg| self.get(*arg)).collect::<Vec<_>>());
                signs::call(graph, function, &args, self.split)
            }
        }
    }

    fn sum(&self, graph: &mut Graph, constant: Rational, terms: &[(NodeId, Rational)]) -> NodeId {
        let mut constant = constant;
        let mut flat = Vec::with_capacity(terms.len());
        let mut stack: Vec<(NodeId, Rational)> = terms.iter().rev().cloned().collect();
        while let Some((old, coefficient)) = stack.pop() {
            let old = self.uses.resolve(old);
            if self.uses.merged.contains(&old)
                && let Node::Sum { constant: own, terms } = graph.node(old)
            {
                constant = &constant + own;
                stack.extend(terms.iter().rev().cloned());
                continue;
            }
            let new = self.get(old);
            match graph.node(new) {
                // What only became a sum on the way, as (a + b) c/c did.
                Node::Sum { constant: own, terms } if coefficient.is_one() && self.uses.once(old) && is_sum(graph, new) => {
                    constant = &constant + own;
                    flat.extend(terms.iter().cloned());
                }
                _ => flat.push((new, coefficient)),
            }
        }
        graph.linear(constant, &flat)
    }

    fn product(&self, graph: &mut Graph, factors: &[(NodeId, Rational)]) -> NodeId {
        let mut flat = Vec::with_capacity(factors.len());
        let mut stack: Vec<(NodeId, Rational)> = factors.iter().rev().cloned().collect();
        while let Some((old, exponent)) = stack.pop() {
            let old = self.uses.resolve(old);
            if self.uses.merged.contains(&old)
                && let Node::Product(inner) = graph.node(old)
            {
                stack.extend(inner.iter().rev().map(|(base, own)| (*base, own * &exponent)));
                continue;
            }
            let new = self.get(old);
            spread(graph, new, &exponent, self.uses.once(old), &mut flat);
        }
        let mut flat = meet(graph, flat);
        signs::combine(graph, &mut flat);
        graph.product(&flat)
    }
}

/// Appends `node^exponent` as powers: whole powers go to the factors of a product (where `open`), even powers leave roots.
fn spread(graph: &mut Graph, node: NodeId, exponent: &Rational, open: bool, flat: &mut Vec<(NodeId, Rational)>) {
    let (own, base) = graph.split_coefficient(node);
    let Some(base) = base else { return flat.push((node, exponent.clone())) };
    if exponent.is_integer() {
        if !own.is_one() {
            let number = graph.number(own);
            flat.push((number, exponent.clone()));
        }
        match graph.node(base) {
            Node::Product(inner) if open => flat.extend(inner.iter().map(|(base, e)| (*base, e * exponent))),
            _ => flat.push((base, exponent.clone())),
        }
        return;
    }
    let parts = match graph.node(base) {
        Node::Product(inner) => inner.to_vec(),
        _ => vec![(base, Rational::ONE)],
    };
    let (even, rest): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(_, e)| e.is_even());
    let rooted = own.signum() > 0 && graph_root(graph, &own, exponent).is_some();
    if own.is_negative() || (even.is_empty() && !rooted) {
        return flat.push((node, exponent.clone()));
    }
    let number = graph.number(own.clone());
    if rooted || rest.is_empty() {
        flat.push((number, exponent.clone()));
    }
    for (base, inner) in even {
        let absolute = signs::absolute(graph, base, false);
        flat.push((absolute, &inner * exponent));
    }
    if !rest.is_empty() {
        let rest = graph.product(&rest);
        let rest = if rooted { rest } else { graph.scale(&own, rest) };
        flat.push((rest, exponent.clone()));
    }
}

/// `number^exponent` where it is rational.
fn graph_root(graph: &mut Graph, number: &Rational, exponent: &Rational) -> Option<NodeId> {
    let node = graph.number(number.clone());
    let power = graph.pow(node, exponent);
    graph.as_number(power).is_some().then_some(power)
}

/// Opens a shared product among the factors where something in it meets another factor, as in `x · (x y)^-1`.
fn meet(graph: &Graph, flat: Vec<(NodeId, Rational)>) -> Vec<(NodeId, Rational)> {
    let keys: FxHashSet<NodeId> =
        flat.iter().filter(|(base, _)| !is_product(graph, *base)).map(|(base, _)| signs::argument(graph, *base)).collect();
    let mut seen: FxHashMap<NodeId, usize> = FxHashMap::default();
    let inner = |id: NodeId| match graph.node(id) {
        Node::Product(inner) => &inner[..],
        _ => &[],
    };
    for (base, _) in &flat {
        for (part, _) in inner(*base) {
            *seen.entry(signs::argument(graph, *part)).or_default() += 1;
        }
    }
    let mut open = Vec::with_capacity(flat.len());
    for (base, exponent) in flat {
        let met = exponent.is_integer()
            && inner(base).iter().any(|(part, _)| {
                let key = signs::argument(graph, *part);
                keys.contains(&key) || seen.get(&key).is_some_and(|count| *count > 1)
            });
        if met {
            open.extend(inner(base).iter().map(|(part, e)| (*part, e * &exponent)));
        } else {
            open.push((base, exponent));
        }
    }
    open
}
