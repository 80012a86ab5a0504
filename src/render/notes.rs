//! What is said of derivatives besides the formula: verdict, conditions, conventions, the finite-difference check.
//!
//! What most of a function's derivatives share is said once below them all; only what differs stands at a derivative.
//! The words of all formats are here.

use super::layout::Layout;
use super::math::Math;
use crate::answer::{Change, FiniteDifference, Partial, Relation, ZeroReason};
use crate::check::verdict::Verdict;
use crate::expr::{Condition, is_broken};
use crate::functions::Need;
use crate::render::words::Words;

/// A piece of a note.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Bit {
    /// Words of ours.
    Words(String),
    /// Words that were made elsewhere: a certificate, a reason, a convention.
    Foreign(String),
    /// `∂L/∂w_1`.
    Formula(Math),
    /// `S_1 ≠ 0`.
    Condition(Math, Need),
    /// A figure in two digits: `1.2e-11`.
    Figure(f64),
    /// A matrix, row by row.
    Matrix(Vec<Vec<Math>>),
    /// Signs of ours, for a terminal and in LaTeX.
    Both {
        /// For a terminal.
        text: &'static str,
        /// In LaTeX, with its `$`.
        tex: &'static str,
    },
}

/// One sentence, without its full stop.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Note {
    pub(super) bits: Vec<Bit>,
    /// Whether it says that something is wrong.
    pub(super) alarm: bool,
}

/// What two derivatives must share to share a note.
#[derive(Clone, PartialEq)]
struct Status {
    verdict: Verdict,
    certificate: String,
    conditions: Vec<LaidOut>,
    conventions: Vec<&'static str>,
    /// Whether there is a comparison, whether it came out well, and along how many directions.
    difference: Option<(bool, usize)>,
}

impl Status {
    /// Whether something is wrong.
    fn alarm(&self) -> bool {
        self.verdict == Verdict::Refuted || self.difference.is_some_and(|(agrees, _)| !agrees)
    }
}

/// The notes on all derivatives together, and those on each; `names` are what the derivatives are called.
pub(super) fn grouped(
    layout: &mut Layout,
    partials: &[Partial],
    names: &[Math],
    of: &Math,
    words: &Words,
) -> (Vec<Note>, Vec<Vec<Note>>) {
    let statuses: Vec<Status> = partials.iter().map(|partial| status(layout, partial)).collect();
    let mut groups: Vec<(&Status, Vec<usize>)> = Vec::new();
    for (k, status) in statuses.iter().enumerate() {
        match groups.iter_mut().find(|(known, _)| *known == status) {
            Some((_, members)) => members.push(k),
            None => groups.push((status, vec![k])),
        }
    }
    // What is wrong is said where it stands.
    groups.retain(|(status, members)| members.len() > 1 && !status.alarm());
    // The largest group needs no list of names, and speaks last.
    groups.sort_by_key(|(_, members)| members.len());
    let mut summary = Vec::new();
    for (k, (status, members)) in groups.iter().enumerate() {
        let mut who = Vec::new();
        if members.len() == partials.len() {
            who.push(Bit::Words(words.each.into()));
        } else if k + 1 == groups.len() {
            who.push(Bit::Words(words.every_other.into()));
        } else {
            for (k, member) in members.iter().enumerate() {
                who.push(Bit::Words(if k > 0 { ", " } else { "" }.into()));
                who.extend(names.get(*member).cloned().map(Bit::Formula));
            }
        }
        who.push(Bit::Words(": ".into()));
        let differences = members.iter().filter_map(|member| partials[*member].finite_difference);
        summary.push(sentence(who, status, differences.reduce(FiniteDifference::and), words));
    }
    let own = partials.iter().zip(&statuses).map(|(partial, status)| {
        let mut notes = Vec::new();
        if let Some(reason) = &partial.zero_because {
            notes.push(zero_note(layout, reason, of, words));
        }
        if groups.iter().all(|(known, _)| *known != status) {
            notes.push(sentence(vec![], status, partial.finite_difference, words));
        }
        notes
    });
    let own = own.collect();
    (summary, own)
}

/// That a search for a shorter form ended at a limit.
pub(super) fn stopped_note(words: &Words) -> Note {
    Note { bits: vec![Bit::Words(words.stopped.into())], alarm: false }
}

/// `assuming w_1 > 0, |w_1| became w_1`.
pub(super) fn change_note(layout: &mut Layout, change: &Change, words: &Words) -> Note {
    let assumption = layout.expression(change.assumption.node);
    let bits = vec![
        Bit::Words(words.assuming.into()),
        Bit::Condition(assumption, change.assumption.need),
        Bit::Words(", ".into()),
        Bit::Formula(layout.expression(change.before)),
        Bit::Words(words.became.into()),
        Bit::Formula(layout.expression(change.after)),
    ];
    Note { bits, alarm: false }
}

/// `w_1 (∂L/∂w_1) + w_2 (∂L/∂w_2) = 0`, and why.
pub(super) fn relation_note(layout: &mut Layout, relation: &Relation, words: &Words) -> Note {
    let bits = vec![
        Bit::Formula(layout.expression(relation.sum)),
        Bit::Words(" = 0, ".into()),
        Bit::Words(words.shared_factor.into()),
        Bit::Formula(layout.expression(relation.deviation)),
    ];
    Note { bits, alarm: false }
}

/// Where a function that is shown alone has a value: `for S_1 ≠ 0`.
pub(super) fn conditions_note(layout: &mut Layout, conditions: &[Condition], words: &Words) -> Note {
    let laid_out: Vec<LaidOut> = conditions.iter().map(|condition| laid_out(layout, *condition)).collect();
    Note { alarm: laid_out.iter().any(|condition| condition.broken), bits: condition_bits(&laid_out, words) }
}

/// A condition as it is written.
#[derive(Clone, PartialEq)]
struct LaidOut {
    math: Math,
    need: Need,
    /// Whether it is one on a number that does not meet it.
    broken: bool,
}

fn laid_out(layout: &mut Layout, condition: Condition) -> LaidOut {
    let broken = is_broken(layout.graph(), condition);
    LaidOut { math: layout.expression(condition.node), need: condition.need, broken }
}

/// `for u ≠ 0, v > 0`; where one of them is broken, that alone: `no value here: it needs 0 ≠ 0`.
fn condition_bits(conditions: &[LaidOut], words: &Words) -> Vec<Bit> {
    let any_broken = conditions.iter().any(|condition| condition.broken);
    let first = if any_broken { words.no_value_for } else { words.for_ };
    let mut bits = Vec::new();
    for (k, condition) in conditions.iter().filter(|condition| condition.broken == any_broken).enumerate() {
        bits.push(Bit::Words(if k == 0 { first } else { ", " }.into()));
        bits.push(Bit::Condition(condition.math.clone(), condition.need));
    }
    bits
}

/// Why a derivative is 0; `of` is what is differentiated.
fn zero_note(layout: &mut Layout, reason: &ZeroReason, of: &Math, words: &Words) -> Note {
    let mut note = reason_note(layout, reason, of, words);
    note.bits.insert(0, Bit::Words(words.zero.into()));
    note
}

/// The reason alone.
pub(super) fn reason_note(layout: &mut Layout, reason: &ZeroReason, of: &Math, words: &Words) -> Note {
    /// So many derivatives are named before an ellipsis.
    const NAMED: usize = 4;
    let mut bits = Vec::new();
    match reason {
        ZeroReason::Absent => bits.push(Bit::Words(words.absent.into())),
        ZeroReason::CancelsOut => bits.push(Bit::Words(words.cancels_out.into())),
        ZeroReason::Cancels => bits.push(Bit::Words(words.cancels.into())),
        ZeroReason::BySigns => bits.push(Bit::Words(words.by_signs.into())),
        ZeroReason::Through(terms) => {
            for term in terms.iter().take(NAMED) {
                bits.push(Bit::Formula(Math::Partial { of: of.clone().into(), by: layout.expression(*term).into() }));
                bits.push(Bit::Words(" = ".into()));
            }
            let more = if terms.len() > NAMED { "… = " } else { "" };
            let through = if terms.len() == 1 { words.through_one } else { words.through_several };
            bits.push(Bit::Words(format!("{more}{through}")));
        }
    }
    Note { bits, alarm: false }
}

fn status(layout: &mut Layout, partial: &Partial) -> Status {
    Status {
        verdict: partial.verdict,
        certificate: partial.certificate.clone(),
        conditions: partial.conditions.iter().map(|condition| laid_out(layout, *condition)).collect(),
        conventions: partial.conventions.clone(),
        difference: partial.finite_difference.map(|difference| (difference.within_bound, difference.directions)),
    }
}

fn sentence(mut bits: Vec<Bit>, status: &Status, difference: Option<FiniteDifference>, words: &Words) -> Note {
    bits.push(Bit::Words((words.said)(status.verdict).into()));
    if !status.certificate.is_empty() {
        bits.push(Bit::Words(" (".into()));
        bits.push(Bit::Foreign((words.foreign)(&status.certificate)));
        bits.push(Bit::Words(")".into()));
    }
    if !status.conditions.is_empty() {
        bits.push(Bit::Words(" ".into()));
        bits.extend(condition_bits(&status.conditions, words));
    }
    for (k, convention) in status.conventions.iter().enumerate() {
        bits.push(Bit::Words(if k == 0 { format!("; {}", words.with) } else { ", ".into() }));
        bits.push(Bit::Foreign((words.foreign)(convention)));
    }
    match difference {
        None => bits.push(Bit::Words(format!("; {}", words.no_difference))),
        Some(found) => {
            let said = format!("; {}", (words.difference)(&found));
            bits.extend([Bit::Words(said), Bit::Figure(found.max_relative_error)]);
        }
    }
    Note { bits, alarm: status.alarm() }
}
