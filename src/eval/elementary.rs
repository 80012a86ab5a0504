//! Elementary functions of intervals: monotone ones at their ends, the others by a bound of their slope.
//!
//! ```text
//! f increasing: f[a, b] = [f(a), f(b)]        sin[a, b] ⊆ sin(a) ± (b − a), within [−1, 1]
//! ```
//!
//! What this module does not do: intervals themselves, or the error function (see [`super::error_function`]).

use super::float::{BigFloat, Consts, RoundingMode, power_of_two, zero};
use super::interval::{Arithmetic, Interval, Trouble};
use crate::number::Rational;

/// A function of the library.
type Primitive = fn(&BigFloat, usize, RoundingMode, &mut Consts) -> BigFloat;

/// sin and cos of numbers beyond 2^this are known to lie in [−1, 1] and no better.
const MAX_ANGLE: i32 = 1 << 16;

impl Arithmetic {
    /// A function of the library at one number.
    fn primitive(&mut self, function: Primitive, x: &BigFloat) -> Result<Interval, Trouble> {
        let working = self.working();
        let constants = self.constants.get().ok_or(Trouble::TooLarge)?;
        let value = function(x, working, RoundingMode::ToEven, constants);
        self.widened(value)
    }

    /// An increasing function from its enclosures at the two ends.
    pub(super) fn increasing(
        &mut self,
        x: &Interval,
        mut function: impl FnMut(&mut Arithmetic, &BigFloat) -> Result<Interval, Trouble>,
    ) -> Result<Interval, Trouble> {
        let lo = function(self, &x.lo)?;
        if x.is_point() {
            return Ok(lo);
        }
        Ok(Interval { lo: lo.lo, hi: function(self, &x.hi)?.hi })
    }

    pub(super) fn pi(&mut self) -> Result<Interval, Trouble> {
        let working = self.working();
        let value = self.constants.get().ok_or(Trouble::TooLarge)?.pi(working, RoundingMode::ToEven);
        self.widened(value)
    }

    pub(super) fn exp(&mut self, x: &Interval) -> Result<Interval, Trouble> {
        self.increasing(x, |a, x| {
            if x.is_zero() {
                return Ok(Interval::integer(1));
            }
            match (x.exponent(), x.is_negative()) {
                // e^(−2^27) < 2^(−2^27), and e^(2^27) is still within MAX_EXPONENT.
                (Some(28..), true) => Ok(Interval { lo: zero(), hi: power_of_two(-(1 << 27)) }),
                (Some(28..), false) => Err(Trouble::TooLarge),
                (Some(e), _) if e < -(2 * a.working() as i32) => {
                    // 1 + x to all digits that count.
                    a.widened(BigFloat::from_word(1, a.working()))
                }
                _ => a.primitive(|x, p, rm, c| x.exp(p, rm, c), x),
            }
        })
    }

    pub(super) fn ln(&mut self, x: &Interval) -> Result<Interval, Trouble> {
        match x.sign() {
            Some(1) => self.increasing(x, |a, x| a.primitive(|x, p, rm, c| x.ln(p, rm, c), x)),
            None if x.hi.is_positive() && !x.hi.is_zero() => Err(Trouble::Unsure),
            _ => Err(Trouble::Domain),
        }
    }

    /// sin or cos: both have slopes within ±1.
    fn wave(&mut self, x: &Interval, function: Primitive) -> Result<Interval, Trouble> {
        let all = Interval::integer(-1).hull(&Interval::integer(1));
        if x.lo.exponent().unwrap_or(0).max(x.hi.exponent().unwrap_or(0)) > MAX_ANGLE {
            return Ok(all);
        }
        // Near a multiple of π the value is small: an absolute margin beside the relative one.
        let value = self.primitive(function, &x.lo)?;
        let spread = self.sub(&Interval::point(x.hi.clone()), &Interval::point(x.lo.clone()))?.abs();
        let margin = if x.lo.exponent().unwrap_or(0) > 0 { power_of_two(-(self.bits as i32) - 16) } else { zero() };
        let spread = self.add(&spread, &Interval::point(margin))?;
        let around = self.add(&value, &spread.hull(&spread.neg()))?;
        Ok(around.max(&Interval::point(all.lo)).min(&Interval::point(all.hi)))
    }

    pub(super) fn sin(&mut self, x: &Interval) -> Result<Interval, Trouble> {
        self.wave(x, |x, p, rm, c| x.sin(p, rm, c))
    }

    pub(super) fn cos(&mut self, x: &Interval) -> Result<Interval, Trouble> {
        self.wave(x, |x, p, rm, c| x.cos(p, rm, c))
    }

    pub(super) fn tan(&mut self, x: &Interval) -> Result<Interval, Trouble> {
        let (sin, cos) = (self.sin(x)?, self.cos(x)?);
        self.div(&sin, &cos)
    }

    pub(super) fn atan(&mut self, x: &Interval) -> Result<Interval, Trouble> {
        self.increasing(x, |a, x| a.primitive(|x, p, rm, c| x.atan(p, rm, c), x))
    }

    /// (e^x − e^(−x))/2, with as many bits more as the difference loses near 0.
    pub(super) fn sinh(&mut self, x: &Interval) -> Result<Interval, Trouble> {
        self.increasing(x, |a, x| {
            let x = Interval::point(x.clone());
            a.with_lost_bits(&x, |a| {
                let (up, down) = (a.exp(&x)?, a.exp(&x.neg())?);
                let twice = a.sub(&up, &down)?;
                a.mul(&twice, &Interval::point(power_of_two(-1)))
            })
        })
    }

    pub(super) fn cosh(&mut self, x: &Interval) -> Result<Interval, Trouble> {
        self.increasing(&x.abs(), |a, x| {
            let x = Interval::point(x.clone());
            let (up, down) = (a.exp(&x)?, a.exp(&x.neg())?);
            let twice = a.add(&up, &down)?;
            a.mul(&twice, &Interval::point(power_of_two(-1)))
        })
    }

    /// (1 − q)/(1 + q) with q = e^(−2|x|), with the sign of x.
    pub(super) fn tanh(&mut self, x: &Interval) -> Result<Interval, Trouble> {
        self.increasing(x, |a, x| {
            let size = Interval::point(x.abs());
            let value = a.with_lost_bits(&size, |a| {
                let double = a.mul(&size, &Interval::integer(-2))?;
                let (q, one) = (a.exp(&double)?, Interval::integer(1));
                let (top, bottom) = (a.sub(&one, &q)?, a.add(&one, &q)?);
                a.div(&top, &bottom)
            })?;
            Ok(if x.is_negative() { value.neg() } else { value })
        })
    }

    /// Runs a computation whose result is about as small as x, from parts about 1.
    fn with_lost_bits(
        &mut self,
        x: &Interval,
        run: impl FnOnce(&mut Arithmetic) -> Result<Interval, Trouble>,
    ) -> Result<Interval, Trouble> {
        let lost = x.lo.exponent().unwrap_or(0).min(x.hi.exponent().unwrap_or(0)).min(0).unsigned_abs() as usize;
        if x.sign() == Some(0) {
            return Ok(Interval::point(zero()));
        }
        self.with_bits(self.bits.saturating_add(lost), run)
    }

    /// Runs a computation at a higher precision.
    pub(super) fn with_bits(
        &mut self,
        bits: usize,
        run: impl FnOnce(&mut Arithmetic) -> Result<Interval, Trouble>,
    ) -> Result<Interval, Trouble> {
        if bits > 1 << 22 {
            return Err(Trouble::TooLarge);
        }
        let before = std::mem::replace(&mut self.bits, bits);
        let result = run(self);
        self.bits = before;
        result
    }

    /// 1/(1 + e^(−x)).
    pub(super) fn sigmoid(&mut self, x: &Interval) -> Result<Interval, Trouble> {
        self.increasing(x, |a, x| {
            let x = Interval::point(x.clone());
            let one = Interval::integer(1);
            if x.sign() == Some(-1) {
                let up = a.exp(&x)?;
                let below = a.add(&one, &up)?;
                return a.div(&up, &below);
            }
            let down = a.exp(&x.neg())?;
            let below = a.add(&one, &down)?;
            a.div(&one, &below)
        })
    }

    /// max(x, 0) + ln(1 + e^(−|x|)).
    pub(super) fn softplus(&mut self, x: &Interval) -> Result<Interval, Trouble> {
        self.increasing(x, |a, x| {
            let top = if x.is_negative() { zero() } else { x.clone() };
            let small = a.exp(&Interval::point(x.abs()).neg())?;
            let rest = a.ln_of_next(&small)?;
            a.add(&Interval::point(top), &rest)
        })
    }

    /// ln(1 + t) for 0 ≤ t ≤ 1.
    fn ln_of_next(&mut self, t: &Interval) -> Result<Interval, Trouble> {
        let lost = t.lo.exponent().unwrap_or(0).min(0).unsigned_abs() as usize;
        if lost > self.bits + 64 || t.contains_zero() {
            // t − t²/2 ≤ ln(1 + t) ≤ t.
            let square = self.mul(t, t)?;
            let half = self.mul(&square, &Interval::point(power_of_two(-1)))?;
            return Ok(Interval { lo: self.sub(t, &half)?.lo, hi: t.hi.clone() });
        }
        self.with_bits(self.bits + lost, |a| {
            let next = a.add(&Interval::integer(1), t)?;
            a.ln(&next)
        })
    }

    /// ln Σ e^(x_i), the largest taken out first.
    pub(super) fn logsumexp(&mut self, args: &[Interval]) -> Result<Interval, Trouble> {
        let top = args.iter().cloned().reduce(|a, b| a.max(&b)).ok_or(Trouble::Domain)?;
        // Any shift is right; a single point keeps the width of the arguments from counting twice.
        let shift = Interval::point(top.hi.clone());
        let mut sum = Interval::point(zero());
        for arg in args {
            let shifted = self.sub(arg, &shift)?;
            let power = self.exp(&shifted)?;
            sum = self.add(&sum, &power)?;
        }
        let rest = self.ln(&sum)?;
        self.add(&shift, &rest)
    }

    /// `base^exponent`.
    pub(super) fn power(&mut self, base: &Interval, exponent: &Rational) -> Result<Interval, Trouble> {
        if exponent.is_negative() {
            // 0 to a negative power is a division by 0 wherever the root exists.
            let below = self.power(base, &exponent.abs())?;
            return self.div(&Interval::integer(1), &below);
        }
        let (n, d) = exponent.small_parts().ok_or(Trouble::TooLarge)?;
        let n = n.unsigned_abs();
        match d {
            1 => self.whole_power(base, n),
            2 => {
                let root = self.sqrt(base)?;
                self.whole_power(&root, n)
            }
            _ => match base.sign() {
                Some(-1) => Err(Trouble::Domain),
                Some(0) => Ok(base.clone()),
                Some(_) => {
                    let exponent = self.rational(exponent)?;
                    self.real_power(base, &exponent)
                }
                None if base.lo.is_zero() => {
                    let top = self.power(&Interval::point(base.hi.clone()), exponent)?;
                    Ok(Interval { lo: zero(), hi: top.hi })
                }
                None => Err(Trouble::Unsure),
            },
        }
    }

    /// `e^(exponent · ln base)` for a positive base; 0 to a positive exponent is 0.
    pub(super) fn real_power(&mut self, base: &Interval, exponent: &Interval) -> Result<Interval, Trouble> {
        if base.sign() == Some(0) {
            return match exponent.sign() {
                Some(1) => Ok(base.clone()),
                Some(-1) => Err(Trouble::DivisionByZero),
                Some(_) => Err(Trouble::Domain),
                None => Err(Trouble::Unsure),
            };
        }
        let logarithm = self.ln(base)?;
        let product = self.mul(exponent, &logarithm)?;
        self.exp(&product)
    }
}
