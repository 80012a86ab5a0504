//! The finite field that exact tests compute in: F_{p²} = F_p(i), i² = −1, with a prime p near 2^61.
//!
//! In F_p the quadratic residues play the positive numbers: exactly one of v and −v is one (p ≡ 3 mod 4), products of
//! residues are residues, and every residue has exactly one root that is a residue. p is chosen so that 1, 2, …, 130 are
//! residues: numbers that are positive must play positive ones, or `|3x| = −3|x|` would hold. So `|v|`, `sign v` and `√v` keep the
//! laws `|a b| = |a| |b|`, `√(v²) = |v|`, `√(a b) = √a √b` for positive a, b. There is no order: `a, b > 0` does not give
//! `a + b > 0`.

/// 2^61 − p.
const BELOW: u64 = 34_094_366_361;

/// The largest prime below 2^61 − 2^34 modulo which −1 is no square and every prime up to 127 is one.
pub(super) const P: u64 = (1 << 61) - BELOW;

/// `re + im·i`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub(super) struct Element {
    pub re: u64,
    pub im: u64,
}

/// A product of two numbers below p: 2^61 is `BELOW`, taken three times.
fn reduce(value: u128) -> u64 {
    let fold = |value: u128| (value >> 61) * u128::from(BELOW) + (value & ((1 << 61) - 1));
    let folded = fold(fold(fold(value))) as u64;
    if folded >= P { folded - P } else { folded }
}

pub(super) fn add_p(a: u64, b: u64) -> u64 {
    let sum = a + b;
    if sum >= P { sum - P } else { sum }
}

pub(super) fn neg_p(a: u64) -> u64 {
    if a == 0 { 0 } else { P - a }
}

pub(super) fn mul_p(a: u64, b: u64) -> u64 {
    reduce(u128::from(a) * u128::from(b))
}

pub(super) fn pow_p(base: u64, mut exponent: u64) -> u64 {
    let (mut result, mut power) = (1, base);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = mul_p(result, power);
        }
        power = mul_p(power, power);
        exponent >>= 1;
    }
    result
}

/// Whether a non-zero number of F_p plays a positive one.
pub(super) fn is_residue(a: u64) -> bool {
    pow_p(a, (P - 1) / 2) == 1
}

/// A root in F_p of a residue: `a^((p+1)/4)`, itself a residue or its negative; the residue is returned.
fn root_p(a: u64) -> u64 {
    let root = pow_p(a, P.div_ceil(4));
    if is_residue(root) { root } else { neg_p(root) }
}

impl Element {
    pub const ZERO: Element = Element { re: 0, im: 0 };
    pub const ONE: Element = Element { re: 1, im: 0 };

    pub fn real(re: u64) -> Element {
        Element { re, im: 0 }
    }

    pub fn is_zero(self) -> bool {
        self == Element::ZERO
    }

    pub fn add(self, other: Element) -> Element {
        Element { re: add_p(self.re, other.re), im: add_p(self.im, other.im) }
    }

    pub fn neg(self) -> Element {
        Element { re: neg_p(self.re), im: neg_p(self.im) }
    }

    pub fn sub(self, other: Element) -> Element {
        self.add(other.neg())
    }

    pub fn mul(self, other: Element) -> Element {
        if self.im == 0 && other.im == 0 {
            return Element::real(mul_p(self.re, other.re));
        }
        let re = add_p(mul_p(self.re, other.re), neg_p(mul_p(self.im, other.im)));
        let im = add_p(mul_p(self.re, other.im), mul_p(self.im, other.re));
        Element { re, im }
    }

    /// `None` for 0.
    pub fn inverse(self) -> Option<Element> {
        if self.is_zero() {
            return None;
        }
        let norm = add_p(mul_p(self.re, self.re), mul_p(self.im, self.im));
        let inverse = pow_p(norm, P - 2);
        Some(Element { re: mul_p(self.re, inverse), im: neg_p(mul_p(self.im, inverse)) })
    }

    /// Whole power, `None` for 0 to a negative one.
    pub fn pow(self, exponent: i64) -> Option<Element> {
        let (mut power, mut rest) = (if exponent < 0 { self.inverse()? } else { self }, exponent.unsigned_abs());
        if power.im == 0 {
            return Some(Element::real(pow_p(power.re, rest)));
        }
        let mut result = Element::ONE;
        while rest > 0 {
            if rest & 1 == 1 {
                result = result.mul(power);
            }
            power = power.mul(power);
            rest >>= 1;
        }
        Some(result)
    }

    /// +1 or −1 for a non-zero element, with `sign(−v) = −sign(v)`; multiplicative on F_p, and `sign(v i) = sign(v)` there.
    pub fn sign(self) -> Element {
        let positive = if self.im == 0 || self.re == 0 {
            is_residue(if self.im == 0 { self.re } else { self.im })
        } else {
            // No multiplicative sign exists outside F_p; half of the elements, one of each ±v, are called positive.
            self.im <= P / 2
        };
        if positive { Element::ONE } else { Element::ONE.neg() }
    }

    /// The positive root; `None` where the element has none. Every element of F_p has one.
    pub fn sqrt(self) -> Option<Element> {
        if self.is_zero() {
            return Some(Element::ZERO);
        }
        let root = if self.im == 0 {
            if is_residue(self.re) {
                return Some(Element::real(root_p(self.re)));
            }
            Element { re: 0, im: root_p(neg_p(self.re)) }
        } else {
            // √(a + b i) = u + b/(2u) i with u² = (a + |a + b i|)/2.
            let norm = add_p(mul_p(self.re, self.re), mul_p(self.im, self.im));
            if !is_residue(norm) {
                return None;
            }
            let size = root_p(norm);
            let half = P.div_ceil(2);
            let square =
                [size, neg_p(size)].map(|size| mul_p(add_p(self.re, size), half)).into_iter().find(|s| is_residue(*s))?;
            let u = root_p(square);
            Element { re: u, im: mul_p(self.im, pow_p(add_p(u, u), P - 2)) }
        };
        Some(if root.sign() == Element::ONE { root } else { root.neg() })
    }
}

/// A stateless pseudo-random number below p from a few words (splitmix64 steps).
pub(super) fn scramble(words: &[u64]) -> u64 {
    let mut state = 0x243F_6A88_85A3_08D3u64;
    for word in words {
        state = state.wrapping_add(*word).wrapping_add(0x9E37_79B9_7F4A_7C15);
        state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        state ^= state >> 31;
    }
    state % P
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_square_back_and_are_positive() {
        let (mut with_root, mut without) = (0, 0);
        for k in 1..200 {
            let element = Element { re: scramble(&[k]), im: if k % 2 == 0 { 0 } else { scramble(&[k, 1]) } };
            match element.sqrt() {
                Some(root) => {
                    assert_eq!(root.mul(root), element);
                    assert_eq!(root.sign(), Element::ONE);
                    with_root += 1;
                }
                None => without += 1,
            }
        }
        assert!(with_root > 120 && without > 20);
    }

    #[test]
    fn signs_multiply_in_the_prime_field() {
        for k in 1..100 {
            let (a, b) = (Element::real(scramble(&[k])), Element::real(scramble(&[k, 7])));
            assert_eq!(a.mul(b).sign(), a.sign().mul(b.sign()));
            assert_eq!(a.neg().sign(), a.sign().neg());
            let root = a.mul(a).sqrt().unwrap();
            assert_eq!(root, a.mul(a.sign()));
        }
    }

    #[test]
    fn products_are_those_of_the_integers_modulo_p() {
        for k in 0..200 {
            let (a, b) = (P - 1 - scramble(&[k]) % (1 << (k % 61)), P - 1 - scramble(&[k, 3]) % 1000);
            assert_eq!(u128::from(mul_p(a, b)), u128::from(a) * u128::from(b) % u128::from(P));
        }
        assert_eq!(mul_p(P - 1, P - 1), 1);
    }

    #[test]
    fn p_is_a_prime_for_which_small_numbers_are_positive() {
        assert_eq!(P % 8, 7);
        // A prime to all these bases below 2^64.
        for base in [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37] {
            assert!(matches!(pow_p(base, (P - 1) / 2), 1) && pow_p(base, P - 1) == 1, "{base}");
        }
        assert!((1..=130).all(is_residue));
        assert!(!is_residue(P - 1));
    }

    #[test]
    fn inverses_invert() {
        let element = Element { re: 12345, im: 678 };
        assert_eq!(element.mul(element.inverse().unwrap()), Element::ONE);
        assert!(Element::ZERO.inverse().is_none());
    }
}
