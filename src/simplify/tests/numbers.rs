//! Values in doubles that know when they are worth nothing: undefined, or spoilt by overflow or cancellation.

use crate::expr::{Callee, Graph, Node, NodeId};
use crate::functions::{FunctionId, Need};
use crate::number::Rational;
use rustc_hash::FxHashMap;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fault {
    /// There is no value.
    Undefined,
    /// There may be one, but doubles do not tell.
    Unreliable,
}

/// A value and the largest number met on the way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value {
    pub value: f64,
    pub size: f64,
}

pub(super) type Valued = Result<Value, Fault>;

pub(super) fn plain(value: f64) -> Valued {
    Ok(Value { value, size: value.abs() })
}

fn made(value: f64, size: f64) -> Valued {
    if value.is_finite() && size < 1e250 { Ok(Value { value, size: size.max(value.abs()) }) } else { Err(Fault::Unreliable) }
}

pub(super) fn sum(parts: &[(Valued, f64)], constant: f64) -> Valued {
    let (mut total, mut size, mut summand) = (constant, constant.abs(), constant.abs());
    for (part, coefficient) in parts {
        let part = (*part)?;
        total += part.value * coefficient;
        size = size.max(part.size).max((part.value * coefficient).abs());
        summand = summand.max((part.value * coefficient).abs());
    }
    if total != 0.0 && total.abs() < summand * 1e-11 {
        return Err(Fault::Unreliable);
    }
    made(total, size)
}

pub(super) fn product(parts: &[(Valued, Rational)]) -> Valued {
    let (mut total, mut size) = (1.0f64, 1.0f64);
    for (part, exponent) in parts {
        let part = (*part)?;
        let power = if exponent.is_integer() {
            if part.value == 0.0 && exponent.is_negative() {
                return Err(Fault::Undefined);
            }
            part.value.powi(exponent.to_f64() as i32)
        } else {
            if part.value < 0.0 || (part.value == 0.0 && exponent.is_negative()) {
                return Err(Fault::Undefined);
            }
            if *exponent == Rational::HALF { part.value.sqrt() } else { part.value.powf(exponent.to_f64()) }
        };
        if power == 0.0 && part.value != 0.0 {
            return Err(Fault::Unreliable);
        }
        total *= power;
        size = size.max(part.size).max(power.abs()).max(total.abs());
    }
    made(total, size)
}

pub(super) fn call(function: FunctionId, args: &[Valued]) -> Valued {
    let args: Vec<Value> = args.iter().copied().collect::<Result<_, _>>()?;
    let entry = function.get();
    let values: Vec<f64> = args.iter().map(|arg| arg.value).collect();
    for (text, need) in entry.domain {
        let checked = if *text == "cos(x)" { values[0].cos() } else { values[0] };
        if !meets(checked, *need) {
            return Err(Fault::Undefined);
        }
    }
    let size = args.iter().fold(1.0f64, |size, arg| size.max(arg.size));
    if matches!(entry.name, "sign" | "step") && values[0] != 0.0 && values[0].abs() < size * 1e-13 && size > 1.0 {
        return Err(Fault::Unreliable);
    }
    let value = (entry.value)(&values);
    // tan multiplies the error of its argument by 1 + tan².
    let size = if entry.name == "tan" { size * (1.0 + value * value) } else { size };
    if value == 0.0 && entry.name == "exp" { Err(Fault::Unreliable) } else { made(value, size) }
}

pub(super) fn meets(value: f64, need: Need) -> bool {
    match need {
        Need::NonZero => value != 0.0,
        Need::NonNegative => value >= 0.0,
        Need::Positive => value > 0.0,
    }
}

/// The value of a node where symbols have these values.
pub(super) fn evaluate(graph: &Graph, root: NodeId, values: &[(NodeId, f64)]) -> Valued {
    let mut done: FxHashMap<NodeId, Valued> = values.iter().map(|(id, value)| (*id, plain(*value))).collect();
    for id in graph.reachable(&[root]) {
        if done.contains_key(&id) {
            continue;
        }
        let value = match graph.node(id) {
            Node::Number(value) => plain(value.to_f64()),
            Node::Sum { constant, terms } => {
                let parts: Vec<_> = terms.iter().map(|(term, c)| (done[term], c.to_f64())).collect();
                sum(&parts, constant.to_f64())
            }
            Node::Product(factors) => product(&factors.iter().map(|(factor, e)| (done[factor], e.clone())).collect::<Vec<_>>()),
            Node::Call { function: Callee::Known(function), args } => {
                call(*function, &args.iter().map(|arg| done[arg]).collect::<Vec<_>>())
            }
            Node::Term(term) => done[&graph.term(*term).body],
            _ => Err(Fault::Unreliable),
        };
        done.insert(id, value);
    }
    done[&root]
}

/// Whether two values are the same up to rounding.
pub(super) fn close(left: Value, right: Value) -> bool {
    (left.value - right.value).abs() <= 1e-9 * left.size.max(right.size).max(1e-300)
}
