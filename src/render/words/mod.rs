//! The words of answers, one language per file, one list, [`LANGUAGES`].
//!
//! Formulas, JSON and diagnostics have no language. Certificates, conventions and names of rules are made elsewhere in
//! English; each language says what it calls them ([`Words::foreign`]).

pub mod analysis;
mod en;
mod en_analysis;
mod ru;
mod ru_analysis;
mod ru_phrases;
pub mod runs;

use crate::check::differences::FiniteDifference;
use crate::check::verdict::Verdict;
use std::fmt;

pub use en::ENGLISH;
pub use ru::RUSSIAN;

/// Every language.
pub static LANGUAGES: &[&Words] = &[&ENGLISH, &RUSSIAN];

/// The words of a code, `en` or `ru`.
///
/// ```
/// use normsym::render::words;
/// assert_eq!(words::find("ru").unwrap().where_, "где");
/// assert!(words::find("fr").is_none());
/// ```
pub fn find(code: &str) -> Option<&'static Words> {
    LANGUAGES.iter().copied().find(|words| words.code == code)
}

/// What a language says. Words that stand before something else bring their own space.
pub struct Words {
    /// The code of `--lang`.
    pub code: &'static str,
    /// Before named terms.
    pub where_: &'static str,
    /// Before conditions.
    pub for_: &'static str,
    /// Before a condition on a number that does not meet it.
    pub no_value_for: &'static str,
    /// Before assumptions.
    pub assuming: &'static str,
    /// Before a point.
    pub at: &'static str,
    /// Before conventions.
    pub with: &'static str,
    /// The headline of derivatives.
    pub partial_derivatives: &'static str,
    /// All derivatives.
    pub each: &'static str,
    /// All derivatives but those named.
    pub every_other: &'static str,
    /// Before the reason why a derivative is 0.
    pub zero: &'static str,
    /// A variable that is not in the function.
    pub absent: &'static str,
    /// A variable that the function is written with, but that cancels out.
    pub cancels_out: &'static str,
    /// Parts that cancel.
    pub cancels: &'static str,
    /// The variable acts by signs alone.
    pub by_signs: &'static str,
    /// Between what stood and what an assumption made of it.
    pub became: &'static str,
    /// Why weights that feed a normalisation satisfy a relation; the deviation follows.
    pub shared_factor: &'static str,
    /// A search that ended at a limit.
    pub stopped: &'static str,
    /// The variable acts through one term whose derivative is 0.
    pub through_one: &'static str,
    /// The same for several.
    pub through_several: &'static str,
    /// Values of the two sides of a claim.
    pub sides: fn(&str, &str) -> String,
    /// Before what a mean is of.
    pub mean_of: &'static str,
    /// Before what a deviation is of.
    pub deviation_of: &'static str,
    /// The names that were taken as parameters, and those taken as functions; empty where there are none.
    pub taken: fn(&[String], &[String]) -> String,
    /// Before the right side that would be true.
    pub correct: &'static str,
    /// There is no comparison.
    pub no_difference: &'static str,
    /// A comparison came out well, or not, at so many points; the figure follows.
    pub difference: fn(&FiniteDifference) -> String,
    /// So many points and their largest error; the figure follows.
    pub worst: fn(usize) -> String,
    /// A derivative before simplification: operations before and after.
    pub raw: fn(usize, usize) -> String,
    /// A verdict in a sentence about a derivative.
    pub said: fn(Verdict) -> &'static str,
    /// A verdict in a list.
    pub verdict: fn(Verdict) -> &'static str,
    /// The width of a column of verdicts.
    pub verdict_width: usize,
    /// `line 3`, the number aligned.
    pub line: fn(usize, usize) -> String,
    /// So many claims.
    pub claims: fn(usize) -> String,
    /// No claims.
    pub no_claims: &'static str,
    /// So many of a verdict in a summary.
    pub counted: fn(usize, Verdict) -> String,
    /// Certificates, conventions and rule names that were made elsewhere.
    pub foreign: fn(&str) -> String,
    /// The words of steps.
    pub steps: &'static StepWords,
    /// The words of analyses.
    pub analysis: &'static analysis::AnalysisWords,
    /// What a LaTeX document needs before it begins.
    pub tex_head: &'static str,
}

/// What a language says of steps.
pub struct StepWords {
    /// The headline.
    pub headline: &'static str,
    /// The headline above what comes down to signs.
    pub reduced: &'static str,
    /// Before the derivatives of definitions.
    pub definitions: &'static str,
    /// Before the derivatives of the function.
    pub derived: &'static str,
    /// A line that goes as those above.
    pub likewise: &'static str,
    /// In the place of lines that were not shown to be equal.
    pub not_proved: &'static str,
    /// The chain rule.
    pub chain: &'static str,
    /// The product rule.
    pub product: &'static str,
    /// The quotient rule.
    pub quotient: &'static str,
    /// The power rule.
    pub power: &'static str,
    /// The derivative of a root.
    pub root: &'static str,
    /// The derivative of a known function; its name follows.
    pub function: &'static str,
    /// `(c u)′`.
    pub constant_factor: &'static str,
    /// `(u + v)′`.
    pub sum: &'static str,
    /// The derivative of the mean.
    pub mean: &'static str,
    /// The derivative of the deviation.
    pub deviation: &'static str,
    /// The derivative of a normalised value.
    pub normalised: &'static str,
    /// The deviation of two rows.
    pub deviation_of_two: &'static str,
    /// The deviation of rows on a line.
    pub deviation_on_a_line: &'static str,
    /// The normalised value of two rows.
    pub sign_of_two: &'static str,
    /// The normalised value of rows on a line.
    pub sign_on_a_line: &'static str,
    /// The distances from the mean add up to 0.
    pub centred: &'static str,
    /// Derivatives of definitions put in.
    pub put_in: &'static str,
    /// A sum over the rows called by its name.
    pub named: &'static str,
    /// An abbreviation.
    pub abbreviation: &'static str,
    /// Multiplied out and collected.
    pub collected: &'static str,
    /// Named terms written out.
    pub written_out: &'static str,
    /// Derivatives and points worked out.
    pub worked_out: &'static str,
    /// Exactly 0.
    pub exact_zero: &'static str,
    /// Before the left side of a claim.
    pub left: &'static str,
    /// Before the right side of a claim.
    pub right: &'static str,
    /// The two sides are the same by the exact test.
    pub equal: &'static str,
}

impl fmt::Debug for Words {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Words({})", self.code)
    }
}
