//! A node's connection to the server: the journal as the writer and the follower know it. Messages take time or get
//! lost, and at each step the node may die or be frozen.

use super::{
    chance::Chance,
    life::Life,
    server::{Rows, Server, Session, Silence},
    trace::Trace,
    weather::Weather,
};
use crate::writer::{History, Log};
use journal::{
    AppendError, Entry, EventRow, Grain, Head, KnownKey, News, Recent, SealedRow, Settled, SnapshotError, StoreError,
    StoredRow,
};
use model::{
    id::{Seq, UserId},
    time::Instant,
};
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// How long a statement waits for its answer before it is given up, milliseconds.
pub(super) const PATIENCE_MILLIS: u64 = 2500;
/// The longest time after which a late commit is done, milliseconds.
pub(super) const LATE_MAX_MILLIS: u64 = 3000;

/// A node's connection to the server. A cheap clone.
#[derive(Clone)]
pub(super) struct Connection {
    pub(super) life: Arc<Life>,
    pub(super) server: Arc<Server>,
    pub(super) chance: Chance,
    pub(super) weather: Arc<Weather>,
    pub(super) trace: Trace,
    /// What this process wrote last, as the journal keeps it for the tables.
    pub(super) recent: Recent,
    /// The last event that this process knows to be written. Only the follower of the tables listens here: a channel
    /// wakes several in an order that does not depend on the seed.
    pub(super) written: Arc<watch::Sender<Seq>>,
}

/// The write lock: a transaction on the server. When it is dropped, the connection is gone.
pub(super) struct WriteLock {
    session: Arc<Session>,
    server: Arc<Server>,
    seq: Seq,
    hash: String,
    /// Its commit is under way and cannot be called back, whatever becomes of this node.
    committing: bool,
}

impl Drop for WriteLock {
    fn drop(&mut self) {
        if !self.committing && self.session.is_alive() && tokio::runtime::Handle::try_current().is_ok() {
            self.server.hang_up(self.session.clone());
        }
    }
}

/// An error of a connection; here it does not matter which.
pub(super) fn store_error() -> StoreError {
    StoreError::Password
}

/// A write lock that was lost.
pub(super) fn interrupted() -> AppendError {
    AppendError::Interrupted(store_error())
}

impl From<Silence> for StoreError {
    fn from(_: Silence) -> Self {
        store_error()
    }
}

/// What is to become of a commit.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fate {
    Answered,
    AnswerLost,
    Late,
    Lost,
}

impl Connection {
    pub(super) fn new(
        life: Arc<Life>,
        server: Arc<Server>,
        chance: Chance,
        weather: Arc<Weather>,
        trace: Trace,
    ) -> Self {
        Self { life, server, chance, weather, trace, recent: Recent::default(), written: Arc::default() }
    }

    fn learn(&self, written: Option<Seq>) {
        self.written.send_if_modified(|known| {
            let more = written.is_some_and(|written| written > *known);
            *known = written.unwrap_or_default().max(*known);
            more
        });
    }

    /// The time that a message takes, in which the node may die or be frozen.
    async fn way(&self, step: &str) {
        self.chance.pause(self.weather.way_millis).await;
        if self.weather.strikes(&self.chance, self.weather.node_dies) {
            self.trace.note(&self.life, format!("dies: {step}"));
            self.life.doom();
            std::future::pending::<()>().await;
        }
        if self.weather.strikes(&self.chance, self.weather.node_freezes) {
            self.life.freeze(self.chance.millis(3000), step);
            tokio::task::yield_now().await;
        }
    }

    fn fails(&self, per_mille: u64) -> bool {
        self.life.is_cut() || self.weather.strikes(&self.chance, per_mille)
    }

    /// Reads without a lock. What arrives may be out of date by then.
    async fn read<T>(&self, step: &str, look: impl FnOnce(&Rows) -> T) -> Result<T, StoreError> {
        self.way(step).await;
        if self.fails(self.weather.read_fails) {
            return Err(store_error());
        }
        let found = self.server.read(look)?;
        self.way(step).await;
        Ok(found)
    }

    pub(super) fn fate(&self) -> Fate {
        let strikes = |per_mille| self.weather.strikes(&self.chance, per_mille);
        let fate = if self.life.is_cut() {
            Fate::Lost
        } else if strikes(self.weather.answer_lost) {
            Fate::AnswerLost
        } else if strikes(self.weather.commit_late) {
            Fate::Late
        } else if strikes(self.weather.commit_lost) {
            Fate::Lost
        } else {
            return Fate::Answered;
        };
        if strikes(self.weather.cut_off) {
            self.life.cut(self.chance.millis(3000));
        }
        fate
    }

    /// Why a batch is not written, known before its commit.
    fn refused(&self) -> Option<AppendError> {
        if self.life.is_cut() {
            return Some(interrupted());
        }
        if !self.fails(self.weather.write_fails) {
            return None;
        }
        Some(match self.chance.below(4) {
            0 => AppendError::Full,
            1 => AppendError::Failed(store_error()),
            2 => AppendError::PersonKeyTaken,
            _ => interrupted(),
        })
    }

    async fn commit(
        &self,
        mut lock: WriteLock,
        entries: &[Entry],
        (rows, side): (Vec<EventRow>, Vec<SealedRow>),
    ) -> Result<(), AppendError> {
        let fate = self.fate();
        let (first, count) = (rows[0].hash().to_owned(), rows.len());
        self.trace.note(&self.life, format!("commits {count} from {} ({}): {fate:?}", entries[0].seq, &first[..8]));
        if matches!(fate, Fate::Lost) {
            drop(lock);
            tokio::time::sleep(self.chance.millis(PATIENCE_MILLIS)).await;
            return Err(AppendError::OutcomeUnknown);
        }
        let after = match fate {
            Fate::Late => self.chance.millis(LATE_MAX_MILLIS),
            _ => self.chance.millis(self.weather.way_millis),
        };
        let answer = self.server.commit(lock.session.clone(), entries.to_vec(), (rows, side), after);
        lock.committing = true;
        self.way("its commit is under way").await;
        let answered = match fate {
            Fate::Late => false,
            Fate::AnswerLost => {
                tokio::time::sleep(self.chance.millis(PATIENCE_MILLIS)).await;
                false
            }
            Fate::Answered | Fate::Lost => tokio::time::timeout(Duration::from_millis(PATIENCE_MILLIS), answer)
                .await
                .is_ok_and(|done| done.is_ok()),
        };
        self.way("its commit was answered").await;
        if answered { Ok(()) } else { Err(AppendError::OutcomeUnknown) }
    }
}

impl Log for Connection {
    type WriteLock = WriteLock;
    type History = Self;

    fn history(&self) -> &Self {
        self
    }

    async fn write_lock(&self, after: Seq) -> Result<(WriteLock, Vec<Entry>), AppendError> {
        self.way("wants the lock").await;
        if self.fails(self.weather.lock_fails) {
            return Err(interrupted());
        }
        let session = self.server.lock().await.map_err(|Silence| interrupted())?;
        let ((seq, hash), missed) = self.server.committed(|rows| (rows.head(), rows.entries(after + 1)));
        let lock = WriteLock { session, server: self.server.clone(), seq, hash, committing: false };
        self.way("has the lock").await;
        self.learn(missed.last().map(|last| last.seq));
        if !self.server.statement(&lock.session) {
            return Err(interrupted());
        }
        // A single node with its own file expects no events of others: nobody else writes there.
        if seq < after || self.weather.nodes == 1 && seq > after {
            return Err(AppendError::Conflict);
        }
        Ok((lock, missed))
    }

    async fn append(&self, lock: WriteLock, entries: &[Entry], side: &[SealedRow]) -> Result<(), AppendError> {
        if entries[0].seq != lock.seq + 1 {
            return Err(AppendError::Conflict);
        }
        let rows = EventRow::all(entries, Grain::Command, &lock.hash)?;
        self.way("writes a batch").await;
        if !self.server.statement(&lock.session) {
            return Err(interrupted());
        }
        if let Some(refused) = self.refused() {
            return Err(refused);
        }
        self.server.insert(&lock.session, entries)?;
        self.way("has written a batch").await;
        let before = Head { seq: lock.seq, hash: lock.hash.clone() };
        let last = Head { seq: rows[rows.len() - 1].last(), hash: rows[rows.len() - 1].hash().to_owned() };
        self.commit(lock, entries, (rows, side.to_vec())).await?;
        self.learn(Some(last.seq));
        self.recent.add(before, last, entries);
        Ok(())
    }

    async fn end(&self, lock: WriteLock) {
        self.way("gives the lock back").await;
        lock.session.end();
    }

    async fn settle(&self, entries: &[Entry]) -> Result<Settled, StoreError> {
        self.way("settles").await;
        if self.fails(self.weather.read_fails) {
            return Err(store_error());
        }
        let session = self.server.lock().await?;
        let first = &entries[0];
        let (before, found) = self.server.committed(|rows| (rows.hash_until(first.seq - 1), rows.hash_from(first.seq)));
        session.end();
        let settled = match found {
            None => Settled::NotIn,
            Some(hash) if hash == EventRow::all(entries, Grain::Command, &before.unwrap_or_default())?[0].hash() => {
                Settled::In
            }
            Some(_) => Settled::Another,
        };
        self.trace.note(&self.life, format!("settles {}: {settled:?}", first.seq));
        self.way("has settled").await;
        if settled == Settled::In {
            self.learn(entries.last().map(|last| last.seq));
        }
        Ok(settled)
    }
}

impl History for Connection {
    async fn load_snapshot(&self, _: u32) -> Result<Option<(Seq, Vec<u8>)>, SnapshotError> {
        self.read("starts", |_| ()).await?;
        Ok(self.server.snapshot())
    }

    async fn last(&self) -> Result<Option<(Seq, Instant)>, StoreError> {
        self.read("reads the last number", Rows::last).await
    }

    async fn stored(&self, from: Seq, limit: u32) -> Result<Vec<StoredRow>, StoreError> {
        let limit = usize::try_from(limit).unwrap();
        let stored = |rows: &Rows| rows.from(from).take(limit).cloned().map(StoredRow::from).collect();
        self.read("reads events", stored).await
    }

    async fn missed(&self, after: Seq) -> Result<Vec<Entry>, StoreError> {
        let missed = self.read("follows", |rows| rows.entries(after + 1)).await?;
        self.learn(missed.last().map(|last| last.seq));
        Ok(missed)
    }

    async fn find_key(&self, user: Option<UserId>, key: &str) -> Result<Option<KnownKey>, StoreError> {
        self.read("looks a key up", |rows| rows.key(user, key)).await
    }

    fn news(&self) -> News {
        News::of(self.server.news())
    }
}
