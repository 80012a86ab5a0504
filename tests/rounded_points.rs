//! Points of runs whose numbers are rounded: only digits that a second run confirms decide a claim or are told.

mod common;

use common::{load, model};
use normsym::answer::{self, Decided};
use normsym::check::verdict::Verdict;
use std::process::{Command, Output};

/// Every step loses a binary digit: w goes to 4 w (1 − w).
const CHAOS: &str = "param w = 0.3\nQ = -3/2 w^2 + 4/3 w^3\ntrain T = sgd(Q; rate = 1) repeat 100\n";

/// w is about 1e-13 after two steps.
const SMALL: &str = "param w = 1/3000000\nS = w^2 + w^3\ntrain T = adam(S; rate = 1e-9) repeat 2\n";

fn decided(text: &str) -> Vec<Decided> {
    answer::check(&mut model(text))
}

fn verdicts(text: &str) -> Vec<Verdict> {
    decided(text).into_iter().map(|decided| decided.decision.verdict).collect()
}

fn normsym(arguments: &[&str], name: &str, file: &str) -> Output {
    let path = std::env::temp_dir().join(format!("normsym-rounded-{}-{name}.expr", std::process::id()));
    std::fs::write(&path, file).unwrap();
    let arguments = arguments.iter().map(|word| if *word == "FILE" { path.to_str().unwrap() } else { word });
    let output = Command::new(env!("CARGO_BIN_EXE_normsym")).args(arguments).output().unwrap();
    std::fs::remove_file(&path).unwrap();
    output
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn claims_are_decided_by_confirmed_digits() {
    // The true value, computed with 60 digits elsewhere; doubles come to 0.0483….
    let text = format!(
        "{CHAOS}expect w ≈ 0.980565917739 ± 1e-9 at T[90]\nexpect w ≈ 0.0483394 ± 1e-4 at T[90]\nexpect w = 0.98 at T[90]\n\
         expect w != 0.98 at T[90]\nexpect w^2 = w·w at T[90]\nexpect (w + 1)^2 = w^2 + 2 w + 1 at T[90]\nexpect w != w at T[90]\n"
    );
    let expected = [
        Verdict::Supported,
        Verdict::Refuted,
        Verdict::Refuted,
        Verdict::Supported,
        Verdict::Supported,
        Verdict::Supported,
        Verdict::Undecided,
    ];
    assert_eq!(verdicts(&text), expected);
    let witness = decided(&text)[1].decision.witness.clone().expect("a value");
    assert_eq!((witness.left.as_str(), witness.right.as_str()), ("0.98056591773874035", "241697/5000000"));
}

#[test]
fn a_tolerance_is_taken_at_its_word() {
    let claims = ["S = 0", "S ≈ 0 ± 1e-20", "S = 2e-13", "S ≈ 1.1e-13 ± 1e-14"];
    let text: String = claims.iter().map(|claim| format!("expect {claim} at T[2]\n")).collect();
    assert_eq!(verdicts(&format!("{SMALL}{text}")), [Verdict::Refuted, Verdict::Refuted, Verdict::Refuted, Verdict::Proved]);
    let rounded = SMALL.replace("w^3", "w exp(w) - w");
    assert_eq!(verdicts(&format!("{rounded}{text}"))[..3], [Verdict::Refuted, Verdict::Refuted, Verdict::Refuted]);
}

#[test]
fn what_the_certain_digits_leave_open_is_undecided() {
    // A tolerance below the last digit that is confirmed.
    let text = format!("{CHAOS}expect w ≈ 0.980565917738740347841671625996 ± 1e-32 at T[90]\n");
    let found = decided(&text);
    assert_eq!(found[0].decision.verdict, Verdict::Undecided);
    assert!(found[0].decision.certificate.contains("the digits of the run are not certain"));
    // Too many steps to be carried out twice with many digits.
    let long = "param w = 1/3\nQ = w^4 + exp(w)\ntrain T = sgd(Q; rate = 1e-6) repeat 40000\nexpect w ≈ 0.3 ± 1 at T[40000]\n";
    assert_eq!(verdicts(long), [Verdict::Undecided]);
}

#[test]
fn free_names_beside_a_rounded_point() {
    let text = format!(
        "{CHAOS}F(x) = w x\nexpect (F(2) at T[90]) - 2 (w at T[90]) = 0\nexpect (F(x) at T[90]) = x (w at T[90])\n\
                        expect (F(x) at T[90]) = 0.0483 x\n"
    );
    assert_eq!(verdicts(&text), [Verdict::Supported, Verdict::Supported, Verdict::Refuted]);
}

#[test]
fn a_value_at_a_rounded_point_has_confirmed_digits_or_none() {
    let found = normsym(&["eval", "FILE", "w", "--at", "T[90]", "--digits", "30"], "eval", CHAOS);
    assert_eq!(out(&found), "0.980565917738740347841671625996\n");
    let json = normsym(&["eval", "FILE", "w at T[90]", "--digits", "6", "--format", "json"], "json", CHAOS);
    let value: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((value["exact"].as_str(), value["decimal"].as_str(), value["digits"].as_u64()), (None, Some("0.980566"), Some(6)));
    assert_eq!(value["remarks"][0]["code"], "train::rounded_points");
    // An exact point needs no remark.
    let json = normsym(&["eval", "FILE", "w at T[1]", "--format", "json"], "exact", CHAOS);
    let value: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((value["exact"].as_str(), value["remarks"].as_array().map(Vec::len)), (Some("21/25"), Some(0)));
    let long = CHAOS.replace("repeat 100", "repeat 40000");
    let refused = normsym(&["eval", "FILE", "w", "--at", "T[40000]"], "long", &long);
    assert_eq!((refused.status.code(), out(&refused).as_str()), (Some(2), ""));
    assert!(err(&refused).contains("17 digits cannot be told for certain"), "{}", err(&refused));
}

#[test]
fn a_run_whose_loss_holds_a_run_by_name_is_refused() {
    let through = "param w = 1\nQ = w^2\ntrain A = sgd(Q; rate = 1/10)\nR = w^2 + (w at A[1])\ntrain B = sgd(R) repeat 2\n";
    let itself = "param w = 1\nQ = w^2 + (w at A[1])\ntrain A = sgd(Q; rate = 1/10)\n";
    for (name, text) in [("through", through), ("itself", itself)] {
        assert!(load(text).diagnostics.iter().any(|fault| fault.code == "train::run_in_loss"), "{text}");
        assert_eq!(normsym(&["train", "FILE"], name, text).status.code(), Some(2));
    }
}

#[test]
fn only_the_runs_that_a_question_needs_are_carried_out() {
    let text = format!("{CHAOS}expect w = 1 at T[9999999]\n").replace("repeat 100", "repeat 10000000");
    for arguments in [&["derive", "FILE"][..], &["analyze", "FILE"], &["eval", "FILE", "1 + 1"], &["show", "FILE", "Q"]] {
        let arguments = [arguments, &["--time-limit", "10"]].concat();
        let found = normsym(&arguments, arguments[0], &text);
        assert_eq!(found.status.code(), Some(0), "{arguments:?}: {}", err(&found));
    }
}
