//! What is to be seen of an expression: a small tree of fractions, roots and names, before any spelling is chosen.
//!
//! A [`Math`] is bounded in size (see [`super::cut`]), so that the spellings may recurse over it. It says nothing about
//! brackets: each spelling sets those that its reader needs.

use crate::functions::FunctionId;
use crate::name::Name;
use crate::number::Rational;

/// What is to be seen. Numbers are whole and not negative: a minus is a [`Math::Sum`] of one, 3/2 is a fraction.
#[derive(Clone, Debug, PartialEq)]
pub enum Math {
    /// The digits of a whole number, not negative.
    Number(String),
    /// A name, perhaps with indices: `w_01`, `W[1,2]`.
    Name(Name, Box<[u32]>),
    /// Signed summands from left to right; `true` is a minus. `−x` is a sum of one.
    Sum(Vec<(bool, Math)>),
    /// Factors side by side; a number stands first. At least two. A product in it is one that the graph keeps apart.
    Product(Vec<Math>),
    /// A product over a product, neither of them empty.
    Fraction {
        /// The factors above the line.
        above: Vec<Math>,
        /// The factors below it.
        below: Vec<Math>,
    },
    /// `base^exponent`.
    Power(Box<Math>, Box<Math>),
    /// The square root.
    Root(Box<Math>),
    /// `|x|`.
    Absolute(Box<Math>),
    /// A function at its arguments: `tanh(u)`, `f''(u)`, `u_2(−1)`, `F(x)[1]`.
    Call {
        /// Which one.
        head: Head,
        /// Its arguments.
        args: Vec<Math>,
        /// Indices behind the brackets.
        indices: Box<[u32]>,
    },
    /// `(C_1 without upper)`.
    Without(Box<Math>, Box<[Name]>),
    /// `(F(1) in eval)`.
    InEval(Box<Math>),
    /// `∂L/∂S_1`, of and by something short.
    Partial {
        /// Of what.
        of: Box<Math>,
        /// By what.
        by: Box<Math>,
    },
    /// `diff(L, w, v; hold = (C_1, S_1))`.
    Diff {
        /// Of what.
        of: Box<Math>,
        /// By what, one after another.
        by: Vec<Math>,
        /// What is held constant.
        hold: Vec<Math>,
    },
    /// `(e at (w = 1))`.
    At {
        /// What.
        of: Box<Math>,
        /// Name and value.
        values: Vec<(Math, Math)>,
    },
}

/// What stands before the bracket of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Head {
    /// An entry of the shelf.
    Known(FunctionId),
    /// A definition or an opaque function, its primes in the name.
    Name(Name),
}

impl Math {
    /// A factor list as one thing: the factor itself, or a product.
    pub fn product(mut factors: Vec<Math>) -> Math {
        match factors.pop() {
            None => Math::Number("1".into()),
            Some(only) if factors.is_empty() => only,
            Some(last) => {
                factors.push(last);
                Math::Product(factors)
            }
        }
    }

    /// `above/below`, where nothing below is no fraction.
    pub fn fraction(mut above: Vec<Math>, below: Vec<Math>) -> Math {
        if below.is_empty() {
            return Math::product(above);
        }
        if above.is_empty() {
            above.push(Math::Number("1".into()));
        }
        Math::Fraction { above, below }
    }

    /// An exact number: `3`, `3/2` as a fraction, `−3` as a sum of one.
    pub fn number(value: &Rational) -> Math {
        let size = value.abs();
        let below = if size.is_integer() { vec![] } else { vec![Math::Number(size.denominator().to_string())] };
        let size = Math::fraction(vec![Math::Number(size.numerator().to_string())], below);
        if value.is_negative() { Math::Sum(vec![(true, size)]) } else { size }
    }

    /// Whether it is a name, with or without indices or arguments: what may stand behind ∂ without brackets.
    pub fn is_named(&self) -> bool {
        matches!(self, Math::Name(..) | Math::Call { head: Head::Name(_), .. })
    }

    /// Whether it is a name, perhaps with what is left out.
    pub fn is_label(&self) -> bool {
        self.is_named() || matches!(self, Math::Without(..) | Math::InEval(_))
    }

    /// Calls `visit` with each direct part.
    pub fn for_each_part<'a>(&'a self, mut visit: impl FnMut(&'a Math)) {
        match self {
            Math::Number(_) | Math::Name(..) => {}
            Math::Sum(summands) => summands.iter().for_each(|(_, part)| visit(part)),
            Math::Product(parts) | Math::Call { args: parts, .. } => parts.iter().for_each(visit),
            Math::Fraction { above, below } => above.iter().chain(below).for_each(visit),
            Math::Power(base, exponent) => [base, exponent].into_iter().for_each(|part| visit(part)),
            Math::Root(part) | Math::Absolute(part) | Math::Without(part, _) | Math::InEval(part) => visit(part),
            Math::Partial { of, by } => [of, by].into_iter().for_each(|part| visit(part)),
            Math::Diff { of, by, hold } => {
                visit(of);
                by.iter().chain(hold).for_each(visit);
            }
            Math::At { of, values } => {
                visit(of);
                values.iter().for_each(|(name, value)| {
                    visit(name);
                    visit(value);
                });
            }
        }
    }
}
