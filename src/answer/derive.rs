//! `derive`: a function, its named terms, its partial derivatives, each simplified and checked.

use super::expand::expanded;
use super::present::Presenter;
use super::relations::relations;
use super::steps;
use super::terms::named_terms;
use super::zero_reason::ZeroReasons;
use super::{Derivation, Partial, Target};
use crate::calculus::{self, smoothness};
use crate::check::conditions::{needs_of, tidy, unique};
use crate::check::differences;
use crate::check::directions;
use crate::check::domain::needs_of_value;
use crate::check::meeting::can_hold;
use crate::check::told::told;
use crate::check::verdict::Verdict;
use crate::diagnostic::Diagnostic;
use crate::expr::zero::{self, Zero};
use crate::expr::{Condition, Graph, Node, NodeId, SymbolId, SymbolKind, is_broken, on_parts};
use crate::model::{Lowering, Meaning, Model, Question};
use crate::name::Name;

/// How to derive.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Names to differentiate by, instead of those that the file gives.
    pub by: Vec<String>,
    /// Multiply out and collect, where the default keeps the author's summands.
    pub collected: bool,
    /// Write named terms out, up to [`super::EXPAND_LIMIT`] nodes.
    pub expand: bool,
    /// Simplify with an empty shelf of rules: what the rules are worth is what then is missing.
    pub without_rules: bool,
    /// Keep the derivation step by step.
    pub steps: bool,
}

/// Above this many node visits, derivatives are compared with central differences along random directions, all at once.
const DIFFERENCE_BUDGET: usize = 60_000_000;

/// Answers every `derive` and `show` of the model; where it asks nothing, derives its last definition without arguments.
///
/// # Errors
/// The faults of the questions.
pub fn derive(model: &mut Model, options: &Options) -> Result<Derivation, Vec<Diagnostic>> {
    super::carry_out_runs(model);
    let mut targets = Vec::new();
    let mut faults = Vec::new();
    let questions: Vec<Question> = model.questions.clone();
    let asked = questions.iter().any(|q| matches!(q, Question::Derive { .. } | Question::Show(_)));
    for question in &questions {
        let answer = match question {
            Question::Derive { target, by } => model.meaning(target).and_then(|meaning| {
                let by = variables(model, by, options)?;
                target_of(model, meaning, &by, options)
            }),
            Question::Show(expr) => model.meaning(expr).and_then(|meaning| target_of(model, meaning, &[], options)),
            Question::Claim(_) => continue,
        };
        match answer {
            Ok(target) => targets.push(target),
            Err(more) => faults.extend(more),
        }
    }
    if !asked && faults.is_empty() {
        let Some(node) = model.last_scalar() else {
            return Err(vec![nothing_to_derive()]);
        };
        let by = variables(model, &[], options)?;
        targets.push(target_of(model, Meaning { node, needs: Vec::new() }, &by, options)?);
    }
    if faults.is_empty() { Ok(Derivation { targets }) } else { Err(faults) }
}

pub(super) fn nothing_to_derive() -> Diagnostic {
    Diagnostic::error("claim::nothing_asked", Default::default(), "the file defines nothing that could be derived")
        .help("define a function and ask: `L = …`, `derive L`")
}

fn variables(model: &mut Model, by: &[crate::syntax::ast::Expr], options: &Options) -> Result<Vec<NodeId>, Vec<Diagnostic>> {
    if options.by.is_empty() {
        return Ok(unique(model.variables(by)?));
    }
    let mut nodes = Vec::new();
    for text in &options.by {
        let expr = crate::syntax::parse_expression(text)?;
        nodes.extend(model.variables(&[expr])?);
    }
    Ok(unique(nodes))
}

/// One function with its derivatives by the given variables; with none, the function alone.
///
/// # Errors
/// Where the function itself cannot be worked out.
pub fn target_of(model: &mut Model, meaning: Meaning, by: &[NodeId], options: &Options) -> Result<Target, Vec<Diagnostic>> {
    let assumptions = model.assumptions.clone();
    let authors = model.plain_definitions();
    let mut presenter = Presenter::new(&assumptions);
    presenter.bare = options.without_rules;
    presenter.names = !by.is_empty();
    presenter.steps = options.steps;
    presenter.sum_names = model.sum_names();
    presenter.implied = model.implied_names();
    let graph = &mut model.graph;
    let (function, with_names) = (calculus::resolve_for_reader(graph, meaning.node), calculus::resolve(graph, meaning.node));
    let raw = calculus::gradient(graph, function, by, &[], &mut |_, _, node| node).values;
    let kept: Vec<NodeId> = by.iter().copied().chain([function]).collect();
    let shown = presenter.present(graph, function, &kept);
    let mut shown_by: Vec<NodeId> = by.iter().map(|id| presenter.shown(graph, *id)).collect();
    presenter.know_authors(graph, &authors, function);
    presenter.vanished.clear();
    let polished = calculus::gradient(graph, shown, &shown_by, &[], &mut |graph, by, node| presenter.polished(graph, by, node));
    let mut values = polished.values;
    shown_by.push(shown);
    presenter.write_out_unused(graph, &mut values, &mut shown_by);
    let shown = shown_by.pop().unwrap_or(shown);
    let mut certificate = certify(graph, function, by, &raw, &values, &presenter);
    certificate.of_nothing = !assumptions.is_empty() && !can_hold(graph, &assumptions);
    let slopes = smoothness(graph, function, by);
    let needs = meaning.needs.iter().map(|need| Condition { node: calculus::resolve_for_reader(graph, need.node), ..*need });
    let needs: Vec<Condition> = needs.collect();
    let mut own: Vec<Condition> = needs_of(graph, &needs, &[with_names]);
    own.extend(broken_at_points(graph, meaning.node));
    let differences = compare(graph, function, by, &values, &slopes.kinks, &assumptions);
    if options.collected {
        for value in &mut values {
            *value = crate::simplify::collected(graph, *value).node();
        }
    }
    if options.expand {
        for value in &mut values {
            *value = expanded(graph, *value);
        }
    }
    let conditions_of = |graph: &mut Graph, presenter: &mut Presenter, needs: Vec<Condition>| {
        let mut conditions = needs;
        for condition in &mut conditions {
            condition.node = presenter.shown(graph, condition.node);
        }
        conditions.extend(presenter.used.iter().copied());
        conditions.iter_mut().for_each(|condition| *condition = on_parts(graph, *condition));
        let conditions = told(graph, &conditions);
        let (mut kept, assumed) = tidy(graph, &conditions, &assumptions);
        // What was assumed is a condition of the answer like any other.
        kept.extend(assumed);
        kept
    };
    let function_conditions = conditions_of(graph, &mut presenter, own.clone());
    let conditions = conditions_of(graph, &mut presenter, own.into_iter().chain(slopes.needs).collect());
    let (operations, operations_raw) = (graph.operations_of_each(&values), graph.operations_of_each(&raw));
    let zero_because = ZeroReasons::new(graph, (function, shown), &presenter.vanished).of(graph, by, &values);
    let mut derivatives = Vec::new();
    for (place, zero_because) in zero_because.into_iter().enumerate() {
        derivatives.push(Partial {
            by: shown_by[place],
            value: values[place],
            raw: raw[place],
            operations: operations[place],
            operations_raw: operations_raw[place],
            conditions: conditions.clone(),
            conventions: slopes.conventions.clone(),
            verdict: verdict(&certificate, differences[place].as_ref()),
            certificate: certificate.words(),
            zero_because,
            finite_difference: differences[place],
        });
    }
    let relations = relations(graph, &mut presenter, function, by, &derivatives);
    let body = top_body(graph, shown, options);
    let steps =
        (options.steps && !derivatives.is_empty()).then(|| steps::of_target(model, &mut presenter, shown, &derivatives, options));
    let terms = named_terms(model, &mut presenter, (function, shown), body, &derivatives, options);
    let (stopped, changes) = (presenter.stopped, presenter.changes);
    let conditions = function_conditions;
    Ok(Target { node: shown, body, terms, conditions, derivatives, steps, stopped, changes, relations })
}

/// What certainly fails where an expression asks for values at a point; a name that became a number there has lost it.
fn broken_at_points(graph: &mut Graph, node: NodeId) -> Vec<Condition> {
    let is_point = |graph: &Graph, id: NodeId| matches!(graph.node(id), Node::At { .. });
    if !graph.reachable(&[node]).into_iter().any(|id| is_point(graph, id)) {
        return Vec::new();
    }
    let mut needs = needs_of_value(graph, node);
    needs.retain(|need| is_broken(graph, *need));
    needs
}

/// What stands behind `=`: the body of a named term, through names that merely stand for another.
fn top_body(graph: &mut Graph, shown: NodeId, options: &Options) -> NodeId {
    let mut body = shown;
    while let Some(term) = graph.as_term(body) {
        body = term.body;
    }
    if options.expand { expanded(graph, body) } else { body }
}

/// What was shown about a gradient.
struct Certificate {
    /// Reverse and forward mode agree, whatever the branches of roots and signs.
    modes: Zero,
    /// The simplified gradient equals the raw one.
    simplified: Zero,
    /// No point was found that meets the assumptions: of nothing, nothing is proved.
    of_nothing: bool,
}

impl Certificate {
    fn proved(&self) -> bool {
        matches!((self.modes, self.simplified), (Zero::Everywhere { .. }, Zero::Everywhere { .. }))
    }

    fn words(&self) -> String {
        if self.of_nothing {
            return "no point was found that meets the assumptions".to_string();
        }
        match (self.modes, self.simplified) {
            (Zero::Everywhere { points, .. }, Zero::Everywhere { .. }) => {
                format!(
                    "reverse and forward mode agree exactly at {points} points of a finite field; each simplification tested on every sign pattern"
                )
            }
            (Zero::Undefined, _) | (_, Zero::Undefined) => {
                "no point of the exact test has a value; central differences alone".to_string()
            }
            _ => "the exact test shows no proof; central differences alone".to_string(),
        }
    }
}

/// Tests the whole gradient at once: `Σ v_k ∂L/∂w_k` for independent v_k against the tangent of L along v.
fn certify(
    graph: &mut Graph,
    of: NodeId,
    by: &[NodeId],
    raw: &[NodeId],
    values: &[NodeId],
    presenter: &Presenter,
) -> Certificate {
    let moves: Vec<(NodeId, NodeId)> = by.iter().map(|id| (*id, graph.symbol(Name::plain("v"), SymbolKind::Variable))).collect();
    let along = |graph: &mut Graph, gradient: &[NodeId]| {
        let parts: Vec<NodeId> = moves.iter().zip(gradient).map(|((_, v), d)| graph.mul(&[*v, *d])).collect();
        graph.add(&parts)
    };
    let (raw_along, shown_along) = (along(graph, raw), along(graph, values));
    let tangent = calculus::tangent(graph, of, &moves, &[]);
    let (modes, simplified) = (graph.sub(raw_along, tangent), graph.sub(raw_along, shown_along));
    let mut lowering = Lowering::default();
    let (modes, simplified) = (lowering.apply(graph, modes), lowering.apply(graph, simplified));
    let free = zero::Options { free_roots: true, ..zero::Options::default() };
    let bound = zero::Options { assumptions: &presenter.assumptions, few_points: true, ..zero::Options::default() };
    // Free roots do not know √y √y = y, which the constructors use; and the law of exp tells equal arguments apart that are
    // written in different ways. What one reading of the field shows is shown.
    let first = |graph: &Graph, node: NodeId, readings: &[zero::Options<'_>]| {
        let mut found = readings.iter().map(|options| zero::test(graph, node, options));
        let first = found.next().unwrap_or(Zero::Undefined);
        if matches!(first, Zero::Everywhere { .. }) {
            return first;
        }
        found.find(|zero| matches!(zero, Zero::Everywhere { .. })).unwrap_or(first)
    };
    let plain = zero::Options { plain_exp: true, ..bound };
    let modes = first(graph, modes, &[free, zero::Options { plain_exp: true, ..free }, plain]);
    // Of many roots the field has hardly a point that counts. What holds for any values of the roots is 0 all the same, where
    // there is a value at all.
    let any_roots = zero::Options { free_roots: true, lawful_signs: true, ..bound };
    let readings = [any_roots, bound, plain, zero::Options { few_points: false, ..bound }];
    let from = usize::from(zero::is_undefined(graph, simplified, &bound));
    let simplified = first(graph, simplified, &readings[from..]);
    Certificate { modes, simplified, of_nothing: false }
}

fn verdict(certificate: &Certificate, difference: Option<&super::FiniteDifference>) -> Verdict {
    match difference {
        _ if certificate.of_nothing => Verdict::Undecided,
        Some(difference) if !difference.within_bound => Verdict::Refuted,
        _ if certificate.proved() => Verdict::Proved,
        Some(_) => Verdict::Supported,
        None => Verdict::Undecided,
    }
}

/// Central differences for symbols; a derivative by a named term has none of its own.
fn compare(
    graph: &mut Graph,
    of: NodeId,
    by: &[NodeId],
    values: &[NodeId],
    kinks: &[NodeId],
    assumptions: &[Condition],
) -> Vec<Option<super::FiniteDifference>> {
    let size = graph.reachable(&[of]).len().max(1);
    let symbols: Vec<(usize, SymbolId)> =
        by.iter().enumerate().filter_map(|(place, id)| graph.as_symbol(*id).map(|symbol| (place, symbol))).collect();
    let list: Vec<(SymbolId, NodeId)> = symbols.iter().map(|(place, symbol)| (*symbol, values[*place])).collect();
    let together = if symbols.len() > 1 && symbols.len() * size * 100 > DIFFERENCE_BUDGET {
        directions::compare(graph, of, &list, kinks, assumptions)
    } else {
        None
    };
    let mut found = vec![None; by.len()];
    match together {
        Some(all) if all.within_bound => symbols.iter().for_each(|(place, _)| found[*place] = Some(all)),
        // Which one is wrong, only a comparison of its own tells.
        _ => {
            for ((place, _), difference) in symbols.iter().zip(differences::compare(graph, of, &list, kinks, assumptions)) {
                found[*place] = difference;
            }
        }
    }
    found
}
