//! Points of runs whose numbers are roots: equality at them is proved or refuted, as it is where numbers are rational.

mod common;

use common::model;
use normsym::answer;
use normsym::check::verdict::Verdict::{self, Proved, Refuted, Supported, Undecided};

fn verdicts(text: &str) -> Vec<Verdict> {
    answer::check(&mut model(text)).into_iter().map(|decided| decided.decision.verdict).collect()
}

fn check(file: &str, claims: &[(&str, Verdict)]) {
    let text: String = claims.iter().map(|(claim, _)| format!("expect {claim}\n")).collect();
    let expected: Vec<Verdict> = claims.iter().map(|(_, verdict)| *verdict).collect();
    assert_eq!(verdicts(&format!("{file}{text}")), expected, "{file}");
}

#[test]
fn rmsprop_with_its_eps_under_the_root_and_behind_it() {
    let file = "param w = 1\nQ = w^2\ntrain P = rmsprop(Q; rate = 1/10, alpha = 3/4, eps = 1) repeat 3\n\
                train T = rmsprop(Q; rate = 1/10, alpha = 3/4, eps = 1, eps_in_root = true) repeat 3\n\
                p_2 = 9/10 - 9/50/(√(3/4 + 81/100) + 1)\n\
                p_3 = p_2 - 1/5 p_2/(√(3/4·(3/4 + 81/100) + p_2^2) + 1)\n\
                t_1 = 1 - 1/5/√2\nt_2 = t_1 - 1/5 t_1/√(3/4 + t_1^2 + 1)\n";
    check(
        file,
        &[
            ("w = p_2 at P[2]", Proved),
            ("w = p_3 at P[3]", Proved),
            ("w = p_3 + 1e-60 at P[3]", Refuted),
            ("w = t_1 at T[1]", Proved),
            ("w = 1 - √2/10 at T[1]", Proved),
            ("w = 1 - √2/10 - 10^-30 at T[1]", Refuted),
            ("w = t_2 at T[2]", Proved),
            ("w = t_1 - 1/5 t_1/(√(3/4 + t_1^2) + 1) at T[2]", Refuted),
            ("w = 9/10 - 9/50/√(3/4 + 81/100 + 1) at P[2]", Refuted),
        ],
    );
}

#[test]
fn adam_amsgrad_and_adagrad_some_steps_deep() {
    let file = "param w = 1\nparam x\nQ = w^2\ntrain A = adam(Q; rate = 1/4, betas = (1/2, 3/4), eps = 0, amsgrad = true) repeat 2\n\
                train B = adam(Q; rate = 1/10) repeat 2\ntrain D = adagrad(Q; rate = 1/10, eps = 0) repeat 3\n\
                b_1 = 1 - 1/10·2/(2 + 1e-8)\nm_2 = (0.9·0.1·2 + 0.1·2 b_1)/(1 - 0.9^2)\n\
                v_2 = (0.999·0.001·4 + 0.001·(2 b_1)^2)/(1 - 0.999^2)\nb_2 = b_1 - 1/10·m_2/(√v_2 + 1e-8)\n\
                d_2 = 9/10 - 1/10·9/5/√(4 + (9/5)^2)\nd_3 = d_2 - 1/10·2 d_2/√(4 + (9/5)^2 + 4 d_2^2)\n";
    check(
        file,
        &[
            ("w = 3/4 - 1/4·(5/3)/√3 at A[2]", Proved),
            ("w = 13/24 at A[2]", Refuted),
            ("w = b_1 at B[1]", Proved),
            ("w = b_2 at B[2]", Proved),
            ("w = b_2 + 1e-40 at B[2]", Refuted),
            ("w != b_2 at B[2]", Refuted),
            ("w != b_2 + 1e-40 at B[2]", Proved),
            ("w ≈ b_2 ± 1e-60 at B[2]", Proved),
            ("∂Q/∂w = 2 b_2 at B[2]", Proved),
            ("w x = b_2 x at B[2]", Proved),
            ("w x = b_1 x at B[2]", Refuted),
            ("w = 9/10 - 9/(10 √181) at D[2]", Proved),
            ("w = d_3 at D[3]", Proved),
            ("w = d_3 - 1e-60 at D[3]", Refuted),
        ],
    );
}

#[test]
fn what_stays_in_a_quadratic_field_stays_short() {
    // w goes half the way to √2 each time.
    let file = "param w = 1\nQ = (w - √2)^2\ntrain T = sgd(Q; rate = 1/4) repeat 40\ntrain M = sgd(Q; rate = 1/4, momentum = 1/2) repeat 40\n";
    check(
        file,
        &[
            ("w = √2 + (1 - √2)/2^40 at T[40]", Proved),
            ("w = √2 at T[40]", Refuted),
            ("w = √2 + (1 - √2)/2^39 at T[40]", Refuted),
            ("Q = (1 - √2)^2/2^80 at T[40]", Proved),
            ("w = (1 + √2)/2 + (√2 - 1)/4 + (√2 - 1)/4 at M[2]", Proved),
        ],
    );
}

#[test]
fn branches_are_taken_where_the_signs_are_certain() {
    let file = "param w = 1, v = 1\nA = |w - √2| + relu(√3 - w)\nB = max(v √2, 1.41421356 v)\n\
                train T = sgd(A; rate = √4/4) repeat 2\ntrain S = sgd(√2 w, |w|; rate = 1/2)\ntrain V = sgd(B; rate = 1)\n";
    check(
        file,
        &[
            ("w = 2 at T[1]", Proved),
            ("w = 3/2 at T[2]", Proved),
            // w = 1 − √2/2 is above 0.
            ("w = 1/2 - √2/2 at S[2]", Proved),
            ("w = 3/2 - √2/2 at S[2]", Refuted),
            ("v = 1 - √2 at V[1]", Proved),
            ("v = 1 - 1.41421356 at V[1]", Refuted),
        ],
    );
}

#[test]
fn a_normalised_loss_has_an_exact_second_point() {
    let file = "param a = 2, b = 1, c = 1/2\ndata (x, Y) = (-1, 0), (1, 1), (2, 3), (5, 2)\nu(x) = norm(a x + b, eps = 1/10)\n\
                F(x) = c norm(b u(x)^2, eps = 1/10) + b\nL = sum[data] (F(x) - Y)^2\ntrain T = sgd(L; rate = 1/50)\n";
    check(
        file,
        &[
            ("L = F(-1)^2 + (F(1) - 1)^2 + (F(2) - 3)^2 + (F(5) - 2)^2 at T[1]", Proved),
            ("L = F(-1)^2 + (F(1) - 1)^2 + (F(2) - 3)^2 + (F(5) - 2)^2 + 1e-30 at T[1]", Refuted),
            ("F(x) = c (b u(x)^2 - C_2)/S_2 + b at T[1]", Proved),
            ("F(x) = c (b u(x)^2 - C_2)/S_2 + a at T[1]", Refuted),
            ("running_mean_1 = 9/20 at T[1]", Proved),
        ],
    );
}

#[test]
fn far_on_and_with_exponentials_points_are_rounded_as_before() {
    let file = "param w = 1\nQ = w^2\nR = exp(w)\ntrain T = rmsprop(Q; rate = 1/10, alpha = 3/4) repeat 2000\n\
                train E = sgd(R; rate = 1/10)\n";
    check(
        file,
        &[
            ("w ≈ 0 ± 1 at T[40]", Supported),
            ("w = 1/2 at T[40]", Refuted),
            ("w = 1 - exp(1)/10 at E[1]", Undecided),
            ("w ≈ 1 - exp(1)/10 ± 1e-15 at E[1]", Supported),
            ("w = 0.72 at E[1]", Refuted),
        ],
    );
}
