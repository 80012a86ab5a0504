//! Claims at points: the two sides differ clearly, or agree wherever both have a value.

use super::evaluate::{Evaluator, Scope, beyond};
use super::file::{File, as_name};
use super::number::Number;
use super::real::{Fault, Real, Result};
use normsym::syntax::ast::{Chain, Expr, Point, Relation};
use normsym::syntax::parse_claim;
use std::collections::BTreeMap;

/// What the points told.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// A point where the sides differ clearly.
    Differ(String),
    /// They agree at so many points.
    Agree(usize),
    /// Too few points where both have values that doubles can tell; the last reason.
    Silent(String),
}

/// Points at which agreement counts.
const ENOUGH: usize = 12;

/// Points at which conditions are looked at.
const CONDITION_POINTS: usize = 120;

type Values = BTreeMap<String, Real>;

/// A claim with its declarations.
pub struct Case {
    pub(super) file: File,
    pub(super) chain: Chain,
    assumptions: Vec<Chain>,
}

impl Case {
    /// The claim `A = B [at …] [assuming …]` under the declarations.
    pub fn read(declarations: &str, claim: &str) -> Case {
        let (chain, assuming) = parse_claim(claim).unwrap_or_else(|faults| panic!("{claim}: {faults:?}"));
        let mut file = File::read(declarations);
        sides(&chain).for_each(|side| file.collect(side));
        let assumptions = file.assumptions.iter().cloned().chain(assuming).collect();
        Case { file, chain, assumptions }
    }

    /// Whether every link of the claim holds, by so many points at most.
    pub fn tell(&self, most: usize) -> Told {
        let names = self.free_names();
        let (mut agreed, mut why) = (0, String::new());
        for number in 0..most {
            let values = point(&names, number);
            match self.agrees_at(&values) {
                Ok(true) => agreed += 1,
                Ok(false) => return Told::Differ(shown(&values)),
                Err(Fault::Beyond(what)) => return Told::Silent(what),
                Err(fault) => why = format!("{fault:?}"),
            }
            if names.is_empty() {
                return if agreed == 1 { Told::Agree(1) } else { Told::Silent(why) };
            }
        }
        if agreed >= ENOUGH { Told::Agree(agreed) } else { Told::Silent(format!("{agreed} points; {why}")) }
    }

    /// Whether two lists of conditions say the same at every point that can tell; else the point.
    pub fn equivalent(&self, found: &[String], stated: &[String]) -> std::result::Result<(), String> {
        let (found, stated) = (conditions(found)?, conditions(stated)?);
        let names = self.free_names();
        for number in 0..CONDITION_POINTS {
            let values = point(&names, number);
            let all =
                |list: &[Chain]| list.iter().try_fold(true, |all, fact| Ok::<bool, Fault>(all && self.is_met(fact, &values)?));
            if let (Ok(found), Ok(stated)) = (all(&found), all(&stated))
                && found != stated
            {
                return Err(shown(&values));
            }
        }
        Ok(())
    }

    /// The number of points where the conditions hold and both sides have a value; a point where they hold and a side
    /// has none all the same.
    pub fn defined_inside(&self, stated: &[String]) -> std::result::Result<usize, String> {
        let stated = conditions(stated)?;
        let names = self.free_names();
        let mut inside = 0;
        for values in (0..CONDITION_POINTS).map(|number| point(&names, number)) {
            let met = |fact: &Chain| self.is_met(fact, &values) == Ok(true);
            if self.chain.at.is_some() || !stated.iter().chain(&self.assumptions).all(met) {
                continue;
            }
            match self.agrees_at(&values) {
                Err(Fault::Undefined) => return Err(shown(&values)),
                Ok(_) => inside += 1,
                Err(_) => {}
            }
        }
        Ok(inside)
    }

    /// Whether the sides may differ at a point `x = 1, y = 2/3`: what is equal within the error may differ beyond the
    /// digits of a double.
    pub fn may_differ_at(&self, witness: &str) -> bool {
        let values = read_point(witness);
        let evaluator = Evaluator { file: &self.file, values: values.clone() };
        let exact = |expr: &Expr| evaluator.value(expr, &Scope::default()).is_ok_and(|value| value.value().error == 0.0);
        match self.agrees_at(&values) {
            Ok(true) => !sides(&self.chain).all(exact),
            Err(Fault::Undefined) => false,
            Ok(false) | Err(Fault::Unclear | Fault::Beyond(_)) => true,
        }
    }

    /// Whether the sides differ clearly at a point `x = 1, y = 2/3`.
    pub fn differs_at(&self, point: &str) -> bool {
        self.agrees_at(&read_point(point)) == Ok(false)
    }

    /// Whether the sides agree at a point; `Err` where they have no value, or the assumptions do not hold.
    fn agrees_at(&self, values: &Values) -> Result<bool> {
        let values = self.sides_at(values)?;
        if self.chain.links.iter().any(|(relation, _)| *relation != Relation::Equal) {
            return beyond("a relation other than =");
        }
        values.windows(2).try_fold(true, |all, pair| Ok(all && agree(pair[0], pair[1])?))
    }

    /// The values of the sides at a point where the assumptions hold.
    pub fn sides_at<N: Number>(&self, values: &BTreeMap<String, N>) -> Result<Vec<N>> {
        let evaluator = Evaluator { file: &self.file, values: values.clone() };
        let mut scope = Scope::default();
        match &self.chain.at {
            None => {}
            Some(Point::Values(pairs)) => {
                for (name, value) in pairs {
                    let name = as_name(name).ok_or(Fault::Beyond("a point of a family".into()))?;
                    scope.point.push((name.to_string(), evaluator.value(value, &Scope::default())?));
                }
            }
            Some(_) => return beyond("a point by name"),
        }
        for fact in &self.assumptions {
            if !holds(&evaluator, fact, &scope)? {
                return Err(Fault::Undefined);
            }
        }
        sides(&self.chain).map(|side| Ok(evaluator.value(side, &scope)?.value())).collect()
    }

    /// Whether a condition holds; on what has no value it does not.
    fn is_met(&self, fact: &Chain, values: &Values) -> Result<bool> {
        let evaluator = Evaluator { file: &self.file, values: values.clone() };
        match holds(&evaluator, fact, &Scope::default()) {
            Err(Fault::Undefined) => Ok(false),
            other => other,
        }
    }

    /// The parameters and columns that the claim, its assumptions and the definitions leave free.
    pub(super) fn free_names(&self) -> Vec<String> {
        let mut names = self.file.params.clone();
        for column in self.file.tables.values().flat_map(|table| &table.columns) {
            if !names.contains(column) {
                names.push(column.clone());
            }
        }
        let definitions = self.file.definitions.values().map(|(_, body)| body);
        let rows = self.file.tables.values().flat_map(|table| table.rows.iter().flatten());
        let texts = sides(&self.chain).chain(self.assumptions.iter().flat_map(sides)).chain(definitions).chain(rows);
        let used: Vec<String> = texts.flat_map(crate::tree::all).filter_map(as_name).map(ToString::to_string).collect();
        names.retain(|name| name.contains('[') || used.contains(name));
        names
    }
}

fn sides(chain: &Chain) -> impl Iterator<Item = &Expr> {
    [&chain.first].into_iter().chain(chain.links.iter().map(|(_, right)| right))
}

fn conditions(texts: &[String]) -> std::result::Result<Vec<Chain>, String> {
    texts.iter().map(|text| parse_claim(text).map(|(chain, _)| chain).map_err(|_| format!("unreadable: {text}"))).collect()
}

fn shown(values: &Values) -> String {
    values.iter().map(|(name, value)| format!("{name} = {}", value.value)).collect::<Vec<_>>().join(", ")
}

/// `x = 1, y = 2/3`.
fn read_point(text: &str) -> Values {
    text.split(", ").filter_map(|pair| pair.split_once(" = ")).map(|(name, value)| (name.into(), fraction(value))).collect()
}

/// `-7/3`; exact where a double is.
fn fraction(text: &str) -> Real {
    let (n, d) = text.split_once('/').unwrap_or((text, "1"));
    let (n, d): (f64, f64) = (n.parse().expect("a number"), d.parse().expect("a number"));
    if d.log2().fract() == 0.0 { Real::exact(n / d) } else { Real::rounded(n / d) }
}

/// Clearly the same, clearly different, or neither.
pub fn agree(left: Real, right: Real) -> Result<bool> {
    let (distance, room) = ((left.value - right.value).abs(), 2.0 * (left.error + right.error));
    let size = left.value.abs().max(right.value.abs());
    match distance {
        d if d > room && d > 1e-6 * size => Ok(false),
        d if d <= room && room <= 1e-7 * size.max(1e-2) => Ok(true),
        _ => Err(Fault::Unclear),
    }
}

fn holds<N: Number>(evaluator: &Evaluator<'_, N>, fact: &Chain, scope: &Scope<N>) -> Result<bool> {
    let mut left = evaluator.value(&fact.first, scope)?;
    for (relation, right) in &fact.links {
        let right = evaluator.value(right, scope)?;
        let sign = left.sub(&right)?.value().sign()?;
        let holds = match relation {
            Relation::Less => sign < 0.0,
            Relation::AtMost => sign <= 0.0,
            Relation::Greater => sign > 0.0,
            Relation::AtLeast => sign >= 0.0,
            Relation::NotEqual => sign != 0.0,
            Relation::Equal | Relation::Near(_) => return beyond("an assumption of this kind"),
        };
        if !holds {
            return Ok(false);
        }
        left = right;
    }
    Ok(true)
}

/// Special values first, in changing company; then numbers of every size and sign. Few digits, so that products of a few
/// of them stay exact.
fn point(names: &[String], number: usize) -> Values {
    const SPECIAL: [f64; 16] = [0.5, -1.0, 2.0, -0.75, 1.0, 0.0, 3.0, -2.0, 1.5, -0.5, 4.0, 0.25, -3.0, 1000.0, -1000.0, 101.0];
    let mut stream = Stream(number as u64 * 977 + 5);
    let draw = |stream: &mut Stream| match number % 3 {
        0 => SPECIAL[(stream.draw() % 13) as usize],
        1 if number % 4 == 1 => SPECIAL[(stream.draw() % 16) as usize],
        _ => ((stream.draw() % 2048) as f64 / 1024.0 - 1.0) * [1.0, 1.0, 2.5, 10.0][number % 4],
    };
    names.iter().map(|name| (name.clone(), Real::exact(draw(&mut stream)))).collect()
}

/// A deterministic stream of numbers (splitmix64).
pub struct Stream(pub u64);

impl Stream {
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}
