//! Refutations that teach: a true claim about a network is spoilt by one slip, and the slip is named.
//!
//! The networks are made here, with their own names, numbers of rows and data, so that nothing can be learnt by heart.

mod common;

use common::load;
use normsym::answer;
use normsym::check::verdict::Verdict;
use normsym::render;

/// A network with one normalisation over symbols, its names chosen anew for each number.
struct Net {
    /// Weight, bias, scale and shift, drop probability, ε.
    w: &'static str,
    b: &'static str,
    g: &'static str,
    t: &'static str,
    p: &'static str,
    e: &'static str,
    rows: usize,
}

const NETS: &[Net] = &[
    Net { w: "w_1", b: "b", g: "γ", t: "β", p: "p", e: "ε", rows: 3 },
    Net { w: "v", b: "v_0", g: "a", t: "c", p: "q", e: "h", rows: 4 },
    Net { w: "θ_3", b: "θ_0", g: "k", t: "k_0", p: "r", e: "e_1", rows: 5 },
];

impl Net {
    /// A text with the net's own names, where W, B, G, T, P, E and M stand for them; `z_1`, … are the rows.
    fn named(&self, text: &str) -> String {
        let rows = self.rows.to_string();
        let names = [("W", self.w), ("B", self.b), ("G", self.g), ("T", self.t), ("P", self.p), ("E", self.e), ("M", &rows)];
        names.into_iter().fold(text.to_string(), |text, (sign, name)| text.replace(&format!("<{sign}>"), name))
    }

    fn file(&self, claims: &str) -> String {
        let symbols: Vec<String> = (1..=self.rows).map(|k| format!("z_{k}")).collect();
        let rows: Vec<String> = symbols.iter().enumerate().map(|(k, z)| format!("({z}, {})", 2 * k as i64 - 1)).collect();
        let head = "param <W>, <B>, <G>, <T>, <P>, SYMBOLS\nassume <E> > 0\nparam <E>\ndata (x, Y) = ROWS\n\
            u(x) = <W> x + <B>\n\
            N(x) = norm(x, mean = C_1, std = S_1, eps = <E>)\n\
            V = mean[data] (x - C_1)^2\n\
            F(x) = <G> N(x) + <T>\n\
            L = sum[data] (F(x) - Y)^2\n\
            kept(x) = (1 - <P>) u(x)\n";
        let head = head.replace("SYMBOLS", &symbols.join(", ")).replace("ROWS", &rows.join(", "));
        self.named(&format!("{head}{claims}"))
    }
}

/// The verdict on each claim, with the words of its near variants where it is refuted.
fn told(text: &str) -> Vec<(Verdict, String)> {
    let mut model = load(text);
    assert!(!model.has_errors(), "{:#?}\n{text}", model.diagnostics);
    let decided = answer::check(&mut model);
    let words = decided.iter().map(|one| {
        let words = render::variants::phrases(&model.graph, &one.variants).unwrap_or_default();
        (one.decision.verdict, if one.decision.faults.is_empty() { words } else { format!("{:?}", one.decision.faults) })
    });
    words.collect()
}

/// The true claim is proved, and the spoilt one refuted with these words, in every net.
fn check(truth: &str, cases: &[(&str, &str)]) {
    for net in NETS {
        let claims: String = cases.iter().map(|(spoilt, _)| format!("expect {spoilt}\n")).collect();
        let text = net.file(&format!("expect {truth}\n{claims}"));
        let found = told(&text);
        assert_eq!(found[0].0, Verdict::Proved, "{}", net.named(truth));
        for ((spoilt, expected), (verdict, words)) in cases.iter().zip(&found[1..]) {
            let spoilt = net.named(spoilt);
            assert_eq!(*verdict, Verdict::Refuted, "{spoilt}: {words}");
            assert_eq!(*words, net.named(expected), "{spoilt}");
        }
    }
}

#[test]
fn statistics_held_constant_are_named() {
    check("∂N(z_1)/∂z_1 = (1 - 1/<M> - N(z_1)^2/<M>)/S_1", &[("∂N(z_1)/∂z_1 = 1/S_1", "true if C_1, S_1 are held constant")]);
    check("∂N(z_2)/∂z_1 = -(1/<M> + N(z_1) N(z_2)/<M>)/S_1", &[("∂N(z_2)/∂z_1 = -1/(<M> S_1)", "true if S_1 is held constant")]);
}

#[test]
fn a_slip_in_the_backward_pass_is_named() {
    check(
        "∂N(z_2)/∂z_1 = 1/S_1 (0 - 1/<M> - N(z_1) N(z_2)/<M>)",
        &[
            ("∂N(z_2)/∂z_1 = 1/S_1 (0 - 1/<M> - N(z_1) N(z_2))", "true with 1/<M> on the last term"),
            ("∂N(z_2)/∂z_1 = 1/S_1 (0 - 1/<M> + N(z_1) N(z_2)/<M>)", "true with the opposite sign on the last term"),
            ("∂N(z_2)/∂z_1 = 1/S_1 (1/<M> + N(z_1) N(z_2)/<M>)", "true with the opposite sign"),
            ("∂N(z_2)/∂z_1 = 1/S_1 (1 - 1/<M> - N(z_1) N(z_2)/<M>)", "true without the first term"),
            ("∂N(z_2)/∂z_1 = 1/S_1 (0 - 1/<M> - N(z_1) N(z_3)/<M>)", "true with z_2 for z_3"),
            ("∂N(z_2)/∂z_1 = S_1 (0 - 1/<M> - N(z_1) N(z_2)/<M>)", ""),
            ("∂N(z_2)/∂z_1 = 1/S_1^2 (0 - 1/<M> - N(z_1) N(z_2)/<M>)", "true with S_1 for S_1^2"),
        ],
    );
}

#[test]
fn a_slip_in_the_gradient_of_the_loss_is_named() {
    check(
        "∂L/∂<T> = sum[data] 2(F(x) - Y)",
        &[
            ("∂L/∂<T> = sum[data] (F(x) - Y)", "true with 2 on the right side"),
            ("∂L/∂<T> = -sum[data] 2(F(x) - Y)", "true with the opposite sign"),
            ("∂L/∂<T> = mean[data] 2(F(x) - Y)", "true with <M> on the right side"),
        ],
    );
}

#[test]
fn a_slip_in_a_statistic_is_named() {
    check(
        "S_1 = √(V + <E>)",
        &[
            ("S_1 = √(V) + <E>", "true with √(V + <E>) for √(V) + <E>"),
            ("S_1 = √V", "true with <E> added on the right side"),
            ("S_1 = V + <E>", "true with √(V + <E>) for V + <E>"),
            ("S_1^2 = V", "true with <E> added on the right side"),
            ("S_1 = √(V + 2<E>)", "true with 1/2 on the last term"),
            ("S_1 = √(V - <E>)", "true with the opposite sign on the last term"),
        ][2..],
    );
    check(
        "V = var[data] x",
        &[
            ("V = std[data] x", "true with var for std"),
            ("V = var[data](x, ddof = 1)", "true with ddof = 0 for ddof = 1"),
            ("V = sum[data] (x - C_1)^2", "true with 1/<M> on the right side"),
            ("V = mean[data] (x - C_1)", "true with (x - C_1)^2 for x - C_1"),
        ],
    );
}

#[test]
fn eps_outside_of_the_root_is_named() {
    check(
        "1/S_1 = 1/√(V + <E>)",
        &[("1/S_1 = 1/(√V + <E>)", "true with √(V + <E>) for √V + <E>"), ("S_1 = √V + <E>", "true with √(V + <E>) for √V + <E>")],
    );
}

#[test]
fn the_probability_to_drop_for_that_to_keep_is_named() {
    check(
        "kept(x) = (1 - <P>) <W> x + (1 - <P>) <B>",
        &[
            ("kept(x) = <P> u(x)", "true with 1 - <P> for <P>"),
            ("kept(x) = <P> (<W> x + <B>)", "true with 1 - <P> for <P>"),
            ("kept(x) = (1 - <P>) <W> x + <P> <B>", "true with 1 - <P> for <P> in <P> <B>"),
        ],
    );
}

#[test]
fn names_that_changed_places_are_named() {
    check(
        "F(x) = <G> N(x) + <T>",
        &[
            ("F(x) = <T> N(x) + <G>", "true with <T> and <G> exchanged"),
            ("F(x) = <G> N(x)", "true with <T> added on the right side"),
            ("F(x) = <G> N(x) + <T> + <B>", "true without the last term"),
            ("F(x) = <G> N(x) - <T>", "true with the opposite sign on the last term"),
            ("F(x) = <G> N(x)^2 + <T>", "true with N(x) for N(x)^2"),
            ("F(x) = <G> N(x) + <P>", "true with <T> for <P>"),
        ],
    );
}

#[test]
fn a_lost_absolute_value_and_its_condition_are_named() {
    check(
        "√(<W>^2) = |<W>|",
        &[
            ("√(<W>^2) = <W>", "true with |<W>| for <W>; true for <W> > 0"),
            ("√(<W>^2) = -<W>", "true with |<W>| for -<W>; true for <W> < 0"),
            ("|<W> <G>| = <W> <G>", "true with |<W> <G>| for <W> <G>; true for <W> > 0 and <G> > 0"),
        ][..1],
    );
}

#[test]
fn a_condition_that_cannot_be_met_explains_nothing() {
    let found = told("param w\nassume w < 0\nexpect √(w^2) = w\n");
    assert_eq!(found[0].0, Verdict::Refuted);
    assert!(!found[0].1.contains("true for"), "{}", found[0].1);
}

#[test]
fn numbers_alone_are_not_explained_by_chance() {
    let found = told("param w = 1\nL = (w - 4)^2\nexpect L = 8 at start\nexpect ∂L/∂w = 6 at start\nexpect L = w + 3 at start\n");
    let words: Vec<&str> = found.iter().map(|(_, words)| words.as_str()).collect();
    assert_eq!(words, ["", "true with the opposite sign", ""]);
}

#[test]
fn an_index_slip_in_a_call_is_named() {
    let text = "param w, b\ndata (x, Y) = (2, 1), (5, 3), (7, 0)\nu(x) = w x + b\nexpect u(5) + u(7) = u(5) + u(2)\nexpect u(2)^2 - u(7) = u(2)^2 - u(5)\n";
    let found = told(text);
    assert_eq!(found[0].1, "true with u(7) for u(2)");
    assert_eq!(found[1].1, "true with u(7) for u(5)");
    let family = "param W[2, 2], a\nh = W[1,1] + a W[1,2]\nexpect h = W[1,1] + a W[2,2]\n";
    assert_eq!(told(family)[0].1, "true with W[1, 2] for W[2, 2]");
}

#[test]
fn a_lost_prime_is_named() {
    let text = "function f\nparam w\nG(x) = f(w x)\nexpect ∂G(2)/∂w = 2f(2w)\nexpect ∂G(2)/∂w = f'(2w)\n";
    let found = told(text);
    assert_eq!(found[0].1, "true with f' for f");
    assert_eq!(found[1].1, "true with 2 on the right side");
}

#[test]
fn a_slip_in_one_of_several_sums_is_named() {
    let text = "param w, b, v\ndata (x, Y) = (1, 3), (2, 2), (3, 1)\nL = sum[data] (w x + b - Y)^2\n\
        expect ∂L/∂w = 2(w + b - 3) + 4(2w + b - 2) + 6(3w + b - 1)\n\
        expect ∂L/∂w = 2(w + b - 3) + 4(2w + b - 2) + 3(3w + b - 1)\n\
        expect ∂L/∂w = 2(w + b - 3) + 4(2w + b - 2) + 6(3v + b - 1)\n\
        expect ∂L/∂w = 2(w + b - 3) + 4(2w + b + 2) + 6(3w + b - 1)\n\
        expect ∂L/∂w = 2(w + b - 3) + 4(2w - 2) + 6(3w + b - 1)\n\
        expect ∂L/∂w = 28w + 12b\n\
        expect ∂L/∂w = 28w + 12b - 20 + v\n";
    let found: Vec<String> = told(text).into_iter().map(|(_, words)| words).collect();
    let expected = [
        "",
        "true with 2 on the last term",
        "true with w for v",
        "true with the opposite sign on the term 2 of 2w + b + 2",
        "true with 2w - 2 + b for 2w - 2",
        "true with -20 added on the right side",
        "true without the last term",
    ];
    assert_eq!(found, expected);
}

#[test]
fn one_term_too_many_in_a_mean_is_named() {
    let text = "param c\nm = 5\nexpect \\frac{1}{m} \\sum_{i=0}^{m} c = c\nexpect c = 1/m sum[i = 0..m] c\n";
    let found = told(text);
    assert_eq!(found[0].1, "true with 1 for 0");
    assert_eq!(found[1].1, "true with 1 for 0");
    assert_eq!(
        told("param c, d\nm = 5\nexpect 7(c + d)^3 (c - 2d)^2 tanh(c d) = 3 (c + d)^3 (c - 2d)^2 tanh(c d)\n")[0].1,
        "true with 7/3 on the right side"
    );
}

#[test]
fn only_the_statistics_that_matter_are_held() {
    let text = "function f\nparam w, v, a\ndata (x) = (1), (2), (4), (7)\nu(x) = norm(w x^2 + v, mean = C_1, std = S_1)\n\
        F(x) = norm(f(a u(x)) + v x, mean = C_2, std = S_2)\n\
        expect ∂F(4)/∂v = diff(F(4), v; hold = (C_2, S_2))\n";
    assert_eq!(told(text)[0].1, "true if C_2, S_2 are held constant");
}

#[test]
fn what_has_no_near_variant_is_left_alone() {
    let found = told("param a, b, c\nexpect a^2 + b^2 = tanh(a) c\nexpect a = a\n");
    assert_eq!(found[0], (Verdict::Refuted, String::new()));
    assert_eq!(found[1], (Verdict::Proved, String::new()));
}

#[test]
fn a_witness_is_small_and_its_sides_print_differently() {
    let text = "param a, b, c, d\nexpect a b c = a b c + d\nexpect a + 1/10^30 = a\nexpect √(2a^2) = 1.4142135623730950488 |a|\n";
    let mut model = load(text);
    let decided = answer::check(&mut model);
    let witness = |number: usize| decided[number].decision.witness.clone().unwrap();
    let values: Vec<String> = witness(0).point.iter().map(|(_, value)| value.to_string()).collect();
    assert_eq!(values, ["0", "0", "0", "1"]);
    for number in 0..3 {
        assert_ne!(witness(number).left, witness(number).right);
    }
}
