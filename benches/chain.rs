//! Chains `u_k(x) = w_k f(a_k norm(u_{k-1}(x)) + c_k)` on m rows: built from text and differentiated.
//!
//! Run by hand: `cargo bench`.

use normsym::calculus::gradient;
use normsym::model::{Model, Question};
use normsym::source::Source;
use std::fmt::Write;

fn main() {
    divan::main();
}

/// The file of a chain with `layers` layers on `rows` rows.
fn chain(layers: usize, rows: usize) -> String {
    let mut text = "function f\n".to_string();
    let names: Vec<String> = (1..=layers).map(|k| format!("a_{k}, c_{k}, w_{k}")).collect();
    let data: Vec<String> = (1..=rows).map(|row| format!("({row}/{rows}, {}/3)", (row * 7) % 5)).collect();
    let _ = writeln!(text, "param {}\ndata (x, Y) = {}\nu_0(x) = x", names.join(", "), data.join(", "));
    for k in 1..=layers {
        let _ = writeln!(text, "u_{k}(x) = w_{k} f(a_{k} norm(u_{}(x)) + c_{k})", k - 1);
    }
    let _ = writeln!(text, "L = sum[data] (u_{layers}(x) - Y)^2\nderive L");
    text
}

fn load(text: &str) -> Model {
    Model::load(&Source::new("chain.expr", text), &|_| Err("no files here".into()))
}

fn differentiate(mut model: Model) -> usize {
    let Some(Question::Derive { target, by }) = model.questions.first().cloned() else { return 0 };
    let (Ok(of), Ok(by)) = (model.meaning(&target), model.variables(&by)) else { return 0 };
    gradient(&mut model.graph, of.node, &by, &[], &mut |_, _, node| node).values.len()
}

#[divan::bench(args = [(10, 8), (100, 8), (1000, 8)])]
fn built_and_differentiated(bencher: divan::Bencher, (layers, rows): (usize, usize)) {
    let text = chain(layers, rows);
    bencher.bench(|| differentiate(load(&text)));
}

#[divan::bench(args = [(100, 8), (1000, 8), (1000, 32)])]
fn differentiated(bencher: divan::Bencher, (layers, rows): (usize, usize)) {
    let text = chain(layers, rows);
    bencher.with_inputs(|| load(&text)).bench_values(differentiate);
}

#[divan::bench(sample_count = 5, args = [(4, 4), (8, 8)])]
fn derived_and_verified(bencher: divan::Bencher, (layers, rows): (usize, usize)) {
    let text = chain(layers, rows);
    bencher.with_inputs(|| load(&text)).bench_values(|mut model| {
        normsym::answer::derive(&mut model, &normsym::answer::Options::default()).map(|d| d.targets.len()).unwrap_or(0)
    });
}
