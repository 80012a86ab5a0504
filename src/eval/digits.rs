//! Correct digits: the precision is raised until both ends of an enclosure round to the same decimal.
//!
//! ```text
//! 64 bits: [0.26726038286257, 0.26726038286259] → not yet      128 bits: both 0.26726038286257436 → done
//! ```
//!
//! Whether a value that looks irrational is exactly 0 is asked of [`super::vanishes`]. What this module does not do: find out
//! that it is exactly halfway between two decimals; it then says which digits are certain.

use super::decimal::Decimal;
use super::enclose::{Value, values};
use super::interval::Interval;
use super::{Point, Undefined};
use crate::expr::{Graph, NodeId};
use crate::number::Rational;

/// What is between this and its negative may be 0.
const SMALL: f64 = 1e-18;

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
/// // √(5 + 2√6) = √2 + √3: no enclosure can see a 0, but a bound says that what is so small is one.
/// let six = graph.integer(6);
/// let six = graph.sqrt(six);
/// let inner = graph.linear(5.into(), &[(six, 2.into())]);
/// let nested = graph.sqrt(inner);
/// let zero = graph.sub(nested, sum);
/// assert_eq!(digits(&graph, zero, &Point::new(), 20)?.to_string(), "0");
/// # Ok::<(), Undefined>(())
/// ```
pub fn digits(graph: &Graph, root: NodeId, point: &Point, digits: usize) -> Result<Decimal, Undefined> {
    let digits = digits.max(1);
    let limit = digits.saturating_mul(40).saturating_add(4000);
    // 3.33 bits for each digit, and some to lose.
    let mut bits = digits.saturating_mul(10) / 3 + 32;
    let mut best: Option<Interval> = None;
    let mut asked = false;
    loop {
        bits = bits.min(limit);
        match values(graph, &[root], point, bits).map(|mut values| values.pop()) {
            Ok(Some(Value::Exact(value))) => return Ok(Decimal::round(&value, digits)),
            Ok(Some(Value::Within(interval))) => {
                if let Some(decimal) = settled(&interval, digits).map_err(|()| Undefined::TooLarge(root))? {
                    return Ok(decimal);
                }
                // No enclosure sees a 0; once there is nothing left but one, whether it is one is asked.
                if interval.sign().is_none() && interval.width() < SMALL && !asked {
                    asked = true;
                    if super::vanishes(graph, root, point) {
                        return Ok(Decimal::round(&Rational::ZERO, digits));
                    }
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

/// As many digits of an enclosed value as are certain, at most so many; `None` where not even its sign is.
///
/// ```
/// use normsym::eval::{certain_digits, enclose_between};
/// use normsym::expr::{Graph, SymbolKind};
/// use normsym::name::Name;
/// use normsym::number::Rational;
/// let mut graph = Graph::new();
/// let x = graph.symbol(Name::plain("x"), SymbolKind::Variable);
/// let ends = (Rational::new(12341, 10000), Rational::new(12342, 10000));
/// let found = enclose_between(&graph, &[x], &|_| Some(ends.clone()), 64).unwrap();
/// assert_eq!(certain_digits(&found[0], 17).unwrap().to_string(), "1.234");
/// ```
pub fn certain_digits(interval: &Interval, digits: usize) -> Option<Decimal> {
    (1..=digits).rev().find_map(|digits| settled(interval, digits).ok().flatten())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Rational;

    /// The digits of a function of the shelf at rational numbers, given as `numerator/denominator`.
    fn at(name: &'static str, args: &[&str], wanted: usize) -> String {
        let mut graph = Graph::new();
        let symbol = |graph: &mut Graph, text: &&str| {
            let (top, bottom) = text.split_once('/').unwrap_or((text, "1"));
            let value = &Rational::parse_decimal(top.trim_start_matches('-')).unwrap()
                * &Rational::parse_decimal(bottom).unwrap().recip().unwrap();
            let value = if top.starts_with('-') { -&value } else { value };
            let node = graph.symbol(crate::name::Name::plain("x"), crate::expr::SymbolKind::Variable);
            (node, graph.as_symbol(node).unwrap(), value)
        };
        let args: Vec<_> = args.iter().map(|text| symbol(&mut graph, text)).collect();
        let nodes: Vec<NodeId> = args.iter().map(|(node, ..)| *node).collect();
        let root = match name {
            "power" => graph.pow(nodes[0], &args[1].2),
            _ => graph.known(name, &nodes),
        };
        let point: Point = args.into_iter().map(|(_, symbol, value)| (symbol, value)).collect();
        match digits(&graph, root, &point, wanted) {
            Ok(decimal) => decimal.to_string(),
            Err(why) => why.to_string(),
        }
    }

    /// Against values computed elsewhere to 70 digits and more.
    #[test]
    fn fifty_digits_of_every_function_agree_with_reference_values() {
        for (name, args, expected) in [
            ("pi", &[][..], "3.1415926535897932384626433832795028841971693993751"),
            ("exp", &["1000"], "1.9700711140170469938888793522433231253169379853238e434"),
            ("ln", &["1/3"], "-1.0986122886681096913952452369225257046474905578227"),
            ("tanh", &["1/3"], "0.32151273753163434471940622242520646600529200250208"),
            ("tanh", &["20"], "0.99999999999999999150329148941682204543855819119099"),
            ("sinh", &["1e-20"], "1.0000000000000000000000000000000000000000166666667e-20"),
            ("cosh", &["1/3"], "1.0560718678299393895268647082639832525255092875104"),
            ("sigmoid", &["-700"], "9.8596765437597708567053729478494651051156001814009e-305"),
            ("softplus", &["-100"], "3.7200759760208359629596958038631183373588922231820e-44"),
            ("softplus", &["1/3"], "0.87363890802274178749276148824880400122126195313819"),
            ("silu", &["-50"], "-9.6437492398195889150848540446470524557826837670042e-21"),
            ("gelu", &["-10"], "-7.6198530241605260659733432515993083635040332779570e-23"),
            ("gelu", &["-31/3"], "-2.5729660273223278095295102753573282779230284653325e-24"),
            ("gelu", &["-100"], "-1.3441790767441983050730801671352528466231727347776e-2172"),
            ("gelu_tanh", &["-8"], "-3.1077829375011112180315805291508871695573304463956e-21"),
            ("erf", &["1/3"], "0.36264811176606293340817864014786587969214159037254"),
            ("erf", &["1/1000"], "0.0011283787909692363799484776569048125992468632126466"),
            ("erf", &["1"], "0.84270079294971486934122063508260925929606699796630"),
            ("erf", &["3"], "0.99997790950300141455862722387041767962015229291260"),
            ("erf", &["-6"], "-0.99999999999999997848026328750108688340664960081262"),
            ("sin", &["355"], "-0.000030144353359488449214330280008650099590255807066325"),
            ("sin", &["1e22"], "-0.85220084976718880177270589375302936826176215041004"),
            ("cos", &["1e22"], "0.52321478539513894549759447338470949214091997243939"),
            ("tan", &["11"], "-225.95084645419514202579548320345315395165750988513"),
            ("atan", &["1/3"], "0.32175055439664219340140461435866131902075529555766"),
            ("pow", &["1/3", "7/5"], "0.21479800499241808350276432702957423845131784760026"),
            ("power", &["2", "1/7"], "1.1040895136738123376495053876233447213253266007801"),
            ("power", &["3", "-5/2"], "0.064150029909958418278794308944661939516400194585570"),
            ("power", &["14", "-1/2"], "0.26726124191242438468455348087975352155400141484134"),
        ] {
            let found = at(name, args, 50);
            // The references leave zeros at the end out.
            let zeros = |text: &str| text.trim_end_matches('0').to_string();
            assert_eq!(zeros(&found), zeros(expected), "{name} at {args:?}");
        }
    }

    #[test]
    fn exact_values_need_no_enclosure() {
        assert_eq!(at("relu", &["-1/3"], 20), "0");
        assert_eq!(at("sign", &["-1/3"], 20), "-1");
        assert_eq!(at("leaky_relu", &["-1/3"], 5), "-0.0033333");
        assert_eq!(at("tanh", &["0"], 20), "0");
        assert_eq!(at("max", &["1/3", "1/4"], 4), "0.3333");
        assert_eq!(at("power", &["4/9", "1/2"], 4), "0.6667");
        assert_eq!(at("logsumexp", &["1", "2", "1000"], 6), "1000.00");
    }

    #[test]
    fn what_has_no_value_is_told_from_what_is_not_certain() {
        assert_eq!(at("ln", &["0"], 10), "outside the domain of a root or function");
        assert_eq!(at("power", &["0", "-1/2"], 10), "division by 0");
        assert_eq!(at("power", &["-2", "1/2"], 10), "outside the domain of a root or function");
        assert_eq!(at("exp", &["1e12"], 10), "a number is too large");
        assert_eq!(at("exp", &["1e-300"], 10), "1.000000000");
    }

    #[test]
    fn an_integer_missed_by_a_hair_is_seen() {
        // exp(π √163) is no integer, and 12 nines do not fool the rounding.
        let mut graph = Graph::new();
        let (pi, number) = (graph.known("pi", &[]), graph.integer(163));
        let root = graph.sqrt(number);
        let product = graph.mul(&[pi, root]);
        let power = graph.known("exp", &[product]);
        let show = |wanted| digits(&graph, power, &Point::new(), wanted).map(|decimal| decimal.to_string());
        assert_eq!(show(35).as_deref(), Ok("262537412640768743.99999999999925007"));
        assert_eq!(show(20).as_deref(), Ok("262537412640768744.00"));
    }

    #[test]
    fn an_irrational_zero_is_seen_where_it_is_proved() {
        let mut graph = Graph::new();
        let [two, three, six] = [2, 3, 6].map(|value| graph.integer(value)).map(|number| graph.sqrt(number));
        let product = graph.known("max", &[two, two]);
        let product = graph.mul(&[product, three]);
        let zero = graph.sub(product, six);
        assert_eq!(digits(&graph, zero, &Point::new(), 10).map(|decimal| decimal.to_string()).as_deref(), Ok("0"));
        let quotient = graph.div(two, zero);
        assert!(matches!(digits(&graph, quotient, &Point::new(), 10), Err(Undefined::NotCertain { .. })));
        // relu of it is settled as far as anybody can ask beside a 1.
        let (relu, one) = (graph.known("relu", &[zero]), graph.integer(1));
        let sum = graph.add(&[relu, one]);
        assert_eq!(digits(&graph, sum, &Point::new(), 5).map(|decimal| decimal.to_string()).as_deref(), Ok("1.0000"));
    }

    /// Machin's formula: 4 atan(1/5) − atan(1/239) = π/4.
    #[test]
    fn a_sum_of_angles_that_is_0_is_seen() {
        let mut graph = Graph::new();
        let [fifth, small] = [5, 239].map(|n| graph.number(Rational::new(1, n))).map(|arg| graph.known("atan", &[arg]));
        let pi = graph.known("pi", &[]);
        let parts = [(fifth, Rational::integer(4)), (small, Rational::MINUS_ONE), (pi, Rational::new(-1, 4))];
        let zero = graph.linear(Rational::ZERO, &parts);
        assert_eq!(digits(&graph, zero, &Point::new(), 10).map(|decimal| decimal.to_string()).as_deref(), Ok("0"));
    }

    /// 8 sin(π/7) sin(2π/7) sin(3π/7) = √7.
    #[test]
    fn a_zero_that_is_not_proved_is_not_claimed_but_its_size_is_told() {
        let mut graph = Graph::new();
        let pi = graph.known("pi", &[]);
        let sines = [1, 2, 3].map(|n| graph.scale(&Rational::new(n, 7), pi)).map(|angle| graph.known("sin", &[angle]));
        let (product, seven) = (graph.mul(&sines), graph.integer(7));
        let root = graph.sqrt(seven);
        let zero = graph.linear(Rational::ZERO, &[(product, Rational::integer(8)), (root, Rational::MINUS_ONE)]);
        let Err(Undefined::NotCertain { node, certain }) = digits(&graph, zero, &Point::new(), 10) else { panic!("undecided") };
        assert_eq!(node, zero);
        assert!(certain.starts_with("|value| < "), "{certain}");
    }
}
