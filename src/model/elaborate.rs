//! Expressions to nodes: numbers, sums, powers, roots, sums over rows and indices, values at a point.
//!
//! Every quotient, root and logarithm first records where it is defined, because the graph's constructors cancel.

use super::names::Found;
use super::{Local, Meant, Model, Scope};
use crate::diagnostic::Diagnostic;
use crate::expr::NodeId;
use crate::functions::Need;
use crate::name::Name;
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{Argument, Expr, Kind, Range, Sign};

/// The largest number of summands that a sum over an index is written out to.
const MAX_SUMMANDS: i64 = 100_000;

impl Model {
    /// The node of an expression; what it needs to be defined is added to the scope.
    pub(super) fn expression(&mut self, expr: &Expr, scope: &mut Scope) -> Meant<NodeId> {
        match &expr.kind {
            Kind::Number(value) => Ok(self.graph.number(value.clone())),
            Kind::Name(name) => self.name(name, expr.span, scope),
            Kind::Sum(terms) => self.sum(terms, scope),
            Kind::Product(factors) => self.flat_product(factors, scope),
            Kind::Power(base, exponent) => self.power(base, exponent, scope),
            Kind::Group(_, arguments) => self.group(arguments, expr.span, scope),
            Kind::Absolute(inner) => {
                let inner = self.expression(inner, scope)?;
                Ok(self.graph.known("abs", &[inner]))
            }
            Kind::RootSign => self.report(
                Diagnostic::error("syntax::missing_operand", expr.span, "`√` has nothing under it").at("a factor is missing"),
            ),
            Kind::Root { degree, radicand } => self.root(degree.as_deref(), radicand, expr.span, scope),
            Kind::Fraction(top, bottom) => self.fraction(top, bottom, scope),
            Kind::Partial { of: Some(of), by } => self.partial(of, by, scope),
            Kind::Partial { of: None, .. } => self.report(
                Diagnostic::error("math::nothing_to_differentiate", expr.span, "this derivative is of nothing")
                    .at("an expression is missing behind it")
                    .help("write `∂L/∂w`, or `∂/∂w (…)`"),
            ),
            Kind::Over { operator, range, body, options } => self.over(operator, range, body, options, expr.span, scope),
            Kind::Without(inner, names) => self.without(inner, names, expr.span, scope),
            Kind::At(inner, point) => self.at(inner, point, scope),
            Kind::InEval(inner) => self.in_eval(inner, scope),
            Kind::Ellipsis => self.report(
                Diagnostic::error("syntax::ellipsis", expr.span, "`…` stands for something that is not written")
                    .at("what belongs here?")
                    .help("write the terms out, or a sum over rows: sum[data] …"),
            ),
        }
    }

    pub(super) fn not_yet<T>(&mut self, what: &str, span: Span) -> Meant<T> {
        self.report(
            Diagnostic::error(
                "language::not_yet",
                span,
                format!("`{what}` is part of the language, but this version cannot do it yet"),
            )
            .at("not yet"),
        )
    }

    fn name(&mut self, name: &Name, span: Span, scope: &mut Scope) -> Meant<NodeId> {
        if scope.leaves_out(name) {
            return Ok(self.graph.integer(0));
        }
        match self.lookup(name, span, scope, None)? {
            Found::Value(node) => Ok(node),
            Found::Index(value) => Ok(self.graph.integer(value)),
            Found::Product(names) => {
                let parts: Vec<Meant<NodeId>> = names.iter().map(|part| self.name(part, span, scope)).collect();
                let parts = parts.into_iter().collect::<Meant<Vec<_>>>()?;
                Ok(self.graph.mul(&parts))
            }
            Found::Definition(index) if self.is_scalar(index) => {
                let args = self.formal_arguments(index);
                self.instantiate(super::Instance::Definition(index), args, scope, span)
            }
            Found::Statistic { site, mean } => {
                let what = if mean { super::Instance::Mean(site) } else { super::Instance::Deviation(site) };
                self.instantiate(what, Vec::new(), scope, span)
            }
            Found::Known(id) if id.get().arity == crate::functions::Arity::Exactly(0) => {
                Ok(self.graph.call(crate::expr::Callee::Known(id), &[]))
            }
            Found::Family(_) => self.report(
                Diagnostic::error(
                    "data::family_without_index",
                    span,
                    format!("`{name}` is a family; one element is needed here"),
                )
                .at("an index is missing")
                .help(format!("write `{name}[1]`")),
            ),
            Found::Network(part) => {
                let alone = Expr { span, kind: Kind::Name(name.clone()) };
                self.network_factor(part, &[(crate::syntax::ast::Join::Beside, alone)], scope).0
            }
            Found::Table => self.report(
                Diagnostic::error("data::table_as_value", span, format!("`{name}` is a table, not a value"))
                    .help(format!("sum over its rows: sum[{name}] …")),
            ),
            Found::Run => self.report(
                Diagnostic::error("train::run_as_value", span, format!("`{name}` is a training run, not a value"))
                    .help(format!("take a value at one of its points: `L at {name}[1]`")),
            ),
            Found::Definition(_) | Found::Known(_) | Found::Opaque(_) | Found::Operator(_) => {
                let example = if matches!(self.find(name, scope), Some(Found::Operator(word)) if word == "diff") {
                    format!("{name}(L, w)")
                } else {
                    format!("{name}(x)")
                };
                self.report(
                    Diagnostic::error(
                        "names::missing_argument",
                        span,
                        format!("the function `{name}` stands without its argument"),
                    )
                    .at("an argument is missing")
                    .help(format!("write `{example}`")),
                )
            }
        }
    }

    fn sum(&mut self, terms: &[(Sign, Expr)], scope: &mut Scope) -> Meant<NodeId> {
        let parts: Vec<Meant<(NodeId, Rational)>> = terms
            .iter()
            .map(|(sign, term)| {
                let coefficient = if *sign == Sign::Plus { Rational::ONE } else { Rational::MINUS_ONE };
                Ok((self.expression(term, scope)?, coefficient))
            })
            .collect();
        let parts = parts.into_iter().collect::<Meant<Vec<_>>>()?;
        Ok(self.graph.linear(Rational::ZERO, &parts))
    }

    fn group(&mut self, arguments: &[Argument], span: Span, scope: &mut Scope) -> Meant<NodeId> {
        match arguments {
            [Argument { name: None, value }] => self.expression(value, scope),
            _ => self.report(
                Diagnostic::error("syntax::list_as_value", span, "a list in brackets is no value")
                    .at("several entries")
                    .help("lists stand behind the name of a function, as in `max(a, b)`"),
            ),
        }
    }

    /// Records that a divisor is not 0; a literal 0 is a fault.
    pub(super) fn divisor(&mut self, node: NodeId, span: Span, scope: &mut Scope) -> Meant<()> {
        match self.graph.as_number(node) {
            Some(value) if value.is_zero() => self.report(
                Diagnostic::error("math::division_by_zero", span, "this divides by 0")
                    .at("equal to 0")
                    .help("a quotient has no value where its divisor is 0"),
            ),
            Some(_) => Ok(()),
            None => {
                scope.need(node, Need::NonZero);
                Ok(())
            }
        }
    }

    fn power(&mut self, base: &Expr, exponent: &Expr, scope: &mut Scope) -> Meant<NodeId> {
        if let (Kind::Name(name), Kind::Number(two)) = (&base.kind, &exponent.kind)
            && *two == Rational::TWO
        {
            let square = super::declare::squared_name(name);
            if self.entities.contains_key(&square) {
                return self.name(&square, base.span, scope);
            }
        }
        let (base_node, exponent_node) = (self.expression(base, scope), self.expression(exponent, scope));
        let (base_node, exponent_node) = (base_node?, exponent_node?);
        self.need_of_folded_power(base_node, exponent_node, exponent, scope);
        self.power_of(base_node, exponent_node, base.span.to(exponent.span), scope)
    }

    /// An exponent in which names cancel, `x^(y − y)`, is no literal number: the power is a real one, for a base above 0, or
    /// for 0 where the exponent is above 0.
    pub(super) fn need_of_folded_power(&mut self, base: NodeId, exponent: NodeId, written: &Expr, scope: &mut Scope) {
        let Some(value) = self.graph.as_number(exponent).cloned() else { return };
        let names = super::visit::names_in(written);
        let folded = names.iter().any(|(name, span)| {
            let is_number = |model: &Model, node: NodeId| model.graph.known_number(node).is_some();
            match self.lookup(name, *span, scope, None) {
                Ok(Found::Value(node)) => !is_number(self, node),
                Ok(Found::Index(_) | Found::Table) | Err(_) => false,
                Ok(Found::Known(id)) => id.get().arity == crate::functions::Arity::Exactly(0),
                Ok(Found::Definition(index)) if self.is_scalar(index) => {
                    self.name(name, *span, &mut scope.clone()).is_ok_and(|node| !is_number(self, node))
                }
                // What it is called with stands among the names as well.
                Ok(Found::Operator(_) | Found::Definition(_) | Found::Run) => false,
                Ok(_) => true,
            }
        });
        if folded {
            // A base that is a number is asked as any other: `0^(y − y)` has no value.
            scope.need(base, if value.signum() > 0 { Need::NonNegative } else { Need::Positive });
        }
    }

    /// `base^exponent` with its domain: whole literal powers everywhere (negative ones where the base is not 0), other
    /// powers for a base ≥ 0. 0^0 has no value, 0 to a positive power is 0.
    pub(super) fn power_of(&mut self, base: NodeId, exponent: NodeId, span: Span, scope: &mut Scope) -> Meant<NodeId> {
        let of_zero = self.graph.as_number(base).is_some_and(Rational::is_zero);
        let Some(value) = self.graph.as_number(exponent).cloned() else {
            if of_zero {
                scope.need(exponent, Need::Positive);
                return Ok(base);
            }
            let power = self.graph.known("pow", &[base, exponent]);
            match self.graph.as_number(base) {
                Some(number) if number.signum() > 0 => {}
                Some(_) => scope.need(base, Need::Positive),
                // That the power is at least 0 says that it has a value, also where its base becomes 0.
                None => scope.need(power, Need::NonNegative),
            }
            return Ok(power);
        };
        if of_zero && value.is_zero() {
            let fault = Diagnostic::error("math::zero_to_zero", span, "0^0 has no value").at("the base and the exponent are 0");
            return self.report(fault.help("`x^0` is 1 for every x, as a product of no factors; write 1 if that is meant"));
        }
        if value.is_negative() {
            self.divisor(base, span, scope)?;
        }
        if !value.is_integer() {
            match self.graph.as_number(base) {
                Some(number) if number.is_negative() => {
                    let fault = Diagnostic::error("math::root_of_negative", span, "a root of a negative number is not real")
                        .at(format!("the base is {number}"))
                        .help("powers with an exponent that is no whole number need a base ≥ 0");
                    return self.report(fault);
                }
                Some(_) => {}
                None => scope.need(base, if value.is_negative() { Need::Positive } else { Need::NonNegative }),
            }
        }
        if let Some(number) = self.graph.as_number(base)
            && value.is_integer()
            && value.to_i64().is_none_or(|n| number.pow(n).is_none())
        {
            return self.report(
                Diagnostic::error("math::too_large", span, "this power has too many digits to be written exactly")
                    .at(format!("more than {} digits", crate::number::MAX_DIGITS)),
            );
        }
        if value.small_parts().is_none_or(|(n, d)| n.abs() > 1_000_000 || d > 1_000_000) {
            return self.report(Diagnostic::error("math::too_large", span, "this exponent is too large").at("at most 1000000"));
        }
        Ok(self.graph.pow(base, &value))
    }

    fn root(&mut self, degree: Option<&Expr>, radicand: &Expr, span: Span, scope: &mut Scope) -> Meant<NodeId> {
        let node = self.expression(radicand, scope)?;
        let exponent = match degree {
            None => Rational::HALF,
            Some(degree) => match self.whole_number(degree, scope)? {
                n if n >= 1 => Rational::new(1, n),
                _ => {
                    return self.report(
                        Diagnostic::error("math::bad_root", degree.span, "the degree of a root is 1, 2, 3, …")
                            .help("a cube root is written `\\sqrt[3]{x}`"),
                    );
                }
            },
        };
        let exponent = self.graph.number(exponent);
        self.power_of(node, exponent, span, scope)
    }

    /// A whole number that is known: a bound, a size, an index.
    pub(super) fn whole_number(&mut self, expr: &Expr, scope: &mut Scope) -> Meant<i64> {
        let node = self.expression(expr, scope)?;
        let node = match self.graph.as_term(node) {
            Some(term) => term.body,
            None => node,
        };
        match self.graph.as_number(node).and_then(Rational::to_i64) {
            Some(value) => Ok(value),
            None => self.report(
                Diagnostic::error("data::no_whole_number", expr.span, "a whole number is needed here")
                    .at("not a known whole number")
                    .help(
                        "sizes and bounds are numbers, or names defined as numbers: `m = 4` (symbolic sizes are not there yet)",
                    ),
            ),
        }
    }

    fn over(
        &mut self,
        operator: &Name,
        range: &Range,
        body: &Expr,
        options: &[Argument],
        span: Span,
        scope: &mut Scope,
    ) -> Meant<NodeId> {
        let (values, place) = match range {
            Range::Table(table, place) => (self.over_rows(table, *place, body, scope)?, *place),
            Range::Index { index, from, to } => (self.over_index(&index.0, from, to, body, scope)?, index.1),
        };
        self.combine(operator, &values, options, span, place, scope)
    }

    fn over_rows(&mut self, table: &Name, place: Span, body: &Expr, scope: &mut Scope) -> Meant<Vec<NodeId>> {
        let batch = self.rows_of(table, place)?;
        let mut values = Vec::with_capacity(batch.rows.len());
        for row in &batch.rows {
            let (height, outer) = (scope.locals.len(), scope.row);
            self.bind_row(batch.table, *row, scope);
            let value = self.expression(body, scope);
            scope.locals.truncate(height);
            scope.row = outer;
            values.push(value?);
        }
        Ok(values)
    }

    fn over_index(&mut self, index: &Name, from: &Expr, to: &Expr, body: &Expr, scope: &mut Scope) -> Meant<Vec<NodeId>> {
        let (first, last) = (self.whole_number(from, scope), self.whole_number(to, scope));
        let (first, last) = (first?, last?);
        if last.saturating_sub(first) >= MAX_SUMMANDS {
            return self.report(
                Diagnostic::error("data::too_many", to.span, format!("a sum is written out to at most {MAX_SUMMANDS} terms"))
                    .help("sum over fewer, or write the sum in closed form"),
            );
        }
        let mut values = Vec::new();
        for value in first..=last {
            scope.locals.push((index.clone(), Local::Index(value)));
            let node = self.expression(body, scope);
            scope.locals.pop();
            values.push(node?);
        }
        Ok(values)
    }

    /// The known number that an expression is (start values, entries).
    pub(super) fn rational(&mut self, expr: &Expr) -> Meant<Rational> {
        let node = self.expression(expr, &mut Scope::default())?;
        let value = self.graph.as_term(node).map_or(node, |term| term.body);
        match self.graph.as_number(value).cloned() {
            Some(value) => Ok(value),
            None => self.report(
                Diagnostic::error("data::no_number", expr.span, "a start value is a rational number")
                    .at("this is not one")
                    .help("write it as 1/2, 0.25 or 1e-5"),
            ),
        }
    }
}
