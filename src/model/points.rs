//! Values at a point: `e at start`, `e at (w_1 = 1/2)`, `e at T[3]`.
//!
//! What this module does not do: carry out a training run; who asks for `T[3]` has done so before.

use super::{Coordinates, Meant, Model, Reported, Scope};
use crate::diagnostic::Diagnostic;
use crate::expr::{Node, NodeId};
use crate::name::Name;
use crate::source::Span;
use crate::syntax::ast::{Expr, Point};

/// The code of the remark about points that are no exact ones.
pub(super) const ROUNDED: &str = "train::rounded_points";

impl Model {
    /// `e at point`; what e needs is needed at the point.
    pub(super) fn at(&mut self, inner: &Expr, point: &Point, scope: &mut Scope) -> Meant<NodeId> {
        let mut own = Scope { needs: Vec::new(), mentioned: Vec::new(), ..scope.clone() };
        let node = match self.forward.is_some() && self.moves_weights(point, scope) {
            true => self.without_run(|model| model.expression(inner, &mut own))?,
            false => self.expression(inner, &mut own)?,
        };
        self.settle(node, &mut own);
        if let Point::Start(span) = point {
            self.refuse_without_start(node, *span)?;
        }
        let values = self.point_values(point, scope)?;
        for need in own.needs {
            let there = self.substituted(need.node, values.clone());
            scope.need(there, need.need);
        }
        Ok(self.substituted(node, values))
    }

    /// The variables of a point with their values.
    pub(super) fn point_values(&mut self, point: &Point, scope: &mut Scope) -> Meant<Vec<(NodeId, NodeId)>> {
        let pairs = match point {
            Point::Run { run, step } => return self.run_values(run, step, scope),
            Point::Start(_) => return Ok(self.start_values()),
            Point::Lowest(span, arguments) => return self.lowest_point(arguments, *span, scope),
            Point::Values(pairs) => pairs,
        };
        let mut values = Vec::new();
        for (target, value) in pairs {
            let (symbol, value_node) = (self.expression(target, scope), self.expression(value, scope));
            let (symbol, value_node) = (symbol?, value_node?);
            if self.graph.as_symbol(symbol).is_none() {
                return self.report(
                    Diagnostic::error(
                        "claim::not_a_variable",
                        target.span,
                        "a value can only be given to a parameter or a variable",
                    )
                    .at("this has a definition")
                    .help("give values to what it is made of: `at (w_1 = 1)`"),
                );
            }
            if values.iter().any(|(known, _)| *known == symbol) {
                let fault = Diagnostic::error("claim::given_twice", target.span, "a name has two values at this point");
                return self.report(fault.at("given once more").help("give each name one value: `at (w_1 = 1, w_2 = 2)`"));
            }
            self.refuse_between(symbol, value_node, value.span)?;
            values.push((symbol, value_node));
        }
        Ok(values)
    }

    /// `node at values`, not yet worked out.
    pub(super) fn substituted(&mut self, node: NodeId, values: Vec<(NodeId, NodeId)>) -> NodeId {
        if values.is_empty() || self.graph.as_number(node).is_some() {
            return node;
        }
        self.graph.intern(Node::At { of: node, values: values.into() })
    }

    fn start_values(&mut self) -> Vec<(NodeId, NodeId)> {
        let mut values: Vec<_> =
            self.start_point().into_iter().map(|(symbol, value)| (symbol, self.graph.number(value))).collect();
        values.extend(self.buffer_starts());
        values
    }

    /// A value at the start holds no parameter without a start value.
    fn refuse_without_start(&mut self, node: NodeId, span: Span) -> Meant<()> {
        match self.without_start(&[node]) {
            Some(missing) => {
                let fault = self.no_start(missing, span);
                self.report(fault)
            }
            None => Ok(()),
        }
    }

    /// The first parameter in these expressions that has no start value.
    pub fn without_start(&self, nodes: &[NodeId]) -> Option<NodeId> {
        let mut missing = self.parameters.iter().filter(|p| p.start.is_none()).peekable();
        missing.peek()?;
        let reached = self.graph.reachable(nodes);
        missing.map(|parameter| parameter.node).find(|node| reached.binary_search(node).is_ok())
    }

    /// That a parameter needs a start value.
    pub fn no_start(&self, missing: NodeId, span: Span) -> Diagnostic {
        let name = self.graph.as_symbol(missing).map(|id| self.graph.symbol_entry(id).name.to_string()).unwrap_or_default();
        Diagnostic::error("data::no_start", span, format!("`{name}` has no start value"))
            .help(format!("write `param {name} = 0` or `start {name} = 0`"))
    }

    /// The weights and running averages after a step of a run.
    fn run_values(&mut self, run: &(Name, Span), step: &Expr, scope: &mut Scope) -> Meant<Vec<(NodeId, NodeId)>> {
        let Some(index) = self.training_named(&run.0) else {
            if matches!(self.entities.get(&run.0), Some(super::Entity::Run)) {
                // Its statement has a fault, which is told there.
                return Err(Reported);
            }
            let known: Vec<String> = self.trainings.iter().map(|training| training.name.to_string()).collect();
            let fault = Diagnostic::error("names::unknown_run", run.1, format!("there is no training run `{}`", run.0));
            let help = match crate::diagnostic::nearest(&run.0.to_string(), known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("declare it: `train {} = sgd(L; rate = 1/10)`", run.0),
            };
            return self.report(fault.at("unknown run").help(help));
        };
        let (number, steps) = (self.whole_number(step, scope)?, self.trainings[index].steps());
        let Some(place) = usize::try_from(number).ok().filter(|place| *place as u64 <= steps) else {
            let message = format!("`{}` has the steps 0 to {steps}", run.0);
            let fault = Diagnostic::error("train::no_such_step", step.span, message).at(format!("there is no step {number}"));
            return self.report(fault.help(format!("`{}[0]` is the start; `repeat n` takes the losses n times", run.0)));
        };
        // Definitions may speak of a run that nobody has carried out yet: they are understood once it is.
        let Some(trajectory) = self.trajectories.get(&index) else { return Err(Reported) };
        let Some(point) = trajectory.points.get(place) else {
            let why = trajectory.stopped.clone().unwrap_or_default();
            let message = match trajectory.points.len() {
                0 => format!("`{}` cannot be carried out: {why}", run.0),
                points => format!("`{}` ends at step {}: {why}", run.0, points - 1),
            };
            let fault = Diagnostic::error("train::stopped", step.span, message);
            return self.report(fault.at(format!("step {number} was not reached")));
        };
        let rounded = matches!(point, Coordinates::Rounded(_));
        let Some(values) = point.values(&mut self.graph) else {
            let fault = Diagnostic::error("train::stopped", step.span, format!("`{}` has no numbers at step {number}", run.0));
            return self.report(fault.at("a weight went beyond all numbers"));
        };
        let symbols = trajectory.symbols.clone();
        if rounded {
            let from = trajectory.points.iter().position(|point| matches!(point, Coordinates::Rounded(_))).unwrap_or(place);
            self.remark_rounding(index, from);
            if let Some(open) = self.open_coordinates(index, place, &symbols) {
                return Ok(symbols.into_iter().zip(open.iter().copied()).collect());
            }
        }
        Ok(symbols.into_iter().zip(values).collect())
    }

    /// Says once that a run's points are rounded from a step on.
    fn remark_rounding(&mut self, index: usize, from: usize) {
        let training = self.trainings[index].clone();
        let message = format!("the points of `{}` are rounded from step {from} on", training.name);
        let remark = Diagnostic::remark(ROUNDED, training.span, message)
            .at("a number is not rational, or too long")
            .help(format!("`normsym train FILE {} --digits 30` confirms as many digits as are wanted", training.name));
        if !self.diagnostics.contains(&remark) {
            self.diagnostics.push(remark);
        }
    }
}
