//! What can go wrong with the disk and the database.

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Not an address of a database that this program knows.
    #[error("`{url}` is not a database address; it looks like sqlite://path/to/file.db")]
    Url {
        /// As given.
        url: String,
    },
    /// There is no such file.
    #[error("there is no database at {url}")]
    Missing {
        /// As given.
        url: String,
    },
    /// The file or its folder may only be read.
    #[error("the database {url} cannot be written: may this user write the file and its folder?")]
    NotWritable {
        /// As given.
        url: String,
    },
    /// The file is something else.
    #[error("{url} is a file, but not a database of this program; nothing was changed")]
    NotADatabase {
        /// As given.
        url: String,
    },
    /// Written by an older program, and to be read only.
    #[error(
        "the database {url} was written by an older version of this program (its schema {found}, this program's {known}): start the hospital once, which brings it up to date"
    )]
    Older {
        /// As given.
        url: String,
        /// Its newest migration.
        found: i64,
        /// This program's newest migration.
        known: i64,
    },
    /// The file cannot be opened or made.
    #[error("the database {url} cannot be opened: {source}")]
    Unusable {
        /// As given.
        url: String,
        /// What the driver said.
        source: sqlx::Error,
    },
    /// Written by a newer program.
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
    /// A migration failed.
    #[error("the database {url} cannot be brought up to date: {source}")]
    Migration {
        /// As given.
        url: String,
        /// What the migrator said.
        source: sqlx::migrate::MigrateError,
    },
    /// Another hospital's key.
    #[error("the key does not fit this database: it was made with another key")]
    Key,
}

/// Why a batch was not appended.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Somebody else has used these numbers: catch up and decide again.
    #[error("the journal has moved on")]
    Conflict,
    /// No space; nothing was written.
    #[error("no space is left on the disk")]
    Full,
    /// The commit was sent and its answer lost: look before anybody is told anything.
    #[error("the outcome of the commit is not known")]
    OutcomeUnknown,
    /// Nothing was written.
    #[error("the batch was not written: {0}")]
    Failed(#[from] StoreError),
}

/// Why something cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// An event of a kind or version that this program does not know, or one that cannot be read.
    #[error("event {seq}: {source}")]
    Event {
        /// Its number.
        seq: i64,
        /// What is wrong.
        source: model::event::DecodeError,
    },
    /// Sealing or opening.
    #[error(transparent)]
    Seal(#[from] crate::SealError),
    /// A row that is not what this program writes.
    #[error("table {table}: {what} cannot be read")]
    Row {
        /// The table.
        table: &'static str,
        /// Which column or row.
        what: String,
    },
    /// JSON that cannot be written or read.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// Hashing a password.
    #[error("a password cannot be hashed")]
    Password,
}

/// SQLite's primary result code, the low byte of the extended one.
fn sqlite_code(error: &sqlx::Error) -> Option<u32> {
    let sqlx::Error::Database(database) = error else { return None };
    database.code()?.parse::<u32>().ok().map(|code| code & 0xff)
}

const SQLITE_READONLY: u32 = 8;
const SQLITE_FULL: u32 = 13;
const SQLITE_NOTADB: u32 = 26;

impl OpenError {
    pub(crate) fn of(source: sqlx::Error, url: &str) -> Self {
        let url = url.to_owned();
        match sqlite_code(&source) {
            Some(SQLITE_READONLY) => Self::NotWritable { url },
            Some(SQLITE_NOTADB) => Self::NotADatabase { url },
            _ => Self::Unusable { url, source },
        }
    }
}

pub(crate) fn append_error(error: sqlx::Error) -> AppendError {
    let unique = matches!(&error, sqlx::Error::Database(database) if database.is_unique_violation());
    if unique {
        AppendError::Conflict
    } else if sqlite_code(&error) == Some(SQLITE_FULL) {
        AppendError::Full
    } else {
        AppendError::Failed(error.into())
    }
}
