//! Points to try: short rationals, never 0, never twice the same, the same on every run.

use crate::eval::Point;
use crate::expr::{Condition, Graph, NodeId, SymbolId};
use crate::functions::Need;
use crate::number::Rational;

/// Short rationals in the order in which a reader likes to see them in a witness.
const SHORT: &[(i64, i64)] = &[
    (1, 1),
    (-1, 1),
    (2, 1),
    (1, 2),
    (-2, 1),
    (-1, 2),
    (3, 1),
    (3, 2),
    (-3, 2),
    (1, 3),
    (-1, 3),
    (2, 3),
    (-3, 1),
    (5, 2),
    (-2, 3),
    (4, 1),
    (3, 4),
    (-5, 2),
    (5, 3),
    (-3, 4),
    (1, 4),
    (-4, 3),
    (7, 3),
    (-1, 4),
    (4, 3),
    (-7, 4),
    (5, 4),
    (-5, 3),
];

/// A deterministic stream of numbers (splitmix64).
pub struct Stream(u64);

impl Stream {
    pub fn new(seed: u64) -> Stream {
        Stream(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5851_F42D_4C95_7F2D)
    }

    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.draw() % bound.max(1) as u64) as usize
    }
}

/// The point of that number for the symbols: the first ones use the shortest rationals, later ones spread out.
pub fn point(symbols: &[SymbolId], number: usize) -> Point {
    let mut stream = Stream::new(number as u64 + 1);
    let reach = (4 + number / 2).min(SHORT.len());
    let mut used: Vec<usize> = Vec::new();
    symbols
        .iter()
        .map(|symbol| {
            let mut choice = stream.below(reach);
            // Equal values hide differences: tie only where there are too few numbers.
            for _ in 0..reach {
                if !used.contains(&choice) {
                    break;
                }
                choice = (choice + 1) % reach;
            }
            used.push(choice);
            let (n, d) = SHORT[choice];
            (*symbol, Rational::new(n, d))
        })
        .collect()
}

/// A point with coordinates of moderate size, for comparisons in doubles.
pub fn spread(symbols: &[SymbolId], number: usize) -> Point {
    let mut stream = Stream::new(1_000 + number as u64);
    symbols
        .iter()
        .map(|symbol| {
            let size = 150 + stream.below(1_500) as i64;
            let sign = if stream.draw() & 1 == 0 { 1 } else { -1 };
            (*symbol, Rational::new(sign * size, 1_000))
        })
        .collect()
}

/// Flips coordinates so that assumptions on single symbols hold.
pub fn meeting(graph: &Graph, mut point: Point, assumptions: &[Condition]) -> Point {
    for fact in assumptions {
        let (coefficient, base) = graph.split_coefficient(fact.node);
        let Some(symbol) = base.and_then(|base: NodeId| graph.as_symbol(base)) else { continue };
        let Some(value) = point.get(symbol).cloned() else { continue };
        let wanted = if coefficient.is_negative() { -1 } else { 1 };
        if fact.need != Need::NonZero && value.signum() != wanted {
            point.set(symbol, -&value);
        }
    }
    point
}
