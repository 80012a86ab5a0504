//! Both spellings of the language give one tree: each formula beside its plain spelling.

use normsym::syntax::ast::{Bracket, Join, Kind, Name, Point, Range, Sign};
use normsym::syntax::{parse_claim, parse_expression, parse_formula, plain};

fn check(text: &str, expected: &str) {
    match parse_expression(text) {
        Ok(expr) => assert_eq!(plain(&expr), expected, "{text}"),
        Err(errors) => panic!("{text}: {errors:?}"),
    }
}

#[test]
fn names_have_one_canonical_form() {
    check(r"w_{01} w_01 w_{ 0 1 }", "w_01 w_01 w_01");
    check(r"\gamma gamma γ \varphi ϕ \epsilon eps", "γ γ γ φ φ ε eps");
    check(r"gamma_1 \sigma_B^2 w_\alpha w_alpha", "γ_1 σ_B^2 w_α w_α");
    check(r"\hat{x} \hat x x̂ \widehat{x}_1 \bar{\mu} ŷ \tilde x", "x̂ x̂ x̂ x̂_1 μ̄ ŷ x̃");
    check(r"f' f^{\prime} f^\prime_1 x'_1 x_1'", "f' f' f_1' x_1' x_1'");
    check(r"w_1x xw_1 F_{NN1} F_NN x_{i,j} w₀₁", "w_1 x xw_1 F_{NN1} F_NN x_{i,j} w_01");
    check(r"\mathrm{relu}(x) \operatorname{leaky_relu}(x) leaky_relu(x)", "relu(x) leaky_relu(x) leaky_relu(x)");
    check(r"\text{loss}(w) w_{\text{out layer}} running_mean_1[2]", "loss(w) w_outlayer running_mean_1[2]");
    check(r"\arctan x \exp(x)", "atan x exp(x)");
}

#[test]
fn numbers_are_exact() {
    check("1.2 + 1e-5 + .5 + 0{,}5", "1.2 + 0.00001 + 0.5 + 0.5");
    check("1e30", "1e30");
    assert_eq!(parse_expression("1e99999").unwrap_err()[0].code, "syntax::number_too_large");
}

#[test]
fn a_bar_where_a_value_must_begin_opens() {
    check("||x| - 77|", "|(|x| - 77)|");
    check("|77 - |x||", "|(77 - |x|)|");
    check(r"\left| \left| x \right| - |y| \right|", "|(|x| - |y|)|");
    check(r"|x \cdot |y||", "|(x*|y|)|");
    check("|x||y|", "|x| |y|");
    check("|a|b|c|", "|a| b |c|");
    check("|-|x||^2", "|(-|x|)|^2");
    for text in ["|2|x||", "|a + |", "||", "||x|", "|x| + |"] {
        assert!(parse_expression(text).is_err(), "{text}");
    }
}

#[test]
fn products_stay_flat() {
    check(r"2(a+b) \cdot c × d / e f", "2(a + b)*c*d/e f");
    check("f(x)w_3", "f(x) w_3");
    check("√2 x", "√2x");
    check(r"2 \cdot -3 x", "2*-3 x");
    let Kind::Product(factors) = parse_expression("sin^2(x)").unwrap().kind else { panic!() };
    assert!(matches!((&factors[0].1.kind, &factors[1].1.kind), (Kind::Power(..), Kind::Group(Bracket::Round, _))));
    assert!(factors.iter().all(|(join, _)| *join == Join::Beside));
}

#[test]
fn signs_and_powers_bind_as_on_paper() {
    check("-x^2", "-x^2");
    check("a - -b", "a + b");
    check("x^-1 + x² + y⁻¹ + x^{n+1}", "x^{-1} + x^2 + y^{-1} + x^{n + 1}");
    let Kind::Sum(terms) = parse_expression("-x^2").unwrap().kind else { panic!() };
    assert!(matches!(terms.as_slice(), [(Sign::Minus, power)] if matches!(power.kind, Kind::Power(..))));
    let Kind::Power(base, _) = parse_expression("a^b^c").unwrap().kind else { panic!() };
    assert_eq!(base.kind, Kind::Name(Name::plain("a")));
}

#[test]
fn derivatives_are_read_in_all_spellings() {
    check("∂L_1/∂w_02", "∂L_1/∂w_02");
    check(r"\frac{\partial L}{\partial w}", "∂L/∂w");
    check("∂F(2)/∂u_2(1)", "∂F(2)/∂u_2(1)");
    check(r"\frac{\partial F(2)}{\partial u_2 (1)}", "∂F(2)/∂u_2(1)");
    check("∂L/∂σ^2", "∂L/∂σ^2");
    check("∂²L/∂w²", "∂^2 L/∂w^2");
    check(r"\frac{\partial^2 L}{\partial w \partial v}", "∂^2 L/∂w ∂v");
    check(r"\frac{\partial}{\partial w} (a+b)", "∂/∂w (a + b)");
    check("∂L/∂v ∂v/∂w", "∂L/∂v ∂v/∂w");
    check("∂(a+b)/∂w", "∂(a + b)/∂w");
    let Kind::Partial { by, .. } = parse_expression("∂²L/∂w²").unwrap().kind else { panic!() };
    assert_eq!((by.len(), by[0].1), (1, 2));
    let Kind::Partial { by, .. } = parse_expression("∂L/∂σ^2").unwrap().kind else { panic!() };
    assert!(matches!((&by[0].0.kind, by[0].1), (Kind::Power(..), 1)));
}

#[test]
fn operators_over_a_range_take_the_product_that_follows() {
    check(r"\sum_{i=1}^{m} x_i^2 + 1", "sum[i = 1..m] x_i^2 + 1");
    check(r"\sum^{m}_{i=1} x_i", "sum[i = 1..m] x_i");
    check("Σ[data] (F(x) - Y)^2", "sum[data] (F(x) - Y)^2");
    check(r"\prod_{i=1}^m x_i", "prod[i = 1..m] x_i");
    check("std[B](e, ddof = 1)^2 y", "std[B](e, ddof = 1)^2 y");
    let Kind::Over { range: Range::Table(table, _), body, options, .. } = parse_expression("sum[data] (F - Y)^2").unwrap().kind
    else {
        panic!()
    };
    assert_eq!((table, options.len()), (Name::plain("data"), 0));
    assert!(matches!(body.kind, Kind::Power(..)));
}

#[test]
fn brackets_bars_and_sizes() {
    check(r"\left( \bigl[ a \bigr] \right)", "([a])");
    check(r"\left| x \right| |y| \lvert z \rvert", "|x| |y| |z|");
    check("|a + (|b|)|", "|a + (|b|)|");
    check(r"\left\{ a \right\}", "{a}");
    check(r"\sqrt[3]{x} \frac12 \dfrac{a}{b}", r"\sqrt[3]{x} \frac{1}{2} \frac{a}{b}");
    check("diff(L, w; hold = (C_1, S_1))", "diff(L, w, hold = (C_1, S_1))");
    check("E(e given connected)", "E(e given connected)");
}

#[test]
fn an_expression_may_end_in_a_point() {
    check("(L without upper, x_1; ddof = 1)", "(L without upper, x_1; ddof = 1)");
    check("F in eval at T[3]", "F in eval at T[3]");
    check("L at (w_1 = 1/2, w_2 = 0)", "L at (w_1 = 1/2, w_2 = 0)");
}

#[test]
fn a_point_at_the_end_covers_the_chain() {
    let (chain, assuming) = parse_claim("L at T[0] = M = 3 at start assuming w > 0, v ≠ 1").unwrap();
    assert!(matches!(chain.first.kind, Kind::At(..)));
    assert!(matches!(chain.at, Some(Point::Start(_))));
    assert_eq!((chain.links.len(), assuming.len()), (2, 2));
}

#[test]
fn prose_and_full_stops_around_a_formula_are_skipped() {
    let chains = parse_formula(r"$$ F = -x+4 \text{ – и это правильный ответ!}. $$").unwrap();
    assert_eq!(plain(&chains[0].links[0].1), "-x + 4");
    assert_eq!(parse_formula(r"\[ a = b, \quad \text{где } c \le 1; \]").unwrap().len(), 2);
    assert_eq!(parse_formula(r"\begin{aligned} a &= b \\ &= c \end{aligned}").unwrap()[0].links.len(), 2);
}

#[test]
fn what_stands_behind_a_line_break_is_no_factor() {
    for line_break in [r"\\", r"\\*", r"\\[2pt]", r"\\*[-1.5 em]"] {
        check(&format!("(w - 1)^2 {line_break} + (w - 2)^2"), "(w - 1)^2 + (w - 2)^2");
    }
    check(r"a \\ [b + c]", "a[b + c]");
}
