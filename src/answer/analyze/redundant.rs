//! Redundant parameters: derivatives that are equal, proportional, or sums of others, `∂L/∂b = ∂L/∂w_01 + ∂L/∂w_02`.
//!
//! Candidates come from values in a finite field, all at once; each is told only where the exact test proves it.

use super::super::present::Presenter;
use crate::expr::zero::{self, Options, Relation};
use crate::expr::{Graph, Label, NodeId, TermKind};
use crate::number::Rational;

/// The longest relation that is told.
const LONGEST: usize = 9;

/// The most relations that are proved.
const MOST: usize = 40;

/// One derivative by others, proved: `∂L/∂b = ∂L/∂w_01 + ∂L/∂w_02`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redundancy {
    /// The parameter of the left side.
    pub by: NodeId,
    /// The parameters of the right side with their coefficients.
    pub others: Vec<(NodeId, Rational)>,
    /// The left side with the name of the derivative.
    pub left: NodeId,
    /// The right side with the names of the derivatives.
    pub right: NodeId,
}

/// What was found.
pub(super) struct Redundancies {
    pub(super) list: Vec<Redundancy>,
    /// Whether sums of several were looked for.
    pub(super) sums: bool,
    pub(super) perhaps_dead: Vec<NodeId>,
    /// Parameters whose derivatives may add up to 0.
    pub(super) shifts: Vec<Vec<NodeId>>,
}

/// The relations between the derivatives of the function that are not 0.
pub(super) fn redundancies(
    graph: &mut Graph,
    presenter: &mut Presenter,
    function: NodeId,
    derivatives: &[(NodeId, NodeId)],
) -> Redundancies {
    let moving: Vec<(NodeId, NodeId)> =
        derivatives.iter().copied().filter(|(_, value)| graph.as_number(*value).is_none_or(|value| !value.is_zero())).collect();
    let lowered: Vec<NodeId> = moving.iter().map(|(_, value)| presenter.lowered(graph, *value)).collect();
    let assumptions = presenter.assumptions.clone();
    let options = Options { assumptions: &assumptions, ..Options::default() };
    let found = zero::relations(graph, &lowered, &options);
    let mut list = Vec::new();
    let (mut perhaps_dead, mut shifts) = (Vec::new(), Vec::new());
    for relation in found.list {
        if relation.len() > 1 && relation.iter().all(|(_, q)| *q == Rational::ONE) {
            shifts.push(relation.iter().map(|(place, _)| moving[*place].0).collect());
        }
        if let [(place, _)] = relation.as_slice() {
            perhaps_dead.push(moving[*place].0);
        } else if relation.len() <= LONGEST && list.len() < MOST && is_proved(graph, presenter, &moving, &relation) {
            list.extend(redundancy(graph, function, &moving, &relation));
        }
    }
    Redundancies { list, sums: found.sums, perhaps_dead, shifts }
}

/// The last derivative of a relation by the others.
fn redundancy(graph: &mut Graph, of: NodeId, moving: &[(NodeId, NodeId)], relation: &Relation) -> Option<Redundancy> {
    let named = |graph: &mut Graph, (by, value): (NodeId, NodeId)| {
        let label = Label::Derivative { of, by, hold: Box::new([]) };
        graph.named(label, TermKind::Derivative, value, Vec::new())
    };
    let ((last, _), others) = relation.split_last()?;
    let others: Vec<(usize, Rational)> = others.iter().map(|(place, q)| (*place, -q)).collect();
    let left = named(graph, moving[*last]);
    let terms: Vec<(NodeId, Rational)> = others.iter().map(|(place, q)| (named(graph, moving[*place]), q.clone())).collect();
    let right = graph.linear(Rational::ZERO, &terms);
    let others = others.into_iter().map(|(place, q)| (moving[place].0, q)).collect();
    Some(Redundancy { by: moving[*last].0, others, left, right })
}

fn is_proved(graph: &mut Graph, presenter: &mut Presenter, moving: &[(NodeId, NodeId)], relation: &Relation) -> bool {
    let terms: Vec<(NodeId, Rational)> = relation.iter().map(|(place, q)| (moving[*place].1, q.clone())).collect();
    let sum = graph.linear(Rational::ZERO, &terms);
    match graph.as_number(sum) {
        Some(value) => value.is_zero(),
        None => presenter.is_zero(graph, sum),
    }
}
