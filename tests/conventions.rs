//! Where frameworks differ: which default of ours is whose, and which option gives the other's number.
//!
//! The optimizers' and the running averages' conventions stand with their vectors in `training_vectors`.

mod common;

use common::{doubles, model, node, point};
use normsym::eval::Point;
use serde_json::Value;

fn case(id: &str) -> Value {
    let whole: Value = serde_json::from_str(include_str!("vectors/conventions.json")).expect("the file is JSON");
    let cases = whole["cases"].as_array().expect("cases are a list");
    cases.iter().find(|case| case["id"] == id).unwrap_or_else(|| panic!("no case {id}")).clone()
}

fn data(tensor: &Value) -> Vec<String> {
    tensor["data"].as_array().expect("a tensor").iter().map(|number| number.as_str().unwrap().to_string()).collect()
}

fn number(value: &Value) -> f64 {
    value.as_str().and_then(|text| text.parse().ok()).expect("a number as text")
}

/// The case's three rows as a table of pairs.
fn table(case: &Value) -> String {
    let rows: Vec<String> = data(&case["input"]).chunks(2).map(|row| format!("({}, {})", row[0], row[1])).collect();
    format!("data (x[2]) = {}\n", rows.join(", "))
}

/// The values of expressions in a file.
fn values(file: &str, expressions: &[String]) -> Vec<f64> {
    let mut model = model(file);
    let nodes: Vec<_> = expressions.iter().map(|text| node(&mut model, text)).collect();
    doubles(&model.graph, &nodes, &Point::new())
}

#[track_caller]
fn agree(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{found:e} instead of {expected:e}");
    }
}

/// A layer on the case's rows gives the framework's numbers.
#[track_caller]
fn layer(id: &str, layer: &str, framework: &str) {
    let case = case(id);
    let file = format!("network F(x[2]) = {layer}\n{}", table(&case));
    let outputs: Vec<String> = (0..6).map(|place| format!("F(data[{}])[{}]", place / 2 + 1, place % 2 + 1)).collect();
    let expected: Vec<f64> = data(&case["expected"][framework]).iter().map(|text| text.parse().unwrap()).collect();
    agree(&values(&file, &outputs), &expected);
}

#[test]
fn batch_normalisation_divides_by_n_in_both() {
    layer("batchnorm-output", "batchnorm(affine = false)", "torch");
    layer("batchnorm-output", "batchnorm(affine = false)", "flax");
}

#[test]
fn epsilon_of_layer_normalisation_is_pytorchs_by_default() {
    layer("layernorm-default-eps", "layernorm(2, affine = false)", "torch");
    layer("layernorm-default-eps", "layernorm(2, affine = false, eps = 1e-6)", "flax");
}

#[test]
fn epsilon_of_root_mean_square_normalisation_is_pytorchs_by_default() {
    layer("rmsnorm-default-eps", "rmsnorm(2, affine = false)", "torch");
    layer("rmsnorm-default-eps", "rmsnorm(2, affine = false, eps = 1e-6)", "flax");
}

#[test]
fn gelu_is_exact_and_its_approximation_has_a_name() {
    layer("gelu-default", "gelu", "torch");
    layer("gelu-default", "gelu_tanh", "jax");
}

#[test]
fn a_deviation_divides_by_n_unless_asked_for_n_less_1() {
    let case = case("std-default");
    for (option, framework) in [("ddof = 1", "torch"), ("ddof = 0", "jax")] {
        let deviations: Vec<String> = (1..=2).map(|column| format!("std[data](x[{column}], {option})")).collect();
        let expected: Vec<f64> = data(&case["expected"][framework]).iter().map(|text| text.parse().unwrap()).collect();
        agree(&values(&table(&case), &deviations), &expected);
    }
    agree(
        &values(&table(&case), &["std[data] x[1]".to_string()]),
        &values(&table(&case), &["std[data](x[1], ddof = 0)".to_string()]),
    );
}

#[test]
fn derivatives_at_kinks_are_pytorchs() {
    // JAX takes 1 for |x| at 0; no option here gives that.
    let expected = &case("derivative-at-a-kink")["expected"];
    let at_zero = |formula: &str| {
        let mut model = model(&format!("param u\ny = {formula}\n"));
        let slope = node(&mut model, "∂y/∂u");
        let zero = point(&mut model, [("u", "0")]);
        doubles(&model.graph, &[slope], &zero)[0]
    };
    let both = ["torch_relu", "jax_relu"].map(|name| number(&expected[name]));
    assert_eq!((at_zero("relu(u)"), at_zero("relu(u)")), (both[0], both[1]));
    assert_eq!(at_zero("|u|"), number(&expected["torch_abs"]));
    assert_eq!(at_zero("max(u, -u)"), number(&expected["torch_max_u_minus_u"]));
    assert_eq!(at_zero("max(u, 2u)"), number(&expected["torch_max_u_2u"]));
    assert_eq!(number(&expected["torch_max_u_2u"]), number(&expected["jax_max_u_2u"]));
    // As in the framework, the derivative of √(u²) as it is written has no value at 0.
    assert!(at_zero("sqrt(u^2)").is_nan() && number(&expected["torch_sqrt_of_square"]).is_nan());
}

#[test]
fn cross_entropy_is_summed_or_averaged_as_it_is_written() {
    let expected = &case("cross-entropy-reduction")["expected"];
    let file = "network F(z[3]) = identity\ndata (z[3], class) = (1, 2, -1, 2), (1/2, 0, 1/4, 1)\n";
    let loss = |reduction: &str| vec![format!("{reduction}[data] softmax_cross_entropy(F(z), class)")];
    agree(&values(file, &loss("mean")), &[number(&expected["torch_default"])]);
    agree(&values(file, &loss("sum")), &[number(&expected["torch_sum"])]);
}
