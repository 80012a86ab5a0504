//! The known functions once more, from their textbook definitions.

use super::jet::Jet;
use super::real::{Fault, Real, Result};
use std::f64::consts::PI;

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
pub fn apply(name: &str, args: &[Jet]) -> Result<Jet> {
    match (name, args) {
        ("max", [first, rest @ ..]) => rest.iter().try_fold(*first, |a, b| larger(a, *b)),
        ("min", [first, rest @ ..]) => Ok(rest.iter().try_fold(first.negative(), |a, b| larger(a, b.negative()))?.negative()),
        ("logsumexp", [_, ..]) => logsumexp(args),
        ("pow", [base, exponent]) => power(*base, *exponent),
        (_, [x]) => one(name, *x),
        _ => Err(Fault::Beyond(format!("{name} of {} arguments", args.len()))),
    }
}

fn one(name: &str, x: Jet) -> Result<Jet> {
    let half = |jet: Jet| jet.mul(Jet::number(0.5));
    match name {
        "exp" => exponential(x),
        "ln" | "log" => logarithm(x),
        "sqrt" => root(x),
        "abs" => x.bent(-1.0, 1.0),
        "relu" => x.bent(0.0, 1.0),
        "leaky_relu" => x.bent(0.01, 1.0),
        "sign" => x.jump(-1.0, 0.0, 1.0),
        "step" => x.jump(0.0, 0.0, 1.0),
        "sinh" => x.through([&f64::sinh, &f64::cosh, &f64::sinh]),
        "cosh" => x.through([&f64::cosh, &f64::sinh, &f64::cosh]),
        "tanh" => x.through([&f64::tanh, &|v| 1.0 / v.cosh().powi(2), &|v| -2.0 * v.tanh() / v.cosh().powi(2)]),
        "sigmoid" => x.through([&sigmoid, &|v| sigmoid(v) * sigmoid(-v), &|v| sigmoid(v) * sigmoid(-v) * (-v / 2.0).tanh()]),
        "softplus" => x.through([&|v| v.max(0.0) + (-v.abs()).exp().ln_1p(), &sigmoid, &|v| sigmoid(v) * sigmoid(-v)]),
        "silu" => x.mul(one("sigmoid", x)?),
        "gelu" => {
            let inner = one("erf", x.mul(Jet::constant(Real::rounded(0.5f64.sqrt())))?)?;
            half(x.mul(inner.add(Jet::number(1.0))?)?)
        }
        "gelu_tanh" => {
            let cube = x.power(3)?.mul(Jet::constant(Real::rounded(0.044715)))?;
            let inner = x.add(cube)?.mul(Jet::constant(Real::rounded((2.0 / PI).sqrt())))?;
            half(x.mul(one("tanh", inner)?.add(Jet::number(1.0))?)?)
        }
        "erf" => x.through([&erf, &|v| 2.0 / PI.sqrt() * (-v * v).exp(), &|v| -4.0 * v / PI.sqrt() * (-v * v).exp()]),
        "sin" => x.through([&f64::sin, &f64::cos, &|v: f64| -v.sin()]),
        "cos" => x.through([&f64::cos, &|v: f64| -v.sin(), &|v: f64| -v.cos()]),
        "tan" => one("sin", x)?.div(one("cos", x)?),
        "atan" => x.through([&f64::atan, &|v| 1.0 / (1.0 + v * v), &|v| -2.0 * v / (1.0 + v * v).powi(2)]),
        _ => Err(Fault::Beyond(name.to_string())),
    }
}

fn exponential(x: Jet) -> Result<Jet> {
    // What is too small for a double is no 0, and keeps no digits.
    if x.value().value < -700.0 {
        return Err(Fault::Unclear);
    }
    let value = if x.value().is_zero() { Real::ONE } else { x.value().through(f64::exp)? };
    x.chain(value, Ok(value), Ok(value))
}

fn logarithm(x: Jet) -> Result<Jet> {
    match x.value().sign()? {
        sign if sign <= 0.0 => Err(Fault::Undefined),
        _ => x.through([&f64::ln, &|v| 1.0 / v, &|v| -1.0 / (v * v)]),
    }
}

/// The root; at 0 it is 0 and has no slope.
pub fn root(x: Jet) -> Result<Jet> {
    let at = x.value();
    match at.sign()? {
        sign if sign < 0.0 => Err(Fault::Undefined),
        0.0 => x.chain(Real::ZERO, Err(Fault::Undefined), Err(Fault::Undefined)),
        _ => {
            let value = at.value.sqrt();
            let exact = at.error == 0.0 && value.mul_add(value, -at.value) == 0.0;
            let value = if exact { Real::exact(value) } else { at.through(f64::sqrt)? };
            x.chain(value, at.through(|v| 0.5 / v.sqrt()), at.through(|v| -0.25 / (v * v.sqrt())))
        }
    }
}

/// A real power: the base must be at least 0, and above 0 where the exponent is not.
pub fn power(base: Jet, exponent: Jet) -> Result<Jet> {
    match base.value().sign()? {
        sign if sign < 0.0 => Err(Fault::Undefined),
        0.0 if exponent.value().sign()? <= 0.0 => Err(Fault::Undefined),
        0.0 if base.is_constant() && exponent.is_constant() => Ok(Jet::number(0.0)),
        0.0 => Err(Fault::Unclear),
        _ => exponential(exponent.mul(logarithm(base)?)?),
    }
}

fn larger(a: Jet, b: Jet) -> Result<Jet> {
    match a.sub(b)?.value().sign()? {
        sign if sign > 0.0 => Ok(a),
        sign if sign < 0.0 => Ok(b),
        _ if a.sub(b)?.is_constant() => Ok(a),
        _ => Err(Fault::Undefined),
    }
}

fn logsumexp(args: &[Jet]) -> Result<Jet> {
    let top = args.iter().map(|a| a.value().value).fold(f64::NEG_INFINITY, f64::max);
    let parts = args.iter().map(|a| exponential(a.sub(Jet::number(top))?));
    let sum = parts.collect::<Result<Vec<_>>>()?.into_iter().try_fold(Jet::number(0.0), Jet::add)?;
    logarithm(sum)?.add(Jet::number(top))
}

fn sigmoid(v: f64) -> f64 {
    if v < 0.0 { v.exp() / (1.0 + v.exp()) } else { 1.0 / (1.0 + (-v).exp()) }
}

/// The error function: its power series near 0, the continued fraction of its complement further out.
fn erf(v: f64) -> f64 {
    let (x, sign) = (v.abs(), v.signum());
    if x < 2.5 {
        let (mut term, mut sum) = (x, x);
        for n in 1..120 {
            term *= 2.0 * x * x / (2 * n + 1) as f64;
            sum += term;
        }
        return sign * 2.0 / PI.sqrt() * (-x * x).exp() * sum;
    }
    let mut fraction = 0.0;
    for n in (1..=80).rev() {
        fraction = f64::from(n) / 2.0 / (x + fraction);
    }
    sign * (1.0 - (-x * x).exp() / PI.sqrt() / (x + fraction))
}

/// The derivative of that order of the function that stands for the opaque one of that number.
pub fn opaque(number: usize, order: u32, x: Jet) -> Result<Jet> {
    const RATES: [(f64, f64, f64); 3] = [(0.375, 0.75, 0.5), (-0.5, 0.625, 1.25), (0.25, 1.125, -0.75)];
    let (a, b, c) = RATES[number % RATES.len()];
    let derivative = |order: u32, v: f64| {
        let turn = f64::from(order) * PI / 2.0;
        a.powi(order as i32) * (a * v).exp() + b.powi(order as i32) * (b * v + c + turn).cos()
    };
    // Two summands may cancel: the bound is that of the larger.
    let guarded = |order: u32| {
        x.value().through(|v| derivative(order, v)).map(|r| Real { error: r.error + 1e-15 * (1.0 + r.value.abs()), ..r })
    };
    x.chain(guarded(order)?, guarded(order + 1), guarded(order + 2))
}
