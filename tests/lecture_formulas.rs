//! Every formula of the lecture is read, and its slips of the pen are shown where they are.

use normsym::syntax::parse_formula;

const FORMULAS: &str = include_str!("data/lecture_formulas.tsv");

/// Line number, expected outcome and text of each formula.
fn formulas() -> impl Iterator<Item = (usize, &'static str, &'static str)> {
    FORMULAS.lines().filter(|line| !line.starts_with("# ")).map(|line| {
        let (head, formula) = line.split_once('\t').expect("a tab before the formula");
        let (number, outcome) = head.split_once(' ').expect("line and outcome");
        (number.parse().expect("a line number"), outcome, formula)
    })
}

#[test]
fn every_formula_of_the_lecture_has_its_outcome() {
    for (line, expected, formula) in formulas() {
        let outcome = match parse_formula(formula) {
            Ok(chains) => {
                assert!(!chains.is_empty());
                "parses"
            }
            Err(errors) => errors[0].code,
        };
        assert_eq!(outcome, expected, "line {line}: {formula}");
    }
    assert_eq!(formulas().count(), 100);
}

/// The place that the first error of the wrong formula of `line` points at, as the text before it and at it.
fn check(line: usize, before: &str, at: &str) {
    let (.., formula) = formulas().find(|(number, outcome, _)| *number == line && *outcome != "parses").expect("a wrong formula");
    let errors = parse_formula(formula).expect_err("it is wrong");
    let span = errors[0].span();
    let (start, end) = (span.start as usize, span.end as usize);
    assert!(formula[..start].ends_with(before), "line {line}: {} | {}", &formula[..start], &formula[start..]);
    assert_eq!(&formula[start..end], at, "line {line}");
}

#[test]
fn the_one_bracket_too_many_is_shown() {
    check(495, "+ w_{02}", ")");
    check(503, "w_2 f(1 + w_{01}) - C_1] / S_1) + w_{02}", ")");
}

#[test]
fn the_bracket_that_is_never_closed_is_shown() {
    check(649, "=f(", "[");
}
