//! Grown terms: small random expressions over the whole list of functions, and random choices.

use crate::oracle::compare::Stream;
use crate::term::{ONE, SEVERAL, Term};

/// Random choices from one seed.
pub struct Choice(pub Stream);

impl Choice {
    pub fn new(seed: u64) -> Choice {
        Choice(Stream(seed.wrapping_mul(0x2545_F491_4F6C_DD1D).wrapping_add(17)))
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.0.draw() >> 11) as usize % bound.max(1)
    }

    pub fn of<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }
}

/// A term of at most that depth over the given names.
pub fn grown(choice: &mut Choice, depth: usize, names: &[&str]) -> Term {
    if depth == 0 || choice.percent(20) {
        return leaf(choice, names);
    }
    let inner = grown(choice, depth - 1, names);
    match choice.below(14) {
        0..=2 => Term::sum(inner, grown(choice, depth - 1, names)),
        3 => Term::Difference(Box::new(inner), Box::new(grown(choice, depth - 1, names))),
        4..=5 => Term::product(inner, grown(choice, depth - 1, names)),
        6 => Term::Quotient(Box::new(inner), Box::new(grown(choice, depth - 1, names))),
        7 => Term::Power(Box::new(inner), Box::new(Term::number(choice.of(&["2", "3", "2", "-1", "1/2"])))),
        8 => Term::Call(choice.of(SEVERAL).to_string(), vec![inner, grown(choice, depth - 1, names)]),
        9 if choice.percent(40) => Term::call(choice.of(&["f", "g", "f'"]), inner),
        10 if choice.percent(30) => {
            let by = choice.of(names);
            Term::Call("diff".into(), vec![inner, Term::name(by)])
        }
        _ => Term::call(choice.of(ONE), inner),
    }
}

fn leaf(choice: &mut Choice, names: &[&str]) -> Term {
    if choice.percent(75) {
        Term::name(choice.of(names))
    } else {
        Term::number(choice.of(&["1", "2", "3", "1/2", "1/3", "5", "3/2", "10"]))
    }
}
