//! What the exact test must and must not prove.

use super::*;
use crate::expr::SymbolKind;
use crate::functions::Need;
use crate::name::Name;
use crate::number::Rational;

fn symbol(graph: &mut Graph, name: &str) -> NodeId {
    graph.symbol(Name::plain(name), SymbolKind::Variable)
}

fn proved(graph: &Graph, node: NodeId) -> bool {
    matches!(test(graph, node, &Options::default()), Zero::Everywhere { covered: true, .. })
}

#[test]
fn two_points_normalise_to_the_sign_of_their_difference() {
    let mut graph = Graph::new();
    let (a, b) = (symbol(&mut graph, "a"), symbol(&mut graph, "b"));
    let sum = graph.add(&[a, b]);
    let mean = graph.scale(&Rational::HALF, sum);
    let squares: Vec<NodeId> = [a, b]
        .iter()
        .map(|u| {
            let d = graph.sub(*u, mean);
            graph.pow(d, &Rational::TWO)
        })
        .collect();
    let total = graph.add(&squares);
    let variance = graph.scale(&Rational::HALF, total);
    let deviation = graph.sqrt(variance);
    let centred = graph.sub(a, mean);
    let value = graph.div(centred, deviation);
    let difference = graph.sub(a, b);
    let sign = graph.known("sign", &[difference]);
    let claim = graph.sub(value, sign);
    assert!(proved(&graph, claim));
    let wrong = graph.add(&[value, sign]);
    assert_eq!(test(&graph, wrong, &Options::default()), Zero::Nowhere);
}

#[test]
fn a_sign_that_never_shows_in_small_numbers_is_still_tried() {
    let mut graph = Graph::new();
    let x = symbol(&mut graph, "x");
    let thousand = graph.integer(1000);
    let shifted = graph.sub(x, thousand);
    let step = graph.known("step", &[shifted]);
    let relu = graph.mul(&[shifted, step]);
    assert_eq!(test(&graph, relu, &Options::default()), Zero::Mixed);
}

#[test]
fn exponentials_of_sums_are_products() {
    let mut graph = Graph::new();
    let (x, y) = (symbol(&mut graph, "x"), symbol(&mut graph, "y"));
    let twice = graph.scale(&Rational::TWO, x);
    let sum = graph.sub(twice, y);
    let left = graph.known("exp", &[sum]);
    let (ex, ey) = (graph.known("exp", &[x]), graph.known("exp", &[y]));
    let right = graph.product(&[(ex, Rational::TWO), (ey, Rational::MINUS_ONE)]);
    let claim = graph.sub(left, right);
    assert!(proved(&graph, claim));
}

#[test]
fn signs_of_algebraic_numbers_are_not_guessed() {
    let mut graph = Graph::new();
    let (two, three, twelve) = (graph.integer(2), graph.integer(3), graph.integer(12));
    let roots = [two, three, twelve].map(|n| graph.sqrt(n));
    let shifted = graph.sub(roots[0], three);
    let size = graph.known("abs", &[shifted]);
    for wrong in [graph.sub(size, shifted), graph.add(&[size, shifted])] {
        assert!(!matches!(test(&graph, wrong, &Options::default()), Zero::Everywhere { .. }));
    }
    let double = graph.scale(&Rational::TWO, roots[1]);
    let (right, wrong) = (graph.sub(roots[2], double), graph.add(&[roots[2], double]));
    assert!(proved(&graph, right));
    assert_eq!(test(&graph, wrong, &Options::default()), Zero::Nowhere);
}

#[test]
fn assumptions_choose_the_branch() {
    let mut graph = Graph::new();
    let x = symbol(&mut graph, "x");
    let size = graph.known("abs", &[x]);
    let claim = graph.sub(size, x);
    assert_eq!(test(&graph, claim, &Options::default()), Zero::Mixed);
    let facts = [Condition { node: x, need: Need::Positive }];
    let options = Options { assumptions: &facts, ..Options::default() };
    assert!(matches!(test(&graph, claim, &options), Zero::Everywhere { .. }));
}

#[test]
fn what_divides_by_zero_everywhere_is_undefined() {
    let mut graph = Graph::new();
    let x = symbol(&mut graph, "x");
    let (one, zero) = (graph.integer(1), graph.integer(0));
    let quotient = graph.div(one, zero);
    let sum = graph.add(&[x, quotient]);
    assert_eq!(test(&graph, sum, &Options::default()), Zero::Undefined);
}
