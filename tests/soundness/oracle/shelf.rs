//! The known functions once more, from their textbook definitions.

use super::jet::Jet;
use super::number::{Number, Smooth};
use super::real::{Fault, Result};
use normsym::number::Rational;

/// The names that are functions of one argument.
pub const NAMES: &[&str] = &[
    "exp",
    "ln",
    "log",
    "sqrt",
    "abs",
    "sign",
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
    "step",
];

/// The names of functions of several arguments.
pub const SEVERAL: &[&str] = &["max", "min", "logsumexp", "pow"];

/// A known function of its arguments.
pub fn apply<N: Number>(name: &str, args: &[Jet<N>]) -> Result<Jet<N>> {
    match (name, args) {
        ("max", [first, rest @ ..]) => rest.iter().try_fold(first.clone(), |a, b| larger(&a, b)),
        ("min", [first, rest @ ..]) => Ok(rest.iter().try_fold(first.negative(), |a, b| larger(&a, &b.negative()))?.negative()),
        ("logsumexp", [_, ..]) => logsumexp(args),
        ("pow", [base, exponent]) => power(base, exponent),
        (_, [x]) => one(name, x),
        _ => Err(Fault::Beyond(format!("{name} of {} arguments", args.len()))),
    }
}

fn one<N: Number>(name: &str, x: &Jet<N>) -> Result<Jet<N>> {
    let number = |n: i64, d: i64| Jet::constant(N::of(&Rational::new(n, d)));
    let (zero, unit) = (N::exact(0.0), N::exact(1.0));
    match name {
        "exp" => x.through(Smooth::Exp),
        "ln" | "log" => logarithm(x),
        "sqrt" => root(x),
        "abs" => x.bent(&unit.negative(), &unit),
        "relu" => x.bent(&zero, &unit),
        "leaky_relu" => x.bent(&N::of(&Rational::new(1, 100)), &unit),
        "sign" => x.jump(-1.0, 0.0, 1.0),
        "step" => x.jump(0.0, 0.0, 1.0),
        "sinh" => x.through(Smooth::Sinh),
        "cosh" => x.through(Smooth::Cosh),
        "tanh" => x.through(Smooth::Tanh),
        "sigmoid" => x.through(Smooth::Sigmoid),
        "softplus" => x.through(Smooth::Softplus),
        "silu" => x.mul(&one("sigmoid", x)?),
        "gelu" => {
            let inner = one("erf", &x.mul(&root(&number(1, 2))?)?)?;
            x.mul(&inner.add(&number(1, 1))?)?.mul(&number(1, 2))
        }
        "gelu_tanh" => {
            let two_by_pi = number(2, 1).div(&Jet::constant(N::pi()))?;
            let cube = x.power(3)?.mul(&number(44715, 1_000_000))?;
            let inner = x.add(&cube)?.mul(&root(&two_by_pi)?)?;
            x.mul(&one("tanh", &inner)?.add(&number(1, 1))?)?.mul(&number(1, 2))
        }
        "erf" => x.through(Smooth::Erf),
        "sin" => x.through(Smooth::Sin),
        "cos" => x.through(Smooth::Cos),
        "tan" => one("sin", x)?.div(&one("cos", x)?),
        "atan" => x.through(Smooth::Atan),
        _ => Err(Fault::Beyond(name.to_string())),
    }
}

fn logarithm<N: Number>(x: &Jet<N>) -> Result<Jet<N>> {
    match x.value().sign()? {
        sign if sign <= 0.0 => Err(Fault::Undefined),
        _ => x.through(Smooth::Ln),
    }
}

/// The root; at 0 it is 0 and has no slope.
pub fn root<N: Number>(x: &Jet<N>) -> Result<Jet<N>> {
    match x.value().sign()? {
        sign if sign < 0.0 => Err(Fault::Undefined),
        0.0 => x.chain(N::exact(0.0), Err(Fault::Undefined), Err(Fault::Undefined)),
        _ => x.through(Smooth::Sqrt),
    }
}

/// A real power: the base must be at least 0, and above 0 where the exponent is not.
pub fn power<N: Number>(base: &Jet<N>, exponent: &Jet<N>) -> Result<Jet<N>> {
    match base.value().sign()? {
        sign if sign < 0.0 => Err(Fault::Undefined),
        0.0 if exponent.value().sign()? <= 0.0 => Err(Fault::Undefined),
        0.0 if base.is_constant() && exponent.is_constant() => Ok(Jet::number(0.0)),
        0.0 => Err(Fault::Unclear),
        _ => exponent.mul(&logarithm(base)?)?.through(Smooth::Exp),
    }
}

fn larger<N: Number>(a: &Jet<N>, b: &Jet<N>) -> Result<Jet<N>> {
    let apart = a.sub(b)?;
    match apart.value().sign()? {
        sign if sign > 0.0 => Ok(a.clone()),
        sign if sign < 0.0 => Ok(b.clone()),
        _ if apart.is_constant() => Ok(a.clone()),
        _ => Err(Fault::Undefined),
    }
}

fn logsumexp<N: Number>(args: &[Jet<N>]) -> Result<Jet<N>> {
    let top = args.iter().map(|a| a.value().near()).fold(f64::NEG_INFINITY, f64::max);
    let top = if top.is_finite() { Jet::number(top) } else { return Err(Fault::Unclear) };
    let parts = args.iter().map(|a| a.sub(&top)?.through(Smooth::Exp)).collect::<Result<Vec<_>>>()?;
    let sum = parts.iter().try_fold(Jet::number(0.0), |sum, part| sum.add(part))?;
    logarithm(&sum)?.add(&top)
}
