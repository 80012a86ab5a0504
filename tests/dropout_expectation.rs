//! Expectations over all masks against reference values: every case of `vectors/dropout_expectation.json` becomes a file
//! of our language. Rational values are compared exactly, the others to the digits that the reference has.

mod common;

use common::{digits, model, node, number};
use normsym::eval::{self, Point};
use normsym::model::Model;
use normsym::number::Rational;
use serde_json::Value;

/// Digits asked for where a value is no rational number, and the distance that is let pass.
const DIGITS: usize = 32;
const NEAR: &str = "1e-28";

fn cases(kind: &str) -> Vec<Value> {
    let whole: Value = serde_json::from_str(include_str!("vectors/dropout_expectation.json")).expect("the file is JSON");
    let all = whole["cases"].as_array().expect("cases are a list").clone();
    all.into_iter().filter(|case| case["kind"] == kind).collect()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is no text in {value}"))
}

fn list(value: &Value) -> Vec<String> {
    let data = value["data"].as_array().expect("a tensor");
    data.iter().map(|entry| entry.as_str().expect("a number is a text").to_string()).collect()
}

/// `Σ` of a product for each unit.
fn sum(count: usize, term: impl Fn(usize) -> String) -> String {
    (0..count).map(term).collect::<Vec<_>>().join(" + ")
}

/// The value of an expression is exactly that number.
#[track_caller]
fn is_exactly(model: &mut Model, expr: &str, expected: &str) {
    let value = node(model, expr);
    let found = eval::exact(&model.graph, &[value], &Point::default()).unwrap_or_else(|why| panic!("{expr}: {why}"));
    assert_eq!(found[0], number(expected), "{expr}");
}

/// The value of an expression is that number to the digits that are known.
#[track_caller]
fn is_nearly(model: &mut Model, expr: &str, expected: &str) {
    let value = node(model, expr);
    let found = digits(&model.graph, value, &Point::default(), DIGITS);
    let expected = number(expected);
    let bound = &number(NEAR) * &(&expected.abs() + &Rational::ONE);
    assert!((&found - &expected).abs() <= bound, "{expr}: {found} for {expected}");
}

#[test]
fn the_linear_network_over_all_its_masks() {
    let cases = cases("mask_expectation");
    assert_eq!(cases.len(), 5);
    for case in cases {
        let (drop_prob, shift, target) = (text(&case, "p"), text(&case, "b"), text(&case, "target"));
        let (inputs, weights, wanted) = (list(&case["x"]), list(&case["w"]), &case["expected"]["linear"]);
        let unit = |k: usize| format!("({})·({})", weights[k], inputs[k]);
        let masked = sum(weights.len(), |k| format!("mask(p) {} t", unit(k)));
        let dropped = sum(weights.len(), |k| format!("dropout({}, p)", unit(k)));
        let whole = sum(weights.len(), unit);
        let file = format!("p = {drop_prob}\nF(t) = {masked} + ({shift})\nG = {dropped} + ({shift})\nwhole = {whole}\n");
        let mut model = model(&file);
        is_exactly(&mut model, "E(F(1))", text(wanted, "expectation"));
        is_exactly(&mut model, &format!("(1 - p) whole + ({shift})"), text(wanted, "scaled_by_keep"));
        is_exactly(&mut model, "F(1) in eval", text(wanted, "scaled_by_keep"));
        is_exactly(&mut model, &format!("p whole + ({shift})"), text(wanted, "scaled_by_p"));
        is_exactly(&mut model, "E(F(1) given connected)", text(wanted, "expectation_without_empty_mask"));
        is_exactly(&mut model, "E(G)", text(wanted, "inverted_expectation"));
        is_exactly(&mut model, "G in eval", text(wanted, "inverted_scaled"));
        is_exactly(&mut model, "Var(G)", text(wanted, "inverted_variance"));
        is_exactly(&mut model, &format!("E((G - ({target}))^2)"), text(wanted, "inverted_expected_squared_error"));
        is_exactly(&mut model, &format!("((G in eval) - ({target}))^2"), text(wanted, "squared_error_of_scaled"));
        is_exactly(&mut model, &format!("E((G - ({target}))^2) - ((G in eval) - ({target}))^2"), text(wanted, "penalty"));
        for draw in wanted["per_mask"].as_array().expect("a list") {
            let kept: Vec<u64> = draw["mask"].as_array().expect("a mask").iter().filter_map(Value::as_u64).collect();
            let values: Vec<String> = kept.iter().enumerate().map(|(k, kept)| format!("m_{} = {kept}", k + 1)).collect();
            is_exactly(&mut model, &format!("F(1) at ({})", values.join(", ")), text(draw, "output"));
            if let Some(subnets) = model.subnets("F").expect("no fault") {
                let wanted = number(text(draw, "probability"));
                let same = |kept: &[bool]| kept.iter().map(|kept| u64::from(*kept)).eq(draw_of(draw));
                let found = subnets.connected.iter().find(|subnet| same(&subnet.kept));
                let probability = found.map(|subnet| model.graph.known_number(subnet.probability).cloned());
                assert!(probability.is_none_or(|found| found == Some(wanted)), "{draw}");
            }
        }
    }
}

fn draw_of(draw: &Value) -> impl Iterator<Item = u64> + '_ {
    draw["mask"].as_array().expect("a mask").iter().filter_map(Value::as_u64)
}

#[test]
fn a_function_of_the_linear_network_is_not_the_function_of_its_mean() {
    for case in cases("mask_expectation") {
        let (drop_prob, shift, outer) = (text(&case, "p"), text(&case, "b"), &case["outer"]);
        let (inputs, weights, wanted) = (list(&case["x"]), list(&case["w"]), &case["expected"]["nonlinear"]);
        let unit = |k: usize| format!("({})·({})", weights[k], inputs[k]);
        let dropped = sum(weights.len(), |k| format!("dropout({}, p)", unit(k)));
        let original = sum(weights.len(), |k| format!("dropout({}, p, scaling = original)", unit(k)));
        let (act, factor, last) = (text(outer, "activation"), text(outer, "v"), text(outer, "d"));
        let net = |name: &str, sum: &str| format!("{name} = ({factor}) {act}({sum} + ({shift})) + ({last})\n");
        let mut model = model(&format!("p = {drop_prob}\n{}{}", net("G", &dropped), net("H", &original)));
        is_nearly(&mut model, "E(G)", text(wanted, "expectation"));
        is_nearly(&mut model, "G in eval", text(wanted, "scaled"));
        is_nearly(&mut model, "E(G) - (G in eval)", text(wanted, "difference"));
        is_nearly(&mut model, "E(H)", text(wanted, "original_expectation"));
        is_nearly(&mut model, "H in eval", text(wanted, "original_scaled_by_keep"));
    }
}

#[test]
fn hidden_neurons_with_masks() {
    let cases = cases("mask_expectation_hidden");
    assert_eq!(cases.len(), 3);
    for case in cases {
        let (drop_prob, input, act, last) = (text(&case, "p"), text(&case, "x"), text(&case, "activation"), text(&case, "b2"));
        let (first, shifts, second, wanted) = (list(&case["w1"]), list(&case["b1"]), list(&case["w2"]), &case["expected"]);
        let neuron = |k: usize| format!("({}) {act}(({})·({input}) + ({}))", second[k], first[k], shifts[k]);
        let masked = sum(first.len(), |k| format!("mask(p) {}", neuron(k)));
        let dropped = sum(first.len(), |k| format!("dropout({}, p)", neuron(k)));
        let whole = sum(first.len(), neuron);
        let file = format!("p = {drop_prob}\nF = {masked} + ({last})\nG = tanh({dropped} + ({last}))\nwhole = {whole}\n");
        let mut model = model(&file);
        is_nearly(&mut model, "E(F)", text(wanted, "expectation"));
        is_nearly(&mut model, "F in eval", text(wanted, "scaled_by_keep"));
        is_nearly(&mut model, &format!("p whole + ({last})"), text(wanted, "scaled_by_p"));
        is_nearly(&mut model, "E(G)", text(wanted, "inverted_through_tanh_expectation"));
        is_nearly(&mut model, "G in eval", text(wanted, "inverted_through_tanh_scaled"));
    }
}

#[test]
fn the_two_neurons_of_the_lecture_are_scaled_by_the_probability_to_keep() {
    let cases = cases("lecture_scaling");
    assert_eq!(cases.len(), 2);
    for case in cases {
        let file = format!("p = {}\nF(x) = mask(p) (-x + 4) + mask(p) (-x + 4)\n", text(&case, "p"));
        let mut model = model(&file);
        for row in case["expected"].as_array().expect("a list") {
            let x = text(row, "x");
            is_exactly(&mut model, &format!("E(F({x}))"), text(row, "expectation"));
            is_exactly(&mut model, &format!("F({x}) in eval"), text(row, "scaled_by_keep"));
            is_exactly(&mut model, &format!("E(F({x}) given connected)"), text(row, "expectation_connected_only"));
            is_exactly(&mut model, &format!("F({x}) at (m_1 = 1, m_2 = 1)"), text(row, "no_scaling"));
            is_exactly(&mut model, &format!("F({x}) at (m_1 = 1, m_2 = 0)"), text(row, "single"));
            is_exactly(&mut model, &format!("p (F({x}) at (m_1 = 1, m_2 = 1))"), text(row, "scaled_by_p"));
        }
    }
}
