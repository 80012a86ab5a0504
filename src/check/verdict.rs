//! What can be said of a claim, and why.

use std::fmt;

/// The five answers; a verdict is never better than what was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Equal wherever both sides are defined, shown by rewriting or by an exact test that covers every sign pattern.
    Proved,
    /// Equal at every point tried, no proof found.
    Supported,
    /// At some point both sides are defined and differ, by exact or enclosed values.
    Refuted,
    /// It does not parse, or names something unknown.
    IllFormed,
    /// No point was found where both sides are defined, or a limit was reached.
    Undecided,
}

impl Verdict {
    /// Every verdict, in the order of the summary.
    pub const ALL: [Verdict; 5] = [Verdict::Proved, Verdict::Supported, Verdict::Refuted, Verdict::IllFormed, Verdict::Undecided];
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Verdict::Proved => "proved",
            Verdict::Supported => "supported",
            Verdict::Refuted => "refuted",
            Verdict::IllFormed => "ill-formed",
            Verdict::Undecided => "undecided",
        })
    }
}
