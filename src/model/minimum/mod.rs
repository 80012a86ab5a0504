//! `argmin(L by w_1, w_2)`: the point where a quadratic function is lowest, exactly.
//!
//! The equations `∂L/∂w = 0` are solved over quotients of polynomials in whatever else stands in L; the point is the only
//! lowest one where every pivot is positive, which is carried along as a condition where it is no number. A function that
//! is not quadratic, falls without end or is flat along some line is refused.

mod fraction;
mod polynomial;
mod quadratic;
mod solve;

use super::{Meant, Model, Scope};
use crate::diagnostic::Diagnostic;
use crate::expr::rewrite::Rewriter;
use crate::expr::{Condition, Label, Node, NodeId, TermKind, needs_of};
use crate::functions::Need;
use crate::source::Span;
use crate::syntax::ast::{Argument, Expr, Join, Kind, Point};
use quadratic::NotQuadratic;
use solve::{Lowest, NoLowest};

impl Model {
    /// `argmin(L by w)`, or the element that `[k]` behind `argmin(L by w_1, w_2)` asks for.
    pub(super) fn argmin(
        &mut self,
        arguments: &[Argument],
        element: Option<&Expr>,
        span: Span,
        scope: &mut Scope,
    ) -> Meant<NodeId> {
        let values = self.lowest_point(arguments, span, scope)?;
        let place = match (element, values.as_slice()) {
            (Some(index), _) => self.whole_number(index, scope)?,
            (None, [_]) => 1,
            (None, _) => {
                let fault = Diagnostic::error("math::several_values", span, format!("this is a list of {} values", values.len()));
                return self.report(
                    fault
                        .at("one value is needed here")
                        .help("write `argmin(…)[1]`, or `e at argmin(…)` for a value at that point"),
                );
            }
        };
        match usize::try_from(place).ok().and_then(|place| values.get(place.checked_sub(1)?)) {
            Some((_, value)) => Ok(*value),
            None => self.report(
                Diagnostic::error("data::index_out_of_range", span, "this index lies outside the list")
                    .at(format!("{} values", values.len()))
                    .help("indices count from 1"),
            ),
        }
    }

    /// The names of an `argmin` with their values at the lowest point.
    pub(super) fn lowest_point(&mut self, arguments: &[Argument], span: Span, scope: &mut Scope) -> Meant<Vec<(NodeId, NodeId)>> {
        let (of, names) = self.argmin_arguments(arguments, span, scope)?;
        let mut own = Scope { needs: Vec::new(), mentioned: Vec::new(), ..scope.clone() };
        let value = self.expression(of, &mut own)?;
        self.settle(value, &mut own);
        let value = self.without_points(value, of.span)?;
        let form = match quadratic::quadratic(&mut self.graph, value, &names) {
            Ok(form) => form,
            Err(why) => return self.not_quadratic(why, of.span),
        };
        let Lowest { values, positive } = match solve::lowest(&mut self.graph, &form, names.len()) {
            Ok(lowest) => lowest,
            Err(why) => return self.no_lowest(why, of.span),
        };
        let point: Vec<(NodeId, NodeId)> = names.into_iter().zip(values).collect();
        for node in positive {
            scope.need(node, Need::Positive);
        }
        for Condition { node, need } in needs_of(&self.graph, &own.needs, &[value]) {
            let there = if self.stays(node, &point) { node } else { self.substituted(node, point.clone()) };
            scope.need(there, need);
        }
        Ok(point)
    }

    /// Whether nothing that the point moves stands in the node.
    fn stays(&self, node: NodeId, point: &[(NodeId, NodeId)]) -> bool {
        let below = self.graph.reachable(&[node]);
        !point.iter().any(|(symbol, _)| below.contains(symbol))
    }

    /// A coordinate of a lowest point, `w_1 at argmin(…)`, is shown under the name that it has there.
    pub(super) fn under_its_name(&mut self, expr: &Expr, node: NodeId) -> NodeId {
        let (Kind::At(inner, Point::Lowest(..)), Node::At { of, values }) = (&expr.kind, self.graph.node(node).clone()) else {
            return node;
        };
        let Kind::Name(name) = &inner.kind else { return node };
        match values.iter().find(|(symbol, _)| *symbol == of) {
            Some((_, value)) => {
                let (name, indices) = (name.clone(), Box::default());
                let label = Label::Definition { name, indices, args: Box::default(), without: Box::default(), eval: false };
                self.graph.named(label, TermKind::Definition, *value, Vec::new())
            }
            None => node,
        }
    }

    /// What is minimised, and by which names.
    fn argmin_arguments<'a>(
        &mut self,
        arguments: &'a [Argument],
        span: Span,
        scope: &mut Scope,
    ) -> Meant<(&'a Expr, Vec<NodeId>)> {
        let Some((Argument { name: None, value: of }, by)) = arguments.split_first().filter(|(_, by)| !by.is_empty()) else {
            let fault =
                Diagnostic::error("names::missing_argument", span, "`argmin` needs a function and the names that it may move");
            return self.report(fault.at("by what?").help("write `argmin(L by w_1, w_2)`"));
        };
        let mut names = Vec::new();
        for argument in by {
            match &argument.name {
                Some((word, _)) if word.to_string() == "by" => {}
                Some((name, place)) => return self.unknown_option(name, *place, "argmin", &["by"]),
                None => return self.wrong_count("argmin", "one function", 2, span),
            }
            let node = self.expression(&argument.value, scope)?;
            self.refuse_as_variable(node, argument.value.span)?;
            if self.graph.as_symbol(node).is_none() {
                return self.report(
                    Diagnostic::error("math::not_a_variable", argument.value.span, "one minimises by parameters or variables")
                        .at("this is neither")
                        .help("name what may move: `argmin(L by w_1, w_2)`"),
                );
            }
            if !names.contains(&node) {
                names.push(node);
            }
        }
        Ok((of, names))
    }

    /// The node with its points put in. A derivative inside is not worked out here.
    fn without_points(&mut self, node: NodeId, span: Span) -> Meant<NodeId> {
        let mut rewriter = Rewriter::new([]);
        for id in self.graph.reachable(&[node]) {
            match self.graph.node(id).clone() {
                Node::Derivative { .. } => {
                    let fault = Diagnostic::error(
                        "math::not_quadratic",
                        span,
                        "this holds a derivative, which `argmin` does not look into",
                    );
                    return self.report(fault.at("a derivative").help("write the derivative out"));
                }
                Node::At { of, values } => {
                    let of = rewriter.apply(&mut self.graph, of);
                    let values: Vec<(NodeId, NodeId)> =
                        values.iter().map(|(symbol, value)| (*symbol, rewriter.apply(&mut self.graph, *value))).collect();
                    let there = Rewriter::new(values).apply(&mut self.graph, of);
                    rewriter.done.insert(id, there);
                }
                _ => {}
            }
        }
        Ok(rewriter.apply(&mut self.graph, node))
    }

    fn not_quadratic<T>(&mut self, why: NotQuadratic, span: Span) -> Meant<T> {
        let label = match why {
            NotQuadratic::Power => "a product of more than two of the names".to_string(),
            NotQuadratic::Inside(node) => match self.graph.node(node) {
                Node::Call { function: crate::expr::Callee::Known(id), .. } => format!("they stand inside `{}`", id.get().name),
                Node::Call { .. } => "they stand inside an unspecified function".to_string(),
                _ => "they stand under a root or below a bar".to_string(),
            },
        };
        let fault = Diagnostic::error("math::not_quadratic", span, "this is not quadratic in the names that may move");
        self.report(fault.at(label).help("`argmin` solves quadratic functions alone; `train` descends on others"))
    }

    fn no_lowest<T>(&mut self, why: NoLowest, span: Span) -> Meant<T> {
        let (message, label, help) = match why {
            NoLowest::Unbounded => (
                "this has no lowest point",
                "it falls without end along some direction",
                "a sum of squares has one: look at the signs",
            ),
            NoLowest::Flat => (
                "this has no single lowest point",
                "along some direction it is flat or falls on a line",
                "leave out names that do not matter, fix one with `at (w_2 = 0)`, or add a small square of it",
            ),
            NoLowest::TooLarge => (
                "the equations of this lowest point grow too long",
                "too many symbols",
                "give some of them numbers: `at (q = 1/2)`",
            ),
        };
        self.report(Diagnostic::error("math::no_minimum", span, message).at(label).help(help))
    }
}

/// What `show argmin(L by w_1, w_2)` asks: each of the names at the lowest point.
pub(super) fn coordinates(expr: &Expr) -> Option<Vec<Expr>> {
    let Kind::Product(factors) = &expr.kind else { return None };
    let [(_, Expr { kind: Kind::Name(word), .. }), (Join::Beside, Expr { kind: Kind::Group(_, arguments), span })] =
        factors.as_slice()
    else {
        return None;
    };
    let names = arguments.get(1..).filter(|names| word.to_string() == "argmin" && names.len() > 1)?;
    let point = Point::Lowest(expr.span.to(*span), arguments.clone());
    let at = |argument: &Argument| Expr { span: expr.span, kind: Kind::At(Box::new(argument.value.clone()), point.clone()) };
    Some(names.iter().map(at).collect())
}
