//! Random factors: `mask(p)` is 0 with probability p, else 1; `dropout(e, p) = mask(p) e/(1 − p)`.
//!
//! Each place in the source is one draw, shared by all rows; with `each = row` every row of the table has its own. Where a
//! definition is a mask and nothing else, its name is the mask's name; the others are called `m_1`, `m_2`, …. What this
//! module does not do: take expectations ([`super::expectation`]) or draw.

use super::{Entity, Family, Meant, Model, Scope};
use crate::diagnostic::Diagnostic;
use crate::expr::{Graph, Node, NodeId, SymbolKind};
use crate::functions::Need;
use crate::name::Name;
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{Argument, Expr, Kind};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// A random factor, 0 or 1.
#[derive(Clone, Debug)]
pub struct Mask {
    /// Its symbol.
    pub node: NodeId,
    /// The probability that it is 0.
    pub drop_prob: NodeId,
}

/// A row of a table, from 0.
pub(super) type Row = (usize, usize);

/// One `mask` or `dropout` of the source, with the random factors made for it.
#[derive(Clone, Debug)]
struct MaskPlace {
    name: Name,
    /// Shared by all rows: drop probability and symbol.
    shared: Vec<(NodeId, NodeId)>,
    by_row: Vec<RowMasks>,
}

/// The random factors of each place in a source, by its text and where it begins there.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    places: FxHashMap<(u32, u32), MaskPlace>,
    /// The number of the last mask that got a name.
    last: u64,
}

/// One random factor for each row of a table.
#[derive(Clone, Debug)]
struct RowMasks {
    table: usize,
    elements: Vec<NodeId>,
    /// The drop probability, where the row was asked for.
    drop_probs: Vec<Option<NodeId>>,
}

impl Places {
    /// For the masks of rows the mask of an argument that is no row, at the same place.
    pub(super) fn formal(&self) -> FxHashMap<NodeId, super::expectation::Formal> {
        let mut found = FxHashMap::default();
        for place in self.places.values() {
            for masks in &place.by_row {
                for (row, (mask, drop_prob)) in masks.elements.iter().zip(&masks.drop_probs).enumerate() {
                    let shared = place.shared.iter().find(|(known, _)| Some(*known) == *drop_prob);
                    found.extend(shared.map(|(_, formal)| (*mask, ((masks.table, row), *formal))));
                }
            }
        }
        found
    }
}

const WORDS: &[&str] = &["mask", "dropout"];

impl Model {
    /// A new random factor with that name and indices.
    pub(super) fn new_mask(&mut self, name: Name, indices: Box<[u32]>, drop_prob: NodeId) -> NodeId {
        let node = self.graph.element(name, indices, SymbolKind::Mask);
        self.masks.push(Mask { node, drop_prob });
        node
    }

    /// Gives every mask of the definitions its name, in the file's order.
    pub(super) fn name_masks(&mut self) {
        for index in 0..self.definitions.len() {
            let definition = self.definitions[index].clone();
            let own = definition.args.is_empty() && is_mask_alone(&definition.body);
            for (span, _) in super::visit::calls_in(&definition.body, WORDS) {
                let name = if own { definition.name.clone() } else { self.free_mask_name() };
                self.draws.places.entry((0, span.start)).or_insert(MaskPlace { name, shared: Vec::new(), by_row: Vec::new() });
            }
        }
    }

    /// The next `m_k` that nothing else is called.
    pub(super) fn free_mask_name(&mut self) -> Name {
        loop {
            self.draws.last += 1;
            let name = Name { subscript: Some(self.draws.last.to_string()), ..Name::plain("m") };
            if !self.entities.contains_key(&name) && !self.is_column(&name) {
                return name;
            }
        }
    }

    /// `mask(p)`, `mask(p, each = row)`.
    pub(super) fn mask(&mut self, arguments: &[Argument], span: Span, scope: &mut Scope) -> Meant<NodeId> {
        let (mut values, mut each_row) = (Vec::new(), false);
        for argument in arguments {
            match &argument.name {
                None => values.push(&argument.value),
                Some((name, _)) if name.to_string() == "each" => each_row = self.each_row(&argument.value)?,
                Some((name, place)) => return self.unknown_option(name, *place, "mask", &["each"]),
            }
        }
        let [drop] = values.as_slice() else {
            return self.wrong_count("mask", "one probability", values.len(), span);
        };
        let drop_prob = self.drop_probability(drop, scope)?;
        if scope.eval {
            return self.keep_probability(drop_prob, scope);
        }
        self.mask_at(drop_prob, each_row, span, scope)
    }

    /// `dropout(e, p)`, `dropout(e, p, scaling = original)`.
    pub(super) fn dropout(&mut self, arguments: &[Argument], span: Span, scope: &mut Scope) -> Meant<NodeId> {
        let (mut values, mut each_row, mut inverted) = (Vec::new(), false, true);
        for argument in arguments {
            match &argument.name {
                None => values.push(&argument.value),
                Some((name, _)) if name.to_string() == "each" => each_row = self.each_row(&argument.value)?,
                Some((name, _)) if name.to_string() == "scaling" => inverted = self.is_inverted(&argument.value)?,
                Some((name, place)) => return self.unknown_option(name, *place, "dropout", &["scaling", "each"]),
            }
        }
        let [value, drop] = values.as_slice() else {
            return self.wrong_count("dropout", "an expression and a probability", values.len(), span);
        };
        let (inner, drop_prob) = (self.expression(value, scope), self.drop_probability(drop, scope));
        let (inner, drop_prob) = (inner?, drop_prob?);
        self.dropped(inner, drop_prob, inverted, drop.span, scope, |model, scope| model.mask_at(drop_prob, each_row, span, scope))
    }

    /// A value under a mask: over 1 − p where the scaling is inverted. At inference its mean over the mask.
    pub(super) fn dropped(
        &mut self,
        inner: NodeId,
        drop_prob: NodeId,
        inverted: bool,
        place: Span,
        scope: &mut Scope,
        mask: impl FnOnce(&mut Model, &mut Scope) -> Meant<NodeId>,
    ) -> Meant<NodeId> {
        if self.graph.known_number(drop_prob).is_some_and(Rational::is_one) && inverted {
            let fault = Diagnostic::error("math::nothing_left", place, "with p = 1 everything is dropped, and 1 − p is 0");
            return self.report(fault.at("no draw keeps anything").help("take a probability below 1"));
        }
        match (scope.eval, inverted) {
            (true, true) => Ok(inner),
            (true, false) => {
                let keep = self.keep_probability(drop_prob, scope)?;
                Ok(self.graph.mul(&[keep, inner]))
            }
            (false, _) => {
                let mask = mask(self, scope)?;
                if !inverted {
                    return Ok(self.graph.mul(&[mask, inner]));
                }
                let keep = self.complement(drop_prob);
                self.divisor(keep, place, scope)?;
                Ok(self.graph.product(&[(mask, Rational::ONE), (inner, Rational::ONE), (keep, Rational::MINUS_ONE)]))
            }
        }
    }

    /// `1 − p`.
    pub(super) fn complement(&mut self, drop_prob: NodeId) -> NodeId {
        complement(&mut self.graph, drop_prob)
    }

    /// The mean of a mask, for a p that is a probability.
    fn keep_probability(&mut self, drop_prob: NodeId, scope: &mut Scope) -> Meant<NodeId> {
        self.need_probability(drop_prob, scope);
        Ok(self.complement(drop_prob))
    }

    /// Records `0 ≤ p ≤ 1` where p is no number.
    pub(super) fn need_probability(&mut self, drop_prob: NodeId, scope: &mut Scope) {
        if self.graph.known_number(drop_prob).is_none() {
            let keep = self.complement(drop_prob);
            scope.need(drop_prob, Need::NonNegative);
            scope.need(keep, Need::NonNegative);
        }
    }

    pub(super) fn drop_probability(&mut self, expr: &Expr, scope: &mut Scope) -> Meant<NodeId> {
        let node = self.expression(expr, scope)?;
        match self.graph.known_number(node).cloned() {
            Some(value) if value.is_negative() || value > Rational::ONE => {
                let fault = Diagnostic::error("math::no_probability", expr.span, format!("{value} is no probability"));
                self.report(fault.at("not between 0 and 1").help("`mask(p)` is 0 with probability p: write p from 0 to 1"))
            }
            None if self.graph.reachable(&[node]).into_iter().any(|id| self.graph.is_mask(id)) => {
                let fault = Diagnostic::error("math::no_probability", expr.span, "a probability does not depend on another draw");
                self.report(fault.at("this holds a mask").help("multiply the masks instead: `mask(p) mask(q)`"))
            }
            _ => Ok(node),
        }
    }

    /// The mask of a draw that is certain: 1 for p = 0, 0 for p = 1.
    pub(super) fn certain_mask(&mut self, drop_prob: NodeId) -> Option<NodeId> {
        let value = self.graph.known_number(drop_prob)?;
        let mask = if value.is_zero() { 1 } else { 0 };
        (value.is_zero() || value.is_one()).then(|| self.graph.integer(mask))
    }

    /// The random factor of a place, for that drop probability and row.
    fn mask_at(&mut self, drop_prob: NodeId, each_row: bool, span: Span, scope: &Scope) -> Meant<NodeId> {
        if let Some(certain) = self.certain_mask(drop_prob) {
            return Ok(certain);
        }
        let place = (self.origin, span.start);
        if !self.draws.places.contains_key(&place) {
            let name = self.free_mask_name();
            self.draws.places.insert(place, MaskPlace { name, shared: Vec::new(), by_row: Vec::new() });
        }
        match scope.row.filter(|_| each_row) {
            Some(row) => Ok(self.mask_of_row(place, drop_prob, row)),
            None => Ok(self.shared_mask(place, drop_prob, each_row)),
        }
    }

    /// The mask for all rows; of a mask by row, the one for an argument that is no row.
    fn shared_mask(&mut self, place: (u32, u32), drop_prob: NodeId, by_row: bool) -> NodeId {
        if let Some((_, node)) = self.draws.places[&place].shared.iter().find(|(p, _)| *p == drop_prob) {
            return *node;
        }
        let name = if by_row { self.free_mask_name() } else { self.name_at(place) };
        let node = self.new_mask(name.clone(), Box::new([]), drop_prob);
        self.entities.entry(name).or_insert(Entity::Symbol(node));
        if let Some(known) = self.draws.places.get_mut(&place) {
            known.shared.push((drop_prob, node));
        }
        node
    }

    fn mask_of_row(&mut self, place: (u32, u32), drop_prob: NodeId, (table, row): Row) -> NodeId {
        let fits = |masks: &RowMasks| masks.table == table && masks.drop_probs[row].is_none_or(|known| known == drop_prob);
        let number = match self.draws.places[&place].by_row.iter().position(fits) {
            Some(number) => number,
            None => self.masks_of_rows(place, table),
        };
        let masks = self.draws.places.get_mut(&place).and_then(|known| known.by_row.get_mut(number));
        let Some(masks) = masks else { return drop_prob };
        let (node, known) = (masks.elements[row], masks.drop_probs[row].replace(drop_prob));
        if known.is_none() {
            self.masks.push(Mask { node, drop_prob });
        }
        node
    }

    /// A symbol for every row of the table.
    fn masks_of_rows(&mut self, place: (u32, u32), table: usize) -> usize {
        let (name, count) = (self.name_at(place), self.tables[table].rows.len());
        let elements: Vec<NodeId> =
            (1..=count).map(|row| self.graph.element(name.clone(), Box::new([row as u32]), SymbolKind::Mask)).collect();
        let family = Rc::new(Family::new(vec![count], elements.clone()));
        self.entities.entry(name).or_insert(Entity::Family(family));
        let Some(known) = self.draws.places.get_mut(&place) else { return 0 };
        known.by_row.push(RowMasks { table, elements, drop_probs: vec![None; count] });
        known.by_row.len() - 1
    }

    /// The name of the place for its first mask; another probability or table is another draw with a name of its own.
    fn name_at(&mut self, place: (u32, u32)) -> Name {
        let known = &self.draws.places[&place];
        let first = known.by_row.is_empty() && !known.shared.iter().any(|(_, node)| self.is_called(*node, &known.name));
        if first { known.name.clone() } else { self.free_mask_name() }
    }

    fn is_called(&self, node: NodeId, name: &Name) -> bool {
        self.graph.as_symbol(node).is_some_and(|id| self.graph.symbol_entry(id).name == *name)
    }

    /// A mask has no value but 0 and 1.
    pub(super) fn refuse_between(&mut self, symbol: NodeId, value: NodeId, span: Span) -> Meant<()> {
        let fits = match self.graph.known_number(value) {
            Some(number) => number.is_zero() || number.is_one(),
            None => self.graph.is_mask(value),
        };
        if fits || !self.graph.is_mask(symbol) {
            return Ok(());
        }
        let fault = Diagnostic::error("claim::not_a_draw", span, "a mask is 0 or 1, and nothing between");
        self.report(fault.at("no draw of the mask").help("for its mean write `E(…)`, for inference `… in eval`"))
    }

    /// One neither differentiates nor minimises by a draw.
    pub(super) fn refuse_as_variable(&mut self, node: NodeId, span: Span) -> Meant<()> {
        if !self.graph.is_mask(node) {
            return Ok(());
        }
        let fault = Diagnostic::error("math::not_a_variable", span, "a mask is 0 or 1: it does not move");
        self.report(fault.at("a draw").help("compare its two values: `(L at (m_1 = 1)) - (L at (m_1 = 0))`"))
    }

    fn each_row(&mut self, expr: &Expr) -> Meant<bool> {
        self.word_option(expr, &["row"]).map(|_| true)
    }

    fn is_inverted(&mut self, expr: &Expr) -> Meant<bool> {
        self.word_option(expr, &["inverted", "original"]).map(|place| place == 0)
    }

    /// The place in the list of the word that an option has.
    pub(super) fn word_option(&mut self, expr: &Expr, words: &[&str]) -> Meant<usize> {
        let found = match &expr.kind {
            Kind::Name(name) => words.iter().position(|word| *word == name.to_string()),
            _ => None,
        };
        match found {
            Some(place) => Ok(place),
            None => {
                let list = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or ");
                let fault = Diagnostic::error("names::unknown_word", expr.span, "this option has no such value");
                self.report(fault.at("unknown word").help(format!("write {list}")))
            }
        }
    }
}

/// `1 − p`; q where p is `1 − q`.
pub(super) fn complement(graph: &mut Graph, drop_prob: NodeId) -> NodeId {
    match graph.node(drop_prob).clone() {
        Node::Sum { constant, terms } if !constant.is_zero() => {
            let terms: Vec<(NodeId, Rational)> = terms.iter().map(|(node, coefficient)| (*node, -coefficient)).collect();
            graph.linear(&Rational::ONE - &constant, &terms)
        }
        _ => graph.linear(Rational::ONE, &[(drop_prob, Rational::MINUS_ONE)]),
    }
}

/// Whether the expression is `mask(…)` and nothing else.
pub(super) fn is_mask_alone(body: &Expr) -> bool {
    let Kind::Product(factors) = &body.kind else { return false };
    match factors.as_slice() {
        [(_, head), (_, group)] => {
            matches!(&head.kind, Kind::Name(name) if name.to_string() == "mask") && matches!(group.kind, Kind::Group(..))
        }
        _ => false,
    }
}
