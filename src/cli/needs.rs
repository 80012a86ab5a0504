//! Whether what an expression needs holds at a point: `S_1 ≠ 0`, `cos(π/2) ≠ 0`.
//!
//! What is not certainly so stops a value, as what is certainly not so does.

use crate::check::conditions::tidy;
use crate::diagnostic::Diagnostic;
use crate::eval::{self, Decimal, Point, Undefined};
use crate::expr::{Condition, Graph, NodeId, SymbolId};
use crate::functions::Need;
use crate::render;
use crate::source::Span;

/// A condition as shown, and its expression at the point.
pub(super) type Placed = (Condition, NodeId);

/// How a condition stands at a point.
enum Standing {
    Met,
    /// With the value, as text.
    Broken(String),
    /// Names without a value.
    Open(Vec<SymbolId>),
    Unknown(Undefined),
}

/// The fault where a condition is certainly broken.
pub(super) fn broken(graph: &Graph, needs: &[Placed], whole: Span) -> Result<(), Diagnostic> {
    for (need, node) in needs {
        let Standing::Broken(value) = standing(graph, need.need, *node) else { continue };
        let (what, wanted) = (render::text(graph, need.node), render::conditions::text(graph, need));
        let is = if what == value { "is not so".to_string() } else { format!("{what} = {value} at this point") };
        return Err(fault(whole, format!("there is no value: {wanted} is needed, and {is}")).help("take another point: --at '…'"));
    }
    Ok(())
}

/// The fault where a condition is not certainly met; `assumed` are facts on names that the point leaves out.
pub(super) fn unsettled(
    graph: &mut Graph,
    needs: &[Placed],
    assumed: &[Condition],
    whole: Span,
    name: fn(&Graph, SymbolId) -> String,
) -> Result<(), Diagnostic> {
    for (need, node) in needs {
        let standing = standing(graph, need.need, *node);
        let there = Condition { node: *node, need: need.need };
        if matches!(standing, Standing::Met) || tidy(graph, &[there], assumed).0.is_empty() {
            continue;
        }
        let wanted = render::conditions::text(graph, need);
        return Err(match standing {
            Standing::Open(names) => {
                let pairs: Vec<String> = names.iter().map(|symbol| format!("{}=…", name(graph, *symbol))).collect();
                let message = format!("{wanted} is needed for a value, and the point leaves it open");
                Diagnostic::error("eval::unbound", whole, message).help(format!("give it: --at '{}'", pairs.join(", ")))
            }
            Standing::Unknown(Undefined::Opaque(symbol)) => {
                let opaque = name(graph, symbol);
                let message = format!("{wanted} is needed for a value, and `{opaque}` is any function");
                Diagnostic::error("eval::opaque", whole, message)
                    .help(format!("declare which one it is: `function {opaque} = tanh`"))
            }
            _ => fault(whole, format!("there is no certain value: {wanted} is needed, and is not certain at this point"))
                .help("take another point: --at '…'"),
        });
    }
    Ok(())
}

fn fault(whole: Span, message: String) -> Diagnostic {
    Diagnostic::error("eval::undefined", whole, message)
}

fn standing(graph: &Graph, need: Need, node: NodeId) -> Standing {
    let free = graph.free_symbols(node);
    if !free.is_empty() {
        return Standing::Open(free);
    }
    let (sign, text) = match eval::exact(graph, &[node], &Point::new()) {
        Ok(values) => (values[0].signum(), values[0].to_string()),
        Err(_) => match eval::digits(graph, node, &Point::new(), DIGITS) {
            Ok(value) => (sign_of(&value), value.to_string()),
            Err(why) => return Standing::Unknown(why),
        },
    };
    let met = match need {
        Need::NonZero => sign != 0,
        Need::NonNegative => sign >= 0,
        Need::Positive => sign > 0,
    };
    if met { Standing::Met } else { Standing::Broken(text) }
}

fn sign_of(value: &Decimal) -> i32 {
    match (value.digits(), value.is_negative()) {
        ("0", _) => 0,
        (_, true) => -1,
        (_, false) => 1,
    }
}

/// So many digits of a value that breaks a condition are told.
const DIGITS: usize = 6;
