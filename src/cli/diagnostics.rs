//! Diagnostics as pictures: the code, the message, the line with its carets, the line that mends it (the door to `miette`).

use super::words::{self, WIDTH};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Source, Span};
use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents,
};
use std::fmt;

/// The pictures of all diagnostics in the order of the source, without remarks where `quiet`; then how many errors.
pub(super) fn pictures(list: &[Diagnostic], source: &Source, color: bool, quiet: bool) -> String {
    let mut shown: Vec<&Diagnostic> = list.iter().filter(|d| !quiet || d.severity == Severity::Error).collect();
    shown.sort_by_key(|diagnostic| (diagnostic.span().start, diagnostic.code));
    let mut out: String = shown.iter().map(|diagnostic| picture(diagnostic, source, color)).collect();
    let errors = shown.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    if errors > 0 {
        out.push_str(&format!("{}\n", words::count(errors, "error")));
    }
    out
}

/// A space at which no line is broken, until the picture is made.
const TIED: char = '\u{a0}';

/// The words with no break inside what stands between backticks.
fn unbroken(words: &str) -> String {
    let parts = words.split('`').enumerate();
    let parts: Vec<String> =
        parts.map(|(k, part)| if k % 2 == 1 { part.replace(' ', &TIED.to_string()) } else { part.to_string() }).collect();
    parts.join("`")
}

fn picture(diagnostic: &Diagnostic, source: &Source, color: bool) -> String {
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(WIDTH).with_links(false);
    let report = Report { diagnostic, text: Text(source), placed: has_place(diagnostic, source) };
    let mut out = String::new();
    if handler.render_report(&mut out, &report).is_err() {
        out = format!("{}: {}\n", diagnostic.code, diagnostic.message);
    }
    let out = out.replace(TIED, " ");
    let rows: Vec<&str> = out.trim_matches('\n').lines().map(str::trim_end).collect();
    format!("{}\n\n", rows.join("\n"))
}

/// Whether a diagnostic speaks of a place, and of one in this text.
pub(super) fn has_place(diagnostic: &Diagnostic, source: &Source) -> bool {
    let speaks = diagnostic.span() != Span::default() || !diagnostic.labels[0].text.is_empty();
    speaks && !source.text().is_empty() && diagnostic.labels.iter().all(|label| label.span.end as usize <= source.text().len())
}

/// A diagnostic in the eyes of miette.
struct Report<'a> {
    diagnostic: &'a Diagnostic,
    text: Text<'a>,
    placed: bool,
}

impl fmt::Debug for Report<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.diagnostic, out)
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.placed {
            write!(out, "{}: ", self.text.0.name())?;
        }
        out.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.diagnostic.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Remark => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.help.as_ref().map(|help| Box::new(unbroken(help)) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.placed.then_some(&self.text as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        if !self.placed {
            return None;
        }
        let labels = self.diagnostic.labels.iter().enumerate().map(|(k, label)| {
            let text = (!label.text.is_empty()).then(|| label.text.clone());
            let span = self.text.within(label.span);
            if k == 0 { LabeledSpan::new_primary_with_span(text, span) } else { LabeledSpan::new_with_span(text, span) }
        });
        Some(Box::new(labels))
    }
}

/// A source whose columns count characters, as everywhere else.
struct Text<'a>(&'a Source);

impl Text<'_> {
    /// The span with at least one character, on character borders; an end of line counts as the place behind the last.
    fn within(&self, span: Span) -> SourceSpan {
        let text = self.0.text();
        let mut start = (span.start as usize).min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = (span.end as usize).clamp(start, text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        (start, end - start).into()
    }
}

impl SourceCode for Text<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.0.text().read_span(span, before, after)?;
        let place = self.0.position(u32::try_from(span.offset()).unwrap_or(u32::MAX));
        // Without lines around it, miette asks for the place of the span itself.
        let column = if before == 0 { place.column - 1 } else { contents.column() };
        Ok(Box::new(MietteSpanContents::new_named(
            self.0.name().to_string(),
            contents.data(),
            *contents.span(),
            contents.line(),
            column,
            contents.line_count(),
        )))
    }
}
