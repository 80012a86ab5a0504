//! English: analyses.

use super::analysis::AnalysisWords;
use super::en::count;
use crate::answer::Searched;

pub(super) static ANALYSIS: AnalysisWords = AnalysisWords {
    in_: " in ",
    parameters: |number| count(number, "parameter"),
    none: "none",
    more: |number| format!("and {number} more"),
    dead: "Dead parameters",
    perhaps_dead: "0 at every point tried, but not proved to be 0: undecided",
    invariances: "Invariances",
    each_alone: ", each alone: ",
    more_groups: |number| format!("and so for {number} more groups of parameters"),
    common: "a common factor ",
    factor: "a factor ",
    scale: " changes nothing, because of the division by ",
    scale_but_for: " changes something only because of ",
    changes_nothing: " changes nothing",
    times_power: " times ",
    changes_nothing_for: ": changes nothing for every ",
    common_shift: "a common shift changes nothing",
    none_of: |searched| match searched {
        Searched::All => "none of those looked for (factors and shifts before a normalisation; common factors, factors c and \
                          1/c, common shifts by linear relations of the derivatives)"
            .into(),
        Searched::Pairs => "none of those looked for (factors and shifts before a normalisation; factors and shifts of two \
                            parameters: the function is too large for more)"
            .into(),
        Searched::Normalisations => "none of those looked for (factors and shifts before a normalisation: the function is too \
                                     large for others)"
            .into(),
    },
    under_the_root_of: " under the root of ",
    shift: "a shift changes nothing: the mean takes it away, before the division by ",
    redundant: "Redundant parameters",
    pairs_only: "only pairs were looked for: the function is too large for sums",
    normalisations: "Normalisations",
    rows: |number| count(number, "row"),
    rank: "the Jacobian has rank ",
    no_rank: "the Jacobian was not looked at",
    and: " and ",
    masks: "Masks",
    subnets: |total, connected| format!(": {total} subnets, {connected} of them connected, with probability "),
    kept: "kept in a connected draw: ",
    with_probability: " with probability ",
    not_counted: " subnets; how many of them are connected was not counted: ",
    kinks: "Kinks at the start values",
    no_kink: |number| format!("none ({} looked at)", count(number, "kink")),
    taken_there: "the derivative there is a convention: ",
    smooth: "no function with kinks",
    within: " in ",
    row: |table, rows| format!("{} {} of {table}", if rows.len() == 1 { "row" } else { "rows" }, listed(rows)),
    without_start: "not looked at: no start value for ",
    not_decided: "not decided: ",
    conditions: "Conditions",
    no_conditions: "none needed",
    needed: "needed: ",
    all_hold: "all hold at the start values",
    fails_at_start: " fails at the start values",
    fails_always: " fails for these data, whatever the parameters are",
    not_decided_at_start: "not decided at the start values: ",
    assumption: "the assumption ",
    bound: "Step bound",
    hessian_in: "the Hessian in ",
    is: " is ",
    eigenvalues: "eigenvalues: ",
    times: |number| format!(" ({number} times)"),
    largest: "the largest eigenvalue is ",
    smallest: "the smallest ",
    definite: "positive definite: one minimum",
    semidefinite: |number| format!("positive semidefinite: {} without curvature", count(number, "direction")),
    indefinite: "not semidefinite: there is no minimum, and no rate is stable",
    signs_unknown: "whether it is positive semidefinite is not certain",
    stable: "plain gradient descent is stable up to the rate ",
    too_many: |most| format!("not looked at: more than {most} parameters"),
    inside: "not quadratic as written: parameters stand inside ",
    degree: "not quadratic as written: products of parameters have a degree above 2",
    no_curvature: "no curvature: the function is of degree 1 at most",
    depends: "no number: the curvature depends on ",
    rates: "Rate and step bound",
    with_rate: " with rate ",
    other_method: "step bounds are for plain gradient descent, so nothing is said of this method",
    within_bound: "the rate is within the bound ",
    at_bound: "the rate is AT the bound ",
    neither: ": along the largest curvature, the steps on this loss alone neither shrink nor grow",
    above_bound: "the rate is ABOVE the bound ",
    near_bound: "too near to tell to the bound ",
    diverges: "; from almost every start, steps on this loss alone diverge",
};

/// `1, 2, 5`.
fn listed(rows: &[usize]) -> String {
    rows.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
}
