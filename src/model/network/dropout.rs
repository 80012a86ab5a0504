//! Dropout as a layer: one draw for each row and component, or masks that the author fixed row by row.
//!
//! What a mask does to a value, [`crate::model`] knows from `dropout(e, p)`. A draw belongs to a row of a table; an argument
//! that is no row has draws of its own.

use super::super::{Family, Meant, Model, Scope};
use super::value::Spot;
use super::{LayerDropout, LayerUse};
use crate::diagnostic::Diagnostic;
use crate::expr::NodeId;
use crate::source::Span;
use crate::syntax::ast::{Bracket, Expr, Kind};
use rustc_hash::FxHashMap;
use std::rc::Rc;

impl Model {
    /// Reads the options of a dropout layer whose rows have so many components.
    pub(super) fn layer_dropout(
        &mut self,
        options: &FxHashMap<String, Expr>,
        components: usize,
        span: Span,
    ) -> Meant<LayerDropout> {
        if let Some(expr) = options.get("p") {
            self.drop_probability(expr, &mut Scope::default())?;
        }
        let fixed = match options.get("mask").map(|expr| &expr.kind) {
            Some(Kind::Group(Bracket::Square, rows)) => {
                let mut list = Vec::new();
                for row in rows {
                    list.push(self.fixed_mask(&row.value, components)?);
                }
                Some(list)
            }
            Some(Kind::Name(name)) if name.to_string() == "drawn" => None,
            _ => return self.report(Diagnostic::error("layers::mask", span, "a fixed mask is a list of lists").help(FIXED)),
        };
        Ok(LayerDropout { mask: self.free_mask_name(), fixed })
    }

    /// One row of a fixed mask.
    fn fixed_mask(&mut self, row: &Expr, components: usize) -> Meant<Vec<NodeId>> {
        let family = self.tensor(row, &mut Scope::default())?;
        let is_bit = |node: &NodeId| self.graph.as_number(*node).is_some_and(|value| value.is_zero() || value.is_one());
        if !family.elements.iter().all(is_bit) {
            return self.report(Diagnostic::error("layers::mask", row.span, "a mask is made of 0 and 1").help(FIXED));
        }
        if family.elements.len() != components {
            let message = format!("this mask has {} entries, and the layer {components} components", family.elements.len());
            return self.report(Diagnostic::error("layers::mask", row.span, message).help(FIXED));
        }
        Ok(family.elements.clone())
    }

    /// Fixed masks must be as many as the rows of the only table.
    pub(super) fn check_fixed_masks(&mut self, used: &LayerUse) -> Meant<()> {
        let Some(fixed) = used.dropout.as_ref().and_then(|dropout| dropout.fixed.as_ref()) else { return Ok(()) };
        match self.tables.as_slice() {
            [table] if table.rows.len() != fixed.len() => {
                let message = format!("{} masks are fixed, and the table has {} rows", fixed.len(), table.rows.len());
                self.report(Diagnostic::error("layers::mask", used.span, message).help(FIXED))
            }
            _ => Ok(()),
        }
    }

    /// A component of a dropout layer.
    pub(super) fn layer_dropped(&mut self, value: NodeId, spot: &Spot<'_>, scope: &mut Scope) -> Meant<NodeId> {
        let used = spot.used;
        let (Some(dropout), Some(expr)) = (&used.dropout, used.option("p").cloned()) else { return Ok(value) };
        let inverted = !used.has_word("scaling", "original");
        let drop_prob = self.drop_probability(&expr, scope)?;
        let row = self.networks.inputs.get(spot.input).row;
        let component = spot.slots.iter().zip(&used.output.view);
        let place = component.fold(0, |at, (k, size)| at * size + *k as usize - 1);
        self.dropped(value, drop_prob, inverted, expr.span, scope, |model, _| match &dropout.fixed {
            None => Ok(model.drawn_mask(spot, row, place, drop_prob)),
            Some(fixed) => match row.and_then(|(_, row)| fixed.get(row)?.get(place)) {
                Some(mask) => Ok(*mask),
                None => {
                    let message =
                        if row.is_some() { "no mask is fixed for this row" } else { "this argument is no row of the table" };
                    let fault = Diagnostic::error("layers::mask", used.span, message).at("the masks are fixed row by row");
                    model.report(fault.help("ask at a row, `data[1]`, or at inference: `F(x) in eval`"))
                }
            },
        })
    }

    /// The mask of one component at one argument.
    pub(super) fn drawn_mask(&mut self, spot: &Spot<'_>, row: Option<(usize, usize)>, place: usize, drop_prob: NodeId) -> NodeId {
        if let Some(certain) = self.certain_mask(drop_prob) {
            return certain;
        }
        let key = (spot.network, spot.layer, spot.input, place);
        if let Some(mask) = self.networks.masks.get(&key) {
            return *mask;
        }
        let name = spot.used.dropout.as_ref().map(|dropout| dropout.mask.clone()).unwrap_or_default();
        let component = super::super::families::indices_of(place, &spot.used.output.dims);
        let indices: Box<[u32]> = row.map(|(_, row)| row as u32 + 1).into_iter().chain(component).collect();
        let mask = self.new_mask(name, indices, drop_prob);
        self.networks.masks.insert(key, mask);
        mask
    }

    /// The masks of a dropout layer over the rows of the table and the components.
    pub(super) fn mask_family(&mut self, network: usize, layer: usize, used: &LayerUse) -> Meant<Rc<Family>> {
        let batch = self.only_batch(used.span, used.spec_name())?;
        let drop_prob = self.layer_option(used, "p")?;
        let count: usize = used.output.dims.iter().product();
        let mut elements = Vec::new();
        for row in 0..self.tables[batch.table].rows.len() {
            let input = self.row_input(network, batch.table, row, used.span)?;
            let before = self.layer_value(network, layer.checked_sub(1), input, &Scope::default())?;
            let spot = super::value::Spot { network, layer, used, input, before, slots: vec![0; used.slots] };
            for place in 0..count {
                elements.push(self.drawn_mask(&spot, Some((batch.table, row)), place, drop_prob));
            }
        }
        let sizes = [&[self.tables[batch.table].rows.len()], used.output.dims.as_slice()].concat();
        Ok(Rc::new(Family::new(sizes, elements)))
    }
}

/// How masks are fixed.
const FIXED: &str = "write one list of 0 and 1 for each row of the table: `mask = [[1, 0], [1, 1]]`";
