//! The step bound of an analysis in sentences: Hessian, eigenvalues, the largest stable rate, or why there is none.

use super::analysis::{Block, Page, Writer, note, said};
use super::math::Math;
use super::notes::{Bit, Note};
use crate::analysis::degree::Obstacle;
use crate::analysis::{Decimal, Eigenvalue, Inertia, MOST_WEIGHTS, NoBound, StepBound};
use crate::answer::{Analyzed, Rate};
use crate::expr::{Callee, Node, NodeId};
use crate::name::Name;
use crate::number::Rational;

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
            let bits = reason(writer, function.node, why);
            writer.short(headline, note(bits))
        }
    }
}

/// The page of one training run: its rate against the step bounds of its losses.
pub(super) fn rate(writer: &mut Writer<'_>, found: &Rate) -> Page {
    let words = writer.words.analysis;
    let number = rational(&found.rate);
    let name = |name: &Name| Bit::Formula(Math::Name(name.clone(), Box::new([])));
    let title = vec![name(&found.run), Bit::Foreign(format!(": {}", found.method)), said(words.with_rate), number.clone()];
    let mut items = Vec::new();
    for own in &found.losses {
        let mut bits = vec![writer.formula(own.loss), said(": ")];
        match (&own.bound, own.is_stable) {
            (Err(why), _) => bits.extend(reason(writer, own.loss, why)),
            (Ok(found), stable) => {
                bits.push(said(match (stable, &found.bound) {
                    (_, None) => words.indefinite,
                    (Some(true), _) if own.is_at_bound => words.at_bound,
                    (Some(true), _) => words.within_bound,
                    (Some(false), _) => words.above_bound,
                    (None, _) => words.near_bound,
                }));
                if let Some(bound) = &found.bound {
                    bits.extend(self::number(writer, bound.exact, bound.digits()));
                }
                if own.is_at_bound {
                    bits.push(said(words.neither));
                }
                if stable == Some(false) {
                    bits.push(said(words.diverges));
                }
            }
        }
        items.push(Note { bits, alarm: own.is_stable == Some(false) || own.is_at_bound });
    }
    let block = match found.is_plain {
        true => writer.block(words.rates, items),
        false => writer.short(words.rates, note(vec![said(words.other_method)])),
    };
    Page { title: note(title), blocks: vec![block] }
}

/// A number as a fraction.
fn rational(value: &Rational) -> Bit {
    Bit::Formula(fraction(value))
}

fn fraction(value: &Rational) -> Math {
    let number = |value: num_bigint::BigInt| Math::Number(value.to_string());
    let size = match value.is_integer() {
        true => number(value.abs().numerator()),
        false => Math::Fraction { above: vec![number(value.abs().numerator())], below: vec![number(value.denominator())] },
    };
    if value.is_negative() { Math::Sum(vec![(true, size)]) } else { size }
}

fn reason(writer: &mut Writer<'_>, function: NodeId, why: &NoBound) -> Vec<Bit> {
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
fn inside(writer: &mut Writer<'_>, function: NodeId, node: NodeId) -> Bit {
    let is_call = matches!(writer.graph.node(node), Node::Call { .. });
    let short = writer.graph.written_size(node, SHORT + 1) <= SHORT;
    if is_call && short {
        return writer.formula(node);
    }
    let is_named = |id: &NodeId| writer.graph.as_term(*id).is_some_and(|term| term.body == node);
    if let Some(term) = writer.graph.terms_of(&[function]).into_iter().find(is_named) {
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
    // Known numbers are put in.
    let entry = |writer: &mut Writer<'_>, row: usize, column: usize| match found.is_exact() {
        true => fraction(&found.numbers()[row][column]),
        false => writer.layout.expression(found.hessian[row][column]),
    };
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
    let sign = match &digits {
        Some(digits) if exact.is_none() || !digits.is_exact() => "≈ ",
        Some(_) => "= ",
        None if bits.is_empty() => "?",
        None => return bits,
    };
    bits.push(Bit::Foreign(format!("{}{sign}", if bits.is_empty() { "" } else { " " })));
    bits.extend(digits.map(|digits| Bit::Formula(decimal(&digits.to_string()))));
    bits
}

/// `−1.2e-8` as it is to be seen.
fn decimal(digits: &str) -> Math {
    let size = digits.trim_start_matches('-');
    let number = |text: &str| Math::Number(text.to_string());
    let math = match size.split_once('e') {
        None => number(size),
        Some((mantissa, exponent)) => {
            let power = number(exponent.trim_start_matches('-'));
            let power = if exponent.starts_with('-') { Math::Sum(vec![(true, power)]) } else { power };
            Math::Product(vec![number(mantissa), Math::Power(number("10").into(), power.into())])
        }
    };
    if digits.starts_with('-') { Math::Sum(vec![(true, math)]) } else { math }
}
