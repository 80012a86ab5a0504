//! Reads the shelf's texts: `sqrt(x^2)` becomes a pattern, or an error that says what is wrong with it.
//!
//! Only what rules need: numbers, single-letter variables, `+ − * / ^`, side by side, known functions. It is not the
//! language's parser, and no text of a user comes here.

use crate::functions::{self, Arity, FunctionId};
use crate::number::Rational;

/// One side of a rule, as written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Pattern {
    /// A number.
    Number(Rational),
    /// A letter.
    Variable(char),
    /// `constant + Σ coefficient · part`.
    Sum(Rational, Vec<(Pattern, Rational)>),
    /// `Π part^exponent`.
    Product(Vec<(Pattern, Rational)>),
    /// A function.
    Call(FunctionId, Vec<Pattern>),
}

/// Reads a text.
pub(super) fn read(text: &str) -> Result<Pattern, String> {
    let mut reader = Reader { text: text.as_bytes(), place: 0 };
    let pattern = reader.sum()?;
    match reader.peek() {
        None => Ok(pattern),
        Some(c) => Err(format!("`{text}`: `{}` is not expected here", c as char)),
    }
}

struct Reader<'a> {
    text: &'a [u8],
    place: usize,
}

impl Reader<'_> {
    fn peek(&mut self) -> Option<u8> {
        while self.text.get(self.place) == Some(&b' ') {
            self.place += 1;
        }
        self.text.get(self.place).copied()
    }

    fn take(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(wanted);
        self.place += usize::from(found);
        found
    }

    fn run(&mut self, of: fn(&u8) -> bool) -> &str {
        let start = self.place;
        while self.text.get(self.place).is_some_and(of) {
            self.place += 1;
        }
        std::str::from_utf8(&self.text[start..self.place]).unwrap_or("")
    }

    fn sum(&mut self) -> Result<Pattern, String> {
        let mut terms = Vec::new();
        let mut sign = if self.take(b'-') { Rational::MINUS_ONE } else { Rational::ONE };
        loop {
            terms.push((self.product()?, sign));
            sign = match self.peek() {
                Some(b'+') => Rational::ONE,
                Some(b'-') => Rational::MINUS_ONE,
                _ => break,
            };
            self.place += 1;
        }
        Ok(if matches!(terms.as_slice(), [(_, c)] if c.is_one()) {
            terms.remove(0).0
        } else {
            Pattern::Sum(Rational::ZERO, terms)
        })
    }

    fn product(&mut self) -> Result<Pattern, String> {
        let mut factors = vec![self.power(Rational::ONE)?];
        loop {
            match self.peek() {
                Some(b'/') => {
                    self.place += 1;
                    factors.push(self.power(Rational::MINUS_ONE)?);
                }
                Some(b'*') => {
                    self.place += 1;
                    factors.push(self.power(Rational::ONE)?);
                }
                Some(c) if c.is_ascii_alphanumeric() || c == b'(' => factors.push(self.power(Rational::ONE)?),
                _ => break,
            }
        }
        Ok(if matches!(factors.as_slice(), [(_, e)] if e.is_one()) { factors.remove(0).0 } else { Pattern::Product(factors) })
    }

    fn power(&mut self, sign: Rational) -> Result<(Pattern, Rational), String> {
        let base = self.atom()?;
        if !self.take(b'^') {
            return Ok((base, sign));
        }
        self.peek();
        let exponent = self.run(u8::is_ascii_digit).to_string();
        let exponent = Rational::parse_decimal(&exponent).ok_or("an exponent is a whole number")?;
        Ok((base, &exponent * &sign))
    }

    fn atom(&mut self) -> Result<Pattern, String> {
        match self.peek() {
            Some(b'(') => {
                self.place += 1;
                let inner = self.sum()?;
                if self.take(b')') { Ok(inner) } else { Err("a bracket is not closed".into()) }
            }
            Some(c) if c.is_ascii_digit() => {
                let digits = self.run(u8::is_ascii_digit).to_string();
                Ok(Pattern::Number(Rational::parse_decimal(&digits).ok_or("a number is expected")?))
            }
            Some(c) if c.is_ascii_alphabetic() => {
                let name = self.run(|c| c.is_ascii_alphanumeric() || *c == b'_').to_string();
                if name.len() == 1 {
                    return Ok(Pattern::Variable(c as char));
                }
                self.call(&name)
            }
            _ => Err("an expression is expected".into()),
        }
    }

    fn call(&mut self, name: &str) -> Result<Pattern, String> {
        if !self.take(b'(') {
            return Err(format!("`{name}` is no letter and calls nothing"));
        }
        let mut args = vec![self.sum()?];
        while self.take(b',') {
            args.push(self.sum()?);
        }
        if !self.take(b')') {
            return Err(format!("the bracket of `{name}` is not closed"));
        }
        if name == "sqrt" && args.len() == 1 {
            return Ok(Pattern::Product(vec![(args.remove(0), Rational::HALF)]));
        }
        let id = functions::find(name).ok_or_else(|| format!("`{name}` is no known function"))?;
        let fits = match id.get().arity {
            Arity::Exactly(n) => args.len() == n,
            Arity::Folded => args.len() == 2,
            Arity::Any => !args.is_empty(),
        };
        if fits { Ok(Pattern::Call(id, args)) } else { Err(format!("`{name}` takes another number of arguments")) }
    }
}

impl Pattern {
    /// The same with one level of sums and products folded, as the graph's constructors do.
    pub(super) fn normal(&self) -> Pattern {
        match self {
            Pattern::Number(_) | Pattern::Variable(_) => self.clone(),
            Pattern::Call(id, args) => Pattern::Call(*id, args.iter().map(Pattern::normal).collect()),
            Pattern::Sum(constant, terms) => {
                let (mut constant, mut flat) = (constant.clone(), Vec::new());
                for (part, coefficient) in terms {
                    match part.normal() {
                        Pattern::Number(value) => constant = &constant + &(&value * coefficient),
                        Pattern::Sum(own, inner) if inner.len() == 1 && own.is_zero() => {
                            flat.extend(inner.into_iter().map(|(part, c)| (part, &c * coefficient)))
                        }
                        part => flat.push((part, coefficient.clone())),
                    }
                }
                match flat.as_slice() {
                    [] => Pattern::Number(constant),
                    [(part, c)] if c.is_one() && constant.is_zero() => part.clone(),
                    _ => Pattern::Sum(constant, flat),
                }
            }
            Pattern::Product(factors) => {
                let (mut number, mut flat) = (Rational::ONE, Vec::new());
                for (part, exponent) in factors {
                    fold(part.normal(), exponent, &mut number, &mut flat);
                }
                flat.retain(|(_, e)| !e.is_zero());
                let product = match flat.as_slice() {
                    [] => return Pattern::Number(number),
                    [(part, e)] if e.is_one() => part.clone(),
                    _ => Pattern::Product(flat),
                };
                if number.is_one() { product } else { Pattern::Sum(Rational::ZERO, vec![(product, number)]) }
            }
        }
    }
}

fn fold(part: Pattern, exponent: &Rational, number: &mut Rational, flat: &mut Vec<(Pattern, Rational)>) {
    let whole = exponent.to_i64();
    match (part, whole) {
        (Pattern::Number(value), Some(n)) if value.pow(n).is_some() => {
            *number = &*number * &value.pow(n).unwrap_or(Rational::ONE);
        }
        (Pattern::Product(inner), Some(_)) => inner.into_iter().for_each(|(part, e)| fold(part, &(&e * exponent), number, flat)),
        (Pattern::Sum(constant, mut terms), Some(n)) if constant.is_zero() && terms.len() == 1 && terms[0].1.pow(n).is_some() => {
            let (part, coefficient) = terms.remove(0);
            *number = &*number * &coefficient.pow(n).unwrap_or(Rational::ONE);
            fold(part, exponent, number, flat);
        }
        (part, _) => match flat.iter_mut().find(|(known, _)| *known == part) {
            Some((_, sum)) => *sum = &*sum + exponent,
            None => flat.push((part, exponent.clone())),
        },
    }
}
