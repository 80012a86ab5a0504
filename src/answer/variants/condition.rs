//! A condition left out: the claim is true as it stands where one or two names have a certain sign.

use super::search::Search;
use super::{Kind, Variant};
use crate::expr::{Condition, NodeId, SymbolId};
use crate::functions::Need;
use crate::model::Side;
use crate::number::Rational;

pub(super) static KIND: Kind = Kind { name: "condition", for_values: false, find };

/// The most names whose signs are tried.
const NAMES: usize = 8;

fn find(search: &mut Search<'_>) -> Option<Variant> {
    let witness = search.witness.as_ref()?;
    let signs: Vec<(SymbolId, i32)> = witness.point.iter().take(NAMES).map(|(symbol, value)| (*symbol, value.signum())).collect();
    let mut choices: Vec<Vec<(SymbolId, i32)>> = Vec::new();
    for (symbol, _) in &signs {
        choices.extend([1, -1].map(|sign| vec![(*symbol, sign)]));
    }
    for (number, (one, _)) in signs.iter().enumerate() {
        for (other, _) in &signs[number + 1..] {
            choices.extend([(1, 1), (-1, -1), (1, -1), (-1, 1)].map(|(a, b)| vec![(*one, a), (*other, b)]));
        }
    }
    // Where the witness itself meets the condition, the condition does not help.
    let helps = |choice: &Vec<(SymbolId, i32)>| choice.iter().any(|pair| !signs.contains(pair));
    choices.into_iter().filter(helps).find_map(|choice| holds_for(search, &choice))
}

fn holds_for(search: &mut Search<'_>, choice: &[(SymbolId, i32)]) -> Option<Variant> {
    let facts: Vec<Condition> = choice.iter().map(|(symbol, sign)| fact(search, *symbol, *sign)).collect();
    let mut assumptions = search.side.assumptions.clone();
    assumptions.extend(&facts);
    search.holds_under(Side { assumptions, ..search.side.clone() }).then_some(Variant::For(facts))
}

/// `w > 0` or `−w > 0`.
fn fact(search: &mut Search<'_>, symbol: SymbolId, sign: i32) -> Condition {
    let graph = &mut search.model.graph;
    let name: NodeId = graph.intern(crate::expr::Node::Symbol(symbol));
    let node = if sign > 0 { name } else { graph.scale(&Rational::MINUS_ONE, name) };
    Condition { node, need: Need::Positive }
}
