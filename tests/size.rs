//! The graph stays small: gradients cost a few times the loss, and everything grows linearly with the network.

use normsym::answer::{self, Options, Target};
use normsym::calculus::gradient;
use normsym::check::verdict::Verdict;
use normsym::eval::Tape;
use normsym::model::{Model, Question};
use normsym::source::Source;

#[path = "common/net.rs"]
mod net;

struct Size {
    loss: usize,
    with_gradient: usize,
    nodes: usize,
}

/// The chain `u_k(x) = w_k f(a_k norm(u_{k-1}(x)) + c_k)`, derived without simplification.
fn chain(layers: usize, rows: usize) -> Size {
    let names: Vec<String> = (1..=layers).map(|k| format!("a_{k}, c_{k}, w_{k}")).collect();
    let data: Vec<String> = (1..=rows).map(|row| format!("({row}/{rows}, {}/3)", (row * 7) % 5)).collect();
    let definitions: Vec<String> =
        (1..=layers).map(|k| format!("u_{k}(x) = w_{k} f(a_{k} norm(u_{}(x)) + c_{k})", k - 1)).collect();
    let text = format!(
        "function f\nparam {}\ndata (x, Y) = {}\nu_0(x) = x\n{}\nL = sum[data] (u_{layers}(x) - Y)^2\nderive L\n",
        names.join(", "),
        data.join(", "),
        definitions.join("\n")
    );
    let mut model = Model::load(&Source::new("chain.expr", text), &|_| Err("no files here".into()));
    assert!(!model.has_errors(), "{:?}", model.diagnostics);
    let Some(Question::Derive { target, by }) = model.questions.first().cloned() else { panic!("a derive statement") };
    let of = model.meaning(&target).expect("the loss is sound").node;
    let by = model.variables(&by).expect("the parameters are sound");
    let values = gradient(&mut model.graph, of, &by, &[], &mut |_, _, node| node).values;
    let all: Vec<_> = values.into_iter().chain([of]).collect();
    Size { loss: model.graph.operations(&[of]), with_gradient: model.graph.operations(&all), nodes: model.graph.len() }
}

#[test]
fn loss_and_gradient_cost_at_most_three_and_a_half_times_the_loss() {
    for (layers, rows) in [(2, 3), (8, 8), (30, 4)] {
        let size = chain(layers, rows);
        let ratio = size.with_gradient as f64 / size.loss as f64;
        assert!(ratio <= 3.5, "{layers} layers on {rows} rows: {ratio}");
    }
}

#[test]
fn the_graph_grows_linearly_with_layers_and_rows() {
    let (small, deep, wide) = (chain(20, 4), chain(80, 4), chain(20, 16));
    for large in [deep, wide] {
        let growth = large.nodes as f64 / small.nodes as f64;
        assert!(growth < 4.4, "four times the network, {growth} times the nodes");
    }
}

/// A net normalised behind its hidden layers, built without a file.
struct Large {
    loss: usize,
    with_gradient: usize,
    nodes: usize,
    tape: usize,
    slots: usize,
}

fn large(sizes: &[usize], rows: usize) -> Large {
    let net::Net { mut graph, loss, weights } = net::graph(sizes, rows);
    let values = gradient(&mut graph, loss, &weights, &[], &mut |_, _, node| node).values;
    let roots: Vec<_> = values.into_iter().chain([loss]).collect();
    let tape = Tape::compile(&graph, &roots).expect("relu and logsumexp have values");
    let found = tape.run(&vec![[0.125]; tape.inputs().len()]);
    assert!(found.iter().all(|[value]| value.is_finite()));
    Large {
        loss: graph.operations(&[loss]),
        with_gradient: graph.operations(&roots),
        nodes: graph.len(),
        tape: tape.len(),
        slots: tape.slots(),
    }
}

#[test]
fn a_wide_net_grows_linearly_with_inputs_and_rows_in_nodes_operations_and_slots() {
    let small = large(&[98, 24, 12, 10], 4);
    let (wide, tall) = (large(&[392, 24, 12, 10], 4), large(&[98, 24, 12, 10], 16));
    for size in [&small, &wide, &tall] {
        assert!(size.with_gradient as f64 / size.loss as f64 <= 3.5, "{} of {}", size.with_gradient, size.loss);
    }
    for more in [wide, tall] {
        let growth = |many: usize, few: usize| many as f64 / few as f64;
        let grown =
            [growth(more.with_gradient, small.with_gradient), growth(more.nodes, small.nodes), growth(more.tape, small.tape)];
        assert!(grown.iter().all(|factor| *factor < 4.2), "{grown:?}");
        assert!(growth(more.slots, small.slots) < 4.2);
    }
}

/// The answer to `derive` for a net, and the nodes that were made on the way.
fn derived(sizes: &[usize], rows: usize, activation: &str) -> (Target, usize) {
    let text = net::file(sizes, rows, activation);
    let mut model = Model::load(&Source::new("net.expr", text), &|_| Err("no files here".into()));
    assert!(!model.has_errors(), "{:?}", model.diagnostics);
    let target = answer::derive(&mut model, &Options::default()).expect("the loss is sound").targets.remove(0);
    (target, model.graph.len())
}

#[test]
fn deriving_and_verifying_a_net_makes_nodes_linear_in_its_rows() {
    for activation in ["tanh", "relu"] {
        let ((_, few), (_, many)) = (derived(&[3, 3, 2, 1], 4, activation), derived(&[3, 3, 2, 1], 16, activation));
        let growth = many as f64 / few as f64;
        assert!(growth < 4.4, "{activation}: four times the rows, {growth} times the nodes");
    }
}

#[test]
fn every_derivative_of_a_net_of_a_hundred_weights_is_proved_and_compared_with_differences() {
    let (target, _) = derived(&[8, 8, 4], 48, "relu");
    assert_eq!(target.derivatives.len(), 8 * 8 + 8 + 8 + 8 + 4 * 8 + 4);
    for partial in &target.derivatives {
        assert_eq!(partial.verdict, Verdict::Proved);
        let found = partial.finite_difference.expect("points");
        // One by one would cost too much: all move together along random directions.
        assert!(found.within_bound && found.points == 8 && found.directions == 8, "{found:?}");
        assert!(found.max_relative_error < 1e-6, "{found:?}");
    }
}
