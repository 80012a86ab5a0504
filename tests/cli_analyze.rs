//! `normsym analyze` as it is called: text, LaTeX and JSON, exit codes, languages, and files with little in them.

use serde_json::Value;
use std::io::Write;
use std::process::{Command, Stdio};
use unicode_width::UnicodeWidthStr;

struct Ran {
    out: String,
    err: String,
    code: i32,
}

/// The program with a text on standard input.
fn fed(text: &str, options: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_normsym"));
    command.args(["analyze", "-"]).args(options).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // The program may refuse before it has read all.
    let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { out: text(output.stdout), err: text(output.stderr), code: output.status.code().unwrap() }
}

fn json(text: &str) -> Value {
    let found = fed(text, &["--format", "json"]);
    serde_json::from_str(&found.out).unwrap_or_else(|error| panic!("{error}: {}", found.out))
}

/// Everything that an analysis can find, in one file.
const RICH: &str = "param w = 1, b = -2, c = 0, v = 1
assume v > 2
data (x, Y) = (1, 1), (2, 0), (3, 1)
ε = 1/10
u(x) = relu(w x + b)
F(x) = norm(v u(x) + c, std = S) + ln(x + b) + mask(1/2) x
G(x) = norm(v x, std = T, eps = ε)
L = sum[data] (F(x) - Y)^2 + sum[data] G(x)^3
K = (w + b)^2 + (w + b - v)^2
derive L, K
";

#[test]
fn every_finding_has_its_key() {
    let report = json(RICH);
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(keys(&report), "file functions runs errors remarks");
    let found = &report["functions"][0];
    assert_eq!(
        keys(found),
        "name by conditions dead perhaps_dead invariances invariances_looked_for redundant sums_searched normalisations subnets without_start kinks broken undecided_conditions step_bound broken_assumptions"
    );
    assert_eq!(found["name"], "L");
    assert_eq!(found["by"][1], "b");
    assert_eq!(found["dead"][0]["parameters"][0], "c");
    assert_eq!(found["invariances"][0]["kind"], "scale_but_for_eps");
    assert_eq!(found["invariances"][0]["eps"], "ε");
    assert_eq!(found["invariances"][0]["deviations"][1], "T");
    assert_eq!(found["invariances"][1]["kind"], "shift");
    assert_eq!(found["normalisations"][0]["rank"], 1);
    assert_eq!(found["normalisations"][1]["eps"], "1/10");
    assert_eq!(found["subnets"]["total"], 2);
    assert_eq!(found["step_bound"]["reason"], "not_quadratic");
    assert_eq!(found["broken_assumptions"][0], "v > 2");
    // A mask has no start value.
    assert_eq!((&found["kinks"], &found["without_start"][0]), (&Value::Null, &Value::from("m_1")));
    let quadratic = &report["functions"][1];
    assert_eq!(quadratic["redundant"][0]["left"], "∂K/∂b");
    assert_eq!(quadratic["redundant"][0]["others"][0]["coefficient"], "1");
    assert_eq!(quadratic["step_bound"]["eigenvalues"][0]["exact"], "√(17) + 5");
    assert_eq!(quadratic["step_bound"]["inertia"]["zero"], 2);
    assert_eq!(quadratic["step_bound"]["bound"]["decimal"], "0.219224");
}

#[test]
fn kinks_and_broken_conditions_are_told_with_their_rows() {
    let text = RICH.replace(" + mask(1/2) x", "");
    let report = json(&text);
    let found = &report["functions"][0];
    let kink = &found["kinks"]["met"][0];
    assert_eq!((kink["function"].as_str(), kink["within"].as_str()), (Some("relu(2w + b)"), Some("u(2)")));
    assert_eq!((kink["table"].as_str(), kink["rows"][0].as_i64()), (Some("data"), Some(2)));
    let broken: Vec<&str> = found["broken"].as_array().unwrap().iter().map(|own| own["condition"].as_str().unwrap()).collect();
    assert_eq!(broken, ["b + 1 > 0", "b + 2 > 0"]);
    let said = fed(&text, &[]).out;
    assert!(said.contains("relu(2w + b) in u(2) (row 2 of data): 2w + b = 0"), "{said}");
    assert!(said.contains("b + 1 > 0 in F(1) (row 1 of data) fails at the start values"), "{said}");
}

/// The lecture's two steps, one on each loss, and a run of another method.
const TRAINED: &str = "param w_1, w_01, w_2, w_02 = 0
data (x, Y) = (1, 3), (2, 2), (3, 1)
upper(x) = w_1 x + w_01
lower(x) = w_2 x + w_02
L = sum[data] (upper(x) + lower(x) - Y)^2
L_1 = L without upper
K = sum[data] (tanh(w_1 x) - Y)^2
derive L_1
train T = sgd(L_1, L without lower, L_1; rate = 1/10) repeat 2
train A = sgd(L_1, K; rate = 1/20)
train B = adam(L_1)
";

#[test]
fn a_rate_above_the_step_bound_is_warned_of() {
    let report = json(TRAINED);
    let runs = report["runs"].as_array().unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(keys(&runs[0]), "name method rate plain losses");
    let losses = runs[0]["losses"].as_array().unwrap();
    assert_eq!(losses.len(), 2);
    for loss in losses {
        assert_eq!((&loss["stable"], &loss["step_bound"]["bound"]["decimal"]), (&Value::Bool(false), &Value::from("0.0600983")));
    }
    assert_eq!(runs[1]["losses"][0]["stable"], Value::Bool(true));
    assert_eq!(runs[1]["losses"][1]["step_bound"]["reason"], "not_quadratic");
    assert_eq!((runs[2]["plain"].as_bool(), runs[2]["losses"].as_array().unwrap().len()), (Some(false), 0));
    let said = fed(TRAINED, &[]).out;
    assert!(said.contains("L_1: the rate is ABOVE the bound 2/(√265 + 17) ≈ 0.0600983"), "{said}");
    assert!(said.contains("L_1: the rate is within the bound"), "{said}");
    let painted = fed(TRAINED, &["--color", "always"]).out;
    assert!(painted.contains("\u{1b}[31m  L_1: the rate is ABOVE"), "{painted}");
}

#[test]
fn a_rate_at_the_bound_is_told_apart() {
    let file = "param w = 1\nQ = w^2\ntrain T = sgd(Q; rate = 1)\ntrain U = sgd(Q; rate = 99/100)\n";
    let report = json(file);
    let of = |run: usize, key: &str| report["runs"][run]["losses"][0][key].clone();
    assert_eq!((of(0, "stable"), of(0, "at_bound")), (Value::Bool(true), Value::Bool(true)));
    assert_eq!((of(1, "stable"), of(1, "at_bound")), (Value::Bool(true), Value::Bool(false)));
    let said = fed(file, &[]).out;
    assert!(said.contains("Q: the rate is AT the bound 1: along the largest curvature"), "{said}");
    assert!(fed(file, &["--lang", "ru"]).out.contains("шаг РАВЕН границе 1"));
}

#[test]
fn an_empty_list_of_invariances_says_what_was_looked_for() {
    let file = "param a, b\nL = a^2 + b^3\n";
    for (options, told) in [
        (&[][..], "Invariances: none of those looked for (factors"),
        (&["--format", "latex"], "None of those looked for (factors"),
        (&["--lang", "ru"], "Инвариантность: нет среди тех, что искались"),
        (&["--format", "json"], "\"invariances_looked_for\""),
    ] {
        let said = fed(file, options).out;
        assert!(said.contains(told), "{said}");
    }
    let powers = fed("param a, b, c\nL = (a^2 b c - 1)^2\n", &["--format", "latex"]).out;
    assert!(powers.contains("$a$ times $c$ and $c$ times $1/c^2$: changes nothing for every $c > 0$"), "{powers}");
}

#[test]
fn a_hessian_has_its_numbers_and_fits_the_terminal() {
    let file = "param a_1, b_1, c_1, d_1\ndata (x, Y) = (1/3, 3), (2, 2), (3, 1)\nk = 3\n\
                L = sum[data] (k a_1 x^2 + √2 b_1 x + c_1 x^3 + d_1 - Y)^2\nK = (k a_1 + b_1)^2\nderive L, K\n";
    let said = fed(file, &[]).out;
    assert!(said.lines().all(|row| row.width() <= 80), "{said}");
    assert!(said.contains("the Hessian in a_1, b_1 is (18, 6; 6, 2)"), "{said}");
}

#[test]
fn text_fits_the_terminal_and_colours_are_an_option() {
    let plain = fed(RICH, &["--color", "never"]);
    assert_eq!((plain.code, plain.err.as_str()), (0, ""));
    for row in plain.out.lines() {
        assert!(row.width() <= 80, "{row}");
    }
    let colored = fed(RICH, &["--color", "always"]).out;
    assert!(colored.contains("\u{1b}[1mDead parameters\u{1b}[0m"), "{colored}");
    assert_eq!(colored.replace("\u{1b}[1m", "").replace("\u{1b}[31m", "").replace("\u{1b}[0m", ""), plain.out);
    let russian = fed(RICH, &["--lang", "ru"]).out;
    for headline in ["Параметры без влияния", "Инвариантность", "Лишние параметры", "Нормировки", "Граница шага"]
    {
        assert!(russian.contains(headline), "{russian}");
    }
}

#[test]
fn latex_is_balanced() {
    let fragment = fed(RICH, &["--format", "latex"]).out;
    let document = fed(RICH, &["--format", "latex", "--standalone"]).out;
    assert!(!fragment.contains("documentclass") && document.contains(r"\begin{document}") && document.contains(&fragment));
    for environment in ["description", "itemize", "pmatrix"] {
        let count = |what: &str| fragment.matches(&format!("\\{what}{{{environment}}}")).count();
        assert_eq!(count("begin"), count("end"), "{environment}");
    }
    assert_eq!(fragment.matches('$').count() % 2, 0);
    // What TeX cannot read stands in no word.
    for sign in ['−', '≈', '≠', '·', 'ε', '∂', '√', '>', '<'] {
        let outside: String = fragment.split('$').step_by(2).collect();
        assert!(!outside.contains(sign), "{sign}: {outside}");
    }
}

#[test]
fn files_with_little_in_them_are_answered() {
    let empty = fed("", &[]);
    assert_eq!((empty.code, empty.out.as_str()), (2, ""));
    assert!(empty.err.contains("claim::nothing_asked"), "{}", empty.err);
    assert_eq!(json("")["errors"][0]["code"], "claim::nothing_asked");
    let wrong = fed("L = (w", &["--format", "json"]);
    assert_eq!(wrong.code, 2);
    // No parameter, no data, no start values.
    let constant = fed("param w\nL = 3\n", &[]);
    assert_eq!(constant.code, 0);
    assert!(constant.out.contains("w: the variable does not occur in the function"), "{}", constant.out);
    let free = fed("L = (a b - 1)^2/c\n", &[]);
    assert_eq!(free.code, 0);
    assert!(free.out.contains("needed: c ≠ 0"), "{}", free.out);
    // Nothing is defined at the start values, and nothing panics.
    let broken = fed(
        "param w = 0\ndata (x, Y) = (1, 1), (2, 2)\nF(x) = relu(1/w) ln(w x)\nL = sum[data] (F(x) - Y)^2 + max(w, 0/w)\n",
        &[],
    );
    assert_eq!(broken.code, 0);
    assert!(broken.out.contains("needed: w > 0") && broken.out.contains("fails at the start values"), "{}", broken.out);
    // A definition alone that is no single value.
    assert_eq!(fed("param w\nF(x) = w x\n", &[]).code, 2);
}

#[test]
fn an_opaque_function_has_no_kinks_to_look_at() {
    let found = fed("function f\nparam w = 1\nL = relu(f(w))\n", &[]);
    assert_eq!(found.code, 0);
    assert!(found.out.contains("not decided: f(w): an opaque function has no value"), "{}", found.out);
}

#[test]
fn the_time_limit_ends_the_command() {
    let found = fed(RICH, &["--time-limit", "0.000001", "--format", "json"]);
    assert_eq!(found.code, 1);
    assert!(found.out.contains("limit::time") && found.err.contains("time limit"), "{}", found.err);
}
