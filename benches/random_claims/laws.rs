//! The tables of true claims as laws: their names stand for any expression.

use crate::table::entries;
use crate::term::Term;
use normsym::syntax::ast::{Chain, Relation};
use normsym::syntax::parse_claim;
use std::collections::BTreeMap;

const TABLES: [&str; 3] = [
    include_str!("../../tests/soundness/identities.txt"),
    include_str!("../../tests/soundness/truths.txt"),
    include_str!("laws.txt"),
];

/// `left = right` wherever the conditions hold and both have a value.
#[derive(Clone, Debug)]
pub struct Law {
    pub left: Term,
    pub right: Term,
    /// Conditions `a > b`, as the two sides with what stands between.
    pub conditions: Vec<(Term, &'static str, Term)>,
    /// The family of the table.
    pub family: String,
}

/// Every law of the tables that stands under nothing but names of numbers.
pub fn laws() -> Vec<Law> {
    let entries = TABLES.iter().flat_map(|table| entries(table));
    let bare = entries.filter(|entry| entry.prelude.lines().all(|line| line.starts_with("param ")));
    bare.filter_map(|entry| {
        let (chain, assuming) = parse_claim(&entry.claim).ok()?;
        let (left, right) = sides(&chain).filter(|_| chain.at.is_none() && chain.links[0].0 == Relation::Equal)?;
        let conditions = assuming.iter().map(condition).collect::<Option<Vec<_>>>()?;
        Some(Law { left, right, conditions, family: entry.family })
    })
    .collect()
}

fn sides(chain: &Chain) -> Option<(Term, Term)> {
    match chain.links.as_slice() {
        [(_, right)] => Some((Term::read(&chain.first)?, Term::read(right)?)),
        _ => None,
    }
}

fn condition(chain: &Chain) -> Option<(Term, &'static str, Term)> {
    let between = match chain.links.first()?.0 {
        Relation::Greater => ">",
        Relation::AtLeast => ">=",
        Relation::Less => "<",
        Relation::AtMost => "<=",
        Relation::NotEqual => "!=",
        _ => return None,
    };
    let (left, right) = sides(chain)?;
    Some((left, between, right))
}

fn names_a_derivative(term: &Term) -> bool {
    term.holds(&|part| matches!(part, Term::Call(function, _) if function == "diff"))
}

impl Law {
    pub fn is_of_derivatives(&self) -> bool {
        names_a_derivative(&self.left) || names_a_derivative(&self.right)
    }

    /// The names by which the law differentiates.
    pub fn by(&self) -> Vec<String> {
        fn collect(term: &Term, into: &mut Vec<String>) {
            if let Term::Call(function, args) = term
                && function == "diff"
            {
                args[1..].iter().for_each(|arg| arg.names(into));
            }
            term.parts().into_iter().for_each(|part| collect(part, into));
        }
        let mut found = Vec::new();
        collect(&self.left, &mut found);
        collect(&self.right, &mut found);
        found
    }

    pub fn names(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.left.names(&mut found);
        self.right.names(&mut found);
        self.conditions.iter().for_each(|(a, _, b)| {
            a.names(&mut found);
            b.names(&mut found);
        });
        found.retain(|name| name != "pi" && name != "π");
        found
    }

    /// What a part becomes by the law read in one of its directions; `spare` stands for names that the part leaves open.
    pub fn rewritten(&self, part: &Term, backwards: bool, mut spare: impl FnMut() -> Term) -> Option<Term> {
        let (from, to) = if backwards { (&self.right, &self.left) } else { (&self.left, &self.right) };
        // A bare name or number fits everything.
        if matches!(from, Term::Number(_)) || !self.conditions.is_empty() || self.is_of_derivatives() {
            return None;
        }
        let mut found = BTreeMap::new();
        if !part.matches(from, &mut found) {
            return None;
        }
        for name in self.names() {
            found.entry(name).or_insert_with(&mut spare);
        }
        Some(to.with(&found))
    }
}
