//! The house: floors, doors, ceilings, module docs, shelves, and an example for every error.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The largest number of lines of a source file.
const CEILING: usize = 400;

/// Files above the ceiling that wait to be cut.
const TALL: &[&str] = &[];

/// What each module may import, beside itself. The imports go down only.
const FLOORS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("number", &[]),
    ("name", &[]),
    ("diagnostic", &["source"]),
    ("rules", &[]),
    ("layers", &[]),
    ("optimizers", &[]),
    ("schedules", &[]),
    ("functions", &["number", "rules"]),
    ("syntax", &["source", "diagnostic", "number", "name"]),
    ("expr", &["functions", "number", "name"]),
    (
        "model",
        &["syntax", "expr", "functions", "layers", "optimizers", "rules", "schedules", "source", "diagnostic", "number", "name"],
    ),
    ("calculus", &["model", "expr", "functions", "number", "name"]),
    ("eval", &["model", "expr", "functions", "number", "name"]),
    ("simplify", &["model", "expr", "functions", "rules", "number", "name"]),
    ("check", &["calculus", "eval", "simplify", "model", "expr", "functions", "diagnostic", "number", "name"]),
    (
        "analysis",
        &[
            "check",
            "calculus",
            "eval",
            "simplify",
            "model",
            "expr",
            "functions",
            "optimizers",
            "diagnostic",
            "source",
            "number",
            "name",
        ],
    ),
    (
        "answer",
        &[
            "analysis",
            "check",
            "calculus",
            "eval",
            "simplify",
            "model",
            "expr",
            "functions",
            "syntax",
            "diagnostic",
            "source",
            "number",
            "name",
        ],
    ),
    ("render", &["answer", "analysis", "check", "calculus", "simplify", "model", "expr", "functions", "number", "name"]),
    (
        "cli",
        &[
            "render",
            "answer",
            "analysis",
            "check",
            "calculus",
            "eval",
            "simplify",
            "model",
            "expr",
            "functions",
            "optimizers",
            "schedules",
            "syntax",
            "diagnostic",
            "source",
            "number",
            "name",
        ],
    ),
];

/// Imports that break the floors and are known: file (or folder), module.
const KNOWN_STEPS_UP: &[(&str, &str)] = &[
    // The conditions of a rule are Needs, which stand with the functions; functions do not import rules.
    ("rules/", "functions"),
];

/// The one module that may name a foreign crate.
const DOORS: &[(&str, &[&str])] = &[
    ("pest", &["syntax"]),
    ("pest_derive", &["syntax"]),
    ("egg", &["simplify"]),
    ("num_rational", &["number"]),
    ("miette", &["cli"]),
    ("clap", &["cli"]),
    ("serde_json", &["cli"]),
    ("quick_xml", &["cli"]),
    ("astro_float", &["eval"]),
    ("csv", &["model"]),
    ("nalgebra", &["analysis"]),
    ("plotters", &["render"]),
    ("indicatif", &["cli"]),
];

/// Files beside a door that name its crate and are known.
const KNOWN_SIDE_DOORS: &[(&str, &str)] = &[
    // The mantissa of a big float becomes a rational here; number could take it as integers.
    ("eval/float.rs", "num_rational"),
];

/// Codes without an example, each with the reason.
const WITHOUT_EXAMPLE: &[(&str, &str)] = &[
    ("input::too_large", "tests/cli.rs makes the file of more than 4 MiB"),
    ("syntax::too_large", "the same limit, for texts that come by another way than a file"),
    ("names::too_deep", "tests/cli.rs makes the file of more than 20000 definitions"),
    ("names::unknown_operator", "the grammar knows the same operators; the message is there should they part"),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every source file: its path below `src` and its text.
fn sources() -> Vec<(String, String)> {
    let mut list = Vec::new();
    collect(&root().join("src"), &mut list);
    list.sort();
    list
}

fn collect(folder: &Path, list: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, list);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.strip_prefix(root().join("src")).unwrap().to_string_lossy().replace('\\', "/");
            list.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The top-level module of a file.
fn module(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

/// The code of a file without comments, and without its tests, which may look anywhere.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    body.lines().map(|line| line.split("//").next().unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

fn is_test(file: &str) -> bool {
    file.contains("/tests/") || file.ends_with("/tests.rs") || file.ends_with("_tests.rs")
}

#[test]
fn imports_go_down_only() {
    let mut wrong = Vec::new();
    for (file, text) in sources().iter().filter(|(file, _)| !is_test(file)) {
        let from = module(file);
        if from == "main" || from == "lib" {
            continue;
        }
        let allowed = FLOORS.iter().find(|(name, _)| *name == from).unwrap_or_else(|| panic!("{file} stands on no floor")).1;
        for used in imported(&code(text)) {
            let known = KNOWN_STEPS_UP.iter().any(|(place, up)| file.starts_with(place) && *up == used);
            if used != from && !allowed.contains(&used.as_str()) && !known {
                wrong.push(format!("{file} imports {used}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The modules behind `crate::`, in `use crate::{a, b::c}` too.
fn imported(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        match rest.strip_prefix('{') {
            None => drop(found.insert(word(rest))),
            Some(list) => {
                let (mut depth, mut fresh) = (1, true);
                for (at, letter) in list.char_indices() {
                    if fresh && letter.is_alphabetic() {
                        found.insert(word(&list[at..]));
                        fresh = false;
                    }
                    match letter {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 1 => fresh = true,
                        _ => {}
                    }
                    if depth == 0 {
                        break;
                    }
                }
            }
        }
    }
    let modules: BTreeSet<&str> = FLOORS.iter().map(|(name, _)| *name).collect();
    found.into_iter().filter(|name| modules.contains(name.as_str())).collect()
}

#[test]
fn a_foreign_crate_has_one_door() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let code = code(&text);
        for (name, doors) in DOORS {
            let mentions =
                [format!("use {name}::"), format!(" {name}::"), format!("({name}::"), format!("<{name}::"), format!("&{name}::")];
            if mentions.iter().any(|mention| code.contains(mention))
                && !doors.contains(&module(&file))
                && !KNOWN_SIDE_DOORS.contains(&(file.as_str(), *name))
            {
                wrong.push(format!("{file} names {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_the_shell_touches_the_world() {
    let mut wrong = Vec::new();
    for (file, text) in sources().into_iter().filter(|(file, _)| !is_test(file)) {
        let code = code(&text);
        let world = ["std::fs", "std::env", "std::io::std", "std::time", "println!", "eprint!", "print!"];
        if !matches!(module(&file), "cli" | "main") && world.iter().any(|word| code.contains(word)) {
            wrong.push(file);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_stay_under_the_ceiling() {
    let tall: Vec<(String, usize)> = sources().into_iter().map(|(file, text)| (file, text.lines().count())).collect();
    let wrong: Vec<_> = tall.iter().filter(|(file, lines)| *lines > CEILING && !TALL.contains(&file.as_str())).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let done: Vec<_> = tall.iter().filter(|(file, lines)| *lines <= CEILING && TALL.contains(&file.as_str())).collect();
    assert!(done.is_empty(), "no longer above the ceiling: {done:?}");
}

#[test]
fn every_file_opens_with_what_it_is() {
    let wrong: Vec<String> =
        sources().into_iter().filter(|(file, text)| !is_test(file) && !text.starts_with("//!")).map(|(file, _)| file).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn every_file_of_a_shelf_is_listed() {
    for shelf in ["functions", "optimizers", "rules", "schedules"] {
        let list = std::fs::read_to_string(root().join("src").join(shelf).join("mod.rs")).unwrap();
        let all = list.split("ALL").nth(1).unwrap_or_default();
        for (file, _) in sources().iter().filter(|(file, _)| file.starts_with(&format!("{shelf}/")) && !is_test(file)) {
            let name = file.split('/').next_back().unwrap().trim_end_matches(".rs");
            assert!(name == "mod" || all.contains(name), "{file} is not in ALL");
        }
    }
}

#[test]
fn every_layer_is_listed_and_has_a_page_of_its_own() {
    let list = std::fs::read_to_string(root().join("src/layers/mod.rs")).unwrap();
    for entry in std::fs::read_dir(root().join("src/layers")).unwrap() {
        let file = entry.unwrap().file_name().to_string_lossy().into_owned();
        let Some(name) = file.strip_suffix(".expr") else { continue };
        assert!(list.contains(&format!("include_str!(\"{file}\")")), "{file} is not in ALL");
        assert!(root().join("examples/layers").join(format!("{name}.expr")).exists(), "{name} has no example");
    }
}

/// `stage::words` of every diagnostic in the sources.
fn codes() -> BTreeSet<String> {
    let stages = ["claim", "data", "eval", "input", "language", "layers", "math", "names", "syntax", "train"];
    let mut found = BTreeSet::new();
    for (_, text) in sources() {
        for quoted in code(&text).split('"').skip(1) {
            let parts: Vec<&str> = quoted.split("::").collect();
            let is_word =
                |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            if let [stage, words] = parts.as_slice()
                && stages.contains(stage)
                && is_word(words)
            {
                found.insert(quoted.to_string());
            }
        }
    }
    assert!(found.len() > 50, "{found:?}");
    found
}

#[test]
fn every_error_has_an_example() {
    let folder = root().join("examples/errors");
    let mut missing = Vec::new();
    for code in codes() {
        if WITHOUT_EXAMPLE.iter().any(|(known, _)| *known == code) {
            continue;
        }
        let golden = folder.join(format!("{}.err", code.replace("::", "_")));
        if !std::fs::read_to_string(&golden).is_ok_and(|text| text.contains(&code)) {
            missing.push(code);
        }
    }
    assert!(missing.is_empty(), "no example: {missing:?}");
}

#[test]
fn exceptions_are_not_kept_for_nothing() {
    let codes = codes();
    for (code, _) in WITHOUT_EXAMPLE {
        assert!(codes.contains(*code), "{code} is no longer in the sources");
    }
}
