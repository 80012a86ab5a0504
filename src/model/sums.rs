//! Names for the two sums of a normalisation's backward pass: with `g_j = ∂L/∂x̂_j` over the rows, `T_k = Σ g_j x̂_j` and
//! `G_k = Σ g_j`, so that `∂L/∂S_k = −T_k/S_k` and `∂L/∂C_k = −G_k/S_k`.
//!
//! They are names of the language where one function is derived, weights are declared and the file leaves them free.

use super::{Meant, Model, Question, Scope};
use crate::diagnostic::Diagnostic;
use crate::expr::{Node, NodeId};
use crate::name::Name;
use crate::source::Span;

/// The code of the remark that tells how such a name is read.
pub(super) const READING: &str = "names::sum_of_a_normalisation";

/// The names that belong to one normalisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SumNames {
    /// `C_k`.
    pub mean: Name,
    /// `S_k`.
    pub deviation: Name,
    /// `T_k = −S_k ∂L/∂S_k`.
    pub products: Name,
    /// `G_k = −S_k ∂L/∂C_k`.
    pub values: Name,
}

impl Model {
    /// The names of the normalisations' sums, where they have a meaning.
    pub fn sum_names(&self) -> Vec<SumNames> {
        if !self.declares_parameters || self.derived().is_none() {
            return Vec::new();
        }
        let of = |letter: &str, deviation: &Name| Name { subscript: deviation.subscript.clone(), ..Name::plain(letter) };
        let sites = self.sites.iter().map(|site| (site.mean.clone(), site.deviation.clone()));
        let names = sites.chain(self.network_statistics().into_iter().map(|(mean, deviation, _)| (mean, deviation)));
        let all: Vec<SumNames> = names
            .map(|(mean, deviation)| SumNames { products: of("T", &deviation), values: of("G", &deviation), mean, deviation })
            .collect();
        let free = |name: &Name| !self.entities.contains_key(name) && !self.is_column(name);
        let once = |pick: fn(&SumNames) -> &Name, name: &Name| all.iter().filter(|site| pick(site) == name).count() == 1;
        let meant = |site: &&SumNames| free(&site.products) && free(&site.values) && once(|site| &site.products, &site.products);
        all.iter().filter(meant).cloned().collect()
    }

    /// The one function that the file derives: of its only `derive`, or its last definition where it asks nothing.
    fn derived(&self) -> Option<Option<&crate::syntax::ast::Expr>> {
        let mut derived = self.questions.iter().filter_map(|question| match question {
            Question::Derive { target, .. } => Some(target),
            _ => None,
        });
        match (derived.next(), derived.next()) {
            (Some(only), None) => Some(Some(only)),
            (None, _) => Some(None),
            _ => None,
        }
    }

    /// `T_k` or `G_k`, where the name is one of these.
    pub(super) fn sum_by_name(&mut self, name: &Name, span: Span, scope: &Scope) -> Option<Meant<NodeId>> {
        if !matches!(name.base.as_str(), "T" | "G") {
            return None;
        }
        let site = self.sum_names().into_iter().find(|site| site.products == *name || site.values == *name)?;
        let statistic = if site.products == *name { &site.deviation } else { &site.mean };
        let (statistic, deviation) = (statistic.clone(), site.deviation.clone());
        self.tell_reading(name, &statistic, &deviation, span);
        Some(self.unless_asked((name, span), scope, |model| model.sum_of_names(&statistic, &deviation, span, scope)))
    }

    /// Says once how such a name is read.
    pub(super) fn tell_reading(&mut self, name: &Name, statistic: &Name, deviation: &Name, span: Span) {
        let remark = format!("`{name}` is read as −{deviation} ∂L/∂{statistic} of the function L that the file derives");
        let remark = Diagnostic::remark(READING, span, remark);
        if !self.diagnostics.contains(&remark) {
            self.diagnostics.push(remark);
        }
    }

    fn sum_of_names(&mut self, by: &Name, deviation: &Name, span: Span, scope: &Scope) -> Meant<NodeId> {
        let mut own = Scope { eval: false, ..scope.inner() };
        let by = self.name_value(by, span, &mut own)?;
        let deviation = self.name_value(deviation, span, &mut own)?;
        self.sum_of(by, deviation, scope)
    }

    /// `−S ∂L/∂by` of the function L that the file derives, with the same neurons left out.
    pub(super) fn sum_of(&mut self, by: NodeId, deviation: NodeId, scope: &Scope) -> Meant<NodeId> {
        let of = match self.derived().ok_or(super::Reported)?.cloned() {
            Some(target) => {
                // The places in it are those of the file, wherever the sum is asked for.
                let before = std::mem::replace(&mut self.origin, 0);
                let of = self.expression(&target, &mut Scope { eval: false, ..scope.inner() });
                self.origin = before;
                of?
            }
            None => self.last_scalar_in(&mut Scope { eval: false, ..scope.inner() }).ok_or(super::Reported)?,
        };
        let derivative = self.graph.intern(Node::Derivative { of, by: Box::new([by]), hold: Box::new([]) });
        let product = self.graph.mul(&[deviation, derivative]);
        Ok(self.graph.neg(product))
    }
}
