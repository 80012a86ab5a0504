//! The graph stays small: gradients cost a few times the loss, and everything grows linearly with the network.

use normsym::calculus::gradient;
use normsym::model::{Model, Question};
use normsym::source::Source;

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
