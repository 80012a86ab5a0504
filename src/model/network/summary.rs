//! A network in figures: the shapes from layer to layer and the number of weights.

use super::super::Model;
use super::shape::told;
use crate::name::Name;

/// A network in figures.
///
/// ```
/// use normsym::{model::Model, source::Source};
/// let text = "network F(x[2]) = linear(3) |> relu |> linear(1, bias = false)";
/// let model = Model::load(&Source::new("net.expr", text), &|_| Err("no files here".into()));
/// let summary = &model.network_summaries()[0];
/// assert_eq!((summary.input.as_str(), summary.layers[0].output.as_str(), summary.parameters), ("2", "3", 12));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkSummary {
    /// Its name.
    pub name: Name,
    /// The shape of one row, `1×28×28`.
    pub input: String,
    /// The sizes of that shape; empty for a single number.
    pub dims: Vec<usize>,
    /// Its layers in order.
    pub layers: Vec<LayerSummary>,
    /// How many weights it has.
    pub parameters: usize,
}

/// One layer of a network in figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerSummary {
    /// As the author wrote it.
    pub written: String,
    /// The shape that it gives for one row.
    pub output: String,
    /// The sizes of that shape.
    pub dims: Vec<usize>,
    /// Its families of weights with their sizes.
    pub weights: Vec<(Name, Vec<usize>)>,
    /// How many weights it has.
    pub parameters: usize,
}

impl Model {
    /// The sizes that a family was declared with.
    fn declared_sizes(&self, name: &Name) -> Option<Vec<usize>> {
        match self.entities.get(name) {
            Some(super::super::Entity::Family(family)) => Some(family.sizes.clone()),
            _ => None,
        }
    }

    /// Every network of the file in figures.
    pub fn network_summaries(&self) -> Vec<NetworkSummary> {
        let networks = self.networks.list.iter().map(|network| {
            let layers: Vec<LayerSummary> = network
                .layers
                .iter()
                .map(|used| {
                    let weights: Vec<(Name, Vec<usize>)> = used
                        .declared()
                        .map(|(name, family)| (name.clone(), self.declared_sizes(name).unwrap_or_else(|| family.sizes.clone())))
                        .collect();
                    LayerSummary {
                        written: used.written.clone(),
                        output: told(&used.output.dims),
                        dims: used.output.dims.clone(),
                        parameters: used.weight_count(),
                        weights,
                    }
                })
                .collect();
            let parameters = layers.iter().map(|layer| layer.parameters).sum();
            NetworkSummary {
                name: network.name.clone(),
                input: told(&network.dims),
                dims: network.dims.clone(),
                layers,
                parameters,
            }
        });
        networks.collect()
    }
}
