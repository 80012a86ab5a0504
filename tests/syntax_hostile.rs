//! No input makes the parser panic, overflow its stack, or take long.

use normsym::source::Source;
use normsym::syntax::{parse_claim, parse_expression, parse_file, parse_formula, plain, read_utf8};
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// Reads `text` in every way; what parses must print and drop as well.
fn check(text: &str) {
    let _ = parse_file(&Source::new("a.expr", text));
    let _ = parse_formula(text);
    let _ = parse_claim(text);
    if let Ok(expr) = parse_expression(text) {
        let _ = plain(&expr);
    }
}

#[test]
fn long_repetitions_are_read_in_linear_time() {
    for piece in [
        "√",
        "(",
        "[",
        "{",
        "-",
        "^",
        "a^b^c^",
        "|",
        "∂",
        "∂^",
        r"\frac{",
        r"\hat{",
        r"\hat ",
        r"\text{",
        "x_{",
        r"\sum_{i=1}^",
        "sum[i=",
    ] {
        let text = piece.repeat(100_000 / piece.len());
        let start = Instant::now();
        let _ = parse_file(&Source::new("a.expr", format!("a = {text}")));
        // Well under a second where the machine is free; the bound only has to tell linear from quadratic.
        assert!(start.elapsed() < Duration::from_secs(10), "{piece}: {:?}", start.elapsed());
    }
}

#[test]
fn repetitions_that_parse_do_not_nest() {
    for piece in
        ["x ", "x'", "-a", "a + ", "|a|", "sum[d] ", "a in eval ", "∂a/∂b ", "∂a/", "a, ", "a=", "a\n", "(\n", "std[B](a, b=1)"]
    {
        let start = Instant::now();
        let _ = parse_file(&Source::new("a.expr", format!("a = {}", piece.repeat(10_000 / piece.len()))));
        assert!(start.elapsed() < Duration::from_secs(10), "{piece}: {:?}", start.elapsed());
    }
}

#[test]
fn the_deepest_brackets_fit_a_small_stack() {
    let deep = || {
        for (open, close) in [
            ("(", ")"),
            ("f(a, b = ", ")"),
            (r"\frac{1}{", "}"),
            ("x^{", "}"),
            ("∂(", ")/∂w"),
            ("sum[i = 1..", "] x"),
            ("sum[d](x, y = ", ")"),
        ] {
            let text = format!("{}x{}", open.repeat(64), close.repeat(64));
            let printed = plain(&parse_expression(&text).unwrap_or_else(|error| panic!("{open}: {error:?}")));
            assert!(parse_expression(&printed).is_ok(), "{printed}");
        }
    };
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(deep).expect("a thread");
    assert!(thread.join().is_ok());
}

proptest! {
    #[test]
    fn random_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(source) = read_utf8("a.expr", bytes) {
            check(source.text());
        }
    }

    #[test]
    fn random_characters(text in ".{0,80}") {
        check(&text);
    }

    #[test]
    fn random_soups_of_tokens(tokens in proptest::collection::vec(proptest::sample::select(TOKENS), 0..40)) {
        check(&tokens.concat());
        check(&tokens.join(" "));
    }
}

const TOKENS: &[&str] = &[
    "a",
    "w_1",
    "F_{NN}",
    "x̂",
    "σ",
    r"\gamma",
    "2",
    "0.5",
    "1e-5",
    "+",
    "-",
    "*",
    "/",
    "^",
    "_",
    "=",
    "<",
    "≤",
    "≈",
    "±",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "|",
    ",",
    ";",
    "..",
    "√",
    "∂",
    "²",
    "'",
    "$",
    "$$",
    "\"",
    "#",
    "\n",
    "\n  ",
    r"\frac",
    r"\sqrt",
    r"\sum",
    r"\left",
    r"\right.",
    r"\text{",
    r"\hat",
    r"\partial",
    r"\cdot",
    r"\\",
    r"\begin{aligned}",
    "sum",
    "data",
    "at",
    "start",
    "without",
    "in eval",
    "assuming",
    "given",
    "by",
    "from",
    "param",
    "expect",
    "derive",
    "show",
    "batch",
    "train",
    "я",
    "\u{1}",
    "…",
];
