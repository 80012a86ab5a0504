//! The shelf of output formats: each with its name, its file ending and how it writes a derivation.

use super::{Options, derivation_latex, derivation_markdown, derivation_text};
use crate::answer::Derivation;
use crate::expr::Graph;

/// An output format of whole answers.
pub struct Format {
    /// What `--format` calls it.
    pub name: &'static str,
    /// The ending of a file that holds it.
    pub ending: &'static str,
    /// How it writes an answer; `None` for a format that this version knows by name only.
    pub render: Option<fn(&Graph, &Derivation, &Options) -> String>,
}

/// Every format. (JSON is written by the command line, which knows the whole report.)
pub static FORMATS: &[Format] = &[
    Format { name: "text", ending: "txt", render: Some(derivation_text) },
    Format { name: "latex", ending: "tex", render: Some(derivation_latex) },
    Format { name: "markdown", ending: "md", render: Some(derivation_markdown) },
    Format { name: "html", ending: "html", render: None },
];

/// The format of that name.
///
/// ```
/// use normsym::render::formats;
/// assert_eq!(formats::find("latex").unwrap().ending, "tex");
/// assert!(formats::find("html").unwrap().render.is_none()); // not yet
/// assert!(formats::find("pdf").is_none());
/// ```
pub fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}
