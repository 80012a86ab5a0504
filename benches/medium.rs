//! Nets with batch normalisation: a medium one derived and verified, a large one differentiated and evaluated.
//!
//! Bars, on two shared cores: 16–16–8–4 on 32 rows derived in 10 s; the gradient of 784–48–24–10 on 32 rows in 5 s, its
//! tape built in 3 s and run in 100 ms.

use normsym::answer::{self, Options};
use normsym::calculus::gradient;
use normsym::eval::Tape;
use normsym::expr::NodeId;
use normsym::model::Model;
use normsym::source::Source;

#[path = "../tests/common/net.rs"]
mod net;

fn main() {
    divan::main();
}

const MEDIUM: &[usize] = &[16, 16, 8, 4];
const LARGE: &[usize] = &[784, 48, 24, 10];

#[divan::bench(sample_count = 3, sample_size = 1, args = ["tanh", "relu"])]
fn derived_and_verified(bencher: divan::Bencher, activation: &str) {
    let text = net::file(MEDIUM, 32, activation);
    bencher.bench(|| {
        let mut model = Model::load(&Source::new("net.expr", text.clone()), &|_| Err("no files here".into()));
        answer::derive(&mut model, &Options::default()).map_or(0, |derivation| derivation.targets.len())
    });
}

fn differentiated(mut net: net::Net) -> (net::Net, Vec<NodeId>) {
    let values = gradient(&mut net.graph, net.loss, &net.weights, &[], &mut |_, _, node| node).values;
    (net, values)
}

#[divan::bench(sample_count = 3, sample_size = 1, args = [8, 32])]
fn large_differentiated(bencher: divan::Bencher, rows: usize) {
    bencher.with_inputs(|| net::graph(LARGE, rows)).bench_values(differentiated);
}

fn tape((net, values): &(net::Net, Vec<NodeId>)) -> Tape {
    let roots: Vec<NodeId> = values.iter().copied().chain([net.loss]).collect();
    Tape::compile(&net.graph, &roots).unwrap_or_default()
}

#[divan::bench(sample_count = 3, sample_size = 1, args = [8, 32])]
fn large_tape_built(bencher: divan::Bencher, rows: usize) {
    let whole = differentiated(net::graph(LARGE, rows));
    bencher.bench(|| tape(&whole));
}

#[divan::bench(sample_count = 3, args = [8, 32])]
fn large_evaluated(bencher: divan::Bencher, rows: usize) {
    let tape = tape(&differentiated(net::graph(LARGE, rows)));
    let inputs: Vec<[f64; 1]> = (0..tape.inputs().len()).map(|k| [(k % 17) as f64 / 50.0 - 0.16]).collect();
    bencher.bench(|| tape.run(&inputs));
}
