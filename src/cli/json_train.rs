//! A training run in JSON.

use super::json;
use crate::analysis::train::{Assumption, Figure, Run, Step};
use crate::answer::{TooFast, Trained};
use crate::expr::{Graph, NodeId};
use crate::render;
use crate::render::words::runs::ENGLISH;
use serde_json::{Map, Value, json};

/// What stands for the steps of a run until they are written: no text of a file holds it.
const STEPS: &str = "\u{1}steps";

/// The columns before the steps in a report of runs.
const INDENT: &str = "        ";

/// The report with the steps of its runs in their places, one written after the other: as values all at once they would
/// take some kilobytes each.
pub(super) fn with_steps(graph: &Graph, done: &[Trained], digits: usize, report: &str) -> String {
    let place = Value::from(STEPS).to_string();
    let mut out = String::new();
    let mut parts = report.split(place.as_str());
    out.push_str(parts.next().unwrap_or_default());
    for (part, trained) in parts.zip(done) {
        push_steps(&mut out, graph, &trained.run, digits);
        out.push_str(part);
    }
    out
}

fn push_steps(out: &mut String, graph: &Graph, run: &Run, digits: usize) {
    let losses = run.training.losses_text();
    out.push('[');
    for (place, step) in run.steps.iter().enumerate() {
        out.push_str(if place == 0 { "\n" } else { ",\n" });
        for (number, line) in json::written(&self::step(graph, run, step, &losses, digits)).lines().enumerate() {
            out.push_str(if number == 0 { INDENT } else { "\n        " });
            out.push_str(line);
        }
    }
    out.push_str(if run.steps.is_empty() { "]" } else { "\n      ]" });
}

/// A run; its steps come in by [`with_steps`].
pub(super) fn run(graph: &Graph, trained: &Trained, digits: usize) -> Value {
    let run = &trained.run;
    let losses = run.training.losses_text();
    let options: Map<String, Value> =
        run.training.options.iter().map(|(name, value)| (name.to_string(), value.to_string().into())).collect();
    let stop = |stop: &Option<crate::analysis::train::Stop>| match stop {
        Some(stop) => json!({ "k": stop.k, "because": render::run::why(graph, &stop.why, &ENGLISH) }),
        None => Value::Null,
    };
    json!({
        "name": run.training.name.to_string(),
        "optimizer": run.training.optimizer.name,
        "options": options,
        "start": { "point": figures(graph, &run.weights, &run.start, digits), "averages": figures(graph, &run.buffers, &run.start_buffers, digits) },
        "steps": STEPS,
        "rounded_from": stop(&run.rounded_from),
        "stopped": stop(&run.stopped),
        "assumptions": run.assumptions.iter().map(|told| assumption(graph, told)).collect::<Vec<_>>(),
        "not_averaged": run.one_row.iter().map(|node| render::plain(graph, *node)).collect::<Vec<_>>(),
        "masks_as_drawn": run.masks_as_drawn,
        "conventions": run.conventions,
        "above_step_bound": trained.too_fast.iter().map(|found| too_fast(graph, found, &losses, digits)).collect::<Vec<_>>(),
    })
}

/// The first point at which an assumption does not hold, or is not known to.
fn assumption(graph: &Graph, told: &Assumption) -> Value {
    json!({ "assumption": render::conditions::plain(graph, &told.condition), "k": told.k, "broken": told.is_broken })
}

fn step(graph: &Graph, run: &Run, step: &Step, losses: &[String], digits: usize) -> Value {
    let masks: Map<String, Value> =
        step.masks.iter().map(|(mask, kept)| (render::plain(graph, *mask), u8::from(*kept).into())).collect();
    json!({
        "k": step.k,
        "loss": losses.get(step.loss),
        "batch": step.batch.and_then(|place| run.training.batches.get(place)).map(|name| name.to_string()),
        "rate": figure(&step.rate, digits),
        "loss_value": figure(&step.value, digits),
        "gradient": figures(graph, &run.weights, &step.gradient, digits),
        "point": figures(graph, &run.weights, &step.point, digits),
        "averages": figures(graph, &run.buffers, &step.buffers, digits),
        "masks": masks,
        "redrawn": step.redrawn,
        "at_kink": step.at_kink,
        "shortened": step.shortened,
    })
}

fn figure(figure: &Figure, digits: usize) -> Value {
    json!({ "exact": figure.exact().map(|value| value.to_string()), "decimal": figure.decimal(digits) })
}

fn figures(graph: &Graph, nodes: &[NodeId], list: &[Figure], digits: usize) -> Map<String, Value> {
    nodes.iter().zip(list).map(|(node, value)| (render::plain(graph, *node), figure(value, digits))).collect()
}

fn too_fast(graph: &Graph, found: &TooFast, losses: &[String], digits: usize) -> Value {
    let bound = found.bound.bound.as_ref();
    json!({
        "loss": losses.get(found.loss),
        "bound": bound.and_then(|bound| bound.exact).map(|node| render::plain(graph, node)),
        "decimal": bound.and_then(|bound| bound.digits()).map(|digits| digits.to_string()),
        "loss_values": found.values.iter().map(|value| figure(value, digits)).collect::<Vec<_>>(),
    })
}
