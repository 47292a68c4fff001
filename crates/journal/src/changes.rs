//! What a batch does to the projected tables: several changes of one row become one.

use crate::{
    bulk::{Cell, Statement},
    project::{Change, Choice, Column, TABLES, Table, Value, table},
    store::Connection,
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

/// What is to happen to a row after all changes of a batch: the last change of each cell counts.
#[derive(Debug)]
enum Pending {
    /// The whole row is written.
    Row(Vec<Value>),
    /// Some cells change in a row that exists already.
    Cells(Vec<Later>),
}

/// What is to happen to a cell of a row that exists already.
#[derive(Clone, Debug)]
enum Later {
    Keep,
    Set(Value),
    Add(i64),
    Choose(Choice),
}

/// The changes of a batch to the projected tables, by table and key.
#[derive(Debug, Default)]
pub struct Changes {
    tables: BTreeMap<&'static str, HashMap<Vec<Value>, Pending>>,
}

impl Changes {
    /// Adds a change after the earlier ones.
    pub(crate) fn add(&mut self, change: Change) {
        let (Change::Put { table: name, .. }
        | Change::Set { table: name, .. }
        | Change::Choose { table: name, .. }
        | Change::Add { table: name, .. }) = change;
        let table = table(name);
        let place = |column| match table.place(column) {
            Some(place) => place,
            None => unreachable!("the projection names only columns that are listed"),
        };
        let width = table.columns.len();
        let rows = self.tables.entry(name).or_default();
        let kept = || Pending::Cells(vec![Later::Keep; width]);
        match change {
            Change::Put { key, set, .. } => {
                let mut row = vec![Value::Null; width];
                for (column, value) in set {
                    row[place(column)] = value;
                }
                rows.insert(key, Pending::Row(row));
            }
            Change::Set { key, set, .. } => {
                let pending = rows.entry(key).or_insert_with(kept);
                for (column, value) in set {
                    match pending {
                        Pending::Row(row) => row[place(column)] = value,
                        Pending::Cells(cells) => cells[place(column)] = Later::Set(value),
                    }
                }
            }
            Change::Choose { key, column, choice, .. } => match rows.entry(key).or_insert_with(kept) {
                Pending::Row(row) => row[place(column)] = choice.made(&row[place(choice.by)]),
                Pending::Cells(cells) => {
                    let chosen = match &cells[place(choice.by)] {
                        Later::Set(by) => Later::Set(choice.made(by)),
                        Later::Keep | Later::Add(_) | Later::Choose(_) => Later::Choose(choice),
                    };
                    cells[place(column)] = chosen;
                }
            },
            Change::Add { key, add, .. } => {
                let pending = rows.entry(key).or_insert_with(kept);
                for (column, more) in add {
                    match pending {
                        Pending::Row(row) => match &mut row[place(column)] {
                            Value::Int(cell) => *cell += more,
                            cell => *cell = Value::Int(more),
                        },
                        Pending::Cells(cells) => match &mut cells[place(column)] {
                            Later::Set(Value::Int(cell)) | Later::Add(cell) => *cell += more,
                            cell => *cell = Later::Add(more),
                        },
                    }
                }
            }
        }
    }

    /// Writes all changes.
    pub(crate) async fn write(self, mut connection: Connection<'_>, hospital: i64) -> Result<(), sqlx::Error> {
        for (name, rows) in self.tables {
            let table = table(name);
            let mut puts = Vec::new();
            let mut sets: BTreeMap<Shape, Vec<Vec<Cell>>> = BTreeMap::new();
            for (key, pending) in rows {
                let key = key.into_iter().map(Cell::Plain);
                match pending {
                    Pending::Row(row) => puts.push(key.chain(row.into_iter().map(Cell::Plain)).collect()),
                    Pending::Cells(cells) => {
                        let shape: Shape = cells.iter().map(How::of).collect();
                        let kept = cells.into_iter().filter_map(|cell| match cell {
                            Later::Set(value) => Some(value),
                            Later::Add(more) => Some(Value::Int(more)),
                            Later::Keep | Later::Choose(_) => None,
                        });
                        sets.entry(shape).or_default().push(key.chain(kept.map(Cell::Plain)).collect());
                    }
                }
            }
            if let Some(put) = PUTS.get(name) {
                put.run(connection.again(), hospital, puts).await?;
            }
            for (shape, rows) in sets.into_iter().filter(|(shape, _)| shape.iter().any(|how| *how != How::Keep)) {
                set(table, &shape).run(connection.again(), hospital, rows).await?;
            }
        }
        Ok(())
    }
}

/// What is to become of a row, for whoever keeps tables elsewhere than in a database. Cells come with their columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowChange {
    /// It is new, or replaces one of the same key: all its cells besides the key's.
    Whole(Vec<(&'static str, Value)>),
    /// If it is there, some of its cells change.
    Cells(Vec<(&'static str, CellChange)>),
}

/// What is to become of a cell of a row that exists already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellChange {
    /// It has another value.
    Set(Value),
    /// This is added to it.
    Add(i64),
    /// One of two texts, depending on whether another cell of the row had a value before this change.
    Choose {
        /// The column of that cell.
        by: &'static str,
        /// The text while it has no value.
        without: &'static str,
        /// The text if it has one.
        with: &'static str,
    },
}

impl Changes {
    /// Each row that changes, once: its table, its key, and what becomes of it. In no order.
    pub fn into_rows(self) -> impl Iterator<Item = (&'static str, Vec<(&'static str, Value)>, RowChange)> {
        self.tables.into_iter().flat_map(|(name, rows)| {
            let table = table(name);
            let named = |columns: &'static [Column]| columns.iter().map(|column| column.name);
            rows.into_iter().map(move |(key, pending)| {
                let change = match pending {
                    Pending::Row(cells) => RowChange::Whole(named(table.columns).zip(cells).collect()),
                    Pending::Cells(cells) => {
                        let changed = named(table.columns).zip(cells);
                        RowChange::Cells(
                            changed.filter_map(|(column, later)| Some((column, later.change()?))).collect(),
                        )
                    }
                };
                (name, named(table.key).zip(key).collect(), change)
            })
        })
    }
}

impl Later {
    fn change(self) -> Option<CellChange> {
        match self {
            Self::Keep => None,
            Self::Set(value) => Some(CellChange::Set(value)),
            Self::Add(more) => Some(CellChange::Add(more)),
            Self::Choose(Choice { by, without, with }) => Some(CellChange::Choose { by, without, with }),
        }
    }
}

/// What a statement does with a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum How {
    Keep,
    Set,
    Add,
    Choose(Choice),
}

/// What a statement does with each column of its table.
type Shape = Vec<How>;

impl How {
    const fn of(cell: &Later) -> Self {
        match cell {
            Later::Keep => Self::Keep,
            Later::Set(_) => Self::Set,
            Later::Add(_) => Self::Add,
            Later::Choose(choice) => Self::Choose(*choice),
        }
    }
}

/// Inserts of new rows, which replace those of the same key, by table.
pub(crate) static PUTS: LazyLock<HashMap<&'static str, Statement>> =
    LazyLock::new(|| TABLES.iter().map(|table| (table.name, put(table))).collect());

fn put(table: &Table) -> Statement {
    let columns: Vec<Column> = table.key.iter().chain(table.columns).copied().collect();
    let keys: Vec<&str> = table.key.iter().map(|column| column.name).collect();
    let sets: Vec<String> =
        table.columns.iter().map(|Column { name, .. }| format!("{name} = excluded.{name}")).collect();
    let tail = format!("on conflict (hospital_id, {}) do update set {}", keys.join(", "), sets.join(", "));
    Statement::insert(table.name, columns, &tail)
}

/// The statement that changes some columns of existing rows.
pub(crate) fn set(table: &Table, shape: &[How]) -> Statement {
    let changed: Vec<(Column, How)> =
        table.columns.iter().copied().zip(shape.iter().copied()).filter(|(_, how)| *how != How::Keep).collect();
    let sets: Vec<(&str, String)> = changed
        .iter()
        .map(|(Column { name, .. }, how)| match how {
            How::Add => (*name, format!("{}.{name} + v.{name}", table.name)),
            How::Set | How::Keep => (*name, format!("v.{name}")),
            How::Choose(Choice { by, without, with }) => {
                (*name, format!("case when {}.{by} is null then '{without}' else '{with}' end", table.name))
            }
        })
        .collect();
    let given = changed.into_iter().filter(|(_, how)| !matches!(how, How::Choose(_)));
    let changed = given.map(|(column, _)| column).collect();
    Statement::update(table.name, table.key, changed, &sets)
}
