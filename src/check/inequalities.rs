//! What is known of signs, as linear inequalities over monomials: facts, ranges of functions, and products of facts.
//!
//! ```text
//! x > 0, 1 − p > 0, p (x + y) > 0  ⊢  x + p y > 0:   x + p y = (1 − p) x + p (x + y)
//! exp x > 0, exp x ≥ 1 + x;   −1 < tanh x < 1;   x² ≥ 0;   1 − 1/(1 + x²) has the sign of x²
//! ```
//!
//! Each monomial counts as a variable of its own, so that what is called impossible here is impossible; what is possible here
//! need not be so. A point is offered where every monomial is a letter.

use super::linear_program::{Relation, Row, Solved, solve};
use super::ranges;
use super::rising;
use crate::expr::{Condition, Graph, Node, NodeId, SymbolId};
use crate::functions::Need;
use crate::number::Rational;
use crate::simplify::polynomial::{Monomial, Polynomial};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Terms of a polynomial; what has more is one atom.
const TERMS: usize = 40;

/// Rows that are multiplied in pairs.
const MULTIPLIED: usize = 10;

/// Rows beyond which no products are added.
const ROWS: usize = 120;

pub(super) type Form = Polynomial<NodeId>;

/// An expression compared with 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Bound {
    pub(super) node: NodeId,
    pub(super) relation: Relation,
}

impl Bound {
    /// The bound that a fact is; none where it only excludes 0.
    pub(super) fn of(fact: &Condition) -> Option<Bound> {
        let relation = match fact.need {
            Need::Positive => Relation::Above,
            Need::NonNegative => Relation::AtLeast,
            Need::NonZero => return None,
        };
        Some(Bound { node: fact.node, relation })
    }
}

/// Polynomials of nodes, each worked out once.
#[derive(Default)]
pub(super) struct Forms {
    known: FxHashMap<NodeId, Form>,
}

/// Whether bounds can hold together.
#[derive(Debug, PartialEq)]
pub(super) enum Together {
    /// They cannot.
    Never,
    /// Nothing says that they cannot; a point where that is seen, if every monomial is a letter.
    Perhaps(Option<Vec<(SymbolId, Rational)>>),
}

impl Forms {
    /// Whether the bounds can hold together; with `products` also by what products of two of them say.
    pub(super) fn together(&mut self, graph: &mut Graph, bounds: &[Bound], products: bool) -> Together {
        let mut rows: Vec<(Form, Relation)> = Vec::new();
        for bound in bounds {
            let mut form = self.sign_form(graph, bound.node);
            loop {
                let inner = rising::inner(self, graph, &form, bound.relation);
                if !rows.contains(&(form.clone(), bound.relation)) {
                    rows.push((form, bound.relation));
                }
                match inner {
                    Some(inner) => form = inner,
                    None => break,
                }
            }
        }
        let own = rows.len();
        ranges::add(self, graph, &mut rows);
        if products {
            add_products(&mut rows, own);
            ranges::add(self, graph, &mut rows);
            add_squares(graph, &mut rows);
        }
        decided(graph, &rows)
    }

    /// A polynomial that has the sign of the expression wherever it has a value.
    fn sign_form(&mut self, graph: &Graph, node: NodeId) -> Form {
        let form = self.form(graph, node).clone();
        let mut below: BTreeMap<NodeId, i64> = BTreeMap::new();
        for (atom, exponent) in form.0.keys().flatten() {
            if exponent.is_negative() {
                // A quotient of roots is left as it is.
                let Some(size) = exponent.to_i64() else { return form };
                let deepest = below.entry(*atom).or_default();
                *deepest = (*deepest).min(size);
            }
        }
        if below.is_empty() {
            return form;
        }
        let mut factor: Monomial<NodeId> = Vec::new();
        for (atom, deepest) in below {
            let size = -deepest;
            let odd_is_harmless = graph.is_positive(atom);
            let size = if odd_is_harmless { size } else { size + size % 2 };
            factor.push((atom, Rational::integer(size)));
        }
        let Some(product) = form.times(&Polynomial::term(factor, Rational::ONE), TERMS) else { return form };
        self.opened(graph, &product).unwrap_or(product)
    }

    /// The same with whole powers of sums multiplied out.
    fn opened(&mut self, graph: &Graph, form: &Form) -> Option<Form> {
        let mut whole = Form::number(Rational::ZERO);
        for (monomial, coefficient) in &form.0 {
            let mut product = Form::number(coefficient.clone());
            for (atom, exponent) in monomial {
                let size = exponent.to_i64().filter(|size| *size > 0 && matches!(graph.node(*atom), Node::Sum { .. }));
                let factor = match size {
                    Some(size) => self.form(graph, *atom).power(size, TERMS)?,
                    None => Form::term(vec![(*atom, exponent.clone())], Rational::ONE),
                };
                product = product.times(&factor, TERMS)?;
            }
            whole.add_scaled(&product, &Rational::ONE);
        }
        Some(whole)
    }

    /// The expression as a polynomial over atoms, denominators and roots among them.
    pub(super) fn form(&mut self, graph: &Graph, root: NodeId) -> &Form {
        if !self.known.contains_key(&root) {
            let known = &self.known;
            let list = graph.reachable_until(&[root], |id| {
                !known.contains_key(&id) && (id == root || !matches!(graph.node(id), Node::Call { .. }))
            });
            for id in list {
                if !self.known.contains_key(&id) {
                    let form = self.of_node(graph, id).filter(|form| form.0.len() <= TERMS).unwrap_or_else(|| Form::atom(id));
                    self.known.insert(id, form);
                }
            }
        }
        &self.known[&root]
    }

    /// By the forms of its parts; `None` for an atom.
    fn of_node(&self, graph: &Graph, id: NodeId) -> Option<Form> {
        match graph.node(id) {
            Node::Number(value) => Some(Form::number(value.clone())),
            Node::Term(term) => self.known.get(&graph.term(*term).body).cloned(),
            Node::Sum { constant, terms } => {
                let mut sum = Form::number(constant.clone());
                for (child, coefficient) in terms {
                    sum.add_scaled(self.known.get(child)?, coefficient);
                }
                Some(sum)
            }
            Node::Product(factors) => {
                let mut product = Form::number(Rational::ONE);
                for (child, exponent) in factors {
                    product = product.times(&self.power(*child, exponent)?, TERMS)?;
                }
                Some(product)
            }
            _ => None,
        }
    }

    fn power(&self, base: NodeId, exponent: &Rational) -> Option<Form> {
        let form = self.known.get(&base)?;
        if let Some(size) = exponent.to_i64() {
            if size > 0 {
                return form.power(size, TERMS);
            }
            // A monomial is turned over factor by factor.
            if let Some((monomial, coefficient)) = form.as_term()
                && let Some(coefficient) = coefficient.pow(size)
            {
                let turned = monomial.iter().map(|(atom, own)| (*atom, own * exponent)).collect();
                return Some(Form::term(turned, coefficient));
            }
        }
        Some(Form::term(vec![(base, exponent.clone())], Rational::ONE))
    }
}

/// Products of two of the first rows.
fn add_products(rows: &mut Vec<(Form, Relation)>, own: usize) {
    let first: Vec<(Form, Relation)> = rows[..own.min(MULTIPLIED)].to_vec();
    for (place, (left, one)) in first.iter().enumerate() {
        for (right, other) in &first[place..] {
            if rows.len() >= ROWS {
                return;
            }
            let Some(product) = left.times(right, TERMS) else { continue };
            let relation = match (one, other) {
                (Relation::Above, Relation::Above) => Relation::Above,
                (Relation::Equal, _) | (_, Relation::Equal) => Relation::Equal,
                _ => Relation::AtLeast,
            };
            rows.push((product, relation));
        }
    }
}

/// `(x ± y)² ≥ 0` for the letters.
fn add_squares(graph: &Graph, rows: &mut Vec<(Form, Relation)>) {
    const LETTERS: usize = 5;
    let letters: BTreeSet<NodeId> = rows
        .iter()
        .flat_map(|(form, _)| form.0.keys())
        .flatten()
        .map(|(atom, _)| *atom)
        .filter(|a| graph.as_symbol(*a).is_some())
        .collect();
    let letters: Vec<NodeId> = letters.into_iter().take(LETTERS).collect();
    for (place, x) in letters.iter().enumerate() {
        for y in &letters[place + 1..] {
            for sign in [Rational::ONE, Rational::MINUS_ONE] {
                let mut line = Form::atom(*x);
                line.add_scaled(&Form::atom(*y), &sign);
                rows.extend(line.power(2, TERMS).map(|square| (square, Relation::AtLeast)));
            }
        }
    }
}

fn decided(graph: &Graph, rows: &[(Form, Relation)]) -> Together {
    let mut columns: BTreeMap<&Monomial<NodeId>, usize> = BTreeMap::new();
    for monomial in rows.iter().flat_map(|(form, _)| form.0.keys()).filter(|monomial| !monomial.is_empty()) {
        let next = columns.len();
        columns.entry(monomial).or_insert(next);
    }
    let lines: Vec<Row> = rows
        .iter()
        .map(|(form, relation)| Row {
            constant: form.0.get(&Vec::new()).cloned().unwrap_or_default(),
            terms: form.0.iter().filter(|(m, _)| !m.is_empty()).map(|(m, c)| (columns[m], c.clone())).collect(),
            relation: *relation,
        })
        .collect();
    match solve(&lines, columns.len()) {
        Solved::Empty => Together::Never,
        Solved::Unknown => Together::Perhaps(None),
        Solved::Inside(values) => {
            let letter = |monomial: &Monomial<NodeId>| match monomial.as_slice() {
                [(atom, exponent)] if exponent.is_one() => graph.as_symbol(*atom),
                _ => None,
            };
            let point = columns.iter().map(|(monomial, column)| Some((letter(monomial)?, values[*column].clone()))).collect();
            Together::Perhaps(point)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::SymbolKind;
    use crate::name::Name;

    fn letters<const N: usize>(graph: &mut Graph, names: [&str; N]) -> [NodeId; N] {
        names.map(|name| graph.symbol(Name::plain(name), SymbolKind::Variable))
    }

    fn above(node: NodeId) -> Bound {
        Bound { node, relation: Relation::Above }
    }

    /// Whether it is impossible that the first are above 0 and the last is below.
    fn never(graph: &mut Graph, above_zero: &[NodeId], below_zero: NodeId) -> bool {
        let mut bounds: Vec<Bound> = above_zero.iter().copied().map(above).collect();
        bounds.push(above(graph.neg(below_zero)));
        let mut forms = Forms::default();
        forms.together(graph, &bounds, false) == Together::Never || forms.together(graph, &bounds, true) == Together::Never
    }

    #[test]
    fn what_follows_from_products_of_facts_is_seen_and_its_neighbour_is_not() {
        let mut graph = Graph::new();
        let [x, y, p] = letters(&mut graph, ["x", "y", "p"]);
        let (sum, py) = (graph.add(&[x, y]), graph.mul(&[p, y]));
        let rest = graph.linear(Rational::ONE, &[(p, Rational::MINUS_ONE)]);
        let mixed = graph.add(&[x, py]);
        assert!(never(&mut graph, &[x, sum, p, rest], mixed));
        assert!(!never(&mut graph, &[x, sum, p], mixed));
        let (xx, yy) = (graph.mul(&[x, x]), graph.mul(&[y, y]));
        let (squares, apart) = (graph.sub(xx, yy), graph.sub(x, y));
        assert!(never(&mut graph, &[apart, y], squares));
        assert!(!never(&mut graph, &[apart], squares));
    }

    #[test]
    fn ranges_of_functions_count_and_a_quotient_has_the_sign_of_its_numerator() {
        let mut graph = Graph::new();
        let [x, y] = letters(&mut graph, ["x", "y"]);
        let square = graph.mul(&[x, x]);
        let denominator = graph.linear(Rational::ONE, &[(square, Rational::ONE)]);
        let inverse = graph.pow(denominator, &Rational::MINUS_ONE);
        let rest = graph.linear(Rational::ONE, &[(inverse, Rational::MINUS_ONE)]);
        assert!(never(&mut graph, &[], rest));
        let turned = graph.pow(y, &Rational::MINUS_ONE);
        let other = graph.linear(Rational::ONE, &[(turned, Rational::MINUS_ONE)]);
        assert!(!never(&mut graph, &[], other));
        let minus = graph.neg(y);
        assert!(never(&mut graph, &[minus], other));
        let (exp, tanh) = (graph.known("exp", &[x]), graph.known("tanh", &[x]));
        let above_line = graph.linear(Rational::MINUS_ONE, &[(exp, Rational::ONE), (x, Rational::MINUS_ONE)]);
        assert!(never(&mut graph, &[], above_line));
        let past = graph.linear(Rational::ONE, &[(tanh, Rational::MINUS_ONE)]);
        assert!(never(&mut graph, &[], past));
    }

    #[test]
    fn rising_functions_keep_the_order_of_their_arguments() {
        let mut graph = Graph::new();
        let [x, y] = letters(&mut graph, ["x", "y"]);
        let (u, v) = (graph.known("exp", &[x]), graph.known("exp", &[y]));
        let (outer, inner) = (graph.sub(u, v), graph.sub(x, y));
        assert!(never(&mut graph, &[outer], inner));
        let turned = graph.neg(inner);
        assert!(!never(&mut graph, &[outer], turned));
        let shifted = graph.linear(Rational::MINUS_ONE, &[(u, Rational::ONE)]);
        assert!(never(&mut graph, &[shifted], x));
        let twice = graph.linear(-&Rational::TWO, &[(u, Rational::ONE)]);
        let minus = graph.neg(twice);
        assert!(!never(&mut graph, &[minus], twice) || !never(&mut graph, &[minus], x));
    }

    #[test]
    fn a_square_has_a_point_inside() {
        let mut graph = Graph::new();
        let [x, y] = letters(&mut graph, ["x", "y"]);
        let side = |graph: &mut Graph, at: i64, node: NodeId, up: i64| {
            graph.linear(Rational::integer(at), &[(node, Rational::integer(up))])
        };
        let sides =
            [side(&mut graph, -5, x, 1), side(&mut graph, 6, x, -1), side(&mut graph, -5, y, 1), side(&mut graph, 6, y, -1)];
        let Together::Perhaps(Some(point)) = Forms::default().together(&mut graph, &sides.map(above), false) else {
            panic!("a point")
        };
        assert_eq!(point.len(), 2);
        assert!(point.iter().all(|(_, value)| *value > Rational::integer(5) && *value < Rational::integer(6)));
    }
}
