//! The collected form: `2(w_2 + w_02 − 3) + 4(2w_2 + w_02 − 2) = 10w_2 + 6w_02 − 14`, multiplied out and collected.
//!
//! Atoms (named terms, calls, roots, sums below the line) stay as they are. It is another form, by request, and no
//! simplification.

use super::polynomial::Polynomial;
use crate::expr::{Graph, Node, NodeId};
use rustc_hash::FxHashMap;

/// The most terms that a collected form may have.
pub const COLLECTED_LIMIT: usize = 2_000;

/// What [`collected`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collected {
    /// The collected form.
    Form(NodeId),
    /// It would have more than [`COLLECTED_LIMIT`] terms; the input as it was.
    TooLarge(NodeId),
}

impl Collected {
    /// The node in either case.
    pub fn node(self) -> NodeId {
        match self {
            Collected::Form(node) | Collected::TooLarge(node) => node,
        }
    }
}

/// Multiplies out and collects the window below `root`; terms of high degree come first, then those in what was named
/// first.
///
/// ```
/// use normsym::expr::{Graph, SymbolKind};
/// use normsym::name::Name;
/// use normsym::simplify::{Collected, collected};
/// let mut graph = Graph::new();
/// let x = graph.symbol(Name::plain("x"), SymbolKind::Parameter);
/// let one = graph.integer(1);
/// let (up, down) = (graph.add(&[x, one]), graph.sub(x, one));
/// let product = graph.mul(&[up, down]);
/// let square = graph.mul(&[x, x]);
/// assert_eq!(collected(&mut graph, product), Collected::Form(graph.sub(square, one)));
/// ```
pub fn collected(graph: &mut Graph, root: NodeId) -> Collected {
    let mut forms: FxHashMap<NodeId, Polynomial<NodeId>> = FxHashMap::default();
    let list = graph.reachable_until(&[root], |id| matches!(graph.node(id), Node::Sum { .. } | Node::Product(_)));
    for id in list {
        let Some(form) = expand(graph, id, &forms) else { return Collected::TooLarge(root) };
        forms.insert(id, form);
    }
    let Some(form) = forms.remove(&root) else { return Collected::Form(root) };
    let mut terms: Vec<_> = form.0.into_iter().collect();
    terms.sort_by_cached_key(|(monomial, _)| {
        let degree: crate::number::Rational = monomial.iter().map(|(_, e)| e.clone()).sum();
        (-&degree, monomial.iter().map(|(atom, e)| (*atom, -e)).collect::<Vec<_>>())
    });
    let mut parts = Vec::with_capacity(terms.len());
    for (monomial, coefficient) in terms {
        parts.push((graph.product(&monomial), coefficient));
    }
    Collected::Form(graph.linear(crate::number::Rational::ZERO, &parts))
}

fn expand(graph: &Graph, id: NodeId, forms: &FxHashMap<NodeId, Polynomial<NodeId>>) -> Option<Polynomial<NodeId>> {
    let form = |id: NodeId| forms.get(&id).cloned().unwrap_or_else(|| Polynomial::atom(id));
    Some(match graph.node(id) {
        Node::Number(value) => Polynomial::number(value.clone()),
        Node::Sum { constant, terms } => {
            let mut sum = Polynomial::number(constant.clone());
            for (term, coefficient) in terms {
                sum.add_scaled(&form(*term), coefficient);
                if sum.0.len() > COLLECTED_LIMIT {
                    return None;
                }
            }
            sum
        }
        Node::Product(factors) => {
            let mut product = Polynomial::number(crate::number::Rational::ONE);
            for (base, exponent) in factors {
                let own = form(*base);
                let power = match exponent.to_i64() {
                    Some(n) if n > 0 && (own.0.len() > 1 || n <= 16) => own.power(n, COLLECTED_LIMIT)?,
                    // One term to a whole power: x^-1 of x² y stays whole exponents.
                    Some(n) if own.as_term().is_some_and(|(m, c)| !m.is_empty() && c.is_one() && n != 0) => {
                        let (monomial, _) = own.as_term()?;
                        Polynomial::term(
                            monomial.iter().map(|(atom, e)| (*atom, e * exponent)).collect(),
                            crate::number::Rational::ONE,
                        )
                    }
                    _ => Polynomial::term(vec![(*base, exponent.clone())], crate::number::Rational::ONE),
                };
                product = product.times(&power, COLLECTED_LIMIT)?;
            }
            product
        }
        _ => Polynomial::atom(id),
    })
}
