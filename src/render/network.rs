//! A network in figures as a table: what each layer makes of the shape, and its weights.
//!
//! ```text
//! F: 1×28×28 → 10, 4293 weights
//!   conv2d(3, 5)   1×28×28 → 3×24×24   78   W_1[3,1,5,5], b_1[3]
//! ```

use super::latex;
use super::math::Math;
use crate::model::{LayerSummary, NetworkSummary};
use unicode_width::UnicodeWidthStr;

/// One line of the table: layer, shapes, number of weights, their families.
fn cells(layer: &LayerSummary, before: &str) -> [String; 4] {
    let count = if layer.parameters == 0 { String::new() } else { layer.parameters.to_string() };
    let families: Vec<String> = layer.weights.iter().map(|(name, sizes)| format!("{name}[{}]", listed(sizes))).collect();
    [layer.written.clone(), format!("{before} → {}", layer.output), count, families.join(", ")]
}

fn listed(sizes: &[usize]) -> String {
    sizes.iter().map(usize::to_string).collect::<Vec<_>>().join(",")
}

fn rows(network: &NetworkSummary) -> Vec<[String; 4]> {
    let before = std::iter::once(&network.input).chain(network.layers.iter().map(|layer| &layer.output));
    network.layers.iter().zip(before).map(|(layer, before)| cells(layer, before)).collect()
}

fn title(network: &NetworkSummary) -> String {
    let output = network.layers.last().map_or(network.input.as_str(), |layer| layer.output.as_str());
    let weights = if network.parameters == 1 { "1 weight".to_string() } else { format!("{} weights", network.parameters) };
    format!("{}: {} → {output}, {weights}", network.name, network.input)
}

/// The table for a terminal.
pub fn network_text(network: &NetworkSummary) -> String {
    let rows = rows(network);
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    let mut out = format!("{}\n", title(network));
    for row in &rows {
        let pad = |column: usize| " ".repeat(widths[column] - row[column].width());
        let line = format!("  {}{}  {}{}  {}{}  {}", row[0], pad(0), row[1], pad(1), pad(2), row[2], row[3]);
        out.push_str(&format!("{}\n", line.trim_end()));
    }
    out
}

/// The table in LaTeX.
pub fn network_latex(network: &NetworkSummary) -> String {
    let shape = |text: &str| format!("${}$", text.replace('×', r" \times ").replace('→', r"\to"));
    let plain = |text: &str| text.replace('_', r"\_").replace('[', "{[}").replace(']', "{]}").replace('^', r"\^{}");
    let mut out = format!("\\texttt{{{}}}: {} weights\n\n", plain(&network.name.to_string()), network.parameters);
    out.push_str("\\begin{tabular}{llrl}\nlayer & shape & weights & families \\\\\n\\hline\n");
    for (row, layer) in rows(network).iter().zip(&network.layers) {
        let families: Vec<String> = layer
            .weights
            .iter()
            .map(|(name, sizes)| {
                let name = latex::write(&Math::Name(name.clone(), Box::new([])));
                format!("${name}{{[{}]}}$", listed(sizes))
            })
            .collect();
        out.push_str(&format!(
            "\\texttt{{{}}} & {} & {} & {} \\\\\n",
            plain(&row[0]),
            shape(&row[1]),
            row[2],
            families.join(", ")
        ));
    }
    out.push_str("\\end{tabular}\n\n");
    out
}

/// The table in Markdown.
pub fn network_markdown(network: &NetworkSummary) -> String {
    let mut out = format!("`{}`\n\n| layer | shape | weights | families |\n| --- | --- | ---: | --- |\n", title(network));
    for row in rows(network) {
        let families = if row[3].is_empty() { String::new() } else { format!("`{}`", row[3]) };
        out.push_str(&format!("| `{}` | {} | {} | {families} |\n", row[0], row[1], row[2]));
    }
    out.push('\n');
    out
}
