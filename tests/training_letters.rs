//! Runs beside parameters that no loss names, and assumptions that they do not touch.

mod common;

use common::model;
use normsym::analysis::train::{Precision, train};
use normsym::answer;
use normsym::check::verdict::Verdict::{self, IllFormed, Proved, Refuted, Undecided};

fn verdicts(text: &str) -> Vec<Verdict> {
    answer::check(&mut model(text)).into_iter().map(|decided| decided.decision.verdict).collect()
}

fn check(file: &str, claims: &[(&str, Verdict)]) {
    let text: String = claims.iter().map(|(claim, _)| format!("expect {claim}\n")).collect();
    let expected: Vec<Verdict> = claims.iter().map(|(_, verdict)| *verdict).collect();
    assert_eq!(verdicts(&format!("{file}{text}")), expected);
}

/// What the run of the file is refused with.
fn refused(text: &str) -> String {
    let mut model = model(text);
    let training = model.trainings[0].clone();
    let faults = train(&mut model, &training, training.steps(), Precision::Doubles, &mut |_| true).expect_err(text);
    assert!(faults.iter().all(|fault| fault.code == "data::no_start"), "{faults:#?}");
    faults[0].message.clone()
}

#[test]
fn a_parameter_that_no_loss_names_stays_a_letter() {
    let file = "param w = 2\nparam η, g, h[2]\nQ = 3 w\ntrain A = sgd(Q; rate = 1/10) repeat 2\n\
                train B = adamw(Q; rate = 1/10, weight_decay = 1/2, eps = 0)\n";
    check(
        file,
        &[
            ("w = 17/10 at A[1]", Proved),
            ("w = 17/10 at A[2]", Refuted),
            ("w + g = g + 7/5 at A[2]", Proved),
            ("w + g = 7/5 at A[2]", Refuted),
            ("h[1] w = 1.7 h[1] at A[1]", Proved),
            ("g = g at A[0]", Proved),
            ("w - η ∂Q/∂w = 17/10 - 3 η at A[1]", Proved),
            ("g w = 9/5 g at B[1]", Proved),
            ("w = 2 at start", Proved),
        ],
    );
}

#[test]
fn a_parameter_that_a_loss_holds_needs_its_start_value() {
    let told = "`g` has no start value";
    assert_eq!(refused("param w = 2, g\nQ = 3 w + g\ntrain A = sgd(Q)\n"), told);
    // In the second loss, through a definition, in a table, in what a norm needs.
    assert_eq!(refused("param w = 2, g\nR = g w\ntrain A = sgd(w^2, R)\n"), told);
    assert_eq!(refused("param w = 2, g\ndata (x) = (g), (1)\nQ = sum[data] w x\ntrain A = sgd(Q)\n"), told);
    assert_eq!(refused("param w = 2, g\ndata (x) = (2), (1)\nQ = sum[data] norm(w x, eps = g^2)\ntrain A = sgd(Q)\n"), told);
    assert_eq!(refused("param w = 2, g\nQ = w\ntrain A = sgd(Q; max_norm = 1, max_norm_of = (w, g))\n"), told);
    // A vector of letters alone is kept short by nobody.
    check(
        "param w = 2\nparam g[2]\nQ = 3 w\ntrain A = sgd(Q; rate = 1, max_norm = 1, max_norm_of = g)\n",
        &[("w = -1 at A[1]", Proved)],
    );
    check("param w = 2, g\nQ = 3 w + g\ntrain A = sgd(Q)\n", &[("w = 1 at A[1]", IllFormed), ("w + g = 2 at start", IllFormed)]);
}

#[test]
fn no_rule_moves_a_weight_that_no_loss_names() {
    // Adam without ε would divide 0 by 0, and a decay would shrink it: PyTorch passes over what has no gradient.
    let file = "param w = 2, v = 1, q[2]\nstart q = [1, 3]\nQ = w^2\nP(x) = w x + 0 v\n\
                train A = adam(Q; rate = 1/10, eps = 0)\ntrain D = sgd(Q; rate = 1/10, weight_decay = 1/2)\n\
                train N = sgd(P(1); rate = 1/10, weight_decay = 1/2)\ntrain F = sgd(q_1 w; rate = 1/10, weight_decay = 1/2)\n";
    check(
        file,
        &[
            ("w = 19/10 at A[1]", Proved),
            ("v = 1 at A[1]", Proved),
            ("w = 2 - 1/10·(4 + 1) at D[1]", Proved),
            ("v = 1 at D[1]", Proved),
            ("v = 19/20 at D[1]", Refuted),
            // Named, if for nothing.
            ("v = 19/20 at N[1]", Proved),
            ("q[1] = 1 - 1/10·(2 + 1/2) at F[1]", Proved),
            ("q[2] = 3 at F[1]", Proved),
        ],
    );
}

#[test]
fn what_is_left_out_is_named_and_decays() {
    let file = "param a = 1, b = 1\ndata (x) = (1), (2)\nupper(x) = a x\nF(x) = upper(x) + b x\nL = sum[data] F(x)^2\n\
                train T = sgd(L without upper; rate = 1/20, weight_decay = 1)\n";
    check(file, &[("a = 19/20 at T[1]", Proved), ("b = 1 - 1/20·11 at T[1]", Proved)]);
}

#[test]
fn an_assumption_that_neither_run_nor_claim_touches_is_no_matter() {
    let file = "param n, w, v = 0\nassume n > 1, v > -1\nQ = w\ntrain A = sgd(Q; rate = 1)\ntrain B = sgd(2 v - Q; rate = 1)\n";
    check(
        file,
        &[
            ("w = -1 at A[1]", Proved),
            ("w = 0 at A[1]", Refuted),
            ("w = 0 at start", Proved),
            ("w = 1 at B[1]", Undecided),
            ("n = 0 at A[1]", Undecided),
            ("w + n = -1 at A[1]", Undecided),
        ],
    );
    let letters = "param w = 1\nparam g\nassume g > 0\nQ = w^2\ntrain A = sgd(Q; rate = 1/4)\n";
    check(letters, &[("√(g^2) w = g/2 at A[1]", Proved)]);
    let mut model = model(letters);
    let training = model.trainings[0].clone();
    assert!(train(&mut model, &training, 1, Precision::Doubles, &mut |_| true).unwrap().assumptions.is_empty());
}
