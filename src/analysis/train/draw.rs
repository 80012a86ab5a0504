//! Draws of masks: each is 0 with its probability; the same seed gives the same draws on every machine.
//!
//! The numbers come from SplitMix64 (Steele, Lea, Flood 2014).

use crate::expr::NodeId;

/// A source of draws.
#[derive(Clone, Debug)]
pub(super) struct Draws {
    state: u64,
}

impl Draws {
    pub(super) fn new(seed: u64) -> Draws {
        Draws { state: seed }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number of 53 bits in [0, 1).
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// One draw of every mask, with its probability of 0.
    pub(super) fn draw(&mut self, masks: &[(NodeId, f64)]) -> Vec<(NodeId, bool)> {
        masks.iter().map(|(mask, drop_prob)| (*mask, self.unit() >= *drop_prob)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_those_of_the_published_generator() {
        // Reference values of SplitMix64 from seed 1234567.
        let mut draws = Draws::new(1_234_567);
        assert_eq!([draws.next(), draws.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }

    #[test]
    fn a_mask_is_dropped_as_often_as_it_should() {
        let mut draws = Draws::new(1);
        let masks = [(NodeId(0), 0.2), (NodeId(1), 0.0), (NodeId(2), 1.0)];
        let mut kept = [0; 3];
        for _ in 0..10_000 {
            for (place, (_, is_kept)) in draws.draw(&masks).into_iter().enumerate() {
                kept[place] += usize::from(is_kept);
            }
        }
        assert!((7_800..8_200).contains(&kept[0]), "{kept:?}");
        assert_eq!(kept[1..], [10_000, 0]);
    }
}
