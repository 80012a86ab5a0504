//! Sums and statistics over rows and indices, and the normalisation.

use super::evaluate::{Evaluator, Scope, as_term, beyond};
use super::file::{Table, as_name, option_of};
use super::jet::Jet;
use super::number::Number;
use super::real::{Fault, Result};
use super::shelf;
use normsym::syntax::ast::{Argument, Expr, Range};

impl<N: Number> Evaluator<'_, N> {
    pub fn over(&self, operator: &str, range: &Range, body: &Expr, options: &[Argument], scope: &Scope<N>) -> Result<Jet<N>> {
        let values = match range {
            Range::Table(name, _) => self.rows(self.table(&name.to_string())?, body, scope)?,
            Range::Index { index, from, to } => {
                let end = |expr: &Expr| Ok(self.value(expr, scope)?.value().near() as i64);
                let (from, to) = (end(from)?, end(to)?);
                let mut values = Vec::new();
                for number in from..=to {
                    let mut inside = scope.clone();
                    inside.locals.push((index.0.to_string(), Jet::number(number as f64)));
                    values.push(self.value(body, &inside)?);
                }
                values
            }
        };
        let ddof = self.option(options, "ddof", scope)?;
        match operator {
            "sum" => total(&values),
            "prod" => values.iter().try_fold(Jet::number(1.0), |a, b| a.mul(b)),
            "max" => shelf::apply("max", &values),
            "mean" => mean(&values),
            "var" => variance(&values, &ddof),
            "std" => shelf::root(&variance(&values, &ddof)?),
            _ => beyond(operator),
        }
    }

    fn table(&self, name: &str) -> Result<&Table> {
        self.file.tables.get(name).ok_or_else(|| Fault::Beyond(format!("the table {name}")))
    }

    /// The value of an expression at every row.
    fn rows(&self, table: &Table, body: &Expr, scope: &Scope<N>) -> Result<Vec<Jet<N>>> {
        let outside = Scope { locals: Vec::new(), ..scope.clone() };
        let mut values = Vec::new();
        for row in &table.rows {
            let mut inside = scope.clone();
            for (column, entry) in table.columns.iter().zip(row) {
                inside.locals.push((column.clone(), self.value(entry, &outside)?));
            }
            values.push(self.value(body, &inside)?);
        }
        Ok(values)
    }

    fn option(&self, options: &[Argument], name: &str, scope: &Scope<N>) -> Result<Jet<N>> {
        option_of(options, name).map_or(Ok(Jet::number(0.0)), |expr| self.value(expr, scope))
    }

    /// `norm(e)`: what stands here, less the mean over the rows, over the deviation over the rows.
    pub fn norm(&self, args: &[Argument], scope: &Scope<N>) -> Result<Jet<N>> {
        let (mean, deviation) = (self.statistic(args, true, scope)?, self.statistic(args, false, scope)?);
        self.value(&args[0].value, scope)?.sub(&mean)?.div(&deviation)
    }

    /// The mean or the deviation of a normalisation.
    pub fn statistic(&self, args: &[Argument], is_mean: bool, scope: &Scope<N>) -> Result<Jet<N>> {
        let batch = option_of(args, "batch").and_then(as_name).map(ToString::to_string);
        let table = match &batch {
            Some(name) => self.table(name)?,
            None if self.file.batches.len() == 1 => self.table(&self.file.batches[0])?,
            None if self.file.tables.len() == 1 => self.file.tables.values().next().expect("one table"),
            None => self.table("data")?,
        };
        let values = self.rows(table, &args[0].value, &Scope { locals: Vec::new(), ..scope.clone() })?;
        let value = if is_mean {
            mean(&values)?
        } else {
            let variance = variance(&values, &self.option(args, "ddof", scope)?)?;
            shelf::root(&variance.add(&self.option(args, "eps", scope)?)?)?
        };
        let name = option_of(args, if is_mean { "mean" } else { "std" }).and_then(as_name);
        Ok(name.map_or(value.clone(), |name| as_term(value, &name.to_string(), &[], scope)))
    }
}

fn total<N: Number>(values: &[Jet<N>]) -> Result<Jet<N>> {
    values.iter().try_fold(Jet::number(0.0), |a, b| a.add(b))
}

fn mean<N: Number>(values: &[Jet<N>]) -> Result<Jet<N>> {
    total(values)?.div(&Jet::number(values.len() as f64))
}

fn variance<N: Number>(values: &[Jet<N>], ddof: &Jet<N>) -> Result<Jet<N>> {
    let mean = mean(values)?;
    let squares = values.iter().map(|v| v.sub(&mean)?.power(2)).collect::<Result<Vec<_>>>()?;
    let count = Jet::number(values.len() as f64).sub(ddof)?;
    total(&squares)?.div(&count)
}
