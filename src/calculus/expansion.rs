//! Expansions on one side of a point: how an expression goes on for small t > 0 where one variable is `x₀ + t` or `x₀ − t`.
//!
//! ```text
//! √(t²) = t      |t|³ = t³      t^(15/8)      √max(t − 1, 0) = 0      exp(1 + t) = e + e t + e t²/2 + …
//! ```
//!
//! On one side every `abs`, `sign`, `max`, … keeps to one branch, so that sums of powers of t are enough. What this module
//! does not do: decide signs that no exact number or shape shows; it then says that it does not know.

use super::above_zero::above_zero;
use super::reverse::gradient;
use crate::expr::rewrite::Rewriter;
use crate::expr::{Callee, Graph, Node, NodeId, SymbolKind};
use crate::functions::Function;
use crate::name::Name;
use crate::number::Rational;
use rustc_hash::FxHashMap;

/// The most powers of one expansion.
const POWERS: usize = 24;

/// `Σ c_k t^(e_k)` with ascending exponents, known below some exponent.
#[derive(Clone, Debug)]
pub(super) struct Expansion {
    pub(super) terms: Vec<(Rational, NodeId)>,
    /// Powers from this one on are not known; `None` where there are no others.
    pub(super) below: Option<Rational>,
}

/// Why there is no expansion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The expression has no value on this side.
    Undefined,
    /// A sign is not known, or the expression is none of sums of powers.
    Unknown,
}

type Found = Result<Expansion, Failure>;

/// The lowest power of an expansion.
enum Lead {
    Zero,
    Power { place: usize, sign: i32 },
}

/// The walk along one side.
pub(super) struct Walk<'a> {
    pub(super) graph: &'a mut Graph,
    /// What stands in the place of the other symbols.
    pub(super) values: &'a FxHashMap<NodeId, NodeId>,
    /// The variable that moves, 1 for `x₀ + t`, −1 for `x₀ − t`.
    pub(super) moves: (NodeId, i64),
    /// Powers from this one on are dropped.
    pub(super) order: Rational,
}

impl Walk<'_> {
    /// The expansion of an expression in which every derivative is worked out.
    pub(super) fn expansion(&mut self, root: NodeId) -> Found {
        let mut done: FxHashMap<NodeId, Found> = FxHashMap::default();
        for id in self.graph.reachable(&[root]) {
            let found = self.step(id, &done);
            done.insert(id, found);
        }
        done.remove(&root).unwrap_or(Err(Failure::Unknown))
    }

    fn step(&mut self, id: NodeId, done: &FxHashMap<NodeId, Found>) -> Found {
        let get = |node: &NodeId| done.get(node).cloned().unwrap_or(Err(Failure::Unknown));
        match self.graph.node(id).clone() {
            Node::Number(_) => Ok(self.constant(id)),
            Node::Symbol(_) => {
                let value = self.values.get(&id).copied().unwrap_or(id);
                let mut found = self.constant(value);
                if id == self.moves.0 {
                    let direction = self.graph.integer(self.moves.1);
                    found.terms.push((Rational::ONE, direction));
                }
                Ok(found)
            }
            Node::Sum { constant, terms } => {
                let number = self.graph.number(constant);
                let mut sum = self.constant(number);
                for (term, coefficient) in terms {
                    let factor = self.graph.number(coefficient);
                    let factor = self.constant(factor);
                    let part = self.times(&get(&term)?, &factor)?;
                    sum = self.plus(&sum, &part)?;
                }
                Ok(sum)
            }
            Node::Product(factors) => {
                let one = self.graph.integer(1);
                let mut product = self.constant(one);
                for (base, exponent) in factors {
                    let power = self.power(&get(&base)?, &exponent)?;
                    product = self.times(&product, &power)?;
                }
                Ok(product)
            }
            Node::Call { function, args } => {
                let args = args.iter().map(get).collect::<Result<Vec<_>, _>>()?;
                self.call(function, &args)
            }
            Node::Term(term) => get(&self.graph.term(term).body),
            Node::Derivative { .. } | Node::At { .. } => Err(Failure::Unknown),
        }
    }

    fn constant(&mut self, value: NodeId) -> Expansion {
        let zero = self.graph.as_number(value).is_some_and(Rational::is_zero);
        Expansion { terms: if zero { Vec::new() } else { vec![(Rational::ZERO, value)] }, below: None }
    }

    fn plus(&mut self, left: &Expansion, right: &Expansion) -> Found {
        let below = [&left.below, &right.below].into_iter().flatten().min().cloned();
        self.collected(left.terms.iter().chain(&right.terms).cloned().collect(), below)
    }

    fn times(&mut self, left: &Expansion, right: &Expansion) -> Found {
        if left.is_zero() || right.is_zero() {
            return Ok(Expansion { terms: Vec::new(), below: None });
        }
        let reach = |one: &Expansion, other: &Expansion| {
            let low = other.terms.first().map(|(exponent, _)| exponent).or(other.below.as_ref());
            one.below.as_ref().zip(low).map(|(below, low)| below + low)
        };
        let below = [reach(left, right), reach(right, left)].into_iter().flatten().min();
        let mut terms = Vec::with_capacity(left.terms.len() * right.terms.len());
        for (a, c) in &left.terms {
            for (b, d) in &right.terms {
                terms.push((a + b, self.graph.mul(&[*c, *d])));
            }
        }
        self.collected(terms, below)
    }

    /// Like powers collected, what is known to be 0 and what lies too high left out.
    fn collected(&mut self, terms: Vec<(Rational, NodeId)>, below: Option<Rational>) -> Found {
        let mut groups: Vec<(Rational, Vec<NodeId>)> = Vec::new();
        let mut below = below;
        for (exponent, coefficient) in terms {
            if below.as_ref().is_some_and(|below| exponent >= *below) {
                continue;
            }
            if exponent >= self.order {
                let order = self.order.clone();
                below = Some(below.map_or(order.clone(), |below| below.min(order)));
                continue;
            }
            match groups.iter_mut().find(|(known, _)| *known == exponent) {
                Some((_, group)) => group.push(coefficient),
                None => groups.push((exponent, vec![coefficient])),
            }
        }
        groups.retain(|(exponent, _)| below.as_ref().is_none_or(|below| exponent < below));
        if groups.len() > POWERS {
            return Err(Failure::Unknown);
        }
        groups.sort_by(|left, right| left.0.cmp(&right.0));
        let mut found = Vec::with_capacity(groups.len());
        for (exponent, group) in groups {
            let sum = self.graph.add(&group);
            if !self.graph.as_number(sum).is_some_and(Rational::is_zero) {
                found.push((exponent, sum));
            }
        }
        Ok(Expansion { terms: found, below })
    }

    /// The lowest power that is certainly there, with its sign.
    fn lead(&self, of: &Expansion) -> Result<Lead, Failure> {
        match of.terms.first() {
            None if of.below.is_none() => Ok(Lead::Zero),
            None => Err(Failure::Unknown),
            Some((_, coefficient)) => match self.sign(*coefficient) {
                Some(sign) => Ok(Lead::Power { place: 0, sign }),
                None => Err(Failure::Unknown),
            },
        }
    }

    /// The sign of what is not 0, where a number or the shape shows it.
    fn sign(&self, node: NodeId) -> Option<i32> {
        let (coefficient, base) = self.graph.split_coefficient(node);
        let Some(base) = base else { return Some(coefficient.signum()).filter(|sign| *sign != 0) };
        above_zero(self.graph, base, 6).then_some(coefficient.signum())
    }

    fn power(&mut self, base: &Expansion, exponent: &Rational) -> Found {
        if let Some(times) = exponent.to_i64().filter(|n| (1..=8).contains(n)) {
            let mut power = base.clone();
            for _ in 1..times {
                power = self.times(&power, base)?;
            }
            return Ok(power);
        }
        if exponent.is_zero() {
            let one = self.graph.integer(1);
            return Ok(self.constant(one));
        }
        let place = match self.lead(base) {
            Ok(Lead::Zero) if exponent.signum() > 0 => return Ok(base.clone()),
            Ok(Lead::Zero) => return Err(Failure::Undefined),
            Ok(Lead::Power { sign, .. }) if sign < 0 && !exponent.is_integer() => return Err(Failure::Undefined),
            Ok(Lead::Power { place, .. }) => place,
            Err(failure) => return Err(failure),
        };
        // c^e t^(qe) (1 + r)^e
        let (q, c) = base.terms[place].clone();
        let (own, start) = (self.graph.pow(c, exponent), &q * exponent);
        let inverse = self.graph.pow(c, &Rational::MINUS_ONE);
        let rest = Expansion {
            terms: base.terms[1..].iter().map(|(e, d)| (e - &q, self.graph.mul(&[*d, inverse]))).collect(),
            below: base.below.as_ref().map(|below| below - &q),
        };
        let order = std::mem::replace(&mut self.order, Rational::ZERO);
        self.order = &order - &start;
        let mut binomial = Rational::ONE;
        let mut slopes = Vec::new();
        for k in 0..POWERS as i64 {
            slopes.push(self.graph.number(binomial.clone()));
            let factor = exponent - &Rational::integer(k);
            binomial = &(&binomial * &factor) * &Rational::new(1, k + 1);
        }
        let series = self.composed(&rest, |_, k| slopes.get(k).copied());
        self.order = order;
        let series = series?;
        let terms: Vec<_> = series.terms.iter().map(|(e, d)| (e + &start, self.graph.mul(&[own, *d]))).collect();
        self.collected(terms, series.below.map(|below| &below + &start))
    }

    /// `Σ a_k r^k` for an r without a constant.
    fn composed(&mut self, r: &Expansion, mut slope: impl FnMut(&mut Self, usize) -> Option<NodeId>) -> Found {
        let first = slope(self, 0).ok_or(Failure::Unknown)?;
        let mut sum = self.constant(first);
        if r.is_zero() {
            return Ok(sum);
        }
        let step = r.terms.first().map(|(e, _)| e).or(r.below.as_ref()).cloned().ok_or(Failure::Unknown)?;
        if step.signum() <= 0 {
            return Err(Failure::Unknown);
        }
        let mut reached = step.clone();
        let mut power = r.clone();
        let mut k = 1;
        while reached < self.order {
            let coefficient = slope(self, k).ok_or(Failure::Unknown)?;
            let coefficient = self.constant(coefficient);
            let part = self.times(&power, &coefficient)?;
            sum = self.plus(&sum, &part)?;
            power = self.times(&power, r)?;
            reached = &reached + &step;
            k += 1;
        }
        let below = [Some(self.order.clone()), sum.below.clone(), r.below.clone()].into_iter().flatten().min();
        self.collected(sum.terms, below)
    }

    fn call(&mut self, function: Callee, args: &[Expansion]) -> Found {
        let Callee::Known(id) = function else { return self.smooth(function, args) };
        match (id.get().name, args) {
            ("abs", [x]) => self.branch(x, |walk, x, sign| walk.scaled(x, &Rational::integer(i64::from(sign)))),
            ("relu", [x]) => self.branch(x, |walk, x, sign| walk.scaled(x, &Rational::integer(i64::from(sign > 0)))),
            ("leaky_relu", [x]) => self.branch(x, |walk, x, sign| {
                let slope = if sign > 0 { Rational::ONE } else { Rational::new(1, 100) };
                walk.scaled(x, &slope)
            }),
            ("sign", [x]) => self.branch(x, |walk, _, sign| walk.number(i64::from(sign))),
            ("step", [x]) => self.branch(x, |walk, _, sign| walk.number(i64::from(sign > 0))),
            ("max" | "min", [x, y]) => {
                let opposite = self.scaled(y, &Rational::MINUS_ONE)?;
                let difference = self.plus(x, &opposite)?;
                let first = |sign: i32| (sign > 0) == (id.get().name == "max");
                match self.lead(&difference)? {
                    Lead::Power { sign, .. } if !first(sign) => Ok(y.clone()),
                    _ => Ok(x.clone()),
                }
            }
            ("pow", [base, exponent]) => self.real_power(base, exponent),
            ("logsumexp", args) => {
                let mut sum = self.number(0)?;
                for arg in args {
                    let part = self.smooth(Callee::Known(crate::functions::known("exp")), std::slice::from_ref(arg))?;
                    sum = self.plus(&sum, &part)?;
                }
                self.smooth(Callee::Known(crate::functions::known("ln")), &[sum])
            }
            _ if !id.get().kinks.is_empty() => Err(Failure::Unknown),
            _ => self.smooth(function, args),
        }
    }

    fn number(&mut self, value: i64) -> Found {
        let node = self.graph.integer(value);
        Ok(self.constant(node))
    }

    fn scaled(&mut self, x: &Expansion, by: &Rational) -> Found {
        let factor = self.graph.number(by.clone());
        let factor = self.constant(factor);
        self.times(x, &factor)
    }

    /// What a function with a kink at 0 is on the branch that this side keeps to.
    fn branch(&mut self, x: &Expansion, on: impl FnOnce(&mut Self, &Expansion, i32) -> Found) -> Found {
        match self.lead(x)? {
            Lead::Zero => Ok(x.clone()),
            Lead::Power { sign, .. } => on(self, x, sign),
        }
    }

    fn real_power(&mut self, base: &Expansion, exponent: &Expansion) -> Found {
        match self.lead(base)? {
            // 0^a for a > 0.
            Lead::Zero => match self.lead(exponent)? {
                Lead::Power { sign: 1, .. } => Ok(base.clone()),
                _ => Err(Failure::Undefined),
            },
            Lead::Power { sign, .. } if sign < 0 => Err(Failure::Undefined),
            Lead::Power { place, .. } if base.terms[place].0.is_zero() => {
                let ln = self.smooth(Callee::Known(crate::functions::known("ln")), std::slice::from_ref(base))?;
                let inner = self.times(exponent, &ln)?;
                self.smooth(Callee::Known(crate::functions::known("exp")), &[inner])
            }
            Lead::Power { .. } => match (exponent.terms.as_slice(), &exponent.below) {
                ([(power, value)], None) if power.is_zero() => match self.graph.as_number(*value).cloned() {
                    Some(value) => self.power(base, &value),
                    None => Err(Failure::Unknown),
                },
                _ => Err(Failure::Unknown),
            },
        }
    }

    /// A smooth function of one argument: its Taylor series at the argument's value.
    fn smooth(&mut self, function: Callee, args: &[Expansion]) -> Found {
        let [x] = args else { return if args.is_empty() { self.without_arguments(function) } else { Err(Failure::Unknown) } };
        if x.terms.first().is_some_and(|(exponent, _)| exponent.is_negative()) {
            return Err(Failure::Unknown);
        }
        let (start, rest) = match x.terms.split_first() {
            Some(((exponent, value), rest)) if exponent.is_zero() => (*value, rest.to_vec()),
            None if x.below.as_ref().is_some_and(|below| below.signum() <= 0) => return Err(Failure::Unknown),
            _ => (self.graph.integer(0), x.terms.clone()),
        };
        if let Callee::Known(id) = function {
            self.in_domain(id.get(), start)?;
        }
        let rest = Expansion { terms: rest, below: x.below.clone() };
        let variable = self.graph.symbol(Name::plain("t"), SymbolKind::Variable);
        let mut slope = self.graph.call(function, &[variable]);
        let mut factorial = Rational::ONE;
        self.composed(&rest, |walk, k| {
            if k > 0 {
                slope = gradient(walk.graph, slope, &[variable], &[], &mut |_, _, node| node).values[0];
                factorial = &factorial * &Rational::new(1, k as i64);
            }
            let there = Rewriter::new([(variable, start)]).apply(walk.graph, slope);
            Some(walk.graph.scale(&factorial, there))
        })
    }

    fn without_arguments(&mut self, function: Callee) -> Found {
        let value = self.graph.call(function, &[]);
        Ok(self.constant(value))
    }

    /// Whether a value lies inside the domain of a function, with room around it.
    fn in_domain(&self, function: &Function, value: NodeId) -> Result<(), Failure> {
        match function.domain {
            [] if function.name != "tan" => Ok(()),
            _ if function.name == "ln" => match self.sign(value) {
                Some(1) => Ok(()),
                Some(_) => Err(Failure::Undefined),
                None => Err(Failure::Unknown),
            },
            [] if self.graph.as_number(value).is_some() => Ok(()),
            _ => Err(Failure::Unknown),
        }
    }
}

impl Expansion {
    fn is_zero(&self) -> bool {
        self.terms.is_empty() && self.below.is_none()
    }
}
