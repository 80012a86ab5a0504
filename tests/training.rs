//! Training runs: what the lectures compute by hand, first steps from their definitions, draws, digits, ends.

mod common;

use common::model;
use normsym::analysis::train::{Figure, Precision, RuleFault, Run, Why, train};
use normsym::answer::{self, Trained};
use normsym::check::verdict::Verdict;
use normsym::model::Model;
use normsym::number::Rational;
use normsym::optimizers;
use normsym::render;
use normsym::render::run::Options;
use normsym::render::words::runs::{ENGLISH, RUSSIAN};
use proptest::prelude::*;
use std::process::{Command, Output};

fn trained(text: &str, precision: Precision) -> (Model, Trained) {
    let mut model = model(text);
    let training = model.trainings[0].clone();
    let trained = answer::train(&mut model, &training, precision, &mut |_| true);
    let trained = trained.unwrap_or_else(|faults| panic!("{faults:#?}\n{text}"));
    (model, trained)
}

fn run(text: &str) -> Run {
    trained(text, Precision::Doubles).1.run
}

/// The points of the run, weight by weight, as they are shown.
fn points(text: &str, digits: usize) -> Vec<String> {
    let run = run(text);
    run.steps.iter().map(|step| step.point.iter().map(|w| w.decimal(digits)).collect::<Vec<_>>().join(" ")).collect()
}

fn exact(text: &str) -> Vec<String> {
    let shown = |figure: &Figure| figure.exact().unwrap_or_else(|| panic!("{figure:?} is not exact")).to_string();
    run(text).steps.iter().map(|step| step.point.iter().map(shown).collect::<Vec<_>>().join(" ")).collect()
}

fn written(text: &str) -> String {
    let (model, trained) = trained(text, Precision::Doubles);
    let losses = trained.run.training.losses_text();
    let options = Options { heading: "T", losses: &losses, digits: None, words: &ENGLISH };
    render::run::text(&model.graph, &trained, &options)
}

/// Each claim's verdict.
fn verdicts(text: &str) -> Vec<Verdict> {
    answer::check(&mut model(text)).into_iter().map(|decided| decided.decision.verdict).collect()
}

const HIDDEN: &str = "param w_1, w_01, w_2, w_02 = 0\ndata (x, Y) = (1, 3), (2, 2), (3, 1)\nupper(x) = w_1 x + w_01\n\
                      lower(x) = w_2 x + w_02\nF(x) = upper(x) + lower(x)\nL = sum[data] (F(x) - Y)^2\n\
                      L_1 = L without upper\nL_2 = L without lower\n";

#[test]
fn the_lectures_rate_is_above_the_bound_and_its_steps_diverge() {
    let steps = exact(&format!("{HIDDEN}train T = sgd(L_1; rate = 1/10) repeat 3\n"));
    assert_eq!(steps, ["0 0 2 6/5", "0 0 -76/25 -18/25", "0 0 1042/125 114/25"]);
    let told = written(&format!("{HIDDEN}train T = sgd(L_1, L_2; rate = 1/10)\n"));
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("rate 1/10 is above 2/(√265 + 17) = 0.0600983, the largest stable one for L_1, L_2"), "{told}");
    assert!(told.contains("steps on each of them alone diverge: the values go 14, 48.72, 240.6432, 1283.931, …"), "{told}");
    let quiet = written(&format!("{HIDDEN}train T = sgd(L_1, L_2; rate = 1/20)\n"));
    assert!(!quiet.contains("above"), "{quiet}");
}

#[test]
fn inputs_are_left_out_step_by_step() {
    let text = "param w_1, w_2, w_0 = 0\ndata (x_1, x_2, Y) = (0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 2)\n\
                F(x_1, x_2) = w_1 x_1 + w_2 x_2 + w_0\nL = sum[data] (F(x_1, x_2) - Y)^2\n\
                train T = sgd(L without x_1, L without x_2; rate = 1/10) repeat 2\n";
    assert_eq!(exact(text), ["0 3/5 4/5", "7/25 3/5 24/25", "7/25 72/125 94/125", "292/625 72/125 524/625"]);
}

#[test]
fn the_optimizers_of_the_lecture_on_a_square() {
    let on_square = |call: &str| format!("param w = 1\nQ = w^2\ntrain T = {call} repeat 3\n");
    assert_eq!(exact(&on_square("momentum(Q; rate = 0.1)")), ["4/5", "23/50", "31/500"]);
    assert_eq!(exact(&on_square("nesterov(Q; rate = 0.1)")), ["4/5", "62/125", "556/3125"]);
    assert_eq!(points(&on_square("adagrad(Q; rate = 0.1)"), 6), ["0.900000", "0.833104", "0.780456"]);
    assert_eq!(points(&on_square("rmsprop(Q; rate = 0.1, alpha = 0.9)"), 6), ["0.683772", "0.498871", "0.369181"]);
    assert_eq!(points(&on_square("adam(Q; rate = 0.1)"), 6), ["0.900000", "0.800412", "0.701586"]);
}

#[test]
fn a_long_weight_vector_is_shortened_to_the_bound() {
    let text = "param w_1 = 3, w_2 = 4\nQ = w_1^2 + w_2^2\n\
                train T = sgd(Q; rate = 0, max_norm = 3, max_norm_of = (w_1, w_2))\n";
    assert_eq!(exact(text), ["9/5 12/5"]);
    let family = "param w[2]\nstart w = [3, 4]\nQ = w[1] + w[2]\ntrain T = sgd(Q; rate = 0, max_norm = 3)\n";
    assert_eq!(exact(family), ["9/5 12/5"]);
    let short = "param w[2]\nstart w = [3, 4]\nQ = w[1] + w[2]\ntrain T = sgd(Q; rate = 0, max_norm = 5)\n";
    assert_eq!(exact(short), ["3 4"]);
}

#[test]
fn running_averages_of_the_lecture() {
    let text = "param a = 1\ndata (x) = (-1), (1), (3), (5)\nF(x) = a norm(x)\nL = sum[data] F(x)^2\n\
                train T = sgd(L; rate = 0)\nexpect running_mean_1 = 1/5 at T[1]\n";
    let run = run(text);
    let shown: Vec<String> = run.steps[0].buffers.iter().map(|value| value.decimal(7)).collect();
    assert_eq!(shown, ["0.2", "1.566667"]);
    // The loss is irrational, but made of roots; with an exponential, equality is open, nearness is not.
    assert_eq!(verdicts(text), [Verdict::Proved]);
    let rounded = text.replace("F(x)^2", "exp(F(x))");
    assert_eq!(verdicts(&rounded), [Verdict::Undecided]);
    assert_eq!(verdicts(&rounded.replace("= 1/5 at", "≈ 1/5 ± 1e-25 at")), [Verdict::Supported]);
    // Half batches of (1, 2, 3, 4) in turn: the plain average of their means and variances.
    let pairs = [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)];
    let batches: String = pairs.iter().enumerate().map(|(k, (a, b))| format!("batch B_{k} = data[{a}, {b}]\n")).collect();
    let names: Vec<String> = (0..pairs.len()).map(|k| format!("B_{k}")).collect();
    for (running, variance) in [("unbiased", "5/3"), ("biased", "5/6")] {
        let text = format!(
            "param a = 1\ndata (x) = (1), (2), (3), (4)\n{batches}\
             F(x) = a norm(x, batch = B_0, momentum = cumulative, running = {running})\nL = sum[data] F(x)^2\n\
             train T = sgd(L; rate = 0, batches = ({})) repeat 6\n\
             expect running_mean_1 = 5/2 at T[6]\nexpect running_var_1 = {variance} at T[6]\n",
            names.join(", ")
        );
        assert!(verdicts(&text).iter().all(|verdict| matches!(verdict, Verdict::Proved | Verdict::Supported)), "{running}");
    }
}

#[test]
fn a_batch_of_one_row_leaves_the_unbiased_average_alone() {
    let text = |running: &str| {
        format!(
            "param a = 1\ndata (x, Y) = (1, 2), (2, 1)\nbatch B = data[1]\nF(x) = a norm(x, batch = B, eps = 1{running}) + a\n\
             L = sum[data] (F(x) - Y)^2\ntrain T = sgd(L; rate = 1/10)\n"
        )
    };
    let told = written(&text(""));
    assert!(told.contains("running_mean_1 = 0, running_var_1 = 1") && told.contains("one row has no variance"), "{told}");
    let told = written(&text(", running = biased"));
    assert!(told.contains("running_mean_1 = 1/10, running_var_1 = 9/10"), "{told}");
}

#[test]
fn statistics_are_those_of_the_steps_batch() {
    let file = |batch: &str, run: &str| {
        format!(
            "param a = 2, b = 1\ndata (x, Y) = (-1, 0), (1, 1), (2, 3), (5, 2)\nbatch A = data[1..2]\nbatch B = data[3..4]\n\
             F(x) = a norm(x, batch = {batch}) + b\nL = sum[data] (F(x) - Y)^2\ntrain T = {run}\n"
        )
    };
    let alternating = run(&file("A", "sgd(L; rate = 1/50, batches = (A, B)) repeat 2"));
    let (a, b) = (run(&file("A", "sgd(L; rate = 1/50)")), run(&file("B", "sgd(L; rate = 1/50)")));
    assert_eq!(alternating.steps[0].point, a.steps[0].point);
    assert_eq!(alternating.steps[0].batch, Some(0));
    let other = file("B", "sgd(L; rate = 1/50)").replace("a = 2, b = 1", &start_at(&alternating));
    assert_eq!(alternating.steps[1].point, run(&other).steps[0].point);
    assert_ne!(a.steps[0].point, b.steps[0].point);
}

fn start_at(run: &Run) -> String {
    let exact = |place: usize| run.steps[0].point[place].exact().expect("exact").to_string();
    format!("a = {}, b = {}", exact(0), exact(1))
}

const MASKED: &str = "param w_1, w_2 = 0\ndata (x, Y) = (1, 3), (2, 2)\nF(x) = mask(9/10) w_1 x + mask(9/10) w_2 x\n\
                      L = sum[data] (F(x) - Y)^2\n";

#[test]
fn draws_keep_a_path_and_the_same_seed_gives_the_same_run() {
    let with_seed = |seed: u32| run(&format!("{MASKED}train T = sgd(L; rate = 1/50, seed = {seed}) repeat 40\n"));
    let first = with_seed(1);
    assert!(first.steps.iter().all(|step| step.masks.len() == 2 && step.masks.iter().any(|(_, kept)| *kept)));
    // 81 of 100 draws cut the network.
    assert!(first.steps.iter().map(|step| step.redrawn).sum::<u32>() > 80);
    let masks = |run: &Run| run.steps.iter().map(|step| step.masks.clone()).collect::<Vec<_>>();
    assert_eq!(masks(&first), masks(&with_seed(1)));
    assert_ne!(masks(&first), masks(&with_seed(2)));
}

#[test]
fn a_network_that_every_draw_cuts_stops_the_run() {
    let text = "param w = 1\ndata (x, Y) = (1, 3)\nF(x) = mask(1) w x\nL = sum[data] (F(x) - Y)^2\ntrain T = sgd(L) repeat 2\n";
    // Where nothing is random, `mask(1)` is 0, and the weight never moves.
    assert_eq!(exact(text), ["1", "1"]);
}

#[test]
fn rounded_points_prove_nothing() {
    let run = "param w = 1\nQ = exp(w)\ntrain T = adagrad(Q; rate = 0.1) repeat 2\n";
    // 0.9 − 0.1/√(1 + e^(1/5)), but for the 1e-10 of the rule
    let text = format!(
        "{run}expect w ≈ 0.8329055 ± 1e-6 at T[2]\nexpect w ≈ 0.84 ± 1e-6 at T[2]\nexpect w = 0.8329055 at T[2]\n\
         expect w^2 = w·w at T[2]\nexpect w = 1 at T[0]\n"
    );
    let expected = [Verdict::Supported, Verdict::Refuted, Verdict::Refuted, Verdict::Supported, Verdict::Proved];
    assert_eq!(verdicts(&text), expected);
    let differ = format!("{run}expect w != 0.9 at T[2]\nexpect w != w + 1e-14 at T[2]\nexpect w != w at T[2]\n");
    assert_eq!(verdicts(&differ), [Verdict::Supported, Verdict::Supported, Verdict::Undecided]);
    // Through a definition too, however often it is asked.
    let named = run.replace("train", "later = (w at T[2])\ntrain") + "expect later = later\nexpect later - later = 0\n";
    assert_eq!(verdicts(&named), [Verdict::Supported, Verdict::Supported]);
    // Nearer than rounding, equality is neither shown nor refuted.
    let near =
        "param w = 1\nQ = w^2 + exp(w)\ntrain T = sgd(Q; rate = 1/10)\nexpect w = 1 - (2 + e)/10 at T[1]\nconstant_e = 1\n";
    let near = near.replace("constant_e = 1\n", "").replace("(2 + e)", "(2 + exp(1))");
    assert!(matches!(verdicts(&near)[..], [Verdict::Supported | Verdict::Undecided]));
}

#[test]
fn definitions_may_hold_points_of_runs() {
    let text = "param w = 1\nQ = w^2\nlater = (Q at T[2])\ntrain T = sgd(Q; rate = 1/4) repeat 2\nexpect later = 1/16\n\
                expect (w at T[1]) = 1/2\n";
    assert_eq!(verdicts(text), [Verdict::Proved, Verdict::Proved]);
}

#[test]
fn exact_numbers_that_grow_too_long_go_on_in_doubles() {
    let text = "param w = 1/3\nL = (w^2 - 2)^2\ntrain T = sgd(L; rate = 1/40) repeat 60\n";
    let run = run(text);
    let from = run.rounded_from.as_ref().expect("rounded").k;
    assert!((4..20).contains(&from), "{from}");
    assert!(run.steps[from as usize - 2].value.exact().is_some());
    let last = run.steps.last().unwrap().point[0].to_f64();
    assert!((last - 2f64.sqrt()).abs() < 1e-9, "{last}");
}

#[test]
fn confirmed_digits_are_a_beginning_of_more_digits() {
    let text = "param u = 1/2, v = -1\nL = (tanh(u + v) - 1/2)^2 + (u v - 1)^2\ntrain T = adam(L; rate = 1/10) repeat 12\n";
    let shown = |digits: usize| {
        let run = trained(text, Precision::Digits(digits)).1.run;
        run.steps.last().unwrap().point.iter().map(|figure| figure.decimal(digits)).collect::<Vec<_>>()
    };
    let (few, many) = (shown(20), shown(40));
    for (few, many) in few.iter().zip(&many) {
        assert_eq!(few[..few.len() - 1], many[..few.len() - 1]);
        assert!(many.len() > 40, "{many}");
    }
    let doubles = run(text);
    let near = doubles.steps.last().unwrap().point[0].to_f64();
    assert!((near - few[0].parse::<f64>().unwrap()).abs() < 1e-13);
}

#[test]
fn a_loss_that_vanishes_is_told_as_small_as_it_is() {
    let text = "param w = 0\nL = (w - √2)^2\ntrain T = sgd(L; rate = 1/2) repeat 4\n";
    for digits in [20, 200, 400] {
        let run = trained(text, Precision::Digits(digits)).1.run;
        for step in &run.steps[1..] {
            let Figure::Below(power) = step.value else { panic!("{:?}", step.value) };
            assert!((-20 * digits as i64..=-(digits as i64)).contains(&power), "{digits} digits: {power}");
        }
    }
}

#[test]
fn a_dead_bias_does_not_follow_the_noise_of_its_gradient() {
    let text = "param w_1 = 1/2, w_01 = 1/3, v = 1\ndata (x, Y) = (-1, 2), (1, 1/2), (2, -1)\n\
                F(x) = v tanh(norm(w_1 x + w_01, eps = 1e-5))\nL = sum[data] (F(x) - Y)^2\n\
                train T = adam(L; rate = 1/10) repeat 5\n";
    let run = run(text);
    assert!(run.steps.iter().all(|step| step.gradient[1].to_f64() == 0.0 && step.point[1].to_f64() == 1.0 / 3.0));
    assert!(run.steps.iter().all(|step| step.gradient[0].to_f64() != 0.0));
}

#[test]
fn kinks_take_their_convention_and_say_so() {
    let text = "param w = 0\nL = relu(w) + (w - 1)^2\ntrain T = sgd(L; rate = 1/4)\n";
    assert_eq!(exact(text), ["1/2"]);
    assert!(run(text).steps[0].at_kink);
    assert!(written(text).contains("relu'(0) = 0 is taken"), "{}", written(text));
}

#[test]
fn a_step_without_a_value_ends_the_run_and_keeps_the_rest() {
    let text = "param a = 1, w = 1\ndata (x, Y) = (-1, 0), (1, 2)\nF(x) = a norm(w x)\nL = sum[data] (F(x) - Y)^2 + w^2\n\
                train T = sgd(L; rate = 1/2) repeat 3\n";
    let told = written(text);
    assert!(told.contains("the run ends before step 2: S_1 ≠ 0 is needed there and does not hold"), "{told}");
    assert_eq!(run(text).steps.len(), 1);
    let text = "param w = 3\nL = exp(w^2)\ntrain T = sgd(L; rate = 1) repeat 9\n";
    let run = run(text);
    assert!(run.stopped.is_some() && !run.steps.is_empty());
    assert!(run.steps.iter().all(|step| step.point[0].to_f64().is_finite()));
}

#[test]
fn a_rule_without_a_value_is_told_and_not_a_fault() {
    let told = written("param w = 2\nL = w^2\ntrain T = adam(L; betas = (1, 1)) repeat 2\n");
    assert!(told.contains("the run ends before step 1: the rule of the method divides by 0"), "{told}");
    let told = written("param w = 2\nL = (w - 2)^2\ntrain T = adagrad(L; eps = 0)\n");
    assert!(told.contains("divides by 0"), "{told}");
    // In each language its own words.
    for (fault, word) in [(RuleFault::DividesByZero, "делит на 0"), (RuleFault::RootOfNegative, "корень из отрицательного")]
    {
        assert!((RUSSIAN.rule)(fault).contains(word));
        assert!(Why::Rule(fault).to_string().contains((ENGLISH.rule)(fault)));
    }
}

#[test]
fn the_caret_stands_on_the_option_that_is_wrong() {
    let pointed_at = |options: &str| {
        let text = format!("param w_1, w_2 = 1\nL = w_1^2 + w_2^2\ntrain T = sgd(L; {options})\n");
        let source = normsym::source::Source::new("caret.expr", text.clone());
        let model = Model::load(&source, &|_| Err("no files here".into()));
        let faults = &model.diagnostics;
        assert_eq!(faults.len(), 1, "{faults:#?}");
        source.slice(faults[0].labels[0].span).to_string()
    };
    assert_eq!(pointed_at("max_norm_of = (w_1, w_2), seed = 3"), "max_norm_of");
    assert_eq!(pointed_at("max_norm_eps = 1, max_norm_of = (w_1, w_2)"), "max_norm_eps");
    assert_eq!(pointed_at("max_norm = 1, max_norm_p = 0, max_norm_of = (w_1, w_2), seed = 3"), "max_norm_p");
    assert_eq!(pointed_at("max_norm = 1, seed = 3"), "max_norm");
}

/// The first step of a rule by its textbook definition.
fn first_step(name: &str, w: f64, g: f64, rate: f64) -> f64 {
    match name {
        "sgd" | "momentum" | "nesterov" => w - rate * g,
        "adagrad" => w - rate * g / (g.abs() + 1e-10),
        "rmsprop" => w - rate * g / ((0.01 * g * g).sqrt() + 1e-8),
        "adam" => w - rate * g / (g.abs() + 1e-8),
        "adamw" => w * (1.0 - rate * 0.01) - rate * g / (g.abs() + 1e-8),
        _ => panic!("no first step of {name} is known"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_first_step_is_its_definition(w in -50i64..50, g in -50i64..50, rate in 1i64..40) {
        for optimizer in optimizers::ALL {
            // With Nesterov's look ahead at 0 velocity the gradient is the one at w.
            let text = format!("param w = {w}/7\nL = ({g}/3) w + 1\ntrain T = {}(L; rate = {rate}/20)\n", optimizer.name);
            let found = run(&text).steps[0].point[0].to_f64();
            let expected = first_step(optimizer.name, w as f64 / 7.0, g as f64 / 3.0, rate as f64 / 20.0);
            prop_assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{}: {found} {expected}", optimizer.name);
        }
    }
}

fn normsym(arguments: &[&str], file: &str) -> Output {
    let path = std::env::temp_dir().join(format!("normsym-training-{}-{}.expr", std::process::id(), file.len()));
    std::fs::write(&path, file).unwrap();
    let arguments = arguments.iter().map(|word| if *word == "FILE" { path.to_str().unwrap() } else { word });
    let output = Command::new(env!("CARGO_BIN_EXE_normsym")).args(arguments).output().unwrap();
    std::fs::remove_file(&path).unwrap();
    output
}

#[test]
fn json_has_the_keys_of_the_command_line_reference() {
    let output = normsym(&["train", "FILE", "--format", "json"], &format!("{HIDDEN}train T = sgd(L_1, L_2; rate = 1/10)\n"));
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let run = &value["runs"][0];
    assert_eq!((run["name"].as_str(), run["optimizer"].as_str()), (Some("T"), Some("sgd")));
    let step = &run["steps"][0];
    assert_eq!((step["k"].as_u64(), step["loss"].as_str()), (Some(1), Some("L_1")));
    assert_eq!(step["loss_value"]["exact"], "14");
    assert_eq!(step["gradient"]["w_2"]["decimal"], "-20");
    assert_eq!(step["point"]["w_02"]["exact"], "6/5");
}

#[test]
fn a_picture_is_the_same_every_time_and_keeps_its_words() {
    let file = format!("{HIDDEN}train T = sgd(L_1, L_2; rate = 1/10) repeat 4\n");
    let draw = || String::from_utf8(normsym(&["train", "FILE", "--format", "svg", "--by", "w_2,w_02"], &file).stdout).unwrap();
    let picture = draw();
    assert_eq!(picture, draw());
    for word in ["<text", "L_1", "start", "w_02", "sgd(L_1, L_2; rate = 1/10)"] {
        assert!(picture.contains(word), "{word}");
    }
}

#[test]
fn no_loss_of_a_picture_is_without_a_name() {
    let picture = |count: usize| {
        let losses: Vec<String> = (1..=count).map(|k| format!("L_{k}")).collect();
        let defined: String = losses.iter().map(|loss| format!("{loss} = w^2\n")).collect();
        let file = format!("param w = 1\n{defined}train T = sgd({}; rate = 1/10) repeat 2\n", losses.join(", "));
        String::from_utf8(normsym(&["train", "FILE", "--format", "svg"], &file).stdout).unwrap()
    };
    let words = |picture: &str| picture.lines().map(str::trim).filter(|line| line.starts_with("L_")).count();
    assert_eq!(words(&picture(8)), 8);
    let many = picture(15);
    assert_eq!(words(&many), 12);
    assert!(many.contains("and 3 more"));
}

#[test]
fn the_time_limit_ends_a_run_with_what_was_computed() {
    let file = "param w = 1\nL = exp(w/1000000)\ntrain T = sgd(L; rate = 1) repeat 9000000\n";
    let output = normsym(&["train", "FILE", "--format", "csv", "--time-limit", "1"], file);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("the time limit was reached"));
    assert!(text.lines().count() > 100, "{}", text.lines().count());
}

#[test]
fn the_time_limit_is_that_of_the_whole_command() {
    let file = "param w = 1\nL = exp(w/1000000) + 1\ntrain T = sgd(L; rate = 1) repeat 9000000\n";
    for format in ["text", "csv", "json", "svg"] {
        let begun = std::time::Instant::now();
        let output = normsym(&["train", "FILE", "--format", format, "--time-limit", "1"], file);
        let spent = begun.elapsed().as_secs_f64();
        // 1 s, its grace of 1 s, and what a busy machine takes to start and end a program.
        assert!(spent < 3.0, "{format}: {spent} s");
        assert_eq!(output.status.code(), Some(1), "{format}");
        assert!(!output.stdout.is_empty(), "{format}: {}", String::from_utf8_lossy(&output.stderr));
        if format == "json" {
            let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
            assert!(value["runs"][0]["steps"].as_array().is_some_and(|steps| steps.len() > 20), "{:?}", value["errors"]);
        }
    }
}

#[test]
fn a_run_that_is_not_there_is_told() {
    let file = "param w = 1\nL = w^2\ntrain T = sgd(L; rate = 1)\n";
    let output = normsym(&["train", "FILE", "U"], file);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("no training run `U`"));
    let none = normsym(&["train", "FILE"], "param w = 1\nL = w^2\n");
    assert_eq!(none.status.code(), Some(2));
}

#[test]
fn a_library_run_can_be_ended_at_any_step() {
    let mut model = model("param w = 1\nL = w^2\ntrain T = sgd(L; rate = 1/4) repeat 100\n");
    let training = model.trainings[0].clone();
    assert!(training.alone(0, 3).is_some_and(|alone| alone.steps() == 3) && training.alone(1, 3).is_none());
    let run = train(&mut model, &training, 100, Precision::Doubles, &mut |done| done < 3).unwrap();
    assert_eq!(run.steps.len(), 3);
    assert_eq!(run.steps[2].point[0], Figure::Exact(Rational::new(1, 8)));
}

#[test]
fn rounded_numbers_of_an_exact_table_are_marked_and_noise_has_few_digits() {
    let exact = written("param w = 1\nL = w^2\ntrain T = sgd(L; rate = 1/3) repeat 20\n");
    assert!(exact.contains("  exact\n") && exact.contains("≈"), "{exact}");
    assert!(exact.contains("1/9\n"), "{exact}");
    let noisy = written("param w = 1/2\nL = (exp(w) - 2)^2 + w/1000\ntrain T = sgd(L; rate = 1/8) repeat 10\n");
    let exponent = |word: &str| word.split_once("e-").and_then(|(_, exponent)| exponent.parse::<u32>().ok());
    let small = |word: &&str| exponent(word).is_some_and(|exponent| exponent >= 15);
    let words: Vec<&str> = noisy.split_whitespace().filter(small).collect();
    let digits = |word: &str| word.split('e').next().unwrap().chars().filter(char::is_ascii_digit).count();
    assert!(!words.is_empty() && words.iter().all(|word| digits(word) <= 2), "{noisy}");
}

#[test]
fn a_loss_that_one_step_alone_would_leave_is_not_called_diverging() {
    let told = written("param w = 1\nQ = w^2\nR = w^2/2\ntrain T = sgd(Q, R; rate = 1.1)\n");
    assert!(told.contains("the largest stable one for Q; steps on it alone diverge:"), "{told}");
}

#[test]
fn rows_of_a_run_fit_the_terminal() {
    let masked: String = (1..=14).map(|k| format!("mask(1/2) w_{k} x + ")).collect();
    let declared = HIDDEN.replacen("w_02 = 0", "w_02, w_3, w_4, w_5, w_6, w_7, w_8, w_9, w_10, w_11, w_12, w_13, w_14 = 0", 1);
    let file = format!(
        "{declared}G(x) = {masked}w_1 x\nM = sum[data] (G(x) - Y)^2\ntrain T = sgd(M, L without lower; rate = 1/7, seed = 1)\n"
    );
    let (model, trained) = trained(&file, Precision::Digits(20));
    let losses = trained.run.training.losses_text();
    for digits in [None, Some(20)] {
        let options = Options { heading: "T", losses: &losses, digits, words: &ENGLISH };
        let text = render::run::text(&model.graph, &trained, &options);
        for row in text.lines() {
            assert!(unicode_width::UnicodeWidthStr::width(row) <= 80, "{row}\n{text}");
        }
    }
}

#[test]
fn an_assumption_that_a_run_breaks_is_told_with_the_point() {
    let file = "param w = 3\ndata (x, Y) = (1, 2), (2, 3)\nL = w^2\ntrain T = sgd(L; rate = 3/4) repeat 3\n";
    let told = |facts: &[&str]| {
        let facts = facts.iter().flat_map(|fact| ["--assume", *fact]);
        let arguments: Vec<&str> = ["train", "FILE"].into_iter().chain(facts).collect();
        let output = normsym(&arguments, file);
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    // 3, −3/2, 3/4, −3/8
    let (exit, text) = told(&["w < 1", "w > 0", "w^2 < 100", "w > -√2"]);
    assert_eq!(exit, Some(0));
    for word in ["T[0]", "w > 0 is assumed and does not hold at T[1]"] {
        assert!(text.contains(word), "{text}");
    }
    assert_eq!(text.matches("is assumed and does not hold").count(), 3, "{text}");
    assert!(!told(&[]).1.contains("assumed"));
    assert!(told(&["x > 0"]).1.contains("x > 0 is assumed; whether it holds at T[0] is not known"), "{}", told(&["x > 0"]).1);
    assert_eq!(told(&["w >"]).0, Some(2));
    assert_eq!(told(&["v > 0"]).0, Some(2));
    let digits = run("param w = 1\nassume w > 0\nL = (w + √2)^2\ntrain T = sgd(L; rate = 1/20) repeat 9\n");
    assert_eq!(digits.assumptions.len(), 1);
    let digits =
        &trained("param w = 1\nassume w > 0\nL = (w + √2)^2\ntrain T = sgd(L; rate = 1/20) repeat 9\n", Precision::Digits(30))
            .1
            .run;
    let first = digits.steps.iter().find(|step| step.point[0].to_f64() <= 0.0).unwrap().k;
    assert_eq!(digits.assumptions.iter().map(|told| (told.k, told.is_broken)).collect::<Vec<_>>(), [(first, true)]);
}
