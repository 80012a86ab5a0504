//! The steps of derivations, replayed: each line is true in numbers, read back from its plain spelling; the rules are those
//! that were used; what is not shown to be true is not shown as true.

mod common;

use common::{derivation, load, model};
use normsym::answer::steps::{self, Definition, Derived, Line, Rule, Steps};
use normsym::answer::{self, Options, Target};
use normsym::calculus;
use normsym::check::{concrete, sampling};
use normsym::eval::{Point, Tape};
use normsym::expr::{Condition, NodeId};
use normsym::model::{Model, Question};
use normsym::number::Rational;
use normsym::render::{self, words};
use std::path::{Path, PathBuf};
use unicode_width::UnicodeWidthStr;

const FOLDER: &str = "examples/lecture";

/// Points at which each line is tried.
const POINTS: usize = 4;

fn derived(text: &str) -> (Model, Vec<Target>) {
    let mut model = model(text);
    let options = Options { steps: true, ..Options::default() };
    let derivation = answer::derive(&mut model, &options).unwrap_or_else(|faults| panic!("{faults:#?}"));
    (model, derivation.targets)
}

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut list: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|ending| ending == "expr")).collect();
    list.sort();
    list
}

/// What the reader of JSON reads: the plain spelling, understood anew, its derivatives worked out without any step.
fn read_back(model: &mut Model, node: NodeId) -> NodeId {
    let text = render::plain(&model.graph, node);
    // What is too long to be written out comes in several lines.
    if text.contains('\n') {
        return node;
    }
    let meaning = model.meaning_of(&text).unwrap_or_else(|faults| panic!("{text}: {faults:#?}"));
    calculus::resolve(&mut model.graph, meaning.node)
}

/// Both sides in numbers, with bounds of their errors, at points where both have a value and the facts hold.
fn values(model: &mut Model, sides: [NodeId; 2], facts: &[Condition]) -> Vec<[(f64, f64); 2]> {
    let choice = concrete::choose(&model.graph, &sides, 0);
    let sides = sides.map(|side| concrete::concretise(&mut model.graph, side, &choice));
    let tape = Tape::compile(&model.graph, &sides).unwrap_or_else(|why| panic!("{why}"));
    let points = (0..60).map(|number| {
        let point: Point = sampling::meeting(&model.graph, sampling::spread(tape.inputs(), number), facts);
        let inputs: Vec<f64> = tape.inputs().iter().map(|symbol| point.get(*symbol).map_or(f64::NAN, Rational::to_f64)).collect();
        let found = tape.run_with_error(&inputs);
        [found[0], found[1]]
    });
    let sound = |found: &[(f64, f64); 2]| found.iter().all(|(value, error)| value.is_finite() && error.is_finite());
    points.filter(sound).take(POINTS).collect()
}

/// The line as a reader sees it, for messages.
fn shown(model: &Model, line: &Line) -> String {
    format!("{} = {}", render::text(&model.graph, line.before), render::text(&model.graph, line.after))
}

/// Replays every line; returns how many there were.
fn replay(model: &mut Model, steps: &Steps) -> usize {
    let mut count = 0;
    for line in steps.lines() {
        assert!(line.proved, "{}", shown(model, line));
        let before = read_back(model, line.before);
        let after = read_back(model, line.after);
        // As the graph has it, too: what is printed is what was meant.
        for (left, right) in [(before, after), (before, line.after)] {
            let found = values(model, [left, right], &[]);
            assert_eq!(found.len(), POINTS, "no points: {}", shown(model, line));
            for [(left, left_error), (right, right_error)] in found {
                assert!((left - right).abs() <= left_error + right_error, "{}: {left} and {right}", shown(model, line));
            }
        }
        count += 1;
    }
    count
}

/// From each name the lines lead to the answer without a gap.
fn assert_unbroken(model: &Model, target: &Target) {
    let steps = target.steps.as_ref().expect("steps were asked for");
    for partial in &target.derivatives {
        let found = steps.derived.iter().find(|found| found.by == partial.by).expect("every answer has its steps");
        assert_eq!(found.value, partial.value);
    }
    for found in &steps.derived {
        let links = found.lines.iter().filter(|line| line.rules != [Rule::Abbreviation]);
        let end = links.fold(found.name, |place, line| {
            assert_eq!(line.before, place, "{}", shown(model, line));
            line.after
        });
        assert!(found.lines.is_empty() || end == found.value, "{}", render::text(&model.graph, found.name));
    }
}

#[test]
fn every_line_of_every_lecture_example_is_true_in_numbers() {
    let mut lines = 0;
    for path in examples() {
        let (mut model, targets) = derived(&std::fs::read_to_string(&path).unwrap());
        for target in targets.iter().filter(|target| !target.derivatives.is_empty()) {
            assert_unbroken(&model, target);
            lines += replay(&mut model, target.steps.as_ref().unwrap());
        }
    }
    assert!(lines > 300, "{lines} lines");
}

/// A network of one or two normalised layers, other names, data and numbers of rows each time.
fn network(number: u64) -> String {
    let mut stream = sampling::Stream::new(number);
    let mut pick = |list: &[&'static str]| list[stream.below(list.len())];
    let [weight, bias] = pick(&["w b", "a c", "v q", "p r"]).split(' ').collect::<Vec<_>>()[..] else { unreachable!() };
    let function = pick(&["function f", "function f = tanh", "function f = sigmoid", "function f = sin"]);
    let rows = pick(&["(-1, 2), (3, 1)", "(1, 0), (2, 5), (4, -1)", "(1/2, 1), (-2, 0), (3, 2), (5, 4)"]);
    let option = pick(&["", ", eps = 1/100", ", ddof = 1"]);
    let outer = pick(&["f(", "3(", "2 f("]);
    let second = pick(&[
        "",
        "G(x) = W_2 f(norm(F(x), mean = M_2, std = D_2OPT) + B_2)\n",
        "G(x) = f(W_2 F(x) + B_2 norm(F(x), mean = M_2, std = D_2OPT))\n",
    ]);
    let top = if second.is_empty() { "F" } else { "G" };
    format!(
        "{function}\nparam W_1, B_1, W_2, B_2\ndata (x, Y) = {rows}\nU(x) = f(W_1 x + B_1)\nF(x) = {outer}norm(U(x), mean = M_1, std = D_1OPT) W_2)\n{second}Q = sum[data] ({top}(x) - Y)^2\nderive Q\n"
    )
    .replace("OPT", option)
    .replace("W_", &format!("{weight}_"))
    .replace("B_", &format!("{bias}_"))
}

#[test]
fn every_line_is_true_on_generated_networks() {
    let mut rules: Vec<Rule> = Vec::new();
    for number in 0..12 {
        let text = network(number);
        let (mut model, targets) = derived(&text);
        assert_unbroken(&model, &targets[0]);
        let steps = targets[0].steps.as_ref().unwrap();
        let lines = replay(&mut model, steps);
        assert!(lines >= 10, "{lines} lines of\n{text}");
        rules.extend(steps.lines().flat_map(|line| line.rules.clone()));
    }
    let statistics = [Rule::Mean, Rule::Deviation, Rule::Normalised, Rule::Named, Rule::DeviationOfTwo, Rule::SignOfTwo];
    for rule in statistics.into_iter().chain([Rule::Chain, Rule::PutIn, Rule::Power, Rule::Simplified("common factor")]) {
        assert!(rules.contains(&rule), "{rule:?} was never used");
    }
}

#[test]
fn a_quotient_of_the_authors_takes_the_quotient_rule() {
    let (mut model, targets) =
        derived("function f\nparam w, b\ndata (x) = (1), (2)\nq(x) = f(w)/f(b x)\nL = sum[data] f(q(x))\nderive L\n");
    let steps = targets[0].steps.as_ref().unwrap();
    assert!(replay(&mut model, steps) >= 6);
    let (slope, rules) = line(&model, steps, "∂q(x)/∂b");
    assert_eq!((slope.as_str(), rules[0]), ("−f(w) f'(b x) x/f(b x)²", Rule::Quotient));
}

/// Three rows, so that a normalisation is no sign.
const THREE_ROWS: &str = "function f\nparam w, b\ndata (x, Y) = (-1, 1), (1, 2), (4, 3)\nu(x) = f(w x)\nF(x) = f(norm(u(x), mean = C, std = SOPT) + b)\nL = sum[data] (F(x) - Y)^2\n";

#[test]
fn the_backward_pass_of_a_normalisation_is_written_with_the_names_of_its_sums() {
    for (option, share, part) in [("", 3, "1/S"), (", ddof = 1", 2, "1/S"), (", eps = 1/10", 3, "1/S")] {
        let (mut model, targets) = derived(&format!("{}derive L\n", THREE_ROWS.replace("OPT", option)));
        assert_unbroken(&model, &targets[0]);
        let steps = targets[0].steps.as_ref().unwrap();
        replay(&mut model, steps);
        assert_eq!(line(&model, steps, "∂x̂(x)/∂u(x)"), (part.into(), vec![Rule::Normalised]));
        assert_eq!(line(&model, steps, "∂x̂(x)/∂S"), ("−x̂(x)/S".into(), vec![Rule::Normalised]));
        assert_eq!(line(&model, steps, "∂S/∂u(4)"), (format!("x̂(4)/{share}"), vec![Rule::Deviation]));
        assert_eq!(line(&model, steps, "G").1, [Rule::Abbreviation]);
        assert_eq!(line(&model, steps, "T").0, "(∂L/∂x̂(−1)) x̂(−1) + (∂L/∂x̂(1)) x̂(1) + (∂L/∂x̂(4)) x̂(4)");
        let of = |name: &str| {
            let found = steps.derived.iter().find(|found| render::text(&model.graph, found.by) == name).unwrap();
            let last = found.lines.last().unwrap();
            (render::plain_derivative(&model.graph, last.after), last.rules.clone())
        };
        assert_eq!(of("C"), ("-G/S".into(), vec![Rule::Named]));
        assert_eq!(of("S"), ("-T/S".into(), vec![Rule::Named]));
        let row = format!("(∂L/∂x̂(4) - G/3 - T x̂(4)/{share})/S");
        assert_eq!(of("u(4)"), (row, vec![Rule::Simplified("common factor")]));
    }
}

#[test]
fn normalised_values_are_written_out_in_the_steps_as_in_the_answer() {
    let (mut model, targets) = derived(&format!("{}derive L by b\n", THREE_ROWS.replace("OPT", "")));
    assert_unbroken(&model, &targets[0]);
    let steps = targets[0].steps.as_ref().unwrap();
    assert!(replay(&mut model, steps) >= 6);
    let named = steps.lines().any(|line| shown(&model, line).contains("x̂"));
    assert!(!named && line(&model, steps, "∂F(x)/∂b").0 == "f'((u(x) − C)/S + b)");
}

#[test]
fn what_comes_down_to_signs_has_a_line_of_its_own() {
    let text = THREE_ROWS.replace("OPT", "").replace(", (4, 3)", "");
    let (mut model, targets) = derived(&format!("{text}derive L\n"));
    let steps = targets[0].steps.as_ref().unwrap();
    assert!(replay(&mut model, steps) >= 8);
    assert_eq!(line(&model, steps, "S"), ("|u(−1) − u(1)|/2".into(), vec![Rule::DeviationOfTwo]));
    assert_eq!(line(&model, steps, "(u(1) − C)/S"), ("−sign(u(−1) − u(1))".into(), vec![Rule::SignOfTwo]));
    let by_weight = steps.derived.iter().find(|found| render::text(&model.graph, found.by) == "w").unwrap();
    assert!(by_weight.lines.is_empty() && by_weight.zero_because == Some(answer::ZeroReason::BySigns));

    let (mut model, targets) = derived(&format!("{}derive L\n", THREE_ROWS.replace("OPT", "").replace("f(w x)", "w x")));
    let steps = targets[0].steps.as_ref().unwrap();
    assert!(replay(&mut model, steps) >= 6);
    assert_eq!(line(&model, steps, "S").1, [Rule::DeviationOnALine]);
    assert_eq!(line(&model, steps, "(w x − C)/S").1, [Rule::SignOnALine]);
}

/// The statistics of two rows make signs of these two, and leave the third as it is.
#[test]
fn a_derivative_by_a_statistic_says_which_rows_it_leaves_out() {
    let text = "function f\nparam w, b\ndata (x, Y) = (-1, 1), (1, 2), (4, 3), (5, 1)\nbatch A = data[1..2]\nu(x) = f(w x)\nF(x) = f(norm(u(x), mean = C, std = S, batch = A) + b)\nL = sum[data] (F(x) - Y)^2\nderive L\n";
    let (mut model, targets) = derived(text);
    assert_unbroken(&model, &targets[0]);
    let steps = targets[0].steps.as_ref().unwrap();
    assert!(replay(&mut model, steps) > 20);
    let by_mean = steps.derived.iter().find(|found| render::text(&model.graph, found.by) == "C").unwrap();
    assert_eq!(render::plain(&model.graph, by_mean.name), "diff(L, C; hold = (x̂(-1), x̂(1)))");
    // T and G mean the sums over all rows, which are not what stands here.
    for term in &targets[0].terms {
        let [before, after] = [term.node, term.body].map(|node| read_back(&mut model, node));
        let found = values(&mut model, [before, after], &[]);
        assert_eq!(found.len(), POINTS, "{}", render::text(&model.graph, term.node));
        for [(left, left_error), (right, right_error)] in found {
            assert!((left - right).abs() <= left_error + right_error, "{}", render::text(&model.graph, term.node));
        }
    }
}

/// The line about this name, in text.
fn line(model: &Model, steps: &Steps, name: &str) -> (String, Vec<Rule>) {
    let found = steps.lines().find(|line| render::text(&model.graph, line.before) == name);
    let found = found.unwrap_or_else(|| panic!("no line about {name}"));
    (render::text(&model.graph, found.after), found.rules.clone())
}

#[test]
fn statistics_are_differentiated_as_on_the_board() {
    let (model, targets) = derived(
        "function f\nparam w, b\ndata (x, Y) = (-1, 1), (1, 2), (4, 3)\nu(x) = f(w x + b)\nF(x) = norm(u(x), mean = C, std = S)^3\nL = sum[data] (F(x) - Y)^2\nderive L\n",
    );
    let steps = targets[0].steps.as_ref().unwrap();
    assert_eq!(line(&model, steps, "∂C/∂u(−1)"), ("1/3".into(), vec![Rule::Mean]));
    assert_eq!(line(&model, steps, "∂S/∂u(4)"), ("x̂(4)/3".into(), vec![Rule::Deviation]));
    assert_eq!(line(&model, steps, "∂u(x)/∂w"), ("f'(w x + b) x".into(), vec![Rule::Chain]));
    assert_eq!(line(&model, steps, "∂S/∂C").0, "−((u(−1) − C) + (u(1) − C) + (u(4) − C))/(3S)");
    let conditions: Vec<String> = steps
        .lines()
        .filter(|line| line.rules == [Rule::Deviation])
        .flat_map(|line| &line.conditions)
        .map(|condition| render::conditions::text(&model.graph, condition))
        .collect();
    assert!(conditions.len() >= 3 && conditions.iter().all(|condition| condition == "S ≠ 0"), "{conditions:?}");
}

#[test]
fn a_weight_that_also_acts_through_what_it_stands_beside_is_told_apart() {
    let (mut model, targets) = derived(
        "function f\nparam w, b\ndata (x, Y) = (-1, 1), (1, 2), (4, 3)\nh(x) = f(w x + b)\nF(x) = f(norm(w h(x), mean = C, std = S))\nL = sum[data] (F(x) - Y)^2 + w h(1)^2\nderive L\n",
    );
    let steps = targets[0].steps.as_ref().unwrap();
    assert!(replay(&mut model, steps) > 20);
    let by_weight =
        steps.lines().find(|line| render::plain(&model.graph, line.before) == "diff(S, w; hold = (h(-1), h(1), h(4)))");
    assert_eq!(by_weight.map(|line| line.rules.clone()), Some(vec![Rule::Deviation]));
}

#[test]
fn a_derivative_with_other_names_held_says_so_where_it_is_read_back() {
    let (model, targets) = derived(
        "function f\nparam w, b\ndata (x, Y) = (-1, 1), (1, 2), (4, 3)\nu(x) = f(w x + b)\nF(x) = f(norm(u(x), mean = C, std = S))\nL = sum[data] (F(x) - Y)^2\nderive L\n",
    );
    let steps = targets[0].steps.as_ref().unwrap();
    let by_row = steps.derived.iter().find(|found| render::plain(&model.graph, found.by) == "u(1)").unwrap();
    let chain = render::plain(&model.graph, by_row.lines[0].after);
    assert!(chain.contains("diff(x̂(1), u(1); hold = (C, S))"), "{chain}");
    let page = render::derivation_text(&model.graph, &answer::Derivation { targets }, &render::Options::default());
    assert!(page.contains("(∂L/∂x̂(−1))(∂x̂(−1)/∂u(−1))") && page.contains("(its other names held constant)"), "{page}");
}

#[test]
fn a_line_that_is_not_proved_is_not_shown() {
    let (mut model, mut targets) = derived("param w, b\nL = (w + b)^2\nderive L by w\n");
    let [name, wrong] = ["∂L/∂w", "17 w"].map(|text| model.meaning_of(text).unwrap().node);
    let by = targets[0].derivatives[0].by;
    let line = Line { before: name, after: wrong, rules: vec![Rule::Power], conditions: vec![], proved: false };
    let value = targets[0].derivatives[0].value;
    let one = Derived { name, by, lines: vec![line.clone()], shares: vec![], value, zero_because: None, like: None };
    let definition = Definition { term: name, body: name, lines: vec![] };
    targets[0].steps = Some(Steps { reduced: vec![], definitions: vec![definition], derived: vec![one] });
    let derivation = answer::Derivation { targets };
    for options in [render::Options::default(), render::Options { words: &words::RUSSIAN, ..render::Options::default() }] {
        let said = options.words.steps.not_proved.split(' ').next().unwrap().to_string();
        for (_, render) in render::FORMATS.iter().filter_map(|format| Some((format.name, format.render?))) {
            let page = render(&model.graph, &derivation, &options);
            assert!(!page.contains("17") && page.contains(&said), "{page}");
        }
    }
}

#[test]
fn abbreviated_and_other_forms_have_a_line_of_their_own() {
    let text = "param w, b\ndata (x, Y) = (1, 2), (2, 3)\nL = sum[data] (w x + b - Y)^2\nderive L by w\n";
    let mut model = model(text);
    let options = Options { steps: true, collected: true, ..Options::default() };
    let targets = answer::derive(&mut model, &options).unwrap().targets;
    let lines = &targets[0].steps.as_ref().unwrap().derived[0].lines;
    let last = lines.last().unwrap();
    assert_eq!((last.rules.as_slice(), last.proved), ([Rule::Collected].as_slice(), true));
    assert_eq!(render::text(&model.graph, last.after), "10w + 6b − 16");
}

#[test]
fn steps_are_kept_only_where_they_are_asked_for() {
    let mut model = model("param w\nL = w^2\nderive L\nshow L\n");
    assert!(derivation(&mut model).targets.iter().all(|target| target.steps.is_none()));
    let (_, targets) = derived("param w\nL = w^2\nderive L\nshow L\n");
    assert_eq!(targets.iter().map(|target| target.steps.is_some()).collect::<Vec<_>>(), [true, false]);
}

/// The forms of both sides of a claim, and whether they meet.
fn claim_steps(text: &str) -> (Vec<String>, Vec<String>, bool) {
    let mut model = load(text);
    let mut claims = model.questions.iter().filter_map(|question| match question {
        Question::Claim(claim) => Some((**claim).clone()),
        _ => None,
    });
    let claim = claims.next_back().unwrap();
    let facts = model.understand(&claim).unwrap().assumptions;
    let found = steps::of_claim(&mut model, &claim).unwrap();
    for forms in [&found.left, &found.right] {
        for pair in forms.windows(2) {
            let sides = [pair[0].expression, pair[1].expression].map(|side| calculus::resolve(&mut model.graph, side));
            for [(left, left_error), (right, right_error)] in values(&mut model, sides, &facts) {
                assert!((left - right).abs() <= left_error + right_error, "{left} and {right} in {text}");
            }
        }
    }
    let written = |forms: &[steps::Form]| forms.iter().map(|form| render::text(&model.graph, form.expression)).collect();
    (written(&found.left), written(&found.right), found.equal)
}

#[test]
fn a_claim_is_simplified_on_both_sides() {
    let (left, right, equal) = claim_steps("param w, x\nexpect w x/|w| + 0 x = sign(w) x\n");
    assert_eq!((left.last(), right.len(), equal), (Some(&"sign(w) x".to_string()), 1, true));
    let (left, _, equal) = claim_steps("param w\nL = w^3\nexpect ∂L/∂w = 3 w^2\n");
    assert_eq!((left.as_slice(), equal), (["∂L/∂w".to_string(), "3w²".to_string()].as_slice(), true));
    let (_, _, equal) = claim_steps("param w\nexpect w = |w|\n");
    assert!(!equal);
    let (.., equal) = claim_steps("param w\nexpect w = |w| assuming w > 0\n");
    assert!(equal);
}

/// Compares with the golden beside an example; `NORMSYM_RENEW=1` writes it anew.
fn check(example: &str, ending: &str, arguments: &[&str]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = format!("{FOLDER}/{example}.expr");
    let output =
        std::process::Command::new(env!("CARGO_BIN_EXE_normsym")).current_dir(root).args(arguments).arg(&file).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let golden = root.join(FOLDER).join(format!("{example}.{ending}"));
    if std::env::var_os("NORMSYM_RENEW").is_some() {
        std::fs::write(&golden, &said).unwrap();
    }
    let expected = std::fs::read_to_string(&golden).unwrap_or_default();
    assert!(said == expected, "--- {}\n{expected}+++ now\n{said}", golden.display());
    assert!(arguments.contains(&"latex") || said.lines().all(|line| line.width() <= 80), "a line is too long");
}

#[test]
fn goldens_of_steps() {
    check("06_chain_three_points", "steps", &["derive", "--steps"]);
    check("03_two_hidden_neurons", "steps", &["derive", "--steps"]);
}

#[test]
fn goldens_in_russian() {
    check("05_chain_two_points", "ru", &["derive", "--steps", "--lang", "ru"]);
}

#[test]
fn json_reads_back_and_stays_english() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let call = |lang: &str| {
        let file = format!("{FOLDER}/06_chain_three_points.expr");
        let arguments = ["derive", "--steps", "--format", "json", "--lang", lang, &file];
        std::process::Command::new(env!("CARGO_BIN_EXE_normsym")).current_dir(root).args(arguments).output().unwrap().stdout
    };
    assert_eq!(call("en"), call("ru"));
    let report: serde_json::Value = serde_json::from_slice(&call("en")).unwrap();
    let steps = report["targets"][1]["steps"].as_array().unwrap();
    assert!(steps.len() > 15, "{steps:#?}");
    let keys = ["term", "rule", "before", "after", "conditions", "proved"];
    assert!(steps.iter().all(|step| keys.iter().all(|key| !step[key].is_null())), "{steps:#?}");
    let zero = steps.iter().find(|step| step["after"] == "0" && step["term"] == "∂L_N/∂w_3").unwrap();
    assert!(zero["rule"].as_str().unwrap().starts_with("exactly 0"), "{zero}");
    let sign = steps.iter().find(|step| step["term"] == "(w_1 x - C_0)/S_0").unwrap();
    assert!(sign["rule"].as_str().unwrap().starts_with("rows on a line") && sign["conditions"][0] == "S_0 != 0", "{sign}");
}
