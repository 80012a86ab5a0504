//! The answer of `derive` in LaTeX: `align*` with words between, to be pasted under amsmath as it stands.

use super::page::{Entry, Equation, Section, sections};
use super::words::Words;
use super::wrap::{self, Room};
use super::{Options, latex, prose, steps_latex};
use crate::answer::Derivation;
use crate::expr::Graph;

/// The derivation as a fragment, or as a document where `options.standalone` is set.
///
/// ```
/// use normsym::answer::Derivation;
/// use normsym::expr::Graph;
/// use normsym::render::{derivation_latex, Options};
/// let options = Options { standalone: true, ..Options::default() };
/// let document = derivation_latex(&Graph::new(), &Derivation { targets: vec![] }, &options);
/// assert!(document.starts_with(r"\documentclass"));
/// ```
pub fn derivation_latex(graph: &Graph, derivation: &Derivation, options: &Options) -> String {
    let mut out = String::new();
    for section in sections(graph, derivation, options) {
        if !out.is_empty() {
            out.push_str("\\bigskip\n\n");
        }
        out.push_str(&fragment(&section, options.words));
    }
    if !options.standalone {
        return out;
    }
    let language = options.words.tex_head;
    let head = format!(
        "\\documentclass[a4paper,fleqn]{{article}}\n{language}\\usepackage{{amsmath}}\n\\allowdisplaybreaks\n\\setlength{{\\parindent}}{{0pt}}\n\\setlength{{\\parskip}}{{0.5em}}\n\\setlength{{\\mathindent}}{{1em}}\n"
    );
    format!("{head}\\begin{{document}}\n\n{out}\n\\end{{document}}\n")
}

fn fragment(section: &Section, words: &Words) -> String {
    let mut out = aligned("align*", &[&section.function]);
    named(&mut out, &section.terms, words);
    let mut pending: Vec<&Equation> = Vec::new();
    for entry in &section.entries {
        if entry.equation.lefts.len() > 1 {
            // A chain would push the `=` of the others to the right.
            out.push_str(&aligned("align*", &std::mem::take(&mut pending)));
        }
        pending.push(&entry.equation);
        if entry.notes.is_empty() && entry.raw.is_none() {
            continue;
        }
        out.push_str(&aligned("align*", &std::mem::take(&mut pending)));
        said(&mut out, entry, words);
    }
    out.push_str(&aligned("align*", &pending));
    named(&mut out, &section.derivative_terms, words);
    for note in &section.summary {
        out.push_str(&format!("{}.\n\n", prose::in_tex(note)));
    }
    out.extend(section.steps.iter().map(|steps| steps_latex::in_latex(steps, words)));
    out
}

/// What stands below one derivative.
fn said(out: &mut String, entry: &Entry, words: &Words) {
    if let Some((raw, before, after)) = &entry.raw {
        out.push_str(&format!("{}:\n", prose::capital(&(words.raw)(*before, *after))));
        let equation = Equation { lefts: vec![], right: raw.clone() };
        out.push_str(&aligned("align*", &[&equation]));
    }
    for note in &entry.notes {
        out.push_str(&format!("({}.)\n\n", prose::in_tex(note)));
    }
}

fn named(out: &mut String, equations: &[Equation], words: &Words) {
    if !equations.is_empty() {
        out.push_str(&format!("{}\n", words.where_));
        out.push_str(&aligned("align*", &equations.iter().collect::<Vec<_>>()));
    }
}

/// Equations below each other, aligned at `=`, broken where they are wider than a page.
pub(super) fn aligned(environment: &str, equations: &[&Equation]) -> String {
    if equations.is_empty() {
        return String::new();
    }
    let lefts: Vec<_> = equations.iter().map(|equation| left(equation)).collect();
    // A chain of several rows stands behind `&` as a whole.
    let column = lefts.iter().filter(|rows| rows.len() == 1).map(|rows| rows[0].1).max().unwrap_or(0);
    let mut rows: Vec<String> = Vec::new();
    for (equation, mut left) in equations.iter().zip(lefts) {
        let last = left.pop();
        let chain = !left.is_empty();
        for (k, (text, _)) in left.into_iter().enumerate() {
            rows.push(format!("&{}{text}", if k > 0 { r"\quad = " } else { "" }));
        }
        let (head, used) = match last {
            Some((text, width)) if chain => (format!(r"&\quad = {text} = "), width + 80),
            Some((text, _)) => (format!("{text} &= "), column + 30),
            None => ("& ".to_string(), 0),
        };
        let room = Room { width: latex::PAGE, used, indent: used + 20, step: 20 };
        let line = latex::line(&equation.right, Some(latex::PAGE.saturating_sub(used + 20)));
        for (k, row) in wrap::rows(&line, room).into_iter().enumerate() {
            let sign = if row.factor { r"\cdot " } else { "" };
            rows.push(match k {
                0 => format!("{head}{}", row.text),
                _ => format!("&{} {sign}{}", r"\quad".repeat(1 + row.level), row.text),
            });
        }
    }
    format!("\\begin{{{environment}}}\n{}\n\\end{{{environment}}}\n", rows.join(" \\\\\n"))
}

/// The left sides in rows with their widths, several to a row where they fit.
fn left(equation: &Equation) -> Vec<(String, usize)> {
    let mut rows: Vec<(String, usize)> = Vec::new();
    for math in &equation.lefts {
        let next = latex::line(math, None);
        match rows.last_mut() {
            Some((text, width)) if *width + next.width + 150 < latex::PAGE => {
                text.push_str(&format!(" = {}", next.text));
                *width += next.width + 30;
            }
            _ => rows.push((next.text, next.width)),
        }
    }
    rows
}
