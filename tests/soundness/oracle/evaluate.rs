//! Values of parsed expressions: names, calls, products as the language reads them.

use super::file::{File, as_name, option_of};
use super::jet::Jet;
use super::number::{Number, Smooth};
use super::real::{Fault, Result};
use super::shelf;
use normsym::syntax::ast::{Argument, Expr, Join, Kind, Name, Point, Sign};
use std::collections::BTreeMap;

/// A file with values for its free names.
pub struct Evaluator<'a, N> {
    pub file: &'a File,
    pub values: BTreeMap<String, N>,
}

/// What is known where an expression stands.
#[derive(Clone)]
pub struct Scope<N> {
    pub locals: Vec<(String, Jet<N>)>,
    pub point: Vec<(String, Jet<N>)>,
    pub without: Vec<String>,
    /// What moves along which infinitesimal: a name, with its arguments where it is a value of a function.
    pub moved: Vec<(String, Vec<f64>, usize)>,
    pub held: Vec<(String, usize)>,
}

impl<N> Default for Scope<N> {
    fn default() -> Self {
        Scope { locals: Vec::new(), point: Vec::new(), without: Vec::new(), moved: Vec::new(), held: Vec::new() }
    }
}

impl<N: Number> Evaluator<'_, N> {
    pub fn value(&self, expr: &Expr, scope: &Scope<N>) -> Result<Jet<N>> {
        match &expr.kind {
            Kind::Number(number) => Ok(Jet::constant(N::of(number))),
            Kind::Name(name) => self.named(name, scope),
            Kind::Sum(terms) => terms.iter().try_fold(Jet::number(0.0), |sum, (sign, term)| {
                let term = self.value(term, scope)?;
                sum.add(&if *sign == Sign::Minus { term.negative() } else { term })
            }),
            Kind::Product(factors) => self.product(factors, scope),
            Kind::Power(base, exponent) => self.power(&self.value(base, scope)?, exponent, scope),
            Kind::Group(_, args) => match args.as_slice() {
                [only] => self.value(&only.value, scope),
                _ => beyond("a group of several"),
            },
            Kind::Absolute(inner) => shelf::apply("abs", &[self.value(inner, scope)?]),
            Kind::Root { degree: None, radicand } => shelf::root(&self.value(radicand, scope)?),
            Kind::Root { degree: Some(degree), radicand } => {
                let degree = self.value(degree, scope)?;
                shelf::power(&self.value(radicand, scope)?, &degree.inverse()?)
            }
            Kind::Fraction(top, bottom) => self.value(top, scope)?.div(&self.value(bottom, scope)?),
            Kind::Partial { of: Some(of), by } => {
                let by: Vec<&Expr> = by.iter().flat_map(|(by, order)| std::iter::repeat_n(by, *order as usize)).collect();
                self.derivative(of, &by, &[], scope)
            }
            Kind::Over { operator, range, body, options } => self.over(&operator.base, range, body, options, scope),
            Kind::Without(inner, names) => {
                let mut inside = scope.clone();
                inside.without.extend(names.iter().map(|(name, _)| name.to_string()));
                self.value(inner, &inside)
            }
            Kind::At(inner, Point::Values(pairs)) => {
                let mut inside = scope.clone();
                for (name, value) in pairs {
                    inside.point.push((self.key(name, scope)?, self.value(value, scope)?));
                }
                self.value(inner, &inside)
            }
            _ => beyond("this kind of expression"),
        }
    }

    /// The name of a variable; `x[2]` and `x_i` of a family are names too.
    fn key(&self, expr: &Expr, scope: &Scope<N>) -> Result<String> {
        match &expr.kind {
            Kind::Name(name) => Ok(name.to_string()),
            Kind::Product(factors) => match factors.as_slice() {
                [(_, Expr { kind: Kind::Name(name), .. }), (_, Expr { kind: Kind::Group(_, args), .. })] => {
                    self.element(name, args, scope)
                }
                _ => beyond("this variable"),
            },
            _ => beyond("this variable"),
        }
    }

    fn element(&self, name: &Name, indices: &[Argument], scope: &Scope<N>) -> Result<String> {
        let indices = indices.iter().map(|index| Ok(self.value(&index.value, scope)?.value().near().to_string()));
        Ok(format!("{name}[{}]", indices.collect::<Result<Vec<_>>>()?.join(",")))
    }

    fn named(&self, name: &Name, scope: &Scope<N>) -> Result<Jet<N>> {
        let key = name.to_string();
        if scope.without.contains(&key) {
            return Ok(Jet::number(0.0));
        }
        if let Some((_, value)) = scope.locals.iter().rev().find(|(known, _)| *known == key) {
            return Ok(value.clone());
        }
        if let Some(subscript) = &name.subscript
            && self.file.families.contains(&name.base)
        {
            let index =
                scope.locals.iter().rev().find(|(known, _)| known == subscript).map(|(_, v)| v.value().near().to_string());
            return self.symbol(&format!("{}[{}]", name.base, index.unwrap_or(subscript.clone())), scope);
        }
        if key == "pi" || key == "π" {
            return Ok(Jet::constant(N::pi()));
        }
        if let Some((args, is_mean)) = self.file.statistics.get(&key) {
            return self.statistic(args, *is_mean, scope);
        }
        match self.file.definitions.get(&key) {
            Some((args, body)) if args.is_empty() => self.definition(&key, &[], args, body, scope),
            _ => self.symbol(&key, scope),
        }
    }

    fn symbol(&self, key: &str, scope: &Scope<N>) -> Result<Jet<N>> {
        let over = scope.point.iter().rev().find(|(known, _)| known == key).map(|(_, value)| value.clone());
        let value = over.or_else(|| self.values.get(key).map(|value| Jet::constant(value.clone())));
        let mut value = value.ok_or_else(|| Fault::Beyond(format!("the name {key}")))?;
        for (_, _, slot) in scope.moved.iter().filter(|(name, args, _)| name == key && args.is_empty()) {
            value = value.moved(*slot);
        }
        Ok(value)
    }

    /// A definition at its arguments; as a term that is moved or held, it is so by itself.
    fn definition(&self, name: &str, values: &[Jet<N>], args: &[String], body: &Expr, scope: &Scope<N>) -> Result<Jet<N>> {
        let inside = Scope { locals: args.iter().cloned().zip(values.iter().cloned()).collect(), ..scope.clone() };
        let value = self.value(body, &inside)?;
        let at: Vec<f64> = values.iter().map(|value| value.value().near()).collect();
        Ok(as_term(value, name, &at, scope))
    }

    fn is_function(&self, name: &Name) -> bool {
        let plain = name.unprimed().to_string();
        let called = self.file.definitions.get(&plain).is_some_and(|(args, _)| !args.is_empty());
        called || self.file.functions.contains_key(&plain) || is_known(&plain) || ["norm", "diff"].contains(&plain.as_str())
    }

    fn product(&self, factors: &[(Join, Expr)], scope: &Scope<N>) -> Result<Jet<N>> {
        let (mut result, mut at) = (Jet::number(1.0), 0);
        while at < factors.len() {
            let over = factors[at].0 == Join::Over;
            let (value, next) = self.factor(factors, at, scope)?;
            result = if over { result.div(&value)? } else { result.mul(&value)? };
            at = next;
        }
        Ok(result)
    }

    /// The value of the factor at that place with what belongs to it, and the place behind.
    fn factor(&self, factors: &[(Join, Expr)], at: usize, scope: &Scope<N>) -> Result<(Jet<N>, usize)> {
        let following = factors.get(at + 1).filter(|(join, _)| *join == Join::Beside).map(|(_, expr)| expr);
        let (name, raised) = match &factors[at].1.kind {
            Kind::RootSign => {
                let (value, next) = self.factor(factors, at + 1, scope)?;
                return Ok((shelf::root(&value)?, next));
            }
            Kind::Name(name) => (Some(name), None),
            Kind::Power(base, exponent) => (as_name(base), Some(exponent)),
            _ => (None, None),
        };
        let (Some(name), Some(following)) = (name, following) else { return Ok((self.value(&factors[at].1, scope)?, at + 1)) };
        let (group, outer) = match &following.kind {
            Kind::Group(bracket, args) => (Some((bracket, args)), None),
            Kind::Power(base, exponent) => match &base.kind {
                Kind::Group(bracket, args) => (Some((bracket, args)), Some(exponent)),
                _ => (None, None),
            },
            _ => (None, None),
        };
        let raise = |value: Jet<N>| [raised, outer].into_iter().flatten().try_fold(value, |v, e| self.power(&v, e, scope));
        if let Some((normsym::syntax::ast::Bracket::Square, args)) = group
            && self.file.families.contains(&name.to_string())
        {
            let value = self.symbol(&self.element(name, args, scope)?, scope)?;
            return Ok((raise(value)?, at + 2));
        }
        if !self.is_function(name) {
            return Ok((self.value(&factors[at].1, scope)?, at + 1));
        }
        match group {
            Some((_, args)) => Ok((raise(self.call(name, args, scope)?)?, at + 2)),
            None => {
                let (value, next) = self.factor(factors, at + 1, scope)?;
                let value = self.apply(name, &[value], scope)?;
                Ok((raised.map_or(Ok(value.clone()), |e| self.power(&value, e, scope))?, next))
            }
        }
    }

    fn call(&self, name: &Name, args: &[Argument], scope: &Scope<N>) -> Result<Jet<N>> {
        match name.base.as_str() {
            "norm" if name.subscript.is_none() => self.norm(args, scope),
            "diff" if name.subscript.is_none() => {
                let plain: Vec<&Expr> = args.iter().filter(|arg| arg.name.is_none()).map(|arg| &arg.value).collect();
                let held = match option_of(args, "hold").map(|expr| &expr.kind) {
                    Some(Kind::Group(_, list)) => {
                        list.iter().map(|arg| self.key(&arg.value, scope)).collect::<Result<Vec<_>>>()?
                    }
                    Some(Kind::Name(name)) => vec![name.to_string()],
                    _ => Vec::new(),
                };
                self.derivative(plain[0], &plain[1..], &held, scope)
            }
            _ => {
                let values: Vec<Jet<N>> = args.iter().map(|arg| self.value(&arg.value, scope)).collect::<Result<_>>()?;
                self.apply(name, &values, scope)
            }
        }
    }

    /// A function of values: a definition, an opaque or a known one, differentiated as often as it has primes.
    fn apply(&self, name: &Name, values: &[Jet<N>], scope: &Scope<N>) -> Result<Jet<N>> {
        let plain = name.unprimed().to_string();
        if scope.without.contains(&plain) {
            return Ok(Jet::number(0.0));
        }
        if let Some((number, None)) = self.file.functions.get(&plain) {
            return opaque(*number, name.primes, &values[0]);
        }
        let at = |x: &[Jet<N>], scope: &Scope<N>| match (self.file.functions.get(&plain), self.file.definitions.get(&plain)) {
            (Some((_, Some(known))), _) => shelf::apply(known, x),
            (_, Some((args, body))) => self.definition(&plain, x, args, body, scope),
            _ => shelf::apply(&plain, x),
        };
        match name.primes {
            0 => at(values, scope),
            1 => {
                let slot = free_slot(scope, &values[0])?;
                Ok(at(&[values[0].clone().moved(slot)], scope)?.slope(slot))
            }
            _ => beyond("a second derivative by a prime"),
        }
    }

    fn power(&self, base: &Jet<N>, exponent: &Expr, scope: &Scope<N>) -> Result<Jet<N>> {
        let value = self.value(exponent, scope)?;
        let at = value.value();
        // The index of a sum is a number.
        let index = |name: &Name| scope.locals.iter().any(|(known, _)| *known == name.to_string());
        let literal = crate::tree::all(exponent).iter().all(|part| as_name(part).is_none_or(index));
        if let Some(whole) = at.whole().filter(|_| literal) {
            return base.power(whole);
        }
        if literal && at.near() == 0.5 { shelf::root(base) } else { shelf::power(base, &value) }
    }

    fn derivative(&self, of: &Expr, by: &[&Expr], held: &[String], scope: &Scope<N>) -> Result<Jet<N>> {
        let [outer @ .., last] = by else { return self.value(of, scope) };
        let slot =
            (1..=2).find(|slot| !scope.moved.iter().any(|m| m.2 == *slot)).ok_or(Fault::Beyond("a third derivative".into()))?;
        let (name, args) = self.target(last, scope)?;
        let mut inside = scope.clone();
        // A local argument of that name is the variable; free names of other places are not.
        let local = inside.locals.iter_mut().rev().find(|(known, _)| *known == name);
        let free = local.is_none();
        if let Some((_, value)) = local {
            *value = value.clone().moved(slot);
        }
        inside.moved.push((if free { name } else { String::new() }, args, slot));
        inside.held.extend(held.iter().map(|name| (name.clone(), slot)));
        Ok(self.derivative(of, outer, held, &inside)?.slope(slot))
    }

    /// By what: a name, or a value of a definition.
    fn target(&self, by: &Expr, scope: &Scope<N>) -> Result<(String, Vec<f64>)> {
        if let Kind::Product(factors) = &by.kind
            && let [(_, Expr { kind: Kind::Name(name), .. }), (_, Expr { kind: Kind::Group(_, args), .. })] = factors.as_slice()
            && self.is_function(name)
        {
            let at = args.iter().map(|arg| Ok(self.value(&arg.value, scope)?.value().near())).collect::<Result<Vec<_>>>()?;
            return Ok((name.to_string(), at));
        }
        Ok((self.key(by, scope)?, Vec::new()))
    }
}

/// The value as a named term: moved on its own, or held constant.
pub fn as_term<N: Number>(mut value: Jet<N>, name: &str, at: &[f64], scope: &Scope<N>) -> Jet<N> {
    for (held, slot) in &scope.held {
        value = if held == name { value.held(*slot) } else { value };
    }
    for (moved, args, slot) in &scope.moved {
        value = if moved == name && args == at { value.held(*slot).moved(*slot) } else { value };
    }
    value
}

/// The derivative of that order of the function that stands for the opaque one of that number.
fn opaque<N: Number>(number: usize, order: u32, x: &Jet<N>) -> Result<Jet<N>> {
    let (at, function) = (x.value(), Smooth::Opaque(number));
    x.chain(at.smooth(function, order)?, at.smooth(function, order + 1), at.smooth(function, order + 2))
}

fn is_known(name: &str) -> bool {
    shelf::NAMES.contains(&name) || shelf::SEVERAL.contains(&name)
}

fn free_slot<N: Number>(scope: &Scope<N>, value: &Jet<N>) -> Result<usize> {
    let used = |slot: usize| !value.0[slot].is_zero() || scope.moved.iter().any(|m| m.2 == slot);
    (1..=2).find(|slot| !used(*slot)).ok_or(Fault::Beyond("a third derivative".into()))
}

pub fn beyond<T>(what: &str) -> Result<T> {
    Err(Fault::Beyond(what.to_string()))
}
