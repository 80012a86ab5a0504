//! Correct digits: the precision is raised until both ends of an enclosure round to the same decimal.
//!
//! ```text
//! 64 bits: [0.26726038286257, 0.26726038286259] → not yet      128 bits: both 0.26726038286257436 → done
//! ```
//!
//! What this module does not do: find out that an irrational-looking value is exactly 0 or exactly halfway between two
//! decimals; it then says which digits are certain.

use super::decimal::Decimal;
use super::enclose::{Value, values};
use super::interval::Interval;
use super::{Point, Undefined};
use crate::expr::{Graph, NodeId};

/// Numbers beyond 2^±this are not written in decimals.
const MAX_DECIMAL_EXPONENT: i32 = 1 << 21;

/// The value of the root, correctly rounded to so many significant digits.
///
/// The precision goes up to 40 bits for each digit and 4000 more; what is not settled there is
/// [`Undefined::NotCertain`], with the digits that are.
///
/// ```
/// use normsym::eval::{Point, Undefined, digits};
/// use normsym::expr::Graph;
/// let mut graph = Graph::new();
/// let (two, three) = (graph.integer(2), graph.integer(3));
/// let (left, right) = (graph.sqrt(two), graph.sqrt(three));
/// let sum = graph.add(&[left, right]);
/// assert_eq!(digits(&graph, sum, &Point::new(), 20)?.to_string(), "3.1462643699419723423");
/// // √(5 + 2√6) = √2 + √3, but no enclosure can see a 0.
/// let six = graph.integer(6);
/// let six = graph.sqrt(six);
/// let inner = graph.linear(5.into(), &[(six, 2.into())]);
/// let nested = graph.sqrt(inner);
/// let zero = graph.sub(nested, sum);
/// assert!(matches!(digits(&graph, zero, &Point::new(), 20), Err(Undefined::NotCertain { .. })));
/// # Ok::<(), Undefined>(())
/// ```
pub fn digits(graph: &Graph, root: NodeId, point: &Point, digits: usize) -> Result<Decimal, Undefined> {
    let digits = digits.max(1);
    let limit = digits.saturating_mul(40).saturating_add(4000);
    // 3.33 bits for each digit, and some to lose.
    let mut bits = digits.saturating_mul(10) / 3 + 32;
    let mut best: Option<Interval> = None;
    loop {
        bits = bits.min(limit);
        match values(graph, &[root], point, bits).map(|mut values| values.pop()) {
            Ok(Some(Value::Exact(value))) => return Ok(Decimal::round(&value, digits)),
            Ok(Some(Value::Within(interval))) => {
                if let Some(decimal) = settled(&interval, digits).map_err(|()| Undefined::TooLarge(root))? {
                    return Ok(decimal);
                }
                best = Some(interval);
            }
            Err(Undefined::NotCertain { .. }) | Ok(None) if bits < limit => {}
            Err(why) => return Err(why),
            Ok(None) => return Err(Undefined::Unresolved(root)),
        }
        if bits >= limit {
            let certain = best.map(|interval| certain(&interval, digits)).unwrap_or_default();
            return Err(Undefined::NotCertain { node: root, certain });
        }
        bits *= 2;
    }
}

/// The decimal that both ends round to, if they do.
fn settled(interval: &Interval, digits: usize) -> Result<Option<Decimal>, ()> {
    if interval.sign().is_none() {
        return Ok(None);
    }
    if interval.largest_exponent() > MAX_DECIMAL_EXPONENT.unsigned_abs() {
        return Err(());
    }
    let (lo, hi) = interval.ends();
    let (lo, hi) = (Decimal::round(&lo, digits), Decimal::round(&hi, digits));
    Ok(lo.same_number(&hi).then(|| if interval.is_point() { lo } else { lo.inexact() }))
}

/// The digits that are certain, as text; of what may be 0, a bound.
fn certain(interval: &Interval, digits: usize) -> String {
    if interval.sign().is_none() {
        let width = interval.width();
        return if width < f64::MAX { format!("|value| < {width:.0e}") } else { String::new() };
    }
    (1..digits)
        .rev()
        .find_map(|digits| settled(interval, digits).ok().flatten())
        .map(|decimal| decimal.to_string())
        .unwrap_or_default()
}
