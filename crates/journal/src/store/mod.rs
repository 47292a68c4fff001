//! Two databases, one meaning (decisions.md D11): SQLite in a file, PostgreSQL for several nodes.
//!
//! Each statement is written once, as a named constant with `$1` parameters, beside the code that uses it; [`on!`] runs
//! the same expression on whichever database it is. The two differ only in opening ([`sqlite`], [`postgres`]), in how
//! the write lock is taken (`write_lock`), and in how many rows go into one statement (`bulk`).

mod address;
mod migrate;
mod migrations;
pub(crate) mod postgres;
pub(crate) mod sqlite;

pub(crate) use address::{Address, shown};
#[cfg(test)]
pub(crate) use migrate::NAMED as MIGRATION_STATEMENTS;
pub(crate) use migrate::{Way, compare, prepare};

use ::sqlx::{ConnectOptions as _, PgConnection, PgPool, SqliteConnection, SqlitePool};
use std::os::unix::fs::MetadataExt as _;

/// Something in its form for either database.
#[derive(Clone, Debug)]
pub(crate) enum Backend<S, P> {
    /// For SQLite.
    Sqlite(S),
    /// For PostgreSQL.
    Postgres(P),
}

/// A hospital's database.
pub(crate) type Store = Backend<sqlite::Sqlite, postgres::Postgres>;
/// Where single statements run.
pub(crate) type Pool<'a> = Backend<&'a SqlitePool, &'a PgPool>;
/// Where the statements of one transaction run.
pub(crate) type Connection<'a> = Backend<&'a mut SqliteConnection, &'a mut PgConnection>;

/// A connection of its own to the projected tables.
pub(crate) type TablesConnection = Backend<SqliteConnection, PgConnection>;
/// A file, whatever its name: device and inode.
pub(crate) type FileId = (u64, u64);

/// Runs the same expression on either database.
macro_rules! on {
    ($backend:expr, $to:ident => $run:expr) => {
        match $backend {
            $crate::store::Backend::Sqlite($to) => $run,
            $crate::store::Backend::Postgres($to) => $run,
        }
    };
}
pub(crate) use on;

impl Store {
    /// For statements that only read.
    pub(crate) const fn reading(&self) -> Pool<'_> {
        match self {
            Self::Sqlite(store) => Backend::Sqlite(&store.readers),
            Self::Postgres(store) => Backend::Postgres(&store.pool),
        }
    }

    /// For reading large parts of the journal, also for work on threads of a lower priority. On SQLite these connections
    /// are apart: if such a thread has to open one, SQLite's own thread has the same priority.
    pub(crate) const fn aside(&self) -> Pool<'_> {
        match self {
            Self::Sqlite(store) => Backend::Sqlite(&store.aside),
            Self::Postgres(store) => Backend::Postgres(&store.pool),
        }
    }

    /// For statements that write outside the chain of events.
    pub(crate) const fn writing(&self) -> Pool<'_> {
        match self {
            Self::Sqlite(store) => Backend::Sqlite(&store.writer),
            Self::Postgres(store) => Backend::Postgres(&store.pool),
        }
    }

    /// Opens a connection to write the projected tables, or only to read them as they are.
    pub(crate) async fn connect_tables(&self, way: Way) -> Result<TablesConnection, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(store) => Backend::Sqlite(store.connect_tables(way).await?),
            Self::Postgres(store) => Backend::Postgres(store.tables.connect().await?),
        })
    }

    /// SQLite's file of the tables that is there now.
    pub(crate) fn tables_file(&self) -> Option<FileId> {
        let Self::Sqlite(store) = self else { return None };
        let found = std::fs::metadata(store.tables.get_filename()).ok()?;
        Some((found.dev(), found.ino()))
    }
}

impl TablesConnection {
    pub(crate) fn connection(&mut self) -> Connection<'_> {
        match self {
            Self::Sqlite(connection) => Backend::Sqlite(connection),
            Self::Postgres(connection) => Backend::Postgres(connection),
        }
    }
}

impl Connection<'_> {
    /// The same connection, borrowed for a shorter time.
    pub(crate) fn again(&mut self) -> Connection<'_> {
        match self {
            Self::Sqlite(connection) => Backend::Sqlite(&mut **connection),
            Self::Postgres(connection) => Backend::Postgres(&mut **connection),
        }
    }
}
