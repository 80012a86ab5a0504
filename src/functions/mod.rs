//! The shelf of known functions: one file per function (or inseparable pair), one list, [`ALL`].
//!
//! An entry says what a function *is*: its value in doubles, its derivative and its meaning in our own language, where it
//! is defined and where it has kinks. Nothing here differentiates, evaluates a graph or prints.

use crate::number::Rational;

pub mod absolute;
pub mod atan;
pub mod cos;
pub mod cosh;
pub mod erf;
pub mod exp;
pub mod gelu;
pub mod gelu_tanh;
pub mod leaky_relu;
pub mod ln;
pub mod logsumexp;
pub mod max;
pub mod min;
pub mod pi;
pub mod pow;
pub mod relu;
pub mod sigmoid;
pub mod sign;
pub mod silu;
pub mod sin;
pub mod sinh;
pub mod softplus;
pub mod step;
pub mod tan;
pub mod tanh;

/// Every known function.
pub static ALL: &[&Function] = &[
    &exp::EXP,
    &ln::LN,
    &absolute::ABS,
    &sign::SIGN,
    &step::STEP,
    &sinh::SINH,
    &cosh::COSH,
    &tanh::TANH,
    &sigmoid::SIGMOID,
    &relu::RELU,
    &leaky_relu::LEAKY_RELU,
    &softplus::SOFTPLUS,
    &gelu::GELU,
    &gelu_tanh::GELU_TANH,
    &silu::SILU,
    &erf::ERF,
    &sin::SIN,
    &cos::COS,
    &tan::TAN,
    &atan::ATAN,
    &max::MAX,
    &min::MIN,
    &logsumexp::LOGSUMEXP,
    &pi::PI,
    &pow::POW,
];

/// Index of an entry of [`ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FunctionId(pub u16);

/// One known function.
pub struct Function {
    /// The name of the plain spelling.
    pub name: &'static str,
    /// Other spellings that mean the same (`log` for `ln`).
    pub aliases: &'static [&'static str],
    /// LaTeX of the name, `\tanh` or `\operatorname{relu}`.
    pub latex: &'static str,
    /// How many arguments it takes.
    pub arity: Arity,
    /// The value in doubles; NaN outside the domain.
    pub value: fn(&[f64]) -> f64,
    /// The exact value at rational arguments, where it is rational and known without work (`exp(0) = 1`).
    pub exact: fn(&[Rational]) -> Option<Rational>,
    /// What the function is in terms of others, in our own language, in `x` (or `x_1`, `x_2`); `None` for a primitive,
    /// which every evaluator knows by itself.
    pub definition: Option<&'static str>,
    /// The partial derivative by each argument in our own language, in `x` (or `x_1`, `x_2`) and the value `y`.
    /// A function of any number of arguments has one text, in which `x_i` is the argument in question.
    pub derivative: &'static [&'static str],
    /// What the arguments must meet for the value to exist.
    pub domain: &'static [(&'static str, Need)],
    /// Expressions that vanish at the kinks and jumps; there the derivative is a convention.
    pub kinks: &'static [&'static str],
    /// The convention at the kinks, for the reader: `relu'(0) = 0`.
    pub convention: Option<&'static str>,
    /// What is known of the sign of the value.
    pub range: Range,
    /// Odd, even or neither (in its one argument).
    pub parity: Parity,
    /// One sentence for help texts, with the source of the formula.
    pub about: &'static str,
}

/// The number of arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arity {
    /// Exactly so many.
    Exactly(usize),
    /// Two or more; read as `f(f(a, b), c)`.
    Folded,
    /// One or more, all alike.
    Any,
}

/// What an expression must meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Need {
    /// `e ≠ 0`.
    NonZero,
    /// `e ≥ 0`.
    NonNegative,
    /// `e > 0`.
    Positive,
}

impl Need {
    /// Whether a number meets it.
    pub fn is_met_by(self, value: &Rational) -> bool {
        self.is_met_by_sign(value.signum())
    }

    /// Whether a number with this sign (1, 0, −1) meets it.
    ///
    /// ```
    /// use normsym::functions::Need;
    /// assert!(Need::NonNegative.is_met_by_sign(0) && !Need::Positive.is_met_by_sign(0));
    /// assert!(Need::NonZero.is_met_by_sign(-1) && !Need::NonNegative.is_met_by_sign(-1));
    /// ```
    pub fn is_met_by_sign(self, sign: i32) -> bool {
        match self {
            Need::NonZero => sign != 0,
            Need::NonNegative => sign >= 0,
            Need::Positive => sign > 0,
        }
    }
}

/// What is known of a value's sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// Nothing.
    Any,
    /// Never below 0.
    NonNegative,
    /// Always above 0.
    Positive,
}

/// Symmetry under a change of the argument's sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parity {
    /// f(−x) = −f(x).
    Odd,
    /// f(−x) = f(x).
    Even,
    /// Neither.
    None,
}

impl FunctionId {
    /// The entry.
    pub fn get(self) -> &'static Function {
        ALL[self.0 as usize]
    }
}

/// The function of that name or alias.
///
/// ```
/// assert_eq!(normsym::functions::find("log").unwrap().get().name, "ln");
/// assert!(normsym::functions::find("foo").is_none());
/// ```
pub fn find(name: &str) -> Option<FunctionId> {
    let index = ALL.iter().position(|f| f.name == name || f.aliases.contains(&name))?;
    Some(FunctionId(index as u16))
}

/// The function of that very name, which must be on the shelf.
///
/// # Panics
/// Where it is not: a fault of this crate, not of any input.
pub fn known(name: &'static str) -> FunctionId {
    find(name).unwrap_or_else(|| unreachable!("{name} is not on the shelf of functions"))
}

const fn no_exact(_: &[Rational]) -> Option<Rational> {
    None
}

/// An entry to start from: one argument, no domain, no kinks, nothing known.
const BLANK: Function = Function {
    name: "",
    aliases: &[],
    latex: "",
    arity: Arity::Exactly(1),
    value: |_| f64::NAN,
    exact: no_exact,
    definition: None,
    derivative: &[],
    domain: &[],
    kinks: &[],
    convention: None,
    range: Range::Any,
    parity: Parity::None,
    about: "",
};
