//! Invariances that linear relations show: factors and shifts of several weights that the function does not see.
//!
//! ```text
//! v relu(w x + b):   w ∂_w + b ∂_b − v ∂_v = 0   → w, b times c, v times 1/c changes nothing for c > 0
//! (a − b)²:          ∂_a + ∂_b = 0               → a common shift of a, b changes nothing
//! ```
//!
//! Candidates come from values in a finite field; each is told only where the exact test proves the relation, and where on
//! the way nothing that the function divides by or takes the sign of can pass 0: along it, these are multiplied by a number
//! above 0. What this module does not do: other changes, or changes that only some starts admit.

use super::super::present::Presenter;
use super::invariance::{Invariance, Kind};
use crate::calculus;
use crate::check::conditions::unique;
use crate::expr::zero::{self, Options};
use crate::expr::{Callee, Graph, Node, NodeId};
use crate::number::Rational;

/// Functions of more nodes than this are not looked at.
const MOST_NODES: usize = 20_000;

/// More weights, or more divisors, are not looked at.
const MOST_WEIGHTS: usize = 256;
const MOST_DIVISORS: usize = 48;

/// Exponents of c that are told are not above this.
const LARGEST: i64 = 4;

/// How far invariances were looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Searched {
    /// Before normalisations, and linear relations of the derivatives.
    All,
    /// Before normalisations, and relations of two derivatives.
    Pairs,
    /// Before normalisations alone.
    Normalisations,
}

/// A place on the way at which the function may jump.
struct Divisor {
    node: NodeId,
    /// Whether it may not change at all, not even by a factor.
    fixed: bool,
    /// Its derivatives by the weights.
    slopes: Vec<NodeId>,
}

/// What the relations are between.
struct Search<'a> {
    presenter: &'a mut Presenter,
    weights: Vec<NodeId>,
    /// The derivatives of the function.
    slopes: Vec<NodeId>,
    divisors: Vec<Divisor>,
}

/// Places of weights and exponents of c, ordered by the places.
type Exponents = Vec<(usize, i64)>;

/// The changes that are not among the known ones; `shifts` are groups of weights whose derivatives add up to 0.
pub(super) fn changes(
    graph: &mut Graph,
    presenter: &mut Presenter,
    function: NodeId,
    derivatives: &[(NodeId, NodeId)],
    shifts: &[Vec<NodeId>],
    known: &[Invariance],
) -> (Vec<Invariance>, Searched) {
    let of_symbols = derivatives.iter().copied().filter(|(by, _)| graph.as_symbol(*by).is_some());
    let (weights, slopes): (Vec<NodeId>, Vec<NodeId>) = of_symbols.unzip();
    let size = graph.reachable(&slopes).len().max(graph.reachable(&[function]).len());
    // What is proved under an assumption holds as long as that is met.
    let assumed = presenter.assumptions.iter().map(|assumption| (assumption.node, false));
    let divisors = unique(divisors(graph, function).into_iter().chain(assumed));
    if size > MOST_NODES || weights.len() > MOST_WEIGHTS || divisors.len() > MOST_DIVISORS {
        return (Vec::new(), Searched::Normalisations);
    }
    let divisors = divisors.into_iter().map(|(node, fixed)| {
        let slopes = calculus::gradient(graph, node, &weights, &[], &mut |_, _, node| node).values;
        Divisor { node, fixed, slopes }
    });
    let divisors: Vec<Divisor> = divisors.collect();
    let mut search = Search { presenter, weights, slopes, divisors };
    let (candidates, sums) = search.candidates(graph);
    let scales = known.iter().filter(|own| own.kind == Kind::Scale);
    let mut seen: Vec<Exponents> = scales.map(|own| search.all_by_one(&own.weights)).collect();
    // Told already, too: a group without those of its weights that have no effect.
    let moves = |place: usize| graph.as_number(search.slopes[place]).is_none_or(|slope| !slope.is_zero());
    let moving: Vec<Exponents> =
        seen.iter().map(|own| own.iter().copied().filter(|(place, _)| moves(*place)).collect()).collect();
    seen.extend(moving);
    let mut found = Vec::new();
    for candidate in candidates {
        let rest = beyond(candidate, &seen);
        if !rest.is_empty() && search.changes_nothing(graph, &rest, true) {
            found.push(search.told(&rest));
            seen.push(rest);
        }
    }
    for group in shifts {
        let group = search.all_by_one(group);
        if group.len() > 1 && search.changes_nothing(graph, &group, false) {
            let weights = group.iter().map(|(place, _)| search.weights[*place]).collect();
            found.push(Invariance { weights, kind: Kind::Shift, deviations: Vec::new(), exponents: Vec::new() });
        }
    }
    (found, if sums { Searched::All } else { Searched::Pairs })
}

/// What the function divides by, takes a root, a logarithm or the sign of, and whether that must stay as it is.
fn divisors(graph: &Graph, function: NodeId) -> Vec<(NodeId, bool)> {
    let mut found: Vec<(NodeId, bool)> = Vec::new();
    for id in graph.reachable(&[function]) {
        let list: Vec<(NodeId, bool)> = match graph.node(id) {
            Node::Product(factors) => {
                let below = factors.iter().filter(|(_, exponent)| exponent.is_negative() || !exponent.is_integer());
                below.map(|(base, _)| (*base, false)).collect()
            }
            Node::Call { function: Callee::Known(known), args } => match known.get().name {
                "sign" | "step" | "ln" => args.iter().map(|arg| (*arg, false)).collect(),
                _ if known.get().domain.is_empty() => Vec::new(),
                _ => args.iter().map(|arg| (*arg, true)).collect(),
            },
            _ => Vec::new(),
        };
        found.extend(list);
    }
    unique(found).into_iter().filter(|(node, _)| !graph.free_symbols(*node).is_empty()).collect()
}

/// What of a change is left when changes that are known are taken away.
fn beyond(mut change: Exponents, known: &[Exponents]) -> Exponents {
    let exponent = |change: &Exponents, place: usize| change.iter().find(|own| own.0 == place).map_or(0, |own| own.1);
    for own in known {
        let Some((first, by)) = own.first() else { continue };
        let times = exponent(&change, *first) / by;
        if times != 0 && own.iter().all(|(place, by)| exponent(&change, *place) == times * by) {
            change.retain(|(place, _)| exponent(own, *place) == 0);
        }
    }
    change
}

/// The coefficients as small whole numbers, the first above 0.
fn exponents(list: &[(usize, Rational)]) -> Option<Exponents> {
    let small = |value: &Rational| (-LARGEST..=LARGEST).find(|whole| Rational::integer(*whole) == *value);
    let times = |by: i64| -> Option<Exponents> {
        list.iter().map(|(place, q)| Some((*place, small(&(q * &Rational::integer(by)))?))).collect()
    };
    let mut found = (1..=LARGEST * 3).find_map(times)?;
    for divisor in (2..=LARGEST).rev() {
        if found.iter().all(|(_, exponent)| exponent % divisor == 0) {
            found.iter_mut().for_each(|own| own.1 /= divisor);
        }
    }
    found.sort_unstable();
    if found.first().is_some_and(|first| first.1 < 0) {
        found.iter_mut().for_each(|own| own.1 = -own.1);
    }
    Some(found)
}

impl Search<'_> {
    /// The change that multiplies these weights by c, or shifts them.
    fn all_by_one(&self, list: &[NodeId]) -> Exponents {
        let own = (0..self.weights.len()).filter(|place| list.contains(&self.weights[*place]));
        own.map(|place| (place, 1)).collect()
    }

    /// Changes that may be invariances, and whether relations of more than two derivatives were looked for.
    fn candidates(&mut self, graph: &mut Graph) -> (Vec<Exponents>, bool) {
        let slopes = self.slopes.clone();
        let (mut found, mut sums) = self.homogeneous(graph, &slopes, None);
        let own: Vec<(NodeId, Vec<NodeId>)> =
            self.divisors.iter().filter(|own| !own.fixed).map(|own| (own.node, own.slopes.clone())).collect();
        for (node, slopes) in own {
            let (more, all) = self.homogeneous(graph, &slopes, Some(node));
            sums &= all;
            found.extend(more);
        }
        (found, sums)
    }

    /// Relations of the `w ∂_w`; with a divisor, those that give it.
    fn homogeneous(&mut self, graph: &mut Graph, slopes: &[NodeId], divisor: Option<NodeId>) -> (Vec<Exponents>, bool) {
        let is_zero = |graph: &Graph, id: NodeId| graph.as_number(id).is_some_and(Rational::is_zero);
        let moving: Vec<usize> = (0..slopes.len()).filter(|place| !is_zero(graph, slopes[*place])).collect();
        if moving.is_empty() {
            return (Vec::new(), true);
        }
        let mut nodes = Vec::with_capacity(moving.len() + 1);
        for place in &moving {
            let part = graph.mul(&[self.weights[*place], slopes[*place]]);
            nodes.push(self.presenter.lowered(graph, part));
        }
        nodes.extend(divisor.map(|divisor| self.presenter.lowered(graph, divisor)));
        let assumptions = self.presenter.assumptions.clone();
        let found = zero::relations(graph, &nodes, &Options { assumptions: &assumptions, ..Options::default() });
        let list = found.list.iter().filter_map(|relation| {
            let (with, without): (Vec<_>, Vec<_>) = relation.iter().cloned().partition(|(place, _)| *place == moving.len());
            let wanted = with.is_empty() != divisor.is_some();
            let placed: Vec<(usize, Rational)> = without.into_iter().map(|(place, q)| (moving[place], q)).collect();
            exponents(&placed).filter(|own| wanted && own.len() + with.len() > 1)
        });
        (list.collect(), found.sums)
    }

    /// Whether the function does not move along the change, and what it divides by at most by a factor.
    fn changes_nothing(&mut self, graph: &mut Graph, change: &Exponents, is_scale: bool) -> bool {
        let slopes = self.slopes.clone();
        let own = self.along(graph, &slopes, change, is_scale);
        if !self.is_zero(graph, own) {
            return false;
        }
        (0..self.divisors.len()).all(|place| {
            let (node, fixed) = (self.divisors[place].node, self.divisors[place].fixed);
            let slopes = self.divisors[place].slopes.clone();
            let moves = self.along(graph, &slopes, change, is_scale);
            self.is_zero(graph, moves) || (!fixed && self.is_multiple(graph, moves, node))
        })
    }

    /// `Σ e w ∂_w`, or `Σ ∂_w` for a shift.
    fn along(&self, graph: &mut Graph, slopes: &[NodeId], change: &Exponents, is_scale: bool) -> NodeId {
        let mut parts = Vec::with_capacity(change.len());
        for (place, exponent) in change {
            let slope = slopes[*place];
            let part = if is_scale { graph.mul(&[self.weights[*place], slope]) } else { slope };
            parts.push((part, Rational::integer(*exponent)));
        }
        graph.linear(Rational::ZERO, &parts)
    }

    fn is_zero(&mut self, graph: &mut Graph, node: NodeId) -> bool {
        match graph.as_number(node) {
            Some(value) => value.is_zero(),
            None => self.presenter.is_zero(graph, node),
        }
    }

    /// Whether `moves = k node` for a number k.
    fn is_multiple(&mut self, graph: &mut Graph, moves: NodeId, node: NodeId) -> bool {
        let nodes = [node, moves].map(|node| self.presenter.lowered(graph, node));
        let assumptions = self.presenter.assumptions.clone();
        let found = zero::relations(graph, &nodes, &Options { assumptions: &assumptions, ..Options::default() });
        let Some([(0, q), (1, _)]) = found.list.first().map(Vec::as_slice) else { return false };
        let difference = graph.linear(Rational::ZERO, &[(moves, Rational::ONE), (node, q.clone())]);
        self.is_zero(graph, difference)
    }

    fn told(&self, change: &Exponents) -> Invariance {
        let weights = change.iter().map(|(place, _)| self.weights[*place]).collect();
        let alike = change.iter().all(|(_, exponent)| *exponent == 1);
        let exponents = if alike { Vec::new() } else { change.iter().map(|(_, exponent)| *exponent).collect() };
        Invariance { weights, kind: if alike { Kind::Scale } else { Kind::Powers }, deviations: Vec::new(), exponents }
    }
}
