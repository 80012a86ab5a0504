//! Terms as the generator handles them: read from a parsed claim, matched, replaced, written as text.

use normsym::syntax::ast::{Bracket, Expr, Join, Kind, Name, Sign};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// A number as text.
    Number(String),
    Name(String),
    Negative(Box<Term>),
    Sum(Box<Term>, Box<Term>),
    Difference(Box<Term>, Box<Term>),
    Product(Box<Term>, Box<Term>),
    Quotient(Box<Term>, Box<Term>),
    Power(Box<Term>, Box<Term>),
    /// A function, or `diff` whose later arguments are names.
    Call(String, Vec<Term>),
    /// `sum[data] (…)` and its kin.
    Over(String, Box<Term>),
}

use Term::{Call, Difference, Negative, Number, Over, Power, Product, Quotient, Sum};

/// The functions of the language that a law or a grown term may hold.
pub const ONE: &[&str] = &[
    "exp",
    "ln",
    "sqrt",
    "abs",
    "sign",
    "step",
    "sinh",
    "cosh",
    "tanh",
    "sigmoid",
    "relu",
    "leaky_relu",
    "softplus",
    "gelu",
    "gelu_tanh",
    "silu",
    "erf",
    "sin",
    "cos",
    "tan",
    "atan",
];
pub const SEVERAL: &[&str] = &["max", "min", "logsumexp"];

fn is_function(name: &Name) -> bool {
    let plain = name.unprimed().to_string();
    [ONE, SEVERAL, &["pow", "diff", "f", "g", "norm"]].concat().contains(&plain.as_str())
}

fn boxed(a: Term, b: Term) -> (Box<Term>, Box<Term>) {
    (Box::new(a), Box::new(b))
}

impl Term {
    pub fn name(text: &str) -> Term {
        Term::Name(text.to_string())
    }

    pub fn number(text: &str) -> Term {
        Number(text.to_string())
    }

    pub fn call(function: &str, argument: Term) -> Term {
        Call(function.to_string(), vec![argument])
    }

    pub fn sum(a: Term, b: Term) -> Term {
        let (a, b) = boxed(a, b);
        Sum(a, b)
    }

    pub fn product(a: Term, b: Term) -> Term {
        let (a, b) = boxed(a, b);
        Product(a, b)
    }

    /// The term of a parsed expression; `None` for what the generator does not handle.
    pub fn read(expr: &Expr) -> Option<Term> {
        Some(match &expr.kind {
            Kind::Number(number) => Number(number.to_string()),
            Kind::Name(name) => Term::Name(name.to_string()),
            Kind::Sum(terms) => {
                let mut terms = terms.iter();
                let (sign, first) = terms.next()?;
                let first = Term::read(first)?;
                let first = if *sign == Sign::Minus { Negative(Box::new(first)) } else { first };
                terms.try_fold(first, |sum, (sign, term)| {
                    let (a, b) = boxed(sum, Term::read(term)?);
                    Some(if *sign == Sign::Minus { Difference(a, b) } else { Sum(a, b) })
                })?
            }
            Kind::Product(factors) => {
                let mut at = 0;
                let mut product: Option<Term> = None;
                while at < factors.len() {
                    let over = factors[at].0 == Join::Over;
                    let (factor, next) = Term::factor(factors, at)?;
                    product = Some(match product {
                        None => factor,
                        Some(before) => {
                            let (a, b) = boxed(before, factor);
                            if over { Quotient(a, b) } else { Product(a, b) }
                        }
                    });
                    at = next;
                }
                product?
            }
            Kind::Power(base, exponent) => Term::raised(Term::read(base)?, exponent)?,
            Kind::Group(_, args) if args.len() == 1 => Term::read(&args[0].value)?,
            Kind::Absolute(inner) => Term::call("abs", Term::read(inner)?),
            Kind::Root { degree: None, radicand } => Term::call("sqrt", Term::read(radicand)?),
            Kind::Fraction(a, b) => {
                let (a, b) = boxed(Term::read(a)?, Term::read(b)?);
                Quotient(a, b)
            }
            _ => return None,
        })
    }

    fn raised(base: Term, exponent: &Expr) -> Option<Term> {
        let (base, exponent) = boxed(base, Term::read(exponent)?);
        Some(Power(base, exponent))
    }

    /// The factor at that place with what belongs to it, and the place behind.
    fn factor(factors: &[(Join, Expr)], at: usize) -> Option<(Term, usize)> {
        let following = factors.get(at + 1).filter(|(join, _)| *join == Join::Beside).map(|(_, expr)| expr);
        let (name, raised) = match &factors[at].1.kind {
            Kind::RootSign => {
                let (inner, next) = Term::factor(factors, at + 1)?;
                return Some((Term::call("sqrt", inner), next));
            }
            Kind::Name(name) => (Some(name), None),
            Kind::Power(base, exponent) => (if let Kind::Name(name) = &base.kind { Some(name) } else { None }, Some(exponent)),
            _ => (None, None),
        };
        let Some(name) = name.filter(|name| is_function(name)) else { return Some((Term::read(&factors[at].1)?, at + 1)) };
        let (args, outer) = match &following?.kind {
            Kind::Group(Bracket::Round, args) => (args, None),
            Kind::Power(base, exponent) => match &base.kind {
                Kind::Group(Bracket::Round, args) => (args, Some(exponent)),
                _ => return None,
            },
            _ => return None,
        };
        if args.iter().any(|arg| arg.name.is_some()) {
            return None;
        }
        let args = args.iter().map(|arg| Term::read(&arg.value)).collect::<Option<Vec<_>>>()?;
        let called = Call(name.to_string(), args);
        let value = [raised, outer].into_iter().flatten().try_fold(called, |base, exponent| Term::raised(base, exponent))?;
        Some((value, at + 2))
    }

    /// The parts that may be replaced by what is equal; the names by which one differentiates may not.
    pub fn parts(&self) -> Vec<&Term> {
        match self {
            Number(_) | Term::Name(_) => Vec::new(),
            Negative(a) | Over(_, a) => vec![a],
            Sum(a, b) | Difference(a, b) | Product(a, b) | Quotient(a, b) | Power(a, b) => vec![a, b],
            Call(function, args) if function == "diff" => vec![&args[0]],
            Call(_, args) => args.iter().collect(),
        }
    }

    pub fn parts_mut(&mut self) -> Vec<&mut Term> {
        match self {
            Number(_) | Term::Name(_) => Vec::new(),
            Negative(a) | Over(_, a) => vec![a],
            Sum(a, b) | Difference(a, b) | Product(a, b) | Quotient(a, b) | Power(a, b) => vec![a, b],
            Call(function, args) => {
                let parts = if function == "diff" { 1 } else { args.len() };
                args.iter_mut().take(parts).collect()
            }
        }
    }

    pub fn size(&self) -> usize {
        1 + self.parts().into_iter().map(|part| part.size()).sum::<usize>()
    }

    /// Whether a part, or a name of a derivative, is this.
    pub fn holds(&self, wanted: &dyn Fn(&Term) -> bool) -> bool {
        let named = if let Call(f, args) = self { f == "diff" && args.iter().any(wanted) } else { false };
        wanted(self) || named || self.parts().into_iter().any(|part| part.holds(wanted))
    }

    /// The names, those of derivatives among them.
    pub fn names(&self, into: &mut Vec<String>) {
        match self {
            Term::Name(name) if !into.contains(name) => into.push(name.clone()),
            Call(_, args) => args.iter().for_each(|arg| arg.names(into)),
            _ => self.parts().into_iter().for_each(|part| part.names(into)),
        }
    }

    /// The same with names replaced.
    pub fn with(&self, values: &BTreeMap<String, Term>) -> Term {
        if let Term::Name(name) = self
            && let Some(value) = values.get(name)
        {
            return value.clone();
        }
        let mut copy = self.clone();
        copy.parts_mut().into_iter().for_each(|part| *part = part.with(values));
        copy
    }

    /// Whether it is an instance of a pattern whose names stand for anything.
    pub fn matches(&self, pattern: &Term, found: &mut BTreeMap<String, Term>) -> bool {
        if let Term::Name(name) = pattern {
            return name == "pi" && self == pattern || name != "pi" && found.entry(name.clone()).or_insert(self.clone()) == self;
        }
        let alike = match (self, pattern) {
            (Number(a), Number(b)) => a == b,
            (Call(f, a), Call(g, b)) => f == g && f != "diff" && a.len() == b.len(),
            (Over(f, _), Over(g, _)) => f == g,
            _ => std::mem::discriminant(self) == std::mem::discriminant(pattern),
        };
        alike && self.parts().into_iter().zip(pattern.parts()).all(|(part, pattern)| part.matches(pattern, found))
    }

    /// Replaces the part of that number, in the order of a walk from the top.
    pub fn replace(&mut self, number: &mut usize, by: &mut dyn FnMut(&Term) -> Term) -> bool {
        if *number == 0 {
            *self = by(self);
            return true;
        }
        *number -= 1;
        for part in self.parts_mut() {
            if part.replace(number, by) {
                return true;
            }
        }
        false
    }

    /// The text, with brackets where they are needed.
    pub fn text(&self) -> String {
        let inside = |term: &Term, least: u8| if term.binding() < least { format!("({})", term.text()) } else { term.text() };
        match self {
            Number(text) | Term::Name(text) => text.clone(),
            Negative(a) => format!("-{}", inside(a, 3)),
            Sum(a, b) => format!("{} + {}", inside(a, 1), inside(b, 2)),
            Difference(a, b) => format!("{} - {}", inside(a, 1), inside(b, 2)),
            Product(a, b) => format!("{} * {}", inside(a, 2), inside(b, 3)),
            Quotient(a, b) => format!("{}/{}", inside(a, 2), inside(b, 4)),
            Power(a, b) => format!("{}^{}", inside(a, 4), inside(b, 4)),
            Call(function, args) => format!("{function}({})", args.iter().map(Term::text).collect::<Vec<_>>().join(", ")),
            Over(operator, a) => format!("({operator} ({}))", a.text()),
        }
    }

    fn binding(&self) -> u8 {
        match self {
            Negative(_) => 0,
            Sum(..) | Difference(..) => 1,
            Number(text) if text.starts_with('-') => 0,
            Number(text) if text.contains('/') => 2,
            Product(..) | Quotient(..) => 2,
            Power(..) => 3,
            _ => 4,
        }
    }
}
