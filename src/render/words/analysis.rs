//! The words of analyses: what a language says of dead parameters, invariances, ranks, kinks and step bounds.

use crate::answer::Searched;

/// What a language says of analyses. Words that stand before or behind something else bring their own space.
pub struct AnalysisWords {
    /// Between a function and its parameters.
    pub in_: &'static str,
    /// So many parameters.
    pub parameters: fn(usize) -> String,
    /// Nothing found.
    pub none: &'static str,
    /// So many more that are not listed.
    pub more: fn(usize) -> String,
    /// Headline: parameters without effect.
    pub dead: &'static str,
    /// A derivative that is 0 at every point tried.
    pub perhaps_dead: &'static str,
    /// Headline: changes that the function does not see.
    pub invariances: &'static str,
    /// Between weights that are changed one by one and the change.
    pub each_alone: &'static str,
    /// So many more groups of weights.
    pub more_groups: fn(usize) -> String,
    /// A factor of several weights; `c > 0` follows.
    pub common: &'static str,
    /// A factor of one weight; `c > 0` follows.
    pub factor: &'static str,
    /// A factor changes nothing; the deviations follow.
    pub scale: &'static str,
    /// The same, were it not for what follows; then the deviations.
    pub scale_but_for: &'static str,
    /// Behind a factor that changes nothing.
    pub changes_nothing: &'static str,
    /// Between weights and a power of c that they are multiplied by.
    pub times_power: &'static str,
    /// Behind powers of c that change nothing; `c > 0` follows.
    pub changes_nothing_for: &'static str,
    /// Several weights are shifted by one number.
    pub common_shift: &'static str,
    /// No invariance, with what was looked for.
    pub none_of: fn(Searched) -> String,
    /// Between what breaks an invariance and the deviations.
    pub under_the_root_of: &'static str,
    /// A shift; the deviations follow.
    pub shift: &'static str,
    /// Headline: relations between derivatives.
    pub redundant: &'static str,
    /// The search was for pairs alone.
    pub pairs_only: &'static str,
    /// Headline: normalisations and their ranks.
    pub normalisations: &'static str,
    /// So many rows.
    pub rows: fn(usize) -> String,
    /// Before the rank.
    pub rank: &'static str,
    /// A Jacobian that was not looked at.
    pub no_rank: &'static str,
    /// Between two things.
    pub and: &'static str,
    /// Headline: random factors.
    pub masks: &'static str,
    /// Behind the masks: so many subnets, so many connected; the probability follows.
    pub subnets: fn(u64, u64) -> String,
    /// Before the masks with the probabilities that they are kept.
    pub kept: &'static str,
    /// Between a mask and its probability.
    pub with_probability: &'static str,
    /// Between a number of subnets and the reason why the connected ones were not counted.
    pub not_counted: &'static str,
    /// Headline: kinks.
    pub kinks: &'static str,
    /// So many functions with kinks, none at one.
    pub no_kink: fn(usize) -> String,
    /// Before a convention.
    pub taken_there: &'static str,
    /// There are no functions with kinks.
    pub smooth: &'static str,
    /// Between a call and the definition that it stands in.
    pub within: &'static str,
    /// A row of a table.
    pub row: fn(&str, &[usize]) -> String,
    /// Before the names that have no start value.
    pub without_start: &'static str,
    /// Before a reason.
    pub not_decided: &'static str,
    /// Headline: conditions.
    pub conditions: &'static str,
    /// No conditions.
    pub no_conditions: &'static str,
    /// Before the conditions.
    pub needed: &'static str,
    /// All conditions are met.
    pub all_hold: &'static str,
    /// A condition that the start values break.
    pub fails_at_start: &'static str,
    /// A condition that the data break.
    pub fails_always: &'static str,
    /// Before conditions that could not be decided.
    pub not_decided_at_start: &'static str,
    /// Before an assumption that the start values break.
    pub assumption: &'static str,
    /// Headline: the step bound.
    pub bound: &'static str,
    /// Before the names of the Hessian's rows.
    pub hessian_in: &'static str,
    /// Between the names and the matrix.
    pub is: &'static str,
    /// Before the eigenvalues.
    pub eigenvalues: &'static str,
    /// So many times.
    pub times: fn(usize) -> String,
    /// Before the largest eigenvalue, and before the smallest.
    pub largest: &'static str,
    /// See [`AnalysisWords::largest`].
    pub smallest: &'static str,
    /// All eigenvalues are positive.
    pub definite: &'static str,
    /// So many eigenvalues are 0, the others positive.
    pub semidefinite: fn(usize) -> String,
    /// Some eigenvalue is negative.
    pub indefinite: &'static str,
    /// The signs are not certain.
    pub signs_unknown: &'static str,
    /// Before the bound.
    pub stable: &'static str,
    /// No bound: too many parameters, more than this.
    pub too_many: fn(usize) -> String,
    /// No bound: weights stand inside a function, root or quotient; it may follow.
    pub inside: &'static str,
    /// No bound: the degree is too high.
    pub degree: &'static str,
    /// No bound: no curvature.
    pub no_curvature: &'static str,
    /// No bound: the curvature depends on what follows.
    pub depends: &'static str,
    /// Headline: rates of training runs.
    pub rates: &'static str,
    /// Between a method and its rate.
    pub with_rate: &'static str,
    /// A method that is not plain descent.
    pub other_method: &'static str,
    /// The rate is not above the bound, which follows.
    pub within_bound: &'static str,
    /// The rate is the bound, which follows.
    pub at_bound: &'static str,
    /// Behind a bound that the rate is equal to.
    pub neither: &'static str,
    /// The rate is above the bound, which follows.
    pub above_bound: &'static str,
    /// Whether it is above the bound, which follows, is not certain.
    pub near_bound: &'static str,
    /// Behind a bound that the rate is above.
    pub diverges: &'static str,
}
