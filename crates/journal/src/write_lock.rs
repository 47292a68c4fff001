//! The write lock: taken, used for one batch, given back (decisions.md D4).
//!
//! On PostgreSQL it is a transaction that holds the hospital's head row, so that any number of nodes write one after
//! another: whoever gets it first learns what the others wrote. On SQLite, where one process writes, it is a lock in
//! memory; if another process has written after all, the numbers that it took give it away, and the batch is refused.

use crate::{
    AppendError, Entry, Journal, SealedRow, StoreError,
    append::{Chained, EventRow, groups},
    read::{self, EVENTS},
    store::{
        Backend, Connection,
        postgres::{Session, answered},
    },
};
use futures_util::future::join;
use model::{id::Seq, time::Instant};
use sqlx::PgConnection;
use tokio::sync::OwnedMutexGuard;

/// The last event's number and hash; before the first event the hash is "".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Its number; 0 before the first event.
    pub seq: Seq,
    /// The hash of the row that ends with it.
    pub hash: String,
}

/// What became of a commit whose answer was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The batch is in.
    In,
    /// It is not in, and its numbers are free: append it again.
    NotIn,
    /// Somebody else's events have its numbers: take it back, catch up, decide again.
    Another,
}

/// The write lock for one batch. Nothing is written if it is dropped.
#[derive(Debug)]
pub struct WriteLock {
    head: Head,
    held: Backend<OwnedMutexGuard<Option<Head>>, Session>,
    server_shows: Option<Instant>,
}

pub(crate) const HEAD: &str =
    "select coalesce(last_seq, seq), hash from event where hospital_id = $1 order by seq desc limit 1";
/// The hash of the row that ends with an event.
pub(crate) const HASH_OF: &str = "select hash from (select coalesce(last_seq, seq) as last, hash from event \
    where hospital_id = $1 and seq <= $2 order by seq desc limit 1) as newest where last = $2";
/// The hash of the row that begins with an event.
pub(crate) const HASH_FROM: &str = "select hash from event where hospital_id = $1 and seq = $2";
/// On PostgreSQL only.
pub(crate) const LOCK_HEAD: &str = "select seq, hash, clock_timestamp() from head where hospital_id = $1 for update";
/// On PostgreSQL only.
pub(crate) const MOVE_HEAD: &str = "update head set seq = $2, hash = $3 where hospital_id = $1";
const PAGE: i64 = 4096;
/// Rows that are made while SQLite begins a transaction.
const AHEAD: usize = 32;

impl Journal {
    /// Takes the write lock after event `after`, and returns what others have written since: apply that before anything
    /// is decided. On SQLite nobody else writes.
    ///
    /// # Errors
    /// [`AppendError::Conflict`] when the journal does not go on from there; [`AppendError::Interrupted`] when the lock
    /// cannot be had now. Nothing was written.
    pub async fn write_lock(&self, after: Seq) -> Result<(WriteLock, Vec<Entry>), AppendError> {
        match &self.store {
            Backend::Sqlite(store) => {
                let mut known = store.head.clone().lock_owned().await;
                let head = match known.take() {
                    Some(head) => head,
                    None => self.read_head(self.store.writing()).await?,
                };
                if head.seq != after {
                    return Err(AppendError::Conflict);
                }
                *known = Some(head.clone());
                Ok((WriteLock { head, held: Backend::Sqlite(known), server_shows: None }, Vec::new()))
            }
            Backend::Postgres(store) => {
                let mut session = store.writer().await?;
                let pid = session.pid();
                let locking = self.lock(&mut session.writer.connection);
                let (head, shows) = store.patiently(pid, locking).await?;
                if head.seq < after {
                    return Err(AppendError::Conflict);
                }
                let missed = self.missed_in(&mut session.writer.connection, after, &head).await?;
                Ok((WriteLock { head, held: Backend::Postgres(session), server_shows: Some(shows) }, missed))
            }
        }
    }

    /// Locks the head row; also returns what the server's clock shows.
    async fn lock(&self, connection: &mut PgConnection) -> Result<(Head, Instant), sqlx::Error> {
        answered(sqlx::query("begin").execute(&mut *connection)).await?;
        let locking =
            sqlx::query_as::<_, (i64, String, Instant)>(LOCK_HEAD).bind(self.hospital().0).fetch_one(connection);
        let (seq, hash, shows) = answered(locking).await?;
        Ok((Head { seq: seq.cast_unsigned(), hash }, shows))
    }

    async fn missed_in(
        &self,
        connection: &mut PgConnection,
        after: Seq,
        head: &Head,
    ) -> Result<Vec<Entry>, AppendError> {
        let mut missed: Vec<Entry> = Vec::new();
        while after + (missed.len() as u64) < head.seq {
            let from = after.cast_signed() + 1 + missed.len() as i64;
            let query = sqlx::query_as::<_, EventRow>(EVENTS).bind(self.hospital().0).bind(from).bind(PAGE);
            let page = answered(query.fetch_all(&mut *connection)).await?;
            if page.first().is_none_or(|row| row.seq != from) {
                return Err(AppendError::Conflict);
            }
            missed.extend(read::entries(page)?);
        }
        if !missed.is_empty() {
            self.learn_from(connection, &missed).await?;
        }
        Ok(missed)
    }

    /// Commits a batch under a lock: all of it or nothing.
    ///
    /// An event that erases a person also destroys, in the same transaction, the keys of that person and of all
    /// aliases.
    ///
    /// # Errors
    /// [`AppendError::OutcomeUnknown`] when the commit's answer was lost; after all other errors nothing was written.
    pub async fn append_in(&self, lock: WriteLock, entries: &[Entry], side: &[SealedRow]) -> Result<(), AppendError> {
        let Some(first) = entries.first() else {
            lock.end().await;
            return Ok(());
        };
        let WriteLock { head, mut held, .. } = lock;
        if first.seq != head.seq + 1 {
            if let Backend::Sqlite(known) = &mut held {
                **known = None;
            }
            return Err(AppendError::Conflict);
        }
        let mut rows = Chained::after(&head.hash, entries, self.grain);
        let last = head.seq + entries.len() as u64;
        let (destroyed, reached) = match (&self.store, held) {
            (Backend::Sqlite(store), Backend::Sqlite(mut known)) => {
                *known = None;
                let begin = store.writer.begin_with("begin immediate");
                let (begun, ()) = join(begin, async { rows.make_ahead(AHEAD) }).await;
                let mut transaction = begun?;
                let written = self.write(Backend::Sqlite(&mut *transaction), &mut rows, entries, side).await;
                let destroyed = match written {
                    Ok(destroyed) => destroyed,
                    Err(failed) => {
                        drop(transaction.rollback().await);
                        if !matches!(failed, AppendError::Conflict) {
                            *known = Some(head);
                        }
                        return Err(failed);
                    }
                };
                transaction.commit().await.map_err(|error| match AppendError::from(error) {
                    AppendError::Full => AppendError::Full,
                    _ => AppendError::OutcomeUnknown,
                })?;
                let reached = Head { seq: last, hash: rows.hash().to_owned() };
                *known = Some(reached.clone());
                (destroyed, reached)
            }
            (Backend::Postgres(store), Backend::Postgres(mut session)) => {
                let connection = &mut session.writer.connection;
                let written =
                    answered(self.write(Backend::Postgres(&mut *connection), &mut rows, entries, side)).await?;
                let reached = Head { seq: last, hash: rows.hash().to_owned() };
                let moved = sqlx::query(MOVE_HEAD)
                    .bind(self.hospital().0)
                    .bind(reached.seq.cast_signed())
                    .bind(&reached.hash)
                    .execute(&mut *connection);
                answered(moved).await?;
                // Whatever the server says except yes: only the database itself knows what became of it.
                let committed = answered(sqlx::query("commit").execute(&mut *connection)).await;
                committed.map_err(|error| {
                    tracing::warn!(%error, "a commit gave no answer");
                    AppendError::OutcomeUnknown
                })?;
                session.put_back();
                store.tell(reached.seq);
                (written, reached)
            }
            (Backend::Postgres(_), Backend::Sqlite(_)) | (Backend::Sqlite(_), Backend::Postgres(_)) => {
                return Err(AppendError::Conflict);
            }
        };
        self.recent.add(head, reached, entries);
        self.keys.stored(side);
        if !destroyed.is_empty() {
            self.forgotten(destroyed).await;
        }
        Ok(())
    }

    /// Commits a batch under a write lock of its own.
    ///
    /// # Errors
    /// As [`write_lock`](Self::write_lock) and [`append_in`](Self::append_in); [`AppendError::Conflict`] also when
    /// others have written since.
    pub async fn append(&self, entries: &[Entry], side: &[SealedRow]) -> Result<(), AppendError> {
        let Some(first) = entries.first() else { return Ok(()) };
        let (lock, missed) = self.write_lock(first.seq.saturating_sub(1)).await?;
        if !missed.is_empty() {
            lock.end().await;
            return Err(AppendError::Conflict);
        }
        self.append_in(lock, entries, side).await
    }

    /// Finds out whether a batch whose commit gave no answer is in, by the hash at its first number. It takes the lock
    /// that writing takes, and so waits for a commit that is still under way; on PostgreSQL on a new connection.
    ///
    /// # Errors
    /// When the database cannot be read: ask again.
    pub async fn settle(&self, entries: &[Entry]) -> Result<Settled, StoreError> {
        let Some(first) = entries.first() else { return Ok(Settled::In) };
        let [before, found] = match &self.store {
            Backend::Sqlite(store) => {
                let mut known = store.head.lock().await;
                *known = None;
                let mut transaction = store.writer.begin_with("begin immediate").await?;
                let hashes = self.hashes(Backend::Sqlite(&mut *transaction), first.seq).await?;
                transaction.rollback().await?;
                hashes
            }
            Backend::Postgres(store) => {
                let mut session = store.writer().await?;
                let pid = session.pid();
                store.patiently(pid, self.lock(&mut session.writer.connection)).await?;
                let hashes = self.hashes(Backend::Postgres(&mut session.writer.connection), first.seq).await?;
                answered(sqlx::query("rollback").execute(&mut session.writer.connection)).await?;
                session.put_back();
                hashes
            }
        };
        let Some(found) = found else { return Ok(Settled::NotIn) };
        let together = groups(entries, self.grain).next().unwrap_or_default();
        let ours = EventRow::of(together, &before.unwrap_or_default())?.hash == found;
        Ok(if ours { Settled::In } else { Settled::Another })
    }

    /// The hash before an event, and that of the row that begins with it.
    async fn hashes(&self, mut connection: Connection<'_>, first: Seq) -> Result<[Option<String>; 2], sqlx::Error> {
        let mut hashes = [None, None];
        let asked = [(HASH_OF, first.cast_signed() - 1), (HASH_FROM, first.cast_signed())];
        for ((query, seq), hash) in asked.into_iter().zip(&mut hashes) {
            *hash = crate::store::on!(connection.again(), to => sqlx::query_scalar(query)
                .bind(self.hospital().0)
                .bind(seq)
                .fetch_optional(to)
                .await?);
        }
        Ok(hashes)
    }
}

impl WriteLock {
    /// What the server's clock showed when the lock was taken; `None` on SQLite.
    #[must_use]
    pub const fn server_shows(&self) -> Option<Instant> {
        self.server_shows
    }

    /// Gives the lock back; nothing is written.
    pub async fn end(self) {
        if let Backend::Postgres(mut session) = self.held
            && answered(sqlx::query("rollback").execute(&mut session.writer.connection)).await.is_ok()
        {
            session.put_back();
        }
    }
}
