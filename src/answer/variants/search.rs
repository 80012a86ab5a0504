//! The search for a slip: the claim, its places, what was tried so far, and the decision of what passes the screen.

use super::doubles::Doubles;
use super::screen::Screen;
use super::{Variant, Where};
use crate::calculus;
use crate::check::concrete;
use crate::check::decide::{Decision, Witness, is_proved};
use crate::expr::{Condition, Graph, NodeId, zero};
use crate::model::{Claim, Lowering, Meaning, Model, Side, Tolerance};
use crate::name::Name;
use crate::syntax::ast::{Expr, Join, Kind};
use crate::syntax::{self, Part};

/// The most variants that are looked at.
const TRIES: usize = 600;
/// Nodes visited by all looks together: fewer variants of a large claim are looked at.
const VISITS: usize = 400_000;
/// The most variants that are decided.
const DECISIONS: usize = 6;
/// Nodes of all variants together that are decided.
const DECISION_VISITS: usize = 6_000;
/// The most parts of a right side in which slips are sought.
const PARTS: usize = 60;
/// Longer right sides, and larger ones, are not written by hand.
const WRITTEN: usize = 2_000;
const NODES: usize = 20_000;

/// What a kind of slip works with.
pub(super) struct Search<'a> {
    pub(super) model: &'a mut Model,
    claim: &'a Claim,
    pub(super) side: Side,
    pub(super) left: NodeId,
    pub(super) right: NodeId,
    pub(super) witness: Option<Witness>,
    /// The names that the file has for values.
    pub(super) names: Vec<Name>,
    /// Two points at which numbers are read off.
    pub(super) doubles: Option<Doubles>,
    screen: Screen,
    tries: usize,
    /// How many variants may be looked at.
    most: usize,
    /// How many more may be decided.
    decisions: usize,
}

/// One place of the right side.
pub(super) struct Place<'a> {
    pub(super) expr: &'a Expr,
    /// What it is a part of.
    pub(super) holder: Option<&'a Expr>,
    /// Which part of that.
    pub(super) number: usize,
    path: &'a [usize],
}

/// Another expression for one place.
pub(super) struct Edit {
    pub(super) new: Expr,
    pub(super) wanted: String,
    pub(super) written: String,
}

impl Edit {
    /// The new expression for the old one.
    pub(super) fn of(old: &Expr, new: Expr) -> Edit {
        Edit { wanted: text(&new), written: text(old), new }
    }
}

impl<'a> Search<'a> {
    pub(super) fn new(model: &'a mut Model, claim: &'a Claim, side: Side, decision: &Decision) -> Search<'a> {
        let (left, right) =
            (calculus::resolve(&mut model.graph, side.left.node), calculus::resolve(&mut model.graph, side.right.node));
        let names = model.value_names();
        let facts = resolved(&mut model.graph, &side.assumptions);
        let doubles = Doubles::new(&model.graph, left, right, &facts);
        let size = model.graph.reachable(&[left, right]).len().max(1);
        // Where the claim has more branches than a proof can cover, so have its variants.
        let most = if can_be_proved(&mut model.graph, left, right) { TRIES.min(VISITS / size) } else { 0 };
        let decisions = (DECISION_VISITS / size).clamp(1, DECISIONS);
        let witness = decision.witness.clone();
        let screen = Screen::new(&facts);
        Search { model, claim, side, left, right, witness, names, doubles, screen, tries: 0, most, decisions }
    }

    /// Whether both sides are numbers: then most slips would fit by chance.
    pub(super) fn is_about_values(&self) -> bool {
        let free = |node: NodeId| !self.model.graph.free_symbols(node).is_empty();
        let opaque = |node: NodeId| !concrete::choose(&self.model.graph, &[node], 0).is_empty();
        !matches!(self.side.tolerance, Tolerance::Equal)
            || ![self.left, self.right].into_iter().any(|node| free(node) || opaque(node))
    }

    /// The right side as written.
    pub(super) fn written(&self) -> &'a Expr {
        self.claim.right()
    }

    /// The parts of the right side in which slips are sought; what a normalisation stands over is left as it is, because
    /// its statistics belong to the text.
    pub(super) fn parts(&self) -> Vec<Part> {
        let parts = syntax::parts(self.written());
        let normalises = |part: &Part| matches!(&part.expr.kind, Kind::Name(name) if name.to_string() == "norm");
        if parts.len() > WRITTEN || parts.iter().any(normalises) || self.model.graph.reachable(&[self.right]).len() > NODES {
            return Vec::new();
        }
        parts.into_iter().take(PARTS).collect()
    }

    /// The names of values on the right side, each once, in the order of writing.
    pub(super) fn written_names(&self) -> Vec<Name> {
        let mut used: Vec<Name> = Vec::new();
        for part in self.parts() {
            if let Kind::Name(name) = &part.expr.kind
                && self.names.contains(name)
                && !used.contains(name)
            {
                used.push(name.clone());
            }
        }
        used
    }

    /// The first slip of a kind that is proved when it is undone at one place.
    pub(super) fn at_each_place(&mut self, edits: impl Fn(&Search<'_>, &Place<'_>) -> Vec<Edit>) -> Option<Variant> {
        let (parts, whole) = (self.parts(), self.written());
        for part in &parts {
            let holder = part.parent.map(|holder| &parts[holder].expr);
            let number = part.path.last().copied().unwrap_or(0);
            let place = Place { expr: &part.expr, holder, number, path: &part.path };
            for edit in edits(self, &place) {
                if self.holds_with(&syntax::replaced(whole, place.path, edit.new.clone())) {
                    return Some(replacement(&parts, part, edit));
                }
            }
        }
        None
    }

    /// Whether the claim is true with this right side.
    pub(super) fn holds_with(&mut self, right: &Expr) -> bool {
        match self.understood(right) {
            Some(right) => self.holds(Side { right, ..self.side.clone() }),
            None => false,
        }
    }

    /// Another right side, where it has a meaning.
    pub(super) fn understood(&mut self, right: &Expr) -> Option<Meaning> {
        self.tries += 1;
        if self.tries > self.most { None } else { self.model.understand_right(self.claim, right).ok() }
    }

    /// Whether a claim of these sides is true: looked at, then decided.
    pub(super) fn holds(&mut self, side: Side) -> bool {
        self.may_hold(&side) && self.is_proved(&side)
    }

    /// Whether a claim of these sides is worth deciding.
    pub(super) fn may_hold(&mut self, side: &Side) -> bool {
        let graph = &mut self.model.graph;
        if !matches!(side.tolerance, Tolerance::Equal) {
            return self.most > 0;
        }
        let left = if side.left.node == self.side.left.node { self.left } else { calculus::resolve(graph, side.left.node) };
        let right = calculus::resolve(graph, side.right.node);
        self.most > 0 && self.screen.passes(graph, left, right)
    }

    /// The same under other assumptions than those of the claim.
    pub(super) fn holds_under(&mut self, side: Side) -> bool {
        self.tries += 1;
        let graph = &mut self.model.graph;
        let facts = resolved(graph, &side.assumptions);
        self.tries <= self.most && Screen::new(&facts).passes(graph, self.left, self.right) && self.is_proved(&side)
    }

    /// Proved, which says that at some point both sides have a value.
    fn is_proved(&mut self, side: &Side) -> bool {
        if self.decisions == 0 {
            return false;
        }
        self.decisions -= 1;
        is_proved(&mut self.model.graph, side)
    }
}

fn can_be_proved(graph: &mut Graph, left: NodeId, right: NodeId) -> bool {
    let difference = graph.sub(left, right);
    let lowered = Lowering::default().apply(graph, difference);
    zero::can_prove(graph, lowered, &zero::Options::default())
}

fn resolved(graph: &mut Graph, facts: &[Condition]) -> Vec<Condition> {
    facts.iter().map(|fact| Condition { node: calculus::resolve(graph, fact.node), ..*fact }).collect()
}

/// How a part is told to a reader.
pub(super) fn text(expr: &Expr) -> String {
    syntax::plain(&syntax::without_commands(bare(expr)))
}

/// What stands in brackets that only group.
pub(super) fn bare(expr: &Expr) -> &Expr {
    match &expr.kind {
        Kind::Group(_, arguments) => match arguments.as_slice() {
            [only] if only.name.is_none() => bare(&only.value),
            _ => expr,
        },
        _ => expr,
    }
}

/// What is told of an edit: the whole call for one of its arguments, and the summand where the same stands elsewhere.
fn replacement(parts: &[Part], part: &Part, edit: Edit) -> Variant {
    let Edit { new, mut wanted, mut written } = edit;
    let call = |head: &Expr, bracket: &Expr| {
        syntax::plain(&made(head, Kind::Product(vec![(Join::Beside, head.clone()), (Join::Beside, bracket.clone())])))
    };
    if let Some((head, bracket)) = call_around(parts, part) {
        let number = part.path.last().copied().unwrap_or(0);
        let changed = syntax::replaced(&bracket.expr, &[number], new);
        (wanted, written) = (call(head, &changed), call(head, &bracket.expr));
    } else if let (Some(head), Kind::Power(base, _)) = (name_before(parts, part), &part.expr.kind)
        && is_group(base)
    {
        // `N(x)^2`: the power of a call.
        (wanted, written) = (call(head, &new), call(head, &part.expr));
    }
    // Brackets around the part are no other place.
    let is_same = |other: &&Part| other.expr == part.expr || !is_group(&other.expr) && text(&other.expr) == written;
    let elsewhere = parts.iter().filter(is_same).filter(|other| !part.path.starts_with(&other.path) || other.path == part.path);
    let elsewhere = elsewhere.count() > 1;
    let within = if elsewhere { summand_around(parts, part) } else { None };
    Variant::Replaced { wanted, written, within }
}

fn is_group(expr: &Expr) -> bool {
    matches!(expr.kind, Kind::Group(..))
}

/// The name and the bracket of `u(2)`, `W[1, 2]` around one of their numbers.
fn call_around<'a>(parts: &'a [Part], part: &Part) -> Option<(&'a Expr, &'a Part)> {
    let bracket = &parts[part.parent?];
    let is_call = is_group(&bracket.expr) && matches!(part.expr.kind, Kind::Number(_));
    Some((name_before(parts, bracket).filter(|_| is_call)?, bracket))
}

/// The name right before a factor.
fn name_before<'a>(parts: &'a [Part], part: &Part) -> Option<&'a Expr> {
    let Kind::Product(factors) = &parts[part.parent?].expr.kind else { return None };
    let before = part.path.last()?.checked_sub(1)?;
    let named = matches!(factors[before].1.kind, Kind::Name(_)) && factors[before + 1].0 == Join::Beside;
    named.then_some(&factors[before].1)
}

/// The innermost summand around a part, where that is more than the part itself and less than the whole.
fn summand_around(parts: &[Part], part: &Part) -> Option<String> {
    let mut inner = part;
    while let Some(holder) = inner.parent.map(|holder| &parts[holder]) {
        if matches!(&holder.expr.kind, Kind::Sum(terms) if terms.len() > 1) && inner.path != part.path {
            return Some(text(&inner.expr));
        }
        inner = holder;
    }
    // No sum around it: what it is directly a part of.
    part.parent.map(|holder| &parts[holder]).filter(|holder| holder.parent.is_some()).map(|holder| text(&holder.expr))
}

/// The name of a part of the right side for a reader: its place in the outermost sum, else as it is written.
pub(super) fn place_of(whole: &Expr, part: &Part) -> Where {
    let parts = syntax::parts(whole);
    let is_sum = |part: &&Part| matches!(&part.expr.kind, Kind::Sum(terms) if terms.len() > 1);
    let outermost = parts.iter().filter(is_sum).min_by_key(|sum| sum.path.len());
    // Two sums side by side, as in `(a + b)(c + d)`: there is no last term of all.
    let alone = |sum: &Part| parts.iter().filter(is_sum).all(|other| other.path.starts_with(&sum.path));
    if let Some(sum) = outermost
        && let (Kind::Sum(terms), Some((number, holder))) = (&sum.expr.kind, part.path.split_last())
        && *holder == *sum.path
        && alone(sum)
    {
        match *number {
            0 => return Where::First,
            number if number + 1 == terms.len() => return Where::Last,
            _ => {}
        }
    }
    let written = text(&part.expr);
    let again = parts.iter().filter(|other| !is_group(&other.expr) && text(&other.expr) == written).count() > 1;
    let holder = parts.iter().find(|other| part.path.split_last().is_some_and(|(_, path)| *path == *other.path));
    match holder.filter(|_| again) {
        Some(holder) => Where::Written(format!("{written} of {}", text(&holder.expr))),
        None => Where::Written(written),
    }
}

/// Whether the place is a name that is called: `f` of `f(x)`.
pub(super) fn is_called(search: &Search<'_>, place: &Place<'_>) -> bool {
    let Some(Expr { kind: Kind::Product(factors), .. }) = place.holder else { return false };
    let Kind::Name(name) = &place.expr.kind else { return false };
    let bracket = |expr: &Expr| match &expr.kind {
        Kind::Group(..) => true,
        Kind::Power(base, _) => matches!(base.kind, Kind::Group(..)),
        _ => false,
    };
    !search.names.contains(name)
        && matches!(factors.get(place.number + 1), Some((Join::Beside, next)) if bracket(next) || is_function(search, name))
}

fn is_function(search: &Search<'_>, name: &Name) -> bool {
    crate::functions::find(&name.to_string()).is_some() || search.model.function_names().contains(name)
}

/// An expression that stands where another one stood.
pub(super) fn made(at: &Expr, kind: Kind) -> Expr {
    Expr { span: at.span, kind }
}
