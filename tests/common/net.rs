//! Nets of any size, normalised behind every hidden layer: as a file, and as a graph that is built without one.

use normsym::expr::{Graph, Label, NodeId, SymbolKind, TermKind};
use normsym::name::Name;
use normsym::number::Rational;
use std::fmt::Write;

/// The same sequence of short fractions on every run.
pub struct Fractions(u64);

impl Fractions {
    pub fn new() -> Fractions {
        Fractions(1)
    }

    pub fn draw(&mut self) -> (i64, i64) {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let size = (self.0 >> 33) as i64;
        (size % 41 - 20, [4, 5, 8, 10][(size / 41 % 4) as usize])
    }
}

/// The file of a net: `sizes` are those of the input and of each layer; sum of squared errors on `rows` rows.
#[allow(dead_code)]
pub fn file(sizes: &[usize], rows: usize, activation: &str) -> String {
    let (inputs, outputs, depth) = (sizes[0], sizes[sizes.len() - 1], sizes.len() - 1);
    let list = |name: &str, count: usize| (1..=count).map(|k| format!("{name}_{k}")).collect::<Vec<_>>().join(", ");
    let args = list("x", inputs);
    let mut params = Vec::new();
    for k in 1..=depth {
        params.push(format!("W_{k}[{1}, {0}], b_{k}[{1}]", sizes[k - 1], sizes[k]));
        if k < depth {
            params.push(format!("gamma_{k}[{0}], beta_{k}[{0}]", sizes[k]));
        }
    }
    let mut fractions = Fractions::new();
    let mut row = || {
        let entries: Vec<String> = (0..inputs + outputs).map(|_| fractions.draw()).map(|(n, d)| format!("{n}/{d}")).collect();
        format!("({})", entries.join(", "))
    };
    let data: Vec<String> = (0..rows).map(|_| row()).collect();
    let mut text = format!("param {}\ndata ({args}, {}) = {}\n", params.join(", "), list("Y", outputs), data.join(", "));
    for k in 1..=depth {
        let (layer, below) = (letter(k), if k > 1 { letter(k - 1) } else { 'x' });
        for j in 1..=sizes[k] {
            let input = |i: usize| if k == 1 { format!("x_{i}") } else { format!("h{below}_{i}({args})") };
            let parts: Vec<String> = (1..=sizes[k - 1]).map(|i| format!("W_{k}[{j},{i}] {}", input(i))).collect();
            let sum = format!("{} + b_{k}[{j}]", parts.join(" + "));
            let _ = match k == depth {
                true => writeln!(text, "F_{j}({args}) = {sum}"),
                false => writeln!(
                    text,
                    "z{layer}_{j}({args}) = {sum}\nh{layer}_{j}({args}) = {activation}(gamma_{k}[{j}] norm(z{layer}_{j}({args}), \
                     mean = C{layer}_{j}, std = S{layer}_{j}, eps = 1e-5) + beta_{k}[{j}])"
                ),
            };
        }
    }
    let errors: Vec<String> = (1..=outputs).map(|j| format!("(F_{j}({args}) - Y_{j})^2")).collect();
    let _ = writeln!(text, "L = sum[data] ({})\nderive L", errors.join(" + "));
    text
}

fn letter(layer: usize) -> char {
    (b'A' + layer as u8 - 1) as char
}

/// A net as a graph.
#[allow(dead_code)]
pub struct Net {
    pub graph: Graph,
    /// The mean over the rows of `ln Σ exp(F_j) − F_class`.
    pub loss: NodeId,
    /// All weights, layer by layer.
    pub weights: Vec<NodeId>,
}

/// The graph of a net with relu, by the constructors alone; the data are numbers.
#[allow(dead_code)]
pub fn graph(sizes: &[usize], rows: usize) -> Net {
    let (mut graph, mut fractions) = (Graph::new(), Fractions::new());
    let mut number = |_: usize| {
        let (n, d) = fractions.draw();
        Rational::new(n, d)
    };
    let data: Vec<Vec<Rational>> = (0..rows).map(|_| (0..sizes[0]).map(&mut number).collect()).collect();
    let mut weights = Vec::new();
    let mut values: Vec<Vec<NodeId>> = Vec::new();
    for (layer, pair) in sizes.windows(2).enumerate() {
        let last = layer + 2 == sizes.len();
        let mut next = vec![Vec::new(); rows];
        for j in 0..pair[1] {
            let mut weight = |graph: &mut Graph, name: &str, i: u32| {
                let indices = Box::new([j as u32 + 1, i]);
                let id = graph.element(Name::plain(name), indices, SymbolKind::Parameter);
                weights.push(id);
                id
            };
            let own: Vec<NodeId> = (0..pair[0]).map(|i| weight(&mut graph, "W", i as u32 + 1)).collect();
            let bias = weight(&mut graph, "b", 0);
            let mut column: Vec<NodeId> = Vec::with_capacity(rows);
            for row in 0..rows {
                let mut terms: Vec<(NodeId, Rational)> = Vec::with_capacity(own.len() + 1);
                for (i, weight) in own.iter().enumerate() {
                    terms.push(match layer {
                        0 => (*weight, data[row][i].clone()),
                        _ => (graph.mul(&[*weight, values[row][i]]), Rational::ONE),
                    });
                }
                terms.push((bias, Rational::ONE));
                let sum = graph.linear(Rational::ZERO, &terms);
                column.push(named(&mut graph, "z", [layer, j, row], TermKind::Definition, sum));
            }
            if !last {
                let (gamma, beta) = (weight(&mut graph, "gamma", 0), weight(&mut graph, "beta", 0));
                column = normalised(&mut graph, [layer, j], column, gamma, beta);
            }
            next.iter_mut().zip(column).for_each(|(row, value)| row.push(value));
        }
        values = next;
    }
    let parts: Vec<NodeId> = values
        .iter()
        .enumerate()
        .map(|(row, outputs)| {
            let all = graph.known("logsumexp", outputs);
            graph.sub(all, outputs[row % outputs.len()])
        })
        .collect();
    let total = graph.add(&parts);
    let loss = graph.scale(&Rational::new(1, rows as i64), total);
    Net { graph, loss, weights }
}

/// `relu(γ (z − C)/S + β)` of each row.
fn normalised(graph: &mut Graph, [layer, j]: [usize; 2], rows: Vec<NodeId>, gamma: NodeId, beta: NodeId) -> Vec<NodeId> {
    let share = Rational::new(1, rows.len() as i64);
    let sum = graph.add(&rows);
    let body = graph.scale(&share, sum);
    let mean = named(graph, "C", [layer, j, 0], TermKind::Mean { rows: rows.clone().into() }, body);
    let centred: Vec<NodeId> = rows.iter().map(|row| graph.sub(*row, mean)).collect();
    let squares: Vec<(NodeId, Rational)> = centred.iter().map(|gap| (graph.pow(*gap, &Rational::TWO), share.clone())).collect();
    let epsilon = Rational::new(1, 100_000);
    let variance = graph.linear(epsilon.clone(), &squares);
    let body = graph.sqrt(variance);
    let eps = graph.number(epsilon);
    let kind = TermKind::Deviation { rows: rows.clone().into(), mean, ddof: 0, eps };
    let deviation = named(graph, "S", [layer, j, 0], kind, body);
    let of_row = |(place, (row, gap)): (usize, (&NodeId, &NodeId))| {
        let body = graph.div(*gap, deviation);
        let kind = TermKind::Normalised { row: *row, mean, deviation };
        let value = named(graph, "x", [layer, j, place], kind, body);
        let scaled = graph.mul(&[gamma, value]);
        let shifted = graph.add(&[scaled, beta]);
        graph.known("relu", &[shifted])
    };
    rows.iter().zip(&centred).enumerate().map(of_row).collect()
}

fn named<const N: usize>(graph: &mut Graph, name: &str, indices: [usize; N], kind: TermKind, body: NodeId) -> NodeId {
    let indices: Box<[u32]> = indices.iter().map(|index| *index as u32 + 1).collect();
    let label = Label::Definition { name: Name::plain(name), indices, args: [].into(), without: [].into(), eval: false };
    graph.named(label, kind, body, Vec::new())
}
