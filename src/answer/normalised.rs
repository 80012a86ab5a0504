//! The backward pass of a normalisation: `G_k = Σ g_j` and `T_k = Σ g_j x̂_j` get names where a derivative goes through mean
//! and deviation, so that `∂L/∂u_i = (g_i − G_k/m − x̂_i T_k/m)/S_k` with `g_j = ∂L/∂x̂_j`.
//!
//! The author's own names come first: `T = sum[data] g h(x)` is T where it is the same sum. Where no derivative goes
//! through the statistics, the normalised values to which the author gave no name are written out again.

use super::present::Presenter;
use crate::expr::rewrite::Rewriter;
use crate::expr::{Graph, Label, Node, NodeId, TermKind};
use crate::model::SumNames;
use crate::name::Name;
use crate::number::Rational;
use rustc_hash::FxHashSet;

impl Presenter {
    /// What a normalised value is called once its parts are in the form shown: a term of its kind where it is still
    /// `(u − C)/S`, else what it has become.
    pub(super) fn normalised_kind(&mut self, graph: &mut Graph, kind: &TermKind, body: NodeId) -> Option<TermKind> {
        let TermKind::Normalised { row, mean, deviation } = kind else { return None };
        let Node::Product(factors) = graph.node(body) else { return None };
        let [(sum, one), (below, minus_one)] = &**factors else { return None };
        let centred = match graph.node(*sum) {
            Node::Sum { terms, .. } => terms.iter().any(|(term, c)| term == mean && *c == Rational::MINUS_ONE),
            _ => false,
        };
        let fits = one.is_one() && *minus_one == Rational::MINUS_ONE && below == deviation && centred;
        fits.then_some(TermKind::Normalised { row: *row, mean: *mean, deviation: *deviation })
    }

    /// `−γ (Σ g_j x̂_j)/S` with a name for the sum: `−γ T/S`.
    pub(super) fn with_folded_sum(&mut self, graph: &mut Graph, by: NodeId, node: NodeId) -> NodeId {
        let Some(label) = self.sum_label(graph, by) else { return node };
        let factored = self.with_common_factors(graph, node);
        let (coefficient, Some(base)) = graph.split_coefficient(factored) else { return node };
        let Node::Product(factors) = graph.node(base) else { return node };
        let leaf = |id: NodeId| matches!(graph.node(id), Node::Symbol(_) | Node::Term(_));
        let mut sums = factors.iter().filter(|(factor, _)| !leaf(*factor));
        let (Some((sum, exponent)), None) = (sums.next().cloned(), sums.next()) else { return node };
        if !exponent.is_one() || !matches!(graph.node(sum), Node::Sum { terms, .. } if terms.len() > 1) {
            return node;
        }
        let mut factors = factors.to_vec();
        let named = match self.authors.iter().find(|(body, _)| *body == sum) {
            Some((_, named)) => *named,
            None => return self.whole_sum(graph, by, node, label),
        };
        self.folded_sums.push((by, named));
        factors.iter_mut().filter(|(factor, _)| *factor == sum).for_each(|(factor, _)| *factor = named);
        let product = graph.product(&factors);
        graph.scale(&coefficient, product)
    }

    /// The derivative `d` by a mean or deviation as `−T/S`, with `T = −S d`.
    fn whole_sum(&mut self, graph: &mut Graph, by: NodeId, node: NodeId, label: Label) -> NodeId {
        let Some(deviation) = self.deviation_of(graph, by) else { return node };
        let opposite = graph.neg(node);
        let sum = graph.mul(&[opposite, deviation]);
        let sum = self.simplified(graph, sum);
        // One name must not stand for two things.
        if *self.meant.entry(label.clone()).or_insert(sum) != sum || graph.as_number(sum).is_some() {
            return node;
        }
        let named = graph.named(label, TermKind::Derivative, sum, Vec::new());
        self.folded_sums.push((by, named));
        let quotient = graph.div(named, deviation);
        graph.neg(quotient)
    }

    /// `T_k` for a deviation, `G_k` for a mean, where the file leaves these names free.
    fn sum_label(&self, graph: &Graph, by: NodeId) -> Option<Label> {
        let term = graph.as_term(by)?;
        // The names mean the sums over all rows.
        if !self.held(graph, by).is_empty() {
            return None;
        }
        let Label::Definition { name, indices, args, without, .. } = term.label.clone() else { return None };
        let site = |pick: fn(&SumNames) -> &Name| self.sum_names.iter().find(|site| *pick(site) == name);
        let chosen = match term.kind {
            TermKind::Mean { .. } => site(|site| &site.mean)?.values.clone(),
            TermKind::Deviation { .. } => site(|site| &site.deviation)?.products.clone(),
            _ => return None,
        };
        Some(Label::Definition { name: chosen, indices, args, without, eval: false })
    }

    /// The deviation itself, or that of the same normalisation.
    fn deviation_of(&self, graph: &Graph, by: NodeId) -> Option<NodeId> {
        if matches!(graph.as_term(by)?.kind, TermKind::Deviation { .. }) {
            return Some(by);
        }
        self.deviations
            .iter()
            .copied()
            .find(|id| matches!(graph.as_term(*id).map(|term| &term.kind), Some(TermKind::Deviation { mean, .. }) if *mean == by))
    }

    /// `−a x/S − b y/S` as `−(a x + b y)/S`: simplification alone does so only where that is shorter.
    fn with_common_factors(&mut self, graph: &mut Graph, node: NodeId) -> NodeId {
        let Node::Sum { constant, terms } = graph.node(node) else { return node };
        let factors = |id: NodeId| match graph.node(id) {
            Node::Product(factors) => factors.to_vec(),
            _ => vec![(id, Rational::ONE)],
        };
        let lists: Vec<Vec<(NodeId, Rational)>> = terms.iter().map(|(term, _)| factors(*term)).collect();
        let Some(first) = lists.first().filter(|_| constant.is_zero() && terms.len() > 1) else { return node };
        let common: Vec<(NodeId, Rational)> =
            first.iter().filter(|factor| lists.iter().all(|list| list.contains(factor))).cloned().collect();
        if common.is_empty() {
            return node;
        }
        let sign = if terms.iter().all(|(_, c)| c.is_negative()) { Rational::MINUS_ONE } else { Rational::ONE };
        let coefficients: Vec<Rational> = terms.iter().map(|(_, c)| c * &sign).collect();
        let mut rest: Vec<(NodeId, Rational)> = Vec::with_capacity(lists.len());
        for (list, coefficient) in lists.iter().zip(coefficients) {
            let own: Vec<_> = list.iter().filter(|factor| !common.contains(factor)).cloned().collect();
            rest.push((graph.product(&own), coefficient));
        }
        let sum = graph.linear(Rational::ZERO, &rest);
        let mut all = common;
        all.insert(0, (sum, Rational::ONE));
        let product = graph.product(&all);
        let product = graph.scale(&sign, product);
        if self.equal(graph, node, product) { product } else { node }
    }

    /// Learns the author's definitions without arguments, so that sums are called by their names.
    pub(super) fn know_authors(&mut self, graph: &mut Graph, definitions: &[NodeId], function: NodeId) {
        let deviation = |id: &NodeId| matches!(graph.as_term(*id).map(|term| &term.kind), Some(TermKind::Deviation { .. }));
        if !graph.terms_of(&[function]).iter().any(deviation) {
            return;
        }
        // What other functions need is no condition of this one, and what is done to them no step.
        let (used, reductions) = (self.used.clone(), self.reductions.len());
        for definition in definitions {
            if *definition == function {
                continue;
            }
            let shown = self.present(graph, *definition, &[*definition]);
            self.authors.extend(graph.as_term(shown).map(|term| (term.body, shown)));
        }
        self.used = used;
        self.reductions.truncate(reductions);
    }

    /// Writes those normalised values out again through whose statistics none of the answers goes, and none of the steps
    /// where these are shown.
    pub(super) fn write_out_unused(&mut self, graph: &mut Graph, answers: &mut [NodeId], others: &mut [NodeId]) {
        let used: FxHashSet<NodeId> = graph.terms_of(answers).into_iter().collect();
        let by_name = |id: &NodeId| match graph.as_term(*id).map(|term| &term.label) {
            Some(Label::Derivative { by, .. }) => Some(*by),
            _ => None,
        };
        let mut through: FxHashSet<NodeId> = used.iter().filter_map(by_name).collect();
        through.extend(self.folded_sums.iter().filter(|(_, sum)| used.contains(sum)).map(|(by, _)| *by));
        if self.steps {
            through.extend(self.log.iter().map(|logged| logged.by));
        }
        let lives = |value: NodeId| match graph.as_term(value).map(|term| &term.kind) {
            Some(TermKind::Normalised { mean, deviation, .. }) => [mean, deviation, &value].iter().any(|id| through.contains(id)),
            _ => false,
        };
        let kept: Vec<NodeId> =
            self.named_values.iter().filter(|(value, _)| lives(*value)).map(|(_, deviation)| *deviation).collect();
        let label = |id: &NodeId| graph.as_term(*id).map(|term| term.label.clone());
        self.kept = Some(kept.iter().filter_map(label).collect());
        let out: Vec<NodeId> =
            self.named_values.iter().filter(|(_, deviation)| !kept.contains(deviation)).map(|(value, _)| *value).collect();
        let mut written = Rewriter::new([]);
        // Values of lower sites stand before those of higher ones.
        for value in out {
            let Some(body) = graph.as_term(value).map(|term| term.body) else { continue };
            let body = written.apply(graph, body);
            written.done.insert(value, body);
        }
        if written.done.is_empty() && self.reductions.is_empty() {
            return;
        }
        for other in others {
            *other = written.apply(graph, *other);
        }
        self.rename_derivatives(graph, answers, &mut written);
        for answer in answers {
            *answer = written.apply(graph, *answer);
        }
        self.rewrite_log(graph, &mut written);
        self.replace_shown(graph, &mut written);
    }

    /// `∂L/∂u` belongs to L as it is written from now on: the Rewriter alone leaves the names of derivatives as they are.
    /// Derivatives by statistics say what they hold.
    fn rename_derivatives(&self, graph: &mut Graph, answers: &[NodeId], written: &mut Rewriter<'static>) {
        let logged = self.log.iter().flat_map(|logged| [logged.raw, logged.after]);
        let roots: Vec<NodeId> = answers.iter().copied().chain(logged).collect();
        for id in graph.terms_of(&roots) {
            let Some(term) = graph.as_term(id).cloned() else { continue };
            let Label::Derivative { of, by, hold } = term.label else { continue };
            let mut held = hold.to_vec();
            held.iter_mut().for_each(|node| *node = written.apply(graph, *node));
            held.extend(self.held(graph, by));
            let label = Label::Derivative { of: written.apply(graph, of), by: written.apply(graph, by), hold: held.into() };
            let body = written.apply(graph, term.body);
            let renamed = graph.named(label, term.kind, body, term.needs.to_vec());
            written.done.insert(id, renamed);
        }
    }

    /// What was logged, in the form that is shown.
    fn rewrite_log(&mut self, graph: &mut Graph, written: &mut Rewriter<'static>) {
        for logged in &mut self.log {
            for node in [&mut logged.by, &mut logged.raw, &mut logged.after] {
                *node = written.apply(graph, *node);
            }
            for condition in &mut logged.conditions {
                condition.node = written.apply(graph, condition.node);
            }
        }
        for reduction in &mut self.reductions {
            for node in [&mut reduction.before, &mut reduction.after].into_iter().chain(&mut reduction.deviations) {
                *node = written.apply(graph, *node);
            }
        }
    }
}
