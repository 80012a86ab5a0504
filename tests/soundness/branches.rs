//! Claims that hold on one side of a border alone: wherever the border lies, none may be proved or supported.

use crate::oracle::Case;
use crate::table::{decide, in_parallel};
use normsym::check::verdict::Verdict;

const TABLE: &str = include_str!("branches.txt");

/// Claims about an expression `u` that takes both signs, and 0.
const CLAIMS: &[&str] = &[
    "relu(u) = 0",
    "relu(u) = u",
    "abs(u) = u",
    "abs(u) = -(u)",
    "sign(u) = 1",
    "step(u) = 0",
    "max(u, 0) = u",
    "√((u)^2) = u",
    "√((u)^2) = -(u)",
    "sign(u)^2 = 1",
];

/// What is claimed, with the points that tell.
fn claims() -> Vec<(String, Vec<&'static str>)> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    let entries = lines.map(|line| line.split_once(" => ").unwrap_or_else(|| panic!("{line} has no points")));
    entries
        .flat_map(|(u, points)| {
            CLAIMS.iter().map(move |claim| {
                (
                    claim.replace("(u)", &format!("({u})")).replace("(u,", &format!("({u},")).replace("= u", &format!("= {u}")),
                    points.split("; ").collect(),
                )
            })
        })
        .collect()
}

const DECLARATIONS: &str = "param x, y\n";

#[test]
fn what_holds_on_one_side_of_a_border_is_never_proved_or_supported() {
    let list: Vec<String> = claims()
        .into_iter()
        .filter(|(claim, points)| points.iter().any(|point| Case::read(DECLARATIONS, claim).differs_at(point)))
        .map(|(claim, _)| claim)
        .collect();
    let verdicts = in_parallel(&list, |claim| decide(DECLARATIONS, claim).1.decision.verdict);
    let wrong: Vec<String> = list
        .iter()
        .zip(&verdicts)
        .filter(|(_, verdict)| matches!(verdict, Verdict::Proved | Verdict::Supported))
        .map(|(claim, verdict)| format!("{verdict}: {claim}"))
        .collect();
    println!("{} claims of one side, {} proved or supported", list.len(), wrong.len());
    assert!(list.len() >= 270, "{}", list.len());
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), list.len(), wrong.join("\n"));
}
