//! Floating-point numbers of arbitrary precision, there and back: the door to `astro-float`.
//!
//! ```text
//! whole number, mantissa · 2^exponent ↔ BigFloat
//! ```
//!
//! What this module does not do: bound any error (see [`super::interval`]).

use crate::number::Rational;
pub(super) use astro_float::{BigFloat, Consts, RoundingMode};
use astro_float::{Sign, Word};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};
use std::cell::RefCell;

thread_local! {
    /// π, e and ln 2 to many digits cost more than most values: a thread makes them once and hands them on.
    static KEPT: RefCell<Option<Consts>> = const { RefCell::new(None) };
}

/// The constants of the library, which grow as they are asked for.
pub(super) struct Constants(Option<Consts>);

impl Constants {
    /// `None` where the library has no memory for them.
    pub(super) fn new() -> Option<Constants> {
        KEPT.with(|kept| kept.borrow_mut().take()).or_else(|| Consts::new().ok()).map(|constants| Constants(Some(constants)))
    }

    /// What the library's functions ask for.
    pub(super) fn get(&mut self) -> Option<&mut Consts> {
        self.0.as_mut()
    }
}

impl Drop for Constants {
    fn drop(&mut self) {
        KEPT.with(|kept| *kept.borrow_mut() = self.0.take());
    }
}

/// Strict signs; the library counts 0 as positive.
pub(super) trait StrictSign {
    fn is_positive_nonzero(&self) -> bool;
    fn is_negative_nonzero(&self) -> bool;
}

impl StrictSign for BigFloat {
    fn is_positive_nonzero(&self) -> bool {
        self.sign() == Some(Sign::Pos) && !self.is_zero()
    }
    fn is_negative_nonzero(&self) -> bool {
        self.sign() == Some(Sign::Neg) && !self.is_zero()
    }
}

pub(super) fn zero() -> BigFloat {
    BigFloat::new(64)
}

pub(super) fn larger(left: BigFloat, right: BigFloat) -> BigFloat {
    if left.cmp(&right).is_some_and(|order| order < 0) { right } else { left }
}

pub(super) fn smaller(left: BigFloat, right: BigFloat) -> BigFloat {
    if left.cmp(&right).is_some_and(|order| order > 0) { right } else { left }
}

/// 2^exponent.
pub(super) fn power_of_two(exponent: i32) -> BigFloat {
    let mut value = BigFloat::from_word(1, 64);
    value.set_exponent(exponent + 1);
    value
}

/// A whole number, exactly.
pub(super) fn from_big(value: &BigInt) -> BigFloat {
    const WORD: usize = size_of::<Word>();
    let (sign, bytes) = value.to_bytes_le();
    if value.is_zero() {
        return zero();
    }
    let words: Vec<Word> = bytes
        .chunks(WORD)
        .map(|chunk| {
            let mut word = [0u8; WORD];
            word[..chunk.len()].copy_from_slice(chunk);
            Word::from_le_bytes(word)
        })
        .collect();
    let sign = if sign == num_bigint::Sign::Minus { Sign::Neg } else { Sign::Pos };
    // The library reads a mantissa as a fraction below 1.
    BigFloat::from_words(&words, sign, (words.len() * WORD * 8) as i32)
}

/// The exact value of a finite number.
pub(super) fn to_rational(value: &BigFloat) -> Rational {
    let Some((words, _, sign, exponent, _)) = value.as_raw_parts() else { return Rational::ZERO };
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let sign = if sign == Sign::Neg { num_bigint::Sign::Minus } else { num_bigint::Sign::Plus };
    let mantissa = BigInt::from_bytes_le(sign, &bytes);
    let shift = i64::from(exponent) - bytes.len() as i64 * 8;
    Rational::from_big(if shift >= 0 {
        BigRational::from_integer(mantissa << shift as u64)
    } else {
        BigRational::new(mantissa, BigInt::one() << shift.unsigned_abs())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_survive_the_way_there_and_back() {
        for text in ["0", "-1", "18446744073709551616", "340282366920938463463374607431768211455", "-36893488147419103233"] {
            let value: BigInt = text.parse().unwrap();
            assert_eq!(to_rational(&from_big(&value)).to_string(), text);
        }
        assert_eq!(to_rational(&power_of_two(-3)), Rational::new(1, 8));
    }
}
