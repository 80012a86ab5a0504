//! True claims over every function of the language are proved or supported, and no mutant of one is.

use crate::mutants::{Mutant, mutants};
use crate::oracle::{Case, File, Told};
use crate::table::{Entry, decide, entries, in_parallel};
use normsym::check::verdict::Verdict;
use normsym::render;
use std::collections::BTreeMap;

const TABLE: &str = include_str!("identities.txt");

/// Points at which the independent evaluator looks at a claim.
const POINTS: usize = 300;

/// The same for claims about normalised nets, which cost more.
const NET_POINTS: usize = 60;

/// Mutants of each claim.
const MUTANTS: usize = 6;

fn points(entry: &Entry) -> usize {
    if entry.prelude.contains("norm(") || entry.prelude.contains("data ") { NET_POINTS } else { POINTS }
}

fn told(entry: &Entry, claim: &str) -> Told {
    Case::read(&entry.prelude, claim).tell(points(entry))
}

#[test]
fn the_table_reaches_over_the_whole_language() {
    let list = entries(TABLE);
    assert!(list.len() >= 300, "{} identities", list.len());
    for function in normsym::functions::ALL.iter().filter(|f| f.name != "pow") {
        let word = |claim: &str| {
            claim
                .replace('√', "sqrt")
                .replace('|', "abs")
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .any(|w| w == function.name)
        };
        let spelt = |claim: &str| word(claim) || function.name == "abs" && claim.contains('|');
        assert!(list.iter().any(|entry| spelt(&entry.claim)), "no identity about {}", function.name);
    }
    for word in ["mean[", "var[", "std[", "sum[", "prod[", "norm(", "without", " at ", "hold =", "f''", "∂", "ddof"] {
        assert!(list.iter().any(|entry| entry.claim.contains(word)), "no identity with {word}");
    }
}

#[test]
fn the_independent_evaluator_finds_every_identity_true() {
    let list = entries(TABLE);
    let found = in_parallel(&list, |entry| told(entry, &entry.claim));
    let differing: Vec<String> = list
        .iter()
        .zip(&found)
        .filter(|(_, told)| matches!(told, Told::Differ(_)))
        .map(|(e, t)| format!("{}: {t:?}", e.claim))
        .collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
    let silent: Vec<String> = list
        .iter()
        .zip(&found)
        .filter(|(_, told)| matches!(told, Told::Silent(_)))
        .map(|(e, t)| format!("{}: {t:?}", e.claim))
        .collect();
    assert!(silent.len() <= 4, "{}", silent.join("\n"));
}

#[test]
fn every_identity_is_proved_or_supported() {
    let list = entries(TABLE);
    let verdicts = in_parallel(&list, |entry| {
        let (_, decided) = decide(&entry.prelude, &entry.claim);
        (decided.decision.verdict, decided.decision.certificate)
    });
    let wrong: Vec<String> = list
        .iter()
        .zip(&verdicts)
        .filter(|(_, (verdict, _))| !matches!(verdict, Verdict::Proved | Verdict::Supported))
        .map(|(entry, (verdict, why))| format!("{verdict}: {} ({}; {why})", entry.claim, entry.family))
        .collect();
    let proved = verdicts.iter().filter(|(verdict, _)| *verdict == Verdict::Proved).count();
    println!("{} identities: {proved} proved, {} supported", list.len(), list.len() - proved - wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(proved * 10 >= list.len() * 8, "only {proved} of {} identities are proved", list.len());
}

#[test]
fn where_the_conditions_hold_both_sides_exist() {
    let list = entries(TABLE);
    let found = in_parallel(&list, |entry| {
        let (model, decided) = decide(&entry.prelude, &entry.claim);
        let stated: Vec<String> =
            decided.decision.conditions.iter().map(|c| render::conditions::plain(&model.graph, c)).collect();
        let looked = Case::read(&entry.prelude, &entry.claim).defined_inside(&stated);
        looked.map_err(|point| format!("{} has no value at {point}, where {stated:?} hold", entry.claim))
    });
    let wrong: Vec<&String> = found.iter().filter_map(|one| one.as_ref().err()).collect();
    let inside: usize = found.iter().filter_map(|one| one.as_ref().ok()).sum();
    println!("{inside} points inside the conditions of {} identities", list.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(inside >= 20 * list.len(), "{inside}");
}

/// What became of one mutant.
enum Fate {
    /// False by the independent evaluator; the engine's verdict.
    False(Verdict),
    /// True at every point, by a symmetry: not a mutant.
    TrueAnyway,
    /// No statement, or too few points.
    Untold,
}

/// The engine's verdict; what takes longer than a second is named where a list is asked for.
fn timed(entry: &Entry, claim: &str) -> Verdict {
    let begun = std::time::Instant::now();
    let verdict = decide(&entry.prelude, claim).1.decision.verdict;
    if listing() && begun.elapsed().as_secs_f64() > 1.0 {
        println!("slow: {:.1} s for {claim} ({})", begun.elapsed().as_secs_f64(), entry.family);
    }
    verdict
}

/// `NORMSYM_LIST=1 cargo test --test soundness -- --nocapture` names what was set aside.
fn listing() -> bool {
    std::env::var_os("NORMSYM_LIST").is_some()
}

/// The first mutants of a claim that the independent evaluator finds false, with those set aside.
fn fates(entry: &Entry) -> Vec<(Mutant, Fate)> {
    let names = File::read(&entry.prelude).alike();
    let mut fates = Vec::new();
    let mut wanted = MUTANTS;
    for mutant in mutants(&entry.claim, &names) {
        if wanted == 0 {
            break;
        }
        let fate = match told(entry, &mutant.text) {
            Told::Differ(_) => {
                wanted -= 1;
                Fate::False(timed(entry, &mutant.text))
            }
            Told::Agree(_) => Fate::TrueAnyway,
            Told::Silent(_) => Fate::Untold,
        };
        fates.push((mutant, fate));
    }
    fates
}

#[test]
fn no_mutant_is_proved_or_supported() {
    let list = entries(TABLE);
    let all = in_parallel(&list, fates);
    let (mut wrong, mut few) = (Vec::new(), Vec::new());
    let (mut false_ones, mut true_ones, mut untold) = (0, Vec::new(), Vec::new());
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    for (entry, fates) in list.iter().zip(&all) {
        let mut own = 0;
        for (mutant, fate) in fates {
            let line = || format!("{} [{}] of {} ({})", mutant.text, mutant.rule, entry.claim, entry.family);
            match fate {
                Fate::False(verdict) => {
                    own += usize::from(*verdict != Verdict::IllFormed);
                    *verdicts.entry(verdict.to_string()).or_default() += 1;
                    if matches!(verdict, Verdict::Proved | Verdict::Supported) {
                        wrong.push(format!("{verdict}: {}", line()));
                    }
                }
                Fate::TrueAnyway => true_ones.push(line()),
                Fate::Untold => untold.push(line()),
            }
        }
        false_ones += own;
        if own < 5 {
            few.push(format!("{own}: {}", entry.claim));
        }
    }
    println!(
        "{} identities, {false_ones} false mutants {verdicts:?}; set aside: {} true by symmetry, {} untold",
        list.len(),
        true_ones.len(),
        untold.len()
    );
    if listing() {
        println!("true by symmetry:\n{}\nuntold:\n{}\nfew:\n{}", true_ones.join("\n"), untold.join("\n"), few.join("\n"));
    }
    assert!(wrong.is_empty(), "{} mutants are not refuted:\n{}", wrong.len(), wrong.join("\n"));
    assert!(false_ones >= 1700, "{false_ones} mutants");
    assert!(few.is_empty(), "fewer than five mutants:\n{}", few.join("\n"));
    assert!(true_ones.len() + untold.len() <= false_ones / 5, "{} set aside", true_ones.len() + untold.len());
}
