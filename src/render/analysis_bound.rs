//! The step bound of an analysis in sentences: Hessian, eigenvalues, the largest stable rate, or why there is none.

use super::analysis::{Block, Writer, note, said};
use super::math::Math;
use super::notes::{Bit, Note};
use crate::analysis::degree::Obstacle;
use crate::analysis::{Decimal, Eigenvalue, Inertia, MOST_WEIGHTS, NoBound, StepBound};
use crate::answer::Analyzed;
use crate::expr::{Callee, Node, NodeId};

/// The largest Hessian that is written out.
const WRITTEN: usize = 4;

/// The most eigenvalues that are listed.
const LISTED: usize = 6;

/// The longest expression that is named as an obstacle.
const SHORT: usize = 24;

/// The block of the step bound.
pub(super) fn bound(writer: &mut Writer<'_>, function: &Analyzed) -> Block {
    let headline = writer.words.analysis.bound;
    match &function.bound {
        Ok(found) => {
            let items = items(writer, found);
            writer.block(headline, items)
        }
        Err(why) => {
            let bits = reason(writer, function, why);
            writer.short(headline, note(bits))
        }
    }
}

fn reason(writer: &mut Writer<'_>, function: &Analyzed, why: &NoBound) -> Vec<Bit> {
    let words = writer.words.analysis;
    match why {
        NoBound::TooMany(_) => vec![Bit::Words((words.too_many)(MOST_WEIGHTS))],
        NoBound::NotQuadratic(Obstacle::Inside(node)) => vec![said(words.inside), inside(writer, function, *node)],
        NoBound::NotQuadratic(Obstacle::Degree(..)) => vec![said(words.degree)],
        NoBound::NoCurvature => vec![said(words.no_curvature)],
        NoBound::Depends(node) => vec![said(words.depends), writer.formula(*node)],
        NoBound::NoValue(why) => vec![said(words.not_decided), Bit::Foreign(why.to_string())],
        NoBound::NotFound => vec![said(words.not_decided), Bit::Foreign("the numbers are too large".to_string())],
    }
}

/// What the parameters stand inside of: by its name, else written out where it is short.
fn inside(writer: &mut Writer<'_>, function: &Analyzed, node: NodeId) -> Bit {
    let is_call = matches!(writer.graph.node(node), Node::Call { .. });
    let short = writer.graph.written_size(node, SHORT + 1) <= SHORT;
    if is_call && short {
        return writer.formula(node);
    }
    let is_named = |id: &NodeId| writer.graph.as_term(*id).is_some_and(|term| term.body == node);
    if let Some(term) = writer.graph.terms_of(&[function.node]).into_iter().find(is_named) {
        return writer.formula(term);
    }
    if short {
        return writer.formula(node);
    }
    let text = match writer.graph.node(node) {
        Node::Call { function: Callee::Known(function), .. } => function.get().name,
        Node::Product(_) => "√ or 1/…",
        _ => "…",
    };
    Bit::Foreign(text.to_string())
}

fn items(writer: &mut Writer<'_>, found: &StepBound) -> Vec<Note> {
    let words = writer.words.analysis;
    let mut items = Vec::new();
    items.extend(hessian(writer, found));
    items.push(eigenvalues(writer, found));
    items.push(match found.inertia {
        Some(Inertia { negative: 0, zero: 0, .. }) => note(vec![said(words.definite)]),
        Some(Inertia { negative: 0, zero, .. }) => note(vec![Bit::Words((words.semidefinite)(zero))]),
        Some(_) => Note { bits: vec![said(words.indefinite)], alarm: true },
        None => note(vec![said(words.signs_unknown)]),
    });
    if let Some(bound) = &found.bound {
        let mut bits = vec![said(words.stable)];
        bits.extend(number(writer, bound.exact, bound.digits()));
        items.push(note(bits));
    }
    items
}

/// The Hessian in the parameters that it moves with, where it is small.
fn hessian(writer: &mut Writer<'_>, found: &StepBound) -> Option<Note> {
    let words = writer.words.analysis;
    let places: Vec<usize> =
        (0..found.by.len()).filter(|row| found.numbers()[*row].iter().any(|entry| !entry.is_zero())).collect();
    if places.is_empty() || places.len() > WRITTEN {
        return None;
    }
    let names: Vec<NodeId> = places.iter().map(|place| found.by[*place]).collect();
    let entry = |writer: &mut Writer<'_>, row: usize, column: usize| writer.layout.expression(found.hessian[row][column]);
    let rows: Vec<Vec<Math>> =
        places.iter().map(|row| places.iter().map(|column| entry(writer, *row, *column)).collect()).collect();
    let mut bits = vec![said(words.hessian_in)];
    bits.extend(writer.names(&names));
    bits.extend([said(words.is), Bit::Matrix(rows)]);
    Some(note(bits))
}

/// The eigenvalues with the number of times each occurs; of many, the largest and the smallest.
fn eigenvalues(writer: &mut Writer<'_>, found: &StepBound) -> Note {
    let words = writer.words.analysis;
    let mut distinct: Vec<(&Eigenvalue, usize)> = Vec::new();
    for own in &found.eigenvalues {
        match distinct.last_mut() {
            Some((last, times)) if own.exact.is_some() && last.exact == own.exact => *times += 1,
            _ => distinct.push((own, 1)),
        }
    }
    let mut bits = Vec::new();
    if let (true, Some((largest, _)), Some((smallest, _))) = (distinct.len() > LISTED, distinct.first(), distinct.last()) {
        bits.push(said(words.largest));
        bits.extend(number(writer, largest.exact, largest.digits()));
        bits.extend([said(", "), said(words.smallest)]);
        bits.extend(small_number(writer, smallest, found));
        return note(bits);
    }
    bits.push(said(words.eigenvalues));
    for (k, (own, times)) in distinct.iter().enumerate() {
        bits.push(said(if k > 0 { ", " } else { "" }));
        bits.extend(number(writer, own.exact, own.digits()));
        if *times > 1 {
            bits.push(Bit::Words((words.times)(*times)));
        }
    }
    note(bits)
}

/// An eigenvalue that the exact signs may show to be 0 where digits do not.
fn small_number(writer: &mut Writer<'_>, own: &Eigenvalue, found: &StepBound) -> Vec<Bit> {
    let is_zero = own.exact.is_none() && found.inertia.is_some_and(|signs| signs.negative == 0 && signs.zero > 0);
    if is_zero { vec![said("0")] } else { number(writer, own.exact, own.digits()) }
}

/// `17 + √265 ≈ 33.2788`, an exact number alone, digits alone.
pub(super) fn number(writer: &mut Writer<'_>, exact: Option<NodeId>, digits: Option<Decimal>) -> Vec<Bit> {
    let mut bits = Vec::new();
    if let Some(exact) = exact {
        bits.push(writer.formula(exact));
        if writer.graph.as_number(exact).is_some_and(|value| value.is_integer()) {
            return bits;
        }
    }
    match digits {
        Some(digits) if bits.is_empty() || !digits.is_exact() => bits.push(Bit::Foreign(format!(" ≈ {digits}"))),
        Some(digits) => bits.push(Bit::Foreign(format!(" = {digits}"))),
        None if bits.is_empty() => bits.push(Bit::Foreign("?".to_string())),
        None => {}
    }
    if let [Bit::Foreign(only)] = bits.as_mut_slice() {
        *only = only.trim_start().to_string();
    }
    bits
}
