//! `examples/lecture/claims.expr`: every claim of the lectures has the verdict that the comment before it states.

use crate::table::decide_all;
use normsym::check::verdict::Verdict;
use normsym::source::Source;

const FILE: &str = include_str!("../../examples/lecture/claims.expr");

/// The verdict that the comment before each claim states, with what stands behind the colon; by the claim's line.
fn stated() -> Vec<(u32, String, String)> {
    let mut list = Vec::new();
    let mut comment = "";
    for (number, line) in FILE.lines().enumerate() {
        if line.starts_with("expect ") {
            let (verdict, more) = comment.split_once(": ").unwrap_or((comment, ""));
            list.push((number as u32 + 1, verdict.to_string(), more.to_string()));
        }
        comment = line.strip_prefix("# ").unwrap_or("");
    }
    list
}

#[test]
fn every_claim_of_the_lectures_has_its_verdict() {
    let (model, decided) = decide_all(FILE);
    assert!(!model.has_errors(), "{:?}", model.diagnostics);
    let source = Source::new("claims.expr", FILE);
    let stated = stated();
    let mut wrong = Vec::new();
    for one in &decided {
        let line = source.position(one.claim.span.start).to_string();
        let line: u32 = line.split(':').next().and_then(|text| text.parse().ok()).expect("a line");
        let (_, verdict, more) = stated.iter().find(|(number, ..)| *number == line).expect("a comment for every claim");
        let found = one.decision.verdict;
        let text = source.slice(one.claim.span);
        if found.to_string() != *verdict {
            wrong.push(format!("line {line}: {text} is {found}, not {verdict} ({})", one.decision.certificate));
            continue;
        }
        let Some(witness) = &one.decision.witness else { continue };
        let mut facts: Vec<String> =
            witness.point.iter().map(|(symbol, value)| format!("{} = {value}", model.graph.symbol_entry(*symbol).name)).collect();
        facts.push(format!("the left side is {}", witness.left));
        if found == Verdict::Refuted && !more.is_empty() && !facts.contains(more) {
            wrong.push(format!("line {line}: {text} is refuted by {facts:?}, not by {more}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let refuted = decided.iter().filter(|one| one.decision.verdict == Verdict::Refuted).count();
    assert!(stated.len() >= 65 && refuted >= 12, "{} claims, {refuted} refuted", stated.len());
}
