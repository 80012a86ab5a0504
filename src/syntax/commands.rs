//! The TeX commands of the language: which are known, and what kind of thing each is.
//!
//! It does not parse: [`super::scan`] asks it, and the grammar spells the ones with a structure of their own.

/// What a command is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// Space or the size of a bracket: skipped.
    Layout,
    /// `\lvert` and its kin: a bar.
    Bar,
    /// `\gamma`: a letter.
    Letter,
    /// `\exp`, `\sum`: the name of a function or an operator.
    Function,
    /// `\frac`, `\cdot`, `\le`: the grammar spells it.
    Structure,
    /// `\mathrm`, `\operatorname`: its argument is a name.
    Upright,
    /// `\text`: its argument is a name or prose.
    Text,
    /// `\begin`, `\end`.
    Environment,
    /// `\vec`, `\mathbf`: a vector, which is refused by name.
    Vector,
}

const LAYOUT: &[&str] = &[
    "quad",
    "qquad",
    "left",
    "right",
    "middle",
    "big",
    "Big",
    "bigg",
    "Bigg",
    "bigl",
    "Bigl",
    "biggl",
    "Biggl",
    "bigr",
    "Bigr",
    "biggr",
    "Biggr",
    "bigm",
    "Bigm",
    "displaystyle",
    "textstyle",
    "scriptstyle",
    "limits",
    "nolimits",
    "nonumber",
    "notag",
    "thinspace",
    "medspace",
    "thickspace",
    "enspace",
    "hfill",
    "newline",
];
const BARS: &[&str] = &["lvert", "rvert", "vert"];
const FUNCTIONS: &[&str] = &[
    "exp", "ln", "log", "tanh", "sinh", "cosh", "sin", "cos", "tan", "arctan", "max", "min", "sum", "prod", "ell", "imath",
    "jmath",
];
const STRUCTURE: &[&str] = &[
    "frac",
    "dfrac",
    "tfrac",
    "cfrac",
    "sqrt",
    "partial",
    "cdot",
    "times",
    "div",
    "leqslant",
    "leq",
    "le",
    "geqslant",
    "geq",
    "ge",
    "lt",
    "gt",
    "neq",
    "ne",
    "approx",
    "pm",
    "dots",
    "ldots",
    "cdots",
    "prime",
    "hat",
    "widehat",
    "bar",
    "overline",
    "tilde",
    "widetilde",
];
const UPRIGHT: &[&str] =
    &["mathrm", "operatorname", "textrm", "textit", "mathit", "mathsf", "mathtt", "mathcal", "mathbb", "mathscr", "mathfrak"];
const VECTORS: &[&str] = &[
    "vec",
    "mathbf",
    "boldsymbol",
    "bm",
    "pmb",
    "overrightarrow",
    "nabla",
    "top",
    "Vert",
    "lVert",
    "rVert",
    "norm",
    "langle",
    "rangle",
];

/// What `\word` is, `None` where nobody knows it.
pub(super) fn command(word: &str) -> Option<Command> {
    let shelves = [
        (LAYOUT, Command::Layout),
        (BARS, Command::Bar),
        (FUNCTIONS, Command::Function),
        (STRUCTURE, Command::Structure),
        (UPRIGHT, Command::Upright),
        (&["text", "mbox"], Command::Text),
        (&["begin", "end"], Command::Environment),
        (VECTORS, Command::Vector),
    ];
    let found = shelves.iter().find(|(words, _)| words.contains(&word)).map(|(_, kind)| *kind);
    found.or_else(|| super::letters::greek(word).map(|_| Command::Letter))
}

/// All known words, for "did you mean".
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    let greek = super::letters::GREEK.iter().map(|(word, _)| *word);
    [FUNCTIONS, STRUCTURE, UPRIGHT, LAYOUT, BARS].into_iter().flatten().copied().chain(["text"]).chain(greek)
}

/// The name that a function command stands for: `\arctan` is `atan`, the others are spelt alike.
pub(super) fn function_name(word: &str) -> Option<&str> {
    match word {
        "arctan" => Some("atan"),
        _ => FUNCTIONS.contains(&word).then_some(word),
    }
}

/// Whether an environment only arranges lines (`aligned`), so that its commands are skipped.
pub(super) fn is_layout_environment(name: &str) -> bool {
    matches!(
        name.trim_end_matches('*'),
        "aligned" | "align" | "equation" | "gathered" | "gather" | "split" | "multline" | "eqnarray"
    )
}
