//! Verification: claims decided, derivatives checked against independent evaluations.
//!
//! A claim is proved by the exact zero test alone, refuted by exact or enclosed values at a point alone; what is left is
//! supported by numbers or undecided, and says so.

mod angles;
mod beside;
mod bounds;
mod cases;
pub mod concrete;
pub mod conditions;
pub mod decide;
mod definite;
pub mod differences;
pub mod directions;
pub mod domain;
mod equality;
mod evidence;
mod fine_difference;
mod flat;
mod inequalities;
mod inside;
mod jumps;
mod linear_program;
mod masks;
pub mod meeting;
mod numbers;
mod order;
mod places;
mod proof;
mod ranges;
mod rising;
pub mod sampling;
mod shrink;
mod support;
mod telling;
pub mod told;
mod tolerance;
pub mod verdict;
