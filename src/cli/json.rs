//! JSON (the door to `serde_json`): what several commands write alike. Keys may be added, never renamed.

use super::diagnostics;
use crate::answer::{FiniteDifference, NamedTerm, Partial, Target, ZeroReason};
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::{Condition, Graph, NodeId, TermKind};
use crate::model::{LayerSummary, NetworkSummary};
use crate::render;
use crate::source::Source;
use serde_json::{Value, json};

/// The value as text that ends with its line.
pub(super) fn written(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string());
    format!("{text}\n")
}

/// The report of a call that came to nothing.
pub(super) fn only_error(code: &str, message: &str, help: Option<&str>) -> Value {
    json!({ "errors": [{ "line": null, "column": null, "code": code, "message": message, "help": help }] })
}

/// A network in figures.
pub(super) fn network(network: &NetworkSummary) -> Value {
    let layer = |layer: &LayerSummary| {
        let weights: Vec<Value> =
            layer.weights.iter().map(|(name, sizes)| json!({ "name": name.to_string(), "sizes": sizes })).collect();
        json!({ "layer": layer.written, "output": layer.dims, "parameters": layer.parameters, "weights": weights })
    };
    let layers: Vec<Value> = network.layers.iter().map(layer).collect();
    json!({ "name": network.name.to_string(), "input": network.dims, "parameters": network.parameters, "layers": layers })
}

/// The errors, or the remarks, of a list in the order of the source.
pub(super) fn diagnostics(list: &[Diagnostic], source: &Source, severity: Severity) -> Value {
    let mut chosen: Vec<&Diagnostic> = list.iter().filter(|diagnostic| diagnostic.severity == severity).collect();
    chosen.sort_by_key(|diagnostic| (diagnostic.span().start, diagnostic.code));
    chosen.iter().map(|diagnostic| diagnostic_value(diagnostic, source)).collect()
}

fn diagnostic_value(diagnostic: &Diagnostic, source: &Source) -> Value {
    let place = diagnostics::has_place(diagnostic, source).then(|| source.position(diagnostic.span().start));
    json!({
        "line": place.map(|place| place.line),
        "column": place.map(|place| place.column),
        "code": diagnostic.code,
        "message": diagnostic.message,
        "help": diagnostic.help,
    })
}

/// One function with its named terms and derivatives.
pub(super) fn target(graph: &Graph, target: &Target) -> Value {
    let terms: Vec<Value> = target
        .terms
        .iter()
        .map(|term| {
            json!({
                "name": render::plain(graph, term.node),
                "expression": body_of(graph, term, render::plain, render::plain_derivative),
                "latex": body_of(graph, term, render::latex, render::latex_derivative),
            })
        })
        .collect();
    let derivatives: Vec<Value> = target.derivatives.iter().map(|partial| derivative(graph, partial)).collect();
    let mut value = json!({
        "name": render::plain(graph, target.node),
        "expression": render::plain(graph, target.body),
        "latex": render::latex(graph, target.body),
        "terms": terms,
        "conditions": conditions(graph, &target.conditions),
        "derivatives": derivatives,
        "stopped": target.stopped,
        "assumed": target.changes.iter().map(|change| json!({
            "assumption": render::conditions::plain(graph, &change.assumption),
            "before": render::plain(graph, change.before),
            "after": render::plain(graph, change.after),
        })).collect::<Vec<_>>(),
        "relations": target.relations.iter().map(|relation| json!({
            "expression": render::plain(graph, relation.sum),
            "equals": "0",
            "because": "scale",
        })).collect::<Vec<_>>(),
    });
    if let Some(steps) = &target.steps {
        value["steps"] = super::json_steps::steps(graph, steps);
    }
    value
}

/// A spelling of what a term stands for.
type Spelling = fn(&Graph, NodeId) -> String;

/// The body of a term in the first spelling, that of a derivative in the second.
fn body_of(graph: &Graph, term: &NamedTerm, own: Spelling, derived: Spelling) -> String {
    let is_derived = graph.as_term(term.node).is_some_and(|entry| entry.kind == TermKind::Derivative);
    if is_derived { derived(graph, term.body) } else { own(graph, term.body) }
}

fn derivative(graph: &Graph, partial: &Partial) -> Value {
    json!({
        "by": render::plain(graph, partial.by),
        "expression": render::plain_derivative(graph, partial.value),
        "latex": render::latex_derivative(graph, partial.value),
        "operations": partial.operations,
        "operations_raw": partial.operations_raw,
        "conditions": conditions(graph, &partial.conditions),
        "conventions": partial.conventions,
        "verdict": partial.verdict.to_string(),
        "certificate": partial.certificate,
        "zero_because": zero_because(graph, partial.zero_because.as_ref()),
        "finite_difference": partial.finite_difference.as_ref().map(finite_difference),
    })
}

/// Why a derivative is exactly 0, `null` where it is not.
fn zero_because(graph: &Graph, reason: Option<&ZeroReason>) -> Value {
    reason.map_or(Value::Null, |reason| zero_reason(graph, reason))
}

/// Why a derivative is exactly 0: a word, and the named terms that it acts through.
pub(super) fn zero_reason(graph: &Graph, reason: &ZeroReason) -> Value {
    match reason {
        ZeroReason::Absent => json!({"reason": "absent"}),
        ZeroReason::CancelsOut => json!({"reason": "cancels_out"}),
        ZeroReason::Cancels => json!({"reason": "cancels"}),
        ZeroReason::BySigns => json!({"reason": "by_signs"}),
        ZeroReason::Through(terms) => {
            json!({"reason": "through", "terms": terms.iter().map(|term| render::plain(graph, *term)).collect::<Vec<_>>()})
        }
    }
}

fn finite_difference(found: &FiniteDifference) -> Value {
    json!({
        "points": found.points,
        "max_relative_error": rounded(found.max_relative_error),
        "within_bound": found.within_bound,
        "directions": found.directions,
    })
}

/// Conditions in the plain spelling.
pub(super) fn conditions(graph: &Graph, list: &[Condition]) -> Value {
    list.iter().map(|condition| Value::from(render::conditions::plain(graph, condition))).collect()
}

/// A float with two significant digits, so that every machine writes the same; `null` where it is no number.
pub(super) fn rounded(value: f64) -> Value {
    format!("{value:.1e}").parse::<f64>().map_or(Value::Null, Value::from)
}
