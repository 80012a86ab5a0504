//! True claims of kinds that no rule of the shelf proves at once: most are proved, none is refuted.

use crate::oracle::{Case, Told};
use crate::table::{decide, entries, in_parallel};
use normsym::check::verdict::Verdict;
use std::collections::BTreeMap;

const TABLE: &str = include_str!("truths.txt");

/// Points at which the independent evaluator looks at a claim.
const POINTS: usize = 300;

#[test]
fn the_independent_evaluator_finds_each_true() {
    let list = entries(TABLE);
    let found = in_parallel(&list, |entry| Case::read(&entry.prelude, &entry.claim).tell(POINTS));
    let wrong = |wanted: fn(&Told) -> bool| {
        let lines = list.iter().zip(&found).filter(|(_, told)| wanted(told)).map(|(e, t)| format!("{}: {t:?}", e.claim));
        lines.collect::<Vec<String>>()
    };
    let (differing, silent) = (wrong(|t| matches!(t, Told::Differ(_))), wrong(|t| matches!(t, Told::Silent(_))));
    assert!(differing.is_empty(), "{}", differing.join("\n"));
    assert!(silent.len() * 20 <= list.len(), "{}", silent.join("\n"));
}

#[test]
fn five_in_six_are_proved_and_none_is_refuted() {
    let list = entries(TABLE);
    assert!(list.len() >= 300, "{}", list.len());
    let verdicts = in_parallel(&list, |entry| decide(&entry.prelude, &entry.claim).1.decision.verdict);
    let mut counts: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
    let (mut proved, mut unproved, mut refuted) = (0, Vec::new(), Vec::new());
    for (entry, verdict) in list.iter().zip(&verdicts) {
        *counts.entry(&entry.family).or_default().entry(verdict.to_string()).or_default() += 1;
        let line = format!("{verdict}: {} ({})", entry.claim, entry.family);
        match verdict {
            Verdict::Proved => proved += 1,
            Verdict::Refuted | Verdict::IllFormed => refuted.push(line),
            _ => unproved.push(line),
        }
    }
    println!("{} truths, {proved} proved: {counts:#?}", list.len());
    assert!(refuted.is_empty(), "{}", refuted.join("\n"));
    assert!(proved * 6 >= list.len() * 5, "{proved} of {} are proved; not:\n{}", list.len(), unproved.join("\n"));
}
