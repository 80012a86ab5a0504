//! JSON of `analyze`.
//!
//! ```text
//! {"file", "functions": [{"name", "by": [name], "conditions": [condition],
//!   "dead": [{"parameters": [name], "reason": "absent" | "cancels_out" | "cancels" | "by_signs" | "through", "terms": [name]}],
//!   "perhaps_dead": [name],
//!   "invariances": [{"kind": "scale" | "scale_but_for_eps" | "powers" | "shift", "parameters": [name], "exponents": null | [n], "eps": name | null, "deviations": [name]}],
//!   "invariances_looked_for": [word],
//!   "redundant": [{"left": derivative, "right": expression, "by": name, "others": [{"by": name, "coefficient": number}]}],
//!   "sums_searched": bool,
//!   "normalisations": [{"deviations": [name], "rows", "ddof", "eps": number | null, "rank": n | null, "shift_lost", "scale_lost", "scale_kept_by_eps"}],
//!   "subnets": null | {"masks": [name], "total", "connected", "probability", "kept": [probability], "reason": null | text},
//!   "without_start": [name],
//!   "kinks": null | {"looked_at": n, "met": [{"function", "vanishing", "within", "table", "rows", "convention"}], "undecided": null | {"expression", "reason"}},
//!   "broken": [{"condition", "always": bool, "within", "table", "rows"}], "undecided_conditions": [{"condition", "reason"}],
//!   "step_bound": {"reason": null | word, "by": [name], "hessian": [[expression]], "eigenvalues": [{"exact", "decimal"}],
//!                  "inertia": null | {"negative", "zero", "positive"}, "bound": null | {"exact", "decimal"}}}],
//!  "runs": [{"name", "method", "rate", "plain": bool, "losses": [{"loss", "stable": bool | null, "at_bound": bool, "step_bound": as above}]}],
//!  "errors", "remarks"}
//! ```
//!
//! Keys may be added, never renamed. `eps` of a normalisation is null where it is no number.

use super::json::{conditions, zero_reason};
use crate::analysis::degree::Obstacle;
use crate::analysis::{NoBound, StepBound};
use crate::answer::{Analysis, Analyzed, InvarianceKind, LossRate, Rate, Searched, Uncounted};
use crate::eval::Decimal;
use crate::expr::{Condition, Graph, NodeId};
use crate::model::Subnets;
use crate::render;
use serde_json::{Value, json};

/// The functions of an analysis.
pub(super) fn functions(graph: &Graph, analysis: &Analysis) -> Value {
    let broken = conditions(graph, &analysis.broken_assumptions);
    let function = |found: &Analyzed| {
        let mut value = function(graph, found);
        value["broken_assumptions"] = broken.clone();
        value
    };
    analysis.functions.iter().map(function).collect()
}

/// The rates of training runs.
pub(super) fn runs(graph: &Graph, analysis: &Analysis) -> Value {
    let loss = |found: &LossRate| {
        json!({
            "loss": render::plain(graph, found.loss),
            "stable": found.is_stable,
            "at_bound": found.is_at_bound,
            "step_bound": step_bound(graph, &found.bound),
        })
    };
    let run = |found: &Rate| {
        json!({
            "name": found.run.to_string(),
            "method": found.method,
            "rate": found.rate.to_string(),
            "plain": found.is_plain,
            "losses": found.losses.iter().map(loss).collect::<Vec<_>>(),
        })
    };
    analysis.rates.iter().map(run).collect()
}

fn function(graph: &Graph, found: &Analyzed) -> Value {
    json!({
        "name": render::plain(graph, found.node),
        "by": names(graph, &found.by),
        "conditions": conditions(graph, &found.conditions),
        "dead": found.dead.iter().map(|dead| {
            let mut value = zero_reason(graph, &dead.reason);
            value["parameters"] = names(graph, &dead.by);
            value
        }).collect::<Vec<_>>(),
        "perhaps_dead": names(graph, &found.perhaps_dead),
        "invariances": found.invariances.iter().map(|own| {
            let (kind, eps) = match own.kind {
                InvarianceKind::Scale => ("scale", None),
                InvarianceKind::ScaleButFor(eps) => ("scale_but_for_eps", Some(render::plain(graph, eps))),
                InvarianceKind::Powers => ("powers", None),
                InvarianceKind::Shift => ("shift", None),
            };
            let exponents = (own.kind == InvarianceKind::Powers).then_some(&own.exponents);
            json!({ "kind": kind, "parameters": names(graph, &own.weights), "exponents": exponents, "eps": eps, "deviations": names(graph, &own.deviations) })
        }).collect::<Vec<_>>(),
        "invariances_looked_for": looked_for(found.invariances_searched),
        "redundant": found.redundancies.iter().map(|own| json!({
            "left": render::plain(graph, own.left),
            "right": render::plain(graph, own.right),
            "by": render::plain(graph, own.by),
            "others": own.others.iter().map(|(by, coefficient)| json!({
                "by": render::plain(graph, *by),
                "coefficient": coefficient.to_string(),
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "sums_searched": found.sums_searched,
        "normalisations": normalisations(graph, found),
        "subnets": found.subnets.as_ref().map(|found| subnets(graph, found)),
        "without_start": names(graph, &found.without_start),
        "kinks": kinks(graph, found),
        "broken": found.meeting.broken.iter().map(|own| {
            let mut value = json!({ "condition": condition(graph, &own.condition), "always": own.always });
            put_place(graph, found, own.within, &mut value);
            value
        }).collect::<Vec<_>>(),
        "undecided_conditions": found.meeting.undecided.iter().map(|(own, why)| json!({
            "condition": condition(graph, own),
            "reason": why.to_string(),
        })).collect::<Vec<_>>(),
        "step_bound": step_bound(graph, &found.bound),
    })
}

/// What invariances were looked for; an empty list of them says nothing of others.
fn looked_for(searched: Searched) -> Value {
    let normalisations = ["factors_before_normalisations", "shifts_before_normalisations"];
    let relations: &[&str] = match searched {
        Searched::All => &["factors_by_relations", "powers_by_relations", "shifts_by_relations"],
        Searched::Pairs => &["factors_of_pairs", "powers_of_pairs", "shifts_of_pairs"],
        Searched::Normalisations => &[],
    };
    normalisations.iter().chain(relations).copied().collect()
}

fn names(graph: &Graph, list: &[NodeId]) -> Value {
    list.iter().map(|node| Value::from(render::plain(graph, *node))).collect()
}

fn condition(graph: &Graph, condition: &Condition) -> String {
    render::conditions::plain(graph, condition)
}

/// Adds the definition that something stands in, and its rows.
fn put_place(graph: &Graph, found: &Analyzed, within: Option<NodeId>, value: &mut Value) {
    let place = found.places.iter().find(|place| Some(place.of) == within);
    value["within"] = json!(within.map(|node| render::plain(graph, node)));
    value["table"] = json!(place.map(|place| place.table.to_string()));
    value["rows"] = json!(place.map(|place| &place.rows));
}

fn normalisations(graph: &Graph, found: &Analyzed) -> Value {
    let one = |own: &crate::answer::Normalisation| {
        let jacobian = own.jacobian.as_ref();
        json!({
            "deviations": names(graph, &own.deviations),
            "rows": own.shape.rows,
            "ddof": own.shape.ddof,
            "eps": own.shape.eps.as_ref().map(ToString::to_string),
            "rank": jacobian.and_then(|jacobian| jacobian.rank),
            "shift_lost": jacobian.map(|jacobian| jacobian.loses_shift),
            "scale_lost": jacobian.map(|jacobian| jacobian.loses_scale),
            "scale_kept_by_eps": jacobian.map(|jacobian| jacobian.keeps_scale_by_eps),
        })
    };
    found.normalisations.iter().map(one).collect()
}

fn subnets(graph: &Graph, found: &Result<Subnets, Uncounted>) -> Value {
    match found {
        Ok(found) => json!({
            "masks": names(graph, &found.masks),
            "total": found.total,
            "connected": found.connected.len(),
            "probability": render::plain(graph, found.connected_probability),
            "kept": names(graph, &found.kept_given_connected),
            "reason": null,
        }),
        Err(found) => json!({
            "masks": names(graph, &found.masks),
            "total": u32::try_from(found.masks.len()).ok().and_then(|masks| 2_u64.checked_pow(masks)),
            "connected": null,
            "probability": null,
            "kept": [],
            "reason": found.why,
        }),
    }
}

fn kinks(graph: &Graph, found: &Analyzed) -> Value {
    let Some(kinks) = &found.kinks else { return Value::Null };
    let met = kinks.met.iter().map(|kink| {
        let mut value = json!({
            "function": render::plain(graph, kink.call),
            "vanishing": render::plain(graph, kink.vanishing),
            "convention": kink.convention,
        });
        put_place(graph, found, kink.within, &mut value);
        value
    });
    let undecided = kinks
        .undecided
        .as_ref()
        .map(|(node, why)| json!({ "expression": render::plain(graph, *node), "reason": why.to_string() }));
    json!({ "looked_at": kinks.looked_at, "met": met.collect::<Vec<_>>(), "undecided": undecided })
}

fn step_bound(graph: &Graph, found: &Result<StepBound, NoBound>) -> Value {
    let number = |exact: Option<NodeId>, digits: Option<Decimal>| json!({ "exact": exact.map(|node| render::plain(graph, node)), "decimal": digits.map(|digits| digits.to_string()) });
    match found {
        Ok(found) => json!({
            "reason": null,
            "by": names(graph, &found.by),
            "hessian": found.hessian.iter().map(|row| names(graph, row)).collect::<Vec<_>>(),
            "eigenvalues": found.eigenvalues.iter().map(|own| number(own.exact, own.digits())).collect::<Vec<_>>(),
            "inertia": found.inertia.map(|signs| json!({
                "negative": signs.negative, "zero": signs.zero, "positive": signs.positive,
            })),
            "bound": found.bound.as_ref().map(|bound| number(bound.exact, bound.digits())),
        }),
        Err(why) => json!({ "reason": word(why), "by": [], "hessian": [], "eigenvalues": [], "inertia": null, "bound": null }),
    }
}

fn word(why: &NoBound) -> &'static str {
    match why {
        NoBound::TooMany(_) => "too_many",
        NoBound::NotQuadratic(Obstacle::Inside(_)) => "not_quadratic",
        NoBound::NotQuadratic(Obstacle::Degree(..)) => "degree",
        NoBound::NoCurvature => "no_curvature",
        NoBound::Depends(_) => "depends",
        NoBound::NoValue(_) => "no_value",
        NoBound::NotFound => "not_found",
    }
}
