//! What is known where an expression stands: local names, what is left out, at inference or not, over which batch.

use super::{Batch, Family, InstanceKey, Without};
use crate::expr::{Condition, NodeId};
use crate::name::Name;
use std::rc::Rc;

/// What is known where an expression stands.
#[derive(Clone, Default)]
pub(super) struct Scope {
    pub(super) locals: Vec<(Name, Local)>,
    pub(super) without: Option<Without>,
    /// Whether the network is meant at inference.
    pub(super) eval: bool,
    /// The batch that statistics are taken over instead of the usual one: at a step of a training run.
    pub(super) batch: Option<Rc<Batch>>,
    /// The row of a table whose columns are bound.
    pub(super) row: Option<super::masks::Row>,
    pub(super) needs: Vec<Condition>,
    /// Named terms that were written, also where they cancel: `F(1) − F(1)` needs what F(1) needs.
    pub(super) mentioned: Vec<NodeId>,
}

/// A name that holds in a part of the file alone.
#[derive(Clone, Debug)]
pub(super) enum Local {
    Value(NodeId),
    Index(i64),
    Family(Rc<Family>),
}

impl Scope {
    /// The scope of a definition's body or a statistic's rows that are asked for here: nothing local is seen there.
    pub(super) fn inner(&self) -> Scope {
        Scope { without: self.without.clone(), eval: self.eval, batch: self.batch.clone(), ..Scope::default() }
    }

    pub(super) fn local(&self, name: &Name) -> Option<&Local> {
        self.locals.iter().rev().find(|(known, _)| known == name).map(|(_, local)| local)
    }

    pub(super) fn without(&self) -> Without {
        self.without.clone().unwrap_or_default()
    }

    pub(super) fn leaves_out(&self, name: &Name) -> bool {
        self.without.as_ref().is_some_and(|list| list.contains(name))
    }

    pub(super) fn need(&mut self, node: NodeId, need: crate::functions::Need) {
        let condition = Condition { node, need };
        if !self.needs.contains(&condition) {
            self.needs.push(condition);
        }
    }
}

impl InstanceKey {
    /// The scope of what is made for this key, with nothing left out.
    pub(super) fn scope(&self) -> Scope {
        Scope { eval: self.eval, batch: self.batch.clone(), row: self.row, ..Scope::default() }
    }
}
