//! Where rules apply: patterns against classes, a part of a sum or product being enough at the top.
//!
//! `exp(x) exp(y)` is found in `2 a exp(u)² exp(v)^3` and leaves the rest; below the top a pattern takes a whole node.

use super::egraph::{Class, Enode, Op, Room};
use super::pattern::Pattern;
use super::shelf::Compiled;
use super::signfacts::Sign;
use crate::expr::Callee;
use crate::functions::Need;
use crate::number::Rational;

/// The most matches of one pattern at one node.
const MATCHES: usize = 24;

/// Letters and what they stand for: `factor · class`.
pub(super) type Bindings = Vec<(char, (Class, Rational))>;

/// One place where a rule applies.
pub(super) struct Found {
    pub class: Class,
    pub bindings: Bindings,
    /// What of the node is not replaced.
    rest: Rest,
}

enum Rest {
    Whole,
    /// `constant + Σ rest + factor · replaced`.
    Sum(Rational, Vec<(Class, Rational)>, Rational),
    /// `Π rest · replaced^exponent`.
    Product(Vec<(Class, Rational)>, Rational),
}

impl Room {
    /// Where the rule's left side stands in this node of this class.
    pub fn find_rule(&self, rule: &Compiled, class: Class, node: &Enode, found: &mut Vec<Found>) {
        match (&rule.left, &node.op) {
            (Pattern::Call(id, patterns), Op::Call(Callee::Known(own))) if id == own => {
                for bindings in self.match_args(patterns, &node.children, Vec::new()) {
                    found.push(Found { class, bindings, rest: Rest::Whole });
                }
            }
            (Pattern::Sum(wanted, patterns), Op::Sum(constant, _)) if patterns.len() <= node.children.len() => {
                let parts = node.parts();
                let Some((first, coefficient)) = patterns.first() else { return };
                for (place, (child, own)) in parts.iter().enumerate() {
                    let Some(factor) = own.checked_div(coefficient) else { continue };
                    let wanted = wanted * &factor;
                    if !wanted.is_zero() && wanted != *constant {
                        continue;
                    }
                    for bindings in self.match_class(first, *child, Vec::new()) {
                        let mut rest = parts.clone();
                        rest.remove(place);
                        for (bindings, rest) in self.match_terms(&patterns[1..], &factor, rest, bindings) {
                            let rest = Rest::Sum(constant - &wanted, rest, factor.clone());
                            found.push(Found { class, bindings, rest });
                        }
                    }
                }
            }
            (Pattern::Product(patterns), Op::Product(_)) => {
                let signs: &[Rational] =
                    if patterns.len() > 1 { &[Rational::ONE, Rational::MINUS_ONE] } else { &[Rational::ONE] };
                for sign in signs {
                    for (bindings, rest) in self.match_factors(patterns, sign, node.parts(), Vec::new()) {
                        found.push(Found { class, bindings, rest: Rest::Product(rest, sign.clone()) });
                    }
                }
            }
            _ => {}
        }
    }

    fn match_terms(
        &self,
        patterns: &[(Pattern, Rational)],
        factor: &Rational,
        parts: Vec<(Class, Rational)>,
        bindings: Bindings,
    ) -> Vec<(Bindings, Vec<(Class, Rational)>)> {
        let Some(((pattern, coefficient), others)) = patterns.split_first() else { return vec![(bindings, parts)] };
        let wanted = coefficient * factor;
        let mut found = Vec::new();
        for place in 0..parts.len() {
            if parts[place].1 != wanted || found.len() >= MATCHES {
                continue;
            }
            for bindings in self.match_class(pattern, parts[place].0, bindings.clone()) {
                let mut rest = parts.clone();
                rest.remove(place);
                found.extend(self.match_terms(others, factor, rest, bindings));
            }
        }
        found
    }

    fn match_factors(
        &self,
        patterns: &[(Pattern, Rational)],
        sign: &Rational,
        parts: Vec<(Class, Rational)>,
        bindings: Bindings,
    ) -> Vec<(Bindings, Vec<(Class, Rational)>)> {
        let Some(((pattern, exponent), others)) = patterns.split_first() else { return vec![(bindings, parts)] };
        let wanted = exponent * sign;
        let mut found = Vec::new();
        for place in 0..parts.len() {
            let left = &parts[place].1 - &wanted;
            // u³ holds u and u², but not u^-1: what is left may not change where the whole has a value.
            let inside = wanted.is_integer() && left.is_integer() && left.signum() * wanted.signum() >= 0;
            if !(left.is_zero() || inside) || found.len() >= MATCHES {
                continue;
            }
            for bindings in self.match_class(pattern, parts[place].0, bindings.clone()) {
                let mut rest = parts.clone();
                if left.is_zero() {
                    rest.remove(place);
                } else {
                    rest[place].1 = left.clone();
                }
                found.extend(self.match_factors(others, sign, rest, bindings));
            }
        }
        found
    }

    fn match_args(&self, patterns: &[Pattern], args: &[Class], bindings: Bindings) -> Vec<Bindings> {
        if patterns.len() != args.len() {
            return Vec::new();
        }
        let mut all = vec![bindings];
        for (pattern, arg) in patterns.iter().zip(args) {
            all = all.into_iter().flat_map(|bindings| self.match_class(pattern, *arg, bindings)).take(MATCHES).collect();
        }
        all
    }

    fn match_class(&self, pattern: &Pattern, class: Class, bindings: Bindings) -> Vec<Bindings> {
        let class = self.find(class);
        match pattern {
            Pattern::Number(value) => {
                if self.number_of(class).as_ref() == Some(value) {
                    vec![bindings]
                } else {
                    Vec::new()
                }
            }
            Pattern::Variable(letter) => self.bind(*letter, &Rational::ONE, class, bindings),
            Pattern::Sum(constant, parts) if constant.is_zero() && matches!(parts.as_slice(), [(Pattern::Variable(_), _)]) => {
                let [(Pattern::Variable(letter), factor)] = parts.as_slice() else { return Vec::new() };
                self.bind(*letter, factor, class, bindings)
            }
            Pattern::Call(id, patterns) => self
                .nodes(class)
                .iter()
                .filter(|node| node.op == Op::Call(Callee::Known(*id)))
                .flat_map(|node| self.match_args(patterns, &node.children, bindings.clone()))
                .take(MATCHES)
                .collect(),
            Pattern::Sum(wanted, patterns) => self
                .nodes(class)
                .iter()
                .filter(|node| matches!(&node.op, Op::Sum(constant, c) if constant == wanted && c.len() == patterns.len()))
                .flat_map(|node| self.match_terms(patterns, &Rational::ONE, node.parts(), bindings.clone()))
                .map(|(bindings, _)| bindings)
                .take(MATCHES)
                .collect(),
            Pattern::Product(patterns) => self
                .nodes(class)
                .iter()
                .filter(|node| matches!(&node.op, Op::Product(e) if e.len() == patterns.len()))
                .flat_map(|node| self.match_factors(patterns, &Rational::ONE, node.parts(), bindings.clone()))
                .filter(|(_, rest)| rest.is_empty())
                .map(|(bindings, _)| bindings)
                .take(MATCHES)
                .collect(),
        }
    }

    /// Binds or compares so that `factor · letter` is the class.
    fn bind(&self, letter: char, factor: &Rational, class: Class, mut bindings: Bindings) -> Vec<Bindings> {
        let Some(inverse) = factor.recip() else { return Vec::new() };
        let Some((_, (known, own))) = bindings.iter().find(|(known, _)| *known == letter) else {
            let plain = self.scaled_class(class, &inverse).filter(|_| !factor.is_one());
            bindings.push((letter, plain.map_or((class, inverse), |class| (class, Rational::ONE))));
            return vec![bindings];
        };
        let scale = own * factor;
        let equal = if scale.is_one() { self.find(*known) == class } else { self.scaled_class(*known, &scale) == Some(class) };
        if equal { vec![bindings] } else { Vec::new() }
    }

    /// Whether the rule's conditions are known to hold.
    pub fn conditions_hold(&self, when: &[(Pattern, Need)], bindings: &Bindings) -> bool {
        when.iter().all(|(pattern, need)| self.pattern_sign(pattern, bindings).meets(*need))
    }

    fn pattern_sign(&self, pattern: &Pattern, bindings: &Bindings) -> Sign {
        match pattern {
            Pattern::Number(value) => Sign::of_number(value),
            Pattern::Variable(letter) => match bindings.iter().find(|(known, _)| known == letter) {
                Some((_, (class, factor))) => self.signs.get(&self.find(*class)).copied().unwrap_or_default().scaled(factor),
                None => Sign::default(),
            },
            Pattern::Sum(constant, parts) if constant.is_zero() && parts.len() == 1 => {
                self.pattern_sign(&parts[0].0, bindings).scaled(&parts[0].1)
            }
            Pattern::Sum(constant, parts) => parts.iter().fold(Sign::of_number(constant), |sum, (part, coefficient)| {
                sum.plus(self.pattern_sign(part, bindings).scaled(coefficient))
            }),
            Pattern::Product(parts) => parts.iter().fold(Sign::of_number(&Rational::ONE), |product, (part, exponent)| {
                product.times(self.pattern_sign(part, bindings).power(exponent))
            }),
            Pattern::Call(id, args) => {
                let inner = args.first().map(|arg| self.pattern_sign(arg, bindings)).unwrap_or_default();
                let own = inner.call(*id);
                // cos(x) itself may be known not to be 0.
                let [Pattern::Variable(letter)] = args.as_slice() else { return own };
                let Some((_, (class, factor))) = bindings.iter().find(|(known, _)| known == letter) else { return own };
                let known = self.classes_with_call(*id, *class).filter(|_| factor.is_one());
                known.and_then(|class| self.signs.get(&class).copied()).unwrap_or(own)
            }
        }
    }

    /// Puts the rule's right side where its left side was found.
    pub fn apply_rule(&mut self, rule: &Compiled, found: &Found) -> bool {
        let replaced = self.build(&rule.right, &found.bindings);
        let new = match &found.rest {
            Rest::Whole => replaced,
            Rest::Sum(constant, rest, factor) => {
                let mut terms = rest.clone();
                terms.push((replaced, factor.clone()));
                self.sum(constant.clone(), &terms)
            }
            Rest::Product(rest, exponent) => {
                let mut factors = rest.clone();
                factors.push((replaced, exponent.clone()));
                self.product(&factors)
            }
        };
        self.unite(found.class, new, rule.name)
    }

    fn build(&mut self, pattern: &Pattern, bindings: &Bindings) -> Class {
        match pattern {
            Pattern::Number(value) => self.number(value.clone()),
            Pattern::Variable(letter) => match bindings.iter().find(|(known, _)| known == letter) {
                Some((_, (class, factor))) => self.sum(Rational::ZERO, &[(*class, factor.clone())]),
                // A letter of the right side alone: a test refuses such rules.
                None => self.number(Rational::ZERO),
            },
            Pattern::Sum(constant, parts) => {
                let terms: Vec<_> = parts.iter().map(|(part, c)| (self.build(part, bindings), c.clone())).collect();
                self.sum(constant.clone(), &terms)
            }
            Pattern::Product(parts) => {
                let factors: Vec<_> = parts.iter().map(|(part, e)| (self.build(part, bindings), e.clone())).collect();
                self.product(&factors)
            }
            Pattern::Call(id, args) => {
                let args = args.iter().map(|arg| self.build(arg, bindings)).collect();
                self.call(Callee::Known(*id), args)
            }
        }
    }

    fn classes_with_call(&self, function: crate::functions::FunctionId, arg: Class) -> Option<Class> {
        self.lookup(&Enode { op: Op::Call(Callee::Known(function)), children: Box::new([self.find(arg)]) })
    }
}
