//! The answer of `derive` for a terminal.

use super::page::{Equation, sections};
use super::{Options, prose, steps_text, text};
use crate::answer::Derivation;
use crate::expr::Graph;
use unicode_width::UnicodeWidthStr;

/// The widest left side that others are padded to.
const WIDEST: usize = 22;

/// Each target with its named terms, its partial derivatives and what was shown of them.
///
/// ```
/// use normsym::answer::Derivation;
/// use normsym::expr::Graph;
/// use normsym::render::{derivation_text, Options};
/// let nothing = Derivation { targets: vec![] };
/// assert_eq!(derivation_text(&Graph::new(), &nothing, &Options::default()), "");
/// ```
pub fn derivation_text(graph: &Graph, derivation: &Derivation, options: &Options) -> String {
    let mut page = Page { out: String::new(), options };
    for section in sections(graph, derivation, options) {
        page.gap();
        page.equations(&[&section.function], 0);
        page.named(&section.terms);
        if !section.entries.is_empty() {
            page.gap();
        }
        let all: Vec<&Equation> = section.entries.iter().map(|entry| &entry.equation).collect();
        let column = column(&all);
        for entry in &section.entries {
            page.equation(&entry.equation, column, 0);
            if let Some((raw, before, after)) = &entry.raw {
                let left = (options.words.raw)(*before, *after);
                page.dim(&text::equation(&left, raw, 0, 4, options.width), false);
            }
            for note in &entry.notes {
                page.dim(&prose::text_rows(note, 4, options.width), note.alarm);
            }
        }
        page.named(&section.derivative_terms);
        if !section.summary.is_empty() {
            page.gap();
        }
        for note in &section.summary {
            page.dim(&prose::text_rows(note, 0, options.width), note.alarm);
        }
        if let Some(steps) = &section.steps {
            page.gap();
            steps_text::written(steps, options.words, options.width).iter().for_each(|row| page.row(row));
        }
    }
    page.out
}

/// The width that left sides are padded to.
fn column(equations: &[&Equation]) -> usize {
    let single = equations.iter().filter(|equation| equation.lefts.len() == 1);
    single.map(|equation| left(equation).width()).filter(|width| *width <= WIDEST).max().unwrap_or(0)
}

fn left(equation: &Equation) -> String {
    equation.lefts.iter().map(text::write).collect::<Vec<_>>().join(" = ")
}

struct Page<'a> {
    out: String,
    options: &'a Options,
}

impl Page<'_> {
    fn gap(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    fn row(&mut self, row: &str) {
        self.out.push_str(row);
        self.out.push('\n');
    }

    fn named(&mut self, equations: &[Equation]) {
        if !equations.is_empty() {
            self.gap();
            self.row(self.options.words.where_);
            self.equations(&equations.iter().collect::<Vec<_>>(), 2);
        }
    }

    fn equations(&mut self, equations: &[&Equation], margin: usize) {
        let column = column(equations);
        for equation in equations {
            self.equation(equation, column, margin);
        }
    }

    fn equation(&mut self, equation: &Equation, column: usize, margin: usize) {
        let width = self.options.width;
        // A chain of derivatives that vanish fills rows of its own.
        let mut left = String::new();
        for (k, math) in equation.lefts.iter().enumerate() {
            let next = text::write(math);
            if k > 0 && margin + left.width() + next.width() + 7 > width {
                self.row(&format!("{}{}", " ".repeat(margin), self.bold(&left)));
                left = "  = ".to_string();
            } else if k > 0 {
                left.push_str(" = ");
            }
            left.push_str(&next);
        }
        let rows = match equation.lefts.is_empty() {
            true => text::alone(&equation.right, margin, width),
            false => text::equation(&left, &equation.right, column, margin, width),
        };
        for (k, row) in rows.iter().enumerate() {
            match row.get(margin..margin + left.len()) {
                Some(head) if k == 0 && !left.is_empty() => {
                    let rest = &row[margin + left.len()..];
                    self.row(&format!("{}{}{rest}", " ".repeat(margin), self.bold(head)));
                }
                _ => self.row(row),
            }
        }
    }

    fn bold(&self, text: &str) -> String {
        if self.options.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_string() }
    }

    fn dim(&mut self, rows: &[String], alarm: bool) {
        let code = if alarm { "31" } else { "2" };
        for row in rows {
            match self.options.color {
                true => self.row(&format!("\u{1b}[{code}m{row}\u{1b}[0m")),
                false => self.row(row),
            }
        }
    }
}
