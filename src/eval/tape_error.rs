//! Rounding errors along a tape: `|computed − true| ≤ bound`, to first order.
//!
//! Each operation passes on the errors of its arguments by its own slope and adds what it rounds. What this module does
//! not do: prove. Terms of second order are left out, and functions are taken to be right within [`FUNCTION_ULPS`].

use super::tape::{Kind, Opaque, Power, Tape};

/// The error that is granted to a function, in units of the last place.
pub const FUNCTION_ULPS: f64 = 4.0;

/// Half a unit of the last place, relative.
const UNIT: f64 = f64::EPSILON / 2.0;

/// The smallest positive double, against underflow.
const TINY: f64 = 5e-324;

/// A value and a bound of its absolute error.
type Known = (f64, f64);

impl Tape {
    /// The values of the roots at one point, each with a bound of its absolute rounding error.
    ///
    /// The inputs are taken as exact. A bound is infinite or NaN where nothing can be said.
    ///
    /// ```
    /// use normsym::eval::{Tape, Undefined};
    /// use normsym::expr::{Graph, SymbolKind};
    /// use normsym::name::Name;
    /// let mut graph = Graph::new();
    /// let x = graph.symbol(Name::plain("x"), SymbolKind::Parameter);
    /// let (big, exp) = (graph.integer(1_000_000), graph.known("exp", &[x]));
    /// let shifted = graph.add(&[exp, big]);
    /// let small = graph.known("ln", &[shifted]);
    /// let tape = Tape::compile(&graph, &[small])?;
    /// let (value, error) = tape.run_with_error(&[0.5])[0];
    /// assert!((value - 13.815_512_206_684_186).abs() <= error && error < 1e-14);
    /// # Ok::<(), Undefined>(())
    /// ```
    pub fn run_with_error(&self, inputs: &[f64]) -> Vec<(f64, f64)> {
        self.run_with_error_of(inputs, &|_, _, _| f64::NAN)
    }

    /// The same with values for opaque functions.
    pub fn run_with_error_of(&self, inputs: &[f64], opaque: Opaque) -> Vec<(f64, f64)> {
        let mut slots: Vec<Known> = vec![(f64::NAN, f64::NAN); self.slots];
        for (slot, value) in slots.iter_mut().zip(inputs).take(self.inputs.len()) {
            *slot = (*value, 0.0);
        }
        for (slot, value) in slots[self.inputs.len()..].iter_mut().zip(&self.constants) {
            *slot = (*value, rounding(*value));
        }
        for op in &self.ops {
            let range = op.from as usize..op.to as usize;
            let result = match op.kind {
                Kind::Sum(constant) => {
                    let mut sum = (constant, rounding(constant));
                    for (slot, coefficient) in &self.terms[range] {
                        let term = times((*coefficient, rounding(*coefficient)), slots[*slot as usize]);
                        sum = plus(sum, term);
                    }
                    sum
                }
                Kind::Product(middle) => {
                    let multiply = |from: usize, to: usize| {
                        let factors = self.factors[from..to].iter();
                        factors.fold((1.0, 0.0), |product, (slot, p)| times(product, power(slots[*slot as usize], *p)))
                    };
                    let top = multiply(range.start, middle as usize);
                    if middle == op.to { top } else { over(top, multiply(middle as usize, range.end)) }
                }
                Kind::Known(function) => {
                    let args: Vec<Known> = self.args[range].iter().map(|slot| slots[*slot as usize]).collect();
                    function_of(&args, &|args| super::lanes::scalar(function, args))
                }
                Kind::Opaque(name, order) => {
                    function_of(&[slots[self.args[range.start] as usize]], &|args| opaque(name, order, args[0]))
                }
            };
            slots[op.target as usize] = result;
        }
        self.outputs.iter().map(|slot| slots[*slot as usize]).collect()
    }
}

/// The error of rounding to this value; small whole numbers are exact.
fn rounding(value: f64) -> f64 {
    if value.fract() == 0.0 && value.abs() < 9e15 { 0.0 } else { UNIT * value.abs() + TINY }
}

fn plus(left: Known, right: Known) -> Known {
    let sum = left.0 + right.0;
    (sum, left.1 + right.1 + if left.0 == 0.0 || right.0 == 0.0 { 0.0 } else { UNIT * sum.abs() })
}

fn times(left: Known, right: Known) -> Known {
    let product = left.0 * right.0;
    let passed = left.1 * right.0.abs() + right.1 * left.0.abs() + left.1 * right.1;
    let rounds = left.0.abs() != 1.0 && right.0.abs() != 1.0 && product != 0.0;
    (product, passed + if rounds { UNIT * product.abs() + TINY } else { 0.0 })
}

fn over(top: Known, bottom: Known) -> Known {
    if bottom.0 == 0.0 {
        return (f64::NAN, f64::NAN);
    }
    let (quotient, least) = (top.0 / bottom.0, bottom.0.abs() - bottom.1);
    if least <= 0.0 {
        return (quotient, f64::INFINITY);
    }
    (quotient, (top.1 + quotient.abs() * bottom.1) / least + UNIT * quotient.abs() + TINY)
}

fn power(base: Known, power: Power) -> Known {
    match power {
        Power::Whole(1) => base,
        Power::Whole(n) => {
            let (mut result, mut square, mut n) = ((1.0, 0.0), base, n);
            loop {
                if n % 2 == 1 {
                    result = times(result, square);
                }
                n /= 2;
                if n == 0 {
                    return result;
                }
                square = times(square, square);
            }
        }
        Power::Halves(n) => {
            let root = base.0.sqrt();
            // √x − √(x − e) ≤ e/√x, and never more than √e.
            let passed = if base.1 == 0.0 { 0.0 } else { (base.1 / root).min(base.1.sqrt()) };
            self::power((root, passed + UNIT * root), Power::Whole(n))
        }
        Power::Real(exponent) => {
            let raise = |args: &[f64]| if args[0] < 0.0 { f64::NAN } else { args[0].powf(args[1]) };
            function_of(&[base, (exponent, rounding(exponent))], &raise)
        }
    }
}

/// A function at inexact arguments: how much it moves when each of them does, one by one, and its own error.
fn function_of(args: &[Known], value: &dyn Fn(&[f64]) -> f64) -> Known {
    let mut point: Vec<f64> = args.iter().map(|arg| arg.0).collect();
    let middle = value(&point);
    let mut error = FUNCTION_ULPS * UNIT * middle.abs() + TINY;
    for (place, (x, e)) in args.iter().enumerate() {
        if *e == 0.0 {
            continue;
        }
        // A step below the spacing of doubles would not be seen.
        let step = e.max(2.0 * f64::EPSILON * x.abs());
        let mut moved = 0.0;
        for x in [x - step, x + step] {
            point[place] = x;
            let change = (value(&point) - middle).abs();
            // Outside the domain nothing is known.
            moved = if change.is_nan() || change > moved { change } else { moved };
            if moved.is_nan() {
                moved = f64::INFINITY;
                break;
            }
        }
        point[place] = *x;
        error += moved;
    }
    (middle, error)
}
