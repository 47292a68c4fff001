//! The tables for reports: every row is what the worlds say at the event at which the tables stand, cell by cell, and
//! there are no others. What the worlds say is said by `verify`, which knows nothing of the projection.

use super::super::tables::{Row, Tables};
use crate::verify::Witness;
use journal::{Said, SaidRow, Witness as _};
use std::collections::{BTreeMap, BTreeSet};

/// Compares tables with a witness that has learnt the same events.
pub(super) fn check(tables: &Tables, witness: &Witness) -> Result<(), String> {
    let mut comparison = Comparison::default();
    for (table, row) in tables.rows() {
        comparison.rows.entry(table).or_default().insert(sorted(row.clone()));
    }
    witness.say(&mut comparison);
    let seq = witness.worlds.seq;
    if let Some(wrong) = comparison.wrong {
        return Err(format!("the tables at {seq}: {wrong}"));
    }
    match comparison.rows.into_iter().find_map(|(table, rows)| Some((table, rows.into_iter().next()?))) {
        None => Ok(()),
        Some((table, row)) => Err(format!("the tables at {seq}: the worlds say no such row of {table}: {row:?}")),
    }
}

/// The rows that nobody has said yet.
#[derive(Default)]
struct Comparison {
    rows: BTreeMap<&'static str, BTreeSet<Row>>,
    wrong: Option<String>,
}

impl Said for Comparison {
    fn row(&mut self, table: &'static str, row: SaidRow) {
        let row = sorted(row);
        if !self.rows.get_mut(table).is_some_and(|rows| rows.remove(&row)) {
            self.wrong.get_or_insert_with(|| format!("there is no such row of {table}: {row:?}"));
        }
    }

    /// One that is there and is another is left over.
    fn row_if_any(&mut self, table: &'static str, row: SaidRow) {
        if let Some(rows) = self.rows.get_mut(table) {
            rows.remove(&sorted(row));
        }
    }

    fn wrong(&mut self, table: &'static str, key: String, detail: String) {
        self.wrong.get_or_insert_with(|| format!("{table}, {key}: {detail}"));
    }
}

fn sorted(mut row: Row) -> Row {
    row.sort_unstable_by_key(|(column, _)| *column);
    row
}
