//! The steps of a derivation as rows of a page, before any spelling: left side, right side, what was done.
//!
//! Derivatives of a definition hold its other names constant; that is said once above them, so that they are written
//! `∂F/∂u` here. The plain spelling of JSON, which is read back, says it each time: `diff(F, u; hold = (C, S))`.

use super::layout::Layout;
use super::math::Math;
use super::notes::{self, Bit, Note};
use super::page::Equation;
use super::words::{StepWords, Words};
use crate::answer::Target;
use crate::answer::steps::{Derived, Line, Rule, Steps};
use crate::expr::Condition;

/// `left = right`, with what was done; without a left side it goes on from the row above.
pub(super) struct Row {
    pub(super) left: Option<Math>,
    pub(super) right: Math,
    pub(super) note: Note,
}

impl Row {
    /// A part that had to get a name.
    pub(super) fn named(mut equation: Equation, words: &Words) -> Option<Row> {
        let left = equation.lefts.pop();
        left.is_some().then(|| Row { left, right: equation.right, note: said(words.steps.abbreviation) })
    }
}

/// The rows of one target: blocks of what belongs together.
pub(super) struct StepRows {
    pub(super) reduced: Vec<Vec<Row>>,
    pub(super) definitions: Vec<Vec<Row>>,
    pub(super) derived: Vec<Vec<Row>>,
}

impl StepRows {
    /// The parts of the steps under their headlines, those without a row left out.
    pub(super) fn parts<'a>(&'a self, words: &'a StepWords) -> impl Iterator<Item = (&'static str, &'a Vec<Vec<Row>>)> {
        let all = [(words.reduced, &self.reduced), (words.definitions, &self.definitions), (words.derived, &self.derived)];
        all.into_iter().filter(|(_, blocks)| blocks.iter().any(|block| !block.is_empty()))
    }
}

/// The rows of the steps; `of` is what is differentiated.
pub(super) fn rows(layout: &mut Layout, target: &Target, of: &Math, words: &Words) -> Option<StepRows> {
    let steps = target.steps.as_ref()?;
    let function = layout.expression(target.node);
    let mut writer = Writer { layout, of, function, words };
    let reduced = vec![writer.lines(&steps.reduced)];
    writer.layout.positive_first = true;
    let definitions = steps.definitions.iter().map(|definition| writer.lines(&definition.lines)).collect();
    let derived = writer.all_derived(steps);
    writer.layout.positive_first = false;
    Some(StepRows { reduced, definitions, derived })
}

/// What a rule is called.
pub fn rule(rule: Rule, words: &Words) -> String {
    let steps: &StepWords = words.steps;
    let known = match rule {
        Rule::Chain => steps.chain,
        Rule::Product => steps.product,
        Rule::Quotient => steps.quotient,
        Rule::Power => steps.power,
        Rule::Root => steps.root,
        Rule::Function(function) => return format!("{}{}", steps.function, function.get().name),
        Rule::ConstantFactor => steps.constant_factor,
        Rule::Sum => steps.sum,
        Rule::Mean => steps.mean,
        Rule::Deviation => steps.deviation,
        Rule::Normalised => steps.normalised,
        Rule::DeviationOfTwo => steps.deviation_of_two,
        Rule::DeviationOnALine => steps.deviation_on_a_line,
        Rule::SignOfTwo => steps.sign_of_two,
        Rule::SignOnALine => steps.sign_on_a_line,
        Rule::Centred => steps.centred,
        Rule::PutIn => steps.put_in,
        Rule::Named => steps.named,
        Rule::Abbreviation => steps.abbreviation,
        Rule::Simplified(name) => return (words.foreign)(name),
        Rule::Collected => steps.collected,
        Rule::WrittenOut => steps.written_out,
        Rule::WorkedOut => steps.worked_out,
        Rule::ExactZero => steps.exact_zero,
    };
    known.to_string()
}

/// The rules of a line, with commas.
pub fn rules(list: &[Rule], words: &Words) -> String {
    list.iter().map(|one| rule(*one, words)).collect::<Vec<_>>().join(", ")
}

struct Writer<'a, 'g> {
    layout: &'a mut Layout<'g>,
    of: &'a Math,
    function: Math,
    words: &'a Words,
}

impl Writer<'_, '_> {
    /// Lines of their own; one that goes on from the line above leaves its left side out.
    fn lines(&mut self, lines: &[Line]) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut before = None;
        for line in lines {
            let name = self.layout.expression(line.before);
            let left = (before != Some(line.before)).then(|| without_hold(name.clone(), &[name]));
            before = Some(line.after);
            let right = self.layout.expression(line.after);
            let note = if line.proved { self.note(line) } else { said(self.words.steps.not_proved) };
            rows.push(Row { left, right, note });
        }
        rows
    }

    /// The derivatives of the function; those that go as an earlier one follow it, with their result alone.
    fn all_derived(&mut self, steps: &Steps) -> Vec<Vec<Row>> {
        let mut blocks: Vec<(Option<usize>, Vec<Row>)> = Vec::new();
        for (place, derived) in steps.derived.iter().enumerate() {
            let first = derived.like.filter(|_| derived.is_proved());
            let block = blocks.iter_mut().find(|(known, _)| first.is_some() && *known == first);
            match block {
                Some((_, rows)) => {
                    let row = self.result(derived, said(self.words.steps.likewise));
                    rows.push(row);
                }
                None => {
                    let rows = self.derived(derived);
                    blocks.push((Some(place), rows));
                }
            }
        }
        blocks.into_iter().map(|(_, rows)| rows).collect()
    }

    fn derived(&mut self, derived: &Derived) -> Vec<Row> {
        if !derived.is_proved() {
            return vec![self.result(derived, said(self.words.steps.not_proved))];
        }
        if derived.lines.is_empty() {
            let reason = derived.zero_because.as_ref();
            let note = reason.map_or_else(|| said(""), |reason| notes::reason_note(self.layout, reason, self.of, self.words));
            return vec![self.result(derived, note)];
        }
        let shares: Vec<Math> = derived.shares.iter().map(|share| self.layout.expression(*share)).collect();
        let mut rows: Vec<Row> = Vec::new();
        let mut abbreviations: Vec<Row> = Vec::new();
        for line in &derived.lines {
            let right = self.layout.expression(line.after);
            let note = self.note(line);
            if line.rules == [Rule::Abbreviation] {
                abbreviations.push(Row { left: Some(self.layout.expression(line.before)), right, note });
                continue;
            }
            let right = if line.rules == [Rule::Chain] { without_hold(right, &shares) } else { right };
            let right = self.nameless(right);
            match rows.last_mut() {
                // What looks the same is said once, with the rules of both.
                Some(last) if last.right == right => {
                    last.note.bits.extend(std::iter::once(Bit::Words(", ".into())).chain(note.bits))
                }
                _ => {
                    let left = rows.is_empty().then(|| self.name(derived));
                    rows.push(Row { left, right, note });
                }
            }
        }
        rows.extend(abbreviations);
        rows
    }

    /// Derivatives of a function without a name are written `∂/∂h`, as on the left side.
    fn nameless(&self, math: Math) -> Math {
        match math {
            Math::Diff { of, mut by, hold } if hold.is_empty() && by.len() == 1 && *of == self.function => match by.pop() {
                Some(by) => Math::Partial { of: self.of.clone().into(), by: by.into() },
                None => *of,
            },
            other => map_parts(other, &|part| self.nameless(part)),
        }
    }

    /// `∂L/∂w` as the answer calls it: a function without a name is not repeated. What is held is said.
    fn name(&mut self, derived: &Derived) -> Math {
        let full = self.layout.expression(derived.name);
        if matches!(&full, Math::Diff { hold, .. } if !hold.is_empty()) {
            return full;
        }
        Math::Partial { of: self.of.clone().into(), by: self.layout.expression(derived.by).into() }
    }

    fn result(&mut self, derived: &Derived, note: Note) -> Row {
        Row { left: Some(self.name(derived)), right: self.layout.expression(derived.value), note }
    }

    fn note(&mut self, line: &Line) -> Note {
        let mut bits = vec![Bit::Foreign(rules(&line.rules, self.words))];
        for (k, Condition { node, need }) in line.conditions.iter().enumerate() {
            bits.push(Bit::Words(if k == 0 { "; " } else { ", " }.into()));
            bits.push(Bit::Condition(self.layout.expression(*node), *need));
        }
        Note { bits, alarm: !line.proved }
    }
}

fn said(words: &str) -> Note {
    Note { bits: vec![Bit::Words(words.to_string())], alarm: false }
}

/// The sum of products with these derivatives written `∂F/∂u`. Other derivatives keep what they hold.
fn without_hold(math: Math, shares: &[Math]) -> Math {
    match math {
        Math::Diff { of, mut by, .. }
            if by.len() == 1 && of.is_label() && shares.iter().any(|share| is_diff(share, &of, &by)) =>
        {
            match by.pop() {
                Some(by) => Math::Partial { of, by: by.into() },
                None => *of,
            }
        }
        other => map_parts(other, &|part| without_hold(part, shares)),
    }
}

/// The same with each summand and factor replaced.
fn map_parts(math: Math, change: &dyn Fn(Math) -> Math) -> Math {
    let all = |parts: Vec<Math>| parts.into_iter().map(change).collect();
    match math {
        Math::Sum(summands) => Math::Sum(summands.into_iter().map(|(minus, part)| (minus, change(part))).collect()),
        Math::Product(factors) => Math::Product(all(factors)),
        Math::Fraction { above, below } => Math::Fraction { above: all(above), below: all(below) },
        other => other,
    }
}

fn is_diff(share: &Math, of: &Math, by: &[Math]) -> bool {
    matches!(share, Math::Diff { of: known, by: known_by, .. } if **known == *of && known_by.as_slice() == by)
}
