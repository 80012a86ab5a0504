//! normsym: formulas of normalised neural networks, derived, simplified, verified and typeset.

pub mod answer;
pub mod calculus;
pub mod check;
pub mod cli;
pub mod diagnostic;
pub mod eval;
pub mod expr;
pub mod functions;
pub mod model;
pub mod name;
pub mod number;
pub mod render;
pub mod rules;
pub mod simplify;
pub mod source;
pub mod syntax;
