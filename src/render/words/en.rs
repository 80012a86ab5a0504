//! English.

use super::{StepWords, Words};
use crate::check::verdict::Verdict;

/// The words.
pub static ENGLISH: Words = Words {
    code: "en",
    where_: "where",
    for_: "for ",
    no_value_for: "no value here: it needs ",
    assuming: "assuming ",
    at: "at ",
    with: "with ",
    partial_derivatives: "Partial derivatives",
    each: "Each derivative",
    every_other: "Every other derivative",
    zero: "0, exactly: ",
    absent: "the variable does not occur in the function",
    cancels_out: "the variable cancels out of the function as it is written",
    cancels: "what comes from the rows adds up to 0, on every branch of the roots",
    by_signs: "the function depends on the variable by signs alone, or not at all",
    became: " became ",
    shared_factor: "exactly: a factor that these weights share acts by its sign alone, because of the division by ",
    stopped: "some expressions are shown in the best form found before the limit of the search: right, but perhaps not the shortest",
    through_one: "0, and the variable acts through this term alone",
    through_several: "0, and the variable acts through these terms alone",
    sides: |left, right| format!("the left side is {left}, the right side {right}"),
    mean_of: "the mean of ",
    deviation_of: "the deviation of ",
    taken: |parameters, functions| {
        let list = |names: &[String], one: &str, many: &str| match names {
            [] => None,
            [name] => Some(format!("{name} as {one}")),
            names => Some(format!("{} as {many}", names.join(", "))),
        };
        let parts =
            [list(parameters, "a parameter", "parameters"), list(functions, "an unspecified function", "unspecified functions")];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() { String::new() } else { format!("taken: {}", parts.join("; ")) }
    },
    correct: "true would be ",
    no_difference: "no point was found for a comparison with central differences",
    difference: |found| {
        let agrees = if found.within_bound { "agrees" } else { "DOES NOT AGREE" };
        let along = match found.directions {
            0 => String::new(),
            number => format!(" along {}", count(number, "random direction")),
        };
        format!("{agrees} with central differences{along} at {}, largest relative error ", count(found.points, "point"))
    },
    worst: |points| format!("{}, largest relative error ", count(points, "point")),
    raw: |before, after| format!("before simplification ({before} operations, now {after})"),
    said: |verdict| match verdict {
        Verdict::Supported => "supported, not proved,",
        Verdict::Refuted => "REFUTED",
        Verdict::Proved => "proved",
        Verdict::IllFormed => "ill-formed",
        Verdict::Undecided => "undecided",
    },
    verdict,
    verdict_width: 10,
    line: |line, digits| format!("line {line:>digits$}"),
    claims: |number| count(number, "claim"),
    no_claims: "no claims",
    counted: |number, which| format!("{number} {}", verdict(which)),
    foreign: str::to_string,
    steps: &STEPS,
    analysis: &super::en_analysis::ANALYSIS,
    tex_head: "",
};

static STEPS: StepWords = StepWords {
    headline: "Steps",
    reduced: "Deviations and normalised values that come down to absolute values and signs",
    definitions: "Each definition, by the names in it (its other names held constant)",
    derived: "From the function down to the weights",
    likewise: "likewise",
    not_proved: "not proved line by line; checked by central differences alone, where the answer above says so",
    chain: "chain rule",
    product: "product rule",
    quotient: "quotient rule",
    power: "power rule",
    root: "derivative of a root",
    function: "derivative of ",
    constant_factor: "constant factor",
    sum: "sum rule",
    mean: "derivative of the mean",
    deviation: "derivative of the deviation",
    normalised: "derivative of a normalised value",
    deviation_of_two: "deviation of two rows",
    deviation_on_a_line: "deviation of rows on a line",
    sign_of_two: "two rows: the sign of their difference is left",
    sign_on_a_line: "rows on a line: their common factor acts by its sign",
    centred: "the distances from the mean add up to 0",
    put_in: "put in",
    named: "the sum over the rows gets a name",
    abbreviation: "abbreviation",
    collected: "multiplied out and collected",
    written_out: "names written out",
    worked_out: "derivatives worked out",
    exact_zero: "exactly 0: exact test, on every branch of the roots",
    left: "left side: ",
    right: "right side: ",
    equal: "the difference is 0 by the exact test",
};

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Proved => "proved",
        Verdict::Supported => "supported",
        Verdict::Refuted => "refuted",
        Verdict::IllFormed => "ill-formed",
        Verdict::Undecided => "undecided",
    }
}

/// `1 point`, `2 points`.
pub(super) fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
