//! Factors side by side: which are calls, which are products, what `√`, `sin` and `∂/∂w` apply to.

use super::call::Head;
use super::names::Found;
use super::{Meant, Model, Scope};
use crate::diagnostic::Diagnostic;
use crate::expr::NodeId;
use crate::functions::Arity;
use crate::name::Name;
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{Argument, Bracket, Expr, Join, Kind};

impl Model {
    /// A flat list of factors: calls are formed first, then everything is multiplied and divided from left to right.
    pub(super) fn flat_product(&mut self, factors: &[(Join, Expr)], scope: &mut Scope) -> Meant<NodeId> {
        let parts = self.parts(factors, scope)?;
        Ok(self.graph.product(&parts))
    }

    /// The factors of a product with their exponents ±1. A fraction joins the product around it, and a product below a
    /// bar or in brackets behind `/` joins factor by factor: `a/(b c)` is `a b^-1 c^-1`.
    fn parts(&mut self, factors: &[(Join, Expr)], scope: &mut Scope) -> Meant<Vec<(NodeId, Rational)>> {
        self.remark_quotient(factors);
        self.refuse_numbers_side_by_side(factors)?;
        let mut parts: Vec<(NodeId, Rational)> = Vec::with_capacity(factors.len());
        let mut failed = None;
        let mut place = 0;
        while place < factors.len() {
            let (join, expr) = &factors[place];
            let over = *join == Join::Over;
            let (found, used) = match (&expr.kind, product_in_brackets(expr)) {
                (Kind::Fraction(top, bottom), _) => (self.fraction_parts(top, bottom, over, scope), 1),
                (_, Some(inner)) if over => (self.parts(inner, scope), 1),
                _ => {
                    let (value, used) = self.factor(&factors[place..], scope);
                    (value.map(|value| vec![(value, Rational::ONE)]), used)
                }
            };
            place += used;
            match found {
                Ok(found) if over => {
                    for (node, exponent) in found {
                        if exponent == Rational::ONE {
                            self.divisor(node, expr.span, scope)?;
                        }
                        parts.push((node, -&exponent));
                    }
                }
                Ok(found) => parts.extend(found),
                Err(reported) => failed = Some(reported),
            }
        }
        failed.map_or(Ok(parts), Err)
    }

    fn fraction_parts(&mut self, top: &Expr, bottom: &Expr, turned: bool, scope: &mut Scope) -> Meant<Vec<(NodeId, Rational)>> {
        let (above, below) = (self.parts_of(top, scope), self.parts_of(bottom, scope));
        let (mut parts, below) = (above?, below?);
        for (node, exponent) in below {
            if exponent == Rational::ONE {
                self.divisor(node, bottom.span, scope)?;
            }
            parts.push((node, -&exponent));
        }
        // A turned fraction stays one factor: c/(a/b).
        if turned {
            return Ok(vec![(self.graph.product(&parts), Rational::ONE)]);
        }
        Ok(parts)
    }

    fn parts_of(&mut self, expr: &Expr, scope: &mut Scope) -> Meant<Vec<(NodeId, Rational)>> {
        match &expr.kind {
            Kind::Product(factors) => self.parts(factors, scope),
            _ => Ok(vec![(self.expression(expr, scope)?, Rational::ONE)]),
        }
    }

    /// `\frac{top}{bottom}`.
    pub(super) fn fraction(&mut self, top: &Expr, bottom: &Expr, scope: &mut Scope) -> Meant<NodeId> {
        let parts = self.fraction_parts(top, bottom, false, scope)?;
        Ok(self.graph.product(&parts))
    }

    /// The value that begins at the first factor, and how many factors it takes.
    fn factor(&mut self, factors: &[(Join, Expr)], scope: &mut Scope) -> (Meant<NodeId>, usize) {
        let expr = &factors[0].1;
        match &expr.kind {
            Kind::RootSign if beside(factors, 1) => {
                let (value, used) = self.factor(&factors[1..], scope);
                (value.and_then(|value| self.square_root(value, expr.span, scope)), used + 1)
            }
            Kind::Partial { of: None, by } if factors.len() > 1 => {
                let rest = self.flat_product(&rebased(&factors[1..]), scope);
                let value = rest.and_then(|rest| self.differentiate(rest, by, scope));
                (value, factors.len())
            }
            Kind::Name(name) => self.named_factor(name, None, factors, scope),
            Kind::Power(base, exponent) => match &base.kind {
                Kind::Name(name) if self.is_function(name, scope) => self.named_factor(name, Some(exponent), factors, scope),
                _ => self.power_factor(base, exponent, factors, scope),
            },
            _ => (self.expression(expr, scope), 1),
        }
    }

    /// A power as a factor. In `2^sin(x)` the bracket behind belongs to the function in the exponent.
    fn power_factor(
        &mut self,
        base: &Expr,
        exponent: &Expr,
        factors: &[(Join, Expr)],
        scope: &mut Scope,
    ) -> (Meant<NodeId>, usize) {
        if !beside(factors, 1) || !self.ends_in_function(exponent, scope) {
            return (self.expression(&factors[0].1, scope), 1);
        }
        let mut above = factors.to_vec();
        above[0].1 = exponent.clone();
        let base_node = self.expression(base, scope);
        let (exponent_node, used) = self.factor(&above, scope);
        let value = base_node.and_then(|base_node| self.power_of(base_node, exponent_node?, base.span.to(exponent.span), scope));
        (value, used)
    }

    /// Whether the name of a function stands at the top of a tower of powers.
    fn ends_in_function(&self, exponent: &Expr, scope: &Scope) -> bool {
        match &exponent.kind {
            Kind::Name(name) => self.is_function(name, scope),
            Kind::Power(_, above) => self.ends_in_function(above, scope),
            _ => false,
        }
    }

    fn is_function(&self, name: &Name, scope: &Scope) -> bool {
        match self.find(name, scope) {
            Some(Found::Known(id)) => id.get().arity != Arity::Exactly(0),
            Some(Found::Opaque(_) | Found::Operator(_)) => true,
            Some(Found::Definition(index)) => !self.definitions[index].args.is_empty(),
            _ => name.primes > 0 && self.find(&name.unprimed(), scope).is_some() && self.is_function(&name.unprimed(), scope),
        }
    }

    /// A factor that begins with a name: a call with its bracket, `sin x`, an index, `dL/dw`, or the value of the name.
    fn named_factor(
        &mut self,
        name: &Name,
        exponent: Option<&Expr>,
        factors: &[(Join, Expr)],
        scope: &mut Scope,
    ) -> (Meant<NodeId>, usize) {
        let span = factors[0].1.span;
        let (group, outer) = bracket_behind(factors);
        if let Some((of, by)) = self.letter_d(name, factors, scope) {
            let value = self.name_value(&of, span, scope).and_then(|of| {
                let by = Expr { span: factors[1].1.span, kind: Kind::Name(by) };
                self.differentiate(of, &[(by, 1)], scope)
            });
            return (value, 2);
        }
        if let Some(Found::Network(part)) = self.find(name, scope) {
            let (value, used) = self.network_factor(part, factors, scope);
            return (self.raised(value, exponent, span, scope), used);
        }
        if let (Some((Bracket::Square, arguments, _)), Some(Found::Family(family))) = (&group, self.family_behind(name, scope)) {
            let element = self.element(&family, arguments, span, scope);
            return (self.raised(element, outer, span, scope), 2);
        }
        let head = match self.head(name, span, group.as_ref().map(|(_, arguments, _)| arguments.len()), scope) {
            Err(reported) => return (Err(reported), 1 + usize::from(group.is_some())),
            Ok(head) => head,
        };
        let Some(head) = head else {
            if let Some((Bracket::Round, arguments, bracket)) = group
                && arguments.len() != 1
            {
                let fault = Diagnostic::error("names::not_a_function", span, format!("`{name}` is a value, not a function"))
                    .at("a value")
                    .label(bracket, format!("{} arguments", arguments.len()))
                    .help(format!("for an unspecified function write `function {name}`; for a product write `{name}·(…)`"));
                return (self.report(fault), 2);
            }
            return (self.name_value(name, span, scope), 1);
        };
        let (value, used) = match (&group, &head) {
            (Some((_, arguments, bracket)), Head::Operator("argmin")) if outer.is_none() && index_behind(factors).is_some() => {
                (self.argmin(arguments, index_behind(factors), span.to(*bracket), scope), 3)
            }
            (Some((_, arguments, bracket)), _) => (self.call(&head, arguments, span.to(*bracket), scope), 2),
            (None, Head::Known(..)) if beside(factors, 1) => {
                let (argument, used) = self.factor(&factors[1..], scope);
                (argument.and_then(|argument| self.apply(&head, &[argument], span, scope)), used + 1)
            }
            (None, Head::Operator("sqrt")) if beside(factors, 1) => {
                let (radicand, used) = self.factor(&factors[1..], scope);
                (radicand.and_then(|radicand| self.square_root(radicand, span, scope)), used + 1)
            }
            _ => (self.name_value(name, span, scope), 1),
        };
        let value = if group.is_some() { self.raised(value, outer, span, scope) } else { value };
        (self.raised(value, exponent, span, scope), used)
    }

    pub(super) fn raised(
        &mut self,
        value: Meant<NodeId>,
        exponent: Option<&Expr>,
        span: Span,
        scope: &mut Scope,
    ) -> Meant<NodeId> {
        let value = value?;
        let Some(exponent) = exponent else { return Ok(value) };
        let node = self.expression(exponent, scope)?;
        self.need_of_folded_power(value, node, exponent, scope);
        self.power_of(value, node, span.to(exponent.span), scope)
    }

    pub(super) fn name_value(&mut self, name: &Name, span: Span, scope: &mut Scope) -> Meant<NodeId> {
        self.expression(&Expr { span, kind: Kind::Name(name.clone()) }, scope)
    }

    /// `dL/dw` where `dL` and `dw` are not declared but `L` and `w` are.
    fn letter_d(&self, name: &Name, factors: &[(Join, Expr)], scope: &Scope) -> Option<(Name, Name)> {
        let Some((Join::Over, Expr { kind: Kind::Name(below), .. })) = factors.get(1) else { return None };
        let stripped = |name: &Name| {
            let rest = name.base.strip_prefix('d').filter(|rest| !rest.is_empty())?;
            let inner = Name { base: rest.to_string(), ..name.clone() };
            (self.find(name, scope).is_none() && self.find(&inner, scope).is_some()).then_some(inner)
        };
        Some((stripped(name)?, stripped(below)?))
    }

    /// What stands before a bracket: a function, or `None` for a value.
    fn head(&mut self, name: &Name, span: Span, called: Option<usize>, scope: &Scope) -> Meant<Option<Head>> {
        if scope.leaves_out(name) && !self.is_function(name, scope) {
            return Ok(None);
        }
        let (mut found, mut primes) = (self.find(name, scope), 0);
        if found.is_none() && name.primes > 0 {
            let inner = self.find(&name.unprimed(), scope);
            if matches!(inner, Some(Found::Known(_) | Found::Opaque(_) | Found::Definition(_))) {
                (found, primes) = (inner, name.primes);
            } else if inner.is_none() && called == Some(1) {
                // `f'(x)` before any `f(x)`: it is the same f.
                (found, primes) = (self.take_function(&name.unprimed()), name.primes);
            }
        }
        let found = match found {
            Some(found) => found,
            None => self.lookup(name, span, scope, called)?,
        };
        Ok(match found {
            Found::Known(id) if id.get().arity != Arity::Exactly(0) => Some(Head::Known(id, primes)),
            Found::Opaque(symbol) => Some(Head::Opaque(symbol, primes)),
            Found::Definition(index) if !self.definitions[index].args.is_empty() => Some(Head::Definition(index, primes)),
            Found::Operator(word) => Some(Head::Operator(word)),
            _ => None,
        })
    }

    pub(super) fn element(
        &mut self,
        family: &super::Family,
        arguments: &[Argument],
        span: Span,
        scope: &mut Scope,
    ) -> Meant<NodeId> {
        let mut indices = Vec::new();
        for argument in arguments {
            indices.push(self.whole_number(&argument.value, scope)?);
        }
        match family.at(&indices) {
            Some(node) => Ok(node),
            None => {
                let sizes: Vec<String> = family.sizes.iter().map(usize::to_string).collect();
                self.report(
                    Diagnostic::error("data::index_out_of_range", span, "this index lies outside the family")
                        .at(format!("the sizes are {}", sizes.join(" × ")))
                        .help("indices count from 1"),
                )
            }
        }
    }

    pub(super) fn symbol_name(&self, node: NodeId) -> String {
        self.graph.as_symbol(node).map(|id| self.graph.symbol_entry(id).name.to_string()).unwrap_or_default()
    }

    /// `1.5.2` and `3 4` are slips, not products.
    fn refuse_numbers_side_by_side(&mut self, factors: &[(Join, Expr)]) -> Meant<()> {
        let literal = |expr: &Expr| matches!(expr.kind, Kind::Number(_));
        let slip = factors.windows(2).find(|pair| pair[1].0 == Join::Beside && literal(&pair[0].1) && literal(&pair[1].1));
        let Some(pair) = slip else { return Ok(()) };
        let span = pair[0].1.span.to(pair[1].1.span);
        let fault = Diagnostic::error("syntax::numbers_side_by_side", span, "two numbers stand side by side");
        self.report(fault.at("one number, or a product?").help("write a product of numbers with `·`: `3·4`"))
    }

    /// `a/b c` is `(a/b) c`: said once per place, because many mean `a/(b c)`.
    fn remark_quotient(&mut self, factors: &[(Join, Expr)]) {
        let simple = |expr: &Expr| matches!(expr.kind, Kind::Name(_) | Kind::Number(_));
        for pair in factors.windows(2) {
            if pair[0].0 == Join::Over && pair[1].0 == Join::Beside && simple(&pair[0].1) && simple(&pair[1].1) {
                let span = pair[0].1.span.to(pair[1].1.span);
                if self.reported.insert(("syntax::quotient_then_factor", span)) {
                    let remark = Diagnostic::remark("syntax::quotient_then_factor", span, "`a/b c` is read as `(a/b) c`")
                        .at("only the first factor is in the denominator")
                        .help("write `a/(b c)` if both belong below");
                    self.diagnostics.push(remark);
                }
            }
        }
    }
}

/// The factors of `(a b)`, where no quotient is among them.
fn product_in_brackets(expr: &Expr) -> Option<&[(Join, Expr)]> {
    let Kind::Group(_, arguments) = &expr.kind else { return None };
    let [Argument { name: None, value }] = arguments.as_slice() else { return None };
    match &value.kind {
        Kind::Product(factors) if factors.iter().all(|(join, _)| *join != Join::Over) => Some(factors),
        _ => None,
    }
}

/// The bracket right behind the first factor, and the exponent it carries: in `f(x)^2` the value is squared.
#[allow(clippy::type_complexity)]
fn bracket_behind(factors: &[(Join, Expr)]) -> (Option<(Bracket, &Vec<Argument>, Span)>, Option<&Expr>) {
    let Some((Join::Beside, expr)) = factors.get(1) else { return (None, None) };
    match &expr.kind {
        Kind::Group(bracket, arguments) => (Some((*bracket, arguments, expr.span)), None),
        Kind::Power(base, exponent) => match &base.kind {
            Kind::Group(bracket, arguments) => (Some((*bracket, arguments, base.span)), Some(exponent)),
            _ => (None, None),
        },
        _ => (None, None),
    }
}

/// The index of `argmin(…)[2]`.
fn index_behind(factors: &[(Join, Expr)]) -> Option<&Expr> {
    match factors.get(2) {
        Some((Join::Beside, Expr { kind: Kind::Group(Bracket::Square, arguments), .. })) => match arguments.as_slice() {
            [Argument { name: None, value }] => Some(value),
            _ => None,
        },
        _ => None,
    }
}

fn beside(factors: &[(Join, Expr)], place: usize) -> bool {
    matches!(factors.get(place), Some((Join::Beside, _)))
}

/// The same factors as a product of their own.
fn rebased(factors: &[(Join, Expr)]) -> Vec<(Join, Expr)> {
    let mut factors = factors.to_vec();
    factors[0].0 = Join::Beside;
    factors
}
