//! The error function of intervals and its complement.
//!
//! ```text
//! erf x  = 2/√π e^(−x²) Σ 2^n x^(2n+1)/(2n+1)!!                       (Abramowitz and Stegun 7.1.6)
//! erfc x = e^(−x²)/(x √π) (1 − 1/(2x²) + 1·3/(2x²)² − …), x large     (7.1.23; the rest is below the next term)
//! ```
//!
//! What this module does not do: doubles (see [`crate::functions::erf`]).

use super::float::{BigFloat, power_of_two, zero};
use super::interval::{Arithmetic, Interval, Trouble};
use crate::number::Rational;

impl Arithmetic {
    /// erf, increasing and odd.
    pub(super) fn erf(&mut self, x: &Interval) -> Result<Interval, Trouble> {
        self.increasing(x, |a, x| {
            let size = Interval::point(x.abs());
            let value = if a.is_far(&size)? {
                let rest = a.erfc_far(&size)?;
                a.sub(&Interval::integer(1), &rest)?
            } else {
                a.erf_series(&size)?
            };
            Ok(if x.is_negative() { value.neg() } else { value })
        })
    }

    /// 1 − erf without losing digits, decreasing.
    pub(super) fn erfc(&mut self, x: &Interval) -> Result<Interval, Trouble> {
        let mut at = |x: &BigFloat| -> Result<Interval, Trouble> {
            let point = Interval::point(x.clone());
            if x.is_negative() {
                let erf = self.erf(&point.neg())?;
                return self.add(&Interval::integer(1), &erf);
            }
            if self.is_far(&point)? {
                return self.erfc_far(&point);
            }
            // The difference loses x²/ln 2 bits, fewer than twice the precision here.
            self.with_bits(3 * self.bits + 64, |a| {
                let erf = a.erf_series(&point)?;
                a.sub(&Interval::integer(1), &erf)
            })
        };
        let hi = at(&x.lo)?;
        if x.is_point() {
            return Ok(hi);
        }
        Ok(Interval { lo: at(&x.hi)?.lo, hi: hi.hi })
    }

    /// Φ(x) = erfc(−x/√2)/2.
    pub(super) fn normal(&mut self, x: &Interval) -> Result<Interval, Trouble> {
        let root = self.sqrt(&Interval::integer(2))?;
        let scaled = self.div(&x.neg(), &root)?;
        let tail = self.erfc(&scaled)?;
        self.mul(&tail, &Interval::point(power_of_two(-1)))
    }

    /// Whether x² is beyond the precision in bits, so that the asymptotic series reaches it.
    fn is_far(&self, x: &Interval) -> Result<bool, Trouble> {
        let square = self.mul(x, x)?;
        let bits = Interval::integer(self.bits as i64 + 64);
        Ok(self.sub(&square, &bits)?.sign() == Some(1))
    }

    /// 2/√π e^(−x²).
    fn gauss(&mut self, x: &Interval) -> Result<Interval, Trouble> {
        let square = self.mul(x, x)?;
        let bell = self.exp(&square.neg())?;
        let pi = self.pi()?;
        let root = self.sqrt(&pi)?;
        let twice = self.mul(&bell, &Interval::integer(2))?;
        self.div(&twice, &root)
    }

    fn erf_series(&mut self, x: &Interval) -> Result<Interval, Trouble> {
        if x.sign() == Some(0) {
            return Ok(Interval::point(zero()));
        }
        let square = self.mul(x, x)?;
        let double = self.mul(&square, &Interval::integer(2))?;
        let (mut term, mut sum, mut n) = (x.clone(), x.clone(), 1i64);
        loop {
            let scaled = self.mul(&term, &double)?;
            term = self.div(&scaled, &Interval::integer(2 * n + 1))?;
            sum = self.add(&sum, &term)?;
            n += 1;
            // From here on each term is at most half of the one before: the rest is at most the last term.
            let ratio = self.sub(&double, &self.rational(&Rational::new(2 * n + 1, 2))?)?;
            let small = match (term.hi.exponent(), sum.lo.exponent()) {
                (Some(term), Some(sum)) => i64::from(sum) - i64::from(term) > self.bits as i64 + 8,
                _ => true,
            };
            if ratio.sign() == Some(-1) && small {
                break;
            }
        }
        let sum = Interval { lo: sum.lo.clone(), hi: self.add(&sum, &term)?.hi };
        let gauss = self.gauss(x)?;
        self.mul(&gauss, &sum)
    }

    fn erfc_far(&mut self, x: &Interval) -> Result<Interval, Trouble> {
        let square = self.mul(x, x)?;
        let double = self.mul(&square, &Interval::integer(2))?;
        let one = Interval::integer(1);
        let (mut term, mut sum, mut n) = (one.clone(), one, 1i64);
        loop {
            let scaled = self.mul(&term, &Interval::integer(1 - 2 * n))?;
            let next = self.div(&scaled, &double)?;
            if next.hi.exponent().unwrap_or(i32::MIN) < -(self.bits as i32) - 8 || n > 4 * self.bits as i64 {
                // The terms alternate, and the rest lies between 0 and the next one.
                sum = self.add(&sum, &next.hull(&Interval::point(zero())))?;
                break;
            }
            sum = self.add(&sum, &next)?;
            term = next;
            n += 1;
        }
        let gauss = self.gauss(x)?;
        let half = self.mul(&gauss, &Interval::point(power_of_two(-1)))?;
        let top = self.mul(&half, &sum)?;
        self.div(&top, x)
    }
}
