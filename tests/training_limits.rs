//! Training runs at their limits: signs that digits do not settle, reasons of ends, draws of rows, long runs written down.

mod common;

use common::model;
use normsym::analysis::train::{Precision, Run};
use normsym::answer::{self, Trained};
use normsym::model::Model;
use normsym::render;
use normsym::render::run::Options;
use normsym::render::words::runs::ENGLISH;
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

fn written(text: &str) -> String {
    let (model, trained) = trained(text, Precision::Doubles);
    let losses = trained.run.training.losses_text();
    let options = Options { heading: "T", losses: &losses, digits: None, words: &ENGLISH };
    render::run::text(&model.graph, &trained, &options)
}

fn normsym(format: &str, text: &str) -> String {
    let path = std::env::temp_dir().join(format!("normsym-limits-{}-{}.expr", std::process::id(), text.len()));
    std::fs::write(&path, text).unwrap();
    let words = ["train", path.to_str().unwrap(), "--format", format];
    let output: Output = Command::new(env!("CARGO_BIN_EXE_normsym")).args(words).output().unwrap();
    std::fs::remove_file(&path).unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// What a run with so many digits comes to, and why it stopped.
fn with_digits(text: &str, digits: usize) -> (Run, Option<String>) {
    let (model, trained) = trained(text, Precision::Digits(digits));
    let why = trained.run.stopped.as_ref().map(|stop| render::run::why(&model.graph, &stop.why, &ENGLISH));
    (trained.run, why)
}

#[test]
fn a_step_that_hangs_on_an_undecided_sign_ends_a_run_with_confirmed_digits() {
    let text = "param w = 0.3\nQ = abs(√(2) w)\ntrain A = sgd(Q/√(2); rate = 0.1) repeat 5\n";
    let (run, why) = with_digits(text, 10);
    assert_eq!(run.steps.len(), 3, "{run:#?}");
    assert!(why.unwrap().contains("its sign is not decided"));
    // Where nothing is rounded off, the kink is met, and its convention taken.
    let text = "param w = 3/4\nparam v = 1\nL = abs(w) + √(2) v^2\ntrain A = sgd(L; rate = 1/4) repeat 5\n";
    let (run, why) = with_digits(text, 10);
    assert!(run.steps[4].at_kink && why.is_none(), "{why:?}");
}

#[test]
fn reasons_are_the_true_ones() {
    let (_, why) = with_digits("param w = 30\nL = exp(w^2)\ntrain A = sgd(L) repeat 50\n", 10);
    assert!(why.unwrap().contains("too large to be computed"));
    // A weight whose derivative is always 0 makes 0/0 of `eps = 0`.
    let dead = "param w = 1\nparam u = 2\nL = exp(w) + 0 u\ntrain A = adagrad(L; eps = 0) repeat 3\n";
    assert!(written(dead).contains("divides by 0"), "{}", written(dead));
    let cut = "param w = 1\ndata (x, Y) = (1, 3)\nF(x) = mask(99999999/10^8) w x\nL = sum[data] (F(x) - Y)^2\n";
    assert!(written(&format!("{cut}train T = sgd(L) repeat 2\n")).contains("10000 draws"));
}

#[test]
fn a_row_that_a_draw_cuts_is_drawn_again() {
    let text = "param w = 1\nparam v = 1\ndata (x, Y) = (1, 3), (2, 1), (3, 2)\na(x) = dropout(w x, 1/2, each = row)\n\
                F(x) = v a(x)\nL = sum[data] (F(x) - Y)^2\ntrain T = sgd(L; rate = 1/100) repeat 10\n";
    let found = run(text);
    assert!(found.steps.iter().all(|step| step.masks.len() == 3 && step.masks.iter().all(|(_, kept)| *kept)), "{found:#?}");
    assert!(found.steps.iter().map(|step| step.redrawn).sum::<u32>() > 10);
    assert!(!found.masks_as_drawn);
    let net = "network N(x[1]) = linear(2) |> dropout(1/2) |> linear(1)\ndata (x, Y) = (1, 3), (2, 1)\n\
               L = sum[data] (N(x) - Y)^2\ntrain T = sgd(L; rate = 1/1000) repeat 20\n";
    let model = model(net);
    assert!(model.diagnostics.is_empty(), "{:#?}", model.diagnostics);
    let starts: String = model
        .parameters
        .iter()
        .enumerate()
        .map(|(place, weight)| format!("start {} = {}/3\n", render::plain(&model.graph, weight.node), place + 1))
        .collect();
    let found = run(&net.replace("train", &format!("{starts}train")));
    assert!(!found.masks_as_drawn);
    for step in &found.steps {
        assert!(step.masks.chunks(2).all(|row| row.iter().any(|(_, kept)| *kept)), "{:?}", step.masks);
    }
    assert!(found.steps.iter().any(|step| step.redrawn > 0));
}

#[test]
fn pictures_of_long_and_diverging_runs() {
    let long = "param w = 1\nL = w^2\ntrain T = sgd(L; rate = 1/1000) repeat 20000\n";
    let output = normsym("svg", long);
    assert!(output.len() < 100_000, "{}", output.len());
    let wild = "param w = 1\nL = w^2\ntrain T = sgd(L; rate = 10^40) repeat 20\n";
    let output = normsym("svg", wild);
    assert!(output.contains("not drawn: "));
}

#[test]
fn the_steps_of_several_runs_are_valid_json_in_their_places() {
    let text = "param w = 1\nL = w^2\ntrain T = sgd(L; rate = 1/10) repeat 2\ntrain U = sgd(L; rate = 1/5) repeat 3\n";
    let output = normsym("json", text);
    let value: serde_json::Value = serde_json::from_str(&output).unwrap();
    assert_eq!(value["runs"][0]["steps"].as_array().unwrap().len(), 2);
    assert_eq!(value["runs"][1]["steps"][2]["k"], 3);
    assert_eq!(format!("{}\n", serde_json::to_string_pretty(&value).unwrap()), output);
}
