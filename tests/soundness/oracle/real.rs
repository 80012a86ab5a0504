//! A double with a bound of its error.

use super::number::{Number, RATES, Smooth};
use normsym::number::Rational;
use std::f64::consts::PI;

/// Why there is no value.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// The expression has no value here, for certain (a kink counts where a derivative is asked).
    Undefined,
    /// Doubles cannot tell: overflow, or a jump within the error.
    Unclear,
    /// The evaluator does not know this construct.
    Beyond(String),
}

pub type Result<T> = std::result::Result<T, Fault>;

/// `value`, at most `error` away from the true one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Real {
    pub value: f64,
    pub error: f64,
}

/// Half a unit of the last place, generously.
const ROUNDING: f64 = f64::EPSILON;

impl Real {
    pub const ZERO: Real = Real::exact(0.0);
    pub const ONE: Real = Real::exact(1.0);

    pub const fn exact(value: f64) -> Real {
        Real { value, error: 0.0 }
    }

    /// The nearest double of a number.
    pub fn rounded(value: f64) -> Real {
        Real { value, error: value.abs() * ROUNDING }
    }

    fn checked(self) -> Result<Real> {
        if self.value.is_finite() && self.error.is_finite() { Ok(self) } else { Err(Fault::Unclear) }
    }

    /// `f` of it, for a function that is smooth within the error.
    fn through(self, f: impl Fn(f64) -> f64) -> Result<Real> {
        let value = f(self.value);
        // An error below the last place must still move the argument.
        let reach = if self.error == 0.0 { 0.0 } else { self.error.max(self.value.abs() * ROUNDING) };
        let near = [self.value - reach, self.value + reach].map(|x| (f(x) - value).abs());
        let spread = if self.error == 0.0 { 0.0 } else { near[0].max(near[1]) };
        if near.iter().any(|n| n.is_nan()) {
            return Err(Fault::Unclear);
        }
        // The functions here are right to a few units of the last place; a 0 may be what is too small for a double.
        let least = if self == Real::ZERO { 0.0 } else { f64::MIN_POSITIVE };
        Real { value, error: 2.0 * spread + 16.0 * ROUNDING * value.abs() + least }.checked()
    }

    fn root(self) -> Result<Real> {
        let value = self.value.sqrt();
        let exact = self.error == 0.0 && value.mul_add(value, -self.value) == 0.0;
        if exact { Ok(Real::exact(value)) } else { self.through(f64::sqrt) }
    }

    fn exponential(self) -> Result<Real> {
        match self.value {
            // What is too small for a double is no 0, and keeps no digits.
            v if v < -700.0 => Err(Fault::Unclear),
            _ if self == Real::ZERO => Ok(Real::ONE),
            _ => self.through(f64::exp),
        }
    }

    fn opaque(self, number: usize, order: u32) -> Result<Real> {
        let (a, b, c) = RATES[number % RATES.len()];
        let turn = f64::from(order) * PI / 2.0;
        let power = order as i32;
        let value = self.through(|v| a.powi(power) * (a * v).exp() + b.powi(power) * (b * v + c + turn).cos())?;
        // Two summands may cancel: the bound is that of the larger.
        Ok(Real { error: value.error + 1e-15 * (1.0 + value.value.abs()), ..value })
    }
}

impl Number for Real {
    fn exact(value: f64) -> Real {
        Real::exact(value)
    }

    fn of(value: &Rational) -> Real {
        let (double, small) = (value.to_f64(), value.small_parts());
        let exact = small.is_some_and(|(n, d)| n.unsigned_abs() < 1 << 53 && d.count_ones() == 1);
        if exact { Real::exact(double) } else { Real::rounded(double) }
    }

    fn pi() -> Real {
        Real::rounded(PI)
    }

    fn near(&self) -> f64 {
        self.value
    }

    fn is_zero(&self) -> bool {
        self.value == 0.0 && self.error == 0.0
    }

    fn whole(&self) -> Option<i64> {
        (self.error == 0.0 && self.value.fract() == 0.0 && self.value.abs() < 1e15).then_some(self.value as i64)
    }

    fn sign(&self) -> Result<f64> {
        match self.value {
            v if v.abs() > self.error => Ok(v.signum()),
            _ if self.is_zero() => Ok(0.0),
            _ => Err(Fault::Unclear),
        }
    }

    fn negative(&self) -> Real {
        Real { value: -self.value, error: self.error }
    }

    /// The sum; its rounding error is known exactly, so that sums of whole numbers stay exact.
    fn add(&self, other: &Real) -> Result<Real> {
        let value = self.value + other.value;
        let back = value - self.value;
        let lost = (self.value - (value - back)) + (other.value - back);
        Real { value, error: self.error + other.error + lost.abs() }.checked()
    }

    fn mul(&self, other: &Real) -> Result<Real> {
        let value = self.value * other.value;
        let lost = self.value.mul_add(other.value, -value).abs();
        let error = self.value.abs() * other.error + other.value.abs() * self.error + self.error * other.error;
        if value == 0.0 && !self.is_zero() && !other.is_zero() && error == 0.0 {
            return Err(Fault::Unclear);
        }
        Real { value, error: error + lost }.checked()
    }

    fn inverse(&self) -> Result<Real> {
        if self.is_zero() {
            return Err(Fault::Undefined);
        }
        if self.value.abs() <= 2.0 * self.error {
            return Err(Fault::Unclear);
        }
        let value = 1.0 / self.value;
        let lost = (value.mul_add(self.value, -1.0) / self.value).abs();
        Real { value, error: self.error / (self.value.abs() - self.error) / self.value.abs() + lost }.checked()
    }

    fn smooth(&self, function: Smooth, order: u32) -> Result<Real> {
        let to_the = |f: [&dyn Fn(f64) -> f64; 3]| self.through(f[order as usize]);
        match function {
            Smooth::Exp => self.exponential(),
            Smooth::Sqrt if order == 0 => self.root(),
            Smooth::Sqrt => to_the([&f64::sqrt, &|v| 0.5 / v.sqrt(), &|v| -0.25 / (v * v.sqrt())]),
            Smooth::Ln => to_the([&f64::ln, &|v| 1.0 / v, &|v| -1.0 / (v * v)]),
            Smooth::Sinh => to_the([&f64::sinh, &f64::cosh, &f64::sinh]),
            Smooth::Cosh => to_the([&f64::cosh, &f64::sinh, &f64::cosh]),
            Smooth::Tanh => to_the([&f64::tanh, &|v| 1.0 / v.cosh().powi(2), &|v| -2.0 * v.tanh() / v.cosh().powi(2)]),
            Smooth::Sigmoid => {
                to_the([&sigmoid, &|v| sigmoid(v) * sigmoid(-v), &|v| sigmoid(v) * sigmoid(-v) * (-v / 2.0).tanh()])
            }
            Smooth::Softplus => to_the([&|v| v.max(0.0) + (-v.abs()).exp().ln_1p(), &sigmoid, &|v| sigmoid(v) * sigmoid(-v)]),
            Smooth::Erf => to_the([&erf, &|v| 2.0 / PI.sqrt() * (-v * v).exp(), &|v| -4.0 * v / PI.sqrt() * (-v * v).exp()]),
            Smooth::Sin => to_the([&f64::sin, &f64::cos, &|v: f64| -v.sin()]),
            Smooth::Cos => to_the([&f64::cos, &|v: f64| -v.sin(), &|v: f64| -v.cos()]),
            Smooth::Atan => to_the([&f64::atan, &|v| 1.0 / (1.0 + v * v), &|v| -2.0 * v / (1.0 + v * v).powi(2)]),
            Smooth::Opaque(number) => self.opaque(number, order),
        }
    }

    fn bent(&self, below: f64, above: f64) -> Result<Real> {
        let (low, high) = (self.mul(&Real::rounded(below))?, self.mul(&Real::rounded(above))?);
        let error = low.error.max(high.error) + self.error * below.abs().max(above.abs());
        let value = if self.value < 0.0 { low.value } else { high.value };
        Ok(Real { value, error })
    }
}

fn sigmoid(v: f64) -> f64 {
    if v < 0.0 { v.exp() / (1.0 + v.exp()) } else { 1.0 / (1.0 + (-v).exp()) }
}

/// The error function: its power series near 0, the continued fraction of its complement further out.
fn erf(v: f64) -> f64 {
    let (x, sign) = (v.abs(), v.signum());
    if x < 2.5 {
        let (mut term, mut sum) = (x, x);
        for n in 1..120 {
            term *= 2.0 * x * x / (2 * n + 1) as f64;
            sum += term;
        }
        return sign * 2.0 / PI.sqrt() * (-x * x).exp() * sum;
    }
    let mut fraction = 0.0;
    for n in (1..=80).rev() {
        fraction = f64::from(n) / 2.0 / (x + fraction);
    }
    sign * (1.0 - (-x * x).exp() / PI.sqrt() / (x + fraction))
}
