//! English: analyses.

use super::analysis::AnalysisWords;
use super::en::count;

pub(super) static ANALYSIS: AnalysisWords = AnalysisWords {
    in_: " in ",
    parameters: |number| count(number, "parameter"),
    none: "none",
    more: |number| format!("and {number} more"),
    dead: "Dead parameters",
    perhaps_dead: "0 at every point tried, but not proved to be 0: undecided",
    invariances: "Invariances",
    scale: "a common factor c > 0 changes nothing, because of the division by ",
    scale_but_for: "a common factor c > 0 changes something only because of ",
    under_the_root_of: " under the root of ",
    shift: "a shift changes nothing: the mean takes it away, before the division by ",
    redundant: "Redundant parameters",
    pairs_only: "only pairs were looked for: the function is too large for sums",
    normalisations: "Normalisations",
    rows: |number| count(number, "row"),
    rank: "the Jacobian has rank ",
    no_rank: "the Jacobian was not looked at",
    and: " and ",
    kinks: "Kinks at the start values",
    no_kink: |number| format!("none ({} looked at)", count(number, "kink")),
    smooth: "none: no function with kinks",
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
    inside: "none: not quadratic as written, parameters stand inside ",
    degree: "none: not quadratic as written, products of parameters have a degree above 2",
    no_curvature: "none: no curvature, the function is of degree 1 at most",
    depends: "no number: the curvature depends on ",
};

/// `1, 2, 5`.
fn listed(rows: &[usize]) -> String {
    rows.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
}
