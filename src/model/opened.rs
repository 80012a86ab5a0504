//! Rounded points of a training run left open: a symbol stands where a double would, so that a value can be enclosed for
//! every number that the coordinate may be.
//!
//! What this module does not do: find out between which numbers a coordinate lies ([`crate::answer`] does).

use super::{Model, Training};
use crate::expr::{Graph, NodeId, SymbolId, SymbolKind};
use crate::number::Rational;
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// The ends between which a coordinate certainly lies.
pub type Ends = (Rational, Rational);

/// The digits of a run that two runs with different precision agree on.
#[derive(Clone, Debug, Default)]
pub struct Confirmed {
    /// How many digits were asked for.
    pub digits: usize,
    /// How many steps were.
    pub steps: u64,
    /// The coordinates of `T[0]`, `T[1]`, … in the order of [`super::Trajectory::symbols`]: as far as they are confirmed.
    pub points: Vec<Vec<Ends>>,
}

/// The points that are open, and what stands for their coordinates.
#[derive(Clone, Debug, Default)]
pub(super) struct Opened {
    open: bool,
    symbols: FxHashMap<(usize, usize), Rc<[NodeId]>>,
}

impl Model {
    /// Runs `work` with rounded points left open. Definitions are made anew meanwhile.
    pub fn with_open_points<T>(&mut self, work: impl FnOnce(&mut Model) -> T) -> T {
        let kept = std::mem::take(&mut self.instances);
        self.opened.open = true;
        let result = work(self);
        self.opened.open = false;
        self.instances = kept;
        result
    }

    /// Between which numbers each symbol lies that stands for a coordinate of a confirmed point.
    pub fn ends_of_open_points(&self) -> FxHashMap<SymbolId, Ends> {
        let mut ends = FxHashMap::default();
        for ((run, step), symbols) in &self.opened.symbols {
            let Some(point) = self.confirmed.get(run).and_then(|confirmed| confirmed.points.get(*step)) else { continue };
            let ids = symbols.iter().filter_map(|symbol| self.graph.as_symbol(*symbol));
            ends.extend(ids.zip(point.iter().cloned()));
        }
        ends
    }

    /// What is known of the digits of a run.
    pub fn confirmed(&self, training: &Training) -> Option<&Confirmed> {
        self.confirmed.get(&self.training_named(&training.name)?)
    }

    /// Keeps the digits of a run.
    pub fn keep_confirmed(&mut self, training: &Training, confirmed: Confirmed) {
        if let Some(index) = self.training_named(&training.name) {
            self.confirmed.insert(index, confirmed);
        }
    }

    /// The symbols of a rounded point, where such points are open.
    pub(super) fn open_coordinates(&mut self, run: usize, step: usize, symbols: &[NodeId]) -> Option<Rc<[NodeId]>> {
        if !self.opened.open {
            return None;
        }
        if let Some(known) = self.opened.symbols.get(&(run, step)) {
            return Some(known.clone());
        }
        let made: Rc<[NodeId]> = symbols.iter().map(|symbol| twin(&mut self.graph, *symbol)).collect();
        self.opened.symbols.insert((run, step), made.clone());
        Some(made)
    }
}

/// A new symbol that is written as this one is.
fn twin(graph: &mut Graph, symbol: NodeId) -> NodeId {
    let Some(entry) = graph.as_symbol(symbol).map(|id| graph.symbol_entry(id).clone()) else { return symbol };
    graph.element(entry.name, entry.indices, SymbolKind::Variable)
}
