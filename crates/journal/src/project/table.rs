//! The projected tables, and what may happen to their rows.

use chrono::SecondsFormat;
use model::{money::Yuan, time::Instant};
use serde::Serialize;

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// No value.
    Null,
    /// A count or an amount in fen.
    Int(i64),
    /// Yes or no.
    Truth(bool),
    /// Text, an id, a date, an instant (RFC 3339, UTC, milliseconds).
    Text(String),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}
impl From<u16> for Value {
    fn from(value: u16) -> Self {
        Self::Int(value.into())
    }
}
impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}
impl From<u8> for Value {
    fn from(value: u8) -> Self {
        Self::Int(value.into())
    }
}
impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Truth(value)
    }
}
impl From<Yuan> for Value {
    fn from(value: Yuan) -> Self {
        Self::Int(value.fen())
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}
impl From<Instant> for Value {
    fn from(value: Instant) -> Self {
        Self::Text(instant_text(value))
    }
}
impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// An instant as it is stored: sortable text.
pub(crate) fn instant_text(at: Instant) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Anything that shows itself as text: ids, dates, decimals.
pub(crate) fn shown(value: impl std::fmt::Display) -> Value {
    Value::Text(value.to_string())
}

/// A unit enum by its name in JSON.
pub(crate) fn named(value: impl Serialize) -> Value {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => Value::Text(name),
        Ok(other) => Value::Text(other.to_string()),
        Err(_) => Value::Null,
    }
}

/// What a column holds. SQLite has identifiers, dates and instants as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Int,
    Truth,
    Text,
    Id,
    Date,
    Instant,
    Blob,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// May a row have nothing there?
    pub(crate) optional: bool,
    /// What it says, for whoever reads a projected table; empty elsewhere.
    pub(crate) doc: &'static str,
}

impl Column {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, optional: false, doc: "" }
    }
    pub(crate) const fn int(name: &'static str) -> Self {
        Self::new(name, Kind::Int)
    }
    pub(crate) const fn truth(name: &'static str) -> Self {
        Self::new(name, Kind::Truth)
    }
    pub(crate) const fn text(name: &'static str) -> Self {
        Self::new(name, Kind::Text)
    }
    pub(crate) const fn id(name: &'static str) -> Self {
        Self::new(name, Kind::Id)
    }
    pub(crate) const fn date(name: &'static str) -> Self {
        Self::new(name, Kind::Date)
    }
    pub(crate) const fn instant(name: &'static str) -> Self {
        Self::new(name, Kind::Instant)
    }
    pub(crate) const fn blob(name: &'static str) -> Self {
        Self::new(name, Kind::Blob)
    }
    /// The same, but a row may have nothing there.
    pub(crate) const fn optional(self) -> Self {
        Self { optional: true, ..self }
    }
    /// The same, and what it says.
    pub(crate) const fn says(self, doc: &'static str) -> Self {
        Self { doc, ..self }
    }
}

/// A table: the columns of its key after `hospital_id`, then the others.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// What its rows are, in one sentence, if it is a projected table.
    pub(crate) doc: &'static str,
    pub(crate) key: &'static [Column],
    pub(crate) columns: &'static [Column],
    /// The columns of each index besides the key's, after `hospital_id`.
    pub(crate) indexes: &'static [&'static [&'static str]],
}

impl Table {
    /// The index of a column among those after the key.
    pub(crate) fn place(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|one| one.name == column)
    }
}

/// Key and columns of a row, in the table's order.
pub(crate) type Row = (Vec<Value>, Vec<Value>);

/// One of two texts, depending on whether a column has a value. Whatever later changes that column writes the text too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Choice {
    pub(crate) by: &'static str,
    /// The text while the column has no value.
    pub(crate) without: &'static str,
    /// The text once it has one.
    pub(crate) with: &'static str,
}

impl Choice {
    /// The text for a known value.
    pub(crate) fn made(&self, by: &Value) -> Value {
        if *by == Value::Null { self.without.into() } else { self.with.into() }
    }
}

/// What happens to a row.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// A new row, which replaces one of the same key; columns that are not named are null.
    Put { table: &'static str, key: Vec<Value>, set: Vec<(&'static str, Value)> },
    /// New values for some columns of a row.
    Set { table: &'static str, key: Vec<Value>, set: Vec<(&'static str, Value)> },
    /// A text that depends on whether another column of the row has a value.
    Choose { table: &'static str, key: Vec<Value>, column: &'static str, choice: Choice },
    /// Amounts added to some columns of a row.
    Add { table: &'static str, key: Vec<Value>, add: Vec<(&'static str, i64)> },
}

/// Finds a table by its name.
pub(crate) fn table(name: &str) -> &'static Table {
    match super::TABLES.iter().find(|table| table.name == name) {
        Some(table) => table,
        None => unreachable!("the projection names only tables that are listed"),
    }
}

/// A cell as it stands in a finding.
pub(crate) fn show_one(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Int(number) => number.to_string(),
        Value::Truth(truth) => truth.to_string(),
        Value::Text(text) => format!("'{text}'"),
    }
}

/// A key as it stands in a finding.
pub(crate) fn show(key: &[Value]) -> String {
    key.iter()
        .map(|value| match value {
            Value::Text(text) => text.clone(),
            other => show_one(other),
        })
        .collect::<Vec<_>>()
        .join("/")
}
