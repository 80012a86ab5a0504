//! Derivatives at kinks and in holes of the rules, and conditions that must not be lost where an expression folds. Each true
//! claim stands beside false neighbours.

mod common;

use common::verdicts;

fn check(claim: &str, expected: &str) {
    let file = format!("param x, y, z, a, w, v\nn = sqrt(x^2 + y^2)\nf(t) = relu(t)\ng = diff(|x|^3, x)\nexpect {claim}\n");
    assert_eq!(verdicts(&file), expected, "{claim}");
}

#[test]
fn a_claim_at_a_kink_finds_the_convention() {
    for claim in [
        "diff(relu(x), x) = 0 at (x = 0)",
        "diff(|x|, x) = 0 at (x = 0)",
        "diff(max(x, y), x) = 1/2 at (x = 1, y = 1)",
        "diff(max(x, 2x), x) = 3/2 at (x = 0)",
        "diff(leaky_relu(x), x) = 1/100 at (x = 0)",
        "f'(x) = 0 at (x = 0)",
        "diff(relu(w x) v, w) = 0 at (w = 0)",
        "diff(min(max(x, -1), 1), x) = 1/2 at (x = 1)",
        "diff(max(x, x), x) = 1",
    ] {
        check(claim, "proved");
    }
    check("diff(|x|, x) = 1 at (x = 0)", "refuted");
    check("diff(relu(x), x) = 1/2 at (x = 0)", "refuted");
}

#[test]
fn the_derivative_itself_wins_over_the_conventions_of_its_parts() {
    check("diff(relu(x) - relu(-x), x) = 1 at (x = 0)", "proved");
    check("diff(relu(x) - relu(-x), x) = 0 at (x = 0)", "refuted");
    check("diff(sign(x)^2 x, x) = 1 at (x = 0)", "proved");
    for claim in [
        "diff(x |x|, x) = 0 at (x = 0)",
        "diff(relu(x)^2, x) = 0 at (x = 0)",
        "diff(n^2, x) = 0 at (x = 0, y = 0)",
        "diff(sqrt(max(x, 0)), x) = 0 at (x = -1)",
        "diff(g, x) = 0 at (x = 0)",
        "diff(x^a, a) = 0 at (x = 0, a = 2)",
        "diff(sqrt(x^4), x) = 0 at (x = 0)",
        "diff(max(x^2, x^3), x) = 0 at (x = 0)",
    ] {
        check(claim, "proved");
    }
}

#[test]
fn what_has_no_derivative_and_no_convention_stays_undecided() {
    for claim in [
        "diff(sqrt(max(x, 0)), x) = 0 at (x = 0)",
        "diff(n, x) = 0 at (x = 0, y = 0)",
        "diff(x^0.5, x) = 0 at (x = 0)",
        "diff(x/|x|, x) = 0 at (x = 0)",
        "diff(relu(w x) - relu(-w x), w) = 0 at (w = 0)",
        "diff(ln(x), x) = -1 at (x = -1)",
    ] {
        check(claim, "undecided");
    }
}

#[test]
fn an_exponent_in_which_names_cancel_keeps_the_base_above_0() {
    for claim in ["x^(y - y) = 1", "x^y x^(-y) = 1", "x^(2 - 2 + z - z) = 1"] {
        check(claim, "proved");
        check(&format!("{claim} at (x = 0)"), "undecided");
        check(&format!("{claim} at (x = -2)"), "undecided");
    }
    for claim in
        ["ln(x) - ln(x) = 0 at (x = -1)", "0 ln(x) = 0 at (x = 0)", "0/x = 0 at (x = 0)", "sqrt(x) - sqrt(x) = 0 at (x = -1)"]
    {
        check(claim, "undecided");
    }
    for claim in ["x^0 = 1 at (x = 0)", "x^(3 - 1) = 4 at (x = -2)", "x^a = 0 at (x = 0, a = 2)", "sqrt(x) y = 0 at (x = 0)"] {
        check(claim, "proved");
    }
    check("x^a = 0 at (x = 0, a = 0)", "undecided");
    // 0^y is 0 for y > 0, which is told.
    check("(x^y)^0 = 1 at (x = 0)", "proved");
    check("(x^y)^0 = 1 at (x = -2)", "undecided");
}
