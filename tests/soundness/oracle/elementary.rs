//! The elementary functions of fixed-point numbers (whole numbers in units of `2^-places`), from their series.
//!
//! Each is worked out with spare places, so that the result is right to its last place or the one before.

use num_bigint::BigInt;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::sync::LazyLock;

/// Places beyond those that are asked for.
const SPARE: u32 = 96;

/// Places to which pi and ln 2 are kept.
const KEPT: u32 = 20_000;

/// How often an argument is halved before its series.
const HALVINGS: u32 = 20;

static PI: LazyLock<BigInt> = LazyLock::new(|| {
    // Machin: pi = 16 atan(1/5) - 4 atan(1/239).
    atan_of_inverse(5, KEPT, -1) * 16 - atan_of_inverse(239, KEPT, -1) * 4
});

static LN_2: LazyLock<BigInt> = LazyLock::new(|| {
    // ln 2 = 18 artanh(1/26) - 2 artanh(1/4801) + 8 artanh(1/8749).
    atan_of_inverse(26, KEPT, 1) * 18 - atan_of_inverse(4801, KEPT, 1) * 2 + atan_of_inverse(8749, KEPT, 1) * 8
});

/// The sum of `s^k / ((2k + 1) n^(2k + 1))`: with s = -1 the arc tangent of 1/n, with s = 1 its hyperbolic kin.
fn atan_of_inverse(n: i64, places: u32, s: i64) -> BigInt {
    let mut power: BigInt = (BigInt::one() << places) / n;
    let (mut sum, mut k) = (BigInt::zero(), 0i64);
    while !power.is_zero() {
        sum += &power / (2 * k + 1) * if k % 2 == 1 { s } else { 1 };
        power /= n * n;
        k += 1;
    }
    sum
}

pub fn pi(places: u32) -> BigInt {
    &*PI >> (KEPT - places)
}

fn ln_2(places: u32) -> BigInt {
    &*LN_2 >> (KEPT - places)
}

fn unit(places: u32) -> BigInt {
    BigInt::one() << places
}

/// The nearest whole number of `over/under`, by floor of a half more.
fn rounded(over: &BigInt, under: &BigInt) -> BigInt {
    let doubled = over * 2i32 + under;
    let (below, twice) = (&doubled / (under * 2i32), under * 2i32);
    if doubled.is_negative() && !(&doubled % &twice).is_zero() { below - 1 } else { below }
}

pub fn exp(x: &BigInt, places: u32) -> BigInt {
    let twos = rounded(x, &ln_2(places)).to_i64().unwrap_or(0);
    // A large result keeps its last place: as many places more.
    let wide = places + SPARE + twos.max(0) as u32;
    let rest = (x << (wide - places)) - ((ln_2(wide + 64) * twos) >> 64);
    let small = rest >> HALVINGS;
    let (mut term, mut sum, mut k) = (unit(wide), unit(wide), 1i64);
    while !term.is_zero() {
        term = ((&term * &small) >> wide) / k;
        // A negative term is shifted to -1 and stays there.
        if term == -BigInt::one() {
            break;
        }
        sum += &term;
        k += 1;
    }
    for _ in 0..HALVINGS {
        sum = (&sum * &sum) >> wide;
    }
    sum >> (i64::from(wide - places) - twos)
}

/// The logarithm of a positive number: `m 2^k` with m about 1, and Newton's steps on exp for m.
pub fn ln(x: &BigInt, places: u32) -> BigInt {
    let twos = x.bits() as i64 - i64::from(places) - 1;
    let wide = places + SPARE;
    let shift = i64::from(wide - places) - twos;
    let m = if shift >= 0 { x << shift } else { x >> -shift };
    let start = (&m >> (wide - 60)).to_f64().unwrap_or(1.0) / 2f64.powi(60);
    let mut y = BigInt::from((start.ln() * 2f64.powi(52)) as i64) << (wide - 52);
    // Halley: each step triples the digits.
    let mut right = 45;
    while right < wide {
        let e = exp(&y, wide);
        y += ((&m - &e) << (wide + 1)) / (&m + &e);
        right *= 3;
    }
    (y + ln_2(wide) * twos) >> (wide - places)
}

/// Sine and cosine.
pub fn sin_cos(x: &BigInt, places: u32) -> (BigInt, BigInt) {
    let wide = places + SPARE;
    let more = x.bits().saturating_sub(u64::from(places)) as u32 + 64;
    let turns = rounded(x, &(pi(places) * 2i32));
    let rest = (x << (wide - places)) - ((pi(wide + more) * 2i32 * &turns) >> more);
    let small = rest >> HALVINGS;
    let square = (&small * &small) >> wide;
    let series = |first: BigInt, offset: i64| {
        let (mut term, mut sum, mut k) = (first.clone(), first, offset);
        loop {
            term = -((&term * &square) >> wide) / (k * (k + 1));
            if term.is_zero() {
                return sum;
            }
            sum += &term;
            k += 2;
        }
    };
    let (mut sin, mut cos) = (series(small.clone(), 2), series(unit(wide), 1));
    for _ in 0..HALVINGS {
        (sin, cos) = ((&sin * &cos) >> (wide - 1), unit(wide) - ((&sin * &sin) >> (wide - 1)));
    }
    (sin >> (wide - places), cos >> (wide - places))
}

/// The arc tangent: by its complement beyond 1, halved until its series is short.
pub fn atan(x: &BigInt, places: u32) -> BigInt {
    let wide = places + SPARE;
    let mut small = x.abs() << (wide - places);
    let beyond = small > unit(wide);
    if beyond {
        small = unit(2 * wide) / small;
    }
    for _ in 0..HALVINGS {
        // atan(x) = 2 atan(x/(1 + √(1 + x²)))
        let root = ((&small * &small) + unit(2 * wide)).sqrt();
        small = (small << wide) / (unit(wide) + root);
    }
    let square = (&small * &small) >> wide;
    let (mut power, mut sum, mut k) = (small.clone(), BigInt::zero(), 0i64);
    while !power.is_zero() {
        sum += &power / (2 * k + 1) * if k % 2 == 1 { -1 } else { 1 };
        power = (&power * &square) >> wide;
        k += 1;
    }
    sum <<= HALVINGS;
    let size = if beyond { (pi(wide) >> 1) - sum } else { sum };
    let size: BigInt = size >> (wide - places);
    if x.is_negative() { -size } else { size }
}

/// The error function, `2/√pi exp(-x²) (x + 2x³/3 + 4x⁵/15 + …)`: all terms have one sign.
pub fn erf(x: &BigInt, places: u32) -> BigInt {
    let size = x.abs();
    let whole = (&size >> places).to_u64().unwrap_or(u64::MAX);
    // exp(-x²) is below the last place.
    if whole.saturating_mul(whole) > u64::from(places) {
        return if x.is_negative() { -unit(places) } else { unit(places) };
    }
    let wide = places + SPARE;
    let at = &size << (wide - places);
    let square = (&at * &at) >> wide;
    let (mut term, mut sum, mut k) = (at.clone(), at, 1i64);
    while !term.is_zero() {
        term = ((&term * &square) >> (wide - 1)) / (2 * k + 1);
        sum += &term;
        k += 1;
    }
    let bell = exp(&-square, wide);
    let root: BigInt = (pi(wide) << wide).sqrt();
    let size: BigInt = ((((sum * bell) >> (wide - 1)) << wide) / root) >> (wide - places);
    if x.is_negative() { -size } else { size }
}
