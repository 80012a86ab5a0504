//! From a graph to what is to be seen of it: quotients become fractions, exponents 1/2 roots, named terms their names.
//!
//! Summands and factors stand in the author's order, with two exceptions that every reader expects: what has a
//! negative exponent goes below the line, and a positive number goes first where all else begins with a minus (`1 - x`).
//! In derivatives, which the author did not write, any positive summand does.
//! What is laid out reads back as the same node: a sum or product that the graph keeps apart stays apart.

use super::Options;
use super::cut::Cuts;
use super::math::{Head, Math};
use crate::expr::{Callee, Graph, Label, Node, NodeId};
use crate::functions::{self, FunctionId};
use crate::name::Name;
use crate::number::Rational;

/// An expression laid out, and the parts that had to get a name of their own, each after those that it uses.
#[derive(Clone, Debug, PartialEq)]
pub struct Laid {
    /// The expression.
    pub math: Math,
    /// `t_1 = …`, empty for every expression within the limit.
    pub parts: Vec<(Name, Math)>,
}

/// Lays out one expression; a named term at its root is shown by its name.
///
/// ```
/// use normsym::expr::{Graph, SymbolKind};
/// use normsym::name::Name;
/// use normsym::render::{layout::layout, Options};
/// use normsym::render::math::Math;
/// let mut graph = Graph::new();
/// let x = graph.symbol(Name::plain("x"), SymbolKind::Variable);
/// let root = graph.sqrt(x);
/// let laid = layout(&graph, root, &Options::default());
/// assert!(matches!(laid.math, Math::Root(_)));
/// assert!(laid.parts.is_empty());
/// ```
pub fn layout(graph: &Graph, node: NodeId, options: &Options) -> Laid {
    let mut layout = Layout::new(graph, options);
    let math = layout.expression(node);
    Laid { math, parts: layout.take_parts() }
}

/// Lays out several expressions that stand on one page: a part gets one name for all of them.
pub struct Layout<'a> {
    graph: &'a Graph,
    cuts: Cuts<'a>,
    /// Whether a sum may begin with a later summand, so as not to begin with a minus: in what the author did not write.
    pub positive_first: bool,
}

impl<'a> Layout<'a> {
    /// What is laid out.
    pub(super) fn graph(&self) -> &'a Graph {
        self.graph
    }

    /// Nothing laid out yet.
    pub fn new(graph: &'a Graph, options: &Options) -> Layout<'a> {
        Layout { graph, cuts: Cuts::new(graph, options.limit), positive_first: options.positive_first }
    }

    /// An expression; a named term is shown by its name.
    pub fn expression(&mut self, node: NodeId) -> Math {
        self.cuts.plan(node);
        self.math(node)
    }

    /// The parts that have got a name since the last call, each after those that it uses.
    pub fn take_parts(&mut self) -> Vec<(Name, Math)> {
        let fresh = self.cuts.take_fresh();
        fresh.into_iter().filter_map(|id| Some((self.cuts.name(id)?.clone(), self.inside(id)))).collect()
    }

    fn math(&self, id: NodeId) -> Math {
        match self.cuts.name(id) {
            Some(name) => Math::Name(name.clone(), Box::new([])),
            None => self.inside(id),
        }
    }

    fn all(&self, ids: &[NodeId]) -> Vec<Math> {
        ids.iter().map(|id| self.math(*id)).collect()
    }

    /// The node itself, even where it has a name as a part.
    fn inside(&self, id: NodeId) -> Math {
        match self.graph.node(id) {
            Node::Number(value) => Math::number(value),
            Node::Symbol(symbol) => {
                let entry = self.graph.symbol_entry(*symbol);
                Math::Name(entry.name.clone(), entry.indices.clone())
            }
            Node::Sum { constant, terms } => self.sum(constant, terms),
            Node::Product(factors) => self.quotient(&Rational::ONE, self.split(factors)),
            Node::Call { function, args } => self.call(*function, args),
            Node::Term(term) => self.label(&self.graph.term(*term).label),
            Node::Derivative { of, by, hold } => self.derivative(*of, by, hold),
            Node::At { of, values } => Math::At {
                of: self.math(*of).into(),
                values: values.iter().map(|(symbol, value)| (self.math(*symbol), self.math(*value))).collect(),
            },
        }
    }

    fn sum(&self, constant: &Rational, terms: &[(NodeId, Rational)]) -> Math {
        let mut summands: Vec<_> = terms.iter().map(|(id, c)| (c.is_negative(), self.scaled(&c.abs(), *id))).collect();
        if !constant.is_zero() {
            let number = (constant.is_negative(), Math::number(&constant.abs()));
            let first = !constant.is_negative() && summands.first().is_some_and(|(minus, _)| *minus);
            summands.insert(if first { 0 } else { summands.len() }, number);
        }
        if self.positive_first
            && let Some(place) = summands.iter().position(|(minus, _)| !minus)
        {
            summands[..=place].rotate_right(1);
        }
        match summands.as_slice() {
            [(false, _)] => summands.pop().map_or(Math::Number("0".into()), |(_, only)| only),
            _ => Math::Sum(summands),
        }
    }

    /// `size · node` for a size above 0.
    fn scaled(&self, size: &Rational, id: NodeId) -> Math {
        match self.graph.node(id) {
            _ if size.is_one() => self.math(id),
            Node::Product(factors) if self.cuts.name(id).is_none() => self.quotient(size, self.split(factors)),
            _ => self.quotient(size, (vec![self.math(id)], vec![])),
        }
    }

    /// The factors above and below the line.
    fn split(&self, factors: &[(NodeId, Rational)]) -> (Vec<Math>, Vec<Math>) {
        let (mut above, mut below) = (Vec::new(), Vec::new());
        for (base, exponent) in factors {
            let power = self.power(*base, &exponent.abs());
            if exponent.is_negative() { below.push(power) } else { above.push(power) }
        }
        (above, below)
    }

    fn quotient(&self, size: &Rational, (mut above, mut below): (Vec<Math>, Vec<Math>)) -> Math {
        let (p, q) = (size.numerator().to_string(), size.denominator().to_string());
        if p != "1" {
            above.insert(0, Math::Number(p));
        }
        if q != "1" {
            below.insert(0, Math::Number(q));
        }
        Math::fraction(above, below)
    }

    fn power(&self, base: NodeId, exponent: &Rational) -> Math {
        let base = self.math(base);
        match exponent {
            one if one.is_one() => base,
            half if *half == Rational::HALF => Math::Root(base.into()),
            other => Math::Power(base.into(), Math::number(other).into()),
        }
    }

    fn call(&self, function: Callee, args: &[NodeId]) -> Math {
        let head = match function {
            Callee::Opaque { name, order } => {
                let name = &self.graph.symbol_entry(name).name;
                Head::Name(Name { primes: name.primes.saturating_add(order), ..name.clone() })
            }
            Callee::Known(id) => match args {
                [arg] if is(id, "abs") => return Math::Absolute(self.math(*arg).into()),
                [] if is(id, "pi") => return Math::Name(Name::plain("π"), Box::new([])),
                // A number as the exponent would read back as a repeated product or a root.
                [base, exponent] if is(id, "pow") && self.graph.as_number(*exponent).is_none() => {
                    return Math::Power(self.math(*base).into(), self.math(*exponent).into());
                }
                _ => Head::Known(id),
            },
        };
        Math::Call { head, args: self.all(args), indices: Box::new([]) }
    }

    /// A named term by its name.
    fn label(&self, label: &Label) -> Math {
        match label {
            Label::Definition { name, indices, args, without, eval } => {
                let named = match args.is_empty() {
                    true => Math::Name(name.clone(), indices.clone()),
                    false => Math::Call { head: Head::Name(name.clone()), args: self.all(args), indices: indices.clone() },
                };
                let named = if without.is_empty() { named } else { Math::Without(named.into(), without.clone()) };
                if *eval { Math::InEval(named.into()) } else { named }
            }
            Label::Derivative { of, by, hold } => self.derivative(*of, &[*by], hold),
        }
    }

    fn derivative(&self, of: NodeId, by: &[NodeId], hold: &[NodeId]) -> Math {
        let (of, mut by, hold) = (self.math(of), self.all(by), self.all(hold));
        match by.pop() {
            Some(only) if by.is_empty() && hold.is_empty() && of.is_label() && only.is_label() => {
                Math::Partial { of: of.into(), by: only.into() }
            }
            last => {
                by.extend(last);
                Math::Diff { of: of.into(), by, hold }
            }
        }
    }
}

fn is(id: FunctionId, name: &'static str) -> bool {
    id == functions::known(name)
}
