//! A decimal number with so many significant digits, and exact rationals rounded to one.
//!
//! ```text
//! 2/3 to 4 digits → 0.6667        10^20 to 4 digits → 1e20        1/8 to 4 digits → 0.125 (exact, so no zeros)
//! ```
//!
//! What this module does not do: decide which digits are certain (see [`super::digits`]).

use crate::number::Rational;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, Zero};
use std::fmt;

/// A decimal number `± d.ddd · 10^exponent`, rounded half to even.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    negative: bool,
    /// Significant digits, the first one not 0; `0` for zero.
    digits: String,
    exponent: i64,
    /// How many digits were asked for.
    asked: usize,
    exact: bool,
}

impl Decimal {
    /// A rational number to so many significant digits (at least one).
    ///
    /// ```
    /// use normsym::eval::Decimal;
    /// use normsym::number::Rational;
    /// let show = |n, d, digits| Decimal::round(&Rational::new(n, d), digits).to_string();
    /// assert_eq!(show(2, 3, 4), "0.6667");
    /// assert_eq!(show(-1, 8, 4), "-0.125"); // exact: no zeros behind
    /// assert_eq!(show(1, 8, 2), "0.12"); // half to even
    /// assert_eq!(show(123_456, 1, 3), "1.23e5");
    /// assert_eq!(show(12, 1_000_000_000, 3), "1.2e-8");
    /// ```
    pub fn round(value: &Rational, digits: usize) -> Decimal {
        let asked = digits.max(1);
        let (top, bottom) = (value.numerator(), value.denominator());
        let negative = top.is_negative();
        let top = top.abs();
        if top.is_zero() {
            return Decimal { negative: false, digits: "0".into(), exponent: 0, asked, exact: true };
        }
        // log10 of 2^k is within 1 of 0.30103 k.
        let twos = top.bits() as i64 - bottom.bits() as i64;
        let mut exponent = (twos as f64 * std::f64::consts::LOG10_2).floor() as i64;
        loop {
            let shift = asked as i64 - 1 - exponent;
            let ten = num_traits::pow(BigInt::from(10), shift.unsigned_abs() as usize);
            let (scaled, divisor) = if shift >= 0 { (&top * &ten, bottom.clone()) } else { (top.clone(), &bottom * &ten) };
            let (mut whole, rest) = scaled.div_rem(&divisor);
            let found = whole.to_string().len();
            if whole.is_zero() || found < asked {
                exponent -= 1;
                continue;
            }
            if found > asked {
                exponent += 1;
                continue;
            }
            let twice: BigInt = &rest * 2;
            if twice > divisor || (twice == divisor && whole.is_odd()) {
                whole += 1;
            }
            let mut text = whole.to_string();
            if text.len() > asked {
                // 9.99 was rounded up to 10.0.
                text.pop();
                exponent += 1;
            }
            let exact = rest.is_zero();
            if exact {
                text.truncate(text.trim_end_matches('0').len());
            }
            return Decimal { negative, digits: text, exponent, asked, exact };
        }
    }

    /// Whether the number is below 0.
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// The significant digits; no zeros behind where the number is exact.
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// The power of 10 of the first digit.
    pub fn exponent(&self) -> i64 {
        self.exponent
    }

    /// Whether nothing was rounded off.
    pub fn is_exact(&self) -> bool {
        self.exact
    }

    /// The same number with another view of its exactness.
    pub fn inexact(self) -> Decimal {
        let missing = self.asked.saturating_sub(self.digits.len());
        Decimal { digits: self.digits + &"0".repeat(missing), exact: false, ..self }
    }

    /// Whether both show the same number.
    pub fn same_number(&self, other: &Decimal) -> bool {
        let zeros = |text: &str| text.trim_end_matches('0').len();
        self.negative == other.negative
            && self.exponent == other.exponent
            && self.digits[..zeros(&self.digits)] == other.digits[..zeros(&other.digits)]
    }
}

impl fmt::Display for Decimal {
    /// Positional where −6 ≤ exponent < digits asked for, else `1.2e-17`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (digits, length) = (&self.digits, self.digits.len() as i64);
        if self.negative {
            out.write_str("-")?;
        }
        if self.exponent < -6 || self.exponent >= self.asked as i64 {
            let (first, rest) = digits.split_at(1);
            let dot = if rest.is_empty() { "" } else { "." };
            return write!(out, "{first}{dot}{rest}e{}", self.exponent);
        }
        if self.exponent < 0 {
            return write!(out, "0.{}{digits}", "0".repeat((-self.exponent - 1) as usize));
        }
        if length <= self.exponent + 1 {
            return write!(out, "{digits}{}", "0".repeat((self.exponent + 1 - length) as usize));
        }
        let (whole, part) = digits.split_at(self.exponent as usize + 1);
        write!(out, "{whole}.{part}")
    }
}
