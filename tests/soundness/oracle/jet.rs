//! A value with its derivatives along two infinitesimals: `a + b ε + c δ + d ε δ`.

use super::real::{Fault, Real, Result};

/// The parts of 1, ε, δ and ε δ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Jet(pub [Real; 4]);

/// The functions `f`, `f'` and `f''` of one argument.
pub type Triple<'a> = [&'a dyn Fn(f64) -> f64; 3];

impl Jet {
    pub fn constant(value: Real) -> Jet {
        Jet([value, Real::ZERO, Real::ZERO, Real::ZERO])
    }

    pub fn number(value: f64) -> Jet {
        Jet::constant(Real::exact(value))
    }

    pub fn value(&self) -> Real {
        self.0[0]
    }

    pub fn is_constant(&self) -> bool {
        self.0[1..].iter().all(|part| part.is_zero())
    }

    /// The same moved along an infinitesimal (1 or 2).
    pub fn moved(mut self, slot: usize) -> Jet {
        self.0[slot] = Real::ONE;
        self
    }

    /// The same without what belongs to an infinitesimal.
    pub fn held(mut self, slot: usize) -> Jet {
        self.0[slot] = Real::ZERO;
        self.0[3] = Real::ZERO;
        self
    }

    /// The derivative along an infinitesimal; it may still move along the other.
    pub fn slope(&self, slot: usize) -> Jet {
        let mut parts = [self.0[slot], Real::ZERO, Real::ZERO, Real::ZERO];
        parts[3 - slot] = self.0[3];
        Jet(parts)
    }

    pub fn negative(self) -> Jet {
        Jet(self.0.map(Real::negative))
    }

    pub fn add(self, other: Jet) -> Result<Jet> {
        let mut parts = self.0;
        for (part, more) in parts.iter_mut().zip(other.0) {
            *part = part.add(more)?;
        }
        Ok(Jet(parts))
    }

    pub fn sub(self, other: Jet) -> Result<Jet> {
        self.add(other.negative())
    }

    pub fn mul(self, other: Jet) -> Result<Jet> {
        let (a, b) = (self.0, other.0);
        let two = |i: usize, j: usize| a[i].mul(b[j])?.add(a[j].mul(b[i])?);
        Ok(Jet([a[0].mul(b[0])?, two(0, 1)?, two(0, 2)?, two(0, 3)?.add(two(1, 2)?)?]))
    }

    pub fn inverse(self) -> Result<Jet> {
        let inverse = self.value().inverse()?;
        let first = inverse.mul(inverse)?.negative();
        let second = first.mul(inverse)?.mul(Real::exact(-2.0))?;
        self.chain(inverse, Ok(first), Ok(second))
    }

    pub fn div(self, other: Jet) -> Result<Jet> {
        self.mul(other.inverse()?)
    }

    /// A repeated product.
    pub fn power(self, exponent: i64) -> Result<Jet> {
        let mut result = Jet::number(1.0);
        for _ in 0..exponent.unsigned_abs() {
            result = result.mul(self)?;
        }
        if exponent < 0 { result.inverse() } else { Ok(result) }
    }

    /// A smooth function of it.
    pub fn through(self, triple: Triple<'_>) -> Result<Jet> {
        let at = self.value();
        self.chain(at.through(triple[0])?, at.through(triple[1]), at.through(triple[2]))
    }

    /// The chain rule; slopes are asked for where something moves alone.
    pub fn chain(self, value: Real, first: Result<Real>, second: Result<Real>) -> Result<Jet> {
        if self.is_constant() {
            return Ok(Jet::constant(value));
        }
        let ([_, a, b, c], first) = (self.0, first?);
        let bent = a.mul(b)?;
        let mixed = first.mul(c)?;
        let mixed = if bent.is_zero() { mixed } else { mixed.add(second?.mul(bent)?)? };
        Ok(Jet([value, first.mul(a)?, first.mul(b)?, mixed]))
    }

    /// A function that is linear on both sides of 0, with these slopes; at 0 itself it has none.
    pub fn bent(self, below: f64, above: f64) -> Result<Jet> {
        let at = self.value();
        let factor = |slope: f64| at.mul(Real::rounded(slope));
        match at.sign() {
            Ok(sign) if sign != 0.0 => {
                let slope = if sign > 0.0 { above } else { below };
                let slope = if slope.fract() == 0.0 { Real::exact(slope) } else { Real::rounded(slope) };
                self.chain(at.mul(slope)?, Ok(slope), Ok(Real::ZERO))
            }
            Ok(_) => self.chain(Real::ZERO, Err(Fault::Undefined), Err(Fault::Undefined)),
            // Within the error of 0 both branches are.
            Err(_) => {
                let (low, high) = (factor(below)?, factor(above)?);
                let error = low.error.max(high.error) + at.error * below.abs().max(above.abs());
                let value = if at.value < 0.0 { low.value } else { high.value };
                self.chain(Real { value, error }, Err(Fault::Unclear), Err(Fault::Unclear))
            }
        }
    }

    /// A function that is constant on both sides of 0.
    pub fn jump(self, below: f64, at_zero: f64, above: f64) -> Result<Jet> {
        let sign = self.value().sign()?;
        let value = if sign > 0.0 {
            above
        } else if sign < 0.0 {
            below
        } else {
            at_zero
        };
        let slope = if sign == 0.0 { Err(Fault::Undefined) } else { Ok(Real::ZERO) };
        self.chain(Real::exact(value), slope.clone(), slope)
    }
}
