//! The outputs of a layer at an argument, each made once and kept as a named term.

use super::super::forward::Layers;
use super::super::{Family, Meant, Model, Reported, Scope, Without};
use super::plan::{Plan, Source};
use super::{LayerUse, NetworkPart};
use crate::diagnostic::Diagnostic;
use crate::expr::{Callee, Label, NodeId, TermKind};
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{Argument, Bracket, Expr, Join, Kind};
use std::rc::Rc;

/// Outputs of a layer that were made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::model) struct ValueKey {
    network: usize,
    layer: usize,
    input: usize,
    without: Without,
    eval: bool,
    batch: Option<Rc<super::super::Batch>>,
}

/// Where a plan is worked out.
pub(super) struct Spot<'a> {
    pub(super) network: usize,
    pub(super) layer: usize,
    pub(super) used: &'a LayerUse,
    pub(super) input: usize,
    /// The outputs of the layer before.
    pub(super) before: Rc<Family>,
    /// The indices and the summation indices.
    pub(super) slots: Vec<i64>,
}

/// `constant + Σ coefficient · node` in the making.
#[derive(Default)]
struct Collected {
    constant: Rational,
    terms: Vec<(NodeId, Rational)>,
}

impl Model {
    /// The outputs of a layer at an argument; of no layer: the argument itself.
    pub(super) fn layer_value(&mut self, network: usize, layer: Option<usize>, input: usize, scope: &Scope) -> Meant<Rc<Family>> {
        let Some(layer) = layer else {
            let entry = &self.networks.list[network];
            return Ok(Rc::new(Family::new(entry.dims.clone(), self.networks.inputs.get(input).elements.to_vec())));
        };
        self.note_run(Layers::Network(network), scope);
        let eval = scope.eval && self.networks.list[network].layers[..=layer].iter().any(|used| used.tells_modes_apart());
        let key = ValueKey { network, layer, input, without: scope.without(), eval, batch: scope.batch.clone() };
        if let Some(known) = self.networks.values.get(&key) {
            return known.clone().ok_or(Reported);
        }
        let inner = Scope { eval, ..scope.inner() };
        let span = self.networks.list[network].layers[layer].span;
        let open = super::OpenKey::Value(key.clone());
        let value = self.unless_open(open, span, |model| {
            stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || model.make_layer_value(&key, &inner))
        });
        self.networks.values.insert(key, value.as_ref().ok().cloned());
        value
    }

    /// Makes something of a network, unless it is being made already: then it is defined by itself.
    pub(super) fn unless_open<T>(
        &mut self,
        key: super::OpenKey,
        span: Span,
        make: impl FnOnce(&mut Model) -> Meant<T>,
    ) -> Meant<T> {
        if !self.networks.open.insert(key.clone()) {
            let fault =
                Diagnostic::error("names::cycle", span, "this layer is defined by itself").at("its options use what it makes");
            return self.report(fault.help("a definition may only use what does not depend on it"));
        }
        let made = make(self);
        self.networks.open.remove(&key);
        made
    }

    fn make_layer_value(&mut self, key: &ValueKey, scope: &Scope) -> Meant<Rc<Family>> {
        let before = self.layer_value(key.network, key.layer.checked_sub(1), key.input, scope)?;
        let used = self.networks.list[key.network].layers[key.layer].clone();
        let sizes = used.output.dims.clone();
        if used.spec.passes_on() {
            return Ok(Rc::new(Family::new(sizes, before.elements.clone())));
        }
        let name = used.value.clone();
        let args = self.networks.inputs.get(key.input).shown.clone();
        let mut spot =
            Spot { network: key.network, layer: key.layer, used: &used, input: key.input, before, slots: vec![0; used.slots] };
        let (mut elements, shown) = (Vec::new(), super::shape::indices(&sizes));
        for (view, place) in super::shape::indices(&used.output.view).into_iter().zip(shown) {
            spot.slots[..view.len()].copy_from_slice(&view);
            let mut own = scope.inner();
            let (body, kind) = self.output(&mut spot, &mut own)?;
            let indices = if sizes.iter().product::<usize>() == 1 { Box::default() } else { indices_shown(&place) };
            let label = Label::Definition {
                name: name.clone(),
                indices,
                args: args.clone(),
                without: own.without().to_vec().into(),
                eval: own.eval,
            };
            // What a layer leaves as it was keeps the name it has.
            let unchanged = used.dropout.is_some() && self.graph.as_term(body).is_some();
            self.settle(body, &mut own);
            elements.push(if unchanged { body } else { self.graph.named(label, kind, body, own.needs) });
        }
        Ok(Rc::new(Family::new(sizes, elements)))
    }

    /// One output with what kind of term it is: a normalised value that is the whole output is no name more.
    fn output(&mut self, spot: &mut Spot<'_>, scope: &mut Scope) -> Meant<(NodeId, TermKind)> {
        let used = spot.used;
        if let Some(value) = used.norm_alone() {
            return self.layer_normalised(value, spot, scope);
        }
        Ok((self.worked_out(&used.plan, spot, scope)?, TermKind::Definition))
    }

    /// A plan at the slots as they stand.
    pub(super) fn worked_out(&mut self, plan: &Plan, spot: &mut Spot<'_>, scope: &mut Scope) -> Meant<NodeId> {
        let mut collected = Collected::default();
        self.collect(plan, &Rational::ONE, spot, scope, &mut collected)?;
        Ok(self.graph.linear(collected.constant, &collected.terms))
    }

    /// Adds `scale · plan`.
    fn collect(
        &mut self,
        plan: &Plan,
        scale: &Rational,
        spot: &mut Spot<'_>,
        scope: &mut Scope,
        into: &mut Collected,
    ) -> Meant<()> {
        match plan {
            Plan::Sum(parts) => {
                for (sign, part) in parts {
                    self.collect(part, &(scale * sign), spot, scope, into)?;
                }
                Ok(())
            }
            Plan::Over { slot, from, to, body } => {
                for k in from.at(&spot.slots)..=to.at(&spot.slots) {
                    spot.slots[*slot] = k;
                    self.collect(body, scale, spot, scope, into)?;
                }
                Ok(())
            }
            Plan::Product(parts) => self.collect_product(parts, scale, spot, scope, into),
            _ => self.collect_product(std::slice::from_ref(plan), scale, spot, scope, into),
        }
    }

    fn collect_product(
        &mut self,
        parts: &[Plan],
        scale: &Rational,
        spot: &mut Spot<'_>,
        scope: &mut Scope,
        into: &mut Collected,
    ) -> Meant<()> {
        let (mut scale, mut factors, mut sum) = (scale.clone(), Vec::with_capacity(parts.len()), None);
        for part in parts {
            if let Plan::Over { .. } | Plan::Sum(_) = part
                && sum.is_none()
            {
                sum = Some(part);
                continue;
            }
            let node = self.factor_value(part, spot, scope)?;
            match self.graph.split_coefficient(node) {
                (own, None) => scale = &scale * &own,
                (own, Some(base)) => {
                    scale = &scale * &own;
                    factors.push(base);
                }
            }
            if scale.is_zero() {
                return Ok(());
            }
        }
        match (sum, factors.as_slice()) {
            (Some(sum), []) => return self.collect(sum, &scale, spot, scope, into),
            (Some(sum), _) => factors.push(self.worked_out(sum, spot, scope)?),
            (None, []) => {
                into.constant = &into.constant + &scale;
                return Ok(());
            }
            (None, [only]) => {
                into.terms.push((*only, scale));
                return Ok(());
            }
            (None, _) => {}
        }
        let product = self.graph.mul(&factors);
        into.terms.push((product, scale));
        Ok(())
    }

    fn factor_value(&mut self, part: &Plan, spot: &mut Spot<'_>, scope: &mut Scope) -> Meant<NodeId> {
        match part {
            Plan::Constant(value) => Ok(self.graph.number(value.clone())),
            Plan::Element(source, places) => {
                let (family, view) = match source {
                    Source::Input => (&spot.before, &spot.used.input.view),
                    Source::Weight(number) => {
                        let family = &spot.used.weights[*number].family;
                        (family, &family.sizes)
                    }
                };
                let mut at = 0usize;
                for (place, size) in places.iter().zip(view) {
                    match usize::try_from(place.at(&spot.slots) - 1) {
                        Ok(index) if index < *size => at = at * size + index,
                        // Beyond the border of an image stands 0.
                        _ => return Ok(self.graph.integer(0)),
                    }
                }
                family.elements.get(at).copied().ok_or(Reported)
            }
            Plan::Call(function, argument) => {
                let argument = self.worked_out(argument, spot, scope)?;
                if let Callee::Known(known) = function {
                    for (text, need) in known.get().domain {
                        let node = super::super::Template::of(text).instantiate(&mut self.graph, &[argument], None);
                        scope.need(node, *need);
                    }
                }
                Ok(self.graph.call(*function, &[argument]))
            }
            Plan::Norm(value) => self.layer_normalised(value, spot, scope).map(|(value, _)| value),
            Plan::Dropout(value) => {
                let value = self.worked_out(value, spot, scope)?;
                self.layer_dropped(value, spot, scope)
            }
            Plan::Sum(_) | Plan::Product(_) | Plan::Over { .. } => self.worked_out(part, spot, scope),
        }
    }

    /// The factors that begin with the name of a network: `F(x)[2]`, `C_1[2]`; with their number.
    pub(in crate::model) fn network_factor(
        &mut self,
        part: NetworkPart,
        factors: &[(Join, Expr)],
        scope: &mut Scope,
    ) -> (Meant<NodeId>, usize) {
        let (mut round, mut square, mut exponent, mut used) = (None, None, None, 1);
        while let Some((Join::Beside, expr)) = factors.get(used) {
            let (group, raised) = match &expr.kind {
                Kind::Power(base, exponent) => (&base.kind, Some(exponent)),
                kind => (kind, None),
            };
            match group {
                Kind::Group(Bracket::Round, list) if round.is_none() && square.is_none() && part.takes_argument(self) => {
                    round = Some(list)
                }
                Kind::Group(Bracket::Square, list) if square.is_none() => square = Some(list),
                _ => break,
            }
            used += 1;
            exponent = raised;
            if exponent.is_some() {
                break;
            }
        }
        let span = factors[0].1.span.to(factors[used - 1].1.span);
        let value = self.network_element(part, round.map(Vec::as_slice), square.map(Vec::as_slice), span, scope);
        (self.raised(value, exponent.map(|exponent| &**exponent), span, scope), used)
    }

    fn network_element(
        &mut self,
        part: NetworkPart,
        round: Option<&[Argument]>,
        square: Option<&[Argument]>,
        span: Span,
        scope: &mut Scope,
    ) -> Meant<NodeId> {
        let input = match round {
            Some(arguments) => Some(self.network_input(part.network(), arguments, span, scope)?),
            None if part.takes_argument(self) => {
                let name = part.name(self);
                let fault = Diagnostic::error("names::missing_argument", span, format!("`{name}` stands without its argument"));
                return self.report(fault.at("an argument is missing").help(format!("write `{name}(x)`")));
            }
            None => None,
        };
        let family = match part {
            NetworkPart::Sum { products, .. } => {
                let ((mean, deviation), name) = (part.statistics(self), part.name(self));
                self.tell_reading(&name, if products { &deviation } else { &mean }, &deviation, span);
                self.unless_asked((&name, span), scope, |model| model.network_family(part, input, scope))?
            }
            _ => self.network_family(part, input, scope)?,
        };
        let node = match square {
            // A component that is the only one is shown without an index, and may be asked with one.
            Some(arguments) if family.elements.len() == 1 => {
                let sizes = vec![1; arguments.len()];
                self.element(&Family::new(sizes, family.elements.clone()), arguments, span, scope)?
            }
            Some(arguments) => self.element(&family, arguments, span, scope)?,
            None => match family.elements.as_slice() {
                [only] => *only,
                _ => {
                    let name = part.name(self);
                    let count = family.elements.len();
                    let fault = Diagnostic::error(
                        "data::family_without_index",
                        span,
                        format!("`{name}` has {count} components; one is needed here"),
                    );
                    let call = if part.takes_argument(self) { format!("{name}(x)[1]") } else { format!("{name}[1]") };
                    return self.report(fault.at("an index is missing").help(format!("write `{call}`")));
                }
            },
        };
        scope.mentioned.push(node);
        Ok(node)
    }
}

/// Indices as a name shows them.
pub(super) fn indices_shown(indices: &[i64]) -> Box<[u32]> {
    indices.iter().map(|index| *index as u32).collect()
}
