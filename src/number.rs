//! Exact rational numbers: small ones in two machine words, others of any size. The door to `num-rational`.
//!
//! Arithmetic on small numbers is checked and spills into big ones, so nothing ever wraps. What this module does not
//! do: roots, logarithms, floats beyond a conversion.

use num_bigint::BigInt;
use num_rational::{BigRational, Ratio};
use num_traits::{CheckedAdd, CheckedMul, One, Signed, ToPrimitive, Zero};
use std::cmp::Ordering;
use std::fmt;

/// An exact rational number in lowest terms.
///
/// ```
/// use normsym::number::Rational;
/// let third = Rational::new(1, 3);
/// assert_eq!((&third + &third).to_string(), "2/3");
/// assert_eq!(Rational::parse_decimal("1.2"), Some(Rational::new(6, 5)));
/// assert_eq!(Rational::new(1, 2).recip().unwrap().to_string(), "2");
/// assert!(Rational::ZERO.recip().is_none()); // no number is 1/0
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Rational(Repr);

/// Small exactly when numerator and denominator fit (and are not `i64::MIN`): each number has one form.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Small(i64, i64),
    Big(Box<BigRational>),
}

use Repr::{Big, Small};

/// The largest number of decimal digits that a literal or a folded power may have.
pub const MAX_DIGITS: u64 = 20_000;

impl Rational {
    /// 0.
    pub const ZERO: Rational = Rational(Small(0, 1));
    /// 1.
    pub const ONE: Rational = Rational(Small(1, 1));
    /// −1.
    pub const MINUS_ONE: Rational = Rational(Small(-1, 1));
    /// 2.
    pub const TWO: Rational = Rational(Small(2, 1));
    /// 1/2.
    pub const HALF: Rational = Rational(Small(1, 2));

    /// `numerator/denominator` in lowest terms.
    ///
    /// # Panics
    /// Where the denominator is 0.
    pub fn new(numerator: i64, denominator: i64) -> Rational {
        Rational::from_big(BigRational::new(numerator.into(), denominator.into()))
    }

    /// A whole number.
    pub fn integer(value: i64) -> Rational {
        if value == i64::MIN { Rational::from_big(BigRational::from_integer(value.into())) } else { Rational(Small(value, 1)) }
    }

    /// The same number from its big form.
    pub fn from_big(value: BigRational) -> Rational {
        match (value.numer().to_i64(), value.denom().to_i64()) {
            (Some(n), Some(d)) if n != i64::MIN => Rational(Small(n, d)),
            _ => Rational(Big(Box::new(value))),
        }
    }

    /// The big form of the same number.
    pub fn to_big(&self) -> BigRational {
        match &self.0 {
            Small(n, d) => BigRational::new_raw((*n).into(), (*d).into()),
            Big(value) => (**value).clone(),
        }
    }

    /// A double as the rational number that it is; `None` for NaN and the infinities.
    ///
    /// ```
    /// use normsym::number::Rational;
    /// for value in [0.1, -1.5, 3e300, 5e-324, f64::MIN_POSITIVE, 0.0] {
    ///     assert_eq!(Rational::from_f64(value).unwrap().to_f64(), value);
    /// }
    /// assert!(Rational::from_f64(f64::NAN).is_none() && Rational::from_f64(f64::INFINITY).is_none());
    /// ```
    pub fn from_f64(value: f64) -> Option<Rational> {
        BigRational::from_float(value).map(Rational::from_big)
    }

    /// Numerator, with the sign.
    pub fn numerator(&self) -> BigInt {
        match &self.0 {
            Small(n, _) => (*n).into(),
            Big(value) => value.numer().clone(),
        }
    }

    /// Denominator, positive.
    pub fn denominator(&self) -> BigInt {
        match &self.0 {
            Small(_, d) => (*d).into(),
            Big(value) => value.denom().clone(),
        }
    }

    /// Both parts where they fit machine words.
    pub fn small_parts(&self) -> Option<(i64, i64)> {
        match self.0 {
            Small(n, d) => Some((n, d)),
            Big(_) => None,
        }
    }

    /// The value as a machine integer, where it is one.
    pub fn to_i64(&self) -> Option<i64> {
        match self.0 {
            Small(n, 1) => Some(n),
            _ => None,
        }
    }

    /// Reads a decimal literal: `12`, `0.5`, `1e-5`. `None` where it is none, or has more than [`MAX_DIGITS`] digits.
    pub fn parse_decimal(text: &str) -> Option<Rational> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (text, 0),
        };
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{part}");
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let scale = exponent.checked_sub(part.len() as i64)?;
        if digits.len() as u64 + scale.unsigned_abs() > MAX_DIGITS {
            return None;
        }
        let value: BigInt = digits.parse().ok()?;
        let power = num_traits::pow(BigInt::from(10), scale.unsigned_abs() as usize);
        Some(Rational::from_big(if scale < 0 {
            BigRational::new(value, power)
        } else {
            BigRational::from_integer(value * power)
        }))
    }

    /// Whether this is 0.
    pub fn is_zero(&self) -> bool {
        *self == Rational::ZERO
    }

    /// Whether this is 1.
    pub fn is_one(&self) -> bool {
        *self == Rational::ONE
    }

    /// Whether this is a whole number.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Small(_, d) => *d == 1,
            Big(value) => value.is_integer(),
        }
    }

    /// Whether this is a whole even number.
    pub fn is_even(&self) -> bool {
        self.is_integer() && num_integer::Integer::is_even(&self.numerator())
    }

    /// −1, 0 or 1.
    pub fn signum(&self) -> i32 {
        match &self.0 {
            Small(n, _) => n.signum() as i32,
            Big(value) => {
                if value.is_negative() {
                    -1
                } else {
                    1
                }
            }
        }
    }

    /// Whether this is below 0.
    pub fn is_negative(&self) -> bool {
        self.signum() < 0
    }

    /// Absolute value.
    pub fn abs(&self) -> Rational {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// 1 divided by this, `None` for 0.
    pub fn recip(&self) -> Option<Rational> {
        match &self.0 {
            Small(0, _) => None,
            Small(n, d) => Some(Rational(Small(n.signum() * d, n.abs()))),
            Big(value) => Some(Rational::from_big(value.recip())),
        }
    }

    /// `self / divisor`, `None` where the divisor is 0.
    pub fn checked_div(&self, divisor: &Rational) -> Option<Rational> {
        divisor.recip().map(|inverse| self * &inverse)
    }

    /// Whole power; `None` for 0 to a negative power, and where the result would have more than [`MAX_DIGITS`] digits.
    pub fn pow(&self, exponent: i64) -> Option<Rational> {
        let base = if exponent < 0 { self.recip()? } else { self.clone() };
        let count = exponent.unsigned_abs();
        let bits = base.numerator().bits().max(base.denominator().bits());
        if bits > 1 && bits.saturating_mul(count) > MAX_DIGITS * 4 {
            return None;
        }
        let count = if bits <= 1 { count % 2 + 2 * u64::from(count > 0) } else { count };
        Some(Rational::from_big(num_traits::pow(base.to_big(), count as usize)))
    }

    /// The exact non-negative `degree`-th root of a non-negative number, where it is rational.
    pub fn exact_root(&self, degree: u32) -> Option<Rational> {
        if self.is_negative() || degree == 0 {
            return None;
        }
        let root = |value: BigInt| {
            let root = value.nth_root(degree);
            (num_traits::pow(root.clone(), degree as usize) == value).then_some(root)
        };
        Some(Rational::from_big(BigRational::new(root(self.numerator())?, root(self.denominator())?)))
    }

    /// The nearest double (correctly rounded up to the range of doubles).
    pub fn to_f64(&self) -> f64 {
        match &self.0 {
            Small(n, 1) => *n as f64,
            Small(n, d) if n.unsigned_abs() < 1 << 53 && *d < 1 << 53 => *n as f64 / *d as f64,
            _ => self.to_big().to_f64().unwrap_or(f64::NAN),
        }
    }
}

fn add(left: &Rational, right: &Rational) -> Rational {
    if let (Small(a, b), Small(c, d)) = (&left.0, &right.0) {
        if *b == 1 && *d == 1 {
            if let Some(sum) = i64::checked_add(*a, *c).filter(|sum| *sum != i64::MIN) {
                return Rational(Small(sum, 1));
            }
        } else if let Some(sum) = Ratio::new_raw(*a, *b).checked_add(&Ratio::new_raw(*c, *d)) {
            return from_ratio(sum);
        }
    }
    Rational::from_big(left.to_big() + right.to_big())
}

fn multiply(left: &Rational, right: &Rational) -> Rational {
    // Most coefficients are 1.
    match (&left.0, &right.0) {
        (Small(1, 1), _) => return right.clone(),
        (_, Small(1, 1)) => return left.clone(),
        _ => {}
    }
    if let (Small(a, b), Small(c, d)) = (&left.0, &right.0)
        && let Some(product) = Ratio::new_raw(*a, *b).checked_mul(&Ratio::new_raw(*c, *d))
    {
        return from_ratio(product);
    }
    Rational::from_big(left.to_big() * right.to_big())
}

fn from_ratio(value: Ratio<i64>) -> Rational {
    let (n, d) = value.into_raw();
    if n == i64::MIN { Rational::from_big(BigRational::new(n.into(), d.into())) } else { Rational(Small(n, d)) }
}

impl std::ops::Add for &Rational {
    type Output = Rational;
    fn add(self, right: &Rational) -> Rational {
        add(self, right)
    }
}

impl std::ops::Sub for &Rational {
    type Output = Rational;
    fn sub(self, right: &Rational) -> Rational {
        add(self, &-right)
    }
}

impl std::ops::Mul for &Rational {
    type Output = Rational;
    fn mul(self, right: &Rational) -> Rational {
        multiply(self, right)
    }
}

impl std::ops::Neg for &Rational {
    type Output = Rational;
    fn neg(self) -> Rational {
        match &self.0 {
            Small(n, d) => Rational(Small(-n, *d)),
            Big(value) => Rational::from_big(-(**value).clone()),
        }
    }
}

impl From<i64> for Rational {
    fn from(value: i64) -> Rational {
        Rational::integer(value)
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Rational) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rational {
    fn cmp(&self, other: &Rational) -> Ordering {
        match (&self.0, &other.0) {
            (Small(a, b), Small(c, d)) => (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b))),
            _ => self.to_big().cmp(&other.to_big()),
        }
    }
}

impl fmt::Display for Rational {
    /// `-6/5`, `3`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Small(n, 1) => write!(out, "{n}"),
            Small(n, d) => write!(out, "{n}/{d}"),
            Big(value) => write!(out, "{value}"),
        }
    }
}

impl fmt::Debug for Rational {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{self}")
    }
}

impl Default for Rational {
    fn default() -> Rational {
        Rational::ZERO
    }
}

impl std::iter::Sum for Rational {
    fn sum<I: Iterator<Item = Rational>>(items: I) -> Rational {
        items.fold(Rational::ZERO, |sum, item| &sum + &item)
    }
}

/// The content of a list of numbers: the largest positive rational that divides all of them into whole numbers;
/// 1 for a list of zeros.
pub fn content<'a>(numbers: impl IntoIterator<Item = &'a Rational>) -> Rational {
    let (mut numerator, mut denominator) = (BigInt::zero(), BigInt::one());
    for number in numbers {
        numerator = num_integer::Integer::gcd(&numerator, &number.numerator());
        denominator = num_integer::Integer::lcm(&denominator, &number.denominator());
    }
    if numerator.is_zero() { Rational::ONE } else { Rational::from_big(BigRational::new(numerator, denominator)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_that_leave_the_machine_word_stay_exact() {
        let large = Rational::integer(i64::MAX);
        assert_eq!((&large + &Rational::ONE).to_string(), "9223372036854775808");
        assert_eq!(&(&large + &Rational::ONE) - &Rational::ONE, large);
        assert_eq!(Rational::integer(i64::MIN).abs().to_string(), "9223372036854775808");
        assert_eq!((&large * &large).to_string(), "85070591730234615847396907784232501249");
    }

    #[test]
    fn powers_of_one_cost_nothing_and_huge_ones_are_refused() {
        assert_eq!(Rational::MINUS_ONE.pow(1_000_000_001), Some(Rational::MINUS_ONE));
        assert_eq!(Rational::ONE.pow(0), Some(Rational::ONE));
        assert_eq!(Rational::new(2, 3).pow(-2), Some(Rational::new(9, 4)));
        assert!(Rational::TWO.pow(1_000_000_000).is_none());
        assert!(Rational::ZERO.pow(-1).is_none());
        assert_eq!(Rational::ZERO.pow(0), Some(Rational::ONE));
    }

    #[test]
    fn decimals_are_read_exactly() {
        assert_eq!(Rational::parse_decimal("1e-5").unwrap().to_string(), "1/100000");
        assert!(Rational::parse_decimal("1e999999999").is_none());
        assert!(Rational::parse_decimal(".").is_none());
    }

    #[test]
    fn the_content_divides_all() {
        assert_eq!(content(&[Rational::integer(4), Rational::new(2, 3)]).to_string(), "2/3");
    }
}
