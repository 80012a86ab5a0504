//! Sums of angles: `D = Σ q_k atan g_k + r π` is a whole multiple of `2π/N` wherever `cos(N D) = 1`.
//!
//! ```text
//! D = 4 atan(1/5) − atan(1/239) − π/4:  ((5 + i)/(5 − i))^4 (239 − i)/(239 + i) = i, so that cos(2 D) = 1 and D is a multiple of π
//! ```
//!
//! Which multiple it is, is a question of size, and none of this module.

use super::{Options, Zero, test};
use crate::expr::{Callee, Condition, Graph, Node, NodeId};
use crate::number::Rational;

/// Angles with larger denominators are not looked at.
const LARGEST: i64 = 120;

/// The N for which `cos(N D) = 1` is proved, if one is found; D is written out by definitions.
pub fn turns(graph: &mut Graph, difference: NodeId, facts: &[Condition]) -> Option<Rational> {
    let (tangents, all) = denominators(graph, difference)?;
    let mut tried = Vec::new();
    for number in [tangents, all] {
        let number = Rational::integer(number.checked_mul(2).filter(|number| *number <= LARGEST)?);
        if tried.contains(&number) {
            continue;
        }
        let turned = graph.scale(&number, difference);
        let cosine = graph.known("cos", &[turned]);
        let zero = graph.linear(Rational::MINUS_ONE, &[(cosine, Rational::ONE)]);
        let options = Options { assumptions: facts, ..Options::default() };
        if matches!(test(graph, zero, &options), Zero::Everywhere { covered: true, .. }) {
            return Some(number);
        }
        tried.push(number);
    }
    None
}

/// The common denominators of the factors of atan, and of those and of π; none where no atan stands in the sum.
fn denominators(graph: &Graph, root: NodeId) -> Option<(i64, i64)> {
    /// Longer sums are not looked at.
    const PARTS: usize = 64;
    let (mut tangents, mut all, mut found) = (1, 1, false);
    let mut waiting = vec![(root, Rational::ONE)];
    let mut steps = 0;
    while let Some((id, scale)) = waiting.pop() {
        steps += 1;
        if steps > PARTS {
            return None;
        }
        let below = || scale.small_parts().map(|(_, below)| below);
        match graph.node(id) {
            Node::Term(term) => waiting.push((graph.term(*term).body, scale)),
            Node::Sum { terms, .. } => waiting.extend(terms.iter().map(|(child, own)| (*child, &scale * own))),
            Node::Product(factors) => waiting.extend(factors.iter().map(|(base, _)| (*base, scale.clone()))),
            Node::Call { function: Callee::Known(function), .. } => match function.get().name {
                "atan" => {
                    found = true;
                    tangents = common(tangents, below()?)?;
                    all = common(all, below()?)?;
                }
                "pi" => all = common(all, below()?)?,
                _ => {}
            },
            _ => {}
        }
    }
    found.then_some((tangents, all))
}

/// The least common multiple.
fn common(a: i64, b: i64) -> Option<i64> {
    let (mut divisor, mut rest) = (a, b);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    (a / divisor).checked_mul(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machins_angles_differ_by_a_multiple_of_pi_and_their_neighbours_do_not() {
        let mut graph = Graph::new();
        let pi = graph.known("pi", &[]);
        for (below, holds) in [(239, true), (240, false)] {
            let [fifth, small] = [5, below].map(|n| graph.number(Rational::new(1, n))).map(|arg| graph.known("atan", &[arg]));
            let parts = [(fifth, Rational::integer(4)), (small, Rational::MINUS_ONE), (pi, Rational::new(-1, 4))];
            let difference = graph.linear(Rational::ZERO, &parts);
            assert_eq!(turns(&mut graph, difference, &[]).is_some(), holds, "{below}");
        }
    }
}
