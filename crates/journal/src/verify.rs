//! `journal verify`: checks the chain, the side rows' hashes, the tables against the journal, the seats and the ledger,
//! and what the journal makes of the tables against what a [`Witness`] says.

use crate::{
    Journal, StoreError, access,
    append::EventRow,
    error::is_damage,
    keys::cipher_hash,
    names, people,
    played::{Comparison, Rows, Witness},
    project::{Column, Kind, POSITION, Row, TABLES, Table, Value, select, show, show_one, shown},
    read::EVENTS,
    store::{Backend, Connection, TablesConnection, Way, on},
};
use model::{event::Event, id::Seq, scheduling};
use sqlx::{ColumnIndex, Decode, Type};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Something that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The table.
    pub table: String,
    /// The row's key.
    pub key: String,
    /// What is wrong, as the last part of a message id: `chain`, `unreadable`, `side-hash`, `side-missing`,
    /// `row-differs`, `row-missing`, `row-extra`, `overbooked`, `ledger`, `access-chain`, `name-left`, `worlds-differ`,
    /// `worlds-fail`.
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
    /// The event up to which the projected tables stand and were compared; `None` where there are none, or none of this
    /// version: the next start makes them.
    pub tables: Option<Seq>,
    /// How many of the rows that the journal makes were compared with what the worlds say. `None`: not compared, because
    /// something is wrong with the events themselves, or because no witness was there.
    pub worlds: Option<u64>,
    /// What is wrong; empty when all is well.
    pub findings: Vec<Finding>,
}

impl Report {
    pub(crate) fn find(&mut self, table: &str, key: impl Into<String>, what: &'static str, detail: impl Into<String>) {
        self.findings.push(Finding { table: table.to_owned(), key: key.into(), what, detail: detail.into() });
    }
}

const PAGE: i64 = 5_000;
/// What stands in a finding for a cell of a type that its column does not have.
const UNREADABLE: &str = "(a value of another type)";
/// On PostgreSQL only: one view of everything, however long it takes and whoever writes meanwhile.
pub(crate) const PICTURE: &str = "begin isolation level repeatable read read only";
/// On PostgreSQL only.
pub(crate) const HEAD_ROW: &str = "select seq, hash from head where hospital_id = $1";
pub(crate) const NODES: &str = "select distinct node from access_log where hospital_id = $1 order by node";
pub(crate) const SIDE: &str = "select id, cipher from side where hospital_id = $1 order by id";

/// Where the walk over the events is.
struct Walk<'w> {
    next: i64,
    hash: String,
    rows: Rows,
    /// What events point to: its hash, and the event.
    sides: HashMap<String, (String, i64)>,
    /// Who was sent on to another session, where a seat may have been added for them.
    sent_on: HashSet<Value>,
    /// Nobody any more once an event was not in order: what comes after it is no history that ever was.
    witness: Option<&'w mut dyn Witness>,
}

impl Walk<'_> {
    /// Plays the events of a row, and returns how many.
    fn play(&mut self, row: &EventRow, report: &mut Report) -> Result<i64, StoreError> {
        let (events, at) = (row.events()?, row.at()?);
        for (event, seq) in events.iter().zip(row.first()..) {
            self.rows.play(event, seq, at);
            if let Event::Scheduling(scheduling::Event::VisitTransferred(sent)) = event {
                self.sent_on.insert(shown(sent.appointment));
            }
            let learnt = self.witness.as_mut().map_or(Ok(()), |witness| witness.learn(event, at));
            if let Err(why) = learnt {
                report.find("event", seq.to_string(), "worlds-fail", why);
                self.witness = None;
            }
        }
        if let Ok(payload) = serde_json::from_str(&row.payload) {
            side_refs(&payload, row.seq, &mut self.sides);
        }
        Ok(events.len() as i64)
    }
}

impl Journal {
    /// Checks everything that can be checked from the database alone. The projected tables follow the journal: they are
    /// compared with what it says up to the event at which they stand.
    ///
    /// # Errors
    /// Only when the database cannot be read; what is wrong with its contents is a [`Finding`]. On SQLite, where any
    /// column takes any value, a value of another type in a table of the journal itself counts as unreadable.
    pub async fn verify(&self) -> Result<Report, StoreError> {
        self.verify_by(None).await
    }

    /// The same, and compares the rows that the journal makes with those that somebody says who learnt the same events.
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub async fn verify_with(&self, witness: &mut dyn Witness) -> Result<Report, StoreError> {
        self.verify_by(Some(witness)).await
    }

    async fn verify_by(&self, witness: Option<&mut dyn Witness>) -> Result<Report, StoreError> {
        // In this order: the tables never stand further than the journal.
        let mut report = Report::default();
        let mut picture_of_tables = match self.tables_as_they_are().await {
            Ok(tables) => tables,
            Err(error) => {
                report.find(POSITION.name, "", "unreadable", error.to_string());
                None
            }
        };
        let tables = picture_of_tables.as_mut().map(|(tables, (seq, hash))| (tables.connection(), *seq, hash.as_str()));
        let (rows, sides) = (Rows::default(), HashMap::new());
        let mut walk = Walk { next: 1, hash: String::new(), rows, sides, sent_on: HashSet::new(), witness };
        match &self.store {
            Backend::Sqlite(store) => {
                let mut picture = store.readers.begin().await?;
                self.verify_in(Backend::Sqlite(&mut *picture), tables, &mut walk, &mut report).await?;
            }
            Backend::Postgres(store) => {
                let mut picture = store.pool.begin_with(PICTURE).await?;
                self.verify_in(Backend::Postgres(&mut *picture), tables, &mut walk, &mut report).await?;
            }
        }
        // This takes time and asks the databases nothing, so the pictures of them are given back before.
        drop(picture_of_tables);
        if let Some(witness) = walk.witness {
            let mut comparison = Comparison::new(walk.rows, &mut report);
            witness.say(&mut comparison);
            comparison.end();
        }
        Ok(report)
    }

    /// One view of the projected tables, and where they stand; `None` where there are none.
    pub(crate) async fn tables_as_they_are(&self) -> Result<Option<(TablesConnection, (Seq, String))>, StoreError> {
        if matches!(self.store, Backend::Sqlite(_)) && self.store.tables_file().is_none() {
            return Ok(None);
        }
        let mut tables = self.store.connect_tables(Way::Inspect).await?;
        on!(tables.connection(), to => sqlx::query(self.picture()).execute(to).await.map(drop)?);
        let stand = self.tables_stand(tables.connection()).await?;
        Ok(stand.map(|stand| (tables, stand)))
    }

    const fn picture(&self) -> &'static str {
        match self.store {
            Backend::Sqlite(_) => "begin",
            Backend::Postgres(_) => PICTURE,
        }
    }

    async fn verify_in(
        &self,
        mut from: Connection<'_>,
        tables: Option<(Connection<'_>, Seq, &str)>,
        walk: &mut Walk<'_>,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        if let Some((tables, stand, hash)) = tables {
            self.walk_events(from.again(), report, walk, stand.cast_signed()).await?;
            self.compare_tables(tables, report, walk, (stand, hash)).await?;
        }
        self.walk_events(from.again(), report, walk, i64::MAX).await?;
        self.head_row(from.again(), report, walk.next - 1, &walk.hash).await?;
        seats(report, &walk.rows, &walk.sent_on);
        ledger(report, &walk.rows);
        self.names_of_the_erased(from.again(), report, &walk.rows).await?;
        for table in [&people::WORKS_AS, &people::ERASED] {
            self.compare_table(from.again(), report, table, &walk.rows).await?;
        }
        self.compare_sides(from.again(), report, std::mem::take(&mut walk.sides)).await?;
        self.access_chain(from, report).await
    }

    /// Goes on over the events up to a number.
    async fn walk_events(
        &self,
        mut from: Connection<'_>,
        report: &mut Report,
        walk: &mut Walk<'_>,
        until: i64,
    ) -> Result<(), StoreError> {
        while walk.next <= until {
            let page: Vec<EventRow> = on!(from.again(), to => sqlx::query_as(EVENTS)
                .bind(self.hospital().0)
                .bind(walk.next)
                .bind(PAGE)
                .fetch_all(to)
                .await?);
            if page.first().is_none_or(|row| row.seq > until) {
                return Ok(());
            }
            for row in page.into_iter().take_while(|row| row.seq <= until) {
                if row.seq != walk.next {
                    let wrong = match row.seq > walk.next {
                        true => format!("numbers {} to {} are missing", walk.next, row.seq - 1),
                        false => format!("number {} is in the row before, too", row.seq),
                    };
                    report.find("event", row.seq.min(walk.next).to_string(), "chain", wrong);
                    walk.witness = None;
                }
                let untouched = row.is_untouched(&walk.hash);
                if !untouched {
                    report.find("event", row.seq.to_string(), "chain", "the hash does not fit the row");
                    walk.witness = None;
                }
                walk.hash.clone_from(&row.hash);
                // How many events a row has is believed when it can be read, and when it is as it was written.
                let count = walk.play(&row, report).unwrap_or_else(|error| {
                    report.find("event", row.seq.to_string(), "unreadable", error.to_string());
                    walk.witness = None;
                    if untouched { row.count().cast_signed() } else { 1 }
                });
                report.events = report.events.saturating_add(count.cast_unsigned());
                let Some(next) = row.seq.checked_add(count) else { return Ok(()) };
                walk.next = next;
            }
        }
        Ok(())
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

    async fn compare_tables(
        &self,
        mut tables: Connection<'_>,
        report: &mut Report,
        walk: &Walk<'_>,
        (stand, hash): (Seq, &str),
    ) -> Result<(), StoreError> {
        report.tables = Some(stand);
        if walk.next - 1 != stand.cast_signed() || walk.hash != hash {
            let last = walk.next - 1;
            let detail = format!("the tables stand at event {stand} of another journal; this one goes to {last} there");
            report.find(POSITION.name, "", "row-differs", detail);
        }
        for table in TABLES {
            match self.compare_table(tables.again(), report, table, &walk.rows).await {
                Err(StoreError::Database(error)) if is_damage(&error) => {
                    report.find(table.name, "", "unreadable", error.to_string());
                }
                compared => compared?,
            }
        }
        Ok(())
    }

    async fn compare_table(
        &self,
        from: Connection<'_>,
        report: &mut Report,
        table: &Table,
        expected: &Rows,
    ) -> Result<(), StoreError> {
        let text = sqlx::AssertSqlSafe(select(table, &from));
        let stored = on!(from, to => {
            let query = sqlx::query(text).bind(self.hospital().0);
            query.fetch_all(to).await?.iter().map(|row| cells(table, row)).collect::<Result<Vec<Row>, _>>()?
        });
        let mut missing: BTreeMap<_, _> = expected.of(table.name).collect();
        for (key, cells) in stored {
            report.rows += 1;
            match missing.remove(&key) {
                None => report.find(table.name, show(&key), "row-extra", "no event made it"),
                Some(wanted) => {
                    for ((column, cell), wanted) in table.columns.iter().zip(&cells).zip(wanted) {
                        if cell != wanted {
                            let detail =
                                format!("{} is {}, the journal says {}", column.name, show_one(cell), show_one(wanted));
                            report.find(table.name, show(&key), "row-differs", detail);
                        }
                    }
                }
            }
        }
        for key in missing.keys() {
            report.find(table.name, show(key), "row-missing", "the journal has it");
        }
        Ok(())
    }

    /// Checks that nobody who was erased can be found by a part of their name.
    async fn names_of_the_erased(
        &self,
        from: Connection<'_>,
        report: &mut Report,
        rows: &Rows,
    ) -> Result<(), StoreError> {
        let found: Vec<String> =
            on!(from, to => sqlx::query_scalar(names::PEOPLE).bind(self.hospital().0).fetch_all(to).await?);
        let named = rows.cells("person", "erased").filter(|(_, erased)| **erased == Value::Truth(false));
        let named: HashSet<String> = named.map(|(key, _)| show(key)).collect();
        for person in found.into_iter().filter(|person| !named.contains(person)) {
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

/// Checks that no window has more appointments than seats. Whoever was sent on may be one more than there are.
fn seats(report: &mut Report, rows: &Rows, sent_on: &HashSet<Value>) {
    let cancelled: HashSet<&[Value]> = rows
        .cells("appointment", "state")
        .filter(|(_, state)| **state == Value::from("cancelled"))
        .map(|(key, _)| key)
        .collect();
    let mut taken: BTreeMap<&Value, i64> = BTreeMap::new();
    let has_seat = |key: &[Value]| !cancelled.contains(key) && !key.iter().any(|id| sent_on.contains(id));
    for (_, slot) in rows.cells("appointment", "slot").filter(|(key, _)| has_seat(key)) {
        *taken.entry(slot).or_default() += 1;
    }
    for (key, capacity) in rows.cells("slot", "capacity") {
        let (taken, Value::Int(capacity)) = (key.first().and_then(|slot| taken.get(slot)), capacity) else { continue };
        if let Some(taken) = taken.filter(|taken| *taken > capacity) {
            report.find("slot", show(key), "overbooked", format!("{taken} of {capacity} seats are taken"));
        }
    }
}

/// Checks that the postings of each event add up to nothing.
fn ledger(report: &mut Report, rows: &Rows) {
    let mut sums: BTreeMap<&Value, i128> = BTreeMap::new();
    for (key, amount) in rows.cells("ledger_entry", "amount_fen") {
        if let (Some(seq), Value::Int(fen)) = (key.first(), amount) {
            *sums.entry(seq).or_default() += i128::from(*fen);
        }
    }
    for (seq, rest) in sums.into_iter().filter(|(_, rest)| *rest != 0) {
        report.find("ledger_entry", show_one(seq), "ledger", format!("the postings add up to {rest} fen"));
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
            Kind::Text | Kind::Id | Kind::Date | Kind::Instant | Kind::Blob => {
                row.try_get::<Option<String>, _>(column.name).map(Value::from)
            }
        };
        // SQLite lets anybody put anything into any column: a text among numbers, bytes that are no text.
        match read.or_else(|_| row.try_get::<Option<String>, _>(column.name).map(Value::from)) {
            Err(sqlx::Error::ColumnDecode { .. }) => Ok(Value::from(UNREADABLE)),
            read => read,
        }
    };
    let key = table.key.iter().map(cell).collect::<Result<_, _>>()?;
    let cells = table.columns.iter().map(cell).collect::<Result<_, _>>()?;
    Ok((key, cells))
}
