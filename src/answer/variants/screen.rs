//! A cheap look at two sides: what differs at a point of the finite field, or clearly in doubles, is not worth deciding.

use crate::eval::Tape;
use crate::expr::zero::{Options, Probe};
use crate::expr::{Condition, Graph, NodeId};
use crate::model::Lowering;

/// Points of the field that pairs of sides are looked at.
const PROBES: u64 = 12;
/// So many of them must have a value, and all that have one must agree.
const NEEDED: usize = 6;
/// Two numbers further apart than this part of their size are different: enough room for the rounding of any readable
/// formula, and a wrong guess costs only a decision.
const ROOM: f64 = 1e-6;

/// Points that grow with the graph; every node is evaluated once.
pub(super) struct Screen {
    probes: Vec<Probe>,
    lowering: Lowering,
    assumptions: Vec<Condition>,
}

impl Screen {
    pub(super) fn new(assumptions: &[Condition]) -> Screen {
        Screen { probes: (0..PROBES).map(Probe::new).collect(), lowering: Lowering::default(), assumptions: assumptions.to_vec() }
    }

    /// Whether the sides may be equal.
    pub(super) fn passes(&mut self, graph: &mut Graph, left: NodeId, right: NodeId) -> bool {
        let difference = graph.sub(left, right);
        if let Some(number) = graph.as_number(difference) {
            return number.is_zero();
        }
        if graph.free_symbols(difference).is_empty() {
            return may_be_equal(graph, left, right);
        }
        let lowered = self.lowering.apply(graph, difference);
        let options = Options { assumptions: &self.assumptions, ..Options::default() };
        let mut agreed = 0;
        for probe in &mut self.probes {
            match probe.vanishes(graph, lowered, &options) {
                Some(true) => agreed += 1,
                Some(false) => return false,
                None => {}
            }
            if agreed == NEEDED {
                break;
            }
        }
        true
    }
}

/// Numbers alone, in doubles.
fn may_be_equal(graph: &Graph, left: NodeId, right: NodeId) -> bool {
    let Ok(tape) = Tape::compile(graph, &[left, right]) else { return true };
    let values = tape.run::<1>(&[]);
    let (left, right) = (values[0][0], values[1][0]);
    left.is_finite() && right.is_finite() && (left - right).abs() <= ROOM * (left.abs() + right.abs())
}
