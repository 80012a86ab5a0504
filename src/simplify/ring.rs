//! Ring equality: classes with the same polynomial are one class.
//!
//! A class is an atom where it holds a symbol, a named term or a call; else its polynomial is that of one of its sums or
//! products, over the atoms below. The polynomials are made anew after unions, so atoms that became one are one here.

use super::egraph::{Class, Enode, Op, Room};
use super::polynomial::{Polynomial, multiply};
use crate::number::Rational;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// The most terms of a polynomial; a class above it is an atom.
const CAP: usize = 64;
/// Rounds of uniting; each round unites everything that the last one made equal.
const ROUNDS: usize = 8;

type Form = Polynomial<Class>;

impl Room {
    /// Renews the polynomials and unites what is equal; whether anything was united.
    pub fn unite_equal_polynomials(&mut self) -> bool {
        let mut any = false;
        for _ in 0..ROUNDS {
            let pairs = self.renew_polynomials();
            let mut changed = false;
            for (left, right) in pairs {
                changed |= self.unite(left, right, "ring laws");
            }
            for (class, value) in self.numbers_found() {
                let number = self.number(value);
                changed |= self.unite(class, number, "ring laws");
            }
            self.rebuild();
            any |= changed;
            if !changed {
                break;
            }
        }
        any
    }

    /// Classes that are numbers by their polynomial and do not hold one yet.
    fn numbers_found(&self) -> Vec<(Class, Rational)> {
        let mut found: Vec<_> = self
            .polynomials
            .iter()
            .filter_map(|(class, form)| match form.as_term() {
                None if form.0.is_empty() => Some((*class, Rational::ZERO)),
                Some((monomial, value)) if monomial.is_empty() => Some((*class, value.clone())),
                _ => None,
            })
            .filter(|(class, _)| self.number_of(*class).is_none())
            .collect();
        found.sort_unstable();
        found
    }

    fn renew_polynomials(&mut self) -> Vec<(Class, Class)> {
        let classes = self.classes();
        let mut forms: FxHashMap<Class, Form> = FxHashMap::default();
        let mut open = Vec::new();
        for &class in &classes {
            match self.number_of(class) {
                Some(value) => {
                    forms.insert(class, Form::number(value));
                }
                None if self.nodes(class).iter().any(|node| matches!(node.op, Op::Atom(_) | Op::Call(_))) => {
                    forms.insert(class, Form::atom(class));
                }
                None => open.push(class),
            }
        }
        while !open.is_empty() {
            let before = open.len();
            open.retain(|class| {
                let best = self.nodes(*class).iter().filter_map(|node| self.form(node, &forms)).min_by_key(|form| form.0.len());
                best.map(|form| forms.insert(*class, form)).is_none()
            });
            if open.len() == before {
                // Nothing below is known: a class above the cap, or one that stands in itself alone.
                let class = open.remove(0);
                forms.insert(class, Form::atom(class));
            }
        }
        let mut seen: FxHashMap<Form, Class> = FxHashMap::default();
        let mut pairs = Vec::new();
        for &class in &classes {
            let own = forms.get(&class).cloned();
            let others = self.nodes(class).iter().filter_map(|node| self.form(node, &forms));
            for form in own.into_iter().chain(others) {
                match seen.get(&form) {
                    Some(&known) if known != class => pairs.push((known, class)),
                    Some(_) => {}
                    None => {
                        seen.insert(form, class);
                    }
                }
            }
        }
        self.polynomials = forms;
        self.by_polynomial = seen;
        pairs
    }

    /// The polynomial of a sum or product; `None` where a child has none yet or the cap is passed.
    fn form(&self, node: &Enode, forms: &FxHashMap<Class, Form>) -> Option<Form> {
        match &node.op {
            Op::Sum(constant, _) => {
                let mut sum = Form::number(constant.clone());
                for (child, coefficient) in node.parts() {
                    sum.add_scaled(forms.get(&self.find(child))?, &coefficient);
                    if sum.0.len() > CAP {
                        return None;
                    }
                }
                Some(sum)
            }
            Op::Product(_) => {
                let factors: Vec<_> = node.parts().into_iter().map(|(child, e)| (self.find(child), e)).collect();
                if factors.iter().any(|(child, _)| !forms.contains_key(child)) {
                    return None;
                }
                self.product_form(factors, forms)
            }
            _ => None,
        }
    }

    fn product_form(&self, factors: Vec<(Class, Rational)>, forms: &FxHashMap<Class, Form>) -> Option<Form> {
        let mut number = Rational::ONE;
        let mut powers: BTreeMap<Class, Rational> = BTreeMap::new();
        let mut queue = factors;
        // A root that meets itself (√P √P) becomes P, which may be opened again; four levels are enough in practice,
        // and what is not opened is an atom.
        for _ in 0..4 {
            for (class, exponent) in queue.drain(..) {
                let sum = powers.entry(class).or_default();
                *sum = &*sum + &exponent;
            }
            powers.retain(|_, e| !e.is_zero());
            let opened: Vec<Class> = powers
                .iter()
                .filter(|(class, e)| {
                    e.is_integer() && forms.get(class).is_some_and(|form| *form != Form::atom(**class) && form.0.len() <= 1)
                })
                .map(|(class, _)| *class)
                .collect();
            if opened.is_empty() {
                break;
            }
            for class in opened {
                let exponent = powers.remove(&class)?;
                let form = forms.get(&class)?;
                let Some((monomial, coefficient)) = form.as_term() else {
                    return if exponent.signum() > 0 { Some(Form::number(Rational::ZERO)) } else { None };
                };
                number = &number * &coefficient.pow(exponent.to_i64()?)?;
                queue.extend(monomial.iter().map(|(class, e)| (*class, e * &exponent)));
            }
        }
        if !queue.is_empty() {
            return None;
        }
        let mut monomial = Vec::new();
        let mut result = Form::number(number);
        for (class, exponent) in powers {
            let form = forms.get(&class)?;
            match exponent.to_i64() {
                Some(n) if n > 0 && form.0.len() > 1 => result = result.times(&form.power(n, CAP)?, CAP)?,
                _ => monomial = multiply(&monomial, &vec![(class, exponent)]),
            }
        }
        result.times(&Form::term(monomial, Rational::ONE), CAP)
    }

    /// The class whose polynomial is `factor` times that of `class`, where there is one.
    pub fn scaled_class(&self, class: Class, factor: &Rational) -> Option<Class> {
        let form = self.polynomials.get(&self.find(class))?.scaled(factor);
        self.by_polynomial.get(&form).map(|class| self.find(*class))
    }
}
