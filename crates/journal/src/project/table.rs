//! The projected tables, and what may happen to their rows.

use chrono::SecondsFormat;
use model::{money::Yuan, time::Instant};
use serde::Serialize;

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Value {
    /// No value.
    Null,
    /// A count, an amount in fen, or a truth (0, 1).
    Int(i64),
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
        Self::Int(value.into())
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

/// A table: the columns of its key after `hospital_id`, then the others.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) key: &'static [&'static str],
    pub(crate) columns: &'static [&'static str],
}

/// Key and columns of a row, in the table's order.
pub(crate) type Row = (Vec<Value>, Vec<Value>);

/// What happens to a row.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// A new row; columns that are not named are null. Replaces one of the same key.
    Put { table: &'static str, key: Vec<Value>, set: Vec<(&'static str, Value)> },
    /// Other values in some columns of a row.
    Set { table: &'static str, key: Vec<Value>, set: Vec<(&'static str, Value)> },
    /// More in some columns of a row.
    Add { table: &'static str, key: Vec<Value>, add: Vec<(&'static str, i64)> },
}

/// A table by its name.
pub(crate) fn table(name: &str) -> &'static Table {
    match TABLES.iter().find(|table| table.name == name) {
        Some(table) => table,
        None => unreachable!("the projection names only tables that are listed"),
    }
}

/// All projected tables.
pub(crate) const TABLES: &[Table] = &[
    Table { name: "department", key: &["id"], columns: &["code", "name_zh", "name_en", "place_zh", "place_en"] },
    Table { name: "clinician", key: &["id"], columns: &["department", "person", "title", "fee_fen"] },
    Table { name: "ward", key: &["id"], columns: &["code", "name_zh", "name_en"] },
    Table { name: "room", key: &["id"], columns: &["ward", "number", "sex", "oxygen", "isolation"] },
    Table { name: "bed", key: &["id"], columns: &["room", "number"] },
    Table {
        name: "session",
        key: &["id"],
        columns: &[
            "clinician",
            "department",
            "room_zh",
            "room_en",
            "date",
            "from_minute",
            "until_minute",
            "fee_fen",
            "withdrawn",
        ],
    },
    Table { name: "slot", key: &["id"], columns: &["session", "from_at", "until_at", "capacity"] },
    Table {
        name: "appointment",
        key: &["id"],
        columns: &[
            "slot",
            "patient",
            "journey",
            "channel",
            "seat",
            "expected_at",
            "state",
            "booked_at",
            "ticket",
            "checked_in_at",
            "called_at",
            "started_at",
            "finished_at",
        ],
    },
    Table {
        name: "admission",
        key: &["id"],
        columns: &[
            "patient",
            "journey",
            "department",
            "appointment",
            "diagnosis",
            "urgency",
            "expected_days",
            "state",
            "bed",
            "requested_at",
            "arrived_at",
            "in_bed_at",
            "discharged_at",
            "settled",
        ],
    },
    Table { name: "formality", key: &["admission", "formality"], columns: &["done_at"] },
    Table { name: "person", key: &["id"], columns: &["sex", "birth", "identity", "erased", "alias_of"] },
    Table { name: "credential", key: &["person", "kind", "lookup"], columns: &["present"] },
    Table { name: "coverage", key: &["id"], columns: &["person", "insurance", "class", "region"] },
    Table { name: "relative", key: &["relative", "person"], columns: &["since"] },
    Table {
        name: "journey",
        key: &["id"],
        columns: &[
            "person",
            "department",
            "opened_at",
            "closed_at",
            "trips",
            "documents",
            "typed_twice",
            "waiting_minutes",
            "procedure_minutes",
        ],
    },
    Table {
        name: "journey_step",
        key: &["journey", "kind", "subject"],
        columns: &["owner", "due_at", "opened_at", "closed_at", "done"],
    },
    Table { name: "policy", key: &["id"], columns: &["adopted_at"] },
    Table {
        name: "bill",
        key: &["admission"],
        columns: &[
            "patient",
            "journey",
            "policy",
            "insurance",
            "class",
            "hospital_level",
            "admission_no",
            "admitted_on",
        ],
    },
    Table {
        name: "charge",
        key: &["id"],
        columns: &[
            "admission",
            "item",
            "name_zh",
            "name_en",
            "class",
            "unit_price",
            "count",
            "date",
            "amount_fen",
            "ownpay_fen",
            "overlmt_fen",
            "preself_fen",
            "inscp_fen",
            "refund_of",
        ],
    },
    Table { name: "deposit", key: &["id"], columns: &["admission", "amount_fen", "method", "returned"] },
    Table {
        name: "settlement",
        key: &["id"],
        columns: &[
            "admission",
            "state",
            "fingerprint",
            "medfee_fen",
            "fund_fen",
            "acct_fen",
            "cash_fen",
            "setl_id",
            "refund_fen",
            "arrears_fen",
        ],
    },
    Table {
        name: "exchange",
        key: &["id"],
        columns: &["infno", "msgid", "admission", "settlement", "state", "intended_at", "answered_at"],
    },
    Table {
        name: "price_item",
        key: &["item"],
        columns: &["name_zh", "name_en", "class", "unit_price", "ceiling", "preself_rate"],
    },
    Table { name: "ledger_entry", key: &["seq", "line"], columns: &["account", "amount_fen"] },
];
