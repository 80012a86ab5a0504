//! The form in which a reader sees a function: every window simplified, small polynomial definitions written out,
//! everything else under the author's names.

use super::Change;
use super::line::Reduction;
use super::opened::{DEEPEST, is_statistic, opened};
use super::steps::Logged;
use crate::check::conditions::unique;
use crate::expr::rewrite::Rewriter;
use crate::expr::zero::{self, Options, Probe, Zero};
use crate::expr::{Condition, Graph, Label, Node, NodeId, TermKind};
use crate::model::{Lowering, SumNames};
use crate::name::Name;
use crate::number::Rational;
use crate::simplify::{self, Facts, Shelf};
use rustc_hash::{FxHashMap, FxHashSet};

/// The largest written size of a polynomial definition that stands written out in answers.
const SMALL: usize = 24;

/// Points at which a derivative is looked at before a proof that it is 0 is tried. That of a relu is 0 at half of them.
const PROBES: u64 = 8;

/// Simplifies windows, tests each step exactly, and remembers what it did.
pub(super) struct Presenter {
    /// Old named terms to the form shown.
    shown: Rewriter<'static>,
    lowering: Lowering,
    probes: Vec<Probe>,
    pub(super) assumptions: Vec<Condition>,
    /// Conditions that simplification used, beyond those of the function itself.
    pub(super) used: Vec<Condition>,
    /// Named terms and variables whose derivative was found to be 0 although its parts are not.
    pub(super) vanished: Vec<NodeId>,
    /// Means and deviations that are plain numbers for the given data: old term and number.
    pub(super) folded: Vec<(NodeId, NodeId)>,
    /// Whether the shelf of rules is left out.
    pub(super) bare: bool,
    /// Whether normalised values get names.
    pub(super) names: bool,
    /// Whether the steps are shown, too, not the answers alone.
    pub(super) steps: bool,
    /// Deviations, in the form shown, of rows on a line, and whether its direction is a single term.
    pub(super) on_a_line: FxHashMap<NodeId, bool>,
    /// Named terms, in the form shown, that are shorter than their definition at its formal arguments lets expect.
    pub(super) reduced: FxHashSet<NodeId>,
    /// What the labels that were given stand for.
    pub(super) meant: FxHashMap<Label, NodeId>,
    /// Normalised values whose name is not the author's, and their deviations, in the order in which they are used.
    pub(super) named_values: Vec<(NodeId, NodeId)>,
    /// Once that is known: labels of the deviations whose normalised values keep their names.
    pub(super) kept: Option<Vec<Label>>,
    /// Mean or deviation, and the named sum in the derivative by it.
    pub(super) folded_sums: Vec<(NodeId, NodeId)>,
    /// Normalised values, as written, that are shorter in the form shown.
    pub(super) shortened: FxHashSet<NodeId>,
    /// How many windows were not simplified to the end.
    pub(super) stopped: usize,
    /// What the assumptions changed.
    pub(super) changes: Vec<Change>,
    /// Names for sums in derivatives by statistics.
    pub(super) sum_names: Vec<SumNames>,
    /// Names of normalised values that are not the author's.
    pub(super) implied: Vec<Name>,
    /// Deviations in the form shown.
    pub(super) deviations: Vec<NodeId>,
    /// Bodies, in the form shown, of the author's definitions without arguments, and their names.
    pub(super) authors: Vec<(NodeId, NodeId)>,
    /// What was done to each derivative, in the order of the walk.
    pub(super) log: Vec<Logged>,
    /// What rows on a line made shorter, in the order of the definitions.
    pub(super) reductions: Vec<Reduction>,
    /// The rules and conditions of the simplification taken last.
    taken: (Vec<&'static str>, Vec<Condition>),
}

impl Presenter {
    pub(super) fn new(assumptions: &[Condition]) -> Presenter {
        Presenter {
            shown: Rewriter::new([]),
            lowering: Lowering::default(),
            probes: (0..PROBES).map(Probe::new).collect(),
            assumptions: assumptions.to_vec(),
            used: Vec::new(),
            vanished: Vec::new(),
            folded: Vec::new(),
            bare: false,
            names: false,
            steps: false,
            on_a_line: FxHashMap::default(),
            reduced: FxHashSet::default(),
            meant: FxHashMap::default(),
            named_values: Vec::new(),
            kept: None,
            folded_sums: Vec::new(),
            shortened: FxHashSet::default(),
            stopped: 0,
            changes: Vec::new(),
            sum_names: Vec::new(),
            implied: Vec::new(),
            deviations: Vec::new(),
            authors: Vec::new(),
            log: Vec::new(),
            reductions: Vec::new(),
            taken: Default::default(),
        }
    }

    /// The function in the form shown; `keep` are terms that stay named whatever their size.
    pub(super) fn present(&mut self, graph: &mut Graph, root: NodeId, keep: &[NodeId]) -> NodeId {
        for id in graph.terms_of(&[root]) {
            if self.shown.done.contains_key(&id) {
                continue;
            }
            let Some(term) = graph.as_term(id).cloned() else { continue };
            let shown = self.shown_term(graph, id, &term, keep.contains(&id));
            self.shown.done.insert(id, shown);
        }
        if let Some(done) = self.shown.done.get(&root) {
            return *done;
        }
        let shown = self.shown.apply(graph, root);
        let shown = self.simplified(graph, shown);
        self.reduced(graph, shown).unwrap_or(shown)
    }

    fn shown_term(&mut self, graph: &mut Graph, id: NodeId, term: &crate::expr::Term, keep: bool) -> NodeId {
        let body = self.shown.apply(graph, term.body);
        let kind = self.shown_kind(graph, &term.kind);
        if let Some((line, single)) = self.deviation_on_a_line(graph, &kind)
            && self.equal_with_statistics(graph, body, line)
        {
            let shown = self.name_or_body(graph, id, term, line, keep);
            self.on_a_line.insert(shown, single);
            let full = graph.named(term.label.clone(), kind, body, term.needs.to_vec());
            self.reductions.push(Reduction { of: id, before: full, after: line, deviations: vec![shown] });
            return shown;
        }
        let body = self.simplified(graph, body);
        let reduced = self.reduced(graph, body);
        if let Some(after) = reduced {
            let deviations = self.deviations_on_a_line(graph, body);
            self.reductions.push(Reduction { of: id, before: body, after, deviations });
        }
        let body = reduced.unwrap_or(body);
        let shown = self.name_or_body(graph, id, term, body, keep);
        if reduced.is_some() {
            self.shortened.insert(id);
        }
        if reduced.is_some() || graph.window(term.body).iter().any(|part| self.shortened.contains(part)) {
            self.reduced.insert(shown);
        }
        if let Some(own) = graph.as_term(shown) {
            match &own.kind {
                TermKind::Deviation { .. } => self.deviations.push(shown),
                TermKind::Normalised { deviation, .. } if self.is_implied(&own.label) => {
                    self.named_values.push((shown, *deviation))
                }
                _ => {}
            }
        }
        shown
    }

    fn keeps_name(&self, graph: &Graph, kind: &TermKind) -> bool {
        let TermKind::Normalised { deviation, .. } = kind else { return true };
        let label = graph.as_term(*deviation).map(|term| &term.label);
        self.kept.as_ref().is_none_or(|kept| label.is_some_and(|label| kept.contains(label)))
    }

    fn is_implied(&self, label: &Label) -> bool {
        matches!(label, Label::Definition { name, .. } if self.implied.contains(name))
    }

    /// The kind of a term with everything in it in the form shown.
    fn shown_kind(&mut self, graph: &mut Graph, kind: &TermKind) -> TermKind {
        let map = |list: &[NodeId], shown: &mut Rewriter<'static>, graph: &mut Graph| -> Box<[NodeId]> {
            list.iter().map(|node| shown.apply(graph, *node)).collect()
        };
        match kind {
            TermKind::Mean { rows } => TermKind::Mean { rows: map(rows, &mut self.shown, graph) },
            TermKind::Deviation { rows, mean, ddof, eps } => TermKind::Deviation {
                rows: map(rows, &mut self.shown, graph),
                mean: self.shown.apply(graph, *mean),
                ddof: *ddof,
                eps: self.shown.apply(graph, *eps),
            },
            TermKind::Normalised { row, mean, deviation } => TermKind::Normalised {
                row: self.shown.apply(graph, *row),
                mean: self.shown.apply(graph, *mean),
                deviation: self.shown.apply(graph, *deviation),
            },
            other => other.clone(),
        }
    }

    /// Puts something else in the place of what is shown.
    pub(super) fn replace_shown(&mut self, graph: &mut Graph, other: &mut Rewriter<'static>) {
        let mut entries: Vec<(NodeId, NodeId)> = self.shown.done.iter().map(|(old, new)| (*old, *new)).collect();
        entries.sort_unstable();
        for (old, new) in entries {
            let newer = other.apply(graph, new);
            if self.reduced.contains(&new) {
                self.reduced.insert(newer);
            }
            self.shown.done.insert(old, newer);
        }
    }

    fn name_or_body(&mut self, graph: &mut Graph, id: NodeId, term: &crate::expr::Term, body: NodeId, keep: bool) -> NodeId {
        if !keep && (graph.as_number(body).is_some() || is_alias(graph, &term.label, body) || is_small(graph, term, body)) {
            if graph.as_number(body).is_some() && matches!(term.kind, TermKind::Mean { .. } | TermKind::Deviation { .. }) {
                self.folded.push((id, body));
            }
            return body;
        }
        let mut kind = self.shown_kind(graph, &term.kind);
        if matches!(kind, TermKind::Normalised { .. }) {
            let implied = self.is_implied(&term.label);
            match self.normalised_kind(graph, &kind, body) {
                Some(same) if !implied || self.keeps_name(graph, &same) => kind = same,
                _ if implied => return body,
                _ => kind = TermKind::Definition,
            }
        }
        if body == term.body && kind == term.kind {
            return id;
        }
        graph.named(term.label.clone(), kind, body, term.needs.to_vec())
    }

    /// What a named term of the function is in the form shown, if that was asked for; else the term.
    pub(super) fn known(&self, id: NodeId) -> NodeId {
        self.shown.done.get(&id).copied().unwrap_or(id)
    }

    /// What a node of the function as written is in the form shown.
    pub(super) fn shown(&mut self, graph: &mut Graph, id: NodeId) -> NodeId {
        self.shown.apply(graph, id)
    }

    /// One window, simplified; the step is taken only where the exact test shows that the two are equal.
    pub(super) fn simplified(&mut self, graph: &mut Graph, node: NodeId) -> NodeId {
        let facts = Facts { assumed: self.assumptions.clone() };
        let empty = Shelf::of(&[]);
        let mut options =
            simplify::Options { shelf: if self.bare { &empty } else { Shelf::all() }, ..simplify::Options::default() };
        let outcome = simplify::simplify_with(graph, node, &facts, &mut options);
        self.stopped += usize::from(outcome.stopped);
        let flat = flattened(graph, outcome.node);
        if flat == node || !self.equal(graph, node, flat) {
            return node;
        }
        self.note_changes(graph, node, &outcome.used);
        self.taken = (unique(outcome.steps.iter().map(|step| step.rule)), outcome.used.clone());
        for condition in outcome.used {
            if !self.used.contains(&condition) {
                self.used.push(condition);
            }
        }
        flat
    }

    pub(super) fn equal(&mut self, graph: &mut Graph, left: NodeId, right: NodeId) -> bool {
        let difference = graph.sub(left, right);
        if graph.as_number(difference).is_some_and(crate::number::Rational::is_zero) {
            return true;
        }
        let lowered = self.lowering.apply(graph, difference);
        let atoms = |graph: &Graph, id: NodeId| matches!(graph.node(id), Node::Term(_));
        let options = Options { atoms: Some(&atoms), assumptions: &self.assumptions, ..Options::default() };
        // Most steps collect and factor alone: these hold whatever the roots and signs are, and need no patterns of them.
        let free = Options { free_roots: true, ..options };
        [free, options].iter().any(|way| matches!(zero::test(graph, lowered, way), Zero::Everywhere { covered: true, .. }))
    }

    /// The same with means and deviations written out.
    pub(super) fn equal_with_statistics(&mut self, graph: &mut Graph, left: NodeId, right: NodeId) -> bool {
        let difference = graph.sub(left, right);
        let lowered = self.lowering.apply(graph, difference);
        let atoms = |graph: &Graph, id: NodeId| matches!(graph.node(id), Node::Term(_)) && !is_statistic(graph, id);
        let options = Options { atoms: Some(&atoms), assumptions: &self.assumptions, ..Options::default() };
        matches!(zero::test(graph, lowered, &options), Zero::Everywhere { covered: true, .. })
    }

    /// The derivative by a named term or variable as it is shown: 0 where it is exactly 0, else simplified.
    pub(super) fn polished(&mut self, graph: &mut Graph, by: NodeId, node: NodeId) -> NodeId {
        self.taken = Default::default();
        let after = self.simplest(graph, by, node);
        let (rules, conditions) = std::mem::take(&mut self.taken);
        self.log.push(Logged { by, raw: node, after, rules, conditions });
        after
    }

    fn simplest(&mut self, graph: &mut Graph, by: NodeId, node: NodeId) -> NodeId {
        if graph.as_number(node).is_some() {
            return node;
        }
        if self.is_zero(graph, node) {
            self.vanished.push(by);
            return graph.integer(0);
        }
        let simple = self.simplified(graph, node);
        if self.names { self.with_folded_sum(graph, by, simple) } else { simple }
    }

    /// The expression with its functions written out by their definitions.
    pub(super) fn lowered(&mut self, graph: &mut Graph, node: NodeId) -> NodeId {
        self.lowering.apply(graph, node)
    }

    /// Whether an expression is exactly 0 on every branch: first a cheap look at some points, then proofs that open more and
    /// more named terms.
    pub(super) fn is_zero(&mut self, graph: &mut Graph, node: NodeId) -> bool {
        let lowered = self.lowering.apply(graph, node);
        let options = Options { assumptions: &self.assumptions, ..Options::default() };
        for probe in &mut self.probes {
            if probe.vanishes(graph, lowered, &options) == Some(false) {
                return false;
            }
        }
        for depth in 0..=DEEPEST {
            let opened = opened(graph, lowered, depth);
            let atoms = |graph: &Graph, id: NodeId| matches!(graph.node(id), Node::Term(_)) && !opened.contains(&id);
            let local = Options { atoms: Some(&atoms), ..options };
            let free = Options { free_roots: true, ..local };
            if matches!(zero::test(graph, lowered, &free), Zero::Everywhere { covered: true, .. }) {
                return true;
            }
            // What is opened later has these branches, and more.
            if !zero::can_prove(graph, lowered, &local) {
                return false;
            }
            if matches!(zero::test(graph, lowered, &local), Zero::Everywhere { covered: true, .. }) {
                return true;
            }
        }
        false
    }
}

/// The window with sums inside sums joined: `(a + b) − 1` is `a + b − 1`.
fn flattened(graph: &mut Graph, root: NodeId) -> NodeId {
    let mut joined = Rewriter::new([]);
    joined.through_terms = false;
    for id in graph.reachable_until(&[root], |id| !matches!(graph.node(id), Node::Term(_))) {
        let new = joined.apply(graph, id);
        let new = match graph.node(new) {
            Node::Sum { constant, terms } => {
                let (mut constant, mut flat) = (constant.clone(), Vec::with_capacity(terms.len()));
                for (part, coefficient) in terms.iter() {
                    match graph.node(*part) {
                        Node::Sum { constant: inner, terms } if *coefficient == Rational::ONE => {
                            constant = &constant + inner;
                            flat.extend(terms.iter().cloned());
                        }
                        _ => flat.push((*part, coefficient.clone())),
                    }
                }
                if flat.len() > terms.len() { graph.linear(constant, &flat) } else { new }
            }
            _ => new,
        };
        joined.done.insert(id, new);
    }
    joined.done.get(&root).copied().unwrap_or(root)
}

/// `L_1 = L without upper`: one name for another.
fn is_alias(graph: &Graph, label: &Label, body: NodeId) -> bool {
    let Label::Definition { without, .. } = label else { return false };
    let other = graph.as_term(body).map(|term| &term.label);
    !without.is_empty() && matches!(other, Some(Label::Definition { .. }))
}

/// A polynomial in symbols, short enough to be written out wherever it is used.
fn is_small(graph: &Graph, term: &crate::expr::Term, body: NodeId) -> bool {
    if term.kind != TermKind::Definition || graph.written_size(body, SMALL + 1) > SMALL {
        return false;
    }
    graph.window(body).into_iter().all(|id| match graph.node(id) {
        Node::Number(_) | Node::Symbol(_) | Node::Sum { .. } => true,
        Node::Product(factors) => factors.iter().all(|(_, exponent)| exponent.is_integer() && !exponent.is_negative()),
        _ => false,
    })
}
