//! The program as it is called: what goes to which stream, which exit code, and JSON that keeps its keys.

use serde_json::Value;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const NET: &str = "param w_1, w_2 = 0\ndata (x, Y) = (1, 3), (2, 2)\nF(x) = w_1 x + w_2\nL = sum[data] (F(x) - Y)^2\nderive L\n";

struct Ran {
    out: String,
    err: String,
    code: i32,
}

fn ran(output: Output) -> Ran {
    Ran {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap(),
    }
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_normsym"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("NO_COLOR");
    command
}

/// The program with a text on standard input.
fn fed(text: impl AsRef<[u8]>, arguments: &[&str]) -> Ran {
    let mut child =
        program().args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The program may refuse before it has read all.
    let _ = child.stdin.take().unwrap().write_all(text.as_ref());
    ran(child.wait_with_output().unwrap())
}

fn call(arguments: &[&str]) -> Ran {
    ran(program().args(arguments).output().unwrap())
}

/// A file in a folder of this test's own.
fn file(test: &str, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), bytes).unwrap();
    folder.join(name).to_string_lossy().into_owned()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn has_keys(value: &Value, wanted: &[&str]) {
    for key in wanted {
        assert!(keys(value).contains(key), "{key} is missing in {value}");
    }
}

#[test]
fn derive_answers_on_standard_output_and_is_silent_on_the_other() {
    let found = fed(NET, &["derive", "-"]);
    assert_eq!((found.code, found.err.as_str()), (0, ""));
    assert!(found.out.contains("∂L/∂w_2 = 2(w_1 + w_2 − 3) + 2(2w_1 + w_2 − 2)"), "{}", found.out);
    assert!(!found.out.contains('\u{1b}'));
}

#[test]
fn derive_twice_says_the_same_bytes() {
    let path = "examples/lecture/05_chain_two_points.expr";
    assert_eq!(call(&["derive", path, "--format", "json"]).out, call(&["derive", path, "--format", "json"]).out);
}

#[test]
fn derive_writes_latex_and_markdown() {
    let fragment = fed(NET, &["derive", "-", "--format", "latex"]);
    assert!(
        fragment.out.contains(r"\frac{\partial L}{\partial w_1}") || fragment.out.contains(r"\partial w_{1}"),
        "{}",
        fragment.out
    );
    assert!(!fragment.out.contains("documentclass"));
    assert!(fed(NET, &["derive", "-", "--format", "latex", "--standalone"]).out.starts_with(r"\documentclass"));
    assert!(fed(NET, &["derive", "-", "--format", "markdown"]).out.contains("$$"));
}

#[test]
fn derive_by_takes_the_names_given() {
    let found = fed(NET, &["derive", "-", "--by", "w_2"]);
    assert!(found.out.contains("∂L/∂w_2") && !found.out.contains("∂L/∂w_1"), "{}", found.out);
    let family = "param W[1, 2]\nL = (W[1,1] + 2W[1,2])^2\n";
    let found = json(&fed(family, &["derive", "-", "--by", "W[1,2]", "--format", "json"]).out);
    assert_eq!(found["targets"][0]["derivatives"].as_array().unwrap().len(), 1);
    let wrong = fed(NET, &["derive", "-", "--by", "w_1,w_9"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (2, ""));
    assert!(wrong.err.contains("--by:1:1") && wrong.err.contains("did you mean `w_1`?"), "{}", wrong.err);
}

#[test]
fn derive_collects_where_asked() {
    let found = json(&fed(NET, &["derive", "-", "--by", "w_2", "--form", "collected", "--format", "json"]).out);
    assert_eq!(found["targets"][0]["derivatives"][0]["expression"], "6w_1 + 4w_2 - 10");
}

#[test]
fn derive_json_has_its_keys() {
    let path = "examples/lecture/05_chain_two_points.expr";
    let found = call(&["derive", path, "--format", "json"]);
    let report = json(&found.out);
    has_keys(&report, &["file", "targets", "errors"]);
    let target = &report["targets"][0];
    has_keys(target, &["name", "expression", "latex", "terms", "derivatives"]);
    has_keys(&target["terms"][0], &["name", "expression", "latex"]);
    let wanted = ["by", "expression", "latex", "operations", "operations_raw", "conditions", "verdict", "finite_difference"];
    for derivative in target["derivatives"].as_array().unwrap() {
        has_keys(derivative, &wanted);
        has_keys(&derivative["finite_difference"], &["points", "max_relative_error"]);
        assert_eq!(derivative["verdict"], "proved");
    }
    assert_eq!(found.code, 0);
}

#[test]
fn expressions_in_json_read_back() {
    let report = json(&fed(NET, &["derive", "-", "--format", "json"]).out);
    let derivative = &report["targets"][0]["derivatives"][0];
    let claim =
        format!("{NET}expect ∂L/∂{} = {}\n", derivative["by"].as_str().unwrap(), derivative["expression"].as_str().unwrap());
    assert_eq!(fed(claim, &["check", "-", "--strict"]).code, 0);
}

#[test]
fn a_file_with_faults_is_refused_with_all_of_them() {
    let text = "param w\nL = (w + 1\nM = v^2\n";
    let found = fed(text, &["derive", "-"]);
    assert_eq!((found.code, found.out.as_str()), (2, ""));
    assert!(
        found.err.contains("<stdin>:2:5") && found.err.contains("<stdin>:3:5") && found.err.ends_with("2 errors\n"),
        "{}",
        found.err
    );
    let report = json(&fed(text, &["derive", "-", "--format", "json"]).out);
    assert_eq!(report["errors"].as_array().unwrap().len(), 2);
    has_keys(&report["errors"][0], &["line", "column", "code", "message", "help"]);
    assert_eq!((&report["errors"][1]["line"], &report["errors"][1]["column"]), (&3.into(), &5.into()));
}

#[test]
fn check_decides_every_claim() {
    let text = format!("{NET}expect ∂L/∂w_1 = -14 at start\nexpect L = 12 at start\nexpect L = v\nexpect L = (2\n");
    let found = fed(&text, &["check", "-"]);
    assert_eq!(found.code, 1);
    for line in [
        "line 6  proved      ∂L/∂w_1 = -14 at start",
        "line 7  refuted     L = 12 at start",
        "line 8  ill-formed",
        "line 9  ill-formed",
    ] {
        assert!(found.out.contains(line), "{line}: {}", found.out);
    }
    assert!(found.out.ends_with("4 claims: 1 proved, 1 refuted, 2 ill-formed\n"), "{}", found.out);
}

#[test]
fn check_json_has_its_keys() {
    let text = format!("{NET}expect ∂L/∂w_1 = -14 at start\nexpect L = 12 at start\n");
    let report = json(&fed(&text, &["check", "-", "--format", "json"]).out);
    has_keys(&report, &["file", "claims", "errors", "summary"]);
    assert_eq!(keys(&report["summary"]), ["proved", "supported", "refuted", "ill-formed", "undecided"]);
    for claim in report["claims"].as_array().unwrap() {
        has_keys(claim, &["line", "claim", "verdict", "conditions", "certificate", "points", "max_relative_error", "witness"]);
    }
    assert_eq!(report["claims"][0]["claim"], "∂L/∂w_1 = -14 at start");
    let witness = &report["claims"][1]["witness"];
    has_keys(witness, &["point", "functions", "left", "right", "correct", "variant"]);
    assert_eq!((&witness["left"], &witness["right"]), (&"13".into(), &"12".into()));
}

#[test]
fn several_files_are_an_array() {
    let (good, bad) =
        (file("several", "a.expr", "param w\nexpect w + w = 2w\n"), file("several", "b.expr", "param w\nexpect w = 2w\n"));
    let found = call(&["check", &good, &bad, "--format", "json"]);
    assert_eq!((json(&found.out).as_array().unwrap().len(), found.code), (2, 1));
    let missing = call(&["check", &good, "no_such.expr"]);
    assert_eq!(missing.code, 2);
    assert!(
        missing.out.contains("1 claim: 1 proved") && missing.err.contains("no_such.expr: there is no such file"),
        "{}",
        missing.err
    );
}

#[test]
fn a_broken_definition_leaves_the_other_claims_decided() {
    let found = fed("param w\nM = 1/0\nexpect w + w = 2w\n", &["check", "-"]);
    assert_eq!(found.code, 2);
    assert!(found.out.contains("proved"), "{}", found.out);
}

#[test]
fn eval_is_exact_where_it_can_be() {
    let value = |arguments: &[&str]| fed(NET, &[&["eval", "-"], arguments].concat());
    assert_eq!(value(&["L at start"]).out, "13\n");
    assert_eq!(value(&["L", "--at", "start"]).out, "13\n");
    assert_eq!(value(&["L/5", "--at", "w_1=1/2, w_2=0"]).out, "29/20 = 1.45\n");
    assert_eq!(value(&["L/3", "--at", "start", "--digits", "5"]).out, "13/3 ≈ 4.3333\n");
    assert_eq!(value(&["√2", "--digits", "30"]).out, "1.41421356237309504880168872421\n");
    assert_eq!(value(&["sqrt(2)", "--digits", "5"]).out, "1.4142\n");
}

#[test]
fn eval_json_has_its_keys() {
    let report = json(&fed(NET, &["eval", "-", "6/5", "--format", "json"]).out);
    assert_eq!(keys(&report)[..4], ["exact", "decimal", "digits", "errors"]);
    assert_eq!((&report["exact"], &report["decimal"], &report["digits"]), (&"6/5".into(), &"1.2".into(), &17.into()));
    let report = json(&fed(NET, &["eval", "-", "w_9", "--format", "json"]).out);
    assert_eq!((&report["exact"], &report["errors"][0]["code"]), (&Value::Null, &"names::unknown".into()));
}

#[test]
fn eval_says_why_there_is_no_value() {
    let refused = |arguments: &[&str]| {
        let found = fed(format!("{NET}function f\nG(x) = norm(w_1 x)\n"), &[&["eval", "-"], arguments].concat());
        assert_eq!((found.code, found.out.as_str()), (2, ""), "{arguments:?}: {}", found.err);
        found.err
    };
    assert!(refused(&["L"]).contains("--at 'w_1=…, w_2=…'"));
    assert!(refused(&["f(2)"]).contains("function f = tanh"));
    assert!(refused(&["1/w_1 at start"]).contains("w_1 ≠ 0 is needed, and w_1 = 0"));
    assert!(refused(&["w_1/w_1", "--at", "w_1 = 0"]).contains("w_1 = 0 at this point"));
    assert!(refused(&["G(1)", "--at", "start"]).contains("S_1 = 0 at this point"));
    assert!(refused(&["√(w_1 - 1)", "--at", "w_1 = 0"]).contains("is needed"));
    assert!(refused(&["w_1", "--at", "w_1 = (2"]).contains("--at:1:"));
}

#[test]
fn a_value_is_told_only_where_all_that_it_needs_is_certain() {
    let net = "function f\nparam w, v\ndata (x) = (-1), (1)\nG(x) = norm(tanh(w x) v, mean = D, std = T)\n";
    let refused = |arguments: &[&str], said: &str| {
        let found = fed(net, &[&["eval", "-"], arguments].concat());
        assert!(found.code == 2 && found.out.is_empty() && found.err.contains(said), "{arguments:?}: {}{}", found.out, found.err);
    };
    // The derivative is 0 wherever there is one; where all rows are equal, there is none.
    assert_eq!(fed(net, &["eval", "-", "∂G(x)/∂v", "--at", "w=1, v=1, x=1"]).out, "0\n");
    refused(&["∂G(x)/∂v", "--at", "w=0, v=1, x=1"], "T ≠ 0 is needed, and T = 0");
    refused(&["x tan(pi/2)", "--at", "x=0"], "cos(π/2) ≠ 0 is needed");
    assert_eq!(fed(net, &["eval", "-", "x tan(pi/3)", "--at", "x=0"]).out, "0\n");
    refused(&["0/w"], "w ≠ 0 is needed for a value");
    assert_eq!(fed(net, &["eval", "-", "0/w", "--assume", "w > 0"]).out, "0\n");
    refused(&["0/w", "--assume", "w > 0", "--at", "w = 0"], "is needed, and w = 0");
    refused(&["0/f(2)"], "`f` is any function");
    // At a kink there is a value, by convention.
    assert_eq!(fed(net, &["eval", "-", "diff(|w|, w)", "--at", "w = 0"]).out, "0\n");
    refused(&["diff(√w, w)", "--at", "w = 0"], "w ≠ 0 is needed");
}

#[test]
fn show_writes_one_name_out() {
    let text = format!("{NET}G(x) = norm(w_1 x)\n");
    assert!(fed(&text, &["show", "-", "S_1"]).out.starts_with("S_1 = "));
    assert!(fed(&text, &["show", "-", "F"]).out.starts_with("F(x) = w_1 x + w_2"));
    let report = json(&fed(&text, &["show", "-", "C_1", "--format", "json"]).out);
    assert_eq!(report["targets"][0]["name"], "C_1");
    assert_eq!(fed(&text, &["show", "-", "C_7"]).code, 2);
}

#[test]
fn a_need_that_a_point_breaks_is_no_condition() {
    let text = "param w\nm = mask(w)\nA = E(m)\nexpect A = 3 at (w = 2)\n";
    for (target, needs) in [("1/w at (w = 0)", "0 ≠ 0"), ("√w at (w = -1)", "1 ≤ 0"), ("A at (w = 2)", "1 ≤ 0")] {
        let found = fed(text, &["show", "-", target]);
        let said = format!("no value here: it needs {needs}");
        assert!(found.out.contains(&said) && !found.out.contains("for "), "{target}: {}{}", found.out, found.err);
    }
    let claim = fed(text, &["check", "-"]).out;
    assert!(claim.contains("no value here: it needs 1 ≤ 0") && !claim.contains("for "), "{claim}");
    let open = fed(text, &["show", "-", "1/w at (w = w + 1)"]).out;
    assert!(open.contains("for w + 1 ≠ 0"), "{open}");
}

#[test]
fn what_is_not_there_yet_is_refused_by_name() {
    let path = file("not_yet", "net.expr", NET);
    let found = call(&["derive", &path, "--format", "html"]);
    assert_eq!((found.code, found.out.as_str()), (2, ""));
    assert!(found.err.contains("this version"), "{}", found.err);
    assert!(!call(&["--help"]).out.contains("(not yet)"));
}

#[test]
fn the_words_come_in_russian_and_faults_stay_english() {
    let text = "param w\nL = relu(w)^2\nderive L\nexpect √(w^2) = w\nexpect |w| = w assuming w > 0\n";
    let found = fed(text, &["derive", "-", "--lang", "ru"]);
    assert!(found.out.contains("доказано") && found.out.contains("центральными разностями"), "{}", found.out);
    assert!(!found.out.contains("proved") && !found.out.contains("points"), "{}", found.out);
    let found = fed(text, &["check", "-", "--lang", "ru"]);
    assert_eq!(found.code, 1);
    assert!(found.out.contains("строка 4  опровергнуто") && found.out.contains("в предположении w > 0"), "{}", found.out);
    assert!(found.out.ends_with("2 утверждения: доказано 1, опровергнуто 1\n"), "{}", found.out);
    let found = fed("param w\nL = q\n", &["derive", "-", "--lang", "ru"]);
    assert!(found.err.contains("not declared"), "{}", found.err);
    assert!(call(&["derive", "--help"]).out.contains("errors, remarks and JSON stay English"));
}

#[test]
fn every_command_has_help_with_an_example() {
    for command in normsym::cli::COMMANDS {
        let found = call(&[command.name, "--help"]);
        assert_eq!(found.code, 0, "{}", command.name);
        assert!(found.out.contains(command.example), "{}", found.out);
    }
}

#[test]
fn a_wrong_call_is_refused() {
    assert_eq!(call(&[]).code, 2);
    assert_eq!(call(&["derive"]).code, 2);
    assert_eq!(call(&["derive", "-", "--form", "neat"]).code, 2);
    assert_eq!(call(&["derive", "-", "--time-limit", "0"]).code, 2);
    assert_eq!(call(&["derive", "-", "--time-limit", "NaN"]).code, 2);
    let report = json(&call(&["derive", "--format", "json", "--nonsense"]).out);
    assert_eq!(report["errors"][0]["code"], "call::usage");
}

#[test]
fn colours_are_shown_only_where_they_are_wanted() {
    let colored = |arguments: &[&str], no_color: Option<&str>| {
        let path = file("colours", "net.expr", "param w\nexpect w = 2w\n");
        let mut command = program();
        if let Some(value) = no_color {
            command.env("NO_COLOR", value);
        }
        ran(command.args(["check", &path]).args(arguments).output().unwrap()).out.contains('\u{1b}')
    };
    assert!(!colored(&[], None));
    assert!(colored(&["--color", "always"], None));
    assert!(!colored(&["--color", "never"], None));
    assert!(!colored(&[], Some("1")));
}

#[test]
fn quiet_leaves_remarks_out() {
    let loud = fed("L = (w_1 - 1)^2\n", &["derive", "-"]);
    assert!(loud.code == 0 && loud.err.contains("every free name is one: w_1"), "{}", loud.err);
    assert_eq!(fed("L = (w_1 - 1)^2\n", &["derive", "-", "--quiet"]).err, "");
}

#[test]
fn the_time_limit_ends_the_command() {
    for (format, command) in [("text", "derive"), ("json", "derive"), ("json", "check"), ("text", "check")] {
        let begin = Instant::now();
        let mut child = program()
            .args([command, "-", "--time-limit", "0.2", "--format", format])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Standard input stays open: the program waits for a text that never comes.
        let open = child.stdin.take();
        let found = ran(child.wait_with_output().unwrap());
        drop(open);
        assert!(begin.elapsed() < Duration::from_secs(20));
        assert_eq!(found.code, 1, "{command}: {}", found.err);
        assert!(found.err.contains("time limit of 0.2 s"), "{}", found.err);
        if format == "json" {
            assert_eq!(json(&found.out)["errors"][0]["code"], "limit::time");
        }
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let path = file("pipe", "net.expr", NET);
    let mut child = program().args(["derive", &path]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let found = ran(child.wait_with_output().unwrap());
    assert_eq!((found.code, found.err.as_str()), (0, ""));
}

#[test]
fn files_that_cannot_be_read_are_named() {
    for (path, said) in
        [("no_such.expr", "no_such.expr: there is no such file"), ("examples", "examples: the file cannot be read")]
    {
        let found = call(&["derive", path]);
        assert_eq!(found.code, 2);
        assert!(found.err.contains(said), "{}", found.err);
        let report = json(&call(&["derive", path, "--format", "json"]).out);
        assert_eq!(report["errors"][0]["code"], "input::no_file");
    }
}

#[test]
fn files_that_say_nothing() {
    for text in ["", "\n\n", "# a comment\n  # another\n", "\u{feff}"] {
        assert_eq!(fed(text, &["derive", "-"]).code, 2, "{text:?}");
        let checked = fed(text, &["check", "-"]);
        assert_eq!((checked.code, checked.out.as_str()), (0, "no claims\n"), "{text:?}");
    }
}

#[test]
fn hostile_files_are_refused_without_a_panic() {
    let deep = format!("L = {}w{}\n", "(".repeat(100_000), ")".repeat(100_000));
    let minus = format!("L = {}w\n", "-".repeat(100_000));
    let roots = format!("L = {}w\n", "√".repeat(20_000));
    let powers = format!("L = w{}\n", "^2".repeat(20_000));
    let many: String = (1..25_000).map(|k| format!("u_{} = u_{k} + 1\n", k - 1)).collect::<String>() + "u_24999 = w\n";
    let garbage: Vec<u8> = (0..100_000u32).map(|k| (k.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let inputs: [(&str, Vec<u8>); 7] = [
        ("brackets", deep.into()),
        ("minus", minus.into()),
        ("roots", roots.into()),
        ("powers", powers.into()),
        ("definitions", many.into()),
        ("garbage", garbage),
        ("zeros", vec![0; 10_000]),
    ];
    for (name, bytes) in inputs {
        let found = fed(bytes, &["check", "-", "--format", "json"]);
        assert!(!found.err.contains("internal error"), "{name}: {}", found.err);
        assert!(matches!(found.code, 0..=2), "{name}: {}", found.code);
        has_keys(&json(&found.out), &["errors"]);
    }
}

#[test]
fn definitions_too_deep_are_said_to_be() {
    let many: String = (1..25_000).map(|k| format!("u_{} = u_{k} + 1\n", k - 1)).collect();
    let found = fed(format!("param w\n{many}u_24999 = w\n"), &["check", "-"]);
    assert!(found.err.contains("names::too_deep"), "{}", &found.err[..found.err.len().min(2000)]);
    assert_eq!(found.code, 2);
}

#[test]
fn a_file_too_large_is_refused() {
    let found = fed(vec![b'#'; (4 << 20) + 1], &["check", "-"]);
    assert!(found.code == 2 && found.err.contains("input::too_large"), "{}", found.err);
}

#[test]
fn a_table_is_read_beside_its_file() {
    file("table", "train.csv", "x,Y\n1,3\n2,2\n");
    let path = file(
        "table",
        "net.expr",
        "param w = 0\ndata (x, Y) from \"train.csv\"\nL = sum[data] (w x - Y)^2\nexpect L = 13 at start\n",
    );
    assert_eq!(call(&["check", &path, "--strict"]).code, 0);
}
