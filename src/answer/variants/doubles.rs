//! Two points in doubles, at which numbers are read off: the ratio of two sides, what one side lacks.

use crate::check::sampling;
use crate::eval::Tape;
use crate::expr::{Condition, Graph, NodeId, SymbolId};
use crate::number::Rational;

/// Points that are tried until two of them have values.
const POINTS: usize = 12;

/// The two points, with the values of both sides there.
pub(super) struct Doubles {
    columns: Vec<(SymbolId, [f64; 2])>,
    /// The left side.
    pub(super) left: [f64; 2],
    /// The right side.
    pub(super) right: [f64; 2],
}

impl Doubles {
    /// Two points at which both sides have a value.
    pub(super) fn new(graph: &Graph, left: NodeId, right: NodeId, assumptions: &[Condition]) -> Option<Doubles> {
        let symbols = Tape::compile_open(graph, &[left, right]).ok()?.inputs().to_vec();
        let points: Vec<_> =
            (0..POINTS).map(|number| sampling::meeting(graph, sampling::spread(&symbols, number), assumptions)).collect();
        let at = |symbol: SymbolId| std::array::from_fn(|lane| points[lane].get(symbol).map_or(f64::NAN, Rational::to_f64));
        let columns: Vec<(SymbolId, [f64; POINTS])> = symbols.iter().map(|symbol| (*symbol, at(*symbol))).collect();
        let values = run(graph, &[left, right], &columns)?;
        let mut defined = (0..POINTS).filter(|lane| values.iter().all(|value| value[*lane].is_finite()));
        let lanes = [defined.next()?, defined.next()?];
        let chosen = |value: &[f64; POINTS]| lanes.map(|lane| value[lane]);
        let columns = columns.iter().map(|(symbol, value)| (*symbol, chosen(value))).collect();
        Some(Doubles { columns, left: chosen(&values[0]), right: chosen(&values[1]) })
    }

    /// Another expression there; NaN where it has no value.
    pub(super) fn value(&self, graph: &Graph, node: NodeId) -> [f64; 2] {
        run(graph, &[node], &self.columns).and_then(|values| values.first().copied()).unwrap_or([f64::NAN; 2])
    }
}

fn run<const L: usize>(graph: &Graph, nodes: &[NodeId], columns: &[(SymbolId, [f64; L])]) -> Option<Vec<[f64; L]>> {
    let tape = Tape::compile_open(graph, nodes).ok()?;
    let value = |symbol: &SymbolId| columns.iter().find(|(known, _)| known == symbol).map_or([f64::NAN; L], |(_, value)| *value);
    let inputs: Vec<[f64; L]> = tape.inputs().iter().map(value).collect();
    let mut memory = tape.memory();
    tape.run_with(&mut memory, &inputs, &opaque);
    Some(tape.outputs(&memory).collect())
}

/// A smooth function of its own for each name, with its derivatives.
fn opaque(name: SymbolId, order: u32, x: f64) -> f64 {
    (x + f64::from(name.0) + f64::from(order) * std::f64::consts::FRAC_PI_2).sin()
}
