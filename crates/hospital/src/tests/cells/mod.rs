//! Every cell of the tables for reports against what the worlds say.
//!
//! The tables and the worlds are two folds of the same events. What the tables must hold is written here from the
//! worlds' reading side, table by table, without the projection. A table or a column for which nothing is written here
//! fails the comparison, so none is left out by oversight.

mod money;
mod people;
mod stays;
mod stored;
mod visits;
mod witness;

pub(super) use witness::Witness;

use super::harness::Harness;
use chrono::SecondsFormat;
use journal::Followed;
use model::{Label, money::Yuan, time::Instant};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use stored::{Stored, stored};

/// What is in a cell, as text; `None`: null.
type Cell = Option<String>;
type Row = BTreeMap<&'static str, Cell>;

fn shown(value: impl ToString) -> Cell {
    Some(value.to_string())
}

/// A unit enum by its name in JSON.
fn named(value: impl Serialize) -> Cell {
    serde_json::to_value(value).unwrap().as_str().map(str::to_owned)
}

fn at(at: Instant) -> Cell {
    Some(at.to_rfc3339_opts(SecondsFormat::Millis, true))
}

fn fen(amount: Yuan) -> Cell {
    shown(amount.fen())
}

/// Two columns for a text in both languages.
fn both(columns: [&'static str; 2], label: &Label) -> [(&'static str, Cell); 2] {
    [(columns[0], shown(&label.zh)), (columns[1], shown(&label.en))]
}

/// What the tables must hold.
#[derive(Clone, Debug, Default)]
struct Said(BTreeMap<&'static str, Vec<Row>>);

impl Said {
    fn put(&mut self, table: &'static str, row: impl IntoIterator<Item = (&'static str, Cell)>) {
        self.0.entry(table).or_default().push(row.into_iter().collect());
    }
}

/// What was compared: of each table how many rows, and of each column that may be null how many cells were null and how
/// many were not.
#[derive(Debug, Default)]
pub(super) struct Tally {
    rows: BTreeMap<String, usize>,
    null: BTreeMap<String, usize>,
    not_null: BTreeMap<String, usize>,
}

impl Tally {
    fn count(&mut self, table: &str, stored: &Stored) {
        *self.rows.entry(table.to_owned()).or_default() += stored.rows.len();
        for column in &stored.optional {
            let nulls = stored.rows.iter().filter(|row| row[column].is_none()).count();
            *self.null.entry(format!("{table}.{column}")).or_default() += nulls;
            *self.not_null.entry(format!("{table}.{column}")).or_default() += stored.rows.len() - nulls;
        }
    }

    /// Tables that had no rows, and columns that may be null and never or always were.
    pub(super) fn unreached(&self) -> Vec<String> {
        let kinds = [(&self.rows, "no rows"), (&self.null, "never null"), (&self.not_null, "always null")];
        let none = |(counts, what): (&BTreeMap<String, usize>, &'static str)| {
            let none = counts.iter().filter(|(_, count)| **count == 0);
            none.map(|(name, _)| format!("{name}: {what}")).collect::<Vec<_>>()
        };
        kinds.into_iter().flat_map(none).collect()
    }
}

impl Witness {
    /// Compares all tables, once they stand where the journal does, with what the worlds say there. Returns each
    /// difference: table, key, column, and both values.
    pub(super) async fn differences(&mut self, harness: &Harness, tally: &mut Tally) -> Vec<String> {
        let tables = self.level(harness).await;
        let mut said = self.said();
        let mut found = Vec::new();
        for (name, mut stored) in tables {
            let rows = said.0.remove(&*name).unwrap_or_default();
            tally.count(&name, &stored);
            // A formality that was taken back keeps its row, without a time; to the worlds it was never done.
            stored.rows.retain(|row| name != "formality" || row["done_at"].is_some());
            found.extend(compared(&name, stored, rows));
        }
        found.extend(said.0.into_keys().map(|table| format!("there is no table {table}")));
        found
    }

    /// The tables, brought to the journal's last event, to which the worlds are played too.
    async fn level(&mut self, harness: &Harness) -> BTreeMap<String, Stored> {
        for _ in 0..1000 {
            // As the hospital does a moment after something was written.
            while !matches!(harness.journal.follow_tables().await.unwrap(), Followed::Head(_)) {}
            let (seq, hash) = harness.journal.head().await.unwrap();
            let tables = stored(harness).await;
            if tables.get("table_position").and_then(|table| table.rows.first()?["seq"].clone()) == shown(seq) {
                self.read_to(&harness.journal, seq, hash).await;
                return tables;
            }
            // Something was written meanwhile.
            tokio::task::yield_now().await;
        }
        panic!("the tables never stand where the journal does");
    }
}

fn compared(table: &str, stored: Stored, said: Vec<Row>) -> Vec<String> {
    let mut found = Vec::new();
    let says = |cell: Option<&Cell>| match cell {
        None => "no row".to_owned(),
        Some(None) => "null".to_owned(),
        Some(Some(text)) => format!("`{text}`"),
    };
    let key = |cell: &dyn Fn(&str) -> Cell| stored.key.iter().map(|column| cell(column)).collect::<Vec<_>>();
    let mut rows: BTreeMap<Vec<Cell>, BTreeMap<String, Cell>> =
        stored.rows.into_iter().map(|row| (key(&|column| row[column].clone()), row)).collect();
    for row in said {
        let columns: BTreeSet<&str> = row.keys().copied().collect();
        assert_eq!(columns, stored.columns.iter().map(String::as_str).collect(), "the columns of {table}");
        let key = key(&|column| row[column].clone());
        let there = rows.remove(&key);
        let there = |column: &str| there.as_ref().map(|row| &row[column]);
        let differing = row.iter().filter(|(column, cell)| there(column) != Some(cell));
        found.extend(differing.map(|(column, cell)| {
            let (table_says, worlds_say) = (says(there(column)), says(Some(cell)));
            format!("{table} {key:?} {column}: the table says {table_says}, the worlds say {worlds_say}")
        }));
    }
    found.extend(rows.into_iter().map(|(key, row)| format!("{table} {key:?}: the worlds have no such row: {row:?}")));
    found
}
