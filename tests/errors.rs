//! Every wrong file of `examples/errors` is refused with the message that stands beside it.
//!
//! A file is given to `normsym check`; a first line `# normsym …` names another call, where FILE is the file itself.
//! `NORMSYM_RENEW=1 cargo test --test errors` writes the messages anew; they are read by eye before they are kept.

use std::path::{Path, PathBuf};
use std::process::Command;

const FOLDER: &str = "examples/errors";

/// Files that are used although the message is a remark: they end well.
const REMARKS: &[&str] = &[
    "layers_batch_axis",
    "names_sum_of_a_normalisation",
    "names_taken_as_parameters",
    "syntax_quotient_then_factor",
    "train_rounded_points",
];

#[test]
fn every_wrong_file_says_what_is_wrong() {
    let mut wrong = Vec::new();
    for path in files("expr") {
        let said = run(&path);
        let golden = path.with_extension("err");
        if std::env::var_os("NORMSYM_RENEW").is_some() {
            std::fs::write(root().join(&golden), &said).unwrap();
        }
        let expected = std::fs::read_to_string(root().join(&golden)).unwrap_or_default();
        if said != expected {
            wrong.push(format!("--- {}\n{expected}+++ now\n{said}", golden.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_message_is_left_over() {
    for path in files("err") {
        assert!(root().join(path.with_extension("expr")).exists(), "{}", path.display());
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join(FOLDER)).unwrap();
    let names = entries.map(|entry| Path::new(FOLDER).join(entry.unwrap().file_name()));
    let mut list: Vec<PathBuf> = names.filter(|path| path.extension().is_some_and(|found| found == ending)).collect();
    list.sort();
    assert!(!list.is_empty());
    list
}

/// What is said of a file on standard error.
fn run(path: &Path) -> String {
    let bytes = std::fs::read(root().join(path)).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let call = text.lines().next().and_then(|line| line.strip_prefix("# normsym ")).unwrap_or("check FILE");
    let file = path.to_string_lossy().replace('\\', "/");
    let arguments = words(call).into_iter().map(|word| if word == "FILE" { file.clone() } else { word });
    let output = Command::new(env!("CARGO_BIN_EXE_normsym")).current_dir(root()).args(arguments).output().unwrap();
    let expected = if REMARKS.iter().any(|name| path.file_stem().is_some_and(|stem| stem == *name)) { 0..=0 } else { 1..=2 };
    assert!(output.status.code().is_some_and(|code| expected.contains(&code)), "{file}: {:?}", output.status);
    String::from_utf8(output.stderr).unwrap()
}

/// The words of a call, `'…'` being one.
fn words(call: &str) -> Vec<String> {
    let mut list = Vec::new();
    for (k, part) in call.split('\'').enumerate() {
        match k % 2 {
            0 => list.extend(part.split_whitespace().map(str::to_string)),
            _ => list.push(part.to_string()),
        }
    }
    list
}
