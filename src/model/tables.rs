//! Tables and batches: rows written out or read from a file, and the rows that statistics are taken over.

use super::{Batch, Column, Entity, Local, Model, Reported, Scope, Table};
use crate::diagnostic::Diagnostic;
use crate::expr::NodeId;
use crate::name::Name;
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{Declared, Expr, Rows};
use std::rc::Rc;

impl Model {
    /// Puts the columns of a row into the scope.
    pub(super) fn bind_row(&self, table: usize, row: usize, scope: &mut Scope) {
        scope.row = Some((table, row));
        let (index, table, mut place) = (table, &self.tables[table], 0);
        for column in &table.columns {
            let count: usize = column.sizes.iter().product();
            let elements = table.rows[row][place..place + count].to_vec();
            place += count;
            let local = if column.sizes.is_empty() {
                Local::Value(elements[0])
            } else {
                let place = Some((index, row, column.name.clone()));
                Local::Family(Rc::new(super::Family { row: place, ..super::Family::new(column.sizes.clone(), elements) }))
            };
            scope.locals.push((column.name.clone(), local));
        }
    }

    pub(super) fn declare_table(
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
                let fault = self.declared_twice(&declared.name, declared.span);
                return self.report(fault);
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

    pub(super) fn declare_batch(
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
                // The batch is known all the same, so that one wrong row does not make its name unknown; it has no rows.
                if self.enter(&name.0, name.1, Entity::Batch(self.batches.len())) {
                    self.batches.push(Batch { table: source.table, rows: Vec::new() });
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
}

fn signed_decimal(text: &str) -> Option<Rational> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let value = Rational::parse_decimal(digits)?;
    Some(if negative { -&value } else { value })
}
