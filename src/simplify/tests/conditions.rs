//! What a simplification needs: conditions that are lost, assumptions that are used, a judge that refuses.

use super::windows::{check, symbols};
use crate::expr::{Condition, Graph, NodeId};
use crate::functions::Need;
use crate::number::Rational;
use crate::simplify::{Facts, Options, Outcome, Shelf, simplify, simplify_with};

pub(super) fn needs(outcome: &Outcome) -> Vec<(NodeId, Need)> {
    outcome.used.iter().map(|Condition { node, need }| (*node, *need)).collect()
}

#[test]
fn a_weight_before_a_normalisation_acts_by_its_sign() {
    let mut graph = Graph::new();
    let [w, x] = symbols(&mut graph, ["w", "x"]);
    let (absolute, sign) = (graph.known("abs", &[w]), graph.known("sign", &[w]));
    let product = graph.mul(&[w, x]);
    let input = graph.div(product, absolute);
    let expected = graph.mul(&[sign, x]);
    let outcome = check(&mut graph, input, expected);
    assert_eq!(needs(&outcome), [(w, Need::NonZero)]);
}

#[test]
fn cancelled_quotients_say_what_is_not_zero() {
    let mut graph = Graph::new();
    let [x, y] = symbols(&mut graph, ["x", "y"]);
    let product = graph.mul(&[x, y]);
    let inverse = graph.pow(product, &Rational::MINUS_ONE);
    let input = graph.mul(&[x, inverse]);
    let expected = graph.pow(y, &Rational::MINUS_ONE);
    let outcome = check(&mut graph, input, expected);
    assert_eq!(needs(&outcome), [(x, Need::NonZero)]);
}

#[test]
fn exponential_and_logarithm_undo_each_other_where_they_are_defined() {
    let mut graph = Graph::new();
    let [x, y] = symbols(&mut graph, ["x", "y"]);
    let ln = graph.known("ln", &[x]);
    let input = graph.known("exp", &[ln]);
    let outcome = check(&mut graph, input, x);
    assert_eq!(needs(&outcome), [(x, Need::Positive)]);
    let exps = [graph.known("exp", &[x]), graph.known("exp", &[y])];
    let (product, sum) = (graph.mul(&exps), graph.add(&[x, y]));
    let expected = graph.known("exp", &[sum]);
    check(&mut graph, product, expected);
}

#[test]
fn assumptions_are_used_and_listed_and_the_unused_are_not() {
    let mut graph = Graph::new();
    let [x, y, z] = symbols(&mut graph, ["x", "y", "z"]);
    let absolute = graph.known("abs", &[x]);
    let input = graph.mul(&[absolute, y]);
    let product = graph.mul(&[x, y]);
    let facts = Facts::none().with(x, Need::Positive).with(y, Need::Positive).with(z, Need::Positive);
    let outcome = simplify(&mut graph, input, &facts);
    assert_eq!((outcome.node, needs(&outcome)), (product, vec![(x, Need::Positive)]));
    let outcome = simplify(&mut graph, input, &Facts::none());
    assert_eq!((outcome.node, needs(&outcome)), (input, vec![]));
    // Unknown is not "non-zero".
    let sign = graph.known("sign", &[x]);
    let square = graph.pow(sign, &Rational::TWO);
    check(&mut graph, square, square);
    let facts = Facts::none().with(x, Need::NonZero);
    let one = graph.integer(1);
    assert_eq!(simplify(&mut graph, square, &facts).node, one);
    let difference = graph.sub(x, y);
    let back = graph.sub(y, x);
    let sign = graph.known("sign", &[back]);
    let facts = Facts::none().with(difference, Need::Positive);
    let outcome = simplify(&mut graph, sign, &facts);
    assert_eq!(graph.as_number(outcome.node), Some(&Rational::MINUS_ONE));
}

#[test]
fn signs_follow_from_the_form() {
    let mut graph = Graph::new();
    let [x, y] = symbols(&mut graph, ["x", "y"]);
    let squares = [x, y].map(|id| graph.pow(id, &Rational::TWO));
    let norm = graph.linear(Rational::ONE, &[(squares[0], Rational::ONE), (squares[1], Rational::ONE)]);
    let one = graph.integer(1);
    let sign = graph.known("sign", &[norm]);
    check(&mut graph, sign, one);
    let norm = graph.add(&squares);
    let absolute = graph.known("abs", &[norm]);
    check(&mut graph, absolute, norm);
    let sign = graph.known("sign", &[norm]);
    check(&mut graph, sign, sign);
}

#[test]
fn the_judge_may_refuse() {
    let mut graph = Graph::new();
    let [x] = symbols(&mut graph, ["x"]);
    let ln = graph.known("ln", &[x]);
    let input = graph.known("exp", &[ln]);
    let mut asked = Vec::new();
    let mut judge = |_: &Graph, before: NodeId, after: NodeId| {
        asked.push((before, after));
        false
    };
    let mut options = Options { judge: Some(&mut judge), ..Options::default() };
    let outcome = simplify_with(&mut graph, input, &Facts::none(), &mut options);
    assert_eq!((outcome.node, outcome.used.len(), asked), (input, 0, vec![(input, x)]));
}

#[test]
fn without_rules_only_the_canonical_form_and_factors_are_left() {
    let mut graph = Graph::new();
    let [x] = symbols(&mut graph, ["x"]);
    let ln = graph.known("ln", &[x]);
    let input = graph.known("exp", &[ln]);
    let shelf = Shelf::of(&[]);
    let outcome = simplify_with(&mut graph, input, &Facts::none(), &mut Options { shelf: &shelf, ..Options::default() });
    assert_eq!(outcome.node, input);
}

#[test]
fn a_step_needs_what_its_own_input_no_longer_shows() {
    let mut graph = Graph::new();
    let [x, y] = symbols(&mut graph, ["x", "y"]);
    let difference = graph.sub(y, x);
    let power = graph.pow(difference, &Rational::integer(-2));
    let input = graph.known("sign", &[power]);
    let outcome = simplify(&mut graph, input, &Facts::none());
    assert_eq!(graph.as_number(outcome.node), Some(&Rational::ONE));
    // sign(y − x)² is 0 for x = y.
    let last = outcome.steps.last().unwrap();
    assert!(last.conditions.iter().any(|condition| condition.need == Need::NonZero), "{last:?}");
}
