//! What the README shows is what happens: its files are the files, its calls give the answers printed below them.
//!
//! `NORMSYM_RENEW=1 cargo test --test readme` writes the answers anew; they are read by eye before they are kept. The
//! blocks of Rust run with the tests of the documentation, of which the README is the front page.

use std::path::PathBuf;
use std::process::{Command, Output};

#[test]
fn every_call_answers_as_printed() {
    let readme = read("README.md");
    let renewed = blocks(&readme).into_iter().filter(|block| block.kind == "console").fold(readme.clone(), |text, block| {
        text.replacen(&format!("```console\n{}```", block.text), &format!("```console\n{}```", played(&block.text)), 1)
    });
    if std::env::var_os("NORMSYM_RENEW").is_some() {
        std::fs::write(root().join("README.md"), &renewed).unwrap();
    }
    assert_eq!(read("README.md"), renewed);
}

#[test]
fn every_file_shown_is_the_file() {
    let readme = read("README.md");
    let shown: Vec<Block> = blocks(&readme).into_iter().filter(|block| block.kind.starts_with("text ")).collect();
    assert!(!shown.is_empty());
    for block in shown {
        assert_eq!(block.text, read(&block.kind["text ".len()..]));
    }
}

#[test]
fn every_call_through_cargo_ends_well() {
    let readme = read("README.md");
    let calls: Vec<String> = blocks(&readme)
        .iter()
        .filter(|block| block.kind == "sh")
        .flat_map(|block| {
            block
                .text
                .lines()
                .filter_map(|line| line.strip_prefix("cargo run --release -- "))
                .map(str::to_string)
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(!calls.is_empty());
    for call in calls {
        assert!(run(&call).status.success(), "{call}");
    }
}

#[test]
fn every_example_stands_in_the_table() {
    let readme = read("README.md");
    for entry in std::fs::read_dir(root().join("examples/lecture")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(readme.contains(&format!("| `{name}` |")), "{name}");
    }
}

struct Block {
    /// What stands behind the opening fence.
    kind: String,
    text: String,
}

fn blocks(readme: &str) -> Vec<Block> {
    let mut list = Vec::new();
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        if let Some(kind) = line.strip_prefix("```") {
            let text = lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
            list.push(Block { kind: kind.to_string(), text });
        }
    }
    list
}

/// A console's text with each call answered: standard output, then standard error; `echo $?` tells the exit code.
fn played(text: &str) -> String {
    let mut out = String::new();
    let mut code = None;
    for call in text.lines().filter_map(|line| line.strip_prefix("$ ")) {
        out.push_str(&format!("$ {call}\n"));
        if call == "echo $?" {
            out.push_str(&format!("{}\n", code.take().expect("a call stands before")));
            continue;
        }
        assert_eq!(code.take().unwrap_or(0), 0, "before {call}: an exit code that is not shown");
        let output = run(call.strip_prefix("normsym ").expect("a call of normsym"));
        out.push_str(&String::from_utf8(output.stdout).unwrap());
        out.push_str(&String::from_utf8(output.stderr).unwrap());
        code = output.status.code();
    }
    assert_eq!(code.unwrap_or(0), 0, "an exit code that is not shown");
    out
}

fn run(call: &str) -> Output {
    let arguments = call.split('\'').enumerate().flat_map(|(k, part)| match k % 2 {
        0 => part.split_whitespace().map(str::to_string).collect(),
        _ => vec![part.to_string()],
    });
    Command::new(env!("CARGO_BIN_EXE_normsym")).current_dir(root()).args(arguments).output().unwrap()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}
