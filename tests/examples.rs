//! Every example of `examples/lecture` and `examples/layers` gives the answers that stand beside it.
//!
//! `NN_name.out` is what `normsym derive` prints, `.tex` the same in LaTeX, `.check` what `normsym check` prints,
//! `.analyze` for some what `normsym analyze` prints, `.train` what `normsym train` prints of a file with runs.
//! `claims.expr` holds what the lectures say, right or wrong: its claims have the verdicts that its comments state, and only
//! `check` is kept.
//! `NORMSYM_RENEW=1 cargo test --test examples` writes them anew; they are read by eye before they are kept.

use normsym::answer::{self, Derivation, Options};
use normsym::check::verdict::Verdict;
use normsym::model::Model;
use normsym::render;
use normsym::source::Source;
use std::path::{Path, PathBuf};
use std::process::Command;

const FOLDER: &str = "examples/lecture";

/// The folders of examples, with the number of claims that each of theirs makes at least.
const FOLDERS: &[(&str, usize)] = &[(FOLDER, 5), ("examples/layers", 3)];

/// The goldens of an example: the ending, and the call before the file.
const GOLDENS: &[(&str, &[&str])] = &[("out", &["derive"]), ("tex", &["derive", "--format", "latex"]), ("check", &["check"])];

/// Examples whose analysis is kept, too: `normsym analyze`, with one in LaTeX and one in Russian.
const ANALYZED: &[(&str, &str, &[&str])] = &[
    ("01_two_neuron_dropout", "analyze", &["analyze"]),
    ("07_chain_with_eps", "analyze", &["analyze"]),
    ("09_scale_and_shift_per_layer", "analyze", &["analyze"]),
    ("09_scale_and_shift_per_layer", "analyze_tex", &["analyze", "--format", "latex"]),
    ("10_mini_batch", "analyze_ru", &["analyze", "--lang", "ru"]),
];

/// The goldens of a run: the table of every one, the picture of a single one.
const RUN: &[(&str, &[&str])] = &[("train", &["train"]), ("svg", &["train", "--format", "svg"])];

/// The file of the lectures' claims; some are refuted, so that `check` ends with 1.
const CLAIMS: &str = "examples/lecture/claims.expr";

#[test]
fn every_example_answers_as_before() {
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let claims = scope.spawn(|| golden(Path::new(CLAIMS), "check", &["check"], 1));
        let mut started: Vec<_> = examples().into_iter().map(|path| scope.spawn(move || differences(&path))).collect();
        started.push(claims);
        started.push(scope.spawn(|| {
            let one = |(name, ending, call): &(&str, &str, &[&str])| {
                golden(&Path::new(FOLDER).join(format!("{name}.expr")), ending, call, 0)
            };
            ANALYZED.iter().flat_map(one).collect()
        }));
        started.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_claim_is_proved() {
    for path in examples() {
        let decided = answer::check(&mut load(&path));
        let least = FOLDERS.iter().find(|(folder, _)| path.starts_with(folder)).map_or(0, |(_, least)| *least);
        assert!(least > 0 && decided.len() >= least, "{}: {} claims", path.display(), decided.len());
        for one in decided {
            assert_eq!(one.decision.verdict, Verdict::Proved, "{}: {}", path.display(), one.decision.certificate);
        }
    }
}

#[test]
fn no_golden_is_left_over() {
    for entry in FOLDERS.iter().flat_map(|(folder, _)| std::fs::read_dir(root().join(folder)).unwrap()) {
        let path = entry.unwrap().path();
        assert!(path.with_extension("expr").exists(), "{}", path.display());
    }
}

#[test]
fn answers_differ_without_the_rules() {
    let text = "param w\nL = ln(exp(w^3)) sqrt(exp(2w))\nderive L\n";
    let expression = |without_rules: bool| {
        let mut model = Model::load(&Source::new("rules.expr", text), &|_| Err("no files here".into()));
        let options = Options { without_rules, ..Options::default() };
        let derivation = answer::derive(&mut model, &options).unwrap();
        render::plain(&model.graph, derivation.targets[0].derivatives[0].value)
    };
    assert_eq!(expression(false), "w^2 exp(w) (w + 3)");
    assert_ne!(expression(true), expression(false));
}

#[test]
fn answers_differ_without_their_conditions() {
    let differing: Vec<String> = examples()
        .iter()
        .flat_map(|path| {
            let (model, mut derivation) = derive(path, &Options::default());
            let partials = derivation.targets.iter_mut().flat_map(|target| &mut target.derivatives);
            partials.for_each(|partial| partial.conditions.clear());
            differing(path, &(model, derivation))
        })
        .collect();
    assert!(differing.len() >= 10, "{differing:?}");
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The files of the folders, from the root on.
fn examples() -> Vec<PathBuf> {
    let names = FOLDERS.iter().flat_map(|(folder, _)| {
        let entries = std::fs::read_dir(root().join(folder)).unwrap();
        entries.map(|entry| Path::new(folder).join(entry.unwrap().file_name()))
    });
    let mut list: Vec<PathBuf> = names.filter(|path| path.extension().is_some_and(|found| found == "expr")).collect();
    list.retain(|path| path != Path::new(CLAIMS));
    list.sort();
    assert!(!list.is_empty());
    list
}

/// Where an example answers otherwise than its goldens.
fn differences(path: &Path) -> Vec<String> {
    // What `normsym train` prints stands in `.train`, where there is a run; of a single run there is a picture.
    let runs = read(path).lines().filter(|line| line.starts_with("train ")).count();
    let run = match runs {
        0 => &RUN[..0],
        1 => RUN,
        _ => &RUN[..1],
    };
    GOLDENS.iter().chain(run).flat_map(|(ending, call)| golden(path, ending, call, 0)).collect()
}

/// What differs from one golden.
fn golden(path: &Path, ending: &str, call: &[&str], exit: i32) -> Vec<String> {
    let file = path.to_string_lossy().replace('\\', "/");
    let output = Command::new(env!("CARGO_BIN_EXE_normsym")).current_dir(root()).args(call).arg(&file).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(exit), "{file}: {}", String::from_utf8_lossy(&output.stderr));
    let golden = path.with_extension(ending);
    if std::env::var_os("NORMSYM_RENEW").is_some() {
        std::fs::write(root().join(&golden), &said).unwrap();
    }
    let expected = read(&golden);
    if said == expected { Vec::new() } else { vec![format!("--- {}\n{expected}+++ now\n{said}", golden.display())] }
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_default()
}

fn load(path: &Path) -> Model {
    Model::load(&Source::new(path.to_string_lossy(), read(path)), &|name| Err(format!("{name} is not to be read here")))
}

fn derive(path: &Path, options: &Options) -> (Model, Derivation) {
    let mut model = load(path);
    let derivation = answer::derive(&mut model, options).unwrap_or_else(|faults| panic!("{}: {faults:#?}", path.display()));
    (model, derivation)
}

/// The goldens of an example that this answer does not give.
fn differing(path: &Path, (model, derivation): &(Model, Derivation)) -> Vec<String> {
    let options = render::Options::default();
    let written = [
        ("out", render::derivation_text(&model.graph, derivation, &options)),
        ("tex", render::derivation_latex(&model.graph, derivation, &options)),
    ];
    let goldens = written.into_iter().map(|(ending, text)| (path.with_extension(ending), text));
    goldens
        .filter(|(golden, text)| read(golden) != *text)
        .map(|(golden, _)| golden.file_name().unwrap().to_string_lossy().into_owned())
        .collect()
}
