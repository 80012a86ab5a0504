//! The exact zero test: is an expression 0 for all values? Decided at random points of a finite field.
//!
//! Symbols get random values of F_p, opaque functions random values that depend on their argument alone, roots and signs
//! follow the laws of [`super::field`]. An identity that holds at all points holds for all real values on every sign
//! pattern that the points met; it is called proved only where every pattern was met many times over. The test never
//! refutes: real functions have relations that the field does not know (`exp(a) exp(b)` of unrelated a, b), so what it
//! calls non-zero is only not shown to be zero.

mod constants;
mod evaluation;
mod functions;

use super::field::{Element, scramble};
use super::{Callee, Condition, Graph, Node, NodeId};
use crate::number::Rational;
use constants::residue;
use evaluation::Evaluation;
use rustc_hash::{FxHashMap, FxHashSet};

/// What the test found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zero {
    /// 0 at every point; `covered` tells whether every sign pattern was met.
    Everywhere {
        /// How many points.
        points: usize,
        /// How many signs and roots choose a branch.
        branches: usize,
        /// Whether all their patterns were met.
        covered: bool,
    },
    /// 0 at some points only: it depends on the branch of a root or on a sign.
    Mixed,
    /// Not 0 at the points tried.
    Nowhere,
    /// No point was found where it has a value.
    Undefined,
}

/// Chooses nodes.
pub type Choose<'a> = dyn Fn(&Graph, NodeId) -> bool + 'a;

/// How to test.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// Named terms taken as independent values; their bodies are not entered.
    pub atoms: Option<&'a Choose<'a>>,
    /// Roots and signs taken as values that depend on their argument alone, without their laws: what is 0 then is 0 on
    /// every branch.
    pub free_roots: bool,
    /// exp taken as a value that depends on its argument alone, without `exp(a + b) = exp(a) exp(b)`: two equal arguments
    /// that are written in different ways have equal values then.
    pub plain_exp: bool,
    /// A comparison of forms that were each tested before: few points, `covered` is never claimed.
    pub few_points: bool,
    /// Facts: symbols that are positive or at least 0.
    pub assumptions: &'a [Condition],
}

/// The smallest number of points.
const MIN_POINTS: usize = 16;
/// Points per sign pattern: a pattern that some identity fails on is missed with probability below e^-12.
const POINTS_PER_PATTERN: usize = 12;
/// The largest number of branches whose patterns are all tried.
const MAX_BRANCHES: usize = 7;
/// Up to so many branches, points are drawn again until all roots are of positive numbers.
const PICKY_BRANCHES: usize = 4;
/// Draws per point until one has a value (roots that do not exist, divisors that are 0).
const DRAWS: u64 = 64;
/// exp(q x) is a whole power of one value for every q whose denominator divides this.
const EXP_STEPS: i64 = 720_720;

/// Whether the expression is 0. Functions with a definition are expected to be written out by it.
///
/// ```
/// use normsym::expr::{Graph, SymbolKind, zero};
/// use normsym::name::Name;
/// let mut graph = Graph::new();
/// let x = graph.symbol(Name::plain("x"), SymbolKind::Variable);
/// let square = graph.mul(&[x, x]);
/// let (root, size) = (graph.sqrt(square), graph.known("abs", &[x]));
/// let same = graph.sub(root, size);
/// assert!(matches!(zero::test(&graph, same, &zero::Options::default()), zero::Zero::Everywhere { covered: true, .. }));
/// let other = graph.sub(root, x); // √(x²) − x is 0 for x ≥ 0 only
/// assert_eq!(zero::test(&graph, other, &zero::Options::default()), zero::Zero::Mixed);
/// ```
pub fn test(graph: &Graph, root: NodeId, options: &Options<'_>) -> Zero {
    let nodes = graph.reachable_until(&[root], |id| id == root || !options.atoms.is_some_and(|atoms| atoms(graph, id)));
    let branches = if options.free_roots { 0 } else { branch_count(graph, &nodes) };
    let honest = branches == 0 || positive_numbers_play_positive_ones(graph, &nodes);
    let covered = branches <= MAX_BRANCHES && !options.few_points && honest;
    let points = if options.few_points {
        MIN_POINTS
    } else if covered {
        MIN_POINTS.max(POINTS_PER_PATTERN << branches)
    } else {
        POINTS_PER_PATTERN << MAX_BRANCHES
    };
    let mut evaluation = Evaluation::new(graph, &nodes, root, options);
    evaluation.picky = branches <= PICKY_BRANCHES;
    let (mut zeros, mut others) = (0, 0);
    for point in 0..points as u64 {
        match evaluation.defined_value(point, root) {
            None => return if zeros + others == 0 { Zero::Undefined } else { Zero::Mixed },
            Some(value) if value.is_zero() => zeros += 1,
            Some(_) => others += 1,
        }
        if others > 0 && (zeros > 0 || others >= MIN_POINTS) {
            return if zeros > 0 { Zero::Mixed } else { Zero::Nowhere };
        }
    }
    Zero::Everywhere { points, branches, covered }
}

/// Whether a test of the expression can cover every sign pattern, so that it can prove.
pub fn can_prove(graph: &Graph, root: NodeId, options: &Options<'_>) -> bool {
    let nodes = graph.reachable_until(&[root], |id| id == root || !options.atoms.is_some_and(|atoms| atoms(graph, id)));
    let branches = branch_count(graph, &nodes);
    branches == 0 || branches <= MAX_BRANCHES && positive_numbers_play_positive_ones(graph, &nodes)
}

/// Whether the expression takes one and the same value at a dozen random points, so is a constant; with that value's
/// residue.
pub fn constant_value(graph: &Graph, root: NodeId) -> Option<u64> {
    let (nodes, options) = (graph.reachable(&[root]), Options::default());
    let mut evaluation = Evaluation::new(graph, &nodes, root, &options);
    let first = evaluation.defined_value(0, root)?;
    for point in 1..MIN_POINTS as u64 {
        if evaluation.defined_value(point, root)? != first {
            return None;
        }
    }
    Some(first.re)
}

/// One point of the field that grows with the graph: tells cheaply what is certainly not shown to be 0.
///
/// Each node is evaluated once, however many expressions are asked about.
pub struct Probe {
    seed: u64,
    values: FxHashMap<NodeId, Element>,
    undefined: FxHashSet<NodeId>,
}

impl Probe {
    /// The probe of that number; different numbers are different points.
    pub fn new(number: u64) -> Probe {
        Probe { seed: scramble(&[number, 99]), values: FxHashMap::default(), undefined: FxHashSet::default() }
    }

    /// Whether the expression is 0 at this point; `None` where it has no value there.
    pub fn vanishes(&mut self, graph: &Graph, root: NodeId, options: &Options<'_>) -> Option<bool> {
        let nodes = graph.reachable_until(&[root], |id| !self.values.contains_key(&id) && !self.undefined.contains(&id));
        let mut evaluation = Evaluation::new(graph, &nodes, root, options);
        evaluation.seed = self.seed;
        evaluation.values = std::mem::take(&mut self.values);
        for &id in &nodes {
            if evaluation.values.contains_key(&id) || self.undefined.contains(&id) {
                continue;
            }
            let mut complete = true;
            graph.for_each_child(id, |child| complete &= evaluation.values.contains_key(&child));
            match if complete { evaluation.node(id, &mut false) } else { None } {
                Some(value) => {
                    evaluation.values.insert(id, value);
                }
                None => {
                    self.undefined.insert(id);
                }
            }
        }
        self.values = evaluation.values;
        self.values.get(&root).map(|value| value.is_zero())
    }
}

/// Whether every positive number that is written is a residue, as all up to 130 are: else its sign would come out wrong,
/// and `|131x| = −131|x|` would hold.
fn positive_numbers_play_positive_ones(graph: &Graph, nodes: &[NodeId]) -> bool {
    let plays = |number: &Rational| number.is_zero() || residue(&number.abs()).is_some_and(|value| value.sign() == Element::ONE);
    nodes.iter().all(|id| match graph.node(*id) {
        Node::Number(value) => plays(value),
        Node::Sum { constant, terms } => plays(constant) && terms.iter().all(|(_, coefficient)| plays(coefficient)),
        _ => true,
    })
}

/// How many signs and roots choose a branch.
fn branch_count(graph: &Graph, nodes: &[NodeId]) -> usize {
    let mut deciding: rustc_hash::FxHashSet<NodeId> = rustc_hash::FxHashSet::default();
    for id in nodes {
        match graph.node(*id) {
            Node::Product(factors) => deciding.extend(factors.iter().filter(|(_, e)| !e.is_integer()).map(|(base, _)| *base)),
            Node::Call { function: Callee::Known(function), args } => match function.get().name {
                "abs" | "sign" | "step" if !graph.is_positive(args[0]) => {
                    deciding.insert(args[0]);
                }
                "max" | "min" => {
                    deciding.insert(*id);
                }
                _ => {}
            },
            _ => {}
        }
    }
    deciding.into_iter().filter(|id| graph.as_number(*id).is_none()).count()
}

#[cfg(test)]
mod tests;
