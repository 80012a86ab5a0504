//! Files of claims are loaded and decided without a panic.
#![no_main]

mod pieces;

use libfuzzer_sys::fuzz_target;
use normsym::answer;
use normsym::model::Model;
use normsym::source::Source;
use pieces::File;

fuzz_target!(|file: File| {
    let text = file.text(&[
        "expect A = B",
        "expect A = B assuming A > 0",
        "expect A ≈ B ± 1/10",
        "expect A != B",
        "expect A = B at (x = 1)",
    ]);
    let mut model = Model::load(&Source::new("fuzz.expr", text), &|_| Err("no files here".into()));
    let _ = answer::check(&mut model);
});
