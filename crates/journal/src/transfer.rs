//! A hospital as one text file: to move it between databases, and as a backup of either.
//!
//! One JSON value a line: a head, the rows table by table, and an end with their number and the hash of all lines
//! before it, so that a file which was cut short or changed is recognized. What is sealed stays sealed; the hospital's
//! key is moved separately. The file has no projected tables, because they follow from the events, and neither
//! snapshots nor sessions of logins nor messages to people: what was said before is not said again.

use crate::{
    Journal, StoreError,
    access::{self, AccessLine},
    append::{self, EventRow},
    bulk::Cell,
    login::{self, LoginRow},
    open, read,
    store::{Backend, Connection, on},
    write_lock::{Head, LOCK_HEAD, MOVE_HEAD},
};
use futures_util::TryStreamExt as _;
use model::id::HospitalId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::{FromRow, postgres::PgRow, sqlite::SqliteRow};
use std::io::{self, BufRead, Write};

/// The name of the file's format.
const FORMAT: &str = "onething-hospital";
const VERSION: u32 = 2;
/// How many rows are written at once.
const ROWS: usize = 2048;

pub(crate) const EVENTS: &str = "select seq, last_seq, at, actor, actor_user, on_behalf_of, reason, kind, version, payload, \
    idempotency_key, body_hash, answer, hash from event where hospital_id = $1 order by seq";
pub(crate) const SIDES: &str = "select id, person, class, kind, cipher from side where hospital_id = $1 order by id";
pub(crate) const FILLED: &str = "select (select count(*) from event where hospital_id = $1) \
    + (select count(*) from login where hospital_id = $1) + (select count(*) from person_key where hospital_id = $1)";
/// On PostgreSQL only: reads all tables as of one moment.
const ONE_MOMENT: &str = "set transaction isolation level repeatable read read only";

/// Why a hospital cannot be moved. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file cannot be read or written.
    #[error("the file cannot be read or written: {0}")]
    File(#[from] io::Error),
    /// The file is something else.
    #[error("this is no file of a hospital of this program (its first line says so); nothing was imported")]
    Foreign,
    /// The file was written by a newer program.
    #[error("the file has form {found}, this program knows forms up to {VERSION}; nothing was imported")]
    Newer {
        /// The version of its format.
        found: u32,
    },
    /// The file is of another hospital.
    #[error("the file is of hospital {found}, this database is for hospital {wanted}; nothing was imported")]
    Hospital {
        /// The file's hospital.
        found: i64,
        /// The database's hospital.
        wanted: i64,
    },
    /// A line cannot be read.
    #[error("line {line} cannot be read: {source}; nothing was imported")]
    Line {
        /// The number of the line, from 1.
        line: u64,
        /// Why it cannot be read.
        source: serde_json::Error,
    },
    /// The end is missing, or does not match the rest.
    #[error("the file is not whole: it was cut short or changed after it was written; nothing was imported")]
    NotWhole,
    /// The chain of events is broken.
    #[error("event {seq} does not follow from the one before; nothing was imported")]
    Chain {
        /// The number of the event that breaks it.
        seq: i64,
    },
    /// The database already holds a hospital.
    #[error("there is a hospital in this database already; import into an empty one")]
    NotEmpty,
}

impl From<sqlx::Error> for TransferError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What was moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// How many events.
    pub events: u64,
    /// How many rows, those of events included.
    pub rows: u64,
}

impl Moved {
    fn add(&mut self, line: &Line) {
        self.rows += 1;
        if let Line::Event(row) = line {
            self.events = self.events.saturating_add(row.count());
        }
    }
}

/// A line of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Line {
    Head { format: String, version: u32, hospital: i64 },
    Event(EventRow),
    Side(SideLine),
    Key(KeyLine),
    Login(LoginRow),
    Access(AccessLine),
    End { rows: u64, hash: String },
}

/// A side row, sealed.
#[macro_rules_attribute::apply(from_row!)]
#[derive(Debug, Serialize, Deserialize)]
struct SideLine {
    id: String,
    person: Option<String>,
    class: String,
    kind: String,
    #[serde(with = "hex::serde")]
    cipher: Vec<u8>,
}

/// A person's wrapped key.
#[macro_rules_attribute::apply(from_row!)]
#[derive(Debug, Serialize, Deserialize)]
struct KeyLine {
    person: String,
    class: String,
    #[serde(with = "hex::serde")]
    wrapped: Vec<u8>,
}

impl Journal {
    /// Is this a whole file of this hospital, as [`export`](Self::export) wrote it? Needs no database.
    ///
    /// # Errors
    /// See [`TransferError`].
    pub fn check_file(hospital: HospitalId, file: impl BufRead) -> Result<(), TransferError> {
        let mut reading = Reading::new(file);
        reading.head(hospital.0)?;
        let (mut text, mut rows) = (reading.text()?, 0);
        loop {
            let before = reading.hash();
            reading.passed(&text);
            let next = match reading.text() {
                Err(TransferError::NotWhole) => return last(&text, rows, &before),
                next => next?,
            };
            (text, rows) = (next, rows + 1);
        }
    }

    /// Writes the hospital as it is at one moment, while others go on writing to the database.
    ///
    /// # Errors
    /// When the database cannot be read or `out` cannot be written.
    pub async fn export(&self, out: impl Write) -> Result<Moved, TransferError> {
        let mut lines = Lines { out, hash: Sha256::new(), moved: Moved::default() };
        let hospital = self.hospital().0;
        lines.say(&Line::Head { format: FORMAT.to_owned(), version: VERSION, hospital })?;
        match &self.store {
            Backend::Sqlite(store) => {
                let mut moment = store.readers.begin().await?;
                lines.tables(Backend::Sqlite(&mut *moment), hospital).await?;
            }
            Backend::Postgres(store) => {
                let mut moment = store.patient().begin().await?;
                sqlx::query(ONE_MOMENT).execute(&mut *moment).await?;
                lines.tables(Backend::Postgres(&mut *moment), hospital).await?;
            }
        }
        lines.end()
    }

    /// Fills an empty database from what [`export`](Self::export) wrote, in one transaction.
    ///
    /// # Errors
    /// See [`TransferError`]; the database is then as empty as before.
    pub async fn import(&self, file: impl BufRead) -> Result<Moved, TransferError> {
        let mut import = Import { file: Reading::new(file), journal: self, head: Head::default(), waiting: Vec::new() };
        import.file.head(self.hospital().0)?;
        match &self.store {
            Backend::Sqlite(store) => {
                let mut known = store.head.lock().await;
                *known = None;
                let mut transaction = store.writer.begin_with("begin immediate").await?;
                let moved = import.run(Backend::Sqlite(&mut *transaction)).await?;
                self.pass_over_in(Backend::Sqlite(&mut *transaction), import.head.seq).await?;
                transaction.commit().await?;
                Ok(moved)
            }
            Backend::Postgres(store) => {
                store.make_head(self.hospital().0).await?;
                let mut transaction = store.patient().begin().await?;
                let hospital = self.hospital().0;
                sqlx::query(LOCK_HEAD).bind(hospital).execute(&mut *transaction).await?;
                let moved = import.run(Backend::Postgres(&mut *transaction)).await?;
                self.pass_over_in(Backend::Postgres(&mut *transaction), import.head.seq).await?;
                sqlx::query(MOVE_HEAD)
                    .bind(hospital)
                    .bind(import.head.seq.cast_signed())
                    .bind(&import.head.hash)
                    .execute(&mut *transaction)
                    .await?;
                transaction.commit().await?;
                Ok(moved)
            }
        }
    }
}

/// Writes the file.
struct Lines<W> {
    out: W,
    hash: Sha256,
    moved: Moved,
}

impl<W: Write> Lines<W> {
    fn say(&mut self, line: &Line) -> Result<(), TransferError> {
        let mut text = serde_json::to_string(line).map_err(StoreError::from)?;
        text.push('\n');
        self.hash.update(&text);
        Ok(self.out.write_all(text.as_bytes())?)
    }

    async fn tables(&mut self, mut from: Connection<'_>, hospital: i64) -> Result<(), TransferError> {
        self.table(from.again(), hospital, EVENTS, Line::Event).await?;
        self.table(from.again(), hospital, SIDES, Line::Side).await?;
        self.table(from.again(), hospital, open::KEYS, Line::Key).await?;
        self.table(from.again(), hospital, login::LOGINS, Line::Login).await?;
        self.table(from, hospital, access::EVERYTHING, Line::Access).await
    }

    async fn table<T>(
        &mut self,
        from: Connection<'_>,
        hospital: i64,
        query: &'static str,
        line: impl Fn(T) -> Line,
    ) -> Result<(), TransferError>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        on!(from, from => {
            let mut rows = sqlx::query_as::<_, T>(query).bind(hospital).fetch(from);
            while let Some(row) = rows.try_next().await? {
                let line = line(row);
                self.say(&line)?;
                self.moved.add(&line);
            }
        });
        Ok(())
    }

    fn end(mut self) -> Result<Moved, TransferError> {
        let hash = hex::encode(self.hash.clone().finalize());
        self.say(&Line::End { rows: self.moved.rows, hash })?;
        self.out.flush()?;
        Ok(self.moved)
    }
}

/// Reads the file.
struct Reading<R> {
    file: R,
    hash: Sha256,
    line: u64,
}

impl<R: BufRead> Reading<R> {
    fn new(file: R) -> Self {
        Self { file, hash: Sha256::new(), line: 0 }
    }

    /// The next line's text; `NotWhole` where there is none.
    fn text(&mut self) -> Result<String, TransferError> {
        let mut text = String::new();
        if self.file.read_line(&mut text)? == 0 || !text.ends_with('\n') {
            return Err(TransferError::NotWhole);
        }
        self.line += 1;
        Ok(text)
    }

    /// Counts and hashes a line that was read.
    fn passed(&mut self, text: &str) {
        self.hash.update(text);
    }

    /// The hash of all lines read so far.
    fn hash(&self) -> String {
        hex::encode(self.hash.clone().finalize())
    }

    /// The next line, with the hash of all lines before it; `NotWhole` where there is none.
    fn next(&mut self) -> Result<(Line, String), TransferError> {
        let text = self.text()?;
        let before = self.hash();
        self.passed(&text);
        let line = serde_json::from_str(&text).map_err(|source| TransferError::Line { line: self.line, source })?;
        Ok((line, before))
    }

    fn head(&mut self, wanted: i64) -> Result<(), TransferError> {
        match self.next() {
            Ok((Line::Head { version, .. }, _)) if version > VERSION => Err(TransferError::Newer { found: version }),
            Ok((Line::Head { format, hospital, .. }, _)) if format == FORMAT => {
                if hospital == wanted {
                    Ok(())
                } else {
                    Err(TransferError::Hospital { found: hospital, wanted })
                }
            }
            Err(TransferError::File(error)) if error.kind() != io::ErrorKind::InvalidData => Err(error.into()),
            _ => Err(TransferError::Foreign),
        }
    }
}

/// Is this the last line of a file of this many rows whose earlier lines have this hash?
fn last(text: &str, rows: u64, hash: &str) -> Result<(), TransferError> {
    match serde_json::from_str(text) {
        Ok(Line::End { rows: said, hash: kept }) if said == rows && kept == hash => Ok(()),
        _ => Err(TransferError::NotWhole),
    }
}

/// Rows on their way into a database.
struct Import<'a, R> {
    file: Reading<R>,
    journal: &'a Journal,
    head: Head,
    waiting: Vec<Line>,
}

impl<R: BufRead> Import<'_, R> {
    async fn run(&mut self, mut to: Connection<'_>) -> Result<Moved, TransferError> {
        let hospital = self.journal.hospital().0;
        let filled: i64 = on!(to.again(), to => sqlx::query_scalar(FILLED).bind(hospital).fetch_one(to).await?);
        if filled > 0 {
            return Err(TransferError::NotEmpty);
        }
        let mut moved = Moved::default();
        loop {
            let (line, before) = self.file.next()?;
            match line {
                Line::End { rows, hash } => {
                    if rows != moved.rows || hash != before {
                        return Err(TransferError::NotWhole);
                    }
                    self.write(to).await?;
                    return Ok(moved);
                }
                Line::Head { .. } => return Err(TransferError::NotWhole),
                line => {
                    moved.add(&line);
                    self.waiting.push(line);
                }
            }
            if self.waiting.len() >= ROWS {
                self.write(to.again()).await?;
            }
        }
    }

    /// Writes the rows that wait.
    async fn write(&mut self, mut to: Connection<'_>) -> Result<(), TransferError> {
        let hospital = self.journal.hospital().0;
        let (mut events, mut sides, mut keys) = (Vec::new(), Vec::new(), Vec::new());
        let (mut logins, mut accesses) = (Vec::new(), Vec::new());
        for line in self.waiting.drain(..) {
            match line {
                Line::Event(row) => {
                    if row.first() != self.head.seq + 1 || !row.is_untouched(&self.head.hash) {
                        return Err(TransferError::Chain { seq: row.seq });
                    }
                    self.head = Head { seq: row.last(), hash: row.hash.clone() };
                    events.push(row);
                }
                Line::Side(row) => sides.push(vec![
                    row.id.into(),
                    row.person.into(),
                    row.class.into(),
                    row.kind.into(),
                    row.cipher.into(),
                ]),
                Line::Key(row) => keys.push(vec![row.person.into(), row.class.into(), row.wrapped.into()]),
                Line::Login(row) => logins.push(row.cells()),
                Line::Access(row) => accesses.push(row.cells()),
                Line::Head { .. } | Line::End { .. } => {}
            }
        }
        let entries = read::entries(events.clone())?;
        self.journal.write_events(to.again(), events.into_iter().map(EventRow::cells)).await?;
        self.journal.write_people(to.again(), entries.iter().map(|entry| &entry.event)).await?;
        let [person_keys, side, _] = &*append::INSERTS;
        let rows: [(_, Vec<Vec<Cell>>); 4] =
            [(side, sides), (person_keys, keys), (&login::INSERT, logins), (&access::INSERT, accesses)];
        for (statement, rows) in rows {
            statement.run(to.again(), hospital, rows).await?;
        }
        Ok(())
    }
}
