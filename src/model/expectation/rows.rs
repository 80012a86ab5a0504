//! Draws that cut the network for one row: the random factors of each row in the places of those of a formal argument.
//!
//! Networks with more than [`MAX_MASKS`] random factors are not looked at row by row, nor are arguments that are no row:
//! [`Cut::Unknown`] tells it.

use super::super::{Connection, Model};
use super::MAX_MASKS;
use crate::expr::NodeId;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// What a draw cuts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Every row has a path from an input to the output.
    Nothing,
    /// No row has one, whatever the masks by row are.
    Everything,
    /// Some rows have none: the masks by row of these, to be drawn again, and the number of rows.
    Rows(Vec<NodeId>, u32),
    /// Masks of rows or arguments that were not looked at; nothing else is cut.
    Unknown,
}

/// The table and row of a mask, and the mask of a formal argument at its place.
pub(in crate::model) type Formal = ((usize, usize), NodeId);

/// In the place of the table: the argument is no row, and its number stands in the place of the row's.
pub(in crate::model) const NO_TABLE: usize = usize::MAX;

/// The masks of one row: the formal mask, the mask itself and its draw.
type Own = Vec<(NodeId, NodeId, bool)>;

impl Model {
    /// What a draw cuts; without masks by row everything or nothing.
    pub fn cut_by(&mut self, connection: &mut Connection, drawn: &[(NodeId, bool)]) -> Cut {
        if !self.keeps_a_path(connection, drawn) {
            return Cut::Everything;
        }
        let is_shared = |mask: &NodeId| connection.masks.contains(mask);
        if drawn.iter().all(|(mask, _)| is_shared(mask)) {
            return Cut::Nothing;
        }
        if connection.masks.len() > MAX_MASKS {
            return Cut::Unknown;
        }
        if drawn.iter().any(|(mask, _)| !is_shared(mask) && !connection.formal.contains_key(mask)) {
            connection.formal = self.formal_masks();
        }
        let shared: Vec<(NodeId, bool)> = drawn.iter().filter(|(mask, _)| is_shared(mask)).copied().collect();
        let Some(rows) = rows_of(&connection.formal, drawn, &shared) else { return Cut::Unknown };
        let (mut again, mut count) = (Vec::new(), 0);
        for own in rows.into_values() {
            let formal = own.iter().map(|(formal, _, kept)| (*formal, *kept));
            let draw: Vec<(NodeId, bool)> = shared.iter().copied().chain(formal).collect();
            if !self.keeps_a_path(connection, &draw) {
                again.extend(own.iter().map(|(_, mask, _)| *mask));
                count += 1;
            }
        }
        if again.is_empty() { Cut::Nothing } else { Cut::Rows(again, count) }
    }

    fn formal_masks(&mut self) -> FxHashMap<NodeId, Formal> {
        let mut found = self.draws.formal();
        found.extend(self.formal_network_masks());
        found
    }
}

/// The masks row by row; `None` where one has no place, two have the same, or rows are told in two ways.
fn rows_of(
    formal: &FxHashMap<NodeId, Formal>,
    drawn: &[(NodeId, bool)],
    shared: &[(NodeId, bool)],
) -> Option<BTreeMap<(usize, usize), Own>> {
    let mut rows: BTreeMap<(usize, usize), Own> = BTreeMap::new();
    for (mask, kept) in drawn.iter().filter(|draw| !shared.contains(draw)) {
        let (row, place) = formal.get(mask)?;
        let own = rows.entry(*row).or_default();
        if own.iter().any(|(known, _, _)| known == place) {
            return None;
        }
        own.push((*place, *mask, *kept));
    }
    // What belongs to a row and what to its argument alone cannot be put together.
    let arguments = rows.keys().filter(|(table, _)| *table == NO_TABLE).count();
    (arguments == 0 || arguments == rows.len()).then_some(rows)
}
