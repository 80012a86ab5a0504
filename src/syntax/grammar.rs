//! The grammar's parser: calls `pest`, bounds its work, and hands its pairs to a builder.
//!
//! It does not know what the rules mean.

use super::{errors, shifted};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use pest::Parser as _;
use pest::iterators::{Pair as PestPair, Pairs as PestPairs};
use std::num::NonZeroUsize;
use std::sync::Once;

#[derive(pest_derive::Parser)]
#[grammar = "grammar/normsym.pest"]
struct Grammar;

/// A piece of the parsed text.
pub(super) type Pair<'a> = PestPair<'a, Rule>;
/// The pieces of a piece.
pub(super) type Pairs<'a> = PestPairs<'a, Rule>;
/// What builders answer: a tree, or the fault that only shows while building.
pub(super) type Built<T> = Result<T, Diagnostic>;

/// More steps than any honest statement of the largest size takes; the grammar has no exponential choices, so this is
/// a second line of defence. `pest` counts per parse but keeps one limit per process.
const MAX_STEPS: usize = 1_000_000_000;

/// What the deepest brackets need of the stack in a build without optimisation, with a margin; where less is left, as in
/// a thread of a test, a stack of its own is taken.
const STACK_LEFT: usize = 6 << 20;
/// The size of that stack.
const STACK: usize = 16 << 20;

/// Where the parsed text begins in its source; makes spans.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place(pub usize);

impl Place {
    /// The span of a piece in the source.
    pub(super) fn span(self, pair: &Pair<'_>) -> Span {
        let span = pair.as_span();
        Span::new(span.start(), span.end()).shifted(self.0)
    }
}

/// Parses all of `masked` (a text from [`super::scan`]) that begins at `place` of its source, and builds a value of it.
pub(super) fn parse<T>(
    rule: Rule,
    masked: &str,
    place: Place,
    build: impl FnOnce(Place, Pairs<'_>) -> Built<T>,
) -> Result<T, Vec<Diagnostic>> {
    static LIMIT: Once = Once::new();
    LIMIT.call_once(|| pest::set_call_limit(NonZeroUsize::new(MAX_STEPS)));
    stacker::maybe_grow(STACK_LEFT, STACK, || parse_here(rule, masked, place, build))
}

fn parse_here<T>(
    rule: Rule,
    masked: &str,
    place: Place,
    build: impl FnOnce(Place, Pairs<'_>) -> Built<T>,
) -> Result<T, Vec<Diagnostic>> {
    let mut pairs = Grammar::parse(rule, masked).map_err(|error| vec![shifted(errors::from_pest(&error, masked), place.0)])?;
    let inner = next(&mut pairs).map_err(|error| vec![error])?.into_inner();
    build(place, inner).map_err(|error| vec![error])
}

/// The next piece. The grammar promises it; where grammar and builder disagree, that is an error and no panic.
pub(super) fn next<'a>(pairs: &mut Pairs<'a>) -> Built<Pair<'a>> {
    pairs.next().ok_or_else(|| Diagnostic::error("syntax::unexpected", Span::default(), "this statement cannot be read"))
}
