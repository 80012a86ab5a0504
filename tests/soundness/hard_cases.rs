//! Hard cases, one by one: the right verdict, the right conditions, the right witness.

use crate::oracle::Case;
use crate::table::{Entry, decide, entries, in_parallel};
use normsym::answer::Decided;
use normsym::check::verdict::Verdict;
use normsym::model::Model;
use normsym::render;
use normsym::syntax::parse_claim;

const TABLE: &str = include_str!("hard_cases.txt");

/// What a note expects.
struct Expected<'a> {
    verdicts: Vec<&'a str>,
    conditions: Option<&'a str>,
    in_these_words: bool,
    witness: Option<&'a str>,
}

fn expected(note: &str) -> Expected<'_> {
    let (rest, witness) = note.split_once(" by ").map_or((note, None), |(rest, witness)| (rest, Some(witness)));
    let (verdicts, conditions, in_these_words) = match (rest.split_once(" if! "), rest.split_once(" if ")) {
        (Some((verdicts, conditions)), _) => (verdicts, Some(conditions), true),
        (None, Some((verdicts, conditions))) => (verdicts, Some(conditions), false),
        (None, None) => (rest, None, false),
    };
    Expected { verdicts: verdicts.split('|').collect(), conditions, in_these_words, witness }
}

fn conditions(model: &Model, decided: &Decided) -> Vec<String> {
    decided.decision.conditions.iter().map(|c| render::conditions::plain(&model.graph, c)).collect()
}

fn witness(model: &Model, decided: &Decided) -> String {
    let point = decided.decision.witness.iter().flat_map(|witness| &witness.point);
    let named = point.map(|(symbol, value)| format!("{} = {value}", model.graph.symbol_entry(*symbol).name));
    named.collect::<Vec<_>>().join(", ")
}

/// What is wrong with the answer to a case.
fn fault(entry: &Entry) -> Option<String> {
    let wanted = expected(&entry.note);
    let (model, decided) = decide(&entry.prelude, &entry.claim);
    let verdict = decided.decision.verdict;
    let fault = |what: String| Some(format!("{}: {what} ({verdict}; {})", entry.claim, decided.decision.certificate));
    if !wanted.verdicts.contains(&verdict.to_string().as_str()) {
        return fault(format!("expected {}", wanted.verdicts.join(" or ")));
    }
    let found = conditions(&model, &decided);
    if matches!(verdict, Verdict::Proved | Verdict::Supported) {
        let stated: Vec<String> = wanted.conditions.map_or(Vec::new(), |list| list.split("; ").map(String::from).collect());
        if wanted.in_these_words && found != stated {
            return fault(format!("conditions {found:?}, not {stated:?}"));
        }
        if let Err(point) = Case::read(&entry.prelude, &entry.claim).equivalent(&found, &stated) {
            return fault(format!("conditions {found:?} are not {stated:?}, as {point} shows"));
        }
    }
    if verdict == Verdict::Refuted {
        let at = witness(&model, &decided);
        if wanted.witness.is_some_and(|stated| !at.split(", ").any(|part| part == stated)) {
            return fault(format!("witness {at}, not {}", wanted.witness.unwrap_or_default()));
        }
        // The oracle knows no conventions: at a kink a derivative has no value for it.
        let by_rules = !decided.decision.certificate.contains("by convention");
        let concrete = by_rules && decided.decision.witness.as_ref().is_some_and(|witness| witness.functions.is_empty());
        if concrete && entry.claim.contains(" = ") && !Case::read(&entry.prelude, &entry.claim).may_differ_at(&at) {
            return fault(format!("the sides agree at {at}"));
        }
    }
    None
}

#[test]
fn there_are_at_least_sixty() {
    let list = entries(TABLE);
    assert!(list.len() >= 200, "{}", list.len());
    for entry in &list {
        assert!(!entry.note.is_empty(), "{} has no verdict", entry.claim);
        assert!(parse_claim(&entry.claim).is_ok(), "{}", entry.claim);
    }
}

#[test]
fn every_hard_case_has_its_verdict_and_its_conditions() {
    let list = entries(TABLE);
    let faults: Vec<String> = in_parallel(&list, fault).into_iter().flatten().collect();
    println!("{} hard cases, {} wrong", list.len(), faults.len());
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), list.len(), faults.join("\n"));
}
