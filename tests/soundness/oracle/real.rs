//! A double with a bound of its error.

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

    pub fn is_zero(self) -> bool {
        self.value == 0.0 && self.error == 0.0
    }

    /// The sign where it is certain.
    pub fn sign(self) -> Result<f64> {
        match self.value {
            v if v.abs() > self.error => Ok(v.signum()),
            _ if self.is_zero() => Ok(0.0),
            _ => Err(Fault::Unclear),
        }
    }

    fn checked(self) -> Result<Real> {
        if self.value.is_finite() && self.error.is_finite() { Ok(self) } else { Err(Fault::Unclear) }
    }

    pub fn negative(self) -> Real {
        Real { value: -self.value, error: self.error }
    }

    /// The sum; its rounding error is known exactly, so that sums of whole numbers stay exact.
    pub fn add(self, other: Real) -> Result<Real> {
        let value = self.value + other.value;
        let back = value - self.value;
        let lost = (self.value - (value - back)) + (other.value - back);
        Real { value, error: self.error + other.error + lost.abs() }.checked()
    }

    pub fn mul(self, other: Real) -> Result<Real> {
        let value = self.value * other.value;
        let lost = self.value.mul_add(other.value, -value).abs();
        let error = self.value.abs() * other.error + other.value.abs() * self.error + self.error * other.error;
        if value == 0.0 && !self.is_zero() && !other.is_zero() && error == 0.0 {
            return Err(Fault::Unclear);
        }
        Real { value, error: error + lost }.checked()
    }

    pub fn inverse(self) -> Result<Real> {
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

    /// `f` of it, for a function that is smooth within the error.
    pub fn through(self, f: impl Fn(f64) -> f64) -> Result<Real> {
        let value = f(self.value);
        // An error below the last place must still move the argument.
        let reach = if self.error == 0.0 { 0.0 } else { self.error.max(self.value.abs() * ROUNDING) };
        let near = [self.value - reach, self.value + reach].map(|x| (f(x) - value).abs());
        let spread = if self.error == 0.0 { 0.0 } else { near[0].max(near[1]) };
        if near.iter().any(|n| n.is_nan()) {
            return Err(Fault::Unclear);
        }
        // The functions here are right to a few units of the last place; a 0 may be what is too small for a double.
        let least = if self.is_zero() { 0.0 } else { f64::MIN_POSITIVE };
        Real { value, error: 2.0 * spread + 16.0 * ROUNDING * value.abs() + least }.checked()
    }
}
