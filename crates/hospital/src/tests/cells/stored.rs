//! The tables as anybody reads them who has SQL and nothing else.

use super::Cell;
use crate::tests::harness::Harness;
use serde_json::Value;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use std::collections::BTreeMap;

/// The version of the tables is no hospital's.
const NO_HOSPITALS: &str = "table_version";
/// The first column of each table.
const HOSPITAL: &str = "hospital_id";

/// A table as it is stored.
#[derive(Debug, Default)]
pub(super) struct Stored {
    pub(super) key: Vec<String>,
    pub(super) columns: Vec<String>,
    /// Those that may be null.
    pub(super) optional: Vec<String>,
    pub(super) rows: Vec<BTreeMap<String, Cell>>,
}

/// All tables, as they stood at one moment, read by plain SQL.
pub(super) async fn stored(harness: &Harness) -> BTreeMap<String, Stored> {
    let file = harness.place.url.strip_prefix("sqlite://").and_then(|file| file.strip_suffix(".db")).unwrap();
    let options = SqliteConnectOptions::new().filename(format!("{file}-tables.db")).read_only(true);
    let mut connection = options.connect().await.unwrap();
    sqlx::query("begin").execute(&mut connection).await.unwrap();
    let mut tables: BTreeMap<String, Stored> = BTreeMap::new();
    let columns = "select m.name, c.name, c.type = 'boolean', c.pk > 0, c.\"notnull\" = 0 from sqlite_master m \
        join pragma_table_info(m.name) c where m.type = 'table' order by m.name, c.cid";
    let columns: Vec<(String, String, bool, bool, bool)> =
        sqlx::query_as(columns).fetch_all(&mut connection).await.unwrap();
    let mut selected: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, column, truth, is_key, is_optional) in columns.into_iter().filter(|(table, ..)| table != NO_HOSPITALS) {
        let truth = truth.then(|| format!("case {column} when 0 then 'false' when 1 then 'true' end"));
        selected.entry(table.clone()).or_default().push(truth.unwrap_or_else(|| column.clone()));
        let stored = tables.entry(table).or_default();
        stored.key.extend(is_key.then(|| column.clone()));
        stored.optional.extend(is_optional.then(|| column.clone()));
        stored.columns.push(column);
    }
    for (name, stored) in &mut tables {
        stored.rows = rows(&mut connection, name, &selected[name], &stored.columns).await;
        assert!(stored.rows.iter_mut().all(|row| row.remove(HOSPITAL) == Some(Some("1".into()))), "{name}");
        stored.columns.retain(|column| column != HOSPITAL);
        stored.key.retain(|column| column != HOSPITAL);
    }
    connection.close().await.unwrap();
    tables
}

async fn rows(
    connection: &mut SqliteConnection,
    table: &str,
    selected: &[String],
    columns: &[String],
) -> Vec<BTreeMap<String, Cell>> {
    let text = format!("select json_array({}) from {table}", selected.join(", "));
    let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(text)).fetch_all(connection).await.unwrap();
    let cell = |value: Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    };
    let cells = |row: String| serde_json::from_str::<Vec<Value>>(&row).unwrap().into_iter().map(cell);
    rows.into_iter().map(|row| columns.iter().cloned().zip(cells(row)).collect()).collect()
}
