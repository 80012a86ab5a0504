//! The whole answer of `derive` as a page, before any spelling: what stands on it, in which order, said once.
//!
//! For each target: the function, its named terms, the partial derivatives, the named derivatives that these use, and
//! notes. Derivatives that vanish for one reason stand in one line, `∂L_1/∂w_1 = ∂L_1/∂w_01 = 0`, as on the board.

use super::Options;
use super::layout::Layout;
use super::math::Math;
use super::notes::{self, Note};
use super::steps::{self, Row, StepRows};
use crate::answer::{Derivation, NamedTerm, Partial, Target};
use crate::expr::{Graph, NodeId, TermKind};
use crate::name::Name;

/// `left = left = right`; no left side where there is nothing to call it by.
pub(super) struct Equation {
    pub(super) lefts: Vec<Math>,
    pub(super) right: Math,
}

/// Partial derivatives with what must be said of them alone.
pub(super) struct Entry {
    pub(super) equation: Equation,
    /// The same before simplification, where that was asked for, with the numbers of operations before and after.
    pub(super) raw: Option<(Math, usize, usize)>,
    pub(super) notes: Vec<Note>,
}

/// One target.
pub(super) struct Section {
    pub(super) function: Equation,
    pub(super) terms: Vec<Equation>,
    pub(super) entries: Vec<Entry>,
    pub(super) derivative_terms: Vec<Equation>,
    /// What is to be said of all derivatives, or of all that have no note of their own.
    pub(super) summary: Vec<Note>,
    /// The derivation step by step, where it was asked for.
    pub(super) steps: Option<StepRows>,
}

/// The sections of an answer.
pub(super) fn sections(graph: &Graph, derivation: &Derivation, options: &Options) -> Vec<Section> {
    let mut layout = Layout::new(graph, options);
    derivation.targets.iter().map(|target| section(graph, &mut layout, target, options)).collect()
}

fn section(graph: &Graph, layout: &mut Layout, target: &Target, options: &Options) -> Section {
    let own = layout.expression(target.node);
    let lefts = if target.node == target.body { vec![] } else { vec![own.clone()] };
    let function = Equation { lefts, right: layout.expression(target.body) };

    let derived = |node: NodeId| graph.as_term(node).is_some_and(|term| term.kind == TermKind::Derivative);
    let named = |layout: &mut Layout, derivatives: bool| -> Vec<Equation> {
        let chosen = target.terms.iter().filter(|term| derived(term.node) == derivatives && term.node != target.node);
        layout.positive_first = derivatives;
        let equation =
            |term: &NamedTerm| Equation { lefts: vec![layout.expression(term.node)], right: layout.expression(term.body) };
        let equations = chosen.map(equation).collect();
        layout.positive_first = false;
        equations
    };
    let mut terms = named(layout, false);
    terms.extend(parts(layout));

    // A function without a name is not repeated in front of every derivative: ∂/∂w.
    let of = if own.is_label() { own } else { Math::Name(Name::default(), Box::new([])) };
    let name = |by: NodeId, layout: &mut Layout| Math::Partial { of: of.clone().into(), by: layout.expression(by).into() };
    let names: Vec<Math> = target.derivatives.iter().map(|partial| name(partial.by, layout)).collect();
    let (mut summary, own_notes) = notes::grouped(layout, &target.derivatives, &names, &of, options.words);
    let mut entries: Vec<(Option<&Partial>, Entry)> = Vec::new();
    for ((partial, notes), left) in target.derivatives.iter().zip(own_notes).zip(names) {
        let raw = options.raw && partial.raw != partial.value;
        let zero = graph.as_number(partial.value).is_some_and(|value| value.is_zero()) && !raw;
        let same = |(first, entry): &&mut (Option<&Partial>, Entry)| {
            zero && first.is_some_and(|first| first.zero_because == partial.zero_because) && entry.notes == notes
        };
        if let Some((_, entry)) = entries.iter_mut().find(same) {
            entry.equation.lefts.push(left);
            continue;
        }
        layout.positive_first = true;
        let right = layout.expression(partial.value);
        layout.positive_first = false;
        let equation = Equation { lefts: vec![left], right };
        let raw = raw.then(|| (layout.expression(partial.raw), partial.operations_raw, partial.operations));
        entries.push((zero.then_some(partial), Entry { equation, raw, notes }));
    }
    summary.splice(
        0..0,
        target.relations.iter().map(|relation| notes::relation_note(layout, relation, options.words)).collect::<Vec<_>>(),
    );
    // Derivatives tell the conditions themselves.
    if target.derivatives.is_empty() && !target.conditions.is_empty() {
        summary.push(notes::conditions_note(layout, &target.conditions, options.words));
    }
    summary.extend(target.changes.iter().map(|change| notes::change_note(layout, change, options.words)));
    if target.stopped > 0 {
        summary.push(notes::stopped_note(options.words));
    }
    let mut derivative_terms = named(layout, true);
    derivative_terms.extend(parts(layout));
    let steps = steps::rows(layout, target, &of, options.words).map(|mut steps| {
        // Parts that only the steps needed a name for.
        let named = parts(layout).into_iter().filter_map(|equation| Row::named(equation, options.words)).collect();
        steps.derived.push(named);
        steps
    });
    let entries = entries.into_iter().map(|(_, entry)| entry).collect();
    Section { function, terms, entries, derivative_terms, summary, steps }
}

/// The parts that had to get a name, until they need no further ones.
fn parts(layout: &mut Layout) -> Vec<Equation> {
    let named = layout.take_parts();
    named.into_iter().map(|(name, right)| Equation { lefts: vec![Math::Name(name, Box::new([]))], right }).collect()
}
