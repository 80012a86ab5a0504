//! Breaking a line that is too long: at its outermost `+` and `−` first, inside brackets only where it must be.
//!
//! Widths are whatever the writer of the line counted: columns of a terminal, or what a page is estimated to show.

use std::ops::Range;

/// A written line and the places where it may be broken.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    /// What was written.
    pub(super) text: String,
    /// How wide that is.
    pub(super) width: usize,
    /// Where it may be broken, from left to right.
    pub(super) breaks: Vec<Break>,
}

/// A place where a line may be broken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Break {
    /// The byte before which the new line begins.
    pub(super) at: usize,
    /// The width up to there.
    pub(super) column: usize,
    /// The bytes (a space) that are dropped at the break.
    pub(super) skip: usize,
    /// The lower the better.
    pub(super) rank: u32,
}

/// The line in rows that are at most `width` wide wherever there is a place to break. The first row has `used` of it
/// taken already, the others `indent`.
pub(super) fn rows(line: &Line, width: usize, used: usize, indent: usize) -> Vec<String> {
    let mut rows = Rows { line, width, indent, done: Vec::new(), begin: 0, filled: used };
    let end = Break { at: line.text.len(), column: line.width, skip: 0, rank: 0 };
    let start = Break { at: 0, column: 0, skip: 0, rank: 0 };
    rows.fill(start, end, 0..line.breaks.len());
    rows.done.push(line.text[rows.begin..].to_string());
    rows.done
}

struct Rows<'a> {
    line: &'a Line,
    width: usize,
    indent: usize,
    done: Vec<String>,
    /// Where the current row begins, and how much of it is filled.
    begin: usize,
    filled: usize,
}

impl Rows<'_> {
    /// Puts what stands between two places; `between` are the breaks there. Recurses once per rank.
    fn fill(&mut self, start: Break, end: Break, between: Range<usize>) {
        let width = end.column - start.column;
        if self.filled + width <= self.width {
            self.filled += width;
            return;
        }
        if start.at > self.begin && self.indent + width - start.skip.min(width) <= self.width {
            self.new_row(start);
            self.filled += width - start.skip.min(width);
            return;
        }
        let Some(rank) = self.line.breaks[between.clone()].iter().map(|place| place.rank).min() else {
            if start.at > self.begin {
                self.new_row(start);
            }
            self.filled += width;
            return;
        };
        let (mut from, mut first) = (start, between.start);
        for k in between.clone() {
            let place = self.line.breaks[k];
            if place.rank == rank {
                self.fill(from, place, first..k);
                (from, first) = (place, k + 1);
            }
        }
        self.fill(from, end, first..between.end);
    }

    fn new_row(&mut self, at: Break) {
        self.done.push(self.line.text[self.begin..at.at].to_string());
        self.begin = at.at + at.skip;
        self.filled = self.indent;
    }
}
