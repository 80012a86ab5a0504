//! How much memory the steps of a run take, so that a long run ends before the machine does.

use super::figure::{Figure, Step};
use crate::expr::NodeId;
use std::mem::size_of;

/// The memory that the steps of one run may take, in megabytes.
pub const MEGABYTES: u64 = 500;

/// What the allocator keeps beside each list, about.
const BESIDE: usize = 16;

/// The bytes of a step, about.
pub(super) fn bytes(step: &Step) -> u64 {
    let lists = [&step.gradient, &step.point, &step.buffers];
    let list = |figures: &Vec<Figure>| figures.len() * size_of::<Figure>() + BESIDE;
    let masks = step.masks.len() * size_of::<(NodeId, bool)>() + BESIDE;
    let long = lists.into_iter().flatten().chain([&step.rate, &step.value]).map(behind).sum::<usize>();
    // The list of steps grows by doubling, so that half of it may be empty.
    (2 * size_of::<Step>() + lists.into_iter().map(list).sum::<usize>() + masks + long) as u64
}

/// What a figure keeps elsewhere.
fn behind(figure: &Figure) -> usize {
    match figure {
        Figure::Exact(value) if value.small_parts().is_none() => {
            let bits = value.numerator().bits() + value.denominator().bits();
            (bits / 8) as usize + 2 * size_of::<Figure>() + 3 * BESIDE
        }
        Figure::Digits(decimal) => decimal.digits().len() + BESIDE,
        Figure::Exact(_) | Figure::Double(_) | Figure::Below(_) => 0,
    }
}
