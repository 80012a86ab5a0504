//! A run as CSV: a line for the start and one for each step; `d/w_1` is the derivative by `w_1` that the step took.

use super::{Options, names};
use crate::analysis::train::{Figure, Run};
use crate::expr::Graph;

/// Digits of a number that is no whole one.
const DIGITS: usize = 17;

/// The run, every step of it.
pub fn csv(graph: &Graph, run: &Run, options: &Options<'_>) -> String {
    let digits = options.digits.unwrap_or(DIGITS);
    let (weights, buffers) = (names(graph, &run.weights), names(graph, &run.buffers));
    let masks: Vec<_> = masks_of(run);
    let mut head = vec!["k".to_string(), "loss".into(), "value".into(), "rate".into()];
    head.extend(weights.iter().cloned());
    head.extend(weights.iter().map(|name| format!("d/{name}")));
    head.extend(buffers);
    head.extend(names(graph, &masks));
    let mut out = line(&head);
    let decimals = |list: &[Figure]| list.iter().map(|figure| figure.decimal(digits)).collect::<Vec<_>>();
    let none = |count: usize| vec![String::new(); count];
    let mut start = vec!["0".to_string(), String::new(), String::new(), String::new()];
    start.extend(decimals(&run.start));
    start.extend(none(run.weights.len()));
    start.extend(decimals(&run.start_buffers));
    start.extend(none(masks.len()));
    out.push_str(&line(&start));
    for step in &run.steps {
        let name = options.losses.get(step.loss).cloned().unwrap_or_default();
        let mut row = vec![step.k.to_string(), name, step.value.decimal(digits), step.rate.decimal(digits)];
        row.extend(decimals(&step.point));
        row.extend(decimals(&step.gradient));
        row.extend(decimals(&step.buffers));
        row.extend(masks.iter().map(|mask| {
            let drawn = step.masks.iter().find(|(known, _)| known == mask);
            drawn.map_or(String::new(), |(_, kept)| u8::from(*kept).to_string())
        }));
        out.push_str(&line(&row));
    }
    out
}

/// Every mask that some step draws, in the order met.
fn masks_of(run: &Run) -> Vec<crate::expr::NodeId> {
    let mut list = Vec::new();
    for (mask, _) in run.steps.iter().flat_map(|step| &step.masks) {
        if !list.contains(mask) {
            list.push(*mask);
        }
    }
    list
}

/// One line; what holds a comma or a quote is quoted.
fn line(fields: &[String]) -> String {
    let field = |text: &String| match text.contains([',', '"', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.clone(),
    };
    format!("{}\n", fields.iter().map(field).collect::<Vec<_>>().join(","))
}
