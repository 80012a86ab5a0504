//! The soundness bench: what is true is never refuted, what is false is never proved.
//!
//! Tables of claims stand in plain files beside the tests. An evaluator that shares nothing with the engine but the
//! parser decides what is true at points.

mod agreeing;
mod branches;
mod conditions;
mod falsehoods;
mod hard_cases;
mod identities;
mod lecture;
mod mutants;
mod nets;
mod oracle;
mod rules;
mod table;
mod tree;
mod truths;
mod values;
