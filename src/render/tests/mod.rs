//! Expressions as a reader sees them, from graphs built by hand.

mod answers;
mod expressions;

use crate::expr::{Callee, Graph, Label, NodeId, SymbolKind, TermKind};
use crate::name::Name;
use crate::number::Rational;

/// `w_01` as the parser makes it.
fn name(text: &str) -> Name {
    match text.split_once('_') {
        Some((base, subscript)) => Name { subscript: Some(subscript.into()), ..Name::plain(base) },
        None => Name::plain(text),
    }
}

/// A graph with a memory for names.
#[derive(Default)]
struct Sheet {
    graph: Graph,
    symbols: Vec<(String, NodeId)>,
}

impl Sheet {
    fn symbol(&mut self, text: &str) -> NodeId {
        if let Some((_, known)) = self.symbols.iter().find(|(known, _)| known == text) {
            return *known;
        }
        let node = self.graph.symbol(name(text), SymbolKind::Parameter);
        self.symbols.push((text.to_string(), node));
        node
    }

    fn number(&mut self, n: i64, d: i64) -> NodeId {
        self.graph.number(Rational::new(n, d))
    }

    /// `constant + Σ coefficient · name`.
    fn linear(&mut self, constant: i64, terms: &[(i64, &str)]) -> NodeId {
        let terms: Vec<_> = terms.iter().map(|(c, text)| (self.symbol(text), Rational::integer(*c))).collect();
        self.graph.linear(Rational::integer(constant), &terms)
    }

    fn opaque(&mut self, function: &str, order: u32, arg: NodeId) -> NodeId {
        let symbol = self.symbol(function);
        let name = self.graph.as_symbol(symbol).unwrap();
        self.graph.call(Callee::Opaque { name, order }, &[arg])
    }

    fn definition(&mut self, text: &str, args: &[NodeId], without: &[&str], body: NodeId) -> NodeId {
        let without = without.iter().map(|text| name(text)).collect();
        let label = Label::Definition { name: name(text), indices: Box::new([]), args: args.into(), without, eval: false };
        self.graph.named(label, TermKind::Definition, body, vec![])
    }

    fn partial(&mut self, of: NodeId, by: NodeId, body: NodeId) -> NodeId {
        self.graph.named(Label::Derivative { of, by, hold: Box::default() }, TermKind::Derivative, body, vec![])
    }
}
