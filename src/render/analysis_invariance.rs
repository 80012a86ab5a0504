//! The invariances of an analysis in sentences: factors, powers of a factor, shifts, or what was looked for.

use super::analysis::{Block, Writer, note, said};
use super::notes::{Bit, Note};
use crate::answer::{Invariance, InvarianceKind, Searched};
use crate::check::conditions::unique;
use crate::expr::NodeId;

/// So many groups of weights are listed.
const GROUPS: usize = 8;

impl Writer<'_> {
    /// The block of the invariances, or what was looked for.
    pub(super) fn invariances(&mut self, list: &[Invariance], searched: Searched) -> Block {
        let words = self.words.analysis;
        let mut groups: Vec<Vec<&Invariance>> = Vec::new();
        for found in list {
            let alike = |group: &&mut Vec<&Invariance>| {
                let shown = |own: &Invariance| (own.kind, own.deviations.is_empty());
                group.iter().chain([&found]).all(|own| own.weights.len() == 1 && shown(own) == shown(found))
            };
            match groups.iter_mut().find(alike) {
                Some(group) => group.push(found),
                None => groups.push(vec![found]),
            }
        }
        let several = |group: &Vec<&Invariance>| group.len() == 1 && group[0].weights.len() > 1;
        let left_out = groups.iter().filter(|group| several(group)).count().saturating_sub(GROUPS);
        let mut shown = 0;
        groups.retain(|group| {
            shown += usize::from(several(group));
            !several(group) || shown <= GROUPS
        });
        let mut items: Vec<Note> = groups.iter().map(|group| self.invariance(group)).collect();
        if left_out > 0 {
            items.push(note(vec![Bit::Words((words.more_groups)(left_out))]));
        }
        if items.is_empty() {
            return self.short(words.invariances, note(vec![Bit::Words((words.none_of)(searched))]));
        }
        self.block(words.invariances, items)
    }

    /// Each weight times a power of c: `w, b times c, v times 1/c: changes nothing for c > 0`.
    fn powers(&mut self, found: &Invariance) -> Note {
        let words = self.words.analysis;
        let mut bits = Vec::new();
        for exponent in unique(found.exponents.iter().copied()) {
            let own = found.weights.iter().zip(&found.exponents).filter(|(_, own)| **own == exponent);
            let weights: Vec<NodeId> = own.map(|(weight, _)| *weight).collect();
            bits.push(said(if bits.is_empty() { "" } else { words.and }));
            bits.extend(self.names(&weights));
            bits.extend([said(words.times_power), power_of_c(exponent)]);
        }
        bits.extend([said(words.changes_nothing_for), Bit::Both { text: "c > 0", tex: "$c > 0$" }]);
        note(bits)
    }

    /// One change, or changes of one weight each.
    fn invariance(&mut self, group: &[&Invariance]) -> Note {
        let words = self.words.analysis;
        if group[0].kind == InvarianceKind::Powers {
            return self.powers(group[0]);
        }
        let weights: Vec<NodeId> = group.iter().flat_map(|own| own.weights.iter().copied()).collect();
        let mut bits = self.names(&weights);
        let together = group.len() == 1 && weights.len() > 1;
        bits.push(said(if group.len() > 1 { words.each_alone } else { ": " }));
        let factor = if together { words.common } else { words.factor };
        let positive = Bit::Both { text: "c > 0", tex: "$c > 0$" };
        match group[0].kind {
            InvarianceKind::Powers => {}
            InvarianceKind::Shift if group[0].deviations.is_empty() => bits.push(said(words.common_shift)),
            InvarianceKind::Shift => bits.push(said(words.shift)),
            InvarianceKind::Scale if group[0].deviations.is_empty() => {
                bits.extend([said(factor), positive, said(words.changes_nothing)]);
            }
            InvarianceKind::Scale => bits.extend([said(factor), positive, said(words.scale)]),
            InvarianceKind::ScaleButFor(eps) => {
                bits.extend([
                    said(factor),
                    positive,
                    said(words.scale_but_for),
                    self.formula(eps),
                    said(words.under_the_root_of),
                ]);
            }
        }
        let deviations: Vec<NodeId> = group.iter().flat_map(|own| own.deviations.iter().copied()).collect();
        bits.extend(self.names(&unique(deviations)));
        note(bits)
    }
}

/// `c`, `1/c`, `c²`.
fn power_of_c(exponent: i64) -> Bit {
    let (text, tex) = match exponent {
        1 => ("c", "$c$"),
        2 => ("c²", "$c^2$"),
        3 => ("c³", "$c^3$"),
        4 => ("c⁴", "$c^4$"),
        -1 => ("1/c", "$1/c$"),
        -2 => ("1/c²", "$1/c^2$"),
        -3 => ("1/c³", "$1/c^3$"),
        -4 => ("1/c⁴", "$1/c^4$"),
        other => return Bit::Foreign(format!("c^({other})")),
    };
    Bit::Both { text, tex }
}
