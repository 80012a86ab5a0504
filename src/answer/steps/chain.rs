//! The lines of one target, made from what the walk and the presenter did.

use super::local::{self, Partial};
use super::proof::Proof;
use super::reduced::reduced;
use super::rows::{definitions, find_alike};
use super::{Derived, Line, Rule, Steps};
use crate::answer::present::Presenter;
use crate::answer::{self, Options};
use crate::calculus;
use crate::check::conditions::unique;
use crate::check::verdict::Verdict;
use crate::expr::{Graph, Label, NodeId, TermKind};
use crate::model::Model;
use crate::number::Rational;
use rustc_hash::{FxHashMap, FxHashSet};

/// A term that uses another one, and its derivative by it.
#[derive(Clone)]
pub(super) struct Link {
    pub(super) user: NodeId,
    pub(super) partial: Partial,
}

/// What is at hand while the lines are made.
struct Work<'a> {
    /// What is differentiated, under its name.
    function: NodeId,
    /// The same without names that merely stand for another.
    core: NodeId,
    proof: Proof<'a>,
    /// The derivatives of each definition.
    partials: FxHashMap<NodeId, Vec<Partial>>,
    /// Who uses a name.
    links: FxHashMap<NodeId, Vec<Link>>,
    /// The derivative by each user: its name, and what the walk puts in for it.
    adjoints: FxHashMap<NodeId, (NodeId, NodeId)>,
    /// The longest way from the function to a name.
    distance: FxHashMap<NodeId, usize>,
    /// What the derivative by a statistic holds because it came down to signs.
    held: FxHashMap<NodeId, Vec<NodeId>>,
    /// The names of the function, and the abbreviations told already.
    told: FxHashSet<NodeId>,
}

/// The steps of a target, from the presenter's log; `derivatives` are its answers.
pub(in crate::answer) fn of_target(
    model: &mut Model,
    presenter: &mut Presenter,
    function: NodeId,
    derivatives: &[answer::Partial],
    options: &Options,
) -> Steps {
    let assumptions = model.assumptions.clone();
    let formal = model.formal_instances();
    let graph = &mut model.graph;
    let variables: Vec<NodeId> = derivatives.iter().map(|d| d.by).filter(|by| graph.as_symbol(*by).is_some()).collect();
    let mut work = Work::new(graph, function, &assumptions);
    let mut log = std::mem::take(&mut presenter.log);
    log.retain(|logged| !work.stands_for(graph, logged.by));
    work.held = log.iter().map(|logged| (logged.by, presenter.held(graph, logged.by))).collect();
    work.follow(graph, &log, &variables);
    let mut derived = Vec::new();
    for logged in &log {
        let lines = work.lines(graph, logged);
        let name = work.name(graph, logged.by, logged.after);
        let shares = work.links.get(&logged.by).into_iter().flatten().map(|link| link.partial.name).collect();
        derived.push(Derived { name, by: logged.by, lines, shares, value: logged.after, zero_because: None, like: None });
    }
    derived.retain(|found| graph.as_symbol(found.by).is_none() || variables.contains(&found.by));
    work.answered(graph, &mut derived, derivatives, options);
    let place = |by: NodeId| derivatives.iter().position(|d| d.by == by).filter(|_| variables.contains(&by));
    derived.sort_by_key(|found| (place(found.by), work.distance.get(&found.by).copied(), found.by));
    find_alike(graph, &work.links, &mut derived);
    let mut users: Vec<(NodeId, Vec<Partial>)> = work.partials.into_iter().filter(|(user, _)| *user != work.core).collect();
    users.sort_by_key(|(user, _)| (work.distance.get(user).copied(), *user));
    let reduced = reduced(graph, presenter, &mut work.proof, &formal);
    Steps { reduced, definitions: definitions(graph, presenter, &mut work.proof, &formal, users, &variables), derived }
}

impl<'a> Work<'a> {
    fn new(graph: &Graph, function: NodeId, assumptions: &'a [crate::expr::Condition]) -> Work<'a> {
        let mut core = function;
        while let Some(body) = graph.as_term(core).map(|term| term.body).filter(|body| graph.as_term(*body).is_some()) {
            core = body;
        }
        Work {
            function,
            core,
            proof: Proof::new(assumptions),
            partials: FxHashMap::default(),
            links: FxHashMap::default(),
            adjoints: FxHashMap::default(),
            distance: FxHashMap::from_iter([(core, 0)]),
            held: FxHashMap::default(),
            told: graph.terms_of(&[function]).into_iter().collect(),
        }
    }

    /// Whether the function is merely another name of this one.
    fn stands_for(&self, graph: &Graph, id: NodeId) -> bool {
        let mut node = self.function;
        loop {
            match graph.as_term(node) {
                _ if node == id => return true,
                Some(term) if node != self.core => node = term.body,
                _ => return false,
            }
        }
    }

    /// Finds who uses whom, from the function down; the log stands in that order.
    fn follow(&mut self, graph: &mut Graph, log: &[super::Logged], variables: &[NodeId]) {
        let moving = log
            .iter()
            .filter(|logged| graph.as_term(logged.by).is_some() && !graph.as_number(logged.after).is_some_and(Rational::is_zero));
        let users: Vec<NodeId> = unique(std::iter::once(self.core).chain(moving.map(|logged| logged.by)));
        let reached: FxHashSet<NodeId> = log.iter().map(|logged| logged.by).collect();
        for logged in log {
            let name = self.name(graph, logged.by, logged.after);
            let put_in = if calculus::is_used_itself(graph, logged.by, logged.after) { logged.after } else { name };
            self.adjoints.insert(logged.by, (name, put_in));
        }
        for user in users {
            let far = self.distance.get(&user).copied().unwrap_or(0);
            let partials = local::partials(graph, user, variables);
            for partial in partials.iter().filter(|partial| reached.contains(&partial.by)) {
                let here = self.distance.entry(partial.by).or_default();
                *here = (*here).max(far + 1);
                self.links.entry(partial.by).or_default().push(Link { user, partial: partial.clone() });
            }
            self.partials.insert(user, partials.into_iter().filter(|partial| reached.contains(&partial.by)).collect());
        }
        for links in self.links.values_mut() {
            links.sort_by_key(|link| (self.distance.get(&link.user).copied(), link.user));
        }
    }

    /// `∂L/∂t` under its name.
    fn name(&self, graph: &mut Graph, by: NodeId, value: NodeId) -> NodeId {
        let hold = self.held.get(&by).cloned().unwrap_or_default().into();
        let label = Label::Derivative { of: self.function, by, hold };
        graph.named(label, TermKind::Derivative, value, Vec::new())
    }

    /// From `∂L/∂t` by the chain rule to its simplest form.
    fn lines(&mut self, graph: &mut Graph, logged: &super::Logged) -> Vec<Line> {
        let raw = local::joined(graph, logged.raw);
        let links = self.links.get(&logged.by).cloned().unwrap_or_default();
        let name = self.name(graph, logged.by, logged.after);
        let mut lines = Vec::new();
        match links.as_slice() {
            // What acts by signs alone has no way to the function that a derivative could go.
            [] => return lines,
            [Link { user, partial }] if *user == self.core => {
                let own = local::line(graph, &mut self.proof, self.core, partial);
                let proved = own.proved && self.proof.equal(graph, partial.value, raw);
                lines.push(Line { before: name, after: raw, proved, ..own });
            }
            _ => {
                let sum = self.chain(graph, &links, false);
                let put_in = self.chain(graph, &links, true);
                let known = links.iter().all(|link| local::line(graph, &mut self.proof, link.user, &link.partial).proved);
                let proved = known && self.proof.equal(graph, put_in, raw);
                let line = |before, after, rule| Line { before, after, rules: vec![rule], conditions: Vec::new(), proved };
                lines.push(line(name, sum, Rule::Chain));
                lines.push(line(sum, raw, Rule::PutIn));
            }
        }
        if logged.after != raw {
            let zero = graph.as_number(logged.after).is_some_and(Rational::is_zero);
            let rules = match self.abbreviations(graph, logged.after, &mut lines) {
                _ if zero => vec![Rule::ExactZero],
                true if local::is_statistic(graph, logged.by) => vec![Rule::Named],
                true => unique([Rule::Named].into_iter().chain(simplified(&logged.rules))),
                false => simplified(&logged.rules),
            };
            let proved = self.proof.equal(graph, raw, logged.after);
            lines.push(Line { before: raw, after: logged.after, rules, conditions: logged.conditions.clone(), proved });
        }
        lines
    }

    /// `Σ ∂L/∂y ∂y/∂t` over the users y, under the names of the derivatives or with what they are put in.
    fn chain(&self, graph: &mut Graph, links: &[Link], put_in: bool) -> NodeId {
        let mut parts = Vec::new();
        for Link { user, partial } in links {
            // The function's own share has no factor, and is written out: ∂L/∂t is the name of the whole.
            if *user == self.core {
                parts.push(partial.value);
                continue;
            }
            let Some((name, value)) = self.adjoints.get(user).copied() else { continue };
            let (adjoint, local) = if put_in { (value, partial.value) } else { (name, partial.name) };
            parts.push(graph.mul(&[adjoint, local]));
        }
        graph.add(&parts)
    }

    /// What an answer shows for the first time gets a line of its own: `T_1 = Σ …`. Whether there is any.
    fn abbreviations(&mut self, graph: &Graph, node: NodeId, lines: &mut Vec<Line>) -> bool {
        let mut waiting = vec![node];
        let mut found = Vec::new();
        while let Some(root) = waiting.pop() {
            for id in graph.window(root) {
                let Some(term) = graph.as_term(id).filter(|_| id != root) else { continue };
                if !matches!(term.label, Label::Derivative { .. }) && self.told.insert(id) {
                    found.push((id, term.body));
                    waiting.push(id);
                }
            }
        }
        // What is used stands before what uses it.
        found.sort_unstable();
        let rules = vec![Rule::Abbreviation];
        let line = |(before, after)| Line { before, after, rules: rules.clone(), conditions: Vec::new(), proved: true };
        lines.extend(found.iter().copied().map(line));
        !found.is_empty()
    }

    /// Puts in the answers: their last form, and what did not move at all.
    fn answered(&mut self, graph: &mut Graph, derived: &mut Vec<Derived>, answers: &[answer::Partial], options: &Options) {
        for answer in answers {
            let place = derived.iter().position(|found| found.by == answer.by);
            let Some(place) = place else {
                let name = self.name(graph, answer.by, answer.value);
                let (lines, shares, zero_because) = (Vec::new(), Vec::new(), answer.zero_because.clone());
                derived.push(Derived { name, by: answer.by, lines, shares, value: answer.value, zero_because, like: None });
                continue;
            };
            let found = &mut derived[place];
            found.zero_because = answer.zero_because.clone();
            // Lines that lead to an answer which was not proved prove nothing.
            found.lines.iter_mut().for_each(|line| line.proved &= answer.verdict == Verdict::Proved);
            if found.value != answer.value {
                let rule = if options.expand { Rule::WrittenOut } else { Rule::Collected };
                let proved = answer.verdict == Verdict::Proved && self.proof.equal(graph, found.value, answer.value);
                let (before, after) = (found.value, answer.value);
                found.lines.push(Line { before, after, rules: vec![rule], conditions: Vec::new(), proved });
                found.value = answer.value;
            }
        }
    }
}

/// The rules of a simplification; what merely joins brackets is named where nothing else was done.
fn simplified(names: &[&'static str]) -> Vec<Rule> {
    const PLAIN: [&str; 2] = ["canonical form", "folding"];
    let telling: Vec<Rule> = names.iter().filter(|name| !PLAIN.contains(name)).map(|name| Rule::Simplified(name)).collect();
    if telling.is_empty() { vec![Rule::Simplified(PLAIN[0])] } else { telling }
}
