//! The declarations of a file, looked up by name; nothing is checked.

use normsym::source::Source;
use normsym::syntax::ast::{Argument, Chain, Declared, Expr, Kind, Name, Rows, StatementKind};
use normsym::syntax::parse_file;
use std::collections::BTreeMap;

#[derive(Default)]
pub struct File {
    /// Weights in their order; a family as its elements `x[1]`.
    pub params: Vec<String>,
    pub families: Vec<String>,
    /// Opaque functions (`None`) and other names of known ones.
    pub functions: BTreeMap<String, (usize, Option<String>)>,
    pub definitions: BTreeMap<String, (Vec<String>, Expr)>,
    pub tables: BTreeMap<String, Table>,
    /// The names among them that are batches.
    pub batches: Vec<String>,
    pub assumptions: Vec<Chain>,
    /// Names of statistics: the arguments of the `norm` that names them, and whether it is the mean.
    pub statistics: BTreeMap<String, (Vec<Argument>, bool)>,
}

#[derive(Clone)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Expr>>,
}

impl File {
    pub fn read(text: &str) -> File {
        let (statements, faults) = parse_file(&Source::new("oracle.expr", text));
        assert!(faults.iter().all(|f| f.severity != normsym::diagnostic::Severity::Error), "{text}\n{faults:?}");
        let mut file = File::default();
        for statement in &statements {
            file.declare(&statement.kind);
        }
        let bodies: Vec<Expr> = file.definitions.values().map(|(_, body)| body.clone()).collect();
        bodies.iter().for_each(|body| file.collect(body));
        file
    }

    fn declare(&mut self, statement: &StatementKind) {
        match statement {
            StatementKind::Param(groups) => {
                groups.iter().flat_map(|(names, _)| names).for_each(|declared| self.parameter(declared));
            }
            StatementKind::Function(list) => {
                for (name, _, known) in list {
                    let number = self.functions.len();
                    self.functions.insert(name.to_string(), (number, known.as_ref().map(|(name, _)| name.to_string())));
                }
            }
            StatementKind::Data { table, columns, rows: Rows::Written(rows) } => {
                let columns = columns.iter().map(|column| column.name.to_string()).collect();
                let rows = rows.iter().map(|(_, row)| row.clone()).collect();
                self.tables.insert(table.0.to_string(), Table { columns, rows });
            }
            StatementKind::Batch { name, table, rows } => {
                let table = self.tables[&table.0.to_string()].clone();
                let picked: Vec<usize> =
                    rows.iter().flat_map(|(from, to)| whole(from)..=to.as_ref().map_or(whole(from), whole)).collect();
                let rows = picked.iter().map(|row| table.rows[row - 1].clone()).collect();
                self.tables.insert(name.0.to_string(), Table { rows, ..table });
                self.batches.push(name.0.to_string());
            }
            StatementKind::Assume(chains) => self.assumptions.extend(chains.iter().cloned()),
            StatementKind::Equations(chains) => chains.iter().for_each(|chain| self.define(chain)),
            _ => {}
        }
    }

    fn parameter(&mut self, declared: &Declared) {
        let name = declared.name.to_string();
        let mut elements = vec![name.clone()];
        for (place, size) in declared.sizes.iter().enumerate() {
            let (open, close) = if place == 0 { ("[", "") } else { (",", "") };
            elements = elements.iter().flat_map(|e| (1..=whole(size)).map(move |i| format!("{e}{open}{i}{close}"))).collect();
        }
        if !declared.sizes.is_empty() {
            self.families.push(name);
            elements.iter_mut().for_each(|element| element.push(']'));
        }
        self.params.extend(elements);
    }

    fn define(&mut self, chain: &Chain) {
        let Some((_, body)) = chain.links.first() else { return };
        match &chain.first.kind {
            Kind::Name(name) => drop(self.definitions.insert(name.to_string(), (Vec::new(), body.clone()))),
            Kind::Product(factors) => {
                if let [(_, Expr { kind: Kind::Name(name), .. }), (_, Expr { kind: Kind::Group(_, args), .. })] =
                    factors.as_slice()
                {
                    let args = args.iter().filter_map(|arg| as_name(&arg.value)).map(Name::to_string).collect();
                    self.definitions.insert(name.to_string(), (args, body.clone()));
                }
            }
            _ => {}
        }
    }

    /// Names that may be taken for one another: weights, values and statistics, functions of as many arguments.
    pub fn alike(&self) -> Vec<Vec<String>> {
        let mut groups = vec![self.params.clone()];
        for count in 0..=3 {
            let own = self.definitions.iter().filter(|(_, (args, _))| args.len() == count).map(|(name, _)| name.clone());
            let others = if count == 0 { self.statistics.keys().cloned().collect() } else { Vec::new() };
            groups.push(own.chain(others).collect());
        }
        groups.push(self.functions.keys().cloned().collect());
        groups
    }

    /// The names that `norm(…, mean = C, std = S)` gives, anywhere in an expression.
    pub fn collect(&mut self, expr: &Expr) {
        if let Kind::Product(factors) = &expr.kind {
            for pair in factors.windows(2) {
                let group = match &pair[1].1.kind {
                    Kind::Power(base, _) => &base.kind,
                    other => other,
                };
                if let (Kind::Name(name), Kind::Group(_, args)) = (&pair[0].1.kind, group)
                    && name.base == "norm"
                {
                    for (option, is_mean) in [("mean", true), ("std", false)] {
                        if let Some(name) = option_of(args, option).and_then(as_name) {
                            self.statistics.insert(name.to_string(), (args.clone(), is_mean));
                        }
                    }
                }
            }
        }
        crate::tree::children(expr).into_iter().for_each(|child| self.collect(child));
    }
}

/// The option of that name.
pub fn option_of<'a>(args: &'a [Argument], wanted: &str) -> Option<&'a Expr> {
    args.iter().find(|arg| arg.name.as_ref().is_some_and(|(name, _)| name.base == wanted)).map(|arg| &arg.value)
}

pub fn as_name(expr: &Expr) -> Option<&Name> {
    if let Kind::Name(name) = &expr.kind { Some(name) } else { None }
}

fn whole(expr: &Expr) -> usize {
    match &expr.kind {
        Kind::Number(value) => value.to_i64().and_then(|v| usize::try_from(v).ok()).expect("a whole number"),
        _ => panic!("a size that is no number"),
    }
}
