//! Statements to declarations: first every name, then sizes, tables, start values, questions.

use super::{Definition, Entity, Family, Model, Parameter, Question, Reported, Scope};
use crate::diagnostic::Diagnostic;
use crate::expr::{Condition, NodeId, SymbolKind};
use crate::functions::Need;
use crate::name::Name;
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{Bracket, Chain, Declared, Expr, Join, Kind, Relation, Statement, StatementKind};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// The largest number of elements of a family, and of entries of a table.
const MAX_ELEMENTS: usize = 1_000_000;

impl Model {
    /// Takes all statements in. Order does not matter for names: definitions may be used before they stand.
    pub(super) fn declare(&mut self, statements: &[Statement], read_file: &super::ReadFile<'_>) {
        let declares = |s: &Statement| matches!(s.kind, StatementKind::Param(_) | StatementKind::Network { .. });
        self.declares_parameters = statements.iter().any(declares);
        for statement in statements {
            self.declare_names(statement);
        }
        self.register_sites();
        self.name_masks();
        let sound = [
            StatementKindClass::Families,
            StatementKindClass::Networks,
            StatementKindClass::Tables,
            StatementKindClass::Batches,
            StatementKindClass::Values,
        ];
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
            StatementKind::Train { name, .. } => {
                self.enter(&name.0, name.1, Entity::Run);
            }
            _ => {}
        }
    }

    /// Enters a name; a second declaration is a fault.
    pub(super) fn enter(&mut self, name: &Name, span: Span, entity: Entity) -> bool {
        if self.entities.contains_key(name) {
            let fault = self.declared_twice(name, span);
            let _: Result<(), Reported> = self.report(fault);
            return false;
        }
        self.entities.insert(name.clone(), entity);
        self.places.insert(name.clone(), span);
        true
    }

    /// The fault of a second declaration, with the place of the first.
    pub(super) fn declared_twice(&self, name: &Name, span: Span) -> Diagnostic {
        let fault = Diagnostic::error("names::declared_twice", span, format!("`{name}` is declared twice"))
            .at("declared here once more")
            .help("choose another name");
        match self.places.get(name) {
            Some(first) if *first != span => fault.label(*first, "declared here first"),
            _ => fault,
        }
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
        let (body, span) = (Rc::new(body.clone()), chain.first.span);
        let entry = Definition { name: name.clone(), args, body, span, value_of: None, implied: false };
        self.entities.insert(name.clone(), Entity::Definition(self.definitions.len()));
        self.places.insert(name.clone(), chain.first.span);
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
        self.definitions.push(Definition { name, args: Vec::new(), body, span, value_of: None, implied: false });
    }

    /// Gives every `norm` of the definitions its names: those that the author chose first, then the next free ones,
    /// inner before outer, in the file's order.
    fn register_sites(&mut self) {
        let mut named = Vec::new();
        let mut unnamed = Vec::new();
        for (index, definition) in self.definitions.iter().enumerate() {
            let formals: Vec<Name> = definition.args.iter().map(|(name, _)| name.clone()).collect();
            for (span, arguments) in super::visit::norms_in(&definition.body) {
                let chosen = arguments
                    .iter()
                    .any(|a| a.name.as_ref().is_some_and(|(n, _)| matches!(n.to_string().as_str(), "mean" | "std")));
                if chosen {
                    named.push((span, arguments, formals.clone(), index))
                } else {
                    unnamed.push((span, arguments, formals.clone(), index))
                }
            }
        }
        for (span, arguments, formals, definition) in named.into_iter().chain(unnamed) {
            if let Ok(site) = self.register_norm(&arguments, span, &formals) {
                self.define_value(site, definition);
            }
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
            (StatementKindClass::Networks, StatementKind::Network { name, input, layers }) => {
                self.declare_network(name, input, layers)
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

    pub(super) fn sizes(&mut self, declared: &Declared) -> Result<Vec<usize>, Reported> {
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
        let whole = Some(self.graph.whole(declared.name.clone(), Box::default(), &elements));
        let family = Rc::new(Family { whole, ..Family::new(sizes, elements.clone()) });
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
        let mut numbers = Vec::with_capacity(entries.len());
        for entry in &entries {
            numbers.push(self.rational(entry)?);
        }
        let number = |place: usize| if numbers.len() == 1 { numbers[0].clone() } else { numbers[place].clone() };
        let values: FxHashMap<NodeId, Rational> = nodes.iter().enumerate().map(|(place, node)| (*node, number(place))).collect();
        for parameter in &mut self.parameters {
            if let Some(value) = values.get(&parameter.node) {
                parameter.start = Some(value.clone());
            }
        }
        for buffer in &mut self.buffers {
            if let Some(value) = values.get(&buffer.mean) {
                buffer.start_mean = value.clone();
            }
            if let Some(value) = values.get(&buffer.variance) {
                buffer.start_variance = value.clone();
            }
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
            StatementKind::Show(list) => {
                for expr in list {
                    let shown = self.components_shown(expr).unwrap_or_else(|| vec![expr.clone()]);
                    self.questions.extend(shown.into_iter().map(Question::Show));
                }
            }
            StatementKind::Expect { claim, assuming } => {
                self.ask_claim(claim, assuming, statement.span, None);
            }
            StatementKind::Train { name, method, arguments, repeat } => {
                // A fault is reported where it is met; the questions still count.
                let _ = self.declare_training(name, method, arguments, repeat.as_ref(), statement.span);
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
    Networks,
    Tables,
    Batches,
    Values,
}

/// The hidden name of `σ^2` where it is defined as a square.
pub(super) fn squared_name(name: &Name) -> Name {
    Name { base: format!("{}^2", name.base), ..name.clone() }
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
pub(super) fn indices_of(place: usize, sizes: &[usize]) -> Box<[u32]> {
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
