//! Intervals of arbitrary precision that contain the true value.
//!
//! ```text
//! [a, b] + [c, d] = [a + c rounded down, b + d rounded up]
//! ```
//!
//! Every rounded operation of the library is done with a word of precision more and widened by far more than an ulp of it
//! (see `widened`), so an enclosure does not hang on the library's last bits. What this module does not do: elementary
//! functions (see [`super::elementary`]), or exact zeros that come out of irrational numbers.

use super::float::{BigFloat, Constants, RoundingMode, StrictSign, from_big, larger, power_of_two, smaller, to_rational, zero};
use crate::number::Rational;
use num_bigint::BigInt;
use num_traits::One;

/// Extra bits of every operation.
const GUARD: usize = 64;

/// A result is widened by 2^−(precision + this), relative.
const MARGIN: usize = 24;

/// Exponents of 2 beyond this are [`Trouble::TooLarge`].
pub(super) const MAX_EXPONENT: i32 = 1 << 28;

/// A closed interval `lo ≤ value ≤ hi`.
#[derive(Clone, Debug)]
pub struct Interval {
    pub(super) lo: BigFloat,
    pub(super) hi: BigFloat,
}

/// Why an operation has no enclosure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The divisor is exactly 0.
    DivisionByZero,
    /// All of the argument is outside the domain.
    Domain,
    /// Too large or too close to 0.
    TooLarge,
    /// Some of the argument is outside: a higher precision may tell.
    Unsure,
}

/// Interval arithmetic of one precision.
pub(super) struct Arithmetic {
    pub(super) bits: usize,
    pub(super) constants: Constants,
}

impl Interval {
    /// Whether 0 lies in the interval, so that the value may be 0.
    ///
    /// ```
    /// use normsym::eval::{Point, certainly_differ, enclose};
    /// use normsym::expr::Graph;
    /// use normsym::number::Rational;
    /// let mut graph = Graph::new();
    /// let pi = graph.known("pi", &[]);
    /// let near = graph.number(Rational::new(22, 7));
    /// let gap = graph.sub(pi, near);
    /// let found = enclose(&graph, &[pi, near, gap], &Point::new(), 64).unwrap();
    /// assert!(certainly_differ(&found[0], &found[1]));
    /// assert!(!found[2].contains_zero() && found[2].width() < 1e-17);
    /// assert!(!certainly_differ(&found[0], &found[0])); // which does not say that they are equal
    /// ```
    pub fn contains_zero(&self) -> bool {
        !self.lo.is_positive_nonzero() && !self.hi.is_negative_nonzero()
    }

    /// The two ends, exactly.
    pub fn ends(&self) -> (Rational, Rational) {
        (to_rational(&self.lo), to_rational(&self.hi))
    }

    /// The distance of the ends, rounded to a double that is never too small; 0 only for a single point.
    pub fn width(&self) -> f64 {
        if self.is_point() {
            return 0.0;
        }
        let difference = self.hi.sub(&self.lo, 64, RoundingMode::FromZero);
        let Some(exponent) = difference.exponent() else { return f64::INFINITY };
        // 1/2 ≤ mantissa < 1: the next power of 2, and a little above the smallest double at least.
        match exponent {
            1024.. => f64::INFINITY,
            ..=-1073 => f64::from_bits(1),
            _ => {
                let scaled = to_rational(&difference).to_f64();
                scaled * (1.0 + f64::EPSILON) + f64::from_bits(1)
            }
        }
    }

    /// Whether the distance of the ends is certainly below this power of 2.
    pub(super) fn width_is_below(&self, exponent: i32) -> bool {
        let difference = self.hi.sub(&self.lo, 64, RoundingMode::FromZero);
        // 1/2 ≤ mantissa < 1: rounding may reach the next power of 2.
        difference.is_zero() || difference.exponent().is_some_and(|own| own < exponent)
    }

    /// The distance of the ends is at most 2 to this power; `None` for a single point.
    ///
    /// ```
    /// use normsym::eval::{Point, enclose};
    /// use normsym::expr::Graph;
    /// let mut graph = Graph::new();
    /// let two = graph.integer(2);
    /// let root = graph.sqrt(two);
    /// let found = enclose(&graph, &[root, two], &Point::new(), 100).unwrap();
    /// assert!(found[0].log2_width().unwrap() < -98 && found[1].log2_width().is_none());
    /// assert_eq!(found[0].log2_least(), Some(0)); // 1 ≤ √2
    /// ```
    pub fn log2_width(&self) -> Option<i32> {
        if self.is_point() {
            return None;
        }
        // 1/2 ≤ mantissa < 1, and rounding may reach the next power of 2.
        Some(self.hi.sub(&self.lo, 64, RoundingMode::FromZero).exponent().map_or(i32::MIN, |exponent| exponent + 1))
    }

    /// Every number in the interval is at least 2 to this power in size; `None` where 0 is among them.
    pub fn log2_least(&self) -> Option<i32> {
        if self.contains_zero() {
            return None;
        }
        Some(self.lo.exponent()?.min(self.hi.exponent()?) - 1)
    }

    /// −1, 0 or 1 where that is the sign of every number in the interval.
    pub fn sign(&self) -> Option<i32> {
        if self.lo.is_positive_nonzero() {
            Some(1)
        } else if self.hi.is_negative_nonzero() {
            Some(-1)
        } else {
            (self.lo.is_zero() && self.hi.is_zero()).then_some(0)
        }
    }

    /// The largest size of an exponent of 2 of the ends.
    pub(super) fn largest_exponent(&self) -> u32 {
        let size = |end: &BigFloat| end.exponent().map_or(u32::MAX, i32::unsigned_abs);
        size(&self.lo).max(size(&self.hi))
    }

    pub(super) fn is_point(&self) -> bool {
        self.lo.cmp(&self.hi) == Some(0)
    }

    pub(super) fn point(value: BigFloat) -> Interval {
        Interval { lo: value.clone(), hi: value }
    }

    pub(super) fn integer(value: i64) -> Interval {
        Interval::point(from_big(&BigInt::from(value)))
    }

    pub(super) fn neg(&self) -> Interval {
        Interval { lo: self.hi.neg(), hi: self.lo.neg() }
    }

    pub(super) fn abs(&self) -> Interval {
        match self.sign() {
            Some(1) => self.clone(),
            Some(_) => self.neg(),
            None => {
                let (left, right) = (self.lo.neg(), self.hi.clone());
                Interval { lo: zero(), hi: larger(left, right) }
            }
        }
    }

    /// The smallest interval that contains both.
    pub(super) fn hull(&self, other: &Interval) -> Interval {
        Interval { lo: smaller(self.lo.clone(), other.lo.clone()), hi: larger(self.hi.clone(), other.hi.clone()) }
    }

    pub(super) fn max(&self, other: &Interval) -> Interval {
        Interval { lo: larger(self.lo.clone(), other.lo.clone()), hi: larger(self.hi.clone(), other.hi.clone()) }
    }

    pub(super) fn min(&self, other: &Interval) -> Interval {
        self.neg().max(&other.neg()).neg()
    }
}

/// Whether no number lies in both intervals: the two values are certainly different.
pub fn certainly_differ(left: &Interval, right: &Interval) -> bool {
    left.hi.cmp(&right.lo).is_some_and(|order| order < 0) || right.hi.cmp(&left.lo).is_some_and(|order| order < 0)
}

impl Arithmetic {
    /// Arithmetic with so many bits; `None` where the library has no memory for its constants.
    pub(super) fn new(bits: usize) -> Option<Arithmetic> {
        Constants::new().map(|constants| Arithmetic { bits, constants })
    }

    /// The precision that operations are asked for.
    pub(super) fn working(&self) -> usize {
        self.bits + GUARD
    }

    /// An interval around a result of the library that is wrong by less than 2^(GUARD − MARGIN) units of the last place.
    ///
    /// The library promises correct rounding. Its modes `Up` and `Down` are documented as modes for halves, and its
    /// elementary functions estimate their own errors; the margin makes all that irrelevant.
    pub(super) fn widened(&self, value: BigFloat) -> Result<Interval, Trouble> {
        if value.is_zero() {
            return Ok(Interval::point(value));
        }
        let exponent = value.exponent().ok_or(Trouble::TooLarge)?;
        if value.is_inf() || value.is_nan() || exponent.unsigned_abs() > MAX_EXPONENT.unsigned_abs() {
            return Err(Trouble::TooLarge);
        }
        let margin = power_of_two(exponent - (self.bits + MARGIN) as i32);
        let p = self.working();
        // The difference of the working precision and the margin swallows the rounding of these two sums.
        Ok(Interval { lo: value.sub(&margin, p, RoundingMode::ToEven), hi: value.add(&margin, p, RoundingMode::ToEven) })
    }

    /// The interval from the lower end of one to the upper end of the other.
    fn span(&self, lo: BigFloat, hi: BigFloat) -> Result<Interval, Trouble> {
        Ok(Interval { lo: self.widened(lo)?.lo, hi: self.widened(hi)?.hi })
    }

    /// An exact number; a point where it fits the precision.
    pub(super) fn rational(&self, value: &Rational) -> Result<Interval, Trouble> {
        let (top, bottom) = (value.numerator(), value.denominator());
        if bottom.is_one() && top.bits() <= self.bits as u64 {
            return Ok(Interval::point(from_big(&top)));
        }
        let quotient = from_big(&top).div(&from_big(&bottom), self.working(), RoundingMode::ToEven);
        let twos = bottom.trailing_zeros().is_some_and(|zeros| zeros + 1 == bottom.bits());
        if twos && top.bits() <= self.bits as u64 { Ok(Interval::point(quotient)) } else { self.widened(quotient) }
    }

    pub(super) fn add(&self, left: &Interval, right: &Interval) -> Result<Interval, Trouble> {
        if left.sign() == Some(0) {
            return Ok(right.clone());
        }
        if right.sign() == Some(0) {
            return Ok(left.clone());
        }
        let (p, rm) = (self.working(), RoundingMode::ToEven);
        self.span(left.lo.add(&right.lo, p, rm), left.hi.add(&right.hi, p, rm))
    }

    pub(super) fn sub(&self, left: &Interval, right: &Interval) -> Result<Interval, Trouble> {
        self.add(left, &right.neg())
    }

    pub(super) fn mul(&self, left: &Interval, right: &Interval) -> Result<Interval, Trouble> {
        if left.sign() == Some(0) || right.sign() == Some(0) {
            return Ok(Interval::point(zero()));
        }
        let product = |a: &BigFloat, b: &BigFloat| a.mul(b, self.working(), RoundingMode::ToEven);
        // With known signs two products are enough.
        match (left.sign(), right.sign()) {
            (Some(1), Some(1)) => self.span(product(&left.lo, &right.lo), product(&left.hi, &right.hi)),
            (Some(-1), _) => Ok(self.mul(&left.neg(), right)?.neg()),
            (_, Some(-1)) => Ok(self.mul(left, &right.neg())?.neg()),
            _ => {
                let ends = [(&left.lo, &right.lo), (&left.lo, &right.hi), (&left.hi, &right.lo), (&left.hi, &right.hi)];
                let products = ends.map(|(a, b)| product(a, b));
                let least = products.iter().cloned().reduce(smaller).unwrap_or_else(zero);
                let most = products.into_iter().reduce(larger).unwrap_or_else(zero);
                self.span(least, most)
            }
        }
    }

    pub(super) fn div(&self, top: &Interval, bottom: &Interval) -> Result<Interval, Trouble> {
        match bottom.sign() {
            None => return Err(Trouble::Unsure),
            Some(0) => return Err(Trouble::DivisionByZero),
            Some(-1) => return self.div(&top.neg(), &bottom.neg()),
            Some(_) => {}
        }
        let quotient = |a: &BigFloat, b: &BigFloat| a.div(b, self.working(), RoundingMode::ToEven);
        let lo = quotient(&top.lo, if top.lo.is_negative_nonzero() { &bottom.lo } else { &bottom.hi });
        let hi = quotient(&top.hi, if top.hi.is_negative_nonzero() { &bottom.hi } else { &bottom.lo });
        self.span(lo, hi)
    }

    /// `base^n` for whole n ≥ 0.
    pub(super) fn whole_power(&self, base: &Interval, n: u64) -> Result<Interval, Trouble> {
        // An even power of what straddles 0 is one of its absolute value, so its lower end is 0.
        let (mut square, mut n) = (if n.is_multiple_of(2) { base.abs() } else { base.clone() }, n);
        let mut power = Interval::integer(1);
        loop {
            if n % 2 == 1 {
                power = self.mul(&power, &square)?;
            }
            n /= 2;
            if n == 0 {
                return Ok(power);
            }
            square = self.mul(&square.abs(), &square.abs())?;
        }
    }

    /// `√base`.
    pub(super) fn sqrt(&self, base: &Interval) -> Result<Interval, Trouble> {
        match base.sign() {
            Some(-1) => return Err(Trouble::Domain),
            None if base.lo.is_negative_nonzero() => return Err(Trouble::Unsure),
            _ => {}
        }
        let root = |value: &BigFloat| value.sqrt(self.working(), RoundingMode::ToEven);
        self.span(root(&base.lo), root(&base.hi))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(lo: &Rational, hi: &Rational) -> Interval {
        let arithmetic = Arithmetic::new(64).unwrap();
        Interval { lo: arithmetic.rational(lo).unwrap().lo, hi: arithmetic.rational(hi).unwrap().hi }
    }

    fn contains(interval: &Interval, value: &Rational) -> bool {
        let (lo, hi) = interval.ends();
        lo <= *value && *value <= hi
    }

    #[test]
    fn arithmetic_of_rationals_is_enclosed() {
        let arithmetic = Arithmetic::new(64).unwrap();
        let numbers: Vec<Rational> = [(1, 3), (-2, 7), (5, 1), (-1, 1_000_000_007), (0, 1), (i64::MAX, 3), (1, i64::MAX)]
            .map(|(n, d)| Rational::new(n, d))
            .into();
        for left in &numbers {
            for right in &numbers {
                let (a, b) = (arithmetic.rational(left).unwrap(), arithmetic.rational(right).unwrap());
                assert!(contains(&arithmetic.add(&a, &b).unwrap(), &(left + right)), "{left} + {right}");
                assert!(contains(&arithmetic.mul(&a, &b).unwrap(), &(left * right)), "{left} {right}");
                match left.checked_div(right) {
                    Some(quotient) => assert!(contains(&arithmetic.div(&a, &b).unwrap(), &quotient), "{left}/{right}"),
                    None => assert_eq!(arithmetic.div(&a, &b).unwrap_err(), Trouble::DivisionByZero),
                }
                // The hull of two numbers, times and by itself.
                let wide = a.hull(&b);
                let square = arithmetic.whole_power(&wide, 2).unwrap();
                assert!(contains(&square, &(left * left)) && contains(&square, &(right * right)));
                let cube = arithmetic.whole_power(&wide, 3).unwrap();
                assert!(contains(&cube, &(&(left * left) * left)), "{left} in the cube");
                assert!(contains(&arithmetic.mul(&wide, &a).unwrap(), &(right * left)));
            }
        }
    }

    #[test]
    fn an_interval_around_zero_is_unsure_where_a_point_is_certain() {
        let arithmetic = Arithmetic::new(64).unwrap();
        let wide = between(&Rational::MINUS_ONE, &Rational::ONE);
        let one = Interval::integer(1);
        assert_eq!(arithmetic.div(&one, &wide).unwrap_err(), Trouble::Unsure);
        assert_eq!(arithmetic.sqrt(&wide).unwrap_err(), Trouble::Unsure);
        assert_eq!(arithmetic.sqrt(&Interval::integer(-1)).unwrap_err(), Trouble::Domain);
        assert!(wide.contains_zero() && wide.sign().is_none() && wide.abs().lo.is_zero());
        assert!(!one.contains_zero());
        assert!((wide.width() - 2.0).abs() < 1e-15);
        assert_eq!(one.width(), 0.0);
    }
}
