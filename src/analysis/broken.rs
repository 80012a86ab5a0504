//! Conditions that the start values or the data break: `S_1 ≠ 0` where all rows have one value, `x > 0` under a logarithm.
//!
//! What this module does not do: find the conditions (see [`crate::check::conditions`]).

use super::signs::signs;
use crate::eval::{Point, Undefined};
use crate::expr::zero::{self, Zero};
use crate::expr::{Condition, Graph, NodeId};
use crate::functions::Need;
use crate::model::Lowering;

/// What a point makes of some conditions.
#[derive(Clone, Debug, Default)]
pub struct Meeting {
    /// Conditions that it breaks.
    pub broken: Vec<Broken>,
    /// Conditions of which it was not found out, because something in them has no value there.
    pub undecided: Vec<(Condition, Undefined)>,
}

/// A condition that is not met.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The condition.
    pub condition: Condition,
    /// Whether the data alone break it: no weights meet it.
    pub always: bool,
    /// The definition at arguments that needs it, `F(2)`; see [`Meeting::located`].
    pub within: Option<NodeId>,
}

impl Meeting {
    /// The same with the places in a function where broken conditions come from.
    pub fn located(mut self, graph: &Graph, function: NodeId) -> Meeting {
        let terms = graph.terms_of(&[function]);
        for broken in &mut self.broken {
            let needs = |id: &NodeId| {
                let term = graph.as_term(*id);
                term.is_some_and(|term| term.needs.contains(&broken.condition) && !graph.label_nodes(&term.label).is_empty())
            };
            broken.within = terms.iter().copied().find(needs);
        }
        self
    }
}

/// Which of the conditions are broken at the point.
///
/// ```
/// use normsym::analysis::broken;
/// use normsym::eval::Point;
/// use normsym::expr::{Condition, Graph, SymbolKind};
/// use normsym::functions::Need;
/// use normsym::name::Name;
/// use normsym::number::Rational;
/// let mut graph = Graph::new();
/// let w = graph.symbol(Name::plain("w"), SymbolKind::Parameter);
/// let one = graph.integer(1);
/// let near = graph.sub(w, one);
/// let conditions = [w, near].map(|node| Condition { node, need: Need::NonZero });
/// let point = Point::from([(graph.as_symbol(w).unwrap(), Rational::ONE)]);
/// let found = broken(&mut graph, &conditions, &point);
/// assert_eq!(found.broken.len(), 1);
/// assert_eq!(found.broken[0].condition.node, near);
/// assert!(!found.broken[0].always); // w = 2 meets it
/// ```
pub fn broken(graph: &mut Graph, conditions: &[Condition], point: &Point) -> Meeting {
    let nodes: Vec<NodeId> = conditions.iter().map(|condition| condition.node).collect();
    let mut found = Meeting::default();
    for (condition, sign) in conditions.iter().zip(signs(graph, &nodes, point)) {
        match sign {
            Ok(sign) if condition.need.is_met_by_sign(sign) => {}
            Ok(_) => found.broken.push(Broken { condition: *condition, always: never_holds(graph, condition), within: None }),
            Err(why) => found.undecided.push((*condition, why)),
        }
    }
    found
}

/// The conditions that no weights meet: what must not be 0 is 0 for the given data.
pub fn broken_by_data(graph: &mut Graph, conditions: &[Condition]) -> Vec<Broken> {
    let never: Vec<Condition> = conditions.iter().filter(|condition| never_holds(graph, condition)).copied().collect();
    never.into_iter().map(|condition| Broken { condition, always: true, within: None }).collect()
}

/// Whether what must not be 0 is 0 everywhere.
fn never_holds(graph: &mut Graph, condition: &Condition) -> bool {
    if let Some(value) = graph.known_number(condition.node) {
        return !condition.need.is_met_by(value);
    }
    let lowered = Lowering::default().apply(graph, condition.node);
    let zero = || zero::test(graph, lowered, &zero::Options::default());
    condition.need != Need::NonNegative && matches!(zero(), Zero::Everywhere { covered: true, .. })
}
