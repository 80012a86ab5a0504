//! The look at a text before the grammar: brackets and bars are paired, unknown characters and commands refused.
//!
//! Its answer is a text of the same length in bytes, so that every place stays what it was: spacing, size commands and
//! prose are blanked, `|` has become U+0001 where it opens and U+0002 where it closes, `|>` of a network U+0003. It does not know what may stand
//! beside what; that is the grammar's.

use super::bars;
use super::commands::{self, Command};
use super::letters;
use crate::diagnostic::{Diagnostic, nearest};
use crate::source::Span;

/// How deep brackets and bars may be nested.
pub(super) const MAX_DEPTH: usize = 64;

/// The bar that opens, as the grammar sees it.
const BAR_OPENS: u8 = 1;
/// The bar that closes.
const BAR_CLOSES: u8 = 2;
/// The arrow `|>` between two layers.
const PIPE: u8 = 3;

/// Scans one statement or formula; spans are relative to `text`.
pub(super) fn scan(text: &str) -> Result<String, Vec<Diagnostic>> {
    scanned(text, false)
}

/// Scans a `network` statement, in which `|>` stands between layers.
pub(super) fn scan_pipeline(text: &str) -> Result<String, Vec<Diagnostic>> {
    scanned(text, true)
}

fn scanned(text: &str, is_pipeline: bool) -> Result<String, Vec<Diagnostic>> {
    let out = text.as_bytes().to_vec();
    let mut scanner = Scanner { text, out, open: Vec::new(), bars: Vec::new(), errors: Vec::new(), is_pipeline };
    if let Err(fatal) = scanner.run() {
        scanner.errors.push(fatal);
    }
    if !scanner.errors.is_empty() {
        return Err(scanner.errors);
    }
    Ok(String::from_utf8(scanner.out).unwrap_or_default())
}

/// A bracket that waits for its partner.
struct Open {
    at: usize,
    bracket: char,
    /// The bars that are open directly inside.
    bars: Vec<usize>,
    /// `_{`: prose inside is part of a name.
    subscript: bool,
}

struct Scanner<'a> {
    text: &'a str,
    out: Vec<u8>,
    open: Vec<Open>,
    /// The bars that are open outside all brackets.
    bars: Vec<usize>,
    errors: Vec<Diagnostic>,
    /// Whether `|>` stands between layers here.
    is_pipeline: bool,
}

impl Scanner<'_> {
    fn run(&mut self) -> Result<(), Diagnostic> {
        let mut at = 0;
        while let Some(letter) = self.text[at..].chars().next() {
            let next = at + letter.len_utf8();
            at = match letter {
                '\\' => self.command(at)?,
                '"' => self.quotation(at)?,
                '(' | '[' | '{' => self.opens(at, letter, next)?,
                ')' | ']' | '}' => self.closes(at, letter, next)?,
                '|' if self.is_pipeline && self.text[next..].starts_with('>') => self.pipe(at, next + 1),
                '|' => self.bar(at, next)?,
                '~' | '&' => self.blank(at, next),
                _ if letter.is_whitespace() || matches!(letter, '\u{200b}' | '\u{2060}'..='\u{2063}') => self.blank(at, next),
                _ => {
                    self.check_character(at, letter);
                    next
                }
            };
        }
        self.finish()
    }

    /// Overwrites `from..to` by spaces; answers `to`.
    fn blank(&mut self, from: usize, to: usize) -> usize {
        self.out[from..to].fill(b' ');
        to
    }

    /// `|>` between two layers.
    fn pipe(&mut self, from: usize, to: usize) -> usize {
        self.blank(from, to);
        self.out[from] = PIPE;
        to
    }

    fn opens(&mut self, at: usize, bracket: char, next: usize) -> Result<usize, Diagnostic> {
        let subscript = self.byte_before(at) == Some(b'_') || self.open.last().is_some_and(|open| open.subscript);
        self.open.push(Open { at, bracket, bars: Vec::new(), subscript });
        self.check_depth(at, next)
    }

    fn check_depth(&self, at: usize, next: usize) -> Result<usize, Diagnostic> {
        let depth = self.open.len() + self.open.iter().map(|open| open.bars.len()).sum::<usize>() + self.bars.len();
        if depth <= MAX_DEPTH {
            return Ok(next);
        }
        Err(Diagnostic::error("syntax::too_deep", Span::new(at, next), format!("brackets are nested more than {MAX_DEPTH} deep"))
            .at("this one is too deep")
            .help("give an inner part a name of its own: `u = …`, and use `u` here"))
    }

    fn closes(&mut self, at: usize, bracket: char, next: usize) -> Result<usize, Diagnostic> {
        let here = Span::new(at, next);
        let Some(open) = self.open.pop() else {
            return Err(Diagnostic::error("syntax::unbalanced", here, format!("this `{bracket}` closes nothing"))
                .at("no bracket is open here")
                .help(format!("remove it, or put the missing `{}` where it should open", opening(bracket))));
        };
        if let Some(bar) = open.bars.last() {
            return Err(bars::never_closed(*bar));
        }
        let there = Span::new(open.at, open.at + 1);
        if open.bracket != opening(bracket) {
            return Err(if self.open.iter().any(|outer| outer.bracket == opening(bracket)) {
                never_closed(there, open.bracket).label(here, format!("this `{bracket}` closes an earlier bracket"))
            } else {
                let message = format!("`{}` is closed by `{bracket}`", open.bracket);
                Diagnostic::error("syntax::unbalanced", there, message)
                    .at("opens here")
                    .label(here, format!("`{}` is expected", closing(open.bracket)))
                    .help(format!("write `{} … {}`", open.bracket, closing(open.bracket)))
            });
        }
        if self.out[open.at + 1..at].iter().all(u8::is_ascii_whitespace) {
            self.errors.push(self.empty(open.at, next));
        }
        Ok(next)
    }

    /// What brackets with nothing inside are called, by what stands before them.
    fn empty(&self, from: usize, to: usize) -> Diagnostic {
        let span = Span::new(from, to);
        match self.byte_before(from) {
            Some(b'^') => super::errors::missing_exponent(span),
            Some(b'_') => super::errors::missing_subscript(span),
            _ => Diagnostic::error("syntax::empty_brackets", span, "a value is missing between these brackets")
                .at("nothing stands inside")
                .help("write what is meant: `(x - C)^2`, `f(x)`"),
        }
    }

    /// A bar opens where none is open, and where a value must begin (`||x| - |y||`); else it closes.
    fn bar(&mut self, at: usize, next: usize) -> Result<usize, Diagnostic> {
        let closes = bars::is_right(self.text, at, next);
        let must_open = !closes && bars::value_is_due(&self.out[..at], BAR_OPENS) && bars::value_begins(&self.text[next..]);
        let open = self.open.last_mut().map_or(&mut self.bars, |open| &mut open.bars);
        let before = if must_open { None } else { open.pop() };
        if before.is_none() {
            open.push(at);
        }
        self.blank(at, next);
        self.out[at] = if before.is_some() { BAR_CLOSES } else { BAR_OPENS };
        if let Some(from) = before
            && self.out[from + 1..at].iter().all(u8::is_ascii_whitespace)
        {
            self.errors.push(bars::empty(from, next));
        }
        self.check_depth(at, next)
    }

    fn finish(&mut self) -> Result<(), Diagnostic> {
        let innermost = self.open.iter().rev().map(|open| (&open.bars, Some(open))).chain([(&self.bars, None)]);
        for (bars, open) in innermost {
            if let Some(bar) = bars.last() {
                return Err(bars::never_closed(*bar));
            }
            if let Some(open) = open {
                return Err(never_closed(Span::new(open.at, open.at + 1), open.bracket));
            }
        }
        Ok(())
    }

    fn quotation(&mut self, at: usize) -> Result<usize, Diagnostic> {
        match self.text[at + 1..].find('"') {
            Some(length) => Ok(at + length + 2),
            None => Err(Diagnostic::error("syntax::unbalanced", Span::new(at, at + 1), "this quotation mark is never closed")
                .help("write the file's name as `\"train.csv\"`")),
        }
    }

    /// The byte before `at`, spaces skipped.
    fn byte_before(&self, at: usize) -> Option<u8> {
        self.out[..at].iter().rev().copied().find(|byte| !byte.is_ascii_whitespace())
    }

    fn check_character(&mut self, at: usize, letter: char) {
        if is_known(letter) {
            return;
        }
        let span = Span::new(at, at + letter.len_utf8());
        if letter == '\u{20d7}' {
            self.errors.push(vector(span));
            return;
        }
        if self.errors.last().is_some_and(|last| last.code == "syntax::unknown_character") {
            return; // a word of foreign letters is one fault
        }
        let error = Diagnostic::error("syntax::unknown_character", span, format!("`{letter}` has no meaning in a formula"));
        self.errors.push(match letters::latin_lookalike(letter) {
            Some(latin) => error.at("this letter is Cyrillic").help(format!("write the Latin letter `{latin}`")),
            None if letter.is_alphabetic() => {
                error.help("names are made of Latin and Greek letters; prose goes into `\\text{…}`")
            }
            None => error.help("formulas are made of names, numbers, brackets and the operators + - * / ^ = < > |"),
        });
    }

    /// Handles `\…` at `at`; answers where to go on.
    fn command(&mut self, at: usize) -> Result<usize, Diagnostic> {
        let rest = &self.text[at + 1..];
        let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let end = at + 1 + length;
        if length == 0 {
            return self.symbol(at);
        }
        let span = Span::new(at, end);
        match commands::command(&rest[..length]) {
            Some(Command::Layout) => Ok(self.layout(at, end)),
            Some(Command::Bar) => self.bar(at, end),
            Some(Command::Text) => Ok(self.prose(at, end)),
            Some(Command::Upright) => Ok(argument_end(self.text, end).unwrap_or(end)),
            Some(Command::Environment) => Ok(self.environment(at, end)),
            Some(Command::Vector) => {
                self.errors.push(vector(span));
                Ok(end)
            }
            Some(Command::Letter | Command::Function | Command::Structure) => Ok(end),
            None => {
                self.errors.push(unknown_command(span, &rest[..length]));
                Ok(end)
            }
        }
    }

    /// `\{`, `\,`, `\\` and the like.
    fn symbol(&mut self, at: usize) -> Result<usize, Diagnostic> {
        let Some(letter) = self.text[at + 1..].chars().next() else {
            return Err(Diagnostic::error(
                "syntax::unknown_command",
                Span::new(at, at + 1),
                "a command's name is missing behind `\\`",
            ));
        };
        let end = at + 1 + letter.len_utf8();
        match letter {
            '{' | '}' => Ok(self.blank(at, at + 1)),
            '\\' => Ok(self.blank(at, end + break_options(&self.text[end..]))),
            ',' | ';' | ':' | '!' | '>' | '/' | '-' => Ok(self.blank(at, end)),
            _ if letter.is_whitespace() => Ok(self.blank(at, end)),
            '|' => {
                self.errors.push(vector(Span::new(at, end)));
                Ok(end)
            }
            _ => Err(unknown_command(Span::new(at, end), &letter.to_string())),
        }
    }

    /// Blanks a size command; the dot of `\left.` goes with it.
    fn layout(&mut self, at: usize, end: usize) -> usize {
        let dot = matches!(&self.text[at + 1..end], "left" | "right" | "middle") && self.text[end..].starts_with('.');
        self.blank(at, end + usize::from(dot))
    }

    /// `\text{…}`: prose is blanked; a word is left to the grammar, and all that stands in a subscript.
    fn prose(&mut self, at: usize, end: usize) -> usize {
        let Some(close) = argument_end(self.text, end) else { return end };
        let inside = self.text[end..close].trim().trim_start_matches('{').trim_end_matches('}').trim();
        let subscript = self.byte_before(at) == Some(b'_') || self.open.last().is_some_and(|open| open.subscript);
        let mut letters = inside.chars();
        let word = letters.next().is_some_and(|first| first.is_ascii_alphabetic()) && letters.all(|c| c.is_ascii_alphanumeric());
        if word || subscript { close } else { self.blank(at, close) }
    }

    fn environment(&mut self, at: usize, end: usize) -> usize {
        let Some(close) = argument_end(self.text, end) else { return end };
        let name = self.text[end..close].trim().trim_matches(|c| c == '{' || c == '}');
        if commands::is_layout_environment(name) {
            return self.blank(at, close);
        }
        let begins = self.text[at..end].ends_with("begin");
        if begins {
            self.errors.push(vector(Span::new(at, close)));
        }
        close
    }
}

/// The end of the `{…}` that stands at `from`, behind spaces.
fn argument_end(text: &str, from: usize) -> Option<usize> {
    let rest = text[from..].strip_prefix('*').unwrap_or(&text[from..]).trim_start();
    let start = text.len() - rest.len();
    let mut depth = 0usize;
    for (at, letter) in rest.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return (letter == '}').then_some(start + at + 1);
        }
    }
    None
}

fn opening(bracket: char) -> char {
    match bracket {
        ')' => '(',
        ']' => '[',
        _ => '{',
    }
}

fn closing(bracket: char) -> char {
    match bracket {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

fn never_closed(span: Span, bracket: char) -> Diagnostic {
    Diagnostic::error("syntax::unbalanced", span, format!("this `{bracket}` is never closed"))
        .at("opens here")
        .help(format!("put the missing `{}` where it should close", closing(bracket)))
}

fn vector(span: Span) -> Diagnostic {
    Diagnostic::error("syntax::vector_formula", span, "vectors and matrices are not read yet")
        .at("a vector or a matrix")
        .help("write the formula by components, with families: `param W[2, 2]` and `W[1, 2] x[2]`")
}

/// The length of what may stand behind a line break: `\\*`, `\\[2pt]`.
fn break_options(rest: &str) -> usize {
    let star = usize::from(rest.starts_with('*'));
    let space = rest[star..].strip_prefix('[').and_then(|inside| inside.split_once(']')).map(|(inside, _)| inside);
    let length = |text: &str| {
        let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | ' '));
        unit.len() < text.len() && matches!(unit.trim_end(), "pt" | "em" | "ex" | "mm" | "cm" | "in" | "mu")
    };
    star + space.filter(|text| length(text)).map_or(0, |text| text.len() + 2)
}

fn unknown_command(span: Span, word: &str) -> Diagnostic {
    let error = Diagnostic::error("syntax::unknown_command", span, format!("the command `\\{word}` is not known"));
    match nearest(word, commands::words()) {
        Some(near) => error.help(format!("did you mean `\\{near}`?")),
        None => error.help(format!("a name in upright letters is written `\\operatorname{{{word}}}`, prose `\\text{{{word}}}`")),
    }
}

/// Whether the grammar knows a character at all.
fn is_known(letter: char) -> bool {
    letter.is_ascii_alphanumeric()
        || "+-*/^_=<>!.,;'".contains(letter)
        || "−–·⋅∙×÷√∂∑∏≤⩽≥⩾≠≈±…⋯′″‴’⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉\u{302}\u{303}\u{304}".contains(letter)
        || letters::is_greek(letter)
        || letters::decompose(letter).is_some()
}
