//! Names as readers see them: base, accent, subscript, primes, in one canonical form.
//!
//! What a name stands for is not known here.

use std::fmt;

/// A name as the reader sees it, in one canonical form: `w_{01}` = `w_01`, `\gamma` = `gamma` = `γ`, `\hat{x}` = `x̂`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    /// A letter or a word; Greek letters as themselves (`γ`), never spelt out.
    pub base: String,
    /// What stands over it.
    pub accent: Option<Accent>,
    /// The text of the subscript without braces and spaces: `01`, `NN`, `i,j`.
    pub subscript: Option<String>,
    /// The number of primes.
    pub primes: u32,
}

/// What stands over a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Accent {
    /// `x̂`, `\hat{x}` (U+0302 behind the letter).
    Hat,
    /// `x̄`, `\bar{x}` (U+0304).
    Bar,
    /// `x̃`, `\tilde{x}` (U+0303).
    Tilde,
}

impl Accent {
    /// The combining character of the plain spelling.
    pub fn combining(self) -> char {
        match self {
            Accent::Hat => '\u{302}',
            Accent::Bar => '\u{304}',
            Accent::Tilde => '\u{303}',
        }
    }
}

impl Name {
    /// A name with a base alone.
    pub fn plain(base: impl Into<String>) -> Name {
        Name { base: base.into(), ..Name::default() }
    }

    /// The same name without its primes.
    pub fn unprimed(&self) -> Name {
        Name { primes: 0, ..self.clone() }
    }
}

impl fmt::Display for Name {
    /// The plain spelling, which reads back as the same name: braces stand where a subscript is neither a run of
    /// digits nor a run of letters.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.base)?;
        if let Some(accent) = self.accent {
            write!(out, "{}", accent.combining())?;
        }
        if let Some(subscript) = &self.subscript {
            let digits = subscript.chars().all(|c| c.is_ascii_digit());
            let letters = subscript.chars().all(char::is_alphabetic);
            if !subscript.is_empty() && (digits || letters) {
                write!(out, "_{subscript}")?
            } else {
                write!(out, "_{{{subscript}}}")?
            }
        }
        for _ in 0..self.primes {
            out.write_str("'")?;
        }
        Ok(())
    }
}
