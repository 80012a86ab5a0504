//! Formulas of the shelves, written in our own language and put into a graph: derivatives, definitions, domains.
//!
//! The arguments are `x` (one) or `x_1`, `x_2`; `x_i` is the argument in question; `y` is the value of the function.

use crate::expr::rewrite::Rewriter;
use crate::expr::{Callee, Graph, NodeId};
use crate::functions;
use crate::name::Name;
use crate::number::Rational;
use crate::syntax::ast::{Expr, Join, Kind, Sign};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

/// A formula read once.
#[derive(Clone)]
pub struct Template(Rc<Expr>);

thread_local! {
    static READ: RefCell<FxHashMap<&'static str, Template>> = RefCell::default();
}

impl Template {
    /// Reads a formula of the shelf.
    ///
    /// # Panics
    /// Where it does not parse: a fault of the shelf, which a test over all its texts rules out.
    pub fn of(text: &'static str) -> Template {
        READ.with_borrow_mut(|read| {
            read.entry(text)
                .or_insert_with(|| match crate::syntax::parse_expression(text) {
                    Ok(expr) => Template(Rc::new(expr)),
                    Err(faults) => unreachable!("the formula `{text}` of the shelf does not parse: {faults:?}"),
                })
                .clone()
        })
    }

    /// The formula with these names put in, each spelt as in the language.
    ///
    /// ```
    /// use normsym::expr::{Graph, SymbolKind};
    /// use normsym::model::Template;
    /// use normsym::name::Name;
    /// let mut graph = Graph::new();
    /// let w = graph.symbol(Name::plain("w"), SymbolKind::Variable);
    /// let rate = graph.integer(2);
    /// let next = Template::of("w - rate w").fill(&mut graph, &[("w", w), ("rate", rate)]);
    /// assert_eq!(next, graph.neg(w));
    /// ```
    pub fn fill(&self, graph: &mut Graph, names: &[(&'static str, NodeId)]) -> NodeId {
        let names: Vec<(Name, NodeId)> = names.iter().map(|(text, node)| (name_of(text), *node)).collect();
        put_in(&self.0, graph, &names)
    }

    /// The formula with arguments put in; `chosen` is `x_i`, and the value `y` stands last where there is one.
    pub fn instantiate(&self, graph: &mut Graph, args: &[NodeId], value: Option<NodeId>) -> NodeId {
        self.instantiate_for(graph, args, value, None)
    }

    /// The same for the argument number `chosen`, which `x_i` stands for.
    pub fn instantiate_for(&self, graph: &mut Graph, args: &[NodeId], value: Option<NodeId>, chosen: Option<usize>) -> NodeId {
        let mut names: Vec<(Name, NodeId)> = Vec::with_capacity(args.len() + 3);
        let subscripted = |text: String| Name { subscript: Some(text), ..Name::plain("x") };
        names.extend(args.iter().enumerate().map(|(k, arg)| (subscripted((k + 1).to_string()), *arg)));
        names.extend(args.first().map(|first| (Name::plain("x"), *first)));
        names.extend(chosen.and_then(|k| args.get(k)).map(|arg| (subscripted("i".to_string()), *arg)));
        names.extend(value.map(|value| (Name::plain("y"), value)));
        put_in(&self.0, graph, &names)
    }
}

/// A name as the language reads it: `gamma` is γ.
fn name_of(text: &'static str) -> Name {
    match &Template::of(text).0.kind {
        Kind::Name(name) => name.clone(),
        _ => Name::plain(text),
    }
}

/// Writes functions out by their definitions; what was written out once is remembered.
pub struct Lowering {
    rewriter: Rewriter<'static>,
}

impl Default for Lowering {
    fn default() -> Lowering {
        Lowering { rewriter: lowering_from([]) }
    }
}

impl Lowering {
    /// One that leaves these nodes as they stand.
    pub fn keeping(nodes: &[NodeId]) -> Lowering {
        Lowering { rewriter: lowering_from(nodes.iter().copied()) }
    }

    /// The expression with every function that has a definition written out by it: what remains are the primitives.
    pub fn apply(&mut self, graph: &mut Graph, root: NodeId) -> NodeId {
        self.rewriter.apply(graph, root)
    }
}

fn lowering_from(done: impl IntoIterator<Item = NodeId>) -> Rewriter<'static> {
    let mut rewriter = Rewriter::new(done.into_iter().map(|id| (id, id)));
    rewriter.call = Some(Box::new(|graph, function, args| {
        let Callee::Known(id) = function else { return graph.call(function, args) };
        match id.get().definition {
            // A definition may use functions that have one themselves (tanh in gelu_tanh); the arguments are done.
            Some(text) => {
                let written = Template::of(text).instantiate(graph, args, None);
                lowering_from(args.iter().copied()).apply(graph, written)
            }
            None => graph.call(function, args),
        }
    }));
    rewriter
}

/// Shelf formulas are short; recursion follows their brackets.
fn put_in(expr: &Expr, graph: &mut Graph, names: &[(Name, NodeId)]) -> NodeId {
    match &expr.kind {
        Kind::Number(value) => graph.number(value.clone()),
        Kind::Name(name) => match names.iter().find(|(known, _)| known == name) {
            Some((_, node)) => *node,
            None => match functions::find(&name.to_string()) {
                Some(id) => graph.call(Callee::Known(id), &[]),
                None => unreachable!("the shelf names `{name}`, which is neither an argument nor a constant"),
            },
        },
        Kind::Sum(terms) => {
            let parts: Vec<(NodeId, Rational)> = terms
                .iter()
                .map(|(sign, term)| {
                    (put_in(term, graph, names), if *sign == Sign::Plus { Rational::ONE } else { Rational::MINUS_ONE })
                })
                .collect();
            graph.linear(Rational::ZERO, &parts)
        }
        Kind::Product(factors) => put_in_product(factors, graph, names),
        Kind::Power(base, exponent) => {
            let (base, exponent) = (put_in(base, graph, names), put_in(exponent, graph, names));
            match graph.as_number(exponent).cloned() {
                Some(number) => graph.pow(base, &number),
                None => graph.known("pow", &[base, exponent]),
            }
        }
        Kind::Group(_, arguments) => match arguments.as_slice() {
            [only] => put_in(&only.value, graph, names),
            _ => unreachable!("a list stands alone in a formula of the shelf"),
        },
        Kind::Absolute(inner) => {
            let inner = put_in(inner, graph, names);
            graph.known("abs", &[inner])
        }
        Kind::Fraction(top, bottom) => {
            let (top, bottom) = (put_in(top, graph, names), put_in(bottom, graph, names));
            graph.div(top, bottom)
        }
        Kind::Root { degree: None, radicand } => {
            let radicand = put_in(radicand, graph, names);
            graph.sqrt(radicand)
        }
        _ => unreachable!("a formula of the shelf uses what the shelf does not know"),
    }
}

fn put_in_product(factors: &[(Join, Expr)], graph: &mut Graph, names: &[(Name, NodeId)]) -> NodeId {
    let mut parts: Vec<(NodeId, Rational)> = Vec::new();
    let mut place = 0;
    while place < factors.len() {
        let (join, expr) = &factors[place];
        let called = match &expr.kind {
            Kind::Name(name) if !names.iter().any(|(known, _)| known == name) => functions::find(&name.to_string()),
            _ => None,
        };
        let (node, used) = match (called, factors.get(place + 1), &expr.kind) {
            (Some(id), Some((Join::Beside, next)), _) => {
                let (group, power) = match &next.kind {
                    Kind::Power(base, exponent) => (&base.kind, Some(put_in(exponent, graph, names))),
                    other => (other, None),
                };
                match group {
                    Kind::Group(_, arguments) if id.get().arity != functions::Arity::Exactly(0) => {
                        let args: Vec<NodeId> = arguments.iter().map(|argument| put_in(&argument.value, graph, names)).collect();
                        let value = graph.call(Callee::Known(id), &args);
                        let exponent = power.and_then(|power| graph.as_number(power).cloned()).unwrap_or(Rational::ONE);
                        (graph.pow(value, &exponent), 2)
                    }
                    _ => (put_in(expr, graph, names), 1),
                }
            }
            (_, Some((Join::Beside, next)), Kind::RootSign) => {
                let radicand = put_in(next, graph, names);
                (graph.sqrt(radicand), 2)
            }
            _ => (put_in(expr, graph, names), 1),
        };
        parts.push((node, if *join == Join::Over { Rational::MINUS_ONE } else { Rational::ONE }));
        place += used;
    }
    graph.product(&parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::SymbolKind;

    #[test]
    fn every_text_of_the_shelf_reads_and_goes_in() {
        for entry in functions::ALL {
            let mut graph = Graph::new();
            let args: Vec<NodeId> = ["a", "b"].map(|name| graph.symbol(Name::plain(name), SymbolKind::Variable)).into();
            let domain = entry.domain.iter().map(|(text, _)| *text);
            for text in entry.derivative.iter().copied().chain(entry.definition).chain(entry.kinks.iter().copied()).chain(domain)
            {
                Template::of(text).instantiate_for(&mut graph, &args, Some(args[0]), Some(0));
            }
        }
    }
}
