//! One interpreter of formulas for three kinds of numbers: exact fractions, doubles, fractions rounded to so many bits.

use super::figure::Why;
use crate::eval::{self, Point, Tape, Undefined};
use crate::expr::{Graph, NodeId, SymbolId};
use crate::number::Rational;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;

/// Exact numbers with more bits than this go on rounded.
pub(super) const EXACT_BITS: u64 = 1 << 12;

/// Values of some nodes of a graph, as functions of some symbols.
pub(super) struct Program {
    pub(super) inputs: Vec<SymbolId>,
    pub(super) roots: Vec<NodeId>,
    tape: OnceCell<Result<Compiled, Undefined>>,
}

/// A tape, and for each of its inputs the place of that input in the program.
struct Compiled {
    tape: Tape,
    places: Vec<Option<usize>>,
}

impl Program {
    pub(super) fn new(graph: &Graph, inputs: &[NodeId], roots: Vec<NodeId>) -> Program {
        let inputs = inputs.iter().filter_map(|node| graph.as_symbol(*node)).collect();
        Program { inputs, roots, tape: OnceCell::new() }
    }

    fn compiled(&self, graph: &Graph) -> Result<&Compiled, Undefined> {
        let compile = || {
            let tape = Tape::compile(graph, &self.roots)?;
            let order: FxHashMap<SymbolId, usize> = self.inputs.iter().enumerate().map(|(k, symbol)| (*symbol, k)).collect();
            let places = tape.inputs().iter().map(|symbol| order.get(symbol).copied()).collect();
            Ok(Compiled { tape, places })
        };
        self.tape.get_or_init(compile).as_ref().map_err(Clone::clone)
    }
}

/// Numbers of one kind.
pub(super) trait Arithmetic {
    type Number: Clone;

    fn number(&self, value: &Rational) -> Self::Number;

    /// The sign; 0 for NaN, which is refused elsewhere.
    fn sign(&self, value: &Self::Number) -> i32;

    /// Whether the number can be gone on with: no NaN, no infinity, not too long.
    fn is_sound(&self, value: &Self::Number) -> bool;

    /// What a number is that is not.
    fn unsound(&self) -> Why;

    /// Whether a value is told only where a second run agrees, so that what hangs on a sign must be kept for it.
    fn is_confirmed(&self) -> bool {
        false
    }

    /// The values of the roots, the inputs in their order.
    fn values(&self, graph: &Graph, program: &Program, inputs: &[Self::Number]) -> Result<Vec<Self::Number>, Undefined>;

    /// The same for many inputs: `columns[input][place]` to `[root][place]`.
    fn many(&self, graph: &Graph, program: &Program, columns: &[Vec<Self::Number>]) -> Result<Vec<Vec<Self::Number>>, Undefined> {
        let count = columns.first().map_or(0, Vec::len);
        let mut found = vec![Vec::with_capacity(count); program.roots.len()];
        for place in 0..count {
            let inputs: Vec<Self::Number> = columns.iter().map(|column| column[place].clone()).collect();
            for (list, value) in found.iter_mut().zip(self.values(graph, program, &inputs)?) {
                list.push(value);
            }
        }
        Ok(found)
    }
}

/// Fractions.
pub(super) struct Exact;

impl Arithmetic for Exact {
    type Number = Rational;

    fn number(&self, value: &Rational) -> Rational {
        value.clone()
    }

    fn sign(&self, value: &Rational) -> i32 {
        value.signum()
    }

    fn is_sound(&self, value: &Rational) -> bool {
        value.small_parts().is_some() || value.numerator().bits().max(value.denominator().bits()) <= EXACT_BITS
    }

    fn unsound(&self) -> Why {
        Why::TooLong
    }

    fn values(&self, graph: &Graph, program: &Program, inputs: &[Rational]) -> Result<Vec<Rational>, Undefined> {
        eval::exact(graph, &program.roots, &point(program, inputs))
    }
}

fn point(program: &Program, inputs: &[Rational]) -> Point {
    program.inputs.iter().copied().zip(inputs.iter().cloned()).collect()
}

/// Doubles, by a tape.
pub(super) struct Doubles;

/// Weights that a rule moves side by side.
const LANES: usize = 8;

impl Compiled {
    /// The inputs of the tape, in its order, for the weights from `from` on.
    fn lanes<const L: usize>(&self, columns: &[Vec<f64>], from: usize) -> Vec<[f64; L]> {
        let value = |list: &Vec<f64>, lane: usize| list.get(from + lane).copied().unwrap_or(1.0);
        let lane = |place: &Option<usize>| match place.and_then(|place| columns.get(place)) {
            Some(list) => std::array::from_fn(|lane| value(list, lane)),
            None => [f64::NAN; L],
        };
        self.places.iter().map(lane).collect()
    }
}

impl Arithmetic for Doubles {
    type Number = f64;

    fn number(&self, value: &Rational) -> f64 {
        value.to_f64()
    }

    fn sign(&self, value: &f64) -> i32 {
        if *value > 0.0 { 1 } else { -i32::from(*value < 0.0) }
    }

    fn is_sound(&self, value: &f64) -> bool {
        value.is_finite()
    }

    fn unsound(&self) -> Why {
        Why::NotFinite
    }

    fn values(&self, graph: &Graph, program: &Program, inputs: &[f64]) -> Result<Vec<f64>, Undefined> {
        let Compiled { tape, places } = program.compiled(graph)?;
        let value = |place: &Option<usize>| [place.and_then(|place| inputs.get(place)).copied().unwrap_or(f64::NAN)];
        let inputs: Vec<[f64; 1]> = places.iter().map(value).collect();
        Ok(tape.run::<1>(&inputs).into_iter().map(|[value]| value).collect())
    }

    fn many(&self, graph: &Graph, program: &Program, columns: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, Undefined> {
        let (compiled, count) = (program.compiled(graph)?, columns.first().map_or(0, Vec::len));
        let mut found = vec![Vec::with_capacity(count); program.roots.len()];
        for from in (0..count).step_by(LANES) {
            let values = compiled.tape.run::<LANES>(&compiled.lanes(columns, from));
            for (list, lanes) in found.iter_mut().zip(values) {
                list.extend(&lanes[..LANES.min(count - from)]);
            }
        }
        Ok(found)
    }
}

/// Fractions `n/2^m` with so many significant bits; every value is the middle of an enclosure, or an end of one that
/// holds 0.
pub(super) struct Rounded {
    pub(super) bits: usize,
}

impl Arithmetic for Rounded {
    type Number = Rational;

    fn number(&self, value: &Rational) -> Rational {
        rounded(value, self.bits)
    }

    fn sign(&self, value: &Rational) -> i32 {
        value.signum()
    }

    fn is_sound(&self, _: &Rational) -> bool {
        true
    }

    fn unsound(&self) -> Why {
        Why::TooLong
    }

    fn is_confirmed(&self) -> bool {
        true
    }

    fn values(&self, graph: &Graph, program: &Program, inputs: &[Rational]) -> Result<Vec<Rational>, Undefined> {
        let found = eval::enclose(graph, &program.roots, &point(program, inputs), self.bits)?;
        Ok(found.iter().map(|interval| rounded(&chosen(interval.ends()), self.bits)).collect())
    }
}

/// A number of an enclosure: the middle. Of one that holds 0 it would often be 0 itself, which is not known: the end
/// farther from 0 stands for it, and another precision has another.
fn chosen((lo, hi): (Rational, Rational)) -> Rational {
    if lo == hi || lo.signum() == hi.signum() {
        return &Rational::HALF * &(&lo + &hi);
    }
    if lo.abs() > hi { lo } else { hi }
}

/// The number with so many significant bits, cut off towards 0.
pub(super) fn rounded(value: &Rational, bits: usize) -> Rational {
    let (top, bottom) = (value.numerator(), value.denominator());
    let spare = top.bits() as i64 - bottom.bits() as i64 - bits as i64;
    let Some(unit) = Rational::TWO.pow(spare) else { return value.clone() };
    let Some(scaled) = value.checked_div(&unit) else { return value.clone() };
    let whole = scaled.numerator() / scaled.denominator();
    &Rational::from_big(whole.into()) * &unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rounded_number_keeps_so_many_bits() {
        let third = Rational::new(-1, 3);
        let near = rounded(&third, 20);
        let error = (&near - &third).abs().to_f64();
        assert!(error > 0.0 && error < 1e-6, "{error}");
        assert_eq!(rounded(&Rational::new(5, 8), 20), Rational::new(5, 8));
        assert_eq!(rounded(&Rational::ZERO, 20), Rational::ZERO);
    }
}
