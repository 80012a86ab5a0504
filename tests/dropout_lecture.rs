//! What the lecture says of dropout and of plain networks: formulas as they are written, sums of squares over a table,
//! gradients, one step of descent, and neurons that are left out.

mod common;

use common::{assert_proved, derivation, load, model, moving, node, verdicts};
use normsym::answer;
use normsym::eval::{self, Point};
use normsym::number::Rational;
use normsym::render;

/// The verdicts on the claims of a file.
#[track_caller]
fn check(file: &str, expected: &str) {
    assert_eq!(verdicts(file), expected, "{file}");
}

/// The two neurons, upper neuron dropped first.
const TWO_NEURONS: &str = "param w_1, w_01, w_2, w_02 = 0
data (x, Y) = (1, 3), (2, 2), (3, 1)

upper(x) = w_1 x + w_01
lower(x) = w_2 x + w_02
F_NN(x)  = upper(x) + lower(x)
L        = sum[data] (F_NN(x) - Y)^2

L_1 = L without upper
L_2 = L without lower
derive L_1, L_2

expect ∂L_1/∂w_2 = 2(w_2 + w_02 - 3) + 4(2w_2 + w_02 - 2) + 6(3w_2 + w_02 - 1)
expect ∂L_1/∂w_2 = -20 at start
";

/// One neuron on the same table.
const ONE_NEURON: &str = "param w, b = 0
data (x, Y) = (1, 3), (2, 2), (3, 1)
F(x) = w x + b
L = sum[data] (F(x) - Y)^2
";

#[test]
fn products_need_no_sign_and_calls_are_told_from_products() {
    check(
        "function f
param a, w_1, w_2, w_3, w_01, w_02
F_{NN}(x) = f(w_1x + w_{01})w_3 + w_2 f(x w_2 + w_02)
expect 2w_2 = w_2 + w_2
expect a(w_1 + w_2) = a·w_1 + a·w_2
expect x w_1 = w_1 x
expect F_{NN}(1) = w_3 f(w_1 + w_01) + w_2 f(w_2 + w_02)
expect F_NN(1) = w_3 f·w_1
",
        "proved proved proved proved ill-formed",
    );
}

/// Code and place of the faults of a file that claims something of the text.
fn faults(text: &str) -> Vec<(&'static str, u32)> {
    let file = format!("function f\nparam w_2\nexpect {text} = 0\n");
    let offset = file.rfind("expect ").expect("the claim") as u32 + 7;
    let model = load(&file);
    model.diagnostics.iter().map(|d| (d.code, d.span().start - offset)).collect()
}

#[test]
fn a_bracket_without_a_partner_is_reported_where_it_stands() {
    assert_eq!(faults("f(2w_2)) + 1"), [("syntax::unbalanced", 7)]);
    assert_eq!(faults("2(w_2 + f(1))) w_2"), [("syntax::unbalanced", 13)]);
    assert_eq!(faults("2[w_2 + f(1) w_2"), [("syntax::unbalanced", 1)]);
}

#[test]
fn the_loss_is_the_sum_of_squares_over_the_table() {
    check(&format!("{ONE_NEURON}expect L = (w + b - 3)^2 + (2w + b - 2)^2 + (3w + b - 1)^2\n"), "proved");
    let mut model = model(ONE_NEURON);
    let loss = node(&mut model, "L");
    let body = model.graph.as_term(loss).expect("a definition").body;
    let written = node(&mut model, "(F(1) - 3)^2 + (F(2) - 2)^2 + (F(3) - 1)^2");
    assert_eq!(body, written);
}

#[test]
fn partial_derivatives_come_out_as_the_lecture_prints_them() {
    let mut model = model(&format!("{ONE_NEURON}derive L\n"));
    let target = derivation(&mut model).targets.swap_remove(0);
    assert_proved(&model, &target);
    let printed: Vec<String> = target.derivatives.iter().map(|p| render::plain(&model.graph, p.value)).collect();
    assert_eq!(printed, ["2(w + b - 3) + 4(2w + b - 2) + 6(3w + b - 1)", "2(w + b - 3) + 2(2w + b - 2) + 2(3w + b - 1)"]);
    check(&format!("{ONE_NEURON}expect ∂L/∂w = 28w + 12b - 20\nexpect dL/db = 12w + 6b - 12\n"), "proved proved");
}

#[test]
fn partial_derivatives_come_out_collected_where_that_is_asked() {
    let mut model = model(&format!("{ONE_NEURON}derive L\n"));
    let options = answer::Options { collected: true, ..answer::Options::default() };
    let target = answer::derive(&mut model, &options).expect("the derivation").targets.swap_remove(0);
    let printed: Vec<String> = target.derivatives.iter().map(|p| render::plain(&model.graph, p.value)).collect();
    assert_eq!(printed, ["28w + 12b - 20", "12w + 6b - 12"]);
}

#[test]
fn a_step_of_descent_is_exact() {
    let mut model = model(ONE_NEURON);
    let steps = ["w - 1/10·∂L/∂w", "b - 1/10·∂L/∂b"].map(|text| node(&mut model, &format!("({text}) at start")));
    assert_eq!(eval::exact(&model.graph, &steps, &Point::new()), Ok(vec![Rational::integer(2), Rational::new(6, 5)]));
    check(
        &format!("{ONE_NEURON}expect ∂L/∂w = -20 at start\nexpect ∂L/∂b = -12 at start\nexpect L = 14 at start\n"),
        "proved proved proved",
    );
}

#[test]
fn the_first_listing_of_the_language_is_derived_and_its_claims_are_proved() {
    check(TWO_NEURONS, "proved proved");
    let mut model = model(TWO_NEURONS);
    let derivation = derivation(&mut model);
    let moving: Vec<String> = derivation.targets.iter().map(|target| moving(&model, target)).collect();
    assert_eq!(moving, ["w_2 w_02", "w_1 w_01"]);
    derivation.targets.iter().for_each(|target| assert_proved(&model, target));
}

#[test]
fn a_dropped_neuron_has_no_part_in_the_network() {
    check(
        &format!(
            "{TWO_NEURONS}expect (F_NN(x) without upper) = w_2 x + w_02
expect (F_NN(x) without upper) = F_NN(x)
expect ∂L_1/∂w_1 = 0
expect ∂L_1/∂w_01 = 0
expect ∂L_2/∂w_2 = ∂L_1/∂w_02
"
        ),
        "proved proved proved refuted proved proved refuted",
    );
}

#[test]
fn a_dropped_neuron_takes_its_outgoing_weight_with_it() {
    let file = "function f
param w_1, w_01, w_2, w_02, w_3, w_4, w_03
data (x, Y) = (-1, -1), (1, 1)
top(x) = f(w_1 x + w_01)
bottom(x) = f(w_2 x + w_02)
F(x) = w_3 top(x) + w_4 bottom(x) + w_03
L = sum[data] (F(x) - Y)^2
D = L without top
derive D
";
    let mut model = model(file);
    let target = derivation(&mut model).targets.swap_remove(0);
    assert_proved(&model, &target);
    assert_eq!(moving(&model, &target), "w_2 w_02 w_4 w_03");
}

#[test]
fn a_normalised_network_takes_its_statistics_anew_without_a_neuron() {
    let file = "function f
param w_1, w_2, w_3, w_4, w_03
data (x, Y) = (-1, -1), (1, 1), (2, 0)
top(x) = f(w_1 x)
bottom(x) = f(w_2 x)
F(x) = norm(w_3 top(x) + w_4 bottom(x), mean = C, std = S) + w_03
L = sum[data] (F(x) - Y)^2
D = L without top
derive D
expect (C without top) = w_4 (f(-w_2) + f(w_2) + f(2w_2))/3
expect ∂D/∂w_4 = 0
";
    check(file, "proved proved");
    let mut model = model(file);
    let target = derivation(&mut model).targets.swap_remove(0);
    assert_proved(&model, &target);
    assert_eq!(moving(&model, &target), "w_2 w_03");
}

#[test]
fn a_dropped_input_is_taken_as_zero() {
    let file = "param a, b, c
data (x_1, x_2, Y) = (1, 2, 3), (2, 0, 1)
F(x_1, x_2) = a x_1 + b x_2 + c
L = sum[data] (F(x_1, x_2) - Y)^2
D = L without x_1
expect D = (2b + c - 3)^2 + (c - 1)^2
expect ∂D/∂a = 0
";
    check(file, "proved proved");
}
