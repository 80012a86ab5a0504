//! The finite fields that exact tests compute in: F_{p²} = F_p(i), i² = −1, with a prime p near 2^61.
//!
//! In F_p the quadratic residues play the positive numbers: exactly one of v and −v is one (p ≡ 3 mod 4), products of
//! residues are residues, and every residue has exactly one root that is a residue. So `|v|`, `sign v` and `√v` keep the
//! laws `|a b| = |a| |b|`, `√(v²) = |v|`, `√(a b) = √a √b` for positive a, b. There is no order: `a, b > 0` does not give
//! `a + b > 0`. Numbers that are positive must play positive ones, or `|3x| = −3|x|` would hold: see [`super::primes`].

/// A field; elements are numbers below p in Montgomery's form, `v 2^64 mod p`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field {
    p: u64,
    /// −1/p modulo 2^64.
    inverse: u64,
    /// 2^64 modulo p: the form of 1.
    one: u64,
    /// 2^128 modulo p.
    square: u64,
}

/// `re + im·i`; 0 is the same in every field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(super) struct Element {
    pub re: u64,
    pub im: u64,
}

impl Element {
    pub const ZERO: Element = Element { re: 0, im: 0 };

    pub fn is_zero(self) -> bool {
        self == Element::ZERO
    }
}

/// Numbers of F_p in Montgomery's form.
impl Field {
    /// The field of an odd prime below 2^62.
    pub const fn new(p: u64) -> Field {
        // Newton's iteration doubles the number of right bits: 3, 6, 12, 24, 48, 96.
        let mut inverse = p;
        let mut step = 0;
        while step < 5 {
            inverse = inverse.wrapping_mul(2u64.wrapping_sub(p.wrapping_mul(inverse)));
            step += 1;
        }
        let one = ((1u128 << 64) % p as u128) as u64;
        let square = (one as u128 * one as u128 % p as u128) as u64;
        Field { p, inverse: inverse.wrapping_neg(), one, square }
    }

    pub fn modulus(self) -> u64 {
        self.p
    }

    fn add_p(self, a: u64, b: u64) -> u64 {
        let sum = a + b;
        if sum >= self.p { sum - self.p } else { sum }
    }

    fn neg_p(self, a: u64) -> u64 {
        if a == 0 { 0 } else { self.p - a }
    }

    fn mul_p(self, a: u64, b: u64) -> u64 {
        let product = u128::from(a) * u128::from(b);
        let factor = (product as u64).wrapping_mul(self.inverse);
        // Below p² + 2^64 p < 2^128, and a multiple of 2^64.
        let reduced = ((product + u128::from(factor) * u128::from(self.p)) >> 64) as u64;
        if reduced >= self.p { reduced - self.p } else { reduced }
    }

    fn pow_p(self, base: u64, mut exponent: u64) -> u64 {
        let (mut result, mut power) = (self.one, base);
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = self.mul_p(result, power);
            }
            power = self.mul_p(power, power);
            exponent >>= 1;
        }
        result
    }

    fn inverse_p(self, a: u64) -> u64 {
        self.pow_p(a, self.p - 2)
    }

    /// Whether a non-zero number plays a positive one.
    fn is_residue(self, a: u64) -> bool {
        self.pow_p(a, (self.p - 1) / 2) == self.one
    }

    /// The root of a residue that is a residue: `a^((p+1)/4)` is an even power.
    fn root_p(self, a: u64) -> u64 {
        self.pow_p(a, self.p.div_ceil(4))
    }
}

/// Elements of F_{p²}.
impl Field {
    /// The whole number.
    pub fn integer(self, value: u64) -> Element {
        self.real(self.mul_p(value % self.p, self.square))
    }

    /// The whole number between ±bound that an element is, if it is one.
    pub fn small_integer(self, a: Element, bound: i64) -> Option<i64> {
        let size = self.mul_p(a.re, 1);
        let found = if size > self.p / 2 { -i64::try_from(self.p - size).ok()? } else { i64::try_from(size).ok()? };
        (a.im == 0 && found.abs() <= bound).then_some(found)
    }

    /// An element from its form.
    pub fn real(self, re: u64) -> Element {
        Element { re, im: 0 }
    }

    pub fn one(self) -> Element {
        self.real(self.one)
    }

    pub fn minus_one(self) -> Element {
        self.real(self.p - self.one)
    }

    pub fn half(self) -> Element {
        self.integer(self.p.div_ceil(2))
    }

    /// The pseudo-random element of F_p for a few words.
    pub fn random(self, words: &[u64]) -> Element {
        self.real(scramble(words) % self.p)
    }

    pub fn add(self, a: Element, b: Element) -> Element {
        Element { re: self.add_p(a.re, b.re), im: self.add_p(a.im, b.im) }
    }

    pub fn neg(self, a: Element) -> Element {
        Element { re: self.neg_p(a.re), im: self.neg_p(a.im) }
    }

    pub fn sub(self, a: Element, b: Element) -> Element {
        self.add(a, self.neg(b))
    }

    pub fn mul(self, a: Element, b: Element) -> Element {
        if a.im == 0 && b.im == 0 {
            return self.real(self.mul_p(a.re, b.re));
        }
        let re = self.add_p(self.mul_p(a.re, b.re), self.neg_p(self.mul_p(a.im, b.im)));
        let im = self.add_p(self.mul_p(a.re, b.im), self.mul_p(a.im, b.re));
        Element { re, im }
    }

    fn norm(self, a: Element) -> u64 {
        self.add_p(self.mul_p(a.re, a.re), self.mul_p(a.im, a.im))
    }

    /// `None` for 0.
    pub fn inverse(self, a: Element) -> Option<Element> {
        if a.is_zero() {
            return None;
        }
        let inverse = self.inverse_p(self.norm(a));
        Some(Element { re: self.mul_p(a.re, inverse), im: self.neg_p(self.mul_p(a.im, inverse)) })
    }

    /// Whole power, `None` for 0 to a negative one.
    pub fn pow(self, a: Element, exponent: i64) -> Option<Element> {
        let (mut power, mut rest) = (if exponent < 0 { self.inverse(a)? } else { a }, exponent.unsigned_abs());
        if power.im == 0 {
            return Some(self.real(self.pow_p(power.re, rest)));
        }
        let mut result = self.one();
        while rest > 0 {
            if rest & 1 == 1 {
                result = self.mul(result, power);
            }
            power = self.mul(power, power);
            rest >>= 1;
        }
        Some(result)
    }

    /// Whether a non-zero element of F_p plays a positive number.
    pub fn is_positive(self, a: Element) -> bool {
        a.im == 0 && self.is_residue(a.re)
    }

    /// +1 or −1 for a non-zero element, with `sign(−v) = −sign(v)`; multiplicative on F_p, and `sign(v i) = sign(v)` there.
    pub fn sign(self, a: Element) -> Element {
        let positive = if a.im == 0 || a.re == 0 {
            self.is_residue(if a.im == 0 { a.re } else { a.im })
        } else {
            // No multiplicative sign exists outside F_p; half of the elements, one of each ±v, are called positive.
            a.im <= self.p / 2
        };
        if positive { self.one() } else { self.minus_one() }
    }

    /// The positive root; `None` where the element has none. Every element of F_p has one.
    pub fn sqrt(self, a: Element) -> Option<Element> {
        if a.is_zero() {
            return Some(a);
        }
        let root = if a.im == 0 {
            let root = self.root_p(a.re);
            if self.mul_p(root, root) == a.re {
                return Some(self.real(root));
            }
            Element { re: 0, im: self.root_p(self.neg_p(a.re)) }
        } else {
            // √(a + b i) = u + b/(2u) i with u² = (a + |a + b i|)/2.
            let norm = self.norm(a);
            if !self.is_residue(norm) {
                return None;
            }
            let size = self.root_p(norm);
            let half = self.half().re;
            let square = [size, self.neg_p(size)]
                .map(|size| self.mul_p(self.add_p(a.re, size), half))
                .into_iter()
                .find(|square| self.is_residue(*square))?;
            let u = self.root_p(square);
            Element { re: u, im: self.mul_p(a.im, self.inverse_p(self.add_p(u, u))) }
        };
        Some(if self.sign(root) == self.one() { root } else { self.neg(root) })
    }

    /// The root of odd degree of an element of F_p, where each has exactly one: where the degree and p − 1 have no common
    /// factor. It is positive where the element is.
    pub fn odd_root(self, a: Element, degree: u64) -> Option<Element> {
        // degree · x = 1 + k (p − 1): the k that makes it whole is −1/(p − 1) modulo the degree.
        let order = self.p - 1;
        let times = (0..degree).find(|k| (1 + u128::from(*k) * u128::from(order)).is_multiple_of(u128::from(degree)))?;
        let exponent = (1 + u128::from(times) * u128::from(order)) / u128::from(degree);
        (a.im == 0).then(|| self.real(self.pow_p(a.re, (exponent % u128::from(order)) as u64)))
    }

    /// An element of norm 1, `(r + i)/(r − i)`, so a point `cos + i sin` of the circle.
    pub fn on_circle(self, r: Element) -> Option<Element> {
        let (up, down) = (Element { re: r.re, im: self.one }, Element { re: r.re, im: self.p - self.one });
        Some(self.mul(up, self.inverse(down)?))
    }
}

/// A stateless pseudo-random number from a few words (splitmix64 steps).
pub(super) fn scramble(words: &[u64]) -> u64 {
    let mut state = 0x243F_6A88_85A3_08D3u64;
    for word in words {
        state = state.wrapping_add(*word).wrapping_add(0x9E37_79B9_7F4A_7C15);
        state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        state ^= state >> 31;
    }
    state
}

#[cfg(test)]
mod tests {
    use super::super::primes::PRIMES;
    use super::*;

    fn fields() -> impl Iterator<Item = Field> {
        PRIMES.into_iter().map(Field::new)
    }

    #[test]
    fn roots_square_back_and_are_positive() {
        for field in fields().take(3) {
            let (mut with_root, mut without) = (0, 0);
            for k in 1..200 {
                let im = if k % 2 == 0 { 0 } else { field.random(&[k, 1]).re };
                let element = Element { re: field.random(&[k]).re, im };
                match field.sqrt(element) {
                    Some(root) => {
                        assert_eq!(field.mul(root, root), element);
                        assert_eq!(field.sign(root), field.one());
                        with_root += 1;
                    }
                    None => without += 1,
                }
            }
            assert!(with_root > 120 && without > 20);
        }
    }

    #[test]
    fn roots_of_odd_degree_are_unique_and_keep_the_sign() {
        for field in fields() {
            for degree in [3, 5, 7, 9, 15, 31] {
                let element = field.random(&[degree]);
                let root = field.odd_root(element, degree).unwrap();
                assert_eq!(field.pow(root, degree as i64), Some(element));
                assert_eq!(field.sign(root), field.sign(element));
            }
        }
    }

    #[test]
    fn signs_multiply_in_the_prime_field() {
        let field = Field::new(PRIMES[0]);
        for k in 1..100 {
            let (a, b) = (field.random(&[k]), field.random(&[k, 7]));
            assert_eq!(field.sign(field.mul(a, b)), field.mul(field.sign(a), field.sign(b)));
            assert_eq!(field.sign(field.neg(a)), field.neg(field.sign(a)));
            let root = field.sqrt(field.mul(a, a)).unwrap();
            assert_eq!(root, field.mul(a, field.sign(a)));
        }
    }

    #[test]
    fn products_are_those_of_the_integers_modulo_p() {
        for field in fields() {
            let p = field.modulus();
            for k in 0..20 {
                let (a, b) = (p - 1 - scramble(&[k]) % (1 << (k % 60)), p - 1 - scramble(&[k, 3]) % 1000);
                let expected = (u128::from(a) * u128::from(b) % u128::from(p)) as u64;
                assert_eq!(field.mul(field.integer(a), field.integer(b)), field.integer(expected));
            }
            assert_eq!(field.mul(field.minus_one(), field.minus_one()), field.one());
            assert_eq!(field.add(field.half(), field.half()), field.one());
        }
    }

    #[test]
    fn the_moduli_are_primes_for_which_small_numbers_are_positive() {
        for field in fields() {
            let p = field.modulus();
            assert!(p % 8 == 7 && p >> 60 == 1);
            // A prime to all these bases below 2^64 is one.
            for base in [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37] {
                assert_eq!(field.pow(field.integer(base), (p - 1) as i64), Some(field.one()), "{base} modulo {p}");
            }
            assert!((1..=130).all(|k| field.is_positive(field.integer(k))));
            assert!(!field.is_positive(field.minus_one()));
        }
    }

    #[test]
    fn inverses_invert_and_the_circle_has_norm_one() {
        let field = Field::new(PRIMES[5]);
        let element = Element { re: 12345, im: 678 };
        assert_eq!(field.mul(element, field.inverse(element).unwrap()), field.one());
        assert!(field.inverse(Element::ZERO).is_none());
        let point = field.on_circle(field.random(&[3])).unwrap();
        assert_eq!(field.norm(point), field.one().re);
    }
}
