//! What `derive` and `show` write alike: functions in one of the formats.

use super::input::Loaded;
use super::json;
use crate::answer::Derivation;
use crate::render::{self, formats};
use serde_json::Value;

/// The derivation in the named format, JSON with the file's own diagnostics.
pub(super) fn written(loaded: &Loaded, derivation: &Derivation, format: &str, options: &render::Options) -> String {
    let graph = &loaded.model.graph;
    match formats::find(format).and_then(|format| format.render) {
        Some(render) => render(graph, derivation, options),
        None => {
            let targets: Vec<Value> = derivation.targets.iter().map(|target| json::target(graph, target)).collect();
            loaded.report("targets", Value::Array(targets), &loaded.diagnostics())
        }
    }
}
