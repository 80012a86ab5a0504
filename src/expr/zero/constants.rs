//! Numbers in the exact test: their residues, which nodes are numbers, and the fields in which those that are written play
//! what they are.

use crate::expr::field::{Element, Field};
use crate::expr::primes::PRIMES;
use crate::expr::{Callee, Graph, Node, NodeId};
use crate::number::Rational;
use num_traits::ToPrimitive;
use rustc_hash::FxHashMap;

/// The nodes made of rational numbers, roots and signs alone, with their value where it is rational by plain arithmetic.
pub(super) fn constants(graph: &Graph, nodes: &[NodeId]) -> FxHashMap<NodeId, Option<Rational>> {
    let mut found: FxHashMap<NodeId, Option<Rational>> = FxHashMap::default();
    for id in nodes {
        let mut all = true;
        graph.for_each_child(*id, |child| all &= found.contains_key(&child));
        if !all {
            continue;
        }
        let value = match graph.node(*id) {
            Node::Number(value) => Some(value.clone()),
            Node::Term(term) => found[&graph.term(*term).body].clone(),
            Node::Sum { constant, terms } => terms
                .iter()
                .try_fold(constant.clone(), |sum, (child, coefficient)| Some(&sum + &(found[child].as_ref()? * coefficient))),
            Node::Product(factors) => factors.iter().try_fold(Rational::ONE, |product, (child, exponent)| {
                Some(&product * &found[child].as_ref()?.pow(exponent.to_i64()?)?)
            }),
            Node::Call { function: Callee::Known(function), .. }
                if matches!(function.get().name, "abs" | "sign" | "step" | "max" | "min") =>
            {
                None
            }
            _ => continue,
        };
        found.insert(*id, value);
    }
    found
}

/// A rational number in the field; `None` where p divides the denominator.
pub(super) fn residue(field: Field, value: &Rational) -> Option<Element> {
    let (top, bottom) = parts(field, value)?;
    if bottom == field.one() { Some(top) } else { Some(field.mul(top, field.inverse(bottom)?)) }
}

fn parts(field: Field, value: &Rational) -> Option<(Element, Element)> {
    let small = |n: i64| {
        let size = field.integer(n.unsigned_abs());
        if n < 0 { field.neg(size) } else { size }
    };
    Some(match value.small_parts() {
        Some((n, d)) => (small(n), small(d)),
        None => {
            let modulus = num_bigint::BigInt::from(field.modulus());
            let reduce = |n: num_bigint::BigInt| ((n % &modulus + &modulus) % &modulus).to_u64();
            (field.integer(reduce(value.numerator())?), field.integer(reduce(value.denominator())?))
        }
    })
}

/// So many fields take turns in a test that leans on signs.
const FIELDS: usize = 12;

/// Fewer than this are no guard against luck.
const FEWEST: usize = 8;

/// Fields in which every positive number that is written is a residue: else its sign would come out wrong, and
/// `|131x| = −131|x|` would hold. A number that is nowhere written, such as `(x − 65) − (x + 66)`, is a residue in about half
/// of them only, so that nothing is proved by its luck; where fewer than [`FEWEST`] are left, luck is not excluded.
pub(super) fn honest_fields<'a>(numbers: impl Iterator<Item = &'a Rational>) -> Option<Vec<Field>> {
    let mut large: Vec<Rational> = Vec::new();
    for number in numbers {
        let number = number.abs();
        if !is_smooth(&number) && !large.contains(&number) {
            large.push(number);
        }
    }
    let plays = |field: Field| {
        large.iter().all(|number| parts(field, number).is_some_and(|(top, bottom)| field.is_positive(field.mul(top, bottom))))
    };
    let found: Vec<Field> = PRIMES.iter().map(|p| Field::new(*p)).filter(|field| plays(*field)).take(FIELDS).collect();
    (found.len() >= FEWEST).then_some(found)
}

/// Whether a number has no prime factor above 127: all its parts are residues modulo each of the primes.
fn is_smooth(number: &Rational) -> bool {
    let Some((n, d)) = number.small_parts() else { return false };
    [n.unsigned_abs(), d.unsigned_abs()].into_iter().all(|mut rest| {
        let mut factor = 2;
        while rest > 127 && factor <= 127 {
            if rest.is_multiple_of(factor) {
                rest /= factor;
            } else {
                factor += 1;
            }
        }
        rest <= 127
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_numbers_are_residues_in_every_field_that_is_used() {
        let numbers = [(131, 1), (-17_947, 3), (1, 65_537), (10_007, 4)].map(|(n, d)| Rational::new(n, d));
        let fields = honest_fields(numbers.iter()).unwrap();
        for (field, number) in fields.iter().flat_map(|field| numbers.iter().map(move |number| (*field, number))) {
            assert!(field.is_positive(residue(field, &number.abs()).unwrap()), "{number}");
        }
    }

    #[test]
    fn too_many_large_primes_are_not_promised_anything() {
        let primes = [131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193].map(Rational::integer);
        assert!(honest_fields(primes.iter()).is_none());
        assert_eq!(honest_fields(primes[..1].iter()).unwrap().len(), FIELDS);
    }
}
