//! Networks against a deep-learning framework: outputs of every layer, the loss, its gradient by every weight and every
//! input, and the shapes. A case becomes a file of our language.

mod common;

use common::{doubles, index, load, model, node, number};
use normsym::calculus;
use normsym::eval::Point;
use normsym::expr::NodeId;
use normsym::model::Model;
use serde_json::Value;

/// |difference| / max(1, |value|): the references are right to 4e-13, doubles of ours add about as much.
const TOLERANCE: f64 = 1e-12;

fn cases(file: &str) -> Vec<Value> {
    let whole: Value = serde_json::from_str(file).expect("the file is JSON");
    whole["cases"].as_array().expect("cases are a list").clone()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is no text in {value}"))
}

fn list(value: &Value) -> Vec<&Value> {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list")).iter().collect()
}

fn shape(tensor: &Value) -> Vec<usize> {
    list(&tensor["shape"]).iter().map(|size| size.as_u64().expect("a size") as usize).collect()
}

fn data(tensor: &Value) -> Vec<String> {
    list(&tensor["data"]).iter().map(|number| number.as_str().expect("a number is a text").to_string()).collect()
}

/// A layer in our language.
fn layer(layer: &Value) -> String {
    let (flag, option) = (|key: &str| layer[key].as_bool().unwrap_or(true), |key: &str| layer[key].to_string().replace('"', ""));
    let eps = if layer["eps"].is_null() { String::new() } else { format!(", eps = {}", option("eps")) };
    match text(layer, "type") {
        "linear" => format!("linear({}, bias = {}, features = {})", option("out"), flag("bias"), option("in")),
        "batchnorm1d" | "batchnorm2d" => {
            let momentum = if layer["momentum"].is_null() { "cumulative".to_string() } else { option("momentum") };
            let track = flag("track_running_stats");
            format!(
                "batchnorm(affine = {}, momentum = {momentum}, track = {track}, features = {}{eps})",
                flag("affine"),
                option("features")
            )
        }
        kind @ ("layernorm" | "rmsnorm") => {
            let sizes: Vec<String> = list(&layer["normalized_shape"]).iter().map(|size| size.to_string()).collect();
            format!("{kind}({}, affine = {}{eps})", sizes.join(", "), flag("affine"))
        }
        "groupnorm" => format!("groupnorm({}, affine = {}{eps})", option("groups"), flag("affine")),
        "instancenorm1d" | "instancenorm2d" => format!("instancenorm(affine = {}{eps})", flag("affine")),
        "conv2d" => format!(
            "conv2d({}, {}, stride = {}, padding = {}, bias = {}, features = {})",
            option("out"),
            option("kernel"),
            option("stride"),
            option("padding"),
            flag("bias"),
            option("in")
        ),
        "avgpool2d" => format!("avgpool2d({}, {})", option("kernel"), option("stride")),
        "flatten" => "flatten".to_string(),
        "activation" => option("fn"),
        "dropout_mask" => dropout(layer),
        other => panic!("no layer {other}"),
    }
}

fn dropout(layer: &Value) -> String {
    let p = text(layer, "p");
    if text(layer, "scaling") == "original-inference" {
        return format!("dropout({p}, scaling = original)");
    }
    let (sizes, entries) = (shape(&layer["mask"]), data(&layer["mask"]));
    let rows: Vec<String> = entries.chunks(entries.len() / sizes[0]).map(|row| format!("[{}]", row.join(", "))).collect();
    format!("dropout({p}, scaling = {}, mask = [{}])", text(layer, "scaling"), rows.join(", "))
}

/// What the families of a layer are called here: `0.weight` → `W_1`.
fn families(layers: &[&Value]) -> Vec<(String, String)> {
    let (mut weights, mut norms, mut names) = (0, 0, Vec::new());
    for (place, layer) in layers.iter().enumerate() {
        let [weight, bias] = match text(layer, "type") {
            "linear" | "conv2d" => {
                weights += 1;
                [format!("W_{weights}"), format!("b_{weights}")]
            }
            kind if kind.contains("norm") => {
                norms += 1;
                [format!("gamma_{norms}"), format!("beta_{norms}")]
            }
            _ => continue,
        };
        names.push((format!("{place}.weight"), weight));
        names.push((format!("{place}.bias"), bias));
    }
    names
}

fn starts(name: &str, tensor: &Value) -> String {
    format!("start {name} = [{}]\n", data(tensor).join(", "))
}

/// Whether a layer normalises over all dimensions: then the first is no batch.
fn is_one_row(case: &Value) -> bool {
    let rank = shape(&case["input"]).len();
    list(&case["layers"]).iter().any(|layer| layer["normalized_shape"].as_array().is_some_and(|sizes| sizes.len() == rank))
}

fn is_inference(case: &Value) -> bool {
    let original = |layer: &&Value| layer["scaling"].as_str() == Some("original-inference");
    case["mode"].as_str() == Some("eval") || list(&case["layers"]).iter().any(original)
}

/// The case as a file; the inputs are parameters, so that one can differentiate by them.
fn file_of(case: &Value) -> String {
    let (layers, input) = (list(&case["layers"]), shape(&case["input"]));
    let (rows, dims) = if is_one_row(case) { (1, &input[..]) } else { (input[0], &input[1..]) };
    let sizes = |sizes: &[usize]| sizes.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
    let pipeline: Vec<String> = layers.iter().map(|one| layer(one)).collect();
    let mut file = format!("param X[{}]\n{}", sizes(&input), starts("X", &case["input"]));
    file += &format!("network F(x[{}]) = {}\n", sizes(dims), pipeline.join(" |> "));
    for (key, name) in families(&layers) {
        if let Some(tensor) = case["params"].get(&key) {
            file += &starts(&name, tensor);
        }
    }
    for (key, tensor) in case["buffers"].as_object().into_iter().flatten() {
        let place: usize = key.split('.').next().unwrap().parse().unwrap();
        let number = layers[..=place].iter().filter(|layer| text(layer, "type").contains("norm")).count();
        if let Some(word) = ["running_mean", "running_var"].into_iter().find(|word| key.ends_with(word)) {
            file += &starts(&format!("{word}_{number}"), tensor);
        }
    }
    let count: usize = dims.iter().product();
    let target = if case["loss"]["kind"] == "softmax_cross_entropy" {
        list(&case["loss"]["classes"]).iter().map(|class| vec![(class.as_u64().unwrap() + 1).to_string()]).collect()
    } else {
        let entries = data(&case["loss"]["target"]);
        entries.chunks(entries.len() / rows).map(<[String]>::to_vec).collect::<Vec<_>>()
    };
    let row = |row: usize| {
        let own: Vec<String> = (0..count).map(|place| format!("X[{}]", index(row * count + place, &input))).collect();
        format!("({})", [own, target[row].clone()].concat().join(", "))
    };
    let table: Vec<String> = (0..rows).map(row).collect();
    let (column, loss) = if case["loss"]["kind"] == "softmax_cross_entropy" {
        ("class".to_string(), "softmax_cross_entropy(OUT, class)")
    } else {
        (format!("Y[{}]", target[0].len()), "squared_error(OUT, Y)")
    };
    file += &format!("data (x[{}], {column}) = {}\n", sizes(dims), table.join(", "));
    let sum = if case["loss"]["reduction"] == "mean" { "mean" } else { "sum" };
    let out = if is_inference(case) { "F(x) in eval" } else { "F(x)" };
    file + &format!("L = {sum}[data] {}\n", loss.replace("OUT", out))
}

/// A number of the reference with ours.
struct Numbers {
    nodes: Vec<NodeId>,
    expected: Vec<(String, f64)>,
}

impl Numbers {
    fn put(&mut self, what: String, node: NodeId, expected: &str) {
        self.nodes.push(node);
        self.expected.push((what, number_of(expected)));
    }

    fn check(self, model: &Model, id: &str) {
        let start = model.start_point();
        let running = model.buffers.iter().flat_map(|b| [(b.mean, b.start_mean.clone()), (b.variance, b.start_variance.clone())]);
        let all = start.into_iter().chain(running);
        let point: Point = all.map(|(node, value)| (model.graph.as_symbol(node).unwrap(), value)).collect();
        assert!(!self.nodes.is_empty());
        // A channel that does not vary has S = 0; without ε the framework's kernel takes 1/S as 0 there, and here nothing that
        // is divided by S has a value.
        let zero_deviation = id.ends_with("constant-channel-eps0");
        let found = doubles(&model.graph, &self.nodes, &point);
        assert_eq!(found.iter().any(|value| value.is_nan()), zero_deviation, "{id}");
        for ((what, expected), found) in self.expected.iter().zip(found) {
            if found.is_nan() {
                continue;
            }
            let error = (found - expected).abs() / expected.abs().max(1.0);
            assert!(error <= TOLERANCE, "{what} of {id}: {found:e} instead of {expected:e}");
        }
    }
}

/// A double as the framework prints it.
fn number_of(text: &str) -> f64 {
    text.parse().unwrap_or_else(|_| number(text).to_f64())
}

fn check(case: &Value) {
    let (id, layers) = (text(case, "id"), list(&case["layers"]));
    let mut model = model(&file_of(case));
    let mut numbers = Numbers { nodes: Vec::new(), expected: Vec::new() };
    let mode = if is_inference(case) { " in eval" } else { "" };
    let mut outputs = |model: &mut Model, name: &str, tensor: &Value| {
        let whole = shape(tensor);
        let sizes = if is_one_row(case) { [&[1], &whole[..]].concat() } else { whole };
        for (place, expected) in data(tensor).iter().enumerate() {
            let rest: usize = sizes[1..].iter().product();
            let element = format!("F{name}(data[{}])[{}]{mode}", place / rest + 1, index(place % rest, &sizes[1..]));
            let found = node(model, &element);
            numbers.put(element, found, expected);
        }
    };
    outputs(&mut model, "", &case["expected"]["y"]);
    for (layer, tensor) in case["expected"]["layer_outputs"].as_array().into_iter().flatten().enumerate() {
        if layer + 1 < layers.len() {
            outputs(&mut model, &format!("_{}", layer + 1), tensor);
        }
    }
    let loss = node(&mut model, "L");
    numbers.put("L".to_string(), loss, text(&case["expected"], "loss"));
    let mut names = families(&layers);
    names.push(("input".to_string(), "X".to_string()));
    for (key, name) in names {
        let Some(tensor) = case["expected"]["grad"].get(&key) else { continue };
        let by = model.variables(&[normsym::syntax::parse_expression(&name).unwrap()]).unwrap();
        let gradient = calculus::gradient(&mut model.graph, loss, &by, &[], &mut |_, _, node| node);
        for ((place, expected), node) in data(tensor).iter().enumerate().zip(gradient.values) {
            numbers.put(format!("∂L/∂{name}[{}]", index(place, &shape(tensor))), node, expected);
        }
    }
    numbers.check(&model, id);
}

fn check_file(file: &str, least: usize) {
    let networks: Vec<Value> = cases(file).into_iter().filter(|case| case["kind"] == "network").collect();
    assert!(networks.len() >= least);
    networks.iter().for_each(check);
}

#[test]
fn batch_normalisation_of_rows() {
    check_file(include_str!("vectors/batchnorm1d.json"), 26);
}

#[test]
fn batch_normalisation_of_pictures() {
    check_file(include_str!("vectors/batchnorm2d.json"), 12);
}

#[test]
fn layer_normalisation() {
    check_file(include_str!("vectors/layernorm.json"), 29);
}

#[test]
fn root_mean_square_normalisation() {
    check_file(include_str!("vectors/rmsnorm.json"), 15);
}

#[test]
fn group_and_instance_normalisation() {
    check_file(include_str!("vectors/groupnorm_instancenorm.json"), 22);
}

#[test]
fn whole_networks_with_batch_normalisation() {
    check_file(include_str!("vectors/mlp_a.json"), 14);
}

#[test]
fn whole_networks_with_every_normalisation_in_training_and_at_inference() {
    check_file(include_str!("vectors/mlp_b.json"), 14);
}

#[test]
fn dropout_with_fixed_masks() {
    check_file(include_str!("vectors/dropout_masks.json"), 23);
}

#[test]
fn convolutional_networks() {
    check_file(include_str!("vectors/cnn.json"), 7);
}

/// What the framework refuses: one value for each channel, and values that do not vary without ε.
#[test]
fn what_the_framework_refuses() {
    for case in cases(include_str!("vectors/batchnorm1d.json")).iter().filter(|case| case["kind"] == "error") {
        let input = shape(&case["input"]);
        let pipeline: Vec<String> = list(&case["layers"]).iter().map(|one| layer(one)).collect();
        let row = |row: usize| format!("({})", data(&case["input"])[row * input[1]..(row + 1) * input[1]].join(", "));
        let rows: Vec<String> = (0..input[0]).map(row).collect();
        let text =
            format!("network F(x[{}]) = {}\ndata (x[{}]) = {}\n", input[1], pipeline.join(" |> "), input[1], rows.join(", "));
        let model = load(&text);
        let code = if input[0] == 1 { "layers::one_value" } else { "math::zero_deviation" };
        assert!(model.diagnostics.iter().any(|fault| fault.code == code), "{:?}", model.diagnostics);
    }
}

#[test]
fn shapes_and_numbers_of_weights() {
    for case in cases(include_str!("vectors/cnn_shapes.json")) {
        let sizes: Vec<String> = list(&case["input_shape"])[1..].iter().map(|size| size.to_string()).collect();
        let layers = list(&case["layers"]);
        let pipeline: Vec<String> = layers.iter().map(|one| layer(one)).collect();
        let text = format!("network F(x[{}]) = {}\n", sizes.join(", "), pipeline.join("\n  |> "));
        let model = load(&text);
        if let Some(place) = case["expected"]["error_at_layer"].as_u64() {
            let fault = model.diagnostics.iter().find(|fault| fault.code == "layers::shape").unwrap_or_else(|| panic!("{text}"));
            let line = text[..fault.span().start as usize].matches('\n').count();
            assert_eq!(line as u64, place, "{fault:?}");
            continue;
        }
        assert!(!model.has_errors(), "{:?}", model.diagnostics);
        let summary = model.network_summaries().remove(0);
        for (layer, expected) in summary.layers.iter().zip(list(&case["expected"]["layer_output_shapes"])) {
            let expected: Vec<usize> = list(expected)[1..].iter().map(|size| size.as_u64().unwrap() as usize).collect();
            assert_eq!(layer.dims, expected, "{} of {}", layer.written, text);
        }
        assert_eq!(summary.parameters as u64, case["expected"]["parameter_count"].as_u64().unwrap());
    }
}

/// `(((7 i² + 3 i + offset) mod 13) − 6)/divisor`, the rule of the reference's weights and pictures.
fn ruled(tensor: &Value, place: usize) -> String {
    let offset = tensor["offset"].as_u64().unwrap() as usize;
    format!("{}/{}", (7 * place * place + 3 * place + offset) as i64 % 13 - 6, tensor["divisor"])
}

/// An expression without derivatives: in a large graph each look for them takes its time.
fn value_of(model: &mut Model, text: &str) -> NodeId {
    model.meaning_of(text).unwrap_or_else(|faults| panic!("{text}: {faults:?}")).node
}

fn count(tensor: &Value) -> usize {
    shape(tensor).iter().product()
}

#[test]
fn the_lectures_whole_convolutional_network() {
    let case = cases(include_str!("vectors/cnn_full.json")).remove(0);
    let layers = list(&case["layers"]);
    let pipeline: Vec<String> = layers.iter().map(|one| layer(one)).collect();
    let input = &case["input"];
    let (rows, size) = (shape(input)[0], count(input) / shape(input)[0]);
    let mut file = format!("param X[{rows}, {size}]\nnetwork F(x[1, 28, 28]) = {}\n", pipeline.join(" |> "));
    for (key, name) in families(&layers) {
        let tensor = &case["params"][key.as_str()];
        let values: Vec<String> = (0..count(tensor)).map(|place| ruled(tensor, place)).collect();
        file += &format!("start {name} = [{}]\n", values.join(", "));
    }
    let pixels: Vec<String> = (0..rows * size).map(|place| ruled(input, place + place / 28)).collect();
    file += &format!("start X = [{}]\n", pixels.join(", "));
    let class = |row: usize| case["loss"]["classes"][row].as_u64().unwrap() + 1;
    let row = |row: usize| {
        let pixels: Vec<String> = (1..=size).map(|place| format!("X[{},{place}]", row + 1)).collect();
        format!("({}, {})", pixels.join(", "), class(row))
    };
    let table: Vec<String> = (0..rows).map(row).collect();
    file += &format!("data (x[1, 28, 28], class) = {}\nL = sum[data] softmax_cross_entropy(F(x), class)\n", table.join(", "));
    let mut model = model(&file);
    let expected = &case["expected"];
    let mut numbers = Numbers { nodes: Vec::new(), expected: Vec::new() };
    for (place, value) in data(&expected["y"]).iter().enumerate() {
        let output = format!("F(data[{}])[{}]", place / 10 + 1, place % 10 + 1);
        let found = value_of(&mut model, &output);
        numbers.put(output, found, value);
    }
    for (channel, (mean, variance)) in data(&expected["batch_mean"]).iter().zip(data(&expected["batch_var_biased"])).enumerate() {
        let found = value_of(&mut model, &format!("C_1[{}]", channel + 1));
        numbers.put(format!("C_1[{}]", channel + 1), found, mean);
        let found = value_of(&mut model, &format!("S_1[{}]^2 - 1e-5", channel + 1));
        numbers.put(format!("variance {}", channel + 1), found, &variance);
    }
    let loss = value_of(&mut model, "L");
    numbers.put("L".to_string(), loss, text(expected, "loss"));
    let mut wanted = families(&layers).into_iter().map(|(key, name)| (name, &expected["grad"][key.as_str()])).collect::<Vec<_>>();
    wanted.push(("X".to_string(), &expected["grad_input"]));
    let names: Vec<Vec<NodeId>> =
        wanted.iter().map(|(name, _)| model.variables(&[normsym::syntax::parse_expression(name).unwrap()]).unwrap()).collect();
    let gradient = calculus::gradient(&mut model.graph, loss, &names.concat(), &[], &mut |_, _, node| node);
    let mut rest = gradient.values.as_slice();
    for ((name, reference), own) in wanted.iter().zip(&names) {
        let (values, after) = rest.split_at(own.len());
        rest = after;
        let sum = model.graph.add(values);
        numbers.put(format!("Σ ∂L/∂{name}"), sum, text(reference, "sum"));
        let squares: Vec<NodeId> = values.iter().map(|id| model.graph.pow(*id, &normsym::number::Rational::TWO)).collect();
        let squares = model.graph.add(&squares);
        numbers.put(format!("Σ (∂L/∂{name})²"), squares, text(reference, "sum_of_squares"));
        if reference["tensor"].is_object() {
            for (place, (node, value)) in values.iter().zip(data(&reference["tensor"])).enumerate() {
                numbers.put(format!("∂L/∂{name}[{}]", place + 1), *node, &value);
            }
        }
    }
    numbers.check(&model, text(&case, "id"));
}
