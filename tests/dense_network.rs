//! The lecture's dense network with batch normalisation, 784–48–24–10: its loss and all 39 250 derivatives against a
//! backward pass written by hand, with plain arrays and loops.

mod common;

use common::{doubles, model};
use normsym::calculus;
use normsym::eval::Point;

const SIZES: [usize; 4] = [784, 48, 24, 10];
const ROWS: usize = 4;
const EPS: f64 = 1e-5;

/// Whole numbers from a fixed sequence, so that both sides read the same.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: u64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % below) as i64
    }

    fn list(&mut self, count: usize, below: u64, shift: i64) -> Vec<i64> {
        (0..count).map(|_| self.next(below) - shift).collect()
    }
}

/// A family of weights: name, numerators over 64.
type Family = (String, Vec<i64>);

struct Case {
    families: Vec<Family>,
    /// Numerators over 16.
    pictures: Vec<Vec<i64>>,
    classes: Vec<usize>,
}

fn case() -> Case {
    let mut numbers = Numbers(20);
    let mut families = Vec::new();
    for layer in 1..4 {
        let (before, after) = (SIZES[layer - 1], SIZES[layer]);
        families.push((format!("W_{layer}"), numbers.list(before * after, 33, 16)));
        families.push((format!("b_{layer}"), numbers.list(after, 33, 16)));
        if layer < 3 {
            families.push((format!("gamma_{layer}"), numbers.list(after, 96, 16)));
            families.push((format!("beta_{layer}"), numbers.list(after, 65, 32)));
        }
    }
    let pictures = (0..ROWS).map(|_| numbers.list(SIZES[0], 17, 0)).collect();
    let classes = (0..ROWS).map(|_| numbers.next(10) as usize).collect();
    Case { families, pictures, classes }
}

fn file_of(case: &Case) -> String {
    let quotients = |list: &[i64], below: i64| list.iter().map(|k| format!("{k}/{below}")).collect::<Vec<_>>().join(", ");
    let mut text =
        "network F(x[784]) = linear(48) |> batchnorm |> relu |> linear(24) |> batchnorm |> relu |> linear(10)\n".to_string();
    for (name, list) in &case.families {
        text += &format!("start {name} = [{}]\n", quotients(list, 64));
    }
    let rows = case.pictures.iter().zip(&case.classes);
    let rows: Vec<String> = rows.map(|(row, class)| format!("({}, {})", quotients(row, 16), class + 1)).collect();
    text + &format!("data (x[784], class) = {}\nL = mean[data] softmax_cross_entropy(F(x), class)\n", rows.join(", "))
}

/// A matrix by rows of the batch.
type Rows = Vec<Vec<f64>>;

struct Dense<'a> {
    case: &'a Case,
    gradient: Vec<(String, Vec<f64>)>,
}

impl Dense<'_> {
    fn family(&self, name: &str) -> Vec<f64> {
        let (_, list) = self.case.families.iter().find(|(known, _)| known == name).unwrap();
        list.iter().map(|k| *k as f64 / 64.0).collect()
    }

    /// The loss of the layers from `layer` on at these inputs, and the derivative by the inputs; the gradient is kept.
    fn run(&mut self, layer: usize, inputs: &Rows) -> (f64, Rows) {
        let (before, after) = (SIZES[layer - 1], SIZES[layer]);
        let (weights, bias) = (self.family(&format!("W_{layer}")), self.family(&format!("b_{layer}")));
        let unit = |x: &Vec<f64>, i: usize| bias[i] + (0..before).map(|j| weights[i * before + j] * x[j]).sum::<f64>();
        let z: Rows = inputs.iter().map(|x| (0..after).map(|i| unit(x, i)).collect()).collect();
        let (loss, by_z) = if layer == 3 { self.cross_entropy(&z) } else { self.normalised(layer, &z) };
        let by_weight = |place: usize| (0..ROWS).map(|r| by_z[r][place / before] * inputs[r][place % before]).sum::<f64>();
        self.gradient.push((format!("W_{layer}"), (0..before * after).map(by_weight).collect()));
        self.gradient.push((format!("b_{layer}"), (0..after).map(|i| by_z.iter().map(|row| row[i]).sum()).collect()));
        let back = |row: &Vec<f64>, j: usize| (0..after).map(|i| row[i] * weights[i * before + j]).sum::<f64>();
        (loss, by_z.iter().map(|row| (0..before).map(|j| back(row, j)).collect()).collect())
    }

    fn cross_entropy(&self, z: &Rows) -> (f64, Rows) {
        let (mut loss, mut by_z) = (0.0, Vec::new());
        for (row, class) in z.iter().zip(&self.case.classes) {
            let largest = row.iter().copied().fold(f64::MIN, f64::max);
            let sum: f64 = row.iter().map(|value| (value - largest).exp()).sum();
            loss += (sum.ln() + largest - row[*class]) / ROWS as f64;
            let part =
                |(k, value): (usize, &f64)| ((value - largest).exp() / sum - f64::from(u8::from(k == *class))) / ROWS as f64;
            by_z.push(row.iter().enumerate().map(part).collect());
        }
        (loss, by_z)
    }

    /// Batch normalisation, relu and what follows.
    fn normalised(&mut self, layer: usize, z: &Rows) -> (f64, Rows) {
        let (gamma, beta) = (self.family(&format!("gamma_{layer}")), self.family(&format!("beta_{layer}")));
        let (width, count) = (gamma.len(), ROWS as f64);
        let column = |rows: &Rows, i: usize| rows.iter().map(|row| row[i]).collect::<Vec<f64>>();
        let mean: Vec<f64> = (0..width).map(|i| column(z, i).iter().sum::<f64>() / count).collect();
        let variance = |i: usize| column(z, i).iter().map(|value| (value - mean[i]).powi(2)).sum::<f64>() / count;
        let deviation: Vec<f64> = (0..width).map(|i| (variance(i) + EPS).sqrt()).collect();
        let hat: Rows = z.iter().map(|row| (0..width).map(|i| (row[i] - mean[i]) / deviation[i]).collect()).collect();
        let out: Rows = hat.iter().map(|row| (0..width).map(|i| (gamma[i] * row[i] + beta[i]).max(0.0)).collect()).collect();
        let (loss, by_out) = self.run(layer + 1, &out);
        let gate = |r: usize, i: usize| if out[r][i] > 0.0 { by_out[r][i] } else { 0.0 };
        let sum = |i: usize| (0..ROWS).map(|r| gate(r, i)).sum::<f64>();
        let product = |i: usize| (0..ROWS).map(|r| gate(r, i) * hat[r][i]).sum::<f64>();
        let (sums, products): (Vec<f64>, Vec<f64>) = ((0..width).map(sum).collect(), (0..width).map(product).collect());
        let back =
            |r: usize, i: usize| gamma[i] * (gate(r, i) - sums[i] / count - hat[r][i] * products[i] / count) / deviation[i];
        let by_z = (0..ROWS).map(|r| (0..width).map(|i| back(r, i)).collect()).collect();
        self.gradient.push((format!("gamma_{layer}"), products));
        self.gradient.push((format!("beta_{layer}"), sums));
        (loss, by_z)
    }
}

#[test]
fn the_lectures_dense_network_has_the_gradient_of_a_backward_pass_by_hand() {
    let case = case();
    let mut dense = Dense { case: &case, gradient: Vec::new() };
    let pictures: Rows = case.pictures.iter().map(|row| row.iter().map(|k| *k as f64 / 16.0).collect()).collect();
    let (expected_loss, _) = dense.run(1, &pictures);
    let mut model = model(&file_of(&case));
    let loss = model.meaning_of("L").unwrap().node;
    let by: Vec<_> = model.parameters.iter().map(|parameter| parameter.node).collect();
    assert_eq!(by.len(), 784 * 48 + 48 + 96 + 48 * 24 + 24 + 48 + 240 + 10);
    let gradient = calculus::gradient(&mut model.graph, loss, &by, &[], &mut |_, _, node| node);
    let start = model.start_point();
    let point: Point = start.into_iter().map(|(node, value)| (model.graph.as_symbol(node).unwrap(), value)).collect();
    let mut nodes = vec![loss];
    nodes.extend(&gradient.values);
    let found = doubles(&model.graph, &nodes, &point);
    assert!((found[0] - expected_loss).abs() < 1e-12 * expected_loss.abs(), "{} instead of {expected_loss}", found[0]);
    let order: Vec<&str> = case.families.iter().map(|(name, _)| name.as_str()).collect();
    let family = |name: &&str| dense.gradient.iter().find(|(known, _)| known == name).unwrap().1.clone();
    let expected: Vec<f64> = order.iter().flat_map(family).collect();
    assert_eq!(expected.len(), by.len());
    // Sums of 784 products: some hundred ulps of the largest terms, which are of order 1.
    let worst = found[1..].iter().zip(&expected).map(|(a, b)| (a - b).abs() / b.abs().max(1.0)).fold(0.0, |a: f64, b| {
        assert!(!b.is_nan());
        a.max(b)
    });
    assert!(worst < 1e-12, "{worst:e}");
    // Only the biases before the normalisations are dead.
    assert!(expected.iter().filter(|value| value.abs() > 1e-9).count() > 20_000);
}
