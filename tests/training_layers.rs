//! Which layers run in a step of training: their running averages take the batch in, whatever the loss looks at.

mod common;

use common::model;
use normsym::answer;
use normsym::check::verdict::Verdict::{self, Proved, Refuted};

fn verdicts(text: &str) -> Vec<Verdict> {
    answer::check(&mut model(text)).into_iter().map(|decided| decided.decision.verdict).collect()
}

/// Each claim at `T[1]`, with its verdict, of a file that trains on this loss.
fn check(file: &str, loss: &str, claims: &[(&str, Verdict)]) {
    let text: String = claims.iter().map(|(claim, _)| format!("expect {claim} at T[1]\n")).collect();
    let expected: Vec<Verdict> = claims.iter().map(|(_, verdict)| *verdict).collect();
    assert_eq!(verdicts(&format!("{file}L = {loss}\ntrain T = sgd(L; rate = 0)\n{text}")), expected, "{loss}");
}

/// The second layer gives β and twice β less 1: its batch means are 1 and −1.
const NETWORK: &str = "param a = 1\n\
    network F(x[2]) = batchnorm(momentum = 1) |> linear(2) |> batchnorm(momentum = 1)\n\
    start W_1 = [[1, 0], [0, 2]], b_1 = [1, -1]\n\
    data (x[2]) = (2, 15), (2, 17), (-4, -2)\n";

#[test]
fn a_channel_that_the_loss_does_not_look_at_takes_its_batch_in() {
    // By n − 1: (5² + 7² + 12²)/2 = 109.
    let claims = [
        ("running_mean_1[1] = 0", Proved),
        ("running_var_1[1] = 12", Proved),
        ("running_mean_1[2] = 10", Proved),
        ("running_var_1[2] = 109", Proved),
        ("running_var_1[2] = 218/3", Refuted),
        ("running_mean_2[1] = 1", Proved),
        ("running_mean_2[2] = -1", Proved),
        ("running_mean_2[2] = 0", Refuted),
    ];
    for loss in ["sum[data] a F(x)[1]", "a F(data[1])[1]", "sum[data] 0 F(x)[1]", "a S_1[1]", "sum[data] a F_1(x)[1]"] {
        check(NETWORK, loss, &claims);
    }
}

#[test]
fn a_network_that_the_loss_does_not_name_does_not_run() {
    let claims = [("running_mean_1[2] = 0", Proved), ("running_var_1[2] = 1", Proved), ("running_mean_1[2] = 10", Refuted)];
    for loss in ["a^2", "a^2 + sum[data] (F(x)[1] in eval)", "a^2 + (F(data[1])[1] at start)", "W_1[1, 1]^2"] {
        check(NETWORK, loss, &claims);
    }
}

const CHAIN: &str = "param a = 1, b = 2\ndata (x, Y) = (-1, 0), (1, 1), (2, 3), (6, 2)\nbatch A = data[1..2]\n\
    batch B = data[3..4]\nu(x) = norm(a x, batch = A, momentum = 1)\nv(x) = norm(b u(x) + x, batch = A, momentum = 1)\n\
    F(x) = u(x) + v(x)\nK = sum[data] F(x)^2\n";

#[test]
fn a_norm_runs_where_the_loss_names_what_it_stands_in() {
    // u is −1, 1 on the batch, so that the second norm is taken of −3, 3, without u of −1, 1.
    check(
        CHAIN,
        "sum[data] u(x)",
        &[("running_var_1 = 2", Proved), ("running_var_2 = 1", Proved), ("running_var_2 = 18", Refuted)],
    );
    check(CHAIN, "sum[data] 0 v(x)", &[("running_var_1 = 2", Proved), ("running_var_2 = 18", Proved)]);
    check(CHAIN, "sum[data] u(x) + C_2", &[("running_var_2 = 18", Proved)]);
    check(CHAIN, "u(2)^2 + (v(1) at (b = 3))", &[("running_var_1 = 2", Proved), ("running_var_2 = 1", Proved)]);
    check(CHAIN, "u(2)^2 + (v(x) at (x = 3))", &[("running_var_2 = 18", Proved)]);
}

#[test]
fn a_neuron_that_is_left_out_does_not_run() {
    check(
        CHAIN,
        "(K without u)",
        &[("running_var_1 = 1", Proved), ("running_var_2 = 2", Proved), ("running_var_2 = 18", Refuted)],
    );
    // Two passes, one after the other: with momentum 1 the second one stays.
    check(CHAIN, "(K without u) + K", &[("running_var_1 = 2", Proved), ("running_var_2 = 18", Proved)]);
    let half = CHAIN.replace("momentum = 1", "momentum = 1/2");
    check(&half, "(K without u) + K", &[("running_var_1 = 1/2 + 2/2", Proved), ("running_var_2 = (1/2 + 2/2)/2 + 18/2", Proved)]);
}

#[test]
fn every_step_takes_in_its_own_batch() {
    let run = "L = sum[data] 0 v(x)\ntrain T = sgd(L; rate = 0, batches = (A, B)) repeat 2\n";
    let claims = "expect running_mean_1 = 4 at T[2]\nexpect running_var_1 = 8 at T[2]\nexpect running_mean_2 = 4 at T[2]\n\
                  expect running_mean_1 = 0 at T[2]\n";
    assert_eq!(verdicts(&format!("{CHAIN}{run}{claims}")), [Proved, Proved, Proved, Refuted]);
}

#[test]
fn what_is_behind_a_mask_takes_its_draw_in_and_a_mean_over_masks_draws_none() {
    // A mask for each row and component; the loss looks at the first, the second is drawn and taken in.
    let drawn = "param a = 1\nnetwork F(x[2]) = dropout(1/2) |> batchnorm(momentum = 1)\n\
        data (x[2]) = (2, 15), (2, 17), (-4, -2)\nL = sum[data] a F(x)[1]\ntrain T = sgd(L; rate = 0, seed = 3)\n";
    let mut read = model(drawn);
    let training = read.trainings[0].clone();
    let run = answer::train(&mut read, &training, normsym::analysis::train::Precision::Doubles, &mut |_| true).unwrap().run;
    assert_eq!(run.steps[0].masks.len(), 6);
    let kept = |place: usize| if run.steps[0].masks[place].1 { 2.0 } else { 0.0 };
    let mean = (kept(1) * 15.0 + kept(3) * 17.0 - kept(5) * 2.0) / 3.0;
    assert!((run.steps[0].buffers[2].to_f64() - mean).abs() < 1e-12);
    let expected = "param a = 1\ndata (x) = (2), (5), (-4)\nu(x) = norm(a x, momentum = 1)\nF(x) = dropout(u(x), 1/2)\n\
        v(x) = norm(F(x), eps = 1, momentum = 1)\nL = sum[data] E((F(x) + 0 v(x))^2)\ntrain T = sgd(L; rate = 0)\n\
        expect running_mean_1 = 1 at T[1]\nexpect running_var_1 = 21 at T[1]\nexpect running_var_2 = 1 at T[1]\n";
    assert_eq!(verdicts(expected), [Proved, Proved, Proved]);
}

#[test]
fn a_tracked_instance_normalisation_averages_its_rows() {
    // Means 3 and 2 of the first channel, 2 and 5 of the second; variances by n − 1: 7, 3 and 3, 0.
    let file = "param q = 1\nnetwork F(x[2, 3]) = instancenorm(eps = 1, track = true, momentum = 1/2)\n\
        data (x[2, 3]) = (1, 2, 6, 1, 1, 4), (0, 3, 3, 5, 5, 5)\n";
    let claims = [
        ("running_mean_1[1] = 5/4", Proved),
        ("running_mean_1[2] = 7/4", Proved),
        ("running_var_1[1] = 1/2 + 5/2", Proved),
        ("running_var_1[2] = 1/2 + 3/4", Proved),
        ("running_var_1[2] = 1/2 + 1/2", Refuted),
        ("(F(x)[1, 2] in eval) = (x[1, 2] - 5/4)/√(3 + 1)", Proved),
    ];
    check(file, "sum[data] q F(x)[1, 1]", &claims);
    let one_value = "network F(x[2]) = instancenorm(track = true)\ndata (x[2]) = (1, 2), (3, 4)\n";
    assert!(common::load(one_value).diagnostics.iter().any(|fault| fault.message.contains("two values or more")));
}
