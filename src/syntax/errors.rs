//! What a parse error is called: the sign that cannot stay where it is, in words of the reader.
//!
//! The grammar only tells how far it got; what stands on either side of that place tells the fault. Rules are never
//! named to the reader.

use super::grammar::Rule;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use pest::error::{Error, ErrorVariant, InputLocation};

/// A power without its exponent.
pub(super) fn missing_exponent(span: Span) -> Diagnostic {
    Diagnostic::error("syntax::missing_exponent", span, "an exponent is missing")
        .at("nothing stands here")
        .help("write it behind the `^`, more than one sign in brackets: `x^2`, `x^(n + 1)`")
}

/// `_` without its subscript.
pub(super) fn missing_subscript(span: Span) -> Diagnostic {
    Diagnostic::error("syntax::missing_subscript", span, "a subscript is missing")
        .at("nothing stands here")
        .help("write a number, letters, or both in braces: `w_1`, `F_NN`, `x_{i,1}`")
}

/// An operator without something to work on.
pub(super) fn missing_operand(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error("syntax::missing_operand", span, message)
        .at("a value is missing here")
        .help("write what stands on both sides: `a + b`, or remove the sign")
}

/// The diagnostic of a failed parse, relative to the text that was parsed.
pub(super) fn from_pest(error: &Error<Rule>, masked: &str) -> Diagnostic {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    if let ErrorVariant::CustomError { .. } = error.variant {
        let span = Span::new(0, masked.len());
        return Diagnostic::error("syntax::too_large", span, "this statement is too large to be read")
            .help("cut it into several definitions");
    }
    at_place(masked, at)
}

/// The fault at the place where reading stopped.
fn at_place(masked: &str, stop: usize) -> Diagnostic {
    let rest = masked.get(stop..).unwrap_or("");
    let start = masked.len() - rest.trim_start().len();
    let before = masked.get(..stop).unwrap_or(masked).trim_end();
    let next = token(&masked[start..]);
    let here = Span::new(start, start + next.len());
    let last = last_sign(before);
    let last_span = Span::new(before.len() - last.len(), before.len());
    match last {
        "^" => return missing_exponent(last_span),
        "_" if next == "{" => return subscript_fault(masked, last_span.start as usize, &before[..before.len() - 1]),
        "_" => return missing_subscript(last_span),
        _ => {}
    }
    let wants_operand = last.is_empty() || is_operator(last) || is_open(last);
    match next {
        "" if before.split_whitespace().rev().take(2).any(|word| word == "at") => bad_point(last_span),
        "" if is_operator(last) => missing_operand(last_span, format!("nothing stands behind `{last}`")),
        "" => Diagnostic::error(
            "syntax::unexpected_end",
            Span::new(before.len().saturating_sub(1), before.len()),
            "the statement ends too early",
        )
        .at("something is missing behind this")
        .help("a definition is written `name = …`, a claim `expect a = b`"),
        "_" => subscript_fault(masked, start, before),
        "^" if wants_operand => missing_operand(here, "nothing stands before `^`"),
        "^" => missing_exponent(here),
        "√" => missing_operand(here, "nothing stands behind `√`"),
        _ if wants_operand && (is_operator(next) || is_close(next)) => operand_fault(last, last_span, next, here),
        ".." => {
            Diagnostic::error("syntax::unexpected", here, "a range `1..m` stands only behind sum, prod, mean, var, std, max, min")
                .at("no range is meant here")
                .help("write `sum[i = 1..m] …`")
        }
        _ if is_operator(next) && before.split_whitespace().any(|word| word == "without") => {
            Diagnostic::error("syntax::unexpected", here, format!("`{}` cannot stand behind `without …`", shown(next)))
                .at("not expected")
                .help("put the network without its neurons in brackets: `(L without upper) + 1`")
        }
        _ => unexpected(next, here, last),
    }
}

/// `at` without a point that can be read.
fn bad_point(span: Span) -> Diagnostic {
    Diagnostic::error("syntax::unexpected_end", span, "this is no point to take a value at")
        .at("a point is expected here")
        .help("a point is written `at start`, `at T[3]` or `at (w_1 = 1/2, w_2 = 0)`")
}

/// Two operators side by side, or one beside a bracket.
fn operand_fault(last: &str, last_span: Span, next: &str, here: Span) -> Diagnostic {
    if is_close(next) && is_operator(last) {
        return missing_operand(last_span, format!("nothing stands behind `{last}`"));
    }
    let error = missing_operand(here, format!("nothing stands before `{}`", shown(next)));
    match (last, next) {
        ("*", "*") => error.help("a power is written `x^2`"),
        ("=", "=") => error.help("an equation has one `=`"),
        _ => error,
    }
}

/// A `_` that cannot be read: nothing behind it, a second one, or signs that no subscript has.
fn subscript_fault(masked: &str, start: usize, before: &str) -> Diagnostic {
    let behind = &masked[start + 1..];
    let span = Span::new(start, start + 1);
    let name = before.rsplit(|c: char| !(c.is_alphanumeric() || "_{},".contains(c))).next().unwrap_or("");
    if behind.starts_with('{') {
        let length = behind.find('}').map_or(behind.len(), |at| at + 1);
        return Diagnostic::error("syntax::bad_subscript", Span::new(start, start + 1 + length), "this subscript cannot be read")
            .at("a subscript holds letters, digits and commas")
            .help("write `x_{i,1}`; an index that is counted on stands in brackets: `x[i+1]`");
    }
    if !behind.starts_with(|c: char| c.is_alphanumeric() || c == '\\') {
        return missing_subscript(span);
    }
    if name.is_empty() {
        return Diagnostic::error("syntax::bad_subscript", span, "a subscript stands behind a name").at("no name before it");
    }
    Diagnostic::error("syntax::bad_subscript", span, "a name has one subscript")
        .at("a second one")
        .help("write both in braces: `x_{1,2}`")
}

/// Anything else: the sign that cannot stay.
fn unexpected(next: &str, here: Span, last: &str) -> Diagnostic {
    let word = shown(next);
    let error = Diagnostic::error("syntax::unexpected", here, format!("`{word}` cannot stand here"));
    match next {
        "," | ";" => error
            .at("not expected")
            .help("lists are written in brackets, `(a, b)`; a statement of its own goes on a line of its own"),
        "." => error.at("not expected").help("a decimal number is written `0.5`; a product `a * b`"),
        "at" => error.at("not expected").help("a point is written `at start`, `at T[3]` or `at (w_1 = 1/2, w_2 = 0)`"),
        "without" | "in" | "by" | "given" | "assuming" => error
            .at("a word of the language, which no name can be")
            .help("in the middle of an expression, put it in brackets: `(L without upper) + 1`"),
        "±" | "\\pm" => error.at("not expected").help("`±` gives the tolerance of `≈`: `expect a ≈ 0.25 ± 1e-9`"),
        "=" | "<" | ">" | "≤" | "≥" | "≈" | "≠" | "!=" | "<=" | ">=" => {
            error.at("a relation inside an expression").help("relations stand between whole sides: `a = b`")
        }
        "!" => error.at("not expected").help("`!=` says that two sides differ; factorials are not read"),
        _ if last == "=" || last == "∂" => error.at("a value is missing here"),
        _ => error.at("not expected"),
    }
}

/// The next sign of a text: a word, a command, or one operator.
fn token(text: &str) -> &str {
    let Some(first) = text.chars().next() else { return "" };
    for long in ["..", "!=", "<=", ">="] {
        if text.starts_with(long) {
            return long;
        }
    }
    let length = match first {
        '\\' => 1 + text[1..].bytes().take_while(u8::is_ascii_alphabetic).count(),
        _ if first.is_alphanumeric() => text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len()),
        _ => first.len_utf8(),
    };
    &text[..length]
}

/// The last sign of a text, one character or a command.
fn last_sign(text: &str) -> &str {
    let letters = text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
    if letters < text.len() && text[..letters].ends_with('\\') {
        return &text[letters - 1..];
    }
    let length = text.chars().next_back().map_or(0, char::len_utf8);
    &text[text.len() - length..]
}

/// A bar as the reader wrote it.
fn shown(sign: &str) -> &str {
    if matches!(sign, "\u{1}" | "\u{2}") { "|" } else { sign }
}

fn is_operator(sign: &str) -> bool {
    const COMMANDS: [&str; 12] =
        ["\\cdot", "\\times", "\\div", "\\le", "\\leq", "\\ge", "\\geq", "\\ne", "\\neq", "\\approx", "\\pm", "\\lt"];
    let mut letters = sign.chars();
    let single = letters.next().is_some_and(|c| "+-−–*·⋅∙×/÷=<>≤≥≠≈±,;!√".contains(c)) && letters.next().is_none();
    single || matches!(sign, "!=" | "<=" | ">=") || COMMANDS.contains(&sign)
}

fn is_open(sign: &str) -> bool {
    matches!(sign, "(" | "[" | "{" | "\u{1}")
}

fn is_close(sign: &str) -> bool {
    matches!(sign, ")" | "]" | "}" | "\u{2}")
}
