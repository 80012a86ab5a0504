//! Kinks that a point meets: `relu(0)`, `|0|`, a tie of max. There the derivative is a convention, not a limit.
//!
//! What this module does not do: say what follows for training, or look between points.

use super::signs::signs;
use crate::eval::{Point, Undefined};
use crate::expr::{Callee, Graph, Label, Node, NodeId};
use crate::functions::Function;
use crate::model::{Model, Template};
use crate::number::Rational;
use rustc_hash::FxHashSet;

/// A function at its kink.
#[derive(Clone, Debug)]
pub struct Kink {
    /// The call, `relu(2w_1 + b)`.
    pub call: NodeId,
    /// What is 0 there, `2w_1 + b`.
    pub vanishing: NodeId,
    /// The definition at arguments that it stands in, `F(2)`.
    pub within: Option<NodeId>,
    /// What is taken for the derivative, `relu'(0) = 0`.
    pub convention: Option<&'static str>,
}

/// The kinks that a point meets.
#[derive(Clone, Debug, Default)]
pub struct Kinks {
    /// Those met.
    pub met: Vec<Kink>,
    /// How many functions with kinks were looked at.
    pub looked_at: usize,
    /// The first of those that have no value there, and why.
    pub undecided: Option<(NodeId, Undefined)>,
}

/// The kinks in `of`, of functions that move with the variables, which the point meets.
///
/// ```
/// use normsym::analysis;
/// use normsym::model::Model;
/// use normsym::render;
/// use normsym::source::Source;
/// let text = "param w = 1, b = -2\ndata (x) = (1), (2)\nF(x) = relu(w x + b)\nL = sum[data] F(x)\n";
/// let mut model = Model::load(&Source::new("net.expr", text), &|_| Err("no files here".into()));
/// let by: Vec<_> = model.parameters.iter().map(|parameter| parameter.node).collect();
/// let point = analysis::start(&model);
/// let loss = model.meaning_of("L").unwrap().node;
/// let found = analysis::kinks(&mut model.graph, loss, &by, &point);
/// assert_eq!((found.met.len(), found.looked_at), (1, 2));
/// assert_eq!(render::plain(&model.graph, found.met[0].within.unwrap()), "F(2)");
/// ```
pub fn kinks(graph: &mut Graph, of: NodeId, by: &[NodeId], point: &Point) -> Kinks {
    let candidates = candidates(graph, of, by);
    let nodes: Vec<NodeId> = candidates.iter().map(|kink| kink.vanishing).collect();
    let mut found = Kinks { looked_at: candidates.len(), ..Kinks::default() };
    for (mut kink, sign) in candidates.into_iter().zip(signs(graph, &nodes, point)) {
        match sign {
            Ok(0) => {
                kink.within = within(graph, of, kink.call);
                found.met.push(kink);
            }
            Ok(_) => {}
            Err(why) if found.undecided.is_none() => found.undecided = Some((kink.vanishing, why)),
            Err(_) => {}
        }
    }
    found
}

/// Every function with a kink whose argument moves with the variables.
fn candidates(graph: &mut Graph, of: NodeId, by: &[NodeId]) -> Vec<Kink> {
    let mut moved: FxHashSet<NodeId> = by.iter().copied().collect();
    let mut found = Vec::new();
    for id in graph.reachable(&[of]) {
        let mut depends = false;
        graph.for_each_child(id, |child| depends |= moved.contains(&child));
        if !depends {
            continue;
        }
        moved.insert(id);
        let Node::Call { function: Callee::Known(function), args } = graph.node(id) else { continue };
        let (entry, args): (&'static Function, _) = (function.get(), args.clone());
        for text in entry.kinks {
            let vanishing = Template::of(text).instantiate(graph, &args, None);
            found.push(Kink { call: id, vanishing, within: None, convention: entry.convention });
        }
    }
    found
}

/// The definition at arguments that holds the node without another one between; `None` where it stands in several, at
/// different arguments.
fn within(graph: &Graph, of: NodeId, node: NodeId) -> Option<NodeId> {
    let holds = |id: &NodeId| graph.as_term(*id).is_some_and(|term| graph.window(term.body).contains(&node));
    let arguments = |id: NodeId| match graph.as_term(id).map(|term| &term.label) {
        Some(Label::Definition { args, .. }) if !args.is_empty() => Some(args.clone()),
        _ => None,
    };
    let terms = graph.terms_of(&[of]).into_iter().filter(|id| arguments(*id).is_some());
    let found: Vec<NodeId> = terms.filter(holds).collect();
    let first = *found.first()?;
    found.iter().all(|other| arguments(*other) == arguments(first)).then_some(first)
}

/// The point of start values: parameters that have one, running averages.
pub fn start(model: &Model) -> Point {
    let mut point = Point::new();
    let mut set = |node: NodeId, value: &Rational| {
        if let Some(symbol) = model.graph.as_symbol(node) {
            point.set(symbol, value.clone());
        }
    };
    for parameter in &model.parameters {
        if let Some(value) = &parameter.start {
            set(parameter.node, value);
        }
    }
    for buffer in &model.buffers {
        set(buffer.mean, &buffer.start_mean);
        set(buffer.variance, &buffer.start_variance);
    }
    point
}
