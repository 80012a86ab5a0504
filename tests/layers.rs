//! Layers by their laws: what is normalised has mean 0 and mean square var/(var + ε), every gradient agrees with central
//! differences at random points, `in eval` is what the running averages make of it, a mask is a factor.

mod common;

use common::{assert_proved, derivation, doubles, index, load, model, node, verdicts};
use normsym::eval::Point;
use normsym::layers;
use proptest::prelude::*;

/// A small network around each layer of the shelf, with the number of rows and of outputs.
fn sample(layer: &str) -> (&'static str, usize, usize) {
    match layer {
        "linear" => ("F(x[2]) = linear(2) |> tanh |> linear(2)", 2, 2),
        "batchnorm" => ("F(x[2]) = linear(2) |> batchnorm(eps = 1/10)", 3, 2),
        "layernorm" => ("F(x[3]) = linear(3) |> layernorm(3, eps = 1/10)", 2, 3),
        "rmsnorm" => ("F(x[2]) = linear(2) |> rmsnorm(2, eps = 1/10)", 2, 2),
        "groupnorm" => ("F(x[2]) = linear(4) |> groupnorm(2, eps = 1/10)", 2, 4),
        "instancenorm" => ("F(x[2, 2]) = linear(2) |> instancenorm(eps = 1/10, affine = true)", 1, 4),
        "conv2d" => ("F(x[1, 3, 3]) = conv2d(1, 2, stride = 2, padding = 1)", 2, 4),
        "avgpool2d" => ("F(x[1, 3, 3]) = conv2d(1, 2) |> avgpool2d(2)", 2, 1),
        "flatten" => ("F(x[1, 2, 2]) = conv2d(2, 2) |> flatten |> linear(2)", 2, 2),
        "dropout" => ("F(x[2]) = linear(2) |> dropout(1/5, mask = [[1, 0], [1, 1]]) |> linear(2)", 2, 2),
        "identity" => ("F(x[2]) = linear(2) |> identity", 2, 2),
        other => panic!("`{other}` has no sample: a new layer needs one"),
    }
}

/// The network on rows of parameters, its outputs weighed by random numbers, so that nothing cancels by symmetry.
fn weighed(network: &str, rows: usize, outputs: usize) -> String {
    let model = load(&format!("network {network}\n"));
    let summary = model.network_summaries().remove(0);
    let count: usize = summary.dims.iter().product();
    let dims: Vec<String> = summary.dims.iter().map(usize::to_string).collect();
    let row = |row: usize| {
        let inputs = (1..=count).map(|k| format!("u[{},{k}]", row + 1));
        let weights = (0..outputs).map(|k| format!("{}/7", (row * 5 + k * 3) % 11 + 1));
        format!("({})", inputs.chain(weights).collect::<Vec<_>>().join(", "))
    };
    let table: Vec<String> = (0..rows).map(row).collect();
    let sizes = &summary.layers.last().unwrap().dims;
    let sum: Vec<String> = (0..outputs).map(|place| format!("g[{}] F(x)[{}]", place + 1, index(place, sizes))).collect();
    let (dims, table, sum) = (dims.join(", "), table.join(", "), sum.join(" + "));
    format!(
        "param u[{rows}, {count}]\nnetwork {network}\ndata (x[{dims}], g[{outputs}]) = {table}\nL = sum[data] ({sum})\nderive L\n"
    )
}

#[test]
fn every_layer_has_a_gradient_that_agrees_with_central_differences() {
    for layer in layers::ALL {
        let (network, rows, outputs) = sample(layer.name);
        let mut model = model(&weighed(network, rows, outputs));
        let derivation = derivation(&mut model);
        let target = &derivation.targets[0];
        assert!(target.derivatives.len() >= 4, "{}", layer.name);
        assert_proved(&model, target);
        let moving = common::moving(&model, target);
        assert!(moving.contains("u["), "{}: something comes back to the inputs: {moving}", layer.name);
    }
}

#[test]
fn every_activation_is_a_layer() {
    for function in normsym::functions::ALL.iter().filter(|f| f.arity == normsym::functions::Arity::Exactly(1)) {
        let loaded = load(&format!("network F(x[2]) = linear(2) |> {}\n", function.name));
        assert!(!loaded.has_errors(), "{}: {:?}", function.name, loaded.diagnostics);
    }
}

#[test]
fn batch_normalised_values_have_mean_0_and_mean_square_of_the_variance_over_it_with_eps() {
    let file = "param u[3]\nassume eps > 0\nparam eps\nnetwork F(x[1]) = batchnorm(eps = eps, affine = false)\n\
                data (x[1]) = (u[1]), (u[2]), (u[3])\n\
                expect mean[data] F(x) = 0\n\
                expect mean[data] F(x)^2 = (S_1^2 - eps)/S_1^2\n\
                expect mean[data] F(x)^2 = 1\n";
    assert_eq!(verdicts(file), "proved proved refuted");
}

#[test]
fn the_order_of_normalisation_and_activation_matters() {
    // K33: z = (−1, 0, 1).
    let file = "network F(x[3]) = layernorm(3, eps = 0, affine = false) |> relu\n\
                network G(x[3]) = relu |> layernorm(3, eps = 0, affine = false)\n\
                expect F(-1, 0, 1)[3] = sqrt(3/2)\nexpect F(-1, 0, 1)[1] = 0\nexpect F(-1, 0, 1)[2] = 0\n\
                expect G(-1, 0, 1)[1] = -1/sqrt(2)\nexpect G(-1, 0, 1)[3] = sqrt(2)\n";
    assert_eq!(verdicts(file), "proved proved proved proved proved");
}

#[test]
fn layer_normalisation_has_statistics_for_each_row_and_batch_normalisation_for_each_column() {
    // K32: a 2×3 matrix has two statistics along its rows and three along its columns.
    let statistics = |layer: &str| {
        let mut model = model(&format!(
            "param u[2, 3]\nnetwork F(x[3]) = {layer}\n\
             data (x[3]) = (u[1,1], u[1,2], u[1,3]), (u[2,1], u[2,2], u[2,3])\n\
             L = sum[data] (F(x)[1] + F(x)[2]^2 + F(x)[3]^3)\n"
        ));
        let loss = node(&mut model, "L");
        let terms = model.graph.terms_of(&[loss]);
        let is_mean = |id: &&normsym::expr::NodeId| {
            matches!(model.graph.as_term(**id).map(|term| &term.kind), Some(normsym::expr::TermKind::Mean { .. }))
        };
        terms.iter().filter(is_mean).count()
    };
    assert_eq!((statistics("layernorm(3)"), statistics("batchnorm")), (2, 3));
}

#[test]
fn the_lectures_networks_have_their_shapes_and_numbers_of_weights() {
    // K31: the convolutional network of the lecture, its dense one, and a LayerNorm over all dimensions.
    let cnn = load(
        "network F(x[1, 28, 28]) = conv2d(3, 5) |> relu |> avgpool2d(2) |> conv2d(6, 3) |> batchnorm |> relu\n  \
         |> avgpool2d(2) |> flatten |> linear(25) |> relu |> linear(10)\n",
    );
    let summary = cnn.network_summaries().remove(0);
    let shapes: Vec<&str> = summary.layers.iter().map(|layer| layer.output.as_str()).collect();
    assert_eq!(shapes, ["3×24×24", "3×24×24", "3×12×12", "6×10×10", "6×10×10", "6×10×10", "6×5×5", "150", "25", "25", "10"]);
    assert_eq!(summary.parameters, 4293);
    let dense = load("network F(x[784]) = linear(48) |> batchnorm |> relu |> linear(24) |> batchnorm |> relu |> linear(10)\n");
    assert_eq!(dense.network_summaries()[0].parameters, 784 * 48 + 48 + 96 + 48 * 24 + 24 + 48 + 240 + 10);
    let all = load("network F(x[20, 5, 10, 10]) = layernorm(20, 5, 10, 10)\n");
    assert_eq!(all.network_summaries()[0].parameters, 20_000);
    assert!(all.diagnostics.iter().any(|remark| remark.code == "layers::batch_axis"), "{:?}", all.diagnostics);
    for sizes in ["10", "10, 10", "5, 10, 10"] {
        let some = load(&format!("network F(x[5, 10, 10]) = layernorm({sizes})\n"));
        assert!(some.diagnostics.is_empty(), "{:?}", some.diagnostics);
    }
}

#[test]
fn two_networks_may_call_arguments_of_other_shapes_alike() {
    let file = "network F(x[2]) = linear(1)\nnetwork G(x[3]) = linear(1)\n\
                expect F(x) = W_1[1,1] x[1] + W_1[1,2] x[2] + b_1[1]\n\
                expect G(1, 2, 3) = W_2[1,1] + 2W_2[1,2] + 3W_2[1,3] + b_2[1]\n";
    assert_eq!(verdicts(file), "proved proved");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    /// Every normalisation on random rows: within each group the mean is 0 and the mean square var/(var + ε).
    #[test]
    fn normalised_values_have_mean_0_and_the_mean_square_of_their_variance(
        rows in prop::collection::vec(prop::collection::vec(-9i64..=9, 4), 3..6),
        thousandths in 1i64..500,
    ) {
        let table: Vec<String> = rows.iter().map(|row| format!("({}/3, {}/3, {}/3, {}/3)", row[0], row[1], row[2], row[3])).collect();
        type GroupOf = fn(usize, usize) -> usize;
        let groups: &[(&str, GroupOf)] = &[
            ("batchnorm(eps = EPS, affine = false)", |_, column| column),
            ("layernorm(4, eps = EPS, affine = false)", |row, _| row),
            ("groupnorm(2, eps = EPS, affine = false)", |row, column| 2 * row + column / 2),
        ];
        let eps = thousandths as f64 / 1000.0;
        for (layer, group) in groups {
            let layer = layer.replace("EPS", &format!("{thousandths}/1000"));
            let mut model = load(&format!("network F(x[4]) = {layer}\ndata (x[4]) = {}\n", table.join(", ")));
            prop_assert!(!model.has_errors(), "{:?}", model.diagnostics);
            let mut nodes = Vec::new();
            for row in 1..=rows.len() {
                nodes.extend((1..=4).map(|column| node(&mut model, &format!("F(data[{row}])[{column}]"))));
            }
            let values = doubles(&model.graph, &nodes, &Point::new());
            let count = 4 * rows.len();
            for number in 0..count {
                let own: Vec<usize> = (0..count).filter(|place| group(place / 4, place % 4) == number).collect();
                if own.is_empty() {
                    continue;
                }
                let size = own.len() as f64;
                let input = |place: &usize| rows[place / 4][place % 4] as f64 / 3.0;
                let mean = own.iter().map(input).sum::<f64>() / size;
                let variance = own.iter().map(|place| (input(place) - mean).powi(2)).sum::<f64>() / size;
                let found = own.iter().map(|place| values[*place]).sum::<f64>() / size;
                let square = own.iter().map(|place| values[*place].powi(2)).sum::<f64>() / size;
                // Values are at most √n, their sum loses some ulps: 1e-13 leaves room for n ≤ 6.
                prop_assert!(found.abs() < 1e-13, "mean {found} of {layer}");
                prop_assert!((square - variance / (variance + eps)).abs() < 1e-13, "{square} of {layer}");
            }
        }
    }
}

#[test]
fn rows_that_are_alike_have_draws_of_their_own() {
    let file = "network F(x[1]) = dropout(1/2)\ndata (x, Y) = (1, 0), (1, 0)\n\
                expect E(sum[data] F(x)) = 2\nexpect Var(sum[data] F(x)) = 2\n";
    assert_eq!(verdicts(file), "proved proved");
    let listed = file.replace("F(x))", "F([x]))");
    assert_eq!(verdicts(&listed), "proved proved");
    // The statistics of a batch and its values share their draws.
    let normalised = "network F(x) = dropout(1/2) |> batchnorm(eps = 1, affine = false)\ndata (x, Y) = (1, 0), (2, 0)\n\
                      expect sum[data] F(x) = 0\n";
    assert_eq!(verdicts(normalised), "proved");
}

#[test]
fn fixed_masks_belong_to_the_rows_of_the_table() {
    let file = "network F(x[1]) = dropout(1/2, mask = [[1], [0]])\ndata (x, Y) = (1, 0), (2, 0)\n\
                expect sum[data] F(x) = 2\nexpect F([1]) = 2\n";
    assert_eq!(verdicts(file), "proved ill-formed");
}

#[test]
fn a_layer_keeps_its_conditions_at_inference() {
    let conditions = |file: &str| {
        let mut model = model(file);
        let decided = normsym::answer::check(&mut model).swap_remove(0);
        let graph = &model.graph;
        decided.decision.conditions.iter().map(|c| normsym::render::conditions::text(graph, c)).collect::<Vec<_>>().join(", ")
    };
    let dropout = "param p\nnetwork F(x[1]) = dropout(p, scaling = original)\n";
    assert_eq!(conditions(&format!("{dropout}expect (F(x) in eval) = (1 - p) x[1]\n")), "p ≥ 0, p ≤ 1");
    assert_eq!(verdicts(&format!("{dropout}expect (F([1]) in eval) = -1 at (p = 2)\n")), "undecided");
    let norm = "network F(x[1]) = batchnorm(eps = 0, affine = false)\n\
                expect (F(x) in eval) = (x[1] - running_mean_1[1])/sqrt(running_var_1[1])\n";
    assert_eq!(conditions(norm), "running_var_1[1] > 0");
}

#[test]
fn a_root_mean_square_of_equal_values_is_not_0() {
    let file = "param u, v\nnetwork F(x[2]) = rmsnorm(2, eps = 0, affine = false)\ndata (x[2]) = (u, v)\n\
                expect F([1, 1])[1] = 1\nexpect F([u, u])[1] = sign(u)\nexpect F([3, 4])[2] = 4 sqrt(2)/5\n";
    assert_eq!(verdicts(file), "proved proved proved");
}

#[test]
fn a_normalisation_beside_a_network_leaves_it_the_next_number() {
    let file = "param w\ndata (x, Y) = (1, 2), (2, 1), (4, 0)\nG(x) = norm(w x)\nnetwork F(x) = linear(1) |> batchnorm\n\
                expect G(x) = (w x - C_1)/S_1\nexpect F(x) = gamma_2[1] x̂_2(x) + beta_2[1]\nexpect mean[data] x̂_2(x) = 0\n";
    assert_eq!(verdicts(file), "proved proved proved");
}

#[test]
fn unspecified_functions_are_layers() {
    let file = "function f\nfunction t = tanh\nnetwork F(x[1]) = linear(1) |> f |> t\n\
                expect F(x) = tanh(f(W_1[1,1] x[1] + b_1[1]))\n\
                expect ∂F(x)/∂b_1[1] = (1 - F(x)^2) f'(W_1[1,1] x_1 + b_1[1])\n";
    assert_eq!(verdicts(file), "proved proved");
}

#[test]
fn layers_that_are_defined_by_themselves_and_too_large_ones_are_refused() {
    let codes = |file: &str| load(file).diagnostics.iter().map(|fault| fault.code).collect::<Vec<_>>();
    let rows = "data (x[2]) = (1, 2), (2, 3)\n";
    for eps in ["S_1[1]", "C_1[2]", "F_1(data[1])[1]"] {
        let file = format!("network F(x[2]) = linear(2) |> batchnorm(eps = {eps})\n{rows}").replace("F_1(", "F(");
        assert!(codes(&file).contains(&"names::cycle"), "{eps}: {:?}", codes(&file));
    }
    assert!(codes("network F(x[65536, 1, 1]) = conv2d(65536, 65536, padding = 32768)\n").contains(&"data::too_many"));
    let nested = "network F(x[2]) = linear(3)\nstart W_1 = [[1, 2, 3], [4, 5, 6]]\n";
    assert_eq!(codes(nested), ["data::wrong_length"]);
    assert!(codes(&nested.replace("[[1, 2, 3], [4, 5, 6]]", "[[1, 2], [3, 4], [5, 6]]")).is_empty());
}

#[test]
fn nothing_is_proved_of_a_faulty_table() {
    let file = "param w\ndata (x, Y) = (1, nosuch), (2, 3)\nL = sum[data] (w x - Y)^2\nexpect L = 0\n";
    assert_eq!(verdicts(file), "ill-formed");
    let batch = "param w\ndata (x) = (1), (2)\nbatch B = data[5..6]\nexpect sum[B] x = 3\n";
    assert_eq!(verdicts(batch), "ill-formed");
}
