//! A value with its derivatives along two infinitesimals: `a + b ε + c δ + d ε δ`.

use super::number::{Number, Smooth};
use super::real::{Fault, Result};

/// The parts of 1, ε, δ and ε δ.
#[derive(Clone, Debug, PartialEq)]
pub struct Jet<N>(pub [N; 4]);

impl<N: Number> Jet<N> {
    pub fn constant(value: N) -> Self {
        Jet([value, N::exact(0.0), N::exact(0.0), N::exact(0.0)])
    }

    pub fn number(value: f64) -> Self {
        Jet::constant(N::exact(value))
    }

    pub fn value(&self) -> N {
        self.0[0].clone()
    }

    pub fn is_constant(&self) -> bool {
        self.0[1..].iter().all(|part| part.is_zero())
    }

    /// The same moved along an infinitesimal (1 or 2).
    pub fn moved(mut self, slot: usize) -> Self {
        self.0[slot] = N::exact(1.0);
        self
    }

    /// The same without what belongs to an infinitesimal.
    pub fn held(mut self, slot: usize) -> Self {
        self.0[slot] = N::exact(0.0);
        self.0[3] = N::exact(0.0);
        self
    }

    /// The derivative along an infinitesimal; it may still move along the other.
    pub fn slope(&self, slot: usize) -> Self {
        let mut parts = Jet::constant(self.0[slot].clone());
        parts.0[3 - slot] = self.0[3].clone();
        parts
    }

    pub fn negative(&self) -> Self {
        Jet(std::array::from_fn(|place| self.0[place].negative()))
    }

    pub fn add(&self, other: &Self) -> Result<Self> {
        let mut parts = self.clone();
        for (part, more) in parts.0.iter_mut().zip(&other.0) {
            *part = part.add(more)?;
        }
        Ok(parts)
    }

    pub fn sub(&self, other: &Self) -> Result<Self> {
        self.add(&other.negative())
    }

    pub fn mul(&self, other: &Self) -> Result<Self> {
        let (a, b) = (&self.0, &other.0);
        let value = a[0].mul(&b[0])?;
        if self.is_constant() && other.is_constant() {
            return Ok(Jet::constant(value));
        }
        let two = |i: usize, j: usize| a[i].mul(&b[j])?.add(&a[j].mul(&b[i])?);
        Ok(Jet([value, two(0, 1)?, two(0, 2)?, two(0, 3)?.add(&two(1, 2)?)?]))
    }

    pub fn inverse(&self) -> Result<Self> {
        let inverse = self.value().inverse()?;
        let first = inverse.mul(&inverse)?.negative();
        let second = first.mul(&inverse)?.mul(&N::exact(-2.0))?;
        self.chain(inverse, Ok(first), Ok(second))
    }

    pub fn div(&self, other: &Self) -> Result<Self> {
        self.mul(&other.inverse()?)
    }

    /// A repeated product.
    pub fn power(&self, exponent: i64) -> Result<Self> {
        let (mut result, mut square, mut left) = (Jet::number(1.0), self.clone(), exponent.unsigned_abs());
        while left > 0 {
            if left % 2 == 1 {
                result = result.mul(&square)?;
            }
            left /= 2;
            if left > 0 {
                square = square.mul(&square)?;
            }
        }
        if exponent < 0 { result.inverse() } else { Ok(result) }
    }

    /// A smooth function of it.
    pub fn through(&self, function: Smooth) -> Result<Self> {
        let (at, constant) = (self.value(), self.is_constant());
        let slope = |order| if constant { Ok(N::exact(0.0)) } else { at.smooth(function, order) };
        self.chain(at.smooth(function, 0)?, slope(1), slope(2))
    }

    /// The chain rule; slopes are asked for where something moves alone.
    pub fn chain(&self, value: N, first: Result<N>, second: Result<N>) -> Result<Self> {
        if self.is_constant() {
            return Ok(Jet::constant(value));
        }
        let ([_, a, b, c], first) = (&self.0, first?);
        let bent = a.mul(b)?;
        let mixed = first.mul(c)?;
        let mixed = if bent.is_zero() { mixed } else { mixed.add(&second?.mul(&bent)?)? };
        Ok(Jet([value, first.mul(a)?, first.mul(b)?, mixed]))
    }

    /// A function that is linear on both sides of 0, with these slopes; at 0 itself it has none.
    pub fn bent(&self, below: &N, above: &N) -> Result<Self> {
        let at = self.value();
        match at.sign() {
            Ok(sign) if sign != 0.0 => {
                let slope = if sign > 0.0 { above } else { below };
                self.chain(at.mul(slope)?, Ok(slope.clone()), Ok(N::exact(0.0)))
            }
            Ok(_) => self.chain(N::exact(0.0), Err(Fault::Undefined), Err(Fault::Undefined)),
            // Within the error of 0 both branches are.
            Err(_) => self.chain(at.bent(below.near(), above.near())?, Err(Fault::Unclear), Err(Fault::Unclear)),
        }
    }

    /// A function that is constant on both sides of 0.
    pub fn jump(&self, below: f64, at_zero: f64, above: f64) -> Result<Self> {
        let sign = self.value().sign()?;
        let value = if sign > 0.0 {
            above
        } else if sign < 0.0 {
            below
        } else {
            at_zero
        };
        let slope = || if sign == 0.0 { Err(Fault::Undefined) } else { Ok(N::exact(0.0)) };
        self.chain(N::exact(value), slope(), slope())
    }
}
