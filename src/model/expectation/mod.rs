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

pub use connected::{Connection, Subnet, Subnets};

use super::{Meant, Model, Scope};
use crate::diagnostic::Diagnostic;
use crate::expr::{Condition, NodeId};
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{Argument, Expr, Kind};
pub(super) use assign::Draws;

/// The largest number of masks whose values are run through at once.
pub(super) const MAX_MASKS: usize = 12;

/// The largest number of nodes that running through the values of masks may make.
const MAX_NODES: usize = 4_000_000;

/// Why an expectation was not worked out.
pub(super) enum Refusal {
    /// So many masks would have to be run through together.
    TooManyMasks(usize),
    /// The sum over all values of the masks is too long.
    TooLarge,
    /// The probability of a mask depends on what is given a value inside.
    MovedProbability(NodeId),
}

impl Model {
    /// `E(e)`, `E(e given connected)`.
    pub(super) fn expectation(&mut self, arguments: &[Argument], span: Span, scope: &mut Scope) -> Meant<NodeId> {
        let (inner, connected) = self.random_argument("E", arguments, span)?;
        let value = self.random_value(inner, span, scope)?;
        if connected {
            return self.expectation_given_connected(inner, value, span, scope);
        }
        let mut draws = self.draws_of(&[value]);
        let mean = draws.mean(&mut self.graph, value);
        self.or_refuse(mean, span)
    }

    /// `Var(e)`, `Var(e given connected)`.
    pub(super) fn variance(&mut self, arguments: &[Argument], span: Span, scope: &mut Scope) -> Meant<NodeId> {
        let (inner, connected) = self.random_argument("Var", arguments, span)?;
        let value = self.random_value(inner, span, scope)?;
        if connected {
            let square = self.graph.pow(value, &Rational::TWO);
            let mean_square = self.expectation_given_connected(inner, square, span, scope)?;
            let mean = self.expectation_given_connected(inner, value, span, scope)?;
            let squared_mean = self.graph.pow(mean, &Rational::TWO);
            return Ok(self.graph.sub(mean_square, squared_mean));
        }
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

    /// The value of a random expression; what it needs is needed for every value of its masks.
    fn random_value(&mut self, inner: &Expr, span: Span, scope: &mut Scope) -> Meant<NodeId> {
        let mut own = Scope { needs: Vec::new(), mentioned: Vec::new(), ..scope.clone() };
        let value = self.expression(inner, &mut own)?;
        let mut needs = std::mem::take(&mut own.needs);
        for term in std::mem::take(&mut own.mentioned).into_iter().chain(self.graph.terms_of(&[value])) {
            for other in self.graph.terms_of(&[term]) {
                needs.extend(self.graph.as_term(other).map(|term| term.needs.to_vec()).unwrap_or_default());
            }
        }
        let needs = unique(needs);
        let roots: Vec<NodeId> = needs.iter().map(|need| need.node).chain([value]).collect();
        let mut draws = self.draws_of(&roots);
        for need in needs {
            self.need_for_every_draw(need, &mut draws, span, scope)?;
        }
        for mask in draws.masks(value).to_vec() {
            self.need_probability(draws.drop_prob(mask), scope);
        }
        Ok(value)
    }

    fn need_for_every_draw(&mut self, need: Condition, draws: &mut Draws, span: Span, scope: &mut Scope) -> Meant<()> {
        let masks = draws.masks(need.node).to_vec();
        if masks.is_empty() {
            scope.need(need.node, need.need);
            return Ok(());
        }
        let values = draws.each_value(&mut self.graph, need.node);
        for (kept, node) in self.or_refuse(values, span)? {
            match self.graph.known_number(node) {
                Some(value) if need.need.is_met_by(value) => {}
                Some(_) => return self.no_value_for_a_draw(&masks, &kept, need, span),
                None => scope.need(node, need.need),
            }
        }
        Ok(())
    }

    fn no_value_for_a_draw<T>(&mut self, masks: &[NodeId], kept: &[bool], need: Condition, span: Span) -> Meant<T> {
        let values: Vec<String> =
            masks.iter().zip(kept).map(|(mask, kept)| format!("{} = {}", self.mask_name(*mask), u8::from(*kept))).collect();
        let what = match need.need {
            crate::functions::Need::NonZero => "a divisor is 0",
            crate::functions::Need::NonNegative => "a root is taken of a negative number",
            crate::functions::Need::Positive => "a function leaves its domain",
        };
        let fault =
            Diagnostic::error("math::no_expectation", span, "for some draw of the masks this has no value, so it has no mean");
        let fault = fault.at(format!("{what} for {}", values.join(", ")));
        self.report(fault.help("leave out what has no value there, or take the mean `given connected`"))
    }

    /// The name of a mask with its indices, `m_1[2]`.
    pub(super) fn mask_name(&self, mask: NodeId) -> String {
        let Some(symbol) = self.graph.as_symbol(mask).map(|id| self.graph.symbol_entry(id)) else { return String::new() };
        let indices: Vec<String> = symbol.indices.iter().map(u32::to_string).collect();
        if indices.is_empty() { symbol.name.to_string() } else { format!("{}[{}]", symbol.name, indices.join(",")) }
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
            Err(Refusal::MovedProbability(probability)) => {
                let _ = probability;
                Diagnostic::error("math::moved_probability", span, "a mask's probability depends on what is given a value inside")
                    .at("the draw would not follow the value")
                    .help("put the `at` behind the bracket: `E(…) at (q = 1/2)`")
            }
        };
        self.report(fault)
    }
}

fn unique(needs: Vec<Condition>) -> Vec<Condition> {
    let mut seen = rustc_hash::FxHashSet::default();
    needs.into_iter().filter(|need| seen.insert(*need)).collect()
}
