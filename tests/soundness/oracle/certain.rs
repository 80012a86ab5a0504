//! Claims at one point, with so many digits that nothing drowns: whether they fail there for certain.

use super::compare::Case;
use super::digits::Digits;
use super::evaluate::{Evaluator, Scope, beyond};
use super::number::Number;
use super::real::Result;
use normsym::syntax::ast::Relation;
use normsym::syntax::parse_expression;
use std::collections::BTreeMap;

impl Case {
    /// Whether the claim is false at the point `x = 1001, y = √2 + 1e-102`; names that the point leaves out are 0.
    pub fn fails_at(&self, point: &str) -> Result<bool> {
        let nowhere = Evaluator { file: &self.file, values: BTreeMap::new() };
        let mut values: BTreeMap<String, Digits> = self.free_names().into_iter().map(|name| (name, Digits::exact(0.0))).collect();
        for (name, text) in point.split(", ").filter_map(|pair| pair.split_once(" = ")) {
            let expr = parse_expression(text).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
            values.insert(name.into(), nowhere.value(&expr, &Scope::default())?.value());
        }
        let sides = self.sides_at(&values)?;
        for ((relation, _), pair) in self.chain.links.iter().zip(sides.windows(2)) {
            let apart = pair[0].add(&pair[1].negative())?;
            let fails = match relation {
                Relation::Equal => apart.sign()? != 0.0,
                Relation::Near(Some(room)) => {
                    let here = Evaluator { file: &self.file, values: values.clone() };
                    let room = here.value(room, &Scope::default())?.value();
                    let size = if apart.sign()? < 0.0 { apart.negative() } else { apart };
                    size.add(&room.negative())?.sign()? > 0.0
                }
                _ => return beyond("this relation"),
            };
            if fails {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
