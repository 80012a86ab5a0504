//! Conditions in the terms of the reader: that two rows have a deviation other than 0 says `u_1 ≠ u_2`, and of
//! `u_j = w f(x_j)` that says `w ≠ 0` and `f(x_1) ≠ f(x_2)`.
//!
//! Each replacement says the same, given that the other conditions of the list hold.

use super::conditions::unique;
use crate::expr::rewrite::Rewriter;
use crate::expr::{Callee, Condition, Graph, Node, NodeId, TermKind};
use crate::functions::Need;
use crate::simplify;

/// The largest written size of a difference whose definitions are written out.
const READABLE: usize = 16;
/// How often parts are taken apart again.
const ROUNDS: usize = 4;

/// The conditions taken apart, each once.
pub fn told(graph: &mut Graph, conditions: &[Condition]) -> Vec<Condition> {
    let mut list = all_apart(graph, conditions.to_vec());
    let others = list.clone();
    for condition in &mut list {
        *condition = without_signs(graph, *condition, &others);
    }
    let list = unique(list);
    list.iter().copied().filter(|condition| !follows(graph, *condition, &list)).collect()
}

/// Whether a condition on a product or sum follows from others on its parts: `a b > 0` from `a > 0` and `b > 0`.
fn follows(graph: &Graph, condition: Condition, others: &[Condition]) -> bool {
    let positive = |node: NodeId| others.contains(&Condition { node, need: Need::Positive }) && node != condition.node;
    let nonzero =
        |node: NodeId| positive(node) || (node != condition.node && others.contains(&Condition { node, need: Need::NonZero }));
    match (graph.node(condition.node), condition.need) {
        // A power is 0 for the base 0 alone.
        (Node::Call { function: Callee::Known(function), args }, _) if function.get().name == "pow" => positive(args[0]),
        (Node::Product(factors), Need::NonZero) => factors.iter().all(|(base, _)| nonzero(*base)),
        (Node::Product(factors), _) => factors.iter().all(|(base, _)| positive(*base)),
        (Node::Sum { constant, terms }, _) if terms.len() > 1 || !constant.is_zero() => {
            !constant.is_negative() && terms.iter().all(|(term, c)| c.signum() > 0 && positive(*term))
        }
        _ => false,
    }
}

fn all_apart(graph: &mut Graph, mut list: Vec<Condition>) -> Vec<Condition> {
    for _ in 0..ROUNDS {
        let next = unique(list.iter().flat_map(|condition| apart(graph, *condition)).collect::<Vec<_>>());
        if next == list {
            break;
        }
        list = next;
    }
    list
}

/// One condition in its parts.
fn apart(graph: &mut Graph, condition: Condition) -> Vec<Condition> {
    let node = condition.node;
    if condition.need == Need::NonZero
        && let Some(kind) = graph.as_term(node).map(|term| term.kind.clone())
        && let Some((direction, _)) = simplify::line(graph, &kind)
    {
        return simplify::parts(graph, Condition { node: direction, need: Need::NonZero });
    }
    if condition.need == Need::NonZero
        && let Some(product) = difference_as_product(graph, node)
    {
        return simplify::parts(graph, Condition { node: product, need: Need::NonZero });
    }
    let parts = simplify::parts(graph, condition);
    if parts.len() > 1 { parts } else { vec![condition] }
}

/// `u(1) − u(2)` of a definition `u(x) = w f(x)` as `w (f(1) − f(2))`, where the bodies share a factor.
fn difference_as_product(graph: &mut Graph, node: NodeId) -> Option<NodeId> {
    let Node::Sum { constant, terms } = graph.node(node) else { return None };
    let [(one, c), (other, d)] = &**terms else { return None };
    if !constant.is_zero() || !(c + d).is_zero() {
        return None;
    }
    let written_out = simplify::Linear::of(graph, node, &[*one, *other]);
    if let Some(only) = written_out.single() {
        return Some(only);
    }
    let open = |id: NodeId| graph.as_term(id).map_or(id, |term| term.body);
    let bodies = [open(*one), open(*other)];
    let factors = |id: NodeId| match graph.node(id) {
        Node::Product(factors) => factors.to_vec(),
        _ => vec![(id, crate::number::Rational::ONE)],
    };
    let (left, right) = (factors(bodies[0]), factors(bodies[1]));
    let (shared, own): (Vec<_>, Vec<_>) = left.into_iter().partition(|factor| right.contains(factor));
    if shared.is_empty() || own.is_empty() {
        return None;
    }
    let rest: Vec<_> = right.into_iter().filter(|factor| !shared.contains(factor)).collect();
    let (one, other) = (graph.product(&own), graph.product(&rest));
    let difference = graph.sub(one, other);
    // A normalised value says less to the reader than the function's name does.
    let normalised = |id: &NodeId| matches!(graph.as_term(*id).map(|term| &term.kind), Some(TermKind::Normalised { .. }));
    if graph.written_size(difference, READABLE) >= READABLE || graph.window(difference).iter().any(normalised) {
        return None;
    }
    let mut all = shared;
    all.push((difference, crate::number::Rational::ONE));
    Some(graph.product(&all))
}

/// What only changes its own sign with `sign(w)` may be told for `sign(w) = 1`, where `w ≠ 0` is a condition as well.
fn without_signs(graph: &mut Graph, condition: Condition, others: &[Condition]) -> Condition {
    if condition.need != Need::NonZero {
        return condition;
    }
    let mut node = condition.node;
    for id in graph.window(node) {
        let Node::Call { function: Callee::Known(function), args } = graph.node(id) else { continue };
        if function.get().name != "sign" {
            continue;
        }
        let argument = args[0];
        let needed = simplify::parts(graph, Condition { node: argument, need: Need::NonZero });
        let needed = all_apart(graph, needed);
        if !needed.iter().all(|part| others.contains(part)) {
            continue;
        }
        let mut put_in = |value: i64| {
            let value = graph.integer(value);
            let mut rewriter = Rewriter::new([(id, value)]);
            rewriter.through_terms = false;
            let put = rewriter.apply(graph, node);
            simplify::canonical(graph, put, &|_, _| true)
        };
        let (plus, minus) = (put_in(1), put_in(-1));
        if plus == minus || are_opposite(graph, plus, minus) {
            node = plus;
        }
    }
    Condition { node, ..condition }
}

/// Whether two sums are negatives of each other, term by term.
fn are_opposite(graph: &mut Graph, one: NodeId, other: NodeId) -> bool {
    let sum = graph.add(&[one, other]);
    let linear = simplify::Linear::of(graph, sum, &[]);
    let node = linear.node(graph);
    graph.as_number(node).is_some_and(|value| value.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::{SymbolKind, TermKind};
    use crate::name::Name;
    use crate::number::Rational;

    fn symbols<const N: usize>(graph: &mut Graph, names: [&str; N]) -> [NodeId; N] {
        names.map(|name| graph.symbol(Name::plain(name), SymbolKind::Parameter))
    }

    fn opaque(graph: &mut Graph, name: NodeId, argument: NodeId) -> NodeId {
        let name = graph.as_symbol(name).unwrap();
        graph.call(Callee::Opaque { name, order: 0 }, &[argument])
    }

    fn nonzero(node: NodeId) -> Condition {
        Condition { node, need: Need::NonZero }
    }

    /// `f(b + sign(w)) − f(b − sign(w))`, and the same with 2 in the place of the second sign.
    fn differences(graph: &mut Graph) -> [NodeId; 3] {
        let f = graph.symbol(Name::plain("f"), SymbolKind::Function);
        let [w, b] = symbols(graph, ["w", "b"]);
        let sign = graph.known("sign", &[w]);
        let (plus, minus, two) = (graph.add(&[b, sign]), graph.sub(b, sign), graph.integer(2));
        let other = graph.add(&[b, two]);
        let [at_plus, at_minus, at_other] = [plus, minus, other].map(|argument| opaque(graph, f, argument));
        [w, graph.sub(at_plus, at_minus), graph.sub(at_plus, at_other)]
    }

    #[test]
    fn what_changes_its_sign_with_a_sign_is_told_without_it() {
        let mut graph = Graph::new();
        let [w, symmetric, _] = differences(&mut graph);
        let list = told(&mut graph, &[nonzero(w), nonzero(symmetric)]);
        assert_eq!(list[0], nonzero(w));
        assert!(!graph.free_symbols(list[1].node).contains(&graph.as_symbol(w).unwrap()));
    }

    #[test]
    fn a_sign_stays_where_it_may_be_0_and_where_it_matters() {
        let mut graph = Graph::new();
        let [w, symmetric, other] = differences(&mut graph);
        // Without w ≠ 0 the sign may be 0, and then f(b) − f(b) is.
        assert_eq!(told(&mut graph, &[nonzero(symmetric)]), [nonzero(symmetric)]);
        assert_eq!(told(&mut graph, &[nonzero(w), nonzero(other)])[1], nonzero(other));
    }

    #[test]
    fn a_deviation_of_two_rows_is_told_of_the_rows_and_one_of_three_is_not() {
        let mut graph = Graph::new();
        let [a, b, c, s] = symbols(&mut graph, ["a", "b", "c", "s"]);
        let label = |name: &str| crate::expr::Label::Definition {
            name: Name::plain(name),
            indices: Box::new([]),
            eval: false,
            args: Box::new([]),
            without: Box::new([]),
        };
        let zero = graph.integer(0);
        let mut deviation = |name: &str, rows: &[NodeId]| {
            let kind = TermKind::Deviation { rows: rows.into(), mean: s, ddof: 0, eps: zero };
            graph.named(label(name), kind, s, Vec::new())
        };
        let (two, three) = (deviation("S_2", &[a, b]), deviation("S_3", &[a, b, c]));
        let difference = graph.sub(a, b);
        assert_eq!(told(&mut graph, &[nonzero(two)]), [nonzero(difference)]);
        assert_eq!(told(&mut graph, &[nonzero(three)]), [nonzero(three)]);
    }

    #[test]
    fn what_follows_from_its_parts_is_dropped_and_nothing_else() {
        let mut graph = Graph::new();
        let [a, b] = symbols(&mut graph, ["a", "b"]);
        let positive = |node: NodeId| Condition { node, need: Need::Positive };
        let (product, difference) = (graph.mul(&[a, b]), graph.sub(a, b));
        let ratio = graph.product(&[(a, Rational::ONE), (b, Rational::MINUS_ONE)]);
        assert_eq!(told(&mut graph, &[positive(product), positive(a), positive(b)]), [positive(a), positive(b)]);
        assert_eq!(told(&mut graph, &[positive(ratio), positive(a), nonzero(b)]).len(), 3);
        assert_eq!(told(&mut graph, &[positive(product), positive(a)]).len(), 2);
        assert_eq!(told(&mut graph, &[positive(difference), positive(a), positive(b)]).len(), 3);
    }
}
