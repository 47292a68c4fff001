//! Many rows by few statements. A statement's round trip costs more than its work, so rows go 64, 8 or 1 at a time; three
//! sizes, so that each table has few statements and all of them stay prepared.

use crate::project::{Change, Table, Value, table};
use sqlx::{AssertSqlSafe, Sqlite, SqliteConnection, query::Query, sqlite::SqliteArguments};
use std::collections::{BTreeMap, HashMap};

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

/// `insert into NAME (COLUMNS) values … TAIL`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Insert {
    pub(crate) table: &'static str,
    pub(crate) columns: &'static str,
    pub(crate) tail: &'static str,
}

impl Insert {
    /// Writes rows of `width` cells each, in their order.
    pub(crate) async fn write(
        &self,
        connection: &mut SqliteConnection,
        width: usize,
        rows: Vec<Vec<Cell>>,
    ) -> Result<(), sqlx::Error> {
        run(connection, rows, None, |size| self.text(width, size)).await
    }

    pub(crate) fn text(&self, width: usize, size: usize) -> String {
        let Self { table, columns, tail } = self;
        format!("insert into {table} ({columns}) values {} {tail}", places(size, width))
    }
}

/// `(?, ?), (?, ?)`. Without numbers: SQLite takes `$1` for a name and looks each of a statement's names up in a list of all
/// of them, which took a fifth of the time of a large batch.
fn places(rows: usize, width: usize) -> String {
    let row = format!("({})", vec!["?"; width].join(", "));
    vec![row.as_str(); rows].join(", ")
}

type Statement = Query<'static, Sqlite, SqliteArguments>;

fn bind(statement: Statement, cell: Cell) -> Statement {
    match cell {
        Cell::Plain(Value::Null) => statement.bind(None::<String>),
        Cell::Plain(Value::Int(number)) => statement.bind(number),
        Cell::Plain(Value::Text(text)) => statement.bind(text),
        Cell::Blob(bytes) => statement.bind(bytes),
    }
}

/// Runs `text(size)` over all rows; `last` is bound after them.
async fn run(
    connection: &mut SqliteConnection,
    mut rows: Vec<Vec<Cell>>,
    last: Option<i64>,
    text: impl Fn(usize) -> String,
) -> Result<(), sqlx::Error> {
    let mut rest = rows.drain(..);
    for size in SIZES {
        while rest.len() >= size {
            // Made of names of tables and columns, which are constants, and of places.
            let mut query = sqlx::query(AssertSqlSafe(text(size)));
            for cell in rest.by_ref().take(size).flatten() {
                query = bind(query, cell);
            }
            if let Some(last) = last {
                query = query.bind(last);
            }
            query.execute(&mut *connection).await?;
        }
    }
    Ok(())
}

/// What is to happen to a row after all changes of a batch: the last word on each cell.
#[derive(Debug)]
enum Pending {
    /// The whole row.
    Row(Vec<Value>),
    /// Some cells of a row that is there already: set, and then so much more.
    Cells(Vec<(Option<Value>, i64)>),
}

/// The changes of a batch, by table and key. Several changes of one row become one.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    tables: BTreeMap<&'static str, HashMap<Vec<Value>, Pending>>,
}

impl Changes {
    /// Adds a change after those before.
    pub(crate) fn add(&mut self, change: Change) {
        let (Change::Put { table: name, .. } | Change::Set { table: name, .. } | Change::Add { table: name, .. }) =
            change;
        let table = table(name);
        let place = |column| match table.columns.iter().position(|name| *name == column) {
            Some(place) => place,
            None => unreachable!("the projection names only columns that are listed"),
        };
        let width = table.columns.len();
        let rows = self.tables.entry(name).or_default();
        match change {
            Change::Put { key, set, .. } => {
                let mut row = vec![Value::Null; width];
                for (column, value) in set {
                    row[place(column)] = value;
                }
                rows.insert(key, Pending::Row(row));
            }
            Change::Set { key, set, .. } => {
                let pending = rows.entry(key).or_insert_with(|| Pending::Cells(vec![(None, 0); width]));
                for (column, value) in set {
                    match pending {
                        Pending::Row(row) => row[place(column)] = value,
                        Pending::Cells(cells) => cells[place(column)] = (Some(value), 0),
                    }
                }
            }
            Change::Add { key, add, .. } => {
                let pending = rows.entry(key).or_insert_with(|| Pending::Cells(vec![(None, 0); width]));
                for (column, more) in add {
                    match pending {
                        Pending::Row(row) => match &mut row[place(column)] {
                            Value::Int(cell) => *cell += more,
                            cell => *cell = Value::Int(more),
                        },
                        Pending::Cells(cells) => match &mut cells[place(column)] {
                            (Some(Value::Int(cell)), _) => *cell += more,
                            (_, sum) => *sum += more,
                        },
                    }
                }
            }
        }
    }

    /// Writes them all.
    pub(crate) async fn write(self, connection: &mut SqliteConnection, hospital: i64) -> Result<(), sqlx::Error> {
        for (name, rows) in self.tables {
            let table = table(name);
            let mut puts = Vec::new();
            let mut sets: BTreeMap<Shape, Vec<Vec<Cell>>> = BTreeMap::new();
            for (key, pending) in rows {
                let key = key.into_iter().map(Cell::Plain);
                match pending {
                    Pending::Row(row) => {
                        let row = row.into_iter().map(Cell::Plain);
                        puts.push([Cell::from(hospital)].into_iter().chain(key).chain(row).collect());
                    }
                    Pending::Cells(cells) => {
                        let shape: Shape = cells.iter().map(How::of).collect();
                        let kept = cells.into_iter().filter_map(|cell| match cell {
                            (Some(value), _) => Some(value),
                            (None, 0) => None,
                            (None, more) => Some(Value::Int(more)),
                        });
                        sets.entry(shape).or_default().push(key.chain(kept.map(Cell::Plain)).collect());
                    }
                }
            }
            run(connection, puts, None, |size| put_text(table, size)).await?;
            for (shape, rows) in sets.into_iter().filter(|(shape, _)| shape.iter().any(|how| *how != How::Keep)) {
                run(connection, rows, Some(hospital), |size| set_text(table, &shape, size)).await?;
            }
        }
        Ok(())
    }
}

/// What a statement does with a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum How {
    Keep,
    Set,
    Add,
}

/// What a statement does with each column of its table.
type Shape = Vec<How>;

impl How {
    const fn of(cell: &(Option<Value>, i64)) -> Self {
        match cell {
            (Some(_), _) => Self::Set,
            (None, 0) => Self::Keep,
            (None, _) => Self::Add,
        }
    }
}

/// New rows, which replace those of the same key.
pub(crate) fn put_text(table: &Table, size: usize) -> String {
    let names: Vec<&str> = table.key.iter().chain(table.columns).copied().collect();
    let sets: Vec<String> = table.columns.iter().map(|column| format!("{column} = excluded.{column}")).collect();
    format!(
        "insert into {} (hospital_id, {}) values {} on conflict (hospital_id, {}) do update set {}",
        table.name,
        names.join(", "),
        places(size, names.len() + 1),
        table.key.join(", "),
        sets.join(", ")
    )
}

/// Other values in some columns of rows that are there.
pub(crate) fn set_text(table: &Table, shape: &[How], size: usize) -> String {
    let changed: Vec<(&str, How)> =
        table.columns.iter().copied().zip(shape.iter().copied()).filter(|(_, how)| *how != How::Keep).collect();
    let names: Vec<&str> = table.key.iter().copied().chain(changed.iter().map(|(column, _)| *column)).collect();
    let sets: Vec<String> = changed
        .iter()
        .map(|(column, how)| match how {
            How::Add => format!("{column} = {}.{column} + v.{column}", table.name),
            How::Set | How::Keep => format!("{column} = v.{column}"),
        })
        .collect();
    let keys: Vec<String> = table.key.iter().map(|column| format!("{}.{column} = v.{column}", table.name)).collect();
    format!(
        "with v ({}) as (values {}) update {table} set {} from v where {table}.hospital_id = ? and {}",
        names.join(", "),
        places(size, names.len()),
        sets.join(", "),
        keys.join(" and "),
        table = table.name,
    )
}
