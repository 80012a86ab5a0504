//! Any bytes as a file, as an expression, as a claim: the parser answers and does not panic, and what it read as an expression
//! reads back from its plain form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use normsym::source::Source;
use normsym::syntax::{parse_claim, parse_expression, parse_file, plain};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let _ = parse_file(&Source::new("fuzz.expr", text.as_ref()));
    let _ = parse_claim(&text);
    if let Ok(expr) = parse_expression(&text) {
        let written = plain(&expr);
        assert!(parse_expression(&written).is_ok(), "{text:?} is written as {written:?}, which does not read");
    }
});
