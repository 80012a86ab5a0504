//! The shelf of layers: what a `network` is made of, each written in our own language.
//!
//! ```text
//! layer linear(n, bias = true, features = any)    its name and options; `any`: as the shape says
//! input x[..., features]                          the shape of one row; `...` stands for any further dimensions, taken as one
//! weight b[n] = 0 if bias                         a family of weights, where it starts, the option that leaves it out
//! output y[..., n]                                sizes are whole numbers: `/` drops the remainder
//! y[r, i] = sum[j = 1..features] W[i, j] x[r, j] + b[i]   every output; a weight that is left out counts as its start value
//! ```
//!
//! An option is one of the words in its brackets, the first by default; `hint` tells what to do about a shape that does not
//! fit. `norm(e; over = (rows, s))` normalises over the rows of the batch and the index `s`; a dimension that is a product,
//! `x[groups k]`, has one index for each factor; `rest` is the number of elements behind `...`, `d...` any number of
//! sizes. Every function of one argument of [`crate::functions`] is a layer too. What this module does not do: read
//! these texts; [`crate::model`] does.

/// A layer as it stands on the shelf.
pub struct Layer {
    /// What it is called in a pipeline.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// Every layer, in the order of the help.
pub static ALL: &[Layer] = &[
    Layer { name: "linear", text: include_str!("linear.expr") },
    Layer { name: "batchnorm", text: include_str!("batchnorm.expr") },
    Layer { name: "layernorm", text: include_str!("layernorm.expr") },
    Layer { name: "rmsnorm", text: include_str!("rmsnorm.expr") },
    Layer { name: "groupnorm", text: include_str!("groupnorm.expr") },
    Layer { name: "instancenorm", text: include_str!("instancenorm.expr") },
    Layer { name: "conv2d", text: include_str!("conv2d.expr") },
    Layer { name: "avgpool2d", text: include_str!("avgpool2d.expr") },
    Layer { name: "flatten", text: include_str!("flatten.expr") },
    Layer { name: "dropout", text: include_str!("dropout.expr") },
    Layer { name: "identity", text: include_str!("identity.expr") },
];

/// The layer of that name.
///
/// ```
/// use normsym::layers;
/// assert!(layers::find("linear").unwrap().text.contains("sum[j = 1..features] W[i, j] x[r, j] + b[i]"));
/// assert!(layers::find("lineal").is_none());
/// ```
pub fn find(name: &str) -> Option<&'static Layer> {
    ALL.iter().find(|layer| layer.name == name)
}
