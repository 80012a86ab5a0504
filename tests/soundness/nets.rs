//! Nets to look at: the lecture's examples, and chains made by rule from a seed.

use crate::oracle::compare::Stream;
use std::fmt::Write;

/// A file with its name.
pub struct Net {
    pub name: String,
    pub text: String,
}

/// The lecture's examples, with tanh in the place of the opaque function and without their claims.
pub fn lecture() -> Vec<Net> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/lecture");
    let mut paths: Vec<_> = std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.ends_with(".expr") && name.starts_with(|c: char| c.is_ascii_digit())
    });
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).expect("readable").replace("function f\n", "function f = tanh\n");
        let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("expect") && !line.starts_with("show")).collect();
        Net { name: path.file_stem().expect("a name").to_string_lossy().into_owned(), text: kept.join("\n") + "\n" }
    };
    // The independent evaluator draws no masks.
    paths.iter().map(read).filter(|net| !net.text.contains("mask(") && !net.text.contains("dropout(")).collect()
}

/// Chains of one to three layers over two to four rows: activations, ε, ddof, scales and biases by a seed.
pub fn generated(count: u64) -> Vec<Net> {
    (0..count).map(net).collect()
}

fn net(seed: u64) -> Net {
    let mut stream = Stream(seed * 31 + 11);
    let mut pick = |list: &[&str]| list[(stream.draw() % list.len() as u64) as usize].to_string();
    let layers = 1 + seed % 3;
    let rows =
        ["(-1, 2), (1, 1)", "(-1, -1), (1, 1), (2, 2)", "(1/2, 0), (-3/2, 1), (2, -1)", "(-2, 1), (0, 3), (1, -1), (5/2, 1/2)"];
    let mut params = vec!["v".to_string(), "c".to_string()];
    let mut body = String::new();
    let mut inner = "x".to_string();
    for layer in 1..=layers {
        let (w, b) = (format!("w_{layer}"), format!("b_{layer}"));
        params.extend([w.clone(), b.clone()]);
        let options = pick(&["", "", ", eps = 1/100", ", ddof = 1"]);
        let activation = pick(&["tanh", "sigmoid", "relu", "softplus", "silu", "gelu", "exp", "leaky_relu", "atan", "abs"]);
        let _ = writeln!(body, "u_{layer}(x) = {w} {inner}{}", if layer % 2 == 0 { format!(" + {b}") } else { String::new() });
        let shift = if layer % 2 == 0 { String::new() } else { format!(" + {b}") };
        let normal = format!("norm(u_{layer}(x), mean = C_{layer}, std = S_{layer}{options})");
        let _ = writeln!(body, "h_{layer}(x) = {activation}({normal}{shift})");
        inner = format!("h_{layer}(x)");
    }
    let output = pick(&["v {} + c", "max(v {}, c)", "tanh(v {} + c)", "v {}^2 + c"]).replace("{}", &inner);
    let text = format!(
        "param {}\ndata (x, Y) = {}\n{body}F(x) = {output}\nL = sum[data] (F(x) - Y)^2\nderive L\n",
        params.join(", "),
        pick(&rows)
    );
    Net { name: format!("net {seed}"), text }
}
