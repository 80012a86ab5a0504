//! Near variants in words: `true with 1 - p for p`, `true for w_1 > 0`.

use crate::answer::variants::{Variant, Where};
use crate::expr::Graph;
use crate::number::Rational;

/// What would make the claim true, in one phrase.
///
/// ```
/// use normsym::answer::variants::{Variant, Where};
/// use normsym::expr::Graph;
/// use normsym::number::Rational;
/// use normsym::render::variants::phrase;
/// let variant = Variant::FactorOn { factor: Rational::new(1, 3), part: Where::Last };
/// assert_eq!(phrase(&Graph::new(), &variant), "true with 1/3 on the last term");
/// ```
pub fn phrase(graph: &Graph, variant: &Variant) -> String {
    match variant {
        Variant::Held(terms) => {
            let names: Vec<String> = terms.iter().map(|term| super::plain(graph, *term)).collect();
            let are = if names.len() == 1 { "is" } else { "are" };
            format!("true if {} {are} held constant", names.join(", "))
        }
        Variant::Factor(factor) if *factor == Rational::MINUS_ONE => "true with the opposite sign".into(),
        Variant::Factor(factor) => format!("true with {factor} on the right side"),
        Variant::FactorOn { factor, part } => {
            let part = place(part);
            match factor {
                factor if factor.is_zero() => format!("true without {part}"),
                factor if *factor == Rational::MINUS_ONE => format!("true with the opposite sign on {part}"),
                factor => format!("true with {factor} on {part}"),
            }
        }
        Variant::Added(term) => format!("true with {} added on the right side", super::plain(graph, *term)),
        Variant::Replaced { wanted, written, within } => {
            let within = within.as_ref().map_or(String::new(), |within| format!(" in {within}"));
            format!("true with {wanted} for {written}{within}")
        }
        Variant::Swapped(one, other) => format!("true with {one} and {other} exchanged"),
        Variant::For(facts) => {
            let facts: Vec<String> = facts.iter().map(|fact| super::conditions::plain(graph, fact)).collect();
            format!("true for {}", facts.join(" and "))
        }
    }
}

/// All phrases of a claim, the nearest first; `None` where there is none.
pub fn phrases(graph: &Graph, variants: &[Variant]) -> Option<String> {
    let list: Vec<String> = variants.iter().map(|variant| phrase(graph, variant)).collect();
    (!list.is_empty()).then(|| list.join("; "))
}

fn place(part: &Where) -> String {
    match part {
        Where::First => "the first term".into(),
        Where::Last => "the last term".into(),
        Where::Written(text) => format!("the term {text}"),
    }
}
