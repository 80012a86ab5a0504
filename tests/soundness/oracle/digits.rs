//! Numbers of twelve hundred digits behind the point, each with a bound of its error: what a double does not see.

use super::elementary as fixed;
use super::number::{Number, RATES, Smooth};
use super::real::{Fault, Result};
use normsym::number::Rational;
use num_bigint::{BigInt, Sign};
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Binary places behind the point.
pub const PLACES: u32 = 4000;

/// Beyond this power of two a number is too large to be told.
const LARGEST: f64 = 12_000.0;

/// `value`, at most `error` away from the true one, both in units of the last place.
#[derive(Clone, Debug, PartialEq)]
pub struct Digits {
    value: BigInt,
    error: BigInt,
}

impl Digits {
    fn new(value: BigInt, error: impl Into<BigInt>) -> Digits {
        Digits { value, error: error.into() }
    }

    /// The value with an error that its argument's is carried to by a slope of at most `slope` (in units), and rounding.
    fn carried(value: BigInt, slope: &BigInt, error: &BigInt) -> Digits {
        Digits::new(value, ((slope * error) >> PLACES) + 4)
    }

    fn is_exact(&self) -> bool {
        self.error.is_zero()
    }

    /// The error is small enough for a function to be taken as linear within it.
    fn clear(&self) -> Result<&Self> {
        if self.error.bits() + 8 < u64::from(PLACES) { Ok(self) } else { Err(Fault::Unclear) }
    }

    fn half(n: i64) -> Digits {
        Digits::of(&Rational::new(n, 2))
    }

    fn sub(&self, other: &Digits) -> Result<Digits> {
        Number::add(self, &other.negative())
    }

    fn div(&self, other: &Digits) -> Result<Digits> {
        self.mul(&other.inverse()?)
    }

    fn absolute(&self) -> Digits {
        Digits::new(self.value.abs(), self.error.clone())
    }

    fn exponential(&self) -> Result<Digits> {
        if self.is_zero() {
            return Ok(Digits::exact(1.0));
        }
        let power = self.clear()?.near() * std::f64::consts::LOG2_E;
        if power > LARGEST {
            return Err(Fault::Unclear);
        }
        if power < -f64::from(PLACES) - 2.0 {
            return Ok(Digits::new(BigInt::zero(), 1));
        }
        let value = fixed::exp(&self.value, PLACES);
        let slope = (&value + 1) * 2;
        Ok(Digits::carried(value, &slope, &self.error))
    }

    fn logarithm(&self) -> Result<Digits> {
        let least = &self.value - &self.error;
        if !least.is_positive() {
            return Err(Fault::Unclear);
        }
        let slope = (BigInt::one() << (2 * PLACES)) / least + 1;
        Ok(Digits::carried(fixed::ln(&self.value, PLACES), &slope, &self.error))
    }

    fn root(&self) -> Result<Digits> {
        let least = &self.value - &self.error;
        if !least.is_positive() {
            return Err(Fault::Unclear);
        }
        let square = &self.value << PLACES;
        let value = square.sqrt();
        if self.is_exact() && &value * &value == square {
            return Ok(Digits::new(value, 0));
        }
        let slope = (BigInt::one() << (2 * PLACES)) / (least << PLACES).sqrt() + 1;
        Ok(Digits::carried(value, &slope, &self.error))
    }

    /// `exp(-2|x|)`, which the hyperbolic functions are made of.
    fn decay(&self) -> Result<Digits> {
        self.absolute().mul(&Digits::exact(-2.0))?.exponential()
    }

    fn tanh(&self) -> Result<Digits> {
        let (one, decay) = (Digits::exact(1.0), self.decay()?);
        let size = one.sub(&decay)?.div(&Number::add(&one, &decay)?)?;
        Ok(if self.value.is_negative() { size.negative() } else { size })
    }

    fn sigmoid(&self) -> Result<Digits> {
        let decay = self.absolute().negative().exponential()?;
        let below = Number::add(&Digits::exact(1.0), &decay)?;
        if self.value.is_negative() { decay.div(&below) } else { below.inverse() }
    }

    fn softplus(&self) -> Result<Digits> {
        let decay = self.absolute().negative().exponential()?;
        let rest = Number::add(&Digits::exact(1.0), &decay)?.logarithm()?;
        if self.value.is_negative() { Ok(rest) } else { Number::add(self, &rest) }
    }

    fn hyperbolic(&self, sign: f64) -> Result<Digits> {
        let (up, down) = (self.exponential()?, self.negative().exponential()?);
        Number::add(&up, &down.mul(&Digits::exact(sign))?)?.mul(&Digits::half(1))
    }

    fn erf(&self) -> Result<Digits> {
        let slope = BigInt::from(2) << PLACES;
        Ok(Digits::carried(fixed::erf(&self.clear()?.value, PLACES), &slope, &self.error))
    }

    fn circular(&self, sine: bool) -> Result<Digits> {
        let (sin, cos) = fixed::sin_cos(&self.clear()?.value, PLACES);
        Ok(Digits::carried(if sine { sin } else { cos }, &(BigInt::one() << PLACES), &self.error))
    }

    fn atan(&self) -> Result<Digits> {
        Ok(Digits::carried(fixed::atan(&self.value, PLACES), &(BigInt::one() << PLACES), &self.error))
    }

    /// `exp(-x²)` times `factor`, over the root of pi.
    fn bell(&self, factor: &Digits) -> Result<Digits> {
        self.mul(self)?.negative().exponential()?.mul(factor)?.div(&Digits::pi().root()?)
    }

    fn opaque(&self, number: usize, order: u32) -> Result<Digits> {
        let (a, b, c) = RATES[number % RATES.len()];
        let (a, b, c) = (Digits::exact(a), Digits::exact(b), Digits::exact(c));
        let mut growing = a.mul(self)?.exponential()?;
        let angle = Number::add(&b.mul(self)?, &c)?;
        let mut waving = angle.circular(order % 2 == 1)?;
        if matches!(order % 4, 1 | 2) {
            waving = waving.negative();
        }
        for _ in 0..order {
            (growing, waving) = (growing.mul(&a)?, waving.mul(&b)?);
        }
        Number::add(&growing, &waving)
    }
}

impl Number for Digits {
    fn exact(value: f64) -> Digits {
        Digits::of(&Rational::from_f64(value).expect("a finite number"))
    }

    fn of(value: &Rational) -> Digits {
        let (over, under) = (value.numerator() << PLACES, value.denominator());
        let (quotient, rest) = (&over / &under, &over % &under);
        Digits::new(quotient, i32::from(!rest.is_zero()))
    }

    fn pi() -> Digits {
        Digits::new(fixed::pi(PLACES), 2)
    }

    fn near(&self) -> f64 {
        let spare = self.value.bits().saturating_sub(64) as i32;
        let (head, power) = ((&self.value >> spare).to_f64().unwrap_or(0.0), spare - PLACES as i32);
        // In two steps: half of the power is a double where the whole result is one.
        head * 2f64.powi(power / 2) * 2f64.powi(power - power / 2)
    }

    fn is_zero(&self) -> bool {
        self.value.is_zero() && self.is_exact()
    }

    fn whole(&self) -> Option<i64> {
        let whole = &self.value >> PLACES;
        (self.is_exact() && &whole << PLACES == self.value).then(|| whole.to_i64()).flatten()
    }

    fn sign(&self) -> Result<f64> {
        match self.value.sign() {
            _ if self.value.abs() <= self.error && !self.is_zero() => Err(Fault::Unclear),
            Sign::Plus => Ok(1.0),
            Sign::Minus => Ok(-1.0),
            Sign::NoSign => Ok(0.0),
        }
    }

    fn negative(&self) -> Digits {
        Digits::new(-&self.value, self.error.clone())
    }

    fn add(&self, other: &Digits) -> Result<Digits> {
        Ok(Digits::new(&self.value + &other.value, &self.error + &other.error))
    }

    fn mul(&self, other: &Digits) -> Result<Digits> {
        let product = &self.value * &other.value;
        if product.bits() > LARGEST as u64 + 2 * u64::from(PLACES) {
            return Err(Fault::Unclear);
        }
        let value = &product >> PLACES;
        let rounded = &value << PLACES != product;
        let carried = self.value.abs() * &other.error + other.value.abs() * &self.error + &self.error * &other.error;
        let above = i32::from(rounded) + i32::from(!carried.is_zero());
        Ok(Digits::new(value, (carried >> PLACES) + above))
    }

    fn inverse(&self) -> Result<Digits> {
        let least = self.value.abs() - &self.error;
        if self.is_zero() {
            return Err(Fault::Undefined);
        }
        if !least.is_positive() {
            return Err(Fault::Unclear);
        }
        let unit = BigInt::one() << (2 * PLACES);
        let (value, rest) = (&unit / &self.value, &unit % &self.value);
        if self.is_exact() {
            return Ok(Digits::new(value, i32::from(!rest.is_zero())));
        }
        let error = (&unit / &least) * &self.error / self.value.abs() + 2;
        Ok(Digits::new(value, error))
    }

    fn smooth(&self, function: Smooth, order: u32) -> Result<Digits> {
        let one = Digits::exact(1.0);
        let two = Digits::exact(2.0);
        let product = |parts: &[&Digits]| parts.iter().try_fold(Digits::exact(1.0), |product, part| product.mul(part));
        match (function, order) {
            (Smooth::Exp, _) => self.exponential(),
            (Smooth::Ln, 0) => self.logarithm(),
            (Smooth::Ln, 1) => self.inverse(),
            (Smooth::Ln, _) => Ok(self.mul(self)?.inverse()?.negative()),
            (Smooth::Sqrt, 0) => self.root(),
            (Smooth::Sqrt, 1) => self.root()?.mul(&two)?.inverse(),
            (Smooth::Sqrt, _) => product(&[self, &self.root()?, &Digits::exact(-4.0)])?.inverse(),
            (Smooth::Sinh, 0 | 2) | (Smooth::Cosh, 1) => self.hyperbolic(-1.0),
            (Smooth::Cosh, _) | (Smooth::Sinh, _) => self.hyperbolic(1.0),
            (Smooth::Tanh, 0) => self.tanh(),
            (Smooth::Tanh, _) => {
                // 4 d/(1 + d)², d = exp(-2|x|): no digits are lost far out.
                let decay = self.decay()?;
                let below = Number::add(&one, &decay)?;
                let slope = decay.mul(&Digits::exact(4.0))?.div(&below.mul(&below)?)?;
                if order == 1 { Ok(slope) } else { product(&[&slope, &self.tanh()?, &Digits::exact(-2.0)]) }
            }
            (Smooth::Sigmoid, 0) | (Smooth::Softplus, 1) => self.sigmoid(),
            (Smooth::Softplus, 0) => self.softplus(),
            (Smooth::Sigmoid, 1) | (Smooth::Softplus, _) => self.sigmoid()?.mul(&self.negative().sigmoid()?),
            (Smooth::Sigmoid, _) => {
                let bent = one.sub(&self.sigmoid()?.mul(&two)?)?;
                product(&[&self.sigmoid()?, &self.negative().sigmoid()?, &bent])
            }
            (Smooth::Erf, 0) => self.erf(),
            (Smooth::Erf, 1) => self.bell(&two),
            (Smooth::Erf, _) => self.bell(&self.mul(&Digits::exact(-4.0))?),
            (Smooth::Sin, 0) => self.circular(true),
            (Smooth::Sin, 1) | (Smooth::Cos, 0) => self.circular(false),
            (Smooth::Sin, _) | (Smooth::Cos, 1) => Ok(self.circular(true)?.negative()),
            (Smooth::Cos, _) => Ok(self.circular(false)?.negative()),
            (Smooth::Atan, 0) => self.atan(),
            (Smooth::Atan, _) => {
                let slope = Number::add(&one, &self.mul(self)?)?.inverse()?;
                if order == 1 { Ok(slope) } else { product(&[&slope, &slope, self, &Digits::exact(-2.0)]) }
            }
            (Smooth::Opaque(number), order) => self.opaque(number, order),
        }
    }

    fn bent(&self, below: f64, above: f64) -> Result<Digits> {
        let steepest = below.abs().max(above.abs()).ceil() as i64;
        Ok(Digits::new(BigInt::zero(), (self.value.abs() + &self.error) * steepest))
    }
}
