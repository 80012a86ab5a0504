use super::Sheet;
use crate::answer::{Derivation, FiniteDifference, NamedTerm, Partial, Target, ZeroReason};
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
        finite_difference: Some(FiniteDifference { points: 8, max_relative_error: 1.23e-11, within_bound: true, directions: 0 }),
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
        one.zero_because = (value == zero).then_some(ZeroReason::Absent);
        derivatives.push(one);
    }
    (s, answer(target, loss, vec![], derivatives))
}

/// The answer to one question, without steps, changes and relations.
fn answer(node: NodeId, body: NodeId, terms: Vec<NamedTerm>, derivatives: Vec<Partial>) -> Derivation {
    let (conditions, changes, relations) = (vec![], vec![], vec![]);
    let target = Target { node, body, terms, conditions, derivatives, steps: None, stopped: 0, changes, relations };
    Derivation { targets: vec![target] }
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
        one.zero_because = (value == zero).then_some(ZeroReason::Cancels);
        derivatives.push(one);
    }
    derivatives[2].verdict = Verdict::Supported;
    derivatives[2].certificate = String::new();
    derivatives[2].conventions = vec!["relu'(0) = 0"];
    let terms = [(u_x, u_body), (c, mean), (d, root), (net, net_body), (by_s, by_s_body), (by_c, by_c_body)];
    let terms = terms.into_iter().map(|(node, body)| NamedTerm { node, body }).collect();
    (s, answer(loss, loss_body, terms, derivatives))
}

#[test]
fn the_dropout_page_on_a_terminal() {
    let (s, derivation) = dropout();
    let expected = "\
L_1 = (w_2 + w_02 − 3)² + (2w_2 + w_02 − 2)² + (3w_2 + w_02 − 1)²

∂L_1/∂w_1 = ∂L_1/∂w_01 = 0
    0, exactly: the variable does not occur in the function
∂L_1/∂w_2  = 2(w_2 + w_02 − 3) + 4(2w_2 + w_02 − 2) + 6(3w_2 + w_02 − 1)
∂L_1/∂w_02 = 2(w_2 + w_02 − 3) + 2(2w_2 + w_02 − 2) + 2(3w_2 + w_02 − 1)

Each derivative: proved (by rewriting); agrees with central differences at 8
points, largest relative error 1.2e-11
";
    assert_eq!(derivation_text(&s.graph, &derivation, &Options::default()), expected);
}

#[test]
fn the_dropout_page_in_latex_is_ready_to_paste() {
    let (s, derivation) = dropout();
    let expected = r"\begin{align*}
L_1 &= (w_2 + w_{02} - 3)^2 + (2w_2 + w_{02} - 2)^2 + (3w_2 + w_{02} - 1)^2
\end{align*}
\begin{align*}
\frac{\partial L_1}{\partial w_1} = \frac{\partial L_1}{\partial w_{01}} &= 0
\end{align*}
(0, exactly: the variable does not occur in the function.)

\begin{align*}
\frac{\partial L_1}{\partial w_2} &= 2(w_2 + w_{02} - 3) + 4(2w_2 + w_{02} - 2) + 6(3w_2 + w_{02} - 1) \\
\frac{\partial L_1}{\partial w_{02}} &= 2(w_2 + w_{02} - 3) + 2(2w_2 + w_{02} - 2) + 2(3w_2 + w_{02} - 1)
\end{align*}
Each derivative: proved (by rewriting); agrees with central differences at 8 points, largest relative error $1.2 \cdot 10^{-11}$.

";
    assert_eq!(derivation_latex(&s.graph, &derivation, &Options::default()), expected);
    let options = Options { standalone: true, ..Options::default() };
    let document = derivation_latex(&s.graph, &derivation, &options);
    assert!(document.contains("\\usepackage{amsmath}\n") && document.ends_with("\\end{document}\n"));
}

#[test]
fn the_dropout_page_in_markdown_stands_in_dollar_blocks() {
    let (s, derivation) = dropout();
    let page = derivation_markdown(&s.graph, &derivation, &Options::default());
    assert!(page.starts_with("## $L_1$\n\n$$\n\\begin{aligned}\nL_1 &= (w_2 + w_{02} - 3)^2"));
    assert!(page.contains("*0, exactly: the variable does not occur in the function.*\n\n$$"));
    assert_eq!(page.matches("$$").count(), 6);
}

#[test]
fn no_row_of_a_long_page_is_wider_than_the_terminal() {
    let (s, derivation) = normalised(7);
    for width in [60, 80, 120] {
        let page = derivation_text(&s.graph, &derivation, &Options { width, ..Options::default() });
        assert!(page.lines().all(|row| unicode_width::UnicodeWidthStr::width(row) <= width), "{page}");
    }
}

#[test]
fn a_normalised_layer_has_its_statistics_and_their_derivatives_once() {
    let (s, derivation) = normalised(2);
    let page = derivation_text(&s.graph, &derivation, &Options::default());
    let expected = "\
L_N = (F(−1) + 1)² + F(0)²

where
  u_2(x) = w_2 f(w_1 x + w_01)
  C_1    = (u_2(−1) + u_2(0))/2
  S_1    = √(((u_2(−1) − C_1)² + (u_2(0) − C_1)²)/2)
  F(x)   = w_3 f((u_2(x) − C_1)/S_1 + w_02)

∂L_N/∂w_1 = ∂L_N/∂w_01 = 0
    0, exactly: what comes from the rows adds up to 0, on every branch of the
    roots
∂L_N/∂w_2  = w_2 ((∂L_N/∂S_1)(u_2(−1) − C_1)/(2S_1) + (∂L_N/∂C_1)/2)
∂L_N/∂w_3  = 2(F(−1) + 1) w_3 f'((u_2(−1) − C_1)/S_1 + w_02)
             + 2F(0) w_3 f'((u_2(0) − C_1)/S_1 + w_02)
    supported, not proved, for S_1 ≠ 0; with relu'(0) = 0; agrees with central
    differences at 8 points, largest relative error 1.2e-11
∂L_N/∂w_02 = 2(F(−1) + 1) w_3 f'((u_2(−1) − C_1)/S_1 + w_02)
             + 2F(0) w_3 f'((u_2(0) − C_1)/S_1 + w_02)

where
  ∂L_N/∂S_1 = −2((F(−1) + 1) w_3 f'((u_2(−1) − C_1)/S_1 + w_02)
                · (u_2(−1) − C_1)/S_1²
                + F(0) w_3 f'((u_2(0) − C_1)/S_1 + w_02) (u_2(0) − C_1)/S_1²)
  ∂L_N/∂C_1 = −(2(F(−1) + 1) w_3 f'((u_2(−1) − C_1)/S_1 + w_02)
                + 2F(0) w_3 f'((u_2(0) − C_1)/S_1 + w_02))/S_1

Every other derivative: proved (by rewriting) for S_1 ≠ 0; agrees with central
differences at 8 points, largest relative error 1.2e-11
";
    assert_eq!(page, expected);
}

#[test]
fn a_refuted_derivative_is_red_and_never_hidden_in_a_summary() {
    let (s, mut derivation) = dropout();
    for one in &mut derivation.targets[0].derivatives[2..] {
        one.verdict = Verdict::Refuted;
        one.finite_difference = Some(FiniteDifference { points: 1, max_relative_error: 0.3, within_bound: false, directions: 0 });
    }
    let page = derivation_text(&s.graph, &derivation, &Options { color: true, ..Options::default() });
    let rows: Vec<&str> = page.lines().filter(|row| row.contains("\u{1b}[31m")).collect();
    assert!(rows[0].contains("REFUTED (by rewriting); DOES NOT AGREE with central differences at"));
    assert_eq!(page.matches("REFUTED").count(), 2);
    assert!(page.starts_with("\u{1b}[1mL_1\u{1b}[0m = "));
}

#[test]
fn what_was_there_before_simplification_is_shown_on_request() {
    let (mut s, mut derivation) = dropout();
    let raw = s.linear(-20, &[(28, "w_2"), (12, "w_02")]);
    derivation.targets[0].derivatives[2].raw = raw;
    let options = Options { raw: true, ..Options::default() };
    let page = derivation_text(&s.graph, &derivation, &options);
    assert!(page.contains("    before simplification (31 operations, now 9) = 28w_2 + 12w_02 − 20\n"), "{page}");
    assert!(derivation_latex(&s.graph, &derivation, &options).contains("& 28w_2 + 12w_{02} - 20\n"));
}

#[test]
fn a_function_without_a_name_has_derivatives_all_the_same() {
    let (s, mut derivation) = dropout();
    derivation.targets[0].node = derivation.targets[0].body;
    let page = derivation_text(&s.graph, &derivation, &Options::default());
    assert!(page.starts_with("(w_2 + w_02 − 3)² + "));
    assert!(page.contains("\n∂/∂w_2  = 2(w_2"));
    assert!(derivation_latex(&s.graph, &derivation, &Options::default()).contains(r"\frac{\partial}{\partial w_2} &= 2("));
}

#[test]
fn words_from_elsewhere_are_set_for_the_page() {
    let (s, mut derivation) = dropout();
    let one = &mut derivation.targets[0].derivatives[0];
    one.verdict = Verdict::Supported;
    one.certificate = "w_01 (and σ) vanish for 50% of ½ & S_1 ≠ 0".into();
    let page = derivation_latex(&s.graph, &derivation, &Options::default());
    assert!(page.contains(r"$w_{01}$ (and $\sigma$) vanish for 50\% of $\tfrac12$ \& $S_1$ $\ne$ 0"), "{page}");
    let page = derivation_markdown(&s.graph, &derivation, &Options::default());
    assert!(page.contains(r"$w_{01}$ (and σ) vanish for 50% of ½ & $S_1$ ≠ 0"), "{page}");
}

#[test]
fn a_long_root_is_written_for_breaking() {
    let (s, derivation) = normalised(5);
    let page = derivation_latex(&s.graph, &derivation, &Options::default());
    assert!(page.contains(r"S_1 &= \biggl(\bigl((u_2(-1) - C_1)^2"), "{page}");
    assert!(page.contains(r"(u_2(3) - C_1)^2\bigr)/5\biggr)^{1/2}"), "{page}");
}

#[test]
fn the_shelf_of_formats() {
    let names: Vec<_> = FORMATS.iter().map(|format| (format.name, format.ending, format.render.is_some())).collect();
    assert_eq!(names, [("text", "txt", true), ("latex", "tex", true), ("markdown", "md", true), ("html", "html", false)]);
}

#[test]
fn derivatives_that_vanish_together_fill_rows() {
    let (mut s, mut derivation) = dropout();
    let zero = s.number(0, 1);
    let mut extra: Vec<Partial> = (0..30).map(|k| partial(s.symbol(&format!("b_{k}")), zero)).collect();
    extra.iter_mut().for_each(|one| one.zero_because = Some(ZeroReason::Absent));
    derivation.targets[0].derivatives.splice(0..0, extra);
    let page = derivation_text(&s.graph, &derivation, &Options::default());
    let rows: Vec<&str> = page.lines().collect();
    assert!(rows[2].starts_with("∂L_1/∂b_0 = ∂L_1/∂b_1 = ") && rows[3].starts_with("  = ∂L_1/∂b_"), "{page}");
    let page = derivation_latex(&s.graph, &derivation, &Options::default());
    assert!(page.contains("\\begin{align*}\n&\\frac{\\partial L_1}{\\partial b_0} = "), "{page}");
    assert!(page.contains(" \\\\\n&\\quad = \\frac{") && page.contains(r"\frac{\partial L_1}{\partial w_{01}} = 0"), "{page}");
}

#[test]
fn groups_of_derivatives_are_named_where_they_differ() {
    let (s, mut derivation) = dropout();
    let derivatives = &mut derivation.targets[0].derivatives;
    let more: Vec<Partial> = derivatives[2..].to_vec();
    derivatives.extend(more);
    let node = derivatives[0].by;
    for one in &mut derivatives[..2] {
        one.conditions = vec![Condition { node, need: Need::Positive }];
    }
    let page = derivation_text(&s.graph, &derivation, &Options::default());
    assert!(page.contains("\n∂L_1/∂w_1, ∂L_1/∂w_01: proved (by rewriting) for w_1 > 0; agrees"), "{page}");
    assert!(page.contains("\nEvery other derivative: proved (by rewriting); agrees"), "{page}");
}
