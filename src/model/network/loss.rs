//! Losses of a network's outputs: `squared_error(F(x), Y) = Σ (F_j − Y_j)²`,
//! `softmax_cross_entropy(F(x), class) = ln Σ exp(F_j) − F_class`, classes from 1.
//!
//! Each is the loss of one row; `sum[data]` or `mean[data]` stands before it.

use super::super::{Meant, Model, Scope};
use super::shape::told;
use crate::diagnostic::Diagnostic;
use crate::expr::NodeId;
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::Argument;

impl Model {
    pub(in crate::model) fn loss(&mut self, word: &str, arguments: &[Argument], span: Span, scope: &mut Scope) -> Meant<NodeId> {
        let [Argument { name: None, value: output }, Argument { name: None, value: target }] = arguments else {
            return self.wrong_count(word, "the outputs and the target", arguments.len(), span);
        };
        let (outputs, targets) = (self.tensor(output, scope)?, self.tensor(target, scope)?);
        if word == "softmax_cross_entropy" {
            return self.cross_entropy(&outputs.elements, &targets.elements, target.span);
        }
        if outputs.elements.len() != targets.elements.len() {
            let (given, wanted) = (told(&targets.sizes), told(&outputs.sizes));
            let fault =
                Diagnostic::error("layers::target", span, format!("the target has {given} components, the output {wanted}"));
            return self.report(
                fault.at("they must be as many").help("declare the column with the size of the output: `data (x[2], Y[3]) = …`"),
            );
        }
        let squares: Vec<NodeId> = outputs
            .elements
            .iter()
            .zip(&targets.elements)
            .map(|(output, target)| {
                let difference = self.graph.sub(*output, *target);
                self.graph.pow(difference, &Rational::TWO)
            })
            .collect();
        Ok(self.graph.add(&squares))
    }

    fn cross_entropy(&mut self, outputs: &[NodeId], targets: &[NodeId], span: Span) -> Meant<NodeId> {
        let class = match targets {
            [only] => self.graph.known_number(*only).and_then(Rational::to_i64),
            _ => None,
        };
        let Some(chosen) =
            class.and_then(|class| usize::try_from(class).ok()).and_then(|class| outputs.get(class.wrapping_sub(1)))
        else {
            let message = format!("the class is a whole number from 1 to {}", outputs.len());
            let fault = Diagnostic::error("layers::target", span, message).at("not one of them");
            return self.report(fault.help("give each row its class in a column: `data (x[2], class) = (1, 2, 3), …`"));
        };
        let whole = self.graph.known("logsumexp", outputs);
        Ok(self.graph.sub(whole, *chosen))
    }
}
