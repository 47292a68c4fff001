//! Where events go and where they come from: the journal; in tests one that fails, or a whole simulated store.

use journal::{
    AppendError, Entry, Journal, KnownKey, News, SealedRow, Settled, SnapshotError, StoreError, StoredRow, WriteLock,
};
use model::{
    id::{Seq, UserId},
    time::Instant,
};
use std::future::Future;

/// Where events go.
pub(crate) trait Log: Clone + Send + Sync + 'static {
    /// The write lock.
    type WriteLock: Send;
    /// Where what was written is read.
    type History: History;

    /// What was written before.
    fn history(&self) -> &Self::History;

    /// Takes the write lock and returns what other nodes wrote after an event.
    fn write_lock(&self, after: Seq)
    -> impl Future<Output = Result<(Self::WriteLock, Vec<Entry>), AppendError>> + Send;

    /// What the server's clock showed when the lock was taken; `None` where the database is in this process.
    fn server_shows(&self, _lock: &Self::WriteLock) -> Option<Instant> {
        None
    }

    /// Appends in one transaction, under a lock.
    fn append(
        &self,
        lock: Self::WriteLock,
        entries: &[Entry],
        side: &[SealedRow],
    ) -> impl Future<Output = Result<(), AppendError>> + Send;

    /// Releases a lock under which nothing was written.
    fn end(&self, lock: Self::WriteLock) -> impl Future<Output = ()> + Send;

    /// Finds out whether a batch whose commit gave no answer was written.
    fn settle(&self, entries: &[Entry]) -> impl Future<Output = Result<Settled, StoreError>> + Send;
}

/// What is written, read without a lock.
pub(crate) trait History: Send + Sync + 'static {
    /// The newest snapshot of this schema.
    fn load_snapshot(&self, schema: u32) -> impl Future<Output = Result<Option<(Seq, Vec<u8>)>, SnapshotError>> + Send;

    /// Number and time of the last event, if there is one.
    fn last(&self) -> impl Future<Output = Result<Option<(Seq, Instant)>, StoreError>> + Send;

    /// Up to `limit` rows from a number on, to be replayed.
    fn stored(&self, from: Seq, limit: u32) -> impl Future<Output = Result<Vec<StoredRow>, StoreError>> + Send;

    /// What other nodes wrote after an event, with the keys of people that it needs.
    fn missed(&self, after: Seq) -> impl Future<Output = Result<Vec<Entry>, StoreError>> + Send;

    /// An idempotency key, however old.
    fn find_key(
        &self,
        user: Option<UserId>,
        key: &str,
    ) -> impl Future<Output = Result<Option<KnownKey>, StoreError>> + Send;

    /// Hints, from now on, that other nodes wrote.
    fn news(&self) -> News;
}

impl Log for Journal {
    type WriteLock = WriteLock;
    type History = Self;

    fn history(&self) -> &Self {
        self
    }

    async fn write_lock(&self, after: Seq) -> Result<(WriteLock, Vec<Entry>), AppendError> {
        Self::write_lock(self, after).await
    }

    fn server_shows(&self, lock: &WriteLock) -> Option<Instant> {
        lock.server_shows()
    }

    async fn append(&self, lock: WriteLock, entries: &[Entry], side: &[SealedRow]) -> Result<(), AppendError> {
        self.append_in(lock, entries, side).await
    }

    async fn end(&self, lock: WriteLock) {
        lock.end().await;
    }

    async fn settle(&self, entries: &[Entry]) -> Result<Settled, StoreError> {
        Self::settle(self, entries).await
    }
}

impl History for Journal {
    async fn load_snapshot(&self, schema: u32) -> Result<Option<(Seq, Vec<u8>)>, SnapshotError> {
        Self::load_snapshot(self, schema).await
    }

    async fn last(&self) -> Result<Option<(Seq, Instant)>, StoreError> {
        Self::last(self).await
    }

    async fn stored(&self, from: Seq, limit: u32) -> Result<Vec<StoredRow>, StoreError> {
        Self::stored(self, from, limit).await
    }

    async fn missed(&self, after: Seq) -> Result<Vec<Entry>, StoreError> {
        Self::missed(self, after).await
    }

    async fn find_key(&self, user: Option<UserId>, key: &str) -> Result<Option<KnownKey>, StoreError> {
        Self::find_key(self, user, key).await
    }

    fn news(&self) -> News {
        Self::news(self)
    }
}
