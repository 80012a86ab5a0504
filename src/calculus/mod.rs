//! Derivatives: reverse mode for answers, forward mode to check them, and the working out of the derivatives and points
//! that an expression asks for.
//!
//! `∂L/∂w` is total: it goes through every named term, so through C_i and S_i, unless a term is held constant. Reverse
//! mode visits each node once and names the derivative by each named term, so gradients stay linear in the graph.

mod above_zero;
mod expansion;
mod forward;
mod local;
mod pointwise;
mod resolve;
mod reverse;
mod smoothness;

pub use forward::tangent;
pub use pointwise::{Pointwise, at_point, composed};
pub use resolve::{resolve, resolve_for_reader};
pub use reverse::{Gradient, gradient, is_used_itself};
pub use smoothness::{KinkedCall, Smoothness, smoothness};

use crate::expr::{Graph, NodeId};

/// Rewrites the derivative by a variable or named term (given first) before others build on it: the place where answers
/// are simplified.
pub type Polish<'a> = dyn FnMut(&mut Graph, NodeId, NodeId) -> NodeId + 'a;
