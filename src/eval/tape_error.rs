//! Rounding errors along a tape: `|computed − true| ≤ bound`, to first order.
//!
//! ```text
//! bound = Σ over all operations of |slope of the result by v| · (what rounding v may change)
//! ```
//!
//! The slopes come backwards along the tape, so that errors that cancel do cancel (in a normalisation most do). What this
//! module does not do: prove. Terms of second order are left out, and functions are taken to be right within
//! [`FUNCTION_ULPS`].

use super::tape::{Kind, Op, Opaque, Power, Tape};

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

    /// The first root alone: a bound costs a walk back along the tape for each root.
    pub fn first_with_error(&self, inputs: &[f64]) -> Option<(f64, f64)> {
        let nothing: Opaque = &|_, _, _| f64::NAN;
        let trace = Trace::new(self, inputs, nothing);
        self.outputs.first().map(|slot| trace.bound(self, trace.holder[*slot as usize], nothing))
    }

    /// The same with values for opaque functions.
    pub fn run_with_error_of(&self, inputs: &[f64], opaque: Opaque) -> Vec<(f64, f64)> {
        let trace = Trace::new(self, inputs, opaque);
        self.outputs.iter().map(|slot| trace.bound(self, trace.holder[*slot as usize], opaque)).collect()
    }

    /// One operation on inexact arguments.
    fn step(&self, op: &Op, at: &dyn Fn(u32) -> Known, opaque: Opaque) -> Known {
        let range = op.from as usize..op.to as usize;
        match op.kind {
            Kind::Sum(constant) => self.terms[range].iter().fold((constant, rounding(constant)), |sum, (slot, coefficient)| {
                plus(sum, times((*coefficient, rounding(*coefficient)), at(*slot)))
            }),
            Kind::Product(middle) => {
                let multiply = |from: usize, to: usize| {
                    let factors = self.factors[from..to].iter();
                    factors.fold((1.0, 0.0), |product, (slot, p)| times(product, power(at(*slot), *p)))
                };
                let top = multiply(range.start, middle as usize);
                if middle == op.to { top } else { over(top, multiply(middle as usize, range.end)) }
            }
            Kind::Known(_) | Kind::Opaque(..) => {
                let args: Vec<Known> = self.args[range].iter().map(|slot| at(*slot)).collect();
                function_of(&args, &|args| function_value(op.kind, args, opaque))
            }
        }
    }

    /// The slots that an operation reads.
    fn read_slots(&self, op: &Op) -> Vec<u32> {
        let range = op.from as usize..op.to as usize;
        match op.kind {
            Kind::Sum(_) => self.terms[range].iter().map(|(slot, _)| *slot).collect(),
            Kind::Product(_) => self.factors[range].iter().map(|(slot, _)| *slot).collect(),
            Kind::Known(_) | Kind::Opaque(..) => self.args[range].to_vec(),
        }
    }

    /// The slopes of an operation by what it reads, the arguments known with their errors.
    fn slopes(&self, op: &Op, value: f64, args: &[Known], opaque: Opaque) -> Vec<f64> {
        let range = op.from as usize..op.to as usize;
        match op.kind {
            Kind::Sum(_) => self.terms[range].iter().map(|(_, coefficient)| *coefficient).collect(),
            Kind::Product(middle) => {
                let exponents = self.factors[range.clone()].iter().zip(range).map(|((_, power), place)| {
                    let size = match power {
                        Power::Whole(n) => f64::from(*n),
                        Power::Halves(n) => f64::from(*n) / 2.0,
                        Power::Real(exponent) => *exponent,
                    };
                    if place < middle as usize { size } else { -size }
                });
                let exponents: Vec<f64> = exponents.collect();
                (0..args.len()).map(|place| product_slope(value, args, &exponents, place)).collect()
            }
            Kind::Known(_) | Kind::Opaque(..) => {
                let f = |args: &[f64]| function_value(op.kind, args, opaque);
                (0..args.len()).map(|place| function_slope(args, place, has_kinks(op.kind), &f)).collect()
            }
        }
    }
}

/// All values of one run, none overwritten.
struct Trace {
    values: Vec<f64>,
    /// Bounds passed on from operation to operation: safe at jumps, but blind to errors that cancel.
    passed: Vec<f64>,
    /// What each operation rounds by itself.
    rounded: Vec<f64>,
    /// Which values each operation read.
    read: Vec<Vec<u32>>,
    /// Which value a slot held last.
    holder: Vec<u32>,
}

impl Trace {
    fn new(tape: &Tape, inputs: &[f64], opaque: Opaque) -> Trace {
        let count = tape.inputs.len();
        let mut values: Vec<f64> = (0..count).map(|place| inputs.get(place).copied().unwrap_or(f64::NAN)).collect();
        values.extend(&tape.constants);
        let rounded: Vec<f64> = (0..values.len()).map(|k| if k < count { 0.0 } else { rounding(values[k]) }).collect();
        let mut trace = Trace {
            passed: rounded.clone(),
            read: vec![Vec::new(); values.len()],
            holder: (0..tape.slots as u32).collect(),
            values,
            rounded,
        };
        for op in &tape.ops {
            let at = |slot: u32| trace.holder[slot as usize] as usize;
            let (value, passed) = tape.step(op, &|slot| (trace.values[at(slot)], trace.passed[at(slot)]), opaque);
            let (_, mut rounded) = tape.step(op, &|slot| (trace.values[at(slot)], 0.0), opaque);
            let read: Vec<u32> = tape.read_slots(op).into_iter().map(|slot| trace.holder[slot as usize]).collect();
            if has_kinks(op.kind) {
                // What is more than slope 1 allows is a jump within reach of the error.
                let slow: f64 = read.iter().map(|arg| trace.passed[*arg as usize]).sum();
                rounded += (passed - rounded - slow).max(0.0);
            }
            trace.holder[op.target as usize] = trace.values.len() as u32;
            trace.values.push(value);
            trace.passed.push(passed);
            trace.rounded.push(rounded);
            trace.read.push(read);
        }
        trace
    }

    /// A value and the smaller of its two bounds: the one passed on, and Σ |slope of the value by v| · (what v rounded).
    fn bound(&self, tape: &Tape, root: u32, opaque: Opaque) -> Known {
        let (root, leaves) = (root as usize, self.values.len() - tape.ops.len());
        let mut adjoints = vec![0.0; root + 1];
        adjoints[root] = 1.0;
        let mut error = 0.0;
        for place in (0..=root).rev() {
            let adjoint: f64 = adjoints[place];
            if adjoint == 0.0 {
                continue;
            }
            if self.rounded[place] != 0.0 {
                error += adjoint.abs() * self.rounded[place];
            }
            if place >= leaves {
                let args: Vec<Known> =
                    self.read[place].iter().map(|arg| (self.values[*arg as usize], self.passed[*arg as usize])).collect();
                let slopes = tape.slopes(&tape.ops[place - leaves], self.values[place], &args, opaque);
                for (arg, slope) in self.read[place].iter().zip(slopes) {
                    // What is exact, with all below it, needs no slope; there an infinite one would do harm.
                    if self.passed[*arg as usize] != 0.0 {
                        adjoints[*arg as usize] += adjoint * slope;
                    }
                }
            }
        }
        // Either may be infinite or NaN where the other is not; both are NaN where there is no value.
        let value = self.values[root];
        (value, if value.is_nan() { f64::NAN } else { error.min(self.passed[root]) })
    }
}

fn has_kinks(kind: Kind) -> bool {
    matches!(kind, Kind::Known(function) if !function.get().kinks.is_empty())
}

fn function_value(kind: Kind, args: &[f64], opaque: Opaque) -> f64 {
    match kind {
        Kind::Known(function) => super::lanes::scalar(function, args),
        Kind::Opaque(name, order) => args.first().map_or(f64::NAN, |x| opaque(name, order, *x)),
        Kind::Sum(_) | Kind::Product(_) => f64::NAN,
    }
}

/// e · Π/x, or what it tends to where x is 0.
fn product_slope(value: f64, args: &[Known], exponents: &[f64], place: usize) -> f64 {
    let (x, exponent) = (args[place].0, exponents[place]);
    if x != 0.0 {
        return exponent * value / x;
    }
    let others = (0..args.len()).filter(|other| *other != place).map(|other| args[other].0.powf(exponents[other]));
    let own = if exponent == 1.0 {
        1.0
    } else if exponent > 1.0 {
        0.0
    } else {
        f64::INFINITY
    };
    others.fold(own, |product, other| product * other)
}

/// The larger slope of the two sides; where the error of the argument may reach over a kink or jump, also that of the
/// secant across it.
fn function_slope(args: &[Known], place: usize, kinked: bool, f: &dyn Fn(&[f64]) -> f64) -> f64 {
    let mut point: Vec<f64> = args.iter().map(|arg| arg.0).collect();
    let ((x, passed), middle) = (args[place], f(&point));
    let mut secants = |step: f64| {
        let sides = [x - step, x + step].map(|moved| {
            point[place] = moved;
            (f(&point) - middle) / (moved - x)
        });
        if sides[0].abs() > sides[1].abs() || sides[0].is_nan() { sides[0] } else { sides[1] }
    };
    let mut slope = secants(1e-7 * x.abs().max(1e-4));
    if slope.is_nan() {
        slope = secants(1e-7 * x.abs());
    }
    if kinked && passed > 0.0 {
        let across = secants(passed.max(2.0 * f64::EPSILON * x.abs()));
        slope = if across.abs() > slope.abs() { across } else { slope };
    }
    if slope.is_nan() { f64::INFINITY } else { slope }
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
