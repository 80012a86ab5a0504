//! What a network is asked at: a row of a table, a family, a list, numbers; and values that are families.
//!
//! ```text
//! F(x)   F(data[3])   F([1/2, -1])   F(1/2, -1)
//! ```
//!
//! An argument that is a row of a table is shown as that row, however many numbers it has.

use super::super::names::Found;
use super::super::{Family, Meant, Model, Scope};
use super::NetworkPart;
use crate::diagnostic::Diagnostic;
use crate::expr::NodeId;
use crate::name::Name;
use crate::source::Span;
use crate::syntax::ast::{Argument, Bracket, Expr, Join, Kind};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// What a network is asked at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Input {
    /// The numbers, the last index running fastest.
    pub(super) elements: Rc<[NodeId]>,
    /// What stands in the brackets of names.
    pub(super) shown: Box<[NodeId]>,
    /// The table and the row that it is.
    pub(super) row: Option<(usize, usize)>,
}

/// The inputs that were met, each once.
#[derive(Debug, Default)]
pub(in crate::model) struct Inputs {
    list: Vec<Input>,
    index: FxHashMap<Input, usize>,
    row_symbols: FxHashMap<(usize, usize, Name), NodeId>,
}

impl Inputs {
    pub(super) fn get(&self, input: usize) -> &Input {
        &self.list[input]
    }

    fn intern(&mut self, input: Input) -> usize {
        if let Some(known) = self.index.get(&input) {
            return *known;
        }
        self.index.insert(input.clone(), self.list.len());
        self.list.push(input);
        self.list.len() - 1
    }
}

impl Model {
    /// The argument in the brackets behind a network's name.
    pub(super) fn network_input(
        &mut self,
        network: usize,
        arguments: &[Argument],
        span: Span,
        scope: &mut Scope,
    ) -> Meant<usize> {
        let count: usize = self.networks.list[network].dims.iter().product();
        let family = match arguments {
            [Argument { name: None, value }] => match self.row_reference(value, scope)? {
                Some((table, row)) => return self.row_input(network, table, row, span),
                None => match self.formal_family(network, value, scope) {
                    Some(family) => family,
                    None => self.tensor(value, scope)?,
                },
            },
            _ => {
                let nodes: Vec<Meant<NodeId>> = arguments.iter().map(|a| self.expression(&a.value, scope)).collect();
                let elements = nodes.into_iter().collect::<Meant<Vec<_>>>()?;
                Rc::new(Family::new(vec![elements.len()], elements))
            }
        };
        if family.elements.len() != count {
            let (name, dims) = (&self.networks.list[network].name, super::shape::told(&self.networks.list[network].dims));
            let given = family.elements.len();
            let fault = Diagnostic::error("layers::argument", span, format!("`{name}` takes {dims} numbers, not {given}"));
            return self
                .report(fault.at(format!("{given} given")).help("give it a row, `data[1]`, a family, or a list `[1, 2]`"));
        }
        let formal = &self.networks.list[network].formal;
        let row = family.row.as_ref().filter(|(_, _, column)| column == formal).map(|(table, row, _)| (*table, *row));
        if let (Some((table, row)), false) = (row, self.networks.list[network].dims.is_empty()) {
            return self.row_input(network, table, row, span);
        }
        // Inside a row its columns are numbers by now: what equals the column is the row, what is made of it has its draws.
        if let Some((table, row)) = scope.row
            && self.column_of_row(table, row, &self.networks.list[network].formal) == Some(family.elements.as_slice())
        {
            return self.row_input(network, table, row, span);
        }
        let shown: Box<[NodeId]> = match family.whole {
            Some(symbol) => Box::new([symbol]),
            None => family.elements.clone().into(),
        };
        Ok(self.networks.inputs.intern(Input { elements: family.elements.clone().into(), shown, row: scope.row }))
    }

    /// The entries of a column in a row.
    fn column_of_row(&self, table: usize, row: usize, name: &Name) -> Option<&[NodeId]> {
        let table = &self.tables[table];
        let count = |column: &super::super::Column| column.sizes.iter().product::<usize>();
        let place = table.columns.iter().position(|column| column.name == *name)?;
        let start: usize = table.columns[..place].iter().map(count).sum();
        table.rows.get(row)?.get(start..start + count(&table.columns[place]))
    }

    /// The formal argument of a network, meant for all values; another network may call one of another shape alike.
    fn formal_family(&mut self, network: usize, expr: &Expr, scope: &Scope) -> Option<Rc<Family>> {
        let entry = &self.networks.list[network];
        let (formal, dims) = (entry.formal.clone(), entry.dims.clone());
        let meant = matches!(&expr.kind, Kind::Name(name) if *name == formal) && self.find(&formal, scope).is_none();
        (meant && !dims.is_empty()).then(|| self.variable_family_of(&formal, dims))
    }

    /// The argument that a row of a table is: its column of the formal argument's name.
    pub(super) fn row_input(&mut self, network: usize, table: usize, row: usize, span: Span) -> Meant<usize> {
        let formal = self.networks.list[network].formal.clone();
        let mut scope = Scope::default();
        self.bind_row(table, row, &mut scope);
        let family = match scope.local(&formal) {
            Some(super::super::Local::Family(family)) => family.clone(),
            Some(super::super::Local::Value(node)) => Rc::new(Family::new(Vec::new(), vec![*node])),
            _ => {
                let columns: Vec<String> = self.tables[table].columns.iter().map(|c| c.name.to_string()).collect();
                let (name, list) = (self.networks.list[network].name.clone(), columns.join(", "));
                let fault = Diagnostic::error(
                    "names::not_a_column",
                    span,
                    format!("`{name}` takes `{formal}`, which is no column of the table `{}`", self.tables[table].name),
                );
                let example = columns.first().cloned().unwrap_or_default();
                return self.report(
                    fault
                        .at(format!("the columns are {list}"))
                        .help(format!("call the argument as the column: `{name}({example}[…])`")),
                );
            }
        };
        let dims = &self.networks.list[network].dims;
        if family.elements.len() != dims.iter().product::<usize>() {
            let (name, wanted) = (&self.networks.list[network].name, super::shape::told(dims));
            let given = super::shape::told(&family.sizes);
            let message = format!("`{name}` takes {formal} of size {wanted}, and the column `{formal}` has {given}");
            return self.report(Diagnostic::error("layers::argument", span, message).help("give both the same size"));
        }
        let shown: Box<[NodeId]> = if dims.is_empty() {
            family.elements.clone().into()
        } else {
            Box::new([self.row_symbol(table, row, &formal, &family.elements)])
        };
        Ok(self.networks.inputs.intern(Input { elements: family.elements.clone().into(), shown, row: Some((table, row)) }))
    }

    /// The name of a row, `data[3]`.
    fn row_symbol(&mut self, table: usize, row: usize, column: &Name, elements: &[NodeId]) -> NodeId {
        let key = (table, row, column.clone());
        if let Some(symbol) = self.networks.inputs.row_symbols.get(&key) {
            return *symbol;
        }
        let name = self.tables[table].name.clone();
        let symbol = self.graph.whole(name, Box::new([row as u32 + 1]), elements);
        self.networks.inputs.row_symbols.insert(key, symbol);
        symbol
    }

    /// `data[3]` or `data_3`: a row of a table or batch.
    fn row_reference(&mut self, expr: &Expr, scope: &mut Scope) -> Meant<Option<(usize, usize)>> {
        let (name, number) = match &expr.kind {
            Kind::Product(factors) => match factors.as_slice() {
                [
                    (_, Expr { kind: Kind::Name(name), .. }),
                    (Join::Beside, Expr { kind: Kind::Group(Bracket::Square, arguments), .. }),
                ] if arguments.len() == 1 && matches!(self.find(name, scope), Some(Found::Table)) => {
                    (name.clone(), self.whole_number(&arguments[0].value, scope)?)
                }
                _ => return Ok(None),
            },
            Kind::Name(name) => {
                let table = Name { subscript: None, ..name.clone() };
                let number = name.subscript.as_ref().and_then(|text| text.parse::<i64>().ok());
                match number {
                    Some(number)
                        if self.find(name, scope).is_none() && matches!(self.find(&table, scope), Some(Found::Table)) =>
                    {
                        (table, number)
                    }
                    _ => return Ok(None),
                }
            }
            _ => return Ok(None),
        };
        let batch = self.rows_of(&name, expr.span)?;
        let row = usize::try_from(number).ok().filter(|k| *k >= 1).and_then(|k| batch.rows.get(k - 1).copied());
        match row {
            Some(row) => Ok(Some((batch.table, row))),
            None => {
                let message = format!("`{name}` has the rows 1 to {}", batch.rows.len());
                self.report(Diagnostic::error("data::rows_out_of_range", expr.span, message).at("not among them"))
            }
        }
    }

    /// A value that may be a family: `F(x)`, `Y`, `[1, 2]`; a number is a family of one.
    pub(in crate::model) fn tensor(&mut self, expr: &Expr, scope: &mut Scope) -> Meant<Rc<Family>> {
        match &expr.kind {
            Kind::Name(name) if !scope.leaves_out(name) => {
                if let Found::Family(family) = self.lookup(name, expr.span, scope, None)? {
                    return Ok(family);
                }
            }
            Kind::Product(factors) => {
                if let [
                    (_, Expr { kind: Kind::Name(name), .. }),
                    (Join::Beside, Expr { kind: Kind::Group(Bracket::Round, list), .. }),
                ] = factors.as_slice()
                    && let Some(Found::Network(NetworkPart::Value { network, layer })) = self.find(name, scope)
                {
                    let input = self.network_input(network, list, expr.span, scope)?;
                    let family = self.layer_value(network, Some(layer), input, scope)?;
                    scope.mentioned.extend(family.elements.iter().copied());
                    return Ok(family);
                }
            }
            Kind::Group(Bracket::Square, list) => {
                let parts: Vec<Meant<Rc<Family>>> = list.iter().map(|entry| self.tensor(&entry.value, scope)).collect();
                let parts = parts.into_iter().collect::<Meant<Vec<_>>>()?;
                let elements: Vec<NodeId> = parts.iter().flat_map(|part| part.elements.iter().copied()).collect();
                return Ok(Rc::new(Family::new(vec![elements.len()], elements)));
            }
            Kind::Group(Bracket::Round, list) => {
                if let [Argument { name: None, value }] = list.as_slice() {
                    return self.tensor(value, scope);
                }
            }
            Kind::InEval(inner) => {
                let before = std::mem::replace(&mut scope.eval, true);
                let family = self.tensor(inner, scope);
                scope.eval = before;
                return family;
            }
            _ => {}
        }
        let node = self.expression(expr, scope)?;
        Ok(Rc::new(Family::new(Vec::new(), vec![node])))
    }
}
