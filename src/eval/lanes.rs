//! Known functions over lanes: `[x_1, …, x_L] → [f(x_1), …, f(x_L)]`.
//!
//! The shelf's value in each lane. What this module does not do: say what a function is.

use crate::functions::{Arity, FunctionId};

/// The function at the arguments in the given slots, lane by lane.
#[inline]
pub(super) fn known<const L: usize>(slots: &[[f64; L]], function: FunctionId, args: &[u32]) -> [f64; L] {
    let entry = function.get();
    match args {
        [x] if entry.arity == Arity::Exactly(1) => slots[*x as usize].map(|x| (entry.value)(&[x])),
        [x, y] => {
            let (x, y) = (&slots[*x as usize], &slots[*y as usize]);
            std::array::from_fn(|lane| (entry.value)(&[x[lane], y[lane]]))
        }
        _ => std::array::from_fn(|lane| {
            let values: Vec<f64> = args.iter().map(|slot| slots[*slot as usize][lane]).collect();
            scalar(function, &values)
        }),
    }
}

/// The function at any number of arguments; a folded one takes them two by two.
pub(super) fn scalar(function: FunctionId, args: &[f64]) -> f64 {
    let entry = function.get();
    match (entry.arity, args.split_first()) {
        (Arity::Folded, Some((first, rest))) => rest.iter().fold(*first, |folded, arg| (entry.value)(&[folded, *arg])),
        _ => (entry.value)(args),
    }
}
