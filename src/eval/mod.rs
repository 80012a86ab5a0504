//! The value of a graph at a point: exactly, in doubles, or enclosed to any number of digits.
//!
//! ```text
//! exact:  √(4/9) + |−1|   → 5/3, or the place where the value stops being rational
//! tape:   the same in doubles, many points side by side
//! digits: π/4 to 50 digits → 0.78539816339744830961566084581987572104929234984378
//! ```
//!
//! A node whose argument has no value has none either, also where it would be multiplied by 0. What this module does not
//! do: work out derivatives and replacements (`Undefined::Unresolved` where one is left), or choose points.

pub mod decimal;
pub mod digits;
mod elementary;
mod enclose;
mod error_function;
pub mod exact;
mod float;
pub mod interval;
mod lanes;
pub mod tape;
mod tape_error;
mod tape_plan;
mod vanishing;

pub use decimal::Decimal;
pub use digits::{certain_digits, digits};
pub use enclose::{enclose, enclose_between};
pub use exact::exact;
pub use interval::{Interval, certainly_differ};
pub use tape::Tape;
pub use vanishing::{separation, vanishes};

use crate::expr::{NodeId, SymbolId};
use crate::number::Rational;
use std::collections::BTreeMap;
use std::fmt;

/// Why there is no value, and at which node or symbol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undefined {
    /// A product divides by 0 here.
    DivisionByZero(NodeId),
    /// A root, logarithm or other function is asked outside its domain here.
    Domain(NodeId),
    /// An opaque function has no values.
    Opaque(SymbolId),
    /// The point gives this symbol no value.
    Unbound(SymbolId),
    /// A derivative or a replacement that nobody has worked out.
    Unresolved(NodeId),
    /// The number here is beyond the limits of size.
    TooLarge(NodeId),
    /// The value may exist, but it is not rational or not known to be.
    Irrational(NodeId),
    /// Enclosures could not settle the value here within the limit of precision.
    NotCertain {
        /// Where.
        node: NodeId,
        /// The digits that are certain, as text; empty where not even the sign is.
        certain: String,
    },
}

impl fmt::Display for Undefined {
    /// One sentence without names; who has the graph can say more.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Undefined::DivisionByZero(_) => out.write_str("division by 0"),
            Undefined::Domain(_) => out.write_str("outside the domain of a root or function"),
            Undefined::Opaque(_) => out.write_str("an opaque function has no value"),
            Undefined::Unbound(_) => out.write_str("a name has no value at this point"),
            Undefined::Unresolved(_) => out.write_str("a derivative is not worked out"),
            Undefined::TooLarge(_) => out.write_str("a number is too large"),
            Undefined::Irrational(_) => out.write_str("the value is not known to be rational"),
            Undefined::NotCertain { certain, .. } if certain.is_empty() => out.write_str("no digit is certain"),
            Undefined::NotCertain { certain, .. } => write!(out, "only {certain} is certain"),
        }
    }
}

impl std::error::Error for Undefined {}

/// A point: a rational number for each of some symbols, ordered by symbol.
///
/// ```
/// use normsym::eval::Point;
/// use normsym::expr::{Graph, SymbolKind};
/// use normsym::name::Name;
/// use normsym::number::Rational;
/// let mut graph = Graph::new();
/// let x = graph.symbol(Name::plain("x"), SymbolKind::Parameter);
/// let y = graph.symbol(Name::plain("y"), SymbolKind::Parameter);
/// let (x, y) = (graph.as_symbol(x).unwrap(), graph.as_symbol(y).unwrap());
/// let point = Point::from([(x, Rational::HALF)]);
/// assert_eq!(point.get(x), Some(&Rational::HALF));
/// assert_eq!(point.get(y), None); // left out, so it has no value
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Point(BTreeMap<SymbolId, Rational>);

impl Point {
    /// The empty point.
    pub fn new() -> Point {
        Point::default()
    }

    /// Sets the value of a symbol; returns the one it had.
    pub fn set(&mut self, symbol: SymbolId, value: Rational) -> Option<Rational> {
        self.0.insert(symbol, value)
    }

    /// The value of a symbol.
    pub fn get(&self, symbol: SymbolId) -> Option<&Rational> {
        self.0.get(&symbol)
    }

    /// Symbols and values, by symbol.
    pub fn iter(&self) -> impl Iterator<Item = (SymbolId, &Rational)> {
        self.0.iter().map(|(symbol, value)| (*symbol, value))
    }

    /// The number of symbols that have a value.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no symbol has a value.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(SymbolId, Rational)> for Point {
    fn from_iter<I: IntoIterator<Item = (SymbolId, Rational)>>(pairs: I) -> Point {
        Point(pairs.into_iter().collect())
    }
}

impl<const N: usize> From<[(SymbolId, Rational); N]> for Point {
    fn from(pairs: [(SymbolId, Rational); N]) -> Point {
        pairs.into_iter().collect()
    }
}
