//! What is not proved at once: refuted at a point, proved case by case, supported where that means something, else undecided.
//!
//! A claim is supported only if every case of its signs that may be was met by points, and every part of the difference is
//! seen at one of the points of its case: agreement of what is saturated, drowned or never reached is no support.

use super::beside::beside_branches;
use super::cases::{Case, Cases, cases};
use super::concrete;
use super::decide::{Decision, Question, Witness, blank};
use super::equality::{SAMPLES, counted, isolated_points, nowhere, refuted};
use super::evidence::{Said, Weighed};
use super::inside::inside;
use super::numbers::{Comparison, Sampler};
use super::proof::{self, Found};
use super::telling::telling_points;
use super::verdict::Verdict;
use crate::eval::Point;
use crate::expr::zero::Zero;
use crate::expr::{Condition, Graph};

/// Points of a case that go through the finest enclosures.
const FINEST: usize = 2;

/// Points that a case needs at least, and at most.
const POINTS: (usize, usize) = (8, 24);

/// Points that doubles leave open, as where a value underflows, are dear: so many are enclosed.
const OPEN: usize = 60;

/// After so many cases without a point no more are looked for: the claim is undecided.
const UNMET: usize = 12;

/// With more assumptions than this all are called used.
const LEFT_OUT: usize = 6;

/// The decision where the exact test of the difference as a whole is no proof.
pub(super) fn by_numbers(graph: &mut Graph, question: &Question<'_>, sampler: &Sampler, found: &Found) -> Decision {
    if sampler.is_constant() {
        return of_numbers(graph, question, sampler, found);
    }
    let mut pool = Pool { room: OPEN, ..Pool::default() };
    for number in 0..SAMPLES {
        let point = sampler.point(graph, number);
        if let Some(refuted) = pool.look(graph, sampler, number, point) {
            return refuted;
        }
    }
    for (turn, point) in beside_branches(graph, question, sampler) {
        if let Some(refuted) = pool.look(graph, sampler, turn, point) {
            return refuted;
        }
    }
    let difference = proof::branched_difference(graph, question);
    let facts: Vec<Condition> = proof::branched_facts(graph, question.conditions, question.assumptions);
    let apart = cases(graph, difference, &facts);
    if apart.are_closed() {
        return closed(graph, question, sampler, &apart, pool.points);
    }
    let met = match pool.meet(graph, sampler, &apart) {
        Ok(met) => met,
        Err(refuted) => return *refuted,
    };
    for turn in sampler.sought() {
        for point in telling_points(graph, sampler, turn, difference) {
            if let Some(refuted) = pool.look(graph, sampler, turn, point) {
                return refuted;
            }
        }
    }
    if pool.points == 0 {
        return nowhere(graph, question, sampler);
    }
    // The last points are those at which parts tell: they are looked at first.
    pool.equal.reverse();
    by_cases(graph, question, sampler, found, &apart, &met, &pool)
}

/// Points at which the sides did not differ.
#[derive(Default)]
struct Pool {
    points: usize,
    equal: Vec<Point>,
    /// How many more points that doubles leave open are enclosed.
    room: usize,
}

/// An open case with points inside.
type Met = (Case, Vec<Point>);

impl Pool {
    /// Looks at a point; the decision where it refutes.
    fn look(&mut self, graph: &Graph, sampler: &Sampler, turn: usize, point: Point) -> Option<Decision> {
        match sampler.glance_within(graph, turn, &point, &mut self.room) {
            Comparison::Differ(witness) => return Some(Decision { points: self.points + 1, ..refuted(*witness) }),
            Comparison::Undefined => {}
            Comparison::Exact | Comparison::Close => {
                self.points += 1;
                self.equal.push(point);
            }
        }
        None
    }

    /// Looks for points in the open cases; the decision where one refutes.
    fn meet(&mut self, graph: &mut Graph, sampler: &Sampler, apart: &Cases) -> Result<Vec<Met>, Box<Decision>> {
        let mut met: Vec<Met> = Vec::new();
        for case in &apart.open {
            if met.iter().filter(|(_, points)| points.is_empty()).count() >= UNMET {
                met.push((case.clone(), Vec::new()));
                continue;
            }
            let mut points = Vec::new();
            for turn in sampler.sought() {
                let there = inside(graph, sampler, turn, case, &self.equal);
                for point in &there {
                    match sampler.compare_at(graph, turn, point) {
                        Comparison::Differ(witness) => {
                            return Err(Box::new(Decision { points: self.points + 1, ..refuted(*witness) }));
                        }
                        Comparison::Undefined => {}
                        Comparison::Exact | Comparison::Close => self.points += 1,
                    }
                }
                if turn == 0 {
                    points = there;
                }
            }
            met.push((case.clone(), points));
        }
        Ok(met)
    }
}

/// What the cases and points say together where nothing is proved or refuted.
fn by_cases(
    graph: &mut Graph,
    question: &Question<'_>,
    sampler: &Sampler,
    found: &Found,
    apart: &Cases,
    met: &[Met],
    pool: &Pool,
) -> Decision {
    let decision = Decision { points: pool.points, assumed: question.assumptions.to_vec(), ..blank(Verdict::Undecided, "") };
    let undecided = |why: String| Decision {
        certificate: format!("no difference at {}, and no proof; {why}", counted(pool.points, "point")),
        ..decision.clone()
    };
    let all = apart.open.len() + apart.closed;
    if apart.cut {
        return undecided(format!("more combinations of signs than are looked at ({} were)", counted(all, "case")));
    }
    let unmet = met.iter().filter(|(_, points)| points.is_empty()).count();
    if unmet > 0 {
        return undecided(format!("{unmet} of {} of signs neither met by a point nor excluded", counted(all, "combination")));
    }
    match weighed(graph, sampler, met, &pool.equal) {
        Ok(weight) => Decision { verdict: Verdict::Supported, ..weight.told(decision, apart, &found.zero) },
        Err(Light::Differs(witness)) => Decision { points: pool.points + 1, ..refuted(witness) },
        Err(Light::Because(why)) => undecided(why.to_string()),
    }
}

/// A proof in every case: it must have a meaning somewhere, and hold where a value stands alone.
fn closed(graph: &mut Graph, question: &Question<'_>, sampler: &Sampler, apart: &Cases, points: usize) -> Decision {
    if points == 0 {
        return nowhere(graph, question, sampler);
    }
    if let Some(witness) = isolated_points(graph, question, sampler) {
        return refuted(witness);
    }
    Decision { assumed: used(graph, question), ..blank(Verdict::Proved, &words(apart)) }
}

/// Whether the difference is 0 in every case of its signs; the certificate, and the assumptions that are used.
pub(super) fn proof_by_cases(graph: &mut Graph, question: &Question<'_>) -> Option<(String, Vec<Condition>)> {
    let difference = proof::branched_difference(graph, question);
    let facts = proof::branched_facts(graph, question.conditions, question.assumptions);
    let apart = cases(graph, difference, &facts);
    apart.are_closed().then(|| (words(&apart), used(graph, question)))
}

fn words(apart: &Cases) -> String {
    format!("exact zero test in each of {} of the signs", counted(apart.closed, "case"))
}

/// The assumptions without which there is no proof by cases.
fn used(graph: &mut Graph, question: &Question<'_>) -> Vec<Condition> {
    let mut used = question.assumptions.to_vec();
    if used.len() > LEFT_OUT {
        return used;
    }
    let difference = proof::branched_difference(graph, question);
    for fact in question.assumptions {
        let fewer: Vec<Condition> = used.iter().copied().filter(|other| other != fact).collect();
        let facts = proof::branched_facts(graph, question.conditions, &fewer);
        if cases(graph, difference, &facts).are_closed() {
            used = fewer;
        }
    }
    used
}

/// How well points support a claim.
struct Weight {
    points: usize,
    log2_open: i32,
}

/// Why points are no support.
enum Light {
    /// The finest enclosures tell the sides apart.
    Differs(Witness),
    Because(&'static str),
}

fn weighed(graph: &mut Graph, sampler: &Sampler, met: &[Met], pool: &[Point]) -> Result<Weight, Light> {
    let mut all = Weight { points: 0, log2_open: i32::MIN };
    for (case, points) in met {
        let choice = sampler.choice(0).clone();
        let difference = concrete::concretise(graph, case.difference, &choice);
        let facts: Vec<Condition> =
            case.facts.iter().map(|fact| Condition { node: concrete::concretise(graph, fact.node, &choice), ..*fact }).collect();
        let mut weighed = Weighed::new(graph, difference).ok_or(Light::Because("it is too large to see what points tell"))?;
        let pool = pool.iter().filter(|_| case.solved.is_empty() && case.zeros.is_empty());
        let mut complete = false;
        for point in points.iter().chain(pool) {
            if weighed.points >= POINTS.1 || (complete && weighed.points >= POINTS.0) {
                break;
            }
            if !sampler.is_inside(graph, &facts, point) || !sampler.sides_exist(graph, point) {
                continue;
            }
            if weighed.look(point, weighed.points < FINEST) == Said::Differs {
                return Err(Light::Differs(sampler.witness_at(graph, 0, point)));
            }
            complete = complete || (weighed.points >= POINTS.0 && weighed.sees_everything());
        }
        let mut whole =
            || weighed.sees_everything() || weighed.generalised().is_some_and(|mut general| general.sees_everything());
        if !(complete || whole()) {
            return Err(Light::Because("at all of them some part of the claim is too small to matter"));
        }
        if weighed.points < POINTS.0 {
            return Err(Light::Because("too few points were found in one combination of signs"));
        }
        (all.points, all.log2_open) = (all.points + weighed.points, all.log2_open.max(weighed.log2_open));
    }
    Ok(all)
}

impl Weight {
    fn told(&self, decision: Decision, apart: &Cases, tested: &Zero) -> Decision {
        let why = match tested {
            Zero::Everywhere { .. } => "0 in the exact test, but not every sign pattern was met",
            Zero::Mixed => "the exact test depends on the branch of a root or a sign",
            Zero::Nowhere | Zero::Undefined => "the exact test found no proof",
        };
        let cases = if apart.open.len() > 1 { format!(" in {}", counted(apart.open.len(), "case")) } else { String::new() };
        let words =
            format!("equal {} at {}{cases}, at which every part counts; {why}", self.precision(), counted(self.points, "point"));
        Decision { points: self.points, max_relative_error: Some(self.error()), certificate: words, ..decision }
    }

    fn precision(&self) -> String {
        match self.log2_open {
            i32::MIN => "exactly".to_string(),
            open => format!("to {} digits", (f64::from(-open) * std::f64::consts::LOG10_2).floor().max(0.0)),
        }
    }

    /// The largest error that is left, as far as a double can tell.
    fn error(&self) -> f64 {
        if self.log2_open < -1_000 { 0.0 } else { 2f64.powi(self.log2_open) }
    }
}

/// Two numbers: there is one point to look at.
fn of_numbers(graph: &mut Graph, question: &Question<'_>, sampler: &Sampler, found: &Found) -> Decision {
    let nothing = Point::new();
    match sampler.compare_at(graph, 0, &nothing) {
        Comparison::Differ(witness) => return Decision { points: 0, ..refuted(*witness) },
        Comparison::Undefined => return nowhere(graph, question, sampler),
        Comparison::Exact => {
            return Decision { points: 1, ..blank(Verdict::Proved, "both sides have the same exact value") };
        }
        Comparison::Close => {}
    }
    let difference = proof::lowered_difference(graph, question);
    let decision = Decision { points: 1, assumed: question.assumptions.to_vec(), ..blank(Verdict::Undecided, "") };
    let undecided = |why: &str| Decision {
        certificate: format!("no difference was seen, and no proof was found; {why}"),
        ..decision.clone()
    };
    let Some(mut weighed) = Weighed::new(graph, difference) else { return undecided("it is too large to see what digits tell") };
    match weighed.look(&nothing, true) {
        Said::Differs => refuted(sampler.witness_at(graph, 0, &nothing)),
        Said::Undefined => undecided("no enclosure could be compared"),
        // Of one number there is no second point to look at.
        Said::Nothing if !weighed.sees_everything() => undecided("some part of the claim is too small to matter"),
        Said::Nothing => {
            let weight = Weight { points: 1, log2_open: weighed.log2_open };
            Decision { verdict: Verdict::Supported, ..weight.told(decision, &Cases::default(), &found.zero) }
        }
    }
}
