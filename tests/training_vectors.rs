//! Every step of the reference runs: optimizers, schedules, bounds on weight vectors, exact descents, running averages, and
//! the options that give each framework's numbers.
//!
//! A case becomes a file of our language with a `train` statement. Doubles agree to 1e-12, exact numbers exactly.

mod common;

use common::{model, number};
use normsym::analysis::train::{Figure, Precision, Run};
use normsym::answer;
use normsym::model::Model;
use serde_json::Value;

const TOLERANCE: f64 = 1e-12;

fn cases(file: &str, kind: &str) -> Vec<Value> {
    let whole: Value = serde_json::from_str(file).expect("the file is JSON");
    let list = whole["cases"].as_array().expect("cases are a list").clone();
    list.into_iter().filter(|case| case["kind"] == kind).collect()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is no text in {value}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value))
}

fn texts(value: &Value) -> Vec<&str> {
    list(value).iter().map(|entry| entry.as_str().expect("a number is a text")).collect()
}

/// The only run of the file.
fn run(text: &str) -> (Model, Run) {
    let mut model = model(text);
    let training = model.trainings[0].clone();
    let trained = answer::train(&mut model, &training, Precision::Doubles, &mut |_| true);
    let trained = trained.unwrap_or_else(|faults| panic!("{faults:#?}\n{text}"));
    assert!(trained.run.stopped.is_none(), "{:?}\n{text}", trained.run.stopped);
    (model, trained.run)
}

/// The place of a weight by its name.
fn place(model: &Model, run: &Run, name: &str) -> usize {
    let found = run.weights.iter().position(|weight| normsym::render::plain(&model.graph, *weight) == name);
    found.unwrap_or_else(|| panic!("{name} is no weight"))
}

fn agree(figure: &Figure, expected: &str, what: &str) {
    agree_within(figure.to_f64(), expected, TOLERANCE, what);
}

fn agree_within(found: f64, expected: &str, tolerance: f64, what: &str) {
    let expected = number(expected).to_f64();
    assert!((found - expected).abs() <= tolerance * expected.abs().max(1.0), "{what}: {found:e} instead of {expected:e}");
}

fn starts(case: &Value) -> String {
    let starts: Vec<String> =
        entries(&case["start"]).map(|(name, value)| format!("{name} = {}", value.as_str().unwrap())).collect();
    format!("param {}\n", starts.join(", "))
}

/// `adam(L; lr = 0.1, betas = (0.9, 0.999))`: PyTorch's own names.
fn method(optimizer: &Value) -> String {
    let options = entries(optimizer).filter(|(key, _)| *key != "name").map(|(key, value)| match value {
        Value::Array(parts) => format!("{key} = ({}, {})", parts[0].as_str().unwrap(), parts[1].as_str().unwrap()),
        Value::Bool(on) => format!("{key} = {on}"),
        value => format!("{key} = {}", value.as_str().unwrap()),
    });
    format!("{}(L; {}", text(optimizer, "name").to_lowercase(), options.collect::<Vec<_>>().join(", "))
}

fn schedule(case: &Value) -> String {
    match case["schedule"]["name"].as_str() {
        None => String::new(),
        Some("ExponentialLR") => format!(", schedule = exponential({})", text(&case["schedule"], "gamma")),
        Some(_) => format!(", schedule = step({}, {})", case["schedule"]["step_size"], text(&case["schedule"], "gamma")),
    }
}

fn check_optimizer(case: &Value) {
    let id = text(case, "id");
    let file = format!(
        "{}L = {}\ntrain T = {}{}) repeat {}\n",
        starts(case),
        text(case, "loss"),
        method(&case["optimizer"]),
        schedule(case),
        case["steps"]
    );
    let (model, run) = run(&file);
    let expected = list(&case["expected"]);
    assert_eq!(run.steps.len(), expected.len(), "{id}");
    for (step, expected) in run.steps.iter().zip(expected) {
        let what = |what: &str| format!("{what} of step {} of {id}", step.k);
        agree(&step.rate, text(expected, "lr"), &what("rate"));
        agree(&step.value, text(expected, "loss"), &what("loss"));
        for (name, value) in entries(&expected["gradient"]) {
            agree(&step.gradient[place(&model, &run, name)], value.as_str().unwrap(), &what(&format!("gradient by {name}")));
        }
        for (name, value) in entries(&expected["point"]) {
            agree(&step.point[place(&model, &run, name)], value.as_str().unwrap(), &what(name));
        }
    }
}

#[test]
fn every_optimizer_goes_step_by_step_as_in_pytorch() {
    let cases = cases(include_str!("vectors/optimizers.json"), "optimizer");
    assert_eq!(cases.len(), 68);
    cases.iter().for_each(check_optimizer);
}

#[test]
fn schedules_change_the_rate_as_in_pytorch() {
    let cases = cases(include_str!("vectors/schedules.json"), "optimizer");
    assert_eq!(cases.len(), 18);
    cases.iter().for_each(check_optimizer);
}

/// `[[1, 2], [3, 4]]`.
fn matrix(tensor: &Value) -> String {
    let columns = tensor["shape"][1].as_u64().unwrap() as usize;
    let rows: Vec<String> = texts(&tensor["data"]).chunks(columns).map(|row| format!("[{}]", row.join(", "))).collect();
    format!("[{}]", rows.join(", "))
}

fn check_matrix(run: &Run, step: usize, tensor: &Value, what: &str) {
    for (figure, expected) in run.steps[step].point.iter().zip(texts(&tensor["data"])) {
        agree(figure, expected, what);
    }
}

#[test]
fn weight_vectors_are_shortened_as_by_renorm_and_exactly() {
    let cases = cases(include_str!("vectors/max_norm.json"), "max_norm");
    assert_eq!(cases.len(), 10);
    for case in cases {
        let (id, weight) = (text(&case, "id"), &case["weight"]);
        for (what, eps) in [("renorm", "1e-7"), ("projection", "0")] {
            let file = format!(
                "param W[{}, {}]\nstart W = {}\nL = W[1, 1]\n\
                 train T = sgd(L; rate = 0, max_norm = {}, max_norm_index = {}, max_norm_p = {}, max_norm_eps = {eps})\n",
                weight["shape"][0],
                weight["shape"][1],
                matrix(weight),
                text(&case, "max_norm"),
                case["dim"].as_u64().unwrap() + 1,
                text(&case, "p"),
            );
            check_matrix(&run(&file).1, 0, &case["expected"][what], &format!("{what} of {id}"));
        }
    }
}

#[test]
fn descent_stays_inside_the_bound_as_in_pytorch() {
    let cases = cases(include_str!("vectors/max_norm.json"), "max_norm_descent");
    assert_eq!(cases.len(), 2);
    for case in cases {
        let (inputs, targets) = (texts(&case["input"]["data"]), texts(&case["target"]["data"]));
        let rows: Vec<String> =
            inputs.chunks(2).zip(targets.chunks(2)).map(|(x, y)| format!("({}, {}, {}, {})", x[0], x[1], y[0], y[1])).collect();
        let file = format!(
            "param W[2, 2]\nstart W = {}\ndata (x[2], Y[2]) = {}\n\
             L = sum[data] sum[i = 1..2] (W[i, 1] x[1] + W[i, 2] x[2] - Y[i])^2\n\
             train T = sgd(L; rate = {}, max_norm = {}, max_norm_eps = 1e-7) repeat {}\n",
            matrix(&case["weight"]),
            rows.join(", "),
            text(&case, "lr"),
            text(&case, "max_norm"),
            list(&case["expected"]).len(),
        );
        let (_, run) = run(&file);
        assert!(run.steps.iter().any(|step| step.shortened));
        for (place, expected) in list(&case["expected"]).iter().enumerate() {
            let what = format!("step {} of {}", place + 1, text(&case, "id"));
            agree(&run.steps[place].value, text(expected, "loss"), &what);
            for (figure, expected) in run.steps[place].gradient.iter().zip(texts(&expected["gradient"]["data"])) {
                agree(figure, expected, &what);
            }
            check_matrix(&run, place, &expected["renorm"], &what);
        }
    }
}

#[test]
fn the_lectures_descents_are_exact() {
    let cases = cases(include_str!("vectors/lecture_descent.json"), "descent_exact");
    assert_eq!(cases.len(), 5);
    for case in cases {
        let columns: Vec<&str> = entries(&case["data"][0]["input"]).map(|(name, _)| name).collect();
        let masks = texts(&case["mask_names"]);
        let row = |row: &Value| {
            let inputs: Vec<&str> = entries(&row["input"]).map(|(_, value)| value.as_str().unwrap()).collect();
            format!("({}, {})", inputs.join(", "), text(row, "target"))
        };
        let rows: Vec<String> = list(&case["data"]).iter().map(row).collect();
        let turns = list(&case["masks_in_turn"]);
        let losses = turns.iter().enumerate().map(|(k, turn)| {
            let kept: Vec<String> = masks.iter().map(|mask| turn[*mask].to_string()).collect();
            format!("L_{} = sum[data] (N({}, {}) - Y)^2\n", k + 1, columns.join(", "), kept.join(", "))
        });
        let names: Vec<String> = (1..=turns.len()).map(|k| format!("L_{k}")).collect();
        let file = format!(
            "{}data ({}, Y) = {}\nN({}, {}) = {}\n{}train T = sgd({}; rate = {})\n",
            starts(&case),
            columns.join(", "),
            rows.join(", "),
            columns.join(", "),
            masks.join(", "),
            text(&case, "network"),
            losses.collect::<String>(),
            names.join(", "),
            text(&case, "step"),
        );
        let (model, run) = run(&file);
        let exact = |figure: &Figure, expected: &Value, what: &str| {
            assert_eq!(figure.exact(), Some(&number(expected.as_str().unwrap())), "{what} of {}", text(&case, "id"));
        };
        for (step, expected) in run.steps.iter().zip(list(&case["expected"]["trajectory"])) {
            exact(&step.value, &expected["loss"], "loss");
            for (name, value) in entries(&expected["gradient"]) {
                exact(&step.gradient[place(&model, &run, name)], value, name);
            }
            for (name, value) in entries(&expected["point"]) {
                exact(&step.point[place(&model, &run, name)], value, name);
            }
        }
        // The loss after a step is a claim about a point of the run.
        let claims: String = list(&case["expected"]["trajectory"])
            .iter()
            .enumerate()
            .map(|(k, expected)| format!("expect L_{0} = {1} at T[{0}]\n", k + 1, text(expected, "loss_same_mask_after")))
            .collect();
        let mut model = common::model(&format!("{file}{claims}"));
        for decided in answer::check(&mut model) {
            assert_eq!(decided.decision.verdict, normsym::check::verdict::Verdict::Proved, "{}", decided.claim.text());
        }
    }
}

/// One column per channel, one row for all else.
fn rows(tensor: &Value) -> Vec<Vec<String>> {
    let shape: Vec<usize> = list(&tensor["shape"]).iter().map(|size| size.as_u64().unwrap() as usize).collect();
    let (data, channels, inner) = (texts(&tensor["data"]), shape[1], shape[2..].iter().product::<usize>());
    let value = |object: usize, channel: usize, place: usize| data[(object * channels + channel) * inner + place].to_string();
    let places = (0..shape[0]).flat_map(|object| (0..inner).map(move |place| (object, place)));
    places.map(|(object, place)| (0..channels).map(|channel| value(object, channel, place)).collect()).collect()
}

fn table(name: &str, columns: &str, rows: &[Vec<String>]) -> String {
    let rows: Vec<String> = rows.iter().map(|row| format!("({})", row.join(", "))).collect();
    format!("data {name}({columns}) = {}\n", rows.join(", "))
}

#[test]
fn running_averages_take_in_batch_after_batch() {
    let cases = cases(include_str!("vectors/running_stats.json"), "running_stats");
    assert_eq!(cases.len(), 14);
    cases.iter().for_each(check_running);
}

/// A batch normalisation with one `norm` for each of its two channels.
fn check_running(case: &Value) {
    let (layer, id) = (&case["layers"][0], text(case, "id"));
    let momentum = layer["momentum"].as_str().unwrap_or("cumulative");
    let parameter = |name: &str, plain: &str| match case["params"].get(name) {
        Some(tensor) => texts(&tensor["data"]).into_iter().map(str::to_string).collect::<Vec<_>>(),
        None => vec![plain.to_string(); 2],
    };
    let (weight, bias) = (parameter("0.weight", "1"), parameter("0.bias", "0"));
    let (mut all, mut batches) = (Vec::new(), String::new());
    for (number, batch) in list(&case["batches"]).iter().enumerate() {
        let from = all.len() + 1;
        all.extend(rows(batch));
        batches += &format!("batch B_{} = train[{from}..{}]\n", number + 1, all.len());
    }
    let tested: Vec<Vec<String>> = rows(&case["eval"]["input"])
        .into_iter()
        .zip(rows(&case["eval"]["loss"]["target"]))
        .map(|(mut row, target)| {
            row.extend(target);
            row
        })
        .collect();
    let names: Vec<String> = (1..=list(&case["batches"]).len()).map(|k| format!("B_{k}")).collect();
    let mut file = format!("{}{batches}{}", table("train", "x_1, x_2", &all), table("test", "x_1, x_2, Y_1, Y_2", &tested));
    for channel in 1..=2 {
        let (weight, bias) = (&weight[channel - 1], &bias[channel - 1]);
        file += &format!(
            "param gamma_{channel} = {weight}, beta_{channel} = {bias}\nF_{channel}(x_{channel}) = gamma_{channel} \
             norm(x_{channel}, batch = B_1, eps = {}, momentum = {momentum}) + beta_{channel}\n",
            text(layer, "eps")
        );
        if let Some(buffers) = case.get("buffers") {
            let at = |name: &str| texts(&buffers[name]["data"])[channel - 1].to_string();
            let (mean, variance) = (at("0.running_mean"), at("0.running_var"));
            file += &format!("start running_mean_{channel} = {mean}, running_var_{channel} = {variance}\n");
        }
    }
    file += "L = sum[B_1] (F_1(x_1) + F_2(x_2))\n\
             L_t = sum[test] (((F_1(x_1) in eval) - Y_1)^2 + ((F_2(x_2) in eval) - Y_2)^2)\n";
    file += &format!("train T = sgd(L; rate = 0, batches = ({})) repeat {}\n", names.join(", "), names.len());
    let (mut model, run) = run(&file);
    for (step, expected) in run.steps.iter().zip(list(&case["expected"]["after_batch"])) {
        for channel in 0..2 {
            for (part, name) in ["0.running_mean", "0.running_var"].into_iter().enumerate() {
                let what = format!("{name}[{channel}] after batch {} of {id}", step.k);
                agree(&step.buffers[2 * channel + part], texts(&expected[name]["data"])[channel], &what);
            }
        }
    }
    let last = run.steps.len();
    model.keep_trajectory(&run.training.name, run.trajectory());
    let expected = &case["expected"]["eval"];
    let mut check = |asked: String, wanted: &str| {
        let node = common::node(&mut model, &format!("({asked}) at T[{last}]"));
        let found = common::doubles(&model.graph, &[node], &normsym::eval::Point::new())[0];
        agree_within(found, wanted, TOLERANCE, &format!("{asked} of {id}"));
    };
    check("L_t".into(), text(expected, "loss"));
    for (row, values) in tested.iter().zip(rows(&expected["y"])) {
        for channel in 1..=2 {
            check(format!("F_{channel}({}) in eval", row[channel - 1]), &values[channel - 1]);
        }
    }
    for (name, weight) in [("gamma", "0.weight"), ("beta", "0.bias")] {
        for (place, wanted) in texts(&expected["grad"][weight]["data"]).into_iter().enumerate() {
            check(format!("diff(L_t, {name}_{})", place + 1), wanted);
        }
    }
}

/// Two steps with the constant gradient (2, −1/4) from (1, −1/2), rate 0.1.
fn convention(id: &str, framework: &str, call: &str, tolerance: f64) {
    let cases = cases(include_str!("vectors/conventions.json"), "convention");
    let case = cases.iter().find(|case| case["id"] == id).unwrap_or_else(|| panic!("no case {id}"));
    let file = format!("param u = 1, v = -1/2\nL = 2u - v/4\ntrain T = {call} repeat 2\n");
    let (_, run) = run(&file);
    for (figure, expected) in run.steps[1].point.iter().zip(texts(&case["expected"][framework]["data"])) {
        agree_within(figure.to_f64(), expected, tolerance, &format!("{id} of {framework}"));
    }
}

#[test]
fn each_frameworks_convention_is_an_option() {
    convention("rmsprop-eps", "torch", "rmsprop(L; rate = 0.1, alpha = 0.9, eps = 0.1)", TOLERANCE);
    convention("rmsprop-eps", "optax", "rmsprop(L; rate = 0.1, alpha = 0.9, eps = 0.1, eps_in_root = true)", TOLERANCE);
    convention("rmsprop-eps", "optax_eps_outside", "rmsprop(L; rate = 0.1, alpha = 0.9, eps = 0.1)", TOLERANCE);
    convention("adagrad-defaults", "torch", "adagrad(L; rate = 0.1)", TOLERANCE);
    let optax = "adagrad(L; rate = 0.1, initial_accumulator_value = 0.1, eps = 1e-7, eps_in_root = true)";
    convention("adagrad-defaults", "optax", optax, 1e-7);
    convention("adagrad-defaults", "optax_from_zero", "adagrad(L; rate = 0.1, eps = 0)", 1e-10);
    convention("adam", "torch", "adam(L; rate = 0.1)", TOLERANCE);
    convention("adam", "optax", "adam(L; rate = 0.1)", TOLERANCE);
    convention("adamw-defaults", "torch", "adamw(L; rate = 0.1)", TOLERANCE);
    convention("adamw-defaults", "optax", "adamw(L; rate = 0.1, weight_decay = 1e-4)", TOLERANCE);
    convention("nesterov", "torch", "sgd(L; rate = 0.1, momentum = 0.9, nesterov = true)", TOLERANCE);
    convention("nesterov", "optax", "sgd(L; rate = 0.1, momentum = 0.9, nesterov = true)", TOLERANCE);
}

#[test]
fn the_running_variance_of_each_framework_is_an_option() {
    let cases = cases(include_str!("vectors/conventions.json"), "convention");
    let case = cases.iter().find(|case| case["id"] == "running-variance").expect("the case is there");
    let data = table("train", "x_1, x_2", &rows(&case["input"]));
    for (framework, options) in [("torch", ""), ("flax", ", momentum = 0.1, running = biased")] {
        let file = format!(
            "param a = 1\n{data}F(x_1) = a norm(x_1, eps = 1e-5{options})\nG(x_2) = a norm(x_2, eps = 1e-5{options})\n\
             L = sum[train] (F(x_1) + G(x_2))^2\ntrain T = sgd(L; rate = 0)\n"
        );
        let (_, run) = run(&file);
        let expected = texts(&case["expected"][framework]["data"]);
        // Flax kept its averages in single precision.
        let tolerance = if framework == "flax" { 1e-7 } else { TOLERANCE };
        for (channel, expected) in expected.into_iter().enumerate() {
            agree_within(run.steps[0].buffers[2 * channel + 1].to_f64(), expected, tolerance, framework);
        }
    }
}
