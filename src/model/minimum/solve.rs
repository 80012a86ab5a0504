//! The lowest point of a quadratic form: `H w = −l` by elimination, each pivot positive.

use super::fraction::Fraction;
use super::polynomial::{Budget, Polynomial};
use super::quadratic::Quadratic;
use crate::expr::{Graph, NodeId};
use crate::number::Rational;

/// What the equations of one lowest point may cost.
const MAX_PRODUCTS: u64 = 20_000_000;

/// The lowest point, and what must be positive for it to be the only one.
pub(super) struct Lowest {
    pub(super) values: Vec<NodeId>,
    pub(super) positive: Vec<NodeId>,
}

/// Why there is no single lowest point.
pub(super) enum NoLowest {
    /// The form falls without end, or has a saddle.
    Unbounded,
    /// Along some direction it does not change its curvature: it is flat, or falls along a line.
    Flat,
    /// The coefficients became too long.
    TooLarge,
}

/// The lowest point of a quadratic form of so many names.
pub(super) fn lowest(graph: &mut Graph, form: &Quadratic, count: usize) -> Result<Lowest, NoLowest> {
    let budget = &mut Budget::new(MAX_PRODUCTS);
    let coefficient = |graph: &Graph, names: &[usize], budget: &mut Budget| match form.get(names) {
        Some(node) => Fraction::of(graph, *node, budget).ok_or(NoLowest::TooLarge),
        None => Ok(Fraction::number(Rational::ZERO)),
    };
    // The rows of (H | −l).
    let mut rows: Vec<Vec<Fraction>> = Vec::with_capacity(count);
    for place in 0..count {
        let mut row = Vec::with_capacity(count + 1);
        for other in 0..count {
            let entry = coefficient(graph, &[place.min(other), place.max(other)], budget)?;
            let twice = if place == other { Rational::TWO } else { Rational::ONE };
            row.push(Fraction { top: entry.top.scaled(&twice), bottom: entry.bottom });
        }
        row.push(coefficient(graph, &[place], budget)?.negated());
        rows.push(row);
    }
    let mut positive: Vec<Polynomial> = Vec::new();
    for place in 0..count {
        judge_pivot(&rows[place][place], &mut positive, budget)?;
        eliminate(&mut rows, place, budget).ok_or(NoLowest::TooLarge)?;
    }
    let values = back(&rows, budget).ok_or(NoLowest::TooLarge)?;
    Ok(Lowest {
        values: values.iter().map(|value| value.written(graph)).collect(),
        positive: positive.iter().map(|need| need.written(graph)).collect(),
    })
}

/// A pivot must be positive: a number is looked at, anything else becomes a condition.
fn judge_pivot(pivot: &Fraction, positive: &mut Vec<Polynomial>, budget: &mut Budget) -> Result<(), NoLowest> {
    if let Some(value) = pivot.as_number() {
        return match value.signum() {
            1 => Ok(()),
            0 => Err(NoLowest::Flat),
            _ => Err(NoLowest::Unbounded),
        };
    }
    // top/bottom > 0 where top · bottom > 0; what is known to be positive goes out.
    let mut rest = pivot.top.times(&pivot.bottom, budget).ok_or(NoLowest::TooLarge)?;
    for known in positive.iter() {
        while let Some(quotient) = rest.divided_by(known, budget).ok_or(NoLowest::TooLarge)? {
            rest = quotient;
        }
    }
    match rest.as_number() {
        Some(value) if value.signum() > 0 => Ok(()),
        Some(_) => Err(NoLowest::Unbounded),
        None => {
            let content = rest.content().abs();
            positive.push(content.recip().map_or(rest.clone(), |inverse| rest.scaled(&inverse)));
            Ok(())
        }
    }
}

/// Takes the pivot's row from those below it.
fn eliminate(rows: &mut [Vec<Fraction>], place: usize, budget: &mut Budget) -> Option<()> {
    let (above, below) = rows.split_at_mut(place + 1);
    let pivot = above.last()?;
    for row in below.iter_mut().filter(|row| !row[place].is_zero()) {
        let factor = row[place].over(&pivot[place], budget)?.negated();
        for (entry, top) in row.iter_mut().zip(pivot.iter()).skip(place) {
            if !top.is_zero() {
                *entry = entry.plus(&factor.times(top, budget)?, budget)?;
            }
        }
    }
    Some(())
}

fn back(rows: &[Vec<Fraction>], budget: &mut Budget) -> Option<Vec<Fraction>> {
    let count = rows.len();
    let mut values = vec![Fraction::number(Rational::ZERO); count];
    for place in (0..count).rev() {
        let mut rest = rows[place][count].clone();
        for other in place + 1..count {
            rest = rest.plus(&rows[place][other].times(&values[other], budget)?.negated(), budget)?;
        }
        values[place] = rest.over(&rows[place][place], budget)?;
    }
    Some(values)
}
