//! SQLite: one writing connection, several readers, and everything is on the disk before it is acknowledged.

use super::{Way, shown};
use crate::{OpenError, write_lock::Head};
use sqlx::{
    ConnectOptions as _, Connection as _, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    fs::{self, OpenOptions, Permissions},
    io::{self, ErrorKind},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::sync::Mutex;

const READERS: u32 = 4;
const READERS_ASIDE: u32 = 2;
const STATEMENTS: usize = 512;
/// Pages in the write-ahead log before a commit copies them into the file, 16 MB. With SQLite's own 1,000, every tenth
/// commit of a rush did so and waited for two more syncs.
const LOG_PAGES: &str = "4000";
const MAY_WRITE: &str = "begin immediate; rollback";
const EMPTY_LOG: &str = "pragma wal_checkpoint(truncate)";

/// An open file.
#[derive(Clone, Debug)]
pub(crate) struct Sqlite {
    /// A pool of one connection: SQLite has one writer.
    pub(crate) writer: SqlitePool,
    pub(crate) readers: SqlitePool,
    /// For reading large parts of the journal.
    pub(crate) aside: SqlitePool,
    /// The last event; `None` when it has to be looked up.
    pub(crate) head: Arc<Mutex<Option<Head>>>,
    /// Of the file beside it that holds the projected tables, which follow from this one: it is not waited for to reach
    /// the disk.
    pub(crate) tables: SqliteConnectOptions,
}

impl Sqlite {
    pub(crate) async fn connect(options: SqliteConnectOptions, url: &str, way: Way) -> Result<Self, OpenError> {
        let unusable = |source| OpenError::of(source, url);
        let tables = options.clone().filename(tables_of(options.get_filename()));
        if way == Way::Inspect && !options.get_filename().exists() {
            return Err(OpenError::Missing { url: shown(url) });
        }
        let options = match way {
            Way::Serve => {
                for_owner_only(options.get_filename()).map_err(|_| OpenError::NotWritable { url: shown(url) })?;
                options
            }
            Way::Inspect => where_nothing_may_be_written(options, url)?,
        };
        let options = options
            .create_if_missing(way == Way::Serve)
            .read_only(way == Way::Inspect)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .statement_cache_capacity(STATEMENTS);
        let options = match way {
            // What is deleted, above all a key, is overwritten.
            Way::Serve => options
                .journal_mode(SqliteJournalMode::Wal)
                .pragma("secure_delete", "on")
                .pragma("wal_autocheckpoint", LOG_PAGES),
            Way::Inspect => options,
        };
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            // A transaction that SQLite ended by itself, as after a failed sync, cannot be rolled back; the driver then
            // believes for ever that the connection is inside a transaction. It is dropped, and a new one takes its
            // place. The pool asks each connection that comes back whether it answers, so nothing is under way on one
            // that lies there, and one that is in no transaction is not asked again.
            .test_before_acquire(false)
            .before_acquire(|connection, _| {
                Box::pin(async move {
                    if connection.is_in_transaction() {
                        connection.ping().await?;
                    }
                    Ok(!connection.is_in_transaction())
                })
            })
            .connect_with(options.clone())
            .await
            .map_err(unusable)?;
        let reading = SqlitePoolOptions::new;
        let readers = reading().max_connections(READERS).min_connections(0);
        // They stay open, so that threads of a lower priority seldom have to open one.
        let aside = reading().max_connections(READERS_ASIDE).idle_timeout(None).max_lifetime(None);
        let reads = options.read_only(true);
        let (readers, aside) = (readers.connect_lazy_with(reads.clone()), aside.connect_lazy_with(reads));
        let tables = tables
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(10))
            .statement_cache_capacity(STATEMENTS)
            .disable_statement_logging();
        Ok(Self { writer, readers, aside, head: Arc::default(), tables })
    }

    /// May this user write?
    pub(crate) async fn prove_writable(&self, url: &str) -> Result<(), OpenError> {
        let tried = sqlx::raw_sql(MAY_WRITE).execute(&self.writer).await;
        tried.map(drop).map_err(|source| OpenError::of(source, url))
    }

    pub(crate) async fn connect_tables(&self, way: Way) -> Result<SqliteConnection, sqlx::Error> {
        let options = match way {
            Way::Serve => {
                for_owner_only(self.tables.get_filename())?;
                let tables = self.tables.clone().create_if_missing(true).journal_mode(SqliteJournalMode::Wal);
                tables.pragma("secure_delete", "on").pragma("wal_autocheckpoint", LOG_PAGES)
            }
            Way::Inspect => {
                let url = format!("sqlite://{}", self.tables.get_filename().display());
                let tables = where_nothing_may_be_written(self.tables.clone(), &url);
                tables.map_err(|error| sqlx::Error::Configuration(error.into()))?.read_only(true)
            }
        };
        options.connect().await
    }

    /// Removes the file of the tables; the next connection makes another one.
    pub(crate) fn discard_tables(&self) {
        let file = self.tables.get_filename();
        for file in [file.to_owned(), beside(file, "-wal"), beside(file, "-shm")] {
            match fs::remove_file(&file) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    tracing::warn!(%error, file = %file.display(), "the damaged file cannot be removed");
                }
                _ => {}
            }
        }
    }

    /// Empties the write-ahead log, which may still hold what was deleted.
    pub(crate) async fn empty_log(&self) -> Result<(), sqlx::Error> {
        sqlx::query(EMPTY_LOG).execute(&self.writer).await.map(drop)
    }
}

/// A file that SQLite keeps beside the database.
fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// The file of the projected tables: `onething-tables.db` beside `onething.db`.
fn tables_of(file: &Path) -> PathBuf {
    let part = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let (stem, extension) = (part(file.file_stem()), part(file.extension()));
    let dot = if extension.is_empty() { "" } else { "." };
    file.with_file_name(format!("{stem}-tables{dot}{extension}"))
}

/// Makes the file if it is missing, and lets nobody but its owner read it. What SQLite makes beside it gets the same
/// mode.
fn for_owner_only(file: &Path) -> io::Result<()> {
    if file.as_os_str() == ":memory:" {
        return Ok(());
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(file) {
        // A missing folder is left for SQLite to report.
        Err(error) if !matches!(error.kind(), ErrorKind::AlreadyExists | ErrorKind::NotFound) => return Err(error),
        _ => {}
    }
    for file in [file.to_owned(), beside(file, "-wal"), beside(file, "-shm")] {
        match fs::metadata(&file) {
            Ok(found) if found.permissions().mode() & 0o077 != 0 => {
                // Another user's file stays as that user made it.
                let own = Permissions::from_mode(found.permissions().mode() & 0o700);
                if let Err(error) = fs::set_permissions(&file, own) {
                    tracing::warn!(%error, file = %file.display(), "others may read this file");
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Where nothing may be written, SQLite cannot make the files that its log needs. A database without changes in its log
/// is read as one that nobody changes; one with changes there can be read only when both files exist.
fn where_nothing_may_be_written(options: SqliteConnectOptions, url: &str) -> Result<SqliteConnectOptions, OpenError> {
    let file = options.get_filename().to_owned();
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_ok() || beside(&file, "-shm").exists() {
        return Ok(options);
    }
    match fs::metadata(beside(&file, "-wal")) {
        Ok(log) if log.len() > 0 => Err(OpenError::UnreadableLog { url: shown(url) }),
        _ => Ok(options.immutable(true)),
    }
}
