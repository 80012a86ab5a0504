//! What became of the claims: counts by truth and verdict, and the offenders by name.

use crate::make::{Claim, decided};
use normsym::check::verdict::Verdict;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Longer is named.
const LONG: Duration = Duration::from_secs(2);

/// Offenders of a kind that are named.
const NAMED: usize = 60;

/// The verdict on one claim, or that there was a panic.
pub struct Outcome {
    verdict: Option<Verdict>,
    why: String,
    took: Duration,
}

impl Outcome {
    pub fn of(claim: &Claim) -> Outcome {
        let begun = Instant::now();
        let found = std::panic::catch_unwind(|| decided(claim));
        let took = begun.elapsed();
        match found {
            Ok((verdict, why)) => Outcome { verdict: Some(verdict), why, took },
            Err(panic) => {
                let text = panic.downcast_ref::<String>().cloned();
                let text = text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
                Outcome { verdict: None, why: text.unwrap_or_default(), took }
            }
        }
    }
}

#[derive(Default)]
pub struct Report {
    /// Seeds of which no claim came.
    pub dropped: u64,
    /// By truth, by verdict.
    counts: BTreeMap<(bool, String), u64>,
    /// By truth and kind, by verdict.
    kinds: BTreeMap<(bool, String), BTreeMap<String, u64>>,
    offenders: BTreeMap<String, Vec<String>>,
    undecided: Vec<String>,
    /// What the engine took for all of them.
    decided_in: Duration,
}

impl Report {
    pub fn take(&mut self, claim: Claim, outcome: Outcome) {
        self.decided_in += outcome.took;
        let verdict = outcome.verdict.map_or("panic".to_string(), |verdict| verdict.to_string());
        *self.counts.entry((claim.truth, verdict.clone())).or_default() += 1;
        *self.kinds.entry((claim.truth, claim.kind.clone())).or_default().entry(verdict.clone()).or_default() += 1;
        let line = format!("{} ({}; {})", claim.shown(), claim.kind, outcome.why);
        let fault = match (claim.truth, outcome.verdict) {
            (_, None) => Some("panic".to_string()),
            (false, Some(Verdict::Proved | Verdict::Supported)) => Some(format!("false, {verdict}")),
            (true, Some(Verdict::Refuted)) => Some("true, refuted".to_string()),
            (_, Some(Verdict::IllFormed)) => Some("ill-formed".to_string()),
            (true, Some(Verdict::Undecided)) => {
                self.undecided.push(line.clone());
                None
            }
            _ => None,
        };
        if let Some(fault) = fault {
            self.offenders.entry(fault).or_default().push(line.clone());
        }
        if outcome.took > LONG {
            self.offenders
                .entry("longer than 2 s".into())
                .or_default()
                .push(format!("{:.1} s: {line}", outcome.took.as_secs_f64()));
        }
    }

    pub fn join(&mut self, other: Report) {
        self.dropped += other.dropped;
        self.decided_in += other.decided_in;
        other.counts.into_iter().for_each(|(key, count)| *self.counts.entry(key).or_default() += count);
        for (kind, counts) in other.kinds {
            let own = self.kinds.entry(kind).or_default();
            counts.into_iter().for_each(|(verdict, count)| *own.entry(verdict).or_default() += count);
        }
        for (fault, lines) in other.offenders {
            self.offenders.entry(fault).or_default().extend(lines);
        }
        self.undecided.extend(other.undecided);
    }

    fn count(&self, truth: bool, verdicts: &[&str]) -> u64 {
        let wanted =
            |(of, verdict): &(bool, String)| *of == truth && (verdicts.is_empty() || verdicts.contains(&verdict.as_str()));
        self.counts.iter().filter(|(key, _)| wanted(key)).map(|(_, count)| count).sum()
    }

    /// No false claim believed, no true one refuted, no panic, one true claim in fifty undecided at most.
    pub fn is_good(&self) -> bool {
        self.count(false, &["proved", "supported", "panic"]) == 0
            && self.count(true, &["refuted", "panic"]) == 0
            && self.count(true, &["undecided"]) * 50 <= self.count(true, &[])
    }

    pub fn print(&self, took: Duration, list: bool) {
        let total = self.count(true, &[]) + self.count(false, &[]);
        let seconds = took.as_secs_f64();
        println!(
            "{total} claims in {seconds:.1} s, {:.0} a second; nothing came of {} seeds",
            total as f64 / seconds,
            self.dropped
        );
        println!("{:.1} s of all jobs' time were the engine's", self.decided_in.as_secs_f64());
        for truth in [true, false] {
            println!("{}: {}", if truth { "true" } else { "false" }, self.count(truth, &[]));
            for verdict in ["proved", "supported", "undecided", "refuted", "ill-formed", "panic"] {
                println!("  {verdict:10} {}", self.count(truth, &[verdict]));
            }
        }
        for ((truth, kind), counts) in &self.kinds {
            println!("  {truth:5} {kind}: {counts:?}");
        }
        let mut offenders: Vec<(&String, &Vec<String>)> = self.offenders.iter().collect();
        let undecided = ("true, undecided".to_string(), self.undecided.clone());
        if list {
            offenders.push((&undecided.0, &undecided.1));
        }
        for (fault, lines) in offenders {
            println!("== {fault}: {}", lines.len());
            lines.iter().take(if list { usize::MAX } else { NAMED }).for_each(|line| println!("{line}"));
        }
        println!("{}", if self.is_good() { "good" } else { "the bar is missed" });
    }
}
