//! The library from Rust: a network understood, its loss derived, a derivative looked at, its claims decided.
//!
//! `cargo run --example derive`

use normsym::answer::{self, Options};
use normsym::check::verdict::Verdict;
use normsym::model::Model;
use normsym::render;
use normsym::source::Source;

/// A neuron whose input is normalised over the table; the last claim is false.
const NET: &str = "
function f
param w, b
data (x, Y) = (-1, -1), (1, 1)

F(x) = f(norm(w x, mean = C, std = S) + b)
L    = sum[data] (F(x) - Y)^2
derive L

expect S = |w|
expect S = w
";

fn main() {
    let mut model = Model::load(&Source::new("net.expr", NET), &|name| Err(format!("{name}: there are no files here")));
    for fault in &model.diagnostics {
        println!("{}: {}", fault.code, fault.message);
    }
    let derivation = match answer::derive(&mut model, &Options::default()) {
        Ok(derivation) => derivation,
        Err(faults) => return faults.iter().for_each(|fault| println!("{}: {}", fault.code, fault.message)),
    };

    // The whole answer for a terminal …
    print!("{}", render::derivation_text(&model.graph, &derivation, &render::Options::default()));

    // … and each derivative alone, in LaTeX.
    println!("\nIn LaTeX:");
    for partial in &derivation.targets[0].derivatives {
        println!("{} -> {}", render::text(&model.graph, partial.by), render::latex(&model.graph, partial.value));
    }

    println!("\nClaims:");
    for decided in answer::check(&mut model) {
        let how = match decided.decision.verdict {
            Verdict::Proved => "proved",
            Verdict::Supported => "supported, not proved",
            Verdict::Refuted => "refuted",
            Verdict::IllFormed => "ill-formed",
            Verdict::Undecided => "undecided",
        };
        println!("{how}: {}", decided.decision.certificate);
        if let Some(witness) = decided.decision.witness {
            println!("  at a point the left side is {}, the right side {}", witness.left, witness.right);
        }
    }
}
