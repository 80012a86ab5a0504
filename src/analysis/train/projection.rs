//! The bound on weight vectors: where `‖w‖ > c`, `w ← w c/(‖w‖ + eps)`, with the p-norm.

use super::arithmetic::{Arithmetic, Program};
use super::state::Edges;
use crate::diagnostic::Diagnostic;
use crate::eval::Undefined;
use crate::expr::{Graph, NodeId, SymbolKind};
use crate::model::{MaxNorm, Model};
use crate::name::Name;
use crate::number::Rational;
use crate::source::Span;
use rustc_hash::FxHashSet;

/// The projection of every vector.
pub(super) struct Projection {
    graph: Graph,
    /// Whether a vector of just the length of the bound would be shortened too, by eps.
    jumps: bool,
    vectors: Vec<Vector>,
}

struct Vector {
    /// Places of its weights.
    places: Vec<usize>,
    /// `Σ |w|^p − c^p`.
    excess: Program,
    shortened: Program,
}

/// The bound on the vectors that have start values.
///
/// # Errors
/// A vector with start values for some of its weights alone.
pub(super) fn bounded(model: &Model, bound: &MaxNorm, span: Span) -> Result<MaxNorm, Vec<Diagnostic>> {
    let letters: FxHashSet<NodeId> = model.parameters.iter().filter(|p| p.start.is_none()).map(|p| p.node).collect();
    let mut bound = bound.clone();
    bound.vectors.retain(|vector| !vector.iter().all(|weight| letters.contains(weight)));
    match bound.vectors.iter().flatten().find(|weight| letters.contains(weight)) {
        Some(missing) => Err(vec![model.no_start(*missing, span).at("a vector that this run keeps short holds it")]),
        None => Ok(bound),
    }
}

impl Projection {
    /// `place` tells where a weight stands in the list of weights.
    pub(super) fn of(bound: &MaxNorm, place: impl Fn(NodeId) -> Option<usize>) -> Projection {
        let mut graph = Graph::new();
        let mut vectors = Vec::new();
        for vector in &bound.vectors {
            let places: Vec<usize> = vector.iter().filter_map(|weight| place(*weight)).collect();
            let name = |number: usize| Name { subscript: Some((number + 1).to_string()), ..Name::plain("w") };
            let symbols: Vec<NodeId> = (0..places.len()).map(|k| graph.symbol(name(k), SymbolKind::Variable)).collect();
            let powers: Vec<NodeId> = symbols
                .iter()
                .map(|symbol| {
                    let size = if bound.p.is_even() { *symbol } else { graph.known("abs", &[*symbol]) };
                    graph.pow(size, &bound.p)
                })
                .collect();
            let total = graph.add(&powers);
            let limit = graph.number(bound.limit.clone());
            let limit_power = graph.pow(limit, &bound.p);
            let excess = graph.sub(total, limit_power);
            let root = bound.p.recip().unwrap_or(Rational::ONE);
            let norm = graph.pow(total, &root);
            let eps = graph.number(bound.eps.clone());
            let divisor = graph.add(&[norm, eps]);
            let shortened = symbols
                .iter()
                .map(|symbol| {
                    let scaled = graph.mul(&[*symbol, limit]);
                    graph.div(scaled, divisor)
                })
                .collect();
            vectors.push(Vector {
                places,
                excess: Program::new(&graph, &symbols, vec![excess]),
                shortened: Program::new(&graph, &symbols, shortened),
            });
        }
        Projection { graph, jumps: !bound.eps.is_zero(), vectors }
    }

    /// Shortens what is too long; returns whether something was.
    pub(super) fn apply<A: Arithmetic>(
        &self,
        arithmetic: &A,
        weights: &mut [A::Number],
        edges: &mut Edges<A::Number>,
    ) -> Result<bool, Undefined> {
        let mut any = false;
        for vector in &self.vectors {
            let own: Vec<A::Number> = vector.places.iter().map(|place| weights[*place].clone()).collect();
            let excess = arithmetic.values(&self.graph, &vector.excess, &own)?;
            if self.jumps && arithmetic.is_confirmed() {
                edges.extend(excess.first().map(|excess| (None, excess.clone())));
            }
            if excess.first().is_none_or(|excess| arithmetic.sign(excess) <= 0) {
                continue;
            }
            any = true;
            for (place, value) in vector.places.iter().zip(arithmetic.values(&self.graph, &vector.shortened, &own)?) {
                weights[*place] = value;
            }
        }
        Ok(any)
    }
}
