//! Statements to declarations: first every name, then sizes, tables, start values, questions.

use super::{Definition, Entity, Model, Parameter, Question, Reported, Scope};
use crate::diagnostic::Diagnostic;
use crate::expr::{Condition, SymbolKind};
use crate::functions::Need;
use crate::name::Name;
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{Bracket, Chain, Expr, Join, Kind, Relation, Statement, StatementKind};
use std::rc::Rc;

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

    fn ask(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::Derive { targets, by } => {
                for target in targets {
                    self.questions.push(Question::Derive { target: target.clone(), by: by.clone() });
                }
            }
            StatementKind::Show(list) => {
                for expr in list {
                    let shown = self.components_shown(expr).or_else(|| super::minimum::coordinates(expr));
                    let shown = shown.unwrap_or_else(|| vec![expr.clone()]);
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
