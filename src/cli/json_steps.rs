//! The steps in JSON: one entry per line, expressions in the plain spelling, which reads back.

use super::json::conditions;
use crate::answer::steps::{ClaimSteps, Derived, Line, Steps};
use crate::expr::{Graph, NodeId};
use crate::render::{self, steps::rules, words::ENGLISH};
use serde_json::{Value, json};

/// The steps of a derivation: `term` is what the line is about, a derivative or what comes down to signs.
pub(super) fn steps(graph: &Graph, steps: &Steps) -> Value {
    let reduced = of_definition(graph, &steps.reduced).into_iter();
    let definitions = steps.definitions.iter().flat_map(|definition| of_definition(graph, &definition.lines));
    reduced.chain(definitions).chain(steps.derived.iter().flat_map(|derived| derivation(graph, derived))).collect()
}

fn of_definition(graph: &Graph, lines: &[Line]) -> Vec<Value> {
    let (mut out, mut term, mut before) = (Vec::new(), None, None);
    for line in lines {
        // A line that goes on from the one above is about the same derivative.
        let name = term.filter(|_| before == Some(line.before)).unwrap_or(line.before);
        (term, before) = (Some(name), Some(line.after));
        out.push(if line.proved { entry(graph, name, line) } else { unproved(graph, name, line.after) });
    }
    out
}

fn derivation(graph: &Graph, derived: &Derived) -> Vec<Value> {
    match derived.is_proved() {
        true => derived.lines.iter().map(|line| entry(graph, derived.name, line)).collect(),
        false => vec![unproved(graph, derived.name, derived.value)],
    }
}

fn entry(graph: &Graph, term: NodeId, line: &Line) -> Value {
    json!({
        "term": render::plain(graph, term),
        "rule": rules(&line.rules, &ENGLISH),
        "before": render::plain_derivative(graph, line.before),
        "after": render::plain_derivative(graph, line.after),
        "conditions": conditions(graph, &line.conditions),
        "proved": true,
    })
}

/// What was not shown line by line is told by its result alone.
fn unproved(graph: &Graph, term: NodeId, value: NodeId) -> Value {
    json!({
        "term": render::plain(graph, term),
        "rule": ENGLISH.steps.not_proved,
        "before": render::plain(graph, term),
        "after": render::plain_derivative(graph, value),
        "conditions": [],
        "proved": false,
    })
}

/// The steps of a claim: the left side, the right side, and what the exact test says of the two.
pub(super) fn claim(graph: &Graph, steps: &ClaimSteps) -> Value {
    let sides = [(&steps.left, "left"), (&steps.right, "right")];
    let forms = sides.iter().flat_map(|(forms, side)| {
        forms.iter().map(move |form| {
            json!({
                "side": side,
                "expression": render::plain(graph, form.expression),
                "rule": form.rule.map_or_else(|| "as written".to_string(), |rule| rules(&[rule], &ENGLISH)),
                "conditions": conditions(graph, &form.conditions),
            })
        })
    });
    let mut list: Vec<Value> = forms.collect();
    if steps.equal {
        list.push(json!({ "side": "both", "expression": "0", "rule": ENGLISH.steps.equal, "conditions": [] }));
    }
    Value::Array(list)
}
