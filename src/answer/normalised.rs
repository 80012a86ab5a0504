//! Names for what a normalisation gives and takes: `x̂_k = (u − C_k)/S_k` and, in derivatives, `G_k = Σ g_j` and
//! `T_k = Σ g_j x̂_j`, with which `∂L/∂u_i = (g_i − G_k/m − x̂_i T_k/m)/S_k`.
//!
//! The author's own names come first: a definition `h(x) = norm(x)` is the normalised value, `T = sum[data] g h(x)` is T.
//! Where no derivative goes through the statistics, the normalised values are written out again.

use super::present::Presenter;
use crate::expr::rewrite::Rewriter;
use crate::expr::{Graph, Label, Node, NodeId, TermKind};
use crate::name::{Accent, Name};
use crate::number::Rational;
use rustc_hash::FxHashSet;

impl Presenter {
    /// The window with every `(u − C)/S` under a name; `label` is that of the term whose body it is.
    pub(super) fn with_names(&mut self, graph: &mut Graph, window: NodeId, label: &Label) -> NodeId {
        let mut named = Rewriter::new([]);
        named.through_terms = false;
        for id in graph.window(window) {
            let Some((sum, deviation)) = quotient(graph, id) else { continue };
            if id == window && is_pattern(graph, id) && matches!(label, Label::Definition { args, .. } if !args.is_empty()) {
                return window;
            }
            let Some(value) = self.normalised_value(graph, sum, deviation, label) else { continue };
            let Node::Product(factors) = graph.node(id) else { continue };
            let mut rest: Vec<(NodeId, Rational)> =
                factors.iter().filter(|(base, _)| *base != sum && *base != deviation).cloned().collect();
            rest.insert(0, (value, Rational::ONE));
            // What stood in front stays in front.
            if let Some(place) = factors.iter().filter(|(base, _)| *base != deviation).position(|(base, _)| *base == sum) {
                rest[..=place].rotate_left(1);
            }
            let product = graph.product(&rest);
            named.done.insert(id, product);
        }
        if named.done.is_empty() { window } else { named.apply(graph, window) }
    }

    /// The kind of a definition that is a normalised value and nothing else.
    pub(super) fn kind_of_body(graph: &mut Graph, kind: &TermKind, body: NodeId) -> TermKind {
        match quotient(graph, body) {
            Some((sum, deviation)) if *kind == TermKind::Definition && is_pattern(graph, body) => {
                normalised_kind(graph, sum, deviation).unwrap_or(TermKind::Definition)
            }
            _ => kind.clone(),
        }
    }

    fn normalised_value(&mut self, graph: &mut Graph, sum: NodeId, deviation: NodeId, label: &Label) -> Option<NodeId> {
        let kind = normalised_kind(graph, sum, deviation)?;
        let TermKind::Normalised { row, .. } = kind else { return None };
        let own = graph.as_term(deviation)?.label.clone();
        if self.written_out.contains(&own) {
            return None;
        }
        if let Some(known) = graph.normalised(row, deviation) {
            return Some(known);
        }
        let (Label::Definition { name: site, .. }, Label::Definition { name: around, args, without, .. }) = (&own, label) else {
            return None;
        };
        let indices: Box<[u32]> = match args.is_empty() {
            false => Box::new([]),
            true => {
                let TermKind::Deviation { rows, .. } = &graph.as_term(deviation)?.kind else { return None };
                Box::new([rows.iter().position(|known| *known == row)? as u32 + 1])
            }
        };
        let name = self.free_name(Name { accent: Some(Accent::Hat), ..Name::plain("x") }, site);
        let label = Label::Definition { name: name.clone(), indices, args: args.clone(), without: without.clone() };
        let body = graph.div(sum, deviation);
        // One name must not stand for two things.
        if *self.meant.entry(label.clone()).or_insert(body) != body {
            return None;
        }
        let value = graph.named(label, kind, body, Vec::new());
        self.named_values.push((value, own));
        if !self.enclosing.iter().any(|(known, _)| *known == name) {
            self.enclosing.push((name, around.clone()));
        }
        Some(value)
    }

    /// The name with the subscript of the statistic, or with the next free one.
    fn free_name(&mut self, name: Name, site: &Name) -> Name {
        if let Some((_, _, given)) = self.given_names.iter().find(|(base, known, _)| *base == name && known == site) {
            return given.clone();
        }
        let wanted = Name { subscript: site.subscript.clone(), ..name.clone() };
        let numbered = (1u32..).map(|k| Name { subscript: Some(k.to_string()), ..name.clone() });
        let free = |candidate: &Name| !self.taken.contains(candidate);
        let chosen = std::iter::once(wanted).chain(numbered).find(free).unwrap_or_else(|| name.clone());
        self.taken.insert(chosen.clone());
        self.given_names.push((name, site.clone(), chosen.clone()));
        chosen
    }

    /// `−γ (Σ g_j x̂_j)/S` with a name for the sum: `−γ T/S`.
    pub(super) fn with_folded_sum(&mut self, graph: &mut Graph, by: NodeId, node: NodeId) -> NodeId {
        let Some(term) = graph.as_term(by) else { return node };
        let letter = match term.kind {
            TermKind::Mean { .. } => "G",
            TermKind::Deviation { .. } => "T",
            _ => return node,
        };
        let Label::Definition { name: site, without, .. } = term.label.clone() else { return node };
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
            None => {
                let name = self.free_name(Name::plain(letter), &site);
                let label = Label::Definition { name, indices: Box::new([]), args: Box::new([]), without };
                if *self.meant.entry(label.clone()).or_insert(sum) != sum {
                    return node;
                }
                graph.named(label, TermKind::Derivative, sum, Vec::new())
            }
        };
        self.folded_sums.push((by, named));
        factors.iter_mut().filter(|(factor, _)| *factor == sum).for_each(|(factor, _)| *factor = named);
        let product = graph.product(&factors);
        graph.scale(&coefficient, product)
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
        // What other functions need is no condition of this one.
        let used = self.used.clone();
        for definition in definitions {
            if *definition == function {
                continue;
            }
            let shown = self.present(graph, *definition, &[*definition]);
            self.authors.extend(graph.as_term(shown).map(|term| (term.body, shown)));
        }
        self.used = used;
    }

    /// The definition of that name at its formal arguments, or the normalised value of that name there.
    pub(super) fn formal(&mut self, graph: &mut Graph, formal: &[(Name, NodeId)], name: &Name) -> Option<NodeId> {
        let at_formal = |name: &Name| formal.iter().find(|(known, _)| known == name).map(|(_, node)| *node);
        if let Some(instance) = at_formal(name) {
            return Some(self.present(graph, instance, &[instance]));
        }
        let (_, around) = self.enclosing.iter().find(|(known, _)| known == name)?;
        let instance = at_formal(&around.clone())?;
        let around = self.present(graph, instance, &[instance]);
        let args = |id: NodeId| match graph.as_term(id).map(|term| &term.label) {
            Some(Label::Definition { name, args, .. }) => Some((name, args)),
            _ => None,
        };
        let formals = args(around)?.1;
        let body = graph.as_term(around)?.body;
        graph.window(body).into_iter().find(|id| args(*id).is_some_and(|(own, given)| own == name && given == formals))
    }

    /// Writes those normalised values out again through whose statistics none of the answers goes.
    pub(super) fn write_out_unused(&mut self, graph: &mut Graph, answers: &mut [NodeId], others: &mut [NodeId]) {
        let used: FxHashSet<NodeId> = graph.terms_of(answers).into_iter().collect();
        let by_name = |id: &NodeId| match graph.as_term(*id).map(|term| &term.label) {
            Some(Label::Derivative { by, .. }) => Some(*by),
            _ => None,
        };
        let mut through: FxHashSet<NodeId> = used.iter().filter_map(by_name).collect();
        through.extend(self.folded_sums.iter().filter(|(_, sum)| used.contains(sum)).map(|(by, _)| *by));
        let lives = |value: NodeId| match graph.as_term(value).map(|term| &term.kind) {
            Some(TermKind::Normalised { mean, deviation, .. }) => [mean, deviation, &value].iter().any(|id| through.contains(id)),
            _ => false,
        };
        let kept: Vec<&Label> = self.named_values.iter().filter(|(value, _)| lives(*value)).map(|(_, site)| site).collect();
        let (_, out): (Vec<_>, Vec<_>) = self.named_values.iter().cloned().partition(|(_, site)| kept.contains(&site));
        let mut written = Rewriter::new([]);
        // Values of lower sites stand before those of higher ones.
        for (value, site) in out {
            let Some(body) = graph.as_term(value).map(|term| term.body) else { continue };
            let body = written.apply(graph, body);
            written.done.insert(value, body);
            self.written_out.push(site);
        }
        for answer in answers.iter_mut().chain(others) {
            *answer = written.apply(graph, *answer);
        }
        self.replace_shown(graph, &mut written);
    }
}

/// The sum and the deviation of `… (u − C) S^-1 …`.
fn quotient(graph: &Graph, id: NodeId) -> Option<(NodeId, NodeId)> {
    let Node::Product(factors) = graph.node(id) else { return None };
    factors.iter().filter(|(_, exponent)| *exponent == Rational::MINUS_ONE).find_map(|(deviation, _)| {
        let TermKind::Deviation { mean, .. } = graph.as_term(*deviation)?.kind else { return None };
        let centred = |id: NodeId| match graph.node(id) {
            Node::Sum { terms, .. } => terms.iter().any(|(term, c)| *term == mean && *c == Rational::MINUS_ONE),
            _ => false,
        };
        let (sum, _) = factors.iter().find(|(base, exponent)| exponent.is_one() && centred(*base))?;
        Some((*sum, *deviation))
    })
}

/// Whether the node is `(u − C)/S` and nothing else.
fn is_pattern(graph: &Graph, id: NodeId) -> bool {
    matches!(graph.node(id), Node::Product(factors) if factors.len() == 2)
}

fn normalised_kind(graph: &mut Graph, sum: NodeId, deviation: NodeId) -> Option<TermKind> {
    let TermKind::Deviation { mean, .. } = graph.as_term(deviation)?.kind else { return None };
    let Node::Sum { constant, terms } = graph.node(sum).clone() else { return None };
    let rest: Vec<(NodeId, Rational)> = terms.iter().filter(|(term, _)| *term != mean).cloned().collect();
    let row = graph.linear(constant, &rest);
    Some(TermKind::Normalised { row, mean, deviation })
}
