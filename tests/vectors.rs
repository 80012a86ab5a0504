//! Every value and every derivative of the reference files: 45 digits of the lecture's networks, 28 of the scalar
//! formulas, and the same numbers in doubles.
//!
//! A case becomes a file of our language (`function f = tanh`, the means and deviations as definitions), so that reading,
//! differentiation through named terms and evaluation are tried together. What should be 0 must be exactly 0.

mod common;

use common::{digits, doubles, is_zero, model, node, number, point};
use normsym::eval::{self, Point};
use normsym::expr::NodeId;
use normsym::model::Model;
use serde_json::Value;
use std::collections::HashSet;

/// Digits asked for in a lecture's case, and those that must agree.
const LECTURE: (usize, i64) = (50, 45);
/// The same for the scalar formulas, of which 30 digits are known.
const SCALAR: (usize, i64) = (32, 28);

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is no text in {value}"))
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value))
}

fn pairs(value: &Value) -> impl Iterator<Item = (&str, &str)> {
    entries(value).map(|(key, value)| (key, value.as_str().expect("a number is a text")))
}

fn cases(file: &str) -> Vec<Value> {
    let whole: Value = serde_json::from_str(file).expect("the file is JSON");
    whole["cases"].as_array().expect("cases are a list").clone()
}

/// `function f = tanh`, or a definition where the body is no function of the shelf.
fn opaque_lines(case: &Value) -> String {
    let mut lines = String::new();
    for (name, opaque) in entries(&case["opaque"]) {
        let (argument, body) = (text(opaque, "argument"), text(opaque, "body"));
        let known = body.strip_suffix(&format!("({argument})")).filter(|name| normsym::functions::find(name).is_some());
        lines += &known.map_or_else(|| format!("{name}({argument}) = {body}\n"), |known| format!("function {name} = {known}\n"));
    }
    lines
}

/// The weights with their start values.
fn weights_of(case: &Value) -> String {
    let starts: Vec<String> = pairs(&case["point"]).map(|(name, value)| format!("{name} = {value}")).collect();
    format!("param {}\n", starts.join(", "))
}

/// The rest of the case as a file.
fn file_of(case: &Value) -> String {
    let mut file = opaque_lines(case);
    for definition in case["definitions"].as_array().expect("definitions are a list") {
        file += &format!("{} = {}\n", text(definition, "name"), text(definition, "is"));
    }
    file
}

/// How the zeros of a file were shown.
#[derive(Debug, Default)]
struct Zeros {
    /// By exact arithmetic, also where nothing is left of the formula.
    exact: usize,
    /// By the exact zero test, for all weights or with the point put in.
    tested: usize,
    /// By an enclosure alone: nearer to 0 than 1e-45.
    enclosed: usize,
    /// What was shown to be 0 for all weights, by file and expression: the cases differ in their points.
    known: HashSet<(String, String)>,
}

impl Zeros {
    /// Shows that an expression of a file is 0 at the point, given as such and as text.
    fn show(&mut self, model: &mut Model, file: &str, (what, node): (&str, NodeId), (point, at): (&Point, &str)) {
        if eval::exact(&model.graph, &[node], point).is_ok_and(|values| values[0].is_zero()) {
            self.exact += 1;
            return;
        }
        let key = (file.to_string(), what.to_string());
        if self.known.contains(&key) || is_zero(&mut model.graph, node) {
            self.known.insert(key);
            self.tested += 1;
            return;
        }
        let put_in = common::node(model, &format!("({what}) at {at}"));
        if is_zero(&mut model.graph, put_in) {
            self.tested += 1;
            return;
        }
        let enclosed = eval::enclose(&model.graph, &[node], point, 400).unwrap_or_else(|why| panic!("{what}: {why}"));
        assert!(enclosed[0].contains_zero() && enclosed[0].width() < 1e-45, "{what}: {:?}", enclosed[0]);
        self.enclosed += 1;
    }
}

/// The node's value agrees with the reference, by enclosed digits and in doubles.
fn check(model: &Model, node: NodeId, point: &Point, expected: &str, (asked, agreeing): (usize, i64), what: &str) {
    let found = digits(&model.graph, node, point, asked);
    let expected = number(expected);
    let unit = number(&format!("1e-{agreeing}"));
    let error = (&found - &expected).abs();
    assert!((&error - &(&unit * &expected.abs())).signum() <= 0, "{what}: {found} instead of {expected}");
}

fn check_doubles(model: &Model, numbers: &[(String, NodeId, String)], point: &Point) {
    let nodes: Vec<NodeId> = numbers.iter().map(|(_, node, _)| *node).collect();
    for ((what, _, expected), found) in numbers.iter().zip(doubles(&model.graph, &nodes, point)) {
        let expected = number(expected).to_f64();
        assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{what}: {found:e} instead of {expected:e}");
    }
}

/// All values and derivatives of one case.
fn check_case(case: &Value, zeros: &mut Zeros) {
    let file = file_of(case);
    let mut model = model(&format!("{}{file}", weights_of(case)));
    let start = model.start_point();
    let start: Point = start.into_iter().map(|(node, value)| (model.graph.as_symbol(node).expect("a weight"), value)).collect();
    let values = pairs(&case["expected"]["values"]).map(|(what, value)| (what.to_string(), value.to_string()));
    let partials = entries(&case["expected"]["partials"])
        .flat_map(|(what, by)| pairs(by).map(move |(weight, value)| (format!("diff({what}, {weight})"), value.to_string())));
    let numbers: Vec<(String, NodeId, String)> =
        values.chain(partials).map(|(what, value)| (what.clone(), node(&mut model, &what), value)).collect();
    assert!(numbers.len() >= 5, "{} has numbers", text(case, "id"));
    for (what, node, expected) in &numbers {
        if number(expected).is_zero() {
            zeros.show(&mut model, &file, (what, *node), (&start, "start"));
        } else {
            check(&model, *node, &start, expected, LECTURE, &format!("{what} of {}", text(case, "id")));
        }
    }
    check_doubles(&model, &numbers, &start);
}

/// All cases of a file; so many zeros may rest on an enclosure alone.
fn check_file(file: &str, enclosed: usize) {
    let mut zeros = Zeros::default();
    cases(file).iter().for_each(|case| check_case(case, &mut zeros));
    assert!(zeros.exact > 0 && zeros.tested > 0, "{zeros:?}");
    assert!(zeros.enclosed <= enclosed, "{} zeros by an enclosure alone", zeros.enclosed);
}

/// At single points `√((B − A)²)` needs the sign of a number such as `tanh(3/2) − tanh(1/2)`, which the zero test does
/// not know: a normalised value that is exactly ±1 there is then enclosed.
const BY_SIGNS_OF_NUMBERS: usize = 4;

#[test]
fn the_normalised_output_of_two_neurons_has_all_its_digits() {
    check_file(include_str!("vectors/lecture_normalised.json"), BY_SIGNS_OF_NUMBERS);
}

#[test]
fn one_neuron_of_a_wider_layer_has_all_its_digits() {
    check_file(include_str!("vectors/lecture_layer.json"), 1);
}

#[test]
fn the_chain_normalised_at_every_layer_has_all_its_digits() {
    check_file(include_str!("vectors/lecture_chain.json"), 1);
}

#[test]
fn the_chain_with_scale_and_shift_has_all_its_digits() {
    check_file(include_str!("vectors/lecture_chain_ab.json"), 0);
}

#[test]
fn scalar_derivatives_have_all_their_digits() {
    let mut zeros = Zeros::default();
    for case in cases(include_str!("vectors/scalar.json")) {
        let (formula, id) = (text(&case, "formula"), text(&case, "id"));
        let points = case["expected"]["points"].as_array().expect("points are a list");
        let names: Vec<&str> = pairs(&points[0]["at"]).map(|(name, _)| name).collect();
        let mut model = model(&format!("param {}\n{}y_0 = {formula}\n", names.join(", "), opaque_lines(&case)));
        let by = vec![text(&case, "variable"); case["order"].as_u64().expect("an order") as usize].join(", ");
        let (value, slope) = (node(&mut model, "y_0"), node(&mut model, &format!("diff(y_0, {by})")));
        for at in points {
            let place = point(&mut model, pairs(&at["at"]));
            let written: Vec<String> = pairs(&at["at"]).map(|(name, value)| format!("{name} = {value}")).collect();
            for (what, node) in [("value", value), ("derivative", slope)] {
                let expected = text(at, what);
                if number(expected).is_zero() {
                    let what = if what == "value" { "y_0".to_string() } else { format!("diff(y_0, {by})") };
                    zeros.show(&mut model, id, (&what, node), (&place, &format!("({})", written.join(", "))));
                } else {
                    check(&model, node, &place, expected, SCALAR, &format!("{what} of {id}"));
                }
                check_doubles(&model, &[(format!("{what} of {id}"), node, expected.to_string())], &place);
            }
        }
    }
    assert_eq!(zeros.enclosed, 0);
}
