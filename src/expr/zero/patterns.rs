//! Which patterns of signs the points of a test have met, and whether any may be missing.
//!
//! ```text
//! sign x, sign y, sign (x y):   + ─ + ─ (+)      after + + the third sign is + again and again: x y is then a square
//!                                 └ − ─ (−)      times a positive number, for real numbers too, so that nothing is missing
//! ```

use std::collections::BTreeMap;

/// So many times the same sign after the same beginning is no chance (2^−24).
const SURE: u32 = 24;

/// A tree of the patterns met.
#[derive(Default)]
pub(super) struct Patterns {
    /// For each beginning: how often a negative and how often a positive sign came next.
    next: BTreeMap<Vec<bool>, [u32; 2]>,
}

impl Patterns {
    /// The signs of one point, in the order in which they are decided.
    pub(super) fn record(&mut self, signs: &[bool]) {
        for (place, sign) in signs.iter().enumerate() {
            match self.next.get_mut(&signs[..place]) {
                Some(counts) => counts[usize::from(*sign)] += 1,
                None => {
                    let mut counts = [0, 0];
                    counts[usize::from(*sign)] = 1;
                    self.next.insert(signs[..place].to_vec(), counts);
                }
            }
        }
    }

    /// Whether every beginning was followed by both signs, or by one of them too often for chance.
    pub(super) fn complete(&self) -> bool {
        self.next.values().all(|[minus, plus]| (*minus > 0 && *plus > 0) || minus + plus >= SURE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_that_was_met_one_way_only_is_not_covered_until_chance_is_out() {
        let mut patterns = Patterns::default();
        patterns.record(&[true, true]);
        patterns.record(&[false, false]);
        assert!(!patterns.complete());
        for _ in 0..SURE {
            patterns.record(&[true, true]);
            patterns.record(&[false, false]);
        }
        assert!(patterns.complete());
        patterns.record(&[true, false]);
        patterns.record(&[true, false]);
        assert!(patterns.complete());
    }

    #[test]
    fn nothing_to_decide_is_covered() {
        assert!(Patterns::default().complete());
    }
}
