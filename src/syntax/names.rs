//! Names in their one canonical form: `w_{01}` = `w_01`, `\gamma` = `gamma` = `γ`, `\hat{x}` = `x̂`.
//!
//! Whether a run of letters is one name or a product is not known here.

use super::ast::{Accent, Name};
use super::commands::function_name;
use super::grammar::{Built, Pair, Place, Rule, next};
use super::letters::{canonical, decompose, greek};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The name that a piece of rule `name` spells, and its place.
pub(super) fn name(place: Place, pair: Pair<'_>) -> Built<(Name, Span)> {
    let span = place.span(&pair);
    let mut name = Name::default();
    for part in pair.into_inner() {
        let text = part.as_str();
        match part.as_rule() {
            Rule::accented => name = accented(place, part)?,
            Rule::combining => set_accent(&mut name, combining(text), span)?,
            Rule::prime => name.primes += primes(text),
            Rule::subscript if name.subscript.is_some() => {
                return Err(Diagnostic::error("syntax::bad_subscript", span, "a name has one subscript")
                    .at("this one has two")
                    .help("write both in braces: `x_{1,2}`"));
            }
            Rule::subscript => name.subscript = Some(subscript(text, place.span(&part))?),
            Rule::upright => {
                let inner = part.into_inner().last().map_or("", |word| word.as_str());
                name = upright(inner);
            }
            _ => {
                let (base, accent) = base(text);
                name.base = base;
                name.accent = accent;
            }
        }
    }
    Ok((name, span))
}

/// The name of a single letter or command, as `\frac ab` has them.
pub(super) fn letter(text: &str) -> Name {
    let (base, accent) = base(text);
    Name { base, accent, ..Name::default() }
}

/// The canonical base of a word, a Greek letter, an accented letter or a command.
fn base(text: &str) -> (String, Option<Accent>) {
    if let Some(word) = text.strip_prefix('\\') {
        return (greek(word).map(String::from).or(function_name(word).map(str::to_owned)).unwrap_or(word.to_owned()), None);
    }
    match text {
        "∑" => return ("sum".into(), None),
        "∏" => return ("prod".into(), None),
        _ => {}
    }
    let mut letters = text.chars();
    if let (Some(first), None) = (letters.next(), letters.next())
        && let Some((base, accent)) = decompose(first)
    {
        return (base.to_string(), Some(accent));
    }
    let stem = text.trim_end_matches(|c: char| c.is_ascii_digit());
    match greek(stem) {
        Some(letter) => (format!("{letter}{}", &text[stem.len()..]), None),
        None => (text.chars().map(canonical).collect(), None),
    }
}

/// `\operatorname{leaky_relu}` is the name `leaky_relu`, whose last piece is a subscript as everywhere.
fn upright(text: &str) -> Name {
    match text.rsplit_once('_') {
        Some((stem, last)) if !last.is_empty() => Name { subscript: Some(last.to_owned()), ..letter(stem) },
        _ => letter(text),
    }
}

fn accented(place: Place, pair: Pair<'_>) -> Built<Name> {
    let span = place.span(&pair);
    let mut parts = pair.into_inner();
    let word = next(&mut parts)?;
    let accent = match word.as_str().trim_start_matches('\\').trim_start_matches("wide") {
        "hat" => Accent::Hat,
        "tilde" => Accent::Tilde,
        _ => Accent::Bar,
    };
    let inner = next(&mut parts)?;
    let mut under = if inner.as_rule() == Rule::name { name(place, inner)?.0 } else { letter(inner.as_str()) };
    set_accent(&mut under, accent, span)?;
    Ok(under)
}

fn set_accent(name: &mut Name, accent: Accent, span: Span) -> Built<()> {
    match name.accent.replace(accent) {
        None => Ok(()),
        Some(_) => Err(Diagnostic::error("syntax::two_accents", span, "a name has one accent").help("give it a name of its own")),
    }
}

fn combining(text: &str) -> Accent {
    match text {
        "\u{302}" => Accent::Hat,
        "\u{304}" => Accent::Bar,
        _ => Accent::Tilde,
    }
}

fn primes(text: &str) -> u32 {
    let single = text.chars().map(|c| match c {
        '\'' | '′' | '’' => 1,
        '″' => 2,
        '‴' => 3,
        _ => 0,
    });
    single.sum::<u32>() + text.matches("\\prime").count() as u32
}

/// The text of a subscript: no braces, no spaces, Greek words as letters.
fn subscript(text: &str, span: Span) -> Built<String> {
    let mut plain = String::new();
    let mut rest = text.trim_start_matches('_');
    while let Some(first) = rest.chars().next() {
        let mut length = first.len_utf8();
        match first {
            '\\' => {
                length += rest[1..].bytes().take_while(u8::is_ascii_alphabetic).count();
                plain.push_str(&command(&rest[1..length]));
            }
            '₀'..='₉' => plain.extend(char::from_digit(first as u32 - '₀' as u32, 10)),
            '{' | '}' | ' ' | '*' | '\t' | '\n' | '\r' => {}
            _ => plain.push(canonical(first)),
        }
        rest = &rest[length..];
    }
    let pieces: Vec<String> = plain.split(',').map(|piece| greek(piece).map_or(piece.to_owned(), String::from)).collect();
    let plain = pieces.join(",");
    if plain.is_empty() { Err(super::errors::missing_subscript(span)) } else { Ok(plain) }
}

/// What a command in a subscript says; `\text` itself says nothing, its argument follows.
fn command(word: &str) -> String {
    match (greek(word), function_name(word)) {
        (Some(letter), _) => letter.to_string(),
        (None, Some(name)) => name.to_owned(),
        (None, None) => String::new(),
    }
}
