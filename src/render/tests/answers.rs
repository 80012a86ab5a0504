use super::{Sheet, name};
use crate::answer::{Derivation, FiniteDifference, NamedTerm, Partial, Target};
use crate::check::verdict::Verdict;
use crate::expr::{Condition, NodeId};
use crate::functions::Need;
use crate::number::Rational;
use crate::render::{FORMATS, Options, derivation_latex, derivation_markdown, derivation_text};

fn partial(by: NodeId, value: NodeId) -> Partial {
    Partial {
        by,
        value,
        raw: value,
        operations: 9,
        operations_raw: 31,
        conditions: vec![],
        conventions: vec![],
        verdict: Verdict::Proved,
        certificate: "by rewriting".into(),
        zero_because: None,
        finite_difference: Some(FiniteDifference { points: 8, max_relative_error: 1.23e-11, within_bound: true }),
    }
}

/// The first iteration of the dropout lecture: the upper neuron is left out.
fn dropout() -> (Sheet, Derivation) {
    let mut s = Sheet::default();
    let rows: [(i64, i64); 3] = [(1, 3), (2, 2), (3, 1)];
    let bases: Vec<NodeId> = rows.iter().map(|(x, y)| s.linear(-y, &[(*x, "w_2"), (1, "w_02")])).collect();
    let squares: Vec<NodeId> = bases.iter().map(|base| s.graph.pow(*base, &Rational::TWO)).collect();
    let loss = s.graph.add(&squares);
    let target = s.definition("L_1", &[], &[], loss);
    let mut slope = |factors: [i64; 3]| {
        let terms: Vec<_> = bases.iter().zip(factors).map(|(base, c)| (*base, Rational::integer(c))).collect();
        s.graph.linear(Rational::ZERO, &terms)
    };
    let (by_w2, by_w02) = (slope([2, 4, 6]), slope([2, 2, 2]));
    let zero = s.number(0, 1);
    let mut derivatives = Vec::new();
    for (by, value) in [("w_1", zero), ("w_01", zero), ("w_2", by_w2), ("w_02", by_w02)] {
        let mut one = partial(s.symbol(by), value);
        one.zero_because = (value == zero).then(|| format!("{by} stands in upper alone, which is left out"));
        if value == zero {
            one.zero_because = Some("it stands only in upper, which is left out".into());
        }
        derivatives.push(one);
    }
    (s, Derivation { targets: vec![Target { node: target, body: loss, terms: vec![], derivatives }] })
}

/// A layer normalised on `count` rows, with the statistics' derivatives as named terms.
fn normalised(count: i64) -> (Sheet, Derivation) {
    let mut s = Sheet::default();
    let x = s.symbol("x");
    let (w1, w2, w3) = (s.symbol("w_1"), s.symbol("w_2"), s.symbol("w_3"));
    let (b1, b2) = (s.symbol("w_01"), s.symbol("w_02"));
    let signal = |s: &mut Sheet, at: NodeId| {
        let product = s.graph.mul(&[w1, at]);
        let inner = s.graph.add(&[product, b1]);
        let f = s.opaque("f", 0, inner);
        s.graph.mul(&[w2, f])
    };
    let u_body = signal(&mut s, x);
    let u_x = s.definition("u_2", &[x], &[], u_body);
    let places: Vec<NodeId> = (0..count).map(|k| s.number(k - 1, 1)).collect();
    let rows: Vec<NodeId> = places
        .iter()
        .map(|at| {
            let body = signal(&mut s, *at);
            s.definition("u_2", &[*at], &[], body)
        })
        .collect();
    let share = Rational::new(1, count);
    let sum = s.graph.add(&rows);
    let mean = s.graph.scale(&share, sum);
    let c = s.definition("C_1", &[], &[], mean);
    let squares: Vec<NodeId> = rows
        .iter()
        .map(|row| {
            let centred = s.graph.sub(*row, c);
            s.graph.pow(centred, &Rational::TWO)
        })
        .collect();
    let sum = s.graph.add(&squares);
    let variance = s.graph.scale(&share, sum);
    let root = s.graph.sqrt(variance);
    let d = s.definition("S_1", &[], &[], root);
    let normed = |s: &mut Sheet, row: NodeId| {
        let centred = s.graph.sub(row, c);
        let quotient = s.graph.div(centred, d);
        s.graph.add(&[quotient, b2])
    };
    let net_body = {
        let inner = normed(&mut s, u_x);
        let f = s.opaque("f", 0, inner);
        s.graph.mul(&[w3, f])
    };
    let net = s.definition("F", &[x], &[], net_body);
    let mut losses = Vec::new();
    let mut slopes = Vec::new();
    for (row, at) in rows.iter().zip(&places) {
        let inner = normed(&mut s, *row);
        let (f, df) = (s.opaque("f", 0, inner), s.opaque("f", 1, inner));
        let body = s.graph.mul(&[w3, f]);
        let value = s.definition("F", &[*at], &[], body);
        let error = s.graph.sub(value, *at);
        losses.push(s.graph.pow(error, &Rational::TWO));
        let two = s.number(2, 1);
        let centred = s.graph.sub(*row, c);
        slopes.push((
            s.graph.mul(&[two, error, w3, df]),
            s.graph.product(&[(error, 1.into()), (w3, 1.into()), (df, 1.into()), (centred, 1.into()), (d, (-2).into())]),
        ));
    }
    let loss_body = s.graph.add(&losses);
    let loss = s.definition("L_N", &[], &[], loss_body);
    let (firsts, seconds): (Vec<_>, Vec<_>) = slopes.into_iter().unzip();
    let by_b2 = s.graph.add(&firsts);
    let by_s_sum = s.graph.add(&seconds);
    let by_s_body = s.graph.scale(&Rational::integer(-2), by_s_sum);
    let by_s = s.partial(loss, d, by_s_body);
    let by_c_body = s.graph.product(&[(by_b2, 1.into()), (d, (-1).into())]);
    let by_c_body = s.graph.neg(by_c_body);
    let by_c = s.partial(loss, c, by_c_body);
    let through = {
        let centred = s.graph.sub(rows[0], c);
        let first = s.graph.product(&[(by_s, 1.into()), (centred, 1.into()), (d, (-1).into())]);
        let first = s.graph.scale(&share, first);
        let second = s.graph.scale(&share, by_c);
        s.graph.add(&[first, second])
    };
    let by_w2 = s.graph.mul(&[w2, through]);
    let condition = Condition { node: d, need: Need::NonZero };
    let zero = s.number(0, 1);
    let mut derivatives = vec![];
    for (by, value) in [(w1, zero), (w2, by_w2), (w3, by_b2), (b1, zero), (b2, by_b2)] {
        let mut one = partial(by, value);
        one.conditions = vec![condition];
        one.zero_because = (value == zero).then(|| "a shift before a normalisation cancels".into());
        derivatives.push(one);
    }
    derivatives[2].verdict = Verdict::Supported;
    derivatives[2].certificate = String::new();
    derivatives[2].conventions = vec!["relu'(0) = 0"];
    let terms = [(u_x, u_body), (c, mean), (d, root), (net, net_body), (by_s, by_s_body), (by_c, by_c_body)];
    let terms = terms.into_iter().map(|(node, body)| NamedTerm { node, body }).collect();
    (s, Derivation { targets: vec![Target { node: loss, body: loss_body, terms, derivatives }] })
}

#[test]
fn the_dropout_page_on_a_terminal() {
    let (s, derivation) = dropout();
    let expected = "\
L_1 = (w_2 + w_02 − 3)² + (2w_2 + w_02 − 2)² + (3w_2 + w_02 − 1)²

∂L_1/∂w_1 = ∂L_1/∂w_01 = 0
    0, exactly: it stands only in upper, which is left out
∂L_1/∂w_2  = 2(w_2 + w_02 − 3) + 4(2w_2 + w_02 − 2) + 6(3w_2 + w_02 − 1)
∂L_1/∂w_02 = 2(w_2 + w_02 − 3) + 2(2w_2 + w_02 − 2) + 2(3w_2 + w_02 − 1)

Each derivative: proved (by rewriting); agrees with central differences at 8
points, largest relative error 1.2e-11
";
    assert_eq!(derivation_text(&s.graph, &derivation, &Options::default()), expected);
}

#[test]
fn look() {
    let (s, derivation) = normalised(5);
    let write = |name: &str, text: String| std::fs::write(format!("/tmp/c-look/{name}"), text).unwrap();
    std::fs::create_dir_all("/tmp/c-look").unwrap();
    let mut options = Options { standalone: true, raw: false, ..Options::default() };
    write("norm.txt", derivation_text(&s.graph, &derivation, &options));
    write("norm.md", derivation_markdown(&s.graph, &derivation, &options));
    write("norm.tex", derivation_latex(&s.graph, &derivation, &options));
    options.raw = true;
    options.color = true;
    write("norm_raw.txt", derivation_text(&s.graph, &derivation, &options));
    let (s, derivation) = dropout();
    write("dropout.tex", derivation_latex(&s.graph, &derivation, &options));
    write("dropout.md", derivation_markdown(&s.graph, &derivation, &options));
    let _ = (name("x"), FORMATS);
}
