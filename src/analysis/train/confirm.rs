//! Digits that are true: the rest of a run is carried out twice, with more digits the second time, and what both agree on
//! is told.

use super::arithmetic::Rounded;
use super::figure::{Figure, Run, Why};
use super::state::{Edges, Found, State};
use super::walk::Walk;
use crate::diagnostic::Diagnostic;
use crate::eval::Decimal;
use crate::expr::NodeId;
use crate::number::Rational;

/// How often the precision is raised where digits are missing.
const ROUNDS: u32 = 4;

/// Goes on from step `from` to step `to` with confirmed digits.
pub(super) fn rest(
    mut walk: Walk<'_>,
    state: State<Rational>,
    (from, to): (u64, u64),
    digits: usize,
    go_on: &mut dyn FnMut(u64) -> bool,
) -> Result<Run, Vec<Diagnostic>> {
    let mark = walk.mark();
    // 3.33 bits for each digit, and some to lose on the way.
    let mut bits = digits.saturating_mul(10) / 3 + 64;
    for round in 0..=ROUNDS {
        walk.go_back(&mark);
        let all = both(&mut walk, &state, (from, to), (bits, digits), go_on)?;
        if all || round == ROUNDS || matches!(&walk.run.stopped, Some(stop) if matches!(stop.why, Why::Time)) {
            break;
        }
        bits = bits.saturating_mul(2);
    }
    Ok(walk.run)
}

/// Both runs side by side; whether every digit was confirmed.
fn both(
    walk: &mut Walk<'_>,
    state: &State<Rational>,
    (from, to): (u64, u64),
    (bits, digits): (usize, usize),
    go_on: &mut dyn FnMut(u64) -> bool,
) -> Result<bool, Vec<Diagnostic>> {
    let (coarse, fine) = (Rounded { bits }, Rounded { bits: 2 * bits });
    let (mut one, mut two) = (state.clone(), state.clone());
    let mut all = true;
    for k in from..=to {
        if let Some(why) = walk.ends_before(k, go_on) {
            walk.stop(k, why);
            break;
        }
        let objective = walk.objective(k)?;
        if !walk.draw(&objective, k) {
            walk.stop(k, Why::Disconnected);
            break;
        }
        let (mut once, mut again) = (Edges::new(), Edges::new());
        let first = walk.step(&coarse, &objective, &one, k, &mut once);
        let second = walk.step(&fine, &objective, &two, k, &mut again);
        if let Some(node) = undecided(&once, &again) {
            walk.stop(k, Why::Undecided(node));
            return Ok(false);
        }
        match (first, second) {
            (Ok((first, found)), Ok((second, confirmed))) => {
                let after = paired(&first, &second);
                let found = Found {
                    value: (found.value, confirmed.value),
                    gradient: found.gradient.into_iter().zip(confirmed.gradient).collect(),
                    rate: (found.rate, confirmed.rate),
                    at_kink: confirmed.at_kink,
                    shortened: confirmed.shortened,
                };
                let missing = std::cell::Cell::new(false);
                let figure = |pair: &(Rational, Rational)| {
                    let figure = agreed(pair, digits);
                    missing.set(missing.get() || !is_whole(&figure, digits));
                    figure
                };
                walk.push(&objective, &after, found, k, &figure);
                all &= !missing.get();
                (one, two) = (first, second);
            }
            (_, Err(why)) | (Err(why), _) => {
                walk.stop(k, if matches!(why, Why::TooLong) { Why::TooLarge } else { why });
                break;
            }
        }
    }
    Ok(all)
}

/// The first value whose sign the two runs do not settle: they agree neither that it is 0 nor on its size.
fn undecided(once: &Edges<Rational>, again: &Edges<Rational>) -> Option<Option<NodeId>> {
    let is_settled = |one: &Rational, two: &Rational| one == two || &(one - two).abs() * &Rational::integer(4) <= two.abs();
    once.iter().zip(again).find(|((_, one), (_, two))| !is_settled(one, two)).map(|((node, _), _)| *node)
}

fn paired(first: &State<Rational>, second: &State<Rational>) -> State<(Rational, Rational)> {
    let list = |one: &[Rational], two: &[Rational]| one.iter().cloned().zip(two.iter().cloned()).collect::<Vec<_>>();
    State {
        weights: list(&first.weights, &second.weights),
        carried: Vec::new(),
        rate: (first.rate.clone(), second.rate.clone()),
        buffers: list(&first.buffers, &second.buffers),
        seen: second.seen.clone(),
    }
}

/// The digits that both runs agree on, at most so many.
fn agreed((one, two): &(Rational, Rational), digits: usize) -> Figure {
    if one == two && two.small_parts().is_some() {
        // Nothing was lost: a start value, a gradient of 0.
        let shown = Decimal::round(two, digits);
        return Figure::Digits(if shown.is_exact() { shown } else { shown.inexact() });
    }
    let same = |digits: usize| {
        let (one, two) = (Decimal::round(one, digits), Decimal::round(two, digits));
        one.same_number(&two).then(|| two.inexact())
    };
    match (1..=digits).rev().find_map(same) {
        Some(decimal) => Figure::Digits(decimal),
        // As far from 0 as the second run is, and what the runs differ by.
        None => Figure::Below(power_above(&(&two.abs() + &(two - one).abs()))),
    }
}

/// A power of 10 that is above a positive number, however small that is; at most 100 times the number, about.
fn power_above(size: &Rational) -> i64 {
    // The number is below 2^bits.
    let bits = size.numerator().bits() as i128 - size.denominator().bits() as i128 + 1;
    // log10(2) = 0.30102999…, rounded away from where it would be too little.
    let log = if bits > 0 { 30_103 } else { 30_102 };
    (bits * log).div_euclid(100_000) as i64 + 1
}

fn is_whole(figure: &Figure, digits: usize) -> bool {
    match figure {
        Figure::Digits(decimal) => decimal.is_exact() || decimal.digits().len() >= digits,
        // What vanishes has no digits; more precision will not find them.
        Figure::Below(power) => -power >= digits as i64,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn power(k: i64) -> Rational {
        Rational::integer(10).pow(k).unwrap()
    }

    proptest! {
        #[test]
        fn what_vanishes_is_below_its_power_of_10_and_not_far_below(
            digits in 1i64..400, above in any::<bool>(), top in 1i64..1000, bottom in 1i64..1000,
        ) {
            let size = &Rational::new(top, bottom) * &power(if above { digits } else { -digits });
            let bound = power_above(&size);
            prop_assert!(size < power(bound), "{size} 1e{bound}");
            prop_assert!(size > power(bound - 3), "{size} 1e{bound}");
        }

        #[test]
        fn runs_that_agree_on_nothing_give_a_bound_on_both(k in 1i64..400, a in 1i64..1000, b in -1000i64..0) {
            let pair = (&Rational::integer(a) * &power(-k), &Rational::integer(b) * &power(-2 * k));
            match agreed(&pair, k as usize) {
                Figure::Below(bound) => prop_assert!(pair.0 < power(bound) && pair.1.abs() < power(bound), "{pair:?} {bound}"),
                other => prop_assert!(false, "{other:?}"),
            }
        }
    }
}
