//! `network` statements: each layer bound to its text, its options and shapes checked, its weights and names declared.

use super::super::{Entity, Family, Meant, Model, Parameter};
use super::options::is_word;
use super::plan::Planner;
use super::shape::{Sizes, told};
use super::spec::{Dim, LayerSpec};
use super::{LayerNorm, LayerUse, Network, NetworkPart, Weight};
use crate::diagnostic::{Diagnostic, nearest};
use crate::expr::{Callee, NodeId, SymbolKind};
use crate::name::{Accent, Name};
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{Declared, Expr, LayerCall};
use crate::{functions, layers};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// The most elements that a layer may have for one row, and a family of weights.
pub(super) const MOST_ELEMENTS: usize = 1_000_000;

/// What to do about a shape where the shelf says nothing better.
const HINT: &str = "sizes follow from the layer before; `flatten` makes one dimension of several";

impl Model {
    pub(in crate::model) fn declare_network(&mut self, name: &(Name, Span), input: &Declared, calls: &[LayerCall]) -> Meant<()> {
        let declared = self.declare_layers(name, input, calls);
        if declared.is_err() {
            self.networks.faulty.push(name.0.clone());
        }
        declared
    }

    /// Whether a name may be missing because a network has a fault.
    pub(in crate::model) fn is_lost(&self, name: &Name) -> bool {
        let families = ["W", "b", "γ", "β", "running_mean", "running_var", "C", "S"];
        let numbered = name.subscript.as_ref().is_some_and(|text| text.chars().all(|c| c.is_ascii_digit()));
        !self.networks.faulty.is_empty() && numbered && families.contains(&name.base.as_str())
            || self.networks.faulty.iter().any(|known| known.base == name.base)
    }

    fn declare_layers(&mut self, name: &(Name, Span), input: &Declared, calls: &[LayerCall]) -> Meant<()> {
        let dims = self.sizes(input)?;
        let number = self.networks.list.len();
        self.networks.list.push(Network {
            name: name.0.clone(),
            span: name.1,
            formal: input.name.clone(),
            dims: dims.clone(),
            layers: Vec::new(),
        });
        let mut shape = if dims.is_empty() { vec![1] } else { dims };
        for (layer, call) in calls.iter().enumerate() {
            let last = layer + 1 == calls.len();
            let value = if last { name.0.clone() } else { numbered(&name.0, layer + 1) };
            let used = self.layer_use(call, &shape, value.clone())?;
            self.warn_of_batch_axis(&used);
            shape = used.output.dims.clone();
            let names = layer_names(&used, number, layer);
            self.networks.list[number].layers.push(Rc::new(used));
            for (name, part) in names {
                self.enter(&name, call.span, Entity::Network(part));
            }
        }
        Ok(())
    }

    fn layer_use(&mut self, call: &LayerCall, shape: &[usize], value: Name) -> Meant<LayerUse> {
        let (spec, activation) = self.layer_spec(call)?;
        let (options, sizes) = self.bind_options(&spec, call, shape)?;
        let mut sizes = sizes;
        let written = crate::syntax::plain_layer(call);
        // A picture without channels is one channel.
        let with_channel = [&[1], shape].concat();
        let padded = spec.input.len() == 3 && shape.len() == 2 && spec.input.iter().all(|dim| matches!(dim, Dim::One(_)));
        let shape = if padded { &with_channel } else { shape };
        let found = sizes.take(&spec.input, shape).and_then(|input| Ok((input, sizes.give(&spec.output)?)));
        let (input, output) = match found {
            Ok(shapes) => shapes,
            Err(reason) => {
                let message = format!("`{}` {reason}", spec.name);
                let fault =
                    Diagnostic::error("layers::shape", call.span, message).at(format!("this takes a shape of {}", told(shape)));
                return self.report(fault.help(spec.hint.clone().unwrap_or_else(|| HINT.to_string())));
            }
        };
        self.count_of(&output.dims, "a layer", call.span)?;
        let has_weight = |base: &str| spec.weights.iter().any(|weight| weight.name == Name::plain(base));
        let mut planner = Planner::new(&spec, &sizes, activation);
        let Some((plan, slots)) = planner.plan() else { unreachable!("the formula of `{}` does not read", spec.name) };
        let norm_text = planner.norm.take();
        let family_number = match (norm_text.is_some(), has_weight("W")) {
            (true, _) => self.next_norm(&spec),
            (_, true) => self.networks.next_weight(),
            _ => 0,
        };
        let weights = self.layer_weights(&spec, &options, &sizes, family_number, call.span)?;
        let norm = match norm_text {
            Some(text) => {
                let buffers = options.contains_key("track") && !is_word(&options, "track", "false");
                let channels = output.view.first().copied().unwrap_or(1);
                Some(LayerNorm {
                    mean: numbered_plain("C", family_number),
                    deviation: numbered_plain("S", family_number),
                    value: Name { accent: Some(Accent::Hat), ..numbered_plain("x", family_number) },
                    text,
                    buffers: if buffers { Some(self.running_averages(family_number, channels, call.span)?) } else { None },
                })
            }
            None => None,
        };
        let components = output.dims.iter().product();
        let dropout = if plan.drops() { Some(self.layer_dropout(&options, components, call.span)?) } else { None };
        Ok(LayerUse { spec, span: call.span, written, value, sizes, options, input, output, weights, plan, slots, norm, dropout })
    }

    /// The text of a layer; of a function of one argument, also an unspecified one, with the function.
    fn layer_spec(&mut self, call: &LayerCall) -> Meant<(Rc<LayerSpec>, Option<Callee>)> {
        let text = call.name.to_string();
        if let Some(spec) = LayerSpec::of(&text) {
            return Ok((spec, None));
        }
        let one = |id: functions::FunctionId| (id.get().arity == functions::Arity::Exactly(1)).then_some(Callee::Known(id));
        let callee = match self.entities.get(&call.name) {
            Some(Entity::Function(symbol)) => self.graph.as_symbol(*symbol).map(|name| Callee::Opaque { name, order: 0 }),
            Some(Entity::Known(id)) => one(*id),
            Some(_) => None,
            None => functions::find(&text).and_then(one),
        };
        if let (Some(callee), Some(spec)) = (callee, LayerSpec::activation(&call.name)) {
            return Ok((spec, Some(callee)));
        }
        let activations = functions::ALL.iter().filter(|f| f.arity == functions::Arity::Exactly(1)).map(|f| f.name);
        let near = nearest(&text, layers::ALL.iter().map(|layer| layer.name).chain(activations));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                let names: Vec<&str> = layers::ALL.iter().map(|layer| layer.name).collect();
                format!("layers are {}, and every known function of one argument", names.join(", "))
            }
        };
        self.report(
            Diagnostic::error("layers::unknown", call.span, format!("there is no layer `{text}`")).at("unknown layer").help(help),
        )
    }

    /// The number of elements of a shape; more than can be worked with are refused.
    fn count_of(&mut self, dims: &[usize], what: &str, span: Span) -> Meant<usize> {
        let count = dims.iter().try_fold(1usize, |product, size| product.checked_mul(*size));
        match count.filter(|count| *count <= MOST_ELEMENTS) {
            Some(count) => Ok(count),
            None => {
                let message = format!("{what} has at most {MOST_ELEMENTS} elements");
                self.report(Diagnostic::error("data::too_many", span, message).at(told(dims)))
            }
        }
    }

    fn layer_weights(
        &mut self,
        spec: &LayerSpec,
        options: &FxHashMap<String, Expr>,
        sizes: &Sizes,
        number: u64,
        span: Span,
    ) -> Meant<Vec<Weight>> {
        let mut weights = Vec::new();
        for weight in &spec.weights {
            let shape = match sizes.give(&weight.dims) {
                Ok(shape) => shape,
                Err(reason) => return self.report(Diagnostic::error("layers::shape", span, format!("`{}` {reason}", spec.name))),
            };
            let start = weight.start.as_ref().and_then(|expr| sizes.whole(expr)).map(Rational::integer);
            let left_out = weight.when.as_ref().is_some_and(|when| is_word(options, when, "false"));
            let count = self.count_of(&shape.dims, "a family", span)?;
            if left_out {
                let node = self.graph.number(start.unwrap_or(Rational::ZERO));
                weights.push(Weight { name: None, family: Rc::new(Family::new(shape.view, vec![node; count])) });
                continue;
            }
            let name = Name { subscript: Some(number.to_string()), ..weight.name.clone() };
            let elements = self.network_family_symbols(&name, &shape.dims, SymbolKind::Parameter, span)?;
            self.parameters.extend(elements.iter().map(|node| Parameter { node: *node, start: start.clone() }));
            weights.push(Weight { name: Some(name), family: Rc::new(Family::new(shape.view, elements)) });
        }
        Ok(weights)
    }

    /// Declares a family of symbols and answers its elements.
    fn network_family_symbols(&mut self, name: &Name, dims: &[usize], kind: SymbolKind, span: Span) -> Meant<Vec<NodeId>> {
        let count: usize = dims.iter().product();
        let elements: Vec<NodeId> = (0..count)
            .map(|place| self.graph.element(name.clone(), super::super::families::indices_of(place, dims), kind))
            .collect();
        let family = Rc::new(Family::new(dims.to_vec(), elements.clone()));
        match self.enter(name, span, Entity::Family(family)) {
            true => Ok(elements),
            false => Err(super::super::Reported),
        }
    }

    fn running_averages(&mut self, number: u64, channels: usize, span: Span) -> Meant<(Rc<Family>, Rc<Family>)> {
        let mut family = |word: &str| {
            let name = Name { subscript: Some(number.to_string()), ..Name::plain(word) };
            let elements = self.network_family_symbols(&name, &[channels], SymbolKind::Buffer, span)?;
            Ok(Rc::new(Family::new(vec![channels], elements)))
        };
        let (means, variances) = (family("running_mean")?, family("running_var")?);
        means.elements.iter().zip(&variances.elements).for_each(|(mean, variance)| self.enter_buffer(*mean, *variance));
        Ok((means, variances))
    }

    /// The number of a normalisation: the next one that is free for all that belongs to it.
    fn next_norm(&mut self, spec: &LayerSpec) -> u64 {
        let own = spec.weights.iter().map(|weight| weight.name.clone());
        let hat = Name { accent: Some(Accent::Hat), ..Name::plain("x") };
        let plain = ["C", "S", "running_mean", "running_var"].map(Name::plain);
        let names: Vec<Name> = own.chain(plain).chain([hat]).collect();
        loop {
            let number = self.networks.next_norm();
            let taken = |name: &Name| self.entities.contains_key(&Name { subscript: Some(number.to_string()), ..name.clone() });
            if !names.iter().any(taken) {
                return number;
            }
        }
    }

    /// All dimensions of what looks like a batch of pictures under one statistic.
    fn warn_of_batch_axis(&mut self, used: &LayerUse) {
        let dims = &used.input.dims;
        let all = used.sizes.lists.values().any(|list| list == dims);
        if all && dims.len() >= 4 {
            let message = format!("`{}` takes one statistic over all {} dimensions, {}", used.written, dims.len(), told(dims));
            let remark = Diagnostic::remark("layers::batch_axis", used.span, message)
                .at("is the first of them the batch?")
                .help("the rows of the table are the batch: leave its size out of the shape, and of the layer's sizes");
            self.diagnostics.push(remark);
        }
    }
}

/// The names of a layer: its outputs, and what belongs to its normalisation or masks.
fn layer_names(used: &LayerUse, network: usize, layer: usize) -> Vec<(Name, NetworkPart)> {
    let mut names = vec![(used.value.clone(), NetworkPart::Value { network, layer })];
    if let Some(norm) = &used.norm {
        if norm.text.centred {
            names.push((norm.mean.clone(), NetworkPart::Mean { network, layer }));
        }
        names.push((norm.deviation.clone(), NetworkPart::Deviation { network, layer }));
        if used.norm_alone().is_none() {
            names.push((norm.value.clone(), NetworkPart::Normalised { network, layer }));
        }
    }
    if let Some(dropout) = used.dropout.as_ref().filter(|dropout| dropout.fixed.is_none()) {
        names.push((dropout.mask.clone(), NetworkPart::Mask { network, layer }));
    }
    names
}

/// `F_2`; of a name with a subscript `F_{NN,2}`.
fn numbered(name: &Name, number: usize) -> Name {
    let subscript = match &name.subscript {
        Some(subscript) => format!("{subscript},{number}"),
        None => number.to_string(),
    };
    Name { subscript: Some(subscript), ..name.clone() }
}

fn numbered_plain(base: &str, number: u64) -> Name {
    Name { subscript: Some(number.to_string()), ..Name::plain(base) }
}
