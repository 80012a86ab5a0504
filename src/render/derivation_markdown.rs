//! The answer of `derive` in Markdown: `$$ … $$` blocks with short prose, as notebooks and wikis show it.

use super::derivation_latex::aligned;
use super::page::{Equation, Section, sections};
use super::words::Words;
use super::{Options, latex, prose, steps_latex};
use crate::answer::Derivation;
use crate::expr::Graph;

/// The derivation in Markdown.
///
/// ```
/// use normsym::answer::Derivation;
/// use normsym::expr::Graph;
/// use normsym::render::{derivation_markdown, Options};
/// assert_eq!(derivation_markdown(&Graph::new(), &Derivation { targets: vec![] }, &Options::default()), "");
/// ```
pub fn derivation_markdown(graph: &Graph, derivation: &Derivation, options: &Options) -> String {
    let sections = sections(graph, derivation, options);
    sections.iter().map(|section| written(section, options.words)).collect::<Vec<_>>().join("\n")
}

fn written(section: &Section, words: &Words) -> String {
    let mut out = String::new();
    if let Some(name) = section.function.lefts.first() {
        out.push_str(&format!("## ${}$\n\n", latex::write(name)));
    }
    block(&mut out, &[&section.function]);
    named(&mut out, &section.terms, words);
    if !section.entries.is_empty() {
        out.push_str(&format!("**{}**\n\n", words.partial_derivatives));
    }
    let mut pending: Vec<&Equation> = Vec::new();
    for entry in &section.entries {
        pending.push(&entry.equation);
        if entry.notes.is_empty() && entry.raw.is_none() {
            continue;
        }
        block(&mut out, &std::mem::take(&mut pending));
        if let Some((raw, before, after)) = &entry.raw {
            out.push_str(&format!("{}:\n\n", prose::capital(&(words.raw)(*before, *after))));
            block(&mut out, &[&Equation { lefts: vec![], right: raw.clone() }]);
        }
        for note in &entry.notes {
            let note_text = prose::in_markdown(note);
            out.push_str(&if note.alarm { format!("**{note_text}.**\n\n") } else { format!("*{note_text}.*\n\n") });
        }
    }
    block(&mut out, &pending);
    named(&mut out, &section.derivative_terms, words);
    for note in &section.summary {
        out.push_str(&format!("{}.\n\n", prose::in_markdown(note)));
    }
    out.extend(section.steps.iter().map(|steps| steps_latex::in_markdown(steps, words)));
    out
}

fn named(out: &mut String, equations: &[Equation], words: &Words) {
    if !equations.is_empty() {
        out.push_str(&format!("{}\n\n", words.where_));
        block(out, &equations.iter().collect::<Vec<_>>());
    }
}

fn block(out: &mut String, equations: &[&Equation]) {
    if !equations.is_empty() {
        out.push_str(&format!("$$\n{}$$\n\n", aligned("aligned", equations)));
    }
}
