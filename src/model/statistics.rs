//! Means, variances, deviations and normalisation: `C = Σ u_j / n`, `S = √(Σ (u_j − C)²/(n − ddof) + eps)`,
//! `norm(u) = (u − C)/S`.
//!
//! Each `norm` of the file is a site with two names, given by the author or the next free `C_k`, `S_k`. The statistics
//! take the rows of the batch with the columns bound by name, whatever the function is asked at.

use super::forward::Layers;
use super::{Batch, Entity, Instance, Meant, Model, NormCall, Reported, Scope, Site};
use crate::diagnostic::Diagnostic;
use crate::expr::{Label, NodeId, TermKind};
use crate::functions::Need;
use crate::name::Name;
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{Argument, Expr, Kind};
use std::rc::Rc;

const NORM_OPTIONS: &[&str] = &["mean", "std", "eps", "ddof", "batch", "momentum", "running"];

impl Model {
    /// The value of `norm(e, …)` where it stands.
    pub(super) fn norm(&mut self, arguments: &[Argument], span: Span, scope: &mut Scope) -> Meant<NodeId> {
        let site = match self.site_index.get(&(self.origin, span.start)) {
            Some(site) => *site,
            None => self.register_norm(arguments, span, &[])?,
        };
        if scope.eval {
            return self.normalised_in_eval(site, scope);
        }
        match self.value_arguments(site, scope) {
            Some((definition, args)) => self.instantiate(Instance::Definition(definition), args, scope, span),
            None => self.normalised(site, scope).map(|(value, _)| value),
        }
    }

    /// `(e − C)/S` of a site, and what kind of term it is.
    pub(super) fn normalised(&mut self, site: usize, scope: &mut Scope) -> Meant<(NodeId, TermKind)> {
        if scope.eval {
            return Ok((self.normalised_in_eval(site, scope)?, TermKind::Definition));
        }
        self.note_run(Layers::Site(site), scope);
        let (call, span) = (self.sites[site].call.clone(), self.sites[site].span);
        let value = self.expression(&call.value, scope)?;
        let mean = self.instantiate(Instance::Mean(site), Vec::new(), scope, span)?;
        let deviation = self.instantiate(Instance::Deviation(site), Vec::new(), scope, span)?;
        if !self.is_surely_positive(deviation) {
            scope.need(deviation, Need::NonZero);
        }
        let centred = self.graph.sub(value, mean);
        Ok((self.graph.div(centred, deviation), TermKind::Normalised { row: value, mean, deviation }))
    }

    /// Whether a deviation has a positive number under its root beside the squares.
    pub(super) fn is_surely_positive(&self, deviation: NodeId) -> bool {
        match self.graph.as_term(deviation).map(|term| &term.kind) {
            Some(TermKind::Deviation { eps, .. }) => self.graph.known_number(*eps).is_some_and(|eps| eps.signum() > 0),
            _ => false,
        }
    }

    /// Gives a `norm` its place in the list of sites and names to its statistics.
    pub(super) fn register_norm(&mut self, arguments: &[Argument], span: Span, formals: &[Name]) -> Meant<usize> {
        let (mut value, mut mean, mut deviation) = (None, None, None);
        let (mut eps, mut ddof, mut batch) = (None, None, None);
        let mut options = super::running::RunningOptions::default();
        for argument in arguments {
            let Some((name, place)) = &argument.name else {
                if value.replace(argument.value.clone()).is_some() {
                    let fault = Diagnostic::error("names::wrong_number_of_arguments", span, "`norm` takes one expression");
                    return self.report(fault.help("norm(u, mean = C_1, std = S_1, eps = 1e-5)"));
                }
                continue;
            };
            match name.to_string().as_str() {
                "mean" => mean = Some(self.name_option(&argument.value)?),
                "std" => deviation = Some(self.name_option(&argument.value)?),
                "batch" => batch = Some(self.name_option(&argument.value)?),
                "eps" => eps = Some(argument.value.clone()),
                "ddof" => ddof = Some(argument.value.clone()),
                "momentum" => options.momentum = Some(argument.value.clone()),
                "running" => options.running = Some(argument.value.clone()),
                _ => return self.unknown_option(name, *place, "norm", NORM_OPTIONS),
            }
        }
        let Some(value) = value else {
            let fault = Diagnostic::error("names::missing_argument", span, "`norm` stands without what it normalises");
            return self.report(fault.at("an expression is missing").help("norm(w_1 x)"));
        };
        let site = self.sites.len();
        self.next_statistic = self.free_statistic_number();
        let free = self.next_statistic;
        let name = |given: Option<(Name, Span)>, base: &str| {
            given.unwrap_or_else(|| (Name { subscript: Some(free.to_string()), ..Name::plain(base) }, span))
        };
        let (mean, deviation) = (name(mean, "C"), name(deviation, "S"));
        let call = Rc::new(NormCall { value, eps, ddof, batch, options, formals: formals.to_vec() });
        let (mean_name, deviation_name) = (mean.0.clone(), deviation.0.clone());
        let entry =
            Site { mean: mean_name, deviation: deviation_name, call, span, origin: self.origin, value: None, buffer: None };
        self.sites.push(entry);
        self.site_index.insert((self.origin, span.start), site);
        for ((name, place), is_mean) in [(mean, true), (deviation, false)] {
            if self.entities.contains_key(&name) {
                let fault = self.declared_twice(&name, place);
                return self.report(fault);
            }
            self.places.insert(name.clone(), place);
            self.entities.insert(name, Entity::Statistic { site, mean: is_mean });
        }
        self.enter_buffers(site);
        Ok(site)
    }

    fn name_option(&mut self, expr: &Expr) -> Meant<(Name, Span)> {
        match &expr.kind {
            Kind::Name(name) => Ok((name.clone(), expr.span)),
            _ => self.report(
                Diagnostic::error("syntax::name_expected", expr.span, "a name is needed here")
                    .help("norm(u, mean = C_1, std = S_1)"),
            ),
        }
    }

    /// The next k for which neither `C_k` nor `S_k` is declared.
    fn free_statistic_number(&self) -> u64 {
        let taken =
            |base: &str, k: u64| self.entities.contains_key(&Name { subscript: Some(k.to_string()), ..Name::plain(base) });
        // All below the last one given are taken.
        (self.next_statistic.max(1)..).find(|k| !taken("C", *k) && !taken("S", *k)).unwrap_or(1)
    }

    /// The values that a site's statistics are taken over.
    pub(super) fn site_rows(&mut self, site: usize, scope: &Scope) -> Meant<Vec<NodeId>> {
        let call = self.sites[site].call.clone();
        let batch = self.batch_of_site(site, &call, scope)?;
        self.refuse_arguments_that_are_no_columns(site, &call, batch.table)?;
        let (span, before) = (self.sites[site].span, self.origin);
        self.origin = self.sites[site].origin;
        let mut inner = scope.inner();
        let mut values = Vec::with_capacity(batch.rows.len());
        for row in &batch.rows {
            inner.locals.clear();
            self.bind_row(batch.table, *row, &mut inner);
            values.push(self.expression(&call.value, &mut inner));
        }
        self.origin = before;
        let values = values.into_iter().collect::<Meant<Vec<_>>>()?;
        if values.is_empty() {
            return self.report(Diagnostic::error("data::empty_table", span, "statistics need at least one row"));
        }
        Ok(values)
    }

    fn batch_of_site(&mut self, site: usize, call: &NormCall, scope: &Scope) -> Meant<Batch> {
        let named = call.batch.as_ref().map(|(name, place)| self.rows_of(name, *place)).transpose()?;
        // A step of a training run takes its statistics over another batch of the same table.
        if let Some(batch) = &scope.batch
            && named.as_ref().is_none_or(|named| named.table == batch.table)
        {
            return Ok(Batch::clone(batch));
        }
        if let Some(named) = named {
            return Ok(named);
        }
        self.only_batch(self.sites[site].span, "norm")
    }

    /// The rows that statistics go over where nothing names them: the only batch, or the only table.
    pub(super) fn only_batch(&mut self, span: Span, what: &str) -> Meant<Batch> {
        match (self.batches.len(), self.tables.len()) {
            (1, _) => Self::sound(self.batches[0].clone()),
            (0, 1) => Self::sound(self.whole_table(0)),
            (0, 0) => self.report(
                Diagnostic::error("data::no_table", span, format!("`{what}` needs a table of rows to take its statistics over"))
                    .at("no table is declared")
                    .help("declare one: `data (x, Y) = (-1, -1), (1, 1)`"),
            ),
            _ => self.report(
                Diagnostic::error(
                    "data::which_batch",
                    span,
                    format!("several tables or batches are declared; `{what}` must name one"),
                )
                .at("over which rows?")
                .help(format!("{what}({}batch = B)", if what == "norm" { "u, " } else { "" })),
            ),
        }
    }

    pub(super) fn whole_table(&self, table: usize) -> Batch {
        Batch { table, rows: (0..self.tables[table].rows.len()).collect() }
    }

    /// A table or batch without rows has a fault that was reported: nothing is said of it.
    fn sound(batch: Batch) -> Meant<Batch> {
        if batch.rows.is_empty() { Err(Reported) } else { Ok(batch) }
    }

    /// The rows that a table or batch name stands for.
    pub(super) fn rows_of(&mut self, name: &Name, place: Span) -> Meant<Batch> {
        match self.entities.get(name) {
            Some(Entity::Table(table)) => Self::sound(self.whole_table(*table)),
            Some(Entity::Batch(batch)) => Self::sound(self.batches[*batch].clone()),
            _ => {
                let mut names: Vec<String> = self.tables.iter().map(|t| t.name.to_string()).collect();
                names.extend(self.entities.iter().filter(|(_, e)| matches!(e, Entity::Batch(_))).map(|(n, _)| n.to_string()));
                names.sort();
                let help = match names.as_slice() {
                    [] => "declare one: `data (x, Y) = (1, 3), (2, 2)`".to_string(),
                    _ => format!("declared are: {}", names.join(", ")),
                };
                let fault = Diagnostic::error("names::unknown_table", place, format!("there is no table or batch `{name}`"));
                self.report(fault.at("unknown table").help(help))
            }
        }
    }

    /// In `G(t) = norm(w t)` the rows cannot be put in for `t`.
    fn refuse_arguments_that_are_no_columns(&mut self, site: usize, call: &NormCall, table: usize) -> Meant<()> {
        let columns: Vec<Name> = self.tables[table].columns.iter().map(|c| c.name.clone()).collect();
        let strange = call.formals.iter().find(|formal| !columns.contains(formal) && mentions(&call.value, formal));
        let Some(formal) = strange else { return Ok(()) };
        let list = columns.iter().map(Name::to_string).collect::<Vec<_>>().join(", ");
        let fault = Diagnostic::error(
            "names::not_a_column",
            self.sites[site].span,
            format!("the statistics cannot be taken over `{formal}`, which is no column of the table"),
        );
        let example = columns.first().map(Name::to_string).unwrap_or_default();
        self.report(
            fault.at(format!("the columns are {list}")).help(format!("call the argument as the column: `F({example}) = …`")),
        )
    }

    /// The named mean of a site.
    pub(super) fn site_mean(&mut self, site: usize, scope: &Scope) -> Meant<NodeId> {
        self.note_run(Layers::Site(site), scope);
        let rows = self.site_rows(site, scope)?;
        let body = self.mean_of(&rows);
        let label = self.statistic_label(self.sites[site].mean.clone(), scope);
        Ok(self.graph.named(label, TermKind::Mean { rows: rows.into() }, body, Vec::new()))
    }

    /// The named deviation of a site.
    pub(super) fn site_deviation(&mut self, site: usize, scope: &mut Scope) -> Meant<NodeId> {
        let rows = self.site_rows(site, scope)?;
        let (call, span) = (self.sites[site].call.clone(), self.sites[site].span);
        let mean = self.instantiate(Instance::Mean(site), Vec::new(), scope, span)?;
        let mut inner = scope.inner();
        let eps = match &call.eps {
            Some(eps) => self.expression(eps, &mut inner)?,
            None => self.graph.integer(0),
        };
        let ddof = self.ddof(call.ddof.as_ref(), rows.len(), span, &mut inner)?;
        let variance = self.variance_of(&rows, mean, ddof, eps);
        self.refuse_zero_deviation((&rows, mean), variance, eps, span)?;
        if self.graph.known_number(eps).is_none_or(Rational::is_negative) {
            inner.need(variance, Need::Positive);
        }
        let body = self.graph.sqrt(variance);
        let label = self.statistic_label(self.sites[site].deviation.clone(), scope);
        let kind = TermKind::Deviation { rows: rows.into(), mean, ddof, eps };
        Ok(self.graph.named(label, kind, body, inner.needs))
    }

    pub(super) fn refuse_zero_deviation(
        &mut self,
        (rows, mean): (&[NodeId], NodeId),
        variance: NodeId,
        eps: NodeId,
        span: Span,
    ) -> Meant<()> {
        let no_eps = self.graph.known_number(eps).is_some_and(Rational::is_zero);
        let centred =
            self.graph.as_number(mean).is_none_or(|mean| rows.iter().all(|row| self.graph.as_number(*row) == Some(mean)));
        let all_equal = centred && rows.iter().all(|row| *row == rows[0]);
        let zero = self.graph.as_number(variance).is_some_and(Rational::is_zero);
        if !no_eps || !(all_equal || zero) {
            return Ok(());
        }
        let reason =
            if rows.len() == 1 { "the batch has one row alone" } else { "the value is the same in all rows of the batch" };
        self.report(
            Diagnostic::error("math::zero_deviation", span, "the deviation is 0 for the given data, so this has no value")
                .at(reason)
                .help("take rows that differ, or add `eps = 1e-5` under the root"),
        )
    }

    fn statistic_label(&self, name: Name, scope: &Scope) -> Label {
        Label::Definition {
            name,
            indices: Box::new([]),
            args: Box::new([]),
            without: scope.without().to_vec().into(),
            eval: scope.eval,
        }
    }

    pub(super) fn mean_of(&mut self, rows: &[NodeId]) -> NodeId {
        let sum = self.graph.add(rows);
        self.graph.scale(&Rational::new(1, rows.len() as i64), sum)
    }

    /// `Σ (row − mean)²/(n − ddof) + eps`.
    pub(super) fn variance_of(&mut self, rows: &[NodeId], mean: NodeId, ddof: u32, eps: NodeId) -> NodeId {
        let squares: Vec<NodeId> = rows
            .iter()
            .map(|row| {
                let centred = self.graph.sub(*row, mean);
                self.graph.pow(centred, &Rational::TWO)
            })
            .collect();
        let sum = self.graph.add(&squares);
        let variance = self.graph.scale(&Rational::new(1, rows.len() as i64 - i64::from(ddof)), sum);
        self.graph.add(&[variance, eps])
    }

    /// 0 or 1, and fewer than the rows.
    fn ddof(&mut self, option: Option<&Expr>, rows: usize, span: Span, scope: &mut Scope) -> Meant<u32> {
        let Some(option) = option else { return Ok(0) };
        let value = self.whole_number(option, scope)?;
        if value != 0 && value != 1 {
            let fault = Diagnostic::error("data::bad_ddof", option.span, "`ddof` is 0 (divided by n) or 1 (divided by n − 1)");
            return self.report(fault);
        }
        if rows as i64 <= value {
            let fault = Diagnostic::error("math::division_by_zero", span, "with one row, n − 1 is 0");
            return self.report(fault.help("take `ddof = 0`, or more rows"));
        }
        Ok(value as u32)
    }

    /// `sum`, `mean`, `var`, `std`, `prod`, `max`, `min` of values that are known one by one.
    pub(super) fn combine(
        &mut self,
        operator: &Name,
        values: &[NodeId],
        options: &[Argument],
        span: Span,
        place: Span,
        scope: &mut Scope,
    ) -> Meant<NodeId> {
        let word = operator.to_string();
        let mut ddof_option = None;
        for option in options {
            match &option.name {
                Some((name, _)) if name.to_string() == "ddof" && (word == "var" || word == "std") => {
                    ddof_option = Some(&option.value)
                }
                Some((name, place)) => {
                    return self.unknown_option(name, *place, &word, if word == "sum" { &[] } else { &["ddof"] });
                }
                None => return Err(Reported),
            }
        }
        if values.is_empty() && !matches!(word.as_str(), "sum" | "prod") {
            return self.report(Diagnostic::error("data::empty_table", place, format!("`{word}` over no rows has no value")));
        }
        match word.as_str() {
            "sum" => Ok(self.graph.add(values)),
            "prod" => Ok(self.graph.mul(values)),
            "mean" => Ok(self.mean_of(values)),
            "max" | "min" => {
                let name = if word == "max" { "max" } else { "min" };
                let (first, rest) = values.split_first().ok_or(Reported)?;
                Ok(rest.iter().fold(*first, |so_far, next| self.graph.known(name, &[so_far, *next])))
            }
            "var" | "std" => {
                let ddof = self.ddof(ddof_option, values.len(), span, scope)?;
                let (mean, zero) = (self.mean_of(values), self.graph.integer(0));
                let variance = self.variance_of(values, mean, ddof, zero);
                Ok(if word == "var" { variance } else { self.graph.sqrt(variance) })
            }
            _ => self.report(
                Diagnostic::error("names::unknown_operator", span, format!("there is no operator `{word}[…]`"))
                    .help("over rows or an index there are sum, mean, var, std, prod, max, min"),
            ),
        }
    }
}

/// Whether a name stands anywhere in the expression. Depth is bounded by the parser.
fn mentions(expr: &Expr, name: &Name) -> bool {
    super::visit::names_in(expr).iter().any(|(found, _)| found == name)
}
