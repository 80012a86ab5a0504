//! A lost summand: what is missing on the right side, where that is short.
//!
//! Sought first among the names of the file and the summands of the left side's definition, then as the difference itself.

use super::factor::{ratio, same_number};
use super::search::{Edit, Place, Search, made};
use super::{Kind, Variant};
use crate::expr::{Node, NodeId};
use crate::model::{Meaning, Side};
use crate::name::Name;
use crate::number::Rational;
use crate::syntax::ast::{Kind as Shape, Sign};
use crate::syntax::parts;

pub(super) static KIND: Kind = Kind { name: "summand", for_values: false, find };

/// A name lost in a sum inside of the right side.
pub(super) static INSIDE: Kind = Kind { name: "summand inside", for_values: false, find: find_inside };

/// The largest written size of a summand that is easily lost.
const SHORT: usize = 12;
/// The most names that are tried.
const NAMES: usize = 24;

fn find(search: &mut Search<'_>) -> Option<Variant> {
    let mut candidates = names(search);
    candidates.extend(number(search));
    candidates.extend(summands_of_left(search));
    candidates.extend(difference(search));
    candidates.into_iter().find(|missing| holds_with(search, *missing)).map(Variant::Added)
}

fn find_inside(search: &mut Search<'_>) -> Option<Variant> {
    search.at_each_place(name_lost)
}

/// A name lost inside: `2(w - 3)` for `2(w + b - 3)`, where b stands elsewhere on that side.
fn name_lost(search: &Search<'_>, place: &Place<'_>) -> Vec<Edit> {
    let Shape::Sum(terms) = &place.expr.kind else { return Vec::new() };
    if place.holder.is_none() {
        return Vec::new();
    }
    let inside = parts(place.expr);
    let stands = |name: &Name| inside.iter().any(|part| part.expr.kind == Shape::Name(name.clone()));
    let used: Vec<Name> = search.written_names().into_iter().filter(|name| !stands(name)).collect();
    let with = |name: &Name, sign: Sign| {
        let lost = (sign, made(place.expr, Shape::Name(name.clone())));
        Edit::of(place.expr, made(place.expr, Shape::Sum(terms.iter().cloned().chain([lost]).collect())))
    };
    used.iter().flat_map(|name| [with(name, Sign::Plus), with(name, Sign::Minus)]).collect()
}

fn holds_with(search: &mut Search<'_>, missing: NodeId) -> bool {
    let node = search.model.graph.add(&[search.side.right.node, missing]);
    let right = Meaning { node, needs: search.side.right.needs.clone() };
    search.holds(Side { right, ..search.side.clone() })
}

/// Each name of the file, and its opposite.
fn names(search: &mut Search<'_>) -> Vec<NodeId> {
    let names: Vec<_> = search.names.iter().take(NAMES).cloned().collect();
    let mut nodes = Vec::new();
    for name in names {
        let expr = made(search.written(), Shape::Name(name));
        if let Some(meaning) = search.understood(&expr) {
            let opposite = search.model.graph.scale(&Rational::MINUS_ONE, meaning.node);
            nodes.extend([meaning.node, opposite]);
        }
    }
    nodes
}

/// A number that is missing. (Beside a number it would be another number, which the true right side says better.)
fn number(search: &mut Search<'_>) -> Option<NodeId> {
    if search.model.graph.as_number(search.right).is_some() {
        return None;
    }
    let doubles = search.doubles.as_ref()?;
    let missing = same_number([0, 1].map(|lane| doubles.left[lane] - doubles.right[lane]))?;
    Some(search.model.graph.number(missing))
}

/// The summands of what the left side stands for.
fn summands_of_left(search: &mut Search<'_>) -> Vec<NodeId> {
    let graph = &mut search.model.graph;
    let mut left = search.left;
    while let Some(term) = graph.as_term(left) {
        left = term.body;
    }
    match graph.node(left).clone() {
        Node::Sum { terms, .. } if terms.len() > 1 => {
            terms.iter().map(|(node, coefficient)| graph.scale(coefficient, *node)).collect()
        }
        _ => Vec::new(),
    }
}

/// The difference of the sides, where it is short and does not say the left side again.
fn difference(search: &mut Search<'_>) -> Option<NodeId> {
    // A multiple of the right side lacks a factor.
    if ratio(search).is_some() {
        return None;
    }
    let assumptions = search.side.assumptions.clone();
    let missing = search.model.graph.sub(search.left, search.right);
    let missing = crate::answer::shown(search.model, missing, &assumptions);
    let graph = &search.model.graph;
    let own = graph.written_size(search.right, 4 * SHORT);
    let size = graph.written_size(missing, SHORT + 1);
    // What is as long as the right side itself is another formula, not a slip.
    let says_left = graph.window(missing).contains(&search.left);
    (size <= SHORT && size <= own && !says_left && missing != search.left).then_some(missing)
}
