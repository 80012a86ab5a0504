//! The shelf of identities: one family per file, one list, [`ALL`].
//!
//! A rule is text in our own language: `left` may be replaced by `right` wherever its conditions hold. Nothing here
//! reads, matches or applies a rule; `sign(0) = 0` and `step(0) = 0` as everywhere.

pub mod exp_ln;
pub mod hyperbolic;
pub mod relu;
pub mod roots;
pub mod signs;
pub mod trig;

use crate::functions::Need;

/// One identity, read from left to right.
#[derive(Debug)]
pub struct Rule {
    /// What readers of a derivation see.
    pub name: &'static str,
    /// The form to be replaced; single letters stand for any expression.
    pub left: &'static str,
    /// The form that replaces it, in the same letters.
    pub right: &'static str,
    /// Where it is true: each expression must meet its need.
    pub when: &'static [(&'static str, Need)],
    /// One sentence: why it is true, and what happens outside the condition.
    pub about: &'static str,
}

/// Every family.
pub static ALL: &[&[Rule]] = &[roots::RULES, signs::RULES, exp_ln::RULES, hyperbolic::RULES, trig::RULES, relu::RULES];

/// Every rule of every family.
///
/// ```
/// assert!(normsym::rules::all().iter().any(|rule| rule.left == "abs(x) sign(x)" && rule.right == "x"));
/// ```
pub fn all() -> Vec<&'static Rule> {
    ALL.iter().copied().flatten().collect()
}
