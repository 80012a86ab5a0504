//! What a training run comes to: plain values, each exact where it says so.

use super::memory::MEGABYTES;
use crate::eval::{Decimal, Undefined};
use crate::expr::{Condition, NodeId};
use crate::model::{Coordinates, Training, Trajectory};
use crate::number::Rational;
use std::rc::Rc;

/// A number of a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// As it is.
    Exact(Rational),
    /// In doubles: right but for rounding.
    Double(f64),
    /// Confirmed by a second run with more digits.
    Digits(Decimal),
    /// Nothing is confirmed but that the number is nearer to 0 than this power of 10.
    Below(i64),
}

/// Digits of a double that are written where none are asked for: what every machine agrees on.
const SURE_DIGITS: usize = 15;

impl Figure {
    /// The number with so many digits at most.
    ///
    /// ```
    /// use normsym::analysis::train::Figure;
    /// use normsym::number::Rational;
    /// assert_eq!(Figure::Exact(Rational::new(-76, 25)).decimal(17), "-3.04");
    /// assert_eq!(Figure::Double(0.1).decimal(17), "0.1");
    /// assert_eq!(Figure::Double(1.0 / 3.0).decimal(6), "0.333333");
    /// ```
    pub fn decimal(&self, digits: usize) -> String {
        match self {
            Figure::Exact(value) => Decimal::round(value, digits).to_string(),
            Figure::Double(value) => of_double(*value, digits.clamp(1, SURE_DIGITS)),
            Figure::Digits(value) => value.to_string(),
            Figure::Below(power) => format!("0 ± 1e{power}"),
        }
    }

    /// The number, where it is exact.
    pub fn exact(&self) -> Option<&Rational> {
        match self {
            Figure::Exact(value) => Some(value),
            _ => None,
        }
    }

    /// The number as a double.
    pub fn to_f64(&self) -> f64 {
        match self {
            Figure::Exact(value) => value.to_f64(),
            Figure::Double(value) => *value,
            Figure::Digits(value) => value.to_string().parse().unwrap_or(f64::NAN),
            Figure::Below(_) => 0.0,
        }
    }
}

/// A double to so many significant digits, without the zeros behind the point, which say nothing; spelt as
/// [`Decimal`] is.
fn of_double(value: f64, digits: usize) -> String {
    let text = format!("{value:.*e}", digits - 1);
    let Some((mantissa, exponent)) = text.split_once('e') else { return value.to_string() };
    let exponent: i64 = exponent.parse().unwrap_or(0);
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let figures = mantissa.replace('.', "");
    let figures = figures.trim_end_matches('0');
    if figures.is_empty() {
        return "0".into();
    }
    if exponent < -6 || exponent >= digits as i64 {
        let (first, rest) = figures.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        return format!("{sign}{first}{point}{rest}e{exponent}");
    }
    if exponent < 0 {
        return format!("{sign}0.{}{figures}", "0".repeat(-exponent as usize - 1));
    }
    let whole = exponent as usize + 1;
    match figures.len() > whole {
        true => format!("{sign}{}.{}", &figures[..whole], &figures[whole..]),
        false => format!("{sign}{figures}{}", "0".repeat(whole - figures.len())),
    }
}

/// Why a run, or its exact part, came to an end.
#[derive(Clone, Debug)]
pub enum Why {
    /// This divides by 0 there.
    DivisionByZero(NodeId),
    /// This is asked outside its domain there.
    Domain(NodeId),
    /// A number is not rational, or not known to be.
    Irrational,
    /// An exact number has too many digits.
    TooLong,
    /// What the rule of the method does that has no value.
    Rule(RuleFault),
    /// Something else has no value there.
    Other(String),
    /// A condition is not met: `S_1 ≠ 0`.
    Broken(Condition),
    /// The sign of this is not settled, or of something that the rule divides by: a kink, a divisor, a radicand.
    Undecided(Option<NodeId>),
    /// A number went beyond all doubles.
    NotFinite,
    /// A number went beyond all that is computed.
    TooLarge,
    /// Draw after draw of the masks cut the network.
    Disconnected,
    /// The time was over.
    Time,
    /// The steps take as much memory as a run may.
    Memory,
}

/// What the rule of a method does that has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleFault {
    /// It divides by 0.
    DividesByZero,
    /// It takes a root of a negative number.
    RootOfNegative,
    /// Something else.
    NoCertainValue,
}

impl From<Undefined> for Why {
    fn from(why: Undefined) -> Why {
        match why {
            Undefined::DivisionByZero(node) => Why::DivisionByZero(node),
            Undefined::Domain(node) => Why::Domain(node),
            Undefined::Irrational(_) => Why::Irrational,
            Undefined::TooLarge(_) => Why::TooLong,
            other => Why::Other(other.to_string()),
        }
    }
}

/// Where a run ended before its last step.
#[derive(Clone, Debug)]
pub struct Stop {
    /// The step that could not be carried out.
    pub k: u64,
    /// Why.
    pub why: Why,
}

/// One step.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its number, from 1.
    pub k: u64,
    /// The place of its loss in the list.
    pub loss: usize,
    /// The place of its batch in the list, where batches are given.
    pub batch: Option<usize>,
    /// The learning rate.
    pub rate: Figure,
    /// The loss before the step.
    pub value: Figure,
    /// The gradient that the rule took, in the order of the weights.
    pub gradient: Vec<Figure>,
    /// The weights after the step.
    pub point: Vec<Figure>,
    /// The running averages after the step.
    pub buffers: Vec<Figure>,
    /// The masks that were drawn, each with whether it keeps.
    pub masks: Vec<(NodeId, bool)>,
    /// How many draws, of all masks or of those of a row, were thrown away because they cut every path from an input to the output.
    pub redrawn: u32,
    /// Whether a kink was met, where the derivative is a convention.
    pub at_kink: bool,
    /// Whether a weight vector was shortened to the bound.
    pub shortened: bool,
}

/// An assumption that does not hold at every point of a run, or is not known to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// What is assumed.
    pub condition: Condition,
    /// The first point: `T[k]`.
    pub k: u64,
    /// Whether it does not hold there; `false` where that was not found out.
    pub is_broken: bool,
}

/// A run.
#[derive(Clone, Debug)]
pub struct Run {
    /// What was asked.
    pub training: Rc<Training>,
    /// The weights.
    pub weights: Vec<NodeId>,
    /// The running averages.
    pub buffers: Vec<NodeId>,
    /// The weights at the start.
    pub start: Vec<Figure>,
    /// The running averages at the start.
    pub start_buffers: Vec<Figure>,
    /// The steps that were carried out.
    pub steps: Vec<Step>,
    /// The step from which on numbers are rounded, and why.
    pub rounded_from: Option<Stop>,
    /// The points from that step on as expressions of roots, where these were wanted and are short.
    pub roots: Vec<Vec<NodeId>>,
    /// Where it ended too early.
    pub stopped: Option<Stop>,
    /// Assumptions that do not hold at some point of it, or could not be looked at, each with the first such point.
    pub assumptions: Vec<Assumption>,
    /// Running variances that a batch of one row left as they were.
    pub one_row: Vec<NodeId>,
    /// Whether masks are as they were drawn, without a look at whether a draw cuts the network, or cuts it for its row.
    pub masks_as_drawn: bool,
    /// The conventions at the kinks that were met: `relu'(0) = 0`.
    pub conventions: Vec<&'static str>,
}

impl Run {
    /// The points as `e at T[k]` needs them.
    pub fn trajectory(&self) -> Trajectory {
        let start = (&self.start, &self.start_buffers);
        let points = std::iter::once(start).chain(self.steps.iter().map(|step| (&step.point, &step.buffers)));
        let from = self.rounded_from.as_ref().map_or(usize::MAX, |stop| stop.k as usize);
        let coordinates = |(k, (point, buffers)): (usize, (&Vec<Figure>, &Vec<Figure>))| {
            if let Some(roots) = k.checked_sub(from).and_then(|place| self.roots.get(place)) {
                return Coordinates::Roots(roots.clone());
            }
            let figures = || point.iter().chain(buffers);
            match figures().map(|figure| figure.exact().cloned()).collect::<Option<Vec<Rational>>>() {
                Some(exact) => Coordinates::Exact(exact),
                None => Coordinates::Rounded(figures().map(Figure::to_f64).collect()),
            }
        };
        Trajectory {
            symbols: self.weights.iter().chain(&self.buffers).copied().collect(),
            points: points.enumerate().map(coordinates).collect(),
            stopped: self.stopped.as_ref().map(|stop| stop.why.to_string()),
        }
    }
}

impl std::fmt::Display for Why {
    /// A few words without names; who has the graph can say more.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Why::DivisionByZero(_) => out.write_str("division by 0"),
            Why::Domain(_) => out.write_str("a function is asked outside its domain"),
            Why::Irrational => out.write_str("a number is not rational"),
            Why::TooLong => out.write_str("an exact number has too many digits"),
            Why::Rule(RuleFault::DividesByZero) => out.write_str("the rule of the method divides by 0"),
            Why::Rule(RuleFault::RootOfNegative) => out.write_str("the rule of the method takes a root of a negative number"),
            Why::Rule(RuleFault::NoCertainValue) => out.write_str("the rule of the method has no certain value"),
            Why::Other(why) => out.write_str(why),
            Why::Broken(_) => out.write_str("the loss or its gradient has no value there"),
            Why::NotFinite => out.write_str("a number became too large for doubles"),
            Why::Undecided(_) => out.write_str("a number is so near to 0 that its sign is not decided"),
            Why::TooLarge => out.write_str("a number became too large to be computed"),
            Why::Disconnected => out.write_str("10000 draws of the masks left no path from an input to the output"),
            Why::Time => out.write_str("the time was over"),
            Why::Memory => write!(out, "its steps take {MEGABYTES} MB, as much memory as a run may"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_are_written_as_decimals_are() {
        for value in [0.1, -1.0 / 3.0, 1234567.0, 123456.0, 1.5e-7, -2.25e-6, 1e20, 99999.96, 0.0, 5e-324] {
            for digits in [1, 3, 6, 15] {
                let expected = Decimal::round(&Rational::from_f64(value).unwrap(), digits).to_string();
                let found = Figure::Double(value).decimal(digits);
                assert_eq!(found.parse::<f64>(), expected.parse::<f64>(), "{value} to {digits}: {found}, {expected}");
                assert_eq!(found.contains('e'), expected.contains('e'), "{value} to {digits}: {found}, {expected}");
            }
        }
        assert_eq!(Figure::Double(0.9000000005).decimal(6), "0.9");
    }
}
