//! Expectations over masks, exactly: `E(e)`, `Var(e)`, `E(e given connected)`.
//!
//! Sums are taken term by term, factors that share no mask one by one, and `m² = m`; a product of two expressions that
//! are linear in the masks is `E u E v + Σ p (1 − p) u_m v_m`. What is left (a mask inside a function, a quotient, a
//! deviation) is added up over all values of its masks, at most [`MAX_MASKS`] at once. Named terms that hold no mask keep
//! their names; the others are opened.

mod affine;
mod assign;
mod connected;
mod means;
mod rows;

pub use connected::{Connection, Subnet, Subnets};
pub use rows::Cut;
pub(super) use rows::{Formal, NO_TABLE};

use super::{Meant, Model, Scope};
use crate::diagnostic::Diagnostic;
use crate::expr::{Condition, NodeId, needs_of, unique};
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{Argument, Expr, Kind};
use assign::Drawn;
pub(super) use assign::Draws;

/// The largest number of masks whose values are run through at once.
pub(super) const MAX_MASKS: usize = 12;

/// The largest number of nodes that running through the values of masks may make.
const MAX_NODES: usize = 1_000_000;

/// Why an expectation was not worked out.
pub(super) enum Refusal {
    /// So many masks would have to be run through together.
    TooManyMasks(usize),
    /// The sum over all values of the masks is too long.
    TooLarge,
    /// The probability of a mask depends on what is given a value inside.
    MovedProbability,
}

impl Model {
    /// `E(e)`, `E(e given connected)`.
    pub(super) fn expectation(&mut self, arguments: &[Argument], span: Span, scope: &mut Scope) -> Meant<NodeId> {
        let (inner, connected) = self.random_argument("E", arguments, span)?;
        let (value, needs) = self.random_value(inner, scope)?;
        if connected {
            let subnets = self.connected_draws(inner, Some(value), span, scope)?;
            self.needs_of_connected_draws(needs, &subnets, span, scope)?;
            return self.mean_given_connected(value, &subnets, span, scope);
        }
        self.needs_of_every_draw(value, needs, span, scope)?;
        let mut draws = self.draws_of(&[value]);
        let mean = draws.mean(&mut self.graph, value);
        self.or_refuse(mean, span)
    }

    /// `Var(e)`, `Var(e given connected)`.
    pub(super) fn variance(&mut self, arguments: &[Argument], span: Span, scope: &mut Scope) -> Meant<NodeId> {
        let (inner, connected) = self.random_argument("Var", arguments, span)?;
        let (value, needs) = self.random_value(inner, scope)?;
        if connected {
            let subnets = self.connected_draws(inner, Some(value), span, scope)?;
            self.needs_of_connected_draws(needs, &subnets, span, scope)?;
            let square = self.graph.pow(value, &Rational::TWO);
            let mean_square = self.mean_given_connected(square, &subnets, span, scope)?;
            let mean = self.mean_given_connected(value, &subnets, span, scope)?;
            let squared_mean = self.graph.pow(mean, &Rational::TWO);
            return Ok(self.graph.sub(mean_square, squared_mean));
        }
        self.needs_of_every_draw(value, needs, span, scope)?;
        let mut draws = self.draws_of(&[value]);
        let variance = draws.variance(&mut self.graph, value);
        self.or_refuse(variance, span)
    }

    /// What stands in the brackets, and whether `given connected` stands behind it.
    fn random_argument<'a>(&mut self, word: &str, arguments: &'a [Argument], span: Span) -> Meant<(&'a Expr, bool)> {
        let is = |argument: &Argument, word: &str| argument.name.as_ref().is_some_and(|(name, _)| name.to_string() == word);
        match arguments {
            [Argument { name: None, value }] => Ok((value, false)),
            [Argument { name: None, value }, given] if is(given, "given") => match &given.value.kind {
                Kind::Name(name) if name.to_string() == "connected" => Ok((value, true)),
                _ => {
                    let fault = Diagnostic::error("names::unknown_word", given.value.span, "this condition is not known");
                    self.report(fault.at("unknown condition").help(format!("write `{word}(… given connected)`")))
                }
            },
            [_, Argument { name: Some((name, place)), .. }] => self.unknown_option(name, *place, word, &["given"]),
            _ => self.wrong_count(word, "one expression", arguments.len(), span),
        }
    }

    /// The value of a random expression, and what it and its named terms need.
    fn random_value(&mut self, inner: &Expr, scope: &mut Scope) -> Meant<(NodeId, Vec<Condition>)> {
        let mut own = Scope { needs: Vec::new(), mentioned: Vec::new(), ..scope.clone() };
        let value = self.in_expectation(|model| model.expression(inner, &mut own))?;
        let roots: Vec<NodeId> = own.mentioned.into_iter().chain([value]).collect();
        Ok((value, unique(needs_of(&self.graph, &own.needs, &roots))))
    }

    /// What is needed is needed for every value of the masks, and the probabilities must be some.
    fn needs_of_every_draw(&mut self, value: NodeId, needs: Vec<Condition>, span: Span, scope: &mut Scope) -> Meant<()> {
        let roots: Vec<NodeId> = needs.iter().map(|need| need.node).chain([value]).collect();
        let mut draws = self.draws_of(&roots);
        for need in needs {
            self.need_for_every_draw(need, &[], &mut draws, span, scope)?;
        }
        for mask in draws.masks(value).to_vec() {
            self.need_probability(draws.drop_prob(mask), scope);
        }
        Ok(())
    }

    /// A need for every value of the masks in it; `put_in` are those that have a value already.
    fn need_for_every_draw(
        &mut self,
        need: Condition,
        put_in: &[(NodeId, bool)],
        draws: &mut Draws,
        span: Span,
        scope: &mut Scope,
    ) -> Meant<()> {
        let masks = draws.masks(need.node).to_vec();
        let values = draws.each_value(&mut self.graph, need.node);
        for Drawn { kept, node } in self.or_refuse(values, span)? {
            let node = self.as_number(node);
            match self.graph.known_number(node) {
                Some(value) if need.need.is_met_by(value) => {}
                Some(_) => {
                    let draw: Vec<(NodeId, bool)> = put_in.iter().copied().chain(masks.iter().copied().zip(kept)).collect();
                    return self.no_value_for_a_draw(&draw, need, span);
                }
                None => scope.need(node, need.need),
            }
        }
        Ok(())
    }

    fn no_value_for_a_draw<T>(&mut self, draw: &[(NodeId, bool)], need: Condition, span: Span) -> Meant<T> {
        let values: Vec<String> =
            draw.iter().map(|(mask, kept)| format!("{} = {}", self.graph.symbol_text(*mask), u8::from(*kept))).collect();
        let what = match need.need {
            crate::functions::Need::NonZero => "a divisor is 0",
            crate::functions::Need::NonNegative => "a root is taken of a negative number",
            crate::functions::Need::Positive => "a function leaves its domain",
        };
        let place = if values.is_empty() { what.to_string() } else { format!("{what} for {}", values.join(", ")) };
        let fault =
            Diagnostic::error("math::no_expectation", span, "for some draw of the masks this has no value, so it has no mean");
        self.report(fault.at(place).help("leave out what has no value there, or take the mean `given connected`"))
    }

    /// The masks below some nodes.
    pub(super) fn draws_of(&self, roots: &[NodeId]) -> Draws {
        Draws::new(&self.graph, &self.masks, roots)
    }

    fn or_refuse<T>(&mut self, found: Result<T, Refusal>, span: Span) -> Meant<T> {
        let fault = match found {
            Ok(value) => return Ok(value),
            Err(Refusal::TooManyMasks(count)) => {
                let help = format!(
                    "at most {MAX_MASKS} masks inside one function, divisor or normalisation are run through (2^{MAX_MASKS} draws); \
                     take the mean of parts, or fix some masks with `at (m_1 = 1)`"
                );
                Diagnostic::error("math::too_many_masks", span, format!("this mean runs over {count} masks together"))
                    .at(format!("2^{count} draws"))
                    .help(help)
            }
            Err(Refusal::TooLarge) => Diagnostic::error("math::too_large", span, "this mean over all draws is too long")
                .at(format!("more than {MAX_NODES} nodes"))
                .help("take the mean of parts, or fix some masks with `at (m_1 = 1)`"),
            Err(Refusal::MovedProbability) => {
                Diagnostic::error("math::moved_probability", span, "a mask's probability depends on what is given a value inside")
                    .at("the draw would not follow the value")
                    .help("put the `at` behind the bracket: `E(…) at (q = 1/2)`")
            }
        };
        self.report(fault)
    }
}
