//! The lectures' claims (`examples/lecture/claims.expr`) decided: the whole file, and the longest claims one by one.
//!
//! Run by hand: `cargo bench --bench claims`.

use normsym::answer;
use normsym::check::verdict::Verdict;
use normsym::model::{Claim, Model, Question};
use normsym::source::Source;

const FILE: &str = include_str!("../examples/lecture/claims.expr");

fn main() {
    divan::main();
}

fn load() -> Model {
    Model::load(&Source::new("claims.expr", FILE), &|_| Err("no files here".into()))
}

fn claims(model: &Model) -> Vec<Claim> {
    model.questions.iter().filter_map(|q| if let Question::Claim(claim) = q { Some((**claim).clone()) } else { None }).collect()
}

/// Loaded and decided, all of them; the bar is one second.
#[divan::bench(sample_count = 5)]
fn the_whole_file() -> usize {
    let decided = answer::check(&mut load());
    decided.iter().filter(|one| one.decision.verdict == Verdict::Refuted).count()
}

/// Every claim by its number, decided alone in a file just loaded; the bar is 100 ms for the longest.
#[divan::bench(sample_count = 3, sample_size = 1, args = 0..number_of_claims())]
fn one_claim(bencher: divan::Bencher, number: usize) {
    bencher
        .with_inputs(|| {
            let model = load();
            let claim = claims(&model).swap_remove(number);
            (model, claim)
        })
        .bench_values(|(mut model, claim)| answer::check_one(&mut model, claim).decision.verdict);
}

fn number_of_claims() -> usize {
    claims(&load()).len()
}
