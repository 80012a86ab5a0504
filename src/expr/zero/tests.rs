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

#[test]
fn powers_of_products_are_products_of_powers() {
    let mut graph = Graph::new();
    let [x, y, z] = ["x", "y", "z"].map(|name| symbol(&mut graph, name));
    let mut power = |base: &[NodeId], exponent: NodeId| {
        let base = graph.mul(base);
        let ln = graph.known("ln", &[base]);
        let product = graph.mul(&[exponent, ln]);
        graph.known("exp", &[product])
    };
    let (left, first, second, other) = (power(&[x, y], z), power(&[x], z), power(&[y], z), power(&[y], x));
    let right = graph.mul(&[first, second]);
    let claim = graph.sub(left, right);
    assert!(proved(&graph, claim));
    let right = graph.mul(&[first, other]);
    let wrong = graph.sub(left, right);
    assert_eq!(test(&graph, wrong, &Options::default()), Zero::Nowhere);
}

#[test]
fn a_root_written_as_exp_of_half_a_logarithm_keeps_its_sign() {
    let mut graph = Graph::new();
    let x = symbol(&mut graph, "x");
    let scaled = graph.scale(&Rational::integer(131), x);
    let square = graph.pow(scaled, &Rational::TWO);
    let ln = graph.known("ln", &[square]);
    let half = graph.scale(&Rational::HALF, ln);
    let root = graph.known("exp", &[half]);
    let size = graph.known("abs", &[scaled]);
    let (right, wrong, unsigned) = (graph.sub(root, size), graph.add(&[root, size]), graph.sub(root, scaled));
    assert!(proved(&graph, right));
    assert!(!proved(&graph, wrong) && !proved(&graph, unsigned));
}

#[test]
fn logarithms_of_factors_add_up_whatever_their_spelling() {
    let mut graph = Graph::new();
    let (x, y) = (symbol(&mut graph, "x"), symbol(&mut graph, "y"));
    let (sum, difference) = (graph.add(&[x, y]), graph.sub(x, y));
    let squares = [x, y].map(|id| graph.pow(id, &Rational::TWO));
    let product = graph.sub(squares[0], squares[1]);
    let both = graph.add(&squares);
    let [whole, first, second, wrong] = [product, sum, difference, both].map(|id| graph.known("ln", &[id]));
    let claim = graph.linear(Rational::ZERO, &[(whole, 1.into()), (first, (-1).into()), (second, (-1).into())]);
    assert!(proved(&graph, claim));
    let claim = graph.linear(Rational::ZERO, &[(wrong, 1.into()), (first, (-1).into()), (second, (-1).into())]);
    assert_eq!(test(&graph, claim, &Options::default()), Zero::Nowhere);
}

#[test]
fn exp_of_logsumexp_is_the_sum_and_not_the_product() {
    let mut graph = Graph::new();
    let (x, y) = (symbol(&mut graph, "x"), symbol(&mut graph, "y"));
    let smooth = graph.known("logsumexp", &[x, y]);
    let left = graph.known("exp", &[smooth]);
    let exps = [x, y].map(|id| graph.known("exp", &[id]));
    let (sum, product) = (graph.add(&exps), graph.mul(&exps));
    let (right, wrong) = (graph.sub(left, sum), graph.sub(left, product));
    assert!(proved(&graph, right));
    assert_eq!(test(&graph, wrong, &Options::default()), Zero::Nowhere);
}
