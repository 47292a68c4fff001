//! Many rows by few statements: a statement's round trip costs more than its work.
//!
//! On SQLite rows go 64, 8 or 1 at a time (three sizes, so that each table has few statements and all of them stay
//! prepared); on PostgreSQL all at once, a column as an array.

use crate::{
    project::{Column, Kind, Value},
    store::{Backend, Connection},
};
use sqlx::{
    AssertSqlSafe, PgConnection, Postgres, Sqlite, SqliteConnection, postgres::PgArguments, query::Query,
    sqlite::SqliteArguments,
};

const SIZES: [usize; 3] = [64, 8, 1];

/// What is bound to a place of a statement.
#[derive(Debug)]
pub(crate) enum Cell {
    /// As in the projected tables.
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
pub(crate) enum Statement<'a> {
    /// `insert into TABLE (hospital_id, COLUMNS) … TAIL`.
    Insert {
        /// The table.
        table: &'a str,
        /// Its columns without `hospital_id`.
        columns: Vec<Column>,
        /// What follows the rows.
        tail: String,
    },
    /// `update TABLE set SETS from … where` its key.
    Update {
        /// The table.
        table: &'a str,
        /// The columns of its key without `hospital_id`.
        key: &'a [Column],
        /// The columns that change.
        changed: Vec<Column>,
        /// How they change, `v` being the row.
        sets: String,
    },
}

impl Statement<'_> {
    /// Runs it over rows of cells, in their order.
    pub(crate) async fn run(
        &self,
        connection: Connection<'_>,
        hospital: i64,
        rows: Vec<Vec<Cell>>,
    ) -> Result<(), sqlx::Error> {
        match connection {
            _ if rows.is_empty() => Ok(()),
            Backend::Sqlite(connection) => self.run_in_parts(connection, hospital, rows).await,
            Backend::Postgres(connection) => self.run_at_once(connection, hospital, rows).await,
        }
    }

    fn columns(&self) -> Vec<Column> {
        match self {
            Self::Insert { columns, .. } => columns.clone(),
            Self::Update { key, changed, .. } => key.iter().chain(changed).copied().collect(),
        }
    }

    /// SQLite's text, for so many rows. Places without numbers: SQLite takes `$1` for a name and looks each of a statement's
    /// names up in a list of all of them, which took a fifth of the time of a large batch.
    pub(crate) fn text_for(&self, size: usize) -> String {
        let width = self.columns().len();
        let places = |width: usize| {
            let row = format!("({})", vec!["?"; width].join(", "));
            vec![row.as_str(); size].join(", ")
        };
        let names = names(&self.columns());
        match self {
            Self::Insert { table, tail, .. } => {
                format!("insert into {table} (hospital_id, {names}) values {} {tail}", places(width + 1))
            }
            Self::Update { table, key, sets, .. } => format!(
                "with v ({names}) as (values {}) update {table} set {sets} from v where {table}.hospital_id = ? and {}",
                places(width),
                matches(table, key)
            ),
        }
    }

    /// PostgreSQL's text, for any number of rows.
    pub(crate) fn text_at_once(&self) -> String {
        let columns = self.columns();
        let arrays: Vec<String> =
            (2..).zip(&columns).map(|(number, column)| format!("${number}::{}[]", type_of(column.kind))).collect();
        let (arrays, names) = (arrays.join(", "), names(&columns));
        match self {
            Self::Insert { table, tail, .. } => format!(
                "insert into {table} (hospital_id, {names}) select $1, v.* from unnest({arrays}) as v ({names}) {tail}"
            ),
            Self::Update { table, key, sets, .. } => format!(
                "update {table} set {sets} from unnest({arrays}) as v ({names}) where {table}.hospital_id = $1 and {}",
                matches(table, key)
            ),
        }
    }

    async fn run_in_parts(
        &self,
        connection: &mut SqliteConnection,
        hospital: i64,
        mut rows: Vec<Vec<Cell>>,
    ) -> Result<(), sqlx::Error> {
        let insert = matches!(self, Self::Insert { .. });
        let mut rest = rows.drain(..);
        for size in SIZES {
            while rest.len() >= size {
                // Made of names of tables and columns, which are constants, and of places.
                let mut query = sqlx::query(AssertSqlSafe(self.text_for(size)));
                for row in rest.by_ref().take(size) {
                    if insert {
                        query = query.bind(hospital);
                    }
                    query = row.into_iter().fold(query, bind);
                }
                if !insert {
                    query = query.bind(hospital);
                }
                query.execute(&mut *connection).await?;
            }
        }
        Ok(())
    }

    async fn run_at_once(
        &self,
        connection: &mut PgConnection,
        hospital: i64,
        rows: Vec<Vec<Cell>>,
    ) -> Result<(), sqlx::Error> {
        let columns = self.columns();
        let mut arrays: Vec<Vec<Cell>> = columns.iter().map(|_| Vec::with_capacity(rows.len())).collect();
        for row in rows {
            for (array, cell) in arrays.iter_mut().zip(row) {
                array.push(cell);
            }
        }
        let query = sqlx::query(AssertSqlSafe(self.text_at_once())).bind(hospital);
        let query =
            columns.iter().zip(arrays).fold(query, |query, (column, cells)| bind_all(query, column.kind, cells));
        query.execute(connection).await.map(drop)
    }
}

fn names(columns: &[Column]) -> String {
    columns.iter().map(|column| column.name).collect::<Vec<_>>().join(", ")
}

fn matches(table: &str, key: &[Column]) -> String {
    let same: Vec<String> = key.iter().map(|Column { name, .. }| format!("{table}.{name} = v.{name}")).collect();
    same.join(" and ")
}

const fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Int => "bigint",
        Kind::Truth => "boolean",
        Kind::Text => "text",
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

/// Binds a column. A cell of another kind than its column's would be null, and no column that is filled may be.
fn bind_all(query: PostgresQuery, kind: Kind, cells: Vec<Cell>) -> PostgresQuery {
    let cells = cells.into_iter();
    match kind {
        Kind::Int => query.bind(
            cells
                .map(|cell| if let Cell::Plain(Value::Int(number)) = cell { Some(number) } else { None })
                .collect::<Vec<_>>(),
        ),
        Kind::Truth => query.bind(
            cells
                .map(|cell| if let Cell::Plain(Value::Truth(truth)) = cell { Some(truth) } else { None })
                .collect::<Vec<_>>(),
        ),
        Kind::Text => query.bind(
            cells
                .map(|cell| if let Cell::Plain(Value::Text(text)) = cell { Some(text) } else { None })
                .collect::<Vec<_>>(),
        ),
        Kind::Blob => query
            .bind(cells.map(|cell| if let Cell::Blob(bytes) = cell { Some(bytes) } else { None }).collect::<Vec<_>>()),
    }
}
