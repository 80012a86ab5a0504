//! The masks of a run, step by step: a draw that cuts the network is thrown away.

use super::draw::Draws;
use super::objective::Objective;
use super::walk::Walk;
use crate::expr::NodeId;
use crate::model::Cut;

/// How often masks are drawn anew before a step is given up.
const MAX_DRAWS: u32 = 10_000;

/// The masks of a step.
pub(super) struct Drawn {
    pub(super) k: u64,
    pub(super) masks: Vec<(NodeId, bool)>,
    /// How many draws were thrown away before this one, those of single rows counted one by one.
    pub(super) redrawn: u32,
    /// The source before all of them.
    pub(super) before: Draws,
}

impl Walk<'_> {
    /// The masks of the step that is under way.
    pub(super) fn masks(&self) -> &[(NodeId, bool)] {
        self.drawn.as_ref().map_or(&[], |drawn| &drawn.masks)
    }

    /// Draws the masks of step k, again where a draw cuts every path from an input to the output, for all rows or, where
    /// masks are by row, for one: then those of the row; `false` where draw after draw does. A step that was drawn already keeps its masks.
    pub(super) fn draw(&mut self, objective: &Objective, k: u64) -> bool {
        if self.drawn.as_ref().is_some_and(|drawn| drawn.k == k) {
            return true;
        }
        let before = self.draws.clone();
        let (mut masks, mut redrawn) = (self.draws.draw(&objective.masks), 0);
        for _ in 0..MAX_DRAWS {
            match self.cut_by(&masks, k) {
                Cut::Everything => masks = self.draws.draw(&objective.masks),
                Cut::Rows(again, rows) => {
                    let again: Vec<(NodeId, f64)> =
                        objective.masks.iter().filter(|(mask, _)| again.contains(mask)).copied().collect();
                    for (mask, kept) in self.draws.draw(&again) {
                        masks.iter_mut().filter(|(known, _)| *known == mask).for_each(|(_, old)| *old = kept);
                    }
                    redrawn += rows;
                    continue;
                }
                cut => {
                    self.run.masks_as_drawn |= cut == Cut::Unknown;
                    self.drawn = Some(Drawn { k, masks, redrawn, before });
                    return true;
                }
            }
            redrawn += 1;
        }
        false
    }

    fn cut_by(&mut self, masks: &[(NodeId, bool)], k: u64) -> Cut {
        if masks.is_empty() {
            return Cut::Nothing;
        }
        let place = self.training.loss_of(k);
        if !self.connections.contains_key(&place) {
            let connection = self.model.connection(&self.training.losses[place]);
            self.connections.insert(place, connection);
        }
        match self.connections.get_mut(&place) {
            Some(Some(connection)) => self.model.cut_by(connection, masks),
            _ => Cut::Unknown,
        }
    }
}
