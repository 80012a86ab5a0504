//! Linear inequalities over the rational numbers: a point inside, or the certainty that there is none.
//!
//! ```text
//! x − 5 > 0, 6 − x > 0 → x = 11/2        x > 0, −x − 1 ≥ 0 → empty
//! ```
//!
//! The largest t ≤ 1 with `a·x + c ≥ t` for all strict rows is sought by the simplex method (dictionaries, Bland's rule, so
//! that it ends; Chvátal, Linear Programming, chapters 2 and 3) in exact arithmetic: the answer is a proof either way.

use crate::number::Rational;

/// How a row compares with 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Relation {
    /// Above 0.
    Above,
    /// At least 0.
    AtLeast,
    /// Equal to 0.
    Equal,
}

/// `constant + Σ coefficient · x_column`, compared with 0.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) constant: Rational,
    pub(super) terms: Vec<(usize, Rational)>,
    pub(super) relation: Relation,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Solved {
    /// A value for each column at which all rows hold.
    Inside(Vec<Rational>),
    /// There is none.
    Empty,
    /// The limit of exchanges was reached.
    Unknown,
}

/// The most exchanges.
const EXCHANGES: usize = 400;

/// Whether the rows can hold together.
pub(super) fn solve(rows: &[Row], columns: usize) -> Solved {
    let mut table = Dictionary::new(rows, columns);
    if !table.take_in_free_columns() {
        return Solved::Empty;
    }
    match table.begin() {
        Some(true) => {}
        Some(false) => return Solved::Empty,
        None => return Solved::Unknown,
    }
    let Some(room) = table.climb() else { return Solved::Unknown };
    if rows.iter().any(|row| row.relation == Relation::Above) && room.signum() <= 0 {
        return Solved::Empty;
    }
    Solved::Inside((0..columns).map(|column| table.value(Variable::Free(column))).collect())
}

/// What stands in a dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Variable {
    /// What is left to 0 in a row; at least 0.
    Slack(usize),
    /// The room that all strict rows leave, at least 0.
    Room,
    /// Added to every row to begin with.
    Start,
    /// A column, of any sign.
    Free(usize),
    /// A slack that is 0.
    Fixed,
}

/// Each basic variable as `constant + Σ coefficient · variable at 0`.
struct Dictionary {
    basic: Vec<Variable>,
    outside: Vec<Variable>,
    rows: Vec<Vec<Rational>>,
    constants: Vec<Rational>,
    exchanges: usize,
}

impl Dictionary {
    fn new(rows: &[Row], columns: usize) -> Dictionary {
        let outside: Vec<Variable> = (0..columns).map(Variable::Free).chain([Variable::Room]).collect();
        let mut table = Dictionary { basic: Vec::new(), outside, rows: Vec::new(), constants: Vec::new(), exchanges: 0 };
        for (place, row) in rows.iter().enumerate() {
            let mut line = vec![Rational::ZERO; columns + 1];
            for (column, coefficient) in &row.terms {
                line[*column] = &line[*column] + coefficient;
            }
            if row.relation == Relation::Above {
                line[columns] = Rational::MINUS_ONE;
            }
            table.push(
                if row.relation == Relation::Equal { Variable::Fixed } else { Variable::Slack(place) },
                line,
                row.constant.clone(),
            );
        }
        let mut room = vec![Rational::ZERO; columns + 1];
        room[columns] = Rational::MINUS_ONE;
        table.push(Variable::Slack(rows.len()), room, Rational::ONE);
        table
    }

    fn push(&mut self, basic: Variable, row: Vec<Rational>, constant: Rational) {
        self.basic.push(basic);
        self.rows.push(row);
        self.constants.push(constant);
    }

    /// Every column becomes basic where a row holds it; equations go. False where an equation cannot hold.
    fn take_in_free_columns(&mut self) -> bool {
        let is_free = |variable: &Variable| matches!(variable, Variable::Free(_));
        for fixed in [true, false] {
            for row in 0..self.rows.len() {
                if is_free(&self.basic[row]) || (self.basic[row] == Variable::Fixed) != fixed {
                    continue;
                }
                let column = (0..self.outside.len()).find(|c| is_free(&self.outside[*c]) && !self.rows[row][*c].is_zero());
                match column {
                    Some(column) => self.exchange(row, column),
                    None if fixed && !self.constants[row].is_zero() => return false,
                    None => {}
                }
            }
        }
        // What is fixed stays 0, and columns that no row holds may be 0.
        let gone = |variable: &Variable| matches!(variable, Variable::Fixed | Variable::Free(_));
        for column in (0..self.outside.len()).rev() {
            if gone(&self.outside[column]) {
                self.outside.remove(column);
                self.rows.iter_mut().for_each(|row| drop(row.remove(column)));
            }
        }
        true
    }

    /// A first point at which no slack is negative; `None` at the limit.
    fn begin(&mut self) -> Option<bool> {
        let start = self.outside.len();
        self.outside.push(Variable::Start);
        for (line, basic) in self.rows.iter_mut().zip(&self.basic) {
            line.push(if matches!(basic, Variable::Slack(_)) { Rational::ONE } else { Rational::ZERO });
        }
        let bounded = |table: &Dictionary, row: usize| matches!(table.basic[row], Variable::Slack(_));
        let lowest =
            (0..self.rows.len()).filter(|row| bounded(self, *row)).min_by(|a, b| self.constants[*a].cmp(&self.constants[*b]));
        let Some(lowest) = lowest.filter(|row| self.constants[*row].is_negative()) else {
            self.remove(start);
            return Some(true);
        };
        self.exchange(lowest, start);
        let mut objective = vec![Rational::ZERO; self.outside.len()];
        // The least Start: its own row, turned round.
        while let Some(row) = self.basic.iter().position(|variable| *variable == Variable::Start) {
            if self.constants[row].is_zero() {
                // It leaves for any column that its row holds.
                match (0..self.outside.len()).find(|column| !self.rows[row][*column].is_zero()) {
                    Some(column) => self.exchange(row, column),
                    None => {
                        self.basic.remove(row);
                        self.rows.remove(row);
                        self.constants.remove(row);
                        return Some(true);
                    }
                }
                break;
            }
            for (entry, own) in objective.iter_mut().zip(&self.rows[row]) {
                *entry = -own;
            }
            match self.improve(&objective) {
                Improved::Best => return Some(false),
                Improved::Yes => {}
                Improved::Limit => return None,
            }
        }
        let place = self.outside.iter().position(|variable| *variable == Variable::Start)?;
        self.remove(place);
        Some(true)
    }

    fn remove(&mut self, column: usize) {
        self.outside.remove(column);
        self.rows.iter_mut().for_each(|row| drop(row.remove(column)));
    }

    /// The largest room; `None` at the limit.
    fn climb(&mut self) -> Option<Rational> {
        loop {
            let objective: Vec<Rational> = match self.basic.iter().position(|variable| *variable == Variable::Room) {
                Some(row) => self.rows[row].clone(),
                None => self.outside.iter().map(|v| if *v == Variable::Room { Rational::ONE } else { Rational::ZERO }).collect(),
            };
            match self.improve(&objective) {
                Improved::Best => return Some(self.value(Variable::Room)),
                Improved::Yes => {}
                Improved::Limit => return None,
            }
        }
    }

    /// One exchange that raises the objective, by Bland's rule.
    fn improve(&mut self, objective: &[Rational]) -> Improved {
        if self.exchanges >= EXCHANGES {
            return Improved::Limit;
        }
        let better = (0..self.outside.len()).filter(|column| objective[*column].signum() > 0);
        let Some(column) = better.min_by_key(|column| self.outside[*column]) else { return Improved::Best };
        let mut leaving: Option<(usize, Rational)> = None;
        for row in 0..self.rows.len() {
            let slope = &self.rows[row][column];
            if !slope.is_negative() || matches!(self.basic[row], Variable::Free(_) | Variable::Fixed) {
                continue;
            }
            let Some(ratio) = self.constants[row].checked_div(&-slope) else { continue };
            let first = leaving
                .as_ref()
                .is_none_or(|(other, least)| ratio < *least || (ratio == *least && self.basic[row] < self.basic[*other]));
            if first {
                leaving = Some((row, ratio));
            }
        }
        // The room is bounded by 1 and Start by 0, so some row always leaves.
        let Some((row, _)) = leaving else { return Improved::Limit };
        self.exchange(row, column);
        Improved::Yes
    }

    /// The variable of the column becomes basic in the place of the row's.
    fn exchange(&mut self, row: usize, column: usize) {
        self.exchanges += 1;
        let Some(inverse) = self.rows[row][column].recip() else { return };
        // b = c + Σ a_k v_k  →  v = −c/a + b/a − Σ (a_k/a) v_k.
        let minus = -&inverse;
        let mut line: Vec<Rational> = self.rows[row].iter().map(|entry| entry * &minus).collect();
        line[column] = inverse;
        let constant = &self.constants[row] * &minus;
        for other in (0..self.rows.len()).filter(|other| *other != row) {
            let factor = self.rows[other][column].clone();
            if factor.is_zero() {
                continue;
            }
            for (place, entry) in self.rows[other].iter_mut().enumerate() {
                let own = if place == column { Rational::ZERO } else { entry.clone() };
                *entry = &own + &(&factor * &line[place]);
            }
            self.constants[other] = &self.constants[other] + &(&factor * &constant);
        }
        std::mem::swap(&mut self.basic[row], &mut self.outside[column]);
        (self.rows[row], self.constants[row]) = (line, constant);
    }

    fn value(&self, variable: Variable) -> Rational {
        self.basic.iter().position(|basic| *basic == variable).map_or(Rational::ZERO, |row| self.constants[row].clone())
    }
}

enum Improved {
    Yes,
    Best,
    Limit,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(constant: i64, coefficients: &[i64], relation: Relation) -> Row {
        let terms = coefficients.iter().enumerate().map(|(column, c)| (column, Rational::integer(*c))).collect();
        Row { constant: Rational::integer(constant), terms, relation }
    }

    fn holds(row: &Row, point: &[Rational]) -> bool {
        let value = row.terms.iter().fold(row.constant.clone(), |sum, (column, c)| &sum + &(c * &point[*column]));
        match row.relation {
            Relation::Above => value.signum() > 0,
            Relation::AtLeast => value.signum() >= 0,
            Relation::Equal => value.is_zero(),
        }
    }

    #[test]
    fn a_box_has_a_point_inside_and_a_contradiction_has_none() {
        use Relation::{Above, AtLeast, Equal};
        let sides = [row(-5, &[1, 0], Above), row(6, &[-1, 0], Above), row(-5, &[0, 1], Above), row(6, &[0, -1], Above)];
        let Solved::Inside(point) = solve(&sides, 2) else { panic!("a square has an inside") };
        assert!(sides.iter().all(|side| holds(side, &point)));
        assert_eq!(solve(&[row(0, &[1], Above), row(-1, &[-1], AtLeast)], 1), Solved::Empty);
        // x ≥ 0 and −x ≥ 0 leave 0; with one of them strict nothing is left.
        assert_eq!(solve(&[row(0, &[1], AtLeast), row(0, &[-1], AtLeast)], 1), Solved::Inside(vec![Rational::ZERO]));
        assert_eq!(solve(&[row(0, &[1], Above), row(0, &[-1], AtLeast)], 1), Solved::Empty);
        assert_eq!(solve(&[row(0, &[1, 1], Equal), row(-1, &[1, 0], AtLeast), row(0, &[0, 1], Above)], 2), Solved::Empty);
        assert_eq!(solve(&[row(3, &[], Equal)], 0), Solved::Empty);
        assert_eq!(solve(&[row(0, &[], Above)], 0), Solved::Empty);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(11), ..ProptestConfig::with_cases(400) })]

        /// A point that was planted is never lost, and a point that is found meets every row.
        #[test]
        fn planted_points_are_not_called_impossible(
            planted in prop::collection::vec(-6i64..=6, 3),
            rows in prop::collection::vec((prop::collection::vec(-4i64..=4, 3), 0u8..3, 0i64..3, any::<bool>()), 1..9),
        ) {
            let rows: Vec<Row> = rows.into_iter().map(|(coefficients, kind, room, planted_here)| {
                let value: i64 = coefficients.iter().zip(&planted).map(|(a, b)| a * b).sum();
                let relation = [Relation::Above, Relation::AtLeast, Relation::Equal][usize::from(kind)];
                let room = match (relation, planted_here) {
                    (Relation::Equal, true) => 0,
                    (Relation::Above, true) => room + 1,
                    (_, true) => room,
                    // Rows that the planted point may break.
                    (_, false) => room - 2,
                };
                row(room - value, &coefficients, relation)
            }).collect();
            let point: Vec<Rational> = planted.iter().map(|value| Rational::integer(*value)).collect();
            match solve(&rows, 3) {
                Solved::Inside(found) => prop_assert!(rows.iter().all(|row| holds(row, &found))),
                Solved::Empty => prop_assert!(!rows.iter().all(|row| holds(row, &point))),
                Solved::Unknown => {}
            }
        }
    }
}
