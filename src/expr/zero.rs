//! The exact zero test: is an expression 0 for all values? Decided at random points of a finite field.
//!
//! Symbols get random values of F_p, opaque functions random values that depend on their argument alone, roots and signs
//! follow the laws of [`super::field`]. An identity that holds at all points holds for all real values on every sign
//! pattern that the points met; it is called proved only where every pattern was met many times over. The test never
//! refutes: real functions have relations that the field does not know (`exp(a) exp(b)` of unrelated a, b), so what it
//! calls non-zero is only not shown to be zero.

mod constants;
mod dependence;
mod evaluation;
mod exponentials;
mod functions;
mod guards;
mod logarithms;
mod parts;
mod patterns;
mod probe;
mod relations;
mod turns;
mod values;

use super::field::Field;
use super::primes::PRIMES;
use super::{Callee, Condition, Graph, Node, NodeId};
pub use dependence::{Relation, Relations, rank, relations};
use evaluation::{Drawn, Evaluation};
use patterns::Patterns;
pub use probe::Probe;
pub use turns::turns;

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
    /// No point was found where it has a value: it divides by 0 or leaves the domain of a function at all that were tried.
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
    /// With free roots: signs keep their laws all the same, as `sign(x)² = 1`.
    pub lawful_signs: bool,
    /// exp taken as a value that depends on its argument alone, without `exp(a + b) = exp(a) exp(b)`: two equal arguments
    /// that are written in different ways have equal values then.
    pub plain_exp: bool,
    /// A comparison of forms that were each tested before: few points, `covered` is never claimed.
    pub few_points: bool,
    /// Facts: what is positive or at least 0.
    pub assumptions: &'a [Condition],
    /// Pairs of signs that no real point has together, as `x < 0` and `x − 1 > 0`.
    pub apart: &'a [Apart],
}

/// Two signs that cannot meet: of each expression, whether it is positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Apart {
    /// One expression, and true for positive, false for negative.
    pub first: (NodeId, bool),
    /// The other.
    pub second: (NodeId, bool),
}

/// The work of a test, in values of nodes.
pub(super) struct Spent(u64);

impl Spent {
    /// What a test that leans on signs may cost.
    const LIMIT: u64 = 3_000_000;

    fn add(&mut self, values: u64) {
        self.0 += values;
    }

    fn is_over(&self) -> bool {
        self.0 > Spent::LIMIT
    }
}

/// The smallest number of points.
const MIN_POINTS: usize = 16;
/// The smallest number of points where a sign or root chooses a branch: each field takes its turn twice.
const MIN_BRANCHED: usize = 24;
/// The largest number of points.
const MAX_POINTS: usize = 6_000;
/// With more branches than this no test covers all patterns.
const MAX_BRANCHES: usize = 12;
/// Points outside, where roots are not those of positive numbers, that are looked at where there are none inside.
const OUTSIDE: usize = 48;

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
    let first = tested(graph, root, options, Effort::default());
    let proved = matches!(first, Zero::Everywhere { covered: true, .. });
    if proved || first == Zero::Undefined || options.few_points || options.free_roots || options.plain_exp {
        return first;
    }
    let effort = Effort {
        related: tested_nodes(graph, &[root], root, options).into_iter().any(|id| is_transcendental(graph, id)),
        positive: first == Zero::Mixed,
    };
    if !effort.related && !effort.positive {
        return first;
    }
    match tested(graph, root, options, effort) {
        second @ Zero::Everywhere { covered: true, .. } => second,
        _ => first,
    }
}

/// What a test looks for beside the laws of each function.
#[derive(Clone, Copy, Default)]
pub(super) struct Effort {
    /// Relations among logarithms and among exponents.
    related: bool,
    /// Sums that are positive by their shape play positive numbers, wherever they stand.
    positive: bool,
}

/// Whether a logarithm or an exponent may follow from others.
fn is_transcendental(graph: &Graph, id: NodeId) -> bool {
    matches!(graph.node(id), Node::Call { function: Callee::Known(function), .. }
        if matches!(function.get().name, "ln" | "logsumexp" | "exp" | "sin" | "cos"))
}

fn tested(graph: &Graph, root: NodeId, options: &Options<'_>, effort: Effort) -> Zero {
    let free = options.free_roots && !options.lawful_signs;
    let mut branches = if free { 0 } else { branch_count(graph, &tested_nodes(graph, &[root], root, options)) };
    loop {
        let mut evaluation = Evaluation::new(graph, root, options, first_field(), effort);
        let found = points(&mut evaluation, options, branches);
        // A root that was only met on the way chooses a branch, too.
        let proved = matches!(found, Zero::Everywhere { covered: true, .. });
        if branches > 0 || free || !proved || !evaluation.rooted.get() {
            return found;
        }
        branches = 1;
    }
}

fn points(evaluation: &mut Evaluation<'_>, options: &Options<'_>, branches: usize) -> Zero {
    let honest = if branches == 0 { None } else { constants::honest_fields(evaluation.numbers()) };
    let may_cover = !options.few_points && (branches == 0 || honest.is_some());
    let fields = honest.unwrap_or_else(|| vec![first_field()]);
    let least = if branches == 0 || options.few_points { MIN_POINTS } else { MIN_BRANCHED };
    let (mut patterns, mut spent) = (Patterns::default(), Spent(0));
    let (mut inside, mut outside, mut zeros, mut others) = (0, 0, 0, 0);
    loop {
        let number = inside + outside;
        evaluation.field = fields[number % fields.len()];
        let value = match evaluation.draw(number as u64, &mut spent) {
            Drawn::Nothing { certain } => return if number == 0 && certain { Zero::Undefined } else { Zero::Mixed },
            Drawn::Outside(value) => {
                outside += 1;
                value
            }
            Drawn::Inside(value) => {
                inside += 1;
                if may_cover {
                    patterns.record(&evaluation.signs());
                }
                value
            }
        };
        if value.is_zero() {
            zeros += 1
        } else {
            others += 1
        }
        if others > 0 && (zeros > 0 || others >= MIN_POINTS) {
            return if zeros > 0 { Zero::Mixed } else { Zero::Nowhere };
        }
        let points = inside + outside;
        if inside >= least && (!may_cover || patterns.complete()) {
            return Zero::Everywhere { points, branches, covered: may_cover };
        }
        if points >= MAX_POINTS || outside >= OUTSIDE || (spent.is_over() && points >= least) {
            return Zero::Everywhere { points, branches, covered: false };
        }
    }
}

fn first_field() -> Field {
    Field::new(PRIMES[0])
}

/// What is evaluated for the roots: atoms are not entered.
fn tested_nodes(graph: &Graph, roots: &[NodeId], root: NodeId, options: &Options<'_>) -> Vec<NodeId> {
    graph.reachable_until(roots, |id| id == root || !options.atoms.is_some_and(|atoms| atoms(graph, id)))
}

/// Whether a test of the expression can cover every sign pattern, so that it can prove.
pub fn can_prove(graph: &Graph, root: NodeId, options: &Options<'_>) -> bool {
    let branches = branch_count(graph, &tested_nodes(graph, &[root], root, options));
    let honest =
        || constants::honest_fields(Evaluation::new(graph, root, options, first_field(), Effort::default()).numbers()).is_some();
    branches == 0 || (branches <= MAX_BRANCHES && honest())
}

/// Whether no value is found, for reasons that real numbers share: a division by 0, a root or logarithm outside its domain.
pub fn is_undefined(graph: &Graph, root: NodeId, options: &Options<'_>) -> bool {
    let mut evaluation = Evaluation::new(graph, root, options, first_field(), Effort::default());
    evaluation.hopeless = true;
    matches!(evaluation.draw(0, &mut Spent(0)), Drawn::Nothing { certain: true })
}

/// Whether the expression takes one and the same value at a dozen random points.
pub fn is_constant(graph: &Graph, root: NodeId) -> bool {
    let options = Options::default();
    let mut evaluation = Evaluation::new(graph, root, &options, first_field(), Effort::default());
    let mut first = None;
    for point in 0..MIN_POINTS as u64 {
        match evaluation.draw(point, &mut Spent(0)) {
            Drawn::Inside(value) | Drawn::Outside(value) if *first.get_or_insert(value) == value => {}
            _ => return false,
        }
    }
    true
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
