//! Statements: the word at the beginning tells the rule; without a word it is an equation.

use super::ast::{Argument, Chain, Declared, Expr, Kind, LayerCall, Name, Rows, Statement, StatementKind};
use super::build::{group, located, side, sum};
use super::grammar::{Built, Pair, Pairs, Place, Rule, next, parse as parse_rule};
use super::{chain, input, names, scan, shifted};
use crate::diagnostic::{Diagnostic, nearest};
use crate::source::Span;

/// The words that begin a statement.
pub(super) const WORDS: [&str; 12] =
    ["param", "start", "size", "function", "data", "batch", "assume", "derive", "show", "expect", "train", "network"];

/// Parses one statement of a file; `text` begins at `offset`.
pub(super) fn parse(text: &str, offset: usize) -> Result<Statement, Vec<Diagnostic>> {
    let at = text.len() - text.trim_start().len();
    let span = Span::new(at, text.trim_end().len()).shifted(offset);
    let word = first_word(&text[at..]);
    let place = Place(offset);
    let (bare, delimited) = input::undelimited(text);
    let scan = if word == "network" { scan::scan_pipeline } else { scan::scan };
    let scanned = scan(&bare).map_err(|errors| errors.into_iter().map(|error| shifted(error, offset)).collect::<Vec<_>>())?;
    let kind = if WORDS.contains(&word) {
        if reads_as_name(&text[at + word.len()..]) {
            return Err(vec![reserved(word, Span::new(at, at + word.len()).shifted(offset))]);
        }
        let mut rest = scanned;
        rest.replace_range(at..at + word.len(), &" ".repeat(word.len()));
        with_word(word, &rest, place, span)?
    } else {
        let text = if delimited { input::without_full_stop(scanned) } else { scanned };
        equations(word, &text, place, span)?
    };
    Ok(Statement { span, kind })
}

/// The run of letters and digits at the beginning, where no sign of a name follows it.
fn first_word(text: &str) -> &str {
    let length = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    if text[length..].starts_with(['_', '\'', '^', '\u{302}', '\u{303}', '\u{304}']) { "" } else { &text[..length] }
}

/// Whether a statement word is used as a name: `size = 3`.
fn reads_as_name(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.starts_with('=') && !rest.starts_with("==")
}

fn reserved(word: &str, span: Span) -> Diagnostic {
    Diagnostic::error("syntax::reserved_word", span, format!("`{word}` begins a statement and is no name"))
        .at("a word of the language")
        .help(format!("take another name, such as `{word}_1`"))
}

/// The statement behind its word (which `rest` has blanked).
fn with_word(word: &str, rest: &str, place: Place, span: Span) -> Result<StatementKind, Vec<Diagnostic>> {
    if rest.trim().is_empty() {
        let error = Diagnostic::error("syntax::unexpected_end", span, format!("nothing stands behind `{word}`"));
        return Err(vec![error.help(example(word))]);
    }
    let result = match word {
        "param" => parse_rule(Rule::param, rest, place, param),
        "start" => parse_rule(Rule::start, rest, place, start),
        "size" => parse_rule(Rule::size, rest, place, size),
        "function" => parse_rule(Rule::function, rest, place, function),
        "data" => parse_rule(Rule::data, rest, place, data),
        "batch" => parse_rule(Rule::batch, rest, place, batch),
        "assume" => parse_rule(Rule::formula, rest, place, |place, pairs| {
            Ok(StatementKind::Assume(related(chain::formula(place, pairs)?, "assume w_1 > 0")?))
        }),
        "network" => parse_rule(Rule::network, rest, place, network),
        "train" => parse_rule(Rule::train, rest, place, train),
        "derive" => parse_rule(Rule::derive, rest, place, derive),
        "show" => parse_rule(Rule::show, rest, place, |place, pairs| {
            pieces(pairs, Rule::located).map(|part| located(place, part)).collect::<Built<_>>().map(StatementKind::Show)
        }),
        _ => parse_rule(Rule::claim, rest, place, |place, pairs| {
            let (claim, assuming) = chain::claim(place, pairs)?;
            let claim = related(vec![claim], "expect a = b")?.remove(0);
            Ok(StatementKind::Expect { claim, assuming: related(assuming, "assuming w_1 > 0")? })
        }),
    };
    result.map_err(|errors| errors.into_iter().map(|error| taught(word, error)).collect())
}

/// A fault that only says "cannot stand here" is given the form of the statement.
fn taught(word: &str, error: Diagnostic) -> Diagnostic {
    match (error.code, word) {
        ("syntax::unexpected", "expect") if error.message.starts_with("`,`") => {
            error.help("one `expect` holds one claim; write the next one on a line of its own")
        }
        ("syntax::unexpected" | "syntax::unexpected_end", _) => error.help(example(word)),
        _ => error,
    }
}

/// How each statement is written.
fn example(word: &str) -> String {
    let line = match word {
        "param" => "param w_1, w_2 = 0, W[2, 3]",
        "start" => "start w_1 = 1/2, w_2 = 0",
        "size" => "size m, n",
        "function" => "function f` or `function f = tanh",
        "data" => "data (x, Y) = (1, 3), (2, 2)` or `data train(x, Y) from \"train.csv\"",
        "batch" => "batch B = train[1..2, 4]",
        "assume" => "assume w_1 > 0, eps >= 0",
        "derive" => "derive L_1, L_2 by w_1, w_2",
        "show" => "show S_2",
        "network" => "network F(x[2]) = linear(2) |> batchnorm |> relu |> linear(1)",
        "train" => "train T = sgd(L; rate = 1/10) repeat 3",
        _ => "expect a = b at start assuming w_1 > 0",
    };
    format!("it is written `{line}`")
}

/// Equations without a word before them.
fn equations(word: &str, text: &str, place: Place, whole: Span) -> Result<StatementKind, Vec<Diagnostic>> {
    if text.trim().is_empty() {
        return Err(vec![
            Diagnostic::error("syntax::empty", whole, "there is no formula here").help("write one, like `L = 2w_1 + 1`"),
        ]);
    }
    let misspelt = misspelt(word, text, place);
    let chains = parse_rule(Rule::formula, text, place, chain::formula)
        .map_err(|errors| misspelt.clone().map_or(errors, |error| vec![error]))?;
    match chains.iter().find(|chain| chain.links.is_empty()) {
        None => Ok(StatementKind::Equations(chains)),
        Some(lone) => Err(vec![misspelt.unwrap_or_else(|| {
            lone_expression(
                lone,
                text.get(lone.first.span.start as usize - place.0..lone.first.span.end as usize - place.0).unwrap_or("…"),
            )
        })]),
    }
}

fn lone_expression(lone: &Chain, text: &str) -> Diagnostic {
    let shown = if text.len() <= 40 && !text.contains(['\n', '\u{1}']) { text } else { "…" };
    Diagnostic::error("syntax::lone_expression", lone.first.span, "an expression alone says nothing")
        .at("neither a definition nor a question")
        .help(format!("to see it, `show {shown}`; to check it, `expect {shown} = …`; to name it, `name = {shown}`"))
}

/// `parm w_1`: a word before a name that is nearly a statement word.
fn misspelt(word: &str, text: &str, place: Place) -> Option<Diagnostic> {
    let at = text.find(word).filter(|_| word.chars().count() > 2)?;
    let rest = &text[at + word.len()..];
    let before_name =
        rest.starts_with([' ', '\t']) && rest.trim_start().starts_with(|c: char| c.is_alphabetic() || "(∂\\".contains(c));
    let near = nearest(word, WORDS).filter(|_| before_name)?;
    let span = Span::new(at, at + word.len()).shifted(place.0);
    Some(
        Diagnostic::error("syntax::unknown_statement", span, format!("no statement begins with `{word}`"))
            .help(format!("did you mean `{near}`?")),
    )
}

/// The chains, where each has a relation.
fn related(chains: Vec<Chain>, example: &str) -> Built<Vec<Chain>> {
    match chains.iter().find(|chain| chain.links.is_empty()) {
        None => Ok(chains),
        Some(lone) => Err(Diagnostic::error("syntax::lone_expression", lone.first.span, "a relation is missing")
            .at("an expression alone")
            .help(format!("write `{example}`"))),
    }
}

fn pieces<'a>(pairs: Pairs<'a>, rule: Rule) -> impl Iterator<Item = Pair<'a>> {
    pairs.filter(move |pair| pair.as_rule() == rule)
}

fn param(place: Place, pairs: Pairs<'_>) -> Built<StatementKind> {
    let mut groups = Vec::new();
    let mut open = Vec::new();
    for item in pieces(pairs, Rule::param_item) {
        let mut parts = item.into_inner().filter(|part| part.as_rule() != Rule::equal);
        if let Some(part) = parts.next() {
            open.push(declared(place, part)?);
        }
        if let Some(value) = parts.next() {
            groups.push((std::mem::take(&mut open), Some(sum(place, value)?)));
        }
    }
    if !open.is_empty() {
        groups.push((open, None));
    }
    Ok(StatementKind::Param(groups))
}

fn declared(place: Place, pair: Pair<'_>) -> Built<Declared> {
    let mut parts = pair.into_inner();
    let (name, span) = names::name(place, next(&mut parts)?)?;
    let sizes = parts.map(|part| sum(place, part)).collect::<Built<_>>()?;
    Ok(Declared { name, span, sizes })
}

fn start(place: Place, pairs: Pairs<'_>) -> Built<StatementKind> {
    let item = |item: Pair<'_>| {
        let mut parts = item.into_inner();
        let name = declared(place, next(&mut parts)?)?;
        next(&mut parts)?;
        Ok((name, sum(place, next(&mut parts)?)?))
    };
    pieces(pairs, Rule::start_item).map(item).collect::<Built<_>>().map(StatementKind::Start)
}

fn size(place: Place, pairs: Pairs<'_>) -> Built<StatementKind> {
    pieces(pairs, Rule::name).map(|part| names::name(place, part)).collect::<Built<_>>().map(StatementKind::Size)
}

fn function(place: Place, pairs: Pairs<'_>) -> Built<StatementKind> {
    let item = |item: Pair<'_>| {
        let mut parts = pieces(item.into_inner(), Rule::name);
        let (name, span) = match parts.next() {
            Some(part) => names::name(place, part)?,
            None => return Err(Diagnostic::error("syntax::unexpected", Span::default(), "a function's name is missing")),
        };
        Ok((name, span, parts.next().map(|part| names::name(place, part)).transpose()?))
    };
    pieces(pairs, Rule::function_item).map(item).collect::<Built<_>>().map(StatementKind::Function)
}

fn data(place: Place, pairs: Pairs<'_>) -> Built<StatementKind> {
    let mut table = None;
    let mut columns = Vec::new();
    let mut written = Vec::new();
    let mut file = None;
    for part in pairs {
        let span = place.span(&part);
        match part.as_rule() {
            Rule::name => table = Some(names::name(place, part)?),
            Rule::columns => {
                table.get_or_insert((Name::plain("data"), span));
                columns = part.into_inner().map(|part| declared(place, part)).collect::<Built<_>>()?;
            }
            Rule::row => written.push((span, part.into_inner().map(|part| side(place, part)).collect::<Built<Vec<Expr>>>()?)),
            Rule::string => file = Some((part.as_str().trim_matches('"').to_owned(), span)),
            _ => {}
        }
    }
    let rows = match file {
        Some((path, span)) => Rows::File(path, span),
        None => Rows::Written(written),
    };
    Ok(StatementKind::Data { table: table.unwrap_or_default(), columns, rows })
}

fn batch(place: Place, mut pairs: Pairs<'_>) -> Built<StatementKind> {
    let name = names::name(place, next(&mut pairs)?)?;
    next(&mut pairs)?;
    let table = names::name(place, next(&mut pairs)?)?;
    let piece = |piece: Pair<'_>| {
        let mut bounds = piece.into_inner();
        let from = sum(place, next(&mut bounds)?)?;
        Ok((from, bounds.next().map(|to| sum(place, to)).transpose()?))
    };
    let rows = pieces(pairs, Rule::piece).map(piece).collect::<Built<_>>()?;
    Ok(StatementKind::Batch { name, table, rows })
}

fn network(place: Place, mut pairs: Pairs<'_>) -> Built<StatementKind> {
    let name = names::name(place, next(&mut pairs)?)?;
    let input = declared(place, next(&mut pairs)?)?;
    let layers = pieces(pairs, Rule::layer).map(|part| layer(place, part)).collect::<Built<_>>()?;
    Ok(StatementKind::Network { name, input, layers })
}

fn layer(place: Place, pair: Pair<'_>) -> Built<LayerCall> {
    let span = place.span(&pair);
    let mut parts = pair.into_inner();
    let (name, _) = names::name(place, next(&mut parts)?)?;
    let arguments = parts.next().map_or(Ok(Vec::new()), |part| bracket(place, part))?;
    Ok(LayerCall { name, span, arguments })
}

fn bracket(place: Place, pair: Pair<'_>) -> Built<Vec<Argument>> {
    match group(place, pair)?.kind {
        Kind::Group(_, arguments) => Ok(arguments),
        _ => Ok(Vec::new()),
    }
}

fn train(place: Place, mut pairs: Pairs<'_>) -> Built<StatementKind> {
    let name = names::name(place, next(&mut pairs)?)?;
    next(&mut pairs)?;
    let method = names::name(place, next(&mut pairs)?)?;
    let arguments = bracket(place, next(&mut pairs)?)?;
    let repeat = pieces(pairs, Rule::sum).next().map(|part| sum(place, part)).transpose()?;
    Ok(StatementKind::Train { name, method, arguments, repeat })
}

fn derive(place: Place, pairs: Pairs<'_>) -> Built<StatementKind> {
    let mut lists = Vec::new();
    for part in pieces(pairs, Rule::targets) {
        lists.push(part.into_inner().map(|part| side(place, part)).collect::<Built<Vec<Expr>>>()?);
    }
    let by = if lists.len() > 1 { lists.pop() } else { None };
    Ok(StatementKind::Derive { targets: lists.pop().unwrap_or_default(), by: by.unwrap_or_default() })
}
