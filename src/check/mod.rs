//! Verification: claims decided, derivatives checked against independent evaluations.
//!
//! A claim is proved by the exact zero test alone, refuted by exact or enclosed values at a point alone; what is left is
//! supported by numbers or undecided, and says so.

mod beside;
pub mod concrete;
pub mod conditions;
pub mod decide;
mod definite;
pub mod differences;
pub mod directions;
pub mod domain;
mod equality;
mod fine_difference;
mod jumps;
mod masks;
pub mod meeting;
mod numbers;
mod order;
mod places;
mod proof;
pub mod sampling;
mod shrink;
pub mod told;
mod tolerance;
pub mod verdict;
