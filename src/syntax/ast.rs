//! The faithful tree of a file: what was written, with places, before names mean anything.
//!
//! Products stay flat lists of factors, because only the declared names tell a call `f (x)` from a product
//! `a (x)`; [`crate::model`] decides. Nothing here knows mathematics.

pub use crate::name::{Accent, Name};
use crate::number::Rational;
use crate::source::Span;

/// An expression and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Where it stands in the whole source.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// The shape of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A literal, exact.
    Number(Rational),
    /// A name that nobody has looked up yet (also of a function, and of a run of letters that may be a product).
    Name(Name),
    /// Signed summands from left to right; a leading minus is a sum of one. At least one.
    Sum(Vec<(Sign, Expr)>),
    /// Factors from left to right; the operator of the first is [`Join::Beside`]. At least two.
    /// `a/b c` is `[a, (Over, b), (Beside, c)]`; `sin x` and `f(x)` are factors side by side.
    Product(Vec<(Join, Expr)>),
    /// `base^exponent`, also for `²`. The base may be the name of a function: `sin^2(x)` is the product of
    /// `Power(sin, 2)` and a group.
    Power(Box<Expr>, Box<Expr>),
    /// `( … )`, `[ … ]`, `{ … }` with its arguments; one positional argument where it merely groups.
    Group(Bracket, Vec<Argument>),
    /// `|x|`.
    Absolute(Box<Expr>),
    /// `√` before a factor: applies to the next factor alone.
    RootSign,
    /// `\sqrt{x}`, `\sqrt[3]{x}`.
    Root { degree: Option<Box<Expr>>, radicand: Box<Expr> },
    /// `\frac{a}{b}`.
    Fraction(Box<Expr>, Box<Expr>),
    /// `∂L/∂w`, `∂²L/∂w∂v`, `\frac{\partial L}{\partial w}`; `of` is missing in the operator `∂/∂w`, which applies to
    /// the rest of the product. (`dL/dw` stays a product of names: only the declared names tell.)
    Partial { of: Option<Box<Expr>>, by: Vec<(Expr, u32)> },
    /// `sum[data] e`, `std[B](e, ddof = 1)`, `\sum_{i=1}^{m} e`: the body is the whole product that follows.
    Over { operator: Name, range: Range, body: Box<Expr>, options: Vec<Argument> },
    /// `e without a, b`.
    Without(Box<Expr>, Vec<(Name, Span)>),
    /// `e at POINT`.
    At(Box<Expr>, Point),
    /// `e in eval`.
    InEval(Box<Expr>),
    /// `…`, `\dots`: stands for something that is not written.
    Ellipsis,
}

/// `+` or `−`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `+`, or nothing before the first summand.
    Plus,
    /// `−`.
    Minus,
}

/// How a factor joins the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// Side by side, nothing between.
    Beside,
    /// `·`, `*`, `\cdot`, `\times`.
    Times,
    /// `/`, `÷`.
    Over,
}

/// The kind of a pair of brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bracket {
    /// `( )`.
    Round,
    /// `[ ]`.
    Square,
    /// `{ }` (`\{ \}` in TeX).
    Curly,
}

/// One entry of a bracket: an expression, perhaps after `name =`.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// The name of a named option: `mean` in `norm(u, mean = C_1)`.
    pub name: Option<(Name, Span)>,
    /// The value.
    pub value: Expr,
}

/// What `sum`, `mean`, `std`, … run over.
#[derive(Clone, Debug, PartialEq)]
pub enum Range {
    /// `[data]`: the rows of a table or batch.
    Table(Name, Span),
    /// `[i = 1..m]` or `_{i=1}^{m}`.
    Index { index: (Name, Span), from: Box<Expr>, to: Box<Expr> },
}

/// Where a value is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Point {
    /// `at start`.
    Start(Span),
    /// `at T[3]`.
    Run { run: (Name, Span), step: Box<Expr> },
    /// `at argmin(L by w_1, w_2)`.
    Lowest(Span, Vec<Argument>),
    /// `at (w_1 = 1/2, w_2 = 0)`.
    Values(Vec<(Expr, Expr)>),
}

/// A relation between two sides.
#[derive(Clone, Debug, PartialEq)]
pub enum Relation {
    /// `=`.
    Equal,
    /// `!=`, `≠`, `\ne`.
    NotEqual,
    /// `≈ … ± tolerance`; the tolerance is missing where only `≈` is written.
    Near(Option<Box<Expr>>),
    /// `<`.
    Less,
    /// `<=`, `≤`.
    AtMost,
    /// `>`.
    Greater,
    /// `>=`, `≥`.
    AtLeast,
}

/// `first rel_1 e_1 rel_2 e_2 …`; an expression alone has no links. A trailing `at POINT` belongs to the whole chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// From the first side to the last (without `at`).
    pub span: Span,
    /// The leftmost side.
    pub first: Expr,
    /// The further sides, each with the relation before it.
    pub links: Vec<(Relation, Expr)>,
    /// `at POINT` behind the last side, which covers the whole chain where there are links. For an expression alone
    /// the point stands inside `first` as [`Kind::At`].
    pub at: Option<Point>,
}

/// One statement and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Its whole place.
    pub span: Span,
    /// What it says.
    pub kind: StatementKind,
}

/// A declared name with the sizes of a family: `w_1` or `W[n, m]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Declared {
    /// The name.
    pub name: Name,
    /// Where.
    pub span: Span,
    /// Sizes in brackets, empty for a scalar.
    pub sizes: Vec<Expr>,
}

/// One layer of a network: `linear(2, bias = false)`.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerCall {
    /// Its name on the shelf of layers, or an activation.
    pub name: Name,
    /// The whole call.
    pub span: Span,
    /// What stands in its brackets.
    pub arguments: Vec<Argument>,
}

/// What a statement says.
#[derive(Clone, Debug, PartialEq)]
pub enum StatementKind {
    /// `param w_1, w_2 = 0, w_3`: groups of names, each group with the start value that closes it.
    Param(Vec<(Vec<Declared>, Option<Expr>)>),
    /// `start w_1 = 1/2, W_1 = [[…], […]]`.
    Start(Vec<(Declared, Expr)>),
    /// `size m`.
    Size(Vec<(Name, Span)>),
    /// `function f, g` and `function f = tanh`.
    #[allow(clippy::type_complexity)] // three plain parts, each named in the line above
    Function(Vec<(Name, Span, Option<(Name, Span)>)>),
    /// `data train(x, Y) = (…), (…)`; the table is named `data` where no name is given.
    Data { table: (Name, Span), columns: Vec<Declared>, rows: Rows },
    /// `batch B = train[1..2]`; `rows` are the pieces in brackets (all rows where there are none).
    Batch { name: (Name, Span), table: (Name, Span), rows: Vec<(Expr, Option<Expr>)> },
    /// `assume w_1 > 0, eps >= 0`.
    Assume(Vec<Chain>),
    /// Equations as written, `a = b = c`, several after commas: definitions where the left side is a new name,
    /// else claims. An expression alone (no relation) is only accepted by `parse_formula`.
    Equations(Vec<Chain>),
    /// `derive L_1, L_2 by w_1, w_2`.
    Derive { targets: Vec<Expr>, by: Vec<Expr> },
    /// `show S_2, C_2 + 1`.
    Show(Vec<Expr>),
    /// `expect A = B at POINT assuming w_1 > 0`.
    Expect { claim: Chain, assuming: Vec<Chain> },
    /// `network F(x[2]) = linear(2) |> relu |> linear(1)`.
    Network { name: (Name, Span), input: Declared, layers: Vec<LayerCall> },
    /// `train T = sgd(L_1, L_2; rate = 1/10) repeat 3`.
    Train { name: (Name, Span), method: (Name, Span), arguments: Vec<Argument>, repeat: Option<Expr> },
}

/// The rows of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Rows {
    /// Written out, each row with its place.
    Written(Vec<(Span, Vec<Expr>)>),
    /// `from "train.csv"`.
    File(String, Span),
}
