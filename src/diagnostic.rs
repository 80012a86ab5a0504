//! What is wrong with an input: code, message, labelled places, and the line that mends it.
//!
//! A diagnostic is a plain value; the shell draws the picture. Codes read `stage::words`, the stage being the part
//! of the crate that noticed (`syntax`, `names`, `data`, `math`, `claim`, `input`).

use crate::source::Span;

/// One fault of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable identifier, `stage::words`.
    pub code: &'static str,
    /// What is wrong, one sentence without a full stop.
    pub message: String,
    /// Places with a short text each; the first is the main one.
    pub labels: Vec<Label>,
    /// How to mend it.
    pub help: Option<String>,
    /// A remark tells how the input was read; it never stops the work.
    pub severity: Severity,
}

/// A place in the source and what is to be seen there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is to be seen there, a few words.
    pub text: String,
}

/// Whether the work can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The statement cannot be used.
    Error,
    /// The statement is used as the remark says.
    Remark,
}

impl Diagnostic {
    /// An error with its main place and no label text.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            message: message.into(),
            labels: vec![Label { span, text: String::new() }],
            help: None,
            severity: Severity::Error,
        }
    }

    /// A remark: the input is used, and this says how it was read.
    pub fn remark(code: &'static str, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Remark, ..Diagnostic::error(code, span, message) }
    }

    /// The same with `text` at the main place.
    pub fn at(mut self, text: impl Into<String>) -> Diagnostic {
        self.labels[0].text = text.into();
        self
    }

    /// The same with one more place.
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// The same with the line that mends it.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// The main place.
    pub fn span(&self) -> Span {
        self.labels[0].span
    }
}

/// The candidate nearest to `word`, where one is near enough to be meant ("did you mean").
///
/// Near is an edit distance of at most a third of the word's length, and at least 1; a name that differs only by
/// `_`, braces or case always counts. A single letter has no neighbours: `q` is not a misspelt `F`.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let bare = |text: &str| text.chars().filter(|c| !matches!(c, '_' | '{' | '}')).collect::<String>().to_lowercase();
    let plain = bare(word);
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word)
        .map(|candidate| if bare(candidate) == plain { (0, candidate) } else { (edit_distance(word, candidate), candidate) })
        .filter(|(distance, _)| *distance <= limit && (*distance == 0 || *distance < word.chars().count()))
        // Swapped letters keep the length: `tahn` is nearer to `tanh` than to `tan`.
        .min_by_key(|(distance, candidate)| (*distance, candidate.chars().count().abs_diff(word.chars().count())))
        .map(|(_, candidate)| candidate)
}

/// Levenshtein distance in characters, with a swap of neighbours counted once.
fn edit_distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut rows = vec![vec![0; right.len() + 1]; left.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=left.len() {
        for j in 1..=right.len() {
            let change = usize::from(left[i - 1] != right[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[left.len()][right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_underscore_is_always_near() {
        assert_eq!(nearest("w1", ["x", "w_1"]), Some("w_1"));
        assert_eq!(nearest("uper", ["lower", "upper"]), Some("upper"));
        assert_eq!(nearest("tahn", ["tan", "tanh"]), Some("tanh"));
        assert_eq!(nearest("abc", ["xyz"]), None);
        assert_eq!(nearest("q", ["F"]), None);
    }
}
