//! Cuts a file into statements: comments away, continued lines together.
//!
//! A statement ends with its line. A line goes on where it ends in an operator, a comma or an open bracket, where a
//! bracket or a `$$` is still open, and where the next line is indented more than the statement's first. An empty line
//! and a statement word at the margin always end a statement, so an unclosed bracket hides nothing behind it. Nothing
//! here knows what a statement says.

use super::statement::WORDS;

/// A statement's place in the file, and its text with comments blanked (the same length in bytes).
#[derive(Debug)]
pub(super) struct Piece {
    /// Offset of its first byte in the file.
    pub start: usize,
    /// Its text, comments as spaces.
    pub text: String,
}

/// Cuts `text` into its statements.
pub(super) fn cut(text: &str) -> Vec<Piece> {
    let mut cutter = Cutter::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        cutter.line(at, line);
        at += line.len();
    }
    cutter.end();
    cutter.pieces
}

#[derive(Default)]
struct Cutter {
    pieces: Vec<Piece>,
    current: Option<Piece>,
    /// Indentation of the current statement's first line.
    indent: usize,
    /// Open brackets of the current statement.
    depth: i64,
    /// Inside `$$ … $$` or `\[ … \]`.
    display: bool,
    /// The last line of the current statement asks for more.
    goes_on: bool,
}

impl Cutter {
    fn line(&mut self, at: usize, line: &str) {
        let code = without_comment(line);
        let words = code.trim();
        if words.is_empty() {
            match &mut self.current {
                Some(piece) if words.len() < line.trim().len() => piece.text.push_str(&" ".repeat(line.len())),
                _ => self.end(),
            }
            return;
        }
        let indent = code.len() - code.trim_start().len();
        if !self.continues(words, indent) {
            self.end();
        }
        if self.current.is_none() {
            self.indent = indent;
        }
        let piece = self.current.get_or_insert_with(|| Piece { start: at, text: String::new() });
        piece.text.push_str(code);
        piece.text.push_str(&" ".repeat(line.len() - code.len()));
        self.count(words);
    }

    /// Whether this line belongs to the statement before.
    fn continues(&self, words: &str, indent: usize) -> bool {
        if self.current.is_none() {
            return false;
        }
        let margin = indent <= self.indent;
        if margin && !self.display && begins_statement(words) && !(self.goes_on && self.depth > 0) {
            return false;
        }
        self.goes_on || self.depth > 0 || self.display || !margin
    }

    /// Takes note of brackets, display delimiters and the line's last sign.
    fn count(&mut self, words: &str) {
        for letter in words.chars() {
            match letter {
                '(' | '[' | '{' => self.depth += 1,
                ')' | ']' | '}' => self.depth -= 1,
                _ => {}
            }
        }
        if words.matches("$$").count() % 2 == 1 {
            self.display = !self.display;
        }
        // `\\[2pt]` is a line break.
        let delimiters = words.replace("\\\\", "");
        if delimiters.contains("\\[") || delimiters.contains("\\]") {
            self.display = delimiters.rfind("\\[") > delimiters.rfind("\\]");
        }
        let operator = words.ends_with(|c: char| "+-−–*·⋅∙×/÷^_=<>≤≥≠≈±,;([{".contains(c));
        let command = ["\\cdot", "\\times", "\\le", "\\ge", "\\leq", "\\geq", "\\ne", "\\approx", "\\pm"];
        let spacing = ["\\,", "\\;", "\\!", "\\>"].iter().any(|end| words.ends_with(end));
        let word = words.split_whitespace().next_back().is_some_and(|last| matches!(last, "by" | "at" | "without" | "assuming"));
        self.goes_on = operator && !spacing || word || command.iter().any(|end| words.ends_with(end));
    }

    fn end(&mut self) {
        self.pieces.extend(self.current.take());
        (self.depth, self.display, self.goes_on) = (0, false, false);
    }
}

/// The line without its comment and its end; a `#` in quotation marks, or behind a backslash, is none.
fn without_comment(line: &str) -> &str {
    let (mut quoted, mut escaped) = (false, false);
    for (at, letter) in line.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '#' if !quoted && !escaped => return &line[..at],
            _ => {}
        }
        escaped = letter == '\\';
    }
    line.trim_end_matches(['\n', '\r'])
}

/// Whether a line looks like the beginning of a statement: a statement word, or `name =`, `name(x) =`.
fn begins_statement(words: &str) -> bool {
    let first: String = words.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '\'')).collect();
    let rest = words[first.len()..].trim_start();
    if WORDS.contains(&first.as_str()) && !rest.starts_with(['=', ')', ']', ',']) {
        return true;
    }
    let after = match rest.strip_prefix('(').and_then(|inside| inside.split_once(')')) {
        Some((_, after)) => after.trim_start(),
        None => rest,
    };
    first.starts_with(char::is_alphabetic) && after.starts_with('=')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let pieces = cut(text);
        let texts: Vec<String> = pieces.iter().map(|piece| piece.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(texts, expected, "{text:?}");
        for piece in pieces {
            assert!(text.is_char_boundary(piece.start) && piece.start + piece.text.len() <= text.len());
        }
    }

    #[test]
    fn a_statement_ends_with_its_line_unless_it_goes_on() {
        check("a = 1\r\nb = 2", &["a = 1", "b = 2"]);
        check("a = b +\nc\nd = 1", &["a = b + c", "d = 1"]);
        check("a = f(b,\n  c)\n\n  d = 1", &["a = f(b, c)", "d = 1"]);
        check("a = b\n  + c # note\n# note\n  + d", &["a = b + c + d"]);
        check("data (x) = (\n1\n)\nb = 1", &["data (x) = ( 1 )", "b = 1"]);
        check("$$\na = b,\n$$\nc = d", &["$$ a = b, $$", "c = d"]);
    }

    #[test]
    fn an_unclosed_bracket_does_not_swallow_what_follows() {
        check("a = (b\nshow c", &["a = (b", "show c"]);
        check("a = (b\nL_1(x) = c", &["a = (b", "L_1(x) = c"]);
        check("a = (b,\n\nx y", &["a = (b,", "x y"]);
    }

    #[test]
    fn an_indented_file_is_no_single_statement() {
        check("  a = 1\n  b = 2\n    + 3", &["a = 1", "b = 2 + 3"]);
    }
}
