//! `prove`, `--assume` and the reports of `check` as they are called: what they print, their JSON, their exit codes.

use serde_json::Value;
use std::io::Write;
use std::process::{Command, Stdio};

struct Ran {
    out: String,
    err: String,
    code: i32,
}

/// The program with a text on standard input.
fn fed(text: &str, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_normsym"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // The program may refuse before it has read all.
    let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
    let output = child.wait_with_output().unwrap();
    Ran {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap(),
    }
}

fn prove(arguments: &[&str]) -> Ran {
    fed("", &[&["prove"], arguments].concat())
}

fn prove_json(arguments: &[&str]) -> Value {
    let found = prove(&[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&found.out).unwrap_or_else(|error| panic!("{error}: {}", found.out))
}

#[test]
fn a_claim_needs_no_file() {
    let cases: &[(&[&str], &str, i32)] = &[
        (&["(a + b)^2 = a^2 + 2a b + b^2"], "proved", 0),
        (&["√(w^2) = w"], "refuted", 1),
        (&["√(w^2) = w", "--assume", "w > 0"], "proved", 0),
        (&["√(w^2) = w assuming w >= 0"], "proved", 0),
        (&["a b = b a", "--assume", "a > 0", "--assume", "b > 0"], "proved", 0),
        (&["x^2 = 4 at (x = 2)"], "proved", 0),
        (&["pi ≈ 3.14159 ± 1e-5"], "proved", 0),
        (&["pi ≈ 3.14159 ± 1e-6"], "refuted", 1),
        (&["x != x^2"], "proved", 0),
        (&["-x = x"], "refuted", 1),
        (&["a = (b"], "ill-formed", 1),
        (&["a + b"], "ill-formed", 1),
        (&["f'(x) = diff(f(x), x)"], "proved", 0),
        (&["f'(x) = diff(f(x), x) + 1"], "refuted", 1),
        (&["y'(x) + y = 1"], "ill-formed", 1),
        (&["cos(pi/5) = (1 + √5)/4"], "supported", 0),
        (&["cos(pi/5) = (1 + √5)/4", "--strict"], "supported", 1),
    ];
    for (arguments, verdict, code) in cases {
        let found = prove(arguments);
        assert!(found.out.starts_with(verdict), "{arguments:?}: {}", found.out);
        assert_eq!(found.code, *code, "{arguments:?}: {}", found.out);
    }
}

#[test]
fn a_chain_is_decided_link_by_link() {
    let found = prove(&["(a+b)^2 = a^2 + 2a b + b^2 = (a-b)^2"]);
    assert_eq!(found.code, 1);
    assert!(found.out.starts_with("proved") && found.out.contains("\nrefuted"), "{}", found.out);
    let links = prove_json(&["a = a = b"]);
    let verdicts: Vec<&str> = links.as_array().unwrap().iter().map(|link| link["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["proved", "refuted"]);
}

#[test]
fn what_was_taken_is_said() {
    let found = prove(&["f(w x) = w g(x)"]);
    assert!(found.out.contains("taken: w, x as parameters; f, g as unspecified functions"), "{}", found.out);
    let value = prove_json(&["f(w x) = w g(x)"]);
    assert_eq!(value["parameters"], serde_json::json!(["w", "x"]));
    assert_eq!(value["functions"], serde_json::json!(["f", "g"]));
}

#[test]
fn the_json_of_a_proof_has_the_keys_of_a_claim_and_steps() {
    let value = prove_json(&["√(w^2) = w"]);
    for key in ["claim", "verdict", "conditions", "certificate", "points", "max_relative_error", "witness", "steps", "errors"] {
        assert!(value.get(key).is_some(), "{key}: {value}");
    }
    assert_eq!(value["witness"]["point"], serde_json::json!({ "w": "-1" }));
    assert_eq!(value["witness"]["variant"], "true with |w| for w; true for w > 0");
    assert_eq!(value["steps"], serde_json::json!([]));
    let value = prove_json(&["a^2 + a b = a (a + b)", "--steps"]);
    assert!(!value["steps"].as_array().unwrap().is_empty(), "{value}");
    assert!(value["steps"][0]["rule"].is_string() && value["steps"][0]["expression"].is_string());
    let broken = prove_json(&["a = (b"]);
    assert_eq!((&broken["verdict"], &broken["errors"][0]["code"]), (&"ill-formed".into(), &"syntax::unbalanced".into()));
}

#[test]
fn tex_reads_runs_of_letters_as_products() {
    assert_eq!(prove(&["--tex", r"$$\frac{ab}{b} = a$$"]).code, 0);
    assert_eq!(prove(&["--tex", r"ab^2 = b^2 a"]).code, 0);
    assert_eq!(prove(&["--tex", r"\tanh(xw_1) = \tanh(w_1 x)"]).code, 0);
    assert_eq!(prove(&["--tex", r"wf(x) = f(x)w"]).code, 0);
    assert_eq!(prove(&["--tex", r"1/ab = \frac{1}{ab}"]).code, 0);
    assert_eq!(prove(&["--tex", r"1/ab = b/a"]).code, 1);
    let whole = prove_json(&["ab = b a"]);
    assert_eq!(whole["parameters"], serde_json::json!(["ab", "b", "a"]));
    assert_eq!(prove_json(&["--tex", "ab = ba"])["parameters"], serde_json::json!(["a", "b"]));
}

#[test]
fn a_wrong_assumption_is_refused_with_its_place() {
    for fact in ["x >", "x = 1", "x > (0"] {
        let found = prove(&["x = x", "--assume", fact]);
        assert_eq!((found.code, found.out.as_str()), (2, ""), "{fact}");
        assert!(found.err.contains("--assume:1:"), "{}", found.err);
    }
    let file = "param w\nexpect w = w\n";
    let unknown = fed(file, &["check", "-", "--assume", "v > 0"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("--assume:1:1") && unknown.err.contains("`v`"), "{}", unknown.err);
    let free = fed("expect w = w\n", &["check", "-", "--assume", "v > 0"]);
    assert_eq!(free.code, 2, "{}", free.err);
}

#[test]
fn every_command_about_a_file_takes_assumptions() {
    let net = "param w = 2\nS = √(w^2)\nL = S^3\nderive L\nexpect S = w\n";
    assert_eq!(fed(net, &["check", "-"]).code, 1);
    let checked = fed(net, &["check", "-", "--assume", "w > 0"]);
    assert!(checked.code == 0 && checked.out.contains("assuming w > 0"), "{}", checked.out);
    let shown = fed(net, &["show", "-", "S", "--assume", "w > 0"]);
    assert!(shown.out.starts_with("S = w\n") && shown.out.contains("for w > 0"), "{}", shown.out);
    let derived = fed(net, &["derive", "-", "--assume", "w > 0"]);
    assert!(derived.code == 0 && derived.out.contains("w > 0") && derived.out.starts_with("L = w³\n"), "{}", derived.out);
    assert_eq!(fed(net, &["eval", "-", "S", "--at", "start", "--assume", "w > 0"]).out, "2\n");
    let outside = fed(net, &["eval", "-", "S", "--at", "w = -1", "--assume", "w > 0"]);
    assert!(outside.code == 2 && outside.err.contains("w > 0 is needed, and w = -1"), "{}", outside.err);
}

#[test]
fn an_unusable_file_is_not_said_to_have_no_claims() {
    let found = fed("L = (2\n", &["check", "-"]);
    assert_eq!((found.code, found.out.as_str()), (2, ""));
    assert!(found.err.contains("syntax::unbalanced"));
}

#[test]
fn junit_is_xml_with_a_suite_per_file() {
    let text = "param w, v\nexpect w v = v w\nexpect |w| = w & v\nexpect w < v\nexpect √(w^2) = w\n";
    let found = fed(text, &["check", "-", "--format", "junit"]);
    assert_eq!(found.code, 1);
    assert!(found.out.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites"), "{}", found.out);
    assert!(found.out.contains("<testsuite name=\"&lt;stdin&gt;\" tests=\"4\" failures=\"3\" errors=\"0\">"), "{}", found.out);
    assert!(found.out.contains("true with |w| for w; true for w &gt; 0"), "{}", found.out);
    assert!(found.out.contains("name=\"line 3: |w| = w &amp; v\"") && found.out.contains("w &lt; v"), "{}", found.out);
    for name in ["testsuites", "testsuite"] {
        assert_eq!(found.out.matches(&format!("</{name}>")).count(), 1);
    }
    let broken = fed("L = (2\n", &["check", "-", "--format", "junit"]);
    assert!(broken.code == 2 && broken.out.contains("<error type=\"unusable\""), "{}", broken.out);
    let strict = fed("param x\nexpect cos(pi/5) = (1 + √5)/4\n", &["check", "-", "--format", "junit", "--strict"]);
    assert!(strict.code == 1 && strict.out.contains("<failure type=\"supported\""), "{}", strict.out);
}

#[test]
fn a_claim_in_tex_is_shown_in_plain_spelling() {
    let found = fed("param w\n$$\\left( w + \\frac{1}{2} \\right) \\cdot 2 = 2w + 1$$\n", &["check", "-"]);
    assert!(found.out.contains("(w + 1/2)*2 = 2w + 1"), "{}", found.out);
    assert!(!found.out.contains('\\') && !found.out.contains('$'), "{}", found.out);
}

#[test]
fn a_statistic_that_a_claim_brings_is_explained() {
    let text = "param w\ndata (x) = (1), (2), (4)\nu(x) = w x\nexpect norm(2 u(x)) = norm(u(x))\n";
    let found = fed(text, &["check", "-"]);
    assert!(found.code == 0 && found.out.contains("S_1 = the deviation of 2u(1), 2u(2), 2u(4)"), "{}", found.out);
    let value: Value = serde_json::from_str(&fed(text, &["check", "-", "--format", "json"]).out).unwrap();
    assert!(value["claims"][0]["where"]["S_1"].is_string(), "{value}");
}

#[test]
fn a_name_has_one_value_at_a_point_and_is_derived_by_once() {
    let net = "param w = 1\nL = w^2\n";
    let twice = fed(net, &["eval", "-", "L", "--at", "w = 1, w = 2"]);
    assert!(twice.code == 2 && twice.err.contains("claim::given_twice"), "{}", twice.err);
    assert_eq!(fed(net, &["derive", "-", "--by", "w,w"]).out.matches("∂L/∂w").count(), 1);
    let declared = fed("param w\nparam w\n", &["check", "-"]);
    assert!(declared.err.contains("declared here first"), "{}", declared.err);
}

#[test]
fn steps_do_not_say_equal_where_the_claim_is_refuted() {
    let value = prove_json(&["sign(x)^2 = 1", "--steps"]);
    assert_eq!(value["verdict"], "refuted");
    let steps = value["steps"].as_array().unwrap();
    assert!(steps.iter().all(|step| step["side"] != "both"), "{value}");
}

#[test]
fn how_a_claim_reads_the_sums_of_a_normalisation_is_said() {
    let text = "param a, b, c, g\ndata (x) = (a), (b), (c)\ny(x) = norm(x)\nL = sum[data] g x y(x)\nderive L\nexpect G_1 = 0\n";
    let found = fed(text, &["check", "-"]);
    assert!(found.err.contains("`G_1` is read as −S_1 ∂L/∂C_1"), "{}", found.err);
    let value: Value = serde_json::from_str(&fed(text, &["check", "-", "--format", "json"]).out).unwrap();
    assert_eq!(value["remarks"][0]["code"], "names::sum_of_a_normalisation", "{value}");
}

#[test]
fn a_worst_error_of_0_is_not_told_twice() {
    let found = prove(&["√(x^4 + 2x^2 + 1) √(x^4 + 2x^2 + 1) / (x^2 + 1) = √(x^4 + 2x^2 + 1)"]);
    assert!(!found.out.contains("0.0e0"), "{}", found.out);
}
