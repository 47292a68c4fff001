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
    /// The file cannot be opened, made or written.
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

/// Is the disk full? (SQLITE_FULL = 13.)
pub(crate) fn append_error(error: sqlx::Error) -> AppendError {
    if let sqlx::Error::Database(database) = &error {
        if database.is_unique_violation() {
            return AppendError::Conflict;
        }
        if database.code().is_some_and(|code| code == "13") {
            return AppendError::Full;
        }
    }
    AppendError::Failed(error.into())
}
