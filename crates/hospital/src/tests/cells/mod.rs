//! Every cell of the stored tables for reports against what the worlds say (`verify`), without the projection and
//! without the journal's own reading of tables. A table or a column about which the worlds say nothing fails the
//! comparison, so none is left out by oversight.

mod stored;

use super::harness::Harness;
use crate::verify;
use journal::{Entry, Followed, Said, SaidRow, Value, Witness as _};
use model::id::Seq;
use std::{
    collections::{BTreeMap, BTreeSet},
    iter::repeat,
};
use stored::{Stored, stored};

/// What is in a cell, as text; `None`: null.
type Cell = Option<String>;

fn text(value: Value) -> Cell {
    match value {
        Value::Null => None,
        Value::Int(number) => Some(number.to_string()),
        Value::Truth(truth) => Some(truth.to_string()),
        Value::Text(text) => Some(text),
    }
}

/// What the tables must hold.
#[derive(Default)]
struct Told {
    rows: BTreeMap<&'static str, Vec<BTreeMap<&'static str, Cell>>>,
    /// Rows that need not be there.
    if_any: BTreeMap<&'static str, Vec<BTreeMap<&'static str, Cell>>>,
    wrong: Vec<String>,
}

fn texts(row: SaidRow) -> BTreeMap<&'static str, Cell> {
    row.into_iter().map(|(column, value)| (column, text(value))).collect()
}

impl Said for Told {
    fn row(&mut self, table: &'static str, row: SaidRow) {
        self.rows.entry(table).or_default().push(texts(row));
    }

    fn row_if_any(&mut self, table: &'static str, row: SaidRow) {
        self.if_any.entry(table).or_default().push(texts(row));
    }

    fn wrong(&mut self, table: &'static str, key: String, detail: String) {
        self.wrong.push(format!("{table} {key}: {detail}"));
    }
}

/// The worlds, played from the journal as far as the tables have come.
#[derive(Debug, Default)]
pub(super) struct Witness(verify::Witness);

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

    /// How many rows were compared, but for the row that says where the tables stand.
    pub(super) fn rows_of_the_projection(&self) -> u64 {
        let rows = self.rows.iter().filter(|(table, _)| *table != "table_position").map(|(_, count)| *count as u64);
        rows.sum()
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
        let (tables, position) = self.level(harness).await;
        let mut told = Told::default();
        self.0.say(&mut told);
        told.row("table_position", position);
        let mut found = told.wrong;
        for (name, stored) in tables {
            let [said, if_any] = [&mut told.rows, &mut told.if_any].map(|rows| rows.remove(&*name).unwrap_or_default());
            tally.count(&name, &stored);
            found.extend(compared(&name, stored, said, if_any));
        }
        found.extend(
            told.rows.into_keys().chain(told.if_any.into_keys()).map(|name| format!("there is no table {name}")),
        );
        found
    }

    /// The tables, brought to the journal's last event, to which the worlds are played too, and where they must stand.
    async fn level(&mut self, harness: &Harness) -> (BTreeMap<String, Stored>, SaidRow) {
        for _ in 0..1000 {
            // As the hospital does a moment after something was written.
            while !matches!(harness.journal.follow_tables().await.unwrap(), Followed::Head(_)) {}
            let (seq, hash) = harness.journal.head().await.unwrap();
            let tables = stored(harness).await;
            let stand = tables.get("table_position").and_then(|table| table.rows.first()?["seq"].clone());
            if stand == Some(seq.to_string()) {
                self.learn_to(harness, seq).await;
                return (tables, vec![("seq", Value::Int(seq.cast_signed())), ("hash", Value::Text(hash))]);
            }
            // Something was written meanwhile.
            tokio::task::yield_now().await;
        }
        panic!("the tables never stand where the journal does");
    }

    async fn learn_to(&mut self, harness: &Harness, last: Seq) {
        let known = self.0.worlds.seq;
        // At most so many rows, which are more events when something was written meanwhile.
        let left = u32::try_from(last - known).unwrap();
        let entries = harness.journal.load(known + 1, left).await.unwrap();
        for Entry { at, event, .. } in entries.into_iter().take_while(|entry| entry.seq <= last) {
            self.0.learn(&event, at).unwrap();
        }
        assert_eq!(self.0.worlds.seq, last);
    }
}

fn compared(
    table: &str,
    stored: Stored,
    said: Vec<BTreeMap<&'static str, Cell>>,
    if_any: Vec<BTreeMap<&'static str, Cell>>,
) -> Vec<String> {
    let mut found = Vec::new();
    let says = |cell: Option<&Cell>| match cell {
        None => "no row".to_owned(),
        Some(None) => "null".to_owned(),
        Some(Some(text)) => format!("`{text}`"),
    };
    let key = |cell: &dyn Fn(&str) -> Cell| stored.key.iter().map(|column| cell(column)).collect::<Vec<_>>();
    let mut rows: BTreeMap<Vec<Cell>, BTreeMap<String, Cell>> =
        stored.rows.into_iter().map(|row| (key(&|column| row[column].clone()), row)).collect();
    for (row, must_be) in said.into_iter().zip(repeat(true)).chain(if_any.into_iter().zip(repeat(false))) {
        let columns: BTreeSet<&str> = row.keys().copied().collect();
        assert_eq!(columns, stored.columns.iter().map(String::as_str).collect(), "the columns of {table}");
        let key = key(&|column| row[column].clone());
        let there = rows.remove(&key);
        if there.is_none() && !must_be {
            continue;
        }
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
