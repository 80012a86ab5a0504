//! normsym: formulas of normalised neural networks, derived, simplified, verified and typeset.

pub mod answer;
pub mod check;
pub mod diagnostic;
pub mod expr;
pub mod functions;
pub mod name;
pub mod number;
pub mod rules;
pub mod simplify;
pub mod source;
pub mod syntax;
