//! normsym: formulas of normalised neural networks, derived, simplified, verified and typeset.

pub mod diagnostic;
pub mod functions;
pub mod name;
pub mod number;
pub mod source;
pub mod syntax;
