//! The values of nodes, by their ids.

use crate::expr::NodeId;
use crate::expr::field::Element;
use rustc_hash::FxHashMap;

/// Below this share of a graph's nodes, a table by id would cost more than what it holds.
const SHARE: usize = 16;

/// A value for some nodes of a graph: a list by id where many have one, else a table, so that the test of a small part does
/// not cost the size of the graph.
#[derive(Default)]
pub(super) struct Values {
    re: Vec<u64>,
    im: Vec<u64>,
    known: Vec<u8>,
    /// Values that stand in a table instead.
    few: Option<FxHashMap<NodeId, Element>>,
}

impl Values {
    /// Room for the nodes of a graph of that size.
    pub(super) fn reserve(&mut self, size: usize) {
        if self.re.is_empty() {
            (self.re, self.im, self.known) = (vec![0; size], vec![0; size], vec![0; size]);
        } else if self.re.len() < size {
            for list in [&mut self.re, &mut self.im] {
                list.resize(size, 0);
            }
            self.known.resize(size, 0);
        }
    }

    /// Room for so many nodes of a graph of that size.
    pub(super) fn reserve_some(&mut self, count: usize, size: usize) {
        if count < size / SHARE {
            self.few = Some(FxHashMap::with_capacity_and_hasher(count, Default::default()));
        } else {
            self.reserve(size);
        }
    }

    /// Whether the node has a value.
    pub(super) fn has(&self, id: NodeId) -> bool {
        match &self.few {
            Some(few) => few.contains_key(&id),
            None => self.known.get(id.0 as usize).is_some_and(|known| *known != 0),
        }
    }

    /// The nodes that have a value, children before parents; they have none any more.
    pub(super) fn take_known(&mut self) -> Vec<NodeId> {
        let known = (0..self.known.len()).filter(|place| self.known[*place] != 0).map(|place| NodeId(place as u32)).collect();
        self.known.fill(0);
        known
    }

    /// The value of a node that has one.
    pub(super) fn get(&self, id: NodeId) -> Element {
        match &self.few {
            Some(few) => few.get(&id).copied().unwrap_or_default(),
            None => Element { re: self.re[id.0 as usize], im: self.im[id.0 as usize] },
        }
    }

    /// The value of a node, if it has one.
    pub(super) fn found(&self, id: NodeId) -> Option<Element> {
        self.has(id).then(|| self.get(id))
    }

    /// Gives the node a value.
    pub(super) fn set(&mut self, id: NodeId, value: Element) {
        match &mut self.few {
            Some(few) => drop(few.insert(id, value)),
            None => {
                let place = id.0 as usize;
                (self.re[place], self.im[place], self.known[place]) = (value.re, value.im, 1);
            }
        }
    }
}
