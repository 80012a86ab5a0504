//! The whole answer of `analyze` as a page, before any spelling: headlines with short sentences below them.
//!
//! A block with nothing in it is told in its headline, `Kinks: none`.

use super::Options;
use super::analysis_bound::{bound, rate};
use super::layout::Layout;
use super::math::Math;
use super::notes::{Bit, Note, reason_note};
use super::words::Words;
use crate::analysis::jacobian::Jacobian;
use crate::analysis::{Broken, Kink};
use crate::answer::{Analysis, Analyzed, Dead, Normalisation, Redundancy};
use crate::check::conditions::unique;
use crate::expr::{Graph, NodeId};
use crate::name::Name;

/// So many names stand in one list.
const NAMES: usize = 12;

/// So many sentences stand below one headline.
const ITEMS: usize = 24;

/// What was found about one function.
pub(super) struct Page {
    /// `L in w_1, w_2`.
    pub(super) title: Note,
    pub(super) blocks: Vec<Block>,
}

/// A headline and what stands below it.
pub(super) struct Block {
    pub(super) headline: &'static str,
    /// What stands in the line of the headline.
    pub(super) beside: Option<Note>,
    pub(super) items: Vec<Note>,
}

/// The pages of an analysis, one for each function; assumptions that are broken are told on the first.
pub(super) fn pages(graph: &Graph, analysis: &Analysis, options: &Options) -> Vec<Page> {
    let mut writer = Writer { graph, layout: Layout::new(graph, options), words: options.words };
    let mut pages: Vec<Page> = analysis.functions.iter().map(|function| writer.page(function)).collect();
    let words = options.words.analysis;
    let broken = analysis.broken_assumptions.iter().map(|assumption| {
        let math = writer.layout.expression(assumption.node);
        let bits = vec![said(words.assumption), Bit::Condition(math, assumption.need), said(words.fails_at_start)];
        Note { bits, alarm: true }
    });
    let broken: Vec<Note> = broken.collect();
    let first = pages.first_mut().and_then(|page| page.blocks.iter_mut().find(|block| block.headline == words.conditions));
    if let Some(block) = first.filter(|_| !broken.is_empty()) {
        block.items.splice(0..0, block.beside.take());
        block.items.extend(broken);
    }
    pages.extend(analysis.rates.iter().map(|found| rate(&mut writer, found)));
    pages
}

pub(super) fn said(words: &str) -> Bit {
    Bit::Words(words.to_string())
}

pub(super) fn note(bits: Vec<Bit>) -> Note {
    Note { bits, alarm: false }
}

pub(super) struct Writer<'a> {
    pub(super) graph: &'a Graph,
    pub(super) layout: Layout<'a>,
    pub(super) words: &'static Words,
}

impl Writer<'_> {
    fn page(&mut self, function: &Analyzed) -> Page {
        let words = self.words.analysis;
        let mut title = vec![self.formula(function.node)];
        if !function.by.is_empty() {
            title.push(said(words.in_));
            title.extend(self.parameters(&function.by));
        }
        let mut blocks = vec![
            self.dead(function),
            self.invariances(&function.invariances, function.invariances_searched),
            self.redundant(function),
        ];
        if !function.normalisations.is_empty() {
            let items = function.normalisations.iter().map(|found| self.normalisation(found)).collect();
            blocks.push(self.block(words.normalisations, items));
        }
        blocks.extend(self.masks(function));
        blocks.extend([self.kinks(function), self.conditions(function), bound(self, function)]);
        Page { title: note(title), blocks }
    }

    pub(super) fn formula(&mut self, node: NodeId) -> Bit {
        Bit::Formula(self.layout.expression(node))
    }

    /// The sentences below a headline; `none` beside it where there are none.
    pub(super) fn block(&self, headline: &'static str, mut items: Vec<Note>) -> Block {
        let words = self.words.analysis;
        let more = items.len().saturating_sub(ITEMS);
        if more > 0 {
            items.truncate(ITEMS);
            items.push(note(vec![Bit::Words((words.more)(more))]));
        }
        let beside = items.is_empty().then(|| note(vec![said(words.none)]));
        Block { headline, beside, items }
    }

    /// One sentence in the line of the headline.
    pub(super) fn short(&self, headline: &'static str, beside: Note) -> Block {
        Block { headline, beside: Some(beside), items: Vec::new() }
    }

    /// A list of names, cut where it is long.
    pub(super) fn names(&mut self, list: &[NodeId]) -> Vec<Bit> {
        let mut bits = Vec::new();
        for (k, node) in list.iter().take(NAMES).enumerate() {
            if k > 0 {
                bits.push(said(", "));
            }
            bits.push(self.formula(*node));
        }
        if list.len() > NAMES {
            bits.push(Bit::Words(format!(", … {}", (self.words.analysis.more)(list.len() - NAMES))));
        }
        bits
    }

    /// The names, or their number where there are many.
    fn parameters(&mut self, list: &[NodeId]) -> Vec<Bit> {
        if list.len() > NAMES { vec![Bit::Words((self.words.analysis.parameters)(list.len()))] } else { self.names(list) }
    }

    fn dead(&mut self, function: &Analyzed) -> Block {
        let words = self.words.analysis;
        let own = self.layout.expression(function.node);
        let of = if own.is_label() { own } else { Math::Name(Name::default(), Box::new([])) };
        let mut items = Vec::new();
        for Dead { by, reason } in &function.dead {
            let mut bits = self.names(by);
            bits.push(said(": "));
            bits.extend(reason_note(&mut self.layout, reason, &of, self.words).bits);
            items.push(note(bits));
        }
        if !function.perhaps_dead.is_empty() {
            let mut bits = self.names(&function.perhaps_dead);
            bits.extend([said(": "), said(words.perhaps_dead)]);
            items.push(Note { bits, alarm: true });
        }
        self.block(words.dead, items)
    }

    fn redundant(&mut self, function: &Analyzed) -> Block {
        let words = self.words.analysis;
        let relation = |found: &Redundancy, writer: &mut Self| {
            note(vec![writer.formula(found.left), said(" = "), writer.formula(found.right)])
        };
        let mut items: Vec<Note> = function.redundancies.iter().map(|found| relation(found, self)).collect();
        if !function.sums_searched && function.by.len() > function.dead.iter().map(|dead| dead.by.len()).sum() {
            items.push(note(vec![said(words.pairs_only)]));
        }
        self.block(words.redundant, items)
    }

    fn normalisation(&mut self, found: &Normalisation) -> Note {
        let words = self.words.analysis;
        let mut bits = self.names(&found.deviations);
        bits.push(Bit::Words(format!(": {}, ", (words.rows)(found.shape.rows))));
        match &found.jacobian {
            Some(jacobian) => bits.extend(rank(jacobian, self.words)),
            None => bits.push(said(words.no_rank)),
        }
        note(bits)
    }

    /// `m_1, m_2: 4 subnets, 3 of them connected, with probability 3/4`.
    fn masks(&mut self, function: &Analyzed) -> Option<Block> {
        let words = self.words.analysis;
        let found = match function.subnets.as_ref()? {
            Ok(found) => found,
            Err(found) => {
                let mut bits = self.names(&found.masks);
                let power = Math::Power(Math::Number("2".into()).into(), Math::Number(found.masks.len().to_string()).into());
                bits.extend([said(": "), Bit::Formula(power), said(words.not_counted), Bit::Foreign(found.why.clone())]);
                return Some(self.short(words.masks, note(bits)));
            }
        };
        let mut bits = self.names(&found.masks);
        bits.push(Bit::Words((words.subnets)(found.total, found.connected.len() as u64)));
        bits.push(self.formula(found.connected_probability));
        let mut items = vec![note(bits)];
        if found.masks.len() <= NAMES && (found.connected.len() as u64) < found.total {
            let mut bits = vec![said(words.kept)];
            for (k, (mask, probability)) in found.masks.iter().zip(&found.kept_given_connected).enumerate() {
                bits.extend([said(if k > 0 { ", " } else { "" }), self.formula(*mask)]);
                bits.extend([said(words.with_probability), self.formula(*probability)]);
            }
            items.push(note(bits));
        }
        Some(self.block(words.masks, items))
    }

    fn kinks(&mut self, function: &Analyzed) -> Block {
        let words = self.words.analysis;
        let Some(found) = &function.kinks else {
            let mut bits = vec![said(words.without_start)];
            bits.extend(self.names(&function.without_start));
            return self.short(words.kinks, note(bits));
        };
        let mut items: Vec<Note> = found.met.iter().map(|kink| self.kink(function, kink)).collect();
        for convention in unique(found.met.iter().filter_map(|kink| kink.convention)) {
            items.push(note(vec![said(words.taken_there), Bit::Foreign((self.words.foreign)(convention))]));
        }
        if let Some((node, why)) = &found.undecided {
            items.push(note(vec![said(words.not_decided), self.formula(*node), Bit::Foreign(format!(": {why}"))]));
        }
        match (items.is_empty(), found.looked_at) {
            (true, 0) => self.short(words.kinks, note(vec![said(words.smooth)])),
            (true, number) => self.short(words.kinks, note(vec![Bit::Words((words.no_kink)(number))])),
            (false, _) => self.block(words.kinks, items),
        }
    }

    fn kink(&mut self, function: &Analyzed, kink: &Kink) -> Note {
        let mut bits = vec![self.formula(kink.call)];
        bits.extend(self.within(function, kink.within));
        bits.extend([said(": "), self.formula(kink.vanishing), said(" = 0")]);
        Note { bits, alarm: true }
    }

    /// ` in F(2) (row 2 of data)`.
    fn within(&mut self, function: &Analyzed, within: Option<NodeId>) -> Vec<Bit> {
        let words = self.words.analysis;
        let Some(within) = within else { return Vec::new() };
        let mut bits = vec![said(words.within), self.formula(within)];
        if let Some(place) = function.places.iter().find(|place| place.of == within) {
            let rows = (words.row)(&place.table.to_string(), &place.rows);
            bits.push(Bit::Foreign(format!(" ({rows})")));
        }
        bits
    }

    fn conditions(&mut self, function: &Analyzed) -> Block {
        let words = self.words.analysis;
        let mut items: Vec<Note> = function.meeting.broken.iter().map(|broken| self.broken(function, broken)).collect();
        let undecided = &function.meeting.undecided;
        if items.is_empty() && !undecided.is_empty() {
            let mut bits = vec![said(words.not_decided_at_start)];
            for (k, (condition, _)) in undecided.iter().take(NAMES).enumerate() {
                bits.extend([said(if k > 0 { ", " } else { "" }), self.condition(condition.node, condition.need)]);
            }
            bits.extend(undecided.first().map(|(_, why)| Bit::Foreign(format!(" ({why})"))));
            items.push(note(bits));
        }
        if items.is_empty() && function.conditions.is_empty() {
            return self.short(words.conditions, note(vec![said(words.no_conditions)]));
        }
        if items.is_empty() && function.without_start.is_empty() {
            items.push(note(vec![said(words.all_hold)]));
        }
        if !function.conditions.is_empty() {
            let mut bits = vec![said(words.needed)];
            for (k, condition) in function.conditions.iter().enumerate() {
                bits.extend([said(if k > 0 { ", " } else { "" }), self.condition(condition.node, condition.need)]);
            }
            items.insert(0, note(bits));
        }
        self.block(words.conditions, items)
    }

    fn condition(&mut self, node: NodeId, need: crate::functions::Need) -> Bit {
        Bit::Condition(self.layout.expression(node), need)
    }

    fn broken(&mut self, function: &Analyzed, broken: &Broken) -> Note {
        let words = self.words.analysis;
        let mut bits = vec![self.condition(broken.condition.node, broken.condition.need)];
        bits.extend(self.within(function, broken.within));
        bits.push(said(if broken.always { words.fails_always } else { words.fails_at_start }));
        Note { bits, alarm: true }
    }
}

/// `the Jacobian has rank 1 = n − 2: J·1 = 0 and J·(u − C) = 0`.
fn rank(found: &Jacobian, words: &Words) -> Vec<Bit> {
    let words = words.analysis;
    let Some(rank) = found.rank else { return vec![said(words.no_rank)] };
    let mut bits = vec![Bit::Words(format!("{}{rank}", words.rank))];
    let name = Math::Name(Name::plain("n"), Box::new([]));
    let lost = found.rows - rank;
    let as_written = match lost {
        0 => name,
        _ => Math::Sum(vec![(false, name), (true, Math::Number(lost.to_string()))]),
    };
    bits.extend([said(" = "), Bit::Formula(as_written)]);
    let both = |text: &'static str, tex: &'static str| Bit::Both { text, tex };
    let mut facts = Vec::new();
    if found.loses_shift {
        facts.push(both("J·1 = 0", r"$J \cdot \mathbf{1} = 0$"));
    }
    if found.loses_scale {
        facts.push(both("J·(u − C) = 0", r"$J \cdot (u - C) = 0$"));
    }
    if found.keeps_scale_by_eps {
        facts.push(both("J·(u − C) = (ε/S²) û", r"$J \cdot (u - C) = (\varepsilon/S^2)\, \hat{u}$"));
    }
    for (k, fact) in facts.into_iter().enumerate() {
        bits.extend([said(if k == 0 { ": " } else { words.and }), fact]);
    }
    bits
}
