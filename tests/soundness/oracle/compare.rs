//! A claim at many points: the two sides differ clearly, or agree wherever both have a value.

use super::evaluate::{Evaluator, Scope};
use super::file::File;
use super::real::{Fault, Real, Result};
use normsym::syntax::ast::{Chain, Expr, Kind, Point, Relation};
use normsym::syntax::parse_claim;
use std::collections::BTreeMap;

/// What the points told.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// A point where the sides differ clearly.
    Differ(String),
    /// They agree at so many points, and the largest distance in units of the error bound.
    Agree(usize),
    /// Too few points where both have values that doubles can tell; the reason of the last fault.
    Silent(String),
}

/// Points at which agreement counts.
const ENOUGH: usize = 12;

/// Tells whether every link of a claim holds.
pub fn tell(prelude: &str, chain: &Chain, assuming: &[Chain], most: usize) -> Told {
    let mut file = File::read(prelude);
    chain.links.iter().map(|(_, right)| right).chain([&chain.first]).for_each(|side| file.collect(side));
    let assumptions: Vec<Chain> = file.assumptions.iter().chain(assuming).cloned().collect();
    let names = free_names(&file, chain, &assumptions);
    let (mut agreed, mut why) = (0, String::new());
    for number in 0..most {
        let values = point(&names, number);
        let evaluator = Evaluator { file: &file, values };
        match at_point(&evaluator, chain, &assumptions) {
            Ok(true) => agreed += 1,
            Ok(false) => return Told::Differ(format!("{:?}", evaluator.values)),
            Err(Fault::Beyond(what)) => return Told::Silent(what),
            Err(fault) => why = format!("{fault:?}"),
        }
        if names.is_empty() {
            return if agreed == 1 { Told::Agree(1) } else { Told::Silent(why) };
        }
    }
    if agreed >= ENOUGH.min(most / 4) { Told::Agree(agreed) } else { Told::Silent(format!("{agreed} points; {why}")) }
}

/// Whether the sides agree at the point; `Err` where they have no value, or the point is not meant.
fn at_point(evaluator: &Evaluator<'_>, chain: &Chain, assumptions: &[Chain]) -> Result<bool> {
    let mut scope = Scope::default();
    if let Some(Point::Values(pairs)) = &chain.at {
        let whole = Expr { span: chain.span, kind: Kind::At(Box::new(chain.first.clone()), Point::Values(pairs.clone())) };
        // The point is read by the evaluator itself; here only its shape is needed.
        let Kind::At(_, Point::Values(pairs)) = &whole.kind else { unreachable!("made above") };
        for (name, value) in pairs {
            let Kind::Name(name) = &name.kind else { return super::evaluate::beyond("a point of a family") };
            scope.point.push((name.to_string(), evaluator.value(value, &Scope::default())?));
        }
    }
    for fact in assumptions {
        if !holds(evaluator, fact, &scope)? {
            return Err(Fault::Undefined);
        }
    }
    let mut left = evaluator.value(&chain.first, &scope)?.value();
    for (relation, right) in &chain.links {
        let right = evaluator.value(right, &scope)?.value();
        if *relation != Relation::Equal {
            return super::evaluate::beyond("a relation other than =");
        }
        if !agree(left, right)? {
            return Ok(false);
        }
        left = right;
    }
    Ok(true)
}

/// Clearly different, clearly the same, or neither.
pub fn agree(left: Real, right: Real) -> Result<bool> {
    let (distance, room) = ((left.value - right.value).abs(), 2.0 * (left.error + right.error));
    let size = left.value.abs().max(right.value.abs());
    match distance {
        d if d > room && d > 1e-6 * size => Ok(false),
        d if d <= room && room <= 1e-7 * size.max(1e-2) => Ok(true),
        _ => Err(Fault::Unclear),
    }
}

fn holds(evaluator: &Evaluator<'_>, fact: &Chain, scope: &Scope) -> Result<bool> {
    let mut left = evaluator.value(&fact.first, scope)?;
    for (relation, right) in &fact.links {
        let right = evaluator.value(right, scope)?;
        let sign = left.sub(right)?.value().sign()?;
        let holds = match relation {
            Relation::Less => sign < 0.0,
            Relation::AtMost => sign <= 0.0,
            Relation::Greater => sign > 0.0,
            Relation::AtLeast => sign >= 0.0,
            Relation::NotEqual => sign != 0.0,
            Relation::Equal | Relation::Near(_) => return super::evaluate::beyond("an assumption of this kind"),
        };
        if !holds {
            return Ok(false);
        }
        left = right;
    }
    Ok(true)
}

/// The parameters of the file, and the columns that the claim leaves free.
fn free_names(file: &File, chain: &Chain, assumptions: &[Chain]) -> Vec<String> {
    let mut names = file.params.clone();
    let columns = file.tables.values().flat_map(|table| table.columns.clone());
    for column in columns {
        let family = names.iter().any(|known| *known == column);
        if !family {
            names.push(column);
        }
    }
    let used = |expr: &Expr| -> Vec<String> { crate::tree::all(expr).into_iter().filter_map(super::file::as_name).map(ToString::to_string).collect() };
    let sides = chain.links.iter().map(|(_, right)| right).chain([&chain.first]);
    let facts = assumptions.iter().flat_map(|fact| fact.links.iter().map(|(_, right)| right).chain([&fact.first]));
    let mentioned: Vec<String> = sides.chain(facts).chain(file.definitions.values().map(|(_, body)| body)).flat_map(used).collect();
    let rows: Vec<String> = file.tables.values().flat_map(|t| t.rows.iter().flatten()).flat_map(used).collect();
    names.retain(|name| name.contains('[') || mentioned.contains(name) || rows.contains(name));
    names
}

/// Special values first, in changing company; then numbers of every size and sign.
fn point(names: &[String], number: usize) -> BTreeMap<String, Real> {
    const SPECIAL: [f64; 16] = [0.5, -1.0, 2.0, -0.75, 1.0, 0.0, 3.0, -2.0, 1.5, -0.5, 4.0, 0.25, -3.0, 1000.0, -1000.0, 101.0];
    let mut stream = Stream(number as u64 * 977 + 5);
    let draw = |stream: &mut Stream| match number % 3 {
        0 => SPECIAL[(stream.draw() % 13) as usize],
        1 if number % 4 == 1 => SPECIAL[(stream.draw() % 16) as usize],
        _ => {
            let size = [1.0, 1.0, 2.5, 10.0][number % 4];
            // Few digits: products of a few of them stay exact.
            ((stream.draw() % 2048) as f64 / 1024.0 - 1.0) * size
        }
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

/// Whether two lists of conditions say the same at every point that can tell; else the point.
pub fn equivalent(prelude: &str, claim: &str, found: &[String], stated: &[&str]) -> std::result::Result<(), String> {
    let (chain, _) = parse_claim(claim).map_err(|_| "the claim itself".to_string())?;
    let mut file = File::read(prelude);
    chain.links.iter().map(|(_, right)| right).chain([&chain.first]).for_each(|side| file.collect(side));
    let read = |text: &str| parse_claim(text).map(|(chain, _)| chain).map_err(|_| format!("unreadable: {text}"));
    let found = found.iter().map(|text| read(text)).collect::<std::result::Result<Vec<_>, _>>()?;
    let stated = stated.iter().map(|text| read(text)).collect::<std::result::Result<Vec<_>, _>>()?;
    let names = free_names(&file, &chain, &[]);
    for number in 0..120 {
        let evaluator = Evaluator { file: &file, values: point(&names, number) };
        let all = |list: &[Chain]| list.iter().try_fold(true, |so_far, fact| Ok::<bool, Fault>(so_far && holds_or_has_no_value(&evaluator, fact)?));
        if let (Ok(found), Ok(stated)) = (all(&found), all(&stated))
            && found != stated
        {
            return Err(format!("{:?}", evaluator.values));
        }
    }
    Ok(())
}

/// A condition on what has no value is not met.
fn holds_or_has_no_value(evaluator: &Evaluator<'_>, fact: &Chain) -> Result<bool> {
    match holds(evaluator, fact, &Scope::default()) {
        Err(Fault::Undefined) => Ok(false),
        other => other,
    }
}

/// Whether the sides of a claim may differ at a point `x = 1, y = 2/3`: what is equal within the error may differ beyond
/// the digits of a double.
pub fn sides_differ_at(prelude: &str, claim: &str, at: &str) -> bool {
    let Ok((chain, assuming)) = parse_claim(claim) else { return false };
    let mut file = File::read(prelude);
    chain.links.iter().map(|(_, right)| right).chain([&chain.first]).for_each(|side| file.collect(side));
    let mut values = BTreeMap::new();
    for pair in at.split(", ").filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once(" = ").expect("name = value");
        let (n, d) = value.split_once('/').unwrap_or((value, "1"));
        let (n, d): (f64, f64) = (n.parse().expect("a number"), d.parse().expect("a number"));
        values.insert(name.to_string(), if (n / d).fract() == 0.0 || d.log2().fract() == 0.0 { Real::exact(n / d) } else { Real::rounded(n / d) });
    }
    let evaluator = Evaluator { file: &file, values };
    let exact = |expr: &Expr| evaluator.value(expr, &Scope::default()).is_ok_and(|value| value.value().error == 0.0);
    match at_point(&evaluator, &chain, &assuming) {
        Ok(true) => !(exact(&chain.first) && chain.links.iter().all(|(_, right)| exact(right))),
        Err(Fault::Undefined) => false,
        Ok(false) | Err(Fault::Unclear | Fault::Beyond(_)) => true,
    }
}
