//! Questions of a file: what to derive, what to show, which claims to decide. Claims are kept as written and understood
//! one by one, so that a fault in one is its own.

use super::{Meaning, Meant, Model, Reported, Scope};
use crate::diagnostic::Diagnostic;
use crate::expr::{Condition, NodeId};
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{Chain, Expr, Kind, Point, Relation};

/// One question of a file.
#[derive(Clone, Debug)]
pub enum Question {
    /// `derive L by w_1`; without names: by every parameter.
    Derive {
        /// Of what.
        target: Expr,
        /// By what.
        by: Vec<Expr>,
    },
    /// `show S_2`.
    Show(Expr),
    /// One link of a claim.
    Claim(Box<Claim>),
}

/// One link `left rel right` of a claim, as written.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The whole statement.
    pub span: Span,
    left: Expr,
    right: Expr,
    relation: Relation,
    at: Option<Point>,
    assuming: Vec<Chain>,
}

impl Claim {
    /// The right side as written.
    pub fn right(&self) -> &Expr {
        &self.right
    }

    /// What is written in it, at its point.
    pub(super) fn written(&self) -> Vec<Expr> {
        let at = |side: &Expr| match &self.at {
            Some(point) => Expr { span: side.span, kind: Kind::At(Box::new(side.clone()), point.clone()) },
            None => side.clone(),
        };
        let tolerance = match &self.relation {
            Relation::Near(tolerance) => tolerance.as_deref(),
            _ => None,
        };
        [&self.left, &self.right].into_iter().chain(tolerance).map(at).collect()
    }

    /// Whether it claims that the sides differ.
    pub fn claims_difference(&self) -> bool {
        self.relation == Relation::NotEqual
    }

    /// The same claim with its sides exchanged.
    pub fn turned(&self) -> Claim {
        Claim { left: self.right.clone(), right: self.left.clone(), ..self.clone() }
    }

    /// The claim in the plain spelling, without the commands of TeX.
    pub fn text(&self) -> String {
        let side = |expr: &Expr| crate::syntax::plain(&crate::syntax::without_commands(expr));
        let chain = |chain: &Chain| {
            let links = chain.links.iter().map(|(relation, right)| related(relation, side, right));
            format!("{}{}", side(&chain.first), links.collect::<String>())
        };
        let mut text = format!("{}{}", side(&self.left), related(&self.relation, side, &self.right));
        if let Some(point) = &self.at {
            text.push_str(&crate::syntax::point_text(point));
        }
        if !self.assuming.is_empty() {
            text.push_str(&format!(" assuming {}", self.assuming.iter().map(chain).collect::<Vec<_>>().join(", ")));
        }
        text
    }
}

/// ` = right`, with the tolerance behind it where there is one.
fn related(relation: &Relation, side: impl Fn(&Expr) -> String, right: &Expr) -> String {
    let sign = match relation {
        Relation::Equal => "=",
        Relation::NotEqual => "!=",
        Relation::Near(_) => "≈",
        Relation::Less => "<",
        Relation::AtMost => "<=",
        Relation::Greater => ">",
        Relation::AtLeast => ">=",
    };
    let tolerance = match relation {
        Relation::Near(Some(tolerance)) => format!(" ± {}", side(tolerance)),
        _ => String::new(),
    };
    format!(" {sign} {}{tolerance}", side(right))
}

/// What is claimed between two sides.
#[derive(Clone, Debug)]
pub enum Tolerance {
    /// Equal.
    Equal,
    /// Different somewhere.
    NotEqual,
    /// Within this absolute distance.
    Near(NodeId),
}

/// A claim understood.
#[derive(Clone, Debug)]
pub struct Side {
    /// The left side.
    pub left: Meaning,
    /// The right side.
    pub right: Meaning,
    /// What is claimed.
    pub tolerance: Tolerance,
    /// Facts that may be used: the file's and the claim's own.
    pub assumptions: Vec<Condition>,
    /// The runs whose rounded points are in it: what is then equal or not is so but for rounding.
    pub rounded: Vec<crate::name::Name>,
    /// Every random factor of the file with the probability that it is 0, at the claim's point.
    pub drop_probs: Vec<(NodeId, NodeId)>,
}

impl Model {
    /// Adds the links of a chain to the questions, from the given link on (a definition's first link is no claim).
    pub(super) fn ask_claim(&mut self, chain: &Chain, assuming: &[Chain], span: Span, from: Option<usize>) {
        let mut left = &chain.first;
        for (number, (relation, right)) in chain.links.iter().enumerate() {
            if number >= from.unwrap_or(0) {
                self.questions.push(Question::Claim(Box::new(Claim {
                    span,
                    left: left.clone(),
                    right: right.clone(),
                    relation: relation.clone(),
                    at: chain.at.clone(),
                    assuming: assuming.to_vec(),
                })));
            }
            left = right;
        }
    }

    /// Understands a claim.
    ///
    /// # Errors
    /// The faults that make it ill-formed.
    pub fn understand(&mut self, claim: &Claim) -> Result<Side, Vec<Diagnostic>> {
        let rounded = self.rounded_of_claim(claim).into_iter().map(|(training, _)| training.name.clone()).collect();
        self.quietly(claim.span, |model| {
            let (left, right) = (model.side(&claim.left, claim.at.as_ref()), model.side(&claim.right, claim.at.as_ref()));
            let (left, right) = (left?, right?);
            let tolerance = match &claim.relation {
                Relation::Equal => Tolerance::Equal,
                Relation::NotEqual => Tolerance::NotEqual,
                Relation::Near(Some(tolerance)) => {
                    let node = model.side(tolerance, claim.at.as_ref())?.node;
                    if model.graph.known_number(node).is_some_and(Rational::is_negative) {
                        let fault = Diagnostic::error("claim::negative_tolerance", tolerance.span, "a tolerance is not negative");
                        let fault = fault.at("no two numbers are that near");
                        return model.report(fault.help("write `A ≈ 0.25 ± 1e-9`: the distance is at most 1e-9"));
                    }
                    Tolerance::Near(node)
                }
                Relation::Near(None) => {
                    let fault = Diagnostic::error("claim::no_tolerance", claim.span, "`≈` needs a tolerance").at("how near?");
                    return model.report(fault.help("write `A ≈ 0.25 ± 1e-9`"));
                }
                Relation::Less | Relation::AtMost | Relation::Greater | Relation::AtLeast => {
                    return model.not_yet("a claim of an inequality", claim.span);
                }
            };
            let mut assumptions = model.touched_assumptions(claim.at.as_ref(), [&left, &right]);
            for chain in &claim.assuming {
                assumptions.extend(model.facts(chain)?);
            }
            let values = match &claim.at {
                Some(point) => model.point_values(point, &mut Scope::default())?,
                None => Vec::new(),
            };
            for fact in &mut assumptions {
                fact.node = model.substituted(fact.node, values.clone());
            }
            let masks: Vec<(NodeId, NodeId)> = model.masks.iter().map(|mask| (mask.node, mask.drop_prob)).collect();
            let drop_probs = masks.into_iter().map(|(mask, p)| (mask, model.substituted(p, values.clone()))).collect();
            Ok(Side { left, right, tolerance, assumptions, rounded, drop_probs })
        })
    }

    /// Understands another right side of a claim, at the claim's point.
    ///
    /// # Errors
    /// The faults of that side.
    pub fn understand_right(&mut self, claim: &Claim, right: &Expr) -> Result<Meaning, Vec<Diagnostic>> {
        self.quietly(right.span, |model| model.side(right, claim.at.as_ref()))
    }

    fn side(&mut self, expr: &Expr, at: Option<&Point>) -> Meant<Meaning> {
        let mut scope = Scope::default();
        let node = match at {
            Some(point) => {
                let whole = Expr { span: expr.span, kind: Kind::At(Box::new(expr.clone()), point.clone()) };
                self.expression(&whole, &mut scope)?
            }
            None => self.expression(expr, &mut scope)?,
        };
        self.settle(node, &mut scope);
        Ok(Meaning { node, needs: scope.needs })
    }

    /// The variables of a point that is written behind `at`, with their values.
    ///
    /// # Errors
    /// The faults of the point, with places in its text.
    pub fn point(&mut self, point: &Point) -> Result<Vec<(NodeId, NodeId)>, Vec<Diagnostic>> {
        self.elsewhere(|model| model.quietly(Span::default(), |model| model.point_values(point, &mut Scope::default())))
    }

    /// What `by W_1` means: every element of a family, or the one variable.
    fn variables_of(&mut self, expr: &Expr) -> Meant<Vec<NodeId>> {
        let scope = Scope::default();
        match &expr.kind {
            Kind::Name(name) => match self.family_behind(name, &scope) {
                Some(super::names::Found::Family(family)) => Ok(family.elements.clone()),
                _ => Ok(vec![self.variable_of_derivative(expr, &mut Scope::default())?]),
            },
            _ => Ok(vec![self.variable_of_derivative(expr, &mut Scope::default())?]),
        }
    }

    /// By what to differentiate: the given expressions, or every parameter.
    ///
    /// # Errors
    /// The faults of the expressions.
    pub fn variables(&mut self, by: &[Expr]) -> Result<Vec<NodeId>, Vec<Diagnostic>> {
        if by.is_empty() {
            return Ok(self.parameters.iter().map(|p| p.node).collect());
        }
        self.quietly(by[0].span, |model| {
            let parts = by.iter().map(|expr| model.variables_of(expr)).collect::<Result<Vec<_>, Reported>>()?;
            Ok(parts.concat())
        })
    }
}
