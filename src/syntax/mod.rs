//! Text to tree: the door to `pest`. It knows the spelling of the language and no mathematics.
//!
//! A file is cut into statements ([`parse_file`]), each is looked at for brackets and unknown signs, then parsed by the
//! grammar and built into the faithful tree of [`ast`]. What is a call and what a product is decided later, by the
//! declared names. [`plain()`] prints a tree back.

mod apart;
pub mod ast;
mod bars;
mod big;
mod build;
mod chain;
mod commands;
mod derivative;
mod errors;
mod factors;
mod grammar;
mod input;
mod letters;
mod lines;
mod names;
mod parts;
mod plain;
mod scan;
mod statement;

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
pub use apart::spell_apart;
use ast::{Chain, Expr, Statement};
use grammar::{Place, Rule};
pub use input::{MAX_BYTES, read_utf8};
pub use parts::{Part, bracketed, parts, replaced, without_commands};
pub use plain::{plain, plain_layer, point_text};

/// All statements of a file that parse, and all errors and remarks, in the order of the source.
///
/// One wrong statement hides no other:
///
/// ```
/// use normsym::{source::Source, syntax::parse_file};
/// let source = Source::new("net.expr", "L = (w - 1\nM = w^2 +\n\nN = 2w x");
/// let (statements, errors) = parse_file(&source);
/// assert_eq!(statements.len(), 1);
/// assert_eq!(errors.iter().map(|error| error.code).collect::<Vec<_>>(), ["syntax::unbalanced", "syntax::missing_operand"]);
/// assert_eq!(source.position(errors[0].span().start).to_string(), "1:5");
/// ```
pub fn parse_file(source: &Source) -> (Vec<Statement>, Vec<Diagnostic>) {
    let text = source.text();
    if let Err(error) = input::check_size(text) {
        return (Vec::new(), vec![error]);
    }
    let (mut statements, mut diagnostics) = (Vec::new(), Vec::new());
    for piece in lines::cut(text) {
        match statement::parse(&piece.text, piece.start) {
            Ok(statement) => statements.push(statement),
            Err(errors) => diagnostics.extend(errors),
        }
    }
    (statements, diagnostics)
}

/// The places of all statements, each with its text (comments as spaces), whether they parse or not.
///
/// ```
/// use normsym::{source::Source, syntax::statements};
/// let source = Source::new("net.expr", "a = (1 # open\n\nexpect a = 2");
/// let list = statements(&source);
/// assert_eq!(list[1].1, "expect a = 2");
/// assert_eq!(source.slice(list[1].0), "expect a = 2");
/// ```
pub fn statements(source: &Source) -> Vec<(Span, String)> {
    let whole = |piece: lines::Piece| {
        let start = piece.start + piece.text.len() - piece.text.trim_start().len();
        (Span::new(start, piece.start + piece.text.trim_end().len()), piece.text.trim().to_string())
    };
    if input::check_size(source.text()).is_err() {
        Vec::new()
    } else {
        lines::cut(source.text()).into_iter().map(whole).collect()
    }
}

/// One expression, perhaps `at POINT`; places are relative to `text`.
///
/// ```
/// use normsym::syntax::{ast::Kind, parse_expression, plain};
/// let product = parse_expression(r"\frac{1}{2} \cdot w_{01}").unwrap();
/// assert!(matches!(product.kind, Kind::Product(_)));
/// assert_eq!(plain(&product), r"\frac{1}{2}*w_01");
/// assert_eq!(parse_expression("a +").unwrap_err()[0].code, "syntax::missing_operand");
/// ```
pub fn parse_expression(text: &str) -> Result<Expr, Vec<Diagnostic>> {
    let masked = formula_text(text)?;
    grammar::parse(Rule::one_expression, &masked, Place(0), |place, mut pairs| build::located(place, grammar::next(&mut pairs)?))
}

/// A claim `chain [at POINT] [assuming …]` and its assumptions.
///
/// ```
/// use normsym::syntax::parse_claim;
/// let (chain, assuming) = parse_claim("√(w^2) = w at start assuming w >= 0").unwrap();
/// assert_eq!((chain.links.len(), chain.at.is_some(), assuming.len()), (1, true, 1));
/// ```
pub fn parse_claim(text: &str) -> Result<(Chain, Vec<Chain>), Vec<Diagnostic>> {
    let masked = formula_text(text)?;
    grammar::parse(Rule::claim, &masked, Place(0), chain::claim)
}

/// The chains, separated by commas, of a formula as it stands between `$…$`, `$$…$$` or `\[…\]` of a note. The
/// delimiters may be there; an expression alone is a chain without links.
///
/// ```
/// use normsym::syntax::parse_formula;
/// assert_eq!(parse_formula(r"$$a=1, \quad b \le 2 \text{ (always)}.$$").unwrap().len(), 2);
/// let errors = parse_formula("$2(a + b))$").unwrap_err();
/// assert_eq!((errors[0].code, errors[0].span().start), ("syntax::unbalanced", 9));
/// ```
pub fn parse_formula(text: &str) -> Result<Vec<Chain>, Vec<Diagnostic>> {
    let masked = formula_text(text)?;
    grammar::parse(Rule::formula, &masked, Place(0), chain::formula)
}

/// The scanned text of a formula without delimiters and without the full stop of the sentence around it.
fn formula_text(text: &str) -> Result<String, Vec<Diagnostic>> {
    input::check_size(text).map_err(|error| vec![error])?;
    let (inner, _) = input::undelimited(text);
    let masked = input::without_full_stop(scan::scan(&inner)?);
    if masked.trim().is_empty() {
        let span = Span::new(0, text.len());
        return Err(vec![
            Diagnostic::error("syntax::empty", span, "there is no formula here").help("write one, like `2w_1 + 1`"),
        ]);
    }
    Ok(masked)
}

/// The same diagnostic with all places moved right.
fn shifted(mut diagnostic: Diagnostic, offset: usize) -> Diagnostic {
    for label in &mut diagnostic.labels {
        label.span = label.span.shifted(offset);
    }
    diagnostic
}
