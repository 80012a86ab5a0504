//! Sentences between formulas: for a terminal, for LaTeX and for Markdown.
//!
//! Words that were made elsewhere may hold names (`w_01`) and signs (`≠`, `½`); in LaTeX and Markdown the names are set
//! as mathematics, and every character that would mean something else is escaped.

use super::math::Math;
use super::notes::{Bit, Note};
use super::{conditions, latex, tex_name, text};
use crate::name::Name;
use unicode_width::UnicodeWidthStr;

/// A space at which no line is broken, until the lines are made.
const TIED: char = '\u{a0}';

/// An entry of a matrix that is longer may be broken.
const LONGEST: usize = 40;

fn tied(c: char) -> char {
    if c == ' ' { TIED } else { c }
}

/// A note in rows for a terminal.
pub(super) fn text_rows(note: &Note, margin: usize, width: usize) -> Vec<String> {
    let mut whole = String::new();
    for bit in &note.bits {
        match bit {
            Bit::Words(words) | Bit::Foreign(words) => whole.push_str(words),
            Bit::Formula(math) => whole.extend(text::write(math).chars().map(tied)),
            Bit::Figure(figure) if *figure == 0.0 => whole.push('0'),
            Bit::Figure(figure) => whole.push_str(&format!("{figure:.1e}")),
            Bit::Condition(math, need) => whole.extend(conditions::in_text(math, *need).chars().map(tied)),
            Bit::Matrix(rows) => whole.push_str(&format!("({})", matrix(rows, entry, ", ", "; "))),
            Bit::Both { text, .. } => whole.extend(text.chars().map(tied)),
        }
    }
    let mut rows: Vec<String> = Vec::new();
    let mut row = " ".repeat(margin);
    for word in whole.split(' ') {
        let filled = row.width() > margin;
        if filled && row.width() + 1 + word.width() > width {
            rows.push(std::mem::replace(&mut row, " ".repeat(margin)));
        } else if filled {
            row.push(' ');
        }
        row.push_str(word);
    }
    rows.push(row);
    rows.iter().map(|row| row.replace(TIED, " ")).collect()
}

/// An entry of a matrix in one piece, where it is short.
fn entry(math: &Math) -> String {
    let text = text::write(math);
    if text.width() > LONGEST { text } else { text.chars().map(tied).collect() }
}

/// The entries of a matrix.
fn matrix(rows: &[Vec<Math>], write: fn(&Math) -> String, between: &str, below: &str) -> String {
    let row = |row: &Vec<Math>| row.iter().map(write).collect::<Vec<_>>().join(between);
    rows.iter().map(row).collect::<Vec<_>>().join(below)
}

/// The words with a capital letter.
pub(super) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A note in LaTeX.
pub(super) fn in_tex(note: &Note) -> String {
    note.bits.iter().map(|bit| in_latex(bit, tex_char)).collect()
}

/// A note in Markdown with `$ … $`.
pub(super) fn in_markdown(note: &Note) -> String {
    note.bits.iter().map(|bit| in_latex(bit, markdown_char)).collect()
}

fn in_latex(bit: &Bit, escape: fn(char) -> String) -> String {
    match bit {
        Bit::Words(words) => words.clone(),
        Bit::Condition(math, need) => format!("${}$", conditions::in_latex(math, *need)),
        Bit::Formula(math) => format!("${}$", latex::write(math)),
        Bit::Figure(figure) if *figure == 0.0 => "0".to_string(),
        Bit::Figure(figure) => match format!("{figure:.1e}").split_once('e') {
            Some((digits, exponent)) => format!("${digits} \\cdot 10^{{{exponent}}}$"),
            None => "undefined".to_string(),
        },
        Bit::Matrix(rows) => {
            let entries = matrix(rows, latex::write, " & ", r" \\ ");
            format!("$\\begin{{pmatrix}} {entries} \\end{{pmatrix}}$")
        }
        Bit::Both { tex, .. } => tex.to_string(),
        Bit::Foreign(words) => words.split(' ').map(|word| foreign(word, escape)).collect::<Vec<_>>().join(" "),
    }
}

/// A word in which a name stands, perhaps with punctuation around it: `(w_01,`.
fn foreign(word: &str, escape: fn(char) -> String) -> String {
    let inside = word.trim_matches(|c: char| !c.is_alphanumeric());
    let name = inside.split_once('_').filter(|(base, subscript)| {
        !base.is_empty() && base.chars().all(char::is_alphabetic) && subscript.chars().all(char::is_alphanumeric)
    });
    let escaped = |text: &str| text.chars().map(escape).collect::<String>();
    match (name, word.find(inside)) {
        (Some((base, subscript)), Some(start)) => {
            let name = Name { subscript: Some(subscript.to_string()), ..Name::plain(base) };
            let (before, after) = (&word[..start], &word[start + inside.len()..]);
            format!("{}${}${}", escaped(before), tex_name::name(&name, "mathrm"), escaped(after))
        }
        _ => escaped(word),
    }
}

fn tex_char(c: char) -> String {
    let math = match c {
        '_' | '#' | '%' | '&' | '$' | '{' | '}' => return format!("\\{c}"),
        '\\' => r"\backslash",
        '^' => return r"\textasciicircum{}".into(),
        '~' => return r"\textasciitilde{}".into(),
        '−' => "-",
        '·' => r"\cdot",
        '×' => r"\times",
        '≠' => r"\ne",
        '≤' => r"\le",
        '≥' => r"\ge",
        '≈' => r"\approx",
        '±' => r"\pm",
        '∂' => r"\partial",
        '√' => r"\surd",
        '∞' => r"\infty",
        'Σ' => r"\Sigma",
        '½' => r"\tfrac12",
        '′' => "'",
        '²' => "^2",
        '³' => "^3",
        '<' | '>' | '|' => return format!("${c}$"),
        '—' => return "---".into(),
        '–' => return "--".into(),
        '…' => return r"\dots{}".into(),
        '’' => return "'".into(),
        c if c.is_ascii() || is_cyrillic(c) => return c.to_string(),
        c => return tex_name::greek(c).map_or_else(|| "?".to_string(), |command| format!("$\\{command}$")),
    };
    format!("${math}$")
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' | '«' | '»')
}

fn markdown_char(c: char) -> String {
    if matches!(c, '_' | '*' | '|' | '<' | '>' | '`' | '\\' | '$' | '#' | '[' | ']' | '~') {
        format!("\\{c}")
    } else {
        c.to_string()
    }
}
