//! Near variants: where a claim is refuted, the slip that would explain it.
//!
//! One kind of slip per file, all of them in [`KINDS`], the smaller slip first. A kind undoes its slip at one place of the
//! claim at a time; what passes a cheap look at a few points is decided like any claim, and only what is then proved is
//! told. Nothing here makes words: that is the shell's.

mod absolute;
mod complement;
mod condition;
mod count;
mod doubles;
mod epsilon;
mod factor;
mod held;
mod index;
mod power;
mod prime;
mod screen;
mod search;
mod sign;
mod summand;
mod swapped;

use crate::check::decide::Decision;
use crate::check::verdict::Verdict;
use crate::expr::{Condition, NodeId};
use crate::model::{Claim, Model, Side, Tolerance};
use crate::number::Rational;
use search::Search;

/// What would make a refuted claim true.
#[derive(Clone, Debug, PartialEq)]
pub enum Variant {
    /// The derivatives on the left side, taken with these named terms as constants.
    Held(Vec<NodeId>),
    /// The right side times this number.
    Factor(Rational),
    /// One summand times this number; 0 is the claim without it.
    FactorOn {
        /// The number.
        factor: Rational,
        /// Which summand.
        part: Where,
    },
    /// One more summand on the right side.
    Added(NodeId),
    /// `wanted` where the claim has `written`.
    Replaced {
        /// What makes it true.
        wanted: String,
        /// What the claim says.
        written: String,
        /// The summand it stands in, where `written` also stands elsewhere.
        within: Option<String>,
    },
    /// Two names put in the place of one another.
    Swapped(String, String),
    /// The claim as it stands, where this holds.
    For(Vec<Condition>),
}

/// A part of the right side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Where {
    /// The first summand of the right side.
    First,
    /// The last summand of the right side.
    Last,
    /// The part that is written so.
    Written(String),
}

/// One kind of slip.
pub struct Kind {
    /// What it is called.
    pub name: &'static str,
    /// Whether it explains a claim about numbers alone, where many other slips would fit by chance.
    for_values: bool,
    find: fn(&mut Search<'_>) -> Option<Variant>,
}

/// Every kind of slip, the smaller first.
pub static KINDS: &[&Kind] = &[
    &held::KIND,
    &sign::KIND,
    &complement::KIND,
    &index::KIND,
    &prime::KIND,
    &absolute::KIND,
    &epsilon::KIND,
    &power::KIND,
    &count::KIND,
    &factor::KIND,
    &swapped::KIND,
    &summand::INSIDE,
    &factor::PART,
    &summand::KIND,
    &condition::KIND,
    &factor::RATIO,
];

/// The near variants of a claim that was refuted: the nearest slip, and the condition under which the claim holds as it
/// stands, each where there is one.
///
/// ```
/// use normsym::answer::{check, variants::Variant};
/// use normsym::model::Model;
/// use normsym::source::Source;
/// let text = "param p, x\nkept = (1 - p) x\nexpect kept = p x\n";
/// let mut model = Model::load(&Source::new("a.expr", text), &|_| Err("no files here".into()));
/// let decided = check(&mut model);
/// let Variant::Replaced { wanted, written, .. } = &decided[0].variants[0] else { panic!() };
/// assert_eq!((wanted.as_str(), written.as_str()), ("1 - p", "p"));
/// ```
pub fn near_variants(model: &mut Model, claim: &Claim, decision: &Decision) -> Vec<Variant> {
    if decision.verdict != Verdict::Refuted {
        return Vec::new();
    }
    let Ok(side) = model.understand(claim) else { return Vec::new() };
    if matches!(side.tolerance, Tolerance::NotEqual) {
        return Vec::new();
    }
    // What takes a new name for a parameter is no slip.
    let open = model.close_names(true);
    let mut found = sought(&mut Search::new(model, claim, side.clone(), decision));
    if found.is_empty() && matches!(side.tolerance, Tolerance::Equal) {
        let turned = Side { left: side.right.clone(), right: side.left.clone(), ..side.clone() };
        found = on_the_left(&mut Search::new(model, &claim.turned(), turned, decision));
    }
    if found.is_empty() {
        found.extend((factor::RATIO.find)(&mut Search::new(model, claim, side, decision)));
    }
    model.close_names(open);
    found
}

fn sought(search: &mut Search<'_>) -> Vec<Variant> {
    let mut found = Vec::new();
    for kind in KINDS.iter().filter(|kind| kind.name != factor::RATIO.name) {
        let settled = found.iter().any(|variant| !matches!(variant, Variant::For(_)));
        if (settled && kind.name != condition::KIND.name) || (search.is_about_values() && !kind.for_values) {
            continue;
        }
        found.extend((kind.find)(search));
    }
    found
}

/// Slips of the left side that are told by what is written, whichever side it is on.
fn on_the_left(search: &mut Search<'_>) -> Vec<Variant> {
    const KINDS: &[&Kind] = &[&complement::KIND, &index::KIND, &prime::KIND, &epsilon::KIND, &power::KIND, &count::KIND];
    if search.is_about_values() || matches!(search.written().kind, crate::syntax::ast::Kind::Name(_)) {
        return Vec::new();
    }
    KINDS.iter().find_map(|kind| (kind.find)(search)).into_iter().collect()
}
