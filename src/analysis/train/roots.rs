//! Points of a run as expressions of roots, where its numbers are built of rationals by `+ · / ᵏ√`: equality at such a
//! point is then decided exactly.
//!
//! ```text
//! rmsprop on w², step 1: w = 1 − 2/10/√2      step 2: a root of an expression with √2, and so on
//! ```
//!
//! Each step about doubles the degree, so that this goes a few steps far: a counted limit ends it, and the points behind
//! are rounded. Signs and branches on the way are decided with certainty, or it ends, too. What this module does not do:
//! exponentials and the like.

use super::arithmetic::{Arithmetic, EXACT_BITS, Program};
use super::expand;
use super::figure::{Run, Why};
use super::state::{Edges, State};
use super::walk::Walk;
use crate::eval::{self, Point, Undefined};
use crate::expr::{Callee, Graph, Node, NodeId};
use crate::functions::Function;
use crate::number::Rational;
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};

/// So many steps are carried out so.
const MOST_STEPS: u64 = 200;

/// Runs with more weights are left alone: their numbers would be too long at once.
const MOST_WEIGHTS: usize = 32;

/// A loss with more nodes than this is not looked at.
const MOST_OF_A_LOSS: usize = 20_000;

/// The nodes of all expressions made on the way.
const MOST_MADE: usize = 50_000;

/// The nodes of the numbers that go from one step to the next.
const MOST_KEPT: usize = 600;

/// A number of a point is told from others by so many bits at most; see [`eval::separation`].
const MOST_BITS: f64 = 12_000.0;

/// Bits of the enclosures that decide a sign, one try after the other.
const TRIES: [usize; 3] = [128, 1_024, 8_192];

/// Whether a number that is not rational ended the exact part of a run that is not too large.
pub(super) fn may_follow(run: &Run) -> bool {
    let few = run.weights.len() <= MOST_WEIGHTS;
    few && run.rounded_from.as_ref().is_some_and(|stop| matches!(stop.why, Why::Irrational))
}

/// Points from step `from` on as expressions of the model's graph, as far as they stay short.
pub(super) fn points(
    walk: &mut Walk<'_>,
    state: &State<Rational>,
    (from, to): (u64, u64),
    go_on: &mut dyn FnMut(u64) -> bool,
) -> Vec<Vec<NodeId>> {
    let mark = walk.mark();
    let arithmetic = Roots::default();
    let mut state = state.converted(|value| arithmetic.number(value));
    let mut found: Vec<Vec<NodeId>> = Vec::new();
    for k in from..=to.min(from.saturating_add(MOST_STEPS - 1)) {
        if walk.ends_before(k, go_on).is_some() {
            break;
        }
        let Ok(objective) = walk.objective(k) else { break };
        if !walk.draw(&objective, k) {
            break;
        }
        let Ok((next, _)) = walk.step(&arithmetic, &objective, &state, k, &mut Edges::new()) else { break };
        if arithmetic.unsure.get() || !arithmetic.is_short(&next) {
            break;
        }
        found.push(next.weights.iter().chain(&next.buffers).copied().collect());
        state = next;
    }
    walk.go_back(&mark);
    let mut copied = FxHashMap::default();
    let own = arithmetic.graph.into_inner();
    found.iter().map(|point| copy(&own, &mut walk.model.graph, point, &mut copied)).collect()
}

/// Numbers that are expressions of rationals and roots.
#[derive(Default)]
struct Roots {
    graph: RefCell<Graph>,
    /// Whether a sign was asked for that could not be told.
    unsure: Cell<bool>,
}

impl Arithmetic for Roots {
    type Number = NodeId;

    fn number(&self, value: &Rational) -> NodeId {
        self.graph.borrow_mut().number(value.clone())
    }

    fn sign(&self, value: &NodeId) -> i32 {
        let sign = sign(&self.graph.borrow(), *value);
        self.unsure.set(self.unsure.get() || sign.is_none());
        sign.unwrap_or(0)
    }

    fn is_sound(&self, value: &NodeId) -> bool {
        self.graph.borrow().as_number(*value).is_none_or(is_short)
    }

    fn unsound(&self) -> Why {
        Why::TooLong
    }

    fn values(&self, graph: &Graph, program: &Program, inputs: &[NodeId]) -> Result<Vec<NodeId>, Undefined> {
        let own = &mut *self.graph.borrow_mut();
        let nodes = graph.reachable(&program.roots);
        let too_large = Undefined::TooLarge(program.roots.first().copied().unwrap_or(NodeId(0)));
        if nodes.len() > MOST_OF_A_LOSS {
            return Err(too_large);
        }
        let known: FxHashMap<_, _> = program.inputs.iter().copied().zip(inputs.iter().copied()).collect();
        let mut made: FxHashMap<NodeId, NodeId> = FxHashMap::default();
        let mut checked = Checked::default();
        for id in nodes {
            if own.len() > MOST_MADE {
                return Err(too_large);
            }
            let new = match graph.node(id) {
                Node::Number(value) => own.number(value.clone()),
                Node::Symbol(symbol) => *known.get(symbol).ok_or(Undefined::Unbound(*symbol))?,
                Node::Term(term) => made[&graph.term(*term).body],
                Node::Sum { constant, terms } => {
                    let terms: Vec<_> = terms.iter().map(|(term, factor)| (made[term], factor.clone())).collect();
                    expand::sum(own, constant, &terms)
                }
                Node::Product(factors) => {
                    let factors: Vec<_> = factors.iter().map(|(base, power)| (made[base], power.clone())).collect();
                    checked.take(own, id, &factors)?;
                    expand::product(own, &factors)
                }
                Node::Call { function: Callee::Opaque { name, .. }, .. } => return Err(Undefined::Opaque(*name)),
                Node::Call { function: Callee::Known(function), args } => {
                    let args: Vec<NodeId> = args.iter().map(|arg| made[arg]).collect();
                    call(own, function.get(), &args).ok_or(Undefined::Irrational(id))?
                }
                Node::Derivative { .. } | Node::At { .. } => return Err(Undefined::Unresolved(id)),
            };
            made.insert(id, new);
        }
        checked.hold(own)?;
        Ok(program.roots.iter().map(|root| made[root]).collect())
    }
}

impl Roots {
    /// Whether one can go on with what goes to the next step.
    fn is_short(&self, state: &State<NodeId>) -> bool {
        let graph = &*self.graph.borrow();
        let all: Vec<NodeId> = state
            .weights
            .iter()
            .chain(&state.buffers)
            .chain(state.carried.iter().flatten())
            .chain([&state.rate])
            .copied()
            .filter(|node| graph.as_number(*node).is_none())
            .collect();
        graph.reachable(&all).len() <= MOST_KEPT
            && all.iter().all(|node| eval::separation(graph, *node).is_some_and(|bits| bits <= MOST_BITS))
    }
}

/// What is divided by, and what stands under roots.
#[derive(Default)]
struct Checked {
    divisors: Vec<(NodeId, NodeId)>,
    radicands: Vec<(NodeId, NodeId)>,
}

impl Checked {
    /// Looks at numbers at once, at what is made of roots later, all of it together.
    fn take(&mut self, graph: &Graph, id: NodeId, factors: &[(NodeId, Rational)]) -> Result<(), Undefined> {
        for (base, exponent) in factors {
            let value = graph.as_number(*base);
            if exponent.is_negative() {
                match value {
                    Some(value) if value.is_zero() => return Err(Undefined::DivisionByZero(id)),
                    Some(_) => {}
                    None => self.divisors.push((*base, id)),
                }
            }
            if !exponent.is_integer() {
                match value {
                    Some(value) if value.is_negative() => return Err(Undefined::Domain(id)),
                    Some(_) => {}
                    None => self.radicands.push((*base, id)),
                }
            }
        }
        Ok(())
    }

    /// Refuses a divisor that is 0 and a radicand below 0, and what may be one.
    fn hold(&self, graph: &Graph) -> Result<(), Undefined> {
        let all: Vec<NodeId> = self.divisors.iter().chain(&self.radicands).map(|(base, _)| *base).collect();
        if all.is_empty() {
            return Ok(());
        }
        let enclosed = eval::enclose(graph, &all, &Point::new(), TRIES[0])?;
        let mut signs = all.iter().zip(enclosed).map(|(node, interval)| interval.sign().or_else(|| sign(graph, *node)));
        for (_, id) in &self.divisors {
            match signs.next().flatten() {
                Some(0) => return Err(Undefined::DivisionByZero(*id)),
                Some(_) => {}
                None => return Err(Undefined::Irrational(*id)),
            }
        }
        for (_, id) in &self.radicands {
            match signs.next().flatten() {
                Some(-1) => return Err(Undefined::Domain(*id)),
                Some(_) => {}
                None => return Err(Undefined::Irrational(*id)),
            }
        }
        Ok(())
    }
}

/// The sign of a number; `None` where it is not found out.
fn sign(graph: &Graph, node: NodeId) -> Option<i32> {
    if let Some(value) = graph.as_number(node) {
        return Some(value.signum());
    }
    TRIES.into_iter().enumerate().find_map(|(place, bits)| {
        let found = eval::enclose(graph, &[node], &Point::new(), bits).ok()?;
        let asks = place == 0 && found[0].sign().is_none();
        found[0].sign().or_else(|| (asks && eval::vanishes(graph, node, &Point::new())).then_some(0))
    })
}

/// A function with branches, whose branch is decided, or a value that is rational.
fn call(graph: &mut Graph, function: &Function, args: &[NodeId]) -> Option<NodeId> {
    if args.iter().all(|arg| graph.as_number(*arg).is_some()) {
        let value = graph.known(function.name, args);
        return graph.as_number(value).is_some().then_some(value);
    }
    let (first, rest) = args.split_first()?;
    if matches!(function.name, "max" | "min") {
        return rest.iter().try_fold(*first, |so_far, next| {
            let difference = graph.sub(*next, so_far);
            let is_above = sign(graph, difference)? > 0;
            Some(if is_above == (function.name == "max") { *next } else { so_far })
        });
    }
    let sign = match (function.name, rest) {
        ("abs" | "relu" | "leaky_relu" | "sign" | "step", []) => sign(graph, *first)?,
        _ => return None,
    };
    Some(match (function.name, sign > 0) {
        ("abs" | "relu" | "leaky_relu", true) => *first,
        ("abs", false) => graph.neg(*first),
        ("leaky_relu", false) => graph.scale(&Rational::new(1, 100), *first),
        ("sign", _) => graph.integer(i64::from(sign)),
        (_, above) => graph.integer(i64::from(above)),
    })
}

fn is_short(value: &Rational) -> bool {
    value.small_parts().is_some() || value.numerator().bits().max(value.denominator().bits()) <= EXACT_BITS
}

/// The numbers in another graph.
fn copy(from: &Graph, to: &mut Graph, nodes: &[NodeId], copied: &mut FxHashMap<NodeId, NodeId>) -> Vec<NodeId> {
    for id in from.reachable(nodes) {
        if copied.contains_key(&id) {
            continue;
        }
        let parts = |parts: &[(NodeId, Rational)], copied: &FxHashMap<NodeId, NodeId>| -> Vec<(NodeId, Rational)> {
            parts.iter().map(|(part, factor)| (copied[part], factor.clone())).collect()
        };
        let new = match from.node(id) {
            Node::Number(value) => to.number(value.clone()),
            Node::Sum { constant, terms } => to.linear(constant.clone(), &parts(terms, copied)),
            Node::Product(factors) => to.product(&parts(factors, copied)),
            // There is nothing else among the numbers made here.
            _ => continue,
        };
        copied.insert(id, new);
    }
    nodes.iter().map(|node| copied[node]).collect()
}
