//! The rules read and ready: texts of [`crate::rules`] as patterns, read once.
//!
//! A rule whose two sides the constructors make equal (`√x² = x`) has nothing to do here and is left out.

use super::pattern::{self, Pattern};
use crate::functions::Need;
use crate::number::Rational;
use crate::rules::{self, Rule};
use std::sync::OnceLock;

/// Rules that [`super::simplify_with`] may use.
///
/// ```
/// use normsym::simplify::Shelf;
/// assert!(Shelf::all().len() > 50);
/// assert_eq!(Shelf::of(&[]).len(), 0);
/// ```
#[derive(Debug)]
pub struct Shelf(pub(super) Vec<Compiled>);

/// One rule, read.
#[derive(Debug)]
pub(super) struct Compiled {
    pub name: &'static str,
    pub left: Pattern,
    pub right: Pattern,
    pub when: Vec<(Pattern, Need)>,
}

impl Shelf {
    /// Every rule there is.
    pub fn all() -> &'static Shelf {
        static ALL: OnceLock<Shelf> = OnceLock::new();
        ALL.get_or_init(|| Shelf::of(&rules::all()))
    }

    /// The shelf of these rules; one whose text cannot be read is left out (a test reads every text).
    pub fn of(rules: &[&Rule]) -> Shelf {
        Shelf(rules.iter().filter_map(|rule| compile(rule).ok().flatten()).collect())
    }

    /// The number of rules.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it holds no rule.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The rule as patterns; `None` where both sides have one form already.
pub(super) fn compile(rule: &Rule) -> Result<Option<Compiled>, String> {
    let mut left = pattern::read(rule.left)?.normal();
    let right = pattern::read(rule.right)?.normal();
    let mut when = Vec::with_capacity(rule.when.len());
    for (text, need) in rule.when {
        when.push((pattern::read(text)?.normal(), *need));
    }
    sort_parts(&mut left);
    let nothing = left == right || matches!(left, Pattern::Variable(_) | Pattern::Number(_));
    Ok((!nothing).then_some(Compiled { name: rule.name, left, right, when }))
}

/// What is easiest to refuse comes first: calls of plain letters, then other calls, scaled letters, letters.
fn sort_parts(pattern: &mut Pattern) {
    match pattern {
        Pattern::Sum(_, parts) | Pattern::Product(parts) => {
            parts.iter_mut().for_each(|(part, _)| sort_parts(part));
            parts.sort_by_key(|(part, _)| rank(part));
        }
        Pattern::Call(_, args) => args.iter_mut().for_each(sort_parts),
        Pattern::Number(_) | Pattern::Variable(_) => {}
    }
}

fn rank(part: &Pattern) -> u32 {
    match part {
        Pattern::Call(_, args) if args.iter().all(|arg| matches!(arg, Pattern::Variable(_))) => 0,
        Pattern::Call(..) => 1,
        Pattern::Sum(_, parts) | Pattern::Product(parts) if parts.len() > 1 => 1,
        Pattern::Sum(constant, _) if *constant != Rational::ZERO => 1,
        Pattern::Variable(_) => 3,
        _ => 2,
    }
}
