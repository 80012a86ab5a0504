//! Sums of angles: a difference that is a whole multiple of an angle, wherever it has a value, and 0 where it was looked at.
//!
//! ```text
//! atan x + atan(1/x) − π/2 is a multiple of π;   for x > 0 it lies between −π/2 and π/2, so that it is 0
//! atan((x − 1)/(x + 1)) − atan x + π/4 likewise; for x > −1 it has no break, and is 0 at x = 1
//! ```
//!
//! Where an expression may break (a divisor that is 0, a jump), each side is looked at by itself. What this module does not
//! do: regions that are neither cut out by linear conditions nor seen by the signs of the tangents.

use super::conditions::is_above_zero;
use super::numbers::meets;
use super::order::order;
use super::{meeting, sampling};
use crate::eval::{self, Point};
use crate::expr::zero::{self, Zero};
use crate::expr::{Callee, Condition, Graph, Node, NodeId, SymbolId};
use crate::functions::Need;
use crate::number::Rational;

/// Breaks whose sides are combined.
const BREAKS: usize = 3;

/// Points that are tried for one that lies in a region.
const TRIES: usize = 24;

/// Whether the difference, written out by definitions, is 0 because it is a multiple of an angle; `facts` hold wherever it
/// is looked at.
pub(super) fn settled(graph: &mut Graph, difference: NodeId, facts: &[Condition]) -> Option<Zero> {
    let number = zero::turns(graph, difference, facts)?;
    let symbols = graph.free_symbols(difference);
    let own = |fact: &&Condition| graph.free_symbols(fact.node).iter().all(|symbol| symbols.contains(symbol));
    let facts: Vec<Condition> = facts.iter().filter(own).copied().collect();
    let breaks = breaks(graph, difference, &facts)?;
    let mut open = Vec::new();
    for node in &breaks {
        if sign(graph, *node, &facts).is_none() {
            open.push(*node);
        }
    }
    if open.len() > BREAKS {
        return None;
    }
    for pattern in 0..1usize << open.len() {
        let mut facts = facts.clone();
        for (place, node) in open.iter().enumerate() {
            let node = if pattern >> place & 1 == 0 { *node } else { graph.neg(*node) };
            facts.push(Condition { node, need: Need::Positive });
        }
        let region = Region { difference, number: &number, facts: &facts, breaks: &breaks };
        if !region.leaves_room_for_0_alone(graph) && !region.is_one_piece_with_a_0(graph, &symbols) {
            return None;
        }
    }
    Some(Zero::Everywhere { points: 0, branches: 1, covered: true })
}

/// What vanishes where the expression may break; none where it may have no value for another reason.
fn breaks(graph: &Graph, root: NodeId, facts: &[Condition]) -> Option<Vec<NodeId>> {
    let mut found = Vec::new();
    for id in graph.reachable(&[root]) {
        match graph.node(id) {
            Node::Product(factors) => {
                for (base, exponent) in factors {
                    let is_rooted = || facts.iter().any(|fact| fact.node == *base && is_convex(graph, fact));
                    if !exponent.is_integer() && !graph.is_positive(*base) && !is_rooted() {
                        return None;
                    }
                    if exponent.is_negative() && !is_above_zero(graph, *base) {
                        match graph.node(*base) {
                            Node::Product(inner) => found.extend(inner.iter().map(|(factor, _)| *factor)),
                            _ => found.push(*base),
                        }
                    }
                }
            }
            Node::Call { function: Callee::Known(function), args } => match function.get().name {
                "sign" | "step" => found.push(args[0]),
                "ln" if !is_above_zero(graph, args[0]) => return None,
                "ln" | "exp" | "sin" | "cos" | "atan" | "abs" | "max" | "min" | "erf" | "pi" | "logsumexp" => {}
                _ => return None,
            },
            Node::Call { function: Callee::Opaque { .. }, .. } | Node::Derivative { .. } | Node::At { .. } => return None,
            Node::Number(_) | Node::Symbol(_) | Node::Sum { .. } | Node::Term(_) => {}
        }
    }
    found.sort_unstable();
    found.dedup();
    Some(found)
}

/// 1 or −1 where the facts say that the value is above or below 0, wherever it exists.
fn sign(graph: &mut Graph, node: NodeId, facts: &[Condition]) -> Option<i64> {
    /// Factors that are looked at.
    const FACTORS: usize = 32;
    let (mut product, mut waiting) = (1, vec![node]);
    for _ in 0..FACTORS {
        let Some(node) = waiting.pop() else { return Some(product) };
        let (own, base) = graph.split_coefficient(node);
        if own.is_zero() {
            return None;
        }
        product *= i64::from(own.signum());
        let Some(base) = base else { continue };
        match graph.node(base) {
            Node::Term(term) => waiting.push(graph.term(*term).body),
            Node::Product(factors) if factors.iter().all(|(_, exponent)| exponent.is_integer()) => {
                // An even power is above 0 where its base is not 0.
                waiting.extend(factors.iter().map(|(factor, _)| *factor));
                for (factor, _) in factors.iter().filter(|(_, exponent)| exponent.is_even()) {
                    waiting.push(*factor);
                }
            }
            _ => product *= sign_by_order(graph, base, facts)?,
        }
    }
    None
}

fn sign_by_order(graph: &mut Graph, node: NodeId, facts: &[Condition]) -> Option<i64> {
    let opposite = graph.neg(node);
    for (node, found) in [(node, 1), (opposite, -1)] {
        let asked = graph.known("step", &[node]);
        let known = order(graph, asked, facts).facts;
        let positive = |fact: &Condition| fact.node == node && fact.need == Need::Positive;
        if is_above_zero(graph, node) || facts.iter().chain(&known).any(positive) {
            return Some(found);
        }
    }
    None
}

/// Where facts hold, and an expression that is a multiple of `2π/number` there.
struct Region<'a> {
    difference: NodeId,
    number: &'a Rational,
    facts: &'a [Condition],
    breaks: &'a [NodeId],
}

impl Region<'_> {
    /// By the size of each angle, which the sign of its tangent tells.
    fn leaves_room_for_0_alone(&self, graph: &mut Graph) -> bool {
        let Some((low, high)) = ends(graph, self.difference, self.facts) else { return false };
        // No angle reaches the ends of its range.
        Rational::TWO.checked_div(self.number).is_some_and(|step| high <= step && low >= -&step)
    }

    /// In a region that is convex an expression without breaks has one value, if all that it can have are apart.
    fn is_one_piece_with_a_0(&self, graph: &mut Graph, symbols: &[SymbolId]) -> bool {
        // Of other conditions nothing is used, so that the region is one of these alone.
        let convex: Vec<Condition> = self.facts.iter().filter(|fact| is_convex(graph, fact)).copied().collect();
        for node in self.breaks {
            if sign(graph, *node, &convex).is_none() {
                return false;
            }
        }
        if zero::turns(graph, self.difference, &convex).as_ref() != Some(self.number) {
            return false;
        }
        let near_0 = |point: &Point| match eval::enclose(graph, &[self.difference], point, 128) {
            Ok(found) => {
                let (low, high) = found[0].ends();
                &low.abs().max(high.abs()) * self.number < Rational::ONE
            }
            Err(_) => false,
        };
        let points = (0..TRIES).map(|number| meeting::meeting(graph, sampling::point(symbols, number), &convex, number));
        points.into_iter().find(|point| convex.iter().all(|fact| meets(graph, *fact, point))).is_some_and(|point| near_0(&point))
    }
}

/// The ends of a sum of angles in units of π, which are never reached; none where the sum is not one of angles alone.
fn ends(graph: &mut Graph, difference: NodeId, facts: &[Condition]) -> Option<(Rational, Rational)> {
    let (mut low, mut high, mut is_open) = (Rational::ZERO, Rational::ZERO, false);
    let mut waiting = vec![(difference, Rational::ONE)];
    while let Some((id, scale)) = waiting.pop() {
        match graph.node(id).clone() {
            Node::Term(term) => waiting.push((graph.term(term).body, scale)),
            Node::Sum { constant, terms } if constant.is_zero() => {
                waiting.extend(terms.iter().map(|(child, own)| (*child, &scale * own)));
            }
            Node::Product(factors) => {
                // Signs times an angle.
                let (mut scale, mut angle) = (scale, None);
                for (base, exponent) in factors.iter() {
                    match graph.node(*base).clone() {
                        Node::Call { function: Callee::Known(function), args } if function.get().name == "sign" => {
                            let one = if exponent.is_integer() { sign(graph, args[0], facts)? } else { return None };
                            scale = &scale * &Rational::integer(if exponent.is_even() { 1 } else { one });
                        }
                        Node::Call { .. } if exponent.is_one() && angle.is_none() => angle = Some(*base),
                        _ => return None,
                    }
                }
                waiting.push((angle?, scale));
            }
            Node::Call { function: Callee::Known(function), args } => match function.get().name {
                "pi" => (low, high) = (&low + &scale, &high + &scale),
                "atan" => {
                    let half = &scale * &Rational::HALF;
                    let (from, to) = match sign(graph, args[0], facts) {
                        Some(1) => (Rational::ZERO, half),
                        Some(_) => (-&half, Rational::ZERO),
                        None => (-&half, half),
                    };
                    let (from, to) = if from < to { (from, to) } else { (to, from) };
                    (low, high, is_open) = (&low + &from, &high + &to, true);
                }
                _ => return None,
            },
            _ => return None,
        }
    }
    is_open.then_some((low, high))
}

/// Whether the points at which a fact holds lie on one side of a plane, or inside of something convex: the expression is a
/// sum of symbols, less even powers of such sums.
fn is_convex(graph: &Graph, fact: &Condition) -> bool {
    fact.need != Need::NonZero && is_concave(graph, fact.node)
}

fn is_concave(graph: &Graph, node: NodeId) -> bool {
    let mut waiting = vec![(node, Rational::ONE)];
    while let Some((id, scale)) = waiting.pop() {
        match graph.node(id) {
            Node::Number(_) | Node::Symbol(_) => {}
            Node::Term(term) => waiting.push((graph.term(*term).body, scale)),
            Node::Sum { terms, .. } => waiting.extend(terms.iter().map(|(child, own)| (*child, &scale * own))),
            Node::Product(factors) => match &**factors {
                [(base, exponent)] if scale.is_negative() && exponent.is_even() && exponent.signum() > 0 => {
                    if !is_linear(graph, *base) {
                        return false;
                    }
                }
                _ => return false,
            },
            _ => return false,
        }
    }
    true
}

/// Whether the expression is a sum of symbols with rational factors.
fn is_linear(graph: &Graph, node: NodeId) -> bool {
    let linear = |id| matches!(graph.node(id), Node::Number(_) | Node::Symbol(_) | Node::Sum { .. } | Node::Term(_));
    graph.reachable(&[node]).into_iter().all(linear)
}
