//! What a file has names for: the names of its values and functions, the numbers of rows of its tables.

use super::{Entity, Model};
use crate::expr::NodeId;
use crate::name::Name;
use crate::number::Rational;

impl Model {
    /// The names that stand for a value: parameters, definitions without arguments, statistics. Sorted.
    pub fn value_names(&self) -> Vec<Name> {
        self.names_of(|model, entity| match entity {
            Entity::Symbol(_) | Entity::Statistic { .. } => true,
            Entity::Definition(index) => model.definitions[*index].args.is_empty(),
            _ => false,
        })
    }

    /// The table and the rows, from 1, whose first entries these are.
    pub fn rows_with(&self, entries: &[NodeId]) -> Option<(Name, Vec<usize>)> {
        self.tables.iter().find_map(|table| {
            let fits = |row: &Vec<NodeId>| row.len() >= entries.len() && row[..entries.len()] == *entries;
            let rows: Vec<usize> = table.rows.iter().enumerate().filter(|(_, row)| fits(row)).map(|(k, _)| k + 1).collect();
            (!rows.is_empty() && !entries.is_empty()).then(|| (table.name.clone(), rows))
        })
    }

    /// The names that take arguments: definitions with arguments, functions, families. Sorted.
    pub fn function_names(&self) -> Vec<Name> {
        self.names_of(|model, entity| match entity {
            Entity::Function(_) | Entity::Known(_) | Entity::Family(_) => true,
            Entity::Definition(index) => !model.definitions[*index].args.is_empty(),
            _ => false,
        })
    }

    /// The free names that were taken as parameters, then those taken as functions, where the file declares none.
    pub fn taken_names(&self) -> (Vec<Name>, Vec<Name>) {
        let is_function = |name: &Name| matches!(self.entities.get(name), Some(Entity::Function(_)));
        self.taken.iter().cloned().partition(|name| !is_function(name))
    }

    /// From now on an unknown name is a fault (or, with `false`, a parameter); returns what held before.
    pub fn close_names(&mut self, closed: bool) -> bool {
        std::mem::replace(&mut self.declares_parameters, closed)
    }

    /// The numbers of rows of the tables and batches, each once, ascending.
    pub fn row_counts(&self) -> Vec<usize> {
        let tables = self.tables.iter().map(|table| table.rows.len());
        let mut counts: Vec<usize> = tables.chain(self.batches.iter().map(|batch| batch.rows.len())).collect();
        counts.sort_unstable();
        counts.dedup();
        counts
    }

    /// The first numbers that stand in the tables, each once, in the order of the rows; at most `limit`.
    pub fn table_numbers(&self, limit: usize) -> Vec<Rational> {
        let mut numbers: Vec<Rational> = Vec::new();
        for node in self.tables.iter().flat_map(|table| table.rows.iter().flatten()) {
            if let Some(number) = self.graph.as_number(*node)
                && numbers.len() < limit
                && !numbers.contains(number)
            {
                numbers.push(number.clone());
            }
        }
        numbers
    }

    fn names_of(&self, chosen: impl Fn(&Model, &Entity) -> bool) -> Vec<Name> {
        let mut names: Vec<Name> =
            self.entities.iter().filter(|(_, entity)| chosen(self, entity)).map(|(name, _)| name.clone()).collect();
        names.sort();
        names
    }
}
