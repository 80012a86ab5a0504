//! Windows as differentiation and normalisation leave them, each with the form a reader expects.

use super::conditions::needs;
use crate::expr::{Graph, NodeId, SymbolKind};
use crate::functions::Need;
use crate::name::Name;
use crate::number::Rational;
use crate::simplify::{Facts, Options, Outcome, canonical, collected, operations, simplify, simplify_with};

pub(super) fn symbols<const N: usize>(graph: &mut Graph, names: [&str; N]) -> [NodeId; N] {
    names.map(|name| graph.symbol(Name::plain(name), SymbolKind::Parameter))
}

fn rational(n: i64, d: i64) -> Rational {
    Rational::new(n, d)
}

fn integer(value: i64) -> Rational {
    Rational::integer(value)
}

/// Simplifies and compares; prints both where they differ.
pub(super) fn check(graph: &mut Graph, input: NodeId, expected: NodeId) -> Outcome {
    let outcome = simplify(graph, input, &Facts::none());
    assert!(operations(graph, outcome.node) <= operations(graph, input));
    assert_eq!(outcome.node, expected, "\n{}\n{}", show(graph, outcome.node), show(graph, expected));
    outcome
}

/// A rough text for messages.
pub(super) fn show(graph: &Graph, id: NodeId) -> String {
    use crate::expr::{Callee, Node};
    match graph.node(id) {
        Node::Number(value) => value.to_string(),
        Node::Symbol(symbol) => graph.symbol_entry(*symbol).name.to_string(),
        Node::Sum { constant, terms } => {
            let parts: Vec<_> = terms.iter().map(|(t, c)| format!("{c}*{}", show(graph, *t))).collect();
            format!("({constant} + {})", parts.join(" + "))
        }
        Node::Product(factors) => factors.iter().map(|(f, e)| format!("{}^{e}", show(graph, *f))).collect::<Vec<_>>().join(" "),
        Node::Call { function: Callee::Known(id), args } => {
            format!("{}({})", id.get().name, args.iter().map(|arg| show(graph, *arg)).collect::<Vec<_>>().join(", "))
        }
        other => format!("{other:?}"),
    }
}

/// `Σ g_j (u_j − C)` and the differences.
fn weighted(graph: &mut Graph, gs: &[NodeId], us: &[NodeId], mean: NodeId) -> (NodeId, Vec<NodeId>) {
    let differences: Vec<_> = us.iter().map(|u| graph.sub(*u, mean)).collect();
    let products: Vec<_> = gs.iter().zip(&differences).map(|(g, d)| graph.mul(&[*g, *d])).collect();
    (graph.add(&products), differences)
}

#[test]
fn the_derivative_by_a_deviation_has_one_division() {
    let mut graph = Graph::new();
    let [g1, g2, g3, u1, u2, u3, mean, deviation] = symbols(&mut graph, ["g1", "g2", "g3", "u1", "u2", "u3", "C", "S"]);
    let (total, differences) = weighted(&mut graph, &[g1, g2, g3], &[u1, u2, u3], mean);
    let mut terms = Vec::new();
    for (g, d) in [g1, g2, g3].into_iter().zip(differences) {
        let quotient = graph.product(&[(d, Rational::ONE), (deviation, integer(-2))]);
        let minus = graph.neg(quotient);
        terms.push(graph.mul(&[g, minus]));
    }
    let input = graph.add(&terms);
    let quotient = graph.product(&[(total, Rational::ONE), (deviation, integer(-2))]);
    let expected = graph.neg(quotient);
    let outcome = check(&mut graph, input, expected);
    assert!(outcome.used.is_empty(), "the quotient still shows S ≠ 0");
    assert!(outcome.steps.iter().any(|step| step.rule == "common factor"));
}

fn batch_norm(graph: &mut Graph, m: usize) -> NodeId {
    let gs: Vec<_> = (0..m).map(|j| graph.symbol(Name::plain(format!("g{j}")), SymbolKind::Variable)).collect();
    let us: Vec<_> = (0..m).map(|j| graph.symbol(Name::plain(format!("u{j}")), SymbolKind::Variable)).collect();
    let [mean, deviation] = symbols(graph, ["C", "S"]);
    let (total, differences) = weighted(graph, &gs, &us, mean);
    let first = graph.div(gs[0], deviation);
    let sum = graph.add(&gs);
    let second = graph.div(sum, deviation);
    let third = graph.product(&[(differences[0], Rational::ONE), (total, Rational::ONE), (deviation, integer(-3))]);
    let share = rational(1, m as i64);
    graph.linear(Rational::ZERO, &[(first, Rational::ONE), (second, -&share), (third, -&share)])
}

#[test]
fn the_backward_pass_of_a_normalisation_divides_once() {
    for m in [2, 3, 4, 8, 32] {
        let mut graph = Graph::new();
        let input = batch_norm(&mut graph, m);
        let outcome = simplify(&mut graph, input, &Facts::none());
        assert!(operations(&graph, outcome.node) < operations(&graph, input), "m = {m}: {}", show(&graph, outcome.node));
    }
}

#[test]
fn the_authors_summands_stay() {
    let mut graph = Graph::new();
    let [w2, w02] = symbols(&mut graph, ["w2", "w02"]);
    let mut row = |factor: i64, weight: i64, constant: i64| {
        let sum = graph.linear(integer(constant), &[(w2, integer(weight)), (w02, Rational::ONE)]);
        graph.scale(&integer(factor), sum)
    };
    let rows = [row(2, 1, -3), row(4, 2, -2), row(6, 3, -1)];
    let input = graph.add(&rows);
    check(&mut graph, input, input);
    let expected = graph.linear(integer(-20), &[(w2, integer(28)), (w02, integer(12))]);
    let form = collected(&mut graph, input).node();
    assert_eq!(form, expected);
    let scaled = graph.linear(Rational::ZERO, &[(w2, Rational::TWO), (w02, Rational::TWO)]);
    check(&mut graph, scaled, scaled);
}

#[test]
fn nested_sums_are_one_sum_and_scaled_ones_stay() {
    let mut graph = Graph::new();
    let [a, b, c] = symbols(&mut graph, ["a", "b", "c"]);
    let inner = graph.add(&[a, b]);
    let (outer, flat) = (graph.add(&[inner, c]), graph.add(&[a, b, c]));
    check(&mut graph, outer, flat);
    let scaled = graph.linear(Rational::ZERO, &[(inner, Rational::TWO), (c, Rational::ONE)]);
    check(&mut graph, scaled, scaled);
    let negated = graph.sub(c, inner);
    check(&mut graph, negated, negated);
}

#[test]
fn twice_two_times_a_sum_is_four_times_it() {
    let mut graph = Graph::new();
    let [x] = symbols(&mut graph, ["x"]);
    let inner = graph.linear(Rational::MINUS_ONE, &[(x, Rational::ONE)]);
    let twice = graph.scale(&Rational::TWO, inner);
    let two = graph.integer(2);
    let input = graph.mul(&[two, twice]);
    let expected = graph.scale(&integer(4), inner);
    check(&mut graph, input, expected);
}

#[test]
fn even_powers_leave_roots_as_absolute_values() {
    let mut graph = Graph::new();
    let [w] = symbols(&mut graph, ["w"]);
    let absolute = graph.known("abs", &[w]);
    let square = graph.pow(w, &Rational::TWO);
    let two = graph.integer(2);
    let doubled = graph.add(&[square, square]);
    let mean = graph.div(doubled, two);
    let root = graph.sqrt(mean);
    check(&mut graph, root, absolute);
    let quarter = graph.scale(&rational(1, 4), square);
    let (root, half) = (graph.sqrt(quarter), graph.scale(&Rational::HALF, absolute));
    check(&mut graph, root, half);
    // √(((−w − 0)² + (w − 0)²)/2)
    let minus = graph.neg(w);
    let squares = [graph.pow(minus, &Rational::TWO), square];
    let sum = graph.add(&squares);
    let mean = graph.scale(&Rational::HALF, sum);
    let root = graph.sqrt(mean);
    check(&mut graph, root, absolute);
}

#[test]
fn one_absolute_value_has_one_form() {
    let mut graph = Graph::new();
    let [a, b] = symbols(&mut graph, ["a", "b"]);
    let double = graph.linear(Rational::ZERO, &[(a, Rational::TWO), (b, integer(-2))]);
    let (left, back) = (graph.known("abs", &[double]), graph.sub(b, a));
    let right = graph.known("abs", &[back]);
    let right = graph.scale(&Rational::TWO, right);
    assert_eq!(canonical(&mut graph, left, &|_, _| true), canonical(&mut graph, right, &|_, _| true));
    let difference = graph.sub(a, b);
    let bar = graph.known("abs", &[back]);
    let quotient = graph.div(difference, bar);
    let expected = graph.known("sign", &[difference]);
    let outcome = check(&mut graph, quotient, expected);
    assert_eq!(needs(&outcome), [(difference, Need::NonZero)]);
}

#[test]
fn derivatives_of_activations_keep_their_short_forms() {
    let mut graph = Graph::new();
    let [u] = symbols(&mut graph, ["u"]);
    let tanh = graph.known("tanh", &[u]);
    let square = graph.pow(tanh, &Rational::TWO);
    let input = graph.linear(Rational::ONE, &[(square, Rational::MINUS_ONE)]);
    check(&mut graph, input, input);
    let sigmoid = graph.known("sigmoid", &[u]);
    let rest = graph.linear(Rational::ONE, &[(sigmoid, Rational::MINUS_ONE)]);
    let input = graph.mul(&[sigmoid, rest]);
    check(&mut graph, input, input);
    let (relu, step) = (graph.known("relu", &[u]), graph.known("step", &[u]));
    let input = graph.mul(&[relu, step]);
    check(&mut graph, input, relu);
}

#[test]
fn identities_are_found_inside_larger_sums_and_products() {
    let mut graph = Graph::new();
    let [x, y] = symbols(&mut graph, ["x", "y"]);
    let (sin, cos) = (graph.known("sin", &[x]), graph.known("cos", &[x]));
    let squares = [graph.pow(sin, &Rational::TWO), graph.pow(cos, &Rational::TWO)];
    let products = squares.map(|square| graph.mul(&[y, square]));
    let input = graph.add(&[products[0], products[1], x]);
    let expected = graph.add(&[y, x]);
    check(&mut graph, input, expected);
    let (sinh, cosh, tanh) = (graph.known("sinh", &[x]), graph.known("cosh", &[x]), graph.known("tanh", &[x]));
    let input = graph.product(&[(y, Rational::ONE), (sinh, Rational::TWO), (cosh, integer(-2))]);
    let expected = graph.product(&[(y, Rational::ONE), (tanh, Rational::TWO)]);
    check(&mut graph, input, expected);
    let minus = graph.neg(x);
    let (up, down) = (graph.known("relu", &[x]), graph.known("relu", &[minus]));
    let (difference, sum) = (graph.sub(up, down), graph.add(&[up, down]));
    check(&mut graph, difference, x);
    let expected = graph.known("abs", &[x]);
    check(&mut graph, sum, expected);
}

#[test]
fn what_is_equal_by_ring_laws_cancels() {
    let mut graph = Graph::new();
    let [a, b, c] = symbols(&mut graph, ["a", "b", "c"]);
    let sum = graph.add(&[b, c]);
    let products = [graph.mul(&[a, sum]), graph.mul(&[a, b]), graph.mul(&[a, c])];
    let input = graph.linear(
        Rational::ZERO,
        &[(products[0], Rational::ONE), (products[1], Rational::MINUS_ONE), (products[2], Rational::MINUS_ONE)],
    );
    let zero = graph.integer(0);
    check(&mut graph, input, zero);
}

#[test]
fn long_chains_of_sums_and_products_cost_their_length() {
    let mut graph = Graph::new();
    let [first] = symbols(&mut graph, ["x"]);
    let mut sum = first;
    let mut all = vec![first];
    for _ in 0..20_000 {
        let [next] = symbols(&mut graph, ["y"]);
        sum = graph.add(&[sum, next]);
        all.push(next);
    }
    let before = graph.len();
    let canonical = canonical(&mut graph, sum, &|_, _| true);
    assert!(graph.len() - before <= 2, "one node is made, not one for each partial sum");
    assert_eq!(canonical, graph.add(&all));
}

#[test]
fn small_definitions_are_put_in_where_they_are_not_kept() {
    use crate::expr::{Label, TermKind};
    let mut graph = Graph::new();
    let [x, y] = symbols(&mut graph, ["x", "y"]);
    let body = graph.add(&[x, y]);
    let label = |text: &str| Label::Definition {
        name: Name::plain(text),
        indices: Box::new([]),
        eval: false,
        args: Box::new([]),
        without: Box::new([]),
    };
    let term = graph.named(label("t"), TermKind::Definition, body, Vec::new());
    let three = graph.integer(3);
    let number = graph.named(label("c"), TermKind::Definition, three, Vec::new());
    let input = graph.add(&[term, number]);
    let kept = graph.linear(integer(3), &[(term, Rational::ONE)]);
    assert_eq!(canonical(&mut graph, input, &|_, _| true), kept);
    let open = graph.linear(integer(3), &[(x, Rational::ONE), (y, Rational::ONE)]);
    assert_eq!(canonical(&mut graph, input, &|_, _| false), open);
}

#[test]
fn a_search_that_would_grow_ends_in_the_best_form_so_far_and_says_so() {
    let mut graph = Graph::new();
    let [x, y] = symbols(&mut graph, ["x", "y"]);
    let exps = [graph.known("exp", &[x]), graph.known("exp", &[y])];
    let product = graph.mul(&exps);
    let tanh = graph.known("tanh", &[product]);
    let square = graph.pow(tanh, &Rational::TWO);
    let input = graph.add(&[square, product]);
    let mut small = Options { node_limit: 3, ..Options::default() };
    let stopped = simplify_with(&mut graph, input, &Facts::none(), &mut small);
    assert!(stopped.stopped);
    assert!(operations(&graph, stopped.node) <= operations(&graph, input));
    let mut narrow = Options { window_limit: 2, ..Options::default() };
    assert!(simplify_with(&mut graph, input, &Facts::none(), &mut narrow).stopped);
    assert!(!simplify_with(&mut graph, input, &Facts::none(), &mut Options::default()).stopped);
}
