//! The values of nodes, by their ids.

use crate::expr::NodeId;
use crate::expr::field::Element;

/// A value for some nodes of a graph; pages that no node touches cost nothing.
#[derive(Default)]
pub(super) struct Values {
    re: Vec<u64>,
    im: Vec<u64>,
    known: Vec<u8>,
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

    /// Whether the node has a value.
    pub(super) fn has(&self, id: NodeId) -> bool {
        self.known.get(id.0 as usize).is_some_and(|known| *known != 0)
    }

    /// The value of a node that has one.
    pub(super) fn get(&self, id: NodeId) -> Element {
        let place = id.0 as usize;
        Element { re: self.re[place], im: self.im[place] }
    }

    /// The value of a node, if it has one.
    pub(super) fn found(&self, id: NodeId) -> Option<Element> {
        self.has(id).then(|| self.get(id))
    }

    /// Gives the node a value.
    pub(super) fn set(&mut self, id: NodeId, value: Element) {
        let place = id.0 as usize;
        (self.re[place], self.im[place], self.known[place]) = (value.re, value.im, 1);
    }
}
