//! Verification: claims decided, derivatives checked against independent evaluations.

pub mod verdict;
