//! What is known of signs: `x² ≥ 0`, `exp(x) > 0`, `a² + b² + 1 > 0`, and what was assumed.
//!
//! Unknown is not "non-zero" and not "positive". Facts hold where the window has a value.

use super::egraph::{Class, Enode, Op, Room};
use super::polynomial::Polynomial;
use crate::expr::Callee;
use crate::functions::{Need, Range};
use crate::number::Rational;
use rustc_hash::FxHashMap;

/// Facts about one value; all false is "unknown".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sign {
    /// Never below 0.
    pub up: bool,
    /// Never above 0.
    pub down: bool,
    /// Never 0.
    pub nonzero: bool,
}

impl Sign {
    pub fn of_number(value: &Rational) -> Sign {
        Sign { up: !value.is_negative(), down: value.signum() <= 0, nonzero: !value.is_zero() }
    }

    pub fn of_need(need: Need) -> Sign {
        Sign { up: need != Need::NonZero, down: false, nonzero: need != Need::NonNegative }
    }

    fn or(self, other: Sign) -> Sign {
        Sign { up: self.up || other.up, down: self.down || other.down, nonzero: self.nonzero || other.nonzero }
    }

    /// The sign of `factor` times the value.
    pub fn scaled(self, factor: &Rational) -> Sign {
        match factor.signum() {
            0 => Sign { up: true, down: true, nonzero: false },
            1 => self,
            _ => Sign { up: self.down, down: self.up, nonzero: self.nonzero },
        }
    }

    pub fn plus(self, other: Sign) -> Sign {
        let (up, down) = (self.up && other.up, self.down && other.down);
        Sign { up, down, nonzero: (up || down) && (self.nonzero || other.nonzero) }
    }

    pub fn times(self, other: Sign) -> Sign {
        Sign {
            up: (self.up && other.up) || (self.down && other.down),
            down: (self.up && other.down) || (self.down && other.up),
            nonzero: self.nonzero && other.nonzero,
        }
    }

    /// The sign of the power, where it has a value.
    pub fn power(self, exponent: &Rational) -> Sign {
        let nonzero = self.nonzero || exponent.is_negative();
        if !exponent.is_integer() || exponent.is_even() {
            Sign { up: true, down: false, nonzero }
        } else {
            Sign { nonzero, ..self }
        }
    }

    pub fn meets(self, need: Need) -> bool {
        match need {
            Need::NonZero => self.nonzero,
            Need::NonNegative => self.up,
            Need::Positive => self.up && self.nonzero,
        }
    }

    /// The sign of a known function at an argument with this sign.
    pub fn call(self, function: crate::functions::FunctionId) -> Sign {
        let entry = function.get();
        let range = Sign { up: entry.range != Range::Any, down: false, nonzero: entry.range == Range::Positive };
        range.or(match entry.name {
            "abs" => Sign { up: true, down: false, nonzero: self.nonzero },
            "sign" | "tanh" | "sinh" | "atan" | "erf" | "leaky_relu" => self,
            "relu" | "step" => Sign { up: true, down: self.down, nonzero: self.up && self.nonzero },
            _ => Sign::default(),
        })
    }
}

impl Room {
    /// Renews the facts: from numbers, forms and what is given, until nothing is added.
    pub fn find_signs(&mut self) {
        let classes = self.classes();
        let mut signs: FxHashMap<Class, Sign> = FxHashMap::default();
        let mut by_form: FxHashMap<Polynomial<Class>, Sign> = FxHashMap::default();
        for (class, need) in &self.given {
            let class = self.find(*class);
            let sign = Sign::of_need(*need);
            let entry = signs.entry(class).or_default();
            *entry = entry.or(sign);
            if let Some(form) = self.polynomials.get(&class) {
                let (lead, form) = form.primitive();
                let entry = by_form.entry(form).or_default();
                *entry = entry.or(sign.scaled(&lead));
            }
        }
        for class in &self.deviations {
            signs.entry(self.find(*class)).or_default().up = true;
        }
        // Also a − b, where b − a is known.
        for class in &classes {
            if let Some(form) = self.polynomials.get(class)
                && let (lead, form) = form.primitive()
                && let Some(sign) = by_form.get(&form)
            {
                let entry = signs.entry(*class).or_default();
                *entry = entry.or(sign.scaled(&lead));
            }
        }
        for _ in 0..16 {
            let mut changed = false;
            for class in &classes {
                let old = signs.get(class).copied().unwrap_or_default();
                let new = self.nodes(*class).iter().fold(old, |sign, node| sign.or(self.node_sign(node, &signs)));
                if new != old {
                    signs.insert(*class, new);
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        self.signs = signs;
    }

    fn node_sign(&self, node: &Enode, signs: &FxHashMap<Class, Sign>) -> Sign {
        let get = |class: Class| signs.get(&self.find(class)).copied().unwrap_or_default();
        match &node.op {
            Op::Number(value) => Sign::of_number(value),
            Op::Atom(_) => Sign::default(),
            Op::Call(Callee::Known(id)) => get_first(node).map(get).unwrap_or_default().call(*id),
            Op::Call(Callee::Opaque { .. }) => Sign::default(),
            Op::Sum(constant, _) if constant.is_zero() && node.children.len() == 1 => {
                node.parts().into_iter().fold(Sign::default(), |_, (child, c)| get(child).scaled(&c))
            }
            Op::Sum(constant, _) => node
                .parts()
                .into_iter()
                .fold(Sign::of_number(constant), |sum, (child, coefficient)| sum.plus(get(child).scaled(&coefficient))),
            Op::Product(_) => node
                .parts()
                .into_iter()
                .fold(Sign::of_number(&Rational::ONE), |product, (child, exponent)| product.times(get(child).power(&exponent))),
        }
    }
}

/// The argument of a function of one argument.
fn get_first(node: &Enode) -> Option<Class> {
    (node.children.len() == 1).then(|| node.children[0])
}
