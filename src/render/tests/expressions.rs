use super::Sheet;
use crate::expr::{Node, NodeId};
use crate::number::Rational;
use crate::render::{latex, plain, text};

fn check(sheet: &Sheet, node: NodeId, in_plain: &str, in_text: &str, in_latex: &str) {
    assert_eq!(plain(&sheet.graph, node), in_plain);
    assert_eq!(text(&sheet.graph, node), in_text);
    assert_eq!(latex(&sheet.graph, node), in_latex);
}

/// Plain alone.
fn spell(sheet: &Sheet, node: NodeId, expected: &str) {
    assert_eq!(plain(&sheet.graph, node), expected);
}

#[test]
fn the_partial_derivative_of_the_dropout_lecture_keeps_its_three_summands() {
    let mut s = Sheet::default();
    let rows: [(i64, i64, i64); 3] = [(1, 3, 2), (2, 2, 4), (3, 1, 6)];
    let terms: Vec<_> = rows.iter().map(|(x, y, c)| (s.linear(-y, &[(*x, "w_2"), (1, "w_02")]), Rational::integer(*c))).collect();
    let sum = s.graph.linear(Rational::ZERO, &terms);
    check(
        &s,
        sum,
        "2(w_2 + w_02 - 3) + 4(2w_2 + w_02 - 2) + 6(3w_2 + w_02 - 1)",
        "2(w_2 + w_02 − 3) + 4(2w_2 + w_02 − 2) + 6(3w_2 + w_02 − 1)",
        "2(w_2 + w_{02} - 3) + 4(2w_2 + w_{02} - 2) + 6(3w_2 + w_{02} - 1)",
    );
}

#[test]
fn a_normalised_layer_shows_its_named_terms() {
    let mut s = Sheet::default();
    let (x, one) = (s.symbol("x"), s.number(1, 1));
    let u = s.definition("u_2", &[x], &[], one);
    let (c, d) = (s.definition("C_1", &[], &[], one), s.definition("S_1", &[], &[], one));
    let centred = s.graph.sub(u, c);
    let normed = s.graph.div(centred, d);
    let bias = s.symbol("w_02");
    let inner = s.graph.add(&[normed, bias]);
    let f = s.opaque("f", 0, inner);
    let w = s.symbol("w_3");
    let whole = s.graph.mul(&[w, f]);
    check(
        &s,
        whole,
        "w_3 f((u_2(x) - C_1)/S_1 + w_02)",
        "w_3 f((u_2(x) − C_1)/S_1 + w_02)",
        r"w_3 f\left(\frac{u_2(x) - C_1}{S_1} + w_{02}\right)",
    );
    let root_minus = s.number(-1, 1);
    let value = s.definition("u_2", &[root_minus], &[], x);
    spell(&s, value, "u_2(-1)");
}

#[test]
fn the_deviation_of_two_points_is_a_root_over_a_mean() {
    let mut s = Sheet::default();
    let (a, b, c) = (s.symbol("A"), s.symbol("B"), s.symbol("C"));
    let sum = s.graph.add(&[a, b]);
    let mean = s.graph.scale(&Rational::HALF, sum);
    check(&s, mean, "(A + B)/2", "(A + B)/2", r"\frac{A + B}{2}");
    let (first, second) = (s.graph.sub(a, c), s.graph.sub(b, c));
    let (first, second) = (s.graph.pow(first, &Rational::TWO), s.graph.pow(second, &Rational::TWO));
    let sum = s.graph.add(&[first, second]);
    let half = s.graph.scale(&Rational::HALF, sum);
    let root = s.graph.sqrt(half);
    check(&s, root, "√(((A - C)^2 + (B - C)^2)/2)", "√(((A − C)² + (B − C)²)/2)", r"\sqrt{\frac{(A - C)^2 + (B - C)^2}{2}}");
}

#[test]
fn the_network_function_of_the_lecture_in_latex() {
    let mut s = Sheet::default();
    let x = s.symbol("x");
    let (w1, w2, w3, w4) = (s.symbol("w_1"), s.symbol("w_2"), s.symbol("w_3"), s.symbol("w_4"));
    let (b1, b2, b3) = (s.symbol("w_01"), s.symbol("w_02"), s.symbol("w_03"));
    let neuron = |s: &mut Sheet, w, b, out| {
        let wx = s.graph.mul(&[w, x]);
        let inner = s.graph.add(&[wx, b]);
        let f = s.opaque("f", 0, inner);
        s.graph.mul(&[f, out])
    };
    let (upper, lower) = (neuron(&mut s, w1, b1, w3), neuron(&mut s, w2, b2, w4));
    let (c, d) = (s.symbol("C"), s.symbol("S"));
    let centred = s.graph.linear(Rational::ZERO, &[(upper, 1.into()), (lower, 1.into()), (c, (-1).into())]);
    let normed = s.graph.div(centred, d);
    let whole = s.graph.add(&[normed, b3]);
    check(
        &s,
        whole,
        "(f(w_1 x + w_01) w_3 + f(w_2 x + w_02) w_4 - C)/S + w_03",
        "(f(w_1 x + w_01) w_3 + f(w_2 x + w_02) w_4 − C)/S + w_03",
        r"\frac{f(w_1 x + w_{01}) w_3 + f(w_2 x + w_{02}) w_4 - C}{S} + w_{03}",
    );
    let net = s.definition("F_NNN", &[x], &[], whole);
    assert_eq!(latex(&s.graph, net), "F_{NNN}(x)");
}

#[test]
fn coefficients_go_above_and_below_the_line() {
    let mut s = Sheet::default();
    let (x, y, z) = (s.symbol("x"), s.symbol("y"), s.symbol("z"));
    let xy = s.graph.mul(&[x, y]);
    let half = s.graph.scale(&Rational::HALF, xy);
    check(&s, half, "x y/2", "x y/2", r"\frac{x y}{2}");
    let third = s.graph.scale(&Rational::new(-1, 3), x);
    check(&s, third, "-x/3", "−x/3", r"-\frac{x}{3}");
    let quotient = s.graph.product(&[(x, 1.into()), (y, (-1).into()), (z, (-2).into())]);
    check(&s, quotient, "x/(y z^2)", "x/(y z²)", r"\frac{x}{y z^2}");
    let scaled = s.graph.scale(&Rational::new(-3, 2), quotient);
    check(&s, scaled, "-3x/(2y z^2)", "−3x/(2y z²)", r"-\frac{3x}{2y z^2}");
    let inverse = s.graph.pow(x, &Rational::new(-1, 2));
    check(&s, inverse, "1/√(x)", "1/√x", r"\frac{1}{\sqrt{x}}");
    let fraction = s.number(-3, 2);
    check(&s, fraction, "-3/2", "−3/2", r"-\frac{3}{2}");
    let minus = s.graph.linear(Rational::ONE, &[(x, (-1).into())]);
    check(&s, minus, "1 - x", "1 − x", "1 - x");
}

#[test]
fn what_the_graph_keeps_apart_stays_apart() {
    let mut s = Sheet::default();
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|text| s.symbol(text));
    let sum = s.graph.add(&[a, b]);
    let nested = s.graph.add(&[sum, c]);
    spell(&s, nested, "(a + b) + c");
    let less = s.graph.sub(c, sum);
    spell(&s, less, "c - (a + b)");
    let negative = s.graph.neg(sum);
    spell(&s, negative, "-(a + b)");
    let product = s.graph.mul(&[b, c]);
    let nested = s.graph.mul(&[a, product]);
    spell(&s, nested, "a (b c)");
    let quotient = s.graph.div(a, b);
    let nested = s.graph.mul(&[quotient, c, d]);
    check(&s, nested, "(a/b) c d", "(a/b) c d", r"\left(\frac{a}{b}\right) c d");
    let over = s.graph.div(a, product);
    check(&s, over, "a/((b c))", "a/(b c)", r"\frac{a}{(b c)}");
    let over = s.graph.div(c, quotient);
    check(&s, over, "c/(a/b)", "c/(a/b)", r"\frac{c}{\frac{a}{b}}");
    let difference = s.graph.sub(a, b);
    let both = s.graph.mul(&[sum, difference]);
    spell(&s, both, "(a + b)(a - b)");
    let both = s.graph.mul(&[sum, c]);
    spell(&s, both, "(a + b) c");
}

#[test]
fn powers_bracket_what_is_not_one_sign() {
    let mut s = Sheet::default();
    let (x, e) = (s.symbol("x"), s.symbol("e"));
    let power = s.graph.pow(x, &Rational::new(3, 2));
    check(&s, power, "x^(3/2)", "x^(3/2)", "x^{3/2}");
    let minus_eight = s.number(-8, 1);
    let root = s.graph.pow(minus_eight, &Rational::new(1, 5));
    spell(&s, root, "(-8)^(1/5)");
    let square = s.graph.pow(x, &Rational::TWO);
    let negative = s.graph.neg(square);
    check(&s, negative, "-x^2", "−x²", "-x^2");
    let cube = s.graph.pow(square, &Rational::new(1, 3));
    spell(&s, cube, "(x^2)^(1/3)");
    let two = s.number(2, 1);
    let root = s.graph.pow(two, &Rational::new(1, 3));
    let twice = s.graph.mul(&[two, root]);
    check(&s, twice, "2·2^(1/3)", "2·2^(1/3)", r"2 \cdot 2^{1/3}");
    let x_root = s.graph.mul(&[x, root]);
    spell(&s, x_root, "x·2^(1/3)");
    let twice = s.graph.mul(&[two, e]);
    spell(&s, twice, "2 e");
    let general = s.graph.known("pow", &[x, e]);
    check(&s, general, "x^e", "x^e", "x^{e}");
    let tanh = s.graph.known("tanh", &[x]);
    let square = s.graph.pow(tanh, &Rational::TWO);
    check(&s, square, "tanh(x)^2", "tanh(x)²", r"\tanh^2(x)");
    let hundred = s.graph.pow(x, &Rational::integer(100));
    check(&s, hundred, "x^100", "x¹⁰⁰", "x^{100}");
}

#[test]
fn functions_and_bars() {
    let mut s = Sheet::default();
    let (x, y) = (s.symbol("x"), s.symbol("y"));
    let inner = s.graph.known("abs", &[x]);
    let sum = s.graph.add(&[inner, y]);
    let outer = s.graph.known("abs", &[sum]);
    check(&s, outer, "|abs(x) + y|", "|abs(x) + y|", r"\left|\left|x\right| + y\right|");
    let both = s.graph.mul(&[inner, outer]);
    spell(&s, both, "|x| |abs(x) + y|");
    let relu = s.graph.known("relu", &[x]);
    assert_eq!(latex(&s.graph, relu), r"\operatorname{relu}(x)");
    let sigmoid = s.graph.known("sigmoid", &[x]);
    assert_eq!(latex(&s.graph, sigmoid), r"\operatorname{sigmoid}(x)");
    let max = s.graph.known("max", &[x, y]);
    check(&s, max, "max(x, y)", "max(x, y)", r"\max(x, y)");
    let pi = s.graph.known("pi", &[]);
    let twice = s.graph.mul(&[x, pi]);
    check(&s, twice, "x π", "x π", r"x \pi");
    let second = s.opaque("f", 2, x);
    check(&s, second, "f''(x)", "f''(x)", "f''(x)");
    let fifth = s.opaque("f", 5, x);
    spell(&s, fifth, "f'''''(x)");
}

#[test]
fn derivatives_by_named_terms_do_not_merge_with_their_neighbours() {
    let mut s = Sheet::default();
    let (x, two) = (s.symbol("x"), s.number(2, 1));
    let (l, d) = (s.definition("L", &[], &[], x), s.definition("S_1", &[], &[], x));
    let slope = s.partial(l, d, x);
    check(&s, slope, "∂L/∂S_1", "∂L/∂S_1", r"\frac{\partial L}{\partial S_1}");
    let product = s.graph.mul(&[slope, x]);
    check(&s, product, "(∂L/∂S_1) x", "(∂L/∂S_1) x", r"\frac{\partial L}{\partial S_1} x");
    let twice = s.graph.mul(&[slope, two]);
    check(&s, twice, "2(∂L/∂S_1)", "2(∂L/∂S_1)", r"2\frac{\partial L}{\partial S_1}");
    let half = s.graph.div(slope, two);
    check(&s, half, "(∂L/∂S_1)/2", "(∂L/∂S_1)/2", r"\frac{1}{2} \frac{\partial L}{\partial S_1}");
    let f = s.definition("F", &[two], &[], x);
    let one = s.number(1, 1);
    let u = s.definition("u_2", &[one], &[], x);
    let slope = s.partial(f, u, x);
    spell(&s, slope, "∂F(2)/∂u_2(1)");
    let left_out = s.definition("C_1", &[], &["upper"], x);
    let scaled = s.graph.mul(&[left_out, x]);
    spell(&s, scaled, "(C_1 without upper) x");
    let slope = s.partial(left_out, x, x);
    check(
        &s,
        slope,
        "diff((C_1 without upper), x)",
        "∂(C_1 without upper)/∂x",
        r"\frac{\partial (C_1 \text{ without } \mathrm{upper})}{\partial x}",
    );
    let held = s.graph.intern(Node::Derivative { of: l, by: Box::new([x, x]), hold: Box::new([d]) });
    spell(&s, held, "diff(L, x, x; hold = (S_1))");
    let at = s.graph.intern(Node::At { of: l, values: Box::new([(x, one)]) });
    spell(&s, at, "(L at (x = 1))");
}

#[test]
fn a_shared_expression_is_written_with_names_for_its_parts() {
    let mut s = Sheet::default();
    let mut x = s.symbol("t_1");
    for _ in 0..60 {
        let square = s.graph.mul(&[x, x]);
        x = s.graph.add(&[square, x]);
    }
    let written = plain(&s.graph, x);
    let lines: Vec<&str> = written.lines().collect();
    assert_eq!(lines.len(), 60);
    assert_eq!(lines[0], "q_1 = t_1^2 + t_1");
    assert_eq!(lines[58], "q_59 = q_58^2 + q_58");
    assert_eq!(lines[59], "q_59^2 + q_59");
}

#[test]
fn a_deep_chain_and_a_shared_label_are_cut_too() {
    let mut s = Sheet::default();
    let start = s.symbol("x");
    let mut deep = start;
    for _ in 0..10_000 {
        deep = s.opaque("f", 0, deep);
    }
    let written = plain(&s.graph, deep);
    assert!(written.lines().all(|line| line.len() < 200));
    let mut label = start;
    for _ in 0..60 {
        label = s.definition("g", &[label, label], &[], start);
    }
    assert!(plain(&s.graph, label).len() < 5_000);
}

#[test]
fn a_sum_of_very_many_summands_stays_one_sum() {
    let mut s = Sheet::default();
    let terms: Vec<_> = (0..2_000)
        .map(|k| {
            let x = s.symbol(&format!("x_{k}"));
            let f = s.opaque("f", 0, x);
            (s.graph.mul(&[f, x]), Rational::ONE)
        })
        .collect();
    let sum = s.graph.linear(Rational::ZERO, &terms);
    assert_eq!(plain(&s.graph, sum).lines().count(), 1);
}
