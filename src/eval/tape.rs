//! A graph as a straight list of operations on doubles, run for many points side by side.
//!
//! ```text
//! slots: inputs | constants | values, each slot taken again after its last use
//! op:    slot ← constant + Σ coefficient · slot     slot ← Π slot^n / Π slot^n     slot ← f(slots)
//! ```
//!
//! NaN is kept by every operation, and a division by 0 is NaN: what has no value never comes out as a number. What this
//! module does not do: exact values, or bounds that are proofs (see [`super::digits`]).

use super::Undefined;
use crate::expr::{Graph, NodeId, SymbolId};
use crate::functions::FunctionId;

/// Values of an opaque function, differentiated `order` times: `(name, order, x)`.
pub type Opaque<'a> = &'a dyn Fn(SymbolId, u32, f64) -> f64;

/// A compiled list of operations.
///
/// ```
/// use normsym::eval::{Tape, Undefined};
/// use normsym::expr::{Callee, Graph, SymbolKind};
/// use normsym::name::Name;
/// let mut graph = Graph::new();
/// let x = graph.symbol(Name::plain("x"), SymbolKind::Parameter);
/// let one = graph.integer(1);
/// let quotient = graph.div(one, x);
/// let tape = Tape::compile(&graph, &[quotient])?;
/// assert_eq!(tape.inputs(), [graph.as_symbol(x).unwrap()]);
/// assert_eq!(tape.run(&[[4.0, -2.0]]), [[0.25, -0.5]]); // two points side by side
/// assert!(tape.run(&[[0.0]])[0][0].is_nan()); // 1/0 has no value
///
/// let f = graph.symbol(Name::plain("f"), SymbolKind::Function);
/// let f = graph.as_symbol(f).unwrap();
/// let call = graph.call(Callee::Opaque { name: f, order: 0 }, &[x]);
/// assert_eq!(Tape::compile(&graph, &[call]).err(), Some(Undefined::Opaque(f)));
/// # Ok::<(), Undefined>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Tape {
    pub(super) inputs: Vec<SymbolId>,
    pub(super) constants: Vec<f64>,
    pub(super) ops: Vec<Op>,
    pub(super) terms: Vec<(u32, f64)>,
    pub(super) factors: Vec<(u32, Power)>,
    pub(super) args: Vec<u32>,
    pub(super) outputs: Vec<u32>,
    pub(super) slots: usize,
}

/// One operation; `from..to` are places in the list of its kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Op {
    pub(super) target: u32,
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// `constant + Σ coefficient · slot`.
    Sum(f64),
    /// `Π slot^power`, divided by the factors from the given place on.
    Product(u32),
    /// A known function.
    Known(FunctionId),
    /// An opaque one.
    Opaque(SymbolId, u32),
}

/// A positive exponent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Power {
    /// By repeated multiplication.
    Whole(u32),
    /// A whole power of the root.
    Halves(u32),
    /// By the general power; a negative base has none.
    Real(f64),
}

/// The working memory of a tape, which may be used again run after run.
#[derive(Clone, Debug)]
pub struct Memory<const L: usize> {
    pub(super) slots: Vec<[f64; L]>,
}

impl Tape {
    /// Compiles what the roots need; an opaque function is refused.
    pub fn compile(graph: &Graph, roots: &[NodeId]) -> Result<Tape, Undefined> {
        let tape = Tape::compile_open(graph, roots)?;
        match tape.ops.iter().find_map(|op| if let Kind::Opaque(name, _) = op.kind { Some(name) } else { None }) {
            Some(name) => Err(Undefined::Opaque(name)),
            None => Ok(tape),
        }
    }

    /// Compiles what the roots need; [`Tape::run_with`] gives opaque functions their values.
    pub fn compile_open(graph: &Graph, roots: &[NodeId]) -> Result<Tape, Undefined> {
        super::tape_plan::compile(graph, roots)
    }

    /// The symbols that the tape reads, in the order of its inputs: ascending.
    pub fn inputs(&self) -> &[SymbolId] {
        &self.inputs
    }

    /// The number of operations.
    pub fn len(&self) -> usize {
        self.ops.len()
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty()
    }

    /// The number of slots that a run needs.
    pub fn slots(&self) -> usize {
        self.slots
    }

    /// Working memory for runs over `L` points at once.
    pub fn memory<const L: usize>(&self) -> Memory<L> {
        let mut slots = vec![[0.0; L]; self.slots];
        for (slot, constant) in slots[self.inputs.len()..].iter_mut().zip(&self.constants) {
            *slot = [*constant; L];
        }
        Memory { slots }
    }

    /// The values of the roots at `L` points: `inputs[i][lane]` is the input `i` of one point.
    ///
    /// Missing inputs are NaN, as are opaque functions.
    pub fn run<const L: usize>(&self, inputs: &[[f64; L]]) -> Vec<[f64; L]> {
        let mut memory = self.memory();
        self.run_with(&mut memory, inputs, &|_, _, _| f64::NAN);
        self.outputs(&memory).collect()
    }

    /// The same in given memory (of this very tape) and with values for opaque functions; [`Tape::outputs`] reads the
    /// results.
    pub fn run_with<const L: usize>(&self, memory: &mut Memory<L>, inputs: &[[f64; L]], opaque: Opaque) {
        let slots = &mut memory.slots[..];
        for (place, slot) in slots[..self.inputs.len()].iter_mut().enumerate() {
            *slot = inputs.get(place).copied().unwrap_or([f64::NAN; L]);
        }
        for op in &self.ops {
            let range = op.from as usize..op.to as usize;
            slots[op.target as usize] = match op.kind {
                Kind::Sum(constant) => sum(slots, constant, &self.terms[range]),
                Kind::Product(middle) => {
                    let top = product(slots, &self.factors[range.start..middle as usize]);
                    if middle == op.to { top } else { quotient(top, product(slots, &self.factors[middle as usize..range.end])) }
                }
                Kind::Known(function) => super::lanes::known(slots, function, &self.args[range]),
                Kind::Opaque(name, order) => slots[self.args[range.start] as usize].map(|x| opaque(name, order, x)),
            };
        }
    }

    /// The values of the roots after a run.
    pub fn outputs<'a, const L: usize>(&'a self, memory: &'a Memory<L>) -> impl Iterator<Item = [f64; L]> + 'a {
        self.outputs.iter().map(|slot| memory.slots[*slot as usize])
    }
}

#[inline]
fn sum<const L: usize>(slots: &[[f64; L]], constant: f64, terms: &[(u32, f64)]) -> [f64; L] {
    let mut sum = [constant; L];
    for (slot, coefficient) in terms {
        let value = &slots[*slot as usize];
        for lane in 0..L {
            sum[lane] += coefficient * value[lane];
        }
    }
    sum
}

#[inline]
fn product<const L: usize>(slots: &[[f64; L]], factors: &[(u32, Power)]) -> [f64; L] {
    let mut product = [1.0; L];
    for (slot, power) in factors {
        let value = &slots[*slot as usize];
        let value = match power {
            Power::Whole(1) => *value,
            Power::Whole(n) => whole_power(*value, *n),
            Power::Halves(n) => whole_power(value.map(f64::sqrt), *n),
            Power::Real(exponent) => value.map(|x| if x < 0.0 { f64::NAN } else { x.powf(*exponent) }),
        };
        for lane in 0..L {
            product[lane] *= value[lane];
        }
    }
    product
}

#[inline]
fn whole_power<const L: usize>(base: [f64; L], n: u32) -> [f64; L] {
    let (mut power, mut square, mut n) = ([1.0; L], base, n);
    loop {
        if n % 2 == 1 {
            for lane in 0..L {
                power[lane] *= square[lane];
            }
        }
        n /= 2;
        if n == 0 {
            return power;
        }
        for value in &mut square {
            *value *= *value;
        }
    }
}

#[inline]
fn quotient<const L: usize>(top: [f64; L], bottom: [f64; L]) -> [f64; L] {
    std::array::from_fn(|lane| if bottom[lane] == 0.0 { f64::NAN } else { top[lane] / bottom[lane] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::{Point, exact};
    use crate::expr::{Callee, Label, SymbolKind, TermKind};
    use crate::name::Name;
    use crate::number::Rational;

    fn symbols<const N: usize>(graph: &mut Graph, names: [&str; N]) -> [NodeId; N] {
        names.map(|name| graph.symbol(Name::plain(name), SymbolKind::Variable))
    }

    fn named(graph: &mut Graph, name: &str, body: NodeId) -> NodeId {
        let label =
            Label::Definition { name: Name::plain(name), indices: [].into(), args: [].into(), without: [].into(), eval: false };
        graph.named(label, TermKind::Definition, body, vec![])
    }

    #[test]
    fn slots_are_used_again_and_named_terms_share_that_of_their_body() {
        let mut graph = Graph::new();
        let [x, y] = symbols(&mut graph, ["x", "y"]);
        let mut node = graph.mul(&[x, y]);
        let first = named(&mut graph, "first", node);
        for step in 0..40 {
            let shifted = graph.linear(Rational::integer(step), &[(node, Rational::new(1, 3)), (x, Rational::ONE)]);
            let name = named(&mut graph, "u", shifted);
            node = graph.mul(&[name, shifted, y]);
            node = graph.scale(&Rational::new(1, 40), node);
        }
        let root = graph.sub(node, first);
        let tape = Tape::compile(&graph, &[root, first, x]).unwrap();
        assert!(tape.slots() < 8, "{} slots", tape.slots());
        let found = tape.run(&[[0.5], [-0.25]]);
        let point: Point =
            [(x, Rational::HALF), (y, Rational::new(-1, 4))].map(|(n, v)| (graph.as_symbol(n).unwrap(), v)).into_iter().collect();
        let expected = exact(&graph, &[first, x], &point).unwrap();
        assert_eq!([found[1][0], found[2][0]], [expected[0].to_f64(), expected[1].to_f64()]);
        let (value, error) = tape.run_with_error(&[0.5, -0.25])[0];
        assert_eq!(value, found[0][0]);
        assert!(error < 1e-14);
    }

    #[test]
    fn lanes_agree_with_single_points_and_keep_nan() {
        let mut graph = Graph::new();
        let [x, y] = symbols(&mut graph, ["x", "y"]);
        let (tanh, max) = (graph.known("tanh", &[x]), graph.known("max", &[x, y]));
        let power = graph.product(&[(tanh, Rational::integer(3)), (y, Rational::new(-3, 2)), (max, Rational::new(1, 3))]);
        let root = graph.add(&[power, max]);
        let tape = Tape::compile(&graph, &[root]).unwrap();
        let (xs, ys) = ([1.0, 2.0, f64::NAN, 0.5, -1.0, 3.0, 4.0, 1.0], [2.0, 1.0, 1.0, -1.0, 0.0, f64::NAN, 5.0, 6.0]);
        let found = tape.run(&[xs, ys])[0];
        for lane in 0..8 {
            let alone = tape.run(&[[xs[lane]], [ys[lane]]])[0][0];
            assert!(alone == found[lane] || (alone.is_nan() && found[lane].is_nan()), "lane {lane}");
        }
        // NaN, (−1)^(−3/2), 0^(−3/2) and NaN again have no value.
        assert_eq!(found.map(f64::is_nan), [false, false, true, true, true, true, false, false]);
    }

    #[test]
    fn nan_is_kept_by_every_operation() {
        for (place, entry) in crate::functions::ALL.iter().enumerate() {
            let count = match entry.arity {
                crate::functions::Arity::Exactly(count) => count,
                _ => 3,
            };
            for hole in 0..count {
                let mut graph = Graph::new();
                let args = symbols(&mut graph, ["x", "y", "z"]);
                let call = graph.call(Callee::Known(FunctionId(place as u16)), &args[..count]);
                let tape = Tape::compile(&graph, &[call]).unwrap();
                let inputs: Vec<_> = (0..count).map(|arg| if arg == hole { [f64::NAN; 8] } else { [0.75; 8] }).collect();
                assert!(tape.run(&inputs)[0].iter().all(|value| value.is_nan()), "{}", entry.name);
            }
        }
    }

    #[test]
    fn opaque_functions_get_their_values_from_the_caller() {
        let mut graph = Graph::new();
        let [x, f] = symbols(&mut graph, ["x", "f"]);
        let name = graph.as_symbol(f).unwrap();
        let call = graph.call(Callee::Opaque { name, order: 2 }, &[x]);
        let tape = Tape::compile_open(&graph, &[call]).unwrap();
        let mut memory = tape.memory();
        tape.run_with(&mut memory, &[[3.0, 4.0]], &|_, order, x| f64::from(order) + x * x);
        assert_eq!(tape.outputs(&memory).collect::<Vec<_>>(), [[11.0, 18.0]]);
        assert!(tape.run(&[[3.0]])[0][0].is_nan());
        let (value, error) = tape.run_with_error_of(&[3.0], &|_, _, x| x.sin())[0];
        assert!((value - 3f64.sin()).abs() <= error);
    }

    #[test]
    fn error_bounds_cover_cancellation() {
        // ((1 + x)² − 1 − 2x)/x² at a small x loses most of its digits; the truth is 1.
        let mut graph = Graph::new();
        let [x] = symbols(&mut graph, ["x"]);
        let one = graph.integer(1);
        let next = graph.add(&[x, one]);
        let square = graph.pow(next, &Rational::TWO);
        let difference = graph.linear(Rational::MINUS_ONE, &[(square, Rational::ONE), (x, Rational::integer(-2))]);
        let root = graph.product(&[(difference, Rational::ONE), (x, Rational::integer(-2))]);
        let tape = Tape::compile(&graph, &[root]).unwrap();
        for x in [1e-5, 3e-6, 7e-4, 0.1] {
            let (value, error) = tape.run_with_error(&[x])[0];
            assert!((value - 1.0).abs() <= error && error < 2e-15 / (x * x), "{x}: {value} ± {error}");
        }
        let (_, error) = tape.run_with_error(&[0.0])[0];
        assert!(error.is_nan());
    }

    #[test]
    fn error_bounds_stay_small_along_a_deep_chain_of_normalisations() {
        let mut graph = Graph::new();
        let mut rows = symbols(&mut graph, ["x", "y", "z"]).to_vec();
        let third = Rational::new(1, 3);
        for _ in 0..8 {
            let mean: Vec<_> = rows.iter().map(|row| (*row, third.clone())).collect();
            let mean = graph.linear(Rational::ZERO, &mean);
            let gaps: Vec<_> = rows.iter().map(|row| graph.sub(*row, mean)).collect();
            let squares: Vec<_> = gaps.iter().map(|gap| (graph.pow(*gap, &Rational::TWO), third.clone())).collect();
            let variance = graph.linear(Rational::new(1, 1000), &squares);
            let deviation = graph.sqrt(variance);
            for (row, gap) in rows.iter_mut().zip(gaps) {
                let normalised = graph.div(gap, deviation);
                *row = graph.known("tanh", &[normalised]);
            }
        }
        let tape = Tape::compile(&graph, &rows).unwrap();
        let values = [Rational::new(-5, 4), Rational::new(1, 2), Rational::new(17, 8)];
        let point: Point = tape.inputs().iter().copied().zip(values.clone()).collect();
        let found = tape.run_with_error(&values.each_ref().map(Rational::to_f64));
        for (row, (value, error)) in rows.iter().zip(found) {
            let truth: f64 = crate::eval::digits(&graph, *row, &point, 20).unwrap().to_string().parse().unwrap();
            assert!((value - truth).abs() <= error && error < 1e-13, "{truth}: {value} ± {error}");
        }
    }

    #[test]
    fn an_error_that_may_reach_over_a_jump_is_not_small() {
        // 0.1 + 0.2 − 0.3 is 0; in doubles it may come out on either side.
        let mut graph = Graph::new();
        let [x, y, z] = symbols(&mut graph, ["x", "y", "z"]);
        let terms = [(x, Rational::new(1, 10)), (y, Rational::new(1, 10)), (z, Rational::new(-1, 10))];
        let sum = graph.linear(Rational::ZERO, &terms);
        let step = graph.known("step", &[sum]);
        let tape = Tape::compile(&graph, &[step]).unwrap();
        let (value, error) = tape.run_with_error(&[1.0, 2.0, 3.0])[0];
        assert!(error >= 0.5, "{value} ± {error}");
    }
}
