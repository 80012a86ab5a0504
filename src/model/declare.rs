//! Statements to declarations: first every name, then sizes, tables, start values, questions.

use super::{Batch, Column, Definition, Entity, Family, Model, Parameter, Question, Reported, Scope, Table};
use crate::diagnostic::Diagnostic;
use crate::expr::{Condition, NodeId, SymbolKind};
use crate::functions::Need;
use crate::name::Name;
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{Bracket, Chain, Declared, Expr, Join, Kind, Range, Relation, Rows, Sign, Statement, StatementKind};
use std::rc::Rc;

/// The largest number of elements of a family, and of entries of a table.
const MAX_ELEMENTS: usize = 1_000_000;

impl Model {
    /// Takes all statements in. Order does not matter for names: definitions may be used before they stand.
    pub(super) fn declare(&mut self, statements: &[Statement], read_file: &super::ReadFile<'_>) {
        self.declares_parameters = statements.iter().any(|s| matches!(s.kind, StatementKind::Param(_)));
        for statement in statements {
            self.declare_names(statement);
        }
        self.register_sites();
        let sound =
            [StatementKindClass::Families, StatementKindClass::Tables, StatementKindClass::Batches, StatementKindClass::Values];
        for class in sound {
            for statement in statements {
                // A fault is reported where it is met; the other statements still count.
                let _ = self.declare_class(class, statement, read_file);
            }
        }
        for statement in statements {
            self.ask(statement);
        }
    }

    fn declare_names(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::Param(groups) => {
                for declared in groups.iter().flat_map(|(names, _)| names).filter(|d| d.sizes.is_empty()) {
                    let node = self.graph.symbol(declared.name.clone(), SymbolKind::Parameter);
                    if self.enter(&declared.name, declared.span, Entity::Symbol(node)) {
                        self.parameters.push(Parameter { node, start: None });
                    }
                }
            }
            StatementKind::Function(list) => {
                for (name, span, known) in list {
                    let entity = match known {
                        None => Entity::Function(self.graph.symbol(name.clone(), SymbolKind::Function)),
                        Some((known, place)) => match crate::functions::find(&known.to_string()) {
                            Some(id) => Entity::Known(id),
                            None => {
                                let names = crate::functions::ALL.iter().map(|f| f.name);
                                let near = crate::diagnostic::nearest(&known.to_string(), names);
                                let help = near
                                    .map_or("known functions are: exp, ln, tanh, sigmoid, relu, …".to_string(), |n| {
                                        format!("did you mean `{n}`?")
                                    });
                                let fault =
                                    Diagnostic::error("names::unknown", *place, format!("there is no function `{known}`"));
                                let _: Result<(), Reported> = self.report(fault.at("unknown function").help(help));
                                Entity::Function(self.graph.symbol(name.clone(), SymbolKind::Function))
                            }
                        },
                    };
                    self.enter(name, *span, entity);
                }
            }
            StatementKind::Equations(chains) => {
                for chain in chains {
                    self.declare_definition(chain);
                }
            }
            StatementKind::Size(names) => {
                for (name, span) in names {
                    let fault = Diagnostic::error(
                        "language::not_yet",
                        *span,
                        format!("`size {name}`: symbolic sizes are part of the language, but this version cannot do them yet"),
                    );
                    let _: Result<(), Reported> = self.report(fault.at("not yet").help(format!("fix the size: `{name} = 4`")));
                }
            }
            StatementKind::NotYet { word, span } => {
                let _: Result<(), Reported> = self.not_yet(&word.to_string(), *span);
            }
            _ => {}
        }
    }

    /// Enters a name; a second declaration is a fault.
    fn enter(&mut self, name: &Name, span: Span, entity: Entity) -> bool {
        if self.entities.contains_key(name) {
            let _: Result<(), Reported> = self.report(declared_twice(name, span));
            return false;
        }
        self.entities.insert(name.clone(), entity);
        true
    }

    /// `name = …`, `name(args) = …` with a new name. Everything else is a claim.
    fn declare_definition(&mut self, chain: &Chain) {
        let Some((Relation::Equal, body)) = chain.links.first() else { return };
        if chain.at.is_some() {
            return;
        }
        let Some((name, args)) = definition_head(&chain.first) else { return };
        if self.entities.contains_key(&name) {
            return;
        }
        let entry = Definition { name: name.clone(), args, body: Rc::new(body.clone()), span: chain.first.span };
        self.entities.insert(name.clone(), Entity::Definition(self.definitions.len()));
        self.definitions.push(entry);
        if let Some(root) = name.base.strip_suffix("^2") {
            self.declare_root_of_square(root, &name, chain.first.span);
        }
    }

    /// Where `σ^2 = …` is defined, `σ` is its root, at least 0.
    fn declare_root_of_square(&mut self, root: &str, square: &Name, span: Span) {
        let name = Name { base: root.to_string(), ..square.clone() };
        if self.entities.contains_key(&name) {
            return;
        }
        let radicand = Box::new(Expr { span, kind: Kind::Name(square.clone()) });
        let body = Rc::new(Expr { span, kind: Kind::Root { degree: None, radicand } });
        self.entities.insert(name.clone(), Entity::Definition(self.definitions.len()));
        self.definitions.push(Definition { name, args: Vec::new(), body, span });
    }

    /// Gives every `norm` of the definitions its names: those that the author chose first, then the next free ones,
    /// inner before outer, in the file's order.
    fn register_sites(&mut self) {
        let mut named = Vec::new();
        let mut unnamed = Vec::new();
        for definition in &self.definitions {
            let formals: Vec<Name> = definition.args.iter().map(|(name, _)| name.clone()).collect();
            for (span, arguments) in norms_in(&definition.body) {
                let chosen = arguments
                    .iter()
                    .any(|a| a.name.as_ref().is_some_and(|(n, _)| matches!(n.to_string().as_str(), "mean" | "std")));
                if chosen {
                    named.push((span, arguments, formals.clone()))
                } else {
                    unnamed.push((span, arguments, formals.clone()))
                }
            }
        }
        for (span, arguments, formals) in named.into_iter().chain(unnamed) {
            let _ = self.register_norm(&arguments, span, &formals);
        }
    }

    fn declare_class(
        &mut self,
        class: StatementKindClass,
        statement: &Statement,
        read_file: &super::ReadFile<'_>,
    ) -> Result<(), Reported> {
        match (class, &statement.kind) {
            (StatementKindClass::Families, StatementKind::Param(groups)) => {
                for declared in groups.iter().flat_map(|(names, _)| names).filter(|d| !d.sizes.is_empty()) {
                    self.declare_family(declared)?;
                }
                Ok(())
            }
            (StatementKindClass::Tables, StatementKind::Data { table, columns, rows }) => {
                self.declare_table(table, columns, rows, statement.span, read_file)
            }
            (StatementKindClass::Batches, StatementKind::Batch { name, table, rows }) => self.declare_batch(name, table, rows),
            (StatementKindClass::Values, StatementKind::Param(groups)) => {
                for (names, value) in groups {
                    if let Some(value) = value {
                        for declared in names {
                            self.set_start(&declared.name, declared.span, value)?;
                        }
                    }
                }
                Ok(())
            }
            (StatementKindClass::Values, StatementKind::Start(list)) => {
                for (declared, value) in list {
                    self.set_start(&declared.name, declared.span, value)?;
                }
                Ok(())
            }
            (StatementKindClass::Values, StatementKind::Assume(chains)) => {
                for chain in chains {
                    let facts = self.facts(chain)?;
                    self.assumptions.extend(facts);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn sizes(&mut self, declared: &Declared) -> Result<Vec<usize>, Reported> {
        let mut sizes = Vec::new();
        for size in &declared.sizes {
            match self.whole_number(size, &mut Scope::default())? {
                value if value >= 1 => sizes.push(value as usize),
                value => {
                    return self.report(Diagnostic::error(
                        "data::bad_size",
                        size.span,
                        format!("a size is at least 1, not {value}"),
                    ));
                }
            }
        }
        let count = sizes.iter().try_fold(1usize, |product, size| product.checked_mul(*size));
        if count.is_none_or(|count| count > MAX_ELEMENTS) {
            return self.report(Diagnostic::error("data::too_many", declared.span, format!("more than {MAX_ELEMENTS} elements")));
        }
        Ok(sizes)
    }

    fn declare_family(&mut self, declared: &Declared) -> Result<(), Reported> {
        let sizes = self.sizes(declared)?;
        let count: usize = sizes.iter().product();
        let elements: Vec<NodeId> = (0..count)
            .map(|place| self.graph.element(declared.name.clone(), indices_of(place, &sizes), SymbolKind::Parameter))
            .collect();
        let family = Rc::new(Family { sizes, elements: elements.clone() });
        if self.enter(&declared.name, declared.span, Entity::Family(family)) {
            self.parameters.extend(elements.into_iter().map(|node| Parameter { node, start: None }));
        }
        Ok(())
    }

    fn set_start(&mut self, name: &Name, span: Span, value: &Expr) -> Result<(), Reported> {
        let nodes = match self.entities.get(name) {
            Some(Entity::Symbol(node)) => vec![*node],
            Some(Entity::Family(family)) => family.elements.clone(),
            _ => {
                let fault = Diagnostic::error("names::no_parameter", span, format!("`{name}` is no parameter"));
                return self.report(fault.at("only parameters have start values").help(format!("declare it: `param {name}`")));
            }
        };
        let entries = flattened(value);
        if entries.len() != 1 && entries.len() != nodes.len() {
            let fault = Diagnostic::error(
                "data::wrong_length",
                value.span,
                format!("{} values for {} elements", entries.len(), nodes.len()),
            );
            return self
                .report(fault.help(format!("write {} values, the last index fastest, or one value for all", nodes.len())));
        }
        for (place, node) in nodes.iter().enumerate() {
            let number = self.rational(entries[if entries.len() == 1 { 0 } else { place }])?;
            if let Some(parameter) = self.parameters.iter_mut().find(|p| p.node == *node) {
                parameter.start = Some(number);
            }
        }
        Ok(())
    }

    fn declare_table(
        &mut self,
        table: &(Name, Span),
        columns: &[Declared],
        rows: &Rows,
        span: Span,
        read_file: &super::ReadFile<'_>,
    ) -> Result<(), Reported> {
        let mut list = Vec::new();
        for declared in columns {
            if list.iter().any(|c: &Column| c.name == declared.name) {
                return self.report(declared_twice(&declared.name, declared.span));
            }
            list.push(Column { name: declared.name.clone(), sizes: self.sizes(declared)? });
        }
        let width: usize = list.iter().map(|c| c.sizes.iter().product::<usize>()).sum();
        // The table is known before its entries are, so that a wrong row does not make every name unknown.
        let index = self.tables.len();
        self.tables.push(Table { name: table.0.clone(), columns: list, rows: Vec::new() });
        if !self.enter(&table.0, table.1, Entity::Table(index)) {
            return Err(Reported);
        }
        let rows = match rows {
            Rows::Written(rows) => self.written_rows(rows, width)?,
            Rows::File(path, place) => self.rows_from_file(path, *place, index, width, read_file)?,
        };
        if rows.is_empty() {
            let names = columns.iter().map(|c| c.name.to_string()).collect::<Vec<_>>().join(", ");
            let fault = Diagnostic::error("data::empty_table", span, format!("the table `{}` has no rows", table.0));
            return self.report(fault.help(format!("write at least one row: `data ({names}) = (…)`")));
        }
        self.tables[index].rows = rows;
        Ok(())
    }

    fn written_rows(&mut self, rows: &[(Span, Vec<Expr>)], width: usize) -> Result<Vec<Vec<NodeId>>, Reported> {
        let mut list = Vec::with_capacity(rows.len());
        for (span, entries) in rows {
            if entries.len() != width {
                let given = if entries.len() == 1 { "1 entry".to_string() } else { format!("{} entries", entries.len()) };
                let wanted = if width == 1 { "1 column".to_string() } else { format!("{width} columns") };
                let fault = Diagnostic::error("data::ragged_row", *span, format!("this row has {given}, the table has {wanted}"));
                let _: Result<(), Reported> =
                    self.report(fault.at(if entries.len() < width { "too few entries" } else { "too many entries" }));
                continue;
            }
            let row: Result<Vec<NodeId>, Reported> =
                entries.iter().map(|entry| self.expression(entry, &mut Scope::default())).collect();
            list.push(row?);
        }
        if list.len() < rows.len() { Err(Reported) } else { Ok(list) }
    }

    fn rows_from_file(
        &mut self,
        path: &str,
        place: Span,
        table: usize,
        width: usize,
        read_file: &super::ReadFile<'_>,
    ) -> Result<Vec<Vec<NodeId>>, Reported> {
        let fault = |message: String| Diagnostic::error("data::file", place, message);
        let text = match read_file(path) {
            Ok(text) => text,
            Err(reason) => {
                return self.report(
                    fault(format!("the table `{path}` cannot be read: {reason}"))
                        .help("the path is relative to the file that names it"),
                );
            }
        };
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let wanted: Vec<String> = self.tables[table].columns.iter().map(|c| c.name.to_string()).collect();
        let given: Vec<String> = reader.headers().map(|h| h.iter().map(str::to_string).collect()).unwrap_or_default();
        if given.len() != width || (wanted.len() == width && given != wanted) {
            let message =
                format!("the first line of `{path}` names the columns {}, the statement {}", given.join(", "), wanted.join(", "));
            return self.report(fault(message));
        }
        let mut rows = Vec::new();
        for (number, record) in reader.records().enumerate() {
            let record = match record {
                Ok(record) => record,
                Err(_) => {
                    return self
                        .report(fault(format!("line {} of `{path}` has another number of entries than the first", number + 2)));
                }
            };
            let mut row = Vec::new();
            for entry in &record {
                let Some(value) = signed_decimal(entry) else {
                    return self.report(fault(format!("line {} of `{path}`: `{entry}` is no number", number + 2)));
                };
                row.push(self.graph.number(value));
            }
            rows.push(row);
        }
        Ok(rows)
    }

    fn declare_batch(
        &mut self,
        name: &(Name, Span),
        table: &(Name, Span),
        pieces: &[(Expr, Option<Expr>)],
    ) -> Result<(), Reported> {
        let source = self.rows_of(&table.0, table.1)?;
        let mut rows = Vec::new();
        for (from, to) in pieces {
            let first = self.whole_number(from, &mut Scope::default())?;
            let last = to.as_ref().map_or(Ok(first), |to| self.whole_number(to, &mut Scope::default()))?;
            if first < 1 || last < first || last as usize > source.rows.len() {
                let span = from.span.to(to.as_ref().map_or(from.span, |to| to.span));
                let fault = Diagnostic::error(
                    "data::rows_out_of_range",
                    span,
                    format!("the table `{}` has the rows 1 to {}", table.0, source.rows.len()),
                );
                // The batch is known all the same, so that one wrong row does not make its name unknown.
                if self.enter(&name.0, name.1, Entity::Batch(self.batches.len())) {
                    self.batches.push(Batch { table: source.table, rows: source.rows });
                }
                return self.report(fault.at("not among them"));
            }
            rows.extend((first..=last).map(|row| source.rows[row as usize - 1]));
        }
        let rows = if pieces.is_empty() { source.rows } else { rows };
        if self.enter(&name.0, name.1, Entity::Batch(self.batches.len())) {
            self.batches.push(Batch { table: source.table, rows });
        }
        Ok(())
    }

    fn ask(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::Derive { targets, by } => {
                for target in targets {
                    self.questions.push(Question::Derive { target: target.clone(), by: by.clone() });
                }
            }
            StatementKind::Show(list) => self.questions.extend(list.iter().cloned().map(Question::Show)),
            StatementKind::Expect { claim, assuming } => {
                self.ask_claim(claim, assuming, statement.span, None);
            }
            StatementKind::Equations(chains) => {
                for chain in chains {
                    let defines = definition_head(&chain.first)
                        .and_then(|(name, _)| self.definition_named(&name))
                        .is_some_and(|index| self.definitions[index].span == chain.first.span);
                    self.ask_claim(chain, &[], chain.span, defines.then_some(1));
                }
            }
            _ => {}
        }
    }

    /// The facts of `a > 0`, `0 < a <= b`.
    pub(super) fn facts(&mut self, chain: &Chain) -> Result<Vec<Condition>, Reported> {
        let mut facts = Vec::new();
        let mut left = self.expression(&chain.first, &mut Scope::default())?;
        for (relation, side) in &chain.links {
            let right = self.expression(side, &mut Scope::default())?;
            let (greater, smaller) = match relation {
                Relation::Less | Relation::AtMost => (right, left),
                _ => (left, right),
            };
            let need = match relation {
                Relation::Less | Relation::Greater => Need::Positive,
                Relation::AtMost | Relation::AtLeast => Need::NonNegative,
                Relation::NotEqual => Need::NonZero,
                Relation::Equal | Relation::Near(_) => {
                    let fault = Diagnostic::error("claim::no_fact", chain.span, "an assumption is an inequality")
                        .at("this is an equation");
                    return self.report(fault.help("write `assume w_1 > 0`, `eps >= 0` or `w_2 != 0`"));
                }
            };
            let node = self.graph.sub(greater, smaller);
            facts.push(Condition { node, need });
            left = right;
        }
        if chain.links.is_empty() {
            let fault =
                Diagnostic::error("claim::no_fact", chain.span, "an assumption is an inequality").help("write `assume w_1 > 0`");
            return self.report(fault);
        }
        Ok(facts)
    }
}

#[derive(Clone, Copy)]
enum StatementKindClass {
    Families,
    Tables,
    Batches,
    Values,
}

/// The hidden name of `σ^2` where it is defined as a square.
pub(super) fn squared_name(name: &Name) -> Name {
    Name { base: format!("{}^2", name.base), ..name.clone() }
}

pub(super) fn declared_twice(name: &Name, span: Span) -> Diagnostic {
    Diagnostic::error("names::declared_twice", span, format!("`{name}` is declared twice"))
        .at("declared here once more")
        .help("choose another name")
}

/// `name` or `name(a, b)` on the left of an equation.
fn definition_head(expr: &Expr) -> Option<(Name, Vec<(Name, Span)>)> {
    match &expr.kind {
        Kind::Name(name) => Some((name.clone(), Vec::new())),
        Kind::Power(base, exponent) => match (&base.kind, &exponent.kind) {
            (Kind::Name(name), Kind::Number(two)) if *two == Rational::TWO => Some((squared_name(name), Vec::new())),
            _ => None,
        },
        Kind::Product(factors) => match factors.as_slice() {
            [
                (_, Expr { kind: Kind::Name(name), .. }),
                (Join::Beside, Expr { kind: Kind::Group(Bracket::Round, arguments), .. }),
            ] => {
                let args: Option<Vec<(Name, Span)>> = arguments
                    .iter()
                    .map(|argument| match (&argument.name, &argument.value.kind) {
                        (None, Kind::Name(name)) => Some((name.clone(), argument.value.span)),
                        _ => None,
                    })
                    .collect();
                Some((name.clone(), args.filter(|args| !args.is_empty())?))
            }
            _ => None,
        },
        _ => None,
    }
}

/// Indices from 1 of the element at a place, the last running fastest.
fn indices_of(place: usize, sizes: &[usize]) -> Box<[u32]> {
    let mut rest = place;
    let mut indices: Vec<u32> = sizes
        .iter()
        .rev()
        .map(|size| {
            let index = rest % size;
            rest /= size;
            index as u32 + 1
        })
        .collect();
    indices.reverse();
    indices.into()
}

/// The entries of nested square brackets from left to right, or the one expression.
fn flattened(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        Kind::Group(Bracket::Square, arguments) => arguments.iter().flat_map(|argument| flattened(&argument.value)).collect(),
        _ => vec![expr],
    }
}

fn signed_decimal(text: &str) -> Option<Rational> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let value = Rational::parse_decimal(digits)?;
    Some(if negative { -&value } else { value })
}

/// Every name in an expression with its place, in order. Depth is bounded by the parser.
pub(super) fn names_in(expr: &Expr) -> Vec<(Name, Span)> {
    let mut names = Vec::new();
    visit(expr, &mut |part| {
        if let Kind::Name(name) = &part.kind {
            names.push((name.clone(), part.span));
        }
    });
    names
}

/// Every `norm( … )` in an expression, inner before outer: the place of the word and its arguments.
fn norms_in(expr: &Expr) -> Vec<(Span, Vec<crate::syntax::ast::Argument>)> {
    let mut found = Vec::new();
    visit(expr, &mut |part| {
        let Kind::Product(factors) = &part.kind else { return };
        for pair in factors.windows(2) {
            let arguments = match &pair[1].1.kind {
                Kind::Group(_, arguments) => arguments,
                Kind::Power(base, _) => match &base.kind {
                    Kind::Group(_, arguments) => arguments,
                    _ => continue,
                },
                _ => continue,
            };
            if matches!(&pair[0].1.kind, Kind::Name(name) if name.to_string() == "norm") {
                found.push((pair[0].1.span.to(pair[1].1.span), arguments.clone()));
            }
        }
    });
    found
}

/// Calls `each` with every part of an expression, parts before the whole.
fn visit(expr: &Expr, each: &mut impl FnMut(&Expr)) {
    match &expr.kind {
        Kind::Number(_) | Kind::Name(_) | Kind::RootSign | Kind::Ellipsis => {}
        Kind::Sum(terms) => terms.iter().for_each(|(_, term): &(Sign, Expr)| visit(term, each)),
        Kind::Product(factors) => factors.iter().for_each(|(_, factor)| visit(factor, each)),
        Kind::Power(left, right) | Kind::Fraction(left, right) => {
            visit(left, each);
            visit(right, each);
        }
        Kind::Group(_, arguments) => arguments.iter().for_each(|argument| visit(&argument.value, each)),
        Kind::Absolute(inner) | Kind::Without(inner, _) | Kind::At(inner, _) | Kind::InEval(inner) => visit(inner, each),
        Kind::Root { degree, radicand } => {
            degree.iter().for_each(|degree| visit(degree, each));
            visit(radicand, each);
        }
        Kind::Partial { of, by } => {
            of.iter().for_each(|of| visit(of, each));
            by.iter().for_each(|(by, _)| visit(by, each));
        }
        Kind::Over { range, body, .. } => {
            if let Range::Index { from, to, .. } = range {
                visit(from, each);
                visit(to, each);
            }
            visit(body, each);
        }
    }
    each(expr);
}
