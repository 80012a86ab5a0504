//! One step in one kind of numbers: loss and gradient, the rule, the bound, the schedule, the running averages.

use super::arithmetic::{Arithmetic, Program};
use super::figure::{RuleFault, Why};
use super::objective::Objective;
use super::projection::Projection;
use super::rule::{Average, Rule};
use crate::eval::Undefined;
use crate::expr::{Graph, NodeId};
use crate::number::Rational;

/// What goes from step to step.
#[derive(Clone, Debug)]
pub(super) struct State<N> {
    pub(super) weights: Vec<N>,
    /// What the rule keeps for each weight, state by state.
    pub(super) carried: Vec<Vec<N>>,
    pub(super) rate: N,
    /// Mean and variance of each running average in turn.
    pub(super) buffers: Vec<N>,
    /// How many batches each running average has taken in.
    pub(super) seen: Vec<u64>,
}

/// The numbers of a step beside the state behind it.
pub(super) struct Found<N> {
    pub(super) value: N,
    pub(super) gradient: Vec<N>,
    pub(super) rate: N,
    pub(super) at_kink: bool,
    pub(super) shortened: bool,
}

/// Values whose sign decides what a step does, with their nodes where these are those of the file: what is needed not to
/// vanish, kinks, divisors of the rule. Kept only where a second run confirms them.
pub(super) type Edges<N> = Vec<(Option<NodeId>, N)>;

/// What a step comes to: the state behind it and its numbers, or why there are none.
pub(super) type Stepped<N> = Result<(State<N>, Found<N>), Why>;

/// What a step is made of.
pub(super) struct Means<'a> {
    pub(super) graph: &'a Graph,
    pub(super) objective: &'a Objective,
    pub(super) rule: &'a Rule,
    pub(super) projection: Option<&'a Projection>,
    /// The places of the weights that the rule moves, where these are not all.
    pub(super) moved: Option<&'a [usize]>,
    /// The masks of the objective, in its order.
    pub(super) masks: &'a [bool],
    /// The momentum of each running average of the model; `None`: the plain average.
    pub(super) momenta: &'a [Option<Rational>],
    pub(super) average: &'a Average,
}

/// What the rule reads, of some weights alone.
struct Picked<N> {
    weights: Vec<N>,
    gradient: Vec<N>,
    carried: Vec<Vec<N>>,
}

impl<N: Clone> Picked<N> {
    fn of(places: &[usize], weights: &[N], gradient: &[N], carried: &[Vec<N>]) -> Picked<N> {
        let pick = |list: &[N]| places.iter().map(|place| list[*place].clone()).collect::<Vec<N>>();
        Picked { weights: pick(weights), gradient: pick(gradient), carried: carried.iter().map(|list| pick(list)).collect() }
    }
}

impl<N: Clone> State<N> {
    /// The same in other numbers.
    pub(super) fn converted<M>(&self, convert: impl Fn(&N) -> M) -> State<M> {
        let list = |list: &Vec<N>| list.iter().map(&convert).collect::<Vec<M>>();
        State {
            weights: list(&self.weights),
            carried: self.carried.iter().map(list).collect(),
            rate: convert(&self.rate),
            buffers: list(&self.buffers),
            seen: self.seen.clone(),
        }
    }

    /// Carries step k out. What hangs on a sign is put into `edges` also where the step fails.
    pub(super) fn step<A: Arithmetic<Number = N>>(
        &self,
        arithmetic: &A,
        means: &Means<'_>,
        k: u64,
        edges: &mut Edges<N>,
    ) -> Stepped<N> {
        let count = means.objective.weights;
        let mut values = self.values(arithmetic, means, &self.weights, edges)?;
        let at_kink = self.look_at_conditions(arithmetic, means, &values, edges)?;
        let statistics: Vec<N> = values[1 + count..1 + count + 2 * means.objective.averaged.len()].to_vec();
        let value = values[0].clone();
        let clock = (&self.rate, k);
        if let Some(place) = means.rule.look(arithmetic, &self.weights, &self.carried, clock).map_err(of_the_rule)? {
            values = self.values(arithmetic, means, &place, edges)?;
            self.look_at_conditions(arithmetic, means, &values, edges)?;
        }
        let gradient = values[1..=count].to_vec();
        let picked = means.moved.map(|places| Picked::of(places, &self.weights, &gradient, &self.carried));
        let (weights, slopes, carried) = match &picked {
            Some(Picked { weights, gradient, carried }) => (weights, gradient, carried),
            None => (&self.weights, &gradient, &self.carried),
        };
        if arithmetic.is_confirmed() {
            let divisors = means.rule.divisors(arithmetic, weights, slopes, carried, clock);
            edges.extend(divisors.into_iter().map(|value| (None, value)));
        }
        let moved = means.rule.apply(arithmetic, weights, slopes, carried, clock).map_err(of_the_rule)?;
        let (mut weights, carried) = match means.moved {
            Some(places) => self.with_moved(places, moved),
            None => moved,
        };
        let shortened = match means.projection {
            Some(projection) => projection.apply(arithmetic, &mut weights, edges).map_err(of_the_rule)?,
            None => false,
        };
        let next_rate = means.rule.next_rate(arithmetic, &self.rate, k).map_err(of_the_rule)?;
        let (buffers, seen) = self.averaged(arithmetic, means, &statistics)?;
        let all = weights.iter().chain(carried.iter().flatten()).chain(&buffers).chain([&value, &next_rate]).chain(&gradient);
        if !all.into_iter().all(|number| arithmetic.is_sound(number)) {
            return Err(arithmetic.unsound());
        }
        let found = Found { value, gradient, rate: self.rate.clone(), at_kink, shortened };
        Ok((State { weights, carried, rate: next_rate, buffers, seen }, found))
    }

    /// The weights and what they carry, those at these places as they were moved.
    fn with_moved(&self, places: &[usize], (moved, carried): (Vec<N>, Vec<Vec<N>>)) -> (Vec<N>, Vec<Vec<N>>) {
        let put = |list: &Vec<N>, moved: Vec<N>| {
            let mut list = list.clone();
            places.iter().zip(moved).for_each(|(place, value)| list[*place] = value);
            list
        };
        let states = self.carried.iter().zip(carried).map(|(list, moved)| put(list, moved));
        (put(&self.weights, moved), states.collect())
    }

    /// Every root of the objective at these weights.
    fn values<A: Arithmetic<Number = N>>(
        &self,
        arithmetic: &A,
        means: &Means<'_>,
        weights: &[N],
        edges: &mut Edges<N>,
    ) -> Result<Vec<N>, Why> {
        let inputs = self.inputs(arithmetic, means, weights);
        arithmetic.values(means.graph, &means.objective.program, &inputs).map_err(|why| match why {
            _ if arithmetic.is_confirmed() => self.broken_by(arithmetic, means, &inputs, edges).unwrap_or(Why::from(why)),
            Undefined::DivisionByZero(_) | Undefined::Domain(_) => {
                self.broken_by(arithmetic, means, &inputs, edges).unwrap_or(Why::from(why))
            }
            why => Why::from(why),
        })
    }

    fn inputs<A: Arithmetic<Number = N>>(&self, arithmetic: &A, means: &Means<'_>, weights: &[N]) -> Vec<N> {
        let mask = |kept: &bool| arithmetic.number(if *kept { &Rational::ONE } else { &Rational::ZERO });
        weights.iter().chain(&self.buffers).cloned().chain(means.masks.iter().map(mask)).collect()
    }

    /// The condition that explains why there is no value.
    fn broken_by<A: Arithmetic<Number = N>>(
        &self,
        arithmetic: &A,
        means: &Means<'_>,
        inputs: &[N],
        edges: &mut Edges<N>,
    ) -> Option<Why> {
        let objective = means.objective;
        (0..objective.needs.len()).find_map(|place| {
            let program: Program = objective.need(means.graph, place);
            let value = arithmetic.values(means.graph, &program, inputs).ok()?.pop()?;
            let need = objective.needs[place];
            if arithmetic.is_confirmed() {
                edges.push((Some(need.node), value.clone()));
            }
            (!need.need.is_met_by_sign(arithmetic.sign(&value))).then_some(Why::Broken(need))
        })
    }

    /// Refuses a point where a condition is broken or a number is none; returns whether it is at a kink.
    fn look_at_conditions<A: Arithmetic<Number = N>>(
        &self,
        arithmetic: &A,
        means: &Means<'_>,
        values: &[N],
        edges: &mut Edges<N>,
    ) -> Result<bool, Why> {
        let objective = means.objective;
        let from = 1 + objective.weights + 2 * objective.averaged.len();
        let behind = &values[from..];
        if arithmetic.is_confirmed() {
            let nodes = objective.program.roots[from..].iter();
            edges.extend(nodes.zip(behind).map(|(node, value)| (Some(*node), value.clone())));
        }
        let (needs, kinks) = behind.split_at(objective.needs.len());
        for (need, value) in objective.needs.iter().zip(needs) {
            if !need.need.is_met_by_sign(arithmetic.sign(value)) {
                return Err(Why::Broken(*need));
            }
        }
        if !values[..=objective.weights].iter().all(|value| arithmetic.is_sound(value)) {
            return Err(arithmetic.unsound());
        }
        Ok(kinks.iter().any(|kink| arithmetic.is_sound(kink) && arithmetic.sign(kink) == 0))
    }

    /// `new = (1 − m) old + m batch`, m = 1/k for the plain average.
    fn averaged<A: Arithmetic<Number = N>>(
        &self,
        arithmetic: &A,
        means: &Means<'_>,
        statistics: &[N],
    ) -> Result<(Vec<N>, Vec<u64>), Why> {
        let (mut buffers, mut seen) = (self.buffers.clone(), self.seen.clone());
        for (number, place) in means.objective.averaged.iter().enumerate() {
            seen[*place] += 1;
            let momentum = means.momenta[*place].clone().unwrap_or_else(|| Rational::new(1, seen[*place] as i64));
            for part in 0..2 {
                let (old, new) = (&buffers[2 * place + part], &statistics[2 * number + part]);
                let next = means.average.after(arithmetic, &momentum, old, new).map_err(of_the_rule)?;
                buffers[2 * place + part] = next;
            }
        }
        Ok((buffers, seen))
    }
}

/// Why the rule itself has no value: its nodes are not those of the file.
fn of_the_rule(why: Undefined) -> Why {
    match why {
        Undefined::DivisionByZero(_) => Why::Rule(RuleFault::DividesByZero),
        Undefined::Domain(_) => Why::Rule(RuleFault::RootOfNegative),
        Undefined::Irrational(_) | Undefined::TooLarge(_) => Why::from(why),
        _ => Why::Rule(RuleFault::NoCertainValue),
    }
}
