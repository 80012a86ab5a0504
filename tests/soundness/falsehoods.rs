//! False claims that agree at ordinary points: the evaluator of many digits finds each false, and none is believed.

use crate::agreeing::{Agreeing, all};
use crate::oracle::Case;
use crate::table::{decide, in_parallel};
use normsym::check::verdict::Verdict;
use std::collections::BTreeMap;

/// One claim in so many is decided in every run of the tests; `NORMSYM_ALL=1` decides all.
const EVERY: usize = 1;

#[test]
fn each_is_false_at_the_point_that_it_names() {
    let list = all();
    assert!(list.len() >= 800, "{}", list.len());
    let found = in_parallel(&list, |one| Case::read(&one.prelude, &one.claim).fails_at(&one.at));
    let wrong: Vec<String> = list
        .iter()
        .zip(&found)
        .filter(|(_, told)| **told != Ok(true))
        .map(|(one, told)| format!("{told:?}: {} at {} ({})", one.claim, one.at, one.kind))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), list.len(), wrong.join("\n"));
}

#[test]
fn none_is_proved_or_supported() {
    let every = if std::env::var_os("NORMSYM_ALL").is_some() { 1 } else { EVERY };
    let list: Vec<Agreeing> = all().into_iter().step_by(every).collect();
    let verdicts = in_parallel(&list, |one| decide(&one.prelude, &one.claim).1.decision.verdict);
    let mut counts: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
    let mut believed = Vec::new();
    for (one, verdict) in list.iter().zip(&verdicts) {
        *counts.entry(one.kind).or_default().entry(verdict.to_string()).or_default() += 1;
        if !matches!(verdict, Verdict::Refuted | Verdict::Undecided) {
            believed.push(format!("{verdict}: {} ({}; see {})", one.claim, one.kind, one.at));
        }
    }
    println!("{} claims that agree at ordinary points: {counts:?}", list.len());
    assert!(believed.is_empty(), "{} of {}:\n{}", believed.len(), list.len(), believed.join("\n"));
}
