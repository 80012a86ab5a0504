//! What points say of a difference that is not proved to be 0: nothing, unless every part of it would be seen there.
//!
//! ```text
//! erf(100x) − erf(50x) at x = 1: 0 to 1000 digits, but so it would be with 51 for 50: no evidence
//! at x = 1/100: a part changed by a hundredth would be seen at once
//! ```
//!
//! Every use of a part in another one is multiplied by 1 + η, and the slope by each η at η = 0 is enclosed: where it is larger
//! than what is left open of the difference, the part is seen. Support rests on points at which together every part is seen.

use crate::calculus;
use crate::eval::{self, Interval, Point};
use crate::expr::rewrite::Rewriter;
use crate::expr::zero::{self, Zero};
use crate::expr::{Graph, Node, NodeId, SymbolId, SymbolKind};
use crate::name::Name;
use crate::number::Rational;

/// Bits of enclosures, growing; the last is that of ten precisions, each by half finer than the one before, from 128 on.
const PRECISIONS: [usize; 4] = [128, 432, 1_440, 4_864];

/// A part is seen where its slope is above what is left open by this factor, in powers of 2.
const CLEAR: i32 = 8;

/// More uses of parts than this are not looked at.
const USES: usize = 400;

/// A difference that is weighed point by point.
pub(super) struct Weighed {
    graph: Graph,
    difference: NodeId,
    /// The slopes by each η.
    slopes: Vec<NodeId>,
    etas: Vec<SymbolId>,
    seen: Vec<bool>,
    looked: Vec<Point>,
    /// Points at which the difference was enclosed around 0, and the widest enclosure there.
    pub(super) points: usize,
    pub(super) log2_open: i32,
}

/// Parts that letters are tried for.
const PARTS: usize = 12;

/// What a point says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// The difference is not 0.
    Differs,
    /// It is 0, or too small for the finest enclosure.
    Nothing,
    /// It has no value there.
    Undefined,
}

impl Weighed {
    /// `None` where there are too many parts to look at.
    pub(super) fn new(graph: &Graph, difference: NodeId) -> Option<Weighed> {
        let mut graph = graph.clone();
        let marked = marked(&mut graph, difference)?;
        let (root, etas) = marked;
        let nodes: Vec<NodeId> = etas.clone();
        let gradient = calculus::gradient(&mut graph, root, &nodes, &[], &mut |_, _, node| node);
        let zero = graph.integer(0);
        let mut at_zero = Rewriter::new(etas.iter().map(|eta| (*eta, zero)));
        let slopes: Vec<NodeId> = gradient.values.into_iter().map(|slope| at_zero.apply(&mut graph, slope)).collect();
        let etas = etas.iter().filter_map(|eta| graph.as_symbol(*eta)).collect();
        let seen = vec![false; slopes.len()];
        Some(Weighed { graph, difference, slopes, etas, seen, looked: Vec::new(), points: 0, log2_open: i32::MIN })
    }

    /// Looks at a point; `finest` goes through all precisions.
    pub(super) fn look(&mut self, point: &Point, finest: bool) -> Said {
        if let Ok(values) = eval::exact(&self.graph, &[self.difference], point) {
            if !values[0].is_zero() {
                return Said::Differs;
            }
            self.see(point, None);
            self.count(point);
            return Said::Nothing;
        }
        let mut best: Option<Interval> = None;
        for bits in &PRECISIONS[..if finest { PRECISIONS.len() } else { 2 }] {
            let Ok(mut found) = eval::enclose(&self.graph, &[self.difference], point, *bits) else { break };
            match found[0].sign() {
                Some(0) => {}
                Some(_) => return Said::Differs,
                None => {}
            }
            best = found.pop();
        }
        let Some(best) = best else { return Said::Undefined };
        let open = best.log2_width();
        self.log2_open = self.log2_open.max(open.unwrap_or(i32::MIN));
        self.see(point, open);
        self.count(point);
        Said::Nothing
    }

    fn count(&mut self, point: &Point) {
        self.points += 1;
        self.looked.push(point.clone());
    }

    /// The same with letters for parts that stand in it several times and whose value does not matter: what holds for every
    /// value of such a part holds for its own, however little its own parts are seen. `None` where there is none.
    pub(super) fn generalised(&self) -> Option<Weighed> {
        let mut uses: rustc_hash::FxHashMap<NodeId, usize> = rustc_hash::FxHashMap::default();
        let nodes = self.graph.reachable(&[self.difference]);
        for id in &nodes {
            self.graph.for_each_child(*id, |child| *uses.entry(child).or_default() += 1);
        }
        let is_part = |id: &NodeId| matches!(self.graph.node(*id), Node::Sum { .. } | Node::Product(_) | Node::Call { .. });
        let shared = nodes.iter().rev().copied().filter(|id| is_part(id) && uses.get(id).is_some_and(|uses| *uses > 1));
        let mut found: Option<Weighed> = None;
        for part in shared.take(PARTS) {
            let base = found.as_ref().unwrap_or(self);
            if let Some(next) = base.with_letter_for(part) {
                found = Some(next);
            }
        }
        found
    }

    /// With a letter for the part, which takes values beside its own; `None` where the difference is not 0 there.
    fn with_letter_for(&self, part: NodeId) -> Option<Weighed> {
        /// Points that must agree.
        const AGREE: usize = 3;
        let mut graph = self.graph.clone();
        if !graph.reachable(&[self.difference]).contains(&part) {
            return None;
        }
        let node = graph.symbol(Name::plain("v"), SymbolKind::Variable);
        let letter = graph.as_symbol(node)?;
        let difference = Rewriter::new([(part, node)]).apply(&mut graph, self.difference);
        let mut next = Weighed::new(&graph, difference)?;
        for (number, point) in self.looked.iter().enumerate().take(2 * AGREE) {
            let Ok(own) = eval::enclose(&self.graph, &[part], point, PRECISIONS[0]) else { continue };
            let own = Rational::from_f64(own[0].ends().0.to_f64()).filter(|own| !own.is_zero())?;
            let factor = [(8, 7), (5, 6), (3, 2), (2, 3)][number % 4];
            let mut point = point.clone();
            point.set(letter, &own * &Rational::new(factor.0, factor.1));
            if next.look(&point, false) == Said::Differs {
                return None;
            }
        }
        (next.points >= AGREE).then_some(next)
    }

    /// Marks the parts that are seen at a point where less than 2^open is left open.
    fn see(&mut self, point: &Point, open: Option<i32>) {
        let waiting: Vec<usize> = (0..self.slopes.len()).filter(|place| !self.seen[*place]).collect();
        if waiting.is_empty() {
            return;
        }
        let mut point = point.clone();
        self.etas.iter().for_each(|eta| drop(point.set(*eta, Rational::ZERO)));
        for bits in [PRECISIONS[0], PRECISIONS[2]] {
            let roots: Vec<NodeId> = waiting.iter().map(|place| self.slopes[*place]).collect();
            let clear = |slope: &Interval| {
                slope.log2_least().is_some_and(|least| open.is_none_or(|open| least > open.saturating_add(CLEAR)))
            };
            match eval::enclose(&self.graph, &roots, &point, bits) {
                Ok(slopes) => waiting.iter().zip(&slopes).for_each(|(place, slope)| self.seen[*place] |= clear(slope)),
                // One slope without a value does not blind the others.
                Err(_) => {
                    for (place, root) in waiting.iter().zip(&roots) {
                        let slope = eval::enclose(&self.graph, &[*root], &point, bits);
                        self.seen[*place] |= slope.is_ok_and(|slope| clear(&slope[0]));
                    }
                }
            }
            if waiting.iter().all(|place| self.seen[*place]) {
                break;
            }
        }
    }

    /// Whether every part was seen, but for those that the exact test calls idle.
    pub(super) fn sees_everything(&mut self) -> bool {
        let graph = &self.graph;
        let idle = |slope: NodeId| {
            graph.as_number(slope).is_some_and(Rational::is_zero)
                || matches!(
                    zero::test(graph, slope, &zero::Options { few_points: true, ..Default::default() }),
                    Zero::Everywhere { .. }
                )
        };
        self.slopes.iter().zip(&self.seen).all(|(slope, seen)| *seen || idle(*slope))
    }
}

/// The expression with every use of a part multiplied by a 1 + η of its own, and the η.
fn marked(graph: &mut Graph, root: NodeId) -> Option<(NodeId, Vec<NodeId>)> {
    let mut new: rustc_hash::FxHashMap<NodeId, NodeId> = rustc_hash::FxHashMap::default();
    let mut etas = Vec::new();
    for id in graph.reachable(&[root]) {
        let mut mark = |graph: &mut Graph, child: NodeId| {
            let eta = graph.symbol(Name::plain("η"), SymbolKind::Variable);
            etas.push(eta);
            let factor = graph.linear(Rational::ONE, &[(eta, Rational::ONE)]);
            graph.mul(&[child, factor])
        };
        let node = match graph.node(id).clone() {
            Node::Number(_) | Node::Symbol(_) => id,
            Node::Term(term) => new[&graph.term(term).body],
            Node::Sum { constant, terms } => {
                let mut parts: Vec<(NodeId, Rational)> =
                    terms.iter().map(|(child, coefficient)| (mark(graph, new[child]), coefficient.clone())).collect();
                if !constant.is_zero() {
                    let one = graph.integer(1);
                    parts.push((mark(graph, one), constant));
                }
                graph.linear(Rational::ZERO, &parts)
            }
            Node::Product(factors) => {
                let parts: Vec<(NodeId, Rational)> =
                    factors.iter().map(|(base, exponent)| (mark(graph, new[base]), exponent.clone())).collect();
                graph.product(&parts)
            }
            Node::Call { function, args } => {
                let args: Vec<NodeId> = args.iter().map(|arg| mark(graph, new[arg])).collect();
                graph.call(function, &args)
            }
            Node::Derivative { .. } | Node::At { .. } => return None,
        };
        if etas.len() > USES {
            return None;
        }
        new.insert(id, node);
    }
    Some((new[&root], etas))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbol(graph: &mut Graph) -> (NodeId, SymbolId) {
        let x = graph.symbol(Name::plain("x"), SymbolKind::Variable);
        (x, graph.as_symbol(x).unwrap())
    }

    #[test]
    fn saturated_values_say_nothing_and_others_tell() {
        let mut graph = Graph::new();
        let (x, letter) = symbol(&mut graph);
        let parts = [100, 50].map(|steepness| {
            let inner = graph.scale(&Rational::integer(steepness), x);
            graph.known("erf", &[inner])
        });
        let difference = graph.sub(parts[0], parts[1]);
        let mut weighed = Weighed::new(&graph, difference).unwrap();
        assert_eq!(weighed.look(&Point::from([(letter, Rational::integer(3))]), true), Said::Nothing);
        assert!(!weighed.sees_everything());
        assert_eq!(weighed.look(&Point::from([(letter, Rational::new(1, 100))]), false), Said::Differs);
    }

    #[test]
    fn a_true_sum_is_seen_whole_at_one_point() {
        let mut graph = Graph::new();
        let (x, letter) = symbol(&mut graph);
        let (sin, cos) = (graph.known("sin", &[x]), graph.known("cos", &[x]));
        let squares = [sin, cos].map(|value| graph.mul(&[value, value]));
        let sum = graph.linear(Rational::MINUS_ONE, &squares.map(|square| (square, Rational::ONE)));
        let mut weighed = Weighed::new(&graph, sum).unwrap();
        assert_eq!(weighed.look(&Point::from([(letter, Rational::ONE)]), true), Said::Nothing);
        assert!(weighed.sees_everything() && weighed.log2_open < -4000);
        let planted = graph.linear(
            &Rational::MINUS_ONE - &Rational::new(1, 10).pow(200).unwrap(),
            &squares.map(|square| (square, Rational::ONE)),
        );
        let mut weighed = Weighed::new(&graph, planted).unwrap();
        assert_eq!(weighed.look(&Point::from([(letter, Rational::ONE)]), true), Said::Differs);
    }

    #[test]
    fn a_part_of_any_value_need_not_be_seen_and_another_must() {
        let mut graph = Graph::new();
        let (x, letter) = symbol(&mut graph);
        let far = graph.linear(Rational::integer(100_000_000), &[(x, Rational::ONE)]);
        let flat = graph.known("erf", &[far]);
        // √(u² + 2u + 1) = u + 1 for every u > −1; u² − 2u + 1 is 0 for u = 1 alone.
        let square = graph.mul(&[flat, flat]);
        let polynomial = |graph: &mut Graph, twice: i64| {
            graph.linear(Rational::ONE, &[(square, Rational::ONE), (flat, Rational::integer(twice))])
        };
        let (plus, minus) = (polynomial(&mut graph, 2), polynomial(&mut graph, -2));
        let root = graph.sqrt(plus);
        let always = graph.linear(Rational::MINUS_ONE, &[(root, Rational::ONE), (flat, Rational::MINUS_ONE)]);
        for (difference, holds) in [(always, true), (minus, false)] {
            let mut weighed = Weighed::new(&graph, difference).unwrap();
            for value in 1..=4 {
                assert_eq!(weighed.look(&Point::from([(letter, Rational::integer(value))]), true), Said::Nothing);
            }
            assert!(!weighed.sees_everything());
            assert_eq!(weighed.generalised().is_some_and(|mut general| general.sees_everything()), holds);
        }
    }

    #[test]
    fn what_is_too_small_to_be_seen_is_missed_and_said_to_be() {
        let mut graph = Graph::new();
        let (x, letter) = symbol(&mut graph);
        let (sin, cos) = (graph.known("sin", &[x]), graph.known("cos", &[x]));
        let squares = [sin, cos].map(|value| graph.mul(&[value, value]));
        let far = graph.linear(Rational::integer(-5_000), &[(squares[0], Rational::MINUS_ONE)]);
        let tiny = graph.known("exp", &[far]);
        let terms = [(squares[0], Rational::ONE), (squares[1], Rational::ONE), (tiny, Rational::ONE)];
        let sum = graph.linear(Rational::MINUS_ONE, &terms);
        let mut weighed = Weighed::new(&graph, sum).unwrap();
        assert_eq!(weighed.look(&Point::from([(letter, Rational::ONE)]), true), Said::Nothing);
        assert!(!weighed.sees_everything());
    }
}
