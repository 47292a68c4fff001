//! `journal verify`: checks the chain, the side rows' hashes, the tables against the journal, the seats and the ledger.

use crate::{
    Journal, StoreError, access,
    append::EventRow,
    keys::cipher_hash,
    names,
    project::{self, Change, Column, Kind, Row, TABLES, Table, Value, table},
    read::EVENTS,
    store::{Backend, Connection, on},
};
use model::event::Event;
use sqlx::{ColumnIndex, Decode, Type};
use std::collections::{BTreeMap, HashMap};

/// Something that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The table.
    pub table: String,
    /// The row's key.
    pub key: String,
    /// What is wrong, as the last part of a message id: `chain`, `unreadable`, `side-hash`, `side-missing`,
    /// `row-differs`, `row-missing`, `row-extra`, `overbooked`, `ledger`, `access-chain`, `name-left`.
    pub what: &'static str,
    /// Column and values, without personal data.
    pub detail: String,
}

/// What was checked and found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Events read.
    pub events: u64,
    /// Side rows hashed.
    pub side_rows: u64,
    /// Projected rows compared.
    pub rows: u64,
    /// What is wrong; empty when all is well.
    pub findings: Vec<Finding>,
}

impl Report {
    fn find(&mut self, table: &str, key: impl Into<String>, what: &'static str, detail: impl Into<String>) {
        self.findings.push(Finding { table: table.to_owned(), key: key.into(), what, detail: detail.into() });
    }
}

const PAGE: i64 = 5_000;
/// On PostgreSQL only: one view of everything, however long it takes and whoever writes meanwhile.
pub(crate) const PICTURE: &str = "begin isolation level repeatable read read only";
/// On PostgreSQL only.
pub(crate) const HEAD_ROW: &str = "select seq, hash from head where hospital_id = $1";
pub(crate) const OVERBOOKED: &str = "select s.id, s.capacity, count(*) as taken from slot s join appointment a \
    on a.hospital_id = s.hospital_id and a.slot = s.id where s.hospital_id = $1 and a.state <> 'cancelled' \
    group by s.id, s.capacity having count(*) > s.capacity";
pub(crate) const UNBALANCED: &str = "select seq, cast(sum(amount_fen) as bigint) as rest from ledger_entry where hospital_id = $1 \
    group by seq having sum(amount_fen) <> 0 order by seq";
pub(crate) const NODES: &str = "select distinct node from access_log where hospital_id = $1 order by node";
pub(crate) const SIDE: &str = "select id, cipher from side where hospital_id = $1 order by id";

type Rows = BTreeMap<&'static str, BTreeMap<Vec<Value>, Vec<Value>>>;

impl Journal {
    /// Checks everything that can be checked from the database alone.
    ///
    /// # Errors
    /// Only when the database cannot be read; what is wrong with its contents is a [`Finding`].
    pub async fn verify(&self) -> Result<Report, StoreError> {
        match &self.store {
            Backend::Sqlite(store) => {
                let mut picture = store.readers.begin().await?;
                self.verify_in(Backend::Sqlite(&mut *picture)).await
            }
            Backend::Postgres(store) => {
                let mut picture = store.pool.begin_with(PICTURE).await?;
                self.verify_in(Backend::Postgres(&mut *picture)).await
            }
        }
    }

    async fn verify_in(&self, mut from: Connection<'_>) -> Result<Report, StoreError> {
        let mut report = Report::default();
        let mut rows = Rows::new();
        let mut sides = HashMap::new();
        self.walk_events(from.again(), &mut report, &mut rows, &mut sides).await?;
        self.compare_sides(from.again(), &mut report, sides).await?;
        for table in TABLES {
            let expected = rows.remove(table.name).unwrap_or_default();
            self.compare_table(from.again(), &mut report, table, expected).await?;
        }
        self.seats(from.again(), &mut report).await?;
        self.ledger(from.again(), &mut report).await?;
        self.names_of_the_erased(from.again(), &mut report).await?;
        self.access_chain(from, &mut report).await?;
        Ok(report)
    }

    async fn walk_events(
        &self,
        mut from: Connection<'_>,
        report: &mut Report,
        rows: &mut Rows,
        sides: &mut HashMap<String, (String, i64)>,
    ) -> Result<(), StoreError> {
        let (mut next, mut before) = (1i64, String::new());
        loop {
            let page: Vec<EventRow> = on!(from.again(), to => sqlx::query_as(EVENTS)
                .bind(self.hospital().0)
                .bind(next)
                .bind(PAGE)
                .fetch_all(to)
                .await?);
            if page.is_empty() {
                return self.head_row(from, report, next - 1, &before).await;
            }
            for row in page {
                if row.seq != next {
                    report.find(
                        "event",
                        next.to_string(),
                        "chain",
                        format!("numbers {next} to {} are missing", row.seq - 1),
                    );
                }
                if !row.is_untouched(&before) {
                    report.find("event", row.seq.to_string(), "chain", "the hash does not fit the row");
                }
                before.clone_from(&row.hash);
                next = row.seq + 1;
                report.events += 1;
                match row.event() {
                    Ok(event) => play(rows, sides, &row, &event),
                    Err(error) => report.find("event", row.seq.to_string(), "unreadable", error.to_string()),
                }
            }
        }
    }

    /// Checks that PostgreSQL's head row names the last event.
    async fn head_row(
        &self,
        from: Connection<'_>,
        report: &mut Report,
        seq: i64,
        hash: &str,
    ) -> Result<(), StoreError> {
        let Backend::Postgres(connection) = from else { return Ok(()) };
        let query = sqlx::query_as(HEAD_ROW).bind(self.hospital().0);
        let head: Option<(i64, String)> = query.fetch_optional(connection).await?;
        let (number, stored) = head.unwrap_or_default();
        if (number, stored.as_str()) != (seq, hash) {
            report.find("head", "", "head", format!("it names event {number}, the last is {seq}, or another hash"));
        }
        Ok(())
    }

    async fn compare_sides(
        &self,
        from: Connection<'_>,
        report: &mut Report,
        mut expected: HashMap<String, (String, i64)>,
    ) -> Result<(), StoreError> {
        let stored: Vec<(String, Vec<u8>)> =
            on!(from, to => sqlx::query_as(SIDE).bind(self.hospital().0).fetch_all(to).await?);
        for (id, cipher) in stored {
            report.side_rows += 1;
            match expected.remove(&id) {
                Some((hash, seq)) if hash != cipher_hash(&cipher) => {
                    report.find("side", id, "side-hash", format!("event {seq} has another hash"));
                }
                Some(_) => {}
                None => report.find("side", id, "row-extra", "no event points to it"),
            }
        }
        for (id, (_, seq)) in expected {
            report.find("side", id, "side-missing", format!("event {seq} points to it"));
        }
        Ok(())
    }

    async fn compare_table(
        &self,
        from: Connection<'_>,
        report: &mut Report,
        table: &'static Table,
        mut expected: BTreeMap<Vec<Value>, Vec<Value>>,
    ) -> Result<(), StoreError> {
        let stored = on!(from, to => {
            let query = sqlx::query(sqlx::AssertSqlSafe(all_text(table))).bind(self.hospital().0);
            query.fetch_all(to).await?.iter().map(|row| cells(table, row)).collect::<Result<Vec<Row>, _>>()?
        });
        for (key, cells) in stored {
            report.rows += 1;
            match expected.remove(&key) {
                None => report.find(table.name, show(&key), "row-extra", "no event made it"),
                Some(wanted) => {
                    for ((column, cell), wanted) in table.columns.iter().zip(&cells).zip(&wanted) {
                        if cell != wanted {
                            let detail =
                                format!("{} is {}, the journal says {}", column.name, show_one(cell), show_one(wanted));
                            report.find(table.name, show(&key), "row-differs", detail);
                        }
                    }
                }
            }
        }
        for key in expected.keys() {
            report.find(table.name, show(key), "row-missing", "the journal has it");
        }
        Ok(())
    }

    async fn seats(&self, from: Connection<'_>, report: &mut Report) -> Result<(), StoreError> {
        let found: Vec<(String, i64, i64)> =
            on!(from, to => sqlx::query_as(OVERBOOKED).bind(self.hospital().0).fetch_all(to).await?);
        for (id, capacity, taken) in found {
            report.find("slot", id, "overbooked", format!("{taken} of {capacity} seats are taken"));
        }
        Ok(())
    }

    async fn ledger(&self, from: Connection<'_>, report: &mut Report) -> Result<(), StoreError> {
        let found: Vec<(i64, i64)> =
            on!(from, to => sqlx::query_as(UNBALANCED).bind(self.hospital().0).fetch_all(to).await?);
        for (seq, rest) in found {
            report.find("ledger_entry", seq.to_string(), "ledger", format!("the postings add up to {rest} fen"));
        }
        Ok(())
    }

    /// Checks that nobody who was erased can be found by a part of their name.
    async fn names_of_the_erased(&self, from: Connection<'_>, report: &mut Report) -> Result<(), StoreError> {
        let found: Vec<String> =
            on!(from, to => sqlx::query_scalar(names::LEFT).bind(self.hospital().0).fetch_all(to).await?);
        for person in found {
            report.find("name_part", person, "name-left", "nobody of this id can have a name");
        }
        Ok(())
    }

    async fn access_chain(&self, mut from: Connection<'_>, report: &mut Report) -> Result<(), StoreError> {
        let nodes: Vec<String> =
            on!(from.again(), to => sqlx::query_scalar(NODES).bind(self.hospital().0).fetch_all(to).await?);
        for node in nodes {
            let stored: Vec<access::Stored> = on!(from.again(), to => sqlx::query_as(access::ALL)
                .bind(self.hospital().0)
                .bind(&node)
                .fetch_all(to)
                .await?);
            let mut before = String::new();
            for (row, number) in stored.into_iter().zip(1..) {
                if row.number != number || row.chained(&before) != row.hash {
                    report.find(
                        "access_log",
                        format!("{node}/{}", row.number),
                        "access-chain",
                        "the hash does not fit",
                    );
                }
                before = row.hash;
            }
        }
        Ok(())
    }
}

/// The statement that reads all rows of a projected table.
pub(crate) fn all_text(table: &Table) -> String {
    format!("select * from {} where hospital_id = $1", table.name)
}

/// Applies an event to rows in memory, as `append` does to the tables.
fn play(rows: &mut Rows, sides: &mut HashMap<String, (String, i64)>, row: &EventRow, event: &Event) {
    let at = row.at.parse().unwrap_or_default();
    for change in project::changes(event, row.seq.cast_unsigned(), at) {
        match change {
            Change::Put { table: name, key, set } => {
                let mut cells = vec![Value::Null; table(name).columns.len()];
                put(table(name), &mut cells, set);
                rows.entry(name).or_default().insert(key, cells);
            }
            Change::Set { table: name, key, set } => {
                if let Some(cells) = rows.entry(name).or_default().get_mut(&key) {
                    put(table(name), cells, set);
                }
            }
            Change::Choose { table: name, key, column, choice } => {
                let table = table(name);
                if let (Some(cells), Some(by)) = (rows.entry(name).or_default().get_mut(&key), table.place(choice.by)) {
                    let made = choice.made(&cells[by]);
                    put(table, cells, vec![(column, made)]);
                }
            }
            Change::Add { table: name, key, add } => {
                if let Some(cells) = rows.entry(name).or_default().get_mut(&key) {
                    for (column, more) in add {
                        if let Some(Value::Int(cell)) = table(name).place(column).and_then(|place| cells.get_mut(place))
                        {
                            *cell += more;
                        }
                    }
                }
            }
        }
    }
    if let Ok(payload) = serde_json::from_str(&row.payload) {
        side_refs(&payload, row.seq, sides);
    }
}

fn put(table: &Table, cells: &mut [Value], set: Vec<(&'static str, Value)>) {
    for (column, value) in set {
        if let Some(cell) = table.place(column).and_then(|place| cells.get_mut(place)) {
            *cell = value;
        }
    }
}

/// Collects every `{"id": …, "hash": …}` of a payload: each points to a side row.
pub(crate) fn side_refs(json: &serde_json::Value, seq: i64, sides: &mut HashMap<String, (String, i64)>) {
    match json {
        serde_json::Value::Object(fields) => {
            if fields.len() == 2
                && let (Some(id), Some(hash)) =
                    (fields.get("id").and_then(|id| id.as_str()), fields.get("hash").and_then(|hash| hash.as_str()))
                && let Ok(id) = uuid::Uuid::parse_str(id)
            {
                sides.insert(id.simple().to_string(), (hash.to_owned(), seq));
            }
            for value in fields.values() {
                side_refs(value, seq, sides);
            }
        }
        serde_json::Value::Array(items) => {
            for item in items {
                side_refs(item, seq, sides);
            }
        }
        _ => {}
    }
}

fn cells<'r, R: sqlx::Row>(table: &Table, row: &'r R) -> Result<Row, StoreError>
where
    &'static str: ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    bool: Decode<'r, R::Database> + Type<R::Database>,
    String: Decode<'r, R::Database> + Type<R::Database>,
{
    let cell = |column: &Column| -> Result<Value, sqlx::Error> {
        let read = match column.kind {
            Kind::Int => row.try_get::<Option<i64>, _>(column.name).map(Value::from),
            Kind::Truth => row.try_get::<Option<bool>, _>(column.name).map(Value::from),
            Kind::Text | Kind::Blob => row.try_get::<Option<String>, _>(column.name).map(Value::from),
        };
        // SQLite lets anybody put a text into a column of numbers.
        read.or_else(|_| row.try_get::<Option<String>, _>(column.name).map(Value::from))
    };
    let key = table.key.iter().map(cell).collect::<Result<_, _>>()?;
    let cells = table.columns.iter().map(cell).collect::<Result<_, _>>()?;
    Ok((key, cells))
}

fn show_one(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Int(number) => number.to_string(),
        Value::Truth(truth) => truth.to_string(),
        Value::Text(text) => format!("'{text}'"),
    }
}

fn show(key: &[Value]) -> String {
    key.iter()
        .map(|value| match value {
            Value::Text(text) => text.clone(),
            other => show_one(other),
        })
        .collect::<Vec<_>>()
        .join("/")
}
