//! What can go wrong with the disk and the database.

use crate::store::{postgres, shown};

/// Why a database cannot be used. Addresses appear here without their passwords.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address is not one of a database that this program knows.
    #[error(
        "`{url}` is not a database address; it looks like sqlite://path/to/file.db or postgres://user@host/database"
    )]
    Url {
        /// As given.
        url: String,
    },
    /// There is no such file, or no such database on the server.
    #[error("there is no database at {url}")]
    Missing {
        /// As given.
        url: String,
    },
    /// The file or its folder, or the database, may only be read.
    #[error("the database {url} cannot be written: may this user write the file and its folder, or make tables?")]
    NotWritable {
        /// As given.
        url: String,
    },
    /// Another process has it.
    #[error("the database {url} is used by another onething, perhaps a running server; end that first")]
    InUse {
        /// As given.
        url: String,
    },
    /// The lock beside the database cannot be taken.
    #[error("the lock file {file} of the database cannot be used: {source}")]
    Lock {
        /// The lock's file.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// It is to be read only, but its last changes would first have to be written into it.
    #[error(
        "the database {url} cannot be read where nothing may be written: its last changes stand in the file beside it whose name ends in -wal, and the one that ends in -shm is missing; copy the database file and that one to a folder that may be written"
    )]
    UnreadableLog {
        /// As given.
        url: String,
    },
    /// It holds only other hospitals.
    #[error(
        "there is no hospital {hospital} in the database {url}, but for instance hospital {found}: --hospital says which"
    )]
    NoHospital {
        /// As given.
        url: String,
        /// The hospital that is not there.
        hospital: i64,
        /// A hospital that is.
        found: i64,
    },
    /// The file holds something else.
    #[error("{url} is not a database of this program, but something else; nothing was changed")]
    NotADatabase {
        /// As given.
        url: String,
    },
    /// The server does not answer.
    #[error("the database {url} does not answer: {source}")]
    Silent {
        /// As given.
        url: String,
        /// What the driver said.
        source: sqlx::Error,
    },
    /// The server does not let this user in.
    #[error("the database {url} refuses this user: wrong user name or password")]
    Denied {
        /// As given.
        url: String,
    },
    /// It was written by an older program and is to be read only.
    #[error(
        "the database {url} was written by an older version of this program (its schema {found}, this program's {known}): start the hospital once, or run `onething migrate`, which bring it up to date"
    )]
    Older {
        /// As given.
        url: String,
        /// Its newest migration.
        found: i64,
        /// This program's newest migration.
        known: i64,
    },
    /// The file cannot be opened or made, or the server cannot be used.
    #[error("the database {url} cannot be opened: {source}")]
    Unusable {
        /// As given.
        url: String,
        /// What the driver said.
        source: sqlx::Error,
    },
    /// It was written by a newer program.
    #[error(
        "the database {url} was written by a newer version of this program (its schema {found}, this program's {known}); nothing was changed"
    )]
    Newer {
        /// As given.
        url: String,
        /// Its newest migration.
        found: i64,
        /// This program's newest migration.
        known: i64,
    },
    /// A migration was begun and not finished.
    #[error(
        "the database {url} is half migrated (its migration {version} was begun and not ended); restore the backup from before it; nothing was changed"
    )]
    HalfMigrated {
        /// As given.
        url: String,
        /// The migration's number.
        version: i64,
    },
    /// A table is missing.
    #[error(
        "the database {url} lacks the table `{table}`, which its schema has; restore a backup; nothing was changed"
    )]
    Incomplete {
        /// As given.
        url: String,
        /// The table's name.
        table: &'static str,
    },
    /// A migration failed.
    #[error("the database {url} cannot be brought up to date: {source}")]
    Migration {
        /// As given.
        url: String,
        /// What the migrator said.
        source: sqlx::migrate::MigrateError,
    },
    /// The key is another hospital's.
    #[error("the key does not fit this database: it was made with another key")]
    Key,
}

/// Why a batch was not appended.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Somebody else has used these numbers: catch up and decide again.
    #[error("the journal has moved on")]
    Conflict,
    /// One of the batch's idempotency keys was used long ago: look it up and decide again.
    #[error("an idempotency key was used before")]
    KeyUsed,
    /// Another node made a key for the same person first. It is known now: seal again.
    #[error("another node made a key for the same person")]
    PersonKeyTaken,
    /// There is no space left; nothing was written.
    #[error("no space is left on the disk")]
    Full,
    /// The write lock was lost before anything was committed (the server ended it, or went away): decide again.
    #[error("the write lock was lost: {0}")]
    Interrupted(StoreError),
    /// The commit was sent and its answer was lost: find out before anybody is told anything.
    #[error("the outcome of the commit is not known")]
    OutcomeUnknown,
    /// Nothing was written.
    #[error("the batch was not written: {0}")]
    Failed(StoreError),
}

/// Why something cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The name is another login's.
    #[error("the name is another login's")]
    Taken,
    /// The person or clinician that a login is to act as was erased.
    #[error("who the login acts as was erased")]
    Gone,
    /// An event of a kind or version that this program does not know, or one that cannot be read.
    #[error("event {seq}: {source}")]
    Event {
        /// Its number.
        seq: i64,
        /// What is wrong.
        source: model::event::DecodeError,
    },
    /// Sealing or opening failed.
    #[error(transparent)]
    Seal(#[from] crate::SealError),
    /// A row is not what this program writes.
    #[error("table {table}: {what} cannot be read")]
    Row {
        /// The table.
        table: &'static str,
        /// The column or row.
        what: String,
    },
    /// JSON cannot be written or read.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// PostgreSQL's schema for the projected tables holds a table of something else.
    #[error(
        "the schema `reports` holds a table `{table}` that is not this program's (there is no `table_version` and no `table_position`): remove or rename what is in it"
    )]
    ForeignTables {
        /// The table.
        table: &'static str,
    },
    /// A newer program writes the projected tables.
    #[error("the tables are written by a newer version of this program, which this one leaves to it")]
    NewerTables,
    /// A password cannot be hashed.
    #[error("a password cannot be hashed")]
    Password,
}

impl StoreError {
    /// Does it pass, so that the same may be tried again: is the server away, restarting, ending a connection or out of
    /// free ones, or is SQLite's file held by another process?
    #[must_use]
    pub fn passes(&self) -> bool {
        matches!(self, Self::Database(error) if passes(error))
    }
}

fn passes(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Protocol(_) => true,
        error => {
            sqlite_code(error) == Some(SQLITE_BUSY) || postgres::code(error).is_some_and(|code| postgres::passes(&code))
        }
    }
}

/// SQLite's primary result code, the low byte of the extended one.
fn sqlite_code(error: &sqlx::Error) -> Option<u32> {
    let sqlx::Error::Database(database) = error else { return None };
    database.try_downcast_ref::<sqlx::sqlite::SqliteError>()?;
    database.code()?.parse::<u32>().ok().map(|code| code & 0xff)
}

/// Is SQLite's file not, or no longer, a database?
pub(crate) fn is_damage(error: &sqlx::Error) -> bool {
    matches!(sqlite_code(error), Some(SQLITE_CORRUPT | SQLITE_NOTADB))
}

const SQLITE_BUSY: u32 = 5;
const SQLITE_READONLY: u32 = 8;
const SQLITE_CORRUPT: u32 = 11;
const SQLITE_FULL: u32 = 13;
const SQLITE_NOTADB: u32 = 26;

impl OpenError {
    pub(crate) fn of(source: sqlx::Error, url: &str) -> Self {
        let url = shown(url);
        match sqlite_code(&source) {
            Some(SQLITE_READONLY) => return Self::NotWritable { url },
            Some(SQLITE_NOTADB) => return Self::NotADatabase { url },
            _ => {}
        }
        match postgres::code(&source).as_deref() {
            // invalid_password, invalid_authorization_specification
            Some("28P01" | "28000") => Self::Denied { url },
            // invalid_catalog_name
            Some("3D000") => Self::Missing { url },
            // read_only_sql_transaction, insufficient_privilege
            Some("25006" | "42501") => Self::NotWritable { url },
            _ if is_silence(&source) => Self::Silent { url, source },
            _ => Self::Unusable { url, source },
        }
    }
}

/// A certificate that is not trusted comes as an I/O error too, but then somebody did answer.
fn is_silence(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(error) => error.kind() != std::io::ErrorKind::InvalidData,
        error => matches!(error, sqlx::Error::PoolTimedOut),
    }
}

impl From<StoreError> for AppendError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Database(error) => error.into(),
            other => Self::Failed(other),
        }
    }
}

impl From<sqlx::Error> for AppendError {
    /// What an error before the commit means. Nothing was written.
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::Database(database) = &error
            && database.is_unique_violation()
        {
            // SQLite gives the name of an expression's index in its message, PostgreSQL in a field of its own.
            let names_key = database.constraint() == Some("event_key") || database.message().contains("event_key");
            return if names_key { Self::KeyUsed } else { Self::Conflict };
        }
        if sqlite_code(&error) == Some(SQLITE_FULL) {
            return Self::Full;
        }
        match postgres::code(&error).as_deref() {
            // disk_full
            Some("53100") => Self::Full,
            _ if sqlite_code(&error).is_none() && passes(&error) => Self::Interrupted(error.into()),
            _ => Self::Failed(error.into()),
        }
    }
}
