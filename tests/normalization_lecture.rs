//! What the lecture says of normalised networks: statistics that move with the weights, derivatives that vanish, batches
//! other than the data of the loss, ε, scale and shift, and the difference to statistics held constant.

mod common;

use common::{are_equal, assert_proved, derivation, digits, is_zero, model, moving, node, number, verdicts};
use normsym::answer;
use normsym::calculus;
use normsym::check::verdict::Verdict;
use normsym::eval::Point;
use normsym::expr::NodeId;
use normsym::model::Model;
use normsym::render;

/// The verdicts on the claims of a file.
#[track_caller]
fn check(file: &str, expected: &str) {
    assert_eq!(verdicts(file), expected, "{file}");
}

/// The chain of three neurons, normalised at every layer: `head` declares f, the weights and the data, `options` go into
/// every `norm`.
fn chain(head: &str, options: &str) -> String {
    format!(
        "{head}
u_1(x) = w_1 x
u_2(x) = w_2 f(norm(u_1(x), mean = C_0, std = S_0{options}) + w_01)
u_3(x) = w_3 f(norm(u_2(x), mean = C_1, std = S_1{options}) + w_02)
F(x)   = f(norm(u_3(x), mean = C_2, std = S_2{options}) + w_03)
L_N    = sum[data] (F(x) - Y)^2
"
    )
}

const OPAQUE: &str = "function f\nparam w_1, w_2, w_3, w_01, w_02, w_03\ndata (x, Y) = (-1, -1), (1, 1)";
const TANH: &str = "function f = tanh
param w_1 = 1/2, w_2 = 0.7, w_3 = 0.9, w_01 = 1/10, w_02 = -0.2, w_03 = 0.3
data (x, Y) = (-1, -1), (1, 1)";

/// Derives the file's question: everything is proved and agrees with central differences; returns the weights whose
/// derivatives are not exactly 0.
#[track_caller]
fn moving_weights(file: &str) -> String {
    let mut model = model(file);
    let derivation = derivation(&mut model);
    let target = derivation.targets.last().expect("a target");
    assert_proved(&model, target);
    moving(&model, target)
}

#[test]
fn mean_and_deviation_move_with_the_weights() {
    check(
        "param w_1
data (u) = (-w_1), (w_1)
expect mean[data] u = 0
expect std[data] u = |w_1|
expect std[data] u = w_1
expect var[data] u = w_1^2
expect std[data](u, ddof = 1) = √2 |w_1|
expect std[data](u, ddof = 1) = |w_1|
",
        "proved proved refuted proved proved refuted",
    );
}

#[test]
fn eps_stands_under_the_root() {
    check(
        "param w_1, eps
assume eps > 0
data (x) = (-1), (1)
G(x) = norm(w_1 x, eps = eps, mean = C, std = S)
expect C = 0
expect S = √(w_1^2 + eps)
expect S = |w_1| + √eps
expect G(x) = w_1 x/√(w_1^2 + eps)
",
        "proved proved refuted proved",
    );
}

#[test]
fn a_sample_deviation_divides_by_one_less() {
    check(
        "param w_1
data (x) = (-1), (1)
G(x) = norm(w_1 x, ddof = 1, std = S)
expect S = √2 |w_1|
expect G(x) = sign(w_1) x/√2
",
        "proved proved",
    );
}

#[test]
fn the_statistics_of_the_chain_have_a_closed_form() {
    let claims = "expect S_0 = |w_1|
expect C_2 = w_3 (f(1 + w_02) + f(-1 + w_02))/2
expect S_1 = |w_2| |f(1 + w_01) - f(-1 + w_01)|/2
expect S_2 = |w_3| |f(1 + w_02) - f(-1 + w_02)|/2
expect S_2 = w_3 (f(1 + w_02) - f(-1 + w_02))/2
";
    check(&(chain(OPAQUE, "") + claims), "proved proved proved proved refuted");
}

#[test]
fn a_normalised_weight_leaves_its_sign_where_it_is_not_zero() {
    let file = "param w_1\ndata (x) = (-1), (1)\nG(x) = norm(w_1 x, std = S)\n";
    check(
        &format!("{file}expect G(x) = sign(w_1) x\nexpect G(x) = x\nexpect G(x) = x assuming w_1 > 0\n"),
        "proved refuted proved",
    );
    let mut model = model(&format!("{file}expect G(x) = sign(w_1) x\n"));
    let decision = answer::check(&mut model).swap_remove(0).decision;
    let conditions: Vec<String> = decision.conditions.iter().map(|c| render::plain(&model.graph, c.node)).collect();
    assert_eq!(conditions, ["w_1"]);
    check("param w_1\ndata (x) = (-1), (1)\nG(x) = norm(w_1 x)\nexpect G(1) = 1 at (w_1 = 0)\n", "undecided");
}

#[test]
fn with_two_objects_every_weight_but_the_last_has_derivative_zero() {
    assert_eq!(moving_weights(&(chain(OPAQUE, "") + "derive L_N\n")), "w_03");
    assert_eq!(moving_weights(&(chain(TANH, "") + "derive L_N\n")), "w_03");
}

#[test]
fn the_loss_of_two_objects_depends_on_the_signs_alone() {
    let claims = "s = sign(w_3) sign(f(1 + w_02) - f(-1 + w_02))
t = sign(w_2) sign(f(1 + w_01) - f(-1 + w_01))
Z(x) = norm(u_3(x))
expect Z(1) = s t sign(w_1)
expect L_N = (f(w_03 - 1) + 1)^2 + (f(w_03 + 1) - 1)^2
";
    let found = verdicts(&(chain(OPAQUE, "") + claims));
    // Each jump lies where a statistic is 0, so that there is nothing to decide on it.
    assert_eq!(found, "proved refuted");
}

#[test]
fn with_eps_nothing_vanishes() {
    let claims = "expect ∂L_N/∂w_3 ≈ -1.40547e-3 ± 1e-8 at start
expect ∂L_N/∂w_02 ≈ -2.15124e-4 ± 1e-9 at start
expect ∂L_N/∂w_2 ≈ -3.70101e-6 ± 1e-11 at start
expect ∂L_N/∂w_01 ≈ 2.18801e-7 ± 1e-12 at start
expect ∂L_N/∂w_1 ≈ -1.15398e-8 ± 1e-13 at start
expect ∂L_N/∂w_03 ≈ 0.432329 ± 1e-6 at start
expect ∂L_N/∂w_3 = 0
";
    check(&(chain(TANH, ", eps = 1e-3") + claims), "proved proved proved proved proved proved refuted");
    assert_eq!(moving_weights(&(chain(OPAQUE, ", eps = 1e-3") + "derive L_N\n")), "w_1 w_2 w_3 w_01 w_02 w_03");
}

/// The chain with scale and shift, of the whole net (`a, b`) or of each layer.
fn scaled(letters: [(&str, &str); 3]) -> String {
    let [(a_1, b_1), (a_2, b_2), (a_3, b_3)] = letters;
    let mut own: Vec<&str> = letters.iter().flat_map(|(a, b)| [*a, *b]).collect();
    own.sort_unstable();
    own.dedup();
    format!(
        "function f\nparam w_1, w_2, w_3, w_01, w_02, w_03, {}\ndata (x, Y) = (-1, -1), (1, 1), (2, 2)
u_1(x) = w_1 x
u_2(x) = w_2 f({a_1} norm(u_1(x)) + {b_1} + w_01)
u_3(x) = w_3 f({a_2} norm(u_2(x)) + {b_2} + w_02)
F(x)   = f({a_3} norm(u_3(x)) + {b_3} + w_03)
L      = sum[data] (F(x) - Y)^2
",
        own.join(", ")
    )
}

#[test]
fn a_shift_of_each_layer_is_redundant_beside_the_bias() {
    let layers = scaled([("a_1", "b_1"), ("a_2", "b_2"), ("a_3", "b_3")]);
    let claims = "expect ∂L/∂b_1 = ∂L/∂w_01\nexpect ∂L/∂b_2 = ∂L/∂w_02\nexpect ∂L/∂b_3 = ∂L/∂w_03\n";
    check(&(layers + claims), "proved proved proved");
    let net = scaled([("a", "b"), ("a", "b"), ("a", "b")]);
    check(&(net + "expect ∂L/∂b = ∂L/∂w_01 + ∂L/∂w_02 + ∂L/∂w_03\nexpect ∂L/∂b = ∂L/∂w_03\n"), "proved refuted");
}

#[test]
fn with_scale_one_and_shift_zero_the_standard_net_is_back() {
    let file = scaled([("a", "b"), ("a", "b"), ("a", "b")])
        + "v_2(x) = w_2 f(norm(u_1(x)) + w_01)
v_3(x) = w_3 f(norm(v_2(x)) + w_02)
G(x) = f(norm(v_3(x)) + w_03)
K = sum[data] (G(x) - Y)^2
expect L = K at (a = 1, b = 0)
expect L = K at (a = 2, b = 0)
";
    check(&file, "proved refuted");
}

#[test]
fn a_bias_before_a_normalisation_is_dead() {
    let file = "function f\nparam w, c, v\ndata (x, Y) = (-1, -1), (1, 1), (2, 2)
u(x) = f(w x) v + c\nF(x) = f(norm(u(x)))\nL = sum[data] (F(x) - Y)^2\n";
    assert_eq!(moving_weights(&format!("{file}derive L\n")), "w");
    check(&format!("{file}expect ∂L/∂c = 0\nexpect ∂L/∂v = 0\nexpect ∂L/∂w = 0\n"), "proved proved refuted");
}

#[test]
fn a_batch_of_two_objects_leaves_the_biases_to_the_third() {
    let head = TANH.replace("(1, 1)", "(1, 1), (2, 2)\nbatch B = data[1..2]");
    let file = chain(&head, ", batch = B");
    let claims = "expect L_N ≈ 1.397977080474 ± 1e-12 at start
expect ∂L_N/∂w_01 ≈ 0.0903638 ± 1e-7 at start
expect ∂L_N/∂w_02 ≈ 0.101914 ± 1e-6 at start
expect ∂L_N/∂w_03 ≈ -0.0112561 ± 1e-7 at start
";
    check(&format!("{file}{claims}"), "proved proved proved proved");
    assert_eq!(moving_weights(&format!("{file}derive L_N\n")), "w_01 w_02 w_03");
}

#[test]
fn another_batch_makes_another_function() {
    let file = chain(&TANH.replace("(-1, -1), (1, 1)", "(1, 1), (2, 2)"), "");
    let claims = "expect F(2) ≈ 0.861723159313 ± 1e-12 at start\nexpect norm(u_1(x)) = sign(w_1)(2x - 3)\n";
    check(&(file + claims), "proved proved");
}

#[test]
fn statistics_held_constant_give_another_derivative() {
    let held = "diff(L_N, w_3; hold = (C_1, S_1, C_2, S_2))";
    let claims = format!(
        "expect {held} ≈ -0.691399 ± 1e-6 at start
expect ∂L_N/∂w_3 = 0 at start
expect ∂L_N/∂w_3 = 0
expect {held} = ∂L_N/∂w_3
expect {held} != ∂L_N/∂w_3
"
    );
    let file = chain(TANH, "") + &claims;
    check(&file, "proved proved proved refuted proved");
}

#[test]
fn the_correction_of_a_derivative_that_vanishes_is_zero() {
    let mut model = model(&(chain(TANH, "") + "expect ∂L_N/∂w_3 = w_3\n"));
    let decided = answer::check(&mut model).swap_remove(0);
    assert_eq!(decided.decision.verdict, Verdict::Refuted);
    assert_eq!(decided.correct, Some(model.graph.integer(0)));
}

#[test]
fn the_gradient_of_a_normalised_batch_loses_its_mean_and_its_part_along_the_output() {
    let rows: Vec<String> = (1..=6).map(|k| format!("(x_{k}, g_{k})")).collect();
    let squares: Vec<String> = (1..=6).map(|k| format!("(∂L/∂x_{k})^2")).collect();
    let file = format!(
        "param x_1, x_2, x_3, x_4, x_5, x_6, g_1, g_2, g_3, g_4, g_5, g_6, γ
data (x, g) = {}
z(x) = norm(x, mean = C, std = S)
L = sum[data] γ g z(x)
N = {}
derive L by x_1, x_6
expect N = (γ/S)^2 (sum[data] g^2 - (sum[data] g)^2/6 - (sum[data] g z(x))^2/6)
expect N = (γ/S)^2 (sum[data] g^2 - (sum[data] g)^2/6)
",
        rows.join(", "),
        squares.join(" + ")
    );
    check(&file, "proved refuted");
    let mut model = model(&file);
    let target = derivation(&mut model).targets.swap_remove(0);
    assert_proved(&model, &target);
    let largest = target.derivatives.iter().filter_map(|p| p.finite_difference).map(|f| f.max_relative_error).fold(0.0, f64::max);
    assert!(largest > 0.0 && largest < 1e-8, "{largest:e}");
}

/// Whether what a spelling prints reads back as the node itself, or as one that the exact test finds equal.
#[track_caller]
fn assert_reads_back(model: &mut Model, node: NodeId) {
    for text in [render::plain(&model.graph, node), render::latex(&model.graph, node)] {
        let back = model.meaning_of(&text).unwrap_or_else(|faults| panic!("{text}: {faults:#?}")).node;
        let back = calculus::resolve(&mut model.graph, back);
        assert!(back == node || are_equal(&mut model.graph, back, node), "{text}");
    }
}

#[test]
fn functions_statistics_and_derivatives_read_back_from_both_spellings() {
    let mut model = model(&(chain(OPAQUE, "") + "derive L_N\n"));
    for name in ["F(x)", "F(1)", "C_0", "C_1", "C_2", "S_0", "S_1", "S_2", "u_3(-1)", "L_N"] {
        let named = node(&mut model, name);
        assert_reads_back(&mut model, named);
        let body = model.graph.as_term(named).expect("a named term").body;
        assert_reads_back(&mut model, body);
    }
    let target = derivation(&mut model).targets.swap_remove(0);
    for partial in &target.derivatives {
        assert_reads_back(&mut model, partial.value);
    }
    assert_eq!(render::plain(&model.graph, target.derivatives[0].value), "0");
}

#[test]
fn the_second_listing_of_the_language_is_derived_and_proved() {
    let mut model = model(&(chain(OPAQUE, "") + "show S_2\nderive L_N\n"));
    let derivation = derivation(&mut model);
    let [shown, derived] = derivation.targets.as_slice() else { panic!("two questions") };
    assert_eq!(render::plain(&model.graph, shown.node), "S_2");
    assert!(shown.derivatives.is_empty());
    assert_proved(&model, derived);
    assert!(derived.derivatives[..5].iter().all(|p| p.zero_because.is_some()));
}

#[test]
fn renamed_weights_change_nothing_but_the_names() {
    let file = "function g\nparam v, k_a, k_b, q\ndata train(t, y) = (-2, 0), (3, 1)
h_1(t) = k_a g(norm(v t) + k_b)\nP(t) = g(norm(h_1(t)) + q)\nE_r = sum[train] (P(t) - y)^2\nderive E_r\n";
    assert_eq!(moving_weights(file), "q");
}

#[test]
fn three_objects_leave_scales_without_a_derivative_and_biases_with_one() {
    for m in ["(-1, -1), (1, 1), (2, 2)", "(0, 1), (1/2, -1), (3, 2), (-5/4, 0)", "(1, 1), (2, 0), (4, 3), (8, 1), (16, 2)"] {
        let file = chain(&OPAQUE.replace("(-1, -1), (1, 1)", m), "") + "derive L_N\n";
        assert_eq!(moving_weights(&file), "w_01 w_02 w_03", "{m}");
    }
}

#[test]
fn a_sample_deviation_keeps_the_same_zeros() {
    let file = chain(&OPAQUE.replace("(1, 1)", "(1, 1), (2, 2)"), ", ddof = 1") + "derive L_N\n";
    assert_eq!(moving_weights(&file), "w_01 w_02 w_03");
}

#[test]
fn outside_the_table_the_statistics_of_the_rows_act() {
    let file = chain(&OPAQUE.replace("(1, 1)", "(1, 1), (2, 2)"), "") + "v = F(1/2)\nderive v\n";
    assert_eq!(moving_weights(&file), "w_01 w_02 w_03");
    let mut model = model(&file);
    let scale = node(&mut model, "∂F(x)/∂w_2");
    assert!(is_zero(&mut model.graph, scale));
}

#[test]
fn two_hidden_neurons_share_one_normalisation() {
    let file = "function f\nparam w_1, w_01, w_2, w_02, w_3, w_4, w_03\ndata (x, Y) = (-1, -1), (1, 1), (3, 0)
F_NN(x) = f(w_1 x + w_01) w_3 + f(w_2 x + w_02) w_4
F_NNN(x) = norm(F_NN(x), mean = C, std = S) + w_03
L_N = sum[data] (F_NNN(x) - Y)^2\nderive L_N
expect w_3 ∂L_N/∂w_3 + w_4 ∂L_N/∂w_4 = 0\nexpect ∂L_N/∂w_3 = 0\n";
    assert_eq!(moving_weights(file), "w_1 w_01 w_2 w_02 w_3 w_4 w_03");
    check(file, "proved refuted");
}

#[test]
fn derivatives_by_named_terms_move_them_alone() {
    let file = chain(&OPAQUE.replace("(1, 1)", "(1, 1), (2, 2)"), "");
    let claims = "expect ∂F(x)/∂C_2 = -f'((u_3(x) - C_2)/S_2 + w_03)/S_2
expect ∂F(x)/∂S_2 = -f'((u_3(x) - C_2)/S_2 + w_03) (u_3(x) - C_2)/S_2^2
expect ∂C_2/∂u_3(1) = 1/3
expect ∂S_2/∂u_3(1) = (u_3(1) - C_2)/(3 S_2)
";
    check(&(file + claims), "proved proved proved proved");
}

#[test]
fn a_derivative_at_the_start_has_correct_digits() {
    let mut model = model(&chain(TANH, ", eps = 1e-3"));
    let slope = node(&mut model, "∂L_N/∂w_03 at start");
    let found = digits(&model.graph, slope, &Point::new(), 6);
    assert_eq!(found, number("0.432329"));
}

#[test]
fn a_right_derivative_is_not_called_wrong_where_the_function_turns_fast() {
    // Two rows make the statistics; for the others 1/S is large near S = 0, and sin turns within any step of doubles.
    let file = "function f = sin
param a_1, c_1, a_2, c_2
data (x, Y) = (1/2, 1), (-2, 0), (3, 2), (5, 4)
batch A = data[1..2]
U(x) = f(a_1 x + c_1)
F(x) = 2 f(norm(U(x), mean = M_1, std = D_1, batch = A) a_2)
Q = sum[data] (F(x) - Y)^2
derive Q
";
    let mut model = model(file);
    let derivation = derivation(&mut model);
    for partial in &derivation.targets[0].derivatives {
        let found = partial.finite_difference.expect("points");
        assert!(found.within_bound && found.max_relative_error < 1e-6, "{found:?}");
    }
}
