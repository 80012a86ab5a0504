//! `network` statements: each layer bound to its text, its options and shapes checked, its weights and names declared.

use super::super::{Entity, Family, Meant, Model, Parameter, Scope};
use super::plan::Planner;
use super::shape::{Sizes, told};
use super::spec::{Dim, LayerSpec, OptionSpec};
use super::{LayerDropout, LayerNorm, LayerUse, Network, NetworkPart, Weight};
use crate::diagnostic::{Diagnostic, nearest};
use crate::expr::{NodeId, SymbolKind};
use crate::name::{Accent, Name};
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{Bracket, Declared, Expr, Kind, LayerCall};
use crate::{functions, layers};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// The most elements that a layer may have for one row.
const MOST_ELEMENTS: usize = 1_000_000;

impl Model {
    pub(in crate::model) fn declare_network(&mut self, name: &(Name, Span), input: &Declared, calls: &[LayerCall]) -> Meant<()> {
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
        let spec = self.layer_spec(call)?;
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
                return self.report(fault.help(shape_help(&spec)));
            }
        };
        if output
            .dims
            .iter()
            .try_fold(1usize, |product, size| product.checked_mul(*size))
            .is_none_or(|count| count > MOST_ELEMENTS)
        {
            let message = format!("a layer has at most {MOST_ELEMENTS} elements");
            return self.report(Diagnostic::error("data::too_many", call.span, message).at(told(&output.dims)));
        }
        let has_weight = |base: &str| spec.weights.iter().any(|weight| weight.name == Name::plain(base));
        let mut planner = Planner::new(&spec, &sizes);
        let Some((plan, slots)) = planner.plan() else { unreachable!("the formula of `{}` does not read", spec.name) };
        let norm_text = planner.norm.take();
        let family_number = match (norm_text.is_some(), has_weight("W")) {
            (true, _) => self.networks.next_norm(),
            (_, true) => self.networks.next_weight(),
            _ => 0,
        };
        let weights = self.layer_weights(&spec, &options, &sizes, family_number, call.span)?;
        let norm = match norm_text {
            Some(text) => {
                let buffers = text.over_rows && !is_word(&options, "track", "false");
                let channels = output.view.first().copied().unwrap_or(1);
                Some(LayerNorm {
                    mean: self.free_name(Name::plain("C"), family_number),
                    deviation: self.free_name(Name::plain("S"), family_number),
                    value: self.free_name(Name { accent: Some(Accent::Hat), ..Name::plain("x") }, family_number),
                    text,
                    buffers: if buffers { Some(self.running_averages(family_number, channels, call.span)?) } else { None },
                })
            }
            None => None,
        };
        let dropout = if spec.name == "dropout" { Some(self.layer_dropout(&options, call.span)?) } else { None };
        Ok(LayerUse { spec, span: call.span, written, value, sizes, options, input, output, weights, plan, slots, norm, dropout })
    }

    fn layer_spec(&mut self, call: &LayerCall) -> Meant<Rc<LayerSpec>> {
        let text = call.name.to_string();
        if let Some(spec) = LayerSpec::of(&text) {
            return Ok(spec);
        }
        let activation = match functions::find(&text) {
            Some(id) if id.get().arity == functions::Arity::Exactly(1) => LayerSpec::activation(&call.name),
            _ => None,
        };
        if let Some(spec) = activation {
            return Ok(spec);
        }
        let activations = functions::ALL.iter().filter(|f| f.arity == functions::Arity::Exactly(1)).map(|f| f.name);
        let near = nearest(&text, layers::ALL.iter().map(|layer| layer.name).chain(activations));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "layers are linear, batchnorm, layernorm, rmsnorm, groupnorm, instancenorm, conv2d, avgpool2d, flatten, dropout, and every activation".to_string(),
        };
        self.report(
            Diagnostic::error("layers::unknown", call.span, format!("there is no layer `{text}`")).at("unknown layer").help(help),
        )
    }

    /// The options as given or by default, and the sizes among them.
    fn bind_options(&mut self, spec: &LayerSpec, call: &LayerCall, shape: &[usize]) -> Meant<(FxHashMap<String, Expr>, Sizes)> {
        let (mut options, mut sizes, mut lists): (FxHashMap<String, Expr>, _, FxHashMap<String, Vec<Expr>>) = Default::default();
        let mut sizes_given: Sizes = std::mem::take(&mut sizes);
        let mut places = spec.options.iter();
        for argument in &call.arguments {
            let option: Option<&OptionSpec> = match &argument.name {
                Some((name, _)) => spec.option(&name.to_string()),
                None => match spec.options.first().filter(|first| first.is_list) {
                    Some(list) => Some(list),
                    None => places.next(),
                },
            };
            let Some(option) = option else {
                let place = argument.name.as_ref().map_or(argument.value.span, |(_, place)| *place);
                let known: Vec<&str> = spec.options.iter().map(|option| option.name.as_str()).collect();
                let what = argument.name.as_ref().map_or("one more value".to_string(), |(name, _)| format!("`{name}`"));
                let fault = Diagnostic::error("layers::option", place, format!("`{}` has no option for {what}", spec.name));
                return self.report(fault.help(match known.as_slice() {
                    [] => format!("`{}` takes no options", spec.name),
                    _ => format!("its options are {}", known.join(", ")),
                }));
            };
            if option.is_list {
                lists.entry(option.name.clone()).or_default().push(argument.value.clone());
            } else {
                options.insert(option.name.clone(), argument.value.clone());
            }
        }
        for option in &spec.options {
            if option.is_list {
                let given = lists.remove(&option.name).unwrap_or_default();
                let mut list = Vec::new();
                for expr in &given {
                    list.push(self.positive_size(expr, spec)?);
                }
                if list.is_empty() {
                    list.extend(shape.last());
                }
                sizes_given.lists.insert(option.name.clone(), list);
                continue;
            }
            let by_default = !options.contains_key(&option.name);
            let Some(expr) = options.get(&option.name).cloned().or_else(|| option.default.clone()) else {
                let fault = Diagnostic::error("layers::option", call.span, format!("`{}` needs `{}`", spec.name, option.name));
                return self.report(
                    fault
                        .at("an option is missing")
                        .help(format!("write `{}({} = 2)` or `{}(2)`", spec.name, option.name, spec.name)),
                );
            };
            let as_it_comes = matches!(&expr.kind, Kind::Name(name) if *name == Name::plain("any"));
            if is_size(spec, &option.name) && !as_it_comes {
                let size = match sizes_given.whole(&expr).filter(|_| by_default) {
                    Some(size) => size,
                    None if option.name == "padding" => self.whole_number(&expr, &mut Scope::default())?,
                    None => self.positive_size(&expr, spec)? as i64,
                };
                sizes_given.known.insert(option.name.clone(), size);
            }
            options.insert(option.name.clone(), expr);
        }
        Ok((options, sizes_given))
    }

    fn positive_size(&mut self, expr: &Expr, spec: &LayerSpec) -> Meant<usize> {
        match self.whole_number(expr, &mut Scope::default())? {
            size if size >= 1 && size as usize <= MOST_ELEMENTS => Ok(size as usize),
            size => {
                let message = format!("a size of `{}` is at least 1 and at most {MOST_ELEMENTS}, not {size}", spec.name);
                self.report(Diagnostic::error("layers::option", expr.span, message))
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
            let count: usize = shape.dims.iter().product();
            if count > MOST_ELEMENTS {
                let message = format!("a family has at most {MOST_ELEMENTS} elements");
                return self.report(Diagnostic::error("data::too_many", span, message).at(told(&shape.dims)));
            }
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

    fn layer_dropout(&mut self, options: &FxHashMap<String, Expr>, span: Span) -> Meant<LayerDropout> {
        if let Some(expr) = options.get("p") {
            let node = self.expression(expr, &mut Scope::default())?;
            if let Some(value) = self.graph.known_number(node).cloned()
                && (value.is_negative() || value >= Rational::ONE)
            {
                let message = format!("a probability of dropping is at least 0 and below 1, not {value}");
                let fault = Diagnostic::error("layers::probability", expr.span, message);
                return self.report(fault.at("with p = 1 nothing is left, and 1/(1 − p) has no value"));
            }
        }
        let fixed = match options.get("mask").map(|expr| &expr.kind) {
            Some(Kind::Group(Bracket::Square, rows)) => {
                let mut list = Vec::new();
                for row in rows {
                    let family = self.tensor(&row.value, &mut Scope::default())?;
                    let is_bit =
                        |node: &NodeId| self.graph.as_number(*node).is_some_and(|value| value.is_zero() || value.is_one());
                    if !family.elements.iter().all(is_bit) {
                        let fault = Diagnostic::error("layers::mask", row.value.span, "a mask is made of 0 and 1");
                        return self.report(fault.help("write one list for each row of the table: `mask = [[1, 0], [1, 1]]`"));
                    }
                    list.push(family.elements.clone());
                }
                Some(list)
            }
            Some(Kind::Name(name)) if *name == Name::plain("drawn") => None,
            _ => {
                let fault = Diagnostic::error("layers::mask", span, "a fixed mask is a list of lists");
                return self.report(fault.help("write one list for each row of the table: `mask = [[1, 0], [1, 1]]`"));
            }
        };
        let mask = (1u64..).map(|k| Name { subscript: Some(k.to_string()), ..Name::plain("m") });
        let mask = mask.into_iter().find(|name| !self.entities.contains_key(name)).unwrap_or_default();
        Ok(LayerDropout { mask, fixed })
    }

    /// The name with that number, or the next one that is free.
    fn free_name(&self, base: Name, number: u64) -> Name {
        let mut names = (number..).map(|k| Name { subscript: Some(k.to_string()), ..base.clone() });
        names.find(|name| !self.entities.contains_key(name)).unwrap_or(base)
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

/// Whether an option stands in a shape of the layer.
fn is_size(spec: &LayerSpec, option: &str) -> bool {
    let name = Name::plain(option);
    let stands_in = |expr: &Expr| super::super::visit::names_in(expr).iter().any(|(found, _)| *found == name);
    let dims = spec.input.iter().chain(&spec.output).chain(spec.weights.iter().flat_map(|weight| &weight.dims));
    dims.into_iter().any(|dim| match dim {
        Dim::One(expr) => stands_in(expr),
        Dim::Split(first, second) => stands_in(first) || stands_in(second),
        Dim::Rest | Dim::List(_) => false,
    })
}

fn is_word(options: &FxHashMap<String, Expr>, option: &str, word: &str) -> bool {
    matches!(options.get(option).map(|expr| &expr.kind), Some(Kind::Name(name)) if *name == Name::plain(word))
}

fn shape_help(spec: &LayerSpec) -> String {
    match spec.name.as_str() {
        "conv2d" | "avgpool2d" => {
            "pictures are declared with their channels: `network F(x[1, 28, 28]) = …`; `flatten` comes after them".to_string()
        }
        "layernorm" | "rmsnorm" => {
            "give the sizes of the last dimensions of one row; the rows of the table are the batch".to_string()
        }
        "groupnorm" => "the number of channels is a multiple of the number of groups".to_string(),
        _ => "sizes follow from the layer before; `flatten` makes one dimension of several".to_string(),
    }
}
