//! Files with a loss are loaded, differentiated and simplified without a panic.
#![no_main]

mod pieces;

use libfuzzer_sys::fuzz_target;
use normsym::answer::{self, Options};
use normsym::model::Model;
use normsym::source::Source;
use pieces::File;

fuzz_target!(|file: File| {
    let text =
        file.text(&["L = A\nderive L", "L = sum[data] (A)^2\nderive L", "show A", "M = B\nderive M by x, y", "derive A by x"]);
    let mut model = Model::load(&Source::new("fuzz.expr", text), &|_| Err("no files here".into()));
    let _ = answer::derive(&mut model, &Options::default());
});
