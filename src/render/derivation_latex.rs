//! The answer of `derive` in LaTeX: `align*` with words between, to be pasted under amsmath as it stands.

use super::page::{Entry, Equation, Section, sections};
use super::wrap::{self, Room};
use super::{Options, latex, prose};
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
        out.push_str(&fragment(&section));
    }
    if !options.standalone {
        return out;
    }
    let head = "\\documentclass[a4paper,fleqn]{article}\n\\usepackage{amsmath}\n\\allowdisplaybreaks\n\\setlength{\\parindent}{0pt}\n\\setlength{\\mathindent}{1em}\n";
    format!("{head}\\begin{{document}}\n\n{out}\n\\end{{document}}\n")
}

fn fragment(section: &Section) -> String {
    let mut out = aligned("align*", &[&section.function]);
    named(&mut out, &section.terms);
    let mut pending: Vec<&Equation> = Vec::new();
    for entry in &section.entries {
        pending.push(&entry.equation);
        if entry.notes.is_empty() && entry.raw.is_none() {
            continue;
        }
        out.push_str(&aligned("align*", &std::mem::take(&mut pending)));
        said(&mut out, entry);
    }
    out.push_str(&aligned("align*", &pending));
    named(&mut out, &section.derivative_terms);
    for note in &section.summary {
        out.push_str(&format!("{}.\n\n", prose::latex(note)));
    }
    out
}

/// What stands below one derivative.
fn said(out: &mut String, entry: &Entry) {
    if let Some((raw, before, after)) = &entry.raw {
        out.push_str(&format!("Before simplification ({before} operations, now {after}):\n"));
        let equation = Equation { lefts: vec![], right: raw.clone() };
        out.push_str(&aligned("align*", &[&equation]));
    }
    for note in &entry.notes {
        out.push_str(&format!("({}.)\n\n", prose::latex(note)));
    }
}

fn named(out: &mut String, equations: &[Equation]) {
    if !equations.is_empty() {
        out.push_str("where\n");
        out.push_str(&aligned("align*", &equations.iter().collect::<Vec<_>>()));
    }
}

/// Equations below each other, aligned at `=`, broken where they are wider than a page.
pub(super) fn aligned(environment: &str, equations: &[&Equation]) -> String {
    if equations.is_empty() {
        return String::new();
    }
    let lefts: Vec<_> = equations.iter().map(|equation| left(equation)).collect();
    let column = lefts.iter().filter_map(|rows| rows.last()).map(|(_, width)| *width).max().unwrap_or(0);
    let mut rows: Vec<String> = Vec::new();
    for (equation, mut left) in equations.iter().zip(lefts) {
        let last = left.pop().map(|(text, _)| text);
        rows.extend(left.into_iter().map(|(text, _)| text));
        let used = if last.is_some() { column + 30 } else { 0 };
        let room = Room { width: latex::PAGE, used, indent: used + 20, step: 20 };
        let line = latex::line(&equation.right, Some(latex::PAGE.saturating_sub(used + 20)));
        for (k, row) in wrap::rows(&line, room).into_iter().enumerate() {
            rows.push(match (&last, k) {
                (Some(left), 0) => format!("{left} &= {}", row.text),
                (None, 0) => format!("& {}", row.text),
                _ => format!("&{} {}{}", r"\quad".repeat(1 + row.level), if row.factor { r"\cdot " } else { "" }, row.text),
            });
        }
    }
    format!("\\begin{{{environment}}}\n{}\n\\end{{{environment}}}\n", rows.join(" \\\\\n"))
}

/// The left sides with their widths: all but the last in rows of their own, several to a row where they fit.
fn left(equation: &Equation) -> Vec<(String, usize)> {
    let mut rows: Vec<(String, usize)> = Vec::new();
    for math in &equation.lefts {
        let next = latex::line(math, None);
        match rows.last_mut() {
            Some((text, width)) if *width + next.width < latex::PAGE / 2 => {
                text.push_str(&format!(" = {}", next.text));
                *width += next.width + 30;
            }
            Some((text, _)) => {
                text.push_str(" =");
                rows.push((next.text, next.width));
            }
            None => rows.push((next.text, next.width)),
        }
    }
    rows
}
