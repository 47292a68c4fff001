//! `journal verify`: everything that the journal itself checks, and whether its tables are what the worlds hold.
//!
//! The tables for reports and the worlds are two folds of the same events. The journal compares the stored tables with the
//! rows that it makes of the events; here the same events are played into fresh worlds, and those rows are compared, cell
//! by cell, with what the worlds say. What a table must hold is written here from the worlds' reading side, table by
//! table, without the projection: if both are wrong, they are not wrong in the same way.

mod money;
mod people;
mod stays;
mod visits;
mod witness;

pub(crate) use witness::Witness;

use chrono::SecondsFormat;
use journal::{Journal, Report, SaidRow, StoreError, Value};
use model::{Label, money::Yuan, time::Instant};
use serde::Serialize;

/// Checks everything that can be checked from the database alone, with as much memory as the tables and the worlds need.
///
/// # Errors
/// Only when the database cannot be read; what is wrong with its contents is a [`Finding`](journal::Finding).
pub async fn verify(journal: &Journal) -> Result<Report, StoreError> {
    journal.verify_with(&mut Witness::default()).await
}

/// A column and what is in it.
type Cell = (&'static str, Value);

fn shown(value: impl ToString) -> Value {
    Value::Text(value.to_string())
}

/// A unit enum by its name in JSON.
fn named(value: impl Serialize) -> Value {
    serde_json::to_value(value).ok().and_then(|name| name.as_str().map(str::to_owned)).into()
}

fn at(at: Instant) -> Value {
    Value::Text(at.to_rfc3339_opts(SecondsFormat::Millis, true))
}

fn fen(amount: Yuan) -> Value {
    Value::Int(amount.fen())
}

/// What may be missing.
fn optional<T>(value: Option<T>, cell: impl FnOnce(T) -> Value) -> Value {
    value.map_or(Value::Null, cell)
}

/// Two columns for a text in both languages.
fn both(columns: [&'static str; 2], label: &Label) -> [Cell; 2] {
    [(columns[0], shown(&label.zh)), (columns[1], shown(&label.en))]
}

/// A row of several groups of columns.
fn row<const GROUPS: usize>(groups: [&[Cell]; GROUPS]) -> SaidRow {
    groups.concat()
}
