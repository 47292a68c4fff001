//! PostgreSQL: a pool for reading and for what is outside the chain, one connection that writes events, and time limits
//! on everything, so that no node holds up the others for long.

use super::Way;
use crate::{OpenError, news, project};
use model::id::{HospitalId, Seq};
use sqlx::{
    ConnectOptions as _, Connection as _, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{future::Future, sync::Arc, time::Duration};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};
use tracing::{Instrument as _, Span};

/// Connections of a node for reading; it has one more each for writing, telling, listening and the tables, and now and
/// then for a snapshot.
const POOL: u32 = 8;
const STATEMENTS: usize = 256;
/// A server that does not answer within this time counts as absent.
pub(crate) const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// Whoever waits longer for the head row looks up who holds it.
const LOCK_PATIENCE: Duration = Duration::from_millis(1500);
/// How long to wait for the server's answer within a transaction before the connection is given up.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);

/// For the writing connection. A node that stops in the middle of a transaction is cut off after a second.
const WRITING: [(&str, &str); 3] =
    [("statement_timeout", "10000"), ("lock_timeout", "5000"), ("idle_in_transaction_session_timeout", "1000")];
const READING: [(&str, &str); 3] =
    [("statement_timeout", "30000"), ("lock_timeout", "5000"), ("idle_in_transaction_session_timeout", "10000")];
/// For a snapshot: nothing is lost if a power cut takes it away.
const SAVING: [(&str, &str); 4] = [
    ("synchronous_commit", "off"),
    ("statement_timeout", "30000"),
    ("lock_timeout", "5000"),
    ("idle_in_transaction_session_timeout", "10000"),
];
/// For the projected tables, which are made again from the journal if a power cut takes them away.
const FOLLOWING: [(&str, &str); 5] = [
    ("search_path", project::SCHEMA),
    ("synchronous_commit", "off"),
    ("statement_timeout", "30000"),
    ("lock_timeout", "5000"),
    ("idle_in_transaction_session_timeout", "2000"),
];
/// For hints to other nodes, which are not worth waiting for the disk.
const TELLING: [(&str, &str); 2] = [("synchronous_commit", "off"), ("statement_timeout", "10000")];
const INSPECTING: [(&str, &str); 2] = [("default_transaction_read_only", "on"), ("statement_timeout", "0")];
const INSPECTING_TABLES: [(&str, &str); 3] =
    [("search_path", project::SCHEMA), ("default_transaction_read_only", "on"), ("statement_timeout", "0")];

/// Makes the row that writers lock.
pub(crate) const MAKE_HEAD: &str =
    "insert into head (hospital_id, seq, hash) values ($1, 0, '') on conflict do nothing";
pub(crate) const MY_PID: &str = "select pg_backend_pid()";
const CLEAR_KEYS: &str = "vacuum person_key";
/// Cuts off whoever holds up `$1` without doing anything: that node is frozen, or has disappeared without closing its
/// connection. One that works or waits is left alone.
pub(crate) const FREE: &str = "select count(pg_terminate_backend(pid)) from pg_stat_activity \
    where pid = any (pg_blocking_pids($1)) and wait_event_type = 'Client' and wait_event = 'ClientRead' \
    and state_change < clock_timestamp() - interval '1 second'";

/// The connections to a server.
#[derive(Clone, Debug)]
pub(crate) struct Postgres {
    pub(crate) pool: PgPool,
    /// The options without time limits.
    options: PgConnectOptions,
    writing: PgConnectOptions,
    /// For the projected tables.
    pub(crate) tables: PgConnectOptions,
    /// Empty before the first write and after every failure: a connection whose state nobody knows is closed and not
    /// used again.
    writer: Arc<Mutex<Option<Writer>>>,
    /// The last event's number, which is to be told to other nodes.
    written: watch::Sender<Seq>,
}

/// The writing connection.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(crate) connection: PgConnection,
    pid: i32,
}

impl Postgres {
    pub(crate) async fn connect(options: PgConnectOptions, url: &str, way: Way) -> Result<Self, OpenError> {
        let name = options.get_application_name().unwrap_or("onething").to_owned();
        let options = options.application_name(&name).statement_cache_capacity(STATEMENTS);
        // Before the pool is made, which would go on trying.
        let first = within_time(CONNECT_WITHIN, limited(&options, &READING).connect()).await;
        first
            .map_err(|source| OpenError::of(source, url))?
            .close()
            .await
            .map_err(|source| OpenError::of(source, url))?;
        let (reading, writing, tables) = match way {
            // Waiting for a lock is not a slow statement.
            Way::Serve => (
                limited(&options, &READING),
                limited(&options, &WRITING).disable_statement_logging(),
                limited(&options, &FOLLOWING).disable_statement_logging(),
            ),
            Way::Inspect => {
                (limited(&options, &INSPECTING), limited(&options, &INSPECTING), limited(&options, &INSPECTING_TABLES))
            }
        };
        let pool = PgPoolOptions::new()
            .max_connections(POOL)
            .acquire_timeout(CONNECT_WITHIN)
            .idle_timeout(Duration::from_secs(600))
            .max_lifetime(Duration::from_secs(3600))
            .connect_lazy_with(reading);
        Ok(Self { pool, options, writing, tables, writer: Arc::default(), written: watch::Sender::default() })
    }

    /// Starts telling other nodes of a hospital what this one writes.
    pub(crate) fn start_telling(&self, hospital: HospitalId, span: Span) {
        let options = limited(&self.options, &TELLING);
        tokio::spawn(news::tell(options, hospital, self.written.subscribe()).instrument(span));
    }

    /// Tells other nodes as soon as possible.
    pub(crate) fn tell(&self, written: Seq) {
        self.written.send_replace(written);
    }

    /// Opens a connection for one snapshot.
    pub(crate) async fn saving(&self) -> Result<PgConnection, sqlx::Error> {
        within_time(CONNECT_WITHIN, limited(&self.options, &SAVING).disable_statement_logging().connect()).await
    }

    /// A pool without time limits, for migrations.
    pub(crate) fn patient(&self) -> PgPool {
        let one = PgPoolOptions::new().max_connections(1).acquire_timeout(CONNECT_WITHIN);
        one.connect_lazy_with(self.options.clone())
    }

    /// Makes the row that this hospital's writers lock, if it is missing.
    pub(crate) async fn make_head(&self, hospital: i64) -> Result<(), sqlx::Error> {
        sqlx::query(MAKE_HEAD).bind(hospital).execute(&self.pool).await.map(drop)
    }

    /// Overwrites what was deleted from `person_key`, as far as a database allows it.
    pub(crate) async fn clear_keys(&self) -> Result<(), sqlx::Error> {
        sqlx::query(CLEAR_KEYS).execute(&self.pool).await.map(drop)
    }

    /// Takes the writing connection out of its place; it is put back only when it is known to be in order.
    pub(crate) async fn writer(&self) -> Result<Session, sqlx::Error> {
        let mut place = self.writer.clone().lock_owned().await;
        if let Some(writer) = place.take() {
            return Ok(Session { place, writer });
        }
        let mut connection = within_time(CONNECT_WITHIN, self.writing.connect()).await?;
        let pid = sqlx::query_scalar(MY_PID).fetch_one(&mut connection).await?;
        Ok(Session { place, writer: Writer { connection, pid } })
    }

    /// Waits for a lock; when that takes long, takes it from whoever holds it without doing anything.
    pub(crate) async fn patiently<T>(
        &self,
        pid: i32,
        lock: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, sqlx::Error> {
        let mut lock = std::pin::pin!(lock);
        loop {
            match tokio::time::timeout(LOCK_PATIENCE, &mut lock).await {
                Ok(locked) => return locked,
                Err(_) => self.free(pid).await,
            }
        }
    }

    async fn free(&self, pid: i32) {
        match sqlx::query_scalar::<_, i64>(FREE).bind(pid).fetch_one(&self.pool).await {
            Ok(0) => tracing::warn!("the write lock is waited for long; whoever has it is at work"),
            Ok(ended) => tracing::warn!(ended, "another node was frozen in the write lock; its connection is ended"),
            Err(error) => tracing::warn!(%error, "the write lock is waited for long, and nobody can say for whom"),
        }
    }
}

/// The writing connection while it is in use. If it is dropped in the middle of something, it is closed, and the server
/// undoes what was begun.
#[derive(Debug)]
pub(crate) struct Session {
    place: OwnedMutexGuard<Option<Writer>>,
    pub(crate) writer: Writer,
}

impl Session {
    pub(crate) const fn pid(&self) -> i32 {
        self.writer.pid
    }

    /// Puts it back: it is in order and may be used again.
    pub(crate) fn put_back(self) {
        let Self { mut place, writer } = self;
        *place = Some(writer);
    }
}

fn limited(options: &PgConnectOptions, limits: &[(&str, &str)]) -> PgConnectOptions {
    options.clone().options(limits.iter().copied())
}

/// Fails when the server does not answer in time.
pub(crate) async fn answered<T, E: From<sqlx::Error>>(work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    within_time(ANSWER_WITHIN, work).await
}

async fn within_time<T, E: From<sqlx::Error>>(
    time: Duration,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    tokio::time::timeout(time, work).await.unwrap_or_else(|_| {
        let silence = format!("no answer within {} s", time.as_secs());
        Err(sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, silence)).into())
    })
}

/// PostgreSQL's five-character error code.
pub(crate) fn code(error: &sqlx::Error) -> Option<String> {
    let sqlx::Error::Database(database) = error else { return None };
    database.code().filter(|code| code.len() == 5).map(Into::into)
}

/// Does this error pass, so that the same may be tried again on a new connection?
pub(crate) fn passes(code: &str) -> bool {
    // connection_exception; serialization_failure, deadlock_detected; query_canceled, admin_shutdown, crash_shutdown,
    // cannot_connect_now, idle_session_timeout; lock_not_available; idle_in_transaction_session_timeout,
    // in_failed_sql_transaction, too_many_connections; read_only_sql_transaction (the standby is not promoted yet).
    code.starts_with("08")
        || code.starts_with("40")
        || code.starts_with("57")
        || matches!(code, "55P03" | "25P03" | "25P02" | "53300" | "25006")
}
