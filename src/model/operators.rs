//! Operators that look like functions: roots, derivatives, normalisation, and those that this version refuses by name.

use super::{Meant, Model, Scope};
use crate::diagnostic::Diagnostic;
use crate::expr::{Node, NodeId};
use crate::name::Name;
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{Argument, Expr, Kind};

impl Model {
    pub(super) fn operator(&mut self, word: &str, arguments: &[Argument], span: Span, scope: &mut Scope) -> Meant<NodeId> {
        match word {
            "sqrt" => match arguments {
                [Argument { name: None, value }] => {
                    let radicand = self.expression(value, scope)?;
                    self.square_root(radicand, span, scope)
                }
                _ => self.wrong_count("sqrt", "one argument", arguments.len(), span),
            },
            "norm" => self.norm(arguments, span, scope),
            "diff" => self.diff(arguments, span, scope),
            "squared_error" | "softmax_cross_entropy" => self.loss(word, arguments, span, scope),
            "mask" => self.mask(arguments, span, scope),
            "dropout" => self.dropout(arguments, span, scope),
            "E" => self.expectation(arguments, span, scope),
            "Var" => self.variance(arguments, span, scope),
            "argmin" => self.argmin(arguments, None, span, scope),
            _ => self.not_yet(&format!("{word}(…)"), span),
        }
    }

    /// `√x` for x ≥ 0.
    pub(super) fn square_root(&mut self, radicand: NodeId, span: Span, scope: &mut Scope) -> Meant<NodeId> {
        let half = self.graph.number(Rational::HALF);
        self.power_of(radicand, half, span, scope)
    }

    /// `diff(L, w, v; hold = (C_1, S_1))`.
    fn diff(&mut self, arguments: &[Argument], span: Span, scope: &mut Scope) -> Meant<NodeId> {
        let (mut values, mut hold) = (Vec::new(), Vec::new());
        for argument in arguments {
            match &argument.name {
                None => values.push(&argument.value),
                Some((name, _)) if name.to_string() == "hold" => hold = entries(&argument.value),
                Some((name, place)) => return self.unknown_option(name, *place, "diff", &["hold"]),
            }
        }
        let Some((of, by)) = values.split_first().filter(|(_, by)| !by.is_empty()) else {
            return self.report(
                Diagnostic::error(
                    "names::wrong_number_of_arguments",
                    span,
                    "`diff` takes an expression and what to differentiate by",
                )
                .help("write `diff(L, w)` or `diff(L, w, v)`"),
            );
        };
        let of = self.expression(of, scope)?;
        let mut nodes = Vec::new();
        for variable in by {
            nodes.push(self.variable_of_derivative(variable, scope)?);
        }
        let mut held = Vec::new();
        for term in &hold {
            let node = self.expression(term, scope)?;
            if !matches!(self.graph.node(node), Node::Term(_) | Node::Symbol(_)) {
                return self.report(
                    Diagnostic::error("math::cannot_hold", term.span, "only a named term can be held constant")
                        .at("no named term")
                        .help("give it a name first: `C = …`"),
                );
            }
            held.push(node);
        }
        Ok(self.graph.intern(Node::Derivative { of, by: nodes.into(), hold: held.into() }))
    }

    pub(super) fn partial(&mut self, of: &Expr, by: &[(Expr, u32)], scope: &mut Scope) -> Meant<NodeId> {
        let of = self.expression(of, scope)?;
        self.differentiate(of, by, scope)
    }

    pub(super) fn differentiate(&mut self, of: NodeId, by: &[(Expr, u32)], scope: &mut Scope) -> Meant<NodeId> {
        let mut nodes = Vec::new();
        for (variable, order) in by {
            let node = self.variable_of_derivative(variable, scope)?;
            nodes.extend(std::iter::repeat_n(node, *order as usize));
        }
        Ok(self.graph.intern(Node::Derivative { of, by: nodes.into(), hold: Box::new([]) }))
    }

    /// By what one differentiates: a parameter, a variable or a named term.
    pub(super) fn variable_of_derivative(&mut self, expr: &Expr, scope: &mut Scope) -> Meant<NodeId> {
        let node = self.expression(expr, scope)?;
        self.refuse_as_variable(node, expr.span)?;
        if matches!(self.graph.node(node), Node::Symbol(_) | Node::Term(_)) {
            return Ok(node);
        }
        // In a network without a neuron that weight is 0, and so is the derivative by it.
        self.report(
            Diagnostic::error("math::not_a_variable", expr.span, "one differentiates by a parameter, a variable or a named term")
                .at("this is none of them")
                .help("give the expression a name, `u = …`, and differentiate by that"),
        )
    }

    pub(super) fn unknown_option<T>(&mut self, name: &Name, place: Span, of: &str, known: &[&str]) -> Meant<T> {
        let text = name.to_string();
        let help = match crate::diagnostic::nearest(&text, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("`{of}` has the options {}", known.join(", ")),
        };
        self.report(Diagnostic::error("names::unknown_option", place, format!("`{of}` has no option `{name}`")).help(help))
    }
}

/// The entries of `(C_1, S_1)`, or the one expression that is written.
fn entries(expr: &Expr) -> Vec<Expr> {
    match &expr.kind {
        Kind::Group(_, arguments) => arguments.iter().map(|argument| argument.value.clone()).collect(),
        _ => vec![expr.clone()],
    }
}
