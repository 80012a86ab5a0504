//! Networks: `network F(x[2]) = linear(2) |> batchnorm |> relu |> linear(1)`.
//!
//! Each layer of the pipeline is a text of the shelf ([`crate::layers`]) with its sizes put in. Its outputs are named
//! terms, `F_1(data[3])[2]` for the second output of the first layer at the third row (the last layer is `F` itself); its
//! weights are families, `W_1`, `b_1`, `gamma_1`; its statistics are `C_1`, `S_1`, with the index of the channel. What this
//! module does not do: differentiate or evaluate; what a layer is, the shelf says.

mod argument;
mod declare;
mod dropout;
mod examine;
mod layer;
mod loss;
mod norm;
mod options;
mod plan;
mod shape;
mod spec;
mod summary;
mod value;

pub use summary::{LayerSummary, NetworkSummary};

use super::Family;
use crate::expr::NodeId;
use crate::name::Name;
use crate::source::Span;
use crate::syntax::ast::Expr;
use plan::{NormText, Plan};
use rustc_hash::{FxHashMap, FxHashSet};
use shape::{Shape, Sizes};
use spec::LayerSpec;
use std::rc::Rc;

/// The networks of a file and what was made of them.
#[derive(Debug, Default)]
pub(super) struct Networks {
    pub(super) list: Vec<Network>,
    inputs: argument::Inputs,
    values: FxHashMap<value::ValueKey, Option<Rc<Family>>>,
    statistics: FxHashMap<norm::GroupKey, Option<norm::Statistics>>,
    /// What is being made: what comes back inside itself never ends.
    open: FxHashSet<OpenKey>,
    /// The mask of a component: network, layer, argument, place.
    masks: FxHashMap<(usize, usize, usize, usize), NodeId>,
    /// Networks with a fault: what they would have declared is not missed again.
    pub(super) faulty: Vec<Name>,
    /// How many layers have a matrix of weights, and how many normalise.
    counted: (u64, u64),
}

/// Something of a network that is being made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum OpenKey {
    Value(value::ValueKey),
    Group(norm::GroupKey),
}

impl Networks {
    fn next_weight(&mut self) -> u64 {
        self.counted.0 += 1;
        self.counted.0
    }

    fn next_norm(&mut self) -> u64 {
        self.counted.1 += 1;
        self.counted.1
    }
}

/// A pipeline with its sizes.
#[derive(Clone, Debug)]
pub(super) struct Network {
    pub(super) name: Name,
    pub(super) span: Span,
    /// The name of the argument.
    formal: Name,
    /// The shape of one row; empty for a single number.
    dims: Vec<usize>,
    pub(super) layers: Vec<Rc<LayerUse>>,
}

/// One layer where it stands in a pipeline.
#[derive(Debug)]
pub(super) struct LayerUse {
    spec: Rc<LayerSpec>,
    span: Span,
    /// How the author wrote it.
    written: String,
    /// What its outputs are called.
    value: Name,
    sizes: Sizes,
    options: FxHashMap<String, Expr>,
    input: Shape,
    output: Shape,
    weights: Vec<Weight>,
    plan: Plan,
    /// The number of slots of the plan.
    slots: usize,
    pub(super) norm: Option<LayerNorm>,
    dropout: Option<LayerDropout>,
}

/// A family of weights of a layer.
#[derive(Debug)]
struct Weight {
    /// The family's name, where the layer has it.
    name: Option<Name>,
    /// Its elements by the view; where it is left out, the value that stands for each.
    family: Rc<Family>,
}

/// The normalisation of a layer, with the names of its statistics.
#[derive(Debug)]
pub(super) struct LayerNorm {
    pub(super) mean: Name,
    pub(super) deviation: Name,
    /// The normalised value.
    value: Name,
    text: NormText,
    /// The running averages, mean and variance, where it keeps them.
    buffers: Option<(Rc<Family>, Rc<Family>)>,
}

/// The masks of a dropout layer.
#[derive(Debug)]
struct LayerDropout {
    /// What its masks are called.
    mask: Name,
    /// Masks that the author fixed, row by row.
    fixed: Option<Vec<Vec<NodeId>>>,
}

/// What a name of a network stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum NetworkPart {
    /// The outputs of a layer.
    Value { network: usize, layer: usize },
    /// The normalised values of a layer.
    Normalised { network: usize, layer: usize },
    /// The means of a layer's normalisation.
    Mean { network: usize, layer: usize },
    /// The deviations of a layer's normalisation.
    Deviation { network: usize, layer: usize },
    /// The sums `T_k` (of products) or `G_k` of a layer's backward pass.
    Sum { network: usize, layer: usize, products: bool },
    /// The masks of a dropout layer.
    Mask { network: usize, layer: usize },
}
