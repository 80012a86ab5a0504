//! What functions, roots, powers and numbers say of their sign and size by themselves: `exp u > 0`, `exp u ≥ 1 + u`, `−1 < tanh u < 1`,
//! `x² ≥ 0`, `ln 2 > 0`.
//!
//! Each row holds wherever what stands in it has a value.

use super::conditions::is_above_zero;
use super::inequalities::{Form, Forms};
use super::linear_program::Relation;
use super::numbers;
use crate::eval::Point;
use crate::expr::{Callee, Graph, Node, NodeId};
use crate::functions::Range;
use crate::number::Rational;
use crate::simplify::polynomial::Monomial;
use std::collections::BTreeSet;

/// What the functions, roots and squares among the monomials say by themselves.
pub(super) fn add(forms: &mut Forms, graph: &Graph, rows: &mut Vec<(Form, Relation)>) {
    let monomials: BTreeSet<Monomial<NodeId>> = rows.iter().flat_map(|(form, _)| form.0.keys().cloned()).collect();
    let atoms: BTreeSet<NodeId> = monomials.iter().flatten().map(|(atom, _)| *atom).collect();
    for monomial in monomials {
        if let Some(relation) = sign_of(graph, &monomial) {
            rows.push((Form::term(monomial, Rational::ONE), relation));
        }
    }
    for atom in atoms {
        let Node::Call { function: Callee::Known(function), args } = graph.node(atom) else { continue };
        let own = Form::atom(atom);
        let mut compared = |factor: &Rational, other: &Form, relation: Relation| {
            let mut row = own.scaled(factor);
            row.add_scaled(other, &Rational::ONE);
            rows.push((row, relation));
        };
        let (one, minus) = (Form::number(Rational::ONE), Rational::MINUS_ONE);
        match (function.get().name, &**args) {
            // exp u ≥ 1 + u and u − 1 ≥ ln u (Abramowitz and Stegun 4.2.29, 4.1.33).
            ("exp", [argument]) => {
                let mut line = forms.form(graph, *argument).scaled(&minus);
                line.add_scaled(&one, &minus);
                compared(&Rational::ONE, &line, Relation::AtLeast);
            }
            ("ln", [argument]) => {
                let mut line = forms.form(graph, *argument).clone();
                line.add_scaled(&one, &minus);
                compared(&minus, &line, Relation::AtLeast);
            }
            ("tanh" | "erf", _) => {
                compared(&minus, &one, Relation::Above);
                compared(&Rational::ONE, &one, Relation::Above);
            }
            ("cosh", _) => compared(&Rational::ONE, &one.scaled(&minus), Relation::AtLeast),
            ("sigmoid", _) => compared(&minus, &one, Relation::Above),
            ("sin" | "cos", _) => {
                compared(&minus, &one, Relation::AtLeast);
                compared(&Rational::ONE, &one, Relation::AtLeast);
            }
            _ => {}
        }
    }
}

/// The sign that a monomial has wherever it has a value.
pub(super) fn sign_of(graph: &Graph, monomial: &Monomial<NodeId>) -> Option<Relation> {
    let mut strict = true;
    for (atom, exponent) in monomial {
        let above = is_above_zero(graph, *atom) || is_above(graph, *atom) || is_number_above(graph, *atom);
        // What has a root or a power below 0 is not 0 where that has a value; a root is never negative.
        let never_negative = above || exponent.is_even() || !exponent.is_integer() || graph.is_positive(*atom);
        if !never_negative {
            return None;
        }
        strict &= above || exponent.is_negative();
    }
    (!monomial.is_empty()).then_some(if strict { Relation::Above } else { Relation::AtLeast })
}

/// Whether it is a number such as ln 2, and above 0.
fn is_number_above(graph: &Graph, atom: NodeId) -> bool {
    graph.free_symbols(atom).is_empty() && numbers::sign(graph, atom, &Point::new()) == Some(1)
}

fn is_above(graph: &Graph, atom: NodeId) -> bool {
    matches!(graph.node(atom), Node::Call { function: Callee::Known(function), .. } if function.get().range == Range::Positive)
}
