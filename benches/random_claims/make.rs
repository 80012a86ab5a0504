//! Claims made from a seed: true ones by law and rewriting, false ones by mutation and planting.

use crate::agreeing::Agreeing;
use crate::grow::{Choice, grown};
use crate::laws::{Law, laws};
use crate::mutants::mutants;
use crate::oracle::{Case, File, Told};
use crate::term::Term;
use crate::{plant, table};
use std::collections::BTreeMap;

pub const DECLARED: &str = "function f, g\nparam x, y, z, w, a, b, c, t\n";
const NAMES: [&str; 4] = ["x", "y", "z", "x"];

/// Points at which the independent evaluator looks at a claim.
const POINTS: usize = 45;

/// Longer claims are not made.
const LONGEST: usize = 90;

/// A claim with what is known of it.
#[derive(Clone, Debug)]
pub struct Claim {
    /// How it was made.
    pub kind: String,
    pub prelude: String,
    pub text: String,
    pub truth: bool,
}

impl Claim {
    pub fn agreeing(one: Agreeing) -> Claim {
        Claim { kind: format!("agreeing: {}", one.kind), prelude: one.prelude, text: one.claim, truth: false }
    }

    /// On one line, with what it declares where that is not the usual.
    pub fn shown(&self) -> String {
        let declared =
            if self.prelude == DECLARED { String::new() } else { format!("[{}] ", self.prelude.trim().replace('\n', "; ")) };
        format!("{declared}{}", self.text)
    }

    fn told(&self) -> Told {
        // The evaluator panics at what is no number; such a claim is of no use.
        let looked = std::panic::catch_unwind(|| Case::read(&self.prelude, &self.text).tell(POINTS));
        looked.unwrap_or(Told::Silent("a panic".into()))
    }
}

/// A true claim as two sides under declarations.
pub struct Pair {
    pub kind: String,
    pub prelude: String,
    pub left: Term,
    pub right: Term,
    pub conditions: Vec<String>,
}

impl Pair {
    pub fn claim(&self) -> String {
        let mut text = format!("{} = {}", self.left.text(), self.right.text());
        if !self.conditions.is_empty() {
            text.push_str(&format!(" assuming {}", self.conditions.join(", ")));
        }
        text
    }
}

/// The tables, read once.
pub struct Maker {
    laws: Vec<Law>,
    /// Laws of which a side is a bare name.
    open: Vec<Law>,
}

impl Maker {
    pub fn new() -> Maker {
        let bare = |law: &Law| matches!(law.left, Term::Name(_)) || matches!(law.right, Term::Name(_) | Term::Number(_));
        let (open, laws): (Vec<Law>, Vec<Law>) = laws().into_iter().partition(|law| law.family == "brought in" && bare(law));
        assert!(laws.len() > 300, "{} laws", laws.len());
        Maker { laws, open }
    }

    /// The claim of a seed; `None` where nothing came of it.
    pub fn claim(&self, seed: u64) -> Option<Claim> {
        let choice = &mut Choice::new(seed);
        if choice.percent(4) {
            let (truth, text) = plant::tolerance(choice)?;
            return Some(Claim { kind: "tolerance".into(), prelude: DECLARED.into(), text, truth });
        }
        let pair = self.pair(choice)?;
        let whole = Claim { kind: pair.kind.clone(), prelude: pair.prelude.clone(), text: pair.claim(), truth: true };
        if whole.text.len() > LONGEST || whole.text.matches('(').count() > 40 {
            return None;
        }
        match choice.below(10) {
            0 => {
                let text = plant::planted(choice, &pair)?;
                Some(Claim { kind: format!("planted: {}", pair.kind), text, truth: false, ..whole })
            }
            1..=5 => mutated(choice, &whole),
            // What is hardly anywhere defined claims nothing.
            _ => match whole.told() {
                Told::Agree(_) => Some(whole),
                Told::Silent(why) if !why.starts_with("0 points") => Some(whole),
                _ => None,
            },
        }
    }

    fn pair(&self, choice: &mut Choice) -> Option<Pair> {
        let mut pair = match choice.below(20) {
            0..=8 => self.instance(choice)?,
            9..=14 => self.rewritten(choice)?,
            15..=16 => differentiated(choice)?,
            17 => self.differentiated_law(choice)?,
            _ => self.statistics(choice)?,
        };
        // A side may be rewritten once more, or both stand inside something.
        if choice.percent(25) && pair.prelude == DECLARED {
            pair.right = self.rewrite(choice, &pair.right);
        }
        if choice.percent(25) {
            wrap(choice, &mut pair);
        }
        Some(pair)
    }

    /// A law with terms for its names.
    fn instance(&self, choice: &mut Choice) -> Option<Pair> {
        let law = &self.laws[choice.below(self.laws.len())];
        let by = law.by();
        let free: Vec<&str> = ["y", "z", "a", "x"].into_iter().filter(|name| !by.iter().any(|b| b == name)).collect();
        let depth = [0, 1, 1, 2][choice.below(4)];
        let mut values = BTreeMap::new();
        for name in law.names().into_iter().filter(|name| !by.contains(name)) {
            let value = match choice.below(4) {
                0 if by.is_empty() => Term::name(choice.of(&NAMES)),
                _ => grown(choice, depth, &free),
            };
            values.insert(name, value);
        }
        let conditions =
            law.conditions.iter().map(|(a, sign, b)| format!("{} {sign} {}", a.with(&values).text(), b.with(&values).text()));
        Some(Pair {
            kind: format!("law: {}", law.family),
            prelude: DECLARED.into(),
            left: law.left.with(&values),
            right: law.right.with(&values),
            conditions: conditions.collect(),
        })
    }

    /// A grown term and what laws make of it.
    fn rewritten(&self, choice: &mut Choice) -> Option<Pair> {
        let depth = 1 + choice.below(3);
        let left = grown(choice, depth, &NAMES);
        let mut right = left.clone();
        for _ in 0..=choice.below(2) {
            right = self.rewrite(choice, &right);
        }
        (left != right).then(|| Pair { kind: "rewritten".into(), prelude: DECLARED.into(), left, right, conditions: Vec::new() })
    }

    /// One part replaced by what a law makes of it.
    fn rewrite(&self, choice: &mut Choice, term: &Term) -> Term {
        let mut copy = term.clone();
        let mut place = choice.below(term.size());
        copy.replace(&mut place, &mut |part| {
            if !choice.percent(25) {
                let start = choice.below(self.laws.len());
                for turn in 0..self.laws.len() {
                    let law = &self.laws[(start + turn * 7) % self.laws.len()];
                    let backwards = choice.percent(50);
                    if let Some(made) = law.rewritten(part, backwards, || Term::name("y")) {
                        return made;
                    }
                }
            }
            let law = &self.open[choice.below(self.open.len())];
            let spare = grown(choice, 1, &NAMES);
            law.rewritten(part, false, || spare.clone()).unwrap_or_else(|| part.clone())
        });
        copy
    }

    /// Both sides of a law differentiated.
    fn differentiated_law(&self, choice: &mut Choice) -> Option<Pair> {
        let mut pair = self.instance(choice)?;
        if !pair.conditions.is_empty() {
            return None;
        }
        let by = Term::name(choice.of(&NAMES));
        let slope = |term: &Term| Term::Call("diff".into(), vec![term.clone(), by.clone()]);
        (pair.left, pair.right) = (slope(&pair.left), slope(&pair.right));
        pair.kind = "law differentiated".into();
        Some(pair)
    }

    /// Sums, means, deviations and normalised values over rows.
    fn statistics(&self, choice: &mut Choice) -> Option<Pair> {
        let rows = choice.of(&["(-1, 2), (1, 1)", "(1/2, 0), (-3/2, 1), (2, -1)", "(a, 1), (b, 0), (c, 2)"]).to_string();
        let depth = 1 + choice.below(2);
        let body = grown(choice, depth, &["x", "x", "w", "t"]);
        let other = grown(choice, 1, &["x", "w", "t"]);
        // A normalisation of what is the same in all rows is an error.
        if !body.holds(&|part| *part == Term::name("x")) {
            return None;
        }
        let prelude = format!(
            "{DECLARED}data (X, Y) = {rows}\nu(X) = norm({})\nv(X) = norm(w * X + t)\nh(X) = norm(X)\n",
            body.with(&[("x".to_string(), Term::name("X"))].into()).text()
        );
        let at = |term: &Term| term.with(&[("x".to_string(), Term::name("X"))].into());
        let over = |operator: &str, term: Term| Term::Over(format!("{operator}[data]"), Box::new(term));
        let (e, o, w) = (at(&body), at(&other), Term::name("w"));
        let square = |term: Term| Term::Power(Box::new(term), Box::new(Term::number("2")));
        let u = || Term::call("u", Term::name("X"));
        let (left, right) = match choice.below(11) {
            0 => (over("sum", Term::sum(e.clone(), o.clone())), Term::sum(over("sum", e), over("sum", o))),
            1 => (over("mean", Term::product(w.clone(), e.clone())), Term::product(w, over("mean", e))),
            2 => (
                over("var", e.clone()),
                Term::Difference(Box::new(over("mean", square(e.clone()))), Box::new(square(over("mean", e)))),
            ),
            3 => (over("var", Term::sum(e.clone(), w)), over("var", e)),
            4 => (over("std", Term::product(w.clone(), e.clone())), Term::product(Term::call("abs", w), over("std", e))),
            5 => (
                Term::Call("diff".into(), vec![over("sum", e.clone()), w.clone()]),
                over("sum", Term::Call("diff".into(), vec![e, w])),
            ),
            6 => (over("mean", u()), Term::number("0")),
            7 => (over("mean", square(u())), Term::number("1")),
            8 => (Term::call("v", Term::name("X")), Term::product(Term::call("sign", w), Term::call("h", Term::name("X")))),
            9 => (over("sum", Term::product(u(), w.clone())), Term::number("0")),
            _ => {
                let pair = self.instance(choice).filter(|pair| pair.conditions.is_empty() && pair.left.size() < 14)?;
                (over("sum", at(&pair.left)), over("sum", at(&pair.right)))
            }
        };
        Some(Pair { kind: "statistics".into(), prelude, left, right, conditions: Vec::new() })
    }
}

/// A grown term differentiated by the rules of a first lecture.
fn differentiated(choice: &mut Choice) -> Option<Pair> {
    let depth = 1 + choice.below(3);
    let term = grown(choice, depth, &NAMES);
    let by = choice.of(&NAMES);
    let right = crate::plant::slope(&term, by)?;
    let left = Term::Call("diff".into(), vec![term, Term::name(by)]);
    Some(Pair { kind: "derivative".into(), prelude: DECLARED.into(), left, right, conditions: Vec::new() })
}

/// Both sides inside the same.
fn wrap(choice: &mut Choice, pair: &mut Pair) {
    let other = Term::name(choice.of(&["y", "z", "w"]));
    let function = choice.of(&["exp", "tanh", "abs", "relu", "sin", "softplus", "sigmoid", "atan", "f", "sqrt", "ln"]);
    let how = choice.below(5);
    let around = |term: Term| match how {
        0 => Term::sum(term, other.clone()),
        1 => Term::product(other.clone(), term),
        2 => Term::Call("max".into(), vec![term, other.clone()]),
        3 => Term::Difference(Box::new(other.clone()), Box::new(term)),
        _ => Term::call(function, term),
    };
    (pair.left, pair.right) = (around(pair.left.clone()), around(pair.right.clone()));
}

/// A neighbour of a true claim that the evaluator finds false.
fn mutated(choice: &mut Choice, whole: &Claim) -> Option<Claim> {
    let names = File::read(&whole.prelude).alike();
    let list = std::panic::catch_unwind(|| mutants(&whole.text, &names)).ok()?;
    for _ in 0..4 {
        let mutant = list.get(choice.below(list.len()))?;
        let claim = Claim { kind: format!("mutated: {}", mutant.rule), text: mutant.text.clone(), truth: false, ..whole.clone() };
        if claim.text.len() <= 2 * LONGEST && !has_numbers_side_by_side(&claim.text) && matches!(claim.told(), Told::Differ(_)) {
            return Some(claim);
        }
    }
    None
}

/// `2 1/3` is no product.
fn has_numbers_side_by_side(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit();
    text.as_bytes().windows(3).any(|part| is_digit(part[0]) && part[1] == b' ' && is_digit(part[2]))
}

/// What the engine says of a claim.
pub fn decided(claim: &Claim) -> (normsym::check::verdict::Verdict, String) {
    let (_, decided) = table::decide(&claim.prelude, &claim.text);
    (decided.decision.verdict, decided.decision.certificate)
}
