//! Subnets: the draws that leave some path from an input to the output, with their probabilities.
//!
//! The rule is the one of `without`: one of the outermost functions of an expression must still depend on an input. It is
//! decided on the functions at variables, because the rows of a table are numbers.

use super::super::network::NetworkPart;
use super::super::visit::names_in;
use super::super::{Entity, Instance, Meant, Model, Scope};
use super::assign::bearable_draws;
use crate::diagnostic::Diagnostic;
use crate::expr::{Condition, NodeId, SymbolId, SymbolKind};
use crate::functions::Need;
use crate::name::Name;
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{Expr, Kind};

/// One draw of the masks.
#[derive(Clone, Debug)]
pub struct Subnet {
    /// Which masks are 1.
    pub kept: Vec<bool>,
    /// The probability of the draw.
    pub probability: NodeId,
    /// Its probability among the connected draws.
    pub given_connected: NodeId,
}

/// The subnets of a network.
#[derive(Clone, Debug)]
pub struct Subnets {
    /// The random factors, in the order in which they were met.
    pub masks: Vec<NodeId>,
    /// 2^n for n of them.
    pub total: u64,
    /// The draws that leave a path from an input to the output, all kept first.
    pub connected: Vec<Subnet>,
    /// The probability that a draw is one of these.
    pub connected_probability: NodeId,
    /// For each mask the probability that it is 1 in a connected draw.
    pub kept_given_connected: Vec<NodeId>,
}

/// What is needed to tell whether a draw leaves a path from an input to the output of a loss.
pub struct Connection {
    outputs: Vec<(NodeId, Vec<SymbolId>)>,
    draws: super::Draws,
    /// The masks that matter.
    pub(super) masks: Vec<NodeId>,
    /// The places of masks by row.
    pub(super) formal: rustc_hash::FxHashMap<NodeId, super::Formal>,
    known: rustc_hash::FxHashMap<Vec<bool>, bool>,
}

impl Model {
    /// What tells connected draws of a loss from others; `None` where no draw can cut it: it has no masks, or no
    /// input.
    pub fn connection(&mut self, loss: &Expr) -> Option<Connection> {
        let without = match &loss.kind {
            Kind::Without(_, names) => Some(names.iter().map(|(name, _)| name.clone()).collect()),
            _ => None,
        };
        let scope = Scope { without, ..Scope::default() };
        let outputs = self.quietly(loss.span, |model| model.outputs(loss, None, loss.span, &scope)).ok()?;
        let roots: Vec<NodeId> = outputs.iter().map(|(node, _)| *node).collect();
        let draws = self.draws_of(&roots);
        let mut masks: Vec<NodeId> = roots.iter().flat_map(|node| draws.masks(*node).to_vec()).collect();
        masks.sort_unstable();
        masks.dedup();
        (!masks.is_empty()).then(|| Connection { outputs, draws, masks, formal: Default::default(), known: Default::default() })
    }

    /// Whether a draw leaves a path from an input to the output. What cannot be told counts as one.
    pub fn keeps_a_path(&mut self, connection: &mut Connection, drawn: &[(NodeId, bool)]) -> bool {
        let kept = |mask: &NodeId| drawn.iter().find(|(known, _)| known == mask).is_none_or(|(_, kept)| *kept);
        let kept: Vec<bool> = connection.masks.iter().map(kept).collect();
        if let Some(known) = connection.known.get(&kept) {
            return *known;
        }
        let Connection { outputs, draws, masks, .. } = connection;
        let found = self.quietly(Span::default(), |model| model.is_connected(draws, outputs, masks, &kept, Span::default()));
        let found = found.unwrap_or(true);
        connection.known.insert(kept, found);
        found
    }

    /// The subnets of the functions that an expression calls: `F`, `F(x)`, `L`. `None` where they hold no mask.
    ///
    /// # Errors
    /// The faults of the text, too many masks, and a network that no draw leaves connected.
    ///
    /// ```
    /// use normsym::model::Model;
    /// use normsym::source::Source;
    /// let text = "param a, b\nF(x) = mask(1/2) a x + mask(1/2) b x\n";
    /// let mut model = Model::load(&Source::new("net.expr", text), &|_| Err("no files here".into()));
    /// let subnets = model.subnets("F").unwrap().unwrap();
    /// assert_eq!((subnets.total, subnets.connected.len()), (4, 3));
    /// let probability = model.graph.known_number(subnets.connected_probability).unwrap();
    /// assert_eq!(probability.to_string(), "3/4");
    /// ```
    pub fn subnets(&mut self, text: &str) -> Result<Option<Subnets>, Vec<Diagnostic>> {
        let expr = crate::syntax::parse_expression(text)?;
        self.quietly(expr.span, |model| {
            let found = model.connected_draws(&expr, None, expr.span, &Scope::default())?;
            if found.masks.is_empty() { Ok(None) } else { Ok(Some(found)) }
        })
    }

    /// What is needed is needed for every connected draw, and the probabilities must be some.
    pub(super) fn needs_of_connected_draws(
        &mut self,
        needs: Vec<Condition>,
        subnets: &Subnets,
        span: Span,
        scope: &mut Scope,
    ) -> Meant<()> {
        let mut draws = self.draws_of(&[]);
        for need in needs {
            for subnet in &subnets.connected {
                draws.look(&self.graph, need.node);
                let node = draws.assigned(&mut self.graph, need.node, &subnets.masks, &subnet.kept);
                let node = self.or_refuse(node, span)?;
                draws.look(&self.graph, node);
                let put_in: Vec<(NodeId, bool)> = subnets.masks.iter().copied().zip(subnet.kept.iter().copied()).collect();
                self.need_for_every_draw(Condition { node, ..need }, &put_in, &mut draws, span, scope)?;
            }
        }
        for mask in &subnets.masks {
            self.need_probability(draws.drop_prob(*mask), scope);
        }
        Ok(())
    }

    /// `E(e given connected)` of a value.
    pub(super) fn mean_given_connected(
        &mut self,
        value: NodeId,
        subnets: &Subnets,
        span: Span,
        scope: &mut Scope,
    ) -> Meant<NodeId> {
        let known = self.graph.known_number(subnets.connected_probability).is_some();
        let mut draws = self.draws_of(&[value]);
        let mut parts = Vec::with_capacity(subnets.connected.len());
        for subnet in &subnets.connected {
            let assigned = draws.assigned(&mut self.graph, value, &subnets.masks, &subnet.kept);
            let assigned = self.or_refuse(assigned, span)?;
            let mean = draws.mean(&mut self.graph, assigned);
            let mean = self.or_refuse(mean, span)?;
            let weight = if known { subnet.given_connected } else { subnet.probability };
            parts.push(self.graph.mul(&[weight, mean]));
        }
        let sum = self.graph.add(&parts);
        if known {
            return Ok(sum);
        }
        scope.need(subnets.connected_probability, Need::Positive);
        Ok(self.graph.div(sum, subnets.connected_probability))
    }

    pub(super) fn connected_draws(&mut self, expr: &Expr, value: Option<NodeId>, span: Span, scope: &Scope) -> Meant<Subnets> {
        let outputs = self.outputs(expr, value, span, scope)?;
        let roots: Vec<NodeId> = outputs.iter().map(|(node, _)| *node).collect();
        let mut all = self.draws_of(&roots);
        // A function without masks is connected in every draw and says nothing about the network beside it.
        let masked: Vec<_> = outputs.iter().filter(|(node, _)| !all.masks(*node).is_empty()).cloned().collect();
        let outputs = if masked.is_empty() { outputs } else { masked };
        let mut masks: Vec<NodeId> = roots.iter().flat_map(|node| all.masks(*node).to_vec()).collect();
        masks.sort_unstable();
        masks.dedup();
        let list = self.or_refuse(bearable_draws(masks.len()), span)?;
        let (mut connected, mut lost) = (Vec::new(), Vec::new());
        for kept in list {
            let is_connected = self.is_connected(&mut all, &outputs, &masks, &kept, span)?;
            let probability = all.weight(&mut self.graph, &masks, &kept);
            let probability = self.as_number(probability);
            if is_connected {
                connected.push(Subnet { kept, probability, given_connected: probability });
            } else {
                lost.push(probability);
            }
        }
        let whole = self.connected_probability(&connected, &lost);
        if self.graph.known_number(whole).is_some_and(Rational::is_zero) {
            return self.report(
                Diagnostic::error("math::never_connected", span, "no draw leaves a path from an input to the output")
                    .at("the probability to be connected is 0")
                    .help("a mean over no draws has no value: take a drop probability below 1, and a network with inputs"),
            );
        }
        for subnet in &mut connected {
            subnet.given_connected = self.graph.div(subnet.probability, whole);
        }
        let kept = (0..masks.len())
            .map(|place| {
                let parts: Vec<NodeId> = connected.iter().filter(|s| s.kept[place]).map(|s| s.given_connected).collect();
                self.graph.add(&parts)
            })
            .collect();
        let total = 1u64 << masks.len();
        Ok(Subnets { masks, total, connected, connected_probability: whole, kept_given_connected: kept })
    }

    /// The sum of the probabilities of the connected draws, or 1 without those of the others where these are fewer.
    fn connected_probability(&mut self, connected: &[Subnet], lost: &[NodeId]) -> NodeId {
        let probabilities: Vec<NodeId> = connected.iter().map(|subnet| subnet.probability).collect();
        if lost.len() >= connected.len() {
            return self.graph.add(&probabilities);
        }
        let lost: Vec<(NodeId, Rational)> = lost.iter().map(|node| (*node, Rational::MINUS_ONE)).collect();
        self.graph.linear(Rational::ONE, &lost)
    }

    /// The node with every name of a number replaced by it (`p = 1/2`).
    pub(super) fn as_number(&mut self, node: NodeId) -> NodeId {
        let mut names = Vec::new();
        for term in self.graph.terms_of(&[node]) {
            if let Some(value) = self.graph.known_number(term).cloned() {
                names.push((term, self.graph.number(value)));
            }
        }
        crate::expr::rewrite::Rewriter::new(names).apply(&mut self.graph, node)
    }

    /// The outermost functions at variables, each with the variables that are its inputs; without functions the value
    /// itself, whose inputs are the arguments and columns in it.
    fn outputs(&mut self, expr: &Expr, value: Option<NodeId>, span: Span, scope: &Scope) -> Meant<Vec<(NodeId, Vec<SymbolId>)>> {
        let mut found = Vec::new();
        let is_input = |model: &Model, id: &SymbolId| model.graph.symbol_entry(*id).kind == SymbolKind::Variable;
        for index in self.outermost_functions(expr) {
            if value.is_some() && self.nature(Instance::Definition(index)).draws_by_row {
                return self.draws_of_rows(span);
            }
            let args = self.formal_arguments(index);
            let mut inner = Scope { without: scope.without.clone(), eval: scope.eval, ..Scope::default() };
            let node = self.instantiate(Instance::Definition(index), args.clone(), &mut inner, self.definitions[index].span)?;
            let inputs: Vec<SymbolId> = args.iter().filter_map(|arg| self.graph.as_symbol(*arg)).collect();
            found.push((node, inputs));
        }
        for part in self.outermost_networks(expr) {
            if value.is_some() && part.nature(self).1 && !scope.eval {
                return self.draws_of_rows(span);
            }
            let name = self.networks.list[part.network()].name.clone();
            for node in self.network_outputs(&name) {
                let inputs = self.graph.free_symbols(node).into_iter().filter(|id| is_input(self, id)).collect();
                found.push((node, inputs));
            }
        }
        if let (true, Some(value)) = (found.is_empty(), value) {
            let free = self.graph.free_symbols(value);
            found.push((value, free.into_iter().filter(|id| is_input(self, id)).collect()));
        }
        if found.iter().all(|(_, inputs)| inputs.is_empty()) {
            return self.report(
                Diagnostic::error("names::no_input", span, "this has no input, so nothing can be connected to it")
                    .at("no function of an input")
                    .help("define the network as a function of its inputs: `F(x) = …`"),
            );
        }
        Ok(found)
    }

    fn draws_of_rows<T>(&mut self, span: Span) -> Meant<T> {
        let fault = Diagnostic::error(
            "math::draws_of_rows",
            span,
            "every row has a draw of its own here, and is connected or not by itself",
        );
        let fault = fault.at("no single draw to be connected");
        self.report(fault.help("draw once for all rows: `mask(p)` without `each = row`"))
    }

    /// The networks that an expression calls, also through names without arguments.
    fn outermost_networks(&self, expr: &Expr) -> Vec<NetworkPart> {
        let (mut found, mut seen) = (Vec::new(), Vec::new());
        let mut waiting: Vec<Name> = names_in(expr).into_iter().map(|(name, _)| name).collect();
        while let Some(name) = waiting.pop() {
            match self.entities.get(&name) {
                Some(Entity::Network(part)) if !found.contains(part) => found.push(*part),
                Some(Entity::Definition(index)) if self.definitions[*index].args.is_empty() && !seen.contains(index) => {
                    seen.push(*index);
                    waiting.extend(names_in(&self.definitions[*index].body).into_iter().map(|(name, _)| name));
                }
                _ => {}
            }
        }
        found
    }

    fn is_connected(
        &mut self,
        all: &mut super::Draws,
        outputs: &[(NodeId, Vec<SymbolId>)],
        masks: &[NodeId],
        kept: &[bool],
        span: Span,
    ) -> Meant<bool> {
        for (node, inputs) in outputs {
            let assigned = all.assigned(&mut self.graph, *node, masks, kept);
            let assigned = self.or_refuse(assigned, span)?;
            let free = self.graph.free_symbols(assigned);
            if inputs.iter().any(|input| free.contains(input)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
