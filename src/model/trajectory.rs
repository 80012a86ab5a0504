//! The points of a training run that was carried out, as `e at T[k]` needs them.
//!
//! What this module does not do: carry it out ([`crate::analysis`] does).

use super::Model;
use crate::expr::{Graph, NodeId};
use crate::name::Name;
use crate::number::Rational;

/// The points of a run.
#[derive(Clone, Debug, Default)]
pub struct Trajectory {
    /// The weights, then the running averages.
    pub symbols: Vec<NodeId>,
    /// `T[0]`, `T[1]`, …: as many as were reached.
    pub points: Vec<Coordinates>,
    /// Why it ended before its last step.
    pub stopped: Option<String>,
}

/// A point, in the order of [`Trajectory::symbols`].
#[derive(Clone, Debug)]
pub enum Coordinates {
    /// As they are.
    Exact(Vec<Rational>),
    /// As they are, as expressions of roots.
    Roots(Vec<NodeId>),
    /// Computed in doubles: right but for rounding.
    Rounded(Vec<f64>),
}

impl Coordinates {
    /// The numbers as expressions; a double is the fraction that it is. `None` where one is no number.
    ///
    /// ```
    /// use normsym::{expr::Graph, model::Coordinates};
    /// let mut graph = Graph::new();
    /// let found = Coordinates::Rounded(vec![-0.375, 0.0, 3e300]).values(&mut graph).unwrap();
    /// assert_eq!(graph.as_number(found[0]).unwrap().to_string(), "-3/8");
    /// assert!(Coordinates::Rounded(vec![0.0, f64::NAN]).values(&mut graph).is_none());
    /// ```
    pub fn values(&self, graph: &mut Graph) -> Option<Vec<NodeId>> {
        match self {
            Coordinates::Exact(values) => Some(values.iter().map(|value| graph.number(value.clone())).collect()),
            Coordinates::Roots(nodes) => Some(nodes.clone()),
            Coordinates::Rounded(values) => values.iter().map(|value| Some(graph.number(Rational::from_f64(*value)?))).collect(),
        }
    }
}

impl Model {
    /// Keeps the points of a run, so that `e at T[k]` has a meaning.
    pub fn keep_trajectory(&mut self, run: &Name, trajectory: Trajectory) {
        let Some(index) = self.training_named(run) else { return };
        self.trajectories.insert(index, trajectory);
        // Definitions that waited for it are made anew.
        self.instances.retain(|_, made| made.is_some());
    }

    /// Whether the points of a run are known up to this step, or up to where it ended.
    pub fn has_trajectory(&self, run: &Name, steps: u64) -> bool {
        self.training_named(run)
            .and_then(|index| self.trajectories.get(&index))
            .is_some_and(|known| known.stopped.is_some() || known.points.len() as u64 > steps)
    }
}
