//! What is found from the chain rule alone: two rows, the lecture's chain, the backward pass of a batch normalisation.
//!
//! Bars: two rows 1 ms, the chain on two objects 5 ms, a batch normalisation of up to eight rows 50 ms, the derivative by the
//! first weight of a chain on three objects 10 ms; reading the text included.

use normsym::answer::{self, Options};
use normsym::model::Model;
use normsym::source::Source;

fn main() {
    divan::main();
}

fn answered(text: &str) -> usize {
    let mut model = Model::load(&Source::new("bench.expr", text), &|_| Err("no files here".into()));
    answer::derive(&mut model, &Options::default()).map_or(0, |derivation| derivation.targets.len())
}

#[divan::bench]
fn sign_of_two_rows(bencher: divan::Bencher) {
    let text = "param a, b\ndata (x) = (a), (b)\ny(x) = norm(x)\nshow y(a)\n";
    bencher.bench(|| answered(divan::black_box(text)));
}

fn chain(rows: &str, by: &str) -> String {
    format!(
        "function f
param w_1, w_2, w_3, w_01, w_02, w_03
data (x, Y) = {rows}
u_1(x) = w_1 x
u_2(x) = w_2 f(norm(u_1(x)) + w_01)
u_3(x) = w_3 f(norm(u_2(x)) + w_02)
F(x)   = f(norm(u_3(x)) + w_03)
L_N    = sum[data] (F(x) - Y)^2
derive L_N by {by}
"
    )
}

#[divan::bench]
fn chain_on_two_objects_by_all_weights(bencher: divan::Bencher) {
    let text = chain("(-1, -1), (1, 1)", "w_1, w_2, w_3, w_01, w_02, w_03");
    bencher.bench(|| answered(divan::black_box(&text)));
}

#[divan::bench]
fn chain_on_three_objects_by_the_first_weight(bencher: divan::Bencher) {
    let text = chain("(-1, -1), (1, 1), (2, 2)", "w_1");
    bencher.bench(|| answered(divan::black_box(&text)));
}

#[divan::bench(args = [2, 3, 4, 8])]
fn batch_norm_with_eps(bencher: divan::Bencher, rows: usize) {
    let text = batch_norm(rows, ", eps = 1/1000");
    bencher.bench(|| answered(divan::black_box(&text)));
}

#[divan::bench(args = [2, 3, 4, 8])]
fn batch_norm_without_eps(bencher: divan::Bencher, rows: usize) {
    let text = batch_norm(rows, "");
    bencher.bench(|| answered(divan::black_box(&text)));
}

fn batch_norm(rows: usize, options: &str) -> String {
    let list = |name: &str| (1..=rows).map(|j| format!("{name}_{j}")).collect::<Vec<_>>().join(", ");
    let table = (1..=rows).map(|j| format!("(u_{j}, g_{j})")).collect::<Vec<_>>().join(", ");
    format!(
        "param {u}, {g}, γ, β\ndata (x, g) = {table}\ny(x) = γ norm(x{options}) + β\nL = sum[data] g y(x)\nderive L by {u}\n",
        u = list("u"),
        g = list("g"),
    )
}
