//! Many rows in few statements: a statement's round trip costs more than its work.
//!
//! SQLite takes 128, 64, 32 … 1 rows at a time: few sizes, so that all statements stay prepared, and few statements for
//! any number of rows, because each is a trip to SQLite's thread and back, which takes as long as some ten rows.
//! PostgreSQL takes all rows at once, each column as an array.

use crate::{
    project::{Column, Kind, Value},
    store::{Backend, Connection},
};
use chrono::NaiveDate;
use futures_util::future::join;
use model::time::Instant;
use sqlx::{
    AssertSqlSafe, PgConnection, Postgres, Sqlite, SqliteConnection, postgres::PgArguments, query::Query,
    sqlite::SqliteArguments,
};
use std::sync::Arc;
use uuid::Uuid;

const SIZES: [usize; 8] = [128, 64, 32, 16, 8, 4, 2, 1];
/// The first part has at most half of the rows, so that SQLite works while the others are made; of few rows, as many as
/// this.
const FIRST: usize = 32;

/// What is bound to a placeholder of a statement.
#[derive(Debug)]
pub(crate) enum Cell {
    /// A value as in the projected tables.
    Plain(Value),
    /// Bytes.
    Blob(Vec<u8>),
}

impl<T: Into<Value>> From<T> for Cell {
    fn from(value: T) -> Self {
        Self::Plain(value.into())
    }
}

impl From<Vec<u8>> for Cell {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Blob(bytes)
    }
}

/// A statement over many rows of one hospital.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    /// The columns that are bound for each row, without `hospital_id`.
    columns: Vec<Column>,
    /// Is the hospital bound with each row, or once after all rows?
    each: bool,
    /// SQLite's text for each of [`SIZES`]. Its placeholders have no numbers: SQLite takes `$1` for a name and looks
    /// each name up in a list of all the statement's names, which took a fifth of the time of a large batch.
    in_parts: [Arc<str>; SIZES.len()],
    /// PostgreSQL's text, for any number of rows.
    at_once: Arc<str>,
}

impl Statement {
    /// `insert into TABLE (hospital_id, COLUMNS) … TAIL`.
    pub(crate) fn insert(table: &str, columns: Vec<Column>, tail: &str) -> Self {
        let names = names(&columns);
        let in_parts = SIZES.map(|size| {
            let rows = places(size, columns.len() + 1);
            // A row that cannot be inserted ends the whole transaction, which would be given up anyway; otherwise
            // SQLite would keep a copy of every page that the statement changes, to undo that statement alone.
            format!("insert or rollback into {table} (hospital_id, {names}) values {rows} {tail}").into()
        });
        let rows = arrays(&columns);
        let at_once = format!("insert into {table} (hospital_id, {names}) select $1, v.* from {rows} {tail}");
        Self { columns, each: true, in_parts, at_once: at_once.into() }
    }

    /// `update TABLE set` each column to its value `from … where` its key (without `hospital_id`) matches, and where that
    /// changes anything: a row that is written as it was costs as much as one that changes. `v` is the row of the key and
    /// the changed columns.
    pub(crate) fn update(table: &str, key: &[Column], changed: Vec<Column>, sets: &[(&str, String)]) -> Self {
        let columns = [key, &changed].concat();
        let differs = sets.iter().map(|(name, value)| format!("{table}.{name} is distinct from {value}"));
        let differs = differs.collect::<Vec<_>>().join(" or ");
        let sets = sets.iter().map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join(", ");
        let (names, same) = (names(&columns), format!("{} and ({differs})", matches(table, key)));
        let in_parts = SIZES.map(|size| {
            let rows = places(size, columns.len());
            let from = format!("with v ({names}) as (values {rows}) update {table} set {sets} from v");
            format!("{from} where {table}.hospital_id = ? and {same}").into()
        });
        let from = format!("update {table} set {sets} from {}", arrays(&columns));
        let at_once = format!("{from} where {table}.hospital_id = $1 and {same}").into();
        Self { columns, each: false, in_parts, at_once }
    }

    /// SQLite's texts, one for each size of a part.
    #[cfg(test)]
    pub(crate) fn in_parts(&self) -> impl Iterator<Item = &str> {
        self.in_parts.iter().map(AsRef::as_ref)
    }

    /// PostgreSQL's text, for any number of rows.
    #[cfg(test)]
    pub(crate) fn at_once(&self) -> &str {
        &self.at_once
    }

    /// Runs it over rows of cells, in order. On SQLite, rows are asked for while it works on those before.
    pub(crate) async fn run(
        &self,
        connection: Connection<'_>,
        hospital: i64,
        rows: impl IntoIterator<Item = Vec<Cell>, IntoIter: ExactSizeIterator>,
    ) -> Result<(), sqlx::Error> {
        let rows = rows.into_iter();
        match connection {
            _ if rows.len() == 0 => Ok(()),
            Backend::Sqlite(connection) => self.run_in_parts(connection, hospital, rows).await,
            Backend::Postgres(connection) => self.run_at_once(connection, hospital, rows).await,
        }
    }

    /// Binds the next part while SQLite's thread works on the one before.
    async fn run_in_parts(
        &self,
        connection: &mut SqliteConnection,
        hospital: i64,
        mut rest: impl ExactSizeIterator<Item = Vec<Cell>>,
    ) -> Result<(), sqlx::Error> {
        let first = rest.len().div_ceil(2).max(FIRST);
        let mut part = self.part(hospital, &mut rest, first);
        while let Some(query) = part {
            let next = async { self.part(hospital, &mut rest, usize::MAX) };
            let (done, next) = join(query.execute(&mut *connection), next).await;
            done?;
            part = next;
        }
        Ok(())
    }

    /// The largest part that the remaining rows fill, of no more than `most` rows.
    fn part(
        &self,
        hospital: i64,
        rest: &mut impl ExactSizeIterator<Item = Vec<Cell>>,
        most: usize,
    ) -> Option<SqliteQuery> {
        let most = rest.len().min(most);
        let (text, size) = self.in_parts.iter().zip(SIZES).find(|(_, size)| *size <= most)?;
        // Made only of names of tables and columns, which are constants, and of placeholders.
        let mut query = sqlx::query(AssertSqlSafe(text.clone()));
        for row in rest.take(size) {
            if self.each {
                query = query.bind(hospital);
            }
            query = row.into_iter().fold(query, bind);
        }
        Some(if self.each { query } else { query.bind(hospital) })
    }

    async fn run_at_once(
        &self,
        connection: &mut PgConnection,
        hospital: i64,
        rows: impl ExactSizeIterator<Item = Vec<Cell>>,
    ) -> Result<(), sqlx::Error> {
        let mut arrays: Vec<Vec<Cell>> = self.columns.iter().map(|_| Vec::with_capacity(rows.len())).collect();
        for row in rows {
            for (array, cell) in arrays.iter_mut().zip(row) {
                array.push(cell);
            }
        }
        let query = sqlx::query(AssertSqlSafe(self.at_once.clone())).bind(hospital);
        let query =
            self.columns.iter().zip(arrays).fold(query, |query, (column, cells)| bind_all(query, column.kind, cells));
        query.execute(connection).await.map(drop)
    }
}

/// `(?, …), …`: this many rows of this many placeholders.
fn places(rows: usize, width: usize) -> String {
    let row = format!("({})", vec!["?"; width].join(", "));
    vec![row.as_str(); rows].join(", ")
}

/// PostgreSQL's rows `v` of an array for each column, in the columns' types: `unnest($2::text[], …) as v (…)`.
fn arrays(columns: &[Column]) -> String {
    let place = |(number, column): (usize, &Column)| format!("${number}::{}[]", postgres_type(column.kind));
    let places = (2..).zip(columns).map(place).collect::<Vec<_>>().join(", ");
    format!("unnest({places}) as v ({})", names(columns))
}

fn names(columns: &[Column]) -> String {
    columns.iter().map(|column| column.name).collect::<Vec<_>>().join(", ")
}

fn matches(table: &str, key: &[Column]) -> String {
    let same: Vec<String> = key.iter().map(|Column { name, .. }| format!("{table}.{name} = v.{name}")).collect();
    same.join(" and ")
}

/// PostgreSQL's type of a column.
pub(crate) const fn postgres_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Int => "bigint",
        Kind::Truth => "boolean",
        Kind::Text => "text",
        Kind::Id => "uuid",
        Kind::Date => "date",
        Kind::Instant => "timestamptz",
        Kind::Blob => "bytea",
    }
}

type SqliteQuery = Query<'static, Sqlite, SqliteArguments>;
type PostgresQuery = Query<'static, Postgres, PgArguments>;

fn bind(query: SqliteQuery, cell: Cell) -> SqliteQuery {
    match cell {
        Cell::Plain(Value::Null) => query.bind(None::<String>),
        Cell::Plain(Value::Int(number)) => query.bind(number),
        Cell::Plain(Value::Truth(truth)) => query.bind(truth),
        Cell::Plain(Value::Text(text)) => query.bind(text),
        Cell::Blob(bytes) => query.bind(bytes),
    }
}

/// Binds a column, each value in its own type: PostgreSQL needs several times as long to read an id or an instant from a
/// text. A cell of another kind than its column's becomes null, which most columns refuse.
fn bind_all(query: PostgresQuery, kind: Kind, cells: Vec<Cell>) -> PostgresQuery {
    match kind {
        Kind::Int => {
            query.bind(all(cells, |cell| if let Cell::Plain(Value::Int(number)) = cell { Some(number) } else { None }))
        }
        Kind::Truth => {
            query.bind(all(cells, |cell| if let Cell::Plain(Value::Truth(truth)) = cell { Some(truth) } else { None }))
        }
        Kind::Blob => query.bind(all(cells, |cell| if let Cell::Blob(bytes) = cell { Some(bytes) } else { None })),
        Kind::Text => query.bind(all(cells, text)),
        Kind::Id => query.bind(all(cells, |cell| text(cell)?.parse::<Uuid>().ok())),
        Kind::Date => query.bind(all(cells, |cell| text(cell)?.parse::<NaiveDate>().ok())),
        Kind::Instant => query.bind(all(cells, |cell| text(cell)?.parse::<Instant>().ok())),
    }
}

fn all<T>(cells: Vec<Cell>, read: impl FnMut(Cell) -> Option<T>) -> Vec<Option<T>> {
    cells.into_iter().map(read).collect()
}

fn text(cell: Cell) -> Option<String> {
    if let Cell::Plain(Value::Text(text)) = cell { Some(text) } else { None }
}
