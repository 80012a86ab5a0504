//! Rows on a line, `u_j = u_1 + c_j g`: their deviation is `|g| std(c)`, their normalised values are `± sign(g)`.
//!
//! Two rows always lie on one, so without ε a batch of two is normalised to the sign of `u_1 − u_2`; and a factor that all
//! rows share acts by its sign alone.

use crate::expr::{Graph, Node, NodeId, TermKind};
use crate::number::{Rational, content};
use rustc_hash::FxHashMap;

/// `constant + Σ coefficient · node`, sums inside sums opened.
#[derive(Clone, Debug, Default)]
pub struct Linear {
    constant: Rational,
    terms: Vec<(NodeId, Rational)>,
}

/// Squares of numbers up to this one are looked for under roots.
const LARGEST: i64 = 100;
/// So many sums inside each other are opened.
const DEPTH: usize = 4;

/// A sum in the making: each node has its place, so that long rows cost no more than their length.
#[derive(Default)]
struct Collector {
    constant: Rational,
    terms: Vec<(NodeId, Rational)>,
    places: FxHashMap<NodeId, usize>,
}

impl Collector {
    /// Adds `scale · node`; `opened` are named terms that are written out.
    fn add(&mut self, graph: &Graph, node: NodeId, scale: &Rational, opened: &[NodeId], depth: usize) {
        match graph.node(node) {
            Node::Number(value) => self.constant = &self.constant + &(value * scale),
            Node::Sum { constant, terms } if depth > 0 => {
                self.constant = &self.constant + &(constant * scale);
                for (term, coefficient) in terms {
                    self.add(graph, *term, &(coefficient * scale), opened, depth - 1);
                }
            }
            Node::Term(term) if opened.contains(&node) => self.add(graph, graph.term(*term).body, scale, opened, depth),
            _ => self.add_term(node, scale),
        }
    }

    fn add_term(&mut self, node: NodeId, coefficient: &Rational) {
        let place = *self.places.entry(node).or_insert(self.terms.len());
        match self.terms.get_mut(place) {
            Some((_, sum)) => *sum = &*sum + coefficient,
            None => self.terms.push((node, coefficient.clone())),
        }
    }

    fn collected(mut self) -> Linear {
        self.terms.retain(|(_, coefficient)| !coefficient.is_zero());
        Linear { constant: self.constant, terms: self.terms }
    }
}

impl Linear {
    /// The node, with these named terms written out.
    pub fn of(graph: &Graph, node: NodeId, opened: &[NodeId]) -> Linear {
        let mut found = Collector::default();
        found.add(graph, node, &Rational::ONE, opened, DEPTH);
        found.collected()
    }

    fn minus(&self, other: &Linear) -> Linear {
        let mut difference = Collector { constant: &self.constant - &other.constant, ..Collector::default() };
        self.terms.iter().for_each(|(node, coefficient)| difference.add_term(*node, coefficient));
        other.terms.iter().for_each(|(node, coefficient)| difference.add_term(*node, &-coefficient));
        difference.collected()
    }

    fn is_zero(&self) -> bool {
        self.constant.is_zero() && self.terms.is_empty()
    }

    /// `q` with `self = q · direction`, where there is one.
    fn ratio(&self, direction: &Linear) -> Option<Rational> {
        if self.is_zero() {
            return Some(Rational::ZERO);
        }
        let own: FxHashMap<NodeId, &Rational> = self.terms.iter().map(|(node, coefficient)| (*node, coefficient)).collect();
        let ratio = match direction.terms.first() {
            Some((node, coefficient)) => own.get(node)?.checked_div(coefficient)?,
            None => self.constant.checked_div(&direction.constant)?,
        };
        let same = self.terms.len() == direction.terms.len()
            && self.constant == &direction.constant * &ratio
            && direction.terms.iter().all(|(node, c)| own.get(node).is_some_and(|own| **own == c * &ratio));
        same.then_some(ratio)
    }

    /// The node of a sum that is a multiple of one node alone.
    pub fn single(&self) -> Option<NodeId> {
        match self.terms.as_slice() {
            [(only, _)] if self.constant.is_zero() => Some(*only),
            _ => None,
        }
    }

    /// The sum as a node.
    pub fn node(&self, graph: &mut Graph) -> NodeId {
        graph.linear(self.constant.clone(), &self.terms)
    }
}

/// The line that rows lie on.
struct Line {
    direction: Linear,
    steps: Vec<Rational>,
}

impl Line {
    fn through(graph: &Graph, rows: &[NodeId]) -> Option<Line> {
        let rows: Vec<Linear> = rows.iter().map(|row| Linear::of(graph, *row, &[])).collect();
        let differences: Vec<Linear> = rows.iter().map(|row| row.minus(&rows[0])).collect();
        let mut direction = differences.iter().find(|difference| !difference.is_zero())?.clone();
        let size = content(direction.terms.iter().map(|(_, c)| c).chain([&direction.constant]));
        let inverse = size.recip()?;
        direction.constant = &direction.constant * &inverse;
        direction.terms.iter_mut().for_each(|(_, c)| *c = &*c * &inverse);
        let steps = differences.iter().map(|difference| difference.ratio(&direction)).collect::<Option<Vec<_>>>()?;
        Some(Line { direction, steps })
    }

    /// `Σ (c_j − c̄)²/(n − ddof)`.
    fn variance(&self, ddof: u32) -> Rational {
        let n = self.steps.len() as i64;
        let sum = self.steps.iter().fold(Rational::ZERO, |sum, step| &sum + step);
        let mean = &sum * &Rational::new(1, n);
        let squares = self.steps.iter().fold(Rational::ZERO, |sum, step| {
            let centred = step - &mean;
            &sum + &(&centred * &centred)
        });
        &squares * &Rational::new(1, n - i64::from(ddof))
    }
}

/// `g` and `std(c)` of a deviation without ε whose rows lie on a line, so that it is `|g| std(c)`; `None` for other terms.
///
/// ```
/// use normsym::expr::{Graph, SymbolKind, TermKind};
/// use normsym::name::Name;
/// let mut graph = Graph::new();
/// let [a, b] = ["a", "b"].map(|name| graph.symbol(Name::plain(name), SymbolKind::Parameter));
/// let (mean, eps) = (graph.symbol(Name::plain("C"), SymbolKind::Variable), graph.integer(0));
/// let two_rows = TermKind::Deviation { rows: [a, b].into(), mean, ddof: 0, eps };
/// let (direction, spread) = normsym::simplify::line(&mut graph, &two_rows).unwrap();
/// assert_eq!(direction, graph.sub(b, a));
/// assert_eq!(graph.as_number(spread).unwrap().to_string(), "1/2");
/// ```
pub fn line(graph: &mut Graph, kind: &TermKind) -> Option<(NodeId, NodeId)> {
    let TermKind::Deviation { rows, mean, ddof, eps } = kind else { return None };
    if !graph.known_number(*eps)?.is_zero() {
        return None;
    }
    // A root mean square subtracts 0, which need not be the mean: its rows may all be alike.
    if let Some(mean) = graph.as_number(*mean).cloned() {
        let share = Rational::new(1, rows.len() as i64);
        let parts: Vec<(NodeId, Rational)> = rows.iter().map(|row| (*row, share.clone())).collect();
        let own = graph.linear(Rational::ZERO, &parts);
        if graph.as_number(own) != Some(&mean) {
            return None;
        }
    }
    let line = Line::through(graph, rows)?;
    let spread = root(graph, &line.variance(*ddof));
    Some((line.direction.node(graph), spread))
}

/// `√(14/9)` as `√14/3`: squares below [`LARGEST`]² leave the root, nothing stands below a line in it.
fn root(graph: &mut Graph, value: &Rational) -> NodeId {
    let below = Rational::from_big(value.denominator().into());
    let mut under = &(value * &below) * &below;
    let mut outside = below.recip().unwrap_or(Rational::ONE);
    for k in 2..=LARGEST {
        let square = Rational::new(1, k * k);
        while (&under * &square).is_integer() {
            under = &under * &square;
            outside = &outside * &Rational::integer(k);
        }
    }
    let under = graph.number(under);
    let root = graph.sqrt(under);
    graph.scale(&outside, root)
}
