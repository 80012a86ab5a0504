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
    /// The lower the better: twice the depth in brackets, and one more between factors.
    pub(super) rank: u32,
}

/// A row of a broken line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    /// What stands on it.
    pub(super) text: String,
    /// How many brackets it begins in: rows are indented by it.
    pub(super) level: usize,
    /// Whether it goes on with a factor, so that a product sign must stand first.
    pub(super) factor: bool,
}

/// The room that rows have.
#[derive(Clone, Copy)]
pub(super) struct Room {
    /// How wide a row may be.
    pub(super) width: usize,
    /// What is taken of the first one already.
    pub(super) used: usize,
    /// What is taken of the others.
    pub(super) indent: usize,
    /// What each level takes besides.
    pub(super) step: usize,
}

/// The line in rows that keep to the room wherever there is a place to break.
pub(super) fn rows(line: &Line, room: Room) -> Vec<Row> {
    let first = Break { at: 0, column: 0, skip: 0, rank: 0 };
    let mut rows = Rows { line, room, done: Vec::new(), begin: first, filled: room.used };
    let end = Break { at: line.text.len(), column: line.width, skip: 0, rank: 0 };
    rows.fill(first, end, 0..line.breaks.len());
    rows.finish(end.at);
    rows.done
}

struct Rows<'a> {
    line: &'a Line,
    room: Room,
    done: Vec<Row>,
    /// Where the current row begins, and how much of it is filled.
    begin: Break,
    filled: usize,
}

impl Rows<'_> {
    /// Puts what stands between two places; `between` are the breaks there. Recurses once per rank.
    fn fill(&mut self, start: Break, end: Break, between: Range<usize>) {
        let width = end.column - start.column;
        if self.filled + width <= self.room.width {
            self.filled += width;
            return;
        }
        if start.at > self.begin.at && self.indent(start) + width <= self.room.width {
            self.new_row(start);
            self.filled += width;
            return;
        }
        let Some(rank) = self.line.breaks[between.clone()].iter().map(|place| place.rank).min() else {
            if start.at > self.begin.at {
                self.new_row(start);
            }
            self.filled += width;
            return;
        };
        // A summand that must be broken itself begins a row; a factor does not, lest its fellows stand alone.
        if start.at > self.begin.at && start.rank.is_multiple_of(2) {
            self.new_row(start);
        }
        let (mut from, mut first) = (start, between.start);
        for k in between.clone() {
            let place = self.line.breaks[k];
            if place.rank == rank {
                self.fill(from, place, first..k);
                // And what follows a broken summand begins the next one.
                if self.begin.at > from.at && rank.is_multiple_of(2) {
                    self.new_row(place);
                }
                (from, first) = (place, k + 1);
            }
        }
        self.fill(from, end, first..between.end);
    }

    fn indent(&self, at: Break) -> usize {
        self.room.indent + self.room.step * (at.rank / 2) as usize
    }

    fn new_row(&mut self, at: Break) {
        self.finish(at.at);
        self.begin = at;
        self.filled = self.indent(at);
    }

    fn finish(&mut self, end: usize) {
        let begin = self.begin;
        let text = self.line.text[(begin.at + begin.skip).min(end)..end].to_string();
        self.done.push(Row { text, level: (begin.rank / 2) as usize, factor: begin.rank % 2 == 1 });
    }
}
