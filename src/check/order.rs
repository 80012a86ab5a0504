//! Order among what decides a branch: facts that follow from assumptions, signs that cannot meet.
//!
//! ```text
//! x > 100 gives x > 0:  x = (x − 100) + 100        x < 0 and x − 1 > 0 cannot meet:  x − (x − 1) = 1 ≥ 0
//! ```
//!
//! What this module does not do: order that is not linear in something known to be positive, or in products of such.

use super::conditions::is_above_zero;
use crate::expr::zero::Apart;
use crate::expr::{Callee, Condition, Graph, Node, NodeId};
use crate::functions::Need;
use crate::number::Rational;
use std::collections::BTreeMap;

/// With more deciding expressions than this, they are not compared in pairs.
const COMPARED: usize = 16;

/// Facts in one combination.
const DEPTH: usize = 3;

/// What is known of the order.
pub(super) struct Order {
    /// What follows from the facts, for the deciding expressions.
    pub(super) facts: Vec<Condition>,
    /// Signs that cannot meet.
    pub(super) apart: Vec<Apart>,
}

/// The order among the arguments of the signs below the root, given facts.
pub(super) fn order(graph: &Graph, root: NodeId, facts: &[Condition]) -> Order {
    let arguments = deciding(graph, root);
    let known: Vec<(Form, bool)> = facts
        .iter()
        .filter(|fact| fact.need != Need::NonZero)
        .map(|fact| (Form::of(graph, fact.node), fact.need == Need::Positive))
        .collect();
    let mut order = Order { facts: Vec::new(), apart: Vec::new() };
    let forms: Vec<(NodeId, Form)> = arguments.into_iter().map(|id| (id, Form::of(graph, id))).collect();
    for (id, form) in &forms {
        if let Some(strict) = form.follows(graph, &known, DEPTH) {
            order.facts.push(Condition { node: *id, need: if strict { Need::Positive } else { Need::NonNegative } });
        } else if form.scaled(false).follows(graph, &known, DEPTH).is_some() {
            // Never positive: a pair with itself says so.
            order.apart.push(Apart { first: (*id, true), second: (*id, true) });
        }
    }
    if forms.len() > COMPARED {
        return order;
    }
    for (place, (first, one)) in forms.iter().enumerate() {
        for (second, other) in &forms[place + 1..] {
            for (up, above) in [(true, true), (true, false), (false, true), (false, false)] {
                // What is never negative has no two negative summands.
                if one.scaled(up).plus(&other.scaled(above), &Rational::ONE).follows(graph, &known, 2).is_some() {
                    order.apart.push(Apart { first: (*first, !up), second: (*second, !above) });
                }
            }
        }
    }
    order
}

/// The arguments of the signs, absolute values and steps.
fn deciding(graph: &Graph, root: NodeId) -> Vec<NodeId> {
    let mut found = Vec::new();
    for id in graph.reachable(&[root]) {
        if let Node::Call { function: Callee::Known(function), args } = graph.node(id)
            && matches!(function.get().name, "abs" | "sign" | "step")
            && graph.as_number(args[0]).is_none()
            && !found.contains(&args[0])
        {
            found.push(args[0]);
        }
    }
    found
}

/// `constant + Σ coefficient · node`, with sums and named terms opened.
#[derive(Clone)]
struct Form {
    constant: Rational,
    terms: BTreeMap<NodeId, Rational>,
}

impl Form {
    fn of(graph: &Graph, node: NodeId) -> Form {
        /// Longer sums stay closed.
        const PARTS: usize = 64;
        let mut form = Form { constant: Rational::ZERO, terms: BTreeMap::new() };
        let mut waiting = vec![(node, Rational::ONE)];
        let mut steps = 0;
        while let Some((id, scale)) = waiting.pop() {
            steps += 1;
            match graph.node(id) {
                Node::Number(value) => form.constant = &form.constant + &(&scale * value),
                Node::Sum { constant, terms } if steps <= PARTS => {
                    form.constant = &form.constant + &(&scale * constant);
                    waiting.extend(terms.iter().map(|(child, coefficient)| (*child, &scale * coefficient)));
                }
                Node::Term(term) if steps <= PARTS => waiting.push((graph.term(*term).body, scale)),
                _ => form.add(id, &scale),
            }
        }
        form
    }

    fn add(&mut self, id: NodeId, coefficient: &Rational) {
        let sum = self.terms.get(&id).map_or_else(|| coefficient.clone(), |known| known + coefficient);
        if sum.is_zero() {
            self.terms.remove(&id)
        } else {
            self.terms.insert(id, sum)
        };
    }

    fn plus(&self, other: &Form, factor: &Rational) -> Form {
        let mut sum = self.clone();
        sum.constant = &sum.constant + &(&other.constant * factor);
        for (id, coefficient) in &other.terms {
            sum.add(*id, &(coefficient * factor));
        }
        sum
    }

    fn scaled(&self, up: bool) -> Form {
        let nothing = Form { constant: Rational::ZERO, terms: BTreeMap::new() };
        nothing.plus(self, if up { &Rational::ONE } else { &Rational::MINUS_ONE })
    }

    /// Whether the form is never negative, by its shape and the facts; true where it is even above 0.
    fn follows(&self, graph: &Graph, facts: &[(Form, bool)], depth: usize) -> Option<bool> {
        let by_shape = |(id, coefficient): (&NodeId, &Rational)| {
            !coefficient.is_negative() && (graph.is_positive(*id) || factors_follow(graph, *id, facts, depth))
        };
        if !self.constant.is_negative() && self.terms.iter().all(by_shape) {
            return Some(self.constant.signum() > 0 || self.terms.keys().any(|id| is_above_zero(graph, *id)));
        }
        if depth == 0 {
            return None;
        }
        facts.iter().find_map(|(fact, strict)| {
            // The factor that takes away a term of the fact.
            let factors = fact.terms.iter().filter_map(|(id, c)| self.terms.get(id)?.checked_div(c)).filter(|f| f.signum() > 0);
            factors.into_iter().find_map(|factor| {
                let rest = self.plus(fact, &-&factor).follows(graph, facts, depth - 1)?;
                Some(rest || *strict)
            })
        })
    }
}

/// Whether every factor of a product is never negative, by the facts.
fn factors_follow(graph: &Graph, id: NodeId, facts: &[(Form, bool)], depth: usize) -> bool {
    match graph.node(id) {
        Node::Product(factors) if depth > 0 && !facts.is_empty() => factors.iter().all(|(factor, exponent)| {
            exponent.is_even() || !exponent.is_integer() || Form::of(graph, *factor).follows(graph, facts, depth - 1).is_some()
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::SymbolKind;
    use crate::name::Name;

    fn symbols(graph: &mut Graph) -> [NodeId; 2] {
        ["x", "y"].map(|name| graph.symbol(Name::plain(name), SymbolKind::Variable))
    }

    #[test]
    fn a_bound_above_gives_a_sign_and_one_below_does_not() {
        let mut graph = Graph::new();
        let [x, _] = symbols(&mut graph);
        let size = graph.known("abs", &[x]);
        for (shift, known) in [(-100, true), (100, false)] {
            let bound = graph.linear(Rational::integer(shift), &[(x, Rational::TWO)]);
            let found = order(&graph, size, &[Condition { node: bound, need: Need::NonNegative }]);
            assert_eq!(found.facts.iter().any(|fact| fact.node == x && fact.need == Need::Positive), known);
            assert!(found.apart.is_empty());
        }
    }

    #[test]
    fn only_signs_that_cannot_meet_are_kept_apart() {
        let mut graph = Graph::new();
        let [x, y] = symbols(&mut graph);
        let less = graph.linear(Rational::MINUS_ONE, &[(x, Rational::ONE)]);
        let parts = [x, less, y].map(|arg| graph.known("sign", &[arg]));
        let root = graph.mul(&parts);
        let found = order(&graph, root, &[]);
        assert_eq!(found.apart, [Apart { first: (x, false), second: (less, true) }]);
        assert!(found.facts.is_empty());
    }
}
