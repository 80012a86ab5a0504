//! Signs below functions that rise: `exp u − exp v` has the sign of u − v, `tanh u + tanh v` that of u + v, `x³ − 8` that of x − 2.
//!
//! ```text
//! a (f(u) − f(v)) → sign(a) (u − v)     f odd: f(u) + f(v) → u + v     exp u − k → u − ln k     s² (u − v) > 0 → u − v > 0
//! ```
//!
//! Each step gives an expression that has the same sign wherever the first one has a value. What this module does not do: look
//! at more than two terms, but for cubics with a rational root.

use super::inequalities::{Form, Forms};
use super::linear_program::Relation;
use super::ranges::sign_of;
use crate::expr::{Callee, Graph, Node, NodeId};
use crate::functions::Parity;
use crate::number::Rational;
use crate::simplify::polynomial::Monomial;

/// Functions that rise everywhere.
const RISING: &[&str] = &["exp", "ln", "sinh", "tanh", "erf", "atan", "sigmoid", "softplus"];

/// An expression with the same sign, further in.
pub(super) fn inner(forms: &mut Forms, graph: &mut Graph, form: &Form, relation: Relation) -> Option<Form> {
    if let Some(divided) = without_common_factor(graph, form, relation) {
        return Some(divided);
    }
    let terms: Vec<(Monomial<NodeId>, Rational)> = form.0.iter().map(|(monomial, c)| (monomial.clone(), c.clone())).collect();
    match &terms[..] {
        [(only, coefficient)] => {
            let rise = Rise::of(graph, only)?;
            let mut argument = rise.argument(forms, graph);
            match rise.kind {
                Kind::Function("ln") => argument.add_scaled(&Form::number(Rational::ONE), &Rational::MINUS_ONE),
                // f(0) = 0.
                _ if rise.odd => {}
                _ => return None,
            }
            Some(argument.scaled(&sign(coefficient)))
        }
        [(none, constant), (other, coefficient)] if none.is_empty() => against_number(forms, graph, other, coefficient, constant),
        [(first, a), (second, b)] => {
            if let Some(inner) = of_squares(forms, graph, [first, second], [a, b]) {
                return Some(inner);
            }
            let (left, right) = (Rise::of(graph, first)?, Rise::of(graph, second)?);
            let opposite = (a + b).is_zero();
            if left.kind != right.kind || !(opposite || (left.odd && a == b)) {
                return None;
            }
            let mut inner = left.argument(forms, graph).scaled(&sign(a));
            inner.add_scaled(&right.argument(forms, graph), &sign(b));
            Some(inner)
        }
        _ => cubic(form),
    }
}

fn sign(value: &Rational) -> Rational {
    Rational::integer(i64::from(value.signum()))
}

/// What rises.
#[derive(PartialEq)]
enum Kind {
    Function(&'static str),
    /// An odd power, or a root.
    Power(Rational),
}

struct Rise {
    kind: Kind,
    odd: bool,
    argument: NodeId,
}

impl Rise {
    fn of(graph: &Graph, monomial: &Monomial<NodeId>) -> Option<Rise> {
        let [(atom, exponent)] = monomial.as_slice() else { return None };
        if !exponent.is_one() {
            let root = exponent.signum() > 0 && !exponent.is_integer();
            let odd = exponent.is_integer() && exponent.signum() > 0 && !exponent.is_even();
            return (root || odd).then(|| Rise { kind: Kind::Power(exponent.clone()), odd, argument: *atom });
        }
        match graph.node(*atom) {
            Node::Call { function: Callee::Known(function), args } if RISING.contains(&function.get().name) => {
                let odd = function.get().parity == Parity::Odd;
                Some(Rise { kind: Kind::Function(function.get().name), odd, argument: *args.first()? })
            }
            _ => None,
        }
    }

    fn argument(&self, forms: &mut Forms, graph: &Graph) -> Form {
        forms.form(graph, self.argument).clone()
    }
}

/// `coefficient · f(u) + constant`, where the number at which it vanishes is known.
fn against_number(
    forms: &mut Forms,
    graph: &mut Graph,
    monomial: &Monomial<NodeId>,
    coefficient: &Rational,
    constant: &Rational,
) -> Option<Form> {
    let rise = Rise::of(graph, monomial)?;
    let level = (-constant).checked_div(coefficient)?;
    let border = match &rise.kind {
        Kind::Function("exp") if level.signum() > 0 => logarithm(forms, graph, &level)?,
        Kind::Function("ln") => {
            let level = graph.number(level);
            let border = graph.known("exp", &[level]);
            forms.form(graph, border).clone()
        }
        Kind::Function("sigmoid") if level == Rational::HALF => Form::number(Rational::ZERO),
        Kind::Power(exponent) => {
            let (n, d) = exponent.small_parts()?;
            let size = level.abs().exact_root(u32::try_from(n).ok()?)?.pow(d)?;
            match (level.is_negative(), rise.odd) {
                (false, _) => Form::number(size),
                (true, true) => Form::number(-&size),
                // A root is never below a negative number.
                (true, false) => return None,
            }
        }
        _ => return None,
    };
    let mut inner = rise.argument(forms, graph).scaled(&sign(coefficient));
    inner.add_scaled(&border, &-&sign(coefficient));
    Some(inner)
}

/// ln of a number by its prime factors, so that ln 8 is 3 ln 2.
fn logarithm(forms: &mut Forms, graph: &mut Graph, number: &Rational) -> Option<Form> {
    let (n, d) = number.small_parts()?;
    let mut sum = Form::number(Rational::ZERO);
    for (part, factor) in [(n.unsigned_abs(), Rational::ONE), (d.unsigned_abs(), Rational::MINUS_ONE)] {
        let (mut rest, mut prime) = (part, 2u64);
        while rest > 1 {
            // What has no small factor counts as a prime.
            let own = if prime * prime > rest || prime > 1_000 { rest } else { prime };
            if rest % own == 0 {
                let node = graph.integer(i64::try_from(own).ok()?);
                let ln = graph.known("ln", &[node]);
                let form = forms.form(graph, ln).clone();
                sum.add_scaled(&form, &factor);
                rest /= own;
            } else {
                prime += 1;
            }
        }
    }
    Some(sum)
}

/// `cosh u − cosh v` has the sign of u² − v².
fn of_squares(forms: &mut Forms, graph: &Graph, monomials: [&Monomial<NodeId>; 2], coefficients: [&Rational; 2]) -> Option<Form> {
    /// Terms of a square.
    const TERMS: usize = 20;
    let [a, b] = coefficients;
    if !(a + b).is_zero() {
        return None;
    }
    let mut inner = Form::number(Rational::ZERO);
    for (monomial, coefficient) in monomials.into_iter().zip([a, b]) {
        let [(atom, exponent)] = monomial.as_slice() else { return None };
        let Node::Call { function: Callee::Known(function), args } = graph.node(*atom) else { return None };
        if !exponent.is_one() || function.get().name != "cosh" {
            return None;
        }
        inner.add_scaled(&forms.form(graph, args[0]).power(2, TERMS)?, &sign(coefficient));
    }
    Some(inner)
}

/// The form without what stands in all its terms and is above 0, or not 0 where the form is not.
fn without_common_factor(graph: &Graph, form: &Form, relation: Relation) -> Option<Form> {
    let mut monomials = form.0.keys();
    let mut common: Monomial<NodeId> = monomials.next()?.clone();
    for other in monomials {
        common.retain_mut(|(atom, exponent)| match other.iter().find(|(own, _)| own == atom) {
            Some((_, own)) => {
                *exponent = exponent.clone().min(own.clone());
                true
            }
            None => false,
        });
    }
    if relation == Relation::Above {
        // Even powers of what stands in every term.
        for (atom, exponent) in &mut common {
            if exponent.is_integer() && exponent.signum() > 0 && sign_of(graph, &vec![(*atom, exponent.clone())]).is_none() {
                *exponent = &*exponent - &Rational::ONE;
            }
        }
        common.retain(|(_, exponent)| !exponent.is_zero());
    }
    let may_go = |sign: Option<Relation>| sign == Some(Relation::Above) || (sign.is_some() && relation == Relation::Above);
    common.retain(|factor| may_go(sign_of(graph, &vec![factor.clone()])));
    if common.is_empty() {
        return None;
    }
    let inverse = common.into_iter().map(|(atom, exponent)| (atom, -&exponent)).collect();
    let divided = form.times(&Form::term(inverse, Rational::ONE), form.0.len())?;
    // A monomial alone would go on for ever.
    (divided != *form && !divided.0.keys().all(Vec::is_empty)).then_some(divided)
}

/// `a (x − r)(x² + p x + q)` whose second factor has no real root has the sign of a (x − r).
fn cubic(form: &Form) -> Option<Form> {
    /// Numerators and denominators of roots that are tried.
    const SHORT: (i64, i64) = (12, 4);
    let atom = form.0.keys().flatten().map(|(atom, _)| *atom).next()?;
    let mut by_degree = vec![Rational::ZERO; 4];
    for (monomial, coefficient) in &form.0 {
        let degree = match monomial.as_slice() {
            [] => 0,
            [(own, exponent)] if *own == atom => usize::try_from(exponent.to_i64()?).ok()?,
            _ => return None,
        };
        *by_degree.get_mut(degree)? = coefficient.clone();
    }
    let [c0, c1, c2, c3] = &by_degree[..] else { return None };
    if c3.is_zero() {
        return None;
    }
    for denominator in 1..=SHORT.1 {
        for numerator in -SHORT.0..=SHORT.0 {
            let root = Rational::new(numerator, denominator);
            // Horner: the quotient is c3 x² + b1 x + b0.
            let b1 = c2 + &(c3 * &root);
            let b0 = c1 + &(&b1 * &root);
            if !(c0 + &(&b0 * &root)).is_zero() {
                continue;
            }
            let discriminant = &(&b1 * &b1) - &(&Rational::integer(4) * &(c3 * &b0));
            if !discriminant.is_negative() {
                return None;
            }
            let mut line = Form::atom(atom).scaled(&sign(c3));
            line.add_scaled(&Form::number(root), &-&sign(c3));
            return Some(line);
        }
    }
    None
}
