//! Texts put together from pieces of the grammar.

use arbitrary::Arbitrary;

/// An expression by its pieces.
#[derive(Arbitrary, Debug)]
pub enum Piece {
    Name(u8),
    Number(i16),
    Fraction(i8, u8),
    Small(u8),
    Sum(Box<Piece>, Box<Piece>),
    Difference(Box<Piece>, Box<Piece>),
    Product(Box<Piece>, Box<Piece>),
    Quotient(Box<Piece>, Box<Piece>),
    Power(Box<Piece>, i8),
    RealPower(Box<Piece>, Box<Piece>),
    One(u8, Box<Piece>),
    Two(u8, Box<Piece>, Box<Piece>),
    Slope(Box<Piece>, u8),
    Over(u8, Box<Piece>),
    Index(Box<Piece>),
    Norm(Box<Piece>),
    At(Box<Piece>),
}

const NAMES: &[&str] = &["x", "y", "w", "b", "X", "Y", "u(X)", "pi", "S", "v[1]"];
const ONE: &[&str] = &[
    "exp",
    "ln",
    "√",
    "abs",
    "sign",
    "step",
    "sinh",
    "cosh",
    "tanh",
    "sigmoid",
    "relu",
    "leaky_relu",
    "softplus",
    "gelu",
    "gelu_tanh",
    "silu",
    "erf",
    "sin",
    "cos",
    "tan",
    "atan",
    "f",
    "f'",
    "f''",
    "E",
];
const TWO: &[&str] = &["max", "min", "logsumexp", "dropout"];
const OVER: &[&str] = &["sum", "mean", "var", "std", "prod", "max"];

fn of<'a>(list: &[&'a str], number: u8) -> &'a str {
    list[usize::from(number) % list.len()]
}

impl Piece {
    /// The text, no deeper than so many brackets.
    pub fn text(&self, depth: u32) -> String {
        let Some(depth) = depth.checked_sub(1) else { return "x".into() };
        let inner = |piece: &Piece| piece.text(depth);
        match self {
            Piece::Name(name) => of(NAMES, *name).into(),
            Piece::Number(value) => format!("({value})"),
            Piece::Fraction(over, under) => format!("({over}/{under})"),
            Piece::Small(places) => format!("1e-{places}"),
            Piece::Sum(a, b) => format!("({} + {})", inner(a), inner(b)),
            Piece::Difference(a, b) => format!("({} - {})", inner(a), inner(b)),
            Piece::Product(a, b) => format!("{} * {}", inner(a), inner(b)),
            Piece::Quotient(a, b) => format!("({})/({})", inner(a), inner(b)),
            Piece::Power(a, power) => format!("({})^({})", inner(a), power % 8),
            Piece::RealPower(a, b) => format!("({})^({})", inner(a), inner(b)),
            Piece::One(function, a) => format!("{}({})", of(ONE, *function), inner(a)),
            Piece::Two(function, a, b) => format!("{}({}, {})", of(TWO, *function), inner(a), inner(b)),
            Piece::Slope(a, name) => format!("diff({}, {})", inner(a), of(NAMES, *name)),
            Piece::Over(operator, a) => format!("({}[data] ({}))", of(OVER, *operator), inner(a)),
            Piece::Index(a) => format!("(sum[i = 1..3] (i * {}))", inner(a)),
            Piece::Norm(a) => format!("norm({})", inner(a)),
            Piece::At(a) => format!("(({}) at (x = 1, y = 1/2))", inner(a)),
        }
    }
}

/// A file: declarations, and a question whose A and B are expressions; or raw text.
#[derive(Arbitrary, Debug)]
pub enum File {
    Made { declared: u8, defined: Piece, question: u8, a: Piece, b: Piece },
    Raw(String),
}

const DECLARED: &[&str] = &[
    "function f\nparam x, y, w, b, v[2]\ndata (X, Y) = (-1, 2), (1/2, 1), (3, -1)\n",
    "function f = tanh\nparam x, y, w, b, v[2]\ndata (X, Y) = (x, 1), (y, 0)\nassume w > 0\n",
    "function f\nparam x, y = 1, w, b, v[2]\nrandom E_1, E_2(mean = 0, var = 1)\ndata (X, Y) = (1, 1)\n",
];

impl File {
    pub fn text(&self, questions: &[&str]) -> String {
        match self {
            File::Raw(text) => text.clone(),
            File::Made { declared, defined, question, a, b } => {
                let question = of(questions, *question).replace('A', "\u{1}").replace('B', "\u{2}");
                let question = question.replace('\u{1}', &a.text(5)).replace('\u{2}', &b.text(5));
                format!("{}u(X) = {}\nS = std[data] X\n{question}\n", of(DECLARED, *declared), defined.text(3))
            }
        }
    }
}
